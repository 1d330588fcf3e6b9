"""Where the parts of a root file's tree were written, once overlays have changed it.

What an overlay adds stands in the overlay, and what it removes from a list shifts the items behind. Both are noted
when they happen, by the identity of the containers, and become pointers when somebody asks.
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

from mockgen.spec import pointers
from mockgen.spec.source import SourceFile


class Origin(NamedTuple):
    """A file and a plain pointer into it."""

    source: SourceFile
    pointer: str


class Origins:
    """Notes for one tree; without notes, everything stands where it is.

    Args:
        source: the file that the tree was read from.
        tree: its value.
    """

    def __init__(self, source: SourceFile, tree: Any) -> None:
        self._source = source
        self._tree = tree
        # With each note the containers it is about: an `id` is that of one object only while the object lives.
        self._members: dict[tuple[int, str], tuple[Any, Origin]] = {}
        self._items: dict[int, tuple[Any, Origin]] = {}

    def add_member(self, holder: dict[str, Any], name: str, origin: Origin) -> None:
        """Note where the value of `name` in a mapping was written."""
        self._members[id(holder), name] = (holder, origin)

    def add_item(self, item: Any, origin: Origin) -> None:
        """Note where an item of a list was written; one that is no container keeps no note."""
        if isinstance(item, dict | list):
            self._items[id(item)] = (item, origin)

    def repeat(self, original: Any, copied: Any) -> None:
        """Note for a deep copy what is noted within its original."""
        stack = [(original, copied)] if self._members or self._items else []
        while stack:
            old, new = stack.pop()
            for key, child in old.items() if isinstance(old, dict) else enumerate(old):
                noted = self._noted(old, str(key), child)
                if noted and isinstance(old, dict):
                    self.add_member(new, str(key), noted)
                elif noted:
                    self.add_item(new[key], noted)
                if isinstance(child, dict | list):
                    stack.append((child, new[key]))

    def shift(self, items: list[Any], pointer: str, index: int) -> None:
        """Note where the items behind `index` were written, before the one at `index` is removed.

        Args:
            items: the list.
            pointer: to the list, in the tree.
            index: of the item that goes.
        """
        origin = self.find(pointer)
        for position in range(index + 1, len(items)):
            if id(items[position]) not in self._items:
                written = f"{origin.pointer}/{position}"
                self.add_item(items[position], Origin(origin.source, written))

    def find(self, pointer: str) -> Origin:
        """Return where the value at a pointer of the tree was written, while the tree is being changed."""
        found = Origin(self._source, "")
        node = self._tree
        for token in pointers.split(pointer):
            try:
                child = pointers.child(node, token)
            except pointers.PointerError:
                child = None
            noted = self._noted(node, token, child)
            found = noted or Origin(found.source, f"{found.pointer}/{pointers.escape(token)}")
            node = child
        return found

    def _noted(self, holder: Any, token: str, child: Any) -> Origin | None:
        note = self._members.get((id(holder), token)) if isinstance(holder, dict) else self._items.get(id(child))
        return note[1] if note else None

    @functools.cached_property
    def _pointers(self) -> dict[str, Origin]:
        """The notes by pointers into the tree, for when it does not change any more."""
        found: dict[str, Origin] = {}
        stack: list[tuple[Any, str]] = [(self._tree, "")]
        while stack:
            node, pointer = stack.pop()
            for key, child in node.items() if isinstance(node, dict) else enumerate(node):
                token = str(key)
                noted = self._noted(node, token, child)
                below = isinstance(child, dict | list)
                if noted or below:
                    there = f"{pointer}/{pointers.escape(token)}"
                    if noted:
                        found[there] = noted
                    if below:
                        stack.append((child, there))
        return found

    def trace(self, pointer: str) -> Origin:
        """Return where the value at a pointer was written, after the last change; the tree may be another by then."""
        if not self._members and not self._items:
            return Origin(self._source, pointer)
        head, rest = pointer, ""
        while head:
            if head in self._pointers:
                origin = self._pointers[head]
                return Origin(origin.source, origin.pointer + rest)
            head, _, token = head.rpartition("/")
            rest = f"/{token}{rest}"
        return Origin(self._source, pointer)
