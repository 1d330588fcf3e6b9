"""httpx: code that calls the service with httpx, sync or async, is answered by the same plans."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import httpcore
import httpx
import pytest
from loopback import RESET, Answer, LoopbackService

from mockgen.testing import MissingTimeout, RequestViolation, UnmockedOperation, UnusedStub, faults

from .careless import swallow
from .charging import BODY, SPEC, URL
from .conftest import Generate, Package

Send: TypeAlias = Callable[..., httpx.Response]


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


@pytest.fixture
def shop(package: Package) -> Iterator[Any]:
    with package.module("testing").ShopMock.in_memory() as mock:
        yield mock


@pytest.fixture(params=["sync", "async"])
def send(request: pytest.FixtureRequest, shop: Any) -> Send:
    """Return a function that sends a request through a client with the mock's transport."""

    def send_now(method: str, url: str, *, timeout: Any = 5, **content: Any) -> httpx.Response:
        with httpx.Client(transport=shop.httpx_transport(), timeout=timeout) as client:
            return client.request(method, url, **content)

    def send_async(method: str, url: str, *, timeout: Any = 5, **content: Any) -> httpx.Response:
        async def run() -> httpx.Response:
            async with httpx.AsyncClient(transport=shop.httpx_transport(), timeout=timeout) as client:
                return await client.request(method, url, **content)

        return asyncio.run(run())

    return send_now if request.param == "sync" else send_async


def test_a_transport_that_answers_what_the_mock_plans(shop: Any, send: Send) -> None:
    shop.create_charge.returns(status="paid").headers({"X-Trace": "t_1"})
    response = send("POST", URL, json=BODY)
    assert (response.status_code, response.reason_phrase) == (201, "Created")
    assert (response.json()["status"], response.headers["x-trace"]) == ("paid", "t_1")
    assert response.headers["content-type"] == "application/json"


def test_a_form_and_a_path(shop: Any, send: Send) -> None:
    shop.create_charge.returns()
    shop.get_charge.returns()
    assert send("POST", URL, data={"amount": "1"}).status_code == 201
    assert send("GET", f"{URL}/Ch%201").status_code == 200
    assert shop.calls[-1].request.url == f"{URL}/Ch%201"


def test_an_error(shop: Any, send: Send) -> None:
    shop.create_charge.fails(402, code="declined")
    with pytest.raises(httpx.HTTPStatusError) as caught:
        send("POST", URL, json=BODY).raise_for_status()
    assert caught.value.response.json() == {"code": "declined"}


def test_a_request_that_the_service_would_refuse(shop: Any, send: Send) -> None:
    with pytest.raises(RequestViolation, match=r"body\.amuont"):
        send("POST", URL, json={"amuont": 1})


def test_a_call_that_is_not_planned(shop: Any, send: Send) -> None:
    with pytest.raises(UnmockedOperation, match=r"from     tests/behaviour/test_adapters_httpx\.py:\d+"):
        send("POST", URL, json=BODY)


def test_another_host(shop: Any, send: Send) -> None:
    with pytest.raises(UnmockedOperation, match=r"GET https://other\.example/a belongs to no mocked service"):
        send("GET", "https://other.example/a")


def test_a_stub_that_nobody_used(package: Package) -> None:
    with pytest.raises(UnusedStub), package.module("testing").ShopMock.in_memory() as shop:
        shop.create_charge.returns()
        shop.httpx_transport()


def test_a_violation_that_the_code_swallowed(package: Package) -> None:
    with pytest.raises(RequestViolation), package.module("testing").ShopMock.in_memory() as shop:
        client = httpx.Client(transport=shop.httpx_transport())
        swallow(lambda: client.post(URL, json={"amuont": 1}))


def test_time_that_runs_out(shop: Any, send: Send) -> None:
    shop.list_charges.times_out().then.times_out("connect").then.returns(data=[])
    with pytest.raises(httpx.ReadTimeout) as caught:
        send("GET", URL)
    assert caught.value.request.url == URL
    with pytest.raises(httpx.ConnectTimeout):
        send("GET", URL)
    assert send("GET", URL).json()["data"] == []


@pytest.mark.parametrize("timeout", [None, httpx.Timeout(5, read=None), httpx.Timeout(5, connect=None)], ids=str)
def test_a_call_without_a_timeout(shop: Any, send: Send, timeout: Any) -> None:
    with pytest.raises(MissingTimeout, match="GET /charges was sent without a timeout"):
        send("GET", URL, timeout=timeout)


def test_the_log_of_calls(shop: Any, send: Send) -> None:
    shop.create_charge.returns()
    send("POST", URL, json=BODY)
    shop.create_charge.assert_called_once_with(body=BODY)
    assert shop.calls[0].source.startswith("tests/behaviour/test_adapters_httpx.py:")


def test_a_body_piece_by_piece(shop: Any) -> None:
    shop.get_charge.returns(id="ch_1", amount=1, status="open")
    with httpx.Client(transport=shop.httpx_transport()) as client, client.stream("GET", f"{URL}/ch_1") as response:
        content = b"".join(response.iter_raw())
    assert b'"ch_1"' in content


RAISED: dict[faults.Fault, type[httpx.RequestError]] = {
    faults.REFUSED: httpx.ConnectError,
    faults.DNS: httpx.ConnectError,
    faults.TLS: httpx.ConnectError,
    faults.CONNECT_TIMEOUT: httpx.ConnectTimeout,
    faults.READ_TIMEOUT: httpx.ReadTimeout,
    faults.STALLED: httpx.ReadTimeout,
    faults.RESET: httpx.ReadError,
    faults.CLOSED: httpx.RemoteProtocolError,
    faults.BROKEN_OFF: httpx.RemoteProtocolError,
    faults.COMPRESSION: httpx.DecodingError,
}


