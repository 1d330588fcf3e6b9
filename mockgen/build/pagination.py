"""How an operation gives a list page by page, where the document is plain about it; `declared.py` knows of the rest.

Nothing in OpenAPI describes paging (3.1.1 has neither keyword nor link relation for it), so names decide, and only
where a parameter and what the answer holds agree: a cursor that is sent needs a cursor that is answered.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from mockgen.build.media import MediaKind
from mockgen.build.model import (
    ArrayShape,
    CheckedShape,
    Definition,
    MapShape,
    NamedShape,
    NullableShape,
    ObjectShape,
    Property,
    ScalarShape,
    Shape,
)
from mockgen.build.operations import OperationPlan, ParameterPlan, success_statuses
from mockgen.build.schemas import attributes_of
from mockgen.code import Expression, Item, call, identifier, keyword_argument, literal, mapping, pair, raw, string
from mockgen.names import pascal, words

CURSORS = frozenset(
    (
        *("cursor", "pagecursor", "nextcursor", "startcursor", "pagetoken", "nexttoken", "nextpagetoken", "token"),
        *("continuationtoken", "continuation", "continue", "marker", "after", "pageafter", "startafter", "bookmark"),
        *("startingafter", "pagestartingafter", "startingtoken", "offsettoken", "position", "nextpage", "page"),
    )
)
NEXT_CURSORS = frozenset(
    (
        *(
            "nextcursor",
            "nextpagecursor",
            "nextpagetoken",
            "nexttoken",
            "continuationtoken",
            "continuation",
            "continue",
        ),
        *("nextmarker", "endcursor", "after", "startingafter", "bookmark", "nextpageid", "nextposition", "nextpage"),
    )
)
NEXT_URLS = frozenset(("next", "nexturl", "nexthref", "nextlink", "nextpage", "nextpageurl", "nextpageuri", "href"))
AFTER = frozenset(("startingafter", "after", "afterid", "startafter"))
MORE = frozenset(("hasmore", "hasnext", "hasnextpage", "ismore", "moreresults", "more"))
OFFSETS = frozenset(("offset", "skip", "startindex", "startat", "pageoffset"))
NUMBERS = frozenset(("page", "pagenumber", "pageno", "pagenum", "pageindex", "currentpage"))
PAGES = frozenset(("pages", "pagecount", "totalpages", "pagestotal", "lastpage", "numpages", "pagetotal"))
TOTALS = frozenset(("total", "totalcount", "totalitems", "totalresults", "totalsize", "totalelements"))
ITEMS = ("data", "items", "results", "records", "entries", "values", "list", "objects", "elements", "content", "rows")
DEEPEST = 2  # objects between the body and a cursor: `meta.pagination.next_cursor` is as deep as real ones are


Path: TypeAlias = tuple[str, ...]
CLASSES = {"cursor": "Cursor", "after": "After", "offset": "Offset", "page": "Numbered", "link": "Linked"}


@dataclasses.dataclass(frozen=True)
class Way:
    """How a client gets from one page to the next.

    Attributes:
        style: as in the configuration.
        expression: the paging object, as code.
        parameter: the wire name of what asks for a page.
        facts: what else is known of it; places in the body as paths of wire names.
    """

    style: str
    expression: Expression
    parameter: str
    facts: Mapping[str, int | Path]

    @property
    def kind(self) -> str:
        """The class of the paging object in `pages.py`."""
        return CLASSES[self.style]


@dataclasses.dataclass(frozen=True)
class ListPlace:
    """The list of a page.

    Attributes:
        attributes: its path by attributes, as `pages.py` reads it; wire: by wire names.
        shape: as it stands in the body; context: the name that its types were given by.
    """

    attributes: str
    wire: Path
    shape: Shape
    context: str


@dataclasses.dataclass(frozen=True)
class PagingPlan:
    """How the next page is asked for.

    Attributes:
        way: to the next page.
        items: what a page holds.
        marks: where a body says that there is `more`, and the `total`, as far as it does.
    """

    way: Way
    items: ListPlace
    marks: Mapping[str, Path]

    @property
    def kind(self) -> str:
        """The class of the paging object in `pages.py`."""
        return self.way.kind

    def mocked(self) -> Expression:
        """Return what the mock has to know, all by wire names (`Paging` in `mockgen.testing.paged`)."""
        found: dict[str, str | int | Path] = {"style": self.way.style, "parameter": self.way.parameter}
        found |= {"items": self.items.wire, **self.marks, **self.way.facts}
        return mapping((string(name), fact(value)) for name, value in found.items() if value != ())


@dataclasses.dataclass(frozen=True)
class Found:
    """A place in a body: its path by wire names, the shape there."""

    path: tuple[str, ...]
    shape: Shape

    @property
    def name(self) -> str:
        """The last name, in letters and digits only: `next_cursor` is `nextcursor`, `@odata.nextLink` is `nextlink`."""
        return squeezed(self.path[-1].rpartition(".")[2])

    @property
    def wire(self) -> str:
        """The path by wire names, joined by dots."""
        return ".".join(self.path)


@dataclasses.dataclass(frozen=True)
class Listing:
    """An operation that gives a list.

    Attributes:
        places: the plain properties of its body.
        items: the path to the list, by attributes.
        array: the list.
    """

    operation: OperationPlan
    places: tuple[Found, ...]
    items: str
    array: ArrayShape

    def sent(self, names: frozenset[str], fits: Callable[[Shape], bool]) -> ParameterPlan | None:
        """Return the query parameter that has one of these names and fits."""
        for found in self.operation.located("query"):
            if squeezed(found.parameter.name) in names and fits(found.shape):
                return found
        return None

    def total(self) -> dict[str, Path]:
        """Return where the body tells how many items there are, as a keyword argument."""
        for found in self.places:
            if found.name in TOTALS and is_whole(found.shape):
                return {"total": found.path}
        return {}


class Pagination:
    """Finds the paging of operations.

    Args:
        definitions: by name.
    """

    def __init__(self, definitions: Mapping[str, Definition]):
        self._definitions = definitions

    def plan(self, operation: OperationPlan) -> PagingPlan | None:
        """Return the paging of an operation, None where the document tells of none."""
        answer = self._answer(operation)
        if answer is None:
            return None
        context, shape = answer
        listed = self.listed(shape, context, operation)
        if listed is None:
            return None
        array = self._opened(listed.shape)
        assert isinstance(array, ArrayShape)
        found = self._paging(Listing(operation, tuple(self._places(shape)), listed.attributes, array))
        return None if found is None else PagingPlan(found, listed, self.marks(shape))

    def marks(self, shape: Shape) -> dict[str, Path]:
        """Return where a body says that there is more, and how many items there are."""
        places = tuple(self._places(shape))
        more = next((found.path for found in places if found.name in MORE and is_flag(found.shape)), ())
        total = next((found.path for found in places if found.name in TOTALS and is_whole(found.shape)), ())
        return {"more": more, "total": total}

    def _answer(self, operation: OperationPlan) -> tuple[str, Shape] | None:
        """Return the body of the one documented success of a GET, where that is JSON."""
        success = success_statuses(operation)
        if operation.operation.method != "get" or len(success) != 1:
            return None
        answer = operation.primary(success[0])
        if answer.shape is None or answer.kind is not MediaKind.JSON:
            return None
        return answer.context, answer.shape

    # -- the items ------------------------------------------------------------------------

    def listed(self, shape: Shape, context: str, operation: OperationPlan) -> ListPlace | None:
        """Return the list of a page, None where it is not plain which it is."""
        found = self.place(shape, operation)
        if found is None or not found.path:
            return ListPlace("", (), shape, context) if found else None
        inner_object, definition = self._opened(shape), owner(shape, self._definitions)
        if definition is None or not isinstance(inner_object, ObjectShape):
            return None
        (name,) = found.path
        context = f"{definition.class_name}{pascal(name)}"
        return ListPlace(attributes_of(inner_object)[name], found.path, found.shape, context)

    def place(self, shape: Shape, operation: OperationPlan) -> Found | None:
        """Return where the list of a page stands: at no path at all where the body is the list."""
        inner_object = self._opened(shape)
        if isinstance(inner_object, ArrayShape):
            return None if inner_object.prefix else Found((), shape)
        if not isinstance(inner_object, ObjectShape):
            return None
        lists = [
            (found, inner)
            for found in inner_object.properties
            if isinstance(inner := self._opened(found.shape), ArrayShape) and not inner.prefix
        ]
        chosen = self._chosen(lists, operation)
        return None if chosen is None else Found((chosen[0].wire_name,), chosen[0].shape)

    def _chosen(
        self, lists: list[tuple[Property, ArrayShape]], operation: OperationPlan
    ) -> tuple[Property, ArrayShape] | None:
        """Return the list that holds the items: the only one, or the one whose name says so."""
        if len(lists) == 1:
            return lists[0]
        last = squeezed(operation.operation.path.rstrip("/").rpartition("/")[2])
        for name in (last, *ITEMS):
            for found, shape in lists:
                if squeezed(found.wire_name) == name:
                    return found, shape
        return None

    def _opened(self, shape: Shape) -> Shape:
        return opened(shape, self._definitions)

    # -- the way to the next page ---------------------------------------------------------

    def _paging(self, listing: Listing) -> Way | None:
        for attempt in (self._cursor, self._after, self._linked, self._offset, self._numbered):
            found = attempt(listing)
            if found is not None:
                return found
        return None

    def _places(self, shape: Shape, path: tuple[str, ...] = ()) -> Iterator[Found]:
        """Yield the plain properties of a body, those of objects in it too, the nearest first."""
        inner = self._opened(shape)
        if not isinstance(inner, ObjectShape):
            return
        for found in inner.properties:
            if isinstance(self._opened(found.shape), ScalarShape):
                yield Found((*path, found.wire_name), self._opened(found.shape))
        if len(path) < DEEPEST:
            for found in inner.properties:
                yield from self._places(found.shape, (*path, found.wire_name))

    def _cursor(self, listing: Listing) -> Way | None:
        """A parameter that takes a cursor, and a property that gives the next one."""
        parameter = listing.sent(CURSORS, is_text)
        following = next((found for found in listing.places if names_next(found)), None)
        if parameter is None or following is None or is_url(following.shape):
            return None
        return paging("cursor", parameter, listing.items, next=following.path)

    def _after(self, listing: Listing) -> Way | None:
        """A parameter that takes the last item's id, and a property that says whether there is more."""
        parameter = listing.sent(AFTER, is_text)
        more = next((found for found in listing.places if found.name in MORE), None)
        item = self._opened(listing.array.items)
        has_id = isinstance(item, ObjectShape) and any(found.wire_name == "id" for found in item.properties)
        if parameter is None or more is None or not (has_id or self._variants_have_id(item)):
            return None
        return paging("after", parameter, listing.items, key=("id",), more=more.path)

    def _variants_have_id(self, item: Shape) -> bool:
        branches = [self._opened(branch.shape) for branch in getattr(item, "branches", ())]
        return bool(branches) and all(
            isinstance(branch, ObjectShape) and any(found.wire_name == "id" for found in branch.properties)
            for branch in branches
        )

    def _linked(self, listing: Listing) -> Way | None:
        """A URL of the next page: in the body, or in the header `Link` (RFC 8288)."""
        plain = [
            found
            for found in listing.operation.located("query")
            if not isinstance(found.shape, (MapShape, ObjectShape))
        ]
        if not plain:
            return None
        url = next((found for found in listing.places if names_url(found)), None)
        headers = {header.name.lower() for found in listing.operation.headers for header, _ in found.headers}
        if url is None and "link" not in headers:
            return None
        return linked(plain, listing.items, url.path if url else ())

    def _offset(self, listing: Listing) -> Way | None:
        """A parameter that takes how many items to skip."""
        parameter = listing.sent(OFFSETS, is_whole)
        return None if parameter is None else paging("offset", parameter, listing.items, **listing.total())

    def _numbered(self, listing: Listing) -> Way | None:
        """A parameter that takes the number of a page."""
        parameter = listing.sent(NUMBERS, is_whole)
        if parameter is None:
            return None
        first = first_page(parameter)
        keywords: dict[str, int | Path] = {"first": first} if first != 1 else {}
        return paging("page", parameter, listing.items, **keywords, **listing.total())


