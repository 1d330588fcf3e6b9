"""A schema as it is sent and as it is answered: readOnly and writeOnly decided once.

`NAME` is what the service answers; `NAME.request` is what it is sent and stands only where the two differ.
A property hidden in a direction is not required there and admits no value (OpenAPI 3.1.1, section 4.8.24.4;
JSON Schema validation 2020-12, section 9.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockgen.spec.schemas import LISTS, MAPS, SINGLE, Schema, component, component_name

REQUEST = "request"
RESPONSE = "response"
HIDDEN = {REQUEST: "readOnly", RESPONSE: "writeOnly"}


class Views:
    """The two directions of a set of components."""

    def __init__(self, schemas: Mapping[str, Schema], inline: list[Schema]):
        self._schemas = schemas
        self._required_elsewhere = {
            name for schema in [*schemas.values(), *inline] for name in names_required_elsewhere(schema)
        }
        self._directional = self._closure()
        self._names: dict[str, str] = {}
        for name in sorted(self._directional):
            self._names[name] = self._free(f"{name}.request")

    def components(self) -> dict[str, Schema]:
        """Return every component in every view that it has, sorted by name."""
        out: dict[str, Schema] = {}
        for name, schema in self._schemas.items():
            out[name] = self.schema(schema, RESPONSE)
            if name in self._directional:
                out[self._names[name]] = self.schema(schema, REQUEST)
        return dict(sorted(out.items()))

    @property
    def sent_views(self) -> dict[str, str]:
        """The name of each component's request view, and the component's own."""
        return {view: name for name, view in self._names.items()}

    def schema(self, node: Schema, direction: str) -> Schema:
        """Return a schema as it reads in one direction."""
        out: Schema = {}
        for key, value in node.items():
            if key == "$ref":
                out[key] = self._reference(value, direction)
            elif key == "properties":
                out[key] = {name: self._property(name, sub, direction) for name, sub in value.items()}
            elif key in MAPS:
                out[key] = {name: self.schema(sub, direction) for name, sub in value.items()}
            elif key in LISTS:
                out[key] = [self.schema(sub, direction) for sub in value]
            elif key in SINGLE and isinstance(value, dict):
                out[key] = self.schema(value, direction)
            elif key == "discriminator":
                mapping = {k: self._reference(ref, direction) for k, ref in value["mapping"].items()}
                out[key] = {**value, "mapping": mapping}
            elif key == "required":
                kept = [name for name in value if not self._hidden(node.get("properties", {}).get(name), direction)]
                if kept:
                    out[key] = kept
            else:
                out[key] = value
        return out

    def _property(self, name: str, sub: Schema, direction: str) -> Schema:
        if not self._hidden(sub, direction):
            return self.schema(sub, direction)
        if name in self._required_elsewhere:
            return {**self.schema(sub, direction), HIDDEN[direction]: True}
        return {"not": {}, HIDDEN[direction]: True}

    def _hidden(self, sub: Any, direction: str) -> bool:
        seen = set()
        while isinstance(sub, dict):
            if sub.get(HIDDEN[direction]) is True:
                return True
            target = sub.get("$ref")
            if target is None or target in seen:
                return False
            seen.add(target)
            sub = self._schemas.get(component_name(target))
        return False

    def _reference(self, reference: str, direction: str) -> str:
        name = component_name(reference)
        if direction == REQUEST and name in self._names:
            return component(self._names[name])
        return reference

    def _closure(self) -> set[str]:
        """Return the components that show a directional property, themselves or through references."""
        users: dict[str, set[str]] = {}
        found: set[str] = set()
        for name, schema in self._schemas.items():
            for node in walk(schema):
                if "$ref" in node:
                    users.setdefault(component_name(node["$ref"]), set()).add(name)
                for sub in node.get("properties", {}).values():
                    if self._hidden(sub, REQUEST) or self._hidden(sub, RESPONSE):
                        found.add(name)
        stack = list(found)
        while stack:
            for user in users.get(stack.pop(), ()):
                if user not in found:
                    found.add(user)
                    stack.append(user)
        return found

    def _free(self, name: str) -> str:
        while name in self._schemas:
            name += "_"
        return name


def names_required_elsewhere(schema: Schema) -> Iterator[str]:
    """Yield names that a subschema requires without declaring them: another branch of an allOf does."""
    for node in walk(schema):
        for name in node.get("required", ()):
            if name not in node.get("properties", {}):
                yield name


def reachable(roots: Iterable[Schema], schemas: Mapping[str, Schema]) -> frozenset[str]:
    """Return the components that schemas hold, at any depth."""
    found: set[str] = set()
    stack = list(roots)
    while stack:
        for node in walk(stack.pop()):
            mapped = node["discriminator"]["mapping"].values() if "discriminator" in node else ()
            for reference in (*mapped, *([node["$ref"]] if "$ref" in node else [])):
                name = component_name(reference)
                if name not in found and name in schemas:
                    found.add(name)
                    stack.append(schemas[name])
    return frozenset(found)


def walk(schema: Schema) -> Iterator[Schema]:
    """Yield a schema and all schemas inside it, not following references."""
    stack: list[Schema] = [schema]
    while stack:
        node = stack.pop()
        yield node
        for key in MAPS:
            stack.extend(node.get(key, {}).values())
        for key in LISTS:
            stack.extend(node.get(key, ()))
        stack.extend(node[key] for key in SINGLE if isinstance(node.get(key), dict))
