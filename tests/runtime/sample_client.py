"""Becomes `client.py` of the throw-away package: methods as the generator writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from . import errors
from .auth import ApiKey, Basic, Bearer, OAuth2, Scheme
from .configuration import DEFAULT, Server, Timeout
from .parameters import Body, Pairs, form, json_body, segment, simple
from .transport import (
    Errors,
    Operation,
    Transport,
)

GET_CHARGE: Operation[Any] = Operation(
    "GET",
    "/v1/charges/{id}",
    answers={"200": "Charge | None"},
    errors={"404": "Error", "4XX": "Error", "410": ""},
    security=(("bearer",), ("key", "cookie")),
)
LIST_CHARGES: Operation[Any] = Operation(
    "GET",
    "/v1/charges",
    answers={"2XX": "list[Charge]"},
)
CREATE_CHARGE: Operation[Any] = Operation(
    "POST",
    "/v1/charges",
    answers={"201": "Charge", "202": ""},
    errors={"default": "Error"},
)
PAY: Operation[Any] = Operation(
    "POST",
    "/v1/pay",
    answers={"200": "JSON"},
    idempotency_header="Idempotency-Key",
)
REPORT: Operation[Any] = Operation(
    "GET",
    "/v1/report",
    answers={"200": "str"},
    accept="text/csv",
    security=((), ("query",)),
)
DOWNLOAD: Operation[Any] = Operation("GET", "/v1/file", answers={"200": "bytes"})
UPLOAD: Operation[Any] = Operation(
    "PUT",
    "/v1/file",
    answers={"200": "JSON"},
    servers=(Server("https://files.example.com/base"),),
)
LOGIN: Operation[Any] = Operation(
    "GET",
    "/v1/me?view=full",
    answers={"200": "JSON"},
    security=(("basic",),),
)
WITH_KEY: Operation[Any] = Operation(
    "GET",
    "/v1/keyed",
    answers={"200": "JSON"},
    security=(("query",),),
)


class PaymentsClient(Transport):
    service = "payments"
    servers = (Server("https://api.example.com/base/"),)
    schemes: ClassVar[Mapping[str, Scheme]] = {
        "bearer": Bearer(),
        "key": ApiKey("header", "X-Api-Key"),
        "cookie": ApiKey("cookie", "session"),
        "query": ApiKey("query", "api_key"),
        "basic": Basic(),
    }
    errors = Errors(
        base=errors.PaymentsError,
        status=errors.PaymentsStatusError,
        timeout=errors.PaymentsTimeout,
        connection=errors.PaymentsConnectionError,
        decode=errors.PaymentsDecodeError,
        configuration=errors.PaymentsConfigurationError,
    )

    def get_charge(self, id: str, *, timeout: Timeout = DEFAULT) -> Any:
        path = f"/v1/charges/{segment(id, 'id')}"
        return self._send(GET_CHARGE, path=path, timeout=timeout)

    def list_charges(self, *, ids: list[str] | None = None, trace: str | None = None) -> Any:
        return self._send(
            LIST_CHARGES,
            path="/v1/charges",
            query=form("ids", ids),
            headers=(("X-Trace", simple(trace)),),
            cookies=form("lang", "de at"),
        )

    def create_charge(self, body: Any) -> Any:
        return self._send(CREATE_CHARGE, path="/v1/charges", body=json_body(body))

    def pay(self, *, idempotency_key: str | None = None) -> Any:
        header = ("Idempotency-Key", simple(idempotency_key))
        return self._send(PAY, path="/v1/pay", headers=(header,), body=json_body({}))

    def report(self) -> Any:
        return self._send(REPORT, path="/v1/report")

    def download(self) -> Any:
        return self._send(DOWNLOAD, path="/v1/file")

    def upload(self, body: Body | None) -> Any:
        return self._send(UPLOAD, path="/v1/file", body=body)

    def login(self, query: Pairs = ()) -> Any:
        return self._send(LOGIN, path="/v1/me?view=full", query=query)

    def with_key(self) -> Any:
        return self._send(WITH_KEY, path="/v1/keyed")


EVENTS: Operation[Any] = Operation("GET", "/v1/events", answers={"200": "data: Charge"}, accept="text/event-stream")
TICKS: Operation[Any] = Operation("GET", "/v1/ticks", answers={"200": "events: Charge"})
EXPORT: Operation[Any] = Operation("GET", "/v1/export", answers={"200": "lines: Charge"}, errors={"404": "Error"})


class StreamClient(Transport):
    service = "streams"

    def events(self) -> Any:
        return self._send(EVENTS, path="/v1/events")

    def ticks(self) -> Any:
        return self._send(TICKS, path="/v1/ticks")

    def export(self) -> Any:
        return self._send(EXPORT, path="/v1/export")

    def download(self) -> Any:
        return self._send(DOWNLOAD, path="/v1/file")


class BareClient(Transport):
    """Of a document that names neither a server nor a scheme."""

    service = "bare"

    def list_charges(self) -> Any:
        return self._send(LIST_CHARGES, path="/v1/charges")


class TokenClient(Transport):
    service = "tokens"
    schemes: ClassVar[Mapping[str, Scheme]] = {"bearer": OAuth2("oauth/token"), "key": Basic(), "cookie": Basic()}

    def get_charge(self, id: str) -> Any:
        path = f"/v1/charges/{segment(id, 'id')}"
        return self._send(GET_CHARGE, path=path)


class OneSchemeClient(Transport):
    service = "single"
    schemes: ClassVar[Mapping[str, Scheme]] = {"bearer": Bearer()}

    def get_charge(self, id: str) -> Any:
        path = f"/v1/charges/{segment(id, 'id')}"
        return self._send(GET_CHARGE, path=path)
