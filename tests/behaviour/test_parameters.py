"""Parameters: how each location and style travels, and that the mock accepts what the client sends."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockgen.testing import RequestViolation, UnsatisfiableSchema

from .conftest import Generate

LIST = {"type": "array", "items": {"type": "string"}}
OBJECT = {"type": "object", "properties": {"r": {"type": "integer"}, "g": {"type": "integer"}}}
COLOURS = {"r": 1, "g": 2}


def spec(location: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a spec with the operation `find` and its one parameter `p`."""
    parameter = {"name": "p", "in": location, "required": True, "schema": schema, **more}
    path = "/items/{p}" if location == "path" else "/items"
    operation = {"operationId": "find", "parameters": [parameter], "responses": {"204": {"description": "Done."}}}
    return {"paths": {path: {"get": operation}}}


@pytest.mark.parametrize(
    ("schema", "style", "value", "sent"),
    [
        ({"type": "string"}, {}, "a b", "?p=a%20b"),
        ({"type": "string"}, {}, "", "?p="),
        ({"type": "boolean"}, {}, True, "?p=true"),
        ({"type": "number"}, {}, 1.5, "?p=1.5"),
        ({"type": ["integer", "null"]}, {}, 3, "?p=3"),
        (LIST, {}, ["a", "b"], "?p=a&p=b"),
        (LIST, {"explode": False}, ["a", "b,c"], "?p=a,b%2Cc"),
        (LIST, {"style": "spaceDelimited", "explode": False}, ["a", "b"], "?p=a%20b"),
        (LIST, {"style": "pipeDelimited", "explode": False}, ["a", "b"], "?p=a%7Cb"),
        (OBJECT, {}, COLOURS, "?r=1&g=2"),
        (OBJECT, {"explode": False}, COLOURS, "?p=r,1,g,2"),
        (OBJECT, {"style": "deepObject", "explode": True}, COLOURS, "?p%5Br%5D=1&p%5Bg%5D=2"),
        ({"type": "string"}, {"allowReserved": True}, "a/b:c", "?p=a/b:c"),
    ],
)
def test_query(generated: Generate, schema: dict[str, Any], style: dict[str, Any], value: Any, sent: str) -> None:
    package = generated(spec("query", schema, **style))
    with package.mock("auto") as shop:
        package.client().find(p=value)
    assert shop.calls[-1].request.url == f"https://shop.example/items{sent}"


@pytest.mark.parametrize(
    ("schema", "style", "value", "sent"),
    [
        ({"type": "string"}, {}, "a/b", "a%2Fb"),
        ({"type": "integer"}, {}, 7, "7"),
        (LIST, {}, ["a", "b,c"], "a,b%2Cc"),
        (OBJECT, {}, COLOURS, "r,1,g,2"),
        (OBJECT, {"explode": True}, COLOURS, "r=1,g=2"),
        ({"type": "string"}, {"style": "label"}, "a", ".a"),
        (LIST, {"style": "label", "explode": True}, ["a", "b"], ".a.b"),
        (LIST, {"style": "label"}, ["a", "b"], ".a,b"),
        ({"type": "string"}, {"style": "matrix"}, "a", ";p=a"),
        (LIST, {"style": "matrix", "explode": True}, ["a", "b"], ";p=a;p=b"),
        (LIST, {"style": "matrix"}, ["a", "b"], ";p=a,b"),
    ],
)
def test_path(generated: Generate, schema: dict[str, Any], style: dict[str, Any], value: Any, sent: str) -> None:
    package = generated(spec("path", schema, **style))
    with package.mock("auto") as shop:
        package.client().find(value)
    assert shop.calls[-1].request.url == f"https://shop.example/items/{sent}"


@pytest.mark.parametrize(
    ("schema", "style", "value", "sent"),
    [
        ({"type": "integer"}, {}, 7, "7"),
        ({"type": "boolean"}, {}, False, "false"),
        (LIST, {}, ["a", "b"], "a,b"),
        (OBJECT, {}, COLOURS, "r,1,g,2"),
        (OBJECT, {"explode": True}, COLOURS, "r=1,g=2"),
    ],
)
def test_header(generated: Generate, schema: dict[str, Any], style: dict[str, Any], value: Any, sent: str) -> None:
    package = generated(spec("header", schema, **style))
    with package.mock("auto") as shop:
        package.client().find(p=value)
    assert shop.calls[-1].request.headers["p"] == sent


