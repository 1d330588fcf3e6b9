"""Strings that match an ECMA-262 regular expression, within bounds of length.

The pattern is translated to Python's dialect, parsed by the standard library and compiled to a
tree of nodes that know their shortest and longest match. A draw walks the tree with a window of
lengths; what the tree does not model (look-arounds, word boundaries) is left to chance: each
candidate is held against the pattern, and drawn again, from wider character sets, until one
matches.
"""

from __future__ import annotations

import functools
import importlib
import re
import string
from collections.abc import Sequence
from typing import Any

from mockgen.testing.pattern_nodes import (
    FILLER,
    INFINITY,
    PRINTABLE,
    READABLE,
    Back,
    Below,
    Draw,
    Node,
    chars,
    choice,
    fixed,
    repeat,
    run,
)

_parser: Any = importlib.import_module("re._parser")
_op: Any = importlib.import_module("re._constants")

TRIES = 160
MOST = 10**7
"""Characters of the longest text that is drawn."""
_WIDEST = 256  # characters that are kept of a range


class Unsampleable(Exception):
    """No string was found that matches a pattern within its bounds."""


@functools.lru_cache(maxsize=4096)
def sampler(pattern: str) -> Sampler:
    """Return the sampler of an ECMA-262 pattern.

    Raises:
        Unsampleable: the pattern is not legal, or uses what the sampler cannot draw.
    """
    from mockgen.testing.ecma import Untranslatable, python_pattern

    try:
        return Sampler(python_pattern(pattern), pattern)
    except Untranslatable as error:
        raise Unsampleable(f"{pattern!r} is no pattern: {error}") from error


