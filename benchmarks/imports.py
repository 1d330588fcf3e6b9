"""CPU time of importing a generated package over importing requests, bytecode warm.

`client` is what production imports; `schemas` has what the first decoded answer imports beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from measure import (
    Subject,
    Usage,
    alternated,
    arguments,
    generate_command,
    middle,
    print_table,
    python,
    subjects,
    used,
)


def row(subject: Subject, runs: int, root: Path | None, folder: Path) -> tuple[str, ...]:
    """Return a line of the table."""
    used(generate_command(subject, root), folder)
    package = f"clients.{subject.name}"
    commands = {
        "bare": python("import requests"),
        "client": python(f"import requests, {package}"),
        "schemas": python(f"import requests, {package}.schemas"),
    }
    found = alternated(commands, runs, folder)

    def above(run: dict[str, Usage], name: str) -> float:
        return (run[name].cpu - run["bare"].cpu) * 1e3

    client = middle(found, lambda run: above(run, "client"))
    schemas = middle(found, lambda run: above(run, "schemas"))
    return subject.title, f"{client:.1f}", f"{schemas:.1f}"


def main() -> None:
    """Print the table."""
    given = arguments(__doc__, runs=15).parse_args()
    with subjects(given.specs) as (folder, found):

        def rows() -> Iterator[tuple[str, ...]]:
            for subject in found:
                yield row(subject, given.runs, given.root, folder)

        print_table(("import", "client ms", "+ schemas ms"), rows())


if __name__ == "__main__":
    main()
