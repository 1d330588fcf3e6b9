"""Schemas drawn around a value: whatever is drawn, the value satisfies it, so something does.

`accepted()` draws a value, its *witness*, and then a schema that allows it: keyword by keyword, each
with a bound that the witness keeps, and combinators that it passes. Where a keyword that was drawn
breaks the witness after all (`unevaluatedProperties`, say), it is taken out again; jsonschema-rs judges.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import jsonschema_rs
from hypothesis import strategies as st

Schema: TypeAlias = dict[str, Any]
Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]

KINDS = ("string", "integer", "number", "boolean", "null", "array", "object")
TEXTS = (
    "", "a", "ab", "abc", "a-1", "AB12", "x y", "é", "2024-02-29", "2024-02-29T10:00:00Z", "10:00:00Z", "P3D",
    "ann@example.com", "example.com", "192.0.2.1", "2001:db8::1", "https://example.com/a", "/a/b",
    "6ba7b810-9dad-41d1-80b4-00c04fd430c8",
)  # fmt: skip
PATTERNS = ("^a", "b", "[0-9]+$", "^[a-z]*$", "^[A-Z]{2}", "^.{1,3}$", "^(a|b)", "\\d", "^$", "[^x]", "\\S+")
FORMATS = (
    "date", "date-time", "time", "duration", "email", "hostname", "ipv4", "ipv6", "uri", "uri-reference", "uuid",
    "json-pointer",
)  # fmt: skip
NAMES = ("a", "b", "c", "id", "x-1")
NAME_PATTERNS = ("^[a-c]$", "^x-", "^[a-z]", "d$", "^.{1,2}$")
COMPONENT = "S"
RECURSION = {"$ref": f"#/components/schemas/{COMPONENT}"}

texts = st.sampled_from(TEXTS)
numbers = st.integers(-20, 20) | st.integers(-40, 40).map(lambda n: n / 4)
scalars = st.none() | st.booleans() | numbers | texts
names = st.sampled_from(NAMES)


def values(deep: int = 2) -> st.SearchStrategy[Any]:
    """Return a strategy of small JSON values."""
    if deep <= 0:
        return scalars
    inner = values(deep - 1)
    return scalars | st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3)


def satisfies(schema: Schema, value: Any, root: Schema | None = None) -> bool:
    """Tell whether a value satisfies a schema, in the eyes of a validator that is not ours."""
    components = {"components": {"schemas": {COMPONENT: schema if root is None else root}}}
    return jsonschema_rs.Draft202012Validator({**schema, **components}, validate_formats=True).is_valid(value)


class Drawing:
    """One schema in the making.

    Args:
        draw: Hypothesis's.
        exotic: whether keywords are drawn too that no recipe can promise.
    """

    def __init__(self, draw: Draw, exotic: bool):
        self._draw = draw
        self._exotic = exotic

    def chance(self, one_in: int) -> bool:
        """Return True once in so many draws; the simplest is False."""
        return bool(self._draw(st.integers(0, one_in - 1)) == one_in - 1)

    def schema(self, value: Any, deep: int = 2) -> Schema:
        """Return a schema that a value satisfies."""
        if self.chance(12):
            return {}
        if self.chance(8):
            return {"enum": self._unique([value, *self._draw(st.lists(scalars, max_size=2))])}
        if self.chance(16):
            return {"const": value}
        out: Schema = {}
        if not self.chance(6):
            out["type"] = self._kinds(value)
        for key, drawn in self._of_kind(value, deep):
            self._add(out, value, {key: drawn} if isinstance(key, str) else drawn)
        if deep > 0 and self.chance(3):
            self._add(out, value, self._combined(value, deep - 1))
        return out

    def _add(self, out: Schema, value: Any, more: Schema) -> None:
        """Take keywords in, if the value still satisfies all of them."""
        if satisfies({**out, **more}, value, {}):
            out.update(more)

    def _unique(self, found: list[Any]) -> list[Any]:
        out: list[Any] = []
        for value in found:
            if not any(satisfies({"const": value}, other) for other in out):
                out.append(value)
        return out

    def _kinds(self, value: Any) -> Any:
        fitting = [kind for kind in KINDS if satisfies({"type": kind}, value)]
        own = self._draw(st.sampled_from(fitting))
        if not self.chance(5):
            return own
        others = self._draw(st.lists(st.sampled_from(KINDS), max_size=2, unique=True))
        return [own, *(kind for kind in others if kind != own)]

    def _of_kind(self, value: Any, deep: int) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return self._number(value)
        if isinstance(value, list):
            return self._array(value, deep)
        return self._object(value, deep) if isinstance(value, dict) else ()

    # -- one type -------------------------------------------------------------------------

    def _text(self, value: str) -> Any:
        if self.chance(4):
            yield "minLength", max(0, len(value) - self._draw(st.integers(0, 3)))
        if self.chance(4):
            yield "maxLength", len(value) + self._draw(st.integers(0, 3))
        if self.chance(3):
            yield "pattern", self._draw(st.sampled_from(PATTERNS))
        elif self.chance(3):
            yield "format", self._draw(st.sampled_from(FORMATS))

    def _number(self, value: float) -> Any:
        near = st.integers(0, 8).map(lambda n: n / 4)
        for key, sign in (("minimum", -1), ("exclusiveMinimum", -1), ("maximum", 1), ("exclusiveMaximum", 1)):
            if self.chance(4):
                yield key, value + sign * self._draw(near)
        if self.chance(4):
            yield "multipleOf", self._draw(st.sampled_from([1, 2, 3, 5, 0.25, 0.5, 1.5]))

    def _array(self, value: list[Any], deep: int) -> Any:
        count = len(value)
        if self.chance(3):
            yield "minItems", max(0, count - self._draw(st.integers(0, 2)))
        if self.chance(3):
            yield "maxItems", count + self._draw(st.integers(0, 2))
        if self.chance(4):
            yield "uniqueItems", True
        prefix = self._draw(st.integers(0, count)) if self.chance(4) else 0
        if prefix:
            yield "prefixItems", [self.schema(item, deep - 1) for item in value[:prefix]]
        if self.chance(2):
            yield "items", self._any_of(value[prefix:], deep)
        if self._exotic and count and self.chance(4):
            item = self.schema(self._draw(st.sampled_from(value)), deep - 1)
            matching = sum(satisfies(item, other) for other in value)
            contains: Schema = {"contains": item}
            if self.chance(3):
                contains["minContains"] = max(0, matching - self._draw(st.integers(0, 1)))
            if self.chance(3):
                contains["maxContains"] = matching + self._draw(st.integers(0, 1))
            yield None, contains
        if self._exotic and self.chance(12):
            yield "unevaluatedItems", False

    def _any_of(self, members: list[Any], deep: int) -> Schema:
        """Return a schema for all of some values: the first one's, if it will do."""
        if not members:
            return self.schema(self._draw(values(1)), deep - 1)
        first = self.schema(members[0], deep - 1)
        others = [other for other in members[1:] if not satisfies(first, other)]
        return {"anyOf": [first, self._any_of(others, deep)]} if others else first

    def _object(self, value: dict[str, Any], deep: int) -> Any:
        declared = [name for name in value if not self.chance(4)]
        properties = {name: self.schema(value[name], deep - 1) for name in declared}
        for name in self._draw(st.lists(names, max_size=2, unique=True)):
            if name not in value:
                properties[name] = self._optional(deep)
        if properties:
            yield "properties", properties
        required = [name for name in value if self.chance(2)]
        if required:
            yield "required", required
        if self.chance(3):
            rest = [value[name] for name in value if name not in properties]
            yield "additionalProperties", False if not rest else self._any_of(rest, deep)
        if self.chance(6):
            yield "minProperties", max(0, len(value) - self._draw(st.integers(0, 1)))
        if self.chance(6):
            yield "maxProperties", len(value) + self._draw(st.integers(0, 2))
        if self.chance(8):
            pattern = self._draw(st.sampled_from(NAME_PATTERNS))
            yield "patternProperties", {pattern: self._any_of(list(value.values()), deep)}
        if self._exotic:
            yield from self._conditions(value, deep)

    def _optional(self, deep: int) -> Schema:
        """Return the schema of a property that the witness does without."""
        if self.chance(8):
            return {"not": {}}
        return RECURSION if self.chance(3) else self.schema(self._draw(values(max(0, deep - 1))), deep - 1)

    def _conditions(self, value: dict[str, Any], deep: int) -> Any:
        if self.chance(10):
            name = self._draw(st.sampled_from(TEXTS[1:6] + NAMES))
            yield "propertyNames", self.schema(name, 0)
        if self.chance(8):
            yield "dependentRequired", {self._draw(names): self._draw(st.lists(names, max_size=2, unique=True))}
        if self.chance(10):
            yield "dependentSchemas", {self._draw(names): self.schema(value, deep - 1)}
        if self.chance(12):
            yield "unevaluatedProperties", False

    # -- combinators ----------------------------------------------------------------------

    def _combined(self, value: Any, deep: int) -> Schema:
        kinds = ["allOf", "anyOf", "oneOf"] + ["not", "if"] * self._exotic
        kind = self._draw(st.sampled_from(kinds))
        if kind == "allOf":
            return {kind: [self.schema(value, deep), self.schema(value, deep)]}
        other = self.schema(self._draw(st.just(value) | values(deep)), deep)
        if kind == "not":
            return {"not": other}
        if kind == "if":
            then = "then" if satisfies(other, value) else "else"
            return {"if": other, then: self.schema(value, deep)}
        return {kind: self._draw(st.permutations([self.schema(value, deep), other]))}


@st.composite
def accepted(draw: Draw, *, exotic: bool) -> tuple[Any, Schema]:
    """Draw a value and a schema that it satisfies."""
    value = draw(values())
    return value, Drawing(draw, exotic).schema(value)
