"""Python source as a type, and the one place where other text becomes part of it.

A template may print nothing but `Code`. A string of a document turns into code only as a literal (`literal`),
a docstring (`docstring`), a comment (`comment`) or an identifier (`identifier`); each escapes for its own syntax.
Layout follows one rule, so that `ruff format` at any line length from 88 on changes nothing: a construct stands
on one line where it fits, else one item a line, with a trailing comma.
"""

from __future__ import annotations

import dataclasses
import functools
import keyword
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

WIDTH = 88
INDENT = 4
KEY = re.compile(r"`[A-Z]+ /[^\s`]*`")  # an operation's key; who looks for one looks for it on one line
NO_BREAK = "\0"
LONE = "  # the only one"  # a formatter would join one element again, whatever comma follows it


class Code(str):
    """Source that mockgen made. Made by this module alone; never from a document's text as it is."""

    __slots__ = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """One element of a group: a prefix such as `id=`, `"id": ` or `*`, and its expression."""

    prefix: Code
    value: Expression


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Something in brackets: a call, a subscript, a list, a tuple, a mapping, a signature."""

    head: Code
    brackets: str
    items: tuple[Item, ...]
    _line: Code | None = dataclasses.field(default=None, init=False, repr=False, compare=False)

    @property
    def line(self) -> Code:
        """It on one line, which is asked for at every level of what it stands in."""
        if self._line is None:
            inner = ", ".join([item.prefix + flat(item.value) for item in self.items])
            object.__setattr__(
                self, "_line", Code(f"{self.head}{self.brackets[0]}{inner}{self.comma}{self.brackets[1]}")
            )
        assert self._line is not None
        return self._line

    @property
    def comma(self) -> str:
        """The comma without which one element in parentheses is no tuple."""
        return "," if self.brackets == "()" and self.is_lone else ""

    @property
    def is_lone(self) -> bool:
        """Whether this is a tuple, or a subscript, of one element."""
        return len(self.items) == 1 and self.brackets == ("[]" if self.head else "()")


Expression = Code | Group
BARE = Code("")


def raw(source: str) -> Code:
    """Mark source that stands in mockgen itself as code. Never call it with text of a document."""
    return Code(source)


@functools.lru_cache(maxsize=2**16)
def identifier(name: str) -> Code:
    """Return a name as code.

    Raises:
        ValueError: it is no ASCII identifier, or a keyword.
    """
    if not (name.isascii() and name.isidentifier()) or keyword.iskeyword(name):
        raise ValueError(f"{name!r} is no identifier")
    return Code(name)


def dotted(*names: str) -> Code:
    """Return an attribute reference: `schemas.Charge`."""
    return Code(".".join(map(identifier, names)))


@functools.lru_cache(maxsize=2**16)
def string(text: str) -> Code:
    """Return a string literal, quoted as `ruff format` does: double quotes unless that means more escapes."""
    plain = text.encode("unicode_escape", "backslashreplace").decode("ascii") if not printable(text) else None
    if plain is None:
        plain = text.replace("\\", "\\\\")
    quote = "'" if plain.count('"') > plain.count("'") else '"'
    return Code(quote + plain.replace(quote, "\\" + quote) + quote)


def printable(text: str) -> bool:
    """Tell whether text may stand in source as it is: ASCII, and nothing that an editor would hide."""
    return text.isascii() and text.isprintable()


def literal(value: Any) -> Expression:
    """Return a JSON value as a Python literal."""
    if isinstance(value, str):
        return string(value)
    if value is None or isinstance(value, bool):
        return Code(repr(value))
    if isinstance(value, int):
        return Code(grouped(value))
    if isinstance(value, float):
        return Code(repr(value))
    if isinstance(value, Mapping):
        return mapping((string(str(key)), literal(sub)) for key, sub in value.items())
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return sequence(map(literal, value))
    raise TypeError(f"{type(value).__name__} is no JSON value")


def grouped(value: int) -> str:
    """Return an integer with underscores between thousands, from five digits on."""
    return f"{value:_}" if abs(value) >= 10_000 else str(value)


def call(function: Code, arguments: Iterable[Expression | Item]) -> Group:
    """Return a call."""
    return Group(function, "()", tuple(map(as_item, arguments)))


def sequence(values: Iterable[Expression | Item]) -> Group:
    """Return a list."""
    return Group(BARE, "[]", tuple(map(as_item, values)))


def pair(*values: Expression) -> Group:
    """Return a tuple."""
    return Group(BARE, "()", tuple(map(as_item, values)))


def mapping(entries: Iterable[tuple[Code, Expression]]) -> Group:
    """Return a dict display."""
    return Group(BARE, "{}", tuple(Item(Code(f"{key}: "), value) for key, value in entries))


def subscript(generic: Code, arguments: Iterable[Expression]) -> Group:
    """Return a subscript: `Literal["a", "b"]`."""
    return Group(generic, "[]", tuple(map(as_item, arguments)))


def keyword_argument(name: str, value: Expression) -> Item:
    """Return `name=value`."""
    return Item(Code(f"{identifier(name)}="), value)


def starred(value: Expression) -> Item:
    """Return `*value`."""
    return Item(Code("*"), value)


def double_starred(value: Expression) -> Item:
    """Return `**value`."""
    return Item(Code("**"), value)


def as_item(value: Expression | Item) -> Item:
    """Return an element of a group."""
    return value if isinstance(value, Item) else Item(BARE, value)


def flat(expression: Expression) -> Code:
    """Return an expression on one line."""
    return expression if isinstance(expression, Code) else expression.line


def layout(expression: Expression, indent: int = 0, before: int = 0, after: int = 0) -> Code:
    """Return an expression laid out for a line that starts at column `indent`.

    Args:
        expression: what to print.
        indent: columns before the statement.
        before: columns that the statement takes before the expression.
        after: columns that follow its last line.
    """
    one = flat(expression)
    if isinstance(expression, Code) or not expression.items:
        return one
    if indent + before + len(one) + after <= WIDTH:
        return one
    inner = indent + INDENT
    end = f",{LONE}" if expression.is_lone else ","
    lines = [
        f"{' ' * inner}{item.prefix}{layout(item.value, inner, len(item.prefix), len(end))}{end}"
        for item in expression.items
    ]
    first = f"{expression.head}{expression.brackets[0]}"
    return Code("\n".join([first, *lines, " " * indent + expression.brackets[1]]))


def statement(start: str, expression: Expression, end: str = "", indent: int = 0) -> Code:
    """Return `start`, the expression laid out, and `end`, as one statement without its first indentation.

    What is too long and cannot be broken is marked: a formatter would put it in parentheses at some line lengths.
    """
    if isinstance(expression, Code) and indent + len(start) + len(expression) + len(end) > WIDTH:
        return Code(f"{start}{expression}{end}  # fmt: skip")
    return Code(f"{start}{layout(expression, indent, len(start), len(end))}{end}")


def for_block(code: Code, indent: int) -> Code:
    """Return a statement that was laid out at column `indent` as a template's filter wants it: from column 0."""
    return Code(code.replace("\n" + " " * indent, "\n"))


