"""The document's own examples, served on request: `examples.json`, of which one line is read for one example."""

from __future__ import annotations

import copy
import dataclasses
import difflib
import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mockgen.testing.contract import ENTRY
from mockgen.testing.place import ABSENT, JSON


class WrongExample(ValueError):
    """The document's example is not valid under the document's schema, so it is not served."""


@dataclasses.dataclass(frozen=True)
class Served:
    """An example.

    Attributes:
        status: as documented.
        media_type: as documented.
        value: the body.
    """

    status: str
    media_type: str
    value: JSON

    def having(self, fields: Mapping[str, Any]) -> JSON:
        """Return the body with some fields replaced, deeply."""
        return merged(self.value, fields) if fields else self.value


class Examples:
    """The examples of one service; the file is read when something is first asked for."""

    def __init__(self, path: Path):
        self.path = path

    @functools.cached_property
    def _lines(self) -> Mapping[str, str]:
        """The text of each example, unparsed; none where the document shows none."""
        if not self.path.exists():
            return {}
        found = filter(None, map(ENTRY.match, self.path.read_text("utf-8").split("\n")))
        return {json.loads(f'"{entry[1]}"'): entry.string[entry.end() :].rstrip(",") for entry in found}

    def names(self, operation: str) -> list[str]:
        """Return the names of an operation's examples, wrong ones too."""
        return [key.removeprefix(f"{operation} ") for key in self._lines if key.startswith(f"{operation} ")]

    def get(self, operation: str, name: str, status: str | None = None) -> Served:
        """Return an example.

        Args:
            operation: its key: `POST /v1/charges`.
            name: as the mock's `example` takes it.
            status: one that the example must be of, as documented; any if none is given.

        Raises:
            KeyError: there is no such example.
            WrongExample: the document's own schema refuses it.
        """
        node = self._node(operation, f"{status} {name}") or self._node(operation, name)
        if node is None or status not in (None, node["status"]):
            known = self.names(operation)
            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]!r}?" if near and near != [name] else f"it has {', '.join(known) or 'none'}"
            of_status = f" of status {status}" if status else ""
            raise KeyError(f"{operation} shows no example {name!r}{of_status}; {hint}")
        if "problem" in node:
            raise WrongExample(f"the example {name!r} of {operation} is not served: {node['problem']}")
        value = json.loads(self._lines[node["same"]])["value"] if "same" in node else node["value"]
        return Served(node["status"], node["media_type"], value)

    def _node(self, operation: str, name: str) -> dict[str, Any] | None:
        text = self._lines.get(f"{operation} {name}")
        node: dict[str, Any] | None = json.loads(text) if text else None
        return node


def merged(value: JSON, override: Any) -> JSON:
    """Return a value with an override in it as in a fake: deep; a list by its items; a number is a length."""
    if isinstance(value, dict) and isinstance(override, Mapping):
        both = {**value, **{name: merged(value.get(name), part) for name, part in override.items()}}
        return {name: part for name, part in both.items() if part is not ABSENT}
    if isinstance(value, list) and value and isinstance(override, int) and not isinstance(override, bool):
        return [copy.deepcopy(value[index % len(value)]) for index in range(override)]
    if isinstance(value, list) and value and isinstance(override, (list, tuple)):
        return [merged(copy.deepcopy(value[index % len(value)]), part) for index, part in enumerate(override)]
    return override
