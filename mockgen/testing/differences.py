"""What a test expected of a call against what was sent, by path."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from mockgen.testing.place import UNSET
from mockgen.testing.stubs import Call
from mockgen.testing.violations import place_of, shown

Path: TypeAlias = tuple[str | int, ...]
PLAIN = (str, int, float, bool, type(None), bytes)


@dataclasses.dataclass(frozen=True)
class Difference:
    """One place where the call is not as expected; UNSET stands for nothing there."""

    place: str
    expected: Any
    actual: Any


@dataclasses.dataclass(frozen=True)
class Expected:
    """What a test expects of a call; what it does not name may be anything.

    Attributes:
        body: what the body holds; a list is whole, and so is what is neither a list nor a mapping.
        query: values by wire name, as they are meant (`3`, `["a", "b"]`) or as texts.
        headers: values by name, whatever the name's case.
        path: values of the path's parameters by wire name.
        exact: that the body's mappings and the query hold nothing beside what is named.
    """

    body: Any = UNSET
    query: Mapping[str, Any] | None = None
    headers: Mapping[str, str] | None = None
    path: Mapping[str, Any] | None = None
    exact: bool = False

    def differences(self, call: Call) -> list[Difference]:
        """Return every difference between a call and what is expected of it."""
        found: list[Difference] = []
        if self.path is not None:
            found += named(self.path, call.path, "path", self.exact)
        if self.query is not None:
            found += named(self.query, call.query, "query", self.exact)
        if self.headers is not None:
            sent = {name: call.headers.get(name, UNSET) for name in self.headers}
            found += named(self.headers, sent, "header", False)
        if self.body is not UNSET:
            found += compared(self.body, call.body, "body", (), self.exact)
        return found


def named(expected: Mapping[str, Any], actual: Mapping[str, Any], base: str, exact: bool) -> Iterator[Difference]:
    """Yield differences of parameters: a value may be expected as it is meant or as the text that travels."""
    for name, value in expected.items():
        sent = actual.get(name, UNSET)
        if sent is UNSET or as_texts(value) != as_texts(sent):
            yield from compared(value, sent, base, (name,), exact)
    if exact:
        yield from surplus(expected, actual, base, ())


def as_texts(value: Any) -> Any:
    """Return a value, or each item of a list, as the text that travels; anything else as it is."""
    if isinstance(value, (list, tuple)):
        return [as_texts(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float)) else value


def surplus(expected: Mapping[str, Any], actual: Mapping[str, Any], base: str, path: Path) -> Iterator[Difference]:
    """Yield what was sent and not expected."""
    for name in actual:
        if name not in expected:
            yield Difference(place_of(base, (*path, str(name))), UNSET, actual[name])


def compared(expected: Any, actual: Any, base: str, path: Path, exact: bool = False) -> Iterator[Difference]:
    """Yield differences: a mapping may hold more than is expected, unless `exact`; anything else may not."""
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        for key, value in expected.items():
            if key in actual:
                yield from compared(value, actual[key], base, (*path, str(key)), exact)
            else:
                yield Difference(place_of(base, (*path, str(key))), value, UNSET)
        if exact:
            yield from surplus(expected, actual, base, path)
    elif isinstance(expected, (list, tuple)) and isinstance(actual, list) and len(expected) == len(actual):
        for index, (one, other) in enumerate(zip(expected, actual, strict=True)):
            yield from compared(one, other, base, (*path, index), exact)
    elif not same(expected, actual):
        yield Difference(place_of(base, path), expected, actual)


def same(expected: Any, actual: Any) -> bool:
    """Tell whether two values are equal; `True` is not `1`, and what compares itself (`mock.ANY`) decides."""
    if actual is UNSET:
        return False
    is_plain = isinstance(expected, PLAIN)
    return (not is_plain or isinstance(expected, bool) == isinstance(actual, bool)) and bool(expected == actual)


def rows(found: list[Difference], source: str) -> list[str]:
    """Return differences, one a line in aligned columns, and the line that made the call."""
    width = max([len(difference.place) for difference in found] + [len("from")])
    lines = [
        f"  {difference.place:<{width}}   expected {text(difference.expected, difference.place)}, "
        f"sent {text(difference.actual, difference.place)}"
        for difference in found
    ]
    return [*lines, f"  {'from':<{width}}   {source}"]


def report(method: str, found: list[Difference], source: str) -> str:
    """Return the message for a call that is not as expected."""
    return "\n".join([f"{method} was not called as expected.", *rows(found, source)])


def text(value: Any, place: str) -> str:
    """Return a value for a reader."""
    return "nothing" if value is UNSET else shown(value, place)
