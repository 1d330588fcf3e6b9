"""The violations that a suite is known to have: a file of plain lines, one for each kind of them.

`payments.create_charge answer 201 body.card.last4 pattern` holds the operation, the place and what is wrong, and no
value, so that it is the same from run to run. What stands in the file passes; what is new fails.

pytest names the file by the ini option `mockgen_baseline`, any other runner by the environment variable or the Django
setting `MOCKGEN_BASELINE`. Several processes may write: each appends a line as it meets it, and the one that ends last
sorts them. It is loaded in every run of pytest, so it imports nothing heavy.
"""

from __future__ import annotations

import atexit
import functools
import os
import sys
import threading
from pathlib import Path

FILE, WRITE = "MOCKGEN_BASELINE", "MOCKGEN_BASELINE_WRITE"
HEAD = "# Violations of contracts that are known and pass. Delete a line when what it names is mended.\n"


class Baseline:
    """The known violations.

    Args:
        path: the file, None where there is none and nothing is known.
        is_writing: whether what is new is written into it.
    """

    def __init__(self, path: Path | None = None, is_writing: bool = False):
        self.path, self.is_writing = path, is_writing
        self._lock = threading.Lock()

    @functools.cached_property
    def entries(self) -> set[str]:
        """The entries: the lines that are no comments."""
        return {line for line in self._lines() if not line.startswith("#")}

    def knows(self, entry: str) -> bool:
        """Tell whether a violation passes; when writing, all do from now on."""
        with self._lock:
            if self.path is not None and self.is_writing and entry not in self.entries:
                self.entries.add(entry)
                self._append(self.path, entry)
            return entry in self.entries

    @staticmethod
    def _append(path: Path, entry: str) -> None:
        """Write one more line, at once, whether or not the last one was ended."""
        is_ended = not path.is_file() or path.read_bytes()[-1:] in (b"\n", b"")
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"{'' if is_ended else chr(10)}{entry}\n")

    def tidy(self) -> None:
        """Sort what was written, when nobody writes any more; comments come first, in their order."""
        if self.path is None or not self.path.is_file():
            return
        comments = [f"{line}\n" for line in self._lines() if line.startswith("#")]
        entries = {line for line in self._lines() if not line.startswith("#")}
        beside = self.path.with_name(f"{self.path.name}.new")
        text = "".join([*(comments or [HEAD]), *(f"{entry}\n" for entry in sorted(entries))])
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(self.path)

    def _lines(self) -> list[str]:
        if self.path is None or not self.path.is_file():
            return []
        lines = (line.strip() for line in self.path.read_text(encoding="utf-8").splitlines())
        return [line for line in lines if line]


_kept: dict[str, Baseline] = {}


def use(path: Path | None, is_writing: bool) -> Baseline:
    """Take pytest's word for what the baseline is, and find the file elsewhere where pytest names none."""
    _kept["pytest"] = Baseline(path or _named(), is_writing or bool(os.environ.get(WRITE)))
    return _kept["pytest"]


def current() -> Baseline:
    """Return the baseline of this process."""
    if _kept.get("pytest", NONE).path is not None:
        return _kept["pytest"]
    if "named" not in _kept:
        _kept["named"] = Baseline(_named(), bool(os.environ.get(WRITE)))
    return _kept["named"]


def _named() -> Path | None:
    """Return the file that the environment names, else Django's settings, if they are loaded."""
    conf = sys.modules.get("django.conf")
    is_ready = conf is not None and conf.settings.configured
    found = os.environ.get(FILE) or (getattr(conf.settings, FILE, None) if conf and is_ready else None)
    return Path(found) if found else None


def _tidy_at_exit() -> None:
    if "pytest" not in _kept:  # whose plugin does it when all workers have ended
        current().tidy()


NONE = Baseline()
if os.environ.get(WRITE):
    atexit.register(_tidy_at_exit)
