"""Randomness that a path decides: splitmix64 states, and a `random.Random` on them for Faker.

Everything here is integer arithmetic on 64 bits, so a state gives the same draws on every Python,
operating system and hash seed. Reseeding costs one assignment, where the Mersenne Twister rebuilds
2.5 kB.

Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014), for
`mixed`.
"""

from __future__ import annotations

import functools
import hashlib
import random
from collections.abc import Iterable, MutableSequence, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

MASK = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15


def mixed(state: int) -> int:
    """Return the splitmix64 output of a 64-bit state; each bit of it moves half of the output."""
    state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & MASK
    return state ^ (state >> 31)


@functools.lru_cache(maxsize=1 << 16)
def digest(step: str | int) -> int:
    """Return a stable 64-bit hash of a step of a path; the index 0 and the name `"0"` differ."""
    text = f"{type(step).__name__}:{step}"
    # JSON may hold lone surrogates in a property name.
    data = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")


def stepped(state: int, step: str | int) -> int:
    """Return the state of the child that `step` leads to; siblings have no influence on it."""
    return mixed(((state ^ digest(step)) + GAMMA) & MASK)


class Random(random.Random):
    """A `random.Random` on splitmix64, reseeded in constant time by setting `state`.

    The derived methods that Faker draws with are written out: the standard library may change how
    it derives them from one Python to the next.
    """

    def __init__(self, state: int = 0):
        super().__init__(0)
        self.state = state & MASK

    def seed(self, a: Any = None, version: int = 2) -> None:
        """Set the state from any value; `random.Random` calls this from its constructor."""
        self.state = digest(repr(a))

    def getstate(self) -> tuple[Any, ...]:
        """Return what `setstate` takes."""
        return (self.state,)

    def setstate(self, state: tuple[Any, ...]) -> None:
        """Go back to a state that `getstate` returned."""
        (self.state,) = state

    def bits(self) -> int:
        """Return the next 64 bits."""
        self.state = (self.state + GAMMA) & MASK
        return mixed(self.state)

    def below(self, n: int) -> int:
        """Return an integer from 0 to `n` - 1, for `n` of any size from 1."""
        if n <= 1 << 32:
            return (self.bits() * n) >> 64
        return (self.getrandbits(n.bit_length() + 64) * n) >> (n.bit_length() + 64)

    def random(self) -> float:
        """Return a float in [0, 1) with 53 random bits."""
        return (self.bits() >> 11) * 2.0**-53

    def getrandbits(self, k: int, /) -> int:
        """Return an integer of `k` random bits."""
        value = 0
        for _ in range(0, k, 64):
            value = (value << 64) | self.bits()
        return value >> (-k % 64)

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        """Return an element of `range(start, stop, step)`."""
        values = range(start) if stop is None else range(start, stop, step)
        first, stride, count = values.start, values.step, _length(values)
        if count <= 0:
            raise ValueError(f"empty range ({start}, {stop}, {step})")
        return first + stride * self.below(count)

    def choice(self, seq: Any) -> Any:
        """Return an element of a sequence."""
        if not len(seq):
            raise IndexError("cannot choose from an empty sequence")
        return seq[self.below(len(seq))]

    def choices(
        self,
        population: Any,
        weights: Sequence[Any] | None = None,
        *,
        cum_weights: Sequence[Any] | None = None,
        k: int = 1,
    ) -> list[Any]:
        """Return `k` elements, with repetition; weights are left to the standard library."""
        if weights is None and cum_weights is None:
            return [self.choice(population) for _ in range(k)]
        return super().choices(population, weights, cum_weights=cum_weights, k=k)

    def shuffle(self, x: MutableSequence[Any]) -> None:
        """Shuffle a list in place (Fisher and Yates)."""
        for last in range(len(x) - 1, 0, -1):
            other = self.below(last + 1)
            x[last], x[other] = x[other], x[last]

    def sample(self, population: Sequence[T], k: int, *, counts: Iterable[int] | None = None) -> list[T]:
        """Return `k` distinct positions' elements of a sequence."""
        repeated = zip(population, counts, strict=True) if counts is not None else ((item, 1) for item in population)
        pool = [item for item, count in repeated for _ in range(count)]
        if not 0 <= k <= len(pool):
            raise ValueError("sample larger than population or is negative")
        for first in range(k):
            other = first + self.below(len(pool) - first)
            pool[first], pool[other] = pool[other], pool[first]
        return pool[:k]


def _length(values: range) -> int:
    """Return the length of a range, which `len` refuses beyond the platform's largest index."""
    distance = values.stop - values.start
    return max(0, -(-distance // values.step)) if values.step else 0
