"""Documents of every version read into one dialect; what is defective costs itself and no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from mockgen.errors import SpecError
from mockgen.spec.document import Document
from mockgen.spec.normalise import normalise
from mockgen.spec.references import bundle


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """Return a function that reads a document from YAML text or a mapping."""

    def read_document(spec: Any, version: str = "3.1.0") -> Document:
        tree = yaml.safe_load(spec) if isinstance(spec, str) else spec
        file = tmp_path / "spec.yaml"
        text = yaml.safe_dump({"openapi": version, "info": {"title": "T", "version": "1"}, **tree}, sort_keys=False)
        file.write_text(text, encoding="utf-8")
        return normalise(bundle(file, tmp_path))

    return read_document


def schema(read: Any, node: Any, version: str = "3.1.0") -> Any:
    """Return a component in the one dialect."""
    return read({"paths": {}, "components": {"schemas": {"S": node}}}, version).schemas["S"]


SOUND = {"/sound": {"get": {"responses": {}}}}
"""An operation without a defect: without any, a document is refused."""


def messages(document: Document) -> list[str]:
    return [each.message for each in document.diagnostics]


# -- schemas ----------------------------------------------------------------------------------


def test_a_component_that_is_only_a_reference_names_what_it_leads_to(read: Any, tmp_path: Path) -> None:
    (tmp_path / "animal.yaml").write_text("type: object\nproperties: {next: {$ref: animal.yaml}}\n", encoding="utf-8")
    schemas = {"Pet": {"$ref": "animal.yaml"}, "Other": {"$ref": "#/components/schemas/Pet"}}
    assert read({"paths": {}, "components": {"schemas": schemas}}).schemas == {
        "Pet": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Pet"}}}
    }


@pytest.mark.parametrize("written", ["Cat", "#/components/schemas/Cat"])
def test_what_every_other_value_of_a_discriminator_means(read: Any, written: str) -> None:
    node = {"anyOf": [{"$ref": "#/components/schemas/Cat"}], "discriminator": {"propertyName": "k"}}
    node["discriminator"]["defaultMapping"] = written
    found = read({"paths": {}, "components": {"schemas": {"S": node, "Cat": {}}}}, "3.2.0").schemas["S"]
    assert found["discriminator"]["defaultMapping"] == "#/components/schemas/Cat"


@pytest.mark.parametrize(
    ("items", "meant"),
    [
        ({"type": "string"}, {"type": "string", "pattern": "^[^|]*$"}),
        ({"type": "string", "enum": ["a|b"]}, {"type": "string", "enum": ["a|b"]}),
        ({"type": "integer"}, {"type": "integer"}),
    ],
)
def test_items_joined_by_a_delimiter_that_has_no_escape(read: Any, items: Any, meant: Any) -> None:
    node = {"name": "p", "in": "query", "style": "pipeDelimited", "schema": {"type": "array", "items": items}}
    (found,) = read({"paths": {"/": {"get": {"parameters": [node]}}}}).operations[0].parameters
    assert found.schema["items"] == meant


def test_a_query_parameter_that_may_be_empty(read: Any) -> None:
    parameters = [
        {"name": name, "in": "query", "allowEmptyValue": True, "schema": {"type": kind}}
        for name, kind in (("flag", "boolean"), ("word", "string"))
    ]
    flag, word = read({"paths": {"/": {"get": {"parameters": parameters}}}}).operations[0].parameters
    assert flag.schema == {"anyOf": [{"type": "boolean"}, {"type": "string", "maxLength": 0}]}
    assert word.schema == {"type": "string"}


@pytest.mark.parametrize(
    ("version", "written", "meant"),
    [
        ("3.0.3", {"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        (
            "3.0.3",
            {"type": "integer", "minimum": 1, "exclusiveMinimum": True},
            {"type": "integer", "exclusiveMinimum": 1},
        ),
        (
            "3.1.0",
            {"type": "integer", "maximum": 1, "exclusiveMaximum": True},
            {"type": "integer", "exclusiveMaximum": 1},
        ),
        ("3.0.3", {"type": "integer", "minimum": 1, "exclusiveMinimum": False}, {"type": "integer", "minimum": 1}),
        ("3.1.0", {"type": ["string"]}, {"type": "string"}),
        ("3.1.0", {"type": "string", "minLength": "2"}, {"type": "string", "minLength": 2}),
        ("3.1.0", {"type": "number", "multipleOf": 2.0}, {"type": "number", "multipleOf": 2}),
        ("3.1.0", True, {}),
        ("3.1.0", False, {"not": {}}),
        ("3.1.0", {"enum": [1, 1.0, True]}, {"enum": [1, True]}),
        (
            "3.1.0",
            {"items": [{"type": "string"}], "additionalItems": False},
            {"prefixItems": [{"type": "string"}], "items": {"not": {}}},
        ),
    ],
)
def test_one_dialect(read: Any, version: str, written: Any, meant: Any) -> None:
    assert schema(read, written, version) == meant


@pytest.mark.parametrize(
    ("version", "written"),
    [
        ("3.0.3", {"type": "string", "enum": ["a"], "nullable": True}),
        ("3.0.3", {"allOf": [{"type": "string"}], "nullable": True}),
        ("3.1.0", {"type": "string", "nullable": True}),
    ],
)
def test_null_is_admitted_wherever_nullable_stands(read: Any, version: str, written: Any) -> None:
    found = schema(read, written, version)
    assert jsonschema_rs.is_valid(found, None)
    assert not jsonschema_rs.is_valid(found, 1)


@pytest.mark.parametrize(("version", "counts"), [("3.0.3", False), ("3.1.0", True)])
def test_what_stands_beside_a_reference(read: Any, version: str, counts: bool) -> None:
    tree = {"S": {"type": "string"}, "T": {"properties": {"a": {"$ref": "#/components/schemas/S", "minLength": 2}}}}
    found = read({"paths": {}, "components": {"schemas": tree}}, version).schemas["T"]["properties"]["a"]
    reference = {"$ref": "#/components/schemas/S"}
    assert found == ({"allOf": [reference, {"minLength": 2}]} if counts else reference)


def test_one_of_beside_a_discriminator_is_any_of_with_a_full_mapping(read: Any) -> None:
    union = {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {"propertyName": "k", "mapping": {"c": "Cat"}},
    }
    schemas = {"S": union, "Cat": {"type": "object"}, "Dog": {"type": "object"}}
    found = read({"paths": {}, "components": {"schemas": schemas}}).schemas["S"]
    assert "oneOf" not in found
    assert len(found["anyOf"]) == 2
    mapping = {"c": "#/components/schemas/Cat", "Dog": "#/components/schemas/Dog"}
    assert found["discriminator"] == {"propertyName": "k", "mapping": mapping}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"type": "string", "minLength": -1}, "minLength is not a natural number"),
        ({"type": "text"}, "none of JSON Schema's seven"),
        ({"enum": "a"}, "an enum must be a list"),
        ({"type": "object", "required": "a"}, "required must be a list"),
        ({"discriminator": {}}, "needs a propertyName"),
        ([], "a schema must be a mapping"),
    ],
)
def test_a_defect_costs_a_keyword_and_is_told(read: Any, written: Any, told: str) -> None:
    document = read({"paths": {}, "components": {"schemas": {"S": written, "Sound": {"type": "string"}}}})
    assert [message for message in messages(document) if told in message]
    assert document.schemas["Sound"] == {"type": "string"}


# -- operations -------------------------------------------------------------------------------

PARTS = """
paths:
  /things/{id}:
    servers: [{url: 'https://{region}.example', variables: {region: {default: eu}}}]
    parameters: [{$ref: '#/components/parameters/Id'}]
    post:
      requestBody: {$ref: '#/components/requestBodies/Body'}
      parameters: [{name: tags, in: query, schema: {type: array}}, {name: Accept, in: header, schema: {}}]
      responses: {200: {$ref: '#/components/responses/Done'}, 4xx: {description: Ours.}}
