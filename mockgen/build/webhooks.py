"""`testing/webhooks.py`: a small typed class and an attribute for each webhook."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from mockgen.annotations import Import
from mockgen.build.factories import FactoryBuilder
from mockgen.build.media import MediaKind, media_kind, preferred, sent_as
from mockgen.build.mocks import Overriding
from mockgen.build.model import EnumShape, NamedShape, ScalarShape, Shape
from mockgen.build.operations import AnswerPlan
from mockgen.build.prose import said_of
from mockgen.build.resolve import Resolver
from mockgen.build.schemas import from_import, import_lines
from mockgen.build.signatures import SLASH, class_head, signature
from mockgen.code import Code, call, docstring, identifier, keyword_argument, raw, statement, string
from mockgen.hooks import Hooks
from mockgen.ir import Function, OperationMock, Webhooks
from mockgen.names import Namespace, pascal, shortened, snake
from mockgen.spec.document import Document, Header, Omitted, Operation, Parameter, in_order

SURFACE = frozenset(
    (
        *("get", "items", "keys", "values"),  # of every mapping
        *("secret", "secret_setting", "signature"),  # of the webhooks
        "hooked",  # of the class body
    )
)
"""Names that no webhook gets."""
CLASS_NAMES = frozenset(
    ("Any", "Body", "ClassVar", "Event", "Signature", "UNSET", "Unpack", "Webhook", "Webhooks", "hooked")
)
TESTING = "mockgen.testing"
FREE = frozenset(("type", "description", "example", "examples", "title"))
"""What may be said of a header whose example is as good as any other value."""


@dataclasses.dataclass(frozen=True)
class WebhookPlan:
    """A webhook with its Python names.

    Attributes:
        payload: what is sent, None where nothing is; it is read like an answer.
        headers: those that the document declares, each with its shape.
    """

    operation: Operation
    name: str
    class_name: str
    payload: AnswerPlan | None
    headers: tuple[tuple[Header, Shape], ...]


def plan_webhooks(document: Document, resolver: Resolver) -> tuple[WebhookPlan, ...]:
    """Return the plans of a document's webhooks, in its order."""
    names = webhook_names(document)
    return tuple(_plan(operation, names[operation.key], resolver) for operation in document.webhooks)


def webhook_names(document: Document) -> dict[str, str]:
    """Return the Python name of every webhook that the document has, by its key.

    Names do not depend on which webhooks are wanted. One that comes by several methods is named after them too.
    """
    absent = [omitted for omitted in (*document.skipped, *document.left_out) if omitted.is_webhook]
    listed: list[Operation | Omitted] = in_order([*document.webhooks, *absent])
    paths = [each.path for each in listed]
    names = Namespace(SURFACE)
    found = {}
    for each in listed:
        own = each.path if paths.count(each.path) == 1 or each.method == "post" else f"{each.method} {each.path}"
        found[f"{each.method.upper()} {each.path}"] = names.give(snake(own, "webhook"))
    return found


def _plan(operation: Operation, name: str, resolver: Resolver) -> WebhookPlan:
    context = f"{pascal(operation.path)}Event"
    class_name = shortened(pascal(name.replace("_", " ").title().replace(" ", "_")))
    payload = _payload(operation, context, resolver)
    declared = [each for each in operation.parameters if each.location == "header" and not each.media_type]
    headers = tuple(_header(each, class_name, resolver) for each in declared)
    return WebhookPlan(operation, name, class_name, payload, headers)


def _payload(operation: Operation, context: str, resolver: Resolver) -> AnswerPlan | None:
    """Return what is sent: JSON before other media types."""
    if operation.body is None:
        return None
    for media in operation.body.content:
        resolver.mark(resolver.place(media.schema, context), answered=True)
    media = preferred(operation.body.content)
    return AnswerPlan("", media, media_kind(media), resolver.place(media.schema, context), context)


def _header(parameter: Parameter, class_name: str, resolver: Resolver) -> tuple[Header, Shape]:
    """Return a header; an example of it is what receivers look at, where it may be anything."""
    shape = resolver.place(parameter.schema, f"{class_name}{pascal(parameter.name, 'Header')}")
    resolver.mark(shape, answered=True)
    if isinstance(shape, ScalarShape) and shape.kind == "string" and set(parameter.schema) <= FREE:
        shape = EnumShape((telling,)) if (telling := _example(parameter)) else shape
    return Header(parameter.name, parameter.required, parameter.schema, parameter.description), shape


def _example(parameter: Parameter) -> str:
    """Return the first example of a header as it travels, "" where there is none that can."""
    listed = parameter.schema.get("examples")
    example = listed[0] if isinstance(listed, list) and listed else parameter.schema.get("example")
    text = str(example).strip() if isinstance(example, (str, int)) else ""
    return text if text.isprintable() and text.isascii() else ""


