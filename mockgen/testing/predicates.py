"""A first, quick "is it valid?": schemas compiled to chains of Python functions.

This is what makes a checked call affordable: it says yes in microseconds, and a value that it does
not say yes to is judged by openapi-core, whose errors the user reads. It follows JSON Schema
2020-12, section by section; keywords that need the annotations of others (`unevaluatedProperties`,
`unevaluatedItems`) are left to the full validator. Values are of the types that `json.loads` makes;
any other type is never valid here.
"""

from __future__ import annotations

import fractions
import math
from collections.abc import Callable, Iterable
from typing import Any

from mockgen.testing import ecma, format_checks
from mockgen.testing.components import Schema, Schemas, name_of

Predicate = Callable[[Any], bool]
Search = Callable[[str], Any]
Slow = Callable[[Schema, Any], bool]

TYPES: dict[str, tuple[type, ...]] = {
    "null": (type(None),),
    "boolean": (bool,),
    "integer": (int, float),
    "number": (int, float),
    "string": (str,),
    "array": (list,),
    "object": (dict,),
}
UNEVALUATED = ("unevaluatedProperties", "unevaluatedItems")


class Predicates:
    """The predicates of one contract, made when first asked for and kept."""

    def __init__(self, schemas: Schemas, slow: Slow):
        """Take the named schemas, and the full validator for what cannot be compiled."""
        self._schemas, self._slow = schemas, slow
        self._made: dict[int, tuple[Schema, Predicate]] = {}
        self._named: dict[str, Predicate] = {}
        self.unchecked: set[str] = set()
        """Patterns that Python's `re` cannot express: strings are not held against them."""

    def of(self, schema: Schema, holder: str | None = None) -> Predicate:
        """Return the predicate of `schema`, which stands in place in the named schema `holder`."""
        holder = holder or self._schemas.holder(schema)
        known = self._made.get(id(schema))
        if known is None:  # the schema is kept beside its predicate, so that its id stays its own
            known = self._made[id(schema)] = (schema, self._compile(schema, holder))
        return known[1]

    def _compile(self, schema: Schema, holder: str | None) -> Predicate:
        if isinstance(schema, bool):
            return _always if schema else _never
        if any(schema.get(keyword, True) is not True for keyword in UNEVALUATED):
            return lambda value: self._slow(schema, value)
        return _Compiler(self, schema, holder).predicate()

    def reference(self, reference: str, holder: str | None) -> Predicate:
        """Return a predicate for what `reference` leads to, made when first called."""
        if self._schemas.is_loop(holder, reference):
            return _always
        name = name_of(reference)

        def call(value: Any) -> bool:
            predicate = self._named.get(name)
            if predicate is None:
                predicate = self._named[name] = self.of(self._schemas.named(name), name)
            return predicate(value)

        return call

    def search(self, pattern: str) -> Search | None:
        """Return the search for a pattern; None, and a note, where `re` cannot express it."""
        found = ecma.compiled(pattern)
        if found is None:
            self.unchecked.add(pattern)
            return None
        return found.search