def paging(style: str, parameter: ParameterPlan, items: str, **facts: int | Path) -> Way:
    """Return a way by a paging object: `Cursor("cursor", items="data", next="next_cursor")`."""
    arguments: list[Expression | Item] = [string(parameter.name), keyword_argument("items", string(items))]
    arguments += [keyword_argument(name, literal(joined(value))) for name, value in facts.items()]
    return Way(style, call(identifier(CLASSES[style]), arguments), parameter.parameter.name, facts)


def linked(parameters: Sequence[ParameterPlan], items: str, url: Path) -> Way:
    """Return a way by links: `Linked({"page": "page"}, items="data", next="next")`."""
    known = mapping((string(found.parameter.name), string(found.name)) for found in parameters)
    keywords = [keyword_argument("items", string(items))]
    keywords += [keyword_argument("next", literal(joined(url)))] if url else []
    pages = CURSORS | OFFSETS | NUMBERS
    names = sorted((found.parameter.name for found in parameters), key=lambda name: squeezed(name) not in pages)
    return Way("link", call(raw("Linked"), [known, *keywords]), next(iter(names), ""), {"next": url})


def joined(value: int | Path) -> str | int:
    """Return a fact as `pages.py` reads it: a path with dots."""
    return ".".join(value) if isinstance(value, tuple) else value


