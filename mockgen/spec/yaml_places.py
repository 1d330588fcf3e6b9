"""Where the values of a YAML text stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from mockgen.spec import pointers, yaml_events

Members: TypeAlias = "dict[str, tuple[int, Members]]"
"""Of a container: the line of each name or item, and the members of its value."""


class YamlPlaces:
    """The line of every value; of a name that stands twice in a mapping, the first."""

    def __init__(self, text: str) -> None:
        self._root: Members = {}
        try:
            yaml_events.parse(text, self._build)
        except yaml.YAMLError:  # the loader reports it; what stands before it has been placed
            return

    def line(self, pointer: str) -> int:
        """Return the line of what `pointer` leads to, or of the last thing on the way."""
        line, members = self._root.get("0", (0, {}))
        for token in pointers.split(pointer):
            place = _find(members, token)
            if place is None:
                break
            line, members = place
        return line

    def _build(self, get: Callable[[], Event | None]) -> None:
        """Place every value that the events tell of, up to a name that is no scalar."""
        anchors: dict[str, Members] = {}
        frames: list[tuple[Members, bool]] = []
        members, is_mapping, due = self._root, False, False
        members.clear()
        name, line = "", 0
        while (event := get()) is not None:
            if isinstance(event, CollectionEndEvent):
                members, is_mapping = frames.pop()
                due = is_mapping
                continue
            if not isinstance(event, NodeEvent):
                continue
            if due:
                if not isinstance(event, ScalarEvent):
                    return
                name, line, due = event.value, yaml_events.line_of(event), False
                continue
            if not is_mapping:
                name, line = str(len(members)), yaml_events.line_of(event)
            value: Members = {}
            if isinstance(event, AliasEvent):
                value = anchors.get(event.anchor or "", value)
            elif event.anchor:
                anchors[event.anchor] = value
            members.setdefault(name, (line, value))
            due = is_mapping
            if isinstance(event, CollectionStartEvent):
                frames.append((members, is_mapping))
                members, is_mapping = value, isinstance(event, MappingStartEvent)
                due = is_mapping


def _find(members: Members, token: str) -> tuple[int, Members] | None:
    """Return the member that `token` names, among the merged ones where it is no own member."""
    queue, seen = [members], {id(members)}
    for candidate in queue:
        if token in candidate:
            return candidate[token]
        if "<<" in candidate:
            merged = candidate["<<"][1]
            more = [merged, *(value for _, value in merged.values())]
            queue.extend(value for value in more if id(value) not in seen)
            seen.update(map(id, more))
    return None
