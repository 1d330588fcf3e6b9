"""httpx: a transport that a mock answers, and the transports of clients that exist already; sync and async."""

from __future__ import annotations

import contextlib
import http.client
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpcore
import httpx
import requests
from requests import exceptions
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPResponse
from urllib3 import exceptions as inner

from mockgen.testing.adapters.engine import Engine, answered
from mockgen.testing.interception import LOOPBACK, strange

CHUNK_BYTES = 65_536


class EngineTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport for `httpx.Client` and `httpx.AsyncClient` that sends nothing: the mock answers."""

    def __init__(self, engine: Engine):
        self._engine = engine

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer."""
        request.read()
        return self._answer(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer."""
        await request.aread()
        return self._answer(request)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        found = answer_of([self._engine], request)
        if found is None:
            raise strange(prepared(request), [self._engine._name])
        return found


def handlers() -> tuple[Any, Any]:
    """Return what sends the requests of httpx's own transports."""
    return httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request


def leads_out(outer: tuple[Any, Any]) -> bool:
    """Tell whether requests reach the network: no other mock stands in the transports, nor in the layer below."""
    below = httpcore.ConnectionPool.handle_request, httpcore.AsyncConnectionPool.handle_async_request
    return all(getattr(each, "__module__", "").startswith(("httpx.", "httpcore.")) for each in (*outer, *below))


class HttpxInterception:
    """The patch of httpx's transports, and the mocks that share it; the newest is asked first."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._engines: list[Engine] = []
        self._outer = handlers()

    @contextlib.contextmanager
    def through(self, engine: Engine) -> Iterator[None]:
        """Let a mock answer what httpx's own transports send."""
        with self._lock:
            if not self._engines:
                self._start()
            self._engines.append(engine)
        try:
            yield
        finally:
            with self._lock:
                self._engines.remove(engine)
                if not self._engines:
                    self._put(self._outer)

    def _start(self) -> None:
        self._outer = outer = handlers()

        def handle_request(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
            request.read()
            found = self._answer(request)
            return outer[0](transport, request) if found is None else found

        async def handle_async_request(transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
            await request.aread()
            found = self._answer(request)
            return await outer[1](transport, request) if found is None else found

        self._put((handle_request, handle_async_request))

    def _put(self, wanted: tuple[Any, Any]) -> None:
        transports: tuple[Any, Any] = (httpx.HTTPTransport, httpx.AsyncHTTPTransport)
        transports[0].handle_request, transports[1].handle_async_request = wanted

    def _answer(self, request: httpx.Request) -> httpx.Response | None:
        """Return the answer, None for a request that goes on: to this machine, or to another mock outside.

        Raises:
            UnmockedOperation: it would reach the network.
        """
        with self._lock:
            engines = list(reversed(self._engines))
        found = answer_of(engines, request)
        if found is None and leads_out(self._outer) and request.url.host not in LOOPBACK:
            raise strange(prepared(request), [engine._name for engine in engines])
        return found


interception = HttpxInterception()


def answer_of(engines: list[Engine], request: httpx.Request) -> httpx.Response | None:
    """Return the answer of the first mock whose service gets a request that has been read.

    Raises:
        httpx.TransportError: what the test plans in place of an answer.
    """
    patience = request.extensions.get("timeout", {})
    waits = (patience.get("connect"), patience.get("read"))
    timeout = None if None in waits else waits
    sent = prepared(request)
    for engine in engines:
        try:
            raw = answered(engine, sent, timeout)
        except exceptions.RequestException as error:
            raise as_httpx_error(error, request) from error
        if raw is not None:
            return as_httpx_response(raw)
    return None


def prepared(request: httpx.Request) -> requests.PreparedRequest:
    """Return a request of httpx, whose body has been read, as `requests` would send it."""
    found = requests.PreparedRequest()
    found.method = request.method
    found.url = str(request.url.copy_with(userinfo=b"", fragment=None))
    found.headers = CaseInsensitiveDict(request.headers)
    found.body = request.content or None
    return found


# -- answers -----------------------------------------------------------------------------------


class AnswerStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of an answer, as it travels; one that breaks off does so while it is read."""

    def __init__(self, raw: HTTPResponse):
        self._raw = raw

    def __iter__(self) -> Iterator[bytes]:
        """Yield the body piece by piece.

        Raises:
            httpx.RemoteProtocolError: less of it comes than was announced.
        """
        try:
            yield from self._raw.stream(CHUNK_BYTES, decode_content=False)
        except inner.HTTPError as error:
            raise httpx.RemoteProtocolError(str(error)) from error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the body piece by piece."""
        for piece in self:
            yield piece


def as_httpx_response(raw: HTTPResponse) -> httpx.Response:
    """Return an answer as httpx gives it; httpx itself unpacks what is compressed."""
    headers = list(raw.headers.items())
    return httpx.Response(raw.status, headers=headers, stream=AnswerStream(raw))


# -- errors ------------------------------------------------------------------------------------


def as_httpx_error(error: exceptions.RequestException, request: httpx.Request) -> httpx.TransportError:
    """Return what httpx raises where `requests` raises an error."""
    cause: object = error.args[0] if error.args else error
    if isinstance(cause, inner.MaxRetryError):
        cause = cause.reason
    return _kind_of(error, cause)(str(cause), request=request)


def _kind_of(error: exceptions.RequestException, cause: object) -> type[httpx.TransportError]:
    if isinstance(error, exceptions.ConnectTimeout):
        return httpx.ConnectTimeout
    if isinstance(error, exceptions.Timeout) or isinstance(cause, inner.ReadTimeoutError):
        return httpx.ReadTimeout
    if isinstance(cause, inner.ProtocolError):
        closed = any(isinstance(reason, http.client.RemoteDisconnected) for reason in cause.args)
        return httpx.RemoteProtocolError if closed else httpx.ReadError
    if isinstance(error, exceptions.ConnectionError):
        return httpx.ConnectError
    return httpx.NetworkError
