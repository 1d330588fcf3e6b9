"""The contract of a service: its normalised document, and what breaks it.

`contract.json` is one line for each operation and schema, so that one operation is read without
parsing the rest. A request or an answer is decoded (`decoding`, `bodies`) and told to be valid by
`predicates` in microseconds; only where it is not is it handed to openapi-core (`validation`),
whose errors become problems.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests

from mockgen.testing.answer_side import AnswerSide
from mockgen.testing.components import Schema
from mockgen.testing.kit import Kit
from mockgen.testing.request_side import Judged, RequestSide
from mockgen.testing.undeclared import FORBID
from mockgen.testing.violations import Problem

__all__ = ["Contract", "OperationContract", "Problem"]

ENTRY = re.compile(r'"((?:[^"\\]|\\.)*)": ?')


class Contract:
    """The contract of one service.

    Attributes:
        path: its file.
    """

    def __init__(self, path: Path):
        """Take the file; it is read when something is first asked for."""
        self.path = path
        self._operations: dict[tuple[str, str], OperationContract] = {}

    @functools.cached_property
    def kit(self) -> Kit:
        """The tools that judge by this contract, and the rule for what it does not declare."""
        return Kit(self._load, self.service.get("undeclared", FORBID))

    @functools.cached_property
    def _lines(self) -> dict[str, dict[str, str]]:
        """The text of each entry, unparsed, by section and key."""
        sections: dict[str, dict[str, str]] = {}
        current: dict[str, str] = sections.setdefault("", {})
        for line in self.path.read_text("utf-8").split("\n"):
            entry = ENTRY.match(line)
            if not entry:
                continue
            name, rest = _key(entry[1]), line[entry.end() :].rstrip(",")
            if rest == "{" and current is sections[""]:
                current = sections.setdefault(name, {})
            elif rest == "{":
                current = sections[name] = {}
            else:
                current[name] = rest
        return sections

    @functools.cached_property
    def keys(self) -> tuple[str, ...]:
        """The operations, as `POST /v1/charges`, in the document's order."""
        return tuple(self._lines.get("operations", ()))

    @functools.cached_property
    def webhooks(self) -> tuple[str, ...]:
        """The webhooks, as `POST name`."""
        return tuple(self._lines.get("webhooks", ()))

    @functools.cached_property
    def schemas(self) -> tuple[str, ...]:
        """The names of the schemas."""
        return tuple(self._lines.get("schemas", ()))

    @functools.cached_property
    def service(self) -> dict[str, Any]:
        """Name, title, version, servers and security schemes."""
        found: dict[str, Any] = json.loads(self._lines[""]["service"])
        return found

    @functools.cached_property
    def own_servers(self) -> dict[str, list[str]]:
        """The URLs of operations that have servers of their own, by their keys."""
        lines = self._lines.get("operations", {}).items()
        nodes = {key: json.loads(text) for key, text in lines if '"servers": [' in text}
        return {key: [server["url"] for server in node["servers"]] for key, node in nodes.items() if "servers" in node}

    @property
    def unchecked(self) -> frozenset[str]:
        """Patterns met so far that Python's `re` cannot express, and that are hence not checked."""
        return frozenset(self.kit.predicates.unchecked)

    def operation(self, key: str) -> OperationContract:
        """Return the contract of one operation; always the same object.

        Raises:
            KeyError: there is no such operation.
        """
        return self._entry("operations", key)

    def webhook(self, key: str) -> OperationContract:
        """Return the contract of one webhook: its request is what the service sends, headers and body.

        The address is the receiver's own, and how a delivery is signed is no matter of the document.
        """
        return self._entry("webhooks", key)

    def _entry(self, section: str, key: str) -> OperationContract:
        if (section, key) not in self._operations:
            node = json.loads(self._lines[section][key])
            if section == "webhooks":
                headers = [each for each in node.get("parameters", ()) if each["in"] == "header"]
                node = {**node, "parameters": headers, "security": []}
            self._operations[section, key] = OperationContract(key, node, self.service, self.kit)
        return self._operations[section, key]

    def schema(self, name: str) -> Schema:
        """Return the schema `name`; always the same object.

        Raises:
            KeyError: there is no such schema.
        """
        return self.kit.schemas.named(name)

    def _load(self, name: str) -> Schema:
        found: Schema = json.loads(self._lines["schemas"][name])
        return found

    def is_valid(self, schema: Schema, value: Any) -> bool:
        """Tell whether a JSON value is valid under a schema that refers into this contract.

        What is made of a schema is kept by its identity: pass the same object again, not a copy.
        """
        return self.kit.predicates.of(schema)(value)


class OperationContract:
    """What one operation accepts and answers.

    Attributes:
        key: `POST /v1/charges`.
        node: its line of `contract.json`.
    """

    def __init__(self, key: str, node: dict[str, Any], service: dict[str, Any], kit: Kit):
        self.key, self.node = key, node
        self._service, self._kit = service, kit

    @functools.cached_property
    def request_side(self) -> RequestSide:
        """What it accepts."""
        return RequestSide(self.key, self.node, self._service, self._kit)

    @functools.cached_property
    def _answers(self) -> AnswerSide:
        return AnswerSide(self.key, self.node, self._kit)

    def request_problems(self, request: requests.PreparedRequest, path: str) -> tuple[Problem, ...]:
        """Return what is wrong with a request; empty where the operation accepts it.

        Args:
            request: as it would be sent.
            path: its path below the server's base path, undecoded, as `/v1/charges/ch%2F1`.
        """
        return self.judged(request, path).problems

    def judged(self, request: requests.PreparedRequest, path: str) -> Judged:
        """Return what a request sends, by place, and what is wrong with it; arguments as of `request_problems`."""
        return self.request_side.judged(request, path)

    def answer_problems(
        self, status: int, headers: Mapping[str, str], content_type: str | None, body: Any
    ) -> tuple[Problem, ...]:
        """Return what is wrong with an answer; empty where the operation could give it.

        Args:
            status: the HTTP status.
            headers: the response's headers, in any case.
            content_type: the media type of the body, or None where there is no body.
            body: where `content_type` is JSON, the value (None is null) or bytes as they travel;
                otherwise text, bytes, or None for an empty body.
        """
        return self._answers.problems(status, headers, content_type, body)

    def is_plainly_valid(self, status: int, content_type: str | None, body: Any) -> bool:
        """Tell, quickly, whether a JSON body is one that a status may have; no is no verdict."""
        return self._answers.is_plainly_valid(status, content_type, body)

    def is_valid(self, schema: Schema, value: Any) -> bool:
        """Tell whether a JSON value is valid under a schema of this contract."""
        return self._kit.predicates.of(schema)(value)

    def admits_text(self, schema: Schema) -> bool:
        """Tell whether a schema of this contract has room for a string."""
        return "string" in self._kit.caster.kinds(schema)


def _key(text: str) -> str:
    key: str = json.loads(f'"{text}"') if "\\" in text else text
    return key
