"""How values travel: parameter styles and request bodies.

Small pure functions after OpenAPI 3.1 ("Style Values", "Encoding Object"), RFC 6570 and
RFC 3986. What they give is percent-encoded already: a delimiter of a style stands bare
and the same character within a value is encoded, so that the two can be told apart.
Where a style has no encoding for its own delimiter, a value that holds it is refused.

`None` in place of a parameter is its absence. Within an array or an object it is the
empty text, since the styles have no null. An empty array or object is absent too
(RFC 6570, section 2.3).
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
import math
import mimetypes
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import IO, Any, Literal, TypeAlias
from urllib.parse import quote

from .records import Record, encode, scalar_text

Pairs: TypeAlias = tuple[tuple[str, str], ...]
"""Names and values, percent-encoded both, in the order in which they travel."""

Style: TypeAlias = Literal[
    "form",
    "commaDelimited",
    "spaceDelimited",
    "pipeDelimited",
    "deepObject",
    "json",
]
"""A style of a form field; `commaDelimited` is `form` without `explode`."""

_Named: TypeAlias = tuple[str | None, object] | tuple[str | None, object, str]
_Described: TypeAlias = tuple[str | None, object, str | None, Mapping[str, str]]
FilePart: TypeAlias = str | bytes | IO[bytes] | _Named | _Described
"""A file of a multipart body: its content, or (file name, content, type, headers)."""

# RFC 3986, section 2.2, without those that a query or a form gives a meaning: #[]&+=
_RESERVED = ":/?@!$'()*,;"
_ENCODED = re.compile("(%[0-9A-Fa-f]{2})")
_HEADER = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_COOKIE = re.compile(r"[!#-:<-\[\]-~]*")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z\[\]-]+")


def text(value: object, name: str = "value") -> str:
    """Return the wire text of a scalar.

    Booleans and numbers are spelled as in JSON, but never with an exponent; dates and
    times as in RFC 3339; an enum member is its value and `None` is the empty text.

    Raises:
        TypeError: the value is no scalar; the message holds `name`.
        ValueError: it is a number that is not finite, or a datetime without time zone.
    """
    if isinstance(value, Enum):
        return text(value.value, name)
    if value is None:
        return ""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        return _float_text(value, name)
    return scalar_text(value, name)


def _float_text(value: float, name: str) -> str:
    if not math.isfinite(value):
        raise ValueError(f"{name}: {value} is no number that can be sent")
    digits = float.__repr__(value)
    if "e" not in digits:
        return digits
    return format(Decimal(digits), "f")


def form(
    name: str,
    value: object,
    *,
    explode: bool = True,
    allow_reserved: bool = False,
) -> Pairs:
    """Return a parameter in style `form`, for a query, a cookie or a form body.

    Args:
        name: its wire name.
        value: a scalar, a list or a mapping. In an exploded mapping a list repeats its
            property; what is nested deeper travels as JSON text.
        explode: one pair for each item or property, else all in one, between commas.
        allow_reserved: leave reserved characters bare (OpenAPI 3.1, "Fixed Fields for
            use with schema") but for `#[]&+=`, which mean something in a query.
    """
    if value is None:
        return ()
    safe = _RESERVED if allow_reserved else ""
    if explode:
        members = _exploded(name, value)
        return tuple((_encoded(key), _encoded(each, safe)) for key, each in members)
    parts = _parts(value, name)
    if parts is None:
        return ((_encoded(name), _encoded(text(value, name), safe)),)
    return _joined(name, parts, ",", safe.replace(",", ""))


def space_delimited(name: str, value: object, *, explode: bool = False) -> Pairs:
    """Return a parameter in style `spaceDelimited`: `ids=1%202`; a space is refused."""
    return _delimited(name, value, " ", explode)


def pipe_delimited(name: str, value: object, *, explode: bool = False) -> Pairs:
    """Return a parameter in style `pipeDelimited`: `ids=1%7C2`; a `|` is refused."""
    return _delimited(name, value, "|", explode)


def deep_object(name: str, value: object) -> Pairs:
    """Return a parameter in style `deepObject`: `filter[a][b]=1`, `ids[]=2`.

    OpenAPI defines it for flat objects. Nested ones go on in brackets, the scalars of a
    list stand behind empty ones, `ids[]=1`, and its objects are numbered,
    `lines[0][sku]=…`: each is what the most form readers understand.

    Raises:
        ValueError: a property's name is empty or holds a bracket.
    """
    pairs = () if value is None else _deep(name, value)
    return tuple((_encoded(key), _encoded(each)) for key, each in pairs)


def json_parameter(name: str, value: object) -> Pairs:
    """Return a parameter whose content is `application/json`."""
    return () if value is None else ((_encoded(name), _encoded(_json_text(value))),)


def cookie(name: str, value: object, *, explode: bool = True) -> Pairs:
    """Return a parameter in style `cookie` (OpenAPI 3.2), which encodes nothing.

    Raises:
        ValueError: a cookie cannot hold it (RFC 6265, section 4.1.1): a space, a quote,
            a semicolon, a backslash, what is not ASCII, or a comma within an item.
    """
    members = _exploded(name, value)
    if not explode and value is not None:
        parts = _parts(value, name)
        if parts is not None:
            _refuse_within(name, parts, ",")
            members = [(name, ",".join(parts))] if parts else []
    for key, each in members:
        if not _COOKIE.fullmatch(each) or not _TOKEN.fullmatch(key):
            raise ValueError(f"{name}: a cookie cannot hold {each!r}")
    return tuple(members)


def simple(value: object, *, explode: bool = False) -> str | None:
    """Return the text of a header, in style `simple`, which is not percent-encoded.

    Raises:
        ValueError: a header cannot hold it: a control character, a character outside
            of Latin-1, a space at an end; within a part of a list or an object a comma,
            within an exploded name `=`.
    """
    if value is None:
        return None
    parts = _parts(value, "a header", explode=explode)
    if parts is None:
        return _header_text(text(value, "a header"))
    _refuse_within("a header", parts, ",")
    plain = _plain(value)
    if explode and isinstance(plain, Mapping):
        _refuse_within("a header", [text(name) for name in plain], "=")
    return ",".join(_header_text(part) for part in parts) if parts else None


def json_header(value: object) -> str | None:
    """Return the text of a header whose content is `application/json`, in ASCII."""
    return None if value is None else _json_text(value)


def json_segment(value: object, name: str = "a path value") -> str:
    """Return a path parameter whose content is `application/json`."""
    if value is None:
        raise ValueError(f"{name} is empty: a path needs a value there")
    return _encoded(_json_text(value))


def segment(value: object, name: str = "a path value", *, explode: bool = False) -> str:
    """Return a path parameter in style `simple`, as one segment of a path.

    Args:
        value: a scalar, a list or a mapping.
        name: how errors call it.
        explode: write a mapping as `a=1,b=2` instead of `a,1,b,2`.

    Raises:
        ValueError: the value is empty, or `.` or `..`, which clients and servers
            resolve even when percent-encoded (RFC 3986, sections 2.3 and 5.2.4).
    """
    parts = _parts(value, name, explode=explode, encoded=_encoded)
    joined = _encoded(text(value, name)) if parts is None else ",".join(parts)
    if joined in (".", ".."):
        raise ValueError(f"{name}: {joined!r} in a path would mean another path")
    return _filled(joined, name)


def label(value: object, name: str = "a path value", *, explode: bool = False) -> str:
    """Return a path parameter in style `label`: `.a`, `.a,b` or, exploded, `.a.b`.

    Raises:
        ValueError: the value is empty, is `.`, or is an exploded list of which an item
            holds a dot, which has no encoded form (RFC 3986, section 2.3).
    """
    parts = _parts(value, name, explode=explode, encoded=_encoded)
    if explode and parts is not None:
        _refuse_within(name, parts, ".")
    delimiter = "." if explode else ","
    joined = _encoded(text(value, name)) if parts is None else delimiter.join(parts)
    if joined == ".":
        raise ValueError(f"{name}: '..' in a path would mean another path")
    return "." + _filled(joined, name)


def matrix(name: str, value: object, *, explode: bool = False) -> str:
    """Return a path parameter in style `matrix`: `;a=1,2` or, exploded, `;a=1;a=2`.

    Raises:
        ValueError: there is no value: `None`, or an empty list or mapping.
    """
    members = _exploded(name, value) if explode else ()
    parts = _parts(value, name, encoded=_encoded)
    if value is None or parts == []:
        raise ValueError(f"{name} is empty: a path needs a value there")
    if not explode or parts is None:
        joined = _encoded(text(value, name)) if parts is None else ",".join(parts)
        return f";{_encoded(name)}={joined}" if joined else f";{_encoded(name)}"
    return "".join(f";{_encoded(key)}={_encoded(each)}" for key, each in members)


@dataclass(frozen=True, slots=True)
class Body:
    """A request body as it travels.

    Attributes:
        content_type: the media type, with a multipart body's boundary.
        data: the bytes, or an open binary file that is sent from where it stands.
    """

    content_type: str
    data: bytes | IO[bytes]


def json_body(
    value: object,
    content_type: str = "application/json",
    *,
    nullable: bool = False,
) -> Body | None:
    """Return a JSON body; `None` is no body, or JSON's null where `nullable`."""
    if value is None and not nullable:
        return None
    return Body(content_type, _json_text(value).encode())


def form_body(
    value: Mapping[str, Any] | Record | str | bytes | None,
    styles: Mapping[str, Style] | None = None,
) -> Body | None:
    """Return an `application/x-www-form-urlencoded` body.

    Args:
        value: properties by wire name; text is a form that is encoded already.
        styles: the style of those properties for which the document gives one. Without,
            a scalar is text, a list repeats its name, an object is JSON text (OpenAPI
            3.1, "Encoding Object": the default of `contentType`).
    """
    if value is None:
        return None
    if isinstance(value, str | bytes):
        return raw_body(value, _FORM)
    chosen = styles or {}
    fields = _properties(value)
    pairs = [pair for k, v in fields for pair in _form_field(k, v, chosen.get(k))]
    data = "&".join(f"{key}={each}" for key, each in pairs)
    return Body(_FORM, data.encode())


def multipart_body(
    value: object,
    types: Mapping[str, str] | None = None,
    styles: Mapping[str, Style] | None = None,
    *,
    media_type: str = "multipart/form-data",
) -> Body | None:
    """Return a multipart body (RFC 2046, RFC 7578); its content gives its boundary.

    Args:
        value: properties by wire name, each a named part; a list is parts without
            names. Bytes or an open file is a file, and so is a `FilePart` tuple, but
            for one without a file name. A list repeats its name; an object is a JSON
            part; anything else is text.
        types: the media type of those parts for which the document gives one; of
            several or a range (`image/png, image/*`) that which the file's name tells.
        styles: the style of those lists that travel in one part. A part has no escape
            for the delimiter, so an item that holds it is refused with a `ValueError`.
        media_type: the kind of multipart.
    """
    if value is None:
        return None
    plain, joined = _plain(value), styles or {}
    if isinstance(plain, Mapping):
        fields = ((k, _one_part(k, v, joined.get(k))) for k, v in plain.items())
        named = [(k, v) for k, many in fields for v in _items(many)]
    else:
        named = [("", v) for v in _items(plain)]
    chosen = types or {}
    parts = [_part(name, each, chosen.get(name, "")) for name, each in named]
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update(part)
    boundary = digest.hexdigest()
    data = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts)
    end = b"--%s--\r\n" % boundary.encode()
    return Body(f"{media_type}; boundary={boundary}", data + end)


