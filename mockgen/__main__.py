"""The entry: `check` is answered without importing anything that is slow to import."""

from __future__ import annotations

import os
import sys

INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it: 128 and the number of the signal."""


def main() -> int:
    """Run mockgen and return its exit code."""
    try:
        if is_check():
            from mockgen.check import run as run_check

            return run_check(sys.argv[2:])
        from mockgen.cli import run

        return run()
    except KeyboardInterrupt:
        return INTERRUPTED


def is_check() -> bool:
    """Tell whether the command line asks for a check, and not how to write one."""
    return sys.argv[1:2] == ["check"] and "--help" not in sys.argv


def entry() -> None:
    """Run mockgen as a process of its own, and end it."""
    code = main()
    leave(code)
    sys.exit(code)


def leave(code: int) -> None:
    """End the process without taking its modules down, a tenth of what any command costs, unless output is stuck."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return  # Python's own way out says so
    os._exit(code)


if __name__ == "__main__":
    entry()
