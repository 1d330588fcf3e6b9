"""Errors of jsonschema, each said in one plain sentence.

Every keyword of JSON Schema 2020-12 validation has its wording. Of a choice (`anyOf`, `oneOf`) the
branch that was most probably meant is found, and its own errors are told.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from mockgen.testing import ecma
from mockgen.testing.predicates import first_repeated
from mockgen.testing.undeclared import UNKNOWN, Undeclared, explained
from mockgen.testing.violations import UNDECLARED, Problem, listed, place_of, shown

SchemaError = Any
"""A `jsonschema.ValidationError`; the library is imported only when there is something to say."""

ABSENT = "is missing"
UNEVALUATED = "has properties that are not declared"
NOUNS = {
    "null": "null",
    "boolean": "a boolean",
    "integer": "an integer",
    "number": "a number",
    "string": "a string",
    "array": "an array",
    "object": "an object",
}
DIRECTIONS = {
    "readOnly": "is read-only: the service sets it",
    "writeOnly": "is write-only: the service never shows it",
}
SIZES = {
    "minLength": ("character", "at least"),
    "maxLength": ("character", "at most"),
    "minItems": ("item", "at least"),
    "maxItems": ("item", "at most"),
    "minProperties": ("property", "at least"),
    "maxProperties": ("property", "at most"),
}
BOUNDS = {
    "minimum": "is less than",
    "maximum": "is more than",
    "exclusiveMinimum": "is not more than",
    "exclusiveMaximum": "is not less than",
    "multipleOf": "is not a multiple of",
}


def problems(errors: Iterable[SchemaError], base: str) -> list[Problem]:
    """Return what `errors` say, once each, in their order; `base` is where the value stands."""
    found = (_of_kind(problem, error) for error in errors for problem in _told(error, base))
    return list(dict.fromkeys(found))


def _of_kind(problem: Problem, error: SchemaError) -> Problem:
    """Return a problem with its kind: the keyword that it breaks, unless that of a branch is known already."""
    return problem if problem.kind else dataclasses.replace(problem, kind=str(error.validator))


def _told(error: SchemaError, base: str) -> Iterator[Problem]:
    place = place_of(base, error.absolute_path)
    if isinstance(error.schema, dict):
        for keyword, message in DIRECTIONS.items():
            if error.schema.get(keyword) is True and error.validator == "not":
                yield Problem(place, message)
                return
    if "propertyNames" in error.absolute_schema_path:
        yield Problem(place_of(place, [error.instance]), "has a name that is not allowed")
        return
    tell = WORDINGS.get(error.validator)
    if tell is not None:
        yield from tell(error, place, base)
    elif error.validator in SIZES:
        yield Problem(place, _size(error, place))
    elif error.validator in BOUNDS:
        limit = shown(error.validator_value)
        yield Problem(place, f"{shown(error.instance, place)} {BOUNDS[error.validator]} {limit}")
    else:
        yield Problem(place, "is not allowed")


# -- one wording a keyword -----------------------------------------------------------------


def _type(error: SchemaError, place: str, _: str) -> Iterator[Problem]:
    wanted = error.validator_value
    yield Problem(place, mistyped(error.instance, [wanted] if isinstance(wanted, str) else wanted, place))


def mistyped(value: Any, wanted: Iterable[str], place: str) -> str:
    """Say that `value` is not of the types that are wanted."""
    nouns = dict.fromkeys(NOUNS[kind] for kind in wanted)
    is_what = "is null" if value is None else f"{shown(value, place)} is {NOUNS[kind_of(value)]}"
    return f"{is_what}; {' or '.join(nouns)} is wanted"


def kind_of(value: Any) -> str:
    """Return the JSON type of a value; whole floats are numbers."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    names = ((int, "integer"), (float, "number"), (str, "string"), (list, "array"))
    return next((name for type_, name in names if isinstance(value, type_)), "object")


def _enum(error: SchemaError, place: str, _: str) -> Iterator[Problem]:
    allowed = listed(error.validator_value)
    yield Problem(place, f"{shown(error.instance, place)} is not one of {allowed}")


