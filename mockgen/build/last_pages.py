"""What a page says that has none after it: `has_more` is false and no cursor leads on.

A planned or automatic answer is such a page, so that `iter_list_charges` ends after it. What names mean in a page is
known to `pagination`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from mockgen.build.coherence import nothing
from mockgen.build.model import Definition, ObjectShape, Property, ScalarShape, Shape
from mockgen.build.pagination import (
    DEEPEST,
    MORE,
    NEXT_CURSORS,
    NEXT_URLS,
    NUMBERS,
    OFFSETS,
    PAGES,
    Found,
    names_next,
    names_url,
    opened,
    squeezed,
)
from mockgen.code import Expression, literal, raw

ABSENT = raw("ABSENT")


@dataclasses.dataclass(frozen=True)
class Mark:
    """A plain property of a page: its place, the property, and its scalar."""

    place: Found
    found: Property
    scalar: ScalarShape

    @property
    def name(self) -> str:
        """Its last name, squeezed."""
        return self.place.name


def last_page(
    body: Shape, definitions: Mapping[str, Definition], following: str = "", more: str = ""
) -> dict[str, Expression]:
    """Return the values that make a page the last, by the places where they stand.

    Args:
        body: a page.
        definitions: by name.
        following: the place of the next cursor or URL, where the configuration names one.
        more: the place of the flag that there are more pages, likewise.
    """
    marks = [mark for mark in marks_of(body, definitions) if not any("." in name for name in mark.place.path)]
    out: dict[str, Expression] = {}
    for mark in marks:
        wire = mark.place.wire
        if mark.scalar.kind == "boolean" and (mark.name in MORE or wire == more):
            out[wire] = literal(False)
        elif wire == following or leads_on(mark.place) or leads_back(mark.place):
            instead = nothing(mark.found)
            if instead is not None:
                out[wire] = dict(instead).get("instead", ABSENT)
    return {**out, **first_numbers(marks)}


def marks_of(body: Shape, definitions: Mapping[str, Definition], path: tuple[str, ...] = ()) -> Iterator[Mark]:
    """Yield the plain properties of a page, those of objects in it too."""
    inner = opened(body, definitions)
    if not isinstance(inner, ObjectShape):
        return
    for found in (found for found in inner.properties if found.possible):
        scalar = opened(found.shape, definitions)
        here = (*path, found.wire_name)
        if isinstance(scalar, ScalarShape):
            yield Mark(Found(here, scalar), found, scalar)
        elif len(path) < DEEPEST:
            yield from marks_of(found.shape, definitions, here)


def leads_on(place: Found) -> bool:
    """Tell whether a property is the cursor or the URL of the next page."""
    return names_next(place) or names_url(place)


def leads_back(place: Found) -> bool:
    """Tell whether a property is the cursor or the URL of the page before."""
    for word in ("previous", "prev"):
        if place.name.startswith(word):
            return f"next{place.name.removeprefix(word)}" in NEXT_CURSORS | NEXT_URLS | {"nextid"}
    return False


def first_numbers(marks: list[Mark]) -> dict[str, Expression]:
    """Return the numbers of the first page, where it is the only one: page 1 of 1, from item 0 on."""
    whole = {mark.name: mark for mark in marks if mark.scalar.kind == "integer"}
    page = next((whole[name] for name in whole if name in NUMBERS), None)
    pages = next((whole[name] for name in whole if name in PAGES), None)
    numbered = {mark.place.wire: literal(1) for mark in (page, pages) if mark} if page and pages else {}
    offset = {mark.place.wire: literal(0) for name, mark in whole.items() if name in OFFSETS}
    allowed = {mark.place.wire: mark.scalar.schema for mark in whole.values()}
    found = {**numbered, **offset}
    return {wire: value for wire, value in found.items() if _may_be(allowed[wire], 0 if wire in offset else 1)}


def _may_be(schema: Mapping[str, object], value: int) -> bool:
    least, most = schema.get("minimum", 0), schema.get("maximum", 1)
    plain = not {"exclusiveMinimum", "exclusiveMaximum", "multipleOf"} & set(schema)
    return plain and isinstance(least, (int, float)) and isinstance(most, (int, float)) and least <= value <= most


def is_mark(name: str) -> bool:
    """Tell whether a name is one of those by which pages follow one another."""
    place = Found((name,), ScalarShape("string", {"type": "string"}))
    return squeezed(name) in MORE | PAGES or leads_on(place) or leads_back(place)
