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
from mockgen.spec.source import Finder

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


def placed(problems: Iterable[Problem]) -> list[tuple[Location, Problem]]:
    """Return problems with their places, by file and line; while the references stand there still."""
    by_file: dict[File, list[Problem]] = {}
    for problem in problems:
        by_file.setdefault(problem.file, []).append(problem)
    files = sorted(by_file, key=lambda file: (file.prefix, file.source.name))
    return [found for file in files for found in _placed(file, by_file[file])]


def report(problems: Iterable[tuple[Location, Problem]]) -> list[Diagnostic]:
    """Return the diagnostics of problems; a file that cannot be read is told of once."""
    diagnostics: list[Diagnostic] = []
    told: set[SpecError] = set()
    for location, problem in problems:
        if problem.error is None:
            is_defect = problem.severity is Severity.WARNING
            diagnostics.append(Diagnostic(problem.severity, problem.message, location, is_defect=is_defect))
        elif problem.error not in told:
            told.add(problem.error)
            hint = f"referenced from {location.text()}"
            diagnostics += [
                dataclasses.replace(item, hint=f"{item.hint}; {hint}" if item.hint else hint)
                for item in problem.error.diagnostics
            ]
    return diagnostics


def _placed(file: File, problems: list[Problem]) -> list[tuple[Location, Problem]]:
    """Return the problems of one file with their places, in the order of lines."""
    finder = Finder()
    paths = locate(file.tree, {id(problem.node) for problem in problems})
    placed = []
    for problem in problems:
        origin = file.origins.trace(pointers.join((*paths[id(problem.node)], problem.key)))
        placed.append((finder.location(origin.source, origin.pointer), problem))
    own = file.source.name
    return sorted(placed, key=lambda item: (item[0].file != own, item[0].file, item[0].line, item[0].pointer))
