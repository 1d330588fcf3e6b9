"""Properties that no schema declares.

JSON Schema lets an object have any property that is not forbidden. A mistyped name would pass, in
the code under test as in a planned answer, so mockgen refuses a property that the schemas of its
object do not declare, unless one of them says that there may be others (`additionalProperties`,
`patternProperties`, `unevaluatedProperties`). `allOf`, `anyOf`, `oneOf`, `if` and references
declare the union of their branches; where nothing is declared, nothing is refused.

This is a rule of mockgen's and no schema's, so a service may be configured to warn of it or to allow it.
What a schema forbids (`additionalProperties: false`) is forbidden all the same.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Iterator
from typing import Any

from mockgen.testing import ecma
from mockgen.testing.components import Schema, Schemas

FORBID, WARN, ALLOW = "forbid", "warn", "allow"  # the rules that a service can be configured with
UNKNOWN = "is not declared"
MISSING = " (required, missing)"
Path = tuple[str | int, ...]


@dataclasses.dataclass(frozen=True)
class Undeclared:
    """A property that stands where none is declared.

    Attributes:
        path: its place in the value, its own name last.
        suggestion: the declared name that looks like it, or "".
        is_missing: the suggested property is required and absent.
    """

    path: Path
    suggestion: str = ""
    is_missing: bool = False

    @property
    def message(self) -> str:
        """Return what is wrong, for a reader."""
        if not self.suggestion:
            return UNKNOWN
        return f'{UNKNOWN}; did you mean "{self.suggestion}"?{MISSING if self.is_missing else ""}'


class Shapes:
    """The shapes of one contract, made when first asked for and kept."""

    def __init__(self, schemas: Schemas):
        self.schemas = schemas
        self._made: dict[tuple[int, ...], Shape] = {}

    def of(self, *schemas: Schema) -> Shape:
        """Return the shape of a value to which all of `schemas` apply."""
        key = tuple(map(id, schemas))
        if key not in self._made:
            self._made[key] = Shape(self, schemas)
        return self._made[key]


class Shape:
    """What is declared at one place of a value, and below it.

    Attributes:
        names: the declared properties; empty where none is declared.
        required: those that any schema requires.
        is_open: other properties are allowed.
    """

    def __init__(self, shapes: Shapes, schemas: tuple[Schema, ...]):
        self._shapes, self.roots = shapes, schemas
        self.nodes = [node for schema in schemas for node in shapes.schemas.in_place(schema)]
        self._found: dict[str | int, Shape | None] = {}
        self.names = tuple(dict.fromkeys(name for node in self.nodes for name in node.get("properties", ())))
        if self.names:  # a name that is required is known, declared or not
            required = (name for node in self.nodes for name in node.get("required", ()))
            self.names = tuple(dict.fromkeys((*self.names, *required)))
        self.required = frozenset(name for node in self.nodes for name in node.get("required", ()))
        self.is_open = not self.names or any(map(self._opens, self.nodes)) or self._has_free_branch()
        self._declared = frozenset(self.names)

    @staticmethod
    def _opens(node: dict[str, Any]) -> bool:
        return (
            node.get("additionalProperties", False) is not False
            or node.get("unevaluatedProperties", False) is not False
            or bool(node.get("patternProperties"))
        )

    def _has_free_branch(self) -> bool:
        """Tell whether a choice offers an object of which nothing is declared, in or around it."""
        return any(self._is_free(schema) for schema in self.roots)

    def _is_free(self, schema: Schema) -> bool:
        nodes = list(self._shapes.schemas.in_place(schema))
        if not any(node.get("properties") for node in nodes):
            return self._admits_any_object(nodes)
        surroundings = self._without_choices(schema)
        if any(node.get("properties") for node in surroundings):
            return False
        choices = [branch for node in surroundings for key in ("anyOf", "oneOf") for branch in node.get(key, ())]
        return any(self._is_free(branch) for branch in choices)

    def _without_choices(self, schema: Schema) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        waiting = [schema]
        while waiting:
            node = waiting.pop()
            if isinstance(node, bool) or any(node is known for known in found):
                continue
            found.append(node)
            waiting.extend(node.get("allOf", ()))
            if "$ref" in node:
                waiting.append(self._shapes.schemas.target(node["$ref"]))
        return found

    @staticmethod
    def _admits_any_object(nodes: list[dict[str, Any]]) -> bool:
        told = [node for node in nodes if node.get("type") != "null"]  # null beside it says nothing of objects
        if not told:
            return False
        kinds = [node.get("type", "object") for node in told]
        closing = ("enum", "const", "not", "required", "additionalProperties")
        return all("object" in kind for kind in kinds) and not any(key in node for node in told for key in closing)

    # -- below --------------------------------------------------------------------------

    def property(self, name: str) -> Shape | None:
        """Return the shape of the property `name`, or None where nothing is known of it."""
        if name not in self._found:
            self._found[name] = self._combined([sub for node in self.nodes for sub in _of(node, name)])
        return self._found[name]

    def item(self, index: int) -> Shape | None:
        """Return the shape of the item at `index`, or None where nothing is known of it."""
        longest = max((len(node.get("prefixItems", ())) for node in self.nodes), default=0)
        index = min(index, longest)
        if index not in self._found:
            self._found[index] = self._combined([sub for node in self.nodes for sub in _item_of(node, index)])
        return self._found[index]

    def _combined(self, schemas: list[Schema]) -> Shape | None:
        told = [schema for schema in schemas if not isinstance(schema, bool)]
        return self._shapes.of(*told) if told else None

    # -- a value ------------------------------------------------------------------------

    def undeclared(self, value: Any, path: Path = ()) -> Iterator[Undeclared]:
        """Yield the properties in `value`, which is at `path`, that no schema declares."""
        if isinstance(value, dict):
            if not self.is_open:
                yield from self._here(value, path)
            for name, item in value.items():
                below = self.property(name) if isinstance(item, (dict, list)) else None
                if below is not None:
                    yield from below.undeclared(item, (*path, name))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                below = self.item(index) if isinstance(item, (dict, list)) else None
                if below is not None:
                    yield from below.undeclared(item, (*path, index))

    def _here(self, value: dict[str, Any], path: Path) -> Iterator[Undeclared]:
        if value.keys() <= self._declared:
            return
        yield from explained(value, [*self.names], self.required, path)


def explained(value: dict[str, Any], names: list[str], required: frozenset[str], path: Path) -> Iterator[Undeclared]:
    """Yield each property of `value` that is not in `names`, with the name that it was meant to be.

    A declared name is suggested once, and not where the value has it already.
    """
    free = [name for name in names if name not in value]
    for name in value:
        if name in names:
            continue
        suggestion = similar(name, free)
        if suggestion:
            free.remove(suggestion)
        yield Undeclared((*path, name), suggestion, suggestion in required)


def similar(name: str, names: list[str]) -> str:
    """Return the one of `names` that `name` was meant to be, or ""."""
    plain = {_plain(known): known for known in reversed(names)}
    found = difflib.get_close_matches(_plain(name), plain, n=1, cutoff=0.6)
    return plain[found[0]] if found else ""


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower() or name


def _of(node: dict[str, Any], name: str) -> Iterator[Schema]:
    """Yield the schemas that `node` holds the property `name` against."""
    is_known = False
    if name in node.get("properties", ()):
        is_known = True
        yield node["properties"][name]
    for pattern, schema in node.get("patternProperties", {}).items():
        compiled = ecma.compiled(pattern)
        if compiled is None or compiled.search(name):
            is_known = True
            yield schema
    if not is_known and "additionalProperties" in node:
        yield node["additionalProperties"]


def _item_of(node: dict[str, Any], index: int) -> Iterator[Schema]:
    prefix = node.get("prefixItems", ())
    if index < len(prefix):
        yield prefix[index]
    elif "items" in node:
        yield node["items"]
