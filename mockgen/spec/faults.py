"""How a file that cannot be read is refused, and how large a file may be."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from mockgen.diagnostics import Diagnostic, Location, Severity
from mockgen.errors import SpecError

MAX_BYTES = 64 * 2**20
"""Size of one file."""

MAX_DEPTH = 400
"""Containers in one another: far more than the 26 of the deepest public document that was seen."""

MAX_NODES = 5_000_000
"""Values in one file, aliases expanded."""

MAX_COPIES = 1_000_000
"""Values that aliases add to one file."""

SHOWN = 20
"""Faults of one file that are reported."""

TOO_DEEP = f"is nested more than {MAX_DEPTH} levels deep"
TOO_MANY = f"holds more than {MAX_NODES} values"


@dataclasses.dataclass(frozen=True)
class Fault:
    """One reason to refuse a file.

    Attributes:
        message: what is wrong; never text of the file.
        line: first line is 1; 0 when unknown.
        pointer: RFC 6901 pointer into the file.
        hint: what to do about it.
    """

    message: str
    line: int = 0
    pointer: str = ""
    hint: str = ""


def refusal(name: str, faults: Sequence[Fault]) -> SpecError:
    """Return the error that reports the first `SHOWN` of `faults` in the file `name`."""
    return SpecError(
        Diagnostic(
            Severity.ERROR,
            fault.message,
            Location(name, fault.line, fault.pointer),
            fault.hint,
        )
        for fault in faults[:SHOWN]
    )
