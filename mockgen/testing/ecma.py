r"""ECMA 262 regular expressions, as JSON Schema writes them, told to Python's `re`.

The two dialects share most of their syntax and differ in what it means: `\d` and `\w` are ASCII in
ECMA, `$` does not match before a trailing newline, groups are named `(?<n>…)`, a reference to a
group that took no part matches nothing, and classes may name Unicode properties (`\p{L}`). Sources:
ECMA 262, section 22.2 and annex B.1.2; JSON Schema 2020-12, section 6.4.

Authors also write what only Perl-like engines know: `(?i)`, `\A`, `\z`, `(?P<n>…)`. Such a pattern
has one plausible meaning and is read as meant, except by `is_ecma`.
"""

from __future__ import annotations

import functools
import re

from mockgen.testing import codepoints
from mockgen.testing.codepoints import Ranges

WORD = codepoints.as_class(codepoints.WORD)
BOUNDARY = f"(?:(?<=[{WORD}])(?![{WORD}])|(?<![{WORD}])(?=[{WORD}]))"
NO_BOUNDARY = f"(?:(?<=[{WORD}])(?=[{WORD}])|(?<![{WORD}])(?![{WORD}]))"
LINE_ENDS = r"\n\r\u2028\u2029"
SETS: dict[str, Ranges] = {
    "d": codepoints.DIGIT,
    "w": codepoints.WORD,
    "s": codepoints.SPACE,
    "D": codepoints.complement(codepoints.DIGIT),
    "W": codepoints.complement(codepoints.WORD),
    "S": codepoints.complement(codepoints.SPACE),
}
CONTROLS = {"t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r"}
QUANTIFIER = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}")
NUMBER = re.compile(r"[1-9][0-9]*")
NAMED_GROUP = re.compile(r"\(\?P?<([^<>=!]*)>")
NAMED_REFERENCE = re.compile(r"k<([^<>]*)>")
TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\(\?P?<([^<>=!]*)>|\((?!\?)", re.DOTALL)
GROUP_NAME = re.compile(r"[^\W\d]\w*|\$\w*")
FLAGS = re.compile(r"\(\?([ims]+)\)")
SCOPED_FLAGS = re.compile(r"\(\?([ims]*)(?:-([ims]+))?:")
HEXADECIMAL = re.compile(r"u\{([0-9A-Fa-f]+)\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})")
LOW_SURROGATE = re.compile(r"\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})")
PROPERTY = re.compile(r"[pP](?:\{(\w+(?:=\w+)?)\}|([A-Z]))")


class Untranslatable(ValueError):
    """The pattern asks for what `re` cannot do."""


class InvalidPattern(Untranslatable):
    """The text is no pattern at all."""


@functools.lru_cache(maxsize=4096)
def python_pattern(ecma: str) -> str:
    """Return the pattern for `re.search` that matches what `ecma` matches.

    Raises:
        Untranslatable: it cannot be told to `re`, or is no pattern at all (`InvalidPattern`).
    """
    return _compile(_Translator(ecma, strict=False).pattern()).pattern


@functools.lru_cache(maxsize=4096)
def compiled(ecma: str) -> re.Pattern[str] | None:
    """Return `ecma` compiled, or None where it is untranslatable and hence cannot be checked."""
    try:
        return re.compile(python_pattern(ecma))
    except Untranslatable:
        return None


def is_ecma(text: str) -> bool:
    """Tell whether `text` is a pattern of ECMA 262 with its `u` flag (the format `regex`)."""
    try:
        _compile(_Translator(text, strict=True).pattern())
    except Untranslatable as error:
        return not isinstance(error, InvalidPattern)
    return True


def _compile(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        kind = Untranslatable if error.msg.startswith("look-behind") else InvalidPattern
        raise kind(f"Python's re refuses it: {error}") from error
    except (OverflowError, RecursionError) as error:
        raise Untranslatable(f"Python's re refuses it: {error}") from error


class _Translator:
    """One pass over one pattern."""

    def __init__(self, source: str, *, strict: bool):
        self.source, self.strict, self.at = source, strict, 0
        self.names, self.groups = _groups(source)
        self.opened = 0
        self.open_groups: list[tuple[int, str]] = []  # number (0: not capturing) and flags outside
        self.closed: set[int] = set()
        self.flags = ""
        self.quantified = False  # is what stands just before a quantifier?

    def pattern(self) -> str:
        """Return the whole pattern in Python's syntax."""
        pieces = [self._leading_flags()]
        while self.at < len(self.source):
            pieces.append(self._term())
        if self.open_groups:
            raise InvalidPattern("a group is not closed")
        return "".join(pieces)

    def _leading_flags(self) -> str:
        found = None if self.strict else FLAGS.match(self.source, int(self.source.startswith("^(?")))
        if not found:
            return ""
        self.flags = found[1]
        self.source = self.source[: found.start()] + self.source[found.end() :]
        return f"(?{self.flags.replace('s', '').replace('m', '')})" if "i" in self.flags else ""

    def _term(self) -> str:
        character = self.source[self.at]
        quantified, self.quantified = self.quantified, False
        if character == "\\":
            self.at += 1
            return self._escape()
        if character == "[":
            return self._class()
        if character == "(":
            return self._open()
        if character in "{}]":
            return self._brace(character)
        self.at += 1
        if character == ")":
            return self._close()
        if character in "^$.":
            return self._assertion(character)
        if character in "*+?":
            self.quantified = not quantified
            if self.strict and quantified and character == "+":
                raise InvalidPattern("possessive quantifiers are not ECMA")
            return character
        return character if character == "|" else re.escape(character)

    def _assertion(self, character: str) -> str:
        if character == "." and "s" in self.flags:
            return r"[\s\S]"
        if character == ".":
            return f"[^{LINE_ENDS}]"
        if "m" in self.flags:
            return f"(?<![^{LINE_ENDS}])" if character == "^" else f"(?![^{LINE_ENDS}])"
        return "^" if character == "^" else r"\Z"

    def _brace(self, character: str) -> str:
        found = QUANTIFIER.match(self.source, self.at)
        if found:
            self.at = found.end()
            self.quantified = True
            return found[0]
        if self.strict or self.source.startswith("{,", self.at):
            raise InvalidPattern(f"a lone {character}")
        self.at += 1
        return "\\" + character

    # -- groups -------------------------------------------------------------------------

    def _open(self) -> str:
        rest = self.source[self.at + 1 : self.at + 4]
        if not rest.startswith("?"):
            return self._capture(1, "(")
        for opening in ("?:", "?=", "?!", "?<=", "?<!"):
            if rest.startswith(opening):
                return self._enter(len(opening) + 1, "(" + opening)
        named = NAMED_GROUP.match(self.source, self.at)
        if named and not (self.strict and "P" in named[0][:3]):
            if not GROUP_NAME.fullmatch(named[1]):
                raise InvalidPattern(f"the group name {named[1]!r}")
            return self._capture(len(named[0]), "(")
        return self._special_group()

    def _special_group(self) -> str:
        if not self.strict and self.source.startswith("(?>", self.at):
            return self._enter(3, "(?>")
        scoped = SCOPED_FLAGS.match(self.source, self.at)
        if not scoped or self.strict:
            raise InvalidPattern("a group of an unknown kind")
        text = self._enter(len(scoped[0]), "")
        on, off = scoped[1], scoped[2] or ""
        self.flags = "".join((set(self.flags) | set(on)) - set(off))
        return text + ("(?i:" if "i" in on else "(?-i:" if "i" in off else "(?:")

    def _capture(self, length: int, text: str) -> str:
        self.opened += 1
        return self._enter(length, text, self.opened)

    def _enter(self, length: int, text: str, number: int = 0) -> str:
        self.open_groups.append((number, self.flags))
        self.at += length
        return text

    def _close(self) -> str:
        if not self.open_groups:
            raise InvalidPattern("a group is closed that was never opened")
        number, self.flags = self.open_groups.pop()
        self.closed.add(number)
        return ")"

    def _reference(self, number: int) -> str:
        if number > self.groups:
            raise InvalidPattern(f"there is no group {number}")
        if number not in self.closed:
            if self.strict:
                return ""  # legal, and matches nothing
            raise Untranslatable(f"group {number} is referred to before it ends")
        return f"(?({number})\\{number}|)"

    # -- escapes ------------------------------------------------------------------------

    def _escape(self) -> str:
        rest = self.source[self.at : self.at + 1]
        if rest == "b" or rest == "B":
            self.at += 1
            return BOUNDARY if rest == "b" else NO_BOUNDARY
        if rest == "k":
            return self._named_reference()
        digits = NUMBER.match(self.source, self.at)
        if digits:
            self.at = digits.end()
            return self._reference(int(digits[0]))
        if not self.strict and rest in ("A", "Z", "z"):
            self.at += 1
            return {"A": r"\A", "Z": r"(?=\n?\Z)", "z": r"\Z"}[rest]
        members = self._set()
        if members is not None:
            return f"[{codepoints.as_class(members)}]" if members else "(?!)"
        return re.escape(self._character())

    def _named_reference(self) -> str:
        named = NAMED_REFERENCE.match(self.source, self.at)
        if not named or named[1] not in self.names:
            raise InvalidPattern("a reference to a group that has no such name")
        self.at = named.end()
        return self._reference(self.names[named[1]])

    def _set(self) -> Ranges | None:
        """Read `d`, `W`, `p{L}` after a backslash; None where a single character is escaped."""
        found = PROPERTY.match(self.source, self.at)
        if found:
            if self.strict and found[2]:
                raise InvalidPattern("a property without braces")
            members = codepoints.of_property(found[1] if found[2] is None else found[2])
            if members is None:
                raise Untranslatable(f"the Unicode property {found[0]}")
            self.at = found.end()
            return codepoints.complement(members) if found[0][0] == "P" else members
        letter = self.source[self.at : self.at + 1]
        if letter in SETS:
            self.at += 1
        return SETS.get(letter)

    def _character(self) -> str:
        """Read the escape of one character, the backslash being behind."""
        found = HEXADECIMAL.match(self.source, self.at)
        if found:
            self.at = found.end()
            return self._code_point(int(found[1] or found[2] or found[3], 16))
        letter = self.source[self.at : self.at + 1]
        self.at += 1
        if letter in CONTROLS:
            return CONTROLS[letter]
        if letter == "0" and not self.source[self.at : self.at + 1].isdigit():
            return "\0"
        if letter == "c" and re.match("[A-Za-z]", self.source[self.at : self.at + 1]):
            self.at += 1
            return chr(ord(self.source[self.at - 1]) % 32)
        if not letter or letter.isalnum():
            raise InvalidPattern(f"the escape \\{letter}")
        return letter

    def _code_point(self, code: int) -> str:
        low = LOW_SURROGATE.match(self.source, self.at) if 0xD800 <= code <= 0xDBFF else None
        if low:
            self.at = low.end()
            code = 0x10000 + ((code - 0xD800) << 10) + int(low[1], 16) - 0xDC00
        if code > codepoints.LAST:
            raise InvalidPattern(f"the code point {code:x}")
        return chr(code)

    # -- classes ------------------------------------------------------------------------

    def _class(self) -> str:
        negated = self.source.startswith("[^", self.at)
        self.at += 2 if negated else 1
        members: list[tuple[int, int]] = []
        while not self.source.startswith("]", self.at):
            members.extend(self._member())
        self.at += 1
        if not members:
            return r"[\s\S]" if negated else "(?!)"
        return f"[{'^' if negated else ''}{codepoints.as_class(tuple(members))}]"

    def _member(self) -> Ranges:
        first = self._atom()
        if not self.source.startswith("-", self.at) or self.source.startswith("-]", self.at):
            return first
        dash = self.at
        self.at += 1
        last = self._atom()
        if len(first) == len(last) == 1 and first[0][0] == first[0][1] and last[0][0] == last[0][1]:
            if last[0][0] < first[0][0]:
                raise InvalidPattern("a range that runs backwards")
            return ((first[0][0], last[0][0]),)
        if self.strict:
            raise InvalidPattern("a range between classes")
        self.at = dash + 1
        return (*first, (ord("-"), ord("-")))

    def _atom(self) -> Ranges:
        if self.at >= len(self.source):
            raise InvalidPattern("a class is not closed")
        character = self.source[self.at]
        self.at += 1
        if character != "\\":
            return ((ord(character), ord(character)),)
        members = self._set()
        if members is not None:
            return members
        character = "\b" if self.source.startswith("b", self.at) else ""
        if character:
            self.at += 1
        else:
            character = self._character()
        return ((ord(character), ord(character)),)


def _groups(source: str) -> tuple[dict[str, int], int]:
    """Return the number of each named group, and how many groups there are."""
    names: dict[str, int] = {}
    number = 0
    for token in TOKEN.finditer(source):
        if token[0].startswith("("):
            number += 1
            if token[1] is not None:
                if token[1] in names:
                    raise InvalidPattern(f"two groups named {token[1]!r}")
                names[token[1]] = number
    return names, number
