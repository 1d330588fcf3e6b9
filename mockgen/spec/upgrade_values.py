"""Parameters, form fields, items and headers of Swagger 2.0: they describe their values themselves.

Each gets a schema made of its own keywords, which are those of JSON Schema, and a style made of its
`collectionFormat`. Source: Swagger 2.0, "Parameter Object", "Items Object" and "Header Object".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mockgen.spec.upgrade_ledger import Ledger

Node = Mapping[str, Any]

IN_BODY = "x-mockgen-in-body"
"""Marks a parameter that is a part of the request body."""
OWN = frozenset(
    {"name", "in", "description", "required", "deprecated", "collectionFormat", "allowEmptyValue", "schema", IN_BODY}
)
"""Keywords that say something of the parameter, not of its value."""
STYLES = {
    "csv": ("form", False),
    "ssv": ("spaceDelimited", False),
    "pipes": ("pipeDelimited", False),
    "multi": ("form", True),
}
FORMATS = (*STYLES, "tsv")


class Value(NamedTuple):
    """How a value is described in OpenAPI 3; `style` is "" where it is the default of its place."""

    schema: Any
    style: str = ""
    explode: bool = False


def describe(node: Node, location: str, pointer: str, ledger: Ledger) -> Value:
    """Return the schema and the style of a parameter, a form field or a header.

    Args:
        node: what describes its own value; one that has a `schema` instead, as OpenAPI 3 wants it, keeps that.
        location: `path`, `query`, `header` or `formData`.
        pointer: where it stands.
        ledger: told of what has no equal.
    """
    if "schema" in node and "type" not in node:
        schema = node["schema"]
        kind = schema.get("type") if isinstance(schema, Mapping) else None
    else:
        schema, kind = _schema(node, pointer, ledger), node.get("type")
    if kind != "array":
        return Value(schema)
    joined = _style(node.get("collectionFormat", "csv"), location, pointer, ledger)
    if joined is None:
        return Value({"type": "string"})
    return Value(schema, *joined)


def _schema(node: Node, pointer: str, ledger: Ledger) -> dict[str, Any]:
    schema = {key: value for key, value in node.items() if key not in OWN}
    items = node.get("items")
    if node.get("type") == "array" and isinstance(items, Mapping):
        schema["items"] = _items(items, f"{pointer}/items", ledger)
    return schema


def _items(node: Node, pointer: str, ledger: Ledger) -> Any:
    if node.get("type") != "array":
        return {key: value for key, value in node.items() if key != "collectionFormat"}
    ledger.lose(
        "a list in a list has no form in OpenAPI 3; each inner one is read as one text, separators and all", pointer
    )
    return {"type": "string"}


def _style(written: Any, location: str, pointer: str, ledger: Ledger) -> tuple[str, bool] | None:
    """Return style and `explode` of a list, None where only its whole text can be described."""
    place = f"{pointer}/collectionFormat"
    if written not in FORMATS:
        ledger.lose("the collectionFormat is none of Swagger 2.0's; the values are separated by commas", place)
        written = "csv"
    if location in ("query", "formData"):
        if written in STYLES:
            return STYLES[written]
    elif written == "multi":
        ledger.lose(
            "only in a query or a form can a list be sent as `multi`; its values are separated by commas", place
        )
        written = "csv"
    if written == "csv":
        return "simple", False
    named = "form" if location == "formData" else location
    ledger.lose(
        f"a list as `{written}` in a {named} has no equal in OpenAPI 3; it is read as one text, separators and all",
        place,
    )
    return None
