"""Schemas reduced to a canonical shape: allOf merged, bounds intersected, impossible branches dropped.

`reduce` turns a schema of the document into a `Flat`: keywords without combinators, and at most one list of
branches. What no reduction can promise (`not`, `if`, `contains`, …) is kept apart in `residual`.
The rules are those of JSON Schema 2020-12: core section 10 (applicators), validation section 6.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from json.encoder import encode_basestring_ascii
from typing import Any

from mockgen.spec.schemas import PROSE, Schema, component_name, kinds_of

MOST_BRANCHES = 64
NULL_TYPE = "null"
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains")
OF_PROPERTIES = ("properties", "patternProperties", "additionalProperties")
OF_ITEMS = ("items", "prefixItems")
RESIDUAL = (
    "not", "if", "contains", "dependentSchemas", "dependentRequired", "propertyNames", "unevaluatedItems",
)  # fmt: skip
IMPLIED = {
    "object": ("properties", "required", "additionalProperties", "patternProperties", "minProperties", "maxProperties"),
    "array": ("items", "prefixItems", "minItems", "maxItems", "uniqueItems"),
    "string": ("minLength", "maxLength", "pattern"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}
MAYBE_WHOLE = re.compile(r"\d(?:\.0|e)")
"""What JSON writes for a number that is whole and no integer to Python; texts may have it too."""
WIDER = {
    "ipv4": ("hostname", "idn-hostname"),
    "hostname": ("idn-hostname",),
    "email": ("idn-email",),
    "uri": ("uri-reference", "iri", "iri-reference"),
    "uri-reference": ("iri-reference",),
    "iri": ("iri-reference",),
}
"""The formats that a format is a special case of."""
TEXT_FORMATS = frozenset(
    [
        "date",
        "date-time",
        "time",
        "duration",
        "email",
        "idn-email",
        "hostname",
        "ipv4",
        "ipv6",
        "uri",
        "uri-reference",
        "iri",
        "uuid",
        "byte",
        "binary",
        "password",
        "json-pointer",
        "uri-template",
        "regex",
    ]
)


class Impossible(Exception):
    """No value satisfies these keywords together; the text says which."""


@dataclasses.dataclass(slots=True)
class Flat:
    """A schema without allOf and without references that say something beside themselves.

    Attributes:
        keywords: the plain keywords that hold for every value.
        branches: what oneOf and anyOf leave to choose from; each is a schema that must hold beside `keywords`.
        exclusive: whether exactly one branch may hold (oneOf).
        residual: schemas that must hold too and that no recipe promises.
    """

    keywords: Schema
    branches: list[Schema] = dataclasses.field(default_factory=list)
    exclusive: bool = False
    residual: list[Schema] = dataclasses.field(default_factory=list)


def reference_of(schema: Mapping[str, Any]) -> str | None:
    """Return the component that a schema is, where it says nothing else that a value could break."""
    if "$ref" in schema and all(key in PROSE or key in ("$ref", "readOnly", "writeOnly") for key in schema):
        return component_name(schema["$ref"])
    if set(schema) - PROSE - {"readOnly", "writeOnly"} in ({"allOf"}, {"anyOf"}, {"oneOf"}):
        parts = next(schema[key] for key in ("allOf", "anyOf", "oneOf") if key in schema)
        telling = [part for part in parts if set(part) - PROSE] if "allOf" in schema else parts
        if len(telling) == 1:
            return reference_of(telling[0])
    return None


class Reducer:
    """Reduces schemas; `resolve` gives the schema of a component."""

    def __init__(self, resolve: Callable[[str], Schema]):
        self._resolve = resolve
        self._named: dict[str, Flat] = {}

    def reduce(self, schema: Schema) -> Flat:
        """Return the flat form of a schema.

        Raises:
            Impossible: its keywords contradict each other.
        """
        return self._merge_all(schema, frozenset())

    def _merge_all(self, schema: Schema, seen: frozenset[str]) -> Flat:
        own = {key: value for key, value in schema.items() if key not in ("allOf", "anyOf", "oneOf", "$ref")}
        unevaluated = own.pop("unevaluatedProperties", None)
        flat = Flat({})
        take(flat, own)
        if "$ref" in schema:
            name = component_name(schema["$ref"])
            if name in seen:
                return flat
            if name not in self._named:  # many may build on one, by many ways
                self._named[name] = self._merge_all(self._resolve(name), seen | {name})
            flat = self._both(self._named[name], flat)
        for part in schema.get("allOf", ()):
            notes = {key: value for key, value in part.items() if key not in PROSE}
            flat = self._both(flat, self._merge_all(notes if "$ref" not in part else part, seen))
        if unevaluated is not None:
            flat.keywords["unevaluatedProperties"] = unevaluated
        for key in ("anyOf", "oneOf"):
            if key in schema:
                self._branches(flat, schema[key], exclusive=key == "oneOf")
        check(flat.keywords)
        return flat

    def _both(self, first: Flat, second: Flat) -> Flat:
        keywords = dict(second.keywords)
        if "unevaluatedProperties" in keywords:  # it sees the properties of its own schema alone (core section 11.3)
            second = dataclasses.replace(second, residual=[*second.residual, dict(keywords)])
            keywords.pop("unevaluatedProperties")
        out = Flat(
            merge(first.keywords, keywords), list(first.branches), first.exclusive,
            [*first.residual, *second.residual],
        )  # fmt: skip
        take_pending(out)
        if second.branches:
            self._branches(out, second.branches, second.exclusive)
        return out

    def _branches(self, flat: Flat, branches: list[Schema], exclusive: bool) -> None:
        if not flat.branches:
            flat.branches, flat.exclusive = list(branches), exclusive
            return
        if same(flat.branches, branches):
            return
        for known, is_exclusive in ((flat.branches, flat.exclusive), (branches, exclusive)):
            if is_exclusive:  # of the pairs, more than one may hold
                flat.residual.append({"not": {"not": {"oneOf": known}}})
        pairs = itertools.islice(itertools.product(flat.branches, branches), MOST_BRANCHES)
        flat.branches = [{"allOf": [one, other]} for one, other in pairs]
        flat.exclusive = False

    def alternatives(self, flat: Flat) -> list[tuple[Schema, Flat]]:
        """Return the branches that are possible beside the keywords: as written, and flat with all that holds."""
        found = []
        for branch in flat.branches:
            try:
                merged = self._both(Flat(bare(flat.keywords)), self._merge_all(branch, frozenset()))
                check(merged.keywords)
            except Impossible:
                continue
            found.append((branch, merged))
        if not found:
            raise Impossible("none of its branches is possible")
        return found

    def also(self, flat: Flat, schema: Schema) -> Flat:
        """Return a flat schema for which another schema holds too.

        Raises:
            Impossible: they contradict each other.
        """
        out = self._both(flat, self._merge_all(schema, frozenset()))
        check(out.keywords)
        return out

    def is_possible(self, schema: Schema) -> bool:
        """Tell whether no contradiction is plain in a schema."""
        try:
            flat = self.reduce(schema)
            return not flat.branches or bool(self.alternatives(flat))
        except Impossible:
            return False


def take(flat: Flat, own: Schema) -> None:
    """Put keywords into a flat schema, those without a promise into its residue."""
    for key in RESIDUAL:
        if key in own:
            entry = {key: own.pop(key)}
            for beside in {"if": ("then", "else"), "contains": ("minContains", "maxContains")}.get(key, ()):
                if beside in own:
                    entry[beside] = own.pop(beside)
            if key == "contains":  # so many items match, so there are so many (JSON Schema 2020-12, core 10.3.1.3)
                own["minItems"] = max(own.get("minItems", 0), entry.get("minContains", 1))
            if entry == {"not": {}}:
                raise Impossible("no value is allowed here")
            flat.residual.append(entry)
    flat.keywords.update(own)


def take_pending(flat: Flat) -> None:
    """Move what a merge could not express from its keywords to the residue."""
    flat.residual.extend(flat.keywords.pop("x-residual", ()))


def bare(keywords: Schema) -> Schema:
    """Return keywords without what speaks of the whole and not of a branch."""
    return {key: value for key, value in keywords.items() if key not in PROSE and key != "discriminator"}


def merge(first: Schema, second: Schema) -> Schema:
    """Return the keywords of two schemas that must both hold."""
    out = dict(first)
    residual: list[Schema] = [] if are_open(first, second) else [first, second]
    objects(out, first, second)
    arrays(out, first, second)
    for key, value in second.items():
        if key in (*OF_PROPERTIES, *OF_ITEMS):
            continue
        if key not in out or same(out[key], value):
            out[key] = value
        elif key in MERGERS:
            out[key] = MERGERS[key](out[key], value)
        elif key == "format" and out[key] in WIDER.get(value, ()):
            out[key] = value
        elif key in ("pattern", "format"):
            residual += [] if key == "format" and value in WIDER.get(out[key], ()) else [{key: value}]
    if residual:
        out["x-residual"] = residual
    return out


def objects(out: Schema, first: Schema, second: Schema) -> None:
    """Merge what two schemas say of properties (JSON Schema 2020-12, core section 10.3.2)."""
    if not any(key in first for key in OF_PROPERTIES) or not any(key in second for key in OF_PROPERTIES):
        out.update({key: second[key] for key in OF_PROPERTIES if key in second})
        return
    properties: Schema = {}
    for name in [*first.get("properties", {}), *second.get("properties", {})]:
        if name not in properties:
            properties[name] = both(property_schema(first, name), property_schema(second, name))
    if properties:
        out["properties"] = properties
    patterns = {**first.get("patternProperties", {})}
    for pattern, sub in second.get("patternProperties", {}).items():
        patterns[pattern] = both(patterns[pattern], sub) if pattern in patterns else sub
    if patterns:
        out["patternProperties"] = patterns
    extra = [schema["additionalProperties"] for schema in (first, second) if "additionalProperties" in schema]
    if extra:
        out["additionalProperties"] = extra[0] if len(extra) == 1 else additional(*extra)


def are_open(first: Schema, second: Schema) -> bool:
    """Tell whether the patterns of two objects can be merged: not where one closes what the other's allow."""
    patterns = [schema.get("patternProperties") for schema in (first, second)]
    if patterns[0] == patterns[1]:
        return True
    closed = [schema.get("additionalProperties", True) not in (True, {}) for schema in (first, second)]
    return not (patterns[0] and closed[1]) and not (patterns[1] and closed[0])


