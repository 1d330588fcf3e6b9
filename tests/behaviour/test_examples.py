"""The document's own examples: served by name, typed, and held against their schemas first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockgen.testing import ABSENT, ResponseViolation, WrongExample

from .checkers import CHECKERS, refused_lines
from .conftest import Generate, Package

SPEC = """
paths:
  /charge:
    post:
      operationId: charge
      responses:
        '201':
          description: It.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Charge'}
              examples:
                paid: {value: {id: ch_1, amount: 5, lines: [{n: 1}, {n: 2}]}}
                shared: {$ref: '#/components/examples/Shared'}
                wrong: {summary: Old., value: {id: ch_1, amount: five}}
        '402':
          description: No.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Error'}
              examples:
                declined: {value: {code: card_declined}}
                paid: {value: {code: paid_already}}
        default:
          description: No.
          content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}
  /charges:
    get:
      operationId: charges
      responses:
        '200':
          description: All.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Charge'}}
              example: [{id: ch_1, amount: 5}]
            text/csv: {schema: {type: string}, example: 'id,amount'}
  /same:
    get:
      operationId: same
      responses:
        '200':
          description: It.
          content:
            application/json: {schema: {$ref: '#/components/schemas/Charge'}, example: {id: ch_1, amount: wrong}}
  /none:
    get: {operationId: none, responses: {'204': {description: It.}}}
  /text:
    get:
      operationId: text
      responses: {'200': {description: It., content: {text/plain: {schema: {type: string, example: Hello.}}}}}
components:
  examples: {Shared: {value: {id: ch_2, amount: 7}}}
  schemas:
    Charge:
      type: object
      required: [id, amount]
      properties:
        id: {type: string, pattern: '^ch_\\p{Nd}+$'}
        amount: {type: integer}
        note: {type: string}
        lines: {type: array, items: {type: object, properties: {n: {type: integer}}}}
    Error:
      type: object
      required: [code]
      properties: {code: {type: string}}
      examples: [{code: oops}, {code: ouch}, {}]