@pytest.mark.parametrize(
    ("schema", "style", "value", "sent"),
    [
        ({"type": "string"}, {}, "a b", "p=a%20b"),
        (LIST, {"explode": False}, ["a", "b"], "p=a,b"),
        (LIST, {"explode": True}, ["a", "b"], "p=a; p=b"),
        (OBJECT, {"explode": True}, COLOURS, "r=1; g=2"),
        ({"type": "string", "const": "100%25"}, {"style": "cookie"}, "100%25", "p=100%25"),
        (LIST, {"style": "cookie"}, ["a", "b"], "p=a; p=b"),
        (LIST, {"style": "cookie", "explode": False}, ["a", "b"], "p=a,b"),
    ],
)
def test_cookie(generated: Generate, schema: dict[str, Any], style: dict[str, Any], value: Any, sent: str) -> None:
    package = generated(spec("cookie", schema, **style))
    with package.mock("auto") as shop:
        package.client().find(p=value)
    assert shop.calls[-1].request.headers["Cookie"] == sent


@pytest.mark.parametrize(
    ("location", "sent"),
    [
        ("query", lambda request: unquote(request.url.partition("?p=")[2])),
        ("path", lambda request: unquote(request.url.rpartition("/")[2])),
        ("header", lambda request: request.headers["p"]),
        ("cookie", lambda request: unquote(request.headers["Cookie"].removeprefix("p="))),
    ],
)
@pytest.mark.parametrize("media_type", ["application/json", "application/vnd.shop+json; charset=utf-8"])
def test_a_parameter_with_content_travels_as_json(
    generated: Generate, location: str, sent: Callable[[Any], str], media_type: str
) -> None:
    package = generated(with_content(location, media_type, {"type": "object", "required": ["é"]}))
    with package.mock("auto") as shop:
        package.client().find(p={"é": [1, "a,b;/"]})
        shop.find.exercise(package.client(), seed=1)
    assert json.loads(sent(shop.calls[0].request)) == {"é": [1, "a,b;/"]}


def test_a_parameter_with_content_that_is_no_json_is_text(generated: Generate) -> None:
    package = generated(with_content("query", "text/csv", {"type": "string"}))
    with package.mock("auto") as shop:
        package.client().find(p="a,b")
    assert shop.calls[0].request.url.endswith("?p=a%2Cb")


