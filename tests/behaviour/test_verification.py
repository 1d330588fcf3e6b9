"""Verification: what a test asserts of the calls that its code made, and what it is told where they differ."""

from __future__ import annotations

import os
import re
from typing import Any
from unittest import mock

import pytest
import requests

from .conftest import Generate, Package

SPEC = """
paths:
  /charges:
    get:
      operationId: listCharges
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
        - {name: ids, in: query, schema: {type: array, items: {type: string}}}
      responses: {'204': {description: Them.}}
    post:
      operationId: createCharge
      parameters: [{name: X-Trace, in: header, schema: {type: string}}]
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                amount: {type: integer}
                currency: {type: string}
                card: {type: object, properties: {number: {type: string}, api_key: {type: string}}}
          application/x-www-form-urlencoded:
            schema: {type: object, properties: {amount: {type: integer}}}
      responses:
        '201':
          description: One.
          content: {application/json: {schema: {$ref: '#/components/schemas/Charge'}}}
  /charges/{id}/capture:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    post: {operationId: captureCharge, responses: {'204': {description: Done.}}}
components:
  schemas:
    Charge: {type: object, required: [id], properties: {id: {type: integer}}}
"""
URL = "https://shop.example/charges"
HERE = os.path.relpath(__file__)


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


def told(caught: pytest.ExceptionInfo[BaseException]) -> list[str]:
    """Return a message line by line; `HERE:n` stands for a line of this file."""
    return re.sub(rf"{re.escape(HERE)}:\d+", "HERE:n", str(caught.value)).splitlines()


# -- the log of calls ----------------------------------------------------------------------


def test_a_call_has_what_was_sent_as_it_is_meant_and_what_came_back(package: Package) -> None:
    with package.mock() as shop:
        shop.create_charge.returns(id=7)
        shop.capture_charge.returns()
        shop.list_charges.returns()
        package.client().create_charge({"amount": 3}, x_trace="t1")
        package.client().capture_charge(7)
        package.client().list_charges(limit=2, ids=["a", "b"])
    created, captured, listed = shop.calls
    assert created is shop.create_charge.calls[0]
    assert (created.operation, created.body, created.headers["x-trace"]) == ("create_charge", {"amount": 3}, "t1")
    assert (created.path, created.query) == ({}, {})
    assert (created.answer.status, created.response.id) == (201, 7)
    assert created.source.startswith(f"{HERE}:")
    assert (captured.path, captured.body, captured.response) == ({"id": 7}, None, None)
    assert listed.query == {"limit": 2, "ids": ["a", "b"]}


def test_a_form_is_read_as_its_fields(package: Package) -> None:
    with package.mock("auto") as shop:
        requests.post(URL, data={"amount": "3"}, timeout=1)
    assert shop.create_charge.calls[0].body == {"amount": 3}
    shop.create_charge.assert_called_once_with(body={"amount": 3}, exact=True)


def test_what_the_document_does_not_declare_is_in_the_query_too(package: Package) -> None:
    with package.mock("warn") as shop, pytest.warns(match="limt"):
        shop.list_charges.returns()
        requests.get(URL, params={"limit": 1, "limt": 2}, timeout=1)
    shop.list_charges.assert_called_once_with(query={"limit": 1, "limt": "2"}, exact=True)


# -- as expected ---------------------------------------------------------------------------


def charged(package: Package, *bodies: dict[str, Any]) -> Any:
    """Return a mock whose charges were made with these bodies."""
    with package.mock("auto") as shop:
        for body in bodies:
            package.client().create_charge(body)
    return shop


def test_a_part_is_enough_unless_it_is_to_be_exact(package: Package) -> None:
    shop = charged(package, {"amount": 3, "card": {"number": "42"}})
    shop.create_charge.assert_called_once_with(body={"card": {"number": "42"}})
    shop.create_charge.assert_called_once_with(body={"amount": 3, "card": mock.ANY}, exact=True)
    with pytest.raises(AssertionError) as caught:
        shop.create_charge.assert_called_once_with(body={"amount": 4, "card": {}}, exact=True)
    assert told(caught) == [
        "create_charge was not called as expected.",
        "  body.amount        expected 4, sent 3",
        '  body.card.number   expected nothing, sent "42"',
        "  from               HERE:n",
    ]


def test_secrets_are_not_shown(package: Package) -> None:
    shop = charged(package, {"card": {"api_key": "sk-live"}})
    with pytest.raises(AssertionError) as caught:
        shop.create_charge.assert_called_once_with(body={"card": {"api_key": "sk-test"}})
    assert "sk-" not in str(caught.value)


