"""Credentials: where each scheme puts them, which alternative is taken, and what happens without any."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
import requests

from mockgen.testing import RequestViolation

from .conftest import Generate, Package

SCHEMES = {
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "oauth": {"type": "oauth2", "flows": {}},
}
URL = "https://shop.example/thing"


def secured(generated: Generate, *alternatives: list[str]) -> Package:
    """Return a package whose one operation asks for one of some sets of schemes."""
    security = [{name: [] for name in names} for names in alternatives]
    operation = {"operationId": "fetch", "security": security, "responses": {"204": {"description": "It."}}}
    components = {"securitySchemes": SCHEMES}
    return generated({"paths": {"/thing": {"get": operation}}, "components": components})


def sent(package: Package, **auth: Any) -> Any:
    """Return the request that a client with these credentials sends."""
    with package.mock("auto") as shop:
        package.client(auth=auth).fetch()
    return shop.calls[-1].request


BASIC = "Basic " + base64.b64encode(b"ann:s3cret").decode()


@pytest.mark.parametrize(
    ("scheme", "credential", "header", "text"),
    [
        ("header", "k", "X-Key", "k"),
        ("cookie", "k", "Cookie", "sid=k"),
        ("bearer", "k", "Authorization", "Bearer k"),
        ("bearer", lambda: "fresh", "Authorization", "Bearer fresh"),
        ("oauth", "k", "Authorization", "Bearer k"),
        ("basic", ("ann", "s3cret"), "Authorization", BASIC),
    ],
)
def test_a_credential_in_a_header(generated: Generate, scheme: str, credential: Any, header: str, text: str) -> None:
    assert sent(secured(generated, [scheme]), **{scheme: credential}).headers[header] == text


def test_a_key_in_the_query(generated: Generate) -> None:
    assert sent(secured(generated, ["query"]), query="a&b").url == f"{URL}?key=a%26b"


@pytest.mark.parametrize(
    ("given", "headers"),
    [
        ({"header": "k"}, {"X-Key": "k"}),
        ({"bearer": "t", "cookie": "c"}, {"Authorization": "Bearer t", "Cookie": "sid=c"}),
        ({"header": "k", "bearer": "t", "cookie": "c"}, {"X-Key": "k"}),
    ],
)
def test_the_first_alternative_for_which_there_is_everything(
    generated: Generate, given: dict[str, str], headers: dict[str, str]
) -> None:
    request = sent(secured(generated, ["header"], ["bearer", "cookie"]), **given)
    found = {name: request.headers[name] for name in ("X-Key", "Authorization", "Cookie") if name in request.headers}
    assert found == headers


def test_an_anonymous_call_where_one_is_allowed(generated: Generate) -> None:
    assert "X-Key" not in sent(secured(generated, ["header"], [])).headers
    assert sent(secured(generated, ["header"], []), header="k").headers["X-Key"] == "k"


def test_live_a_missing_credential_raises_before_anything_is_sent(generated: Generate) -> None:
    package = secured(generated, ["header"])
    with pytest.raises(package.error("ConfigurationError"), match="has no credential for header"):
        package.client(base_url="http://127.0.0.1:9").fetch()


@pytest.mark.parametrize(
    ("scheme", "header", "text"),
    [
        ("header", "X-Key", "test-api-key"),
        ("bearer", "Authorization", "Bearer test-api-key"),
        ("basic", "Authorization", "Basic " + base64.b64encode(b"test-user:test-api-key").decode()),
    ],
)
def test_under_the_mock_it_is_filled_with_a_visible_fake(
    generated: Generate, scheme: str, header: str, text: str
) -> None:
    package = secured(generated, [scheme])
    with package.mock("auto") as shop:
        package.client().fetch()
    assert shop.calls[-1].request.headers[header] == text


@pytest.mark.parametrize(
    ("scheme", "named"),
    [("header", "header X-Key"), ("query", "query key"), ("bearer", "Bearer"), ("basic", "Basic")],
)
def test_a_raw_request_without_credentials_is_a_violation(generated: Generate, scheme: str, named: str) -> None:
    with secured(generated, [scheme]).mock("auto"), pytest.raises(RequestViolation, match=named):
        requests.get(URL, timeout=1)


def test_a_raw_request_with_credentials_is_none(generated: Generate) -> None:
    with secured(generated, ["header"], ["bearer"]).mock("auto") as shop:
        requests.get(URL, headers={"Authorization": "Bearer t"}, timeout=1)
    assert len(shop.calls) == 1


def test_no_credential_is_written_into_the_package(generated: Generate) -> None:
    package = secured(generated, ["header"])
    contract = json.loads((package.folder / "testing" / "contract.json").read_text("utf-8"))
    assert contract["service"]["securitySchemes"]["header"] == SCHEMES["header"]


TOKENS = """
paths:
  /things: {get: {operationId: listThings, responses: {"200": {description: Things.}}, security: [{oauth: []}]}}
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: "https://id.example/token", scopes: {}}}
"""


def test_token_requests_are_no_calls_of_the_service(generated: Generate) -> None:
    package = generated(TOKENS)
    client = package.client(auth={"oauth": ("me", "s3cret")})
    with package.mock("auto") as shop:
        client.list_things()
        client.list_things()
        shop.clock.advance(3600)
        client.list_things()
    assert [call.request.headers["Authorization"] for call in shop.calls] == [
        "Bearer test-token-1",
        "Bearer test-token-1",
        "Bearer test-token-2",
    ]
    assert [request.url for request in shop.auth.requests] == ["https://id.example/token"] * 2


def test_a_token_that_runs_out_in_the_middle_is_renewed(generated: Generate) -> None:
    package = generated(TOKENS)
    client = package.client(auth={"oauth": ("me", "s3cret")})
    with package.mock() as shop:
        shop.list_things.fails(401).then.returns()
        client.list_things()
    assert shop.list_things.calls[1].request.headers["Authorization"] == "Bearer test-token-2"


def test_without_settings_no_token_is_asked_for(generated: Generate) -> None:
    package = generated(TOKENS)
    with package.mock("auto") as shop:
        package.client().list_things()
    assert shop.auth.requests == []
    assert shop.calls[0].request.headers["Authorization"] == "Bearer test-api-key"
