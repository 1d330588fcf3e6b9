"""The contract, both ways: what code under test sends, and what a test plans, is held against the document."""

from __future__ import annotations

import dataclasses
import textwrap
from typing import Any

import pytest
import requests

from mockgen.testing import ContractViolation, RequestViolation, ResponseViolation

from .careless import swallow
from .conftest import Generate, Package

SPEC = """
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Order:
      type: object
      required: [amount]
      properties:
        amount: {type: integer, minimum: 1}
        currency: {type: string, enum: [eur, usd]}
        lines: {type: array, items: {type: object, properties: {sku: {type: string}}}}
        labels: {type: object, additionalProperties: {type: string}}
        token: {type: string, maxLength: 3}
paths:
  /orders/{number}:
    post:
      operationId: order
      security: [{key: []}]
      parameters:
        - {name: number, in: path, required: true, schema: {type: integer}}
        - {name: limit, in: query, schema: {type: integer, maximum: 10}}
        - {name: X-Trace, in: header, required: true, schema: {type: string, format: uuid}}
        - {name: shop, in: cookie, schema: {type: string, enum: [north, south]}}
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Order'}}
          application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Order'}}
      responses:
        '201':
          description: Made.
          headers: {X-Left: {required: true, schema: {type: integer}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
        '402':
          description: Declined.
          content: {application/json: {schema: {type: object, required: [code], properties: {code: {enum: [poor]}}}}}
    get:
      operationId: show
      parameters: [{name: number, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {description: It., content: {text/csv: {schema: {type: string}}}}}
"""
TRACE = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
URL = "https://shop.example/orders/"


@dataclasses.dataclass(frozen=True)
class Sent:
    """A request that the service accepts, but for what a case changes."""

    path: str = "1"
    headers: dict[str, str] = dataclasses.field(default_factory=dict)
    body: Any = dataclasses.field(default_factory=lambda: {"amount": 1})
    how: str = "json"

    def send(self) -> requests.Response:
        headers = {"X-Trace": TRACE, "X-Key": "k", **self.headers}
        kept = {name: value for name, value in headers.items() if value}
        return requests.post(f"{URL}{self.path}", headers=kept, timeout=5, **{self.how: self.body})


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


def told(violation: ContractViolation) -> str:
    """Return the whole message, but for the line at fault."""
    assert violation.caller
    return str(violation).replace(violation.caller, "HERE")


REQUESTS = {
    "path": (Sent("one"), 'path.number   "one" is a string; an integer is wanted'),
    "query": (Sent("1?limit=11"), "query.limit   11 is more than 10"),
    "an unknown parameter": (Sent("1?limt=3"), 'query.limt   is not declared; did you mean "limit"?'),
    "header": (Sent(headers={"X-Trace": "1"}), 'header.X-Trace   "1" is not a valid uuid'),
    "a missing header": (Sent(headers={"X-Trace": ""}), "header.X-Trace   is missing"),
    "cookie": (Sent(headers={"Cookie": "shop=west"}), 'cookie.shop   *** is not one of "north", "south"'),
    "credentials": (Sent(headers={"X-Key": ""}), "security   needs key (header X-Key)"),
    "media type": (
        Sent(headers={"Content-Type": "text/xml"}, body="<order/>", how="data"),
        'media type   "text/xml" is not documented; application/json, application/x-www-form-urlencoded is',
    ),
    "no body": (Sent(body=None), "body   is missing"),
    "a body that is none": (
        Sent(headers={"Content-Type": "application/json"}, body="{", how="data"),
        "body   is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
    ),
    "body": (Sent(body={"amount": 0}), "body.amount   0 is less than 1"),
    "an unknown property": (
        Sent(body={"amuont": 1}),
        'body.amuont   is not declared; did you mean "amount"? (required, missing)',
    ),
    "an unknown property, deep": (
        Sent(body={"amount": 1, "lines": [{"sku": "a"}, {"sky": "b"}]}),
        'body.lines[1].sky   is not declared; did you mean "sku"?',
    ),
    "an unknown field of a form": (
        Sent(body={"amount": "1", "curency": "eur"}, how="data"),
        'body.curency   is not declared; did you mean "currency"?',
    ),
    "a secret": (
        Sent(body={"amount": 1, "token": "hunter2"}),
        "body.token   *** has 7 characters; at most 3 are wanted",
    ),
}


