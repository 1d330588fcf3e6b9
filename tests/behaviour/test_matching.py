"""Matching: plans for the calls that send this or that, `payments.get_charge.when(path={"charge_id": "ch_1"})`."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest

from mockgen.testing import PlanUsedUp, UnmockedOperation, UnusedStub

from .conftest import Generate, Package

SPEC = """
paths:
  /charges:
    get:
      operationId: charges
      parameters:
        - {in: query, name: limit, schema: {type: integer, maximum: 100}}
        - {in: query, name: status, explode: false, schema: {type: array, items: {type: string}}}
        - {in: query, name: since, schema: {type: string, format: date-time}}
        - {in: query, name: paid, schema: {type: boolean}}
      responses: {'200': {description: All., content: {application/json: {schema: {type: integer}}}}}
    post:
      operationId: charge
      parameters: [{in: header, name: Idempotency-Key, schema: {type: string}}]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/New'}}}
      responses: {'200': {description: All., content: {application/json: {schema: {type: integer}}}}}
  /charges/{charge_id}:
    parameters: [{in: path, name: charge_id, required: true, schema: {type: string}}]
    get:
      operationId: getCharge
      responses: {'200': {description: It., content: {application/json: {schema: {type: integer}}}}}
  /forms:
    post:
      operationId: fill
      requestBody:
        content:
          application/x-www-form-urlencoded: {schema: {type: object, properties: {age: {type: integer}}}}
      responses: {'200': {description: It., content: {application/json: {schema: {type: integer}}}}}
  /items/{id}:
    parameters: [{in: path, name: id, required: true, schema: {type: string, format: uuid}}]
    get:
      operationId: item
      responses: {'200': {description: It., content: {application/json: {schema: {type: integer}}}}}
components:
  schemas:
    New:
      type: object
      required: [amount]
      properties:
        amount: {type: integer}
        card: {type: object, properties: {last4: {type: string}, brand: {type: string}}}
        lines: {type: array, items: {type: object, properties: {sku: {type: string}}}}
