"""Ways in which a service fails its callers, as small values: `payments.create_charge.suffers(faults.RESET)`.

`ALL` is for `@pytest.mark.parametrize("fault", faults.ALL, ids=str)`. A fault without an answer raises what
`requests` raises in its case, with urllib3's own error inside, so that code that looks into it sees the truth.

Sources: `HTTPAdapter.send` and `Response.iter_content` of requests 2.32; urllib3 2, "Exceptions".
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import email.utils
import errno
import http.client
import json
import math
import socket
import ssl
from collections.abc import Callable
from typing import Any, Literal

import requests
import urllib3
from requests import exceptions
from urllib3 import exceptions as inner

from mockgen.testing.json_values import is_json
from mockgen.testing.stubs import Answer

PAGE = b"<!DOCTYPE html>\n<html><head><title>Oops</title></head><body><h1>Something went wrong</h1></body></html>\n"


class Exchange:
    """What a fault befalls: a request, and how long its sender waits.

    Attributes:
        request: what is sent.
        connect: seconds that its sender waits for a connection, None for ever.
        read: seconds that it waits for an answer.
    """

    def __init__(self, request: requests.PreparedRequest):
        self.request = request
        timeout: Any = getattr(request, "req_kwargs", {}).get("timeout")
        self.connect, self.read = timeout if isinstance(timeout, tuple) else (timeout, timeout)

    @property
    def pool(self) -> Any:
        """The pool of connections that the request would use; it opens none."""
        return urllib3.connection_from_url(self.request.url or "")

    @property
    def connection(self) -> Any:
        """A connection that is not open."""
        return self.pool.ConnectionCls(host=self.pool.host, port=self.pool.port)

    def exhausted(self, reason: Exception) -> inner.MaxRetryError:
        """Return urllib3's error for a request that found no connection."""
        return inner.MaxRetryError(self.pool, self.request.path_url, reason)


@dataclasses.dataclass(frozen=True)
class Fault:
    """Something that goes wrong with a call.

    Attributes:
        name: for a reader, and for the id of a test.
    """

    name: str

    def __str__(self) -> str:
        """Return the name."""
        return self.name


@dataclasses.dataclass(frozen=True)
class NoAnswer(Fault):
    """No answer comes.

    Attributes:
        error: makes what `requests` raises.
        waits: for what the client waits until its timeout is over.
        is_received: the service may have got the request.
    """

    error: Callable[[Exchange], requests.RequestException]
    waits: Literal["", "connect", "read"] = ""
    is_received: bool = False

    def wait_s(self, exchange: Exchange) -> float:
        """Return how many seconds go by until the client gives up."""
        seconds: float | None = getattr(exchange, self.waits) if self.waits else 0.0
        return seconds or 0.0

    def raised(self, exchange: Exchange) -> requests.RequestException:
        """Return what `requests` raises for a request."""
        error = self.error(exchange)
        error.request = exchange.request
        return error


@dataclasses.dataclass(frozen=True)
class BadStatus(Fault):
    """The service is in trouble, or what stands before it is.

    Attributes:
        status: what is answered.
        page: an HTML page in place of what the document describes for the status.
    """

    status: int
    page: bytes = b""

    def answer(self, documented: Callable[[int], Answer]) -> Answer:
        """Return the answer; `documented` gives what the service answers with a status."""
        return Answer(self.status, "text/html", self.page) if self.page else documented(self.status)


@dataclasses.dataclass(frozen=True)
class BadBody(Fault):
    """A success whose body is not what it claims.

    Attributes:
        spoil: makes it out of a valid one.
    """

    spoil: Callable[[Answer], Answer]


# -- no answer -------------------------------------------------------------------------------


def _refused(exchange: Exchange) -> requests.RequestException:
    reason = ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")
    cause = inner.NewConnectionError(exchange.connection, f"Failed to establish a new connection: {reason}")
    return exceptions.ConnectionError(exchange.exhausted(cause))


def _unresolved(exchange: Exchange) -> requests.RequestException:
    reason = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    cause = inner.NameResolutionError(exchange.pool.host, exchange.connection, reason)
    return exceptions.ConnectionError(exchange.exhausted(cause))


def _untrusted(exchange: Exchange) -> requests.RequestException:
    text = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired"
    cause = inner.SSLError(ssl.SSLCertVerificationError(1, text))
    return exceptions.SSLError(exchange.exhausted(cause))


def _not_connected(exchange: Exchange) -> requests.RequestException:
    text = f"Connection to {exchange.pool.host} timed out. (connect timeout={exchange.connect})"
    return exceptions.ConnectTimeout(exchange.exhausted(inner.ConnectTimeoutError(exchange.connection, text)))


def _not_read(exchange: Exchange) -> requests.RequestException:
    text = f"Read timed out. (read timeout={exchange.read})"
    return exceptions.ReadTimeout(inner.ReadTimeoutError(exchange.pool, exchange.request.path_url, text))


