"""Bodies, from bytes back to values: JSON, forms, multipart and text; any other is opaque.

Sources: OpenAPI 3.1, "Media Type Object", "Encoding Object" and "Special Considerations for
multipart Content"; RFC 7578 (multipart/form-data); WHATWG URL (application/x-www-form-urlencoded).
"""

from __future__ import annotations

import dataclasses
import email.parser
import email.policy
import functools
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, unquote_plus

import requests

from mockgen.testing import brackets
from mockgen.testing.casting import Caster, Choice, Given, Raw
from mockgen.testing.components import Schema
from mockgen.testing.framing import unframed
from mockgen.testing.json_values import is_json, parse_json
from mockgen.testing.styles import delimited
from mockgen.testing.undeclared import Shapes

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


class Opaque:
    """A body that cannot be read: a stream, or of a media type that is not taken apart."""


OPAQUE = Opaque()


class Unreadable(ValueError):
    """A body is not what its media type says."""


@dataclasses.dataclass(frozen=True)
class Field:
    """One field of a form, or one part of a multipart body.

    Attributes:
        raw_text: the text as it would travel url-encoded, with the delimiters of lists bare.
    """

    name: str
    leaf: Raw
    raw_text: str = ""


def essence(media_type: str) -> str:
    """Return a media type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def matching(content_type: str, documented: Iterable[str]) -> str | None:
    """Return the documented media type or range that fits best (RFC 9110, section 12.5.1)."""
    wanted = essence(content_type)
    kind, _, subtype = wanted.partition("/")
    suffixes = {f"{kind}/*+{subtype.rpartition('+')[2]}"} if "+" in subtype else set()
    ranks = ({wanted}, suffixes, {f"{kind}/*"}, {"*/*", "*"})
    exact = "".join(content_type.lower().split())
    known = sorted(documented, key=lambda key: "".join(key.lower().split()) != exact)
    return next((key for rank in ranks for key in known if essence(key) in rank), None)


def body_of(request: requests.PreparedRequest) -> bytes | Opaque | None:
    """Return the body of a request as bytes; None where it has none.

    A file is read and wound back; a generator cannot be read twice and is opaque.
    """
    body: Any = request.body
    if body is None or isinstance(body, bytes):
        return body or None
    if isinstance(body, str):
        return body.encode("utf-8", "surrogatepass") or None
    if not (hasattr(body, "read") and hasattr(body, "seek") and hasattr(body, "tell")):
        return OPAQUE
    start = body.tell()
    content = body.read()
    body.seek(start)
    return content.encode() if isinstance(content, str) else bytes(content)


class Bodies:
    """Reads bodies by the schemas of one contract."""

    def __init__(self, caster: Caster, shapes: Shapes):
        self._caster, self._shapes = caster, shapes

    def decode(self, content: bytes, content_type: str, media: dict[str, Any]) -> Any:
        """Return the value of a body, or `OPAQUE`.

        Args:
            content: the bytes as they travel.
            content_type: the header, parameters included.
            media: OpenAPI's Media Type Object: `schema`, `encoding`.

        Raises:
            Unreadable: the body is not of its media type.
        """
        schema, encoding = media.get("schema", True), media.get("encoding", {})
        kind = essence(content_type)
        if "framing" in media:
            return _items(content, media["framing"])
        if is_json(kind):
            return _json(content)
        has_fields = "object" in self._caster.kinds(schema)
        if kind == FORM and has_fields:
            return self._assemble(form_fields(content), schema, encoding)
        if kind == MULTIPART and has_fields:
            return self._assemble(multipart_fields(content, content_type), schema, encoding)
        if kind.startswith("text/") or kind == FORM:
            return self.text(_text(content), schema)
        return OPAQUE

    def text(self, text: str, schema: Schema) -> Any:
        """Return text as the scalar that `schema` wants; opaque where it wants a structure."""
        kinds = self._caster.kinds(schema)
        if kinds <= {"array", "object", "null"}:
            return OPAQUE
        return self._caster.cast(text, schema)

    def _assemble(self, fields: list[Field], schema: Schema, encoding: dict[str, dict[str, Any]]) -> Any:
        names = self._shapes.of(schema).names
        direct: dict[str, list[Field]] = {}
        nested: dict[str, list[tuple[tuple[str, ...], Raw]]] = {}
        for field in fields:
            base, path = (field.name, ()) if field.name in names else brackets.steps(field.name)
            if path:
                nested.setdefault(base, []).append((path, field.leaf))
            else:
                direct.setdefault(field.name, []).append(field)
        value = {name: self._property(name, own, schema, encoding.get(name, {})) for name, own in direct.items()}
        for base, entries in nested.items():
            value[base] = _tree(base, [((), value[base]), *entries] if base in value else entries)
        return self._caster.cast(value, schema)

    def _property(self, name: str, fields: list[Field], schema: Schema, encoding: dict[str, Any]) -> Raw:
        leaves = [self._leaf(field, encoding) for field in fields]
        if len(leaves) > 1:
            return leaves
        text = fields[0].raw_text
        shape = self._shapes.of(schema).property(name)
        if not text or shape is None or not isinstance(leaves[0], str):
            return leaves[0]
        forms: list[Raw] = []
        kinds = frozenset().union(*map(self._caster.kinds, shape.roots))
        if encoding.get("explode") is False:
            forms.extend(delimited(text, encoding.get("style", "form"), kinds, unquote_plus))
        forms.append(leaves[0])
        if kinds & {"array", "object"} and leaves[0][:1] in {"[", "{"}:
            forms.extend(_given(leaves[0]))
        return Choice(tuple(forms))

    @staticmethod
    def _leaf(field: Field, encoding: dict[str, Any]) -> Raw:
        if isinstance(field.leaf, str) and is_json(str(encoding.get("contentType", ""))):
            return next(iter(_given(field.leaf)), field.leaf)
        return field.leaf


def _given(text: str) -> list[Raw]:
    """Return `text` as JSON; none where it is not."""
    try:
        return [Given(parse_json(text))]
    except ValueError:
        return []


def _tree(base: str, entries: list[tuple[tuple[str, ...], Raw]]) -> Raw:
    try:
        return brackets.tree(entries)
    except brackets.ContradictoryNames as error:
        raise Unreadable(f"is contradictory: {base} {error}") from error


def _json(content: bytes) -> Any:
    try:
        return parse_json(content)
    except ValueError as error:
        raise Unreadable(f"is not JSON: {error}") from error


def _items(content: bytes, framing: str) -> list[Any]:
    try:
        return unframed(_text(content), framing)
    except ValueError as error:
        raise Unreadable(f"holds an item that is not JSON: {error}") from error


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def form_fields(content: bytes) -> list[Field]:
    """Return the fields of a form, in order."""
    found = []
    for part in _text(content).split("&"):
        name, _, value = part.partition("=")
        if part:
            found.append(Field(_unquoted(name), unquote_plus(value), value))
    return found


_unquoted = functools.lru_cache(maxsize=4096)(unquote_plus)
"""Names of fields are few, and escape each bracket."""


def multipart_fields(content: bytes, content_type: str) -> list[Field]:
    """Return the parts of a multipart body; a file is a string whose characters are its bytes.

    Raises:
        Unreadable: the boundary is missing, in the header or in the body.
    """
    head = b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n"
    message = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(head + content)
    if not message.is_multipart() or message.defects:
        raise Unreadable("is not multipart: its boundary is missing")
    return list(map(_part, message.get_payload()))


def _part(part: Any) -> Field:
    headers = {name.lower(): _header(name.lower(), value) for name, value in part.raw_items()}
    told = headers["content-disposition"].params if "content-disposition" in headers else {}
    name = told.get("name", "")
    content: bytes = part.get_payload(decode=True) or b""
    kind = headers["content-type"].content_type if "content-type" in headers else "text/plain"
    if is_json(kind):
        return Field(name, Given(_json(content)))
    if "filename" in told or not kind.startswith("text/"):
        return Field(name, Given(content.decode("latin-1")))
    text = _text(content)
    return Field(name, text, quote(text, safe=", |"))


@functools.lru_cache(maxsize=1024)
def _header(name: str, value: str) -> Any:
    """Return a header of a part, parsed: what takes longest, and is the same in many calls."""
    return email.policy.HTTP.header_fetch_parse(name, value)
