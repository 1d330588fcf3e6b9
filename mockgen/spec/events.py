"""Webhooks that the configuration declares, as parts of the document that has none.

They are added to the bundled tree, so that everything after it reads them like the document's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockgen.diagnostics import Diagnostic, Location, Severity, did_you_mean
from mockgen.errors import UsageError
from mockgen.spec.declared import DeclaredEvent, DeclaredEvents
from mockgen.spec.path_items import entries
from mockgen.spec.pointers import at, escape

SCHEMAS = ("/components/schemas", "/definitions")
"""Where a document has the schemas that an event may name: OpenAPI 3, Swagger 2.0."""


def add_events(tree: dict[str, Any], declared: DeclaredEvents) -> None:
    """Add what is declared to the `webhooks` of a tree.

    Args:
        tree: bundled.
        declared: the webhooks to add.

    Raises:
        UsageError: an event names a schema that is not there, or a webhook that is.
    """
    if not declared.events:
        return
    taken = {entry.path for entry in entries(tree, "webhooks")}
    wrong: list[Diagnostic] = []
    file = Location(declared.file)
    for name, event in declared.events.items():
        place = f"{declared.place}.{name}"
        reference = _reference(tree, event.schema)
        if not reference:
            hint = did_you_mean(event.schema, _schemas(tree))
            message = f'{place}: there is no schema "{event.schema}"'
            wrong.append(Diagnostic(Severity.ERROR, message, file, hint))
        elif name in taken:
            message = f"{place}: the document has a webhook of this name"
            wrong.append(Diagnostic(Severity.ERROR, message, file, "choose another"))
        else:
            tree["webhooks"] = {**_mapping(tree.get("webhooks")), name: _path_item(event, reference)}
    if wrong:
        raise UsageError(wrong)


def _path_item(event: DeclaredEvent, reference: str) -> dict[str, Any]:
    """Return a path item in a form that every version of OpenAPI reads alike."""
    schema: dict[str, Any] = {"$ref": reference}
    if event.constants:
        fixed = {name: {"enum": [value]} for name, value in event.constants.items()}
        schema = {"allOf": [schema, {"type": "object", "properties": fixed, "required": [*fixed]}]}
    headers = [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string", "enum": [value]}}
        for name, value in event.headers.items()
    ]
    body = {"required": True, "content": {event.media_type: {"schema": schema}}}
    return {"post": {"parameters": headers, "requestBody": body, "responses": {}}}


def _reference(tree: Mapping[str, Any], name: str) -> str:
    for place in SCHEMAS:
        if at(tree, f"{place}/{escape(name)}") is not None:
            return f"#{place}/{escape(name)}"
    return ""


def _schemas(tree: Mapping[str, Any]) -> list[str]:
    return [name for place in SCHEMAS for name in _mapping(at(tree, place))]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