def _stalled(exchange: Exchange) -> requests.RequestException:
    return exceptions.ConnectionError(
        inner.ReadTimeoutError(exchange.pool, exchange.request.path_url, "Read timed out.")
    )


def _reset(exchange: Exchange) -> requests.RequestException:
    cause = ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")
    return exceptions.ConnectionError(inner.ProtocolError("Connection aborted.", cause))


def _closed(exchange: Exchange) -> requests.RequestException:
    cause = http.client.RemoteDisconnected("Remote end closed connection without response")
    return exceptions.ConnectionError(inner.ProtocolError("Connection aborted.", cause))


REFUSED = NoAnswer("connection-refused", _refused)
DNS = NoAnswer("dns-failure", _unresolved)
TLS = NoAnswer("tls-failure", _untrusted)
CONNECT_TIMEOUT = NoAnswer("connect-timeout", _not_connected, "connect")
READ_TIMEOUT = NoAnswer("read-timeout", _not_read, "read", is_received=True)
STALLED = NoAnswer("stalled-body", _stalled, "read", is_received=True)
RESET = NoAnswer("connection-reset", _reset, is_received=True)
CLOSED = NoAnswer("connection-closed", _closed, is_received=True)


# -- answers that are none --------------------------------------------------------------------


def _bytes(content_type: str, content: bytes) -> Callable[[Answer], Answer]:
    def spoil(answer: Answer) -> Answer:
        return dataclasses.replace(answer, content_type=content_type, body=content, framing="")

    return spoil


def _truncated(answer: Answer) -> Answer:
    content = answer.content()
    half = content[: (len(content) + 1) // 2]
    if is_json(answer.content_type or "application/json") and _is_whole(half):
        half = b'{"id'  # the half of a number is a number
    return dataclasses.replace(answer, content_type=answer.content_type or "application/json", body=half, framing="")


def _is_whole(content: bytes) -> bool:
    try:
        json.loads(content)
    except ValueError:
        return content == b""
    return True


def _broken_off(answer: Answer) -> Answer:
    half = _truncated(answer)
    length = str(len(half.body) + max(1, len(answer.content()) - len(half.body)))
    return dataclasses.replace(half, headers={**answer.headers, "Content-Length": length})


def _unpackable(answer: Answer) -> Answer:
    headers = {**answer.headers, "Content-Encoding": "gzip"}
    content = answer.content() or b"{}"
    return dataclasses.replace(
        answer, content_type=answer.content_type or "application/json", body=content, headers=headers
    )


SERVER_ERROR = BadStatus("status-500", 500)
BAD_GATEWAY = BadStatus("status-502-html", 502, PAGE)
UNAVAILABLE = BadStatus("status-503", 503)
GATEWAY_TIMEOUT = BadStatus("status-504-html", 504, PAGE)
RATE_LIMITED = BadStatus("status-429", 429)

HTML = BadBody("html-for-json", _bytes("text/html", PAGE))
WRONG_TYPE = BadBody("wrong-content-type", _bytes("application/xml", b"<answer><ok/></answer>"))
INVALID_JSON = BadBody("invalid-json", _bytes("application/json", b"{'id': None}"))
TRUNCATED = BadBody("truncated-json", _truncated)
BROKEN_OFF = BadBody("body-broken-off", _broken_off)
EMPTY = BadBody("empty-body", _bytes("application/json", b""))
ENCODING = BadBody("wrong-encoding", _bytes("application/json", '{"message": "schön"}'.encode("latin-1")))
COMPRESSION = BadBody("broken-compression", _unpackable)

ALL: tuple[Fault, ...] = (
    *(REFUSED, DNS, TLS, CONNECT_TIMEOUT, READ_TIMEOUT, STALLED, RESET, CLOSED),
    *(SERVER_ERROR, BAD_GATEWAY, UNAVAILABLE, GATEWAY_TIMEOUT, RATE_LIMITED),
    *(HTML, WRONG_TYPE, INVALID_JSON, TRUNCATED, BROKEN_OFF, EMPTY, ENCODING, COMPRESSION),
)
"""Every fault, for parametrising a test."""


# -- how long to wait --------------------------------------------------------------------------


def retry_after_text(value: float | dt.datetime) -> str:
    """Return a `Retry-After` header (RFC 9110, section 10.2.3): seconds, or a date.

    Raises:
        ValueError: it is negative, no number, or a time without a zone.
    """
    if isinstance(value, dt.datetime):
        if value.tzinfo is None:
            raise ValueError(f"retry_after must have a zone, {value.isoformat()} has none")
        return email.utils.format_datetime(value.astimezone(dt.UTC), usegmt=True)
    if not math.isfinite(value) or value < 0:
        raise ValueError(f"retry_after takes seconds from 0 on, not {value!r}")
    return str(int(value)) if value == int(value) else repr(float(value))
