"""Schemas that are a choice of themselves: the branch, or the condition, adds nothing and is left out.

JSON Schema 2020-12, core section 9.4.1: a schema must not run into an infinite loop. A value that one branch of `anyOf`
admits only because the whole admits it is admitted by another branch, or by none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mockgen.spec.schemas import Schema, component_name

UNIONS = ("anyOf", "oneOf")
DECIDING = {"not": (), "if": ("then", "else")}
"""Keywords that only judge a value, and what means nothing without them."""


def without_loops(schemas: Mapping[str, Schema], tell: Callable[[str, str], None]) -> dict[str, Schema]:
    """Return components without the branches and conditions that lead back to them at once.

    A branch that builds on its component by `allOf` in a component of its own is not one: see `inheritance`.

    Args:
        schemas: every component by name, in the one dialect.
        tell: is told of each keyword that lost something, with the component and the keyword.
    """
    return {name: _without(name, schema, schemas, tell) for name, schema in schemas.items()}


def _without(name: str, schema: Schema, schemas: Mapping[str, Schema], tell: Callable[[str, str], None]) -> Schema:
    out = schema
    for key in UNIONS:
        kept = [branch for branch in schema.get(key, ()) if not _leads_back(branch, name, schemas)]
        if len(kept) < len(schema.get(key, ())):
            tell(name, key)
            out = {k: v for k, v in out.items() if k != key} | ({key: kept} if kept else {})
    for key, beside in DECIDING.items():
        if key in schema and _leads_back(schema[key], name, schemas):
            tell(name, key)
            out = {k: v for k, v in out.items() if k != key and k not in beside}
    return out


def _leads_back(schema: Schema, name: str, schemas: Mapping[str, Schema]) -> bool:
    """Tell whether a schema is nothing without a component: the component itself, or that and more."""
    stack, seen = [schema], set()
    while stack:
        part = stack.pop()
        if not isinstance(part, dict):
            continue
        stack.extend(part.get("allOf", ()))
        for key in UNIONS:
            if len(part.get(key, ())) == 1:
                stack.extend(part[key])
        found = component_name(part["$ref"]) if "$ref" in part else ""
        if found == name:
            return True
        is_plain = set(schemas.get(found, ())) <= {"$ref"}
        if found and found not in seen and is_plain:
            seen.add(found)
            stack.append(schemas.get(found, {}))
    return False
