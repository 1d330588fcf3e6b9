"""Pages: `payments.list_charges.pages([3, 3, 1])` plans what the client's iterator walks through."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import requests

from mockgen.paging import DeclaredPaging, Paging
from mockgen.testing import ResponseViolation, UnmockedOperation, UnusedStub

from .conftest import Generate, Package
from .test_pagination import ITEM, ITEMS, OFFSET, PAGE, body, listing, query

TEXT = "{type: string, minLength: 1}"
CURSOR = query(f"name: cursor, schema: {TEXT}")
AFTER = query("name: starting_after, schema: {type: string}")
LINK = "{Link: {schema: {type: string}}}"
HERE = os.path.relpath(__file__)

STYLES = {
    "cursor": (CURSOR, body("next_cursor: {type: string}"), "{}"),
    "cursor that ends with null": (CURSOR, body("next_cursor: {type: [string, 'null'], minLength: 1}"), "{}"),
    "cursor in an object": (CURSOR, body("meta: {type: object, properties: {next_cursor: {type: string}}}"), "{}"),
    "cursor of a form": (
        query("name: cursor, schema: {type: string, format: uuid}"),
        body("next_cursor: {type: string, format: uuid}"),
        "{}",
    ),
    "after": (AFTER, body("has_more: {type: boolean}"), "{}"),
    "offset": (OFFSET, body("total: {type: integer}"), "{}"),
    "offset to the end": (OFFSET, ITEMS, "{}"),
    "page": (PAGE, body("total_count: {type: integer}"), "{}"),
    "page to the end": (PAGE, ITEMS, "{}"),
    "page from 0": (query("name: page, schema: {type: integer, minimum: 0}"), ITEMS, "{}"),
    "link in the header": (PAGE, ITEMS, LINK),
    "link in the body": (PAGE, body("next: {type: [string, 'null'], format: uri}"), "{}"),
    "link with a dot": (CURSOR, body("'@list.nextLink': {type: string}"), "{}"),
}


@pytest.mark.parametrize("style", STYLES)
def test_the_client_walks_through_all_pages(generated: Generate, style: str) -> None:
    package = listing(generated, *STYLES[style])
    with package.mock() as shop:
        shop.list_things.pages([3, 3, 1])
        client = package.client()
        found = [item.id for item in client.iter_list_things()]
        again = [item.id for item in client.iter_list_things()]
    assert len(set(found)) == 7
    assert again == found


@pytest.mark.parametrize("style", STYLES)
def test_one_page(generated: Generate, style: str) -> None:
    package = listing(generated, *STYLES[style])
    with package.mock() as shop:
        shop.list_things.pages([2])
        assert len(list(package.client().iter_list_things())) == 2


@pytest.mark.parametrize("style", STYLES)
def test_no_items(generated: Generate, style: str) -> None:
    package = listing(generated, *STYLES[style])
    with package.mock() as shop:
        shop.list_things.pages([0])
        assert list(package.client().iter_list_things()) == []


def test_pages_hold_what_is_given(generated: Generate) -> None:
    package = listing(
        generated, CURSOR, body("next_cursor: {type: string}, has_more: {type: boolean}, total: {type: integer}")
    )
    with package.mock() as shop:
        shop.list_things.pages([[{"id": "a"}, {}], [package.module("schemas").ListThingsResponseDataItem({"id": "c"})]])
        assert [item.id for item in package.client().iter_list_things()][::2] == ["a", "c"]
        bodies = [call.answer.body for call in shop.list_things.calls]
        assert [found["has_more"] for found in bodies] == [True, False]
        assert [found["total"] for found in bodies] == [3, 3]
        assert [found.get("next_cursor") for found in bodies] == ["page-2", None]
        with pytest.raises(ResponseViolation, match=r"body\.data\[0\]\.id"):
            shop.list_things.pages([[{"id": 1}]])


def test_code_that_pages_by_itself_gets_what_it_asks_for(generated: Generate) -> None:
    package = listing(generated, CURSOR, body("next_cursor: {type: string}"))
    with package.mock() as shop:
        shop.list_things.pages([1, 1]).optional()
        client = package.client()
        first, again, second = client.list_things(), client.list_things(), client.list_things(cursor="page-2")
        assert first == again != second
        with pytest.raises(UnmockedOperation) as caught:
            client.list_things(cursor="page-9")  # the line that asks
    line = next(
        n for n, text in enumerate(Path(__file__).read_text("utf-8").split("\n"), 1) if "line that asks" in text
    )
    assert str(caught.value) == "\n".join(
        [
            "shop.list_things was asked for a page that is not planned.",
            '  cursor   sent "page-9"; planned are none and "page-2"',
            f"  from     {HERE}:{line}",
        ]
    )


def test_a_page_that_nobody_asks_for_is_unused(generated: Generate) -> None:
    package = listing(generated, CURSOR, body("next_cursor: {type: string}"))
    with pytest.raises(UnusedStub, match=r"shop\.list_things was never asked for page 2 of 3"), package.mock() as shop:
        shop.list_things.pages([1, 1, 1])
        package.client().list_things()


def test_a_link_leads_on_from_the_url_that_was_asked_for(generated: Generate) -> None:
    package = listing(
        generated, query("name: limit, schema: {type: integer}", "name: page, schema: {type: integer}"), ITEMS, LINK
    )
    with package.mock() as shop:
        shop.list_things.pages([1, 1])
        first = requests.get("https://shop.example/things?limit=1", timeout=1)
        assert first.links["next"]["url"] == "https://shop.example/things?limit=1&page=2"
        assert "next" not in requests.get(first.links["next"]["url"], timeout=1).links


def test_declared_pages_are_planned_alike(generated: Generate) -> None:
    box = f"{{type: object, properties: {{Rows: {ITEMS}, top: {{type: boolean}}}}}}"
    schema = f"{{type: object, properties: {{box: {box}}}}}"
    declared = DeclaredPaging("after", parameter="begin", items="box.Rows", key="id", more="box.top")
    parameters = query("name: begin, schema: {type: string}")
    package = generated(document(parameters, schema), pagination=Paging(operations={"listThings": declared}))
    with package.mock() as shop:
        shop.list_things.pages([2, 1])
        assert len(list(package.client().iter_list_things())) == 3


def document(parameters: str, schema: str) -> str:
    return f"""
      paths:
        /things:
          get:
            operationId: listThings
            parameters: {parameters}
            responses: {{"200": {{description: A page., content: {{application/json: {{schema: {schema}}}}}}}}}
    """


def test_an_operation_without_known_pages_says_so(generated: Generate) -> None:
    package: Package = listing(generated, "[]", ITEM)
    with package.mock() as shop, pytest.raises(TypeError) as caught:
        shop.list_things.pages([3])
    assert str(caught.value) == (
        "shop.list_things gives no pages that mockgen knows of; declare them in "
        "[tool.mockgen.services.shop.pagination], or plan each answer with returns()"
    )


@pytest.mark.parametrize("pages", [[], [-1], [1, 0, 1]])
def test_what_are_no_pages(generated: Generate, pages: list[int]) -> None:
    package = listing(generated, AFTER, body("has_more: {type: boolean}"))
    with package.mock() as shop, pytest.raises(ValueError, match=r"at least one page|page 2 has no items"):
        shop.list_things.pages(pages)