@pytest.mark.parametrize("fault", faults.ALL, ids=str)
def test_each_fault_is_the_one_that_httpx_has_for_it(shop: Any, send: Send, fault: faults.Fault) -> None:
    shop.create_charge.suffers(fault)
    if fault in RAISED:
        with pytest.raises(httpx.RequestError) as caught:
            send("POST", URL, json=BODY)
        assert (type(caught.value), caught.value.request.url) == (RAISED[fault], URL)
        assert str(caught.value)
    else:
        response = send("POST", URL, json=BODY)
        assert response.status_code == (fault.status if isinstance(fault, faults.BadStatus) else 201)
    assert shop.create_charge.call_count == 1


@pytest.mark.parametrize(
    ("plan", "fault"),
    [(RESET, faults.RESET), (Answer(body=b"{", length=2), faults.BROKEN_OFF)],
    ids=["reset", "broken"],
)
def test_httpx_itself_raises_the_same(plan: Answer, fault: faults.Fault) -> None:
    with LoopbackService() as service:
        service.plan(plan)
        with pytest.raises(httpx.RequestError) as caught:
            httpx.post(service.url, json=BODY)
    assert type(caught.value) is RAISED[fault]


def test_httpx_itself_raises_the_same_where_nobody_listens() -> None:
    with LoopbackService() as service:
        url = service.url
    with pytest.raises(httpx.RequestError) as caught:
        httpx.post(url, json=BODY)
    assert type(caught.value) is RAISED[faults.REFUSED]


def test_an_answer_that_is_late_or_lost(shop: Any, send: Send) -> None:
    shop.create_charge.returns().takes(7)
    assert send("POST", URL, json=BODY, timeout=8).status_code == 201
    with pytest.raises(httpx.ReadTimeout):
        send("POST", URL, json=BODY, timeout=6)
    assert shop.clock.elapsed_s == 13
    shop.create_charge.returns().loses_answer()
    with pytest.raises(httpx.ReadError):
        send("POST", URL, json=BODY)
    with shop.down(), pytest.raises(httpx.ConnectError):
        send("POST", URL, json=BODY)


# -- clients that exist already ------------------------------------------------------------------


def test_every_client_while_the_mock_is_active(package: Package) -> None:
    before, module_client = httpx.HTTPTransport.handle_request, httpx.Client()
    with package.mock() as shop:
        shop.intercept_httpx()
        shop.create_charge.returns()
        assert module_client.post(URL, json=BODY).status_code == 201
        assert httpx.post(URL, json=BODY).status_code == 201

        async def run() -> httpx.Response:
            async with httpx.AsyncClient() as client:
                return await client.post(URL, json=BODY)

        assert asyncio.run(run()).status_code == 201
        assert shop.create_charge.call_count == 3
    assert httpx.HTTPTransport.handle_request is before


def test_a_mock_that_is_not_entered_intercepts_nothing(package: Package) -> None:
    with pytest.raises(RuntimeError, match=r"shop\.intercept_httpx\(\) is for within the mock's `with` block"):
        package.module("testing").ShopMock().intercept_httpx()


def test_no_client_reaches_the_network(package: Package) -> None:
    async def run() -> None:
        async with httpx.AsyncClient() as client:
            await client.get("https://other.example/a")

    with package.mock() as shop:
        shop.intercept_httpx()
        with pytest.raises(UnmockedOperation, match="belongs to no mocked service"):
            httpx.get("https://other.example/a")
        with pytest.raises(UnmockedOperation, match="belongs to no mocked service"):
            asyncio.run(run())


def test_two_services_at_a_time(generated: Generate) -> None:
    path = {"get": {"operationId": "fetch", "responses": {"204": {"description": "It."}}}}
    names = ("books", "music")
    made = {
        name: generated({"servers": [{"url": f"https://{name}.example"}], "paths": {"/it": path}}, name)
        for name in names
    }
    books, music = (getattr(package.module("testing"), f"mock_{name}") for name, package in made.items())
    with books() as book, music() as song:
        for mock in (book, song):
            mock.intercept_httpx()
            mock.fetch.returns()
        for name in names:
            assert httpx.get(f"https://{name}.example/it").status_code == 204
        assert (book.fetch.call_count, song.fetch.call_count) == (1, 1)


def test_another_mock_below_is_asked_for_what_is_not_the_service_s(
    package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    def handle_request(pool: httpcore.ConnectionPool, request: httpcore.Request) -> httpcore.Response:
        return httpcore.Response(200, content=b"below")

    with package.mock() as shop:
        shop.intercept_httpx()
        monkeypatch.setattr(httpcore.ConnectionPool, "handle_request", handle_request)
        assert httpx.get("https://other.example/a").text == "below"


def test_loopback_is_let_through(package: Package) -> None:
    async def run(url: str) -> httpx.Response:
        async with httpx.AsyncClient() as client:
            return await client.post(url, json=BODY)

    with LoopbackService() as service, package.mock() as shop:
        shop.intercept_httpx()
        service.plan(Answer(204))
        assert httpx.post(service.url, json=BODY).status_code == 204
        assert asyncio.run(run(service.url)).status_code == 204
        assert [seen.body for seen in service.seen] == [b'{"amount":4200}'] * 2
        shop.assert_no_calls()
