"""Whether one schema allows all that another one does: sound, not complete.

`Containment.holds(outer, inner)` says yes only where each keyword of `outer` follows from those of `inner`; "no"
means "not known". It serves to find branches of a oneOf that can never be the one, and a `not` that refuses everything.
The keywords are those of JSON Schema 2020-12, validation section 6; what only annotates asks for nothing.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable
from typing import Any

from mockgen.build.shapes import (
    LOWER,
    OF_ITEMS,
    OF_PROPERTIES,
    UPPER,
    Flat,
    Impossible,
    Reducer,
    constants_of,
    enum_of,
    identity,
    is_kind,
    is_multiple,
    property_schema,
    same,
)
from mockgen.spec.schemas import KNOWN_FORMATS, TYPES, Schema, component_name, kinds_of, strip_prose

DEEPEST = 12
BOUNDS = (*LOWER, *UPPER)
UNEVALUATED = ("unevaluatedProperties", "unevaluatedItems")
ASKED_OF = {
    **dict.fromkeys(("minLength", "maxLength", "pattern", "format"), ("string",)),
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), ("integer", "number")
    ),
    **dict.fromkeys(("minItems", "maxItems", "uniqueItems", "items", "prefixItems"), ("array",)),
    **dict.fromkeys((*OF_PROPERTIES, "required", "minProperties", "maxProperties"), ("object",)),
}
"""The types of which a keyword asks something."""


@dataclasses.dataclass(frozen=True)
class Containment:
    """Compares schemas of one document; `resolve` gives the schema of a component."""

    reducer: Reducer
    resolve: Callable[[str], Schema]

    def holds(self, outer: Schema, inner: Schema, seen: frozenset[tuple[str, str]] = frozenset()) -> bool:
        """Tell whether every value that `inner` allows is one that `outer` allows too.

        Args:
            outer: the wider schema.
            inner: the narrower one.
            seen: the pairs that are being compared around here. Values are finite, so what holds at every
                level below holds for the whole.
        """
        outer, inner = self._meant(outer), self._meant(inner)
        pair = identity(outer), identity(inner)
        if pair[0] == pair[1] or not outer or pair in seen:
            return True
        if len(seen) >= DEEPEST:
            return False
        seen |= {pair}
        try:
            narrow = self.reducer.reduce(inner)
        except Impossible:
            return True
        try:
            wide = self.reducer.reduce(outer)
        except Impossible:
            return False
        return self._flat_holds(wide, narrow, inner, seen)

    def _meant(self, schema: Schema) -> Schema:
        """Return a schema without prose, and behind references that say nothing beside themselves."""
        stripped: Schema = strip_prose(schema)
        for _ in range(DEEPEST):
            if set(stripped) != {"$ref"}:
                break
            stripped = strip_prose(self.resolve(component_name(stripped["$ref"])))
        return stripped

    def _flat_holds(self, wide: Flat, narrow: Flat, inner: Schema, seen: frozenset[tuple[str, str]]) -> bool:
        if narrow.branches:
            try:
                parts = self.reducer.alternatives(narrow)
            except Impossible:
                return True
            return all(self._flat_holds(wide, part, rebuilt(part), seen) for _, part in parts)
        given = set(map(identity, narrow.residual))
        if any(identity(residue) not in given or "unevaluatedItems" in residue for residue in wide.residual):
            return False
        if wide.branches and (wide.exclusive or not any(self.holds(branch, inner, seen) for branch in wide.branches)):
            return False
        return self._keywords_hold(wide.keywords, narrow.keywords, seen)

    def _keywords_hold(self, wide: Schema, narrow: Schema, seen: frozenset[tuple[str, str]]) -> bool:
        return self._unfulfilled(wide, narrow, seen) == {}

    def missing(self, outer: Schema, narrow: Flat) -> Schema | None:
        """Return the keywords of a schema that do not follow from a flat one; None where keywords do not tell."""
        try:
            wide = self.reducer.reduce(outer)
        except Impossible:
            return None
        if wide.branches or wide.residual or narrow.branches:
            return None
        return self._unfulfilled(wide.keywords, narrow.keywords, frozenset())

    def parts(self, outer: Schema, narrow: Flat) -> list[Schema]:
        """Return the branches of a schema of which nothing else is missing beside a flat one: one of them decides."""
        try:
            wide = self.reducer.reduce(outer)
        except Impossible:
            return []
        if wide.exclusive or wide.residual or narrow.branches:
            return []
        held = self._unfulfilled(wide.keywords, narrow.keywords, frozenset()) == {}
        return wide.branches if held else []

    def _unfulfilled(self, wide: Schema, narrow: Schema, seen: frozenset[tuple[str, str]]) -> Schema | None:
        """Return the keywords of `wide` that do not follow from those of `narrow`; None where that cannot be told."""
        if any(wide.get(key, True) is not True for key in UNEVALUATED):
            return None
        kinds = kinds_allowed(narrow)
        named = kinds_of(wide)
        asked = {key for key in wide if any(kind in kinds for kind in ASKED_OF.get(key, ()))}
        if wide.get("format") not in KNOWN_FORMATS:
            asked -= {"format"}
        constants = enum_of(narrow)
        if constants is not None and not any(isinstance(value, (dict, list)) for value in constants):
            out = {key for key in asked if not all(scalar_follows(key, wide, value) for value in constants)}
        else:
            out = {key for key in asked if not self._follows(key, wide, narrow, seen)}
        if named and not all(is_among(kind, named) for kind in kinds):
            out.add("type")
        if not values_hold(wide, narrow):
            out.add("const" if "const" in wide else "enum")
        return {key: wide[key] for key in sorted(out)}

    def _follows(self, key: str, wide: Schema, narrow: Schema, seen: frozenset[tuple[str, str]]) -> bool:
        """Tell whether one keyword of `wide` follows from the keywords of `narrow`."""
        if key in BOUNDS:
            return bound_follows(key, wide[key], narrow)
        if key == "multipleOf":
            return key in narrow and is_multiple(narrow[key], wide[key])
        if key == "required":
            return set(wide[key]) <= set(narrow.get(key, ()))
        if key == "items":
            return self._items_hold(wide, narrow, seen)
        if key in OF_PROPERTIES:
            return self._objects_hold(wide, narrow, seen)
        return key in narrow and same(narrow[key], wide[key])

    def _items_hold(self, wide: Schema, narrow: Schema, seen: frozenset[tuple[str, str]]) -> bool:
        if "prefixItems" in wide or "prefixItems" in narrow:
            return all(same(wide.get(key), narrow.get(key)) for key in OF_ITEMS)
        return narrow.get("maxItems") == 0 or self.holds(wide["items"], narrow.get("items", {}), seen)

    def _objects_hold(self, wide: Schema, narrow: Schema, seen: frozenset[tuple[str, str]]) -> bool:
        """Tell whether what `wide` says of properties follows (core section 10.3.2)."""
        if all(same(wide.get(key), narrow.get(key)) for key in OF_PROPERTIES):
            return True
        if wide.get("patternProperties") or narrow.get("patternProperties"):
            return False
        named = dict.fromkeys([*wide.get("properties", {}), *narrow.get("properties", {})])
        if not all(self.holds(property_schema(wide, name), property_schema(narrow, name), seen) for name in named):
            return False
        return self.holds(beside(wide), beside(narrow), seen)


def rebuilt(flat: Flat) -> Schema:
    """Return a schema that says what a flat one does."""
    out: Schema = dict(flat.keywords)
    if flat.branches:
        out["oneOf" if flat.exclusive else "anyOf"] = flat.branches
    if flat.residual:
        out["allOf"] = flat.residual
    return out


def beside(schema: Schema) -> Schema:
    """Return what a schema asks of properties that it does not name."""
    extra = schema.get("additionalProperties", {})
    return extra if isinstance(extra, dict) else {} if extra else {"not": {}}


def kinds_allowed(keywords: Schema) -> list[str]:
    """Return the types that values of a flat schema may have."""
    constants = constants_of(keywords)
    named = kinds_of(keywords) or list(TYPES)
    if constants is None:
        return named
    return [kind for kind in named if any(is_kind(value, kind) for value in constants)]


def is_among(kind: str, named: Iterable[str]) -> bool:
    """Tell whether values of a type are of one of the types that are named."""
    return kind in named or (kind == "integer" and "number" in named)


def values_hold(wide: Schema, narrow: Schema) -> bool:
    """Tell whether what is allowed one by one follows."""
    allowed, given = constants_of(wide), enum_of(narrow)
    if allowed is None:
        return True
    texts = set(map(identity, allowed))
    return given is not None and all(identity(value) in texts for value in given)


def scalar_follows(key: str, wide: Schema, value: Any) -> bool:
    """Tell whether a string, a number, a boolean or null certainly satisfies one keyword."""
    if isinstance(value, str) and key in ("minLength", "maxLength"):
        return bool(len(value) >= wide[key]) if key == "minLength" else bool(len(value) <= wide[key])
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        compare = {
            "minimum": value >= wide.get("minimum", -math.inf),
            "maximum": value <= wide.get("maximum", math.inf),
            "exclusiveMinimum": value > wide.get("exclusiveMinimum", -math.inf),
            "exclusiveMaximum": value < wide.get("exclusiveMaximum", math.inf),
            "multipleOf": is_multiple(value, wide.get("multipleOf")),
        }
        return bool(compare.get(key, True))
    return not any(is_kind(value, kind) for kind in ASKED_OF[key])


def bound_follows(key: str, bound: float, narrow: Schema) -> bool:
    """Tell whether a bound follows from those of another schema."""
    if key in ("minimum", "exclusiveMinimum"):
        closed, opened = narrow.get("minimum", -math.inf), narrow.get("exclusiveMinimum", -math.inf)
        return bool(opened >= bound or (closed >= bound if key == "minimum" else closed > bound))
    if key in ("maximum", "exclusiveMaximum"):
        closed, opened = narrow.get("maximum", math.inf), narrow.get("exclusiveMaximum", math.inf)
        return bool(opened <= bound or (closed <= bound if key == "maximum" else closed < bound))
    if key in LOWER:
        return bool(narrow.get(key, 0) >= bound)
    return bool(narrow.get(key, math.inf) <= bound)
