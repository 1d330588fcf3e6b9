"""What operations do to a collection: the words of a package's `testing/state.py`.

An object stands in its answers as it is, or at a place in them: `Gets("data")`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import ClassVar, TypeAlias


@dataclasses.dataclass(frozen=True)
class Creates:
    """It adds an object.

    Attributes:
        at: where the object stands in the answer, "" where the answer is the object.
        within: the collection in which the path begins: without that object there is nothing to add to.
    """

    verb: ClassVar = "creates"
    at: str = ""
    within: str = ""


@dataclasses.dataclass(frozen=True)
class Gets:
    """It answers one object."""

    verb: ClassVar = "gets"
    at: str = ""


@dataclasses.dataclass(frozen=True)
class Changes:
    """It changes an object by what it is sent; `is_whole` says that what is not sent goes.

    Attributes:
        at: where the object stands in the answer, None where the answer does not show it.
        is_whole: it replaces the object, as PUT does.
        creates: it adds the object where there is none.
        within: as of `Creates`, where it adds.
    """

    verb: ClassVar = "changes"
    at: str | None = ""
    is_whole: bool = False
    creates: bool = False
    within: str = ""


@dataclasses.dataclass(frozen=True)
class Deletes:
    """It removes an object; `at` says where the answer shows it a last time, None where it does not."""

    verb: ClassVar = "deletes"
    at: str | None = None


@dataclasses.dataclass(frozen=True)
class Paged:
    """How a list is cut into pages.

    Attributes:
        style: `cursor` (the last object's identifier), `offset` or `page` (a number).
        parameter: the query parameter that asks for a page.
        first: the number of the first page.
        is_linked: the header `Link` leads to the next page.
    """

    style: str
    parameter: str
    first: int = 1
    is_linked: bool = False


@dataclasses.dataclass(frozen=True)
class Lists:
    """It answers the objects of a collection, all of them or page by page.

    Attributes:
        at: where the list stands in the answer, "" where the answer is the list.
        filters: properties, and the place of the request that gives the value of each: `{"status": "query.status"}`.
        pages: how it is cut, None for one page with everything.
        limit: the query parameter that says how long a page is.
        size: how long one is otherwise, None for any length.
        marks: what else the answer says of its page, by place: `{"has_more": "more"}`. The words are `more`, `next`
            (a cursor), `url` (of the next page), `total`, `number`, `numbers` and `offset`.
        within: as of `Creates`.
    """

    verb: ClassVar = "lists"
    at: str = ""
    filters: Mapping[str, str] = dataclasses.field(default_factory=dict)
    pages: Paged | None = None
    limit: str = ""
    size: int | None = None
    marks: Mapping[str, str] = dataclasses.field(default_factory=dict)
    within: str = ""


Role: TypeAlias = Creates | Gets | Changes | Deletes | Lists