"""


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


def test_a_test_asks_for_it_by_name(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.example("declined").then.example("paid", amount=9, lines=[{}, {"n": 5}], note="n")
        with pytest.raises(package.error("StatusError")) as raised:
            package.client().charge()
        assert (raised.value.status, raised.value.body.raw) == (402, {"code": "card_declined"})
        assert package.client().charge().raw == {
            "id": "ch_1",
            "amount": 9,
            "lines": [{"n": 1}, {"n": 5}],
            "note": "n",
        }


@pytest.mark.parametrize(
    ("name", "status", "body"),
    [
        ("shared", 201, {"id": "ch_2", "amount": 7}),
        ("402 paid", 402, {"code": "paid_already"}),
        ("example", 500, {"code": "oops"}),
        ("example 2", 500, {"code": "ouch"}),
    ],
)
def test_each_is_answered_with_its_status(package: Package, name: str, status: int, body: Any) -> None:
    with package.mock() as shop:
        planned = shop.charge.example(name).optional().planned
    assert (planned.status, planned.content_type, planned.body) == (status, "application/json", body)


def test_examples_of_lists_and_texts(package: Package) -> None:
    with package.mock() as shop:
        assert shop.charges.example("example").optional().planned.body == [{"id": "ch_1", "amount": 5}]
        shop.text.example("example")
        assert package.client().text() == "Hello."


def test_fake_gives_it_too(package: Package) -> None:
    with package.mock() as shop:
        assert shop.charge.fake(example="paid")["amount"] == 5
        assert shop.charge.fake(201, example="paid", overrides={"amount": 6, "lines": ABSENT}) == {
            "id": "ch_1",
            "amount": 6,
        }
        assert shop.charge.fake(402, example="paid") == {"code": "paid_already"}
        assert shop.charge.fake(422, example="example") == {"code": "oops"}
        assert len(shop.charge.fake(example="paid", overrides={"lines": 3})["lines"]) == 3
        shop.charge.fake(example="paid")["lines"].clear()
        assert len(shop.charge.fake(example="paid")["lines"]) == 2, "each is a value of its own"


def test_what_is_chained_is_held_against_the_contract(package: Package) -> None:
    with package.mock() as shop:
        stub = shop.charge.example("example").optional().status(422).headers({"X-A": "1"})
        assert (stub.planned.status, stub.planned.body) == (422, {"code": "oops"})
        with pytest.raises(KeyError, match="no example 'declined' of status 201"):
            shop.charge.example("declined").optional().status(201)
        with pytest.raises(ResponseViolation):
            shop.charge.example("paid", amount="x")
        with pytest.raises(TypeError, match="for a fake"):
            shop.charge.example("paid").optional().profile("minimal")


def test_a_wrong_one_is_reported_with_its_place_and_not_served(package: Package) -> None:
    told = [found for found in package.diagnostics if "example" in found.message]
    assert [found.message for found in told] == [
        "the example 'wrong' is not served: amount: it is not of type 'integer'",
        "the example 'example 3' is not served: 'code' is a required property",
        "the example 'example' is not served: amount: it is not of type 'integer'",
    ]
    assert all(found.location and found.location.line for found in told)
    assert told[1].location and told[1].location.pointer == "/components/schemas/Error/examples/2"
    with package.mock() as shop:
        with pytest.raises(WrongExample, match="'wrong' of POST /charge is not served: amount: it is not of type"):
            shop.charge.example("wrong")
        with pytest.raises(WrongExample, match="amount: it is not"):
            shop.same.example("example")
        with pytest.raises(WrongExample):
            shop.charge.fake(example="wrong")


def test_a_misspelt_one_is_told_with_the_nearest(package: Package) -> None:
    with package.mock() as shop:
        with pytest.raises(KeyError, match="shows no example 'declned'; did you mean 'declined'"):
            shop.charge.example("declned")
        with pytest.raises(KeyError, match="GET /none shows no example 'x'; it has none"):
            shop.none.fake(example="x")
        assert not hasattr(shop.none, "example")


def test_the_file_has_a_line_for_each(package: Package, generated: Generate) -> None:
    text = (package.folder / "testing/examples.json").read_text(encoding="utf-8")
    assert json.loads(text)["POST /charge declined"]["value"] == {"code": "card_declined"}
    assert len(text.splitlines()) == len(json.loads(text)) + 2
    bare = generated("paths: {/none: {get: {operationId: none, responses: {'204': {description: It.}}}}}")
    assert not (bare.folder / "testing/examples.json").exists()
    with bare.mock() as shop, pytest.raises(KeyError, match="it has none"):
        shop.none.fake(example="x")


def test_a_value_that_stands_twice_is_written_once(generated: Generate) -> None:
    answer = "{'200': {description: It., content: {application/json: {schema: {}, example: {a: 1}}}}}"
    package = generated(f"paths: {{/a: {{get: {{responses: {answer}}}}}, /b: {{get: {{responses: {answer}}}}}}}")
    assert (package.folder / "testing/examples.json").read_text(encoding="utf-8").count('{"a": 1}') == 1
    with package.mock() as shop:
        assert shop.operations["GET /a"].fake(example="example") == {"a": 1}
        assert shop.operations["GET /b"].fake(example="example") == {"a": 1}


def test_examples_of_swagger_2(generated: Generate) -> None:
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
    answers = {"200": {"description": "It.", "schema": schema, "examples": {"application/json": {"a": 1}}}}
    operation = {"operationId": "a", "produces": ["application/json"], "responses": answers}
    package = generated({"swagger": "2.0", "paths": {"/a": {"get": operation}}})
    with package.mock() as shop:
        assert shop.a.fake(example="example") == {"a": 1}


@pytest.mark.parametrize("value", ["x", [1], {"a": {}}, {"b": {"b": 1}}])
def test_whatever_it_is_generating_goes_on(generated: Generate, value: Any) -> None:
    loop = {"$ref": "#/components/schemas/Loop"}
    schema = {"type": "object", "properties": {"a": {"type": "integer"}, "b": loop}}
    content = {"application/json": {"schema": loop, "example": value}}
    paths = {"/a": {"get": {"operationId": "a", "responses": {"200": {"description": "It.", "content": content}}}}}
    package = generated({"paths": paths, "components": {"schemas": {"Loop": schema}}})
    assert any("is not served" in found.message for found in package.diagnostics)


TYPED = """
from PACKAGE.testing import mock_shop

with mock_shop() as shop:
    shop.charge.example("declined").then.example("402 paid").then.returns().times(2)
    shop.charge.example("paid", amount=5)
"""
WRONG = ['shop.charge.example("declned")', 'shop.charge.example("wrong")', 'shop.same.example("example")']
WRONG += ['shop.none.example("x")']


@pytest.mark.parametrize("checker", CHECKERS)
def test_names_are_typed(package: Package, tmp_path: Path, checker: str) -> None:
    right = TYPED.replace("PACKAGE", package.name)
    wrong = "".join(f"    {line}\n" for line in WRONG)
    lines, told = refused_lines(checker, right + wrong, tmp_path)
    first = right.count("\n") + 1
    assert lines == set(range(first, first + len(WRONG))), told
