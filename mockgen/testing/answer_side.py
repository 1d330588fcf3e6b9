"""What an operation may answer, and what is wrong with an answer that it could not give."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from mockgen.testing import spots, wording
from mockgen.testing.bodies import OPAQUE, Unreadable, matching
from mockgen.testing.casting import Given, Raw
from mockgen.testing.decoding import schema_of
from mockgen.testing.json_values import is_json, parse_json
from mockgen.testing.kit import Kit
from mockgen.testing.parts import ABSENT, Part
from mockgen.testing.request_side import is_fine, media_type_problem, undeclared
from mockgen.testing.styles import simple
from mockgen.testing.violations import Problem

JSON_TYPES = (dict, list, str, int, float, bool, type(None))


BODILESS = ("204", "205", "304")  # RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5


class AnswerSide:
    """The answers of one operation."""

    def __init__(self, key: str, node: dict[str, Any], kit: Kit):
        self._is_head = key.startswith("HEAD ")
        self._responses: dict[str, Any] = node.get("responses", {})
        self._kit = kit

    def problems(
        self, status: int, headers: Mapping[str, str], content_type: str | None, body: Any
    ) -> tuple[Problem, ...]:
        """Return what is wrong with an answer; see `OperationContract.answer_problems`."""
        response = self._response(status)
        if response is None:
            return spots.marked([self._unknown_status(status)], (), self._kit.shapes)
        parts, found = self._headers(response, headers)
        part, problem = self._body(str(status), response, content_type, body)
        if problem:
            found.append(problem)
        extras = undeclared(part, self._kit) if part else []
        judged = [*parts, part] if part else parts
        if found or extras or not all(is_fine(one, self._kit) for one in judged):
            verdict = self._kit.judge.answer(parts, part)
            return spots.marked((*wording.merged(verdict, extras), *found), judged, self._kit.shapes)
        return ()

    def is_plainly_valid(self, status: int, content_type: str | None, body: Any) -> bool:
        """Tell whether the predicates say yes to a JSON body, without a verdict where they do not."""
        response = self._response(status)
        key = matching(content_type or "", response.get("content", {})) if response else None
        if response is None or key is None or not is_json(content_type or ""):
            return False
        part = Part("body", response["content"][key].get("schema", True), True, body)
        return is_fine(part, self._kit) and not undeclared(part, self._kit)

    # -- the status ---------------------------------------------------------------------

    def _response(self, status: int) -> dict[str, Any] | None:
        ranges = (str(status), f"{status // 100}XX", f"{status // 100}xx", "default")
        return next((self._responses[key] for key in ranges if key in self._responses), None)

    def _unknown_status(self, status: int) -> Problem:
        known = ", ".join(self._responses)
        verb = "are" if len(self._responses) > 1 else "is"
        documented = f"{known} {verb}" if known else "no status is"
        return Problem("status", f"{status} is not documented; {documented}", "undocumented")

    # -- the headers --------------------------------------------------------------------

    def _headers(self, response: dict[str, Any], headers: Mapping[str, str]) -> tuple[list[Part], list[Problem]]:
        sent = {name.lower(): value for name, value in headers.items()}
        parts, found = [], []
        for name, node in response.get("headers", {}).items():
            if name.lower() == "content-type":
                continue  # OpenAPI, "Response Object": it is described by `content`
            place, schema = f"header.{name}", schema_of(node)
            text = sent.get(name.lower())
            try:
                value = ABSENT if text is None else self._header(node, str(text))
            except ValueError as error:
                found.append(Problem(place, f"is not JSON: {error}", "malformed"))
                continue
            parts.append(Part(place, schema, bool(node.get("required")), value))
        return parts, found

    def _header(self, node: dict[str, Any], text: str) -> Any:
        schema = schema_of(node)
        raw: Raw = text
        if "content" not in node:
            kinds = self._kit.caster.kinds(schema)
            raw = simple(text.strip(), kinds, bool(node.get("explode", False)), str.strip)
        elif is_json(next(iter(node["content"]), "")):
            raw = Given(parse_json(text))
        return self._kit.caster.cast(raw, schema)

    # -- the body -----------------------------------------------------------------------

    def _body(
        self, status: str, response: dict[str, Any], content_type: str | None, body: Any
    ) -> tuple[Part | None, Problem | None]:
        documented = response.get("content", {})
        is_empty = _is_empty(content_type, body)
        if is_empty and (self._is_head or not documented or status in BODILESS):
            return None, None
        if is_empty:
            needs_one = all("schema" in media for media in documented.values())
            return None, Problem("body", f"is missing; {status} has one", "required") if needs_one else None
        if not documented:
            return None, Problem("body", f"is not documented for {status}", "undocumented")
        key = matching(content_type or "", documented)
        if key is None:
            return None, media_type_problem(content_type, documented, status)
        return self._part(content_type or "", documented[key], body)

    def _part(self, content_type: str, media: dict[str, Any], body: Any) -> tuple[Part | None, Problem | None]:
        schema = media.get("schema", True)
        try:
            value = self._value(content_type, media, body)
        except Unreadable as error:
            return None, Problem("body", str(error), "malformed")
        except (TypeError, ValueError) as error:
            return None, Problem("body", f"cannot be written as JSON: {error}", "malformed")
        return (None, None) if value is OPAQUE else (Part("body", schema, True, value), None)

    def _value(self, content_type: str, media: dict[str, Any], body: Any) -> Any:
        if isinstance(body, (bytes, bytearray)):
            return self._kit.bodies.decode(bytes(body), content_type, media)
        if isinstance(body, str) and not is_json(content_type):
            return self._kit.bodies.decode(body.encode(), content_type, media)
        return body if _is_plain(body) else json.loads(json.dumps(body, allow_nan=False))


def _is_empty(content_type: str | None, body: Any) -> bool:
    """Tell whether nothing travels: None is JSON's null where the media type is JSON."""
    if body is None:
        return content_type is None or not is_json(content_type)
    return body == b"" or (body == "" and not is_json(content_type or ""))


def _is_plain(value: Any) -> bool:
    """Tell whether a value has only the types that `json.loads` makes, and no infinities."""
    kind = type(value)
    if kind is dict:
        return all(type(name) is str and _is_plain(item) for name, item in value.items())
    if kind is list:
        return all(map(_is_plain, value))
    if kind is float:
        return math.isfinite(value)
    return kind in JSON_TYPES
