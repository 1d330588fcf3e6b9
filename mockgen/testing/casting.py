"""Text that travelled as a parameter or a form field, back to the value that it stands for.

`5` is a number where the schema admits one, and a string where it admits only strings. Where
several readings are possible each is tried, and the first that the schema accepts is taken; if
none is, the first stands, so that the violation names what was probably meant.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from mockgen.testing.components import Schema, Schemas
from mockgen.testing.predicates import Predicates

Nodes = tuple[dict[str, Any], ...]
"""Schemas that all apply to one value."""


@dataclasses.dataclass(frozen=True)
class Alternative:
    """Schemas to apply together, the JSON types that they leave, and what they say of properties, as far as asked."""

    nodes: Nodes
    kinds: frozenset[str]
    properties: dict[str, Schema] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Given:
    """A part that is a value already, not text."""

    value: Any


@dataclasses.dataclass(frozen=True)
class Choice:
    """A part that can be taken apart in several ways, the likeliest first."""

    forms: tuple[Raw, ...]


Raw: TypeAlias = "str | list[Raw] | dict[str, Raw] | Given | Choice"
"""What has been split, and percent-decoded, but not yet given types."""

NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
INDEX = re.compile(r"0|[1-9][0-9]{0,5}")
KINDS = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
TEXT = frozenset({"string"})
OBJECT = frozenset({"object"})
SCALARS = KINDS - {"array", "object"}
MOST_ALTERNATIVES = 64


class Caster:
    """Gives types to text by the schemas of one contract."""

    def __init__(self, schemas: Schemas, predicates: Predicates):
        self._schemas, self._predicates = schemas, predicates
        self._alternatives: dict[int, tuple[Schema, tuple[Alternative, ...]]] = {}
        self._joined: dict[tuple[int, ...], Schema] = {}

    def cast(self, raw: Raw, schema: Schema) -> Any:
        """Return the JSON value that `raw` stands for under `schema`."""
        alternatives = self.alternatives(schema)
        if len(alternatives) == 1:  # with one reading there is no choice; the whole is asked whether it is accepted
            if alternatives[0].kinds == TEXT and isinstance(raw, str):
                return raw
            if alternatives[0].kinds == OBJECT and isinstance(raw, dict):
                return self._object(raw, alternatives[0])
        accepts = self._predicates.of(schema)
        first: list[Any] = []
        for among in alternatives:
            for candidate in self._candidates(raw, among):
                if accepts(candidate):
                    return candidate
                first = first or [candidate]
        return first[0] if first else plain(raw)

    def accepts(self, schema: Schema, value: Any) -> bool:
        """Tell whether a value that was cast fits `schema`."""
        return self._predicates.of(schema)(value)

    def kinds(self, schema: Schema) -> frozenset[str]:
        """Return the JSON types that `schema` admits; `integer` beside `number`."""
        return frozenset().union(*(each.kinds for each in self.alternatives(schema)))

    def alternatives(self, schema: Schema) -> tuple[Alternative, ...]:
        """Return `schema` as alternatives, without choices."""
        known = self._alternatives.get(id(schema))
        if known is None:
            found = tuple(Alternative(nodes, _kinds(nodes)) for nodes in self._expand(schema, frozenset()))
            known = self._alternatives[id(schema)] = (schema, found)
        return known[1]

    def _expand(self, schema: Schema, seen: frozenset[int]) -> Iterator[Nodes]:
        if isinstance(schema, bool) or id(schema) in seen:
            yield ()
            return
        seen |= {id(schema)}
        factors: list[list[Nodes]] = []
        if "$ref" in schema:
            factors.append([*self._expand(self._schemas.target(schema["$ref"]), seen)])
        factors.extend([*self._expand(branch, seen)] for branch in schema.get("allOf", ()))
        for choices in (schema.get("anyOf"), schema.get("oneOf"), _outcomes(schema)):
            if choices:
                factors.append([nodes for branch in choices for nodes in self._expand(branch, seen)])
        for combined in itertools.islice(itertools.product(*factors), MOST_ALTERNATIVES):
            yield (schema, *(node for nodes in combined for node in nodes))

    # -- candidates ---------------------------------------------------------------------

    def _candidates(self, raw: Raw, among: Alternative) -> Iterator[Any]:
        if isinstance(raw, str):
            return self._from_text(raw, among)
        if isinstance(raw, dict):
            return self._from_fields(raw, among)
        if isinstance(raw, Choice):
            return (value for form in raw.forms for value in self._candidates(form, among))
        return iter((self._list(raw, among) if isinstance(raw, list) else raw.value,))

    def _from_text(self, text: str, among: Alternative) -> Iterator[Any]:
        kinds = among.kinds
        if "number" in kinds or "integer" in kinds:
            yield from _number(text)
        if "boolean" in kinds and text in {"true", "false"}:
            yield text == "true"
        if "null" in kinds and text == "null":
            yield None
        if "string" in kinds or kinds & SCALARS:
            yield text
        if ("object" in kinds and text.startswith("{")) or ("array" in kinds and text.startswith("[")):
            yield from _structure(text)
        if "null" in kinds and not text:
            yield None
        if "array" in kinds:
            yield self._list([text], among)
            if not text:
                yield []

    def _from_fields(self, fields: dict[str, Raw], among: Alternative) -> Iterator[Any]:
        if "array" in among.kinds and fields and all(map(INDEX.fullmatch, fields)):
            yield self._list([fields[index] for index in sorted(fields, key=int)], among)
        if "object" in among.kinds:
            yield self._object(fields, among)

    def _object(self, fields: dict[str, Raw], among: Alternative) -> dict[str, Any]:
        return {name: self.cast(part, self._property(among, name)) for name, part in fields.items()}

    def _property(self, among: Alternative, name: str) -> Schema:
        known = among.properties.get(name)
        if known is None:
            known = among.properties[name] = self._whole(_property(among.nodes, name))
        return known

    def _list(self, parts: list[Raw], among: Alternative) -> list[Any]:
        return [self.cast(part, self._whole(_item(among.nodes, index))) for index, part in enumerate(parts)]

    def _whole(self, schemas: list[Schema]) -> Schema:
        """Return the schema of a place of which several speak; the same one each time."""
        if len(schemas) == 1:
            return schemas[0]
        key = tuple(map(id, schemas))
        if key not in self._joined:
            self._joined[key] = {"allOf": schemas} if schemas else {}
        return self._joined[key]


def plain(raw: Raw) -> Any:
    """Return `raw` with its text left as text."""
    if isinstance(raw, Choice):
        return plain(raw.forms[0])
    if isinstance(raw, list):
        return [plain(part) for part in raw]
    if isinstance(raw, dict):
        return {name: plain(part) for name, part in raw.items()}
    return raw.value if isinstance(raw, Given) else raw


def _outcomes(schema: dict[str, Any]) -> list[Schema]:
    found = [schema[keyword] for keyword in ("then", "else") if keyword in schema]
    return [*found, True] if found else []


def _structure(text: str) -> Iterator[Any]:
    """Yield what JSON text stands for: no style has a form for what is nested this deep."""
    try:
        yield json.loads(text)
    except (ValueError, RecursionError):
        return


def _number(text: str) -> Iterator[Any]:
    if NUMBER.fullmatch(text) and len(text) < 4000:  # Python refuses to read longer ones
        yield json.loads(text)


def _kinds(nodes: Nodes) -> frozenset[str]:
    found = KINDS
    for node in nodes:
        if "type" in node:
            wanted = {node["type"]} if isinstance(node["type"], str) else set(node["type"])
            found &= wanted | {"integer"} if "number" in wanted else wanted
        elif "enum" in node:
            found &= frozenset().union(*map(_kinds_of, node["enum"]))
        elif "const" in node:
            found &= _kinds_of(node["const"])
    return found


def _kinds_of(value: Any) -> frozenset[str]:
    if value is None:
        return frozenset({"null"})
    if isinstance(value, bool):
        return frozenset({"boolean"})
    if isinstance(value, (int, float)):
        return frozenset({"integer", "number"})
    if isinstance(value, str):
        return frozenset({"string"})
    return frozenset({"array" if isinstance(value, list) else "object"})


def _property(nodes: Nodes, name: str) -> list[Schema]:
    found = [node["properties"][name] for node in nodes if name in node.get("properties", ())]
    return found or [node["additionalProperties"] for node in nodes if "additionalProperties" in node]


def _item(nodes: Nodes, index: int) -> list[Schema]:
    found: list[Schema] = []
    for node in nodes:
        prefix = node.get("prefixItems", ())
        if index < len(prefix):
            found.append(prefix[index])
        elif "items" in node:
            found.append(node["items"])
    return found
