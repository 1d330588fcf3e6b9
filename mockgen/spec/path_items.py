"""What stands in `paths` and `webhooks`: every operation, and what ought to be one and cannot be read.

A webhook is what the service sends: it stands in `webhooks`, in the `x-webhooks` of documents before OpenAPI 3.1, or is
a callback of an operation, and is then called `OPERATION.CALLBACK`.

Both selection and normalisation go through here, so that neither sees an operation that the other does not. Nothing is
left out in silence: an entry that cannot be read has the reason with it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from mockgen.spec.document import METHODS, in_order, operation_key
from mockgen.spec.pointers import at, escape, follow
from mockgen.spec.reference_rewriter import BROKEN
from mockgen.spec.reference_sites import EXTENSION

SECTIONS = ("paths", "webhooks")
WHOLE = "*"
"""The method of an entry for a whole path item that cannot be read: nobody knows which it has."""
FIXED = frozenset(("$ref", "summary", "description", "servers", "parameters", "additionalOperations", BROKEN))
TELLING = frozenset(("responses", "operationId", "requestBody"))
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, section 5.6.2
KINDS = {list: "a list", str: "text", type(None): "empty"}
Node = Mapping[str, Any]
Identity: TypeAlias = tuple[str, str, str]


@dataclasses.dataclass(frozen=True)
class Entry:
    """An operation as it is written.

    Attributes:
        section: `paths` or `webhooks`.
        path: the path, or the webhook's name.
        method: in lower case; `WHOLE` where a path item cannot be read.
        node: the operation, empty where it cannot be read; `pointer` leads to it.
        item: the path item, empty where it cannot be read; `item_pointer` leads to it.
        home: the pointer to the path item where it is listed, which may be a reference.
        owner: the `identity` of the operation whose callback it is, None for any other.
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
    home: str = ""
    owner: Identity | None = None
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
    def identity(self) -> Identity:
        """What tells it from every other entry."""
        return self.section, self.path, self.method


def entries(tree: Node, section: str) -> Iterator[Entry]:
    """Yield the entries of `paths` or `webhooks`, in the order of the document."""
    for name, written, pointer, owner in _listed(tree, section):
        whole = Entry(section, name, WHOLE, {}, pointer, {}, "", pointer, owner)
        item, places, why = _path_item(tree, written, whole.pointer)
        if why:
            yield dataclasses.replace(whole, reason=why)
        else:
            shared = places.get("parameters", "").removesuffix("/parameters")
            entry = dataclasses.replace(whole, item=item, item_pointer=shared)
            yield from _told_apart(_of_item(tree, entry, places))


class _Listed(NamedTuple):
    """A path item as it is listed: the path or the webhook's name, what stands there, and where."""

    name: str
    written: Any
    pointer: str
    owner: Identity | None = None


def _listed(tree: Node, section: str) -> Iterator[_Listed]:
    """Yield the path items of a section; a name that several webhooks have is given to the first."""
    if section == "paths":
        yield from _members(tree, section)
        return
    taken: set[str] = set()
    for found in (*_members(tree, section), *_members(tree, EXTENSION)):
        if found.name not in taken:
            taken.add(found.name)
            yield found
    for found in _callbacks(tree):
        name, count = found.name, 1
        while name in taken:
            count += 1
            name = f"{found.name}.{count}"
        taken.add(name)
        yield found._replace(name=name)


def _members(tree: Node, section: str) -> Iterator[_Listed]:
    items = tree.get(section)
    for name, written in items.items() if isinstance(items, Mapping) else ():
        if not name.startswith("x-") and written is not None:
            yield _Listed(name, written, f"/{section}/{escape(name)}")


def _callbacks(tree: Node) -> Iterator[_Listed]:
    """Yield the path items of all callbacks: one for each expression that gives their address, in order."""
    for entry in in_order(entries(tree, "paths")):
        written = entry.node.get("callbacks")
        for name, reference in written.items() if isinstance(written, Mapping) else ():
            callback, pointer = follow(tree, reference, f"{entry.pointer}/callbacks/{escape(name)}")
            for expression, item in sorted(callback.items()) if isinstance(callback, Mapping) else ():
                if not expression.startswith("x-") and isinstance(item, Mapping):
                    place = f"{pointer}/{escape(expression)}"
                    yield _Listed(f"{_word(entry)}.{name}", item, place, entry.identity)


def _word(entry: Entry) -> str:
    """Return what the callbacks of an operation are called after."""
    return entry.operation_id or re.sub(r"[^A-Za-z0-9]+", "_", f"{entry.method} {entry.path}").strip("_")


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