def docstring(paragraphs: Iterable[str], indent: int) -> Code:
    """Return a docstring, wrapped and escaped, without its first indentation.

    Args:
        paragraphs: the summary first. Text of the document may stand in each; it is folded to plain lines.
        indent: columns before it.
    """
    return _docstring(tuple(paragraphs), indent)


@functools.lru_cache(maxsize=2**12)
def _docstring(paragraphs: tuple[str, ...], indent: int) -> Code:
    width = WIDTH - indent
    blocks: list[list[str]] = []
    for paragraph in paragraphs:
        folded = prose(paragraph)
        if folded:
            quotes = folded.startswith('"') + folded.endswith('"')
            room = width if blocks else width - 6 - quotes
            whole = KEY.sub(lambda found: found[0].replace(" ", NO_BREAK), folded)
            blocks.append([line.replace(NO_BREAK, " ") for line in wrapped(whole, room)])
    if not blocks:
        blocks = [["Nothing is documented."]]
    if blocks[0][0].startswith('"'):
        blocks[0][0] = f" {blocks[0][0]}"
    if len(blocks) == 1 and len(blocks[0]) == 1:
        line = blocks[0][0]
        return Code(f'"""{line}{" " if line.endswith(chr(34)) else ""}"""')
    margin = " " * indent
    body = "\n\n".join("\n".join(margin + line for line in block) for block in blocks)
    return Code(f'"""{body.removeprefix(margin)}\n{margin}"""')


def wrapped(text: str, room: int) -> list[str]:
    """Return text in lines of at most `room` columns, broken at blanks alone; one blank is between any two words."""
    if len(text) <= room:
        return [text]
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > room:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def prose(text: str) -> str:
    """Return text that may stand in a docstring: one line, no escapes, no triple quotes, nothing hidden."""
    shown = " ".join(text.split())
    if not shown.isprintable():
        shown = "".join(c if c.isprintable() else " " for c in shown if not unshowable(c))
        shown = " ".join(shown.split())
    return shown.replace("\\", "\\\\").replace('"""', "'''")


def unshowable(character: str) -> bool:
    """Tell whether a character is a surrogate, which no file can hold."""
    return 0xD800 <= ord(character) <= 0xDFFF


def comment(text: str) -> Code:
    """Return a comment of one line."""
    shown = "".join(character if character.isprintable() else " " for character in text)
    return Code(f"# {' '.join(shown.split())}")
