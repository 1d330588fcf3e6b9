"""Makers of numbers and strings within declared bounds."""

from __future__ import annotations

import functools
import math
import string
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from mockgen.testing import fitting, patterns, vocabulary
from mockgen.testing.place import JSON, Place, UnsatisfiableSchema

Bound: TypeAlias = int | float | None
PlaceMaker: TypeAlias = Callable[[Place], JSON]

HEXADECIMAL = "0123456789abcdef"
ALPHANUMERIC = string.ascii_lowercase + string.digits

_USUAL = 1_000  # numbers without bounds are 0 to here
_WHOLE = 1_000_000  # a wider range than this is drawn from only near its natural end
_NEIGHBOURS = 60  # numbers that are tried before a range is taken to hold none that is allowed
_TRIES = 6  # draws of each spelling, for a pattern


class Scalars:
    """Methods that return makers of scalars; mixed into `Values`."""

    __slots__ = ()

    def integer(self, lo: Bound = None, hi: Bound = None, multiple_of: Bound = None) -> PlaceMaker:
        """Return a maker of integers from `lo` to `hi`, both in it, that `multiple_of` divides."""
        step, first, last = _whole_plan(lo, hi, multiple_of)

        def make(fake: Place) -> JSON:
            if first > last:
                raise UnsatisfiableSchema(_empty("integer", lo, hi, multiple_of), fake.path)
            return step * _between(fake, first, last)

        return make

    def number(
        self,
        lo: Bound = None,
        hi: Bound = None,
        multiple_of: Bound = None,
        exclusive_lo: bool = False,
        exclusive_hi: bool = False,
    ) -> PlaceMaker:
        """Return a maker of numbers from `lo` to `hi`; the flags take the bound itself out.

        The number is a multiple of `multiple_of` as decimals, and where there is a choice also for
        a validator that divides binary floats.
        """
        step, first, last = _plan(lo, hi, multiple_of)

        def allowed(value: float) -> bool:
            above = lo is None or (value > lo if exclusive_lo else value >= lo)
            below = hi is None or (value < hi if exclusive_hi else value <= hi)
            return above and below and (not multiple_of or (_exact(value) / step).denominator == 1)

        def make(fake: Place) -> JSON:
            spare = None
            for factor in _circle(fake, first, last) if first <= last else ():
                value = _number(factor, step, exact=multiple_of is not None)
                if allowed(value):
                    if not multiple_of or (value / multiple_of) % 1 == 0:
                        return value
                    spare = value if spare is None else spare
            if spare is None:
                raise UnsatisfiableSchema(_empty("number", lo, hi, multiple_of), fake.path)
            return spare

        return make

    def text(self, lo: int = 0, hi: int | None = None) -> PlaceMaker:
        """Return a maker of words, `lo` to `hi` characters long."""
        return self.fitted(vocabulary.words if hi is None or hi > 8 else vocabulary.word, lo, hi)

    def fitted(self, maker: PlaceMaker, lo: int = 0, hi: int | None = None, strict: bool = False) -> PlaceMaker:
        """Return a maker of what `maker` makes, cut or stretched to `lo` to `hi` characters.

        A value of a format keeps its format where the format has a value of such a length; if it
        has none, the maker raises `UnsatisfiableSchema` when `strict`, and else cuts all the same.
        """

        def make(fake: Place) -> JSON:
            if hi is not None and lo > hi:
                raise UnsatisfiableSchema(f"minLength {lo} is above maxLength {hi}", fake.path)
            value = maker(fake)
            return value if fits(value, lo, hi) else fitting.fitted(fake, maker, value, lo, hi, strict)

        return make

    def pattern(self, regex: str, lo: int = 0, hi: int | None = None) -> PlaceMaker:
        """Return a maker of `lo` to `hi` characters that match an ECMA-262 pattern."""

        def make(fake: Place) -> JSON:
            try:
                return patterns.sampler(regex).draw(fake.below, lo, hi)
            except patterns.Unsampleable as error:
                raise UnsatisfiableSchema(str(error), fake.path) from error

        return make

    def matching(
        self,
        maker: Callable[[Any], JSON],
        regex: str,
        lo: int = 0,
        hi: int | None = None,
        strict: bool = False,
    ) -> PlaceMaker:
        """Return a maker of what `maker` makes where that matches, else of what the pattern asks.

        When `strict`, what is drawn from the pattern is of the format of `maker` too.
        """
        is_format = fitting.CHECKS.get(maker) if strict else None

        def make(fake: Place) -> JSON:
            try:
                sampler = patterns.sampler(regex)
                for spelling in [maker, *fitting.SPELLINGS.get(maker, ())]:
                    for _ in range(_TRIES):
                        value = spelling(fake)
                        if fits(value, lo, hi) and sampler.regex.search(value):
                            return value
                for _ in range(4 * _TRIES):
                    value = sampler.draw(fake.below, lo, hi)
                    if is_format is None or is_format(value):
                        return value
            except patterns.Unsampleable as error:
                raise UnsatisfiableSchema(str(error), fake.path) from error
            reason = f"no value of the format was found that matches {regex!r}"
            raise UnsatisfiableSchema(reason, fake.path)

        return make

    def identifier(self, prefix: str, length: int, alphabet: str = ALPHANUMERIC) -> PlaceMaker:
        """Return a maker of `prefix` and `length` characters of an alphabet, as in `ch_1a2b3c`."""

        def make(fake: Place) -> JSON:
            return prefix + vocabulary.characters(fake, alphabet, length)

        return make

    def like(self, example: str) -> PlaceMaker:
        """Return a maker of strings in the shape of an example: letters for letters, and so on."""

        def make(fake: Place) -> JSON:
            return "".join(_alike(fake, character) for character in example)

        return make


