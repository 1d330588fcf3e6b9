"""Lists that a service gives page by page, as one iterator.

A method `iter_list_charges` stands beside `list_charges` where the document tells how
the next page is asked for. Each way of paging is a class; `iterate` walks them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlsplit

from .transport import Answer, Transport

Asked: TypeAlias = Mapping[str, Any]
"""The keyword arguments of the method that gives a page."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Each page names the cursor of the next: `next` is its place in the body."""

    parameter: str
    items: str
    next: str

    def following(self, page: Page) -> Asked | None:
        """Return what the next page is asked with, None after the last."""
        cursor = page.at(self.next)
        return {self.parameter: cursor} if cursor not in (None, "", False) else None


@dataclass(frozen=True, slots=True)
class After:
    """The next page begins after the last item: `key` is what identifies an item.

    It is the last where `more` says so; without that, one without items is.
    """

    parameter: str
    items: str
    key: str
    more: str = ""

    def following(self, page: Page) -> Asked | None:
        """Return what the next page is asked with, None after the last."""
        if not page.items or (self.more and not page.at(self.more)):
            return None
        return {self.parameter: _at(_wire(page.items[-1]), self.key)}


@dataclass(frozen=True, slots=True)
class Offset:
    """The next page begins after so many items; `total`: where their number is."""

    parameter: str
    items: str
    total: str = ""

    def following(self, page: Page) -> Asked | None:
        """Return what the next page is asked with, None after the last."""
        reached = int(page.asked.get(self.parameter) or 0) + len(page.items)
        if page.is_last or _is_complete(page, self.total, reached):
            return None
        return {self.parameter: reached}


@dataclass(frozen=True, slots=True)
class Numbered:
    """Pages have numbers, from `first` on."""

    parameter: str
    items: str
    first: int = 1
    total: str = ""

    def following(self, page: Page) -> Asked | None:
        """Return what the next page is asked with, None after the last."""
        if page.is_last or _is_complete(page, self.total, page.seen):
            return None
        number = page.asked.get(self.parameter)
        return {self.parameter: (self.first if number is None else int(number)) + 1}


@dataclass(frozen=True, slots=True)
class Linked:
    """A URL leads to the next page: in the body at `next`, else in the header `Link`.

    Its query is sent anew: `parameters` are the method's, by their wire names.
    """

    parameters: Mapping[str, str]
    items: str
    next: str = ""

    def following(self, page: Page) -> Asked | None:
        """Return what the next page is asked with, None after the last."""
        links = page.answer.response.links
        url = page.at(self.next) if self.next else links.get("next", {}).get("url")
        if not isinstance(url, str) or not url:
            return None
        query = parse_qs(urlsplit(url).query, keep_blank_values=True)
        found: dict[str, Any] = {}
        for name, values in query.items():
            if name in self.parameters:
                found[self.parameters[name]] = values[0] if len(values) == 1 else values
        return found


Paging: TypeAlias = Cursor | After | Offset | Numbered | Linked


class Page:
    """One page.

    Attributes:
        asked: the arguments that gave it.
        answer: what came.
        items: what it holds.
        seen: how many items there were up to its end.
        is_repeated: it holds what the page before held: the service ignores what it is
            asked for, or goes no further.
        is_last: it is repeated or empty.
    """

    def __init__(
        self,
        asked: Asked,
        answer: Answer[Any],
        items: str,
        before: Page | None,
    ) -> None:
        self.asked = asked
        self.answer = answer
        self.items: list[Any] = _at(answer.data, items) or []
        self.seen: int = len(self.items) + (before.seen if before else 0)
        self.is_repeated = before is not None and self.items == before.items
        self.is_last = self.is_repeated or not self.items

    def at(self, path: str) -> Any:
        """Return what stands at a path of wire names in the body."""
        return _at(_wire(self.answer.data), path)


def iterate(
    client: Transport,
    method: Callable[..., Any],
    paging: Paging,
    /,
    **arguments: Any,
) -> Iterator[Any]:
    """Yield the items of all pages; each page is asked for when its turn comes.

    Args:
        client: whose method it is.
        method: gives one page.
        paging: how the next page is asked for.
        arguments: of the method, for the first page.

    Raises:
        ServiceError: a page could not be had, or the service asks for one page twice.
    """
    page: Page | None = None
    while True:
        page = Page(arguments, client.answered(method, **arguments), paging.items, page)
        repeats = isinstance(paging, Offset | Numbered) and page.is_repeated
        yield from () if repeats else page.items
        following = paging.following(page)
        if following is None:
            return
        if all(arguments.get(name) == value for name, value in following.items()):
            shown = ", ".join(following) or "its link"
            message = f"{method.__name__} does not advance: {shown} stays as it was"
            raise client.errors.base(message, service=client.service)
        arguments = {**arguments, **following}


def _is_complete(page: Page, total: str, seen: int) -> bool:
    number = page.at(total) if total else None
    return isinstance(number, int) and seen >= number


def _wire(value: Any) -> Any:
    return getattr(value, "raw", value)


def _at(value: Any, path: str) -> Any:
    """Return what stands at a path, None if it leads nowhere; names may hold dots."""
    names = path.split(".") if path else []
    while names:
        if isinstance(value, Mapping):
            joined = [".".join(names[:count]) for count in range(len(names), 0, -1)]
            name = next((each for each in joined if each in value), names[0])
            value = value.get(name)
        else:
            name = names[0]
            value = getattr(value, name, None)
        names = names[name.count(".") + 1 :]
    return value