def fact(value: str | int | Path) -> Expression:
    """Return a fact as code: a path as a tuple."""
    return pair(*map(string, value)) if isinstance(value, tuple) else literal(value)


def opened(shape: Shape, definitions: Mapping[str, Definition]) -> Shape:
    """Return what a shape is behind names, checks and nulls."""
    while True:
        if isinstance(shape, NamedShape):
            shape = definitions[shape.name].shape
        elif isinstance(shape, (NullableShape, CheckedShape)):
            shape = shape.shape
        else:
            return shape


def owner(shape: Shape, definitions: Mapping[str, Definition]) -> Definition | None:
    """Return the definition whose object a shape is, None where it has none."""
    while isinstance(shape, (NullableShape, CheckedShape)):
        shape = shape.shape
    return definitions[shape.name] if isinstance(shape, NamedShape) else None


@functools.lru_cache(maxsize=65_536)
def squeezed(name: str) -> str:
    """Return a name's words without what is between them: `page[after]` is `pageafter`."""
    return "".join(words(name))


def is_text(shape: Shape) -> bool:
    """Tell whether a parameter takes text; a cursor is opaque, never a number of a page."""
    inner = shape.shape if isinstance(shape, NullableShape) else shape
    return isinstance(inner, ScalarShape) and inner.kind == "string"


