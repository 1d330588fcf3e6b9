"""The one process-wide `responses` mock, and the services that are active in it.

`responses` patches `HTTPAdapter.send` for the whole process, and a nested mock of its own hides the outer one.
Hence one patch, shared by all services that are mocked at a time; the newest is asked first.
"""

from __future__ import annotations

import contextlib
import threading
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


class Interception:
    """The patch, and the services that share it."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._services: list[Service] = []
        self._mock: responses.RequestsMock | None = None
        self._outer: Any = None

    def enter(self, service: Service) -> None:
        """Let a service answer from now on."""
        with self._lock:
            if self._mock is None:
                self._outer = requests.adapters.HTTPAdapter.send
                self._mock = responses.RequestsMock(
                    assert_all_requests_are_fired=False,
                    registry=registry_of(self),
                    real_adapter_send=self._outer,
                )
                self._mock.start()
            self._services.append(service)

    def leave(self, service: Service) -> None:
        """Let a service answer no longer; with the last one the patch goes."""
        with self._lock:
            with contextlib.suppress(ValueError):
                self._services.remove(service)
            if not self._services and self._mock is not None:
                self._mock.stop(allow_assert=False)
                self._mock = None

    def find(self, request: requests.PreparedRequest) -> responses.BaseResponse:
        """Return what answers a request.

        Raises:
            UnmockedOperation: no mocked service has such a URL, and it does not lead to this machine.
        """
        with self._lock:
            services = list(reversed(self._services))
        for service in services:
            found = service._answer(request)
            if found is not None:
                return found
        url = request.url or ""
        if self._outer is not ORIGINAL or urlsplit(url).hostname in LOOPBACK:
            return PassOn()
        parts = urlsplit(url)
        mocked = ", ".join(service._name for service in services)
        raise UnmockedOperation(
            f"{request.method} {parts.scheme}://{parts.hostname}{masked_url(url)} belongs to no mocked service "
            f"(mocked: {mocked}); tests do not reach the network."
        )


def registry_of(interception: Interception) -> type[FirstMatchRegistry]:
    """Return a registry that asks the services; it registers nothing of its own."""

    class ServiceRegistry(FirstMatchRegistry):
        def find(self, request: requests.PreparedRequest) -> tuple[responses.BaseResponse | None, list[str]]:
            return interception.find(request), []

    return ServiceRegistry


interception = Interception()
