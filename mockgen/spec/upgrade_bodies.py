"""What an operation of Swagger 2.0 is sent and what it answers, by media type.

Sources: Swagger 2.0, "Parameter Object" (`body`, `formData`), "Response Object", "Example Object", and
`consumes` and `produces` of "Swagger Object" and "Operation Object".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mockgen.spec.document import essence_of, is_json
from mockgen.spec.pointers import escape
from mockgen.spec.schemas import or_empty, separable
from mockgen.spec.upgrade_ledger import Ledger
from mockgen.spec.upgrade_values import describe

Node = Mapping[str, Any]

ANY = "*/*"
"""Where a document names no media type, none is excluded."""
JSON = "application/json"
BINARY = "application/octet-stream"
URL_ENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
STRUCTURED = ("json", "xml", "yaml", "urlencoded", "csv", "cbor", "msgpack", "protobuf")
"""Words in the names of media types in which objects and lists have a form."""


class Placed(NamedTuple):
    """A mapping and the pointer to it."""

    node: Node
    pointer: str


def media_types(operation: Node, root: Node, key: str) -> list[str]:
    """Return what an operation `consumes` or `produces`; its own list, even an empty one, replaces the document's."""
    written = operation.get(key, root.get(key))
    listed = written if isinstance(written, list) else [written]
    return list(dict.fromkeys(name for name in listed if isinstance(name, str) and name.strip()))


def body(parameter: Placed, consumed: Sequence[str], pointer: str, ledger: Ledger) -> dict[str, Any]:
    """Return the request body that a parameter in `body` is, to stand at `pointer`."""
    node, old = parameter
    media = {"schema": node["schema"]} if "schema" in node else {}
    names = consumed or (ANY,)
    for name in names:
        ledger.move(old, f"{pointer}/content/{escape(name)}")
    ledger.move(old, pointer)
    return {**_notes(node), "content": dict.fromkeys(names, media)}


def form(fields: Sequence[Placed], consumed: Sequence[str], pointer: str, ledger: Ledger) -> dict[str, Any]:
    """Return the request body that parameters in `formData` make up, to stand at `pointer`."""
    properties, encoding = {}, {}
    names = _form_types(fields, consumed, ledger)
    for node, old in fields:
        field = str(node["name"])
        value = describe(node, "formData", old, ledger)
        is_joined = value.style and not value.explode and not _holds_files(value.schema)
        properties[field] = _field(node, separable(value.schema, value.style) if is_joined else value.schema)
        if is_joined:
            encoding[field] = {"style": value.style, "explode": False}
        for name in names:
            ledger.move(old, f"{pointer}/content/{escape(name)}/schema/properties/{escape(field)}")
    ledger.move(fields[0].pointer, pointer)
    required = [str(node["name"]) for node, _ in fields if node.get("required") is True]
    schema = {"type": "object", "properties": properties, "required": required}
    media = {"schema": schema, "encoding": encoding}
    return {"required": bool(required), "content": dict.fromkeys(names, media)}


def _notes(node: Node) -> dict[str, Any]:
    return {key: node[key] for key in ("required", "description") if key in node}


def _field(node: Node, schema: Any) -> Any:
    """Return the schema of a form field, with what is said of the field around it."""
    if node.get("allowEmptyValue") is True:
        schema = or_empty(schema)
    notes = {key: node[key] for key in ("description", "deprecated") if key in node}
    return {**schema, **notes} if isinstance(schema, Mapping) and "$ref" not in schema else schema


def _form_types(fields: Sequence[Placed], consumed: Sequence[str], ledger: Ledger) -> list[str]:
    """Return the media types in which a form travels."""
    forms = [name for name in consumed if essence_of(name) in (URL_ENCODED, MULTIPART)]
    files = [pointer for node, pointer in fields if _holds_files(node)]
    taken = [name for name in forms if essence_of(name) == MULTIPART or not files]
    if taken:
        return taken
    if forms:
        ledger.lose(f"a file cannot travel url-encoded; the form is sent as {MULTIPART}", files[0])
        return [MULTIPART]
    chosen = MULTIPART if files else URL_ENCODED
    if consumed:
        ledger.lose(f"`consumes` names no media type of a form; the form is sent as {chosen}", fields[0].pointer)
    return [chosen]


def _holds_files(node: Any) -> bool:
    if not isinstance(node, Mapping):
        return False
    return node.get("type") == "file" or (node.get("type") == "array" and _holds_files(node.get("items")))


def content(response: Placed, meant: Any, produced: Sequence[str], pointer: str, ledger: Ledger) -> dict[str, Any]:
    """Return the content of a response, to stand at `pointer`; without a schema or an example it has none.

    Args:
        response: a response and where it stands.
        meant: its schema, references followed.
        produced: what its operation `produces`.
        pointer: where the content is to stand.
        ledger: told of what is read otherwise than written.
    """
    node, old = response
    written = node.get("examples")
    examples = {str(name): value for name, value in written.items()} if isinstance(written, Mapping) else {}
    shown = [name for name in examples if "/" in name]
    names: Sequence[str]
    if "schema" not in node:
        names = shown
    elif _holds_files(meant):
        names = _file_types(produced, old, ledger)
    else:
        names = _answer_types(meant, produced, shown, old, ledger)
    found: dict[str, Any] = {}
    for name in names:
        media = {"schema": node["schema"]} if "schema" in node else {}
        example = next((key for key in shown if essence_of(key) == essence_of(name)), None)
        found[name] = media if example is None else {**media, "example": examples[example]}
        ledger.move(old, f"{pointer}/{escape(name)}")
    return found


def _file_types(produced: Sequence[str], pointer: str, ledger: Ledger) -> Sequence[str]:
    binary = [name for name in produced if not is_json(name)]
    if produced and not binary:
        ledger.lose(f"a file is answered as JSON; it is read as bytes, {BINARY}", f"{pointer}/schema")
    return binary or [BINARY]


def _answer_types(
    meant: Any, produced: Sequence[str], shown: Sequence[str], pointer: str, ledger: Ledger
) -> Sequence[str]:
    """Return the media types of an answer that is no file: `produces` often speaks of the successful one alone."""
    names = list(produced) or [ANY]
    known = set(map(essence_of, names))
    more = [] if ANY in known else [name for name in shown if essence_of(name) not in known]
    for name in more:
        ledger.lose(
            "an example is of a media type that `produces` does not name; the answer may have it too",
            f"{pointer}/examples/{escape(name)}",
        )
    if _is_structure(meant) and not any(map(carries_structures, [*names, *more])):
        ledger.lose(
            f"an answer is an object or a list, and `produces` names no media type for one; {JSON} is taken too",
            f"{pointer}/schema",
        )
        more = [JSON]
    return [*names, *more]


def _is_structure(schema: Any) -> bool:
    if not isinstance(schema, Mapping):
        return False
    return schema.get("type") in ("object", "array") or bool({"properties", "allOf"} & set(schema))


def carries_structures(media_type: str) -> bool:
    """Tell whether objects and lists have a form in a media type."""
    named = essence_of(media_type)
    return "*" in named or named.startswith("multipart/") or any(word in named for word in STRUCTURED)
