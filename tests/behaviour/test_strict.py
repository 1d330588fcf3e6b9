"""Strict: what a test does not plan fails it, and so does a request that the service would refuse."""

from __future__ import annotations

import contextlib
import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import requests

from mockgen.testing import MissingTimeout, RequestViolation, UnmockedOperation, UnusedStub

from .careless import swallow
from .conftest import Generate, Package

SPEC = """
paths:
  /charges:
    post:
      operationId: createCharge
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [amount]
              properties: {amount: {type: integer}, currency: {type: string, enum: [eur, usd, gbp]}}
      responses: {'204': {description: Done.}}
  /charges/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: getCharge, responses: {'204': {description: It.}}}
  /charges/{id}/refunds:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    post:
      operationId: createRefund
      parameters: [{name: api_key, in: query, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {type: object, properties: {amount: {type: integer}}}}}}
      responses: {'204': {description: Done.}}
"""
URL = "https://shop.example/charges"
HERE = os.path.relpath(__file__)


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


def line_of(text: str) -> int:
    """Return the line of this file, from 1, that holds a text for the first time."""
    with open(__file__, encoding="utf-8") as file:
        return next(number for number, line in enumerate(file, 1) if text in line)


def pay(package: Package, **body: Any) -> None:
    package.client().create_charge(body)  # the line that pays


# -- what is not planned ----------------------------------------------------------------------


def test_an_unplanned_call(package: Package) -> None:
    with package.mock() as shop:
        shop.get_charge.returns().optional()  # the line that plans
        with pytest.raises(UnmockedOperation) as caught:
            package.client().create_refund("ch_1", {"amount": 500}, api_key="live")  # the line that refunds
    assert str(caught.value) == "\n".join(
        [
            "shop.create_refund was called but this test does not plan it.",
            '  call     POST /charges/ch_1/refunds?api_key=***   {"amount": 500}',
            f"  from     {HERE}:{line_of('the line that refunds')} in test_an_unplanned_call",
            f"  planned  get_charge (unused, {HERE}:{line_of('the line that plans')})",
            "  near     get_charge is GET /charges/{id}: without /refunds, the method is GET",
            "  fix      shop.create_refund.returns()",
        ]
    )


def test_a_url_of_the_service_that_is_no_operation(package: Package) -> None:
    with pytest.raises(UnmockedOperation, match="no operation of shop"), package.mock():
        requests.get("https://shop.example/nothing", timeout=1)


