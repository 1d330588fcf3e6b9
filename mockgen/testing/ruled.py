"""Makers that rules ask for: providers of Faker by name, and values held against what a schema asks of them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeAlias

from mockgen.faker_names import LONGEST, PROVIDERS
from mockgen.testing.components import Schemas
from mockgen.testing.place import JSON, Place, UnsatisfiableSchema
from mockgen.testing.predicates import Predicate, Predicates
from mockgen.testing.vocabulary import from_faker

PlaceMaker: TypeAlias = Callable[[Any], JSON]

_TRIES = 60


class Ruled:
    """Methods that return the makers of rules; mixed into `Values`."""

    __slots__ = ()

    def faker(self, provider: str, /, **options: Any) -> PlaceMaker:
        """Return a maker of what a provider of Faker gives, in the locale of the service.

        Raises:
            ValueError: it is no provider that a rule may name.
        """
        if provider not in PROVIDERS:
            raise ValueError(f"{provider!r} is no provider of Faker that a rule may name")

        def make(fake: Place) -> JSON:
            try:
                return _as_json(from_faker(fake, provider, **options))
            except (AttributeError, ArithmeticError, TypeError, ValueError) as error:
                reason = f"Faker's {provider} gives nothing in the locale {fake._locale}: {error}"
                raise UnsatisfiableSchema(reason, fake.path) from error

        return make

    def held(self, maker: PlaceMaker, rule: str, /, otherwise: PlaceMaker | None = None, **limits: Any) -> PlaceMaker:
        """Return a maker that draws until the value keeps to the limits of its schema.

        The maker raises `UnsatisfiableSchema`, with the rule that it stands for, where no draw does.

        Args:
            maker: what the rule says.
            rule: its name in the configuration.
            otherwise: makes the value where no draw does, for a rule that is only a hint.
            limits: keywords of the schema: `type`, `maxLength`, `pattern`, `format`, …
        """
        holds = _predicate(tuple(sorted(limits.items())))
        kind = limits.get("type")

        def make(fake: Any) -> JSON:
            value, reason = None, ""
            for attempt in range(_TRIES):
                try:
                    value = _as_kind(maker(fake._again(attempt)), kind)
                except UnsatisfiableSchema as error:
                    reason = error.reason
                    break
                if holds(value):
                    return value
            if otherwise is not None:
                return otherwise(fake)
            asked = ", ".join(f"{key} {limit!r}" for key, limit in limits.items())
            why = reason or f"its schema asks for {asked}, and none of {_TRIES} values was like that, nor is {value!r}"
            raise UnsatisfiableSchema(f"the rule {rule} makes nothing that is valid here: {why}", fake.path)

        return make


def _as_json(value: Any) -> JSON:
    return float(value) if isinstance(value, Decimal) else value


def _as_kind(value: JSON, kind: str | None) -> JSON:
    """Return a value as a schema's type has it: a number as text, for one."""
    if kind != "string" or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    return format(Decimal(repr(value)), "f")[:LONGEST]


@functools.lru_cache(maxsize=1024)
def _predicate(limits: tuple[tuple[str, Any], ...]) -> Predicate:
    """Return what tells whether a value keeps to keywords of a schema."""
    predicates = Predicates(Schemas(_unnamed), lambda schema, value: False)
    return predicates.of(dict(limits))


def _unnamed(name: str) -> Any:
    raise KeyError(name)
