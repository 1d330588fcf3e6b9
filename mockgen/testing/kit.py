"""What judging needs, made once for a contract and shared by its operations."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mockgen.testing.bodies import Bodies
from mockgen.testing.casting import Caster
from mockgen.testing.components import Schema, Schemas
from mockgen.testing.predicates import Predicates
from mockgen.testing.undeclared import FORBID, Shapes

if TYPE_CHECKING:
    from mockgen.testing.validation import Judge


class Kit:
    """The tools of one contract.

    Attributes:
        schemas: its named schemas.
        predicates: the quick verdicts.
        shapes: what is declared where.
        caster: text to values.
        bodies: bytes to values.
        undeclared: the rule for names that nothing declares: `forbid`, `warn` or `allow`.
    """

    def __init__(self, load: Callable[[str], Schema], undeclared: str = FORBID):
        self.undeclared = undeclared
        self.schemas = Schemas(load)
        self.predicates = Predicates(self.schemas, self._is_valid_in_full)
        self.shapes = Shapes(self.schemas)
        self.caster = Caster(self.schemas, self.predicates)
        self.bodies = Bodies(self.caster, self.shapes)

    @functools.cached_property
    def judge(self) -> Judge:
        """openapi-core; imported here, since that takes half a second."""
        from mockgen.testing.validation import Judge

        return Judge(self.schemas)

    def _is_valid_in_full(self, schema: Schema, value: Any) -> bool:
        return self.judge.is_valid(schema, value)
