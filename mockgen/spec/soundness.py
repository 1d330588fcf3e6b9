"""When defects cost the whole document: a circle without an end, and defects that no operation is free of.

A *defect* is a place that breaks the rules of OpenAPI so that nothing it could mean is left: a reference that leads
nowhere, a `maxLength` below zero. Each costs the smallest thing that holds it, and is told. But a document none of
whose operations is free of them describes nothing that could be relied on, and is refused.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockgen.diagnostics import Diagnostic, Severity
from mockgen.errors import SpecError
from mockgen.spec.faults import SHOWN
from mockgen.spec.path_items import Entry
from mockgen.spec.pointers import at
from mockgen.spec.reach import Reach
from mockgen.spec.schemas import Schema, component_name

HINT = "no operation of the document is free of such defects; an overlay can correct them"
PLACEHOLDERS = re.compile(r"(?:[^{}]|\{[^{}]*\})*")


def refuse_unsound(
    tree: Mapping[str, Any], operations: Iterable[Entry], places: Iterable[str], told: Iterable[Diagnostic]
) -> None:
    """Refuse a document none of whose operations is free of defects.

    Args:
        tree: the bundled tree.
        operations: all that it has; only asked for where there is a defect.
        places: pointers to defects; broken references show in the tree.
        told: what is said of them, and of other things.

    Raises:
        SpecError: every operation reaches one.
    """
    errors = [dataclasses.replace(each, severity=Severity.ERROR, hint=HINT) for each in told if each.is_defect]
    if not errors:
        return
    holders = {id(_holder(tree, pointer)) for pointer in places}
    found = list(operations)
    if found and all(_is_touched(tree, entry, holders) for entry in found):
        raise SpecError(errors[:SHOWN])


def _is_touched(tree: Mapping[str, Any], entry: Entry, holders: set[int]) -> bool:
    reach = Reach(tree)
    reach.entry(entry)
    return reach.is_broken or not holders.isdisjoint(reach.reached)


def _holder(tree: Any, pointer: str) -> Any:
    """Return the mapping or list that holds what stands at a pointer."""
    while not isinstance(found := at(tree, pointer), (dict, list)) and pointer:
        pointer = pointer.rpartition("/")[0]
    return found


def path_defect(path: str) -> str:
    """Return what is wrong with a path as a template (OpenAPI 3.1.1, section 4.8.8), "" for nothing."""
    if not path.startswith("/"):
        return "a path begins with a slash"
    return "" if PLACEHOLDERS.fullmatch(path) else "the braces of the path do not belong together"


def circles(schemas: Mapping[str, Schema]) -> Iterator[tuple[str, ...]]:
    """Yield the names along each circle of schemas that are made of one another: none of them says what it is.

    JSON Schema 2020-12, section 9.4.1: a schema must not run into an infinite loop. By `$ref` and `allOf` it would for
    every value; nothing can be read from it.
    """
    done: set[str] = set()
    for start in sorted(schemas):
        way: list[str] = []
        stack = [(start, iter(_parts(schemas[start])))] if start not in done else []
        while stack:
            name, parts = stack[-1]
            if name not in way:
                way.append(name)
                done.add(name)
            part = next(parts, None)
            if part is None:
                stack.pop()
                way.remove(name)
            elif part in way:
                yield (*way[way.index(part) :], part)
            elif part in schemas and part not in done:
                stack.append((part, iter(_parts(schemas[part]))))


def _parts(schema: Schema) -> Iterator[str]:
    """Yield the names that a schema is made of."""
    if isinstance(schema.get("$ref"), str):
        yield component_name(schema["$ref"])
    for part in schema.get("allOf", ()):
        yield from _parts(part)
