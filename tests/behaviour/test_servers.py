"""Servers: which of the document's is called, as settings choose it, and those of single operations."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from .conftest import Generate, Package
from .test_settings import django_settings as django_settings
from .test_settings import override, url_sent

SERVERS: list[dict[str, Any]] = [
    {"url": "/relative"},
    {"url": "https://{region}.shop.example/v{version}", "description": "Live", "variables": {
        "region": {"default": "eu", "enum": ["eu", "us"]}, "version": {"default": 2}}},
    {"url": "https://sandbox.shop.example/v2/", "name": "sandbox"},
    {"url": "https://{tenant}.shop.example", "name": "own"},
]  # fmt: skip


def shop(generated: Generate, *own: dict[str, Any], servers: list[dict[str, Any]] = SERVERS) -> Package:
    """Return a package with these servers, and those of the operation `fetch` alone."""
    operation = {"operationId": "fetch", "responses": {"204": {"description": "It."}}, "servers": list(own)}
    return generated({"servers": servers, "paths": {"/thing": {"get": operation}}})


def called(package: Package, **settings: Any) -> str:
    """Return the URL that a client of these settings calls, without the path."""
    with override(**settings):
        return url_sent(package, package.module().ShopClient.from_settings()).removesuffix("/thing")


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({}, "https://eu.shop.example/v2"),
        ({"SERVER": 1}, "https://eu.shop.example/v2"),
        ({"SERVER": "Live"}, "https://eu.shop.example/v2"),
        ({"SERVER": 2}, "https://sandbox.shop.example/v2"),
        ({"SERVER": "sandbox"}, "https://sandbox.shop.example/v2"),
        ({"SERVER_VARIABLES": {"region": "us"}}, "https://us.shop.example/v2"),
        ({"SERVER_VARIABLES": {"version": 3}}, "https://eu.shop.example/v3"),
        ({"SERVER": "own", "SERVER_VARIABLES": {"tenant": "acme"}}, "https://acme.shop.example"),
        ({"SERVER": 2, "BASE_URL": "https://proxy.example/"}, "https://proxy.example"),
    ],
)
def test_a_server_is_chosen_by_name_or_by_its_number_in_the_document(
    generated: Generate, settings: dict[str, Any], url: str
) -> None:
    assert called(shop(generated), **settings) == url


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"SERVER": "sandbx"}, "SERVER must be a number below 4 or a name: 'Live', 'sandbox', 'own'"),
        ({"SERVER": 4}, "SERVER must be a number below 4"),
        ({"SERVER": True}, "SERVER must be a number below 4"),
        ({"SERVER": ""}, "SERVER must be a number below 4"),
        ({"SERVER": 0}, "SERVER: /relative is relative; set BASE_URL"),
        ({"SERVER": "own"}, "SERVER_VARIABLES is without 'tenant', which https://{tenant}.shop.example needs"),
        ({"SERVER_VARIABLES": {"regoin": "us"}}, "'regoin' is no variable of a server; did you mean region?"),
        ({"SERVER_VARIABLES": {"region": "mars"}}, "region is 'mars'; known: eu, us"),
        ({"SERVER_VARIABLES": "us"}, "SERVER_VARIABLES must be a dictionary"),
    ],
)
def test_a_wrong_choice_is_named(generated: Generate, settings: dict[str, Any], told: str) -> None:
    package = shop(generated)
    with override(**settings), pytest.raises(package.error("ConfigurationError")) as caught:
        package.module().ShopClient.from_settings().fetch()
    assert str(caught.value).startswith('settings.MOCKGEN["shop"]')
    assert told in str(caught.value)


def test_a_document_without_servers_has_none_to_choose(generated: Generate) -> None:
    package = shop(generated, servers=[])
    with pytest.raises(package.error("ConfigurationError"), match="the document names none; set BASE_URL"):
        package.client(server=0)


def test_a_variable_without_a_default_is_asked_for_when_it_is_needed(generated: Generate) -> None:
    package = shop(generated, servers=SERVERS[3:])
    with pytest.raises(package.error("ConfigurationError"), match="ShopClient: SERVER_VARIABLES is without 'tenant'"):
        package.client().fetch()
    assert called(package, SERVER_VARIABLES={"tenant": "acme"}) == "https://acme.shop.example"
    assert called(package) == "https://shop.test"  # under the mock any will do


OWN = [{"url": "https://files.example"}, {"url": "https://files-sandbox.example", "name": "sandbox"}]
TWO = [{"url": "https://shop.example"}, {"url": "https://sandbox.example"}]


@pytest.mark.parametrize(
    ("servers", "own", "settings", "url"),
    [
        (SERVERS, OWN, {}, "https://files.example"),
        (SERVERS, OWN, {"SERVER": "sandbox"}, "https://files-sandbox.example"),
        (SERVERS, OWN, {"SERVER": "own", "SERVER_VARIABLES": {"tenant": "a"}}, "https://files.example"),
        (TWO, OWN, {"SERVER": 1}, "https://files-sandbox.example"),
        (TWO, OWN[:1], {"SERVER": 1}, "https://files.example"),
        (TWO, OWN, {"BASE_URL": "https://proxy.example"}, "https://proxy.example"),
        (TWO, OWN, {"BASE_URL": "https://shop.example"}, "https://files.example"),
        (SERVERS, [{"url": "https://f.{region}.example", "variables": {"region": {"default": "eu"}}}],
         {"SERVER_VARIABLES": {"region": "us"}}, "https://f.us.example"),
        (TWO, [{"url": "/v3"}], {}, "https://shop.example/v3"),
        (TWO, [{"url": "v3/"}], {"SERVER": 1}, "https://sandbox.example/v3"),
        ([{"url": "https://shop.example/api"}], [{"url": "v3"}], {}, "https://shop.example/api/v3"),
        ([{"url": "https://shop.example/api"}], [{"url": "/v3"}], {}, "https://shop.example/v3"),
        ([{"url": "https://shop.example/api"}], [{"url": "//files.example"}], {}, "https://files.example"),
    ],
)  # fmt: skip
def test_the_servers_of_an_operation_go_with_the_choice(
    generated: Generate, servers: list[Any], own: list[Any], settings: dict[str, Any], url: str
) -> None:
    assert called(shop(generated, *own, servers=servers), **settings) == url


def test_a_relative_server_of_an_operation_needs_a_base(generated: Generate) -> None:
    package = shop(generated, {"url": "/v3"}, servers=[])
    with pytest.raises(package.error("ConfigurationError"), match="the document names no absolute URL"):
        package.client().fetch()


@pytest.mark.parametrize("own", ["https://upload.shop.example/v2", "/v2"])
def test_a_request_without_the_client_reaches_an_operation_s_own_server(generated: Generate, own: str) -> None:
    package = shop(generated, {"url": own}, servers=[{"url": "https://shop.example"}])
    with package.mock() as mock:
        mock.fetch.returns()
        url = own if "://" in own else f"https://shop.example{own}"
        assert requests.get(f"{url}/thing", timeout=5).status_code == 204
        mock.fetch.assert_called_once()
