"""Dependency injection: `mock.client()` is the generated client itself, and nothing is patched for it."""

from __future__ import annotations

import inspect
import io
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import responses

from mockgen.testing import ClientSettings, MissingTimeout, RequestViolation, UnmockedOperation, UnusedStub, faults

from .careless import swallow
from .charging import BODY, SPEC, URL, checkout
from .conftest import Generate, Package


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


@pytest.fixture
def shop(package: Package) -> Iterator[Any]:
    with package.module("testing").ShopMock.in_memory() as mock:
        yield mock


def in_memory(package: Package) -> Any:
    return package.module("testing").ShopMock.in_memory()


def test_code_that_takes_its_client_gets_one(shop: Any, package: Package) -> None:
    stub = shop.create_charge.returns(status="paid")
    client = shop.client()
    assert isinstance(client, package.module().ShopClient)
    assert checkout(client) == stub.last.response.id


def test_nothing_is_patched(package: Package) -> None:
    transport = package.module("transport")
    before = (requests.adapters.HTTPAdapter.send, requests.Session.send, transport.world)
    with in_memory(package) as shop:
        shop.create_charge.returns()
        checkout(shop.client())
        assert (requests.adapters.HTTPAdapter.send, requests.Session.send, transport.world) == before


def test_the_client_takes_its_settings(shop: Any, package: Package) -> None:
    shop.create_charge.times_out()
    with pytest.raises(package.error("Timeout")):
        checkout(shop.client(retries=0, base_url="https://elsewhere.example"))
    assert shop.calls[-1].request.url == "https://elsewhere.example/charges"
    with pytest.raises(TypeError, match="retry"):
        shop.client(retry=0)


def test_the_settings_are_those_of_the_client(package: Package) -> None:
    known = inspect.signature(package.module().ShopClient).parameters
    assert set(ClientSettings.__annotations__) == set(known) - {"session"}


def test_pauses_go_by_on_the_mock_s_clock(shop: Any) -> None:
    shop.list_charges.rate_limited(retry_after=30).then.times_out().then.returns()
    shop.client().list_charges()
    assert shop.clock.slept == [30, 1.0]


def test_a_fault(shop: Any, package: Package) -> None:
    shop.create_charge.suffers(faults.TLS).then.suffers(faults.TRUNCATED).then.returns()
    client = shop.client()
    with pytest.raises(package.error("ConnectionError")):
        checkout(client)
    with pytest.raises(package.error("DecodeError")):
        checkout(client)
    assert checkout(client)


def test_an_error_is_the_client_s_own(shop: Any, package: Package) -> None:
    shop.create_charge.fails(402, code="declined")
    with pytest.raises(package.error("StatusError")) as caught:
        checkout(shop.client())
    assert caught.value.body.code == "declined"  # type: ignore[attr-defined]


def test_a_request_that_the_service_would_refuse(shop: Any) -> None:
    shop.create_charge.returns().optional()
    with pytest.raises(RequestViolation, match=r"body\.amuont"):
        shop.client().create_charge({"amuont": 1})


def test_a_call_that_is_not_planned(shop: Any) -> None:
    with pytest.raises(UnmockedOperation, match=r"shop\.create_charge was called but this test does not plan it"):
        checkout(shop.client())


def test_a_stub_that_nobody_used(package: Package) -> None:
    told = r"test_adapters_in_memory\.py:\d+ shop\.create_charge was never called"
    with pytest.raises(UnusedStub, match=told), in_memory(package) as shop:
        shop.create_charge.returns()


def test_a_violation_that_the_code_swallowed(package: Package) -> None:
    with pytest.raises(RequestViolation), in_memory(package) as shop:
        client = shop.client()
        swallow(lambda: client.create_charge({"amuont": 1}))


def test_the_log_of_calls(shop: Any) -> None:
    shop.create_charge.returns()
    checkout(shop.client())
    shop.create_charge.assert_called_once_with(body=BODY)
    assert [call.operation for call in shop.calls] == ["create_charge"]
    assert shop.calls[0].source.startswith("tests/behaviour/charging.py:")


def test_in_auto_mode(package: Package) -> None:
    with package.module("testing").ShopMock.in_memory("auto") as shop:
        assert checkout(shop.client()) == shop.calls[0].response.id