def test_path_query_and_headers(package: Package) -> None:
    with package.mock("auto") as shop:
        package.client().capture_charge(7)
        package.client().list_charges(limit=2)
        package.client().create_charge({}, x_trace="t1")
    shop.capture_charge.assert_called_once_with(path={"id": 7})
    shop.list_charges.assert_called_once_with(query={"limit": "2"})
    shop.create_charge.assert_called_once_with(headers={"X-Trace": "t1"})
    with pytest.raises(AssertionError) as caught:
        shop.capture_charge.assert_called_once_with(path={"id": 8}, query={"force": True})
    assert told(caught) == [
        "capture_charge was not called as expected.",
        "  path.id       expected 8, sent 7",
        "  query.force   expected true, sent nothing",
        "  from          HERE:n",
    ]


def test_the_last_call_and_any_call(package: Package) -> None:
    shop = charged(package, {"amount": 1, "currency": "eur"}, {"amount": 2, "currency": "eur"})
    shop.create_charge.assert_called_with(body={"amount": 2})
    shop.create_charge.assert_any_call(body={"amount": 1})
    with pytest.raises(AssertionError, match=r"body\.amount   expected 1, sent 2"):
        shop.create_charge.assert_called_with(body={"amount": 1})
    with pytest.raises(AssertionError) as caught:
        shop.create_charge.assert_any_call(body={"amount": 2, "currency": "usd"})
    assert told(caught) == [
        "create_charge was called 2 times, never as expected; the nearest call:",
        '  body.currency   expected "usd", sent "eur"',
        "  from            HERE:n",
    ]


def test_how_often(package: Package) -> None:
    shop = charged(package, {"amount": 1}, {"amount": 2})
    with pytest.raises(AssertionError) as caught:
        shop.create_charge.assert_called_once_with(body={"amount": 1})
    assert told(caught) == [
        "create_charge was called 2 times, not once:",
        '  <create_charge {"amount": 1} -> 201>  from HERE:n',
        '  <create_charge {"amount": 2} -> 201>  from HERE:n',
    ]
    for check in (shop.list_charges.assert_called_with, shop.list_charges.assert_any_call):
        with pytest.raises(AssertionError) as caught:
            check(body={})
        assert str(caught.value) == "list_charges was never called; called: create_charge"


# -- their order ---------------------------------------------------------------------------


@pytest.fixture
def both(package: Package) -> Any:
    """A mock of which a charge was created, then listed, then captured."""
    with package.mock("auto") as shop:
        client = package.client()
        client.create_charge({})
        client.list_charges()
        client.capture_charge(1)
    return shop


def test_in_this_order(both: Any) -> None:
    both.assert_order("create_charge", "capture_charge")
    both.assert_order(both.create_charge, both.list_charges, both.capture_charge, exact=True)
    both.assert_order()


def test_not_in_this_order(both: Any) -> None:
    with pytest.raises(AssertionError) as caught:
        both.assert_order("capture_charge", "create_charge")
    assert told(caught) == [
        "shop was not called in this order.",
        "  expected  capture_charge, create_charge",
        "  called    create_charge, list_charges, capture_charge",
        "  first     create_charge was not called after capture_charge",
    ]
    with pytest.raises(AssertionError, match="first     list_charges was not called after list_charges"):
        both.assert_order("list_charges", "list_charges")


def test_something_between(both: Any) -> None:
    with pytest.raises(AssertionError) as caught:
        both.assert_order("create_charge", "capture_charge", exact=True)
    assert told(caught)[-1] == "  first     list_charges was not expected, HERE:n"
    with pytest.raises(AssertionError, match="first     capture_charge was not expected"):
        both.assert_order("create_charge", "list_charges", exact=True)


def test_an_order_of_what_there_is_not(both: Any) -> None:
    with pytest.raises(ValueError, match=r"shop has no operation 'create_chrage'; did you mean create_charge\?"):
        both.assert_order("create_chrage")


def test_no_calls(package: Package, both: Any) -> None:
    with package.mock() as shop:
        shop.assert_no_calls()
        shop.assert_order(exact=True)
    with pytest.raises(AssertionError) as caught:
        both.assert_no_calls()
    assert told(caught) == [
        "shop was called:",
        "  <create_charge {} -> 201>  from HERE:n",
        "  <list_charges -> 204>  from HERE:n",
        "  <capture_charge -> 204>  from HERE:n",
    ]