def _const(error: SchemaError, place: str, _: str) -> Iterator[Problem]:
    yield Problem(place, f"{shown(error.instance, place)} is not {shown(error.validator_value)}")


def _required(error: SchemaError, place: str, _: str) -> Iterator[Problem]:
    for name in error.validator_value:
        if name not in error.instance:
            yield Problem(place_of(place, [name]), ABSENT)


def _additional(error: SchemaError, place: str, _: str) -> Iterator[Problem]:
    schema = error.schema
    patterns = [ecma.compiled(pattern) for pattern in schema.get("patternProperties", {})]
    known = [*schema.get("properties", {})]
    known += [name for name in error.instance if any(p and p.search(name) for p in patterns)]
    required = frozenset(schema.get("required", ()))
    for extra in explained(error.instance, known, required, ()):
        yield Problem(place_of(place, extra.path), extra.message)


def _unevaluated_properties(error: SchemaError, place: str, _: str) -> Iterator[Problem]:
    yield Problem(place, UNEVALUATED)


def _unevaluated_items(error: SchemaError, place: str, _: str) -> Iterator[Problem]:
    yield Problem(place, "has items that are not declared")


def _pattern(error: SchemaError, place: str, _: str) -> Iterator[Problem]:
    yield Problem(place, f"{shown(error.instance, place)} does not match {error.validator_value}")


def _format(error: SchemaError, place: str, _: str) -> Iterator[Problem]:
    yield Problem(place, f"{shown(error.instance, place)} is not a valid {error.validator_value}")


def _size(error: SchemaError, place: str) -> str:
    noun, bound = SIZES[error.validator]
    length, limit = len(error.instance), error.validator_value
    has = f"has {_counted(length, noun)}; {bound} {limit} {'is' if limit == 1 else 'are'} wanted"
    return f"{shown(error.instance, place)} {has}" if noun == "character" else has


def _counted(number: int, noun: str) -> str:
    plural = "properties" if noun == "property" else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def _unique(error: SchemaError, place: str, _: str) -> Iterator[Problem]:
    first, second = first_repeated(error.instance) or (0, 0)
    yield Problem(place, f"has equal items, [{first}] and [{second}]")


def _contains(error: SchemaError, place: str, _: str) -> Iterator[Problem]:
    least, most = error.schema.get("minContains", 1), error.schema.get("maxContains")
    limit = f"at least {least}" if error.validator != "maxContains" else f"at most {most}"
    yield Problem(place, f"must have {limit} of the items that its contract asks for")


def _dependent(error: SchemaError, place: str, _: str) -> Iterator[Problem]:
    for name, needed in error.validator_value.items():
        for other in needed if name in error.instance else ():
            if other not in error.instance:
                yield Problem(place_of(place, [other]), f"is missing; {shown(name)} asks for it")


def _not(error: SchemaError, place: str, _: str) -> Iterator[Problem]:
    unwanted = error.validator_value
    if unwanted in ({}, True):
        yield Problem(place, "is not allowed")
        return
    yield Problem(place, f"{shown(error.instance, place)} is excluded by not: {shown(unwanted)}")


# -- choices -------------------------------------------------------------------------------


def _choice(error: SchemaError, place: str, base: str) -> Iterator[Problem]:
    if not error.context:
        yield Problem(place, "fits more than one of the allowed forms; exactly one is wanted")
        return
    branches: dict[int, list[SchemaError]] = {}
    for child in error.context:
        branches.setdefault(child.relative_schema_path[0], []).append(child)
    fitting = {index: own for index, own in branches.items() if not _misses_kind(own)}
    if not fitting:
        yield from _none_fits(error, branches, place, base)
        return
    ranked = sorted(fitting.values(), key=_distance)
    told = problems(ranked[0], base)
    if len(ranked) == 1 or _distance(ranked[0])[:2] < _distance(ranked[1])[:2]:
        yield from told
        return
    nearest = f"{told[0].place} {told[0].message}"
    count = len(error.validator_value)
    yield Problem(place, f"fits none of the {count} allowed forms; the nearest: {nearest}")


