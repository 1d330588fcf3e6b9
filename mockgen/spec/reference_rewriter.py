"""Rewriting the references of a document, in place, from the root along every reference."""

from __future__ import annotations

import collections
from typing import Any, NamedTuple

from mockgen.diagnostics import Severity
from mockgen.spec import pointers
from mockgen.spec.reference_files import BrokenError, File, Files, RefusedError, UnreadableError
from mockgen.spec.reference_problems import Problem, shown
from mockgen.spec.reference_sites import (
    KEYWORDS,
    MAPS,
    SWAGGER_KEYWORDS,
    Kind,
    Site,
    member_kind,
    walk,
)
from mockgen.spec.reference_targets import LaterError, Target, Targets

BROKEN = "x-mockgen-broken"
"""The one member of what stands for a reference that leads nowhere; its value is the reason."""

_FAILURES = (BrokenError, RefusedError, UnreadableError)


class _Link(NamedTuple):
    """The mapping `node` of `file` has a `$ref` to `target`."""

    file: File
    node: dict[str, Any]
    target: Target


class Rewriter:
    """Makes every reference that the root leads to a pointer into the bundled tree.

    Attributes:
        problems: what is wrong with references, in the order of discovery.
    """

    def __init__(self, files: Files) -> None:
        self.problems: list[Problem] = []
        self._root = files.root
        self._targets = Targets(files)
        self._keywords = SWAGGER_KEYWORDS if "swagger" in files.root.tree else KEYWORDS
        self._seen: set[int] = set()  # mappings that were walked, by id: every tree lives as long as its file
        self._done: set[int] = set()  # mappings whose `$ref` was looked at
        self._due: collections.deque[tuple[File, Site]] = collections.deque()
        self._later: list[tuple[File, Site, str]] = []
        self._links: dict[int, _Link] = {}
        self._broken: list[tuple[dict[str, Any], str]] = []

    def run(self) -> None:
        """Rewrite all that can be reached from the root, and find the references to break."""
        self._due.append((self._root, Site(self._root.tree, Kind.OBJECT, self._root.base)))
        self._drain()
        while self._later:
            self._settle()
        self._break_circles()

    def break_all(self) -> None:
        """Replace the broken references; whatever stood beside them is gone then."""
        for node, reason in self._broken:
            node.clear()
            node[BROKEN] = reason

    def _drain(self) -> None:
        while self._due:
            file, start = self._due.popleft()
            found = walk(start, self._seen, self._keywords)
            # Maps of names first: what they are filled with may be referred to by their names.
            for site in sorted(found.references, key=lambda site: site.kind not in MAPS):
                if id(site.node) not in self._done:
                    self._done.add(id(site.node))
                    self._try(file, site, "$ref")
            for site in found.discriminators:
                self._discriminator(file, site)

    def _settle(self) -> None:
        """Try again what waits for a fitting `$id`; give up when a round finds nothing."""
        waiting, self._later = self._later, []
        missed: list[tuple[File, Site, str, Exception]] = []
        for file, site, key in waiting:
            try:
                self._rewrite(file, site, key, last=True)
            except _FAILURES as failure:
                missed.append((file, site, key, failure))
        self._drain()
        if len(missed) == len(waiting):
            for file, site, key, reason in missed:
                self._fail(file, site, key, reason)
        else:
            self._later += [(file, site, key) for file, site, key, _ in missed]

    def _try(self, file: File, site: Site, key: str) -> None:
        try:
            self._rewrite(file, site, key, last=False)
        except LaterError:
            self._later.append((file, site, key))
        except _FAILURES as failure:
            self._fail(file, site, key, failure)

    def _discriminator(self, file: File, site: Site) -> None:
        """Rewrite the values of `mapping` and `defaultMapping` that are references, not names."""
        mapping = site.node.get("mapping")
        holders = [(site.node, ["defaultMapping"])]
        if isinstance(mapping, dict):
            holders.append((mapping, list(mapping)))
        for holder, keys in holders:
            for key in keys:
                if _is_reference(holder.get(key), file):
                    self._try(file, Site(holder, Kind.DISCRIMINATOR, site.base), key)

    def _rewrite(self, file: File, site: Site, key: str, last: bool) -> None:
        node = site.node
        target = self._targets.find(file, site.base, node[key], last)
        if site.kind in MAPS:
            maps = self._maps(target, last)
            if any(link.node is node for link in maps):
                raise BrokenError("leads back to itself")
            self._fill(file, site, maps, last)
            del node["$ref"]
        elif site.kind is Kind.DISCRIMINATOR:
            node[key] = target.reference
            self._reach(target, Kind.OBJECT)
        else:
            self._point(file, node, site.kind, target)

    def _point(self, file: File, node: dict[str, Any], kind: Kind, target: Target) -> None:
        node["$ref"] = target.reference
        self._links[id(node)] = _Link(file, node, target)
        self._targets.rewritten[id(node)] = target
        self._reach(target, kind)

    def _reach(self, target: Target, kind: Kind) -> None:
        """Plan a walk of what a reference leads to, as that kind of thing."""
        if id(target.node) not in self._seen:
            self._due.append((target.file, Site(target.node, kind, target.file.base)))

    def _maps(self, target: Target, last: bool) -> list[Target]:
        """Return the map of names that `target` is, and those that it refers to in turn."""
        maps = [target]
        passed = {id(target.node)}
        while (following := self._targets.follow(maps[-1], last)) is not None:
            if id(following.node) in passed:
                raise BrokenError("leads back to itself")
            passed.add(id(following.node))
            maps.append(following)
        if not isinstance(maps[-1].node, dict):
            raise BrokenError("leads to a boolean, not to a map of names")
        return maps

    def _fill(self, file: File, site: Site, maps: list[Target], last: bool) -> None:
        """Add a reference to each member of `maps` that the map has not; may be done again."""
        node = site.node
        for target in maps:
            for name, value in target.node.items():
                inner = member_kind(site.kind, name)
                if name == "$ref" or name in node or inner is Kind.DATA:
                    continue
                member = Target(target.file, target.pointer + pointers.join([name]), value)
                if not isinstance(value, dict | bool):
                    node[name] = value
                elif inner in MAPS:
                    node[name] = self._section(file, member, inner, last)
                else:
                    node[name] = {}
                    self._done.add(id(node[name]))
                    self._point(file, node[name], inner, member)

    def _section(self, file: File, section: Target, kind: Kind, last: bool) -> dict[str, Any]:
        """Return a map, to stand in `file`, of references to the members of another."""
        filled: dict[str, Any] = {}
        try:
            maps = self._maps(section, last)
        except _FAILURES as failure:
            self._report(section.file, section.node, "$ref", failure)
            maps = []
        self._fill(file, Site(filled, kind), maps, last)
        return filled

    def _fail(self, file: File, site: Site, key: str, failure: Exception) -> None:
        message = self._report(file, site.node, key, failure)
        if site.kind in MAPS or site.kind is Kind.DISCRIMINATOR:
            del site.node[key]
        else:
            self._broken.append((site.node, message))

    def _report(self, file: File, node: dict[str, Any], key: str, failure: Exception) -> str:
        message = f"{shown(node[key])} {failure}"
        error = failure.error if isinstance(failure, UnreadableError) else None
        severity = Severity.WARNING if isinstance(failure, BrokenError) else Severity.ERROR
        self.problems.append(Problem(file, node, key, message, severity, error))
        return message

    def _break_circles(self) -> None:
        """Break the references that only lead to one another."""
        passed: set[int] = set()
        for start in self._links:
            way: dict[int, _Link] = {}
            here = start
            while here in self._links and here not in passed:
                passed.add(here)
                way[here] = self._links[here]
                here = id(way[here].target.node)
            if here in way:
                self._break_circle(list(way.values())[list(way).index(here) :])

    def _break_circle(self, circle: list[_Link]) -> None:
        way = " to ".join(shown(link.target.reference) for link in circle[:5])
        message = f"is a circle of references: {way}{' …' if len(circle) > 5 else ''}"
        first = circle[0]
        self.problems.append(Problem(first.file, first.node, "$ref", message, Severity.WARNING))
        for link in circle:
            self._broken.append((link.node, message))


def _is_reference(value: Any, file: File) -> bool:
    """Return whether a value of a discriminator's mapping is more than the name of a schema."""
    if not isinstance(value, str):
        return False
    tree = file.tree if isinstance(file.tree, dict) else {}
    components = tree.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else tree.get("definitions")
    if isinstance(schemas, dict) and value in schemas:
        return False
    return "/" in value or "#" in value or value.lower().endswith((".yaml", ".yml", ".json"))