def lines_body(values: Iterable[object] | None, content_type: str) -> Body | None:
    """Return values as lines of JSON: `application/x-ndjson` and its like."""
    if values is None:
        return None
    lines = [f"{_json_text(value)}\n" for value in values]
    return Body(content_type, "".join(lines).encode())


def raw_body(value: bytes | str | IO[bytes] | None, content_type: str) -> Body | None:
    """Return a body that is sent as it is; a string is sent in UTF-8."""
    if value is None:
        return None
    return Body(content_type, value.encode() if isinstance(value, str) else value)


def _encoded(value: str, safe: str = "") -> str:
    """Return `value` percent-encoded.

    Where characters are safe, what is percent-encoded already stays (RFC 6570, 3.2.3).
    """
    if not safe:
        return quote(value, safe="")
    parts = _ENCODED.split(value)
    return "".join(p if _ENCODED.fullmatch(p) else quote(p, safe=safe) for p in parts)


def _plain(value: object) -> object:
    return value.raw if isinstance(value, Record) else value


def _properties(value: Mapping[str, Any] | Record) -> Iterable[tuple[str, Any]]:
    return (value.raw if isinstance(value, Record) else value).items()


def _many(value: object) -> Iterable[Any]:
    return value if isinstance(value, list | tuple) else (value,)