def is_whole(shape: Shape) -> bool:
    """Tell whether a parameter takes, or a property gives, a number."""
    inner = shape.shape if isinstance(shape, NullableShape) else shape
    return isinstance(inner, ScalarShape) and inner.kind in ("integer", "number")


def is_flag(shape: Shape) -> bool:
    """Tell whether a property is true or false."""
    return isinstance(shape, ScalarShape) and shape.kind == "boolean"


def is_url(shape: Shape) -> bool:
    """Tell whether a text is documented as a URL."""
    return isinstance(shape, ScalarShape) and str(shape.schema.get("format")) in ("uri", "url", "uri-reference")


def names_next(found: Found) -> bool:
    """Tell whether a property gives the next cursor: by its name, or as `cursors.next`."""
    inside = len(found.path) > 1 and any(
        word in squeezed(found.path[-2]) for word in ("cursor", "paging", "pagination")
    )
    named = found.name in NEXT_CURSORS or (inside and found.name in ("next", "after"))
    return named and isinstance(found.shape, ScalarShape) and found.shape.kind == "string"


def names_url(found: Found) -> bool:
    """Tell whether a property gives the URL of the next page."""
    text = isinstance(found.shape, ScalarShape) and found.shape.kind == "string"
    named = found.name in NEXT_URLS - {"href"} or (found.name == "href" and squeezed(found.path[-2:][0]) == "next")
    return text and named


def first_page(parameter: ParameterPlan) -> int:
    """Return the number of the first page: the parameter's default, else its minimum, else 1."""
    shape = parameter.shape.shape if isinstance(parameter.shape, NullableShape) else parameter.shape
    schema = shape.schema if isinstance(shape, ScalarShape) else {}
    for value in (schema.get("default"), schema.get("minimum")):
        if value in (0, 1) and not isinstance(value, bool):
            return int(value)
    return 1
