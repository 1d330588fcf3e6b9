"""Components generated in memory: their factories and their judge, without a file and without an import."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mockgen.build.package import build
from mockgen.render import environment, printed, vars_of
from mockgen.spec.normalise import normalise
from mockgen.spec.references import Bundle
from mockgen.spec.source import SourceFile
from mockgen.testing import Values
from mockgen.testing.kit import Kit

FACTORIES = "testing/factories.py"


@dataclasses.dataclass(frozen=True)
class InMemory:
    """What was generated of some components.

    Attributes:
        makers: the factory of each, by its function's name.
        warnings: what the generator had to say.
    """

    makers: Mapping[str, Callable[..., Any]]
    warnings: tuple[str, ...]
    _is_valid: Callable[[Any, Any], bool]

    def fake(self, name: str, seed: int = 0, profile: str = "full") -> Any:
        """Return what the factory `name` makes."""
        return Values(seed, profile, self._is_valid).draw(self.makers[name])


def in_memory(schemas: Mapping[str, Any]) -> InMemory:
    """Generate the factories of components of OpenAPI 3.1."""
    tree = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }
    text = json.dumps(tree).encode()
    source = SourceFile(Path("shop.json"), "shop.json", "", text)
    built = build(normalise(Bundle(json.loads(text), (source,), ())), "shop", "shop.json")
    code = printed(environment(), FACTORIES, vars_of(built.package))
    makers: dict[str, Any] = {}
    exec(compile(code, FACTORIES, "exec", dont_inherit=True), makers)
    contract = json.loads(built.package.contract)["schemas"]
    kit = Kit(contract.__getitem__)
    judged = functools.partial(judge, kit)
    return InMemory(makers, tuple(found.message for found in built.diagnostics), judged)


def judge(kit: Kit, check: Any, value: Any) -> bool:
    """Tell whether a value satisfies the contract's schema `check`: as the mock does."""
    return kit.predicates.of(kit.schemas.named(str(check)), str(check))(value)
