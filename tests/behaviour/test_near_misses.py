"""Near misses: a call that nothing answers names the operations that it may have meant, the nearest first."""

from __future__ import annotations

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from mockgen.testing import UnmockedOperation
from mockgen.testing.nearness import Near, distance, near_misses

from .conftest import Generate, Package

NONE = "responses: {'204': {description: Done.}}"
SPEC = f"""
servers: [{{url: https://shop.example/v1}}]
paths:
  /charges:
    get: {{operationId: listCharges, {NONE}}}
    post: {{operationId: createCharge, {NONE}}}
  /charges/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    get: {{operationId: getCharge, {NONE}}}
  /charges/{{id}}/refunds:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    post: {{operationId: createRefund, {NONE}}}
  /orders/:
    get: {{operationId: listOrders, {NONE}}}
"""


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


def near(package: Package, method: str, path: str, *planned: str) -> list[str]:
    """Return what a call that nothing answers is near to."""
    with package.mock() as shop:
        for operation in planned:
            getattr(shop, operation).returns().optional()
        with pytest.raises(UnmockedOperation) as caught:
            requests.request(method, f"https://shop.example{path}", timeout=1)
    lines = str(caught.value).splitlines()
    start = next((index for index, line in enumerate(lines) if line.startswith("  near ")), len(lines))
    rows = [line for line in lines[start:] if line.startswith(("  near     ", " " * 11))]
    return [row[11:] for row in rows]


@pytest.mark.parametrize(
    ("method", "path", "first"),
    [
        ("POST", "/v1/chrages", "create_charge is POST /charges: /charges for /chrages"),
        ("GET", "/v1/charges/", "list_charges is GET /charges: without the slash at the end"),
        ("GET", "/v1/orders", "list_orders is GET /orders/: with a slash at the end"),
        ("DELETE", "/v1/charges/1", "get_charge is GET /charges/{id}: the method is GET"),
        ("POST", "/v1/charges/1/refund", "create_refund is POST /charges/{id}/refunds: /refunds for /refund"),
        ("POST", "/v1/charges/1/refunds/2", "create_refund is POST /charges/{id}/refunds: without /2"),
        ("POST", "/v1/v1/charges", "create_charge is POST /charges: /charges for /v1/charges"),
    ],
)
def test_the_nearest_by_path_then_by_method(package: Package, method: str, path: str, first: str) -> None:
    assert near(package, method, path)[0] == first


def test_of_two_alike_the_planned_one_is_nearer(package: Package) -> None:
    told = near(package, "DELETE", "/v1/charges", "create_charge")
    assert told[:2] == [
        "create_charge is POST /charges: the method is POST",
        "list_charges is GET /charges: the method is GET",
    ]


def test_the_whole_message(package: Package) -> None:
    with package.mock() as shop:
        shop.get_charge.returns().optional()
        with pytest.raises(UnmockedOperation) as caught:
            requests.get("https://shop.example/v1/charges/1/refunds", timeout=1)
    lines = str(caught.value).splitlines()
    assert [line for line in lines if not line.startswith(("  from", "  planned"))] == [
        "no operation of shop was called but this test does not plan it.",
        "  call     GET /v1/charges/1/refunds",
        "  near     create_refund is POST /charges/{id}/refunds: the method is POST",
        "           get_charge is GET /charges/{id}: without /refunds",
    ]


def test_what_has_nothing_in_common_is_not_near(package: Package) -> None:
    assert near(package, "GET", "/v1/a/b/c/d") == []


def test_an_operation_that_is_known_is_near_to_what_the_test_plans_alone(package: Package) -> None:
    assert near(package, "GET", "/v1/charges/1") == []
    assert near(package, "GET", "/v1/charges/1", "list_charges") == ["list_charges is GET /charges: without /1"]


SEGMENTS = st.lists(st.text("abc{}", min_size=1, max_size=4), max_size=5)


@given(SEGMENTS, SEGMENTS)
def test_a_distance_is_that_of_the_longer_way_at_most(template: list[str], path: list[str]) -> None:
    assert 0 <= distance(template, path) <= max(len(template), len(path))
    assert distance(template, path) >= abs(len(template) - len(path))


@given(SEGMENTS)
def test_nothing_is_nearer_than_itself(path: list[str]) -> None:
    assert distance(path, path) == 0


@given(st.lists(st.sampled_from(["GET /a", "POST /a", "GET /a/{b}", "GET /c/d/e"]), unique=True))
def test_they_are_ranked_whatever_their_order(keys: list[str]) -> None:
    found = near_misses("get", ["/a"], keys, ["GET /a/{b}"])
    assert found == sorted(found) == near_misses("GET", ["/a"], reversed(keys), ["GET /a/{b}"])
    assert all(isinstance(entry, Near) for entry in found)