class _Compiler:
    """Compiles one schema object: checks for any value, and checks for one type each."""

    def __init__(self, predicates: Predicates, schema: dict[str, Any], holder: str | None):
        self.predicates, self.schema, self.holder = predicates, schema, holder

    def predicate(self) -> Predicate:
        table = {kind: tuple(checks) for kind, checks in self._table().items()}
        if all(not checks for checks in table.values()):
            kinds = frozenset(table)
            return lambda value: type(value) in kinds
        find = table.get

        def check(value: Any) -> bool:
            checks = find(type(value))
            if checks is None:
                return False
            for one in checks:  # noqa: SIM110 - a generator would double the time of a call
                if not one(value):
                    return False
            return True

        return check

    def _table(self) -> dict[type, list[Predicate]]:
        wanted = self.schema.get("type", list(TYPES))
        names = [wanted] if isinstance(wanted, str) else wanted
        table: dict[type, list[Predicate]] = {kind: [] for name in names for kind in TYPES[name]}
        if float in table:
            whole = "number" not in names
            table[float].append(_is_whole if whole else math.isfinite)
        anywhere = [*self._anywhere()]
        special = {
            str: self._string,
            int: self._number,
            float: self._number,
            list: self._array,
            dict: self._object,
        }
        for kind, checks in table.items():
            checks.extend(special[kind]() if kind in special else ())
            checks.extend(anywhere)
        return table

    # -- any value ----------------------------------------------------------------------

    def _anywhere(self) -> Iterable[Predicate]:
        schema = self.schema
        if "enum" in schema:
            yield _one_of(schema["enum"])
        if "const" in schema:
            yield _one_of([schema["const"]])
        if "$ref" in schema:
            yield self.predicates.reference(schema["$ref"], self.holder)
        yield from (self._here(branch) for branch in schema.get("allOf", ()))
        if "anyOf" in schema:
            yield _any(tuple(self._here(branch) for branch in schema["anyOf"]))
        if "oneOf" in schema:
            yield _exactly_one(tuple(self._here(branch) for branch in schema["oneOf"]))
        if "not" in schema:
            unwanted = self._here(schema["not"])
            yield lambda value: not unwanted(value)
        if "if" in schema and ("then" in schema or "else" in schema):
            yield _conditional(*(self._here(schema.get(key, True)) for key in ("if", "then", "else")))

    def _here(self, schema: Schema) -> Predicate:
        return self.predicates.of(schema, self.holder)

    def _below(self, schema: Schema) -> Predicate:
        return self.predicates.of(schema)

    # -- one type -----------------------------------------------------------------------

    def _number(self) -> Iterable[Predicate]:
        schema = self.schema
        if "minimum" in schema:
            yield _bound(lambda value, limit: bool(value >= limit), schema["minimum"])
        if "maximum" in schema:
            yield _bound(lambda value, limit: bool(value <= limit), schema["maximum"])
        if "exclusiveMinimum" in schema:
            yield _bound(lambda value, limit: bool(value > limit), schema["exclusiveMinimum"])
        if "exclusiveMaximum" in schema:
            yield _bound(lambda value, limit: bool(value < limit), schema["exclusiveMaximum"])
        if "multipleOf" in schema:
            yield _bound(is_multiple, schema["multipleOf"])

    def _string(self) -> Iterable[Predicate]:
        yield from self._sizes("minLength", "maxLength")
        if "pattern" in self.schema:
            search = self.predicates.search(self.schema["pattern"])
            if search is not None:
                yield _found(search)
        check = format_checks.CHECKS.get(self.schema.get("format", ""))
        if check is not None:
            yield check

    def _sizes(self, least: str, most: str) -> Iterable[Predicate]:
        if least in self.schema:
            yield _bound(lambda value, limit: bool(len(value) >= limit), self.schema[least])
        if most in self.schema:
            yield _bound(lambda value, limit: bool(len(value) <= limit), self.schema[most])

    def _array(self) -> Iterable[Predicate]:
        schema = self.schema
        yield from self._sizes("minItems", "maxItems")
        if schema.get("uniqueItems"):
            yield lambda value: first_repeated(value) is None
        prefix = tuple(self._below(item) for item in schema.get("prefixItems", ()))
        if prefix:
            yield lambda value: all(check(item) for check, item in zip(prefix, value, strict=False))
        if "items" in schema:
            item, start = self._below(schema["items"]), len(prefix)
            yield lambda value: all(map(item, value[start:] if start else value))
        if "contains" in schema:
            least, most = schema.get("minContains", 1), schema.get("maxContains", math.inf)
            yield _contains(self._below(schema["contains"]), least, most)

    def _object(self) -> Iterable[Predicate]:
        schema = self.schema
        yield from self._sizes("minProperties", "maxProperties")
        if "required" in schema:
            yield _has_all(schema["required"])
        yield from self._properties()
        if "propertyNames" in schema:
            yield _each_name(self._below(schema["propertyNames"]))
        for name, needed in schema.get("dependentRequired", {}).items():
            yield _dependent(name, _has_all(needed))
        for name, branch in schema.get("dependentSchemas", {}).items():
            yield _dependent(name, self._here(branch))

    def _properties(self) -> Iterable[Predicate]:
        schema = self.schema
        known = {name: self._below(sub) for name, sub in schema.get("properties", {}).items()}
        rest = self._below(schema.get("additionalProperties", True))
        patterns: list[tuple[Search, Predicate]] = []
        for pattern, sub in schema.get("patternProperties", {}).items():
            search = self.predicates.search(pattern)
            if search is None:
                rest = _always  # which names are additional is not known
            else:
                patterns.append((search, self._below(sub)))
        if known or patterns or rest is not _always:
            yield _object_check(known, patterns, rest)


