"""Which operations are wanted: `include`, then `exclude`, and what of the document these reach.

A pattern is a `tag:NAME`, `webhook:NAME`, `deprecated`, `METHOD /path`, a `/path`, an operationId or the Python name
that comes of one. In a path or a webhook's name `*` stands for any characters but a slash, `**` for any characters; in
place of the method `*` stands for each of them.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from mockgen.diagnostics import Diagnostic, Location, Severity, did_you_mean, loss
from mockgen.errors import UsageError
from mockgen.spec.document import Omitted, in_order
from mockgen.spec.path_items import SECTIONS, WHOLE, Entry, Identity, entries
from mockgen.spec.reach import Reach

METHOD_AND_PATH = re.compile(r"(\*|[A-Za-z-]+) (/.*)")
DEPRECATED = "deprecated"
TAG, WEBHOOK = "tag:", "webhook:"
OLD_SECTIONS = ("definitions", "parameters", "responses")
"""Where Swagger 2.0 has its components."""

Names: TypeAlias = Callable[[Sequence[Entry]], Iterable[str]]
"""Gives the Python name of each of some operations, which are all that the document has, in order."""


@dataclasses.dataclass(frozen=True)
class Selection:
    """What a configuration wants of a document.

    Attributes:
        include, exclude: patterns; without any to include, every operation is wanted.
        place: the table of the configuration, for messages: `tool.mockgen.services.payments`.
        file: that of the configuration.
        names: gives Python names.
        events: webhooks that the configuration declares; they are wanted in any case.
    """

    include: tuple[str, ...]
    exclude: tuple[str, ...]
    place: str
    file: str
    names: Names
    events: frozenset[str] = frozenset()

    def narrow(self, tree: Mapping[str, Any]) -> Narrowed:
        """Return what is wanted of a bundled tree.

        Raises:
            UsageError: nothing is.
        """
        found = [entry for section in SECTIONS for entry in in_order(entries(tree, section))]
        operations = [entry for entry in found if entry.section == "paths"]
        named = dict(zip((entry.identity for entry in operations), self.names(operations), strict=True))
        kept, diagnostics = found, []
        for key, patterns in (("include", self.include), ("exclude", self.exclude)):
            matches = {pattern: set(_matching(pattern, found, named)) for pattern in patterns}
            idle = [pattern for pattern in patterns if not matches[pattern] and _tells(key, pattern)]
            diagnostics += [self._idle(key, pattern, found) for pattern in idle]
            if patterns:
                matched = set().union(*matches.values())
                kept = [entry for entry in kept if self._is_meant(entry, matched) == (key == "include")]
        if found and not kept:
            message = f"{self.place}: include and exclude leave no operation"
            reasons = [dataclasses.replace(each, severity=Severity.ERROR) for each in diagnostics]
            raise UsageError([Diagnostic(Severity.ERROR, message, Location(self.file)), *reasons])
        declared = [entry for entry in found if entry.section == "webhooks" and entry.path in self.events]
        kept = [*kept, *(entry for entry in declared if entry not in kept)]
        identities = frozenset(entry.identity for entry in kept)
        left_out = tuple(omitted(entry) for entry in found if entry.identity not in identities)
        return Narrowed(identities, left_out, tuple(diagnostics), _reach(tree, kept))

    def _is_meant(self, entry: Entry, matched: set[Identity]) -> bool:
        """Tell whether a pattern means an entry; what means an operation means its callbacks."""
        return entry.identity in matched or entry.owner in matched

    def _idle(self, key: str, pattern: str, found: Iterable[Entry]) -> Diagnostic:
        hint = did_you_mean(pattern, _patterns(found))
        return loss(f'{self.place}.{key}: "{pattern}" matches nothing', Location(self.file), hint)


@dataclasses.dataclass(frozen=True)
class Narrowed:
    """The part of a document that is wanted.

    Attributes:
        identities: of the entries.
        left_out: the operations and webhooks that are not wanted, in order.
        diagnostics: patterns that match nothing.
        reached: the `id` of every container of the tree that a wanted entry reaches; those that nothing reaches do
            not matter.
    """

    identities: frozenset[Identity]
    left_out: tuple[Omitted, ...]
    diagnostics: tuple[Diagnostic, ...]
    reached: frozenset[int]


def omitted(entry: Entry, reason: str = "") -> Omitted:
    """Return the mention of an entry that is not generated."""
    return Omitted(entry.method, entry.path, entry.operation_id, reason, entry.section == "webhooks")


# -- patterns ---------------------------------------------------------------------------------


def _tells(key: str, pattern: str) -> bool:
    """Tell whether it matters that a pattern matches nothing: that there is nothing deprecated to exclude is fine."""
    return (key, pattern) != ("exclude", DEPRECATED)


def _matching(pattern: str, found: Iterable[Entry], names: Mapping[Identity, str]) -> Iterator[Identity]:
    for entry in found:
        if _matches(pattern, entry) or pattern == names.get(entry.identity):
            yield entry.identity


def _matches(pattern: str, entry: Entry) -> bool:
    if pattern == DEPRECATED:
        return entry.node.get("deprecated") is True
    if pattern.startswith(TAG):
        return pattern.removeprefix(TAG) in _tags(entry)
    if pattern.startswith(WEBHOOK):
        return entry.section == "webhooks" and _globs(pattern.removeprefix(WEBHOOK), entry.path)
    if pattern == entry.operation_id:
        return True
    if entry.section == "webhooks":
        return False
    method, path = _method_and_path(pattern)
    return method in (WHOLE, entry.method) and _globs(path, entry.path) if path else False


def _method_and_path(pattern: str) -> tuple[str, str]:
    """Return the method and the path of a pattern, the path empty where it has none."""
    written = METHOD_AND_PATH.fullmatch(pattern)
    if written:
        return written[1].lower(), written[2]
    return WHOLE, pattern if pattern.startswith("/") else ""


def _globs(pattern: str, text: str) -> bool:
    return _expression(pattern).fullmatch(text) is not None


@functools.lru_cache(maxsize=256)
def _expression(pattern: str) -> re.Pattern[str]:
    pieces = re.split(r"(\*+)", pattern)
    wild = {"*": "[^/]*"}
    return re.compile("".join(wild.get(p, ".*") if p.startswith("*") else re.escape(p) for p in pieces), re.DOTALL)


def _tags(entry: Entry) -> list[str]:
    written = entry.node.get("tags")
    return [tag for tag in written if isinstance(tag, str)] if isinstance(written, list) else []


def _patterns(found: Iterable[Entry]) -> Iterator[str]:
    """Yield what would have matched something."""
    for entry in found:
        if entry.operation_id:
            yield entry.operation_id
        yield from (f"{TAG}{tag}" for tag in _tags(entry))
        yield f"{WEBHOOK}{entry.path}" if entry.section == "webhooks" else entry.key
        if entry.section == "paths":
            yield entry.path


# -- reach ------------------------------------------------------------------------------------


def _reach(tree: Mapping[str, Any], kept: Iterable[Entry]) -> frozenset[int]:
    """Return the `id` of every container that the entries reach, by any number of references.

    What belongs to no operation counts as reached too: `info`, `servers`, security schemes, the maps of names.
    """
    reach = Reach(tree)
    for name, section in tree.items():
        if name not in ("components", *SECTIONS, *(OLD_SECTIONS if "swagger" in tree else ())) and name[:2] != "x-":
            reach.walk(section)
        elif isinstance(section, Mapping):
            reach.reached.add(id(section))
    for name, section in _mapping(tree.get("components")).items():
        reach.reached.add(id(section))
        if name == "securitySchemes":
            reach.walk(section)
    for entry in kept:
        reach.entry(entry)
    return frozenset(reach.reached)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
