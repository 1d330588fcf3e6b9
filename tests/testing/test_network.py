"""The guard of the network: what is let through, what is told, and that nothing is left of it."""

from __future__ import annotations

import os
import socket
import threading
import urllib.request
from collections.abc import Iterator

import pytest
from loopback import LoopbackService, json_answer

from mockgen.testing.network import BlockedNetwork, Guard, allowed, current, guarded

HERE = os.path.relpath(__file__)
FAR = ("192.0.2.1", 443)  # of a block for documentation (RFC 5737)


@pytest.fixture
def guard() -> Iterator[Guard]:
    with guarded(Guard(["cache"], "mockgen_network_allow")) as found:
        yield found


def sock(kind: int = socket.SOCK_STREAM) -> socket.socket:
    return socket.socket(socket.AF_INET, kind)


def test_a_name_is_not_even_looked_up(guard: Guard) -> None:
    with pytest.raises(BlockedNetwork) as caught:
        urllib.request.urlopen("https://api.example.com/v1?token=live", timeout=1)
    first, line, fix = str(caught.value).splitlines()
    assert first == "tests do not reach the network, and this one reached for api.example.com:443"
    assert line.startswith(f"  from     {HERE}:")
    assert line.endswith(" in test_a_name_is_not_even_looked_up")
    assert fix == "  fix      mock the service, or let the host through: mockgen_network_allow"


@pytest.mark.parametrize("way", ["connect", "connect_ex"])
def test_an_address(guard: Guard, way: str) -> None:
    with sock() as one, pytest.raises(BlockedNetwork, match=r"reached for 192\.0\.2\.1:443\n"):
        getattr(one, way)(FAR)


def test_a_datagram(guard: Guard) -> None:
    with sock(socket.SOCK_DGRAM) as one, pytest.raises(BlockedNetwork, match=r"192\.0\.2\.1:443"):
        one.sendto(b"x", FAR)
    with sock(socket.SOCK_DGRAM) as one, pytest.raises(BlockedNetwork, match=r"192\.0\.2\.1:443"):
        one.sendto(b"x", 0, FAR)


@pytest.mark.parametrize("way", ["gethostbyname", "gethostbyname_ex", "getaddrinfo"])
def test_names_alone(guard: Guard, way: str) -> None:
    with pytest.raises(BlockedNetwork, match=r"reached for api\.example\.com\n"):
        getattr(socket, way)("api.example.com", *([None] if way == "getaddrinfo" else []))


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST",
        "127.0.0.1",
        "127.8.8.8",
        "::1",
        "::ffff:127.0.0.1",
        "app.localhost",
        "",
        "cache",
        socket.gethostname(),
    ],
)
def test_what_is_let_through(guard: Guard, host: str) -> None:
    assert guard.lets(host)


@pytest.mark.parametrize("host", ["api.example.com", "10.0.0.1", "localhost.example.com", "::ffff:10.0.0.1", "cache.x"])
def test_what_is_not(guard: Guard, host: str) -> None:
    assert not guard.lets(host)


def test_loopback_and_pairs_of_sockets(guard: Guard) -> None:
    with LoopbackService() as service:
        service.plan(json_answer(b"{}"))
        assert urllib.request.urlopen(service.url, timeout=5).read() == b"{}"
    left, right = socket.socketpair()
    left.sendall(b"x")
    assert right.recv(1) == b"x"
    left.close()
    right.close()
    assert guard.swallowed() is None


def test_the_addresses_of_a_host_that_is_let_through() -> None:
    with guarded(Guard(["cache"], "")) as guard:
        guard.resolved("cache", [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 6379))])
        assert guard.lets("10.0.0.7")
        guard.resolved("other", [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.8", 6379))])
        assert not guard.lets("10.0.0.8")


def test_what_was_swallowed_is_told_once(guard: Guard) -> None:
    def work() -> None:
        try:
            socket.create_connection(FAR)
        except BaseException as error:
            caught.append(error)

    caught: list[BaseException] = []
    namespace: dict[str, object] = {"__name__": "shop.pay"}
    source = "def run(work):\n    try:\n        work()\n    except BaseException: pass\n"
    exec(compile(source, "shop/pay.py", "exec"), namespace)
    run = namespace["run"]
    thread = threading.Thread(target=run, args=(lambda: socket.create_connection(FAR),))  # type: ignore[arg-type]
    thread.start()
    thread.join(5)
    assert isinstance(guard.swallowed(), BlockedNetwork)
    assert guard.swallowed() is None
    work()
    assert isinstance(caught[0], BlockedNetwork)
    assert guard.swallowed() is None, "the test itself caught it"


def test_it_may_be_lifted_and_nothing_is_left(guard: Guard) -> None:
    with allowed():
        assert current() is None
    assert current() is guard


def test_the_sockets_are_as_they_were() -> None:
    before = socket.socket.connect, socket.getaddrinfo
    with guarded(Guard([], "")), guarded(Guard([], "")):
        assert socket.getaddrinfo is not before[1]
    assert (socket.socket.connect, socket.getaddrinfo) == before
    assert current() is None
