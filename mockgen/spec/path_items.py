"""What stands in `paths` and `webhooks`: every operation, and what ought to be one and cannot be read.

Both selection and normalisation go through here, so that neither sees an operation that the other does not. Nothing is
left out in silence: an entry that cannot be read has the reason with it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockgen.spec.document import METHODS, operation_key
from mockgen.spec.pointers import at, escape, follow
from mockgen.spec.reference_rewriter import BROKEN

SECTIONS = ("paths", "webhooks")
WHOLE = "*"
"""The method of an entry for a whole path item that cannot be read: nobody knows which it has."""
FIXED = frozenset(("$ref", "summary", "description", "servers", "parameters", "additionalOperations", BROKEN))
TELLING = frozenset(("responses", "operationId", "requestBody"))
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, section 5.6.2
KINDS = {list: "a list", str: "text", type(None): "empty"}
Node = Mapping[str, Any]


@dataclasses.dataclass(frozen=True)
class Entry:
    """An operation as it is written.

    Attributes:
        section: `paths` or `webhooks`.
        path: the path, or the webhook's name.
        method: in lower case; `WHOLE` where a path item cannot be read.
        node: the operation, empty where it cannot be read; `pointer` leads to it.
        item: the path item, empty where it cannot be read; `item_pointer` leads to it.
        reason: why it cannot be read, "" where it can.
        slip: what is read otherwise than written, "" for nothing.
    """

    section: str
    path: str
    method: str
    node: Node
    pointer: str
    item: Node
    item_pointer: str
    reason: str = ""
    slip: str = ""

    @property
    def key(self) -> str:
        """What users call it: `POST /v1/charges`, `POST webhook:orderPaid`."""
        return operation_key(self.method, self.path, is_webhook=self.section == "webhooks")

    @property
    def operation_id(self) -> str:
        """Its operationId, "" where it has none."""
        written = self.node.get("operationId")
        return written if isinstance(written, str) else ""

    @property
    def identity(self) -> tuple[str, str, str]:
        """What tells it from every other entry."""
        return self.section, self.path, self.method


def entries(tree: Node, section: str) -> Iterator[Entry]:
    """Yield the entries of `paths` or `webhooks`, in the order of the document."""
    items = tree.get(section)
    for path, written in items.items() if isinstance(items, Mapping) else ():
        if path.startswith("x-") or written is None:
            continue
        whole = Entry(section, path, WHOLE, {}, f"/{section}/{escape(path)}", {}, "")
        item, places, why = _path_item(tree, written, whole.pointer)
        if why:
            yield dataclasses.replace(whole, reason=why)
        else:
            shared = places.get("parameters", "").removesuffix("/parameters")
            entry = dataclasses.replace(whole, item=item, item_pointer=shared)
            yield from _told_apart(_of_item(tree, entry, places))


def _path_item(tree: Node, written: Any, pointer: str) -> tuple[dict[str, Any], dict[str, str], str]:
    """Return a path item, the pointer to each of its members, and why it cannot be read.

    A path item may have members of its own beside its `$ref` (OpenAPI 3.1.1, section 4.8.9); they come first.
    """
    item: dict[str, Any] = {}
    places: dict[str, str] = {}
    seen: set[str] = set()
    node = written
    while not (why := unreadable(node, may_refer=True)):
        for name in node:
            if name not in item:
                item[name], places[name] = node[name], f"{pointer}/{escape(name)}"
        reference = item.pop("$ref", None)
        if not isinstance(reference, str) or reference in seen:
            return item, places, ""
        seen.add(reference)
        pointer = reference[1:]
        node = at(tree, pointer)
    return item, places, why


def _of_item(tree: Node, blank: Entry, places: Mapping[str, str]) -> Iterator[Entry]:
    """Yield the entries of one path item (OpenAPI 3.2.0, section 4.9)."""
    for name, written in blank.item.items():
        entry = dataclasses.replace(blank, method=method_of(name), pointer=places[name])
        if name in METHODS:
            yield _read(tree, entry, written)
        elif name.lower() in METHODS:
            yield _read(tree, dataclasses.replace(entry, slip=f"`{name}` is read as `{name.lower()}`"), written)
        elif name not in FIXED and not name.startswith("x-") and looks_like_operation(written):
            why = f"`{name}` is no method that a path item has; OpenAPI 3.2 has `additionalOperations` for others"
            yield dataclasses.replace(entry, reason=why)
    more = blank.item.get("additionalOperations")
    for name, written in more.items() if isinstance(more, Mapping) else ():
        where = f"{places['additionalOperations']}/{escape(name)}"
        entry = dataclasses.replace(blank, method=method_of(name), pointer=where)
        if name.startswith("x-") and not isinstance(written, Mapping):
            continue
        if TOKEN.fullmatch(name):
            yield _read(tree, entry, written)
        else:
            yield dataclasses.replace(entry, reason="its name is no HTTP method")


def _read(tree: Node, entry: Entry, written: Any) -> Entry:
    """Return an entry with its operation, or with the reason why there is none."""
    node, pointer = follow(tree, written, entry.pointer)
    why = unreadable(node)
    return dataclasses.replace(entry, reason=why) if why else dataclasses.replace(entry, node=node, pointer=pointer)


def _told_apart(found: Iterator[Entry]) -> Iterator[Entry]:
    """Yield the entries of one path item; a method that it has already cannot be called."""
    seen: set[str] = set()
    for entry in found:
        if entry.method in seen:
            yield dataclasses.replace(entry, node={}, reason="the path has another operation with this method")
        else:
            yield entry
        seen.add(entry.method)


def looks_like_operation(node: Any) -> bool:
    """Tell whether a value is meant as an operation, whatever its name."""
    return isinstance(node, Mapping) and not TELLING.isdisjoint(node)


def method_of(name: str) -> str:
    """Return the name of an additional operation as a method."""
    return re.sub(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]", "_", name).lower() or "_"


def unreadable(node: Any, *, may_refer: bool = False) -> str:
    """Return why a node is nothing that can be read; "" if it can, or if it is a reference and may be one."""
    if not isinstance(node, Mapping):
        return f"it is {KINDS.get(type(node), 'a single value')}, not a mapping"
    if isinstance(node.get(BROKEN), str):
        return str(node[BROKEN])
    return "its reference cannot be followed" if "$ref" in node and not may_refer else ""
