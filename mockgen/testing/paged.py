"""Lists that come page by page: `payments.list_charges.pages([3, 3, 1])`.

A page is answered to whoever asks for it: the first to a request that names none, another to one that sends the
cursor, the number or the offset that leads to it. What leads there is chosen so that the contract accepts it.
"""

from __future__ import annotations

import copy
import dataclasses
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mockgen.testing.merging import merged
from mockgen.testing.messages import UnmockedOperation
from mockgen.testing.place import UNSET
from mockgen.testing.slicing import url_of
from mockgen.testing.stubs import Answer, Call, Reaction, wire_form
from mockgen.testing.violations import ResponseViolation, shown

if TYPE_CHECKING:
    from mockgen.testing.operation import OperationMock

MOST_DRAWS = 200
GONE = object()

Path = tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Paging:
    """How an operation gives its list; places in a body are paths of wire names.

    Attributes:
        style: `cursor`, `after`, `offset`, `page` or `link`, as in the configuration.
        parameter: the wire name of the parameter that asks for a page.
        items: the list.
        next: the next cursor or URL; empty for the header `Link`.
        more: the flag that there is more; total: the number of all items; key: what identifies an item.
        first: the number of the first page.
    """

    style: str
    parameter: str
    items: Path = ()
    next: Path = ()
    more: Path = ()
    total: Path = ()
    key: Path = ("id",)
    first: int = 1

    @property
    def ends_empty(self) -> bool:
        """Whether only a page without items tells a client that it has come to the end."""
        told = {"after": self.more, "offset": self.total, "page": self.total}
        return not told.get(self.style, True)


def reaction(operation: OperationMock, pages: Sequence[int | Sequence[Any]]) -> Reaction:
    """Return what answers the pages of an operation.

    Raises:
        TypeError: nobody knows how it gives them.
        ValueError: there are no pages, or one has less than no items.
        ResponseViolation: the service could not give one of them.
    """
    if not operation.paging:
        service = operation._service._name
        raise TypeError(
            f"{service}.{operation.method} gives no pages that mockgen knows of; declare them in "
            f"[tool.mockgen.services.{service}.pagination], or plan each answer with returns()"
        )
    planned = Pages(operation, Paging(**operation.paging), pages)  # type: ignore[arg-type]
    return Reaction(planned.answer, planned.missed)


