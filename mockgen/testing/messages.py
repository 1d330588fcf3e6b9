"""The text of what a test is told, and whose line is at fault."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from types import FrameType, TracebackType
from urllib.parse import parse_qsl, quote, urlsplit

from mockgen.diagnostics import printable
from mockgen.testing.violations import MASK, ContractViolation, is_secret, shown

HERE = os.path.dirname(os.path.abspath(__file__))
LIBRARIES = frozenset(
    (
        *("requests", "urllib3", "responses", "requests_mock", "httpx", "httpcore", "asyncio", "anyio"),
        *("unittest", "contextlib", "functools", "mockgen", "threading"),
    )
)


class UnmockedOperation(AssertionError):
    """The code under test called what the test does not plan."""


class UnusedStub(AssertionError):
    """A test planned what nobody called."""


class PlanUsedUp(AssertionError):
    """An operation was called more often than the test planned."""


class MissingTimeout(AssertionError):
    """A request was sent without a timeout: it could hang for ever."""


def caller(package: str) -> tuple[str, str]:
    """Return the innermost line outside mockgen, the generated package and the libraries: `file:line`, function."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if not within(module, package):
            return place(frame.f_code.co_filename, frame.f_lineno), frame.f_code.co_name
        frame = frame.f_back
    return "", ""


def within(module: str, package: str) -> bool:
    """Tell whether a module is mockgen's, a library's that it calls through, or the generated package's."""
    return module.partition(".")[0] in LIBRARIES or module == package or module.startswith(f"{package}.")


def place(file: str, line: int) -> str:
    """Return `file:line`, relative to the working directory where it lies below it."""
    relative = os.path.relpath(file)
    return f"{file if relative.startswith('..') else relative}:{line}"


def outermost(trace: TracebackType | None) -> FrameType | None:
    """Return the frame that an exception reached last: where it was caught."""
    return trace.tb_frame if trace else None


def is_test_frame(frame: FrameType) -> bool:
    """Tell whether a frame is a test's: by its function's name or its file's."""
    return frame.f_code.co_name.startswith("test") or is_test_file(frame.f_code.co_filename)


def is_test_file(path: str) -> bool:
    """Tell whether a file is one of tests, by its name."""
    name = os.path.basename(path)
    return name.startswith(("test", "conftest")) or name.endswith("_test.py")


def masked_url(url: str) -> str:
    """Return path and query of a URL without secret values."""
    parts = urlsplit(url)
    query = "&".join(
        f"{quote(name)}={MASK if is_secret(name) else quote(value)}"
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    )
    return printable(f"{parts.path or '/'}{'?' if query else ''}{query}")


def unmocked(
    name: str, method: str, url: str, body: object, source: tuple[str, str], rows: Iterable[tuple[str, str]]
) -> str:
    """Return the message for a call that no stub answers."""
    sent = f"   {shown(body)}" if body is not None else ""
    lines = [
        ("call", f"{method} {masked_url(url)}{sent}"),
        ("from", f"{source[0]} in {source[1]}" if source[0] else "outside the user's code"),
        *rows,
    ]
    headline = f"{name} was called but this test does not plan it."
    return "\n".join([headline, *(f"  {label:<8} {text}" for label, text in lines)])


def planned_row(plans: Sequence[tuple[str, int, str]]) -> str:
    """Return what a test plans: `create_charge (called 2 times), get_charge (unused, tests/test_refund.py:12)`."""
    parts = []
    for name, count, line in plans:
        used = f"called {count} time{'' if count == 1 else 's'}" if count else f"unused, {line}"
        parts.append(f"{name} ({used})")
    return ", ".join(parts) or "nothing"


__all__ = [
    "ContractViolation",
    "MissingTimeout",
    "PlanUsedUp",
    "UnmockedOperation",
    "UnusedStub",
]
