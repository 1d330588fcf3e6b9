"""`mockgen check` on the repository's example, against an interpreter that does nothing; whole processes."""

from __future__ import annotations

import sys
from pathlib import Path

from measure import REPOSITORY, Usage, alternated, arguments, middle, print_table, python

LAUNCHED = "import sys; sys.argv[1:] = ['check']; from mockgen.__main__ import entry; entry()"
"""What uv and later pips write as the program; earlier ones import `re` in it, half of what the check itself takes."""


def main() -> None:
    """Print the table."""
    given = arguments(__doc__, runs=21, with_specs=False).parse_args()
    program = str(Path(sys.executable).with_name("mockgen"))
    commands = {
        "python -c pass": python("pass"),
        "mockgen check": [program, "check"],
        "the same, launched without `re`": python(LAUNCHED),
    }
    runs = alternated(commands, given.runs, REPOSITORY)
    print_table(("check", "CPU ms", "ratio"), [row(name, next(iter(commands)), runs) for name in commands])


def row(name: str, bare: str, runs: list[dict[str, Usage]]) -> tuple[str, str, str]:
    """Return the figures of one command, by itself and over a bare interpreter."""
    time = middle(runs, lambda run: run[name].cpu * 1e3)
    return name, f"{time:.1f}", f"{middle(runs, lambda run: run[name].cpu / run[bare].cpu):.2f}"


if __name__ == "__main__":
    main()
