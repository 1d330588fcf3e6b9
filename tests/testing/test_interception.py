"""Interception: one patch for the process, shared by the mocks of a time, gone after the last."""

from __future__ import annotations

import pytest
import requests
import responses

from mockgen.testing.interception import Interception, PassOn
from mockgen.testing.messages import UnmockedOperation


class Answering:
    """A service that answers one host."""

    def __init__(self, name: str, host: str):
        self._name, self.host, self.asked = name, host, 0

    def _answer(self, request: requests.PreparedRequest) -> responses.BaseResponse | None:
        self.asked += 1
        if self.host not in (request.url or ""):
            return None
        return responses.Response("GET", request.url or "", body=self._name)


def get(url: str) -> str:
    return requests.get(url, timeout=1).text


@pytest.fixture
def interception() -> Interception:
    return Interception()


def test_the_patch_comes_with_the_first_and_goes_with_the_last(interception: Interception) -> None:
    original = requests.adapters.HTTPAdapter.send
    one, two = Answering("one", "one.example"), Answering("two", "two.example")
    interception.enter(one)
    patched = requests.adapters.HTTPAdapter.send
    interception.enter(two)
    assert requests.adapters.HTTPAdapter.send is patched is not original
    interception.leave(one)
    assert get("https://two.example/") == "two"
    interception.leave(two)
    assert requests.adapters.HTTPAdapter.send is original


def test_the_newest_is_asked_first(interception: Interception) -> None:
    outer, inner = Answering("outer", "x.example"), Answering("inner", "x.example")
    interception.enter(outer)
    interception.enter(inner)
    assert get("https://x.example/") == "inner"
    assert outer.asked == 0
    interception.leave(inner)
    assert get("https://x.example/") == "outer"
    interception.leave(outer)


def test_leaving_twice_does_no_harm(interception: Interception) -> None:
    service = Answering("one", "one.example")
    interception.enter(service)
    interception.leave(service)
    interception.leave(service)
    interception.enter(service)
    assert get("https://one.example/") == "one"
    interception.leave(service)


def test_a_host_of_no_service_is_refused_with_secrets_masked(interception: Interception) -> None:
    service = Answering("one", "one.example")
    interception.enter(service)
    try:
        with pytest.raises(UnmockedOperation) as caught:
            get("https://other.example/a?token=live&page=2")
    finally:
        interception.leave(service)
    text = "GET https://other.example/a?token=***&page=2 belongs to no mocked service (mocked: one)"
    assert str(caught.value).startswith(text)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000"])
def test_this_machine_is_let_through(interception: Interception, host: str) -> None:
    service = Answering("one", "one.example")
    interception.enter(service)
    found = interception.find(requests.Request("GET", f"http://{host}/").prepare())
    interception.leave(service)
    assert isinstance(found, PassOn)


def test_another_mock_outside_still_answers(interception: Interception) -> None:
    service = Answering("one", "one.example")
    with responses.RequestsMock() as outside:
        outside.add("GET", "https://other.example/", body="outside")
        interception.enter(service)
        assert get("https://other.example/") == "outside"
        assert get("https://one.example/") == "one"
        interception.leave(service)
