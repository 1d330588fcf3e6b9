"""Fake bodies per CPU second, mockgen's factories and jsf's, over the same response schemas.

Both make bodies of every JSON response that a document has. What is prepared once for a schema is outside the measured
part. jsf has no end to recursion and prepares all that a schema can reach, so it is given each schema with references
followed `DEPTH` times and what is optional beyond left out; mockgen's factories are measured as they are generated. A
body's *values* are its texts, numbers, booleans and nulls: bodies differ in how much they show, values do not.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import json
import operator
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from measure import Subject, arguments, generate_command, print_table, subjects, told, used
from peers import python_with, version_of

MAKERS = Path(__file__).with_name("fakes_made.py")
PEER = "jsf==0.11.2"
DEPTH = 2
PREFIX = "#/components/schemas/"
DATA = frozenset({"const", "default", "discriminator", "enum", "example", "examples", "required"})
"""Keywords that hold no schema."""


def response_schemas(subject: Subject, only: str) -> dict[str, Any]:
    """Return the schema of each JSON response by operation, status and media type, whole in itself."""
    contract = json.loads((subject.package / "testing" / "contract.json").read_text("utf-8"))
    found = {}
    for key, operation in contract["operations"].items():
        for status, answer in operation["responses"].items():
            for media_type, content in answer.get("content", {}).items():
                name = f"{key} {status} {media_type}"
                if media_type.endswith("json") and only in name:
                    found[name] = inlined(content.get("schema", {}), contract["schemas"], DEPTH)
    return {name: schema for name, schema in found.items() if schema is not None}


def inlined(node: Any, named: Mapping[str, Any], depth: int) -> Any:
    """Return a schema without references; None where it goes on beyond `depth` of them."""
    if isinstance(node, list):
        return [found for found in (inlined(item, named, depth) for item in node) if found is not None]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        name = node["$ref"].removeprefix(PREFIX).replace("~1", "/").replace("~0", "~")
        return inlined(named[name], named, depth - 1) if depth else None
    parts = {key: part if key in DATA else inlined(part, named, depth) for key, part in node.items()}
    if "properties" in node:
        known = {name: inlined(part, named, depth) for name, part in node["properties"].items()}
        required = {name: {"type": "object"} for name in node.get("required", ()) if known.get(name, {}) is None}
        parts["properties"] = {name: part for name, part in {**known, **required}.items() if part is not None}
    is_cut = any(parts.get(key) in (None, []) for key in ("items", "anyOf", "oneOf", "allOf") if key in node)
    return None if is_cut else {key: part for key, part in parts.items() if part is not None}


@dataclasses.dataclass(frozen=True)
class Made:
    """What a maker made: how many bodies and values, in how many CPU seconds."""

    bodies: int = 0
    values: int = 0
    cpu: float = 0.0

    def __add__(self, other: Made) -> Made:
        """Return both together."""
        return Made(self.bodies + other.bodies, self.values + other.values, self.cpu + other.cpu)


@dataclasses.dataclass(frozen=True)
class Line:
    """A line of the table: the schemas that both could make, of how many, and what each made of them."""

    title: str
    both: int
    of: int
    ours: Made
    theirs: Made

    def __add__(self, other: Line) -> Line:
        """Return both together."""
        counts = self.both + other.both, self.of + other.of
        return Line("all of these", *counts, self.ours + other.ours, self.theirs + other.theirs)

    def cells(self) -> tuple[str, ...]:
        """Return the line as text."""
        title, schemas = self.title, f"{self.both}/{self.of}"
        if not self.both:
            return title, schemas, *["-"] * 4
        values = [made.values / made.cpu for made in (self.ours, self.theirs)]
        bodies = [made.bodies / made.cpu for made in (self.ours, self.theirs)]
        ratios = f"{values[0] / values[1]:.1f}", f"{bodies[0] / bodies[1]:.1f}"
        return title, schemas, *(f"{rate:,.0f}" for rate in values), *ratios


def line(subject: Subject, given: argparse.Namespace, peer: str, folder: Path) -> Line:
    """Return what both make of the responses of one document."""
    used(generate_command(subject, given.root), folder)
    schemas = folder / f"{subject.name}.json"
    wanted = response_schemas(subject, given.only)
    schemas.write_text(json.dumps(wanted), "utf-8")
    makers = {"mockgen": sys.executable, "jsf": peer}
    package = f"clients.{subject.name}"
    able = [
        set(told(interpreter, MAKERS, maker, str(schemas), "0", package, cwd=folder))
        for maker, interpreter in makers.items()
    ]
    both = {key: schema for key, schema in wanted.items() if all(key in keys for keys in able)}
    if not both:
        return Line(subject.title, 0, len(wanted), Made(), Made())
    schemas.write_text(json.dumps(both), "utf-8")
    ours, theirs = (
        Made(**told(interpreter, MAKERS, maker, str(schemas), str(given.bodies), package, cwd=folder))
        for maker, interpreter in makers.items()
    )
    return Line(subject.title, len(both), len(wanted), ours, theirs)


def main() -> None:
    """Print the table."""
    parser = arguments(__doc__, runs=0)
    parser.add_argument("--bodies", type=int, default=20, help="how many of each schema (default: %(default)s)")
    parser.add_argument("--only", default="", help="only responses whose `METHOD /path STATUS TYPE` holds this text")
    parser.add_argument("--peer", help="an interpreter that has jsf; without it one is installed")
    given = parser.parse_args()
    with subjects(given.specs) as (folder, found):
        peer = given.peer or str(python_with(folder, PEER))

        def rows() -> Iterator[tuple[str, ...]]:
            lines = []
            for subject in found:
                lines.append(line(subject, given, peer, folder))
                yield lines[-1].cells()
            if len(lines) > 1:
                yield functools.reduce(operator.add, lines).cells()

        header = ("fakes", "schemas", "values/s", f"jsf {version_of(Path(peer), 'jsf')}", "values x", "bodies x")
        print_table(header, rows())


if __name__ == "__main__":
    main()
