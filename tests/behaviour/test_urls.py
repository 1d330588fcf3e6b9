"""Code that calls the service without its client: any URL of the service is the operation that it means."""

from __future__ import annotations

import pytest
import requests

from mockgen.testing import RequestViolation, UnmockedOperation

from .conftest import Generate, Package

NONE = "responses: {'204': {description: Done.}}"
SPEC = f"""
servers:
  - url: https://shop.example/v1
  - url: https://eu.shop.example:8443/v1/
  - url: 'https://{{region}}.shop.example/{{version}}'
    variables: {{region: {{default: us, enum: [us, asia]}}, version: {{default: v2}}}}
paths:
  /charges:
    get:
      operationId: listCharges
      parameters: [{{name: limit, in: query, schema: {{type: integer}}}}]
      {NONE}
  /charges/{{id}}:
    get:
      operationId: getCharge
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
      {NONE}
  /files:
    servers: [{{url: https://files.shop.example}}]
    get: {{operationId: listFiles, {NONE}}}
"""


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


@pytest.mark.parametrize(
    ("url", "operation"),
    [
        ("https://shop.example/v1/charges", "list_charges"),
        ("https://shop.example/v1/charges?limit=2", "list_charges"),
        ("https://shop.example/v1/charges?limit=2#top", "list_charges"),
        ("HTTPS://SHOP.Example/v1/charges", "list_charges"),
        ("https://shop.example:443/v1/charges", "list_charges"),
        ("https://eu.shop.example:8443/v1/charges", "list_charges"),
        ("https://us.shop.example/v2/charges", "list_charges"),
        ("https://shop.example/v1/charges/ch%2F1", "get_charge"),
        ("https://shop.example/v1/charges/..%2F", "get_charge"),
        ("https://shop.example/v1/x/../charges", "list_charges"),
        ("https://files.shop.example/files", "list_files"),
    ],
)
@pytest.mark.parametrize("way", ["function", "session"])
def test_a_url_of_the_service(package: Package, url: str, operation: str, way: str) -> None:
    with package.mock("auto") as shop:
        (requests if way == "function" else requests.Session()).get(url, timeout=1)  # type: ignore[attr-defined]
    assert [call.operation for call in shop.calls] == [operation]


def test_it_is_held_against_the_contract_alike(package: Package) -> None:
    with package.mock("auto"), pytest.raises(RequestViolation, match=r"query\.limit"):
        requests.get("https://eu.shop.example:8443/v1/charges?limit=two", timeout=1)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://shop.example/v1/charges/", "list_charges is GET /charges: without the slash at the end"),
        ("https://shop.example/v1/Charges", "list_charges is GET /charges: /charges for /Charges"),
        ("https://shop.example/v1//charges", "list_charges is GET /charges: /charges for //charges"),
    ],
)
def test_a_path_that_the_document_does_not_have_is_told_with_the_one_that_it_has(
    package: Package, url: str, told: str
) -> None:
    with package.mock("auto"), pytest.raises(UnmockedOperation) as caught:
        requests.get(url, timeout=1)
    assert f"  near     {told}" in str(caught.value).splitlines()


@pytest.mark.parametrize(
    "url", ["https://shop.example:8443/v1/charges", "http://shop.example/v1/charges", "https://shop.example/charges"]
)
def test_another_port_scheme_or_base_path_is_none_of_the_service(package: Package, url: str) -> None:
    with package.mock("auto"), pytest.raises(UnmockedOperation, match="belongs to no mocked service"):
        requests.get(url, timeout=1)
