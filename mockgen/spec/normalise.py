"""From a bundle to a document: every version read into one dialect, every shared part copied to where it is used."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from mockgen.diagnostics import Diagnostic, Location, Severity, defect, loss
from mockgen.errors import MockgenError, SpecError
from mockgen.spec.document import (
    Document,
    Example,
    Header,
    MediaType,
    Omitted,
    Operation,
    Parameter,
    RequestBody,
    Response,
    SecurityScheme,
    Server,
    in_order,
)
from mockgen.spec.inheritance import Families
from mockgen.spec.loops import UNIONS, without_loops
from mockgen.spec.path_items import SECTIONS, Entry, entries, unreadable
from mockgen.spec.pointers import escape, unescape
from mockgen.spec.references import Bundle
from mockgen.spec.schemas import NULLABLE, PROSE, Schema, SchemaReader, component, or_empty, separable
from mockgen.spec.select import omitted
from mockgen.spec.soundness import circles, path_defect, refuse_unsound
from mockgen.spec.upgrade_values import IN_BODY
from mockgen.spec.views import Views, reachable

LOCATIONS = ("path", "query", "header", "cookie")
STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form", "cookie"),
}
FRAMINGS = {
    "text/event-stream": "data",
    **dict.fromkeys(
        (
            *("application/jsonl", "application/x-jsonl", "application/jsonlines", "application/x-jsonlines"),
            *("application/ndjson", "application/x-ndjson", "application/json-seq"),
        ),
        "lines",
    ),
}
EVENT_FIELDS = frozenset(("data", "event", "id", "retry"))
BODILESS = frozenset(("get", "head", "delete", "options", "trace"))  # a body means nothing there (RFC 9110, 9.3)
UNSAYING = PROSE | {"discriminator", "readOnly", "writeOnly"}
"""Keywords that no value can break."""
OWN_HEADERS = ("accept", "content-type", "authorization")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
STATUS = re.compile(r"[1-5](\d\d|XX)|default")
Node = Mapping[str, Any]


def normalise(bundle: Bundle) -> Document:
    """Return the document that a bundle holds.

    Raises:
        SpecError: it is no OpenAPI document of a version that mockgen reads.
    """
    return _Normaliser(bundle).document()


class _SkipError(Exception):
    """An operation lacks something without which it cannot be called; the text says what."""


class _Normaliser:
    """State of one run: the components met so far, and the warnings."""

    def __init__(self, bundle: Bundle):
        self._bundle = bundle
        self._tree: Node = bundle.tree
        self._diagnostics: list[Diagnostic] = []
        self._skipped: list[Omitted] = []
        self._names: dict[str, str] = {}
        self._queue: list[tuple[str, str]] = []
        self._schemas: dict[str, Schema] = {}
        self._is_30 = self._version() == (3, 0)
        self._given = self._given_names()
        self._defects: list[str] = []
        self._reader = SchemaReader(
            self._referred,
            ignores_siblings=self._is_30,
            has_files="swagger" in self._tree,
            warn=self._warn,
            defect=self._defect,
        )

    def document(self) -> Document:
        """Read everything, then decide the directions."""
        named = self._map(self._map(self._tree, "components"), "schemas")
        narrowed = self._bundle.narrowed
        for name in named if narrowed is None else ():
            self._component(f"/components/schemas/{escape(name)}")
        schemes = self._schemes()
        operations = self._operations("paths", frozenset(scheme.name for scheme in schemes))
        webhooks = self._operations("webhooks", frozenset(scheme.name for scheme in schemes))
        while self._queue:
            name, pointer = self._queue.pop()
            self._schemas[name] = self._reader.read(self._bundle.at(pointer), pointer)
        self._schemas = without_loops(self._schemas, self._tell_loop)
        self._refuse_circles()
        self._refuse_unsound()
        families = Families(self._schemas)
        if families.are_used:
            operations = tuple(with_schemas(operation, families.use, families.use) for operation in operations)
            webhooks = tuple(with_schemas(operation, families.use, families.use) for operation in webhooks)
        views = Views(
            families.components(), [each for operation in (*operations, *webhooks) for each in inline(operation)]
        )
        viewed = tuple(
            with_schemas(operation, views.request, views.response, views.parameter) for operation in operations
        )
        events = tuple(with_schemas(operation, views.response, views.request) for operation in webhooks)
        schemas = views.components()
        sent = reachable((*sent_places(viewed), *answered_places(events)), schemas)
        answered = reachable((*answered_places(viewed), *sent_places(events)), schemas)
        info = self._map(self._tree, "info")
        return Document(
            title=text(info.get("title")),
            version=text(info.get("version")),
            description=text(info.get("description")),
            servers=self._servers(self._tree),
            schemes=schemes,
            operations=viewed,
            webhooks=events,
            schemas=needed(schemas, views.sent_views, sent, answered),
            sent_views={view: name for view, name in views.sent_views.items() if view in sent},
            sent=sent,
            answered=answered,
            diagnostics=(*self._bundle.diagnostics, *self._diagnostics),
            skipped=tuple(in_order(self._skipped)),
            left_out=narrowed.left_out if narrowed else (),
            unread=frozenset(named) - frozenset(self._schemas) if narrowed else frozenset(),
            places=self._places(),
        )

    def _tell_loop(self, name: str, key: str) -> None:
        """Tell of a keyword by which a component leads to itself; refuse one that says nothing else."""
        pointer = self._places()[name]
        if not set(self._schemas[name]) - {key, *UNSAYING}:
            kept = [part for part in self._schemas[name][key] if part != {"$ref": component(name)}]
            if key in UNIONS and not kept:
                raise self._refusal(f"the schema is made of nothing but itself: {name} -> {name}", pointer)
        self._warn(f"its {key} leads back to the schema itself, which says nothing; that is left out", pointer)

    def _places(self) -> dict[str, str]:
        """Return where each component stands."""
        return {name: pointer for pointer, name in self._names.items()}

    def _refuse_circles(self) -> None:
        for circle in circles(self._schemas):
            message = f"the schema is made of nothing but itself: {' -> '.join(circle)}"
            raise self._refusal(message, self._places()[circle[0]])

    def _refuse_unsound(self) -> None:
        """Refuse a document that describes nothing soundly; of one that is read in part nobody knows."""
        if self._bundle.narrowed is None:
            found = (entry for section in SECTIONS for entry in entries(self._tree, section))
            refuse_unsound(self._tree, found, self._defects, (*self._bundle.diagnostics, *self._diagnostics))

    # -- the version and the tree ---------------------------------------------------------

    def _version(self) -> tuple[int, int]:
        written = self._tree.get("openapi")
        found = re.match(r"([0-9]{1,3})\.([0-9]{1,3})(?![0-9])", written if isinstance(written, str) else "")
        if found is None:
            raise self._refusal("this is no OpenAPI document: it has no `openapi` version", "")
        version = (int(found[1]), int(found[2]))
        if version not in ((3, 0), (3, 1), (3, 2)):
            raise self._refusal(
                f"OpenAPI {version[0]}.{version[1]} is not a version that mockgen reads (2.0, 3.0, 3.1, 3.2)", ""
            )
        if not isinstance(self._tree.get("paths", {}), Mapping):
            raise self._refusal("`paths` must be a mapping", "/paths")
        return version

    def _refusal(self, message: str, pointer: str) -> MockgenError:
        return SpecError.at(message, self._bundle.locate(pointer))

    def _warn(self, message: str, pointer: str) -> None:
        location: Location = self._bundle.locate(pointer)
        self._diagnostics.append(Diagnostic(Severity.WARNING, message, location))

    def _defect(self, message: str, pointer: str) -> None:
        """Tell of a place that means nothing."""
        self._defects.append(pointer)
        self._diagnostics.append(defect(message, self._bundle.locate(pointer)))

    def _follow(self, node: Any, pointer: str) -> tuple[Node, str]:
        """Return the mapping that a node is or refers to, and its own pointer; an empty one if there is none."""
        node, pointer = self._bundle.follow(node, pointer)
        if unreadable(node):
            self._warn("there is nothing here that can be read; it is left out", pointer)
            return {}, pointer
        return node, pointer

    def _map(self, node: Node, key: str) -> Node:
        found = node.get(key)
        return found if isinstance(found, Mapping) else {}

    # -- schemas --------------------------------------------------------------------------

    def _component(self, pointer: str) -> str | None:
        """Return the name of the component for a pointer, following references that say nothing else."""
        pointer = self._way(pointer)[-1]
        if self._bundle.at(pointer) is None:
            return None
        if pointer not in self._names:
            self._names[pointer] = self._name(pointer)
            self._queue.append((self._names[pointer], pointer))
        return self._names[pointer]

    def _referred(self, pointer: str) -> str | None:
        """Return the component that a reference means, None where no schema stands there."""
        target = self._bundle.at(pointer)
        is_schema = isinstance(target, (Mapping, bool)) and target is not self._tree
        return self._component(pointer) if is_schema else None

    def _way(self, pointer: str) -> list[str]:
        """Return a pointer and those that it leads through, as long as references say nothing else."""
        way = [pointer]
        node = self._bundle.at(pointer)
        while isinstance(node, Mapping) and isinstance(node.get("$ref"), str) and (self._is_30 or len(node) == 1):
            pointer = node["$ref"][1:]
            if pointer in way or any(node.get(key) is True for key in NULLABLE):
                break
            way.append(pointer)
            node = self._bundle.at(pointer)
        return way

    def _given_names(self) -> dict[str, str]:
        """Return the names of the components by pointer: one that is only a reference names what it leads to."""
        found: dict[str, str] = {}
        names = self._map(self._map(self._tree, "components"), "schemas")
        ways = {name: self._way(f"/components/schemas/{escape(name)}") for name in names}
        for name, way in sorted(ways.items(), key=lambda item: (len(item[1]), item[0])):
            found.setdefault(way[-1], name)
        return found

    def _name(self, pointer: str) -> str:
        if pointer in self._given:
            return self._given[pointer]
        tokens = [unescape(token) for token in pointer.split("/")[1:]]
        if tokens[:1] == ["x-files"]:
            stem = re.split(r"[/\\]", tokens[1])[-1].partition(".")[0]
            named = [token for token in tokens[2:] if token not in ("components", "schemas", "definitions", "$defs")]
            wanted = "_".join(named) or stem
        else:
            wanted = "_".join(token for token in tokens if token not in ("components", "schemas", "paths", "content"))
        taken = {*self._names.values(), *self._map(self._map(self._tree, "components"), "schemas")}
        wanted = re.sub(r"[^A-Za-z0-9_.-]+", "_", wanted).strip("_") or "schema"
        name, count = wanted, 1
        while name in taken:
            count += 1
            name = f"{wanted}_{count}"
        return name

    def _schema(self, node: Node, pointer: str) -> Schema:
        return self._reader.read(node["schema"], f"{pointer}/schema") if "schema" in node else {}

    # -- operations -----------------------------------------------------------------------

    def _operations(self, section: str, schemes: frozenset[str]) -> tuple[Operation, ...]:
        if not isinstance(self._tree.get(section, {}), Mapping):
            self._warn(f"`{section}` must be a mapping; it is left out", f"/{section}")
        narrowed = self._bundle.narrowed
        found = []
        for entry in in_order(entries(self._tree, section)):
            if narrowed and entry.identity not in narrowed.identities:
                continue
            try:
                found.append(self._operation(entry, schemes))
            except _SkipError as error:
                skipped = omitted(entry, str(error))
                self._skipped.append(skipped)
                place = self._bundle.locate(entry.pointer)
                self._diagnostics.append(loss(f"skipped {skipped.key}: {error}", place))
        return tuple(found)

    def _operation(self, entry: Entry, schemes: frozenset[str]) -> Operation:
        """Return an operation.

        Raises:
            _SkipError: it cannot be read, or not called once it is.
        """
        if entry.reason:
            raise _SkipError(entry.reason)
        if entry.slip:
            self._warn(entry.slip, entry.pointer)
        if entry.section == "paths" and (wrong := path_defect(entry.path)):
            self._defect(f"{wrong}; it is read as written", f"/paths/{escape(entry.path)}")
        node, pointer, item = entry.node, entry.pointer, entry.item
        path = entry.path if entry.section == "paths" else ""
        parameters = self._parameters(path, node, pointer, item, entry.item_pointer)
        body = self._body(entry) if node.get("requestBody") is not None else None
        servers = self._servers(node) or self._servers(item)
        return Operation(
            method=entry.method,
            path=entry.path,
            operation_id=text(node.get("operationId")),
            summary=text(node.get("summary")),
            description=text(node.get("description")) or text(item.get("description")),
            tags=tuple(tag for tag in listed(node.get("tags")) if isinstance(tag, str)),
            deprecated=node.get("deprecated") is True,
            parameters=parameters,
            body=body,
            responses=tuple(self._responses(self._map(node, "responses"), f"{pointer}/responses")),
            security=self._security(node, pointer, schemes),
            servers=servers,
        )

    def _parameters(self, path: str, node: Node, pointer: str, item: Node, item_pointer: str) -> tuple[Parameter, ...]:
        """Return the parameters, those in the path first, in the order of the template."""
        found: dict[tuple[str, str], Parameter] = {}
        for owner, where in ((item, item_pointer), (node, pointer)):
            written = owner.get("parameters")
            for index, entry in enumerate(written if isinstance(written, list) else ()):
                parameter = self._parameter(*self._follow(entry, f"{where}/parameters/{index}"))
                if parameter:
                    found[(parameter.location, parameter.name)] = parameter
        names = list(dict.fromkeys(PLACEHOLDER.findall(path)))
        in_path = []
        for name in names:
            known = found.pop(("path", name), None)
            if known is None:
                self._warn("the path has a parameter that is not declared; it is read as text", pointer)
            in_path.append(known or Parameter(name, "path", True, {"type": "string"}))
        for location, name in [key for key in found if key[0] == "path"]:
            self._warn("a path parameter is declared that the path does not have; it is left out", pointer)
            del found[(location, name)]
        order = sorted(found.values(), key=lambda parameter: LOCATIONS.index(parameter.location))
        return (*in_path, *order)

    def _parameter(self, node: Node, pointer: str) -> Parameter | None:
        if IN_BODY in node:
            return None
        name, location = node.get("name"), node.get("in")
        if not isinstance(name, str) or not name.strip() or location not in LOCATIONS:
            if node.get("required") is True:
                raise _SkipError(f"it requires a parameter {parameter_defect(name, location)}")
            self._defect("a parameter needs a name and a location that exists; it is left out", pointer)
            return None
        if location == "path" and node.get("required") is False:
            self._defect("a parameter of a path is required, whatever it says", f"{pointer}/required")
        if location == "header" and name.lower() in OWN_HEADERS:
            return None  # section 4.8.12.1: such a definition shall be ignored
        style = node.get("style")
        if style not in STYLES[location]:
            style = STYLES[location][0]
        media_type, schema = "", self._schema(node, pointer)
        for key, media in self._map(node, "content").items():
            media_type = str(key)
            schema = self._schema(media, f"{pointer}/content/{escape(key)}") if isinstance(media, Mapping) else {}
            break
        if "example" in node and "example" not in schema and "$ref" not in schema:
            schema = {**schema, "example": node["example"]}
        if location == "query" and node.get("allowEmptyValue") is True:
            schema = or_empty(schema)
        explode = node.get("explode")
        if style in ("spaceDelimited", "pipeDelimited") and explode is not True:
            schema = separable(schema, style)
        return Parameter(
            name=name,
            location=location,
            required=node.get("required") is True or location == "path",
            schema=schema,
            style=style,
            explode=explode if isinstance(explode, bool) else style in ("form", "cookie"),
            media_type=media_type,
            allow_reserved=node.get("allowReserved") is True,
            description=text(node.get("description")),
            deprecated=node.get("deprecated") is True,
        )

    def _body(self, entry: Entry) -> RequestBody | None:
        node, pointer = self._bundle.follow(entry.node["requestBody"], f"{entry.pointer}/requestBody")
        why = unreadable(node)
        if why and entry.method not in BODILESS:
            raise _SkipError(f"its request body cannot be read: {why}")
        node, pointer = self._follow(node, pointer)
        content = tuple(self._content(node, pointer))
        if not content and node.get("required") is True:
            raise _SkipError("its request body is required, and no media type says what it is")
        if not content:
            return None
        return RequestBody(node.get("required") is True, content, text(node.get("description")))

    def _content(self, node: Node, pointer: str) -> Iterator[MediaType]:
        for name, written in self._map(node, "content").items():
            media, where = self._follow(written, f"{pointer}/content/{escape(name)}")
            schema = self._schema(media, where) if "schema" in media else None
            found = MediaType(str(name), schema, self._map(media, "encoding"), tuple(self._examples(media, where)))
            yield self._sequence(found, media, where)

    def _sequence(self, found: MediaType, media: Node, pointer: str) -> MediaType:
        """Return a media type whose body is a sequence with the schema of an array, any other as it is.

        Before OpenAPI 3.2 had `itemSchema`, authors described an item where the whole body is meant.
        """
        framing = FRAMINGS.get(found.essence)
        key = "itemSchema" if "itemSchema" in media else "schema"
        if framing is None or key not in media:
            return found
        followed, _ = self._bundle.follow(media[key])
        node: Node = followed if isinstance(followed, Mapping) else {}
        kind = node.get("type")
        if key == "schema" and kind == "array":
            return dataclasses.replace(found, framing=framing)
        if key == "schema" and not (kind == "object" or {"properties", "oneOf", "anyOf", "allOf"} & set(node)):
            return found  # text, of which nothing more is said
        fields = set(self._map(node, "properties"))
        if framing == "data" and "data" in fields and fields <= EVENT_FIELDS:
            framing = "events"
        item = self._reader.read(media[key], f"{pointer}/{key}")
        return dataclasses.replace(found, schema={"type": "array", "items": item}, framing=framing)

    def _examples(self, media: Node, pointer: str) -> Iterator[Example]:
        """Yield the examples of a media type; those of its schema where it has none of its own."""
        named = self._map(media, "examples")
        if "example" in media:
            yield Example("example", media["example"], f"{pointer}/example")
        for name, written in named.items():
            node, where = self._bundle.follow(written, f"{pointer}/examples/{escape(name)}")
            key = "dataValue" if isinstance(node, Mapping) and "dataValue" in node else "value"
            if isinstance(node, Mapping) and key in node:
                yield Example(str(name), node[key], f"{where}/{key}")
        if not named and "example" not in media and "schema" in media:
            yield from self._shown(*self._bundle.follow(media["schema"], f"{pointer}/schema"))

    @staticmethod
    def _shown(schema: Any, pointer: str) -> Iterator[Example]:
        """Yield the examples of a schema."""
        if not isinstance(schema, Mapping):
            return
        shown = [(schema["example"], f"{pointer}/example")] if "example" in schema else []
        listed = schema.get("examples")
        shown += [
            (value, f"{pointer}/examples/{index}")
            for index, value in enumerate(listed if isinstance(listed, list) else ())
        ]
        for index, (value, where) in enumerate(shown):
            yield Example(f"example {index + 1}" if index else "example", value, where)

    def _responses(self, node: Node, pointer: str) -> Iterator[Response]:
        for status, written in sorted(node.items()):
            if status.startswith("x-"):
                continue
            known = status if status == "default" else status.upper()
            if not STATUS.fullmatch(known):
                self._defect("this is no status; the answer is left out", f"{pointer}/{escape(status)}")
                continue
            response, where = self._follow(written, f"{pointer}/{escape(status)}")
            yield Response(
                known,
                text(response.get("description")),
                tuple(self._headers(response, where)),
                tuple(self._content(response, where)),
            )

    def _headers(self, node: Node, pointer: str) -> Iterator[Header]:
        for name, written in sorted(self._map(node, "headers").items()):
            if name.lower() == "content-type":
                continue  # section 4.8.16.1: it is described by `content`
            header, where = self._follow(written, f"{pointer}/headers/{escape(name)}")
            schema = self._schema(header, where)
            found = Header(name, header.get("required") is True, schema, text(header.get("description")))
            yield dataclasses.replace(found, required=False) if found.is_framing else found

    # -- servers and security -------------------------------------------------------------

    def _servers(self, node: Node) -> tuple[Server, ...]:
        written = node.get("servers")
        found: dict[str, Server] = {}
        for server in written if isinstance(written, list) else ():
            if isinstance(server, Mapping) and isinstance(server.get("url"), str):
                variables = self._map(server, "variables")
                url = filled(server["url"], variables)
                name = " ".join((text(server.get("name")) or text(server.get("description"))).split())
                made = Server(url, server["url"], name, choices(server["url"], variables))
                found.setdefault(server["url"], made)
        return tuple(found.values())

    def _schemes(self) -> tuple[SecurityScheme, ...]:
        found = []
        section = self._map(self._map(self._tree, "components"), "securitySchemes")
        for name, written in sorted(section.items()):
            node, _ = self._follow(written, f"/components/securitySchemes/{escape(name)}")
            kind = text(node.get("type"))
            scheme = text(node.get("scheme")).lower()
            description = text(node.get("description"))
            if kind == "apiKey":
                found.append(SecurityScheme(name, "apiKey", text(node.get("in")), text(node.get("name")), description))
            elif kind == "http" and scheme == "basic":
                found.append(SecurityScheme(name, "basic", description=description))
            elif kind == "oauth2" and (url := self._token_url(node)):
                found.append(SecurityScheme(name, "oauth2", token_url=url, description=description))
            elif kind in ("oauth2", "openIdConnect") or (kind == "http" and scheme == "bearer"):
                found.append(SecurityScheme(name, "bearer", description=description))
            else:
                found.append(SecurityScheme(name, "other", description=description))
        return tuple(found)

    def _token_url(self, node: Node) -> str:
        """Return where the client credentials flow gets its tokens, "" where there is none."""
        return text(self._map(self._map(node, "flows"), "clientCredentials").get("tokenUrl"))

    def _security(self, node: Node, pointer: str, schemes: frozenset[str]) -> tuple[tuple[str, ...], ...]:
        written = node.get("security", self._tree.get("security"))
        alternatives = []
        for requirement in written if isinstance(written, list) else ():
            if not isinstance(requirement, Mapping):
                continue
            if set(requirement) <= schemes:
                alternatives.append(tuple(sorted(requirement)))
            else:
                self._warn("a security scheme is required that is not declared; it is left out", f"{pointer}/security")
        return tuple(dict.fromkeys(alternatives))


def parameter_defect(name: Any, location: Any) -> str:
    """Return why a parameter cannot be sent."""
    if not isinstance(name, str) or not name.strip():
        return "that has no name"
    if isinstance(location, str):
        return f"in a location that mockgen does not write: {location}"
    return "that has no location"


def text(value: Any) -> str:
    """Return a text of the document, "" for anything else; a version may have been written as a number."""
    return value if isinstance(value, str) else ""


def filled(url: str, variables: Node) -> str:
    """Return a server's URL with the defaults of its variables (OpenAPI 3.1.1, section 4.8.6)."""

    def default(match: re.Match[str]) -> str:
        variable = variables.get(match[1])
        value = variable.get("default") if isinstance(variable, Mapping) else None
        return match[0] if value is None else str(value)

    return PLACEHOLDER.sub(default, url)


