"""YAML 1.2 as a specification may be written: the core schema, and a tree as JSON could hold it.

What a scalar means is decided here, by the core schema (YAML 1.2.2, section 10.3.2): PyYAML's own
rules are those of YAML 1.1, where `on`, `2020-01-01` and `1_000` are no strings. The tree is built
from the parser's events, without recursion, in a quarter of the time that `yaml.CSafeLoader` takes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from mockgen.spec import pointers, yaml_events
from mockgen.spec.faults import (
    MAX_COPIES,
    MAX_DEPTH,
    MAX_NODES,
    TOO_DEEP,
    TOO_MANY,
    Fault,
    refusal,
)
from mockgen.spec.yaml_places import YamlPlaces

_TAG = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS = {
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NOT_TEXT = frozenset("-+.0123456789~nNtTfF")  # how a scalar begins that may be something else
_TYPES: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "float": (float, int),
    "bool": (bool,),
    "null": (type(None),),
}
_MAX_DIGITS = 4300  # what Python converts between text and integer, either way
_BASES = {"0o": (8, _MAX_DIGITS), "0x": (16, 3500)}  # a digit of base 16 is 1.2 of base 10

_ITEM = object()  # the place of the next value: the end of a list
_NAME = object()  # the next value is a name
_MERGE = object()  # the next value is merged into the mapping


def read(text: str, name: str) -> Any:
    """Return the value of the one document in `text`; None for an empty one.

    Names are text as the author wrote it (`200:` is `"200"`), aliases are copied, `<<` is merged.
    `openapi`, `swagger` and `info.version` stay text too: OpenAPI says that they are strings, and
    of 3.10 read as a number only 3.1 would be left.

    Raises:
        SpecError: not YAML, or YAML that JSON cannot hold: tags, duplicate names, numbers that are
            not finite, an alias in itself; or too deep or too large, aliases expanded.
    """
    try:
        builder = yaml_events.parse(text, _Builder.run)
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # the latter from PyYAML's chr()
        raise refusal(name, [yaml_events.fault(error, text)]) from None
    faults = builder.faults + builder.late_faults(text)
    if faults:
        raise refusal(name, sorted(faults, key=lambda fault: fault.line))
    return builder.value


def scalar(text: str) -> Any:
    """Return what the plain scalar `text` means by the core schema.

    Raises:
        ValueError: a number that is infinite, not a number, or has too many digits.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        base, most = _BASES.get(text[:2], (10, _MAX_DIGITS))
        if len(text) > most:
            raise ValueError("digits")
        return int(text, base)
    if _FLOAT.fullmatch(text) or _NOT_FINITE.fullmatch(text):
        number = float(text.replace(".inf", "inf").replace(".nan", "nan"))
        if not math.isfinite(number):
            raise ValueError("not finite")
        return number
    return text


class _Stop(Exception):
    """Nothing sensible can be read after this fault."""