components:
  parameters: {Id: {name: id, in: path, schema: {type: integer}}}
  requestBodies: {Body: {required: true, content: {application/json: {schema: {type: object}}}}}
  responses: {Done: {description: Done., headers: {X-Id: {$ref: '#/components/headers/Id'}}}}
  headers: {Id: {required: true, schema: {type: string}}}
"""


def test_an_operation_is_whole_in_itself(read: Any) -> None:
    (operation,) = read(PARTS).operations
    identifier, tags = operation.parameters
    assert operation.key == "POST /things/{id}"
    assert [server.url for server in operation.servers] == ["https://eu.example"]
    assert (identifier.location, identifier.required, identifier.style, identifier.explode) == (
        "path", True, "simple", False,
    )  # fmt: skip
    assert (tags.style, tags.explode) == ("form", True)
    assert operation.body is not None
    assert operation.body.required
    assert [response.status for response in operation.responses] == ["200", "4XX"]
    assert operation.responses[0].headers[0].required


def test_operations_are_sorted_by_path_and_method(read: Any) -> None:
    item = {"post": {"responses": {}}, "get": {"responses": {}}}
    found = read({"paths": {"/b": item, "/a": item}}).operations
    assert [operation.key for operation in found] == ["GET /a", "POST /a", "GET /b", "POST /b"]


@pytest.mark.parametrize(
    ("operation", "told"),
    [
        ({"parameters": [{"in": "query"}]}, "a parameter needs a name"),
        ({"parameters": [{"in": "query", "name": " "}]}, "a parameter needs a name"),
        ({"parameters": [{"in": "path", "name": "no", "schema": {}}]}, "the path does not have"),
        ({"responses": {"ok": {"description": "?"}}}, "this is no status"),
        ({"security": [{"missing": []}]}, "a security scheme is required that is not declared"),
        ({"requestBody": {"$ref": "#/components/requestBodies/Missing"}}, ""),
    ],
)
def test_a_defect_costs_a_part_of_its_operation(read: Any, operation: Any, told: str) -> None:
    written = {"get": {"responses": {"204": {"description": "."}}, **operation}}
    document = read({"paths": {"/a": written, **SOUND}})
    assert [message for message in messages(document) if told in message]
    assert [found.key for found in document.operations] == ["GET /a", "GET /sound"]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ({"type": "apiKey", "in": "query", "name": "k"}, "apiKey"),
        ({"type": "http", "scheme": "Bearer"}, "bearer"),
        ({"type": "http", "scheme": "basic"}, "basic"),
        ({"type": "oauth2", "flows": {}}, "bearer"),
        ({"type": "openIdConnect", "openIdConnectUrl": "https://x.example"}, "bearer"),
        ({"type": "mutualTLS"}, "other"),
        ({"type": "http", "scheme": "digest"}, "other"),
    ],
)
def test_security_schemes(read: Any, written: Any, kind: str) -> None:
    (scheme,) = read({"paths": {}, "components": {"securitySchemes": {"s": written}}}).schemes
    assert scheme.kind == kind


def test_security_of_the_document_holds_where_an_operation_says_nothing(read: Any) -> None:
    document = read("""
        security: [{key: []}]
        paths:
          /a: {get: {responses: {}}}
          /b: {get: {security: [], responses: {}}}
          /c: {get: {security: [{}, {key: []}], responses: {}}}
        components: {securitySchemes: {key: {type: apiKey, in: header, name: k}}}
    """)
    assert [operation.security for operation in document.operations] == [(("key",),), (), ((), ("key",))]


def test_what_is_sent_and_what_is_answered(read: Any) -> None:
    document = read("""
        paths:
          /a:
            post:
              requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/In'}}}}
              responses:
                '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Out'}}}}
        components:
          schemas:
            In: {type: object, properties: {both: {$ref: '#/components/schemas/Both'}}}
            Out: {type: array, items: {$ref: '#/components/schemas/Both'}}
            Both: {type: string}
    """)
    assert (document.sent, document.answered) == ({"In", "Both"}, {"Out", "Both"})


# -- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tree", "version", "told"),
    [
        ({}, "2.0", "OpenAPI 2.0 is not a version"),
        ({}, "4.0.0", "OpenAPI 4.0 is not a version"),
        ({"openapi": None}, "", "no OpenAPI document"),
        ({"paths": []}, "3.1.0", "`paths` must be a mapping"),
    ],
)
def test_what_is_no_document_is_refused(read: Any, tree: Any, version: str, told: str) -> None:
    with pytest.raises(SpecError, match=told):
        read(tree, version)
