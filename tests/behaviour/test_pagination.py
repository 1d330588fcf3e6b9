"""Lists in pages: `iter_…` stands beside a list operation whose document tells how to go on."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Generate, Package

ITEM = "{type: object, required: [id], properties: {id: {type: string}}}"
ITEMS = f"{{type: array, items: {ITEM}}}"


def listing(generated: Generate, parameters: str, schema: str, headers: str = "{}") -> Package:
    return generated(f"""
      paths:
        /things:
          get:
            operationId: listThings
            parameters: {parameters}
            responses:
              "200":
                description: A page.
                headers: {headers}
                content: {{application/json: {{schema: {schema}}}}}
    """)


def body(extra: str) -> str:
    return f"{{type: object, required: [data], properties: {{data: {ITEMS}, {extra}}}}}"


def query(*parameters: str) -> str:
    return "[" + ", ".join(f"{{in: query, {found}}}" for found in parameters) + "]"


CURSOR = query("name: cursor, schema: {type: string}")
OFFSET = query("name: offset, schema: {type: integer}", "name: limit, schema: {type: integer}")
PAGE = query("name: page, schema: {type: integer, minimum: 1}")


def things(*ids: str) -> list[dict[str, str]]:
    return [{"id": found} for found in ids]


def asked(mock: Any) -> list[str]:
    return [call.request.url.partition("?")[2] for call in mock.list_things.calls]


def test_a_cursor_leads_from_page_to_page(generated: Generate) -> None:
    package = listing(generated, CURSOR, body("meta: {type: object, properties: {next_cursor: {type: string}}}"))
    with package.mock() as shop:
        plan = shop.list_things.returns({"data": things("a", "b"), "meta": {"next_cursor": "n/1"}})
        plan.then.returns({"data": things("c"), "meta": {}})
        assert [found.id for found in package.client().iter_list_things()] == ["a", "b", "c"]
        assert asked(shop) == ["", "cursor=n%2F1"]


def test_the_last_item_leads_to_the_next_page(generated: Generate) -> None:
    package = listing(
        generated, query("name: starting_after, schema: {type: string}"), body("has_more: {type: boolean}")
    )
    with package.mock() as shop:
        plan = shop.list_things.returns({"data": things("a", "b"), "has_more": True})
        plan.then.returns({"data": things("c"), "has_more": False})
        assert [found.id for found in package.client().iter_list_things()] == ["a", "b", "c"]
        assert asked(shop) == ["", "starting_after=b"]


def test_an_offset_counts_what_came_and_ends_at_the_total(generated: Generate) -> None:
    package = listing(generated, OFFSET, body("total: {type: integer}"))
    with package.mock() as shop:
        plan = shop.list_things.returns({"data": things("a", "b"), "total": 3})
        plan.then.returns({"data": things("c"), "total": 3})
        assert [found.id for found in package.client().iter_list_things(limit=2)] == ["a", "b", "c"]
        assert asked(shop) == ["limit=2", "offset=2&limit=2"]


def test_pages_have_numbers(generated: Generate) -> None:
    package = listing(generated, PAGE, ITEMS)
    with package.mock() as shop:
        shop.list_things.returns(things("a")).then.returns(things("b")).then.returns([])
        assert [found.id for found in package.client().iter_list_things()] == ["a", "b"]
        assert asked(shop) == ["", "page=2", "page=3"]


@pytest.mark.parametrize(("parameters", "schema"), [(PAGE, ITEMS), (OFFSET, ITEMS)])
def test_a_service_that_goes_no_further_ends_the_list(generated: Generate, parameters: str, schema: str) -> None:
    package = listing(generated, parameters, schema)
    with package.mock() as shop:
        shop.list_things.returns(things("a")).then.returns(things("a"))
        assert [found.id for found in package.client().iter_list_things()] == ["a"]


def test_a_cursor_that_stays_is_an_error(generated: Generate) -> None:
    package = listing(generated, CURSOR, body("next_cursor: {type: string}"))
    with package.mock() as shop:
        page = {"data": things("a"), "next_cursor": "same"}
        shop.list_things.returns(page).then.returns(page)
        with pytest.raises(package.error("Error"), match="list_things does not advance: cursor"):
            list(package.client().iter_list_things())


def test_the_header_link_leads_on(generated: Generate) -> None:
    package = listing(generated, PAGE, ITEMS, "{Link: {schema: {type: string}}}")
    link = '<https://shop.example/things?page=7>; rel="next"'
    with package.mock() as shop:
        shop.list_things.returns(things("a")).headers({"Link": link}).then.returns(things("b")).headers({"Link": ""})
        assert [found.id for found in package.client().iter_list_things()] == ["a", "b"]
        assert asked(shop) == ["", "page=7"]


def test_a_url_in_the_body_leads_on(generated: Generate) -> None:
    package = listing(generated, PAGE, body("next: {type: [string, 'null'], format: uri}"))
    with package.mock() as shop:
        plan = shop.list_things.returns({"data": things("a"), "next": "https://shop.example/things?page=2"})
        plan.then.returns({"data": things("b"), "next": None})
        assert [found.id for found in package.client().iter_list_things()] == ["a", "b"]


def test_a_url_under_a_name_with_a_dot_leads_on(generated: Generate) -> None:
    package = listing(generated, PAGE, body("'@list.nextLink': {type: string}"))
    with package.mock() as shop:
        plan = shop.list_things.returns({"data": things("a"), "@list.nextLink": "https://shop.example/things?page=2"})
        plan.then.returns({"data": things("b")})
        assert [found.id for found in package.client().iter_list_things()] == ["a", "b"]


def test_pages_are_asked_for_when_their_turn_comes(generated: Generate) -> None:
    package = listing(generated, CURSOR, body("next_cursor: {type: string}"))
    with package.mock() as shop:
        shop.list_things.returns({"data": things("a", "b"), "next_cursor": "n"})
        found = package.client().iter_list_things()
        shop.assert_no_calls()
        assert next(found).id == "a" and next(found).id == "b"
        assert len(shop.calls) == 1


@pytest.mark.parametrize(
    ("parameters", "schema"),
    [
        (CURSOR, ITEMS),  # a cursor goes out, none comes back
        (query("name: size, schema: {type: integer}"), ITEMS),
        (PAGE, ITEM),
    ],
)
def test_nothing_is_guessed(generated: Generate, parameters: str, schema: str) -> None:
    package = listing(generated, parameters, schema)
    assert not hasattr(package.module().ShopClient, "iter_list_things")


def test_the_raw_answer_stands_beside_what_a_method_returns(generated: Generate) -> None:
    package = listing(generated, PAGE, ITEMS, "{X-Rate: {schema: {type: integer}}}")
    client = package.client()
    with package.mock() as shop:
        shop.list_things.returns(things("a")).headers({"X-Rate": "7"})
        answer = client.answered(client.list_things, page=3)
    assert (answer.status, answer.headers["x-rate"], answer.data[0].id) == (200, "7", "a")
    assert answer.response.json() == things("a")
