"""`mockgen check` on the repository's example, against an interpreter that does nothing; whole processes."""

from __future__ import annotations

import sys
from pathlib import Path

from measure import REPOSITORY, alternated, arguments, middle, print_table, python


def main() -> None:
    """Print the table."""
    given = arguments(__doc__, runs=21, with_specs=False).parse_args()
    program = str(Path(sys.executable).with_name("mockgen"))
    runs = alternated({"bare": python("pass"), "check": [program, "check"]}, given.runs, REPOSITORY)
    bare = middle(runs, lambda run: run["bare"].cpu * 1e3)
    check = middle(runs, lambda run: run["check"].cpu * 1e3)
    ratio = middle(runs, lambda run: run["check"].cpu / run["bare"].cpu)
    rows = [("python -c pass", f"{bare:.1f}", "1.00"), ("mockgen check", f"{check:.1f}", f"{ratio:.2f}")]
    print_table(("check", "CPU ms", "ratio"), rows)


if __name__ == "__main__":
    main()