def test_another_host_never_reaches_the_network(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.create_connection", lambda *given, **more: pytest.fail("it went out"))
    told = r"GET https://other\.example/x\?token=\*\*\* belongs to no mocked"
    with pytest.raises(UnmockedOperation, match=told), package.mock():
        requests.get("https://other.example/x?token=1", timeout=1)


def test_loopback_is_let_through(package: Package) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server, package.mock() as shop:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        answer = requests.get(f"http://127.0.0.1:{server.server_address[1]}", timeout=5)
        thread.join(5)
    assert answer.status_code == 204
    shop.assert_no_calls()


# -- what the service would refuse ------------------------------------------------------------


def test_a_violation_says_what_is_wrong_and_where(package: Package) -> None:
    with pytest.raises(RequestViolation) as caught, package.mock("auto"):
        pay(package, amuont=3, currency="EURO")
    assert str(caught.value) == "\n".join(
        [
            "create_charge does not accept this request.",
            '  body.currency   "EURO" is not one of "eur", "usd", "gbp"',
            '  body.amuont     is not declared; did you mean "amount"? (required, missing)',
            f"  from            {HERE}:{line_of('the line that pays')}",
        ]
    )


def test_a_raw_request_is_checked_alike(package: Package) -> None:
    with package.mock("auto") as shop:
        with pytest.raises(RequestViolation, match=r"body\.amount"):
            requests.post(URL, json={"amount": "3"}, timeout=1)
        requests.post(URL, json={"amount": 3}, timeout=1)
    assert [call.operation for call in shop.calls] == ["create_charge"]


def test_a_raw_request_needs_a_timeout(package: Package) -> None:
    with pytest.raises(MissingTimeout, match=r"POST /charges was sent without a timeout"), package.mock("auto"):
        requests.post(URL, json={"amount": 3})


def test_no_except_of_the_code_under_test_takes_a_violation_for_a_failed_call(package: Package) -> None:
    swallowed = contextlib.suppress(requests.RequestException, package.error("Error"))
    with pytest.raises(RequestViolation), package.mock("auto"), swallowed:
        pay(package, amount="3")


def test_what_is_swallowed_is_raised_again_at_the_end(package: Package) -> None:
    with pytest.raises(RequestViolation, match=r"body\.amount"), package.mock("auto"):
        swallow(lambda: pay(package, amount="3"))


def test_an_unplanned_call_that_is_swallowed_is_raised_again_too(package: Package) -> None:
    with pytest.raises(UnmockedOperation, match=r"shop\.create_charge"), package.mock():
        swallow(lambda: requests.post(URL, json={"amount": 3}, timeout=1))


def test_what_the_test_itself_catches_is_not(package: Package) -> None:
    with package.mock() as shop, contextlib.suppress(AssertionError):
        requests.post(URL, json={"amount": 3}, timeout=1)
    shop.assert_no_calls()


def test_a_failure_of_the_test_itself_is_not_hidden(package: Package) -> None:
    with pytest.raises(ZeroDivisionError), package.mock() as shop:
        shop.create_charge.returns()
        swallow(lambda: pay(package, amount="3"))
        raise ZeroDivisionError


# -- what is planned for nothing --------------------------------------------------------------


def test_an_unused_stub_is_named_with_its_line(package: Package) -> None:
    with pytest.raises(UnusedStub) as caught, package.mock() as shop:
        shop.create_charge.returns()  # the line for nothing
    assert str(caught.value).splitlines() == [
        f"{HERE}:{line_of('the line for nothing')} shop.create_charge was never called",
        "add .optional() if that is intended",
    ]


def test_one_of_several_stubs_of_a_plan_was_not_used(package: Package) -> None:
    with pytest.raises(UnusedStub), package.mock() as shop:
        shop.get_charge.returns().then.returns()
        package.client().get_charge("1")


def test_a_plan_that_was_replaced_before_its_use_counts_as_unused(package: Package) -> None:
    with package.mock() as shop:
        shop.get_charge.returns().optional()
        shop.get_charge.returns()
        package.client().get_charge("1")
    assert shop.get_charge.call_count == 1


# -- one test and the next --------------------------------------------------------------------


def test_nothing_leaks_into_the_next_mock(package: Package) -> None:
    send, world = requests.adapters.HTTPAdapter.send, package.module("transport").world
    with package.mock() as shop:
        shop.get_charge.returns()
        package.client().get_charge("1")
    with package.mock() as other:
        other.assert_no_calls()
        with pytest.raises(UnmockedOperation):
            package.client().get_charge("1")
    assert requests.adapters.HTTPAdapter.send is send
    assert package.module("transport").world is world


def test_nothing_leaks_after_a_failure(package: Package) -> None:
    send = requests.adapters.HTTPAdapter.send
    with pytest.raises(UnusedStub), package.mock() as shop:
        shop.get_charge.returns()
    assert requests.adapters.HTTPAdapter.send is send


def test_two_services_at_a_time(generated: Generate) -> None:
    shop = generated(SPEC)
    bank = generated({"servers": [{"url": "https://bank.example"}], "paths": {"/x": {"get": small("fetch")}}}, "bank")
    with shop.mock() as first, bank.module("testing").mock_bank() as second:
        first.get_charge.returns()
        second.fetch.returns()
        shop.client().get_charge("1")
        bank.module().BankClient().fetch()
    assert (len(first.calls), len(second.calls)) == (1, 1)


def test_threads_of_the_code_under_test_are_served(package: Package) -> None:
    with package.mock() as shop:
        shop.get_charge.returns()
        threads = [threading.Thread(target=package.client().get_charge, args=(str(n),)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
    assert shop.get_charge.call_count == 8


def small(name: str) -> dict[str, Any]:
    """Return the smallest operation."""
    return {"operationId": name, "responses": {"204": {"description": "Done."}}}
