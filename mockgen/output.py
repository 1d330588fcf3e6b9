"""Output that may not arrive: its reader has gone, the disk is full, the stream was closed from the start.

Imported by every command, so nothing slow is imported here.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing itself takes long to import
if TYPE_CHECKING:
    from typing import Any, TextIO


class Nowhere:
    """A stream of which nothing arrives."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def write(self, text: str) -> None:
        """Drop text."""

    def flush(self) -> None:
        """Have nothing to send."""

    def isatty(self) -> bool:
        """Tell that nobody looks."""
        return False


class Output:
    """A text stream that ends no command: once something cannot be written, the rest is dropped.

    Attributes:
        fault: why it could not be written, "" where all was or nobody reads it any more.
    """

    def __init__(self, stream: TextIO | None):
        self._stream: Any = stream or Nowhere()
        self.fault = ""

    def write(self, text: str) -> int:
        """Write text as far as that is possible."""
        try:
            self._stream.write(text)
        except OSError as error:
            self._drop(error)
        return len(text)

    def flush(self) -> None:
        """Send what is waiting on its way."""
        try:
            self._stream.flush()
        except OSError as error:
            self._drop(error)

    def _drop(self, error: OSError) -> None:
        if not isinstance(error, BrokenPipeError):
            self.fault = error.strerror or type(error).__name__
        self._stream = Nowhere()

    def __getattr__(self, name: str) -> Any:
        """Whatever else is asked of a stream is asked of the one that this stands for."""
        return getattr(self._stream, name)
