"""The generated Django app: its system check names the setting that is missing or wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import Generate, Package
from .test_settings import django_settings as django_settings
from .test_settings import override

SPEC = """
servers: [{url: "https://shop.example"}, {url: "https://{tenant}.shop.example", name: own}]
paths:
  /open: {get: {operationId: open, responses: {"204": {description: It.}}}}
  /either: {get: {operationId: either, security: [{}, {key: []}], responses: {"204": {description: It.}}}}
  /one: {get: {operationId: one, security: [{key: []}, {user: []}], responses: {"204": {description: It.}}}}
  /two: {get: {operationId: two, security: [{grant: [], key: []}], responses: {"204": {description: It.}}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    user: {type: http, scheme: basic}
    grant: {type: oauth2, flows: {clientCredentials: {tokenUrl: "https://id.example/token", scopes: {}}}}
"""


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Put an empty registry of checks in place of Django's, for as long as the test runs."""
    import django
    from django.core.checks import registry as checks

    django.setup()
    empty = checks.CheckRegistry()
    for name in ("register", "run_checks"):
        monkeypatch.setattr(checks, name, getattr(empty, name))
        monkeypatch.setattr(f"django.core.checks.{name}", getattr(empty, name))
    yield empty


def found(package: Package, registry: Any, **values: Any) -> list[tuple[str, str]]:
    """Return the ids and messages of a run of the checks with the app installed."""
    from django.apps import apps
    from django.core import checks
    from django.test import override_settings

    before = dict(apps.app_configs)
    with override_settings(INSTALLED_APPS=[package.name]), override(**values):
        assert apps.get_app_config("shop_client").name == package.name
        messages = checks.run_checks()
    assert dict(apps.app_configs) == before
    return [(message.id, message.msg) for message in messages]


AUTH = 'settings.MOCKGEN["shop"]["AUTH"]'
GOOD = {"AUTH": {"key": "k"}}


@pytest.mark.parametrize(
    "values",
    [
        GOOD,
        {"AUTH": {"user": ("ann", "s3cret")}},
        {"AUTH": {"key": lambda: 1 / 0}},
        {"AUTH": {"key": "k", "grant": {"client_id": "me", "client_secret": "s3cret", "scopes": "read write"}}},
        {**GOOD, "SERVER": "own", "SERVER_VARIABLES": {"tenant": "acme"}, "TIMEOUT": (1, 2), "RETRIES": 0},
    ],
)
def test_settings_that_are_right(package: Package, registry: Any, values: dict[str, Any]) -> None:
    assert found(package, registry, **values) == []


@pytest.mark.parametrize(
    "values", [{}, {"AUTH": ""}, {"AUTH": {"key": ""}}, {"AUTH": {"grant": ("me", "s3cret")}}, {"AUTH": None}]
)
def test_a_missing_credential_is_a_warning(package: Package, registry: Any, values: dict[str, Any]) -> None:
    message = f"{AUTH} has no credential for key or user or grant with key"
    assert found(package, registry, **values) == [("shop_client.W001", message)]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"TIMOUT": 3}, "'TIMOUT' is no setting; did you mean TIMEOUT?"),
        ({**GOOD, "TIMEOUT": None}, "a timeout is a positive number of seconds"),
        ({**GOOD, "BASE_URL": "shop.example"}, "BASE_URL must be an absolute http(s) URL"),
        ({**GOOD, "SERVER": "own"}, "SERVER_VARIABLES is without 'tenant'"),
        ({"AUTH": {"kee": "k"}}, "'kee' is no security scheme of the document; did you mean key?"),
        ({"AUTH": {"key": ("s3cret", "b")}}, f"{AUTH}, scheme key: it takes one text, not a pair"),
        ({"AUTH": {"user": "s3cret"}}, f"{AUTH}, scheme user: it takes a pair: user name, password"),
        ({"AUTH": {"user": ("ann", "s3cret", "c")}}, "scheme user: it takes a pair"),
        ({"AUTH": {"key": "s3cret\n"}}, "scheme key: it is empty, or holds a space or a line break"),
        ({"AUTH": {"grant": {"client_id": "me"}}}, "scheme grant: 'client_secret' is missing"),
        ({"AUTH": {"grant": ("me", "s3cret", "read")}}, "scheme grant: it takes a pair: client id, client secret"),
    ],
)
def test_a_wrong_setting_is_an_error_that_names_it(
    package: Package, registry: Any, values: dict[str, Any], told: str
) -> None:
    ((identifier, message),) = found(package, registry, **values)
    assert identifier == "shop_client.E001"
    assert message.startswith('settings.MOCKGEN["shop"]') and told in message
    assert "s3cret" not in message


def test_a_service_that_is_misspelt_in_the_settings_is_seen(package: Package, registry: Any) -> None:
    from django.test import override_settings

    with override_settings(MOCKGEN={"shopp": {"AUTH": {"key": "k"}}}):
        ((_, message),) = package.module().ShopClient.configuration_problems()
    assert message.endswith("; did you mean 'shop' by 'shopp'?")


def test_settings_that_are_no_dictionary(package: Package) -> None:
    from django.test import override_settings

    for wrong in ([], {"shop": "https://shop.example"}):
        with override_settings(MOCKGEN=wrong):
            problems = package.module().ShopClient.configuration_problems()
        assert problems == [("wrong", 'settings.MOCKGEN["shop"] must be a dictionary')]


def test_a_document_without_a_server_needs_one(generated: Generate, registry: Any) -> None:
    package = generated({"servers": [], "paths": {}})
    ((identifier, message),) = found(package, registry)
    assert (identifier, message.partition(":")[0]) == (
        "shop_client.E001",
        'settings.MOCKGEN["shop"]["BASE_URL"] is missing',
    )
    assert found(package, registry, BASE_URL="https://shop.example") == []


def test_schemes_that_no_operation_needs_are_not_asked_for(generated: Generate, registry: Any) -> None:
    schemes = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    open_to_all = {"operationId": "open", "security": [{}, {"key": []}], "responses": {"204": {"description": "It."}}}
    package = generated({"paths": {"/open": {"get": open_to_all}}, "components": {"securitySchemes": schemes}})
    assert found(package, registry) == []


def test_a_client_of_one_s_own_is_checked_alike(package: Package) -> None:
    class MyClient(package.module().ShopClient):  # type: ignore[name-defined,misc]
        pass

    with override():
        assert [kind for kind, _ in MyClient.configuration_problems()] == ["incomplete"]
