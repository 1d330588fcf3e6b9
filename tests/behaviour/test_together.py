"""Mocks together: of several services, of one service twice, in threads, and beside a test's own use of `responses`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
import responses

from mockgen.testing import UnmockedOperation

from .careless import swallow
from .conftest import Generate, Package

SPEC: dict[str, Any] = {
    "paths": {
        "/thing/{n}": {
            "parameters": [{"name": "n", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "get": {"operationId": "fetch", "responses": {"204": {"description": "Done."}}},
        }
    }
}
SHOP, BANK = "https://shop.example/thing/1", "https://bank.example/thing/1"
OTHER = "https://other.example/"


@pytest.fixture
def shop(generated: Generate) -> Package:
    return generated(SPEC)


@pytest.fixture
def bank(generated: Generate) -> Package:
    return generated({"servers": [{"url": "https://bank.example"}], **SPEC}, "bank")


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    before = requests.adapters.HTTPAdapter.send, requests.Session.get_adapter
    yield
    assert (requests.adapters.HTTPAdapter.send, requests.Session.get_adapter) == before


def get(url: str) -> str:
    return requests.get(url, timeout=1).text


# -- services ------------------------------------------------------------------------------


def test_several_services(shop: Package, bank: Package) -> None:
    with shop.mock("auto") as first, bank.module("testing").mock_bank("auto") as second:
        shop.client().fetch(1)
        bank.module().BankClient().fetch(2)
        get(SHOP)
    assert [call.path for call in first.calls] == [{"n": 1}, {"n": 1}]
    assert [call.path for call in second.calls] == [{"n": 2}]


def test_one_in_the_other_hides_it(shop: Package) -> None:
    with shop.mock("auto") as outer:
        with shop.mock("auto") as inner:
            shop.client().fetch(1)
        shop.client().fetch(2)
    assert ([call.path for call in outer.calls], [call.path for call in inner.calls]) == ([{"n": 2}], [{"n": 1}])


def test_they_may_end_in_any_order(shop: Package) -> None:
    world = shop.module("transport").world
    first, second = shop.mock("auto"), shop.mock("auto")
    first.__enter__()
    newest = second.__enter__()
    first.__exit__(None, None, None)
    shop.client().fetch(1)
    assert shop.module("transport").world is not world
    second.__exit__(None, None, None)
    assert len(newest.calls) == 1
    assert shop.module("transport").world is world


# -- threads and tasks ---------------------------------------------------------------------


def in_threads(count: int, work: Callable[[int], None]) -> None:
    together = threading.Barrier(count)

    def run(number: int) -> None:
        together.wait(10)
        work(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)


def test_eight_threads_lose_no_call_and_no_answer(shop: Package, bank: Package) -> None:
    def work(number: int) -> None:
        for turn in range(5):
            shop.client().fetch(10 * number + turn)
            bank.module().BankClient().fetch(number)

    with shop.mock() as first, bank.module("testing").mock_bank() as second:
        first.fetch.returns().times(40)
        second.fetch.returns()
        in_threads(8, work)
    assert sorted(call.path["n"] for call in first.calls) == [
        10 * number + turn for number in range(8) for turn in range(5)
    ]
    assert sorted(call.path["n"] for call in second.calls) == sorted([*range(8)] * 5)


def test_mocks_in_eight_threads_take_turns_and_leave_nothing(shop: Package, bank: Package) -> None:
    made: list[int] = []

    def work(number: int) -> None:
        kind = shop.mock if number % 2 else bank.module("testing").mock_bank
        with kind("auto") as mock:
            made.append(len(mock.calls))

    world = shop.module("transport").world
    in_threads(8, work)
    assert made == [0] * 8
    assert shop.module("transport").world is world


def test_a_task_that_runs_in_place(shop: Package) -> None:
    """As Celery's `task_always_eager` does: what the task raises stays in a result that nobody looks at."""

    def delay(number: int) -> None:
        swallow(lambda: shop.client().fetch(number))

    with shop.mock() as mock:
        mock.fetch.returns()
        delay(3)
        mock.fetch.assert_called_once_with(path={"n": 3})
    with pytest.raises(UnmockedOperation), shop.mock():
        delay(3)


# -- a test's own `responses` --------------------------------------------------------------


def test_around_a_mock(shop: Package) -> None:
    with responses.RequestsMock() as others:
        others.get(OTHER, body="theirs")
        with shop.mock("auto") as mock:
            assert get(OTHER) == "theirs"
            shop.client().fetch(1)
            with pytest.raises(requests.ConnectionError, match="Connection refused by Responses"):
                get("https://nobody.example/")
        assert len(mock.calls) == 1
        assert [call.request.url for call in others.calls] == [OTHER, "https://nobody.example/"]


def test_inside_of_a_mock(shop: Package) -> None:
    with shop.mock("auto") as mock:
        with responses.RequestsMock() as others:
            others.get(OTHER, body="theirs")
            assert get(OTHER) == "theirs"
            shop.client().fetch(1)
            get(SHOP)
            with pytest.raises(requests.ConnectionError, match="Connection refused by Responses"):
                get("https://nobody.example/")
        shop.client().fetch(2)
        with pytest.raises(UnmockedOperation):
            get(OTHER)
    assert [call.path["n"] for call in mock.calls] == [1, 1, 2]


def test_as_a_decorator_of_the_test(shop: Package) -> None:
    @responses.activate
    def run() -> None:
        responses.get(OTHER, body="theirs")
        assert get(OTHER) == "theirs"
        shop.client().fetch(1)

    with shop.mock("auto") as mock:
        run()
    assert len(mock.calls) == 1


@pytest.mark.parametrize("first", ["theirs", "ours"])
def test_the_one_that_began_first_may_end_first(shop: Package, first: str) -> None:
    others, mock = responses.RequestsMock(), shop.mock("auto")
    others.get(OTHER, body="theirs")
    starts = {"theirs": others.start, "ours": mock.__enter__}
    ends = {"theirs": lambda: others.stop(allow_assert=False), "ours": lambda: mock.__exit__(None, None, None)}
    order = [first, *({"theirs", "ours"} - {first})]
    for name in order:
        starts[name]()
    for name in order:
        ends[name]()
    with shop.mock("auto") as later:
        shop.client().fetch(1)
        with pytest.raises(UnmockedOperation):
            get(OTHER)
    assert len(later.calls) == 1
