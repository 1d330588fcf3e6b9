"""Makers of integers and numbers: a range to draw from, narrowed to what a name or format tells."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from mockgen.build import provider_rules as rules
from mockgen.build.provider_lookup import (
    Provider,
    Schema,
    decimal_names,
    integer_names,
    is_number,
    named,
    tokens,
)
from mockgen.build.provider_rules import Window

Number: TypeAlias = int | float

_WIDE = 1_000_000  # a wider declared range is narrowed to a legible one
_HUGE = 1e15  # beyond it a thousand more is no longer another binary float
_BOUNDS = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
_USUAL = 1_000  # how far a range goes that has no declared end


@dataclass(frozen=True)
class _Range:
    """The bounds of a number; exact, so that decimals compare as they are written."""

    low: Number | None
    high: Number | None
    above: bool  # `low` itself is out
    below: bool
    step: Number | None

    def holds(self, window: Window) -> bool:
        low, high = self.low, self.high
        return (low is None or low < window.low or (low == window.low and not self.above)) and (
            high is None or high > window.high or (high == window.high and not self.below)
        )

    def narrowed(self, window: Window) -> _Range:
        """Return the part of the range in a window, if the window has one; else the range."""
        low, above = (self.low, self.above) if _at_least(self.low, window.low) else (window.low, False)
        high, below = (self.high, self.below) if _at_most(self.high, window.high) else (window.high, False)
        part = _Range(low, high, above, below, self.step)
        return self if part.is_empty() else part

    def is_empty(self) -> bool:
        """Tell whether the range holds no number, or no multiple of `step`."""
        if self.low is None or self.high is None:
            return False
        low, high = _exact(self.low), _exact(self.high)
        if self.step is None:
            return low > high or (low == high and (self.above or self.below))
        step = abs(_exact(self.step))
        first = math.floor(low / step) + 1 if self.above else math.ceil(low / step)
        last = math.ceil(high / step) - 1 if self.below else math.floor(high / step)
        return first > last


def impossible_range(schema: Schema, whole: bool) -> str:
    """Return why no number lies within the bounds, or `""`."""
    return _contradiction(schema) if _range(schema, whole).is_empty() else ""


def number(name: str, schema: Schema, whole: bool) -> Provider:
    """Return the maker of a number; `whole` for an integer."""
    declared = _range(schema, whole)
    if declared.is_empty():
        return Provider("never", (_contradiction(schema),))
    window = _window(name, schema, whole)
    if window is None and not any(keyword in schema for keyword in _BOUNDS):
        window = Window(0, math.ceil(_USUAL * (declared.step or 1)))
    if window and window.method and declared.step in (None, 1) and declared.holds(window):
        return Provider(window.method)
    bounds = _legible(declared.narrowed(window) if window else declared)
    is_plain = not bounds.above and not bounds.below and bounds.step is None
    ends = all(isinstance(end, int) for end in (bounds.low, bounds.high))
    method = "integer" if whole or (window in rules.WHOLE and is_plain and ends) else "number"
    args: tuple[Any, ...] = (bounds.low, bounds.high)
    if bounds.step is not None and not (whole and bounds.step == 1):
        args = (*args, bounds.step)
    flags = (("exclusive_lo", bounds.above), ("exclusive_hi", bounds.below))
    return Provider(method, args, tuple((flag, True) for flag, is_set in flags if is_set))


def is_within(method: str, schema: Schema) -> bool:
    """Tell whether what a maker of numbers gives is always within the bounds of a schema."""
    window = next((found for found in _windows() if found.method == method), None)
    declared = _range(schema, schema["type"] == "integer")
    return window is not None and declared.step in (None, 1) and declared.holds(window)


def _windows() -> Iterable[Window]:
    tables = (rules.NUMBER_NAMES, rules.INTEGER_NAMES, rules.DECIMAL_NAMES)
    return (*(window for table in tables for window in table), *rules.NUMBER_FORMATS.values())


def _range(schema: Schema, whole: bool) -> _Range:
    """Return the declared range; of integers both ends are in it and whole."""
    low, above = _bound(schema.get("minimum"), schema.get("exclusiveMinimum"), max)
    high, below = _bound(schema.get("maximum"), schema.get("exclusiveMaximum"), min)
    step = schema.get("multipleOf")
    step = abs(step) if is_number(step) and step else None
    if not whole:
        return _Range(_plain(low), _plain(high), above, below, _plain(step))
    if low is not None:
        low = math.floor(_exact(low)) + 1 if above else math.ceil(_exact(low))
    if high is not None:
        high = math.ceil(_exact(high)) - 1 if below else math.floor(_exact(high))
    held = rules.INTEGER_RANGES.get(str(schema.get("format")))
    if held is not None:
        low = held[0] if low is None or (low < held[0]) else low
        high = held[1] if high is None or (high > held[1]) else high
    return _Range(low, high, False, False, _exact(step).numerator if step else 1)


def _bound(closed: Any, open_: Any, tighter: Callable[[Iterable[Any]], Any]) -> tuple[Number | None, bool]:
    """Return the tighter of two bounds, and whether it is the exclusive one."""
    ends = [end for end in (closed, open_) if is_number(end) and math.isfinite(end)]
    if not ends:
        return None, False
    end = tighter(ends)
    return end, is_number(open_) and open_ == end


def _window(name: str, schema: Schema, whole: bool) -> Window | None:
    """Return where the numbers usually lie, by format, name or description."""
    format_ = str(schema.get("format")).strip().lower()
    if format_ in rules.NUMBER_FORMATS:
        return rules.NUMBER_FORMATS[format_]
    text = str(schema.get("description") or "")
    hinted = next((window for hint, window in rules.NUMBER_HINTS if hint.search(text)), None)
    return hinted or named(tokens(name), integer_names() if whole else decimal_names())


def _legible(bounds: _Range) -> _Range:
    """Return both ends to draw from, near zero where the declared range is open or wide."""
    low, high = bounds.low, bounds.high
    if low is not None and high is not None and high - low <= _WIDE:
        return bounds
    if any(end is not None and abs(end) > _HUGE for end in (low, high)) and not isinstance(low, int):
        return bounds
    reach = math.ceil(_USUAL * (bounds.step or 1))
    if high is not None and high <= 0:
        window = Window(math.floor(high) - reach, 0)
    else:
        start = math.floor(low) if low is not None and low > 0 else 0
        window = Window(start, start + reach)
    return bounds.narrowed(window)


def _at_least(value: Number | None, other: Number) -> bool:
    return value is not None and value >= other


def _at_most(value: Number | None, other: Number) -> bool:
    return value is not None and value <= other


def _exact(value: Number) -> Fraction:
    """Return a number as its decimal says it: 0.1 is a tenth."""
    return Fraction(value) if isinstance(value, int) else Fraction(Decimal(repr(value)))


def _plain(value: Number | None) -> Number | None:
    """Return a whole number as an integer, which reads better."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value


def _contradiction(schema: Schema) -> str:
    keywords = (
        "minimum",
        "exclusiveMinimum",
        "maximum",
        "exclusiveMaximum",
        "multipleOf",
        "format",
    )
    given = ", ".join(f"{keyword} {schema[keyword]}" for keyword in keywords if keyword in schema)
    return f"no {schema['type']} satisfies {given}"
