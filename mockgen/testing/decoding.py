"""Parameters, from a request back to values, for every style of OpenAPI.

What a client wrote by `style` and `explode` is split first, then percent-decoded, then given types
by the schema (`casting`). Sources: OpenAPI 3.1, "Parameter Object" and "Style Values"; RFC 6570.
"""

from __future__ import annotations

import collections
import dataclasses
import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote, unquote_plus, urlsplit

import requests

from mockgen.testing import brackets
from mockgen.testing.casting import Caster, Choice, Given, Raw
from mockgen.testing.components import Schema
from mockgen.testing.json_values import is_json, parse_json
from mockgen.testing.paths import Template
from mockgen.testing.styles import Malformed, delimited, in_path, one_or_many, simple
from mockgen.testing.undeclared import Shapes
from mockgen.testing.violations import Problem

MOST_READINGS = 200  # of one path
MOST_SHARED = 4  # names of an exploded object that are tried as those of other parameters
IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})


@dataclasses.dataclass(frozen=True)
class Pair:
    """One `name=value` of a query or of cookies: as sent, and decoded."""

    name: str
    value: str
    raw_value: str


@dataclasses.dataclass
class Decoded:
    """What the parameters of one request turned out to be.

    Attributes:
        values: by index into the parameters; an absent one is not there.
        problems: what could not be taken apart.
        unused: names in the query that belong to no parameter, once each.
        query: the pairs of the query.
    """

    values: dict[int, Any]
    problems: list[Problem]
    unused: list[str]
    query: list[Pair]

    @property
    def names(self) -> frozenset[str]:
        """The names that stand in the query."""
        return frozenset(pair.name for pair in self.query)


def query_pairs(url: str) -> list[Pair]:
    """Return the pairs of a URL's query, in order."""
    found = []
    for part in urlsplit(url).query.split("&"):
        name, _, value = part.partition("=")
        if part:
            found.append(Pair(unquote_plus(name), unquote_plus(value), value))
    return found


def cookie_pairs(header: str) -> list[Pair]:
    """Return the pairs of a `Cookie` header."""
    found = []
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name:
            found.append(Pair(unquote(name), unquote(value), value))
    return found


def header_text(headers: Mapping[str, Any], name: str) -> str | None:
    """Return one header of a request as text, or None; `requests` lets it be bytes."""
    value = headers.get(name)
    return value.decode("latin-1") if isinstance(value, bytes) else value


def schema_of(node: dict[str, Any]) -> Schema:
    """Return the schema of a parameter or header, which may stand under its only media type."""
    holder: dict[str, Any] = node
    if "content" in node:
        holder = next(iter(node["content"].values()), {})
    schema: Schema = holder.get("schema", True)
    return schema


