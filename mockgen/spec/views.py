"""A schema as it is sent and as it is answered: readOnly and writeOnly decided once.

`NAME` is what the service answers; `NAME.request` is what it is sent and stands only where the two differ.
A property hidden in a direction is not required there and admits no value (OpenAPI 3.1.1, section 4.8.24.4;
JSON Schema validation 2020-12, section 9.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockgen.spec.schemas import HOLDERS, LISTS, MAPS, SINGLE, Schema, component, component_name, walk

REQUEST = "request"
RESPONSE = "response"
HIDDEN = {REQUEST: "readOnly", RESPONSE: "writeOnly"}
DIRECTED = HOLDERS | {"$ref", "discriminator", "required"}
"""Keywords that may read differently in the two directions."""


class Views:
    """The two directions of a set of components."""

    def __init__(self, schemas: Mapping[str, Schema], inline: list[Schema]):
        self._schemas = schemas
        self._required_elsewhere = {
            name for schema in [*schemas.values(), *inline] for name in names_required_elsewhere(schema)
        }
        self._directional = self._closure()
        self._names: dict[str, str] = {}
        self._components: dict[str, Schema] = {}
        for name in sorted(self._directional):
            self._names[name] = self._free(f"{name}.request")

    def components(self) -> dict[str, Schema]:
        """Return every component in every view that it has, sorted by name."""
        if not self._components and self._schemas:
            self._components = self._all_views()
        return self._components

    def _all_views(self) -> dict[str, Schema]:
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

    def request(self, node: Schema) -> Schema:
        """Return a schema as it is sent."""
        return self.schema(node, REQUEST)

    def response(self, node: Schema) -> Schema:
        """Return a schema as it is answered."""
        return self.schema(node, RESPONSE)

    def parameter(self, node: Schema) -> Schema:
        """Return the schema of a parameter: it is there to be sent.

        One that readOnly would leave nothing of is read as it is answered.
        """
        found = self.request(node)
        return self.response(node) if hides_all(found, self.components()) else found

    def schema(self, node: Schema, direction: str, needed: frozenset[str] = frozenset()) -> Schema:
        """Return a schema as it reads in one direction.

        Args:
            node: the schema.
            direction: `REQUEST` or `RESPONSE`.
            needed: properties that a schema beside this one requires in this direction.
        """
        if DIRECTED.isdisjoint(node):
            return node
        if len(node) == 1 and "$ref" in node:
            target = self._reference(node["$ref"], direction)
            return node if target == node["$ref"] else {"$ref": target}
        out: Schema = {}
        if "allOf" in node:
            needed |= self._needed(node, direction)
        for key, value in node.items():
            if key == "$ref":
                out[key] = self._reference(value, direction)
            elif key == "properties":
                out[key] = {name: self._property(name, sub, direction, needed) for name, sub in value.items()}
            elif key in MAPS:
                out[key] = {name: self.schema(sub, direction) for name, sub in value.items()}
            elif key in LISTS:
                out[key] = [self.schema(sub, direction, needed if key == "allOf" else frozenset()) for sub in value]
            elif key in SINGLE and isinstance(value, dict):
                out[key] = self.schema(value, direction)
            elif key == "discriminator":
                out[key] = self._discriminator(value, direction)
            elif key == "required":
                kept = [name for name in value if not self._hidden(node.get("properties", {}).get(name), direction)]
                if kept:
                    out[key] = kept
            else:
                out[key] = value
        return out

    def _needed(self, node: Schema, direction: str) -> frozenset[str]:
        """Return the properties that a schema or the parts of its allOf require and do not hide themselves."""
        found: set[str] = set()
        seen: set[str] = set()
        parts = [node]
        while parts:
            part = parts.pop()
            own = part.get("properties", {})
            found.update(name for name in part.get("required", ()) if not self._hidden(own.get(name), direction))
            parts.extend(part.get("allOf", ()))
            name = component_name(part["$ref"]) if "$ref" in part else ""
            if name and name not in seen:
                seen.add(name)
                parts.append(self._schemas.get(name, {}))
        return frozenset(found)

    def _property(self, name: str, sub: Schema, direction: str, needed: frozenset[str]) -> Schema:
        if not self._hidden(sub, direction):
            return self.schema(sub, direction)
        if name in self._required_elsewhere or name in needed:
            return {**self.schema(sub, direction), HIDDEN[direction]: True}
        return {"not": {}, HIDDEN[direction]: True}

    def _discriminator(self, node: Schema, direction: str) -> Schema:
        out = {**node, "mapping": {value: self._reference(ref, direction) for value, ref in node["mapping"].items()}}
        if "defaultMapping" in node:
            out["defaultMapping"] = self._reference(node["defaultMapping"], direction)
        return out

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


def hides_all(schema: Schema, schemas: Mapping[str, Schema]) -> bool:
    """Tell whether an object has properties and none of them may stand in a direction that its view is of."""
    if "$ref" in schema:
        schema = schemas.get(component_name(schema["$ref"]), {})
    properties = schema.get("properties", {})
    return bool(properties) and all(sub.get("not") == {} for sub in properties.values())


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