class Pages:
    """The planned pages of one operation."""

    def __init__(self, operation: OperationMock, paging: Paging, pages: Sequence[int | Sequence[Any]]):
        self._operation, self._paging = operation, paging
        self._status = operation._usual()
        self._name = f"{operation._service._name}.{operation.method}"
        self._count = len(pages)
        self._fields: dict[str, Any] = {}
        self._items = self._filled(pages)
        self._bodies = [self._body(number) for number in range(len(self._items))]
        self._asked = self._ways()
        url = f"https://service.test{operation.key.partition(' ')[2]}"
        self._answers = [self._page(number, url) for number in range(len(self._items))]

    # -- what is asked for ----------------------------------------------------------------

    def answer(self, call: Call) -> Answer:
        """Return the page that a call asks for.

        Raises:
            UnmockedOperation: it is not planned.
        """
        number = self._number(call)
        if number is None:
            rows = [(self._paging.parameter, f"sent {shown(self._sent(call))}; planned are none{self._others()}")]
            raise UnmockedOperation(
                "\n".join(
                    [
                        f"{self._name} was asked for a page that is not planned.",
                        *(f"  {label:<8} {text}" for label, text in [*rows, ("from", call.source)]),
                    ]
                )
            )
        is_link = self._paging.style == "link"
        return self._page(number, call.request.url or "") if is_link else self._answers[number]

    def missed(self, calls: Sequence[Call]) -> str:
        """Return which planned page nobody asked for, "" if there is none."""
        asked = {self._number(call) for call in calls}
        left = [number for number in range(self._count) if number not in asked]
        return f"was never asked for page {left[0] + 1} of {self._count}" if left else ""

    def _others(self) -> str:
        return "".join(f" and {shown(value)}" for value in self._asked)

    def _sent(self, call: Call) -> Any:
        return {**call.sent.header, **call.sent.query}.get(self._paging.parameter)

    def _number(self, call: Call) -> int | None:
        sent = self._sent(call)
        start = {"offset": 0, "page": self._paging.first}.get(self._paging.style, "")
        if sent is None or str(sent) == str(start):
            return 0
        return next((number for number, value in enumerate(self._asked, 1) if str(value) == str(sent)), None)

    # -- items ------------------------------------------------------------------------------

    def _filled(self, pages: Sequence[int | Sequence[Any]]) -> list[list[Any]]:
        """Return the items of each page: fakes by number, or fakes with what is given of them."""
        if not pages or any(isinstance(page, int) and page < 0 for page in pages):
            raise ValueError(f"pages() takes at least one page, and no number below 0, not {pages!r}")
        pool = self._fakes()
        found = []
        for page in pages:
            if isinstance(page, int):
                found.append(list(itertools.islice(pool, page)))
                if len(found[-1]) < page:
                    raise ValueError(f"{self._name} has no fake items; give them: pages([[…], […]])")
            else:
                given = wire_form(page)
                found.append([merged(next(pool, {}), item) if isinstance(item, dict) else item for item in given])
        if self._paging.ends_empty and found[-1]:
            found.append([])
        return found

    def _fakes(self) -> Iterator[Any]:
        """Yield fake items, each with an identity of its own as long as there are any."""
        seen: dict[str, Any] = {}
        for turn in range(MOST_DRAWS):
            for item in at(self._draw(turn), self._paging.items) or ():
                identity = repr(at(item, self._paging.key) if isinstance(item, dict) else item)
                if identity not in seen:
                    seen[identity] = item
                    yield item
        if seen:
            yield from itertools.cycle(seen.values())

    def _draw(self, turn: int) -> Any:
        body = self._operation._answer(self._status, UNSET, self._fields, {}, turn).body
        if not self._fields and self._paging.items and not at(body, self._paging.items):
            self._fields = placed({}, self._paging.items, [{}])  # a fake leaves out what lies deep, unless it is asked
            return self._draw(turn)
        return body

    # -- pages ------------------------------------------------------------------------------

    def _body(self, number: int) -> Any:
        """Return the body of a page, but for what leads to the next."""
        body = placed(copy.deepcopy(self._draw(number)), self._paging.items, self._items[number])
        if self._paging.more:
            body = placed(body, self._paging.more, number + 1 < len(self._items))
        if self._paging.total:
            body = placed(body, self._paging.total, sum(map(len, self._items)))
        return body

    def _ways(self) -> list[Any]:
        """Return what asks for each page but the first."""
        style, found = self._paging.style, []
        for number in range(1, len(self._items)):
            if style == "offset":
                found.append(sum(map(len, self._items[:number])))
            elif style == "page":
                found.append(self._paging.first + number)
            elif style == "after":
                found.append(self._last_key(number - 1))
            else:
                found.append(self._token(number, found))
        return found

    def _last_key(self, number: int) -> Any:
        if not self._items[number]:
            raise ValueError(f"page {number + 1} has no items, so that no page can come after it")
        return at(self._items[number][-1], self._paging.key)

    def _token(self, number: int, taken: Sequence[Any]) -> Any:
        """Return a cursor, or the value of a link's parameter, that the operation takes and could give."""
        drawn = [at(self._leading_on(turn), self._paging.next) for turn in range(number, number + len(self._items))]
        candidates = [f"page-{number + 1}", number + 1, *drawn]
        side = self._operation.contract.request_side
        known = {**side.parameters("header"), **side.parameters("query")}.get(self._paging.parameter, True)
        for value in candidates:
            is_new = value is not None and value not in taken
            if is_new and self._operation.contract.is_valid(known, value) and self._gives(number - 1, value):
                return value
        raise ValueError(f"{self._name} has no cursor that its parameter and its answer both allow")

    def _leading_on(self, turn: int) -> Any:
        """Return a fake page that others come after."""
        more = placed({}, self._paging.more, True) if self._paging.more else {}
        return self._operation.fake(self._status, seed=f"{self._operation._service._seed}/{turn}", overrides=more)

    def _gives(self, number: int, value: Any) -> bool:
        """Tell whether a page may name this cursor; a link's parameter stands in a URL and is no part of the body."""
        if self._paging.style == "link":
            return True
        try:
            self._held(placed(copy.deepcopy(self._bodies[number]), self._paging.next, value), {})
        except ResponseViolation:
            return False
        return True

    def _page(self, number: int, url: str) -> Answer:
        """Return a page, held against the contract; `url` is what was asked for."""
        body, is_last = self._bodies[number], number + 1 == len(self._items)
        if self._paging.style not in ("cursor", "link"):
            return self._held(body, {})
        if is_last:
            return self._last(body)
        value = self._asked[number]
        if self._paging.style == "link":
            value = url_of(url, self._paging.parameter, value)
            if not self._paging.next:
                return self._held(body, {"Link": f'<{value}>; rel="next"'})
        return self._held(placed(copy.deepcopy(body), self._paging.next, value), {})

    def _last(self, body: Any) -> Answer:
        """Return the last page: it says that there is no next in the first way that the contract allows."""
        if not self._paging.next:
            return self._held(body, {})
        violations = []
        for nothing in (None, GONE, ""):
            try:
                return self._held(placed(copy.deepcopy(body), self._paging.next, nothing), {})
            except ResponseViolation as violation:
                violations.append(violation)
        raise violations[0]

    def _held(self, body: Any, headers: Mapping[str, str]) -> Answer:
        return self._operation._answer(self._status, body, {}, headers)


# -- places in a body -----------------------------------------------------------------------------


def at(value: Any, path: Path) -> Any:
    """Return what stands at a path, None if it leads nowhere."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def placed(body: Any, path: Path, value: Any) -> Any:
    """Return a body with a value at a path; the body is changed, and objects on the way are made."""
    if not path:
        return value
    inner = body
    for name in path[:-1]:
        if not isinstance(inner.get(name), dict):
            inner[name] = {}
        inner = inner[name]
    if value is GONE:
        inner.pop(path[-1], None)
    else:
        inner[path[-1]] = value
    return body
