"""How operations give their lists page by page, as `[tool.mockgen.services.NAME.pagination]` declares it.

Read and checked here as far as it can be without the document; `build/declared.py` holds it against that.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from mockgen.diagnostics import suggestion

KEYS = {
    "cursor": ("parameter", "next"),
    "after": ("parameter",),
    "offset": ("parameter",),
    "page": ("parameter",),
    "link": (),
}
"""The styles, and the keys that each needs."""
OPTIONAL = {
    "cursor": ("items",),
    "after": ("items", "key", "more"),
    "offset": ("items", "total"),
    "page": ("items", "total", "first"),
    "link": ("items", "next"),
}
"""The keys that each style may have."""

Wrong = Callable[[str, str], None]
"""Notes what is wrong, and what to do about it."""


@dataclasses.dataclass(frozen=True)
class DeclaredPaging:
    """How one operation goes on; a place in a body is a path of wire names, `meta.next_cursor`.

    Attributes:
        style: `cursor`, `after`, `offset`, `page` or `link`.
        parameter: wire name of the parameter that asks for the next page.
        items: place of the list, "" for the body itself; None where it is to be found out.
        next: place of the next cursor or URL.
        more: place of the flag that there is more; key: what identifies an item; total: place of the number of items.
        first: the number of the first page.
    """

    style: str
    parameter: str = ""
    items: str | None = None
    next: str = ""
    more: str = ""
    key: str = "id"
    total: str = ""
    first: int = 1


@dataclasses.dataclass(frozen=True)
class Paging:
    """What is declared for a service.

    Attributes:
        detects: whether operations of which nothing is declared are looked at.
        operations: by operationId or `METHOD /path`; None for one that is no list.
        place: where it stands, for messages.
    """

    detects: bool = True
    operations: Mapping[str, DeclaredPaging | None] = dataclasses.field(default_factory=dict)
    place: str = ""


NOTHING_DECLARED = Paging()


def read_paging(value: Any, place: str, wrong: Wrong) -> Paging:
    """Return what a configuration declares; with anything noted as wrong, it is not for use."""
    if value is None or isinstance(value, bool):
        return Paging(detects=value is not False, place=place)
    if not isinstance(value, Mapping):
        wrong(f"{place} must be false or a table of operations", "")
        return Paging(place=place)
    operations: dict[str, DeclaredPaging | None] = {}
    for name, entry in value.items():
        if entry is False:
            operations[name] = None
        elif isinstance(entry, Mapping):
            operations[name] = _read(entry, f"{place}.{name}", wrong)
        else:
            wrong(f"{place}.{name} must be false or a table", "")
    return Paging(True, operations, place)


def _read(entry: Mapping[str, Any], place: str, wrong: Wrong) -> DeclaredPaging | None:
    style = entry.get("style")
    if style not in KEYS:
        wrong(f"{place}.style must name how pages follow one another", suggestion(str(style or ""), KEYS))
        return None
    known = ("style", *KEYS[style], *OPTIONAL[style])
    for key, value in entry.items():
        if key not in known:
            wrong(f"{place} has the unknown key {key} for the style {style}", suggestion(key, known))
        elif type(value) is not (int if key == "first" else str):
            wrong(f"{place}.{key} must be {'a whole number' if key == 'first' else 'a text'}", "")
    for key in KEYS[style]:
        if not entry.get(key):
            wrong(f"{place}.{key} is missing", "")
    return DeclaredPaging(**{key: value for key, value in entry.items() if key in known})