def _none_fits(error: SchemaError, branches: dict[int, list[SchemaError]], place: str, base: str) -> Iterator[Problem]:
    """Say of a value that is of no branch's type which types there are."""
    types = [child for own in branches.values() for child in own if _is_type_of(child)]
    if len(types) >= len(branches):
        wanted: dict[str, None] = {}
        for child in types:
            kinds = child.validator_value
            wanted.update(dict.fromkeys([kinds] if isinstance(kinds, str) else kinds))
        yield Problem(place, mistyped(error.instance, wanted, place))
        return
    nearest = sorted(branches.values(), key=_distance)[0]
    yield from problems(nearest, base)


def _is_type_of(error: SchemaError) -> bool:
    return error.validator == "type" and not error.relative_path


def _misses_kind(errors: list[SchemaError]) -> bool:
    """Tell whether a branch is for values of another kind: another type, or another tag."""
    return any(_is_type_of(error) for error in errors)


def _distance(errors: list[SchemaError]) -> tuple[int, int, int]:
    """Return how far a value is from a branch: tags that differ, then errors, then their depth."""
    tags = sum(error.validator in {"const", "enum"} and len(error.relative_path) <= 1 for error in errors)
    return tags, len(errors), -max(len(error.relative_path) for error in errors)


Wording = Callable[[SchemaError, str, str], Iterator[Problem]]
WORDINGS: dict[str, Wording] = {
    "additionalProperties": _additional,
    "anyOf": _choice,
    "const": _const,
    "contains": _contains,
    "dependentRequired": _dependent,
    "enum": _enum,
    "format": _format,
    "maxContains": _contains,
    "minContains": _contains,
    "not": _not,
    "oneOf": _choice,
    "pattern": _pattern,
    "required": _required,
    "type": _type,
    "unevaluatedItems": _unevaluated_items,
    "unevaluatedProperties": _unevaluated_properties,
    "uniqueItems": _unique,
}


# -- what is not declared ------------------------------------------------------------------


class Extra(NamedTuple):
    """A problem with a name that nothing declares.

    Attributes:
        problem: what is told of it.
        meant: the place of the required value that is missing because its name was mistyped, or "".
    """

    problem: Problem
    meant: str = ""


def undeclared(found: Iterable[Undeclared], base: str) -> list[Extra]:
    """Return what is wrong with properties that no schema declares."""
    return [
        Extra(
            Problem(place_of(base, extra.path), extra.message, UNDECLARED),
            place_of(base, (*extra.path[:-1], extra.suggestion)) if extra.is_missing else "",
        )
        for extra in found
    ]


def merged(verdict: list[Problem], extras: list[Extra]) -> list[Problem]:
    """Join what the schemas forbid and what they do not declare, one problem a place.

    A required value that is missing because its name was mistyped is told of once, where the
    mistyped name stands. What a schema forbids is of that schema's kind, not merely undeclared.
    """
    told = [problem for problem in verdict if any(_is_told(problem, extra) for extra in extras)]
    return [*(problem for problem in verdict if problem not in told), *(_graver(extra, told) for extra in extras)]


def _is_told(problem: Problem, extra: Extra) -> bool:
    """Tell whether a problem of the verdict is the one that an undeclared name tells of."""
    place = extra.problem.place
    return (
        (problem.message.startswith(UNKNOWN) and problem.place == place)
        or (problem.message == ABSENT and problem.place == extra.meant)
        or (problem.message == UNEVALUATED and place.startswith((f"{problem.place}.", f"{problem.place}[")))
    )


def _graver(extra: Extra, told: list[Problem]) -> Problem:
    """Return the problem with an undeclared name; where a schema objects too, of the kind of its objection."""
    kinds = [problem.kind for problem in told if _is_told(problem, extra)]
    return dataclasses.replace(extra.problem, kind=kinds[0]) if kinds else extra.problem