class Parameters:
    """The parameters of one operation, as `contract.json` writes them."""

    def __init__(self, nodes: list[dict[str, Any]], template: str, caster: Caster, shapes: Shapes):
        self.nodes = [node for node in nodes if not _is_ignored(node)]
        self._template = Template(template)
        self._caster, self._shapes = caster, shapes
        self._places = [f"{node['in']}.{node['name']}" for node in self.nodes]

    def schema(self, index: int) -> Schema:
        """Return the schema of one parameter."""
        return schema_of(self.nodes[index])

    def place(self, index: int) -> str:
        """Return where a parameter stands, for a violation: `query.limit`."""
        return self._places[index]

    def is_expected(self, index: int) -> bool:
        """Tell whether a parameter can be sent: a path parameter needs a place in the template."""
        node = self.nodes[index]
        return node["in"] != "path" or node["name"] in self._template.names

    def decode(self, request: requests.PreparedRequest, path: str) -> Decoded:
        """Return what `request` sends; `path` is its path below the base path, undecoded."""
        query = query_pairs(request.url or "")
        decoded = Decoded({}, [], [], query)
        reader = _Reader(self._in_path(path), request, query, self._caster, self._shapes, self._contested)
        doubtful: dict[int, Any] = {}
        for index, node in self._in_order:
            if not self.is_expected(index):
                continue
            try:
                raw = reader.read(node, self.schema(index))
            except (Malformed, brackets.ContradictoryNames) as error:
                decoded.problems.append(Problem(self.place(index), str(error), "malformed"))
                continue
            if raw is None:
                continue
            value = self._caster.cast(raw, self.schema(index))
            is_doubtful = reader.is_contested and not self._caster.accepts(self.schema(index), value)
            (doubtful if is_doubtful else decoded.values)[index] = value
        if doubtful:
            taken = frozenset().union(*map(self._names, decoded.values))
            for index, value in doubtful.items():
                if self._names(index) & self._contested & decoded.names - taken:
                    decoded.values[index] = value  # nobody else takes it, so it was meant here
        decoded.unused = list(dict.fromkeys(p.name for p in query if p.name not in reader.used))
        return decoded

    def _in_path(self, path: str) -> dict[str, str]:
        """Return the texts of the path parameters: of several readings, the first that all of them accept."""
        first, *others = [*itertools.islice(self._template.matches(path), MOST_READINGS)] or [{}]
        if not others:
            return first
        nodes = [(index, node) for index, node in enumerate(self.nodes) if node["in"] == "path"]
        fitting = (found for found in (first, *others) if self._fits(found, nodes))
        return next(fitting, first)

    def _fits(self, texts: dict[str, str], nodes: Iterable[tuple[int, dict[str, Any]]]) -> bool:
        reader = _Reader(texts, requests.PreparedRequest(), [], self._caster, self._shapes, frozenset())
        for index, node in nodes:
            raw = reader.read(node, self.schema(index))
            if raw is not None and not self._caster.accepts(
                self.schema(index), self._caster.cast(raw, self.schema(index))
            ):
                return False
        return True

    @functools.cached_property
    def _contested(self) -> frozenset[str]:
        """Names of the query that more than one parameter may mean: its own, or that of an exploded property."""
        counted = collections.Counter(name for index in range(len(self.nodes)) for name in self._names(index))
        return frozenset(name for name, count in counted.items() if count > 1)

    def _names(self, index: int) -> frozenset[str]:
        """Return the names under which a parameter may stand in the query."""
        node = self.nodes[index]
        if node["in"] != "query":
            return frozenset()
        own = frozenset([node["name"]])
        return own.union(self._shapes.of(self.schema(index)).names) if self._spreads(index) else own

    @functools.cached_property
    def _in_order(self) -> list[tuple[int, dict[str, Any]]]:
        """The parameters; those that take what no other declares come last."""
        return sorted(enumerate(self.nodes), key=lambda pair: self._spreads(pair[0]))

    def _spreads(self, index: int) -> bool:
        node = self.nodes[index]
        return (
            node["in"] == "query"
            and "content" not in node
            and node.get("style") == "form"
            and node.get("explode", True)
            and "object" in self._caster.kinds(self.schema(index))
        )


def _is_ignored(node: dict[str, Any]) -> bool:
    return node["in"] == "header" and node["name"].lower() in IGNORED_HEADERS


