"""`[tool.mockgen]` of a `pyproject.toml` that is written plainly, read without tomllib.

To import tomllib takes longer than all else that a check does. What is not plain, or might be meant otherwise, is left
to it: escapes, strings of several lines, numbers but integers, dates, headers with quotes. A test holds both against
each other.
"""

from __future__ import annotations

BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
OWN = ["tool", "mockgen"]
CONTROLS = frozenset(map(chr, (*range(9), *range(11, 32), 127)))
"""What no text of TOML may hold as it is, not even a comment."""


class NotPlain(Exception):
    """The text needs a whole reader of TOML."""


def plain_table(text: str) -> dict[str, object] | None:
    """Return `[tool.mockgen]`; None where it is not there, or not plain."""
    text = text.replace("\r\n", "\n")
    if '"""' in text or "'''" in text or not CONTROLS.isdisjoint(text):
        return None
    try:
        sections = sections_of(text.split("\n"))
        return Tables().read(sections) if sections else None
    except NotPlain:
        return None


def sections_of(lines: list[str]) -> list[tuple[list[str], str]]:
    """Return the sections of `[tool.mockgen]` and below: the way from there, and the text.

    As no string has several lines, a line that begins with a bracket is a header, or an item of an array.

    Raises:
        NotPlain: a line might belong to them in another way.
    """
    found: list[tuple[list[str], list[str]]] = []
    is_own, is_top = False, True
    for line in lines:
        start = line.lstrip(" \t")[:1]
        if start == "[":
            is_top = False
            way = header(line.strip(" \t"))
            if is_own and way is None:
                raise NotPlain  # only in an array of somebody else's may it be no header
            is_own = way is not None and way[:2] == OWN
            if is_own and way is not None:
                found.append((way[2:], []))
        elif is_own:
            found[-1][1].append(line)
        elif is_top and start not in ("", "#") and ("tool" in line or "\\" in line):
            raise NotPlain
    return [(way, "\n".join(body) + "\n") for way, body in found]


def header(line: str) -> list[str] | None:
    """Return the keys of a header; None for a line that is none, or a quoted one that is no business of mockgen's.

    Raises:
        NotPlain: it may be.
    """
    name, end, rest = line.lstrip("[").partition("]")
    ways = name.split(".")
    brackets = len(line) - len(line.lstrip("["))
    is_plain = end and all(way and BARE.issuperset(way) for way in ways)
    if is_plain and (ways[:2] == OWN or ways == OWN[:1]):
        if brackets == 1 and len(ways) > 1 and rest.strip(" \t")[:1] in ("", "#"):
            return ways
        raise NotPlain
    if not is_plain and ("tool" in line or "mockgen" in line or "\\" in line):
        raise NotPlain
    return ways if is_plain else None


class Tables:
    """Makes the table of its sections."""

    def __init__(self) -> None:
        self._top: dict[str, object] = {}
        self._open = {id(self._top)}  # tables by header: those below may be given by headers too
        self._done: list[list[str]] = []

    def read(self, sections: list[tuple[list[str], str]]) -> dict[str, object]:
        """Return the table.

        Raises:
            NotPlain: it is not plain.
        """
        for way, body in sections:
            if way in self._done:
                raise NotPlain
            self._done.append(way)
            Reader(body).section(self._table(way))
        return self._top

    def _table(self, way: list[str]) -> dict[str, object]:
        table = self._top
        for key in way:
            if key not in table:
                made: dict[str, object] = {}
                table[key] = made
                self._open.add(id(made))
            below = table[key]
            if not isinstance(below, dict) or id(below) not in self._open:
                raise NotPlain
            table = below
        return table


class Reader:
    """Reads keys and values from a text, at a place that moves on."""

    def __init__(self, text: str):
        self._text = text
        self._at = 0

    def section(self, table: dict[str, object]) -> None:
        """Put the keys of a section into its table."""
        dotted: set[int] = set()
        self._skip(" \t\n")
        while self._at < len(self._text):
            self._pair(table, dotted)
            self._skip(" \t")
            if self._text[self._at] not in "\n#":
                raise NotPlain
            self._skip(" \t\n")

    def _skip(self, blanks: str) -> None:
        """Go to what is next; where lines may end, over comments too."""
        text = self._text
        while self._at < len(text):
            if text[self._at] in blanks:
                self._at += 1
            elif text[self._at] == "#" and "\n" in blanks:
                end = text.index("\n", self._at)
                if not text[self._at : end].replace("\t", "").isprintable():
                    raise NotPlain
                self._at = end
            else:
                return

    def _pair(self, table: dict[str, object], dotted: set[int]) -> None:
        """Put `key = value` or `key.below = value` into a table; `dotted` are those that such keys made."""
        key = self._key()
        while self._text[self._at] == ".":
            self._at += 1
            below = table.setdefault(key, {})
            if not below:
                dotted.add(id(below))
            if not isinstance(below, dict) or id(below) not in dotted:
                raise NotPlain
            table, key = below, self._key()
        self._skip(" \t")
        self._expect("=")
        self._skip(" \t")
        if key in table:
            raise NotPlain
        table[key] = self._value()

    def _expect(self, character: str) -> None:
        if self._text[self._at] != character:
            raise NotPlain
        self._at += 1

    def _key(self) -> str:
        if self._text[self._at] in "\"'":
            return self._string()
        start = self._at
        while self._text[self._at] in BARE:
            self._at += 1
        if start == self._at:
            raise NotPlain
        return self._text[start : self._at]

    def _string(self) -> str:
        quote = self._text[self._at]
        end = self._text.find(quote, self._at + 1)
        found = self._text[self._at + 1 : end]
        if end < 0 or not found.isprintable() or (quote == '"' and "\\" in found):
            raise NotPlain
        self._at = end + 1
        return found

    def _value(self) -> object:
        first = self._text[self._at]
        if first in "\"'":
            return self._string()
        if first == "[":
            return self._array()
        if first == "{":
            return self._inline_table()
        start = self._at
        while self._text[self._at] not in " \t\n,]}#":
            self._at += 1
        word = self._text[start : self._at]
        if word in ("true", "false"):
            return word == "true"
        if not (word.isascii() and word.isdecimal() and len(word) < 19) or (word[0] == "0" and word != "0"):
            raise NotPlain
        return int(word)

    def _array(self) -> list[object]:
        found: list[object] = []
        self._at += 1
        self._skip(" \t\n")
        while self._text[self._at : self._at + 1] != "]":
            if self._at >= len(self._text):
                raise NotPlain
            found.append(self._value())
            self._skip(" \t\n")
            if self._text[self._at : self._at + 1] != "]":
                self._comma()
                self._skip(" \t\n")
        self._at += 1
        return found

    def _comma(self) -> None:
        if self._text[self._at : self._at + 1] != ",":
            raise NotPlain
        self._at += 1

    def _inline_table(self) -> dict[str, object]:
        found: dict[str, object] = {}
        dotted: set[int] = set()
        self._at += 1
        self._skip(" \t")
        while self._text[self._at] != "}":
            self._pair(found, dotted)
            self._skip(" \t")
            if self._text[self._at] != "}":
                self._comma()
                self._skip(" \t")
                if self._text[self._at] == "}":
                    raise NotPlain  # a comma at the end is of a later TOML
        self._at += 1
        return found
