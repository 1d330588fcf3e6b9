"""The extremes of a schema's places: the longest and oddest texts, the largest numbers, the last dates.

What is yielded is a guess by the keywords that apply in place; `hostile` holds it against the schema.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from mockgen.testing import fitting, formats, patterns
from mockgen.testing.place import Place, UnsatisfiableSchema

Nodes = Sequence[Mapping[str, Any]]

MANY = 100
LONG = 1_000
MOST = 10_000
"""However much a schema allows, no text has more characters, and no list more items."""

RANGES: Mapping[str, tuple[int | float, int | float]] = {
    **{f"int{bits}": (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for bits in (8, 16, 32, 64)},
    **{f"uint{bits}": (0, 2**bits - 1) for bits in (8, 16, 32, 64)},
    "float": (-3.4028234663852886e38, 3.4028234663852886e38),
}
WHOLE = (-(2**63), 2**63 - 1)
REAL = (-1.7976931348623157e308, 1.7976931348623157e308)

TIMES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "date-time": (
        ("0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59Z"),
    ),
    "date": (("0001-01-01", "1970-01-01"), ("9999-12-31",)),
    "time": (("00:00:00Z",), ("23:59:59.999999Z", "23:59:59Z")),
    "duration": (("PT0S",), ("P9999Y", "P3652058D")),
}
"""The first and the last moment of each format that Python's `datetime` knows."""

ODD = (
    "Zoe\u0308 a\u0310e\u0301o\u0308\u0332 n\u0303\u0336\u0489",  # combining
    "\u05e9\u05dc\u05d5\u05dd \u202etxet desrever\u202c \u0645\u0631\u062d\u0628\u0627\u200f",  # right to left
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\U0001f3fd \U0001f3f3\ufe0f\u200d\U0001f308",  # emoji
    "a\u200bb\ufeffc\u2060d\u00ade",  # of no width
    "\u0130\u0131 \u1e9e\u00df \u0149 \ufb01 \u01c5",  # longer or shorter in another case
    "\U00020bb7\u91ce\u5bb6 \U0001d518\U0001d52b\U0001d526",  # beyond the basic plane
    "\u00a0\u2003tab\tline\nend\u2028\u3000",  # white space
)

_FORMATS = {
    "email": (formats.email, (254, 100, 64)),
    "hostname": (formats.hostname, (253, 100, 64)),
    "uri": (formats.url, ()),
    "uri-reference": (formats.uri_reference, ()),
    "uri-template": (formats.uri_template, ()),
    "json-pointer": (formats.json_pointer, ()),
    "byte": (formats.byte, ()),
    "regex": (formats.regex, ()),
    "ipv4": (formats.ipv4, (15,)),
    "ipv6": (formats.ipv6, (39,)),
    "duration": (formats.duration, (6,)),
    "date-time": (formats.date_time, (27, 24)),
}
"""For formats whose values may be long: a maker that `fitting` can stretch, and the lengths to try; any, if none."""


def limits(nodes: Nodes, keyword: str) -> list[int]:
    """Return what the nodes say by a keyword of sizes, the least first."""
    return sorted({int(node[keyword]) for node in nodes if isinstance(node.get(keyword), (int, float))})


def _formats(nodes: Nodes) -> list[str]:
    return [node["format"] for node in nodes if isinstance(node.get("format"), str)]


# -- texts ----------------------------------------------------------------------------------------


def long_texts(value: str, nodes: Nodes, place: Place) -> Iterator[str]:
    """Yield long texts, the longest first."""
    for most in reversed(limits(nodes, "maxLength") or [LONG]):
        length = min(most, MOST)
        yield from _of_patterns(nodes, place, length)
        for format_ in _formats(nodes):
            yield from _stretched(format_, value, length, place)
        yield _repeated(f"{value} " if value else "long ", length)


def short_texts(value: str, nodes: Nodes, place: Place) -> Iterator[str]:
    """Yield texts as short as may be."""
    yield ""
    for least in limits(nodes, "minLength") or [1]:
        yield value[:least]
        yield from _of_patterns(nodes, place, least)


def odd_texts(nodes: Nodes, place: Place) -> Iterator[str]:
    """Yield texts of odd characters within the bounds of length."""
    least = max(limits(nodes, "minLength"), default=0)
    most = min(limits(nodes, "maxLength"), default=LONG)
    first = place.turn(len(ODD))
    for text in (*ODD[first:], *ODD[:first]):
        yield _repeated(text, least)[:most] if len(text) < least else text[:most]


def times(nodes: Nodes, *, is_late: bool) -> Iterator[str]:
    """Yield the first or the last moments of a format."""
    for format_ in _formats(nodes):
        yield from TIMES.get(format_, ((), ()))[is_late]


def _of_patterns(nodes: Nodes, place: Place, length: int) -> Iterator[str]:
    """Yield texts of about a length that match the patterns."""
    for pattern in (node["pattern"] for node in nodes if isinstance(node.get("pattern"), str)):
        try:
            sampler = patterns.sampler(pattern)
            longest = int(min(max(length, sampler.tree.least), sampler.tree.most))
            yield sampler.draw(place.below, longest, longest)
        except patterns.Unsampleable:
            continue  # another candidate may do


def _stretched(format_: str, value: str, length: int, place: Place) -> Iterator[str]:
    """Yield longer values of a format."""
    maker, lengths = _FORMATS.get(format_, (None, ()))
    for wanted in (lengths or (length,)) if maker else ():
        if maker and wanted <= length:
            try:
                yield fitting.fitted(place, maker, maker(place), wanted, wanted, strict=True)
            except UnsatisfiableSchema:
                continue  # no value of the format has just this length


def _repeated(text: str, length: int) -> str:
    """Return a text again and again, of exactly this length, without white space at its end."""
    found = (text * (length // len(text) + 1))[:length]
    return f"{found[:-1]}x" if found[-1:].isspace() else found


# -- numbers --------------------------------------------------------------------------------------


def numbers(value: int | float, nodes: Nodes, *, is_high: bool) -> Iterator[int | float]:
    """Yield the largest numbers, or the smallest, the most extreme first."""
    sign = 1 if is_high else -1
    keywords = ("maximum", "exclusiveMaximum") if is_high else ("minimum", "exclusiveMinimum")
    ends = {node[keyword] for node in nodes for keyword in keywords if _is_number(node.get(keyword))}
    ends |= {RANGES[format_][is_high] for format_ in _formats(nodes) if format_ in RANGES}
    is_whole = any("integer" in node.get("type", ()) for node in nodes)
    natural = (WHOLE[is_high], sign * (2**53 - 1)) if is_whole else (REAL[is_high], WHOLE[is_high])
    steps = [abs(node["multipleOf"]) for node in nodes if _is_number(node.get("multipleOf")) and node["multipleOf"]]
    for end in sorted(ends, key=lambda end: -sign * end) or natural:
        yield from _near(sign * end, sign, is_whole, steps)


def _near(end: int | float, sign: int, is_whole: bool, steps: Sequence[int | float]) -> Iterator[int | float]:
    """Yield numbers at an end and just before it; `end` times `sign` is the end itself."""
    if not is_whole and not steps:
        yield sign * end
        yield sign * math.nextafter(end, -math.inf)
    whole = math.floor(end)
    for step in steps:
        exact = Fraction(str(step))
        factor = whole // exact
        for multiple in (factor * exact, (factor - 1) * exact):
            yield sign * (int(multiple) if multiple.denominator == 1 else float(multiple))
    yield sign * whole
    yield sign * (whole - 1)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
