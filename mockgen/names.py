"""Identifiers from the names of a document.

A name is ASCII, so that it is the same whatever Unicode tables the running Python has; characters without an
ASCII form are spelt by their code point. Two wire names never give one identifier: the later gets a number.
"""

from __future__ import annotations

import functools
import keyword
import re
import unicodedata
from collections.abc import Collection, Iterable

LONGEST = 60
LONGEST_CLASS = 44
SHORTEST_CLASS = 8
CAPITAL = re.compile(r"[A-Z]")
NOT_ALPHANUMERIC = re.compile(r"[^A-Za-z0-9]")
NUMBER = re.compile(r"[0-9]+")
WORDS = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+")


@functools.lru_cache(maxsize=65_536)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a name in lower case: `amountCents` and `amount-cents` give `amount`, `cents`."""
    return tuple(word.lower() for word in WORDS.findall(ascii_form(text)))


def ascii_form(text: str) -> str:
    """Return a name in ASCII: accents dropped, other characters by code point, the rest blanks."""
    if text.isascii():
        plain = NOT_ALPHANUMERIC.sub(" ", text)
        return signed(text, plain)
    out = []
    for character in unicodedata.normalize("NFKD", text):
        if character.isascii():
            out.append(character if character.isalnum() else " ")
        elif unicodedata.category(character)[0] in "LN":
            out.append(f" u{ord(character):x} ")
    return signed(text, "".join(out))


def signed(text: str, plain: str) -> str:
    """Return a name's plain form with its sign spelt out: `-1` and `+1` are two names."""
    if text[:1] in "+-" and text[1:2].isdigit():
        return ("minus " if text[0] == "-" else "plus ") + plain
    return plain


@functools.lru_cache(maxsize=65_536)
def snake(text: str, fallback: str = "value") -> str:
    """Return a Python name for an attribute, a parameter or a function."""
    name = "_".join(words(text)) or fallback
    if name[0].isdigit():
        name = f"{fallback}_{name}" if fallback.isidentifier() else f"_{name}"
    name = fitted(name)
    return f"{name}_" if keyword.iskeyword(name) else name


def fitted(name: str) -> str:
    """Return a name in snake case without its last words where it is too long; one that is but a word is cut."""
    if len(name) <= LONGEST:
        return name
    whole = name[: LONGEST + 1].rpartition("_")[0]
    return whole if len(whole) >= LONGEST // 2 else name[:LONGEST]


@functools.lru_cache(maxsize=65_536)
def pascal(text: str, fallback: str = "Schema") -> str:
    """Return a Python name for a class, of any length; capitals inside a word stay as they are written."""
    pieces = [piece for piece in re.split(r"[^A-Za-z0-9]+", ascii_form(text)) if piece]
    name = "".join(piece[0].upper() + piece[1:] for piece in pieces) or fallback
    if name[0].isdigit():
        name = f"{fallback}{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


def shortened(name: str, most: int = LONGEST_CLASS) -> str:
    """Return a class name without its first words where it is too long: the last words say what it is."""
    while len(name) > most:
        rest = CAPITAL.search(name, 1)
        if rest is None or len(name) - rest.start() < SHORTEST_CLASS:
            return name[:most]
        name = name[rest.start() :]
    return name


def constant(text: str) -> str:
    """Return a Python name for a constant."""
    return text.upper()


class Namespace:
    """The names of one scope; each is given once.

    Args:
        reserved: names that nobody gets: those of the surface, of imports, of builtins that annotations use.
    """

    def __init__(self, reserved: Collection[str] = ()):
        self._reserved = frozenset(reserved)
        self._taken: set[str] = set()

    def give(self, wanted: str) -> str:
        """Return `wanted`, with `_` after a reserved name and a number after one that is taken."""
        base = f"{wanted}_" if wanted in self._reserved else wanted
        name, count = base, 1
        while name.lower() in self._taken or name in self._reserved:
            count += 1
            name = f"{base}_{count}" if base[-1:].isdigit() or base.islower() or "_" in base else f"{base}{count}"
        self._taken.add(name.lower())
        return name


def import_order(names: Iterable[str]) -> list[str]:
    """Return imported names in isort's order: constants, classes, then the rest; in each without regard to case."""
    return sorted(set(names), key=import_rank)


@functools.lru_cache(maxsize=65_536)
def import_rank(name: str) -> tuple[int, str, str]:
    """Return the key by which an imported name is sorted."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return (kind, natural(name.lower()), natural(name))


def natural(name: str) -> str:
    """Return a key by which `Item2` comes before `Item10`; digits after a zero count one by one, as a fraction's do."""
    return NUMBER.sub(_sized, name)


def _sized(found: re.Match[str]) -> str:
    """Return a number behind its size, so that texts sort as numbers do; what begins with a zero comes first."""
    digits = found[0]
    return f"0\0{digits}\0" if digits[0] == "0" else f"0{chr(len(digits))}{digits}"
