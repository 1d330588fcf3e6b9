"""CPU time of importing a generated package over importing requests, bytecode warm.

`client` is what production imports; `schemas` has what the first decoded answer imports beside it. With `--peer`, the
client over openapi-python-client's: of that, `PACKAGE.models` over httpx, since each of its calls imports all models.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from measure import (
    Subject,
    Usage,
    alternated,
    arguments,
    generate_command,
    print_table,
    python,
    subjects,
    used,
)
from peers import add_generator, generator, peer_command

SHORTEST = 1.0
"""Milliseconds; what takes less is not told from nothing."""


def row(subject: Subject, given: argparse.Namespace, peer: str, folder: Path) -> tuple[str, ...]:
    """Return a line of the table."""
    used(generate_command(subject, given.root), folder)
    package = f"clients.{subject.name}"
    commands = {
        "bare": python("import requests"),
        "client": python(f"import requests, {package}"),
        "schemas": python(f"import requests, {package}.schemas"),
    }
    if peer:
        used(peer_command(peer, subject, folder), folder)
        commands["peer bare"] = [peer, "-c", "import httpx"]
        commands["peer"] = [peer, "-c", f"import httpx, peer_{subject.name}.models"]
    runs = alternated(commands, given.runs, folder)

    def above(run: dict[str, Usage], name: str, bare: str = "bare") -> float:
        return (run[name].cpu - run[bare].cpu) * 1e3

    told = [median(above(run, name) for run in runs) for name in ("client", "schemas")]
    if not peer:
        return subject.title, *(f"{figure:.1f}" for figure in told)
    theirs = [max(above(run, "peer", "peer bare"), SHORTEST) for run in runs]
    ratio = median(above(run, "client") / taken for run, taken in zip(runs, theirs, strict=True))
    return subject.title, *(f"{figure:.1f}" for figure in (*told, median(theirs))), f"{ratio:.3f}"


def main() -> None:
    """Print the table."""
    parser = arguments(__doc__, runs=15)
    add_generator(parser)
    given = parser.parse_args()
    with subjects(given.specs) as (folder, found):
        peer = generator(given.peer, folder)

        def rows() -> Iterator[tuple[str, ...]]:
            for subject in found:
                yield row(subject, given, peer, folder)

        compared = ("peer ms", "ratio") if peer else ()
        print_table(("import", "client ms", "+ schemas ms", *compared), rows())


if __name__ == "__main__":
    main()
