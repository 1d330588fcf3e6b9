"""Path templates of OpenAPI, taken apart: `/charges/{id}/files/{+name}`.

Any text may stand between braces, more than one variable in a segment, and one name twice. A
literal part matches in its plain and in its percent-encoded spelling. Sources: OpenAPI 3.1, "Path
Templating"; RFC 6570 for `{+name}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

VARIABLE = re.compile(r"\{([^{}]*)\}")
DOT = re.escape(".")
UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


class Template:
    """One path template.

    Attributes:
        names: its variables, both as written and without RFC 6570's marks.
    """

    def __init__(self, text: str):
        text = re.split(r"[?#](?![^{}]*\})", text, maxsplit=1)[0]
        pieces = VARIABLE.split(text)
        self._variables = pieces[1::2]
        self.names = frozenset(self._variables) | frozenset(map(bare, self._variables))
        literals = [_literal(piece) for piece in pieces[::2]]
        self._adjacent = [index for index, piece in enumerate(pieces[2:-1:2]) if not piece]
        self._patterns = tuple(
            re.compile(self._pattern(literals, character)) for character in ("[^/]+?", "[^/]*?", ".*?")
        )

    def _pattern(self, literals: list[str], variable: str) -> str:
        pattern = literals[0]
        for name, literal in zip(self._variables, literals[1:], strict=True):
            wanted = ".+?" if name.startswith("+") else variable
            if literal.startswith(DOT):
                wanted = wanted.removesuffix("?")  # the last dot counts: `{number}.{format}`
            pattern += f"({wanted}){literal}"
        return pattern

    def match(self, path: str) -> dict[str, str]:
        """Return what stands for each variable in `path`, undecoded; empty where it does not match.

        A variable that stands twice has its first value.
        """
        return next(self.matches(path), {})

    def matches(self, path: str) -> Iterator[dict[str, str]]:
        """Yield the ways to read `path`: several where variables stand side by side (`{id}{extension}`)."""
        for pattern in self._patterns:
            found = pattern.fullmatch(path)
            if found:
                for values in self._splits(list(found.groups())):
                    yield self._named(values)
                return

    def _splits(self, values: list[str]) -> Iterator[list[str]]:
        yield values
        for index in self._adjacent:
            text = values[index] + values[index + 1]
            for end in range(len(text) - 1, 0, -1):
                yield [*values[:index], text[:end], text[end:], *values[index + 2 :]]

    def _named(self, values: Iterable[str]) -> dict[str, str]:
        named: dict[str, str] = {}
        for name, value in zip(self._variables, values, strict=True):
            named.setdefault(name, value)
            named.setdefault(bare(name), value)
        return named


def bare(variable: str) -> str:
    """Return a variable's name without RFC 6570's operator and explode mark."""
    return variable.lstrip("+#./;?&").removesuffix("*")


def _literal(text: str) -> str:
    """Return a pattern for a literal part, whichever of its characters are percent-encoded."""
    return "".join(map(_character, text))


def _character(character: str) -> str:
    if UNRESERVED.fullmatch(character) or character == "/":
        return re.escape(character)
    encoded = "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))
    return f"(?:{re.escape(character)}|(?i:{encoded}))"
