"""The document: a spec read, in one dialect. It knows nothing of Python output.

The shapes follow OpenAPI 3.1.1 (section 4.8); a schema is a plain mapping of JSON Schema 2020-12 whose only
references are `#/components/schemas/NAME`. See ARCHITECTURE.md for what is guaranteed.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar

from mockgen.diagnostics import Diagnostic
from mockgen.spec.schemas import Schema

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
JSON_TYPES = ("application/json", "text/json")
METHODS_ORDER = {method: index for index, method in enumerate(METHODS)}


class Placed(Protocol):
    """What stands at a method of a path."""

    @property
    def method(self) -> str:
        """In lower case."""

    @property
    def path(self) -> str:
        """As the document has it."""


Listed = TypeVar("Listed", bound=Placed)


@dataclasses.dataclass(frozen=True)
class Parameter:
    """A named input outside the body (section 4.8.12).

    Attributes:
        location: `path`, `query`, `header` or `cookie`.
        media_type: the media type of its value where it has `content`, else "" (then `style` tells).
    """

    name: str
    location: str
    required: bool
    schema: Schema
    style: str = "simple"
    explode: bool = False
    media_type: str = ""
    allow_reserved: bool = False
    description: str = ""
    deprecated: bool = False

    @property
    def is_json(self) -> bool:
        """Whether it travels as JSON text, whatever its shape."""
        return is_json(self.media_type)


@dataclasses.dataclass(frozen=True)
class Example:
    """A value that the document shows (section 4.8.19).

    Attributes:
        name: its key; `example` where it has none, then `example 2`.
        pointer: where it stands.
        problem: why its schema refuses it, "" if it does not.
    """

    name: str
    value: Any
    pointer: str
    problem: str = ""


@dataclasses.dataclass(frozen=True)
class MediaType:
    """One form of a body (section 4.8.14); `schema` is None where the document has none.

    Attributes:
        framing: how the items of a sequence travel (OpenAPI 3.2.0, section 4.14.3): `lines` of JSON, JSON in the `data`
            of server-sent events, whole `events`; "" for any other body. A sequence's schema is that of an array.
    """

    name: str
    schema: Schema | None
    encoding: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    framing: str = ""

    @property
    def essence(self) -> str:
        """The type without its parameters, in lower case."""
        return essence_of(self.name)


@dataclasses.dataclass(frozen=True)
class RequestBody:
    """What an operation is sent (section 4.8.13)."""

    required: bool
    content: tuple[MediaType, ...]
    description: str = ""


@dataclasses.dataclass(frozen=True)
class Header:
    """A header of an answer (section 4.8.21)."""

    name: str
    required: bool
    schema: Schema
    description: str = ""

    @property
    def is_framing(self) -> bool:
        """Whether it says how a body travels: then HTTP sees to it, and no fake makes it up."""
        return self.name.lower() in ("content-length", "content-encoding", "transfer-encoding", "connection")


@dataclasses.dataclass(frozen=True)
class Response:
    """One documented answer; `status` is `200`, `2XX` or `default` (section 4.8.16)."""

    status: str
    description: str = ""
    headers: tuple[Header, ...] = ()
    content: tuple[MediaType, ...] = ()


@dataclasses.dataclass(frozen=True)
class Operation:
    """One method on one path, whole in itself.

    Attributes:
        method: in lower case; a webhook's operation has its name as `path`.
        security: alternatives, each the schemes that are needed together; `((),)` allows anonymous calls
            and `()` asks for nothing.
    """

    method: str
    path: str
    operation_id: str = ""
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    deprecated: bool = False
    parameters: tuple[Parameter, ...] = ()
    body: RequestBody | None = None
    responses: tuple[Response, ...] = ()
    security: tuple[tuple[str, ...], ...] = ()
    servers: tuple[Server, ...] = ()

    @property
    def key(self) -> str:
        """`POST /v1/charges`."""
        return operation_key(self.method, self.path)


@dataclasses.dataclass(frozen=True)
class Omitted:
    """An operation that the document has and the package has not.

    Attributes:
        method: in lower case; `*` for a whole path item that cannot be read.
        path: of a webhook, its name.
        reason: why it was skipped; "" where the configuration does not include it.
    """

    method: str
    path: str
    operation_id: str = ""
    reason: str = ""
    is_webhook: bool = False

    @property
    def key(self) -> str:
        """`POST /v1/charges`, `* /v1/charges`, `POST webhook:orderPaid`."""
        return operation_key(self.method, self.path, is_webhook=self.is_webhook)


def operation_key(method: str, path: str, *, is_webhook: bool = False) -> str:
    """Return what users call an operation: `POST /v1/charges`, `POST webhook:orderPaid`."""
    return f"{method.upper()} {'webhook:' if is_webhook else ''}{path}"


def in_order(operations: Iterable[Listed]) -> list[Listed]:
    """Return operations by path, then method."""
    return sorted(operations, key=lambda operation: (operation.path, METHODS_ORDER.get(operation.method, 99)))


@dataclasses.dataclass(frozen=True)
class Server:
    """Where a service can be called (section 4.8.5).

    Attributes:
        url: with the defaults of its variables filled in; a relative one stays relative.
        template: as it is written.
        name: what its author calls it: OpenAPI 3.2's `name`, else the description.
        variables: the values that each may have, its default first; a single one where the document lists none, and
            none where it gives no default either: then whoever calls has to.
    """

    url: str
    template: str = ""
    name: str = ""
    variables: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class SecurityScheme:
    """How a caller shows who it is (section 4.8.27): `apiKey`, `bearer`, `oauth2`, `basic` or `other`.

    Attributes:
        token_url: where an `oauth2` client gets its tokens with its own credentials (section 4.8.28).
    """

    name: str
    kind: str
    location: str = ""
    parameter: str = ""
    token_url: str = ""
    description: str = ""


@dataclasses.dataclass(frozen=True)
class Document:
    """A spec, parsed and normalised.

    Attributes:
        operations: sorted by path, then method.
        webhooks: operations that the service calls; their payload is what the service sends.
        schemas: component name to schema, sorted by name; `NAME.request` is what is sent, where that differs.
        sent_views: the name of each such view, and that of its component.
        sent, answered: the components that a request or an answer holds, at any depth.
        skipped: operations and webhooks that cannot be read, in order, each with the reason.
        left_out: operations and webhooks that the configuration does not include, in order.
        unread: components that only operations which are left out may need.
        places: the pointer of each component in the bundle's tree.
    """

    title: str
    version: str
    description: str
    servers: tuple[Server, ...]
    schemes: tuple[SecurityScheme, ...]
    operations: tuple[Operation, ...]
    webhooks: tuple[Operation, ...]
    schemas: Mapping[str, Schema]
    sent_views: Mapping[str, str]
    sent: frozenset[str]
    answered: frozenset[str]
    diagnostics: tuple[Diagnostic, ...] = ()
    skipped: tuple[Omitted, ...] = ()
    left_out: tuple[Omitted, ...] = ()
    unread: frozenset[str] = frozenset()
    places: Mapping[str, str] = dataclasses.field(default_factory=dict)


@functools.lru_cache(maxsize=1024)
def essence_of(media_type: str) -> str:
    """Return a media type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Tell whether a media type is JSON or built on it (RFC 8259, RFC 6839 on `+json`; WHATWG MIME Sniffing, 4.6)."""
    essence = essence_of(media_type)
    return essence in JSON_TYPES or essence.endswith("+json")