def _items(value: object) -> list[Any]:
    # a tuple is a file
    return value if isinstance(value, list) else [value]


def _one_part(name: str, value: object, style: Style | None) -> object:
    """Return a list as the text of one part, where it has a style; else the value."""
    if style not in _DELIMITERS or not isinstance(value, list) or not value:
        return value
    parts = _parts(value, name) or []
    _refuse_within(name, parts, _DELIMITERS[style])
    return _DELIMITERS[style].join(parts)


def _json_text(value: object) -> str:
    return json.dumps(encode(value), separators=(",", ":"), allow_nan=False)


def _member_text(value: object, name: str) -> str:
    """Return the text of an item or a property: JSON where it is itself a structure."""
    plain = _plain(value)
    if isinstance(plain, Mapping | list | tuple):
        return _json_text(plain)
    return text(plain, name)


def _parts(
    value: object,
    name: str,
    *,
    explode: bool = False,
    encoded: Callable[[str], str] = str,
) -> list[str] | None:
    """Return the parts of a list or a mapping that a delimiter joins; None of a scalar.

    An exploded mapping gives `a=1`, one that is not gives `a` and `1`.
    """
    plain = _plain(value)
    if isinstance(plain, list | tuple):
        return [encoded(_member_text(each, name)) for each in plain]
    if not isinstance(plain, Mapping):
        return None
    members = [(text(k), _member_text(v, name)) for k, v in plain.items()]
    pairs = [(encoded(key), encoded(each)) for key, each in members]
    if explode:
        return [f"{key}={each}" for key, each in pairs]
    return [part for pair in pairs for part in pair]


