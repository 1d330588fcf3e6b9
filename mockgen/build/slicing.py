"""How the lists of a state are cut into pages: `pages=Paged("cursor", "cursor")`; `mockgen.testing.slicing` cuts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mockgen.build.declared import Pages
from mockgen.build.last_pages import Mark, leads_on, marks_of
from mockgen.build.model import Definition, ScalarShape
from mockgen.build.operations import OperationPlan, success_statuses
from mockgen.build.pagination import (
    CURSORS,
    MORE,
    NUMBERS,
    OFFSETS,
    PAGES,
    TOTALS,
    is_text,
    is_whole,
    joined,
    names_url,
    squeezed,
)
from mockgen.code import Expression, Item, call, keyword_argument, literal, mapping, raw, string

LIMITS = frozenset(
    ("limit", "perpage", "pagesize", "size", "count", "first", "maxresults", "pagelimit", "maxitems", "top", "take")
)
STYLES = {"Cursor": "cursor", "After": "cursor", "Offset": "offset", "Numbered": "page"}


def arguments(plan: OperationPlan, pages: Pages, definitions: Mapping[str, Definition]) -> list[tuple[str, Expression]]:
    """Return the arguments that say how a list is cut: `pages`, `limit`, `size`, `marks`."""
    paging = pages.plan(plan)
    if paging is None:
        return []
    way = paging.way
    style, parameter = STYLES.get(way.kind, ""), way.parameter
    if not style:
        style, parameter = _link_style(plan)
    if not style:
        return []
    cut: list[Expression | Item] = [string(style), string(parameter)]
    first = way.facts.get("first", 1)
    if first != 1:
        cut.append(keyword_argument("first", literal(first)))
    if way.kind == "Linked" and not way.facts.get("next"):
        cut.append(keyword_argument("is_linked", literal(True)))
    found: list[tuple[str, Expression]] = [("pages", call(raw("Paged"), cut)), *_limits(plan)]
    marks = dict(_marks(plan, definitions, str(joined(way.facts.get("next", ()))), way.kind == "Linked"))
    if marks:
        found.append(("marks", mapping((string(place), string(word)) for place, word in marks.items())))
    return found


def _marks(
    plan: OperationPlan, definitions: Mapping[str, Definition], following: str, is_linked: bool
) -> Iterator[tuple[str, str]]:
    """Yield what an answer says of its page, by place."""
    body = plan.primary(success_statuses(plan)[0]).shape
    for mark in marks_of(body, definitions) if body is not None else ():
        word = _word(mark, following, is_linked)
        if word and not any("." in name for name in mark.place.path):
            yield mark.place.wire, word


def _word(mark: Mark, following: str, is_linked: bool) -> str:
    """Return what a plain property of a page says: `more`, `next`, `total`, …; "" where it is nothing of these."""
    kind, name = mark.scalar.kind, mark.name
    if kind == "boolean":
        return "more" if name in MORE else ""
    if mark.place.wire == following or leads_on(mark.place):
        return "url" if is_linked and names_url(mark.place) else "next" if not is_linked else ""
    if kind != "integer":
        return ""
    for word, names in (("total", TOTALS | {"count"}), ("number", NUMBERS), ("numbers", PAGES), ("offset", OFFSETS)):
        if name in names:
            return word
    return ""


def _link_style(plan: OperationPlan) -> tuple[str, str]:
    """Return how a list is asked for whose next page a link leads to: the style, and the parameter."""
    for names, fits, style in (
        (NUMBERS, is_whole, "page"),
        (OFFSETS, is_whole, "offset"),
        (CURSORS, is_text, "cursor"),
    ):
        for found in plan.located("query"):
            if squeezed(found.parameter.name) in names and fits(found.shape):
                return style, found.parameter.name
    return "", ""


def _limits(plan: OperationPlan) -> Iterator[tuple[str, Expression]]:
    """Yield the parameter that says how long a page is, and how long one is without it."""
    for found in plan.located("query"):
        if squeezed(found.parameter.name) in LIMITS and is_whole(found.shape):
            yield "limit", string(found.parameter.name)
            default = found.shape.schema.get("default") if isinstance(found.shape, ScalarShape) else None
            if isinstance(default, int) and not isinstance(default, bool) and default > 0:
                yield "size", literal(default)
            return


def is_of_pages(name: str) -> bool:
    """Tell whether a parameter chooses a page, and is no filter."""
    return squeezed(name) in CURSORS | OFFSETS | NUMBERS | LIMITS
