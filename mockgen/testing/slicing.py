"""A list, cut into pages."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from mockgen.testing.roles import Lists, Paged
from mockgen.testing.sent import SentValues
from mockgen.testing.shelves import text


@dataclasses.dataclass(frozen=True)
class Slice:
    """One page of a list.

    Attributes:
        items: what it holds.
        facts: what it may say of itself, by the words of `Lists.marks`; `url` apart.
        following: the value that asks for the next page, None after the last.
    """

    items: list[Any]
    facts: Mapping[str, Any]
    following: Any = None


def sliced(role: Lists, items: Sequence[Any], key: str, sent: SentValues) -> Slice:
    """Return the page that a request asks for.

    Args:
        role: how the list is cut.
        items: all of it.
        key: the property that identifies an item.
        sent: what the request sends.
    """
    pages = role.pages
    if pages is None:
        return Slice(list(items), {"total": len(items), "more": False})
    size = _size(role, sent) or max(len(items), 1)
    start = _start(pages, items, key, sent.query.get(pages.parameter), size)
    page, end = list(items[start : start + size]), start + size
    following = _following(pages, page, key, end, size) if page and end < len(items) else None
    count = max(math.ceil(len(items) / size), 1)
    facts: dict[str, Any] = {"total": len(items), "more": following is not None, "offset": start, "numbers": count}
    facts["number"] = start // size + pages.first
    if following is not None and pages.style == "cursor":
        facts["next"] = text(following)
    return Slice(page, facts, following)


def _size(role: Lists, sent: SentValues) -> int | None:
    asked = sent.query.get(role.limit) if role.limit else None
    return asked if isinstance(asked, int) and asked > 0 else role.size


def _start(pages: Paged, items: Sequence[Any], key: str, asked: Any, size: int) -> int:
    """Return where a page begins; past the end where the list holds nothing that was asked for."""
    if asked in (None, ""):
        return 0
    if pages.style == "offset":
        return max(int(asked), 0)
    if pages.style == "page":
        return max(int(asked) - pages.first, 0) * size
    known = [text(item[key]) for item in items]
    return known.index(text(asked)) + 1 if text(asked) in known else len(items)


def _following(pages: Paged, page: Sequence[Any], key: str, end: int, size: int) -> Any:
    """Return what asks for the next page."""
    if pages.style == "offset":
        return end
    return end // size + pages.first if pages.style == "page" else page[-1][key]


def url_of(url: str, parameter: str, value: Any) -> str:
    """Return the URL of another page."""
    parts = urlsplit(url)
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != parameter]
    return urlunsplit(parts._replace(query=urlencode([*kept, (parameter, text(value))])))