def arrays(out: Schema, first: Schema, second: Schema) -> None:
    """Merge what two schemas say of items, position by position (JSON Schema 2020-12, core section 10.3.1)."""
    size = max(len(schema.get("prefixItems", ())) for schema in (first, second))
    if size:
        out["prefixItems"] = [both(item_schema(first, index), item_schema(second, index)) for index in range(size)]
    rest = [schema["items"] for schema in (first, second) if "items" in schema]
    if rest:
        out["items"] = rest[0] if len(rest) == 1 else both(*rest)


def item_schema(schema: Schema, index: int) -> Schema:
    """Return what one schema says of an item: by its position, or by `items`."""
    prefix = schema.get("prefixItems", ())
    found: Schema = prefix[index] if index < len(prefix) else schema.get("items", {})
    return found


def additional(one: Any, other: Any) -> Any:
    """Return what both schemas allow beside their properties."""
    if one is False or other is False:
        return False
    if one is True or other is True:
        return other if one is True else one
    return both(one, other)


def property_schema(schema: Schema, name: str) -> Schema:
    """Return what one schema says of a property: declared, or by additionalProperties."""
    if name in schema.get("properties", {}):
        found: Schema = schema["properties"][name]
        return found
    matching = [sub for pattern, sub in schema.get("patternProperties", {}).items() if matches(pattern, name)]
    if matching:
        return matching[0] if len(matching) == 1 else {"allOf": matching}
    beside = schema.get("additionalProperties")
    if beside is False:
        return {"not": {}}
    return beside if isinstance(beside, dict) else {}


