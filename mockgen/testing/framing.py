"""Sequences of items in one body: lines of JSON and server-sent events, written and read.

Sources: OpenAPI 3.2.0, section 4.14.3 ("Sequential Media Types"); RFC 7464 (application/json-seq);
WHATWG HTML, section 9.2 (server-sent events).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from mockgen.testing.json_values import parse_json

RECORD_SEPARATOR = "\x1e"
DONE = "[DONE]"
EVENT_FIELDS = ("event", "id", "retry", "data")


def framed(items: Iterable[Any], framing: str) -> bytes:
    """Return items as they travel: `lines` of JSON, JSON in the `data` of events, or whole `events`."""
    if framing == "lines":
        return "".join(f"{json.dumps(item, ensure_ascii=False)}\n" for item in items).encode()
    if framing == "events":
        return "".join(map(event_text, items)).encode()
    return "".join(f"data: {json.dumps(item, ensure_ascii=False)}\n\n" for item in items).encode()


def event_text(event: Mapping[str, Any]) -> str:
    """Return one server-sent event."""
    lines = [
        f"{name}: {line}\n"
        for name in EVENT_FIELDS
        if event.get(name) is not None
        for line in str(event[name]).split("\n")
    ]
    return "".join([*lines, "\n"])


def unframed(text: str, framing: str) -> list[Any]:
    """Return the items of a body.

    Raises:
        ValueError: one of them is no JSON.
    """
    if framing == "lines":
        lines = (line.strip(f"{RECORD_SEPARATOR} \t\r") for line in text.split("\n"))
        return [parse_json(line) for line in lines if line]
    events = [event for block in text.replace("\r\n", "\n").split("\n\n") if (event := event_of(block))]
    if framing == "events":
        return events
    return [parse_json(event["data"]) for event in events if event.get("data", DONE) != DONE]


def event_of(block: str) -> dict[str, Any]:
    """Return the fields of one server-sent event; a comment alone has none."""
    found: dict[str, Any] = {}
    for line in block.split("\n"):
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "retry" and value.isdigit():
            found[name] = int(value)
        elif name in EVENT_FIELDS:
            found[name] = f"{found[name]}\n{value}" if name == "data" and name in found else value
    return found
