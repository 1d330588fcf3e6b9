"""The one process-wide `responses` mock, and the services that are active in it.

`responses` patches `HTTPAdapter.send` for the whole process, and a nested mock of its own hides the outer one.
Hence one patch, shared by all services that are mocked at a time; the newest is asked first.

A test may use `responses` itself. Where its mock lies outside, it gets what belongs to no service here. Where it lies
inside, its patch covers ours; so sessions are asked for their adapter, too, and give one that asks the services before.
"""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Callable, Sequence
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
import responses
from responses.registries import FirstMatchRegistry

from mockgen.testing.messages import UnmockedOperation, masked_url

LOOPBACK = ("localhost", "127.0.0.1", "::1")
ORIGINAL = requests.adapters.HTTPAdapter.send


class Service(Protocol):
    """What a mocked service does for a request."""

    @property
    def _name(self) -> str:
        """What it is called."""

    def _answer(self, request: requests.PreparedRequest) -> responses.BaseResponse | None:
        """Return what answers a request, None where it is not the service's."""


class PassOn(responses.BaseResponse):
    """Lets a request through to whatever handled requests before: loopback, or another mock outside."""

    def __init__(self) -> None:
        super().__init__("GET", "http://localhost/", passthrough=True)
        self.passthrough = True


class Covered(requests.adapters.BaseAdapter):
    """An adapter whose `send` is covered by a mock inside of ours: what a service answers does not reach it."""

    def __init__(self, adapter: Any, interception: Interception):
        super().__init__()
        self._adapter, self._interception = adapter, interception

    def send(self, request: requests.PreparedRequest, *arguments: Any, **keywords: Any) -> requests.Response:
        """Let a service answer, if the request is one of its own."""
        if self._interception.asked(request) is None:
            answer: requests.Response = self._adapter.send(request, *arguments, **keywords)
        else:
            answer = self._interception.send(self._adapter, request, *arguments, **keywords)
        return answer

    def close(self) -> None:
        """Close what it covers."""
        self._adapter.close()


class Interception:
    """The patch, and the services that share it."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._services: list[Service] = []
        self._mock: responses.RequestsMock | None = None
        self._outer: Any = None
        self.send: Any = None
        self._get_adapter: Any = None

    def enter(self, service: Service) -> None:
        """Let a service answer from now on."""
        with self._lock:
            if self._mock is None:
                self._start()
            self._services.append(service)

    def leave(self, service: Service) -> None:
        """Let a service answer no longer; with the last one the patch goes."""
        with self._lock:
            with contextlib.suppress(ValueError):
                self._services.remove(service)
            if not self._services and self._mock is not None:
                self._stop(self._mock)

    def _start(self) -> None:
        adapter, session = requests.adapters.HTTPAdapter, requests.Session
        if adapter.send is self.send:  # a mock that was left after ours put our own patch back
            adapter.send = self._outer  # type: ignore[method-assign]
        self._outer = adapter.send
        self._mock = responses.RequestsMock(
            assert_all_requests_are_fired=False,
            registry=registry_of(self),
            real_adapter_send=self._outer,
        )
        self._mock.start()
        self.send = adapter.send
        self._get_adapter = session.get_adapter
        session.get_adapter = adapter_getter(self, self._get_adapter)  # type: ignore[method-assign]

    def _stop(self, mock: responses.RequestsMock) -> None:
        """Take the patch away; where another mock was started or left meanwhile, its state of things stays."""
        adapter, session = requests.adapters.HTTPAdapter, requests.Session
        current = adapter.send
        mock.stop(allow_assert=False)
        if current is not self.send:
            adapter.send = current  # type: ignore[method-assign]
        if getattr(session.get_adapter, "interception", None) is self:
            session.get_adapter = self._get_adapter  # type: ignore[method-assign]
        self._mock = None

    @property
    def is_covered(self) -> bool:
        """Whether another mock lies inside of ours."""
        return bool(self._services) and requests.adapters.HTTPAdapter.send is not self.send

    def asked(self, request: requests.PreparedRequest) -> responses.BaseResponse | None:
        """Return what a service answers to a request, None where it is none of theirs; the newest is asked first."""
        with self._lock:
            services = list(reversed(self._services))
        found = (service._answer(request) for service in services)
        return next((answer for answer in found if answer is not None), None)

    def find(self, request: requests.PreparedRequest) -> responses.BaseResponse:
        """Return what answers a request.

        Raises:
            UnmockedOperation: no mocked service has such a URL, and it does not lead to this machine.
        """
        found = self.asked(request)
        if found is not None:
            return found
        url = request.url or ""
        if self._outer is not ORIGINAL or not self._services or urlsplit(url).hostname in LOOPBACK:
            return PassOn()
        raise strange(request, [service._name for service in reversed(self._services)])


def strange(request: requests.PreparedRequest, mocked: Sequence[str]) -> UnmockedOperation:
    """Return the error for a request that no mocked service would get."""
    url = request.url or ""
    parts = urlsplit(url)
    return UnmockedOperation(
        f"{request.method} {parts.scheme}://{parts.hostname}{masked_url(url)} belongs to no mocked service "
        f"(mocked: {', '.join(mocked)}); tests do not reach the network."
    )


def adapter_getter(interception: Interception, original: Callable[..., Any]) -> Any:
    """Return what stands for `Session.get_adapter`: the same adapters, covered where another mock lies inside."""

    @functools.wraps(original)
    def get_adapter(session: requests.Session, url: str) -> Any:
        adapter = original(session, url)
        is_patched = isinstance(adapter, requests.adapters.HTTPAdapter)
        return Covered(adapter, interception) if is_patched and interception.is_covered else adapter

    get_adapter.interception = interception  # type: ignore[attr-defined]
    return get_adapter


def registry_of(interception: Interception) -> type[FirstMatchRegistry]:
    """Return a registry that asks the services; it registers nothing of its own."""

    class ServiceRegistry(FirstMatchRegistry):
        def find(self, request: requests.PreparedRequest) -> tuple[responses.BaseResponse | None, list[str]]:
            return interception.find(request), []

    return ServiceRegistry


interception = Interception()
