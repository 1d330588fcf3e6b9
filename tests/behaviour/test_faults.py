"""Failure: what goes wrong between a service and its callers, planned, and all of it at once on the virtual clock."""

from __future__ import annotations

import datetime as dt
import os
import pickle
from pathlib import Path
from typing import Any

import pytest
import requests
import urllib3

from mockgen.testing import Answer, MissingTimeout, ResponseViolation, UnusedStub, faults

from .conftest import Generate, Package

SPEC = """
paths:
  /charges:
    post:
      operationId: charge
      parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
      responses:
        '201':
          description: Done.
          content: {application/json: {schema: {$ref: '#/components/schemas/Charge'}}}
        '429':
          description: Slow down.
          headers: {Retry-After: {schema: {type: string}}}
    get:
      operationId: charges
      responses:
        '200': {description: All., content: {application/json: {schema: {type: array, items: {type: integer}}}}}
components:
  schemas:
    Charge:
      type: object
      required: [id, amount]
      properties: {id: {type: string}, amount: {type: integer}}
"""
URL = "https://shop.example/charges"
HERE = os.path.relpath(__file__)


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


def names(kind: type[faults.Fault]) -> list[faults.Fault]:
    return [fault for fault in faults.ALL if isinstance(fault, kind)]


# -- every fault -------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", faults.ALL, ids=str)
@pytest.mark.parametrize("method", ["charge", "charges"])
def test_the_client_raises_an_error_of_its_own(package: Package, fault: faults.Fault, method: str) -> None:
    with package.mock() as shop:
        stub = getattr(shop, method).suffers(fault)
        with pytest.raises(package.error("Error")):
            getattr(package.client(), method)()
    assert stub.call_count >= 1


@pytest.mark.parametrize("fault", names(faults.BadBody), ids=str)
def test_what_is_not_what_it_claims_cannot_be_decoded(package: Package, fault: faults.Fault) -> None:
    kind = "ConnectionError" if fault is faults.BROKEN_OFF else "DecodeError"
    with package.mock() as shop:
        shop.charge.suffers(fault)
        with pytest.raises(package.error(kind)):
            package.client().charge()


def test_every_fault_has_a_name_of_its_own_and_is_a_value() -> None:
    assert len({str(fault) for fault in faults.ALL}) == len(faults.ALL) == 21
    assert faults.ALL[0] == faults.REFUSED and len(set(faults.ALL)) == len(faults.ALL)
    assert str(faults.READ_TIMEOUT) == "read-timeout"
    assert pickle.loads(pickle.dumps(faults.REFUSED)) == faults.REFUSED


def test_only_a_fault_can_be_suffered(package: Package) -> None:
    with package.mock() as shop:
        with pytest.raises(TypeError, match=r"one of mockgen\.testing\.faults, not 500"):
            shop.charge.suffers(500)
        with pytest.raises(TypeError, match=r"one of mockgen\.testing\.faults, not 500"), shop.down(500):
            pass


# -- as requests raises it ---------------------------------------------------------------------

RAISED = [
    (faults.REFUSED, requests.ConnectionError, urllib3.exceptions.NewConnectionError),
    (faults.DNS, requests.ConnectionError, urllib3.exceptions.NameResolutionError),
    (faults.TLS, requests.exceptions.SSLError, urllib3.exceptions.SSLError),
    (faults.CONNECT_TIMEOUT, requests.ConnectTimeout, urllib3.exceptions.ConnectTimeoutError),
    (faults.READ_TIMEOUT, requests.ReadTimeout, urllib3.exceptions.ReadTimeoutError),
    (faults.STALLED, requests.ConnectionError, urllib3.exceptions.ReadTimeoutError),
    (faults.RESET, requests.ConnectionError, urllib3.exceptions.ProtocolError),
    (faults.CLOSED, requests.ConnectionError, urllib3.exceptions.ProtocolError),
    (faults.BROKEN_OFF, requests.exceptions.ChunkedEncodingError, urllib3.exceptions.ProtocolError),
    (faults.COMPRESSION, requests.exceptions.ContentDecodingError, urllib3.exceptions.DecodeError),
]


@pytest.mark.parametrize(("fault", "kind", "cause"), RAISED, ids=[str(row[0]) for row in RAISED])
def test_code_without_the_client_gets_the_exception_of_requests(
    package: Package, fault: faults.Fault, kind: type[Exception], cause: type[Exception]
) -> None:
    with package.mock() as shop:
        shop.charge.suffers(fault)
        with pytest.raises(kind) as caught:
            requests.post(URL, timeout=(3, 20))
    assert type(caught.value) is kind
    inner = caught.value.args[0]
    assert isinstance(getattr(inner, "reason", inner), cause)