def choices(url: str, variables: Node) -> dict[str, tuple[str, ...]]:
    """Return the values that each variable of a URL may have, its default first; none without a default."""
    found: dict[str, tuple[str, ...]] = {}
    for name in dict.fromkeys(PLACEHOLDER.findall(url)):
        variable = variables.get(name)
        found[name] = ()
        if isinstance(variable, Mapping) and variable.get("default") is not None:
            listed = variable.get("enum")
            values = [variable["default"], *(listed if isinstance(listed, list) else ())]
            found[name] = tuple(dict.fromkeys(map(str, values)))
    return found


def inline(operation: Operation) -> Iterator[Schema]:
    """Yield the schemas that stand in an operation itself."""
    yield from sent_places([operation])
    yield from answered_places([operation])


def sent_places(operations: Iterable[Operation]) -> Iterator[Schema]:
    """Yield the schemas of parameters and request bodies."""
    for operation in operations:
        for parameter in operation.parameters:
            yield parameter.schema
        for media in operation.body.content if operation.body else ():
            yield media.schema or {}


def answered_places(operations: Iterable[Operation]) -> Iterator[Schema]:
    """Yield the schemas of answers and their headers."""
    for response in (response for operation in operations for response in operation.responses):
        for header in response.headers:
            yield header.schema
        for media in response.content:
            yield media.schema or {}


