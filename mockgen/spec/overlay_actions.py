"""Applying overlays to the tree of a document's root file; the one door of the JSONPath library.

The rules are those of Overlay 1.1.0, for overlays of version 1.0 too: an update is merged into objects, appended or
concatenated to lists, put in the place of anything else. Places that are of another kind than what is to be put there
are refused, since only one of the two can be what was meant.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jsonpath_rfc9535 import JSONPathEnvironment, JSONPathError, JSONPathRecursionError

from mockgen.diagnostics import Diagnostic, loss
from mockgen.errors import SpecError
from mockgen.spec import json_text, pointers
from mockgen.spec.faults import MAX_COPIES, MAX_DEPTH, TOO_DEEP, refusal
from mockgen.spec.origins import Origin, Origins
from mockgen.spec.overlay import Action, Overlay, mistaken, read_overlay
from mockgen.spec.overlay_extent import extent
from mockgen.spec.reference_files import File, Files
from mockgen.spec.source import SourceFile

QUOTE = "in a JSONPath (RFC 9535) such names stand in brackets: $.paths['/pets']"


class _Environment(JSONPathEnvironment):
    """As deep as a file may be."""

    max_recursion_depth = MAX_DEPTH + 1


def apply_overlays(files: Files, paths: Iterable[Path]) -> tuple[tuple[SourceFile, ...], list[Diagnostic]]:
    """Apply overlays in their order to the root file's tree, in place.

    Args:
        files: of the document.
        paths: of the overlays.

    Returns:
        The files of the overlays, and warnings: an action that changes nothing, an overlay for another document.

    Raises:
        SpecError: an overlay cannot be read, is malformed or does not fit the document.
    """
    sources: list[SourceFile] = []
    found: list[Diagnostic] = []
    for path in paths:
        overlay = read_overlay(*files.read_beside(path))
        sources.append(overlay.source)
        found += mistaken(overlay, files.root.source)
        found += _Applier(overlay, files.root).run()
    return tuple(sources), found


class _Applier:
    """Applies one overlay."""

    def __init__(self, overlay: Overlay, root: File) -> None:
        self._overlay = overlay
        self._tree = root.tree
        self._origins: Origins = root.origins
        self._paths = _Environment()
        self._copies = 0

    def run(self) -> list[Diagnostic]:
        """Apply every action; return warnings about those that change nothing."""
        found = []
        for action in self._overlay.actions:
            matched = self._matched(action, action.target, "target")
            if not matched or not action.verb:
                found.append(self._idle(action))
            elif action.verb == "remove":
                self._remove(action, matched)
            else:
                self._update(action, matched)
        json_text.measure(self._tree, self._overlay.source.name)
        return found

    # -- places ---------------------------------------------------------------------------

    def _matched(self, action: Action, path: str, key: str) -> list[tuple[str | int, ...]]:
        """Return the ways to the values that a JSONPath selects, each once."""
        try:
            return list(dict.fromkeys(node.location for node in self._paths.find(path, self._tree)))
        except JSONPathRecursionError:
            raise refusal(self._overlay.source.name, [self._overlay.fault(TOO_DEEP, action.pointer)]) from None
        except JSONPathError as error:
            reason = str(error.args[0]) if error.args else "it cannot be read"
            hint = QUOTE if "/" in path or "-" in path else ""
            raise self._refusal(action, f"{key} is no JSONPath: {reason}", key, hint) from None

    def _refusal(self, action: Action, message: str, key: str, hint: str = "") -> SpecError:
        place = f"{action.pointer}/{key}"
        fault = self._overlay.fault(f"action {action.number}: {message}", place, hint)
        return refusal(self._overlay.source.name, [fault])

    def _at(self, location: Iterable[str | int]) -> Any:
        node = self._tree
        for key in location:
            node = node[key]
        return node

    def _idle(self, action: Action) -> Diagnostic:
        lines = extent(self._overlay, action)
        if action.verb:
            message, remedy = f"action {action.number} changes nothing: its target matches nothing", "fixed upstream? "
        else:
            message, remedy = f"action {action.number} changes nothing: it only says `remove: false`", ""
        return loss(message, self._overlay.location(action.pointer), f"{remedy}delete {lines}")

    # -- changes --------------------------------------------------------------------------

    def _remove(self, action: Action, matched: list[tuple[str | int, ...]]) -> None:
        """Remove what is matched, in an order in which the rest stays where it is."""
        for location in sorted(matched, key=_removal_order):
            if not location:
                raise self._refusal(action, "it would remove the whole document", "target")
            *way, key = location
            holder = self._at(way)
            if isinstance(holder, list) and isinstance(key, int):
                self._origins.shift(holder, pointers.join(way), key)
            del holder[key]

    def _update(self, action: Action, matched: list[tuple[str | int, ...]]) -> None:
        value, origin = self._value(action, len(matched))
        kinds = {_kind(self._at(location)) for location in matched}
        if len(kinds) > 1:
            raise self._refusal(action, f"target matches {' and '.join(sorted(kinds))}", "target", "make it narrower")
        for location in matched:
            target = self._at(location)
            if isinstance(target, list):
                self._append(target, value, origin)
            elif isinstance(target, dict) and isinstance(value, dict):
                self._merge(action, target, value, origin, pointers.join(location))
            elif isinstance(target, dict) or isinstance(value, dict | list):
                raise self._misfit(action, target, value, pointers.join(location))
            else:
                self._replace(location, value, origin)

    def _value(self, action: Action, times: int) -> tuple[Any, Origin]:
        """Return what is to be put in place so many times, and where it was written."""
        if action.verb == "update":
            return action.value, Origin(self._overlay.source, f"{action.pointer}/update")
        copied = self._matched(action, action.value, "copy")
        if len(copied) != 1:
            number = len(copied) or "nothing"
            raise self._refusal(action, f"copy must select one value, and selects {number}", "copy")
        value = self._at(copied[0])
        self._copies += times * json_text.count(value)
        if self._copies > MAX_COPIES:  # copies of copies grow without bounds
            raise self._refusal(action, f"the copies of this overlay hold more than {MAX_COPIES} values", "copy")
        return self._copied(value), self._origins.find(pointers.join(copied[0]))

    def _copied(self, value: Any) -> Any:
        """Return a deep copy, so that no two places of the tree are one."""
        made = copy.deepcopy(value)
        if isinstance(value, dict | list):
            self._origins.repeat(value, made)
        return made

    def _append(self, target: list[Any], value: Any, origin: Origin) -> None:
        items = value if isinstance(value, list) else [value]
        for index, item in enumerate(items):
            added = self._copied(item)
            target.append(added)
            self._origins.add_item(added, _below(origin, index) if isinstance(value, list) else origin)

    def _replace(self, location: tuple[str | int, ...], value: Any, origin: Origin) -> None:
        *way, key = location
        holder: Any = self._at(way)
        holder[key] = value
        if isinstance(key, str):
            self._origins.add_member(holder, key, origin)

    def _merge(self, action: Action, target: dict[str, Any], value: Any, origin: Origin, pointer: str) -> None:
        """Merge an object into another: members that both have are merged in turn."""
        stack = [(target, value, origin, pointer)]
        while stack:
            holder, members, source, place = stack.pop()
            for name, new in members.items():
                old, there = holder.get(name), _below(source, name)
                here = f"{place}/{pointers.escape(name)}"
                if name not in holder:
                    holder[name] = self._copied(new)
                    self._origins.add_member(holder, name, there)
                elif isinstance(old, dict) and isinstance(new, dict):
                    stack.append((old, new, there, here))
                elif isinstance(old, list) and isinstance(new, list):
                    self._append(old, new, there)
                elif isinstance(old, dict | list) or isinstance(new, dict | list):
                    raise self._misfit(action, old, new, here)
                else:
                    holder[name] = new
                    self._origins.add_member(holder, name, there)

    def _misfit(self, action: Action, old: Any, new: Any, pointer: str) -> SpecError:
        message = f"{_kind(new)} cannot be merged into {_kind(old)} at #{pointer}"
        hint = f"an action with `remove: true` before it clears the place: {_path(pointer)}"
        return self._refusal(action, message, action.verb, hint if pointer else "")


def _below(origin: Origin, key: str | int) -> Origin:
    return Origin(origin.source, origin.pointer + pointers.join([key]))


def _removal_order(location: tuple[str | int, ...]) -> tuple[int, tuple[tuple[bool, int | str], ...]]:
    """Order what is within something before it, and the items of one list from the last to the first."""
    steps = tuple((isinstance(key, str), key if isinstance(key, str) else -key) for key in location)
    return -len(location), steps


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list) else "a single value"


def _path(pointer: str) -> str:
    """Return the JSONPath of a pointer."""
    names = [token.replace("\\", "\\\\").replace("'", "\\'") for token in pointers.split(pointer)]
    return "$" + "".join(f"[{name}]" if name.isdecimal() else f"['{name}']" for name in names)
