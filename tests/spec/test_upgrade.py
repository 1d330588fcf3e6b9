"""Swagger 2.0 read as OpenAPI 3: what has an equal, what is lost and where it stood."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from mockgen.errors import SpecError
from mockgen.spec.document import Document, MediaType, Operation, Parameter
from mockgen.spec.normalise import normalise
from mockgen.spec.references import bundle
from mockgen.spec.upgrade import upgrade

HEAD = {"swagger": "2.0", "info": {"title": "T", "version": "1"}}


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """Return a function that reads a document; its head may be left out, other files are given by name."""

    def read_document(spec: str | Mapping[str, Any], **files: Any) -> Document:
        tree = yaml.safe_load(spec) if isinstance(spec, str) else spec
        root = tmp_path / "root.json"
        root.write_text(json.dumps({**HEAD, "paths": {}, **tree}, indent=1), encoding="utf-8")
        for name, content in files.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(content, indent=1), encoding="utf-8")
        return normalise(upgrade(bundle(root, tmp_path)))

    return read_document


def operation(read: Any, node: Mapping[str, Any], **root: Any) -> Operation:
    """Return the only operation of a document."""
    document = read({**root, "paths": {"/x": {"post": {"responses": {}, **node}}}})
    found: Operation = document.operations[0]
    return found


def parameter(read: Any, **node: Any) -> Parameter:
    """Return a parameter of a query, as it is read."""
    return operation(read, {"parameters": [{"name": "p", "in": "query", **node}]}).parameters[0]


def answer(read: Any, response: Any, **node: Any) -> tuple[MediaType, ...]:
    """Return the bodies of the answer 200."""
    return operation(read, {**node, "responses": {"200": response}}).responses[0].content


def names(content: tuple[MediaType, ...]) -> list[str]:
    return [media.name for media in content]


def losses(document: Document) -> list[tuple[str, str]]:
    """Return what was reported, and the pointers to it."""
    return [(each.message, each.location.pointer if each.location else "") for each in document.diagnostics]


# -- the version ------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["2.0", '"2.0"', "'2'", "2.0.0"])
def test_the_version_may_be_a_number(tmp_path: Path, written: str) -> None:
    file = tmp_path / "spec.yaml"
    file.write_text(f"swagger: {written}\ninfo: {{title: T, version: 1}}\npaths: {{}}\n", encoding="utf-8")
    assert normalise(upgrade(bundle(file))).title == "T"


@pytest.mark.parametrize("written", ["1.2", "3.0", "", "two"])
def test_another_version_is_refused(read: Any, written: str) -> None:
    with pytest.raises(SpecError, match=r"root\.json:2: error: Swagger 2\.0 is the only version"):
        read({"swagger": written})


def test_openapi_comes_back_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "spec.json"
    file.write_text('{"openapi": "3.0.3", "paths": {}, "definitions": {"A": {}}}', encoding="utf-8")
    loaded = bundle(file)
    assert upgrade(loaded) is loaded
    assert list(loaded.tree) == ["openapi", "paths", "definitions"]


# -- schemas ----------------------------------------------------------------------------------


def test_definitions_are_components_under_their_own_names(read: Any) -> None:
    pet = {"type": "object", "properties": {"owner": {"$ref": "#/definitions/Owner"}}}
    document = read({"definitions": {"Pet": pet, "Owner": {"type": "string"}, "x-odd": {"type": "integer"}}})
    assert list(document.schemas) == ["Owner", "Pet", "x-odd"]
    assert document.schemas["Pet"]["properties"]["owner"] == {"$ref": "#/components/schemas/Owner"}
    assert document.diagnostics == ()


def test_a_definition_that_is_a_reference_is_no_second_component(read: Any) -> None:
    document = read(
        {"definitions": {"A": {"$ref": "#/definitions/B"}, "B": {"type": "string"}, "C": {"$ref": "more.json#/D"}}},
        more={"D": {"type": "integer"}},
    )
    assert document.schemas == {"B": {"type": "string"}, "C": {"type": "integer"}}


def test_null_by_extension_is_admitted_and_no_fake_depends_on_it(read: Any) -> None:
    definitions = {
        "A": {"type": "string", "x-nullable": True},
        "B": {"properties": {"a": {"$ref": "#/definitions/A"}, "c": {"$ref": "#/definitions/C", "x-nullable": True}}},
        "C": {"type": "integer", "x-nullable": False},
    }
    schemas = read({"definitions": definitions}).schemas
    lenient = {"type": "null", "x-lenient": True}
    assert schemas["A"] == {"anyOf": [{"type": "string"}, lenient]}
    assert schemas["B"]["properties"]["c"] == {"anyOf": [{"$ref": "#/components/schemas/C"}, lenient]}
    assert schemas["C"] == {"type": "integer"}


def test_a_discriminator_is_the_name_of_a_property(read: Any) -> None:
    pet = {"type": "object", "discriminator": "kind", "properties": {"kind": {"type": "string"}}}
    found = read({"definitions": {"Pet": pet}}).schemas["Pet"]
    assert found["discriminator"] == {"propertyName": "kind", "mapping": {}}


# -- parameters -------------------------------------------------------------------------------


def test_the_keywords_of_a_parameter_are_its_schema(read: Any) -> None:
    found = parameter(
        read,
        **{"type": "integer", "format": "int32", "minimum": 1, "exclusiveMinimum": True, "maximum": 9, "default": 2},
        **{"required": True, "description": "How many.", "x-faker": "pyint"},
    )
    assert (found.required, found.description) == (True, "How many.")
    assert found.schema == {
        **{"type": "integer", "format": "int32", "exclusiveMinimum": 1, "maximum": 9, "default": 2, "x-faker": "pyint"}
    }


@pytest.mark.parametrize(
    ("written", "style", "explode"),
    [
        ({}, "form", False),
        ({"collectionFormat": "csv"}, "form", False),
        ({"collectionFormat": "ssv"}, "spaceDelimited", False),
        ({"collectionFormat": "pipes"}, "pipeDelimited", False),
        ({"collectionFormat": "multi"}, "form", True),
    ],
)
def test_the_style_of_a_list(read: Any, written: dict[str, str], style: str, explode: bool) -> None:
    found = parameter(read, type="array", items={"type": "integer", "minimum": 1}, minItems=1, **written)
    assert (found.style, found.explode) == (style, explode)
    assert found.schema == {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 1}


@pytest.mark.parametrize(
    ("location", "collection", "said"),
    [
        ("query", "tsv", "as `tsv` in a query has no equal"),
        ("header", "ssv", "as `ssv` in a header has no equal"),
        ("path", "pipes", "as `pipes` in a path has no equal"),
    ],
)
def test_a_list_without_an_equal_is_one_text(read: Any, location: str, collection: str, said: str) -> None:
    node = {"name": "p", "in": location, "required": True, "type": "array", "items": {"type": "integer"}}
    document = read({"paths": {"/{p}": {"parameters": [{**node, "collectionFormat": collection}], "get": {}}}})
    found = next(each for each in document.operations[0].parameters if each.location == location)
    assert found.schema == {"type": "string"}
    message, pointer = losses(document)[0]
    assert said in message
    assert pointer == "/paths/~1{p}/parameters/0/collectionFormat"


@pytest.mark.parametrize(
    ("collection", "said"),
    [
        ("multi", "only in a query or a form"),
        ("xml", "is none of Swagger 2.0's"),
        (["csv"], "is none of Swagger 2.0's"),
    ],
)
def test_a_list_in_a_header_that_can_only_have_commas(read: Any, collection: Any, said: str) -> None:
    node = {"name": "p", "in": "header", "type": "array", "items": {"type": "integer"}, "collectionFormat": collection}
    document = read({"paths": {"/": {"get": {"parameters": [node]}}}})
    found = document.operations[0].parameters[0]
    assert (found.style, found.explode, found.schema["type"]) == ("simple", False, "array")
    assert said in losses(document)[0][0]


def test_a_list_in_a_list_is_a_text(read: Any) -> None:
    inner = {"type": "array", "items": {"type": "integer"}, "collectionFormat": "pipes"}
    document = read(
        {"paths": {"/": {"get": {"parameters": [{"name": "p", "in": "query", "type": "array", "items": inner}]}}}}
    )
    assert document.operations[0].parameters[0].schema == {"type": "array", "items": {"type": "string"}}
    assert losses(document)[0][1] == "/paths/~1/get/parameters/0/items"


@pytest.mark.parametrize(
    ("schema", "meant"),
    [
        ({"type": "string"}, {"type": "string"}),
        ({"type": "boolean"}, {"anyOf": [{"type": "boolean"}, {"type": "string", "maxLength": 0}]}),
    ],
)
def test_a_parameter_that_may_be_empty(read: Any, schema: dict[str, Any], meant: dict[str, Any]) -> None:
    assert parameter(read, **schema, allowEmptyValue=True).schema == meant
    field = {"name": "f", "in": "formData", **schema, "allowEmptyValue": True}
    body = operation(read, {"parameters": [field]}).body
    assert body and body.content[0].schema
    assert body.content[0].schema["properties"]["f"] == meant


def test_shared_parameters_are_read_wherever_they_are_used(read: Any) -> None:
    document = read("""
        parameters:
          limit: {name: limit, in: query, type: integer}
          thing: {name: thing, in: body, required: true, schema: {$ref: '#/definitions/Thing'}}
        paths:
          /a: {get: {parameters: [{$ref: '#/parameters/limit'}]}, put: {parameters: [{$ref: '#/parameters/thing'}]}}
          /b:
            parameters: [{$ref: '#/parameters/limit'}, {$ref: '#/parameters/thing'}]
            put: {parameters: [{name: limit, in: query, type: string}]}
            post: {parameters: [{name: other, in: body, schema: {type: integer}}]}
        definitions: {Thing: {type: object}}
    """)
    get_a, put_a, put_b, post_b = document.operations
    assert [get_a.parameters[0].schema, get_a.body] == [{"type": "integer"}, None]
    assert put_b.parameters[0].schema == {"type": "string"}
    for found, schema in (
        (put_a, {"$ref": "#/components/schemas/Thing"}),
        (put_b, {"$ref": "#/components/schemas/Thing"}),
    ):
        assert found.body and found.body.required
        assert found.body.content[0].schema == schema
    assert post_b.body and post_b.body.content[0].schema == {"type": "integer"}
    assert document.diagnostics == ()


def test_a_parameter_written_as_in_openapi_3_is_read_as_meant(read: Any) -> None:
    assert parameter(read, schema={"type": "integer"}).schema == {"type": "integer"}


def test_a_parameter_in_a_body_of_openapi_3_is_still_told_of(tmp_path: Path) -> None:
    item = {"get": {"parameters": [{"name": "p", "in": "body"}]}, "put": {}}
    tree = {"openapi": "3.0.3", "paths": {"/": item}}
    file = tmp_path / "spec.json"
    file.write_text(json.dumps(tree), encoding="utf-8")
    assert "a location that exists" in normalise(upgrade(bundle(file))).diagnostics[0].message


# -- bodies -----------------------------------------------------------------------------------

BODY = {"name": "b", "in": "body", "description": "It.", "schema": {"type": "object"}}


@pytest.mark.parametrize(
    ("root", "own", "meant"),
    [
        ({}, {}, ["*/*"]),
        ({"consumes": ["text/xml"]}, {}, ["text/xml"]),
        ({"consumes": ["text/xml"]}, {"consumes": ["application/json", "text/csv"]}, ["application/json", "text/csv"]),
        ({"consumes": ["text/xml"]}, {"consumes": []}, ["*/*"]),
        ({"consumes": "text/xml"}, {}, ["text/xml"]),
    ],
)
def test_what_a_body_is_sent_as(read: Any, root: dict[str, Any], own: dict[str, Any], meant: list[str]) -> None:
    body = operation(read, {"parameters": [BODY], **own}, **root).body
    assert body
    assert (body.required, body.description, names(body.content)) == (False, "It.", meant)
    assert all(media.schema == {"type": "object"} for media in body.content)


FIELDS: list[dict[str, Any]] = [
    {"name": "n", "in": "formData", "type": "integer", "required": True, "description": "A number."},
    {"name": "l", "in": "formData", "type": "array", "items": {"type": "string"}},
    {"name": "m", "in": "formData", "type": "array", "items": {"type": "string"}, "collectionFormat": "multi"},
    {"name": "p", "in": "formData", "type": "array", "items": {"type": "string"}, "collectionFormat": "pipes"},
]
FILE = {"name": "f", "in": "formData", "type": "file", "required": True}


def test_a_form(read: Any) -> None:
    body = operation(read, {"parameters": FIELDS}).body
    assert body and body.required
    (media,) = body.content
    commas, many, pipes = (
        {"type": "array", "items": {"type": "string", **pattern}}
        for pattern in ({"pattern": "^[^,]*$"}, {}, {"pattern": "^[^|]*$"})
    )
    assert media.name == "application/x-www-form-urlencoded"
    assert media.schema == {
        "type": "object",
        "properties": {"n": {"type": "integer", "description": "A number."}, "l": commas, "m": many, "p": pipes},
        "required": ["n"],
    }
    assert media.encoding == {
        "l": {"style": "form", "explode": False},
        "p": {"style": "pipeDelimited", "explode": False},
    }


@pytest.mark.parametrize(
    ("fields", "consumes", "meant", "said"),
    [
        ([FIELDS[0]], ["multipart/form-data"], ["multipart/form-data"], ""),
        ([FIELDS[0]], ["application/json"], ["application/x-www-form-urlencoded"], "names no media type of a form"),
        ([FILE], [], ["multipart/form-data"], ""),
        ([FILE], ["application/json"], ["multipart/form-data"], "names no media type of a form"),
        ([FILE], ["application/x-www-form-urlencoded"], ["multipart/form-data"], "cannot travel url-encoded"),
        ([FILE], ["application/x-www-form-urlencoded", "multipart/form-data"], ["multipart/form-data"], ""),
        (
            [FIELDS[0]],
            ["application/x-www-form-urlencoded", "multipart/form-data"],
            ["application/x-www-form-urlencoded", "multipart/form-data"],
            "",
        ),
    ],
)
def test_what_a_form_is_sent_as(read: Any, fields: Any, consumes: list[str], meant: list[str], said: str) -> None:
    document = read({"consumes": consumes, "paths": {"/": {"post": {"parameters": fields}}}})
    body = document.operations[0].body
    assert names(body.content) == meant
    assert [said in message for message, _ in losses(document)] == ([True] if said else [])


def test_a_file_is_bytes(read: Any) -> None:
    body = operation(read, {"parameters": [FILE]}).body
    assert body and body.content[0].schema
    assert body.content[0].schema["properties"]["f"] == {"type": "string", "format": "binary"}


def test_a_form_beside_a_body_is_left_out(read: Any) -> None:
    document = read({"paths": {"/": {"post": {"parameters": [FIELDS[0], BODY]}}}})
    assert document.operations[0].body.content[0].schema == {"type": "object"}
    assert losses(document) == [
        ("an operation has a body or a form, not both; the form is left out", "/paths/~1/post/parameters/0")
    ]


# -- answers ----------------------------------------------------------------------------------


def test_an_answer_without_a_schema_has_no_body(read: Any) -> None:
    assert answer(read, {"description": "Done."}, produces=["application/json"]) == ()


def test_an_answer_in_every_media_type_that_is_produced(read: Any) -> None:
    response = {"schema": {"type": "object"}, "examples": {"application/json": {"a": 1}, "x-note": 1}}
    found = answer(read, response, produces=["application/json; charset=utf-8", "application/xml"])
    assert names(found) == ["application/json; charset=utf-8", "application/xml"]
    assert [[each.value for each in media.examples] for media in found] == [[{"a": 1}], []]
    assert names(answer(read, response)) == ["*/*"]


def test_an_example_alone_tells_the_media_type(read: Any) -> None:
    (media,) = answer(read, {"examples": {"text/plain": "up"}}, produces=["application/json"])
    assert (media.name, media.schema, [each.value for each in media.examples]) == ("text/plain", None, ["up"])


@pytest.mark.parametrize(
    ("produces", "meant"),
    [
        ([], ["application/octet-stream"]),
        (["application/pdf"], ["application/pdf"]),
        (["application/json", "image/png"], ["image/png"]),
        (["application/json"], ["application/octet-stream"]),
    ],
)
def test_an_answer_that_is_a_file(read: Any, produces: list[str], meant: list[str]) -> None:
    found = answer(read, {"schema": {"type": "file"}}, produces=produces)
    assert names(found) == meant
    assert found[0].schema == {"type": "string", "format": "binary"}


def test_an_error_beside_a_file_is_json_though_only_the_file_is_named(read: Any) -> None:
    responses = {"200": {"schema": {"type": "file"}}, "404": {"$ref": "#/responses/Missing"}}
    document = read(
        {
            "paths": {"/": {"get": {"produces": ["application/pdf"], "responses": responses}}},
            "responses": {"Missing": {"schema": {"$ref": "#/definitions/Problem"}}},
            "definitions": {"Problem": {"type": "object"}},
        }
    )
    found = {each.status: names(each.content) for each in document.operations[0].responses}
    assert found == {"200": ["application/pdf"], "404": ["application/pdf", "application/json"]}
    assert losses(document)[0][1] == "/responses/Missing/schema"


def test_an_example_of_another_media_type_adds_it(read: Any) -> None:
    response = {"schema": {"type": "object"}, "examples": {"application/json": {}}}
    document = read({"paths": {"/": {"get": {"produces": ["image/png"], "responses": {"200": response}}}}})
    assert names(document.operations[0].responses[0].content) == ["image/png", "application/json"]
    assert losses(document)[0][1] == "/paths/~1/get/responses/200/examples/application~1json"


def test_a_shared_answer_has_the_media_types_of_each_operation(read: Any) -> None:
    document = read("""
        responses: {Thing: {description: It., schema: {type: object}, headers: {x-left: {type: integer}}}}
        paths:
          /a: {get: {produces: [application/json], responses: {200: {$ref: '#/responses/Thing'}}}}
          /b: {get: {produces: [text/xml], responses: {200: {$ref: '#/responses/Thing'}}}}
    """)
    found = [each.responses[0] for each in document.operations]
    assert [names(each.content) for each in found] == [["application/json"], ["text/xml"]]
    assert [each.headers[0].schema for each in found] == [{"type": "integer"}] * 2


def test_headers(read: Any) -> None:
    headers = {"X-Ids": {"type": "array", "items": {"type": "integer"}}, "X-Tabs": {"type": "array", "items": {}}}
    headers["X-Tabs"]["collectionFormat"] = "tsv"
    document = read({"paths": {"/": {"get": {"responses": {"200": {"headers": headers}}}}}})
    ids, tabs = document.operations[0].responses[0].headers
    assert ids.schema == {"type": "array", "items": {"type": "integer"}}
    assert tabs.schema == {"type": "string"}


# -- the service ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("node", "urls"),
    [
        (
            {"host": "a.example", "schemes": ["http", "https", "ws"], "basePath": "/v1/"},
            "https://a.example/v1 http://a.example/v1",
        ),
        ({"host": "a.example:81", "schemes": ["http"]}, "http://a.example:81"),
        ({"host": "a.example", "basePath": "v1"}, "https://a.example/v1"),
        ({"host": "http://a.example/", "basePath": "/"}, "https://a.example"),
        ({"host": "a.example", "schemes": ["wss"]}, "https://a.example"),
        ({"basePath": "/v1", "schemes": ["https"]}, "/v1"),
        ({}, "/"),
    ],
)
def test_servers(read: Any, node: dict[str, Any], urls: str) -> None:
    assert " ".join(server.url for server in read(node).servers) == urls


def test_an_operation_with_schemes_of_its_own(read: Any) -> None:
    schemes = {"/a": ["https"], "/b": ["http"], "/c": ["https", "http"]}
    paths = {path: {"get": {"schemes": named}} for path, named in schemes.items()}
    document = read({"host": "a.example", "schemes": ["http"], "paths": paths})
    found = [[server.url for server in each.servers] for each in document.operations]
    assert found == [["https://a.example"], [], []]


def test_security(read: Any) -> None:
    document = read("""
        securityDefinitions:
          basic: {type: basic}
          key: {type: apiKey, in: query, name: k}
          machine: {type: oauth2, flow: application, tokenUrl: 'https://a.example/token', scopes: {read: Read.}}
          code: {type: oauth2, flow: accessCode, authorizationUrl: 'https://a.example/a', tokenUrl: 'https://a.example/t'}
          page: {type: oauth2, flow: implicit, authorizationUrl: 'https://a.example/a', scopes: {}}
          words: {type: oauth2, flow: password, tokenUrl: 'https://a.example/t', scopes: {}}
        security: [{basic: []}, {key: [], machine: [read]}]
        paths: {/a: {get: {}}, /b: {get: {security: []}}}
    """)
    kinds = {each.name: each.kind for each in document.schemes}
    assert kinds == {
        **{
            "basic": "basic",
            "code": "bearer",
            "key": "apiKey",
            "machine": "oauth2",
            "page": "bearer",
            "words": "bearer",
        }
    }
    assert next(each.token_url for each in document.schemes if each.name == "machine") == "https://a.example/token"
    assert [each.security for each in document.operations] == [(("basic",), ("key", "machine")), ()]


@pytest.mark.parametrize(
    ("flow", "meant"),
    [
        ("accessCode", "authorizationCode"),
        ("application", "clientCredentials"),
        ("implicit", "implicit"),
        ("password", "password"),
    ],
)
def test_flows(tmp_path: Path, flow: str, meant: str) -> None:
    scheme = {"type": "oauth2", "flow": flow, "tokenUrl": "/t", "scopes": {"s": "S."}, "x-kept": 1, "description": "D."}
    file = tmp_path / "spec.json"
    file.write_text(json.dumps({**HEAD, "paths": {}, "securityDefinitions": {"o": scheme}}), encoding="utf-8")
    found = upgrade(bundle(file)).tree["components"]["securitySchemes"]["o"]
    assert found["flows"] == {meant: {"tokenUrl": "/t", "scopes": {"s": "S."}}}
    assert (found["x-kept"], found["description"]) == (1, "D.")


# -- places -----------------------------------------------------------------------------------


def test_every_old_pointer_still_leads_to_what_it_meant(read: Any) -> None:
    document = read("""
        paths:
          /a:
            post:
              parameters: [{name: n, in: query, type: string}, {name: b, in: body, schema: {type: integer, maximum: 5}}]
              responses: {200: {schema: {type: string, maxLength: 3}}}
          /b:
            post:
              parameters: [{$ref: '#/paths/~1a/post/parameters/0'}, {$ref: '#/paths/~1a/post/parameters/1'}]
              responses: {200: {schema: {$ref: '#/paths/~1a/post/responses/200/schema'}}}
    """)
    first, second = document.operations
    assert second.parameters == first.parameters
    assert second.body == first.body
    assert document.schemas == {"a_post_responses_200_schema": {"type": "string", "maxLength": 3}}


def test_warnings_name_the_place_where_it_is_written(tmp_path: Path) -> None:
    file = tmp_path / "spec.yaml"
    file.write_text(
        "swagger: '2.0'\n"
        "info: {title: T, version: '1'}\n"
        "paths:\n"
        "  /a:\n"
        "    post:\n"
        "      parameters:\n"
        "        - {name: q, in: query, type: string, maxLength: few}\n"  # line 7
        "        - name: f\n"
        "          in: formData\n"
        "          type: string\n"
        "          maxLength: few\n"  # line 11
        "      responses:\n"
        "        200: {$ref: '#/responses/R'}\n"
        "  /b:\n"
        "    post:\n"
        "      parameters:\n"
        "        - name: b\n"
        "          in: body\n"
        "          schema:\n"
        "            maxLength: few\n"  # line 20
        "    get: {responses: {}}\n"
        "responses:\n"
        "  R:\n"
        "    schema:\n"
        "      maxLength: few\n"  # line 25
        "    headers:\n"
        "      H:\n"
        "        maxLength: few\n"  # line 28
        "securityDefinitions:\n"
        "  s: 1\n",
        encoding="utf-8",
    )
    found = [each.location for each in normalise(upgrade(bundle(file))).diagnostics]
    assert sorted(place.line for place in found if place) == [7, 11, 20, 25, 28]
    assert {place.pointer for place in found if place} == {
        "/paths/~1a/post/parameters/0/maxLength",
        "/paths/~1a/post/parameters/1/maxLength",
        "/paths/~1b/post/parameters/0/schema/maxLength",
        "/responses/R/schema/maxLength",
        "/responses/R/headers/H/maxLength",
    }


def test_each_kind_of_loss_is_one_warning(read: Any) -> None:
    tabs = {"in": "query", "type": "array", "items": {"type": "string"}, "collectionFormat": "tsv"}
    document = read({"paths": {"/": {"get": {"parameters": [{"name": name, **tabs} for name in "abc"]}}}})
    ((message, pointer),) = losses(document)
    assert message.endswith("separators and all (and so in 2 other places)")
    assert pointer == "/paths/~1/get/parameters/0/collectionFormat"


# -- other files ------------------------------------------------------------------------------


def test_other_files(read: Any) -> None:
    document = read(
        {
            "produces": ["application/json"],
            "paths": {"/pets": {"$ref": "paths.json#/pets"}, "/sound": {"$ref": "paths.json#/sound"}},
            "definitions": {"Pet": {"$ref": "models.json#/definitions/Pet"}},
        },
        paths={
            "pets": {
                "parameters": [{"$ref": "models.json#/parameters/limit"}],
                "get": {"responses": {"200": {"$ref": "models.json#/responses/Pets"}}},
                "post": {"parameters": [{"$ref": "models.json#/parameters/pet"}], "responses": {}},
            },
            "sound": {"get": {}},
        },
        models={
            "definitions": {"Pet": {"type": "object", "properties": {"toy": {"$ref": "#/definitions/Toy"}}}, "Toy": {}},
            "parameters": {
                "limit": {"name": "limit", "in": "query", "type": "integer", "maximum": "many"},
                "pet": {"name": "pet", "in": "body", "schema": {"$ref": "#/definitions/Pet"}},
            },
            "responses": {"Pets": {"schema": {"type": "array", "items": {"$ref": "#/definitions/Pet"}}}},
        },
    )
    get, post, _ = document.operations
    assert list(document.schemas) == ["Pet", "Toy"]
    assert get.responses[0].content[0].schema == {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}
    assert [each.name for each in (*get.parameters, *post.parameters)] == ["limit", "limit"]
    assert post.body and post.body.content[0].schema == {"$ref": "#/components/schemas/Pet"}
    (place, *_) = [each.location for each in document.diagnostics]
    assert place and (place.file, place.pointer) == ("models.json", "/parameters/limit/maximum")


@pytest.mark.parametrize(
    "tree",
    [
        {"paths": {"/a": 1, "/b": {"get": 1, "parameters": {}}, "x-c": {"get": {}}}},
        {"paths": {"/a": {"get": {"parameters": [1, {"$ref": "#/no"}, {"in": "body"}, {"in": "formData"}]}}}},
        {"paths": {"/a": {"get": {"responses": {"200": 1, "201": {"$ref": "#/no"}, "x-a": 1, "default": {}}}}}},
        {"paths": {"/a": {"get": {"responses": {"200": {"schema": 1, "examples": 1, "headers": {"H": 1}}}}}}},
        {"definitions": 1, "securityDefinitions": {"s": 1}, "host": 1, "schemes": "https", "consumes": 1},
        {"paths": {"/a": {"get": {"responses": 1, "parameters": [{"in": "body", "name": "b", "schema": 1}]}}}},
    ],
)
def test_what_makes_no_sense_costs_itself(read: Any, tree: dict[str, Any]) -> None:
    paths = {**tree.get("paths", {}), "/sound": {"get": {}}}
    assert {"/sound"} <= {each.path for each in read({**tree, "paths": paths}).operations} <= {"/a", "/b", "/sound"}
