"""Overlays: corrections of a document that stand in files of their own (Overlay Specification 1.0.0 and 1.1.0).

An overlay is a list of actions. Each names places by a JSONPath (RFC 9535) and says what is to be there (`update`,
`copy`) or no longer (`remove`). Reading them is done here, applying them in `overlay_actions`.
"""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockgen.diagnostics import Diagnostic, Location, Severity, did_you_mean
from mockgen.spec.faults import Fault, refusal
from mockgen.spec.source import Places, SourceFile, as_mapping, places_in

VERSION = re.compile(r"1\.(\d+)\.\d+")
MINORS = ("0", "1")
ROOT_KEYS = ("overlay", "info", "extends", "actions")
VERBS = ("update", "copy", "remove")
ACTION_KEYS = ("target", "description", *VERBS)
REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")


@dataclasses.dataclass(frozen=True)
class Action:
    """One action of an overlay.

    Attributes:
        number: as its author counts, from 1.
        target: a JSONPath.
        verb: `update`, `copy` or `remove`; "" where it says `remove: false` and nothing else.
        value: what the target is updated with, or the JSONPath of what is copied.
    """

    number: int
    target: str
    verb: str
    value: Any = None

    @property
    def pointer(self) -> str:
        """Where it stands in its file."""
        return f"/actions/{self.number - 1}"


@dataclasses.dataclass(frozen=True)
class Overlay:
    """An overlay, read and checked."""

    source: SourceFile
    actions: tuple[Action, ...]
    extends: str
    places: Places | None

    def location(self, pointer: str) -> Location:
        """Return a place in the overlay's file."""
        line = self.places.line(pointer) if self.places else 0
        return Location(self.source.name, line, pointer)

    def fault(self, message: str, pointer: str, hint: str = "") -> Fault:
        """Return a reason to refuse the overlay."""
        return Fault(message, self.location(pointer).line, pointer, hint)


def read_overlay(source: SourceFile, value: Any) -> Overlay:
    """Return the overlay that a file holds.

    Raises:
        SpecError: it is none, or not of a version that mockgen reads; all that is wrong is said at once.
    """
    tree = as_mapping(value, source.name)
    places = places_in(source)
    written = tree.get("actions")
    actions = tuple(map(_action, range(1, len(written) + 1), written)) if isinstance(written, list) else ()
    extends = tree.get("extends")
    overlay = Overlay(source, actions, extends if isinstance(extends, str) else "", places)
    faults = [overlay.fault(message, pointer, hint) for message, pointer, hint in _faults(tree)]
    if faults:
        raise refusal(source.name, faults)
    return overlay


def _action(number: int, node: Any) -> Action:
    """Return an action; one that is malformed is not for use."""
    if not isinstance(node, Mapping):
        return Action(number, "", "")
    verb = next((verb for verb in ("copy", "update") if verb in node), "")
    if node.get("remove") is True:
        verb = "remove"
    target = node.get("target")
    return Action(number, target if isinstance(target, str) else "", verb, node.get(verb))


def _faults(tree: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with an overlay: message, pointer and hint."""
    written = tree.get("overlay")
    version = VERSION.fullmatch(written) if isinstance(written, str) else None
    if written is None:
        yield "is no overlay: it has no `overlay` version", "", 'begin it with `overlay: "1.1.0"`'
    elif version is None or version[1] not in MINORS:
        message = "`overlay` is not a version of the Overlay Specification that mockgen reads"
        yield message, "/overlay", "it reads 1.0.x and 1.1.x"
    yield from _unknown(tree, ROOT_KEYS, "")
    if not isinstance(tree.get("extends", ""), str):
        yield "`extends` must be the path or the address of a document", "/extends", ""
    actions = tree.get("actions")
    if not isinstance(actions, list) or not actions:
        yield "`actions` must be a list of at least one action", "/actions" if "actions" in tree else "", ""
        return
    for index, node in enumerate(actions):
        pointer = f"/actions/{index}"
        if not isinstance(node, Mapping):
            yield f"action {index + 1} must be a mapping with `target`", pointer, ""
            continue
        for message, place, hint in _action_faults(node, pointer, has_copy=version is None or version[1] != "0"):
            yield f"action {index + 1}: {message}", place, hint


def _action_faults(node: Mapping[str, Any], pointer: str, *, has_copy: bool) -> Iterator[tuple[str, str, str]]:
    yield from _unknown(node, ACTION_KEYS, pointer)
    if not isinstance(node.get("target"), str):
        yield "`target` must be a JSONPath", f"{pointer}/target" if "target" in node else pointer, ""
    if not isinstance(node.get("remove", False), bool):
        yield "`remove` must be true or false", f"{pointer}/remove", ""
    if "copy" in node and not has_copy:
        yield "`copy` is of Overlay 1.1", f"{pointer}/copy", 'write `overlay: "1.1.0"`'
    elif not isinstance(node.get("copy", ""), str):
        yield "`copy` must be a JSONPath", f"{pointer}/copy", ""
    if "copy" in node and "update" in node and node.get("remove") is not True:
        yield "`update` and `copy` do not go together", pointer, "make two actions of it"
    if not any(verb in node for verb in VERBS):
        yield "it says nothing to do", pointer, "give it `update`, `copy` or `remove: true`"


def _unknown(node: Mapping[str, Any], known: tuple[str, ...], pointer: str) -> Iterator[tuple[str, str, str]]:
    for key in node:
        if key not in known and not key.startswith("x-"):
            yield f"unknown key {key}", f"{pointer}/{key}", did_you_mean(key, known) or f"there is {', '.join(known)}"


def mistaken(overlay: Overlay, root: SourceFile) -> Iterator[Diagnostic]:
    """Yield a warning where an overlay says that it was written for another file; addresses are not followed."""
    if not overlay.extends or REMOTE.match(overlay.extends):
        return
    meant = os.path.realpath(os.path.join(os.path.dirname(overlay.source.path), overlay.extends.partition("#")[0]))
    if meant != os.path.realpath(root.path):
        message = f"extends {overlay.extends}, but is applied to {root.name}"
        yield Diagnostic(Severity.WARNING, message, overlay.location("/extends"))
