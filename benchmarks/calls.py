"""CPU time of a mocked call, held against the contract, over a plain `responses` call; and of a mock's begin and end.

Both are the same `requests.request` with the same answer. The plain one has that one URL registered and nothing else.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from measure import Subject, arguments, generate_command, print_table, subjects, told, used

PROGRAM = Path(__file__).with_name("calls_made.py")


def row(subject: Subject, given: argparse.Namespace, folder: Path) -> tuple[str, ...]:
    """Return a line of the table."""
    used(generate_command(subject, given.root), folder)
    package, wanted = f"clients.{subject.name}", (str(given.operations), str(given.runs))
    found = told(sys.executable, PROGRAM, package, *wanted, cwd=folder)
    times = (found["plain"] * 1e6, found["mocked"] * 1e6, found["ratio"], found["worst"], found["begin_and_end"] * 1e3)
    return subject.title, str(found["of"]), *(f"{figure:.2f}" for figure in times)


def main() -> None:
    """Print the table."""
    parser = arguments(__doc__, runs=5)
    parser.add_argument("--operations", type=int, default=8, help="how many, evenly over all (default: %(default)s)")
    given = parser.parse_args()
    with subjects(given.specs) as (folder, found):

        def rows() -> Iterator[tuple[str, ...]]:
            for subject in found:
                yield row(subject, given, folder)

        print_table(("calls", "operations", "plain us", "mocked us", "ratio", "worst", "mock ms"), rows())


if __name__ == "__main__":
    main()
