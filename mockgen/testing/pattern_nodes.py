"""The parts of a pattern, each able to draw a text that it matches within a window of lengths."""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Below = Callable[[int], int]
"""`below(n)` is random from 0 to n - 1."""

INFINITY = 1 << 60
READABLE = string.ascii_lowercase + string.ascii_uppercase + string.digits
PRINTABLE = [chr(code) for code in range(32, 127)]

_BLOCK = 512  # characters that are drawn of a longer run, which repeats them
_WORD = 1 << 32  # what one random word is split into


@dataclass
class Draw:
    """One walk over the nodes.

    Attributes:
        below: the randomness.
        wide: whether characters that are hard to read may be used, and more or fewer repetitions.
        groups: what each numbered group has matched so far.
    """

    below: Below
    wide: bool
    groups: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Node:
    """A part of a pattern whose matches are `least` to `most` characters long."""

    least: int
    most: int

    def text(self, draw: Draw, low: int, high: int) -> str:
        """Return a text of `low` to `high` characters, as far as the node allows."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class Text(Node):
    """Fixed characters."""

    fixed: str

    def text(self, draw: Draw, low: int, high: int) -> str:
        """Return the characters."""
        return self.fixed


@dataclass(frozen=True, eq=False)
class Chars(Node):
    """One character: of `nice` as a rule, of `all` when those have failed."""

    nice: Sequence[str]
    all: Sequence[str]

    def text(self, draw: Draw, low: int, high: int) -> str:
        """Return one of the characters."""
        choices = self.all if draw.wide else self.nice
        return choices[draw.below(len(choices))]

    def several(self, draw: Draw, times: int) -> str:
        """Return `times` characters; a very long text repeats itself."""
        choices = self.all if draw.wide else self.nice
        size, wanted = len(choices), min(times, _BLOCK)
        found: list[str] = []
        while len(found) < wanted:
            word = draw.below(_WORD)
            # Each character takes a little off the word; four leave enough of it to choose evenly.
            for _ in range(min(4, wanted - len(found))):
                word, index = divmod(word, size)
                found.append(choices[index])
        block = "".join(found)
        return block if times <= _BLOCK else (block * (times // _BLOCK + 1))[:times]


@dataclass(frozen=True, eq=False)
class Run(Node):
    """Parts one after the other, each with the shortest and longest match of all that follow it.

    `index` is the number of the group that the run is, or None.
    """

    parts: tuple[tuple[Node, int, int], ...]
    index: int | None = None

    def text(self, draw: Draw, low: int, high: int) -> str:
        """Draw the parts from left to right; each leaves room for the rest."""
        pieces = []
        for part, least, most in self.parts:
            piece = part.text(draw, low - most, high - least)
            pieces.append(piece)
            low, high = low - len(piece), high - len(piece)
        text = "".join(pieces)
        if self.index is not None:
            draw.groups[self.index] = text
        return text


@dataclass(frozen=True, eq=False)
class Choice(Node):
    """One of several branches."""

    branches: tuple[Node, ...]

    def text(self, draw: Draw, low: int, high: int) -> str:
        """Draw one of the branches that have a match of such a length."""
        fitting = [b for b in self.branches if b.least <= high and b.most >= low] or self.branches
        return fitting[draw.below(len(fitting))].text(draw, low, high)


@dataclass(frozen=True, eq=False)
class Repeat(Node):
    """`part`, `fewest` to `times` times; `shy`: no more often than the bounds of length ask for."""

    part: Node
    fewest: int
    times: int
    shy: bool = False

    def text(self, draw: Draw, low: int, high: int) -> str:
        """Draw a repetition: a legible number of times, unless the window asks for another."""
        part = self.part
        few = max(self.fewest, -(-low // part.most) if part.most else 0)
        most = high // part.least if part.least else max(few, self.fewest + 8)
        times = self._times(draw, few, max(few, min(self.times, most)))
        if isinstance(part, Chars):
            return part.several(draw, times)
        pieces = []
        for left in range(times - 1, -1, -1):
            piece = part.text(draw, low - part.most * left, high - part.least * left)
            pieces.append(piece)
            low, high = low - len(piece), high - len(piece)
        return "".join(pieces)

    def _times(self, draw: Draw, few: int, many: int) -> int:
        """Choose how often to repeat, from `few` to `many`."""
        if few == many or (self.shy and not draw.wide):
            return few
        single = self.part.most == 1
        usual = max(few, min(many, 4 if single else 1)) if self.times > 1 and not draw.wide else few
        most = min(many, usual + (12 if draw.wide else 5 if single else 2))
        return usual + draw.below(most - usual + 1)


@dataclass(frozen=True, eq=False)
class Back(Node):
    """What the group `index` has matched."""

    index: int

    def text(self, draw: Draw, low: int, high: int) -> str:
        """Return what the group has matched in this draw."""
        return draw.groups.get(self.index, "")


def run(parts: Sequence[Node], index: int | None = None) -> Node:
    """Return parts one after the other, neighbouring fixed texts as one."""
    joined: list[Node] = []
    for part in parts:
        before = joined[-1] if joined else None
        if isinstance(part, Text) and isinstance(before, Text):
            joined[-1] = fixed(before.fixed + part.fixed)
        else:
            joined.append(part)
    if index is None and len(joined) == 1:
        return joined[0]
    least = most = 0
    ahead = []
    for part in reversed(joined):
        ahead.append((part, least, most))
        least, most = capped(least + part.least), capped(most + part.most)
    return Run(least, most, tuple(reversed(ahead)), index)


def fixed(text: str) -> Text:
    """Return a node for these characters."""
    return Text(len(text), len(text), text)


def chars(found: Sequence[str]) -> Chars:
    """Return a node for one of `found`, of which surrogates cannot travel as UTF-8."""
    legal = [c for c in found if not "\ud800" <= c <= "\udfff"] or list(found)
    nice = [c for c in legal if c in READABLE]
    nice = [c for c in nice if c.lower() not in nice or c.lower() == c]
    return Chars(1, 1, nice or [c for c in legal if c.isprintable()] or legal, legal)


def choice(branches: Sequence[Node]) -> Choice:
    """Return a node for one of the branches."""
    return Choice(min(b.least for b in branches), max(b.most for b in branches), tuple(branches))


def repeat(part: Node, fewest: int, times: int, shy: bool = False) -> Repeat:
    """Return a node for a repetition."""
    return Repeat(capped(part.least * fewest), capped(part.most * times), part, fewest, times, shy)


def capped(length: int) -> int:
    """Return a length, or what counts as endless."""
    return min(length, INFINITY)


FILLER = repeat(chars(list(READABLE)), 0, INFINITY, shy=True)
"""Free text around a pattern that need only be found in a string."""