def _exploded(name: str, value: object) -> list[tuple[str, str]]:
    """Return the names and texts of an exploded value, not yet encoded."""
    plain = _plain(value)
    if plain is None:
        return []
    if isinstance(plain, list | tuple):
        return [(name, _member_text(each, name)) for each in plain]
    if not isinstance(plain, Mapping):
        return [(name, text(plain, name))]
    members = [(text(key), each) for key, many in plain.items() for each in _many(many)]
    return [(key, _member_text(each, key)) for key, each in members]


def _joined(name: str, parts: list[str], delimiter: str, safe: str) -> Pairs:
    if not parts:
        return ()
    return ((_encoded(name), delimiter.join(_encoded(each, safe) for each in parts)),)


def _delimited(name: str, value: object, delimiter: str, explode: bool) -> Pairs:
    parts = _parts(value, name)
    if explode or parts is None:
        return form(name, value)
    _refuse_within(name, parts, delimiter)
    return _joined(name, parts, _encoded(delimiter), "")


def _refuse_within(name: str, parts: list[str], delimiter: str) -> None:
    for part in parts:
        if delimiter in part:
            message = f"{name}: {delimiter!r} separates the items, so none may hold it"
            raise ValueError(message)


def _deep(name: str, value: object) -> list[tuple[str, str]]:
    plain = _plain(value)
    if isinstance(plain, Mapping):
        for key in plain:
            if not isinstance(key, str) or not key or "[" in key or "]" in key:
                raise ValueError(f"{name}: brackets cannot hold the name {key!r}")
        members = list(plain.items())
    elif isinstance(plain, list | tuple):
        numbered = any(isinstance(_plain(v), Mapping | list | tuple) for v in plain)
        members = [(index if numbered else "", v) for index, v in enumerate(plain)]
    else:
        return [(name, text(plain, name))]
    return [pair for key, each in members for pair in _deep(f"{name}[{key}]", each)]


def _header_text(value: str) -> str:
    if not _HEADER.fullmatch(value) or value != value.strip():
        raise ValueError("a header holds Latin-1 text without a space at an end")
    return value


def _filled(joined: str, name: str) -> str:
    if not joined:
        raise ValueError(f"{name} is empty: a path needs a value there")
    return joined


