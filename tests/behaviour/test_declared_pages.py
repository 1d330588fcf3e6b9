"""Lists in pages as the configuration declares them: `[tool.mockgen.services.NAME.pagination]`."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mockgen.errors import UsageError
from mockgen.pipeline import generate
from mockgen.settings import load

SPEC = """
openapi: 3.1.0
info: {title: Shop, version: "1"}
servers: [{url: "https://shop.example"}]
paths:
  /things:
    get:
      operationId: listThings
      parameters:
        - {name: from, in: query, schema: {type: string}}
        - {name: leaf, in: query, schema: {type: integer}}
        - {name: X-From, in: header, schema: {type: integer}}
      responses: {"200": {$ref: "#/components/responses/Page"}}
    post:
      operationId: searchThings
      parameters: [{name: from, in: query, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {"200": {$ref: "#/components/responses/Page"}}
  /names: {get: {operationId: listNames, responses: {"200": {description: Text., content: {text/plain: {}}}}}}
components:
  responses:
    Page: {description: A page., content: {application/json: {schema: {$ref: "#/components/schemas/Page"}}}}
  schemas:
    Thing: {type: object, required: [ref], properties: {ref: {type: string}}}
    Page:
      type: object
      properties:
        result: {type: object, properties: {found: {type: array, items: {$ref: "#/components/schemas/Thing"}}}}
        others: {type: array, items: {type: string}}
        again: {type: string}
        "@shop.later": {type: string}
        count: {type: integer}
        meta: {}
"""


@pytest.fixture
def declared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    """Generate the service `shop` with what is declared of its pages; return the package's module."""
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "shop.yaml").write_text(SPEC, encoding="utf-8")

    def generated(pagination: str) -> Any:
        table = f'[tool.mockgen]\noutput = "declared"\n[tool.mockgen.services.shop]\nspec = "shop.yaml"\n{pagination}\n'
        path = tmp_path / "pyproject.toml"
        path.write_text(table, encoding="utf-8")
        generate(load(path).services["shop"])
        importlib.invalidate_caches()
        return importlib.import_module("declared.shop")

    yield generated
    for name in [name for name in sys.modules if name.partition(".")[0] == "declared"]:
        del sys.modules[name]


def things(*refs: str) -> dict[str, Any]:
    return {"result": {"found": [{"ref": ref} for ref in refs]}}


def walked(package: Any, *pages: dict[str, Any], method: str = "list_things", **headers: str) -> tuple[Any, list[Any]]:
    """Return what the iterator of a method gives for these pages, and the calls."""
    testing = importlib.import_module("declared.shop.testing")
    with testing.mock_shop() as shop:
        operation = getattr(shop, method)
        stub = operation.returns(pages[0])
        if headers:
            stub = stub.headers(headers)
        for page in pages[1:]:
            stub = stub.then.returns(page)
        found = list(getattr(package.ShopClient(), f"iter_{method}")())
    return [thing.ref for thing in found], [call.request for call in operation.calls]


def queries(requests: list[Any]) -> list[str]:
    return [request.url.partition("?")[2] for request in requests]


def test_nothing_is_detected_in_this_document(declared: Callable[[str], Any]) -> None:
    assert not [name for name in dir(declared("").ShopClient) if name.startswith("iter_")]


@pytest.mark.parametrize("operation", ["listThings", '"GET /things"'])
def test_a_cursor(declared: Callable[[str], Any], operation: str) -> None:
    style = '{style = "cursor", parameter = "from", items = "result.found", next = "again"}'
    package = declared(f"pagination.{operation} = {style}")
    refs, requests = walked(package, {**things("a", "b"), "again": "n"}, things("c"))
    assert (refs, queries(requests)) == (["a", "b", "c"], ["", "from=n"])


def test_a_place_whose_name_holds_a_dot_and_one_that_the_document_says_nothing_of(
    declared: Callable[[str], Any],
) -> None:
    style = '{style = "cursor", parameter = "from", items = "result.found", next = "@shop.later"}'
    refs, requests = walked(
        declared(f"pagination.listThings = {style}"), {**things("a"), "@shop.later": "n"}, things("b")
    )
    assert (refs, queries(requests)) == (["a", "b"], ["", "from=n"])


def test_a_place_that_the_document_says_nothing_of(declared: Callable[[str], Any]) -> None:
    style = '{style = "cursor", parameter = "from", items = "result.found", next = "meta.next"}'
    pages = {**things("a"), "meta": {"next": "n"}}, things("b")
    refs, _ = walked(declared(f"pagination.listThings = {style}"), *pages)
    assert refs == ["a", "b"]


def test_after_the_last_item_until_a_page_is_empty(declared: Callable[[str], Any]) -> None:
    style = '{style = "after", parameter = "from", items = "result.found", key = "ref"}'
    refs, requests = walked(declared(f"pagination.listThings = {style}"), things("a", "b"), things("c"), things())
    assert (refs, queries(requests)) == (["a", "b", "c"], ["", "from=b", "from=c"])


def test_an_offset_in_a_header(declared: Callable[[str], Any]) -> None:
    style = '{style = "offset", parameter = "X-From", items = "result.found", total = "count"}'
    pages = {**things("a", "b"), "count": 3}, {**things("c"), "count": 3}
    refs, requests = walked(declared(f"pagination.listThings = {style}"), *pages)
    assert refs == ["a", "b", "c"]
    assert [request.headers.get("X-From") for request in requests] == [None, "2"]


def test_numbered_pages(declared: Callable[[str], Any]) -> None:
    style = '{style = "page", parameter = "leaf", items = "result.found", first = 0}'
    refs, requests = walked(declared(f"pagination.listThings = {style}"), things("a"), things("b"), things())
    assert (refs, queries(requests)) == (["a", "b"], ["", "leaf=1", "leaf=2"])


@pytest.mark.parametrize("place", ["", ', next = "again"'])
def test_links(declared: Callable[[str], Any], place: str) -> None:
    package = declared(f'pagination.listThings = {{style = "link", items = "result.found"{place}}}')
    url = "https://shop.example/things?from=x&leaf=2"
    first = {**things("a"), **({"again": url} if place else {})}
    headers = {} if place else {"Link": f'<{url}>; rel="next"'}
    refs, requests = walked(package, first, things("b"), **headers)
    assert (refs, queries(requests)) == (["a", "b"], ["", "from=x&leaf=2"])


def test_a_post_that_searches(declared: Callable[[str], Any]) -> None:
    style = '{style = "cursor", parameter = "from", items = "result.found", next = "again"}'
    package = declared(f"pagination.searchThings = {style}")
    refs, requests = walked(package, {**things("a"), "again": "n"}, things("b"), method="search_things")
    assert (refs, queries(requests)) == (["a", "b"], ["", "from=n"])


def test_the_loop_guard_holds_for_what_is_declared(declared: Callable[[str], Any]) -> None:
    style = '{style = "cursor", parameter = "from", items = "result.found", next = "again"}'
    package = declared(f"pagination.listThings = {style}")
    page = {**things("a"), "again": "same"}
    with pytest.raises(package.ShopError, match="list_things does not advance: from_"):
        walked(package, page, page)


DETECTED = SPEC.replace("name: from, in: query", "name: cursor, in: query").replace("again:", "next_cursor:")


@pytest.mark.parametrize("off", ["pagination.listThings = false", "pagination = false"])
def test_detection_is_switched_off(declared: Callable[[str], Any], tmp_path: Path, off: str) -> None:
    spec = DETECTED.replace("result: {type: object, properties: {found:", "result: {type: object, properties: {list:")
    spec = spec.replace("others: {type: array, items: {type: string}}", "data: {type: array, items: {type: string}}")
    (tmp_path / "shop.yaml").write_text(spec, encoding="utf-8")
    assert hasattr(declared("").ShopClient, "iter_list_things")
    for name in [name for name in sys.modules if name.partition(".")[0] == "declared"]:
        del sys.modules[name]
    assert not hasattr(declared(off).ShopClient, "iter_list_things")


def test_what_is_declared_of_an_operation_that_is_left_out_waits(declared: Callable[[str], Any]) -> None:
    left_out = f'exclude = ["listThings"]\npagination.listThings = {{{CURSOR}}}'
    assert not hasattr(declared(left_out).ShopClient, "list_things")


CURSOR = 'style = "cursor", parameter = "from", items = "result.found", next = "again"'


@pytest.mark.parametrize(
    ("pagination", "message"),
    [
        (
            f"listThing = {{{CURSOR}}}",
            "pagination.listThing: the document has no such operation; did you mean listThings?",
        ),
        (f'"GET /thing" = {{{CURSOR}}}', "no such operation; did you mean GET /things?"),
        (f'listThings = {{{CURSOR}}}\npagination."get /things" = false', "the operation is declared twice"),
        (f"listNames = {{{CURSOR}}}", "the document describes no JSON that it answers"),
        ('listThings = {style = "cursr"}', "style must name how pages follow one another; did you mean cursor?"),
        (f"listThings = {{{CURSOR}, nxt = 1}}", "unknown key nxt for the style cursor; did you mean next?"),
        (f"listThings = {{{CURSOR}, first = 1}}", "unknown key first for the style cursor"),
        ('listThings = {style = "page", parameter = "leaf", first = "1"}', "first must be a whole number"),
        ('listThings = {style = "page", parameter = 3}', "parameter must be a text"),
        ('listThings = {style = "cursor", next = "again"}', "listThings.parameter is missing"),
        ("listThings = true", "listThings must be false or a table"),
        (f"listThings = {{{CURSOR.replace('from', 'form')}}}", "no parameter 'form'; did you mean from?"),
        (
            f"listThings = {{{CURSOR.replace('again', 'agan')}}}",
            "no property 'agan' where 'agan' leads; did you mean again?",
        ),
        (f"listThings = {{{CURSOR.replace('found', 'fond')}}}", "no property 'fond' where 'result.fond' leads"),
        (f"listThings = {{{CURSOR.replace('again', 'again.more')}}}", "'again.more' leads into what is no object"),
        (f"listThings = {{{CURSOR.replace('result.found', 'again')}}}", "items: 'again' is no list in the document"),
        ('listThings = {style = "after", parameter = "from", items = "result.found"}', "no property 'id'"),
        ("searchThings = 3", "searchThings must be false or a table"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_written(
    declared: Callable[[str], Any], tmp_path: Path, pagination: str, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        declared(f"pagination.{pagination}")
    assert message in str(caught.value)
    for line in str(caught.value).splitlines():
        assert line.startswith("pyproject.toml: error: tool.mockgen.services.shop.pagination.")
    assert not (tmp_path / "declared").exists()


def test_a_table_of_no_operations(declared: Callable[[str], Any]) -> None:
    with pytest.raises(UsageError, match="pagination must be false or a table of operations"):
        declared("pagination = 3")
