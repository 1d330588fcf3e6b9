"""What of a bundled tree can be reached from a part of it, by any number of references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockgen.spec.path_items import Entry
from mockgen.spec.pointers import at
from mockgen.spec.reference_rewriter import BROKEN


class Reach:
    """Walks through a bundled tree, along references and the mappings of discriminators.

    Attributes:
        reached: the `id` of every container met so far.
        is_broken: whether a reference that leads nowhere is among them.
    """

    def __init__(self, tree: Mapping[str, Any]) -> None:
        self._tree = tree
        self.reached: set[int] = set()
        self.is_broken = False

    def entry(self, entry: Entry) -> None:
        """Reach an operation, and what of its path item belongs to it."""
        self.reached.add(id(at(self._tree, entry.home)))
        self.walk(at(self._tree, entry.pointer))
        for name in ("parameters", "servers"):
            self.walk(entry.item.get(name))

    def walk(self, start: Any) -> None:
        """Reach a value and all that it leads to."""
        stack = [start]
        while stack:
            node = stack.pop()
            if id(node) in self.reached or not isinstance(node, dict | list):
                continue
            self.reached.add(id(node))
            stack.extend(node if isinstance(node, list) else node.values())
            if isinstance(node, dict):
                self.is_broken |= BROKEN in node
                stack.extend(self._targets(node))

    def _targets(self, node: Mapping[str, Any]) -> Iterator[Any]:
        references = [node.get("$ref")]
        if isinstance(node.get("discriminator"), Mapping):
            discriminator = node["discriminator"]
            mapping = discriminator.get("mapping")
            references += [discriminator.get("defaultMapping")]
            references += mapping.values() if isinstance(mapping, Mapping) else ()
        for reference in references:
            if isinstance(reference, str):
                name = reference if reference.startswith("#/") else f"#/components/schemas/{reference}"
                yield at(self._tree, name[1:])