def _part(name: str, value: object, documented: str) -> bytes:
    """Return one part of a multipart body, head and content."""
    part = _part_content(name, value, documented)
    lines = []
    if name or part.file_name is not None:
        shown = [f'name="{_quoted(name)}"'] if name else []
        if part.file_name is not None:
            shown.append(f'filename="{_quoted(part.file_name)}"')
        kind = "form-data" if name else "attachment"
        lines.append(f"Content-Disposition: {'; '.join([kind, *shown])}")
    if part.media_type:
        lines.append(f"Content-Type: {_header_text(part.media_type)}")
    for header, given in part.headers.items():
        if not _TOKEN.fullmatch(header):
            raise ValueError(f"{name}: {header!r} is no name of a header")
        lines.append(f"{header}: {_header_text(given)}")
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + part.content


@dataclass(frozen=True, slots=True)
class _Part:
    content: bytes
    media_type: str
    file_name: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def _part_content(name: str, value: Any, documented: str) -> _Part:
    """Return one part; `documented` are its media types in the document, if any."""
    if isinstance(value, tuple):
        file_name, content, *more = value
        part = _part_content(name, content, documented)
        if file_name is None:
            given = part.media_type if part.file_name is None else ""
        else:
            given = _media_type(documented, str(file_name)) or _BINARY
        return _Part(
            part.content,
            more[0] if more and more[0] else given,
            None if file_name is None else str(file_name),
            more[1] if len(more) > 1 else {},
        )
    media_type = _media_type(documented, name)
    if isinstance(value, bytes | bytearray):
        return _Part(bytes(value), media_type or _BINARY, name or None)
    if hasattr(value, "read"):
        path = getattr(value, "name", None)
        file_name = (os.path.basename(path) if isinstance(path, str) else "") or name
        media_type = _media_type(documented, file_name)
        return _Part(_file_content(value), media_type or _BINARY, file_name or "file")
    if isinstance(value, Mapping | Record | list):
        return _Part(_json_text(value).encode(), media_type or "application/json")
    if _is_json(media_type):
        return _Part(_json_text(value).encode(), media_type)
    return _Part(text(value, name).encode(), media_type)


def _media_type(documented: str, file_name: str) -> str:
    """Return the media type of a part: of several, that which its file name tells."""
    kinds = [kind.strip() for kind in documented.split(",")]
    guessed = mimetypes.guess_type(file_name)[0] or ""
    if len(kinds) == 1 and "*" not in kinds[0]:
        return documented
    for kind in kinds:
        if guessed and fnmatch.fnmatchcase(guessed, kind.lower()):
            return guessed
    return next((kind for kind in kinds if kind and "*" not in kind), guessed)


def _file_content(value: Any) -> bytes:
    content = value.read() if hasattr(value, "read") else value
    return content.encode() if isinstance(content, str) else bytes(content)


def _is_json(media_type: str) -> bool:
    essence = media_type.partition(";")[0].strip().lower()
    return essence in ("application/json", "text/json") or essence.endswith("+json")


def _quoted(value: str) -> str:
    """Return a name as `multipart/form-data` writes it (HTML Standard, 4.10.21.8)."""
    return value.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _comma_delimited(name: str, value: object) -> Pairs:
    return form(name, value, explode=False)


def _form_field(name: str, value: object, style: Style | None) -> Pairs:
    """Return a property of a form body; an explicit null is the empty text."""
    if value is None:
        return ((_encoded(name), ""),)
    if style is not None:
        return _STYLES[style](name, value)
    texts = (_member_text(each, name) for each in _many(value))
    return tuple((_encoded(name), _encoded(each)) for each in texts)


_BINARY = "application/octet-stream"
_FORM = "application/x-www-form-urlencoded"
_DELIMITERS: dict[Style | None, str] = {
    "commaDelimited": ",",
    "spaceDelimited": " ",
    "pipeDelimited": "|",
}
_STYLES: dict[Style, Callable[[str, object], Pairs]] = {
    "form": form,
    "commaDelimited": _comma_delimited,
    "spaceDelimited": space_delimited,
    "pipeDelimited": pipe_delimited,
    "deepObject": deep_object,
    "json": json_parameter,
}