class _Reader:
    """Reads the parameters of one request, and notes which names of the query they use."""

    def __init__(
        self,
        path: dict[str, str],
        request: requests.PreparedRequest,
        query: list[Pair],
        caster: Caster,
        shapes: Shapes,
        contested: frozenset[str],
    ):
        self._path, self._request, self._query = path, request, query
        self._caster, self._shapes, self._contested = caster, shapes, contested
        self.used: set[str] = set()
        self.is_contested = False  # whether what was read last may belong to another parameter

    def read(self, node: dict[str, Any], schema: Schema) -> Raw | None:
        """Return what was sent for one parameter, or None where it is absent."""
        self.is_contested = False
        if "content" in node:
            return self._content(node)
        if node["in"] == "query":
            return self._pairs(node, schema, self._query, unquote_plus)
        if node["in"] == "cookie" and node.get("style") == "cookie":
            bare = [dataclasses.replace(pair, value=pair.raw_value) for pair in self._cookies]
            return self._pairs(node, schema, bare, str)
        if node["in"] == "cookie":
            return self._pairs(node, schema, self._cookies, unquote)
        kinds, explode = self._caster.kinds(schema), node.get("explode", False)
        if node["in"] == "header":
            text = header_text(self._request.headers, node["name"])
            return None if text is None else simple(text.strip(), kinds, explode, str.strip)
        text = self._path.get(node["name"])
        if text is None:
            return None
        return in_path(text, node["name"], node.get("style", "simple"), kinds, explode)

    def _content(self, node: dict[str, Any]) -> Raw | None:
        text = self._text(node["name"], node["in"])
        media_type = next(iter(node["content"]), "")
        if text is None or not is_json(media_type):
            return text
        try:
            return Given(parse_json(text))
        except ValueError as error:
            raise Malformed(f"is not JSON: {error}") from error

    def _text(self, name: str, location: str) -> str | None:
        """Return a parameter that has no style of its own, decoded."""
        if location == "header":
            return header_text(self._request.headers, name)
        if location == "path":
            return unquote(self._path[name]) if name in self._path else None
        if location == "query":
            self.used.add(name)
        pairs = self._query if location == "query" else self._cookies
        return next((pair.value for pair in pairs if pair.name == name), None)

    @functools.cached_property
    def _cookies(self) -> list[Pair]:
        return cookie_pairs(header_text(self._request.headers, "Cookie") or "")

    def _pairs(
        self, node: dict[str, Any], schema: Schema, pairs: list[Pair], decode: Callable[[str], str]
    ) -> Raw | None:
        name, style = node["name"], node.get("style", "form")
        if style == "deepObject":
            return self._deep_object(name, pairs)
        kinds, explode = self._caster.kinds(schema), node.get("explode", style == "form")
        own = [pair for pair in pairs if pair.name == name]
        if not own and explode and "object" in kinds:
            return self._spread(schema, kinds, pairs)
        self._use([name], pairs)
        if not own:
            return None
        if name in self._contested:
            self.is_contested = True
            return Choice(([pair.value for pair in own], *(pair.value for pair in own)))
        if len(own) > 1:
            return [pair.value for pair in own]
        if explode and "object" not in kinds:
            return one_or_many(own[0].value, name, node["in"], kinds)
        return Choice(tuple(delimited(own[0].raw_value, style, kinds, decode)))

    def _use(self, names: Iterable[str], pairs: list[Pair]) -> None:
        if pairs is self._query:
            self.used.update(names)

    def _deep_object(self, name: str, pairs: list[Pair]) -> Raw | None:
        entries: list[tuple[tuple[str, ...], Raw]] = []
        for pair in pairs:
            if pair.name != name and not pair.name.startswith(name + "["):
                continue
            path = tuple(brackets.STEP.findall(pair.name, len(name)))
            if pair.name == name and name in self._contested:
                continue  # the other parameter of this name has no brackets
            if pair.name == name or brackets.STEPS.fullmatch(pair.name, len(name)):
                self._use([pair.name], pairs)
                entries.append((path, pair.value))
        return brackets.tree(entries) if entries else None

    def _spread(self, schema: Schema, kinds: frozenset[str], pairs: list[Pair]) -> Raw | None:
        """Take the properties of an exploded object, which stand beside other parameters."""
        shape = self._shapes.of(schema)
        takes_all = shape.is_open and kinds <= {"object", "null"}
        found: dict[str, list[str]] = {}
        for pair in pairs:
            if pair.name in shape.names or (takes_all and pair.name not in self.used):
                found.setdefault(pair.name, []).append(pair.value)
        self._use(found, pairs)
        if not found:
            return None
        shared = [name for name in found if name in self._contested]
        if not shared:
            return {name: _one_or_all(texts) for name, texts in found.items()}
        self.is_contested = len(shared) == len(found)
        return Choice(tuple(_without_some(found, shared)))


def _without_some(found: Mapping[str, list[str]], shared: Sequence[str]) -> Iterator[Raw]:
    """Yield the properties as sent, then without those that another parameter of their name may have sent."""
    for count in range(min(len(shared), MOST_SHARED) + 1):
        for gone in itertools.combinations(shared, count):
            kept = {name: texts for name, texts in found.items() if name not in gone}
            if kept:
                yield {
                    name: Choice((*texts, [*texts])) if name in shared else _one_or_all(texts)
                    for name, texts in kept.items()
                }


def _one_or_all(texts: Sequence[str]) -> Raw:
    """Return what one name was given: a text, or all of several."""
    return texts[0] if len(texts) == 1 else [*texts]
