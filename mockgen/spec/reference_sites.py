"""Where references stand in a document, and where the same letters are only data.

`$ref` is a reference where a string is its value and OpenAPI or JSON Schema expects an object. It
is none in the data of `example`, `default`, `enum` and `const`, nor in extensions. In a map of
names (`properties`, `schemas`, …) every name is the author's, `default` and `x-id` included, so
such names mean nothing there.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urljoin


class Kind(enum.Enum):
    """What a mapping holds."""

    OBJECT = "keywords"
    NAMES = "names of objects"
    EXTENDED = "names of objects, and extensions"
    SECTIONS = "components: names of maps of names"
    EXAMPLES = "names of examples or of links"
    OPAQUE = "an example or a link: a reference or data"
    DISCRIMINATOR = "a discriminator"
    DATA = "anything"


class Base(NamedTuple):
    """The nearest `$id` above a value, or the `$self` of OpenAPI 3.2 (JSON Schema, 8.2.1)."""

    node: dict[str, Any]
    uri: str


class Site(NamedTuple):
    """A value, what it holds and which `$id` it stands under."""

    node: Any
    kind: Kind
    base: Base | None = None


class Findings(NamedTuple):
    """What a walk has met.

    Attributes:
        references: mappings with a `$ref` that is text.
        discriminators: discriminator objects.
        identities: schemas with `$id`, `$anchor` or `$dynamicAnchor`; their base is their own
            `$id`, if any.
    """

    references: list[Site]
    discriminators: list[Site]
    identities: list[Site]


EXTENSION = "x-webhooks"
"""The one extension that holds what OpenAPI describes: webhooks, before OpenAPI 3.1 had them."""
_DATA = ("example", "default", "enum", "const", "description", "summary", "title", "externalDocs")
_MAPS = (
    *(
        "properties",
        "patternProperties",
        "$defs",
        "definitions",
        "dependentSchemas",
        "dependencies",
    ),
    *(
        "schemas",
        "parameters",
        "headers",
        "requestBodies",
        "securitySchemes",
        "pathItems",
        "mediaTypes",
    ),
    *("content", "encoding", "webhooks", EXTENSION, "callbacks", "variables"),
)
_COMMON: Mapping[str, Kind] = {
    **dict.fromkeys(_DATA, Kind.DATA),
    **dict.fromkeys(_MAPS, Kind.NAMES),
    **dict.fromkeys(("paths", "responses"), Kind.EXTENDED),
    "components": Kind.SECTIONS,
    "links": Kind.EXAMPLES,
    "discriminator": Kind.DISCRIMINATOR,
}
KEYWORDS: Mapping[str, Kind] = {**_COMMON, "examples": Kind.EXAMPLES}
"""What the value of a keyword holds if it is a mapping; any other is an OBJECT."""

SWAGGER_KEYWORDS: Mapping[str, Kind] = {**_COMMON, "examples": Kind.DATA}
"""The same in Swagger 2.0, whose `examples` are data by media type."""

MEMBERS = {
    Kind.NAMES: Kind.OBJECT,
    Kind.EXTENDED: Kind.OBJECT,
    Kind.SECTIONS: Kind.NAMES,
    Kind.EXAMPLES: Kind.OPAQUE,
}
"""What the members of a map of names hold."""

MAPS = frozenset(MEMBERS)
_CONTAINERS = frozenset({dict, list})
_EXTENDED = frozenset({Kind.OBJECT, Kind.EXTENDED, Kind.SECTIONS})


def member_kind(kind: Kind, name: str, keywords: Mapping[str, Kind] = KEYWORDS) -> Kind:
    """Return what the mapping under `name` holds in a mapping of `kind`."""
    if name[:2] == "x-" and kind in _EXTENDED and name != EXTENSION:
        return Kind.DATA
    if kind is Kind.OBJECT:
        return keywords.get(name, Kind.OBJECT)
    if kind is Kind.SECTIONS and name in ("examples", "links"):
        return Kind.EXAMPLES
    return MEMBERS.get(kind, Kind.DATA)


def walk(start: Site, seen: set[int], keywords: Mapping[str, Kind] = KEYWORDS) -> Findings:
    """Find the references below `start`, without recursion and without following them.

    Args:
        start: where to begin.
        seen: the `id` of every mapping that an earlier walk went through; extended. Opaque ones
            are never in it.
        keywords: `KEYWORDS` or `SWAGGER_KEYWORDS`.
    """
    found = Findings([], [], [])
    stack: list[tuple[Any, Kind, Base | None]] = [start]
    while stack:
        node, kind, base = stack.pop()
        if type(node) is list:
            stack += [(item, kind, base) for item in node if type(item) in _CONTAINERS]
            continue
        if type(node) is not dict or id(node) in seen:
            continue
        names_itself = "$id" in node or "$anchor" in node or "$dynamicAnchor" in node
        if names_itself and kind is Kind.OBJECT:
            base = own_base(node, base)
        if "$ref" in node and type(node["$ref"]) is str:
            found.references.append(Site(node, kind, base))
        if kind is Kind.OPAQUE:
            continue
        seen.add(id(node))
        if kind is Kind.DISCRIMINATOR:
            found.discriminators.append(Site(node, kind, base))
            continue
        if names_itself and kind is Kind.OBJECT:
            found.identities.append(Site(node, kind, base))
        is_object = kind is Kind.OBJECT
        for name, value in node.items():
            if type(value) in _CONTAINERS:
                is_plain = is_object and name[:2] != "x-"  # as nearly all are
                inner = keywords.get(name, kind) if is_plain else member_kind(kind, name, keywords)
                if type(value) is list and inner is Kind.EXAMPLES:
                    continue
                if inner is not Kind.DATA:
                    stack.append((value, Kind.OBJECT if type(value) is list else inner, base))
    return found


def document_base(tree: Any) -> Base | None:
    """Return the base that the `$self` of an OpenAPI 3.2 document sets."""
    if isinstance(tree, dict) and "openapi" in tree and isinstance(tree.get("$self"), str):
        return Base(tree, tree["$self"])
    return None


def own_base(node: dict[str, Any], base: Base | None) -> Base | None:
    """Return the base of a schema: its `$id`, else the one above; `#name` is draft 7's anchor."""
    uri = node.get("$id")
    if not isinstance(uri, str) or uri.startswith("#"):
        return base
    try:
        return Base(node, urljoin(base.uri if base else "", uri).split("#")[0])
    except ValueError:  # not a URI: it identifies nothing
        return base


def locate(tree: Any, wanted: set[int]) -> dict[int, tuple[str | int, ...]]:
    """Return the way through `tree` to each container whose `id` is in `wanted`."""
    found: dict[int, tuple[str | int, ...]] = {}
    stack: list[tuple[Any, tuple[str | int, ...]]] = [(tree, ())]
    while stack:
        node, path = stack.pop()
        if id(node) in wanted:
            found[id(node)] = path
        if not isinstance(node, dict | list):
            continue
        members = node.items() if isinstance(node, dict) else enumerate(node)
        stack.extend((value, (*path, key)) for key, value in members if type(value) in (dict, list))
    return found
