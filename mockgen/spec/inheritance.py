"""Inheritance: where a schema with a discriminator is used, those that build on it by `allOf` are meant too.

Swagger 2.0 has no other kind of variants ("Schema Object", `discriminator`); in OpenAPI 3 it stands beside `oneOf`
(3.1.1, section 4.8.25). `any.Pet` is the union of them, with `Pet` itself last unless the document rules it out;
whoever builds on `Pet` still refers to `Pet` alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from mockgen.spec.loops import UNIONS
from mockgen.spec.schemas import LISTS, MAPS, PROSE, SINGLE, Schema, component, component_name


class Families:
    """The components of a document that others inherit from.

    Args:
        schemas: every component by name, in the one dialect.
    """

    def __init__(self, schemas: Mapping[str, Schema]):
        self._schemas = schemas
        self._users = inheritors(schemas)
        self._unions: dict[str, str] = {}
        for name, schema in sorted(schemas.items()):
            heirs = self._descendants(name) if self._users.get(name) else []
            if heirs and (is_parent(schema) or lists_heirs(schema, heirs)):
                self._unions[name] = self._free(f"any.{name}")

    @property
    def are_used(self) -> bool:
        """Whether there are any."""
        return bool(self._unions)

    def components(self) -> dict[str, Schema]:
        """Return every component as it is used, and the unions, sorted by name."""
        if not self.are_used:
            return dict(sorted(self._schemas.items()))
        found = {
            name: self._own(without_union(schema) if name in self._unions and is_union(schema) else schema)
            for name, schema in self._schemas.items()
        }
        found |= {union: self._union(name) for name, union in self._unions.items()}
        return dict(sorted(found.items()))

    def use(self, node: Schema) -> Schema:
        """Return a schema in which a reference to one that others inherit from means them too."""
        if not self.are_used:
            return node
        return self._own(node, {"$ref"} | ({"allOf"} if is_wrapper(node) else set()))

    def _own(self, node: Schema, uses: Collection[str] = ()) -> Schema:
        """Return a schema; its own `$ref` and `allOf` say what it builds on, unless they are `uses`."""
        out: Schema = {}
        for key, value in node.items():
            if key == "$ref" and key in uses:
                out[key] = component(self._unions.get(component_name(value), component_name(value)))
            elif key in MAPS:
                out[key] = {name: self.use(sub) for name, sub in value.items()}
            elif (key == "allOf" and key not in uses) or (key in ("anyOf", "oneOf") and "discriminator" in node):
                out[key] = [self._own(sub) for sub in value]
            elif key in LISTS:
                out[key] = [self.use(sub) for sub in value]
            elif key in SINGLE and isinstance(value, dict):
                out[key] = self.use(value)
            else:
                out[key] = value
        return out

    def _union(self, name: str) -> Schema:
        """Return the union of a component and all that inherit from it, each with the value that tells it."""
        schema = self._schemas[name]
        if is_union(schema):
            return self._listed(name, schema)
        key, mapping = schema["discriminator"]["propertyName"], dict(schema["discriminator"]["mapping"])
        allowed = schema.get("properties", {}).get(key, {}).get("enum")
        is_abstract = name not in map(component_name, mapping.values()) and (
            bool(mapping) or (allowed is not None and name not in allowed)
        )
        heirs = self._descendants(name)
        for heir in heirs:
            if component(heir) not in mapping.values():
                mapping.setdefault(told_by(self._schemas[heir], key, heir), component(heir))
        members = sorted({*heirs, *map(component_name, mapping.values())} - {name})
        discriminator: Schema = {"propertyName": key, "mapping": mapping}
        if not is_abstract:
            members.append(name)
            mapping.setdefault(name, component(name))
            discriminator["defaultMapping"] = component(name)
        union: Schema = {"anyOf": [{"$ref": component(member)} for member in members]}
        if allowed is None or set(mapping) <= set(allowed):
            union["discriminator"] = discriminator
        return union | {note: schema[note] for note in ("title", "description") if note in schema}

    def _listed(self, name: str, schema: Schema) -> Schema:
        """Return the union that a component lists itself; what does not build on it has to be it, too."""
        union: Schema = {
            key: schema[key] for key in (*UNIONS, "discriminator", "title", "description") if key in schema
        }
        heirs = self._descendants(name)
        branches = [branch for key in UNIONS for branch in schema.get(key, ())]
        if not all(component_name(branch.get("$ref", "")) in heirs for branch in branches):
            union["allOf"] = [{"$ref": component(name)}]
        return union

    def _descendants(self, name: str) -> list[str]:
        found: set[str] = set()
        due = [name]
        while due:
            for user in self._users.get(due.pop(), ()):
                if user not in found and user != name:
                    found.add(user)
                    due.append(user)
        return sorted(found)

    def _free(self, name: str) -> str:
        while name in self._schemas:
            name += "_"
        return name


def inheritors(schemas: Mapping[str, Schema]) -> dict[str, list[str]]:
    """Return the names of the components that build on each by `allOf`."""
    found: dict[str, list[str]] = {}
    for name, schema in schemas.items():
        for branch in schema.get("allOf", ()):
            if "$ref" in branch:
                found.setdefault(component_name(branch["$ref"]), []).append(name)
    return found


def is_parent(schema: Schema) -> bool:
    """Tell whether others can inherit from a schema and be told apart: it has no list of them, and is not closed."""
    if "discriminator" not in schema or {"anyOf", "oneOf"} & set(schema):
        return False
    return schema.get("additionalProperties") is not False


def is_union(schema: Schema) -> bool:
    """Tell whether a schema is a choice of others."""
    return any(key in schema for key in UNIONS)


def lists_heirs(schema: Schema, heirs: Collection[str]) -> bool:
    """Tell whether a schema is a choice of others that build on it: what they build on is the rest of it."""
    branches = [branch for key in UNIONS for branch in schema.get(key, ())]
    return any(component_name(branch.get("$ref", "")) in heirs for branch in branches)


def without_union(schema: Schema) -> Schema:
    """Return what a schema says beside the choice that it is."""
    return {key: value for key, value in schema.items() if key not in (*UNIONS, "discriminator")}


def told_by(schema: Schema, key: str, name: str) -> str:
    """Return the value of the discriminator that means a component: the only one that it allows, else its name."""
    for part in (schema, *schema.get("allOf", ())):
        own = part.get("properties", {}).get(key, {})
        values = own.get("enum", [own["const"]] if "const" in own else [])
        if len(values) == 1 and isinstance(values[0], str):
            return values[0]
    return name


def is_wrapper(node: Schema) -> bool:
    """Tell whether an `allOf` only puts words beside a reference, as OpenAPI 3.0 makes authors do."""
    return len(node.get("allOf", ())) == 1 and set(node) - PROSE - {"readOnly", "writeOnly"} == {"allOf"}
