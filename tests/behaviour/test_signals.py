"""What is told of each call: a signal and a log record, neither with a secret in it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from .conftest import Generate, Package
from .test_settings import django_settings as django_settings

SPEC = """
paths:
  /things/{id}:
    get:
      operationId: fetch
      parameters: [{name: token, in: query, schema: {type: string}}]
      security: [{key: []}]
      responses: {"200": {description: It., content: {application/json: {schema: {type: object}}}}}
components: {securitySchemes: {key: {type: apiKey, in: query, name: key}}}
"""


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


@pytest.fixture
def connected(package: Package) -> Iterator[Callable[[Callable[..., Any]], None]]:
    """Connect receivers for the length of the test."""
    signal = package.module("signals").call_finished
    receivers: list[Any] = []

    def connect(receiver: Callable[..., Any]) -> None:
        signal.connect(receiver)
        receivers.append(receiver)

    yield connect
    for receiver in receivers:
        signal.disconnect(receiver)


def fetch(package: Package) -> Any:
    return package.client(auth={"key": "s3cret-key"}).fetch("1", token="s3cret-token")


def test_a_receiver_is_told_of_each_call(package: Package, connected: Any) -> None:
    told: list[dict[str, Any]] = []
    connected(lambda sender, signal, **facts: told.append({"sender": sender, **facts}))
    with package.mock() as shop:
        shop.fetch.fails(503).then.returns({}).then.fails(404).then.times_out()
        fetch(package)
        with pytest.raises(package.error("StatusError")):
            fetch(package)
        with pytest.raises(package.error("Timeout")) as caught:
            fetch(package)
    ok, missing, timeout = told
    expected = {
        "sender": package.module().ShopClient,
        "service": "shop",
        "operation": "GET /things/{id}",
        "status": 200,
        "error": None,
        "duration_s": 0.5,
        "attempts": 2,
    }
    assert ok == expected
    assert missing == {**expected, "status": 404, "attempts": 1, "duration_s": 0.0}
    assert (timeout["status"], timeout["error"], timeout["attempts"]) == (None, caught.value, 3)
    assert "s3cret" not in repr(told)


def test_a_receiver_that_raises_breaks_neither_the_call_nor_the_next_receiver(
    package: Package, connected: Any, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []

    def broken(**_: Any) -> None:
        raise RuntimeError("of the receiver's own")

    connected(broken)
    connected(lambda operation, **_: told.append(operation))
    with package.mock("auto"):
        assert fetch(package) is not None
    assert told == ["GET /things/{id}"]
    (record,) = [record for record in caplog.records if record.name == "django.dispatch"]
    assert "of the receiver's own" in str(record.exc_info)


def test_a_token_that_is_fetched_is_a_call_of_its_own(generated: Generate) -> None:
    package = generated("""
      paths: {/thing: {get: {operationId: fetch, security: [{o: []}], responses: {"204": {description: It.}}}}}
      components:
        securitySchemes:
          o: {type: oauth2, flows: {clientCredentials: {tokenUrl: "https://id.example/token", scopes: {}}}}
    """)
    told: list[str] = []

    def receive(operation: str, **_: Any) -> None:
        told.append(operation)

    package.module("signals").call_finished.connect(receive)
    with package.mock("auto"):
        package.client(auth=("me", "s3cret")).fetch()
    assert told == ["POST (token)", "GET /thing"]


def test_a_log_record_has_the_facts_as_attributes(package: Package, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "mockgen.shop")
    with package.mock() as shop:
        shop.fetch.fails(503).then.returns({})
        fetch(package)
    (record,) = [record for record in caplog.records if record.name == "mockgen.shop"]
    facts = {name: vars(record)[name] for name in ("service", "operation", "status", "duration_s", "attempts")}
    assert facts == {
        "service": "shop", "operation": "GET /things/{id}", "status": 200, "duration_s": 0.5, "attempts": 2,
    }  # fmt: skip
    assert record.getMessage() == "GET /things/{id}: 200 after 0.500 s, attempt 2"
    assert "s3cret" not in repr(vars(record))


def test_without_django_nothing_is_imported_for_signals(generated: Generate) -> None:
    import sys

    package = generated(SPEC)
    with package.mock("auto"):
        fetch(package)
    assert f"{package.name}.signals" not in sys.modules