"""
HERE = os.path.relpath(__file__)


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


def line_of(text: str) -> int:
    lines = Path(__file__).read_text("utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if text in line)


# -- which plan answers --------------------------------------------------------------------------


def test_plans_live_beside_each_other(package: Package) -> None:
    with package.mock() as shop:
        shop.get_charge.when(path={"charge_id": "ch_1"}).returns(1)
        shop.get_charge.when(path={"charge_id": "ch_2"}).returns(2)
        client = package.client()
        assert [client.get_charge(f"ch_{number}") for number in (2, 1, 2)] == [2, 1, 2]


@pytest.mark.parametrize("first", ["the rest", "the one"])
def test_the_plan_without_a_condition_answers_the_rest(package: Package, first: str) -> None:
    with package.mock() as shop:
        if first == "the rest":
            shop.get_charge.returns(0)
        shop.get_charge.when(path={"charge_id": "ch_1"}).returns(1)
        if first == "the one":
            shop.get_charge.returns(0)
        assert [package.client().get_charge(name) for name in ("ch_1", "ch_2")] == [1, 0]


def test_of_several_that_match_the_newest_answers(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.when(body={"amount": 1}).returns(1)
        shop.charge.when(body={"card": {"last4": "4242"}}).returns(2)
        client = package.client()
        assert client.charge({"amount": 1, "card": {"last4": "4242"}}) == 2
        assert client.charge({"amount": 1}) == 1


def test_a_plan_replaces_the_one_with_the_same_condition(package: Package) -> None:
    with package.mock() as shop:
        shop.get_charge.when(path={"charge_id": "ch_1"}).returns(1)
        shop.get_charge.when(path={"charge_id": "ch_1"}).returns(2)
        assert package.client().get_charge("ch_1") == 2


def test_each_plan_has_its_own_sequence_and_end(package: Package) -> None:
    with package.mock() as shop:
        shop.get_charge.returns(0)
        shop.get_charge.when(path={"charge_id": "ch_1"}).fails(503).then.returns(1).times(1)
        client = package.client()
        assert [client.get_charge("ch_1"), client.get_charge("ch_2")] == [1, 0]
        with pytest.raises(PlanUsedUp, match=r"shop\.get_charge was called again, but its plan is used up"):
            client.get_charge("ch_1")


def test_a_condition_that_nothing_meets_is_an_unused_stub(package: Package) -> None:
    with pytest.raises(UnusedStub, match=r"shop\.get_charge was never called"), package.mock("auto") as shop:
        shop.get_charge.when(path={"charge_id": "ch_1"}).returns(1)
        package.client().get_charge("ch_2")


# -- what is matched -----------------------------------------------------------------------------

MATCHING: list[tuple[str, dict[str, Any], tuple[Any, ...], dict[str, Any]]] = [
    ("charges", {"query": {"limit": 3}}, (), {"limit": 3, "paid": True}),
    ("charges", {"query": {"status": ["a", "b"]}}, (), {"status": ["a", "b"]}),
    ("charges", {"query": {"paid": True}}, (), {"paid": True}),
    (
        "charges",
        {"query": {"since": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}},
        (),
        {"since": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
    ),
    ("item", {"path": {"id": uuid.UUID(int=1)}}, (uuid.UUID(int=1),), {}),
    ("charge", {"body": {"card": {"last4": "1"}}}, ({"amount": 1, "card": {"last4": "1", "brand": "x"}},), {}),
    ("charge", {"body": {"lines": [{}, {"sku": "b"}]}}, ({"amount": 1, "lines": [{"sku": "a"}, {"sku": "b"}]},), {}),
    ("charge", {"headers": {"idempotency-key": "k"}}, ({"amount": 1},), {"idempotency_key": "k"}),
    ("fill", {"body": {"age": 7}}, ({"age": 7},), {}),
]


@pytest.mark.parametrize(("method", "condition", "arguments", "keywords"), MATCHING)
def test_a_part_is_enough(
    package: Package, method: str, condition: dict[str, Any], arguments: tuple[Any, ...], keywords: dict[str, Any]
) -> None:
    with package.mock() as shop:
        getattr(shop, method).when(**condition).returns(1)
        assert getattr(package.client(), method)(*arguments, **keywords) == 1


def test_a_predicate_is_asked_last(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.when(lambda call: call.sent.body["amount"] > 5, body={"card": {"brand": "x"}}).returns(1)
        shop.charge.returns(0)
        client = package.client()
        amounts = [client.charge({"amount": amount, "card": {"brand": "x"}}) for amount in (5, 6)]
        assert [*amounts, client.charge({"amount": 6})] == [0, 1, 0]


def test_what_does_not_match_is_told(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.when(body={"amount": 1, "card": {"brand": "x"}}).returns(1).optional()  # the one plan
        shop.charge.when(lambda call: False).returns(1).optional()  # the other plan
        with pytest.raises(UnmockedOperation) as caught:
            package.client().charge({"amount": 2})  # the line that charges
    assert str(caught.value) == "\n".join(
        [
            "shop.charge was called but this test does not plan it.",
            '  call     POST /charges   {"amount": 2}',
            f"  from     {HERE}:{line_of('the line that charges')} in test_what_does_not_match_is_told",
            f"  planned  charge (unused, {HERE}:{line_of('the one plan')}), "
            f"charge (unused, {HERE}:{line_of('the other plan')})",
            f"  when     its predicate says no ({HERE}:{line_of('the other plan')})",
            f'  when     body.amount expected 1, sent 2; body.card expected {{"brand": "x"}}, sent nothing '
            f"({HERE}:{line_of('the one plan')})",
            "  fix      shop.charge.returns()",
        ]
    )


# -- what could match nothing ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "condition", "told"),
    [
        ("get_charge", {"path": {"charge": "1"}}, 'it has no path parameter "charge"; did you mean charge_id?'),
        ("charges", {"query": {"limt": 1}}, 'it has no query parameter "limt"; did you mean limit?'),
        ("charges", {"query": {"limit": 101}}, 'its query parameter "limit" is never 101'),
        ("charges", {"query": {"limit": "3"}}, 'its query parameter "limit" is never "3"'),
        ("charge", {"body": {"amuont": 1}}, 'body.amuont is not declared; did you mean "amount"?'),
        ("charge", {"body": {"card": {"last": "1"}}}, 'body.card.last is not declared; did you mean "last4"?'),
        (
            "charge",
            {"headers": {"Idempotency-Kye": "k"}},
            'it has no header "Idempotency-Kye"; did you mean "Idempotency-Key"?',
        ),
        ("charges", {"body": {"amount": 1}}, "it takes no body"),
    ],
)
def test_what_could_match_nothing_raises_where_it_is_planned(
    package: Package, method: str, condition: dict[str, Any], told: str
) -> None:
    with package.mock() as shop, pytest.raises(TypeError) as caught:
        getattr(shop, method).when(**condition)
    assert str(caught.value) == f"no call of shop.{method} can match this: {told}"


def test_a_header_that_nobody_declares_may_be_sent(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.when(headers={"User-Agent": "shop-client (mockgen)"}).returns(1)
        assert package.client().charge({"amount": 1}) == 1


def test_any_header_is_one_that_is_sent(package: Package) -> None:
    client = package.client()
    with package.mock() as shop:
        shop.charge.when(headers={"X-Trace": ANY}).returns(1).optional()
        with pytest.raises(UnmockedOperation, match=r'header\.X-Trace expected "<ANY>", sent nothing'):
            client.charge({"amount": 1})
        shop.charge.when(headers={"Idempotency-Key": ANY}).returns(2)
        assert client.charge({"amount": 1}, idempotency_key="k") == 2


def test_a_condition_stands_before_the_plan_and_says_something(package: Package) -> None:
    with package.mock() as shop:
        with pytest.raises(TypeError, match="takes what a call must send"):
            shop.charge.when()
        stub = shop.charge.returns().optional()
        with pytest.raises(TypeError, match=r"before the first answer of a plan, not after \.then"):
            stub.then.when(body={"amount": 1})
