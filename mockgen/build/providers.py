"""Which maker of `Values` a scalar schema is drawn from: chosen once, at generation, and printed.

The order is: format, then property name and type together, then the description, then an example,
then bounds. Whatever is chosen satisfies the schema: a maker that cannot promise its bounds or
pattern is wrapped by one that can. The rules are data: `provider_rules`.
"""

from __future__ import annotations

import functools

from mockgen.build.number_providers import number
from mockgen.build.provider_lookup import Provider, Schema, tokens
from mockgen.build.string_providers import string

__all__ = ["Provider", "provider", "tokens"]


def provider(name: str, schema: Schema) -> Provider:
    """Return the maker of a scalar.

    Args:
        name: wire name of the property or parameter; `""` for what has none.
        schema: a flat schema whose `type` is one of string, integer, number, boolean.
    """
    return _chosen(name, _Written(schema))


class _Written:
    """A schema by its text: documents say the same of most of their properties."""

    __slots__ = ("schema", "text")

    def __init__(self, schema: Schema):
        self.schema = schema
        self.text = repr(schema)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Written) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)


@functools.lru_cache(maxsize=2**14)
def _chosen(name: str, written: _Written) -> Provider:
    schema = written.schema
    kind = schema["type"]
    if kind == "boolean":
        return Provider("boolean")
    return string(name, schema) if kind == "string" else number(name, schema, kind == "integer")