def both(one: Schema, other: Schema) -> Schema:
    """Return a schema for which both hold."""
    if not set(other) - PROSE or same(one, other):
        return one
    if not set(one) - PROSE:
        return {**one, **other}
    return {"allOf": [one, other]}


def kinds(one: Any, other: Any) -> Any:
    """Return the types that two `type` keywords both allow."""
    left, right = kinds_of({"type": one}), kinds_of({"type": other})
    found = [kind for kind in left if kind in right or (kind == "integer" and "number" in right)]
    found += [kind for kind in right if kind == "integer" and "number" in left and kind not in found]
    if not found:
        raise Impossible(f"it must be {' or '.join(left)} and also {' or '.join(right)}")
    return found[0] if len(found) == 1 else found


def values(one: list[Any], other: list[Any]) -> list[Any]:
    """Return the values of both enums."""
    shared = set(map(identity, other))
    found = [value for value in one if identity(value) in shared]
    if not found:
        raise Impossible("its enums have no value in common")
    return found


def multiple(one: int | float, other: int | float) -> int | float:
    """Return the least number that both divide."""
    left, right = Fraction(str(one)), Fraction(str(other))
    found = Fraction(math.lcm(left.numerator, right.numerator), math.gcd(left.denominator, right.denominator))
    return int(found) if found.denominator == 1 else float(found)


def single(one: Any, other: Any) -> Any:
    """Two consts that differ leave nothing."""
    raise Impossible("it must be two different constants")