def test_what_a_refused_connection_says(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.refuses()
        with pytest.raises(requests.ConnectionError) as caught:
            requests.post(URL, timeout=1)
    assert caught.value.request.url == URL
    assert str(caught.value) == (
        "HTTPSConnectionPool(host='shop.example', port=443): Max retries exceeded with url: /charges (Caused by "
        "NewConnectionError(\"HTTPSConnection(host='shop.example', port=443): Failed to establish a new connection: "
        '[Errno 111] Connection refused"))'
    )


# -- time --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "elapsed_s"), [("connect", 3), ("read", 20)])
def test_a_timeout_lasts_as_long_as_the_client_waits(package: Package, kind: str, elapsed_s: float) -> None:
    with package.mock() as shop:
        shop.charge.times_out(kind)
        with pytest.raises(package.error("Timeout")):
            package.client(timeout=(3, 20), retries=0).charge()
        assert shop.clock.elapsed_s == elapsed_s


def test_an_answer_that_comes_in_time(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.returns(amount=7).takes(12)
        assert package.client(timeout=20).charge().amount == 7
        assert (shop.clock.elapsed_s, shop.clock.slept) == (12, [])


def test_an_answer_that_comes_too_late(package: Package) -> None:
    with package.mock() as shop:
        stub = shop.charge.returns().takes(12)
        with pytest.raises(package.error("Timeout")):
            package.client(timeout=(1, 5), retries=0).charge()
        assert shop.clock.elapsed_s == 5
    assert isinstance(stub.last.error, requests.ReadTimeout) and stub.last.answer is None


@pytest.mark.parametrize("seconds", [-1, float("inf"), float("nan")])
def test_time_goes_forward(package: Package, seconds: float) -> None:
    with package.mock() as shop:
        stub = shop.charge.returns().optional()
        with pytest.raises(ValueError, match="takes seconds from 0 on"):
            stub.takes(seconds)


def test_a_call_without_a_timeout_fails_the_test(package: Package) -> None:
    for timeout in (None, (3, None)):
        with pytest.raises(MissingTimeout), package.mock("auto"):
            requests.post(URL, timeout=timeout)
    with package.mock("auto") as shop, pytest.raises(package.error("ConfigurationError")):
        package.client().charge(timeout=None)
    shop.assert_no_calls()


# -- statuses ----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 418, 451, 500, 503, 599])
def test_any_service_may_fail_as_no_document_says(package: Package, status: int) -> None:
    with package.mock() as shop:
        shop.charge.fails(status, {"why": "nobody knows"})
        with pytest.raises(package.error("StatusError")) as caught:
            package.client(retries=0).charge()
    assert (caught.value.status, caught.value.body) == (status, {"why": "nobody knows"})  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("retry_after", "sent", "slept"),
    [
        (30, "30", [30]),
        (0.25, "0.25", [0.25]),
        (100.0, "100", [100]),
        (dt.datetime(2026, 1, 1, 0, 0, 45, tzinfo=dt.UTC), "Thu, 01 Jan 2026 00:00:45 GMT", [45]),
        (
            dt.datetime(2026, 1, 1, 1, 0, 7, tzinfo=dt.timezone(dt.timedelta(hours=1))),
            "Thu, 01 Jan 2026 00:00:07 GMT",
            [7],
        ),
    ],
)
def test_rate_limited(package: Package, retry_after: Any, sent: str, slept: list[float]) -> None:
    with package.mock() as shop:
        shop.charge.rate_limited(retry_after).then.returns()
        package.client().charge()
        assert shop.charge.calls[0].answer.headers["Retry-After"] == sent
        assert shop.clock.slept == slept


@pytest.mark.parametrize("retry_after", [-1, float("inf"), dt.datetime(2026, 1, 1)])
def test_nobody_can_wait_for_that(package: Package, retry_after: Any) -> None:
    with package.mock() as shop, pytest.raises(ValueError, match="retry_after"):
        shop.charge.rate_limited(retry_after)


# -- an outage ---------------------------------------------------------------------------------


def test_everything_is_down_for_a_while(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.returns(amount=7).times(1)
        client = package.client(retries=1)
        with shop.down():
            for method in (client.charge, client.charges):
                with pytest.raises(package.error("ConnectionError")):
                    method()
        assert client.charge().amount == 7
        assert [call.operation for call in shop.calls] == ["charge", "charge", "charges", "charges", "charge"]
        assert shop.clock.slept == [0.5, 0.5]


def test_an_outage_of_another_kind_in_one(package: Package) -> None:
    with package.mock("auto") as shop, shop.down():
        with shop.down(faults.UNAVAILABLE), pytest.raises(package.error("StatusError")):
            package.client(retries=0).charge()
        with pytest.raises(package.error("ConnectionError")):
            package.client(retries=0).charge()


# -- an answer that is lost --------------------------------------------------------------------


def test_the_service_has_done_it_and_the_client_does_not_know(package: Package) -> None:
    with package.mock() as shop:
        lost = shop.charge.returns(amount=7).loses_answer()
        lost.then.returns(amount=7)
        package.client().charge()
        first, second = shop.charge.calls
    assert isinstance(first.error, requests.ConnectionError)
    assert first.answer is not None and first.response.amount == 7
    assert first.request.headers["Idempotency-Key"] == second.request.headers["Idempotency-Key"]


def test_it_may_be_lost_in_other_ways(package: Package) -> None:
    with package.mock() as shop:
        stub = shop.charge.returns().loses_answer(faults.READ_TIMEOUT)
        with pytest.raises(package.error("Timeout")):
            package.client(retries=0).charge()
        with pytest.raises(ValueError, match="with connection-refused the service does not get the request"):
            stub.loses_answer(faults.REFUSED)
        with pytest.raises(TypeError, match="a fault has no answer"):
            shop.charges.times_out().optional().loses_answer()


# -- a credential that runs out ------------------------------------------------------------------

TOKENS = """
paths:
  /things: {get: {operationId: listThings, responses: {"200": {description: Things.}}, security: [{oauth: []}]}}
  /health: {get: {operationId: health, responses: {"200": {description: Well.}}}}
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: "https://id.example/token", scopes: {}}}
"""


def test_a_token_expires_in_the_middle(generated: Generate) -> None:
    package = generated(TOKENS)
    client = package.client(auth={"oauth": ("me", "s3cret")})
    with package.mock("auto") as shop:
        client.list_things()
        shop.auth.expires()
        client.health()
        client.list_things()
        answered = [(call.operation, call.answer.status) for call in shop.calls]
        tokens = [call.request.headers["Authorization"] for call in shop.list_things.calls]
    assert answered == [("list_things", 200), ("health", 200), ("list_things", 401), ("list_things", 200)]
    assert tokens == ["Bearer test-token-1", "Bearer test-token-1", "Bearer test-token-2"]
    assert shop.calls[2].answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_a_client_that_can_have_no_other_token_fails(generated: Generate) -> None:
    package = generated(TOKENS)
    with package.mock("auto") as shop:
        shop.auth.expires()
        with pytest.raises(package.error("StatusError"), match="401"):
            package.client(auth="a token").list_things()


def test_an_expiry_that_nobody_notices_fails_the_test(generated: Generate) -> None:
    package = generated(TOKENS)
    with pytest.raises(UnusedStub) as caught, package.mock("auto") as shop:
        shop.auth.expires()  # the line that expires
        package.client().health()
    lines = Path(__file__).read_text("utf-8").split("\n")
    line = next(number for number, text in enumerate(lines, 1) if "the line that expires" in text)
    assert str(caught.value) == f"{HERE}:{line} shop.auth.expires() was noticed by no call with a credential"


def test_in_an_outage_there_are_no_tokens_either(generated: Generate) -> None:
    package = generated(TOKENS)
    client = package.client(auth={"oauth": ("me", "s3cret")}, retries=0)
    with package.mock("auto") as shop:
        with shop.down(), pytest.raises(package.error("ConnectionError")):
            client.list_things()
        with shop.down(faults.UNAVAILABLE), pytest.raises(package.error("StatusError")):
            client.list_things()
        client.list_things()
    assert len(shop.calls) == 1 and len(shop.auth.requests) == 1


def test_a_function_may_give_a_fault(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.answers(
            lambda call: faults.RESET if len(shop.calls) == 1 else Answer(201, body={"id": "a", "amount": 1})
        )
        assert package.client().charge().amount == 1
        with pytest.raises(ResponseViolation):
            shop.charges.returns(["x"])