def _object_check(
    known: dict[str, Predicate],
    patterns: list[tuple[Search, Predicate]],
    rest: Predicate,
) -> Predicate:
    find = known.get

    def plain(value: dict[str, Any]) -> bool:
        for name, item in value.items():  # noqa: SIM110 - as above
            if not find(name, rest)(item):
                return False
        return True

    def full(value: dict[str, Any]) -> bool:
        for name, item in value.items():
            checks = [check for search, check in patterns if search(name)]
            if name in known:
                checks.append(known[name])
            if not all(check(item) for check in checks or [rest]):
                return False
        return True

    return full if patterns else plain


def _always(_: Any) -> bool:
    return True


def _never(_: Any) -> bool:
    return False


def _is_whole(value: float) -> bool:
    return value.is_integer()


def _bound(compare: Callable[[Any, Any], bool], limit: Any) -> Predicate:
    return lambda value: compare(value, limit)


def _has_all(names: list[str]) -> Predicate:
    needed = frozenset(names)
    return lambda value: needed <= value.keys()


def _each_name(check: Predicate) -> Predicate:
    return lambda value: all(map(check, value))


def _found(search: Search) -> Predicate:
    return lambda value: search(value) is not None


def _any(branches: tuple[Predicate, ...]) -> Predicate:
    return lambda value: any(branch(value) for branch in branches)


def _exactly_one(branches: tuple[Predicate, ...]) -> Predicate:
    return lambda value: sum(branch(value) for branch in branches) == 1


def _conditional(condition: Predicate, then: Predicate, otherwise: Predicate) -> Predicate:
    return lambda value: (then if condition(value) else otherwise)(value)


def _contains(item: Predicate, least: float, most: float) -> Predicate:
    return lambda value: least <= sum(map(item, value)) <= most


def _dependent(name: str, check: Predicate) -> Predicate:
    return lambda value: name not in value or check(value)


def _one_of(values: list[Any]) -> Predicate:
    allowed = frozenset(map(identity, values))
    if all(type(value) is str for value in values):
        texts = frozenset(values)
        return lambda value: type(value) is str and value in texts
    return lambda value: identity(value) in allowed


def identity(value: Any) -> Any:
    """Return a hashable stand-in, equal for equal values: for 1 and 1.0, not for 1 and true."""
    if isinstance(value, bool):
        return (bool, value)
    if isinstance(value, dict):
        return (dict, frozenset((name, identity(item)) for name, item in value.items()))
    if isinstance(value, (list, tuple)):
        return (list, tuple(map(identity, value)))
    return value


def first_repeated(items: list[Any]) -> tuple[int, int] | None:
    """Return the places of the first two equal items, or None."""
    seen: dict[Any, int] = {}
    for index, item in enumerate(items):
        first = seen.setdefault(identity(item), index)
        if first != index:
            return first, index
    return None


def is_multiple(value: float, divisor: float) -> bool:
    """Tell whether `value` is a whole multiple of `divisor`, in decimal: 0.3 is one of 0.1."""
    if not divisor:
        return True  # the keyword asks for a divisor above 0: this one says nothing
    if isinstance(value, int) and isinstance(divisor, int):
        return value % divisor == 0
    quotient = fractions.Fraction(str(value)) / fractions.Fraction(str(divisor))
    return quotient.denominator == 1
