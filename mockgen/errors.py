"""The errors that mockgen raises on purpose, and the exit code of each.

    MockgenError
    ├── UsageError     the command line or the configuration is at fault (2)
    ├── SpecError      the document is at fault (2)
    ├── FetchError     the document cannot be fetched from its source (2)
    └── OutputError    the output cannot be written (2)

That files are stale is no error but a verdict (1); anything else that reaches the command line is a fault of mockgen's
own (3).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self

from mockgen.diagnostics import Diagnostic, Location, Severity


class MockgenError(Exception):
    """Base of all errors that a user can mend; carries at least one diagnostic."""

    exit_code: ClassVar[int] = 2

    def __init__(self, diagnostics: Iterable[Diagnostic]):
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(diagnostic.text() for diagnostic in self.diagnostics))

    @classmethod
    def at(cls, message: str, location: Location | None = None, hint: str = "") -> Self:
        """Return an error with a single diagnostic."""
        return cls([Diagnostic(Severity.ERROR, message, location, hint)])


class UsageError(MockgenError):
    """The command line or the configuration is at fault."""


class SpecError(MockgenError):
    """The document cannot be read or has no single plausible meaning."""


class FetchError(MockgenError):
    """A document, or a file of it, cannot be fetched from its source."""


class OutputError(MockgenError):
    """The output folder or a file in it cannot be read or written as asked."""