def fits(value: str, lo: int, hi: int | None) -> bool:
    """Tell whether a string has `lo` to `hi` characters."""
    return lo <= len(value) and (hi is None or len(value) <= hi)


def _alike(fake: Place, character: str) -> str:
    """Return another character of the same kind; zero stays, and what is no letter or digit."""
    for kind in ("123456789", string.ascii_lowercase, string.ascii_uppercase):
        if character in kind:
            return fake.choose(kind)
    return character


@functools.lru_cache(maxsize=4096)
def _exact(value: float | int) -> Fraction:
    """Return a number as its shortest decimal says it: 0.1 is a tenth."""
    return Fraction(value) if isinstance(value, int) else Fraction(Decimal(repr(value)))


@functools.lru_cache(maxsize=4096)
def _whole_plan(lo: Bound, hi: Bound, multiple_of: Bound) -> tuple[int, int, int]:
    """Return the step of integers and the first and last factor of it; 1.5 has the step 3."""
    step = abs(_exact(multiple_of).numerator) if multiple_of else 1
    return step, *_factors(lo, hi, Fraction(step))


@functools.lru_cache(maxsize=4096)
def _plan(lo: Bound, hi: Bound, multiple_of: Bound) -> tuple[Fraction, int, int]:
    """Return the step of numbers and the first and last factor of it to draw from."""
    step = _exact(multiple_of) if multiple_of else _grid(lo, hi)
    return step, *_factors(lo, hi, step)


def _grid(lo: Bound, hi: Bound) -> Fraction:
    """Return the step to draw numbers on: cents, or what gives a narrow range a hundred steps."""
    step = Fraction(1, 100)
    if lo is None or hi is None or math.isinf(lo) or math.isinf(hi) or lo > hi:
        return step
    span = _exact(hi) - _exact(lo)
    if not span:
        return abs(_exact(lo)) or step
    while span < 100 * step:
        step /= 10
    return step


def _factors(lo: Bound, hi: Bound, step: Fraction) -> tuple[int, int]:
    """Return the first and last factor of `step` to draw from; there is none if first > last.

    A range is drawn from whole unless it is wide or open: then from its part between 0 and 1,000,
    or from the part nearest to zero.
    """
    first = None if lo is None or math.isinf(lo) else math.ceil(_exact(lo) / step)
    last = None if hi is None or math.isinf(hi) else math.floor(_exact(hi) / step)
    if first is not None and last is not None and last - first <= _WHOLE:
        return first, last
    usual = max(_USUAL, math.floor(_USUAL / step))
    if last is not None and last <= 0:
        return (last - usual if first is None else max(first, last - usual)), last
    start = 0 if first is None else max(first, 0)
    return start, (start + usual if last is None else min(last, start + usual))


def _between(fake: Place, first: int, last: int) -> int:
    """Return an integer from `first` to `last`; more attempts go through a small range."""
    count = last - first + 1
    return first + (fake.turn(count) if count <= _WHOLE else fake.below(count))


def _circle(fake: Place, first: int, last: int) -> Iterator[int]:
    """Return integers from `first` to `last`, from a random one on and going round."""
    start, count = _between(fake, first, last) - first, last - first + 1
    return (first + (start + index) % count for index in range(min(count, _NEIGHBOURS)))


def _number(factor: int, step: Fraction, exact: bool) -> int | float:
    """Return a multiple of `step` as JSON holds it: beyond 2**53 only an integer is `exact`."""
    value = factor * step.numerator
    if exact and step.denominator == 1 and abs(value) >= 1 << 53:
        return value
    return value / step.denominator


def _empty(kind: str, lo: Bound, hi: Bound, multiple_of: Bound) -> str:
    bounds = f"no {kind} lies between {lo} and {hi}"
    return f"{bounds} that is a multiple of {multiple_of}" if multiple_of else bounds
