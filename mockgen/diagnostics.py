"""What mockgen has to say about a document or a configuration, and where.

A diagnostic is data; only `mockgen.cli` prints it. Text from a document may stand in a message, so
`Diagnostic.text` escapes control characters: a document cannot write to the reader's terminal.
"""

from __future__ import annotations

import dataclasses
import enum
import unicodedata
from collections.abc import Iterable

MOST_SHOWN = 8


class Severity(enum.StrEnum):
    """How grave a diagnostic is."""

    ERROR = "error"
    WARNING = "warning"


@dataclasses.dataclass(frozen=True)
class Location:
    """A place in a spec or in the configuration.

    Attributes:
        file: path as the user wrote it, or relative to the spec's root.
        line: first line is 1; 0 when unknown.
        pointer: RFC 6901 JSON pointer into the file, `""` for its root.
    """

    file: str
    line: int = 0
    pointer: str = ""

    def text(self) -> str:
        """Return `file:line`, or the file alone where no line is known."""
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclasses.dataclass(frozen=True)
class Diagnostic:
    """One finding.

    Attributes:
        severity: an error refuses the document; a warning tells how it was read.
        message: what is wrong, in one sentence without a full stop.
        location: where, if anywhere.
        hint: what to do about it.
        is_loss: whether something that was asked for is not there: an operation, a correction, a choice. `--strict`
            makes it an error.
        is_defect: whether the place breaks the rules of OpenAPI so that nothing it could mean is left.
    """

    severity: Severity
    message: str
    location: Location | None = None
    hint: str = ""
    is_loss: bool = False
    is_defect: bool = False

    def text(self) -> str:
        """Return the diagnostic on one line, safe to print to a terminal."""
        place = f"{self.location.text()}: " if self.location else ""
        pointer = f" (at #{self.location.pointer})" if self.location and self.location.pointer else ""
        hint = f"; {self.hint}" if self.hint else ""
        return printable(f"{place}{self.severity}: {self.message}{pointer}{hint}")


def loss(message: str, location: Location | None = None, hint: str = "") -> Diagnostic:
    """Return the warning that something which was asked for is not there."""
    return Diagnostic(Severity.WARNING, message, location, hint, is_loss=True)


def defect(message: str, location: Location | None = None) -> Diagnostic:
    """Return the warning that a place means nothing."""
    return Diagnostic(Severity.WARNING, message, location, is_defect=True)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `did you mean X?` for the known word that is most like `word`, "" where none is."""
    import difflib

    near = difflib.get_close_matches(word, list(known), 1)
    return f"did you mean {near[0]}?" if near else ""


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return a hint for a name that is not known: the nearest one that is, else some of them."""
    names = list(known)
    shown = ", ".join(names[:MOST_SHOWN]) + (", ..." if len(names) > MOST_SHOWN else "")
    return did_you_mean(name, names) or (f"there is {shown}" if names else "")


def printable(text: str) -> str:
    """Return `text` with every control or formatting character escaped, on one line."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() or unicodedata.category(character) == "Zs" else escaped(character)
        for character in text
    )


def escaped(character: str) -> str:
    """Return one character as its Python escape."""
    return character.encode("unicode_escape").decode("ascii")
