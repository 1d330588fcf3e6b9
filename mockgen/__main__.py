"""The entry: `check` is answered without importing anything that is slow to import."""

from __future__ import annotations

import os
import sys

from mockgen.output import Output

WRONG = 2
"""The exit code where something is at fault that is not mockgen's."""
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
    said, complained = Output(sys.stdout), Output(sys.stderr)
    sys.stdout, sys.stderr = said, complained
    code = main()
    said.flush()
    if said.fault:
        complained.write(f"mockgen: error: the output cannot be written: {said.fault}\n")
        code = code or WRONG
    complained.flush()
    os._exit(code)  # to take the modules down is a tenth of what any command costs


if __name__ == "__main__":
    entry()
