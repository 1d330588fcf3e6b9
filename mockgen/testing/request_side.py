"""What an operation accepts, and what is wrong with a request that it does not."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import requests

from mockgen.testing import spots, wording
from mockgen.testing.bodies import FORM, OPAQUE, Opaque, Unreadable, body_of, essence, matching
from mockgen.testing.components import Schema
from mockgen.testing.credentials import Security
from mockgen.testing.decoding import Decoded, Parameters, header_text, query_pairs, schema_of
from mockgen.testing.kit import Kit
from mockgen.testing.parts import ABSENT, Part
from mockgen.testing.place import UNSET
from mockgen.testing.sent import SentValues
from mockgen.testing.undeclared import ALLOW, Undeclared, similar
from mockgen.testing.violations import UNDECLARED, Problem, shown


@dataclasses.dataclass(frozen=True)
class _Body:
    """What the body of one request turned out to be: something to judge, or what forbids it."""

    part: Part | None = None
    problem: Problem | None = None


@dataclasses.dataclass(frozen=True)
class Judged:
    """A request that was read.

    Attributes:
        problems: what is wrong with it.
        sent: what it sends.
    """

    problems: tuple[Problem, ...]
    sent: SentValues


class RequestSide:
    """The request that one operation accepts."""

    def __init__(self, key: str, node: dict[str, Any], service: dict[str, Any], kit: Kit):
        template = key.partition(" ")[2]
        self._kit, self._node = kit, node
        self._parameters = Parameters(node.get("parameters", []), template, kit.caster, kit.shapes)
        self._security = Security(node.get("security", []), service.get("securitySchemes", {}))
        self._in_path = {pair.name for pair in query_pairs(template)}  # some documents put a query there
        self._query: dict[str, bool] = {
            parameter["name"]: bool(parameter.get("required"))
            for parameter in self._parameters.nodes
            if parameter["in"] == "query"
        }

    def judged(self, request: requests.PreparedRequest, path: str) -> Judged:
        """Return what `request` sends and what is wrong with it; its path below the base path is `path`."""
        decoded = self._parameters.decode(request, path)
        present = self._security.present(request, decoded.query)
        body = self._body(request)
        parts = self._parts(decoded)
        judged = [*parts, body.part] if body.part else parts
        found = [*decoded.problems, body.problem] if body.problem else decoded.problems
        extras = [extra for part in judged for extra in undeclared(part, self._kit)]
        extras.extend(self._unknown(decoded))
        sent = self._sent(decoded, body.part)
        if found or extras or not self._is_fine(judged, present):
            verdict = self._judged(parts, body.part, present)
            marked = spots.marked((*wording.merged(verdict, extras), *found), judged, self._kit.shapes)
            return Judged(marked, sent)
        return Judged((), sent)

    def _sent(self, decoded: Decoded, body: Part | None) -> SentValues:
        """Return what was sent by the wire names of its parameters."""
        found: dict[str, dict[str, Any]] = {"path": {}, "query": dict(self._free(decoded)), "header": {}, "cookie": {}}
        for index, value in decoded.values.items():
            node = self._parameters.nodes[index]
            found[node["in"]][node["name"]] = value
        return SentValues(**found, body=UNSET if body is None or body.value is ABSENT else body.value)

    def parameters(self, location: str) -> dict[str, Schema]:
        """Return the schemas of the parameters of a location, by wire name."""
        nodes = self._parameters.nodes
        return {node["name"]: schema_of(node) for node in nodes if node["in"] == location}

    def unknown(self, body: Any) -> list[Undeclared]:
        """Return the properties that no documented body declares, of a part of one."""
        documented = (self._node.get("requestBody") or {}).get("content", {})
        found = [list(self._kit.shapes.of(media.get("schema", True)).undeclared(body)) for media in documented.values()]
        return min(found, key=len, default=[])

    def _is_fine(self, parts: list[Part], present: frozenset[str]) -> bool:
        return self._security.is_satisfied(present) and all(is_fine(part, self._kit) for part in parts)

    def _judged(self, parts: list[Part], body: Part | None, present: frozenset[str]) -> list[Problem]:
        security = self._security
        message = "" if security.is_satisfied(present) else security.message()
        return self._kit.judge.request(parts, body, security.alternatives, present, message)

    def _parts(self, decoded: Decoded) -> list[Part]:
        """Return the parameters that can be judged: not those that could not be taken apart."""
        malformed = {problem.place for problem in decoded.problems}
        return [
            Part(
                self._parameters.place(index),
                self._parameters.schema(index),
                bool(node.get("required")) and self._parameters.is_expected(index),
                decoded.values.get(index, ABSENT),
            )
            for index, node in enumerate(self._parameters.nodes)
            if self._parameters.place(index) not in malformed
        ]

    def _unknown(self, decoded: Decoded) -> Iterator[wording.Extra]:
        """Yield each name in the query that nothing declares."""
        if self._kit.undeclared == ALLOW:
            return
        free = {name: required for name, required in self._query.items() if name not in decoded.names}
        for name in decoded.unused:
            if name in self._security.query_names or name in self._in_path:
                continue
            meant = similar(name, [*free])
            is_missing = free.pop(meant, False)
            message = Undeclared((name,), meant, is_missing).message
            yield wording.Extra(Problem(f"query.{name}", message, UNDECLARED), f"query.{meant}" if is_missing else "")

    def _free(self, decoded: Decoded) -> Iterator[tuple[str, Any]]:
        """Yield what the query holds that no parameter takes, credentials apart: name and text, or list of texts."""
        for name in decoded.unused:
            if name not in self._security.query_names:
                texts = [pair.value for pair in decoded.query if pair.name == name]
                yield name, texts[0] if len(texts) == 1 else texts

    # -- the body -----------------------------------------------------------------------

    def _body(self, request: requests.PreparedRequest) -> _Body:
        declared = self._node.get("requestBody")
        content = body_of(request)
        if declared is None:
            return _Body() if content is None else _Body(problem=_no_body())
        documented = declared.get("content", {})
        if content is None and essence(header_text(request.headers, "Content-Type") or "") == FORM:
            content = b""  # a form without fields has no bytes
        if content is None:
            first: dict[str, Any] = next(iter(documented.values()), {})
            required = bool(declared.get("required"))
            return _Body(Part("body", first.get("schema", True), required, ABSENT))
        content_type = header_text(request.headers, "Content-Type")
        if not documented:
            return _Body()
        key = matching(content_type or "application/octet-stream", documented)
        if key is None:
            return _Body(problem=media_type_problem(content_type, documented))
        return self._decoded(content, content_type or "", documented[key])

    def _decoded(self, content: bytes | Opaque, content_type: str, media: dict[str, Any]) -> _Body:
        if isinstance(content, Opaque):
            return _Body()
        try:
            value = self._kit.bodies.decode(content, content_type, media)
        except Unreadable as error:
            return _Body(problem=Problem("body", str(error), "malformed"))
        if value is OPAQUE:
            return _Body()
        return _Body(Part("body", media.get("schema", True), True, value))


def _no_body() -> Problem:
    return Problem("body", "is not declared: the operation takes none", "undocumented")


def media_type_problem(content_type: str | None, documented: Any, status: str = "") -> Problem:
    """Return the problem of a media type that is missing or is none of the documented ones."""
    wanted = ", ".join(documented)
    if not content_type:
        return Problem("media type", f"is missing; {wanted} is wanted", "required")
    where = f" for {status}" if status else ""
    return Problem("media type", f"{shown(content_type)} is not documented{where}; {wanted} is", "undocumented")


def is_fine(part: Part, kit: Kit) -> bool:
    """Tell, quickly, whether a part is as declared; properties that nothing declares apart."""
    if part.value is ABSENT:
        return not part.required
    return kit.predicates.of(part.schema)(part.value)


def undeclared(part: Part, kit: Kit) -> list[wording.Extra]:
    """Return the properties in a part that nothing declares."""
    if kit.undeclared == ALLOW or not isinstance(part.value, (dict, list)):
        return []
    return wording.undeclared(kit.shapes.of(part.schema).undeclared(part.value), part.place)
