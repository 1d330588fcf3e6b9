"""What there is to say about references, put into words and places when all of them are known."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from typing import Any

from mockgen.diagnostics import Diagnostic, Location, Severity
from mockgen.errors import SpecError
from mockgen.spec import pointers
from mockgen.spec.reference_files import File
from mockgen.spec.reference_sites import locate
from mockgen.spec.source import places_in

_SECRETS = re.compile(r"(?<=//)[^/?#]*@|\?[^#]*")
_LONG = 160


@dataclasses.dataclass(frozen=True)
class Problem:
    """A reference that is not followed.

    Attributes:
        file: the file that it stands in.
        node: the mapping that it stands in, and `key` the name there.
        message: what is wrong.
        severity: a warning if only the reference is lost.
        error: what is wrong with the file that it leads to, if that is the reason.
    """

    file: File
    node: dict[str, Any]
    key: str
    message: str
    severity: Severity
    error: SpecError | None = None


def shown(reference: str) -> str:
    """Return a reference for a message: without credentials or query, not too long, in quotes."""
    text = _SECRETS.sub("", reference)
    return f'"{text if len(text) <= _LONG else text[:_LONG] + "…"}"'


def report(problems: Iterable[Problem]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics by file and line; a file that cannot be read is told of once."""
    by_file: dict[File, list[Problem]] = {}
    for problem in problems:
        by_file.setdefault(problem.file, []).append(problem)
    diagnostics: list[Diagnostic] = []
    told: set[SpecError] = set()
    for file in sorted(by_file, key=lambda file: (file.prefix, file.source.name)):
        for location, problem in _placed(file, by_file[file]):
            if problem.error is None:
                diagnostics.append(Diagnostic(problem.severity, problem.message, location))
            elif problem.error not in told:
                told.add(problem.error)
                hint = f"referenced from {location.text()}"
                diagnostics += [
                    dataclasses.replace(item, hint=f"{item.hint}; {hint}" if item.hint else hint)
                    for item in problem.error.diagnostics
                ]
    return tuple(diagnostics)


def _placed(file: File, problems: list[Problem]) -> list[tuple[Location, Problem]]:
    """Return the problems of one file with their places, in the order of lines."""
    places = places_in(file.source)
    paths = locate(file.tree, {id(problem.node) for problem in problems})
    placed = []
    for problem in problems:
        pointer = pointers.join((*paths[id(problem.node)], problem.key))
        line = places.line(pointer) if places else 0
        placed.append((Location(file.source.name, line, pointer), problem))
    return sorted(placed, key=lambda item: (item[0].line, item[0].pointer))
