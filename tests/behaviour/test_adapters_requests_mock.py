"""requests-mock: suites that use it get the service's URLs answered by the same plans."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
import requests_mock

from mockgen.testing import MissingTimeout, RequestViolation, UnmockedOperation, UnusedStub, faults

from .careless import swallow
from .charging import BODY, SPEC, URL, checkout
from .conftest import Generate, Package

OTHER = "https://other.example/a"


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


@pytest.fixture
def mocker() -> Iterator[requests_mock.Mocker]:
    """What the fixture of requests-mock gives."""
    with requests_mock.Mocker() as mocker:
        yield mocker


@pytest.fixture
def shop(package: Package, mocker: requests_mock.Mocker) -> Iterator[Any]:
    with package.mock() as mock:
        mock.through(mocker)
        yield mock


def test_the_mocker_answers_what_the_mock_plans(shop: Any, package: Package) -> None:
    stub = shop.create_charge.returns(status="paid")
    assert checkout(package.client()) == stub.last.response.id


def test_raw_calls_are_answered_too(shop: Any) -> None:
    shop.get_charge.returns(status="paid")
    response = requests.get(f"{URL}/Ch_1", timeout=5)
    assert (response.status_code, response.json()["status"]) == (200, "paid")
    assert response.request.url == f"{URL}/Ch_1"
    assert shop.calls[0].request.url == f"{URL}/Ch_1"  # requests-mock itself would say ch_1


def test_other_urls_are_the_mocker_s(shop: Any, mocker: requests_mock.Mocker) -> None:
    mocker.get(OTHER, text="other")
    assert requests.get(OTHER).text == "other"
    with pytest.raises(requests_mock.NoMockAddress):
        requests.get("https://other.example/b")
    shop.assert_no_calls()


def test_the_mocker_counts_these_calls_among_its_own(shop: Any, mocker: requests_mock.Mocker) -> None:
    shop.create_charge.returns()
    requests.post(URL, json=BODY, timeout=5)
    assert mocker.call_count == 1
    assert mocker.last_request is not None and mocker.last_request.json() == BODY
    mocker.reset()
    assert mocker.call_count == 0
    assert shop.create_charge.call_count == 1


def test_a_request_that_the_service_would_refuse(shop: Any) -> None:
    with pytest.raises(RequestViolation, match=r"body\.amuont"):
        requests.post(URL, json={"amuont": 1}, timeout=5)


def test_a_call_that_is_not_planned(shop: Any) -> None:
    with pytest.raises(UnmockedOperation, match=r"from     tests/behaviour/test_adapters_requests_mock\.py:\d+"):
        requests.post(URL, json=BODY, timeout=5)


def test_a_url_of_the_service_that_is_no_operation(shop: Any) -> None:
    with pytest.raises(UnmockedOperation, match="no operation of shop"):
        requests.get("https://shop.example/chargse", timeout=5)


def test_a_stub_that_nobody_used(package: Package, mocker: requests_mock.Mocker) -> None:
    with pytest.raises(UnusedStub), package.mock() as shop:
        shop.through(mocker)
        shop.create_charge.returns()


def test_a_violation_that_the_code_swallowed(package: Package, mocker: requests_mock.Mocker) -> None:
    with pytest.raises(RequestViolation), package.mock() as shop:
        shop.through(mocker)
        swallow(lambda: requests.post(URL, json={"amuont": 1}, timeout=5))


def test_a_fault(shop: Any, package: Package) -> None:
    shop.list_charges.times_out().then.returns(data=[])
    with pytest.raises(requests.ReadTimeout):
        requests.get(URL, timeout=5)
    assert package.client().list_charges().data == []


@pytest.mark.parametrize("fault", [faults.REFUSED, faults.RESET, faults.BROKEN_OFF], ids=str)
def test_a_fault_is_what_requests_raises(shop: Any, fault: faults.Fault) -> None:
    shop.create_charge.suffers(fault)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        requests.post(URL, json=BODY, timeout=5)


def test_a_call_without_a_timeout(shop: Any) -> None:
    with pytest.raises(MissingTimeout):
        requests.post(URL, json=BODY)


def test_the_log_of_calls(shop: Any) -> None:
    shop.create_charge.returns()
    requests.post(URL, json=BODY, timeout=5)
    shop.create_charge.assert_called_once_with(body=BODY)


@pytest.mark.parametrize("first", ["mock", "mocker"])
def test_whichever_is_entered_first(package: Package, first: str) -> None:
    mock, mocker = package.module("testing").ShopMock(), requests_mock.Mocker()
    outer, inner = (mock, mocker) if first == "mock" else (mocker, mock)
    with outer, inner:
        mock.through(mocker)
        mock.create_charge.returns()
        assert checkout(package.client())


def test_with_a_mock_that_patches_nothing(package: Package, mocker: requests_mock.Mocker) -> None:
    send = requests.adapters.HTTPAdapter.send
    with package.module("testing").ShopMock.in_memory() as shop:
        shop.through(mocker)
        shop.create_charge.returns()
        assert requests.adapters.HTTPAdapter.send is send
        assert requests.post(URL, json=BODY, timeout=5).status_code == 201


def test_an_adapter_of_one_session(package: Package) -> None:
    session, adapter = requests.Session(), requests_mock.Adapter()
    session.mount("https://", adapter)
    with package.module("testing").ShopMock.in_memory() as shop:
        shop.through(adapter)
        shop.create_charge.returns()
        assert session.post(URL, json=BODY, timeout=5).status_code == 201


def test_a_mocker_that_outlives_the_mock(package: Package, mocker: requests_mock.Mocker) -> None:
    with package.mock() as shop:
        shop.through(mocker)
    mocker.get(URL, text="the mocker's")
    with pytest.raises(requests_mock.NoMockAddress):
        requests.post(URL, json=BODY, timeout=5)
    assert requests.get(URL, timeout=5).text == "the mocker's"