class WebhookBuilder:
    """Builds the webhooks of a service.

    Args:
        prefix: of the service's classes; title: what its documentation calls it.
        factories: builds the factories of what is sent.
        overriding: gives the types of keyword arguments.
        hooks: how the service signs.
    """

    def __init__(self, prefix: str, title: str, factories: FactoryBuilder, overriding: Overriding, hooks: Hooks):
        self._prefix = prefix
        self._title = title
        self._factories = factories
        self._overriding = overriding
        self._hooks = hooks
        self.functions: list[Function] = []

    def module(self, plans: Sequence[WebhookPlan], names: Namespace) -> Webhooks:
        """Return the module; `names` are those of its classes."""
        made = tuple(self._webhook(plan, names.give(plan.class_name)) for plan in plans)
        name = f"{self._prefix}Webhooks"
        imports = {Import(TESTING, found) for found in ("Event", "Webhook", "Webhooks", "hooked")}
        if any(plan.payload for plan in plans):
            imports |= {Import(TESTING, "Body"), Import(TESTING, "UNSET")}
        attributes = [*self._signing(imports), *(hooked_attribute(each) for each in made)]
        return Webhooks(
            doc=docstring([f"What {self._title} sends: one attribute per webhook."], 0),
            name=identifier(name),
            head=class_head(name, raw("Webhooks")),
            getter=getter(name),
            getter_import=from_import(".webhooks", [name], 8),
            imports=import_lines(imports | self._overriding.imports),
            typing_imports=import_lines(self._overriding.typing_imports, 4),
            webhooks=made,
            attributes=tuple(attributes),
        )

    def _signing(self, imports: set[Import]) -> list[Code]:
        """Return the attributes that say how events are signed."""
        hooks = self._hooks
        found = []
        if hooks.scheme:
            imports.add(Import("mockgen.testing.signatures", hooks.scheme.upper()))
            found.append(raw(f"signature = {identifier(hooks.scheme.upper())}"))
        elif hooks.plain:
            imports.add(Import(TESTING, "Signature"))
            keys = [keyword_argument(key, string(value)) for key, value in hooks.plain.items()]
            found.append(statement("signature = ", call(raw("Signature.plain"), keys), indent=4))
        if hooks.secret_setting:
            found.append(statement("secret_setting = ", string(hooks.secret_setting), indent=4))
        return found

    def _webhook(self, plan: WebhookPlan, class_name: str) -> OperationMock:
        return OperationMock(
            name=identifier(plan.name),
            class_name=identifier(class_name),
            doc=docstring([summary(plan)], 4),
            attributes=self._attributes(plan),
            methods=(self._call(plan),),
        )

    def _attributes(self, plan: WebhookPlan) -> tuple[Code, ...]:
        said = {"key": plan.operation.key, "name": plan.name}
        if plan.payload and plan.payload.media:
            said["media_type"] = sent_as(plan.payload.media)
            said["factory"] = self._factory(plan.payload)
        if plan.headers:
            doc = f"Return valid headers of the webhook `{plan.operation.path}`."
            made = self._factories.headers_of(f"make_{plan.name}_event_headers", plan.headers, doc)
            self.functions.append(made)
            said["headers"] = str(made.name)
        return tuple(statement(f"{key} = ", string(value), indent=4) for key, value in said.items() if value)

    def _factory(self, payload: AnswerPlan) -> str:
        """Return the name of a payload's factory, "" for text and bytes of which nothing is said."""
        readable = payload.kind not in (MediaKind.TEXT, MediaKind.BINARY)
        if not readable and not isinstance(payload.shape, (ScalarShape, EnumShape)):
            return ""
        if isinstance(payload.shape, NamedShape):
            return self._factories.function(payload.shape.name)
        made = self._factories.factory_of(payload, "Return a valid payload as it travels.")
        self.functions.append(made)
        return str(made.name)

    def _call(self, plan: WebhookPlan) -> Function:
        doc = docstring(["Return an event; keyword arguments replace fields of its payload."], 8)
        if plan.payload is None:
            head = signature("__call__", [raw("self")], "Event", indent=4)
            doc = docstring(["Return an event; it has no payload."], 8)
            return Function(raw("__call__"), head, doc, statement("return ", call(raw("self._event"), []), indent=8))
        typed, keys = self._overriding.overrides([plan.payload])
        body = identifier(Namespace(keys).give("body"))
        parameters = [raw("self"), raw(f"{body}: Body = UNSET"), SLASH, raw(f"**fields: {typed}")]
        head = signature("__call__", parameters, "Event", indent=4)
        arguments = call(raw("self._event"), [body, raw("fields")])
        return Function(raw("__call__"), head, doc, statement("return ", arguments, indent=8))


def summary(plan: WebhookPlan) -> str:
    """Return what a webhook tells of, and its key."""
    return said_of(plan.operation, plan.name)


def getter(name: str) -> Function:
    """Return the property of the mock that gives the class `name`."""
    return Function(
        raw("webhooks"),
        signature("webhooks", [raw("self")], name, indent=4),
        docstring(["What the service sends, for tests of what receives it."], 8),
        statement("return ", call(identifier(name), [raw("self")]), indent=8),
    )


def hooked_attribute(webhook: OperationMock) -> Code:
    """Return the attribute of a webhook."""
    return statement(f"{webhook.name} = ", call(raw("hooked"), [webhook.class_name]), indent=4)


def settled(plan: WebhookPlan, resolver: Resolver) -> WebhookPlan:
    """Return a plan whose shapes are final."""
    payload = plan.payload
    if payload and payload.shape is not None:
        payload = dataclasses.replace(payload, shape=resolver.settled(payload.shape))
    headers = tuple((header, resolver.settled(shape)) for header, shape in plan.headers)
    return dataclasses.replace(plan, payload=payload, headers=headers)
