"""Fakes: valid by construction, the same for a seed, and finite."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from mockgen.testing import UnsatisfiableSchema

from .conftest import Generate, Package

SEEDS = range(20)

SCHEMAS: dict[str, str] = {
    "list of itself": "{type: object, properties: {next: {$ref: '#/components/schemas/S'}}}",
    "tree": """
      {type: object, required: [kids], properties: {kids: {type: array, items: {$ref: '#/components/schemas/S'}}}}""",
    "map of itself": "{type: object, additionalProperties: {$ref: '#/components/schemas/S'}}",
    "nullable itself": """
      type: object
      required: [next]
      properties: {next: {oneOf: [{$ref: '#/components/schemas/S'}, {type: 'null'}]}}
    """,
    "allOf": """
      allOf:
        - {type: object, required: [a], properties: {a: {type: integer, minimum: 3}}}
        - {type: object, required: [b], properties: {a: {maximum: 4}, b: {type: string, maxLength: 2}}}
    """,
    "required beside properties": "{properties: {a: {type: integer}}, allOf: [{required: [a]}]}",
    "exclusive": """
      oneOf:
        - {type: object, required: [a], properties: {a: {type: integer}}}
        - {type: object, required: [a, b], properties: {a: {type: integer}, b: {type: string}}}
    """,
    "exclusive numbers": "{oneOf: [{type: integer, multipleOf: 3}, {type: integer, multipleOf: 5}]}",
    "nullable": "{type: [object, 'null'], required: [a], properties: {a: {type: [string, 'null'], minLength: 2}}}",
    "map": "{type: object, minProperties: 2, additionalProperties: {type: integer, maximum: 9}}",
    "open object": """
      {type: object, required: [a], properties: {a: {type: string}}, additionalProperties: {type: integer}}""",
    "patterns": """
      {type: object, minProperties: 1,
       patternProperties: {'^x-[a-z]{3}$': {type: boolean}}, additionalProperties: false}""",
    "unique": "{type: array, minItems: 3, uniqueItems: true, items: {type: string, enum: [a, b, c, d]}}",
    "unique objects": """
      {type: array, minItems: 2, uniqueItems: true,
       items: {type: object,
       properties: {a: {type: boolean}}, required: [a]}}""",
    "enum": "{enum: [1, two, null, [3]]}",
    "const": "{type: object, required: [kind], properties: {kind: {const: 'a\"b'}}}",
    "bounds": "{type: number, exclusiveMinimum: 1, maximum: 1.5, multipleOf: 0.25}",
    "text": "{type: string, minLength: 7, maxLength: 7}",
    "pattern": "{type: string, pattern: '^[A-Z]{3}-\\d{2,4}$'}",
    "formats": """
      type: object
      required: [a, b, c, d, e, f]
      properties:
        a: {type: string, format: date-time}
        b: {type: string, format: date}
        c: {type: string, format: email}
        d: {type: string, format: uuid}
        e: {type: string, format: ipv6}
        f: {type: string, format: uri}
    """,
    "tuple": "{type: array, prefixItems: [{type: string}, {type: integer}], items: false, minItems: 2}",
    "not": "{type: string, enum: [a, b, c], not: {const: b}}",
    "if": """
      type: object
      required: [kind]
      properties: {kind: {enum: [a, b]}, n: {type: integer}}
      if: {properties: {kind: {const: a}}}
      then: {required: [n]}
    """,
    "contains": "{type: array, items: {type: integer, minimum: 0, maximum: 3}, contains: {const: 2}, maxItems: 4}",
    "dependent": """
      type: object
      properties: {a: {type: integer}, b: {type: integer}}
      dependentRequired: {a: [b]}
    """,
    "exclusive, told apart by what neither requires": """
      oneOf:
        - {type: object, properties: {data: {type: array, items: {type: string}}}}
        - {type: object, properties: {warning: {type: string}}}
        - {type: object, properties: {error: {type: boolean}, warning: {type: string}}}
    """,
    "exclusive, by the type of one property": """
      oneOf:
        - {type: object, properties: {labels: {type: array, minItems: 1, items: {type: string}}}}
        - {type: object, properties: {labels: {type: array, minItems: 1, items: {type: integer}}}}
    """,
    "exclusive lists": """
      oneOf:
        - {type: array, items: {type: object, required: [a], properties: {a: {type: integer}}}}
        - {type: array, items: {type: object, required: [b], properties: {b: {type: integer}}}}
    """,
    "exclusive, two of three alike": """
      oneOf:
        - {type: object, required: [kind, token], properties: {kind: {type: string}, token: {type: string}}}
        - {type: object, required: [kind], properties: {kind: {type: string}, ends: {type: integer}}}
        - {type: object, required: [kind], properties: {kind: {type: string}, ends: {type: integer}}}
    """,
    "conditions on what is optional": """
      type: object
      required: [source]
      properties: {source: {enum: [here, there]}, found: {type: string}, wanted: {type: string}}
      allOf:
        - {if: {properties: {source: {const: here}}}, then: {required: [found], not: {required: [wanted]}}}
        - {if: {properties: {source: {const: there}}}, then: {required: [wanted], not: {required: [found]}}}
    """,
    "list of what has no value": """
      type: object
      properties: {a: {type: array, items: {oneOf: [{type: object}, {type: object}]}}}
    """,
    "a format that leaves no length": """
      {type: object, properties: {id: {type: string, format: uuid, minLength: 64}, b: {type: boolean}}}""",
    "anything": "{}",
    "several types": "{type: [string, integer, boolean], minLength: 2, minimum: 5}",
}


def answering(generated: Generate, schema: Any, **components: Any) -> Package:
    """Return a package whose `fetch` answers the component `S`."""
    tree = yaml.safe_load(schema) if isinstance(schema, str) else schema
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/S"}}}
    operation = {"operationId": "fetch", "responses": {"200": {"description": "It.", "content": content}}}
    return generated({"paths": {"/s": {"get": operation}}, "components": {"schemas": {"S": tree, **components}}})


def fakes(package: Package, **how: Any) -> list[Any]:
    """Return fakes of what `fetch` answers."""
    with package.mock() as shop:
        return [shop.fetch.fake("200", seed=seed, **how) for seed in SEEDS]


@pytest.mark.parametrize("profile", ["full", "minimal"])
@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_every_fake_is_valid(generated: Generate, schema: str, profile: str) -> None:
    tree = yaml.safe_load(schema)
    root = {**tree, "components": {"schemas": {"S": tree}}}
    validator = jsonschema_rs.Draft202012Validator(root, validate_formats=True)
    for value in fakes(answering(generated, schema), profile=profile):
        assert [error.message for error in validator.iter_errors(value)] == []


@pytest.mark.parametrize("service", ["parcels", "payments", "weather"])
def test_every_fake_of_the_example_specs_is_valid(service: str) -> None:
    """The contract's schemas, read by another validator than the mock's own."""
    testing = importlib.import_module(f"clients.{service}.testing")
    contract = json.loads((Path(testing.__file__ or "").parent / "contract.json").read_text("utf-8"))
    components = {"components": {"schemas": contract["schemas"]}}
    judged = 0
    with getattr(testing, f"mock_{service}")() as mock:
        for key, node in contract["operations"].items():
            for status, response in node["responses"].items():
                for media_type, media in response["content"].items():
                    if "json" not in media_type:
                        continue
                    schema = jsonschema_rs.Draft202012Validator(
                        {**media["schema"], **components}, validate_formats=True
                    )
                    for seed in SEEDS:
                        value = mock.operations[key].fake(status, media_type=media_type, seed=seed)
                        assert [error.message for error in schema.iter_errors(value)] == [], (key, status, seed)
                        judged += 1
    assert judged >= 10 * len(SEEDS)


# -- recursion --------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", ["full", "minimal"])
def test_conditions_hold_however_deep_they_stand(generated: Generate, profile: str) -> None:
    inner = yaml.safe_load(SCHEMAS["conditions on what is optional"])
    for _ in range(5):
        inner = {"type": "object", "required": ["in"], "properties": {"in": inner}}
    validator = jsonschema_rs.Draft202012Validator(inner)
    for value in fakes(answering(generated, inner), profile=profile):
        assert [error.message for error in validator.iter_errors(value)] == []


def test_branches_that_only_formats_of_their_own_tell_apart_are_alternatives(generated: Generate) -> None:
    schema = "{oneOf: [{type: string, format: asset-id}, {type: string, format: upload-id}]}"
    assert all(isinstance(value, str) for value in fakes(answering(generated, schema)))


def test_properties_named_like_keywords_are_no_keywords(generated: Generate) -> None:
    branch = "{type: object, required: [format], properties: {format: {type: %s}, title: {type: string}}}"
    schema = f"oneOf: [{branch % 'string'}, {branch % 'integer'}]"
    assert {type(value["format"]) for value in fakes(answering(generated, schema))} == {str, int}


def test_recursion_ends(generated: Generate) -> None:
    for value in fakes(answering(generated, SCHEMAS["tree"])):
        assert len(json.dumps(value)) < 5_000


def test_required_recursion_is_reported(generated: Generate) -> None:
    package = answering(generated, "{type: object, required: [s], properties: {s: {$ref: '#/components/schemas/S'}}}")
    with package.mock() as shop, pytest.raises(UnsatisfiableSchema):
        shop.fetch.fake("200")


@pytest.mark.parametrize(
    "schema",
    [
        "{allOf: [{type: string}, {type: integer}]}",
        "{type: string, minLength: 3, maxLength: 2}",
        "{type: object, required: [a], properties: {a: false}}",
        "{type: integer, minimum: 3, maximum: 2}",
        "{type: array, uniqueItems: true, minItems: 3, items: {type: boolean}}",
    ],
)
def test_a_contradiction_is_reported_when_it_is_asked_for(generated: Generate, schema: str) -> None:
    package = answering(generated, schema)
    with package.mock() as shop, pytest.raises(UnsatisfiableSchema):
        shop.fetch.fake("200")


# -- directions -------------------------------------------------------------------------------

DIRECTIONS = """
paths:
  /users:
    post:
      operationId: create
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}
      responses:
        '201': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