def listed(value: Any) -> Iterable[Any]:
    """Return a list as it is; anything else is none."""
    return value if isinstance(value, list) else ()


def needed(
    schemas: Mapping[str, Schema], views: Mapping[str, str], sent: frozenset[str], answered: frozenset[str]
) -> dict[str, Schema]:
    """Return the schemas without the views that nothing uses: a request view, or a component that is only sent."""
    only_sent = {name for view, name in views.items() if view in sent and name not in answered and name not in sent}
    return {
        name: schema
        for name, schema in schemas.items()
        if name not in only_sent and (name not in views or name in sent or name in answered)
    }


HolderT = TypeVar("HolderT", Parameter, Header, MediaType)


def read_as(found: HolderT, schema: Schema) -> HolderT:
    """Return what has a schema with another one; itself where it is the same one."""
    return found if schema is found.schema else dataclasses.replace(found, schema=schema)


def with_schemas(
    operation: Operation,
    sent: Callable[[Schema], Schema],
    answered: Callable[[Schema], Schema],
    placed: Callable[[Schema], Schema] | None = None,
) -> Operation:
    """Return an operation whose schemas are rewritten: those that are sent, answered and, if apart, of parameters."""

    def media(found: MediaType, rewrite: Callable[[Schema], Schema]) -> MediaType:
        return found if found.schema is None else read_as(found, rewrite(found.schema))

    body = operation.body
    if body:
        body = dataclasses.replace(body, content=tuple(media(found, sent) for found in body.content))
    return dataclasses.replace(
        operation,
        parameters=tuple(read_as(parameter, (placed or sent)(parameter.schema)) for parameter in operation.parameters),
        body=body,
        responses=tuple(
            dataclasses.replace(
                response,
                headers=tuple(read_as(header, answered(header.schema)) for header in response.headers),
                content=tuple(media(found, answered) for found in response.content),
            )
            for response in operation.responses
        ),
    )
