"""What a test expected of a call against what was sent, by path."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from mockgen.testing.place import UNSET
from mockgen.testing.stubs import Call
from mockgen.testing.violations import place_of, shown


@dataclasses.dataclass(frozen=True)
class Difference:
    """One place where the call is not as expected; UNSET stands for nothing there."""

    place: str
    expected: Any
    actual: Any


def differences(
    call: Call, body: Any, query: Mapping[str, Any] | None, headers: Mapping[str, str] | None
) -> list[Difference]:
    """Return every difference between a call and what is expected of it; what is not expected may be anything."""
    found: list[Difference] = []
    if body is not UNSET:
        found += compared(body, call.body, "body", ())
    sent = parse_qs(urlsplit(call.request.url or "").query, keep_blank_values=True)
    for name, value in (query or {}).items():
        wanted = [str(item) for item in value] if isinstance(value, (list, tuple)) else [str(value)]
        if sent.get(name) != wanted:
            found.append(Difference(place_of("query", [name]), value, text_of(sent.get(name))))
    for name, value in (headers or {}).items():
        if call.request.headers.get(name) != value:
            found.append(Difference(place_of("header", [name]), value, call.request.headers.get(name, UNSET)))
    return found


def text_of(values: list[str] | None) -> Any:
    """Return what a query held under a name."""
    if values is None:
        return UNSET
    return values[0] if len(values) == 1 else values


def compared(expected: Any, actual: Any, base: str, path: tuple[str | int, ...]) -> Iterator[Difference]:
    """Yield differences: a mapping may hold more than is expected, anything else may not."""
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        for key, value in expected.items():
            if key in actual:
                yield from compared(value, actual[key], base, (*path, str(key)))
            else:
                yield Difference(place_of(base, (*path, str(key))), value, UNSET)
    elif isinstance(expected, (list, tuple)) and isinstance(actual, list) and len(expected) == len(actual):
        for index, (one, other) in enumerate(zip(expected, actual, strict=True)):
            yield from compared(one, other, base, (*path, index))
    elif not same(expected, actual):
        yield Difference(place_of(base, path), expected, actual)


def same(expected: Any, actual: Any) -> bool:
    """Tell whether two JSON values are equal; `True` is not `1`."""
    return isinstance(expected, bool) == isinstance(actual, bool) and bool(expected == actual)


def report(method: str, found: list[Difference], source: str) -> str:
    """Return the message for a call that is not as expected."""
    width = max(len(difference.place) for difference in found)
    lines = [
        f"  {difference.place:<{width}}   expected {text(difference.expected, difference.place)}, "
        f"sent {text(difference.actual, difference.place)}"
        for difference in found
    ]
    return "\n".join([f"{method} was not called as expected.", *lines, f"  {'from':<{width}}   {source}"])


def text(value: Any, place: str) -> str:
    """Return a value for a reader."""
    return "nothing" if value is UNSET else shown(value, place)
