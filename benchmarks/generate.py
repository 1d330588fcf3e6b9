"""CPU seconds and peak memory of `mockgen generate`, for each spec."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from measure import Subject, alternated, arguments, generate_command, middle, print_table, subjects


def row(subject: Subject, runs: int, root: Path | None, folder: Path) -> tuple[str, ...]:
    """Return a line of the table; every run writes the package anew."""
    found = alternated({"generate": [*generate_command(subject, root), "--force"]}, runs, folder)
    cpu = middle(found, lambda run: run["generate"].cpu)
    peak = max(run["generate"].peak for run in found)
    return subject.title, f"{subject.spec.stat().st_size / 1e6:.2f}", f"{cpu:.2f}", f"{peak:.0f}"


def main() -> None:
    """Print the table."""
    given = arguments(__doc__, runs=3).parse_args()
    with subjects(given.specs) as (folder, found):

        def rows() -> Iterator[tuple[str, ...]]:
            for subject in found:
                yield row(subject, given.runs, given.root, folder)

        print_table(("generate", "spec MB", "CPU s", "peak MB"), rows())


if __name__ == "__main__":
    main()
