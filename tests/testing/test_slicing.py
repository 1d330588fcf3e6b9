"""Pages of a list: whoever follows them sees each item once, in order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockgen.testing.merging import merged, overlaid, without
from mockgen.testing.roles import Lists, Paged
from mockgen.testing.sent import SentValues
from mockgen.testing.slicing import sliced, url_of


@given(count=st.integers(0, 30), size=st.integers(1, 12), first=st.integers(0, 1), style=st.sampled_from("cop"))
def test_following_the_pages_gives_the_list(count: int, size: int, first: int, style: str) -> None:
    named = {"c": "cursor", "o": "offset", "p": "page"}[style]
    items = [{"id": number} for number in range(count)]
    role = Lists("data", pages=Paged(named, "at", first), limit="limit")
    query: dict[str, Any] = {"limit": size}
    seen: list[Any] = []
    while True:
        page = sliced(role, items, "id", SentValues(query=query))
        assert len(page.items) <= size
        assert page.facts["total"] == count
        assert page.facts["more"] is (page.following is not None)
        seen += page.items
        if page.following is None:
            break
        query["at"] = page.following
    assert seen == items


@pytest.mark.parametrize("asked", ["nothing", 99])
def test_a_page_that_there_is_not_is_empty(asked: Any) -> None:
    style = "cursor" if asked == "nothing" else "page"

    page = sliced(Lists("data", pages=Paged(style, "at"), size=2), [{"id": 1}], "id", SentValues(query={"at": asked}))

    assert (page.items, page.following) == ([], None)


def test_without_a_length_all_is_on_one_page() -> None:
    items = [{"id": number} for number in range(99)]

    assert sliced(Lists("data", pages=Paged("offset", "at")), items, "id", SentValues()).items == items
    assert sliced(Lists("data"), items, "id", SentValues()).items == items


def test_the_url_of_a_page_keeps_the_rest_of_the_query() -> None:
    assert url_of("https://shop.example/a?b=1&page=1&c=", "page", 2) == "https://shop.example/a?b=1&c=&page=2"


def test_changes_are_made_as_far_as_they_are_allowed() -> None:
    def allows(value: dict[str, Any]) -> bool:
        return isinstance(value.get("a"), int) and value.get("b", "") is not None

    assert overlaid({"a": 1, "b": "x"}, {"a": 2, "b": "y"}, allows) == {"a": 2, "b": "y"}
    assert overlaid({"a": 1, "b": "x"}, {"a": "no", "b": None}, allows) == {"a": 1}
    assert without({"a": 1, "b": "x"}, ["a", "b", "c"], allows) == {"a": 1}
    assert merged({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": 4}, "d": {"e": 5}}) == {
        "a": {"b": 4, "c": 2},
        "d": {"e": 5},
    }
