"""`contract.json`: the document without its prose, one line per operation and per schema.

A line can be read without parsing the others, and a change of the spec shows as the lines that it changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from mockgen.spec.document import Document, MediaType, Operation, Parameter, SecurityScheme, Server
from mockgen.spec.schemas import Schema, strip_prose, walk

FORBID = "forbid"


def contract_text(
    name: str, document: Document, checks: Mapping[str, Schema], locale: str = "", undeclared: str = FORBID
) -> str:
    """Return the file's text: JSON, LF line ends, a line for each operation, webhook and schema.

    Args:
        name: of the service.
        document: what it does.
        checks: further schemas, by name, that factories ask.
        locale: of the fakes, "" for the usual one.
        undeclared: what becomes of names that the document does not declare: `forbid`, `warn` or `allow`.
    """
    service = {
        "name": name,
        "title": document.title,
        "version": document.version,
        "servers": server_nodes(document.servers),
        "securitySchemes": {scheme.name: scheme_node(scheme) for scheme in document.schemes},
        **({"partial": True} if any(not each.is_webhook for each in document.left_out) else {}),
        **({"locale": locale} if locale else {}),
        **({} if undeclared == FORBID else {"undeclared": undeclared}),
    }
    schemas = {found: contract_schema(schema) for found, schema in {**document.schemas, **checks}.items()}
    sections = [
        '"openapi": "3.1.0"',
        f'"service": {line(service)}',
        section("operations", ((operation.key, operation_node(operation)) for operation in document.operations)),
        section("webhooks", ((operation.key, operation_node(operation)) for operation in document.webhooks)),
        section("schemas", sorted(schemas.items())),
    ]
    return "{\n" + ",\n".join(sections) + "\n}\n"


def contract_schema(schema: Schema) -> Schema:
    """Return a schema without its prose.

    Where a discriminator has a default, which takes any value, what the other values mean is written out: the default
    would take their payloads too.
    """
    stripped: Schema = strip_prose(schema)
    for node in list(walk(stripped)):
        told = node.get("discriminator", {})
        if "defaultMapping" not in told:
            continue
        for value, target in sorted(told["mapping"].items()):
            if target != told["defaultMapping"]:
                is_told = {"properties": {told["propertyName"]: {"const": value}}, "required": [told["propertyName"]]}
                node.setdefault("allOf", []).append({"if": is_told, "then": {"$ref": target}})
    return stripped


def section(name: str, entries: Iterable[tuple[str, Any]]) -> str:
    """Return an object with one line for each entry."""
    return f"{line(name)}: {{\n" + ",\n".join(f"{line(key)}: {line(node)}" for key, node in entries) + "\n}"


def line(value: Any) -> str:
    """Return JSON on one line, in ASCII."""
    return json.dumps(value, ensure_ascii=True, separators=(", ", ": "), allow_nan=False)


def operation_node(operation: Operation) -> dict[str, Any]:
    """Return one operation: OpenAPI 3.1's operation object, with nothing left to a default."""
    node: dict[str, Any] = {"parameters": [parameter_node(found) for found in operation.parameters]}
    if operation.body:
        node["requestBody"] = {"required": operation.body.required, "content": content_node(operation.body.content)}
    node["responses"] = {
        response.status: {
            "headers": {
                header.name: {"required": header.required, "schema": contract_schema(header.schema)}
                for header in response.headers
            },
            "content": content_node(response.content),
        }
        for response in operation.responses
    }
    node["security"] = [{scheme: [] for scheme in alternative} for alternative in operation.security]
    if operation.servers:
        node["servers"] = server_nodes(operation.servers)
    return node


def server_nodes(servers: Iterable[Server]) -> list[dict[str, str]]:
    """Return servers by their URLs, each once."""
    return [{"url": url} for url in dict.fromkeys(server.url for server in servers)]


def parameter_node(parameter: Parameter) -> dict[str, Any]:
    """Return one parameter."""
    node: dict[str, Any] = {"name": parameter.name, "in": parameter.location, "required": parameter.required}
    schema = contract_schema(parameter.schema)
    if parameter.media_type:
        return {**node, "content": {parameter.media_type: {"schema": schema}}}
    return {**node, "style": parameter.style, "explode": parameter.explode, "schema": schema}


def content_node(content: Iterable[MediaType]) -> dict[str, Any]:
    """Return the media types of a body."""
    out: dict[str, Any] = {}
    for media in content:
        node: dict[str, Any] = {} if media.schema is None else {"schema": contract_schema(media.schema)}
        if media.encoding:
            node["encoding"] = encoding_node(media.encoding)
        if media.framing:
            node["framing"] = media.framing
        out[media.name] = node
    return out


def encoding_node(encoding: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an encoding says of how a field travels."""
    kept = ("contentType", "style", "explode", "allowReserved")
    return {
        str(name): {key: entry[key] for key in kept if key in entry}
        for name, entry in encoding.items()
        if isinstance(entry, Mapping)
    }


def scheme_node(scheme: SecurityScheme) -> dict[str, str]:
    """Return one security scheme."""
    if scheme.kind == "apiKey":
        return {"type": "apiKey", "in": scheme.location, "name": scheme.parameter}
    if scheme.kind in ("bearer", "oauth2", "basic"):
        return {"type": "http", "scheme": "basic" if scheme.kind == "basic" else "bearer"}
    return {"type": "mutualTLS"}
