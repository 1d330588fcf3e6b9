"""`client.py`: an `Operation` constant and a typed method for each operation."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from mockgen.annotations import Annotation, Annotator, Import
from mockgen.build import prose
from mockgen.build.declared import Pages
from mockgen.build.media import MediaKind, sent_as
from mockgen.build.model import NullableShape
from mockgen.build.operations import AnswerPlan, OperationPlan, ParameterPlan, success_statuses
from mockgen.build.pagination import PagingPlan
from mockgen.build.signatures import STAR, signature
from mockgen.code import (
    WIDTH,
    Code,
    Expression,
    Group,
    Item,
    call,
    docstring,
    identifier,
    keyword_argument,
    layout,
    mapping,
    pair,
    raw,
    starred,
    statement,
    string,
    subscript,
)
from mockgen.ir import Function
from mockgen.names import Namespace
from mockgen.spec.document import Omitted, SecurityScheme, Server

METHOD_INDENT = 8
LONGEST_RETURN = 76
IDEMPOTENCY = frozenset(("idempotency-key", "x-idempotency-key", "idempotency_key", "idempotencykey"))
TRANSPORT = ".transport"
CONFIGURATION = ".configuration"
PARAMETERS = ".parameters"
STYLES = {
    "form": "form",
    "cookie": "cookie",
    "spaceDelimited": "space_delimited",
    "pipeDelimited": "pipe_delimited",
    "deepObject": "deep_object",
}
BODY_STYLES = {
    ("form", False): "commaDelimited",
    ("form", True): "form",
    ("spaceDelimited", False): "spaceDelimited",
    ("pipeDelimited", False): "pipeDelimited",
    ("deepObject", True): "deepObject",
    ("deepObject", False): "deepObject",
}


@dataclasses.dataclass
class ClientParts:
    """What `client.py` is made of, and the imports that it needs."""

    constants: list[Code]
    methods: list[Function]
    imports: set[Import]
    typing_imports: set[Import]


class ClientBuilder:
    """Builds the constants and the methods.

    Args:
        prefix: `Payments`, of the client's and the errors' names.
        answered, sent: give the types of answers, and of parameters and bodies.
        paths: name of the function for each path template.
        headers: name of the record of its headers for each method that documents some.
        pages: tells which methods give pages.
        names: those of the methods; an iterator's is given beside them.
    """

    def __init__(
        self,
        prefix: str,
        answered: Annotator,
        sent: Annotator,
        paths: Mapping[str, str],
        headers: Mapping[str, str],
        pages: Pages,
        names: Namespace,
    ):
        self._prefix = prefix
        self._headers = headers
        self._pages = pages
        self._names = names
        self._answered = answered
        self._sent = sent
        self._paths = paths
        self.parts = ClientParts([], [], set(), set())

    def add(self, plan: OperationPlan) -> None:
        """Add one operation."""
        success = [plan.primary(status) for status in success_statuses(plan)]
        returns = self._returns(plan, success)
        self.parts.constants.append(self._constant(plan, success, returns))
        self.parts.methods.append(self._method(plan, returns))
        pages = self._pages.plan(plan)
        if pages is not None:
            self.parts.methods.append(self._iterator(plan, pages))

    def skip(self, name: str, omitted: Omitted) -> None:
        """Add the method of an operation that cannot be called: it says why."""
        self.parts.imports.add(Import(TRANSPORT, "SkippedOperationError"))
        self.parts.typing_imports |= {Import("typing", "Any"), Import("typing", "NoReturn")}
        arguments: list[Expression | Item] = [
            string(f"{omitted.key} was skipped when this client was generated: {omitted.reason}"),
            keyword_argument("service", raw("self.service")),
            keyword_argument("operation", string(omitted.key)),
        ]
        self.parts.methods.append(
            Function(
                identifier(name),
                signature(name, [raw("self"), raw("*_: Any"), raw("**__: Any")], raw("NoReturn"), indent=4),
                docstring([f"Not generated: `{omitted.key}`.", f"The reason: {omitted.reason}."], 8),
                statement("raise ", call(raw("SkippedOperationError"), arguments), indent=8),
            )
        )

    # -- types ----------------------------------------------------------------------------

    def _use(self, annotation: Annotation) -> Code:
        """Note what an annotation needs in this module, for type checkers alone."""
        self.parts.typing_imports |= annotation.imports
        self.parts.typing_imports |= {Import(".schemas", name) for name in annotation.uses}
        return annotation.text

    def _answer(self, answer: AnswerPlan) -> Annotation:
        if answer.kind is MediaKind.TEXT:
            return Annotation(raw("str"))
        if answer.kind is MediaKind.NONE:
            return Annotation(raw("None"))
        if answer.kind is MediaKind.STREAM and answer.shape is not None:
            item = self._answered.item(answer.shape, answer.context)
            stream = Import(".streams", "Stream")
            return Annotation(raw(f"Stream[{item.text}]"), item.imports | {stream}, item.uses)
        if answer.shape is None or answer.kind is not MediaKind.JSON:
            return Annotation(raw("bytes"))
        return self._answered.annotation(answer.shape, answer.context)

    def _returns(self, plan: OperationPlan, success: list[AnswerPlan]) -> Code:
        found = [self._answer(answer) for answer in success]
        texts: dict[str, None] = {}
        for annotation in found:
            texts.update(dict.fromkeys(split_union(annotation.text)))
        if "Any" in texts or not success:
            return self._use(Annotation(raw("Any"), frozenset((Import("typing", "Any"),))))
        last = ["None"] if texts.pop("None", 0) is None else []
        parts = [raw(text) for text in [*texts, *last]]
        text = raw(" | ".join(parts))
        uses = frozenset(name for annotation in found for name in annotation.uses)
        if len(text) > LONGEST_RETURN:
            return self._use(self._answered.union(f"{plan.class_name}Answer", parts, uses))
        imports = frozenset(needed for annotation in found for needed in annotation.imports)
        return self._use(Annotation(text, imports, uses))

    # -- constants ------------------------------------------------------------------------

    def _constant(self, plan: OperationPlan, success: list[AnswerPlan], returns: Code) -> Code:
        operation = plan.operation
        self.parts.imports.add(Import(TRANSPORT, "Operation"))
        arguments: list[Expression | Item] = [string(operation.method.upper()), string(operation.path)]
        answers = {answer.status: self._wire_answer(answer) for answer in success}
        errors = {
            status: self._wire_answer(plan.primary(status))
            for status in dict.fromkeys(answer.status for answer in plan.answers)
            if status not in answers
        }
        for name, found in (("answers", answers), ("errors", errors)):
            if found:
                arguments.append(keyword_argument(name, mapping((string(k), string(v)) for k, v in found.items())))
        accept = accepted(plan)
        if accept != "application/json":
            arguments.append(keyword_argument("accept", string(accept)))
        if operation.security:
            schemes = pair(*(pair(*map(string, alternative)) for alternative in operation.security))
            arguments.append(keyword_argument("security", schemes))
        for parameter in plan.located("header"):
            if parameter.parameter.name.lower() in IDEMPOTENCY:
                arguments.append(keyword_argument("idempotency_header", string(parameter.parameter.name)))
                break
        if operation.servers:
            self.parts.imports.add(Import(CONFIGURATION, "Server"))
            arguments.append(keyword_argument("servers", pair(*map(server_expression, operation.servers))))
        start = f"{identifier(plan.constant)}: Operation[{returns}] = "
        return constant_statement(start, call(raw("Operation"), arguments))

    def _wire_answer(self, answer: AnswerPlan) -> str:
        """Return the annotation as the client reads it when an answer arrives, "" for one without a body."""
        if answer.kind is MediaKind.STREAM and answer.shape is not None and answer.media is not None:
            return f"{answer.media.framing}: {self._answered.item(answer.shape, answer.context).text}"
        text = self._answer(answer).text
        return "" if text == "None" and answer.media is None else str(text)

    # -- methods --------------------------------------------------------------------------

    def _method(self, plan: OperationPlan, returns: Code) -> Function:
        return Function(
            identifier(plan.name),
            signature(plan.name, self._signature(plan), returns, indent=4),
            docstring(self._doc(plan), 8),
            statement("return ", self._send(plan), indent=8),
        )

    def _signature(self, plan: OperationPlan) -> list[Code]:
        """Return the parameters of a method: those of the path, the body, the rest by keyword."""
        parameters = [raw("self"), *map(self._parameter, plan.located("path"))]
        if plan.body:
            text = self._body_type(plan)
            parameters.append(raw(f"body: {text}" if plan.body.required else f"body: {optional(text)} = None"))
        parameters.append(STAR)
        rest = [found for found in plan.parameters if found.parameter.location != "path"]
        for found in sorted(rest, key=lambda found: not found.parameter.required):
            parameters.append(self._parameter(found))
        parameters.append(raw("timeout: Timeout = DEFAULT"))
        self.parts.imports |= {Import(CONFIGURATION, "DEFAULT"), Import(CONFIGURATION, "Timeout")}
        return parameters

    def _iterator(self, plan: OperationPlan, pages: PagingPlan) -> Function:
        """Return the method that goes through all pages of another one."""
        self.parts.typing_imports.add(Import("collections.abc", "Iterator"))
        self.parts.imports |= {Import(".pages", pages.kind), Import(".pages", "iterate")}
        name = self._names.give(f"iter_{plan.name}")
        item = self._use(self._answered.item(pages.items.shape, pages.items.context))
        named = [*(found.name for found in plan.parameters), *(["body"] if plan.body else []), "timeout"]
        arguments = [raw("self"), raw(f"self.{identifier(plan.name)}"), pages.way.expression]
        keywords = [keyword_argument(found, identifier(found)) for found in named]
        return Function(
            identifier(name),
            signature(name, self._signature(plan), f"Iterator[{item}]", indent=4),
            docstring([f"Iterate over all pages of `{plan.operation.key}`."], 8),
            statement("return ", call(raw("iterate"), [*arguments, *keywords]), indent=8),
        )

    def _body_type(self, plan: OperationPlan) -> Code:
        assert plan.body is not None
        if plan.body.kind in (MediaKind.TEXT, MediaKind.BINARY):
            self.parts.typing_imports.add(Import("typing", "BinaryIO"))
            return raw("bytes | str | BinaryIO")
        return self._use(self._sent.annotation(plan.body.shape, plan.body.context))

    def _parameter(self, plan: ParameterPlan) -> Code:
        text = self._use(self._sent.annotation(plan.shape, plan.context))
        if plan.parameter.required:
            return raw(f"{identifier(plan.name)}: {text}")
        line = raw(f"{identifier(plan.name)}: {optional(text)} = None")
        if METHOD_INDENT + len(line) + 1 <= WIDTH or not optional(text).endswith(" | None"):
            return line
        self.parts.typing_imports.add(Import("typing", "Union"))
        inner = raw(optional(text).removesuffix(" | None"))
        union = subscript(raw("Union"), [inner, raw("None")])
        return raw(f"{identifier(plan.name)}: {layout(union, METHOD_INDENT, WIDTH)} = None")

    def _send(self, plan: OperationPlan) -> Group:
        path_arguments = [identifier(found.name) for found in plan.located("path")]
        path = call(raw(f"paths.{self._paths[plan.operation.path]}"), path_arguments)
        arguments: list[Expression | Item] = [identifier(plan.constant), keyword_argument("path", path)]
        query = [starred(self._pairs(found)) for found in plan.located("query")]
        if query:
            arguments.append(keyword_argument("query", Group(raw(""), "()", tuple(query))))
        headers = [self._header(found) for found in plan.located("header")]
        if headers:
            arguments.append(keyword_argument("headers", pair(*headers)))
        cookies = [starred(self._pairs(found)) for found in plan.located("cookie")]
        if cookies:
            arguments.append(keyword_argument("cookies", Group(raw(""), "()", tuple(cookies))))
        if plan.body:
            arguments.append(keyword_argument("body", self._body(plan)))
        arguments.append(keyword_argument("timeout", raw("timeout")))
        return call(raw("self._send"), arguments)

    def _pairs(self, plan: ParameterPlan) -> Group:
        parameter = plan.parameter
        function = STYLES.get(parameter.style, "form")
        arguments: list[Expression | Item] = [string(parameter.name), identifier(plan.name)]
        if parameter.media_type:
            function = "json_parameter" if parameter.is_json else "form"
        elif function in ("form", "cookie") and not parameter.explode:
            arguments.append(keyword_argument("explode", raw("False")))
        elif function.endswith("_delimited") and parameter.explode:
            arguments.append(keyword_argument("explode", raw("True")))
        if parameter.allow_reserved and function == "form":
            arguments.append(keyword_argument("allow_reserved", raw("True")))
        self.parts.imports.add(Import(PARAMETERS, function))
        return call(identifier(function), arguments)

    def _header(self, plan: ParameterPlan) -> Group:
        function = "json_header" if plan.parameter.is_json else "simple"
        self.parts.imports.add(Import(PARAMETERS, function))
        arguments: list[Expression | Item] = [identifier(plan.name)]
        if plan.parameter.explode and not plan.parameter.media_type:
            arguments.append(keyword_argument("explode", raw("True")))
        return pair(string(plan.parameter.name), call(identifier(function), arguments))

    def _body(self, plan: OperationPlan) -> Group:
        assert plan.body is not None
        body, media = plan.body, plan.body.media
        arguments: list[Expression | Item] = [raw("body")]
        function = f"{body.kind.value}_body" if body.kind not in (MediaKind.TEXT, MediaKind.BINARY) else "raw_body"
        if function == "json_body":
            if sent_as(media) != "application/json":
                arguments.append(string(sent_as(media)))
            if body.required and isinstance(body.shape, NullableShape):
                arguments.append(keyword_argument("nullable", raw("True")))
        elif function in ("raw_body", "lines_body"):
            arguments.append(string(sent_as(media)))
        else:
            arguments.extend(form_arguments(body.kind, media.encoding))
            if function == "multipart_body" and media.essence not in ("multipart/form-data", "multipart/*"):
                arguments.append(keyword_argument("media_type", string(media.essence)))
        self.parts.imports.add(Import(PARAMETERS, function))
        return call(identifier(function), arguments)

    # -- docstrings -----------------------------------------------------------------------

    def _doc(self, plan: OperationPlan) -> list[str]:
        paragraphs = [prose.summary(plan)]
        if plan.operation.deprecated:
            paragraphs.append("Deprecated by the service.")
        documented: dict[str, list[str]] = {}
        success = success_statuses(plan)
        for status in dict.fromkeys(answer.status for answer in plan.answers):
            if status not in success and status != "default":
                documented.setdefault(self._wire_answer(plan.primary(status)), []).append(status)
        parts = []
        for text, statuses in documented.items():
            shown = prose.listed(statuses)
            named = text.isidentifier() and text not in ("Any", "str", "bytes", "None")
            parts.append(f"{shown} (its body is {prose.article(text)})" if named else shown)
        parts.append("any other status that is not 2xx" if parts else "any status that is not 2xx")
        if plan.name in self._headers:
            paragraphs.append(f"Its headers are `{self._headers[plan.name]}`.")
        paragraphs.append(f"Raises `{self._prefix}StatusError` on {prose.listed(parts, 'and on')}.")
        return paragraphs


def constant_statement(start: str, value: Group) -> Code:
    """Return `NAME: Operation[T] = Operation(…)`, always one argument a line: constants are read as tables."""
    inner = "".join(f"    {item.prefix}{layout(item.value, 4, len(item.prefix), 1)},\n" for item in value.items)
    skip = "  # fmt: skip" if len(start) + len(value.head) + 1 > WIDTH else ""
    return raw(f"{start}{value.head}(\n{inner}){skip}")


def split_union(text: str) -> list[str]:
    """Return the members of a union written with `|`, where no member has brackets."""
    if "[" in text:
        return [text.removesuffix(" | None"), *(["None"] if text.endswith(" | None") else [])]
    return text.split(" | ")


def optional(text: Code) -> Code:
    """Return a type that admits None."""
    return text if text in ("Any", "None") or text.endswith("| None") else raw(f"{text} | None")


def accepted(plan: OperationPlan) -> str:
    """Return the `Accept` header: what the documented answers are, JSON first; anything where nothing is said."""
    named: dict[str, tuple[int, bool]] = {}
    for answer in plan.answers:
        if answer.media and answer.media.essence and answer.status in success_statuses(plan):
            named.setdefault(answer.media.essence, answer.rank)
    if not named:
        return "application/json"
    return ", ".join(sorted(named, key=lambda essence: named[essence]))


def form_arguments(kind: MediaKind, encoding: Mapping[str, object]) -> Iterable[Expression | Item]:
    """Yield what the document says of the fields of a form, or of the parts of a multipart body."""
    styles = dict(sorted(form_styles(encoding)))
    if kind is MediaKind.FORM:
        if styles:
            yield literals(styles)
        return
    if types := dict(sorted(part_types(encoding))):
        yield literals(types)
    if joined := {name: style for name, style in styles.items() if style.endswith("Delimited")}:
        yield keyword_argument("styles", literals(joined))


def literals(values: Mapping[str, str]) -> Group:
    """Return a dictionary of texts."""
    return mapping((string(key), string(value)) for key, value in values.items())


def form_styles(encoding: Mapping[str, object]) -> Iterable[tuple[str, str]]:
    """Yield the styles of form fields for which the document gives one (OpenAPI 3.1.1, section 4.8.15)."""
    for name, entry in encoding.items():
        if not isinstance(entry, Mapping):
            continue
        style = entry.get("style")
        explode = entry.get("explode")
        if style is None and explode is None:
            if "json" in str(entry.get("contentType", "")):
                yield name, "json"
            continue
        wanted = style if isinstance(style, str) else "form"
        known = BODY_STYLES.get((wanted, explode if isinstance(explode, bool) else wanted in ("form", "deepObject")))
        if known and known != "form":
            yield name, known
        elif known:
            yield name, "form"


def part_types(encoding: Mapping[str, object]) -> Iterable[tuple[str, str]]:
    """Yield the media types of multipart parts for which the document gives one."""
    for name, entry in encoding.items():
        written = entry.get("contentType") if isinstance(entry, Mapping) else None
        if isinstance(written, str):
            yield name, written


def server_expression(server: Server) -> Expression:
    """Return a server as the client has it."""
    arguments: list[Expression | Item] = [string(server.template)]
    if server.name:
        arguments.append(string(server.name))
    if server.variables:
        variables = ((string(name), pair(*map(string, values))) for name, values in server.variables.items())
        arguments.append(keyword_argument("variables", mapping(variables)))
    return call(raw("Server"), arguments)


SCHEME_CLASSES = {"apiKey": "ApiKey", "basic": "Basic", "oauth2": "OAuth2"}


def scheme_class(scheme: SecurityScheme) -> str:
    """Return the class of `auth.py` for a scheme; what is not known is shown as a bearer token."""
    return SCHEME_CLASSES.get(scheme.kind, "Bearer")


def scheme_expression(scheme: SecurityScheme) -> Expression:
    """Return how the client shows a credential of a scheme."""
    given = {"apiKey": (scheme.location, scheme.parameter), "oauth2": (scheme.token_url,)}.get(scheme.kind, ())
    return call(identifier(scheme_class(scheme)), map(string, given))
