"""Operations planned: their names, and the shape of everything that they take and give."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from mockgen.build.forms import form_shape
from mockgen.build.media import MediaKind, kind_of, media_kind, preference, preferred
from mockgen.build.model import AnyShape, NullableShape, Shape, UnionShape
from mockgen.build.renames import Renames, renamed_operations
from mockgen.build.resolve import Resolver
from mockgen.diagnostics import Diagnostic
from mockgen.names import Namespace, constant, pascal, shortened, snake, words
from mockgen.spec.document import (
    Document,
    Header,
    MediaType,
    Omitted,
    Operation,
    Parameter,
    Placed,
    Response,
    in_order,
)

SURFACE = frozenset(
    (
        *("answered", "close", "configuration_problems", "errors", "from_settings"),  # of the client
        *("schemes", "servers", "service", "session", "streamed"),
        *("assert_no_calls", "assert_order", "auth", "calls", "clock", "down", "mode", "operations"),  # of the mock
        *("state", "stateful", "webhooks"),
        *("autospec", "client", "httpx_transport", "in_memory", "intercept_httpx", "patched", "through"),
        *("functools", "mocked", "property", "skipped"),  # of the mock's class body
        *("off_contract", "raw"),  # of what is to come
    )
)
"""Names of the client and of the mock that no operation gets (PRODUCT: what a surface is called is reserved)."""
PARAMETER_NAMES = frozenset(("self", "body", "timeout", "content_type", "iterate", "paths"))


class Named(Placed, Protocol):
    """An operation as far as its name depends on it."""

    @property
    def operation_id(self) -> str:
        """What the document calls it, "" for nothing."""


@dataclasses.dataclass(frozen=True)
class ParameterPlan:
    """A parameter with its Python name."""

    name: str
    parameter: Parameter
    shape: Shape
    context: str


@dataclasses.dataclass(frozen=True)
class BodyPlan:
    """The media type in which the client sends a body, of those that the document offers."""

    media: MediaType
    kind: MediaKind
    shape: Shape
    required: bool
    context: str

    @property
    def is_fieldless(self) -> bool:
        """Whether it is a form by its media type and none by its schema; it is sent as it is then."""
        return self.kind is MediaKind.TEXT and kind_of(self.media.essence) is MediaKind.FORM


@dataclasses.dataclass(frozen=True)
class AnswerPlan:
    """One documented body of one status; `media` is None where none is documented."""

    status: str
    media: MediaType | None
    kind: MediaKind
    shape: Shape | None
    context: str

    @property
    def rank(self) -> tuple[int, bool]:
        """Its place in the order of preference of media types."""
        return (self.kind.rank, False) if self.media is None else preference(self.media)


@dataclasses.dataclass(frozen=True)
class HeadersPlan:
    """The headers of one status, each with its shape."""

    status: str
    headers: tuple[tuple[Header, Shape], ...]

    @property
    def are_required(self) -> bool:
        """Whether an answer without them would break the contract."""
        return any(header.required for header, _ in self.headers)


@dataclasses.dataclass(frozen=True)
class OperationPlan:
    """An operation with its Python names."""

    operation: Operation
    name: str
    class_name: str
    constant: str
    parameters: tuple[ParameterPlan, ...]
    body: BodyPlan | None
    answers: tuple[AnswerPlan, ...]
    headers: tuple[HeadersPlan, ...]

    def located(self, location: str) -> tuple[ParameterPlan, ...]:
        """Return the parameters of one location."""
        return tuple(plan for plan in self.parameters if plan.parameter.location == location)

    def primary(self, status: str) -> AnswerPlan:
        """Return the body of a status that the client decodes and the mock answers by default."""
        found = [plan for plan in self.answers if plan.status == status]
        return found[0] if len(found) == 1 else min(found, key=lambda plan: plan.rank)


def plan_operations(
    operations: Sequence[Operation], names: Mapping[str, str], resolver: Resolver
) -> tuple[OperationPlan, ...]:
    """Return the plans of operations, in the document's order; `names` are by their keys."""
    return tuple(_plan(operation, names[operation.key], resolver) for operation in operations)


def operation_names(document: Document, renames: Renames) -> tuple[dict[str, str], list[Diagnostic]]:
    """Return the Python name of every operation that the document has, by its key, and what was found on the way.

    Names do not depend on which operations are wanted: a choice that grows renames nothing.

    Raises:
        UsageError: a rename does not go with the other names.
    """
    absent = [omitted for omitted in (*document.skipped, *document.left_out) if not omitted.is_webhook]
    listed: list[Operation | Omitted] = in_order([*document.operations, *absent])
    return renamed_operations(listed, list(names_of(listed)), renames, SURFACE)


