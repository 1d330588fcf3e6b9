"""Names with brackets and the trees they spell: `filter[created][gte]`, `ids[]`, `items[0][price]`.

OpenAPI's `deepObject` defines one level (specification 3.1, "Style Values"); the rest is what
servers commonly read: an empty pair appends, and fields that follow one another belong to one new
item until a name repeats.
"""

from __future__ import annotations

import functools
import re

from mockgen.testing.casting import Raw

STEPS = re.compile(r"(?:\[[^\[\]]*\])+")
STEP = re.compile(r"\[([^\[\]]*)\]")


class ContradictoryNames(ValueError):
    """Two fields give one place two forms: `a[b]=1` beside `a[b][c]=2`."""


@functools.lru_cache(maxsize=4096)
def steps(name: str) -> tuple[str, tuple[str, ...]]:
    """Split `a[b][]` into `a` and `("b", "")`; a name without brackets at its end has no steps."""
    start = name.find("[", 1)
    if start < 0 or not STEPS.fullmatch(name, start):
        return name, ()
    return name[:start], tuple(STEP.findall(name, start))


def tree(entries: list[tuple[tuple[str, ...], Raw]]) -> Raw:
    """Return the tree that steps and their leaves spell.

    Raises:
        ContradictoryNames: a place would be a leaf and a tree.
    """
    leaves: list[Raw] = []
    below: dict[str, list[tuple[tuple[str, ...], Raw]]] = {}
    for path, leaf in entries:
        if path:
            below.setdefault(path[0], []).append((path[1:], leaf))
        else:
            leaves.append(leaf)
    if leaves and below:
        raise ContradictoryNames("is given both a value and parts of a value")
    if leaves:
        return leaves[0] if len(leaves) == 1 else leaves
    if "" in below and len(below) > 1:
        raise ContradictoryNames("is given both items and named parts")
    if "" in below:
        return [tree(item) for item in _items(below[""])]
    return {name: tree(parts) for name, parts in below.items()}


def _items(
    entries: list[tuple[tuple[str, ...], Raw]],
) -> list[list[tuple[tuple[str, ...], Raw]]]:
    """Part the entries after `[]` into items: a new one begins where a name repeats."""
    items: list[list[tuple[tuple[str, ...], Raw]]] = []
    for path, leaf in entries:
        seen = {known for known, _ in items[-1]} if items else set()
        if not items or not path or (path in seen and path[-1] != ""):
            items.append([])
        items[-1].append((path, leaf))
    return items