def test_a_session_for_code_that_takes_one(shop: Any) -> None:
    shop.create_charge.returns(amount=4200)
    session = shop.session()
    assert session.post(URL, json=BODY, timeout=5).json()["amount"] == 4200
    assert session.post(URL, data=BODY, timeout=5).status_code == 201


def test_a_session_needs_a_timeout(shop: Any) -> None:
    with pytest.raises(MissingTimeout, match="POST /charges was sent without a timeout"):
        shop.session().post(URL, json=BODY)


def test_a_session_reaches_no_other_host(shop: Any) -> None:
    with pytest.raises(UnmockedOperation, match=r"GET https://other\.example/a belongs to no mocked service"):
        shop.session().get("https://other.example/a", timeout=5)


def test_a_client_that_was_closed_is_in_memory_still(shop: Any) -> None:
    shop.create_charge.returns()
    with shop.client() as client:
        checkout(client)
    checkout(client)


def test_a_client_that_outlives_its_mock(package: Package) -> None:
    with in_memory(package) as shop:
        client = shop.client()
    with pytest.raises(UnmockedOperation, match="the mock of shop is not active"):
        checkout(client)


def test_in_a_thread(shop: Any) -> None:
    shop.create_charge.returns()
    thread = threading.Thread(target=checkout, args=[shop.client()])
    thread.start()
    thread.join()
    assert shop.create_charge.call_count == 1


def test_two_mocks_of_a_service_at_a_time(package: Package) -> None:
    with in_memory(package) as one, in_memory(package) as other:
        one.create_charge.returns(amount=1)
        other.create_charge.returns(amount=2)
        assert [shop.client().create_charge(BODY).amount for shop in (one, other)] == [1, 2]
        assert [shop.create_charge.call_count for shop in (one, other)] == [1, 1]


def test_beside_the_interception(package: Package) -> None:
    with package.mock() as shop:
        shop.create_charge.returns()
        checkout(shop.client())
        checkout(package.client())
        assert shop.create_charge.call_count == 2


def test_where_another_mock_lies_inside(package: Package) -> None:
    with package.mock() as shop, responses.RequestsMock() as other:
        other.add("GET", "https://other.example/a", body="other")
        shop.create_charge.returns()
        assert requests.get("https://other.example/a", timeout=5).text == "other"
        checkout(shop.client())
        assert shop.create_charge.call_count == 1


def test_a_file_is_sent_again_whole(generated: Generate) -> None:
    content = {"application/octet-stream": {"schema": {}}}
    upload = {
        "operationId": "upload",
        "requestBody": {"required": True, "content": content},
        "responses": {"204": {"description": "Done."}},
    }
    package = generated({"paths": {"/files": {"put": upload}}})
    with in_memory(package) as shop:
        shop.upload.times_out().then.returns()
        shop.client().upload(io.BytesIO(b"abc"))
        assert [call.request.body for call in shop.calls] == [b"abc", b"abc"]


TESTS = """
import unittest

from mockgen.testing.fixtures import fixture_of
from PACKAGE.testing import ShopMock, ShopMockMixin
from PACKAGE.testing.fixtures import shop_in_memory as shop  # noqa: F401


def test_with_the_fixture(shop):
    shop.fetch.returns()
    assert shop.client().fetch() is None


def test_that_uses_nothing(shop):
    shop.fetch.returns()


whole_module = fixture_of(ShopMock.in_memory, scope="module", mode="auto")


def test_with_a_fixture_of_a_wider_scope(whole_module):
    assert whole_module.client().fetch() is None


class WithTheMixin(ShopMockMixin, unittest.TestCase):
    mock_in_memory = True

    def test_with_the_mixin(self):
        self.shop.fetch.returns()
        self.assertIsNone(self.shop.client().fetch())
        self.assertFalse(self.shop._patches)
"""


def test_as_a_fixture_and_in_a_test_case(generated: Generate, tmp_path: Path) -> None:
    path = {"get": {"operationId": "fetch", "responses": {"204": {"description": "It."}}}}
    package = generated({"paths": {"/it": path}})
    (tmp_path / "test_it.py").write_text(TESTS.replace("PACKAGE", package.name), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir=."]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "4 passed, 1 error" in done.stdout, done.stdout
    assert "shop.fetch was never called" in done.stdout
