"""Settings: `from_settings()` asks Django at every call, and says which key is wrong."""

from __future__ import annotations

import os
from typing import Any

import pytest

from .conftest import Generate, Package

SPEC = """
paths: {/thing: {get: {operationId: fetch, security: [{key: []}], responses: {'204': {description: It.}}}}}
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
"""


@pytest.fixture(autouse=True)
def django_settings() -> None:
    """Configure Django, once, where the example's own conftest has not."""
    from django.conf import settings

    if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
        settings.configure()


def override(**values: Any) -> Any:
    from django.test import override_settings

    return override_settings(MOCKGEN={"shop": values})


def url_sent(package: Package, client: Any) -> str:
    with package.mock("auto") as shop:
        client.fetch()
    url: str = shop.calls[-1].request.url
    return url


def test_settings_are_followed_in_mid_test(generated: Generate) -> None:
    package = generated(SPEC)
    client = package.module().ShopClient.from_settings()
    with package.mock("auto") as shop:
        with override(AUTH="one"):
            client.fetch()
        with override(AUTH={"key": "two"}):
            client.fetch()
    assert [call.request.headers["X-Key"] for call in shop.calls] == ["one", "two"]


def test_another_server_of_the_settings_is_mocked_too(generated: Generate) -> None:
    package = generated(SPEC)
    client = package.module().ShopClient.from_settings()
    with override(BASE_URL="https://staging.example/api/"):
        assert url_sent(package, client) == "https://staging.example/api/thing"


def test_timeout_and_retries(generated: Generate) -> None:
    package = generated(SPEC)
    client = package.module().ShopClient.from_settings()
    with override(TIMEOUT=(1, 2), RETRIES=1), package.mock() as shop:
        shop.fetch.fails(503)
        with pytest.raises(package.error("StatusError")):
            client.fetch()
    assert shop.fetch.call_count == 2
    assert shop.fetch.calls[0].request.req_kwargs["timeout"] == (1.0, 2.0)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"BASE_ULR": "https://x.example"}, "'BASE_ULR' is no setting; did you mean BASE_URL?"),
        ({"BASE_URL": "x.example"}, "BASE_URL must be an absolute http"),
        ({"TIMEOUT": None}, "a timeout is a positive number"),
        ({"RETRIES": -1}, "RETRIES must be between"),
        ({"AUTH": {"kee": "1"}}, "'kee' is no security scheme of the document; did you mean key?"),
    ],
)
def test_a_wrong_setting_is_named(generated: Generate, values: dict[str, Any], told: str) -> None:
    package = generated(SPEC)
    client = package.module().ShopClient.from_settings()
    with override(**values), package.mock("auto"), pytest.raises(package.error("ConfigurationError")) as caught:
        client.fetch()
    assert 'settings.MOCKGEN["shop"]' in str(caught.value)
    assert told in str(caught.value)


def test_a_secret_is_not_in_the_message(generated: Generate) -> None:
    package = generated(SPEC)
    with pytest.raises(package.error("ConfigurationError")) as caught:
        package.client(auth="sk_live\n123", base_url="http://127.0.0.1:9").fetch()
    assert "sk_live" not in str(caught.value)


def test_without_settings_the_first_server_is_taken(generated: Generate) -> None:
    package = generated({"servers": [{"url": "https://a.example/v1"}, {"url": "https://b.example"}], **small()})
    assert url_sent(package, package.client()) == "https://a.example/v1/thing"


@pytest.mark.parametrize(("servers", "url"), [([], "https://shop.test/thing"), (["/v1"], "https://shop.test/v1/thing")])
def test_a_document_without_an_absolute_url(generated: Generate, servers: list[str], url: str) -> None:
    package = generated({"servers": [{"url": each} for each in servers], **small()})
    assert url_sent(package, package.client()) == url
    with pytest.raises(package.error("ConfigurationError"), match="the document names no absolute URL"):
        package.client().fetch()


def small() -> dict[str, Any]:
    """Return the smallest operation."""
    return {"paths": {"/thing": {"get": {"operationId": "fetch", "responses": {"204": {"description": "It."}}}}}}