def names_of(operations: Sequence[Named]) -> Iterator[str]:
    """Yield the Python name of each operation: from its operationId where that is its own, else from its path.

    Args:
        operations: all that the document has, in order.
    """
    names = Namespace(SURFACE)
    seen: dict[str, int] = {}
    for operation in operations:
        seen[operation.operation_id] = seen.get(operation.operation_id, 0) + 1
    for operation in operations:
        own = operation.operation_id if words(operation.operation_id) and seen[operation.operation_id] == 1 else ""
        word = operation.method if words(operation.method) else "path"
        yield names.give(snake(own or f"{word} {operation.path}", word))


def _plan(operation: Operation, name: str, resolver: Resolver) -> OperationPlan:
    class_name = shortened(pascal(name.replace("_", " ").title().replace(" ", "_")))
    parameters = tuple(_parameters(operation, class_name, resolver))
    body = _body(operation, class_name, resolver)
    answers = tuple(answer for response in operation.responses for answer in _answers(response, class_name, resolver))
    for answer in answers:
        if answer.shape is not None:
            resolver.mark(answer.shape, answered=True)
    headers = tuple(_headers(response, class_name, resolver) for response in operation.responses)
    return OperationPlan(operation, name, class_name, constant(name), parameters, body, answers, headers)


def _headers(response: Response, class_name: str, resolver: Resolver) -> HeadersPlan:
    found = []
    for header in response.headers:
        shape = resolver.place(header.schema, f"{class_name}{pascal(header.name, 'Header')}")
        resolver.mark(shape, answered=True)
        found.append((header, shape))
    return HeadersPlan(response.status, tuple(found))


def _parameters(operation: Operation, class_name: str, resolver: Resolver) -> Iterator[ParameterPlan]:
    names = Namespace(PARAMETER_NAMES)
    for parameter in operation.parameters:
        name = names.give(snake(parameter.name, parameter.location))
        context = f"{class_name}{pascal(parameter.name, 'Parameter')}"
        shape = resolver.place(parameter.schema, context)
        if parameter.location in ("path", "query", "header") and isinstance(shape, NullableShape):
            shape = shape.shape  # null has no text form outside a body
        resolver.mark(shape, sent=True)
        yield ParameterPlan(name, parameter, shape, context)


def _body(operation: Operation, class_name: str, resolver: Resolver) -> BodyPlan | None:
    if operation.body is None:
        return None
    media = preferred(operation.body.content)
    context = f"{class_name}Body"
    shape = resolver.place(media.schema, context)
    kind = MediaKind.TEXT if media.framing not in ("", "lines") else media_kind(media)
    if kind is MediaKind.FORM:
        fields = form_shape(shape, resolver.opened)
        shape, kind = (shape, MediaKind.TEXT) if fields is None else (fields, kind)
    elif kind is MediaKind.MULTIPART and isinstance(shape, UnionShape):
        shape = form_shape(shape, resolver.opened) or shape  # parts need no names, but a branch with fields has them
    resolver.mark(shape, sent=True)
    return BodyPlan(media, kind, shape, operation.body.required, context)


def _answers(response: Response, class_name: str, resolver: Resolver) -> Iterator[AnswerPlan]:
    success = response.status.startswith("2")
    context = f"{class_name}{'Response' if success else 'Error'}"
    if response.status not in ("200", "201"):
        context += response.status.title().replace("xx", "XX")
    if not response.content:
        yield AnswerPlan(response.status, None, MediaKind.NONE, None, context)
    for index, media in enumerate(response.content):
        inner = context if index == 0 else f"{context}{index + 1}"
        kind = media_kind(media)
        readable = kind in (MediaKind.JSON, MediaKind.STREAM, MediaKind.TEXT)
        shape = resolver.place(media.schema, inner) if readable else AnyShape()
        yield AnswerPlan(response.status, media, kind, shape, inner)


def success_statuses(plan: OperationPlan) -> tuple[str, ...]:
    """Return the documented statuses that mean success; `default` where no other does."""
    statuses = tuple(dict.fromkeys(answer.status for answer in plan.answers))
    found = tuple(status for status in statuses if status.startswith("2"))
    return found or tuple(status for status in statuses if status == "default")