@pytest.mark.parametrize("case", REQUESTS)
def test_a_request_that_the_service_would_refuse(package: Package, case: str) -> None:
    sent, problem = REQUESTS[case]
    with package.mock() as shop:
        shop.order.returns().optional()
        with pytest.raises(RequestViolation) as caught:
            sent.send()
        place, _, message = problem.partition("   ")
        width = max(len(place), len("from"))
        assert told(caught.value) == (
            f"order does not accept this request.\n  {place:<{width}}   {message}\n  {'from':<{width}}   HERE"
        )


def test_one_that_it_accepts(package: Package) -> None:
    with package.mock() as shop:
        shop.order.returns()
        Sent("1?limit=10", {"Cookie": "shop=north; other=1"}, {"amount": 1, "labels": {"any": "name"}}).send()
        Sent(body={"amount": "1", "currency": "eur"}, how="data").send()
        assert shop.order.call_count == 2


ANSWERS = {
    "status": ((202, {}, {"amount": 1}), "status   202 is not documented; 201, 402 are"),
    "header": ((201, {"X-Left": "few"}, {"amount": 1}), 'header.X-Left   "few" is a string; an integer is wanted'),
    "body": ((201, {}, {"amount": 0}), "body.amount   0 is less than 1"),
    "an unknown property": (
        (201, {}, {"amount": 1, "curency": "eur"}),
        'body.curency   is not declared; did you mean "currency"?',
    ),
    "another media type": ((201, {}, "done"), 'body   "done" is a string; an object is wanted'),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_an_answer_that_the_service_could_not_give(package: Package, case: str) -> None:
    (status, headers, body), problem = ANSWERS[case]
    with package.mock() as shop:
        with pytest.raises(ResponseViolation) as caught:
            if status == 201 and not headers:
                shop.order.returns(body)
            stub = shop.order.returns({"amount": 1}).optional()
            stub.headers(headers).status(status)
        place, _, message = problem.partition("   ")
        width = max(len(place), len("from"))
        assert told(caught.value) == (
            f"order could not answer this.\n  {place:<{width}}   {message}\n  {'from':<{width}}   HERE\n"
            f'  {"fix":<{width}}   .off_contract("why") plans it all the same'
        )


def test_an_error_is_held_against_its_own_status(package: Package) -> None:
    with package.mock() as shop:
        shop.order.fails(402, code="poor").optional()
        shop.order.fails(500, {"any": "thing"}).optional()  # any service can fail in ways that no document names
        with pytest.raises(ResponseViolation, match=r'body\.code +"rich" is not one of "poor"'):
            shop.order.fails(402, code="rich")


def test_several_problems_are_told_at_once(package: Package) -> None:
    with package.mock() as shop:
        shop.order.returns().optional()
        with pytest.raises(RequestViolation) as caught:
            Sent("one?limt=3", {"X-Trace": ""}, {"amuont": 1, "currency": "EURO"}).send()
        assert told(caught.value) == textwrap.dedent("""\
            order does not accept this request.
              path.number      "one" is a string; an integer is wanted
              header.X-Trace   is missing
              body.currency    "EURO" is not one of "eur", "usd"
              body.amuont      is not declared; did you mean "amount"? (required, missing)
              query.limt       is not declared; did you mean "limit"?
              from             HERE""")


def test_what_the_code_swallowed_fails_the_test_at_its_end(package: Package) -> None:
    with pytest.raises(RequestViolation) as caught, package.mock() as shop:
        shop.order.returns().optional()
        swallow(lambda: Sent(body={"amount": 0}).send())
    assert told(caught.value).startswith("order does not accept this request.\n  body.amount   0 is less than 1\n")
