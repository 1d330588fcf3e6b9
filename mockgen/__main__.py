"""The entry: `check` is answered without importing anything that is slow to import."""

from __future__ import annotations

import sys


def main() -> int:
    """Run mockgen and return its exit code."""
    if sys.argv[1:2] == ["check"] and "--help" not in sys.argv:
        from mockgen.check import run as run_check

        return run_check(sys.argv[2:])
    from mockgen.cli import run

    return run()


if __name__ == "__main__":
    sys.exit(main())
