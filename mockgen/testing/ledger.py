"""What a run of tests let pass though it breaks a contract: counted for the report at its end.

It is loaded in every run of pytest, so it imports nothing heavy.
"""

from __future__ import annotations

import collections
import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockgen.diagnostics import printable


class Ledger:
    """The counts of one process.

    Attributes:
        plans: answers planned off contract: operation, reason and line, and how often.
        warned: violations that were warned of, by operation.
        known: violations that the baseline knows, by operation.
        met: the entries of the baseline that occurred.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        """Begin anew."""
        self.plans: collections.Counter[tuple[str, str, str]] = collections.Counter()
        self.warned: collections.Counter[str] = collections.Counter()
        self.known: collections.Counter[str] = collections.Counter()
        self.met: set[str] = set()

    def note_plan(self, operation: str, reason: str, source: str) -> None:
        """Count an answer that was planned off contract at a line."""
        with self._lock:
            self.plans[operation, reason, source] += 1

    def note_warning(self, operation: str) -> None:
        """Count a violation that was warned of."""
        with self._lock:
            self.warned[operation] += 1

    def note_known(self, operation: str, entries: Iterable[str]) -> None:
        """Count a violation that the baseline knows."""
        with self._lock:
            self.known[operation] += 1
            self.met.update(entries)

    def packed(self) -> dict[str, Any]:
        """Return the counts as pytest-xdist can send them."""
        return {
            "plans": [[*plan, count] for plan, count in self.plans.items()],
            "warned": dict(self.warned),
            "known": dict(self.known),
            "met": sorted(self.met),
        }

    def add(self, packed: Mapping[str, Any]) -> None:
        """Add the counts of another process."""
        for operation, reason, source, count in packed["plans"]:
            self.plans[operation, reason, source] += count
        self.warned.update(packed["warned"])
        self.known.update(packed["known"])
        self.met.update(packed["met"])

    def report(self, baseline: str, unmet: Iterable[str]) -> Iterator[str]:
        """Yield the lines of the report; none where there is nothing to tell.

        Args:
            baseline: the name of its file.
            unmet: its entries that did not occur.
        """
        for (operation, reason, source), count in sorted(self.plans.items()):
            yield f"off contract  {operation}  {printable(reason)}  {source}{_often(count)}"
        for operation, count in sorted(self.warned.items()):
            yield f"warned        {operation}  {_counted(count)}"
        for operation, count in sorted(self.known.items()):
            yield f"known         {operation}  {_counted(count)}, by {baseline}"
        for entry in unmet:
            yield f"no more       {entry}  did not occur: delete it from {baseline} if this was the whole suite"


def _often(count: int) -> str:
    return "" if count == 1 else f" ({count} times)"


def _counted(count: int) -> str:
    return f"{count} violation{'' if count == 1 else 's'}"


LEDGER = Ledger()
"""The counts of this process."""