class Sampler:
    """Draws strings that match one Python pattern; `source` is how its author wrote it."""

    def __init__(self, pattern: str, source: str = ""):
        self.source = source or pattern
        try:
            self.regex = re.compile(pattern)
            tree = _parser.parse(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            raise Unsampleable(f"{self.source!r} is no pattern: {error}") from error
        self.tree = _Compiler().run(list(tree), starts=True, ends=True)
        if self.tree.least > MOST:
            raise Unsampleable(f"{self.source!r} asks for {self.tree.least} characters, and fakes have at most {MOST}")

    def draw(self, below: Below, low: int = 0, high: int | None = None) -> str:
        """Return a match of `low` to `high` characters; `below(n)` is random from 0 to n - 1.

        Raises:
            Unsampleable: none was found.
        """
        most = INFINITY if high is None else high
        if low > self.tree.most or most < self.tree.least:
            raise Unsampleable(self._bounds(low, high))
        for attempt in range(TRIES):
            text = self.tree.text(Draw(below, wide=attempt >= TRIES // 4), low, most)
            if low <= len(text) <= most and self.regex.search(text):
                return text
        raise Unsampleable(self._bounds(low, high))

    def _bounds(self, low: int, high: int | None) -> str:
        bounds = f" of {low} to {'any number of' if high is None else high} characters" if low or high else ""
        return f"no string{bounds} was found that matches {self.source!r}"


class _Compiler:
    """Turns the parse tree of `re` into nodes."""

    def __init__(self) -> None:
        self.groups: dict[int, Node] = {}

    def run(self, items: list[Any], starts: bool = False, ends: bool = False, index: int | None = None) -> Node:
        """Compile a sequence; `starts` and `ends`: free text may stand before and after it.

        A pattern need only be found in a string. So an end without an anchor is open: free text
        fills it where the shortest length asks for more.
        """
        parts: list[Node] = []
        before = starts and not (items and _anchored(items[0], _STARTS))
        after = ends and not (items and _anchored(items[-1], _ENDS))
        for place, item in enumerate(items):
            inner_start = starts and not before and place == 0
            inner_end = ends and not after and place == len(items) - 1
            node = self.node(item, inner_start, inner_end)
            if node is not None:
                parts.append(node)
        return run([FILLER] * before + parts + [FILLER] * after, index)

    def node(self, item: Any, starts: bool, ends: bool) -> Node | None:
        """Compile one item of a parse tree; None for what matches no character."""
        kind, value = item
        if kind is _op.AT or kind is _op.ASSERT or kind is _op.ASSERT_NOT:
            return None
        if kind in (_op.LITERAL, _op.NOT_LITERAL, _op.ANY, _op.IN):
            return _characters(kind, value)
        if kind is _op.SUBPATTERN or kind is _op.ATOMIC_GROUP:
            index, inner = (value[0], value[3]) if kind is _op.SUBPATTERN else (None, value)
            group = self.run(list(inner), starts, ends, index)
            if index is not None:
                self.groups[index] = group
            return group
        if kind is _op.BRANCH:
            return choice([self.run(list(branch), starts, ends) for branch in value[1]])
        if kind in (_op.MAX_REPEAT, _op.MIN_REPEAT, _op.POSSESSIVE_REPEAT):
            low, high, inner = value
            return repeat(self.run(list(inner)), int(low), int(high))
        if kind is _op.GROUPREF and value in self.groups:
            return Back(self.groups[value].least, self.groups[value].most, value)
        if kind is _op.GROUPREF_EXISTS:
            # Whether the group takes part is not known here: both branches are tried.
            return choice([self.run(list(branch or [])) for branch in value[1:]])
        raise Unsampleable(f"a pattern holds {kind}, which cannot be drawn")


def _characters(kind: Any, value: Any) -> Node:
    """Compile what matches a single character."""
    if kind is _op.LITERAL:
        return fixed(chr(value))
    if kind is _op.NOT_LITERAL:
        return chars([c for c in PRINTABLE if c != chr(value)])
    if kind is _op.ANY:
        return chars(PRINTABLE)
    return chars(_members(value))


_CATEGORIES: dict[Any, list[str]] = {
    _op.CATEGORY_DIGIT: list(string.digits),
    _op.CATEGORY_WORD: [*READABLE, "_"],
    _op.CATEGORY_SPACE: [" "],
    _op.CATEGORY_NOT_DIGIT: [c for c in PRINTABLE if not c.isdigit()],
    _op.CATEGORY_NOT_WORD: [c for c in PRINTABLE if c not in READABLE and c != "_"],
    _op.CATEGORY_NOT_SPACE: [c for c in PRINTABLE if c != " "],
}


def _members(items: Sequence[Any]) -> list[str]:
    """Return the characters of a class, at most a few hundred of each range."""
    found: list[str] = []
    ranges: list[tuple[int, int]] = []
    for kind, value in items:
        if kind is _op.CATEGORY:
            found += _CATEGORIES[value]
        elif kind in (_op.LITERAL, _op.RANGE):
            low, high = value if kind is _op.RANGE else (value, value)
            ranges.append((low, high))
            found += [chr(code) for code in range(low, min(high, low + _WIDEST) + 1)]
    if items and items[0][0] is _op.NEGATE:
        barred = set(found)
        free = [chr(c) for c in range(0xA1, 0x2FF) if not any(low <= c <= high for low, high in ranges)]
        found = [c for c in PRINTABLE if c not in barred] or free
    if not found:
        raise Unsampleable("a pattern holds an empty class of characters")
    return list(dict.fromkeys(found))


_STARTS = (_op.AT_BEGINNING, _op.AT_BEGINNING_STRING)
_ENDS = (_op.AT_END, _op.AT_END_STRING)


def _anchored(item: Any, anchors: tuple[Any, ...]) -> bool:
    """Tell whether an item is an anchor or holds one at its own edge, in some branch at least."""
    kind, value = item
    if kind is _op.AT:
        return value in anchors
    edge = 0 if anchors is _STARTS else -1
    if kind is _op.SUBPATTERN:
        inner = list(value[3])
        return bool(inner) and _anchored(inner[edge], anchors)
    if kind is _op.BRANCH:
        return any(len(branch) > 0 and _anchored(list(branch)[edge], anchors) for branch in value[1])
    return False
