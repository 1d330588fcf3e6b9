"""CPU seconds and peak memory of `mockgen generate`, for each spec; with `--peer`, over openapi-python-client's.

The peer makes a client alone, and is run as it is shipped, with `literal_enums`. Memory is of the largest process.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from measure import Subject, alternated, arguments, generate_command, middle, print_table, subjects
from peers import add_generator, generator, peer_command


def row(subject: Subject, given: argparse.Namespace, peer: str, folder: Path) -> tuple[str, ...]:
    """Return a line of the table; every run writes the package anew."""
    commands = {"generate": [*generate_command(subject, given.root), "--force"]}
    if peer:
        commands["peer"] = peer_command(peer, subject, folder)
    runs = alternated(commands, given.runs, folder)
    told: list[str] = [subject.title, f"{subject.spec.stat().st_size / 1e6:.2f}"]
    for name in commands:
        cpu = median(run[name].cpu for run in runs)
        told += [f"{cpu:.2f}", f"{max(run[name].peak for run in runs):.0f}"]
    if peer:
        told.append(f"{middle(runs, lambda run: run['generate'].cpu / run['peer'].cpu):.3f}")
        told.append(f"{middle(runs, lambda run: run['generate'].peak / run['peer'].peak):.2f}")
    return tuple(told)


def main() -> None:
    """Print the table."""
    parser = arguments(__doc__, runs=3)
    add_generator(parser)
    given = parser.parse_args()
    with subjects(given.specs) as (folder, found):
        peer = generator(given.peer, folder)
        compared = ("peer CPU s", "peer MB", "CPU x", "memory x") if peer else ()

        def rows() -> Iterator[tuple[str, ...]]:
            for subject in found:
                yield row(subject, given, peer, folder)

        print_table(("generate", "spec MB", "CPU s", "peak MB", *compared), rows())


if __name__ == "__main__":
    main()