class _Builder:
    """Builds the tree of one document from events."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._repeated: list[tuple[str, int]] = []
        self._unmerged: list[str] = []
        self._documents: list[Any] = []
        self._container: Any = self._documents
        self._place: Any = _ITEM  # where the next value goes: a name, or one of the marks above
        self._frames: list[tuple[Any, Any, str | None, int]] = []
        self._anchors: dict[str, tuple[Any, int, str] | None] = {}  # None while it is open
        self._merged: dict[int, set[str]] = {}  # of a mapping: the names that came by a merge
        self._nodes = 0
        self._copies = 0

    @classmethod
    def run(cls, get: Callable[[], Event | None]) -> _Builder:
        """Return a builder that has taken all events, or those before a fatal fault."""
        builder = cls()
        handlers: dict[type, Callable[[Any], None]] = {
            ScalarEvent: builder._scalar,
            MappingStartEvent: builder._start,
            SequenceStartEvent: builder._start,
            MappingEndEvent: builder._end,
            SequenceEndEvent: builder._end,
            AliasEvent: builder._alias,
            DocumentStartEvent: builder._document,
        }
        try:
            while (event := get()) is not None:
                handler = handlers.get(type(event))
                if handler is not None:
                    handler(event)
        except _Stop:
            pass
        return builder

    @property
    def value(self) -> Any:
        """The value of the document."""
        return self._documents[0] if self._documents else None

    def late_faults(self, text: str) -> list[Fault]:
        """Return the faults that need the line of something that has been passed."""
        if not self._repeated and not self._unmerged:
            return []
        places = YamlPlaces(text)
        merges = [
            Fault("merges something that is not a mapping", places.line(pointer), pointer) for pointer in self._unmerged
        ]
        return merges + [
            Fault(f"is a second value for a name that line {places.line(pointer)} has", line, pointer)
            for pointer, line in self._repeated
        ]

    def _fault(self, message: str, event: Event, hint: str = "") -> None:
        self.faults.append(Fault(message, yaml_events.line_of(event), self._pointer(), hint))

    def _stop(self, message: str, event: Event) -> None:
        self._fault(message, event)
        raise _Stop

    def _pointer(self) -> str:
        containers = [*self._frames[1:], (self._container, self._place, None, 0)]
        return pointers.join(
            len(container) if isinstance(container, list) else "<<" if place is _MERGE else place
            for container, place, *_ in containers
            if container is not self._documents and place is not _NAME
        )

    def _document(self, event: Event) -> None:
        if self._documents:
            self._stop("holds more than one YAML document", event)

    def _scalar(self, event: ScalarEvent) -> None:
        text = event.value
        if self._place is _NAME:
            self._name(text, event)
            return
        value: Any = text
        if event.tag:
            value = self._tagged(event.tag.removeprefix(_TAG), text, event)
        elif not event.style and (not text or text[0] in _NOT_TEXT):
            value = self._plain(text, event)
        if event.anchor:
            self._anchors[event.anchor] = (value, 1, text)
        self._put(value)

    def _plain(self, text: str, event: ScalarEvent) -> Any:
        try:
            value = scalar(text)
        except ValueError:
            self._fault("is not a number that JSON can hold", event, "quote it if it is text")
            return text
        if isinstance(value, (int, float)) and self._is_version():
            return text
        return value

    def _is_version(self) -> bool:
        if len(self._frames) == 1:
            return self._place in ("openapi", "swagger")
        return len(self._frames) == 2 and self._place == "version" and self._frames[1][1] == "info"

    def _tagged(self, tag: str, text: str, event: ScalarEvent) -> Any:
        if tag in ("!", "str"):
            return text
        if tag not in _TYPES:
            self._fault("has a YAML tag that JSON has no value for", event)
            return text
        value = self._plain(text, event)
        if type(value) not in _TYPES[tag]:
            self._fault("does not fit its YAML tag", event)
        return float(value) if tag == "float" and type(value) is int else value

    def _name(self, text: str, event: ScalarEvent) -> None:
        if event.tag and event.tag.removeprefix(_TAG) not in ("!", "str", "merge", *_TYPES):
            self._fault("has a name with a YAML tag that JSON has no value for", event)
        if event.anchor:
            self._anchors[event.anchor] = (text, 1, text)
        if text == "<<" and not event.style:
            self._place = _MERGE
            return
        self._take(text, event)

    def _take(self, name: str, event: Event) -> None:
        self._place = name
        if name in self._container:
            merged = self._merged.get(id(self._container), ())
            if name in merged:
                self._merged[id(self._container)].remove(name)
            else:
                self._repeated.append((self._pointer(), yaml_events.line_of(event)))

    def _start(self, event: CollectionStartEvent) -> None:
        is_mapping = type(event) is MappingStartEvent
        if self._place is _NAME:
            self._stop("has a name that is not a scalar", event)
        if event.tag and event.tag not in (_TAG + ("map" if is_mapping else "seq"), "!"):
            self._fault("has a YAML tag that JSON has no value for", event)
        if event.anchor:
            self._anchors[event.anchor] = None
        self._frames.append((self._container, self._place, event.anchor, self._nodes))
        if len(self._frames) > MAX_DEPTH:
            self.faults.append(Fault(TOO_DEEP, yaml_events.line_of(event)))  # its pointer helps nobody
            raise _Stop
        self._container = {} if is_mapping else []
        self._place = _NAME if is_mapping else _ITEM

    def _end(self, event: Event) -> None:
        value = self._container
        self._merged.pop(id(value), None)
        self._container, self._place, anchor, before = self._frames.pop()
        if anchor:
            self._anchors[anchor] = (value, self._nodes - before + 1, "")
        if self._nodes > MAX_NODES:
            self._stop(TOO_MANY, event)
        self._put(value)

    def _alias(self, event: AliasEvent) -> None:
        anchor = event.anchor or ""
        if anchor not in self._anchors:
            self._stop("is a YAML alias of nothing", event)
        target = self._anchors[anchor]
        if target is None:
            self._stop("is a YAML alias of something that it is part of", event)
            return
        value, size, text = target
        if self._place is _NAME:
            if type(value) in (dict, list):
                self._stop("has a name that is not a scalar", event)
            self._take(text, event)
            return
        self._nodes += size - 1
        self._copies += size
        if self._copies > MAX_COPIES:
            self._stop(f"has YAML aliases that stand for more than {MAX_COPIES} values", event)
        self._put(_copy(value))

    def _put(self, value: Any) -> None:
        self._nodes += 1
        place = self._place
        if place is _ITEM:
            self._container.append(value)
            return
        if place is _MERGE:
            self._merge(value)
        else:
            self._container[place] = value
        self._place = _NAME

    def _merge(self, value: Any) -> None:
        """Add the members of `value`, a mapping or several, that the mapping does not have."""
        mapping = self._container
        merged = self._merged.setdefault(id(mapping), set())
        for source in value if isinstance(value, list) else [value]:
            if not isinstance(source, dict):
                self._unmerged.append(self._pointer())
                return
            new = {name: member for name, member in source.items() if name not in mapping}
            mapping.update(new)
            merged.update(new)


def _copy(value: Any) -> Any:
    """Return a deep copy of a tree, without recursion."""
    if type(value) not in (dict, list):
        return value
    copied = value.copy()
    stack = [copied]
    while stack:
        node = stack.pop()
        for key, member in node.items() if type(node) is dict else enumerate(node):
            if type(member) is dict or type(member) is list:
                node[key] = member.copy()
                stack.append(node[key])
    return copied
