"""JSON pointers (RFC 6901).

Every pointer here is plain: escaped by the rules of RFC 6901 section 3 and never percent-encoded.
The loader decodes the percent-encoding of URI fragments (section 6) once; no later stage sees any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_INDEX = re.compile(r"0|[1-9][0-9]{0,18}")


class PointerError(LookupError):
    """A pointer that leads nowhere."""


def escape(token: str) -> str:
    """Return a key as a reference token: `a/b` is `a~1b`, `~` is `~0`."""
    return token.replace("~", "~0").replace("/", "~1")


def unescape(token: str) -> str:
    """Return the key that a reference token stands for; the inverse of `escape`."""
    return token.replace("~1", "/").replace("~0", "~")


def join(tokens: Iterable[str | int]) -> str:
    """Return the pointer through `tokens`, keys and indices as they are in the tree."""
    return "".join(f"/{escape(str(token))}" for token in tokens)


def split(pointer: str) -> tuple[str, ...]:
    """Return the keys of a pointer, unescaped; `""` has none.

    Raises:
        PointerError: the pointer is neither empty nor begins with a slash.
    """
    if not pointer:
        return ()
    if not pointer.startswith("/"):
        raise PointerError(pointer)
    return tuple(unescape(token) for token in pointer[1:].split("/"))


def child(node: Any, token: str) -> Any:
    """Return the member or the item of `node` that an unescaped `token` names.

    Raises:
        PointerError: `node` has none; an index has no sign and no leading zero (section 4).
    """
    if isinstance(node, dict) and token in node:
        return node[token]
    if isinstance(node, list) and _INDEX.fullmatch(token) and int(token) < len(node):
        return node[int(token)]
    raise PointerError(token)


def resolve(tree: Any, pointer: str) -> Any:
    """Return the value in `tree` that `pointer` leads to.

    Args:
        tree: a JSON value.
        pointer: plain, as above; a leading `#` is allowed, so that a `$ref` of a `Bundle` can be
            passed.

    Raises:
        PointerError: it leads nowhere.
    """
    node = tree
    for token in split(pointer.removeprefix("#")):
        node = child(node, token)
    return node


def at(tree: Any, pointer: str) -> Any:
    """Return the value in `tree` that `pointer` leads to, None where it leads nowhere."""
    try:
        return resolve(tree, pointer)
    except PointerError:
        return None


def follow(tree: Any, node: Any, pointer: str = "") -> tuple[Any, str]:
    """Return what a node of a bundled tree is or refers to, and the pointer to it."""
    seen = set()
    while isinstance(node, Mapping) and isinstance(node.get("$ref"), str) and node["$ref"] not in seen:
        seen.add(node["$ref"])
        pointer = node["$ref"][1:]
        node = at(tree, pointer)
    return node, pointer