def with_content(location: str, media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return a spec whose one parameter is described by its media type instead of a style."""
    tree = spec(location, {})
    (item,) = tree["paths"].values()
    (parameter,) = item["get"]["parameters"]
    del parameter["schema"]
    parameter["content"] = {media_type: {"schema": schema}}
    return tree


def test_what_is_optional_is_left_out(generated: Generate) -> None:
    package = generated(spec("query", {"type": "string"}, required=False))
    with package.mock("auto") as shop:
        package.client().find()
    assert shop.calls[-1].request.url == "https://shop.example/items"


def test_a_value_that_the_schema_does_not_allow_is_a_violation(generated: Generate) -> None:
    package = generated(spec("query", {"type": "integer", "minimum": 1}))
    with pytest.raises(RequestViolation, match=r"query\.p"), package.mock("auto"):
        package.client().find(p=0)


def test_parameters_of_the_path_item_are_replaced_by_those_of_the_operation(generated: Generate) -> None:
    package = generated("""
        paths:
          /items/{id}:
            parameters:
              - {name: id, in: path, required: true, schema: {type: string}}
              - {name: page, in: query, schema: {type: string}}
            get:
              operationId: find
              parameters: [{name: page, in: query, schema: {type: integer}}]
              responses: {"204": {description: Done.}}
    """)
    with pytest.raises(RequestViolation, match=r"query\.page"), package.mock("auto"):
        package.client().find("1", page="two")


def test_a_path_parameter_that_nobody_declares_is_text(generated: Generate) -> None:
    package = generated("""
        paths: {"/items/{id}": {get: {operationId: find, responses: {"204": {description: Done.}}}}}
    """)
    with package.mock("auto") as shop:
        package.client().find("é")
    assert shop.calls[-1].request.url.endswith("/items/%C3%A9")
    assert "not declared" in package.diagnostics[0].message


COMPANIES = {"type": "array", "items": {"type": "string"}, "minItems": 4}


@pytest.mark.parametrize(
    ("location", "schema", "style"),
    [
        ("header", COMPANIES, {}),
        ("header", {"$ref": "#/components/schemas/Companies"}, {}),
        ("header", {"type": "array", "items": {"enum": ["a,b", "c"]}, "minItems": 2}, {}),
        ("header", {"type": "object", "required": ["company"], "properties": {"company": {"type": "string"}}}, {}),
        ("query", COMPANIES, {"explode": False}),
        ("query", COMPANIES, {"style": "spaceDelimited", "explode": False}),
        ("query", COMPANIES, {"style": "pipeDelimited", "explode": False}),
        ("cookie", COMPANIES, {"explode": False}),
        ("cookie", COMPANIES, {"style": "cookie"}),
        ("cookie", {"type": "string"}, {"style": "cookie"}),
        ("path", COMPANIES, {}),
        ("path", COMPANIES, {"style": "label", "explode": True}),
        ("path", COMPANIES, {"style": "matrix"}),
    ],
)
def test_fakes_of_a_list_keep_clear_of_what_separates_its_items(
    generated: Generate, location: str, schema: dict[str, Any], style: dict[str, Any]
) -> None:
    """Names of companies hold spaces and commas: one that could not travel would be no fake."""
    tree = json.loads(
        json.dumps(spec(location, schema, **style)).replace('"p"', '"companies"').replace("{p}", "{companies}")
    )
    package = generated({**tree, "components": {"schemas": {"Companies": COMPANIES}}})
    with package.mock("auto") as shop:
        (operation,) = shop.operations.values()
        for seed in range(15):
            operation.exercise(package.client(), seed=seed)
    assert len(operation.calls) == 15


def test_a_list_of_which_no_item_can_travel_says_so(generated: Generate) -> None:
    package = generated(spec("header", {"type": "array", "items": {"enum": ["a,b"]}, "minItems": 1}))
    with package.mock("auto") as shop, pytest.raises(UnsatisfiableSchema, match="cannot travel with one of ','"):
        shop.find.exercise(package.client())


def test_an_optional_parameter_that_cannot_travel_is_left_out(generated: Generate) -> None:
    package = generated(spec("header", {"type": "array", "items": {"enum": ["a,b"]}, "minItems": 1}, required=False))
    with package.mock("auto") as shop:
        shop.find.exercise(package.client(), seed=1)
    assert "p" not in shop.calls[0].request.headers


# -- every path value -------------------------------------------------------------------------

PATH_VALUES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: text not in (".", ".."))


@pytest.mark.parametrize("path", ["/items/{p}", "/items/{p}/parts", "/files/{p}.json", "/from-{p}-to"])
def test_client_and_mock_agree_on_every_path_value(generated: Generate, path: str) -> None:
    """The mock decodes what the client encoded: the schema is a constant, and no other value is accepted."""
    tree = spec("path", {"type": "string"})
    package = generated({"paths": {path: tree["paths"]["/items/{p}"], "/items/{p}/{q}": other()}})
    client = package.client()

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(PATH_VALUES)
    def agrees(value: str) -> None:
        with package.mock("auto") as shop:
            client.find(value)
        operation = shop.operations[f"GET {path}"]
        request = operation.calls[-1].request
        assert shop.calls == operation.calls
        template = path.partition("{p}")
        sent = request.url.removeprefix(f"https://shop.example{template[0]}").removesuffix(template[2])
        assert unquote(sent) == value
        assert set(sent) & set("/?#") == set()

    agrees()


@pytest.mark.parametrize("value", ["a/b", "a?b", "a%2Fb", "100%", "#", "ä ß", "日本", "\U0001f600", "+", ";=,"])
def test_the_mock_reads_the_path_value_that_was_meant(generated: Generate, value: str) -> None:
    package = generated(spec("path", {"type": "string", "const": value}))
    with package.mock("auto") as shop:
        package.client().find(value)
        with pytest.raises(RequestViolation):
            package.client().find(f"{value}x")
    assert len(shop.calls) == 1


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_a_path_value_that_would_mean_another_path_is_refused(generated: Generate, value: str) -> None:
    package = generated(spec("path", {"type": "string"}))
    with package.mock("auto") as shop, pytest.raises(ValueError, match="path"):
        package.client().find(value)
    shop.assert_no_calls()


def other() -> dict[str, Any]:
    """Return a path item that also could be meant."""
    return {"get": {"operationId": "other", "responses": {"204": {"description": "Done."}}}}


def query(*parameters: dict[str, Any]) -> dict[str, Any]:
    """Return a spec with the operation `find` and some parameters in its query."""
    declared = [{"in": "query", **parameter} for parameter in parameters]
    operation = {"operationId": "find", "parameters": declared, "responses": {"204": {"description": "Done."}}}
    return {"paths": {"/items": {"get": operation}}}


DIRECTION = {"type": "string", "enum": ["asc", "desc"]}
SHARED = query(
    {"name": "sent", "schema": {"type": "string", "format": "date"}},
    {"name": "made", "style": "deepObject", "schema": {"type": "object", "properties": {"gt": {"type": "string"}}}},
    {"name": "sort", "schema": {"type": "object", "properties": {"sent": DIRECTION, "made": DIRECTION}}},
)


@pytest.mark.parametrize(
    "arguments",
    [
        {"sent": "2026-03-01"},
        {"sort": {"sent": "asc"}},
        {"sent": "2026-03-01", "sort": {"sent": "asc"}},
        {"made": {"gt": "a"}, "sort": {"made": "desc"}},
        {"sent": "2026-03-01", "made": {"gt": "a"}, "sort": {"sent": "asc", "made": "desc"}},
    ],
)
def test_a_name_that_two_parameters_share_is_whosever_it_fits(generated: Generate, arguments: dict[str, Any]) -> None:
    package = generated(SHARED)
    with package.mock("auto") as shop:
        package.client().find(**arguments)
    assert len(shop.calls) == 1


def test_a_shared_name_that_fits_nobody_is_a_violation(generated: Generate) -> None:
    package = generated(SHARED)
    with package.mock("auto"), pytest.raises(RequestViolation, match=r"query\.sent"):
        package.client().find(sent="soon")


@pytest.mark.parametrize(("number", "extension"), [("a1", ".json"), ("b.c", ".xml")])
def test_variables_side_by_side_are_told_apart_by_their_schemas(
    generated: Generate, number: str, extension: str
) -> None:
    extensions = {"type": "string", "enum": [".json", ".xml"]}
    parameters = [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
        {"name": "extension", "in": "path", "required": True, "schema": extensions},
    ]
    operation = {"operationId": "find", "parameters": parameters, "responses": {"204": {"description": "Done."}}}
    package = generated({"paths": {"/items/{id}{extension}": {"get": operation}}})
    with package.mock("auto") as shop:
        package.client().find(number, extension)
    assert shop.calls[-1].request.url == f"https://shop.example/items/{number}{extension}"


def test_a_parameter_that_is_read_only_throughout_is_sent_all_the_same(generated: Generate) -> None:
    version = {"type": "object", "properties": {"major": {"type": "integer", "readOnly": True}}}
    package = generated(spec("path", version))
    with package.mock("auto") as shop:
        shop.operations["GET /items/{p}"].exercise(package.client(), seed=0)
    assert shop.calls[-1].request.url.startswith("https://shop.example/items/major,")


def test_an_optional_parameter_without_a_value_is_left_out(generated: Generate) -> None:
    severity = {"type": "integer", "enum": ["low", "high"]}
    package = generated({**query({"name": "level", "schema": {"$ref": "#/components/schemas/Severity"}}),
                         "components": {"schemas": {"Severity": severity}}})  # fmt: skip
    with package.mock("auto") as shop:
        shop.operations["GET /items"].exercise(package.client(), seed=1)
    assert shop.calls[-1].request.url == "https://shop.example/items"


def test_a_credential_in_the_query_gives_way_to_the_parameter_of_its_name(generated: Generate) -> None:
    scheme = {"type": "apiKey", "in": "query", "name": "key"}
    package = generated({
        **query({"name": "key", "required": True, "schema": {"type": "string"}}),
        "components": {"securitySchemes": {"key": scheme}},
        "security": [{"key": []}],
    })  # fmt: skip
    with package.mock("auto") as shop:
        package.client(auth="secret").find(key="mine")
    assert shop.calls[-1].request.url == "https://shop.example/items?key=mine"