MERGERS: dict[str, Callable[[Any, Any], Any]] = {
    "type": kinds,
    "enum": values,
    "const": single,
    "required": lambda one, other: list(dict.fromkeys([*one, *other])),
    "multipleOf": multiple,
    **dict.fromkeys(LOWER, max),
    **dict.fromkeys(UPPER, min),
    **dict.fromkeys(("uniqueItems", "readOnly", "writeOnly"), lambda one, other: one or other),
}


def check(keywords: Schema) -> None:
    """Refuse bounds that no value can be within.

    Raises:
        Impossible: they contradict each other.
    """
    enum_of(keywords)
    for name in keywords.get("required", ()):
        declared = keywords.get("properties", {}).get(name)
        if declared is not None and "not" in declared and declared["not"] == {}:
            raise Impossible(f"it requires {name!r}, which no value is allowed for")


def kinds_meant(keywords: Schema) -> list[str]:
    """Return the JSON types of a flat schema: those it names, else those that its keywords speak of."""
    named = kinds_of(keywords)
    if named:
        return named
    implied = [kind for kind, keys in IMPLIED.items() if any(key in keywords for key in keys)]
    if not implied and keywords.get("format") in TEXT_FORMATS:
        return ["string"]
    return implied[:1]


def fits(value: Any, keywords: Schema) -> bool:
    """Tell whether a value of an enum satisfies the plain keywords beside it."""
    named = kinds_of(keywords)
    if named and not any(is_kind(value, kind) for kind in named):
        return False
    if isinstance(value, str):
        fitting = keywords.get("minLength", 0) <= len(value) <= keywords.get("maxLength", math.inf)
        return bool(fitting) and matches(keywords.get("pattern", ""), value) is not False
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return within(value, keywords) and is_multiple(value, keywords.get("multipleOf"))
    return True


def identity(value: Any) -> str:
    """Return a text that equal JSON values share: 1 is 1.0 and not true (core section 4.2.2)."""
    if type(value) is str:
        return encode_basestring_ascii(value)
    text = json.dumps(value, sort_keys=True)
    return json.dumps(with_whole_numbers(value), sort_keys=True) if MAYBE_WHOLE.search(text) else text


def with_whole_numbers(value: Any) -> Any:
    """Return a JSON value with 1 for 1.0."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: with_whole_numbers(item) for name, item in value.items()}
    return list(map(with_whole_numbers, value)) if isinstance(value, list) else value


def same(one: Any, other: Any) -> bool:
    """Tell whether two JSON values are equal."""
    return one is other or identity(one) == identity(other)


def matches(pattern: str, text: str) -> bool | None:
    """Tell whether a pattern is found in a text; None for one that Python cannot read."""
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return None


def is_multiple(value: int | float, of: int | float | None) -> bool:
    """Tell whether a number is a multiple of another, as decimals say it."""
    return of is None or (Fraction(str(value)) / Fraction(str(of))).denominator == 1


def within(value: int | float, keywords: Schema) -> bool:
    """Tell whether a number lies within the bounds of a schema."""
    above = keywords.get("minimum", -math.inf) <= value > keywords.get("exclusiveMinimum", -math.inf)
    below = keywords.get("maximum", math.inf) >= value < keywords.get("exclusiveMaximum", math.inf)
    return bool(above and below)


def is_kind(value: Any, kind: str) -> bool:
    """Tell whether a JSON value is of a JSON type (JSON Schema 2020-12, core section 4.2.1)."""
    if kind == "null":
        return value is None
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "integer":
        return not isinstance(value, bool) and isinstance(value, (int, float)) and float(value).is_integer()
    if kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, {"string": str, "object": dict, "array": list}[kind])


def constants_of(keywords: Schema) -> list[Any] | None:
    """Return the values that a flat schema names one by one, None where it names none."""
    return [keywords["const"]] if "const" in keywords else keywords.get("enum")


def enum_of(keywords: Schema) -> list[Any] | None:
    """Return the values that a flat schema allows one by one, None where it names none.

    Raises:
        Impossible: none of them satisfies the other keywords.
    """
    if "const" in keywords:
        named: Iterable[Any] = [keywords["const"]]
        if "enum" in keywords and identity(keywords["const"]) not in map(identity, keywords["enum"]):
            raise Impossible("its const is not in its enum")
    elif "enum" in keywords:
        named = keywords["enum"]
    else:
        return None
    found = [value for value in named if fits(value, keywords)]
    if not found:
        raise Impossible("no value of its enum satisfies its other keywords")
    return found
