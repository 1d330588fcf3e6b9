"""Errors: every failure is one of the package's own, with a typed body where one is documented."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
import requests

from .conftest import Generate, Package

SPEC = """
paths:
  /thing:
    get:
      operationId: fetch
      responses:
        '200': {description: It.}
        '404': {description: Gone., content: {application/json: {schema: {$ref: '#/components/schemas/Missing'}}}}
        '4XX': {description: Ours., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
        '503': {description: Down., content: {text/plain: {schema: {type: string}}}}
    put:
      operationId: store
      responses: {'200': {description: It.}}
    post:
      operationId: create
      responses:
        '200': {description: It.}
        default: {description: Any., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
components:
  schemas:
    Missing: {type: object, required: [id], properties: {id: {type: string}}}
    Problem: {type: object, required: [code], properties: {code: {type: string, enum: [bad, worse]}}}
"""


def failure(package: Package, operation: str = "fetch") -> Any:
    """Return the error that a call ends with."""
    with pytest.raises(package.error("StatusError")) as caught:
        getattr(package.client(retries=0), operation)()
    return caught.value


@pytest.mark.parametrize(
    ("operation", "status", "fields", "kind"),
    [
        ("fetch", 404, {"id": "t_1"}, "Missing"),
        ("fetch", 409, {"code": "bad"}, "Problem"),
        ("create", 500, {"code": "worse"}, "Problem"),
    ],
)
def test_a_documented_status_has_a_typed_body(
    generated: Generate, operation: str, status: int, fields: dict[str, str], kind: str
) -> None:
    package = generated(SPEC)
    with package.mock() as shop:
        getattr(shop, operation).fails(status, **fields)
        error = failure(package, operation)
    assert error.status == status
    assert type(error.body).__name__ == kind
    assert error.body.raw == fields


def test_text(generated: Generate) -> None:
    package = generated(SPEC)
    with package.mock() as shop:
        shop.fetch.fails(503, "closed for lunch")
        assert failure(package).body == "closed for lunch"


@pytest.mark.parametrize(("body", "seen"), [({"a": 1}, {"a": 1}), ("<html>", "<html>"), ([1], [1])])
def test_an_undocumented_failure_has_its_body_as_it_came(generated: Generate, body: Any, seen: Any) -> None:
    package = generated(SPEC)
    with package.mock() as shop:
        shop.store.fails(502, body)
        error = failure(package, "store")
    assert (error.status, error.body) == (502, seen)


def test_an_undocumented_failure_without_a_body(generated: Generate) -> None:
    package = generated(SPEC)
    with package.mock() as shop:
        shop.store.fails(500)
        assert failure(package, "store").body in (None, "")


def test_what_an_error_says_of_the_call(generated: Generate) -> None:
    package = generated(SPEC)
    with package.mock() as shop:
        shop.fetch.fails(404, id="t_1").headers({"X-Request-Id": "r-9"})
        error = failure(package)
    assert (error.service, error.operation, error.method, error.path) == ("shop", "GET /thing", "GET", "/thing")
    assert error.request_id == "r-9"
    assert "GET /thing answered 404" in str(error)
    assert isinstance(error, package.error("Error"))
    again = pickle.loads(pickle.dumps(error))
    assert (again.status, again.body, again.response) == (404, error.body, None)


@pytest.mark.parametrize("kind", ["read", "connect"])
def test_timeout(generated: Generate, kind: str) -> None:
    package = generated(SPEC)
    with package.mock() as shop:
        shop.fetch.times_out(kind)
        with pytest.raises(package.error("Timeout")):
            package.client(retries=0).fetch()
    assert isinstance(shop.fetch.calls[0].error, requests.Timeout)


def test_connection(generated: Generate, unused_url: str) -> None:
    package = generated(SPEC)
    with pytest.raises(package.error("ConnectionError"), match="GET /thing"):
        package.client(base_url=unused_url, retries=0).fetch()


def test_retries_on_a_virtual_clock(generated: Generate) -> None:
    package = generated(SPEC)
    with package.mock() as shop:
        shop.fetch.fails(503).then.times_out().then.returns()
        package.client().fetch()
        assert shop.clock.slept == [0.5, 1.0]
        assert shop.fetch.call_count == 3


def test_what_is_not_idempotent_is_sent_once(generated: Generate) -> None:
    package = generated(SPEC)
    with package.mock() as shop:
        shop.create.fails(503)
        with pytest.raises(package.error("StatusError")):
            package.client().create()
    assert shop.create.call_count == 1
    assert shop.clock.slept == []


@pytest.fixture
def unused_url() -> str:
    """A URL of this machine where nobody listens."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"