components:
  schemas:
    User:
      type: object
      required: [id, password, name]
      properties:
        id: {type: integer, readOnly: true}
        password: {type: string, writeOnly: true}
        name: {type: string}
"""


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_read_only_is_not_sent_and_write_only_not_answered(generated: Generate, version: str) -> None:
    package = generated({**yaml.safe_load(DIRECTIONS), "openapi": version})
    with package.mock("auto") as shop:
        operation = shop.operations["POST /users"]
        operation.exercise(package.client(), seed=1)
        assert set(operation.calls[0].body) == {"password", "name"}
        assert set(operation.fake("201")) == {"id", "name"}
        with pytest.raises(AssertionError, match=r"body\.id"):
            package.client().create({"id": 1, "password": "p", "name": "n"})
        with pytest.raises(AssertionError, match=r"body\.password"):
            shop.create.returns({"id": 1, "name": "n", "password": "p"})


def test_neither_is_in_the_types_of_the_other_direction(generated: Generate) -> None:
    schemas = generated(yaml.safe_load(DIRECTIONS)).module("schemas")
    assert set(schemas.UserInput.__annotations__) == {"password", "name"}
    assert not hasattr(schemas.User, "password") and hasattr(schemas.User, "id")


# -- seeds ------------------------------------------------------------------------------------

SHAPE: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name", "lines"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "lines": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/Line"}},
    },
}
LINE: dict[str, Any] = {"type": "object", "required": ["sku"], "properties": {"sku": {"type": "string"}}}


def test_a_seed_gives_one_value_and_another_another(generated: Generate) -> None:
    package = answering(generated, SHAPE, Line=LINE)
    first = fakes(package)
    assert fakes(package) == first
    assert fakes(answering(generated, SHAPE, Line=LINE)) == first
    assert len({json.dumps(value) for value in first}) == len(SEEDS)


def test_a_new_property_leaves_the_other_values_alone(generated: Generate) -> None:
    before = fakes(answering(generated, SHAPE, Line=LINE))
    line = {**LINE, "required": ["sku", "n"], "properties": {"n": {"type": "integer"}, **LINE["properties"]}}
    extended = {**SHAPE, "properties": {"first": {"type": "string"}, **SHAPE["properties"]}}
    after = fakes(answering(generated, {**extended, "required": ["first", *SHAPE["required"]]}, Line=line))
    for value in after:
        del value["first"]
        for each in value["lines"]:
            del each["n"]
    assert after == before


def test_the_minimal_profile_shows_what_is_required(generated: Generate) -> None:
    schema = {**SHAPE, "required": ["id"]}
    assert {tuple(value) for value in fakes(answering(generated, schema, Line=LINE), profile="minimal")} == {("id",)}
