"""Schemas of a contract, copied for the full validator with only what they need.

A slice is plain JSON Schema: what informs only is left out, component names are replaced by names
that no URI decoding can touch, boolean schemas are spelled as objects, references that ask for
themselves are dropped, and patterns that Python's `re` cannot express are too.
"""

from __future__ import annotations

from typing import Any

from mockgen.testing import ecma
from mockgen.testing.components import PREFIX, Schema, Schemas, name_of

INFORMING = frozenset(
    {
        *("$schema", "$id", "$anchor", "$comment", "$defs", "title", "description", "deprecated"),
        *("default", "example", "examples", "discriminator", "externalDocs", "xml"),
    }
)
LISTS_HERE = frozenset({"allOf", "anyOf", "oneOf"})
SINGLE_HERE = frozenset({"not", "if", "then", "else"})
SINGLE_BELOW = frozenset({"items", "contains", "propertyNames"})
REST = frozenset({"additionalProperties", "unevaluatedProperties", "unevaluatedItems"})


class Slicer:
    """Copies schemas, and remembers the components that they refer to."""

    def __init__(self, schemas: Schemas):
        self._schemas = schemas
        self._aliases: dict[str, str] = {}
        self._waiting: list[str] = []

    def components(self) -> dict[str, Any]:
        """Return the components that the copies so far refer to, under their new names."""
        found: dict[str, Any] = {}
        while self._waiting:
            name = self._waiting.pop()
            found[self._aliases[name]] = self.schema(self._schemas.named(name), name)
        return found

    def schema(self, schema: Schema, holder: str | None = None) -> dict[str, Any]:
        """Return the copy of a schema that stands in place in the named schema `holder`."""
        if isinstance(schema, bool):
            return {} if schema else {"not": {}}
        holder = holder or self._schemas.holder(schema)
        copy: dict[str, Any] = {}
        for keyword, value in schema.items():
            if keyword not in INFORMING:
                self._keyword(copy, keyword, value, holder)
        return copy

    def _keyword(self, copy: dict[str, Any], keyword: str, value: Any, holder: str | None) -> None:
        if keyword == "$ref":
            if not self._schemas.is_loop(holder, value):
                copy["$ref"] = PREFIX + self._alias(name_of(value))
        elif keyword == "pattern":
            if ecma.compiled(value):
                copy["pattern"] = value
        elif keyword == "patternProperties":
            self._pattern_properties(copy, value)
        elif keyword in REST:
            copy.setdefault(keyword, value if isinstance(value, bool) else self.schema(value))
        elif keyword in LISTS_HERE:
            copy[keyword] = [self.schema(branch, holder) for branch in value]
        elif keyword in SINGLE_HERE:
            copy[keyword] = self.schema(value, holder)
        elif keyword in SINGLE_BELOW:
            copy[keyword] = self.schema(value)
        elif keyword == "prefixItems":
            copy[keyword] = [self.schema(item) for item in value]
        elif keyword in {"properties", "dependentSchemas"}:
            here = holder if keyword == "dependentSchemas" else None
            copy[keyword] = {name: self.schema(below, here) for name, below in value.items()}
        else:
            copy[keyword] = value

    def _pattern_properties(self, copy: dict[str, Any], patterns: dict[str, Schema]) -> None:
        known = {pattern: ecma.compiled(pattern) for pattern in patterns}
        copy["patternProperties"] = {
            compiled.pattern: self.schema(patterns[pattern]) for pattern, compiled in known.items() if compiled
        }
        if not all(known.values()):
            copy["additionalProperties"] = True  # which names are additional is not known

    def _alias(self, name: str) -> str:
        if name not in self._aliases:
            self._aliases[name] = f"s{len(self._aliases)}"
            self._waiting.append(name)
        return self._aliases[name]
