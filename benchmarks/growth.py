"""CPU time of `mockgen generate` on 1, 2, 4 and 8 copies of a document's operations and schemas, in one document.

What is linear takes as much for each copy however many there are: the last column is what the greatest takes for a
copy over what the step before it takes. A run's own start is subtracted. A spec is one file here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import yaml
from measure import Subject, alternated, arguments, generate_command, print_table, subjects

COPIES = (1, 2, 4, 8)
HERE = "#/components/"
SHARED = "securitySchemes"
"""Components that operations name without a reference."""


def copied(document: dict[str, Any], number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return paths and components of a copy that shares no name with any other."""
    ending = f"Copy{number}"
    names = {
        f"{HERE}{kind}/{name}": f"{HERE}{kind}/{name}{ending}"
        for kind, found in document.get("components", {}).items()
        if kind != SHARED
        for name in found
    }

    def renamed(node: Any, key: str = "") -> Any:
        if isinstance(node, dict):
            return {name: renamed(value, name) for name, value in node.items()}
        if isinstance(node, list):
            return [renamed(value) for value in node]
        return f"{node}{ending}" if key == "operationId" else names.get(node, node) if isinstance(node, str) else node

    paths = {f"/copy{number}{path}": renamed(item) for path, item in document["paths"].items()}
    components = {
        kind: {name if kind == SHARED else f"{name}{ending}": renamed(part) for name, part in found.items()}
        for kind, found in document.get("components", {}).items()
    }
    return paths, components


def multiplied(document: dict[str, Any], times: int) -> dict[str, Any]:
    """Return a document that has everything so many times."""
    made: dict[str, Any] = {**document, "paths": {}, "components": {}}
    for number in range(times):
        paths, components = copied(document, number)
        made["paths"].update(paths)
        for kind, found in components.items():
            made["components"].setdefault(kind, {}).update(found)
    return made


def row(subject: Subject, runs: int, folder: Path) -> tuple[str, ...]:
    """Return a line of the table."""
    document = yaml.safe_load(subject.spec.read_text("utf-8"))
    commands = {"start": [*generate_command(subject, None)[:3], "--version"]}
    for times in COPIES:
        spec = folder / f"{subject.name}_{times}.json"
        spec.write_text(json.dumps(multiplied(document, times), default=str), "utf-8")
        name = f"{subject.name}_{times}"
        copy = Subject(spec, name, subject.package.with_name(name))
        commands[str(times)] = [*generate_command(copy, None), "--force"]
    found = alternated(commands, runs, folder)
    taken = [median(run[str(times)].cpu - run["start"].cpu for run in found) for times in COPIES]
    each = [cpu / times for cpu, times in zip(taken, COPIES, strict=True)]
    return subject.title, *(f"{cpu:.2f}" for cpu in taken), f"{each[-1] / each[-2]:.2f}"


def main() -> None:
    """Print the table."""
    given = arguments(__doc__, runs=3).parse_args()
    with subjects(given.specs) as (folder, found):

        def rows() -> Iterator[tuple[str, ...]]:
            for subject in found:
                yield row(subject, given.runs, folder)

        print_table(("growth, CPU s", *map(str, COPIES), "8 over 4"), rows())


if __name__ == "__main__":
    main()
