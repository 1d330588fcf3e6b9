"""Names: every operation, property and schema gets a legal Python name of its own; wire names stay."""

from __future__ import annotations

import json
import keyword
from typing import Any

import pytest

from mockgen.build.operations import SURFACE

from .conftest import Generate, Package

ANSWER = {"204": {"description": "Done."}}


def operations(generated: Generate, *named: tuple[str, str | None]) -> Package:
    """Return a package of GET operations: path and operationId."""
    paths = {
        path: {"get": {"responses": ANSWER, **({} if name is None else {"operationId": name})}} for path, name in named
    }
    return generated({"paths": paths})


def methods(package: Package) -> dict[str, str]:
    """Return the client's method for each operation; each is called once."""
    with package.mock("auto") as shop:
        found = {key: operation.method for key, operation in shop.operations.items()}
        for key, name in found.items():
            getattr(package.client(), name)()
            assert shop.calls[-1].request.mockgen_operation == key
            assert getattr(shop, name) is shop.operations[key]
    assert len(set(found.values())) == len(found)
    return found


@pytest.mark.parametrize(
    ("operation_id", "name"),
    [
        ("getThing", "get_thing"),
        ("get-thing", "get_thing"),
        ("things.get", "things_get"),
        ("HTTPProxy", "http_proxy"),
        ("class", "class_"),
        ("import", "import_"),
        ("calls", "calls_"),
        ("operations", "operations_"),
        ("close", "close_"),
        ("session", "session_"),
        ("Ünïted", "united"),
        ("2fast", "get_2_fast"),
        ("", "get_thing"),
        ("...", "get_thing"),
        (None, "get_thing"),
    ],
)
def test_an_operation_is_named_after_its_id(generated: Generate, operation_id: str | None, name: str) -> None:
    assert methods(operations(generated, ("/thing", operation_id))) == {"GET /thing": name}


@pytest.mark.parametrize("operation_id", ["取得", "получить", "🚀", "__init__", "self", "None", "_send", "match"])
def test_any_id_gives_a_legal_name(generated: Generate, operation_id: str) -> None:
    (name,) = methods(operations(generated, ("/thing", operation_id))).values()
    assert name.isascii()
    assert name.isidentifier()
    assert not keyword.iskeyword(name)


def test_ids_that_are_not_unique_give_way_to_the_path(generated: Generate) -> None:
    package = operations(generated, ("/a", "same"), ("/b", "same"), ("/c", "Same"))
    assert methods(package) == {"GET /a": "get_a", "GET /b": "get_b", "GET /c": "same"}


def test_ids_that_differ_in_case_alone(generated: Generate) -> None:
    package = operations(generated, ("/a", "getThing"), ("/b", "get_thing"), ("/c", "GetThing"))
    assert sorted(methods(package).values()) == ["get_thing", "get_thing_2", "get_thing_3"]


def test_parameters(generated: Generate) -> None:
    names = ["from", "X-Id", "self", "body", "timeout", "a.b", "a-b", "A_B", "filter[x]", "名"]
    parameters = [{"name": name, "in": "query", "schema": {"type": "integer"}} for name in names]
    package = generated(
        {"paths": {"/thing": {"get": {"operationId": "find", "parameters": parameters, "responses": ANSWER}}}}
    )
    with package.mock("auto") as shop:
        shop.operations["GET /thing"].exercise(package.client(), seed=1)
        package.client().find(from_=1, x_id=2)
    from urllib.parse import parse_qs, urlsplit

    assert list(parse_qs(urlsplit(shop.calls[0].request.url).query)) == names
    assert urlsplit(shop.calls[1].request.url).query == "from=1&X-Id=2"


PROPERTIES = {
    "from": "from_",
    "raw": "raw_",
    "first-name": "first_name",
    "amountCents": "amount_cents",
    "AmountCents": "amount_cents_2",
    "class": "class_",
    "@type": "type",
    "1st": None,
    "__eq__": None,
    "_raw": None,
    "名": None,
    "": None,
}


def test_properties(generated: Generate) -> None:
    schema = {
        "type": "object",
        "required": list(PROPERTIES),
        "properties": {name: {"type": "integer"} for name in PROPERTIES},
    }
    content = {"application/json": {"schema": schema}}
    operation = {
        "operationId": "fetch",
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"description": "It.", "content": content}},
    }
    package = generated({"paths": {"/thing": {"post": operation}}})
    body = {name: number for number, name in enumerate(PROPERTIES)}
    with package.mock() as shop:
        shop.fetch.returns(**body)
        record = package.client().fetch(body)
    assert record.raw == body
    assert json.loads(shop.calls[0].request.body) == body
    assert {wire: getattr(record, name) for wire, name in PROPERTIES.items() if name} == {
        wire: number for wire, number in body.items() if PROPERTIES[wire]
    }
    attributes = [name for name in vars(type(record)) if isinstance(getattr(record, name), int)]
    assert sorted(getattr(record, name) for name in attributes) == sorted(body.values())


SCHEMAS = [
    "thing", "Thing", "THING", "thing_input", "ThingInput", "Record", "Field", "list", "dict", "str", "int", "None",
    "Any", "Union", "Literal", "field", "dt", "UUID", "class", "Error", "ShopClient", "ShopError", "9lives", "a.b", "ü",
]  # fmt: skip


def test_schemas_whose_names_clash(generated: Generate) -> None:
    """Each is told from the others by the one property that it has."""
    schemas = {
        name: {"type": "object", "required": [f"p{n}"], "properties": {f"p{n}": {"type": "integer"}}}
        for n, name in enumerate(SCHEMAS)
    }

    def path_item(name: str, n: int) -> dict[str, Any]:
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
        body = {"required": True, "content": content}
        responses = {"200": {"description": "It.", "content": content}}
        return {"post": {"operationId": f"op{n}", "requestBody": body, "responses": responses}}

    paths = {f"/{n}": path_item(name, n) for n, name in enumerate(SCHEMAS)}
    package = generated({"paths": paths, "components": {"schemas": schemas}})
    with package.mock("auto"):
        records = [getattr(package.client(), f"op{n}")({f"p{n}": n}) for n in range(len(SCHEMAS))]
    for n, record in enumerate(records):
        assert isinstance(getattr(record, f"p{n}"), int)
    assert len({type(record).__name__.lower() for record in records}) == len(SCHEMAS)


def test_a_component_named_like_an_inline_schema(generated: Generate) -> None:
    inline = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
    component = {"type": "object", "required": ["b"], "properties": {"b": {"type": "integer"}}}
    content = {"application/json": {"schema": inline}}
    package = generated(
        {
            "paths": {
                "/thing": {
                    "get": {"operationId": "fetch", "responses": {"200": {"description": "It.", "content": content}}}
                }
            },
            "components": {"schemas": {"FetchResponse": component}},
        }
    )
    with package.mock("auto"):
        assert set(package.client().fetch().raw) == {"a"}


def test_every_public_name_of_a_client_and_of_a_mock_is_reserved(generated: Generate) -> None:
    package = generated({"paths": {}})
    with package.mock() as shop:
        surfaces = [package.client(), shop]
        names = {name for surface in surfaces for name in dir(surface) if not name.startswith("_")}
    assert {"session", "down", "calls"} <= names
    assert names - SURFACE == set()
