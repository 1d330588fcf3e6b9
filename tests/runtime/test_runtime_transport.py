from __future__ import annotations

import base64
import io
import json
import logging
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from loopback import HANG, RESET, Answer, FakeWorld, LoopbackService, json_answer
from throwaway import auth, configuration, transport
from throwaway.client import BareClient, OneSchemeClient, PaymentsClient
from throwaway.errors import (
    PaymentsConfigurationError,
    PaymentsConnectionError,
    PaymentsDecodeError,
    PaymentsError,
    PaymentsStatusError,
    PaymentsTimeout,
)
from throwaway.parameters import form_body, multipart_body, raw_body
from throwaway.records import Record
from throwaway.schemas import Charge, Error

OK = json_answer(b"{}")
AUTH = {"bearer": "tok", "basic": ("ann", "pässword")}


@pytest.fixture
def client(service: LoopbackService, world: FakeWorld) -> Iterator[PaymentsClient]:
    with PaymentsClient(base_url=service.url, auth=AUTH) as open_client:
        yield open_client


def test_an_answer_is_decoded_as_documented(client: PaymentsClient, service: LoopbackService):
    service.plan(json_answer(b'{"id": "ch_1"}'))
    charge = client.get_charge("a/b")
    assert charge == Charge({"id": "ch_1"})
    (seen,) = service.seen
    assert (seen.method, seen.target, seen.body) == ("GET", "/v1/charges/a%2Fb", b"")
    assert seen.headers["Accept"] == "application/json"
    assert seen.headers["User-Agent"] == "payments-client (mockgen)"


@pytest.mark.parametrize(
    ("call", "answer", "expected"),
    [
        ("list_charges", json_answer(b'[{"id": 1}]', 206), [Charge({"id": 1})]),
        ("list_charges", Answer(200, b"[]", {"Content-Type": "application/problem+json"}), []),
        ("list_charges", Answer(200, b"[]", {"Content-Type": "text/plain"}), []),
        ("list_charges", Answer(200, b"[]"), []),
        ("report", Answer(200, "é".encode(), {"Content-Type": "text/csv"}), "é"),
        ("report", Answer(200, b"\xe9", {"Content-Type": "text/csv; charset=latin-1"}), "é"),
        ("report", Answer(200, b"<a/>", {"Content-Type": "application/xml"}), "<a/>"),
        ("report", json_answer(b'"x"'), "x"),
        ("download", Answer(200, b"\x00", {"Content-Type": "application/pdf"}), b"\x00"),
        ("download", json_answer(b"{}"), b"{}"),
        ("download", Answer(204), None),
        ("report", json_answer(b'{"a": 1}', 203), Record({"a": 1})),
        ("report", Answer(203, b"x", {"Content-Type": "text/plain"}), "x"),
        ("report", Answer(203, b"x", {"Content-Type": "image/png"}), b"x"),
    ],
)
def test_answers_by_media_type(
    client: PaymentsClient,
    service: LoopbackService,
    call: str,
    answer: Answer,
    expected: Any,
):
    service.plan(answer)
    value = getattr(client, call)()
    assert value == expected and type(value) is type(expected)


def test_a_body_that_is_to_be_ignored_is_none(client: PaymentsClient, service: LoopbackService):
    service.plan(json_answer(b'{"id": 1}', 202))
    assert client.create_charge({}) is None


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer(200, b"<html>", {"Content-Type": "text/html"}), "text/html where list"),
        (json_answer(b'[{"id": '), "no JSON or broken off"),
        (json_answer(b"[" * 100_000), "no JSON or broken off"),
        (Answer(200, b"?"), "without a media type where list"),
    ],
)
def test_an_answer_that_is_not_what_it_claims(
    client: PaymentsClient,
    service: LoopbackService,
    answer: Answer,
    message: str,
):
    service.plan(answer)
    with pytest.raises(PaymentsDecodeError, match=message) as caught:
        client.list_charges()
    assert (caught.value.status, caught.value.operation) == (200, "GET /v1/charges")
    assert len(service.seen) == 1


def test_a_status_error_tells_what_happened(client: PaymentsClient, service: LoopbackService):
    body = b'{"code": "gone", "client_secret": "s3cret"}'
    service.plan(json_answer(body, 404, X_Request_Id="req_1"))
    with pytest.raises(PaymentsStatusError) as caught:
        client.get_charge("1")
    error = caught.value
    assert error.status == 404 and error.body == Error(json.loads(body))
    assert error.body.code == "gone"
    assert (error.service, error.operation) == ("payments", "GET /v1/charges/{id}")
    assert (error.method, error.path, error.request_id) == ("GET", "/v1/charges/1", "req_1")
    assert error.headers["content-type"] == "application/json"
    assert error.response is not None and error.response.status_code == 404
    assert isinstance(error, PaymentsError) and isinstance(error, transport.StatusError)
    assert str(error).startswith("GET /v1/charges/{id} answered 404 Not Found: Error(code='gone'")
    assert "(request id req_1)" in str(error) and "s3cret" not in str(error)


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (json_answer(b'{"code": "x"}', 418), Error({"code": "x"})),
        (json_answer(b'{"code": "x"}', 410), {"code": "x"}),
        (json_answer(b'{"code": "x"}', 501), {"code": "x"}),
        (Answer(404, b"<html>", {"Content-Type": "text/html"}), "<html>"),
        (json_answer(b"{", 404), "{"),
        (Answer(501, b"no", {"Content-Type": "text/plain"}), "no"),
        (Answer(404), None),
        (Answer(304), None),
    ],
)
def test_the_body_of_a_status_error(
    client: PaymentsClient,
    service: LoopbackService,
    answer: Answer,
    body: Any,
):
    service.plan(answer)
    with pytest.raises(PaymentsStatusError) as caught:
        client.get_charge("1")
    assert caught.value.status == answer.status
    assert caught.value.body == body and type(caught.value.body) is type(body)
    assert "<html>" not in str(caught.value)


def test_a_deeply_nested_error_is_still_a_status_error(
    client: PaymentsClient,
    service: LoopbackService,
):
    deep = b"[" * 900 + b"]" * 900
    service.plan(json_answer(deep, 501))
    with pytest.raises(PaymentsStatusError, match="501 Not Implemented") as caught:
        client.get_charge("1")
    assert caught.value.body == json.loads(deep)


def test_errors_pickle_without_the_request(client: PaymentsClient, service: LoopbackService):
    service.plan(json_answer(b'{"code": "gone"}', 404, Request_Id="r"), json_answer(b"{"))
    with pytest.raises(PaymentsStatusError) as status:
        client.get_charge("1")
    with pytest.raises(PaymentsDecodeError) as decode:
        client.get_charge("1")
    pickled = pickle.dumps([status.value, decode.value])
    assert b"tok" not in pickled
    for error, other in zip((status.value, decode.value), pickle.loads(pickled), strict=True):
        assert type(other) is type(error) and str(other) == str(error)
        assert {**other.__dict__, "response": 0} == {**error.__dict__, "response": 0}
        assert other.response is None
    for kind in (PaymentsTimeout, PaymentsConnectionError, PaymentsConfigurationError):
        error = kind("m", service="s", operation="o")
        other = pickle.loads(pickle.dumps(error))
        assert (str(other), other.service, other.operation) == ("m", "s", "o")


# -- retries


def test_a_call_is_sent_again_with_longer_pauses(
    client: PaymentsClient,
    service: LoopbackService,
    world: FakeWorld,
):
    service.plan(Answer(503), Answer(408), OK)
    assert client.get_charge("1") == Charge({})
    assert world.slept == [0.5, 1.0] and len(service.seen) == 3


def test_retries_end(client: PaymentsClient, service: LoopbackService, world: FakeWorld):
    service.plan(Answer(500))
    with pytest.raises(PaymentsStatusError, match="500"):
        client.get_charge("1")
    assert world.slept == [0.5, 1.0] and len(service.seen) == 3


@pytest.mark.parametrize("status", [400, 401, 404, 409, 422, 501])
def test_a_status_that_will_not_pass_is_not_repeated(
    client: PaymentsClient,
    service: LoopbackService,
    status: int,
):
    service.plan(Answer(status))
    with pytest.raises(PaymentsStatusError):
        client.get_charge("1")
    assert len(service.seen) == 1


@pytest.mark.parametrize("plan", [Answer(503), Answer(503, headers={"Retry-After": "1"}), RESET])
def test_what_is_not_idempotent_is_not_repeated(
    client: PaymentsClient,
    service: LoopbackService,
    plan: Answer,
):
    service.plan(plan)
    with pytest.raises(PaymentsError):
        client.create_charge({})
    assert len(service.seen) == 1


@pytest.mark.parametrize(
    ("headers", "slept"),
    [
        ({}, 0.5),
        ({"Retry-After": "30"}, 30),
        ({"Retry-After": "1.5"}, 1.5),
        ({"Retry-After": "Thu, 01 Jan 2026 00:00:07 GMT"}, 7),
        ({"Retry-After": "Wed, 31 Dec 2025 00:00:00 GMT"}, 0),
        ({"Retry-After": "soon"}, 0.5),
        ({"Retry-After": "-5"}, 0.5),
        ({"Retry-After": "120"}, 120),
    ],
)
def test_a_429_is_repeated_for_every_method_when_it_says(
    client: PaymentsClient,
    service: LoopbackService,
    world: FakeWorld,
    headers: dict[str, str],
    slept: float,
):
    service.plan(Answer(429, headers=headers), json_answer(b"{}", 201))
    assert client.create_charge({"a": 1}) == Charge({})
    assert world.slept == [slept]
    assert [seen.body for seen in service.seen] == [b'{"a":1}'] * 2


@pytest.mark.parametrize("asked", ["121", "9" * 5000, "Fri, 02 Jan 2026 00:00:00 GMT"])
def test_a_longer_wait_than_two_minutes_is_the_callers_to_decide(
    client: PaymentsClient,
    service: LoopbackService,
    world: FakeWorld,
    asked: str,
):
    service.plan(Answer(429, headers={"Retry-After": asked}))
    with pytest.raises(PaymentsStatusError, match="429"):
        client.get_charge("1")
    assert world.slept == []


def test_an_idempotency_key_is_made_up_once_and_kept(
    client: PaymentsClient,
    service: LoopbackService,
    world: FakeWorld,
):
    service.plan(Answer(500), RESET, OK, OK)
    assert client.pay() == {}
    assert client.pay() == {}
    keys = [seen.headers["Idempotency-Key"] for seen in service.seen]
    assert keys == ["key-1", "key-1", "key-1", "key-2"]


def test_a_given_idempotency_key_is_kept(client: PaymentsClient, service: LoopbackService):
    service.plan(Answer(500), OK)
    assert client.pay(idempotency_key="mine") == {}
    assert [seen.headers["Idempotency-Key"] for seen in service.seen] == ["mine", "mine"]


def test_a_reset_is_repeated_then_told(client: PaymentsClient, service: LoopbackService, world: FakeWorld):
    service.plan(RESET)
    with pytest.raises(PaymentsConnectionError, match=r"GET /v1/charges/\{id\} lost") as caught:
        client.get_charge("1")
    assert world.slept == [0.5, 1.0]
    assert isinstance(caught.value.__cause__, requests.ConnectionError)


def test_a_truncated_body_is_a_broken_connection(client: PaymentsClient, service: LoopbackService):
    service.plan(Answer(200, b"{", {"Content-Type": "application/json"}, length=50), OK)
    assert client.get_charge("1") == Charge({})
    assert len(service.seen) == 2


def test_a_refused_connection(world: FakeWorld):
    client = PaymentsClient(base_url="http://127.0.0.1:1", retries=0)
    with client, pytest.raises(PaymentsConnectionError):
        client.list_charges()
    assert world.slept == []


def test_a_timeout(client: PaymentsClient, service: LoopbackService, world: FakeWorld):
    service.plan(HANG, OK)
    assert client.get_charge("1", timeout=(2, 0.05)) == Charge({})
    assert world.slept == [0.5]
    service.plan(HANG)
    with pytest.raises(PaymentsTimeout, match="timed out"):
        client.get_charge("1", timeout=0.05)


def test_a_connection_error_does_not_show_the_query(world: FakeWorld):
    client = PaymentsClient(base_url="http://127.0.0.1:1", auth={"query": "s3cret"}, retries=0)
    with pytest.raises(PaymentsConnectionError) as caught, client:
        client.with_key()
    assert "s3cret" not in str(caught.value) and caught.value.__cause__ is None
    assert "?…" in str(caught.value)


def test_a_file_is_sent_again_from_where_it_stood(client: PaymentsClient, service: LoopbackService):
    service.plan(Answer(503), OK)
    opened = io.BytesIO(b"skipped-sent")
    opened.seek(8)
    client.upload(raw_body(opened, "image/png"))
    assert [seen.body for seen in service.seen] == [b"sent", b"sent"]
    assert service.seen[1].headers["Content-Type"] == "image/png"


def test_a_stream_that_cannot_be_rewound_is_sent_once(client: PaymentsClient, service: LoopbackService):
    class Stream:
        def __len__(self) -> int:
            return 3

        def __iter__(self) -> Iterator[bytes]:
            yield b"abc"

    service.plan(Answer(503))
    with pytest.raises(PaymentsStatusError):
        client.upload(raw_body(Stream(), "image/png"))  # type: ignore[arg-type]
    assert [seen.body for seen in service.seen] == [b"abc"]


# -- what is sent


def test_query_headers_and_cookies(client: PaymentsClient, service: LoopbackService):
    service.plan(json_answer(b"[]"))
    client.list_charges(ids=["a b", "c&d", "é,%"], trace="t")
    (seen,) = service.seen
    assert seen.target == "/v1/charges?ids=a%20b&ids=c%26d&ids=%C3%A9%2C%25"
    assert (seen.headers["X-Trace"], seen.headers["Cookie"]) == ("t", "lang=de%20at")
    client.list_charges()
    assert service.seen[1].target == "/v1/charges" and "X-Trace" not in service.seen[1].headers


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (form_body({"a": ["1", "2"]}), "application/x-www-form-urlencoded"),
        (multipart_body({"a": b"x"}), "multipart/form-data; boundary="),
    ],
)
def test_bodies(client: PaymentsClient, service: LoopbackService, body: Any, media_type: str):
    service.plan(OK)
    client.upload(body)
    assert service.seen[0].body == body.data
    assert service.seen[0].headers["Content-Type"].startswith(media_type)


def test_a_base_path_stays(service: LoopbackService, world: FakeWorld):
    service.plan(json_answer(b"[]"))
    with PaymentsClient(base_url=f"{service.url}/api/") as client:
        client.list_charges()
    assert service.seen[0].target == "/api/v1/charges"


def test_a_query_in_the_template_stays(client: PaymentsClient, service: LoopbackService):
    service.plan(OK)
    client.login((("a", "1"),))
    assert service.seen[0].target == "/v1/me?view=full&a=1"


class Recorded(Exception):
    pass


def recorded(client: Any, call: str, monkeypatch: pytest.MonkeyPatch, *arguments: Any) -> Any:
    """Return the request and the keywords that would be sent."""
    caught: list[Any] = []

    def send(adapter: object, request: requests.PreparedRequest, **keywords: Any) -> Any:
        caught.append((request, keywords))
        raise Recorded

    with monkeypatch.context() as patch, client:
        patch.setattr(requests.adapters.HTTPAdapter, "send", send)
        with pytest.raises(Recorded):
            getattr(client, call)(*arguments)
    return caught[0]


def test_the_request_names_its_operation(world: FakeWorld, monkeypatch: pytest.MonkeyPatch):
    request, keywords = recorded(PaymentsClient(auth=AUTH), "get_charge", monkeypatch, "1")
    assert request.mockgen_operation == "GET /v1/charges/{id}"
    assert request.mockgen_service == "payments"
    assert request.url == "https://api.example.com/base/v1/charges/1"
    assert keywords["timeout"] == (5.0, 30.0)
    assert not any("mockgen_" in name for name in request.headers)


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        (None, "https://files.example.com/base/v1/file"),
        ("https://api.example.com/base", "https://files.example.com/base/v1/file"),
        ("https://sandbox.example.com", "https://sandbox.example.com/v1/file"),
    ],
)
def test_servers_of_an_operation_stand_unless_the_client_is_moved(
    world: FakeWorld,
    monkeypatch: pytest.MonkeyPatch,
    base_url: str | None,
    url: str,
):
    request, _ = recorded(PaymentsClient(base_url=base_url), "upload", monkeypatch, None)
    assert request.url == url


def test_a_service_without_server_needs_one(world: FakeWorld, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(transport.ServiceConfigurationError, match="names no absolute URL"):
        BareClient().list_charges()
    world.bases["bare"] = "https://bare.test"
    request, _ = recorded(BareClient(), "list_charges", monkeypatch)
    assert request.url == "https://bare.test/v1/charges"


# -- credentials


def test_credentials_stand_where_their_scheme_says(client: PaymentsClient, service: LoopbackService):
    service.plan(OK)
    client.get_charge("1")
    client.login()
    assert service.seen[0].headers["Authorization"] == "Bearer tok"
    expected = "Basic " + base64.b64encode("ann:pässword".encode()).decode()
    assert service.seen[1].headers["Authorization"] == expected


def test_the_first_alternative_with_all_its_credentials_is_used(
    service: LoopbackService,
    world: FakeWorld,
):
    service.plan(OK)
    auth = {"key": lambda: "k1", "cookie": "c1", "bearer": ""}
    with PaymentsClient(base_url=service.url, auth=auth) as client:
        client.get_charge("1")
    (seen,) = service.seen
    assert (seen.headers["X-Api-Key"], seen.headers["Cookie"]) == ("k1", "session=c1")
    assert "Authorization" not in seen.headers and world.asked == []


def test_credentials_in_the_query_and_anonymous_calls(service: LoopbackService, world: FakeWorld):
    service.plan(Answer(200, b"x", {"Content-Type": "text/csv"}))
    with PaymentsClient(base_url=service.url, auth={"query": "a&b"}) as client:
        client.report()
    with PaymentsClient(base_url=service.url) as client:
        client.report()
    assert [seen.target for seen in service.seen] == ["/v1/report?api_key=a%26b", "/v1/report"]
    assert world.asked == []


def test_missing_credentials_raise_before_sending(service: LoopbackService, world: FakeWorld):
    client = PaymentsClient(base_url=service.url, auth={"key": "k"})
    with client, pytest.raises(PaymentsConfigurationError) as caught:
        client.get_charge("1")
    assert "bearer or key with cookie" in str(caught.value)
    assert 'settings.MOCKGEN["payments"]["AUTH"]' in str(caught.value)
    assert service.seen == []


def test_the_world_may_lend_a_credential(service: LoopbackService, world: FakeWorld):
    service.plan(OK)
    world.given["bearer"] = "lent"
    with PaymentsClient(base_url=service.url) as client:
        client.get_charge("1")
    assert service.seen[0].headers["Authorization"] == "Bearer lent"
    assert world.asked == [("bearer", "Bearer")]


@pytest.mark.parametrize(
    ("auth", "message"),
    [
        ({"bearer": "s3cret\n"}, "scheme bearer: it is empty, or holds"),
        ({"bearer": ("s3cret", "b")}, "scheme bearer: it takes one text"),
        ({"bearer": lambda: ""}, "scheme bearer: it is empty"),
    ],
)
def test_a_wrong_credential_is_named_and_not_shown(world: FakeWorld, auth: Any, message: str):
    with pytest.raises(PaymentsConfigurationError, match=message) as caught:
        PaymentsClient(auth=auth).get_charge("1")
    assert "s3cret" not in str(caught.value)


def test_basic_takes_a_pair(world: FakeWorld):
    with pytest.raises(PaymentsConfigurationError, match="user name, password"):
        PaymentsClient(auth={"basic": "ann:pw"}).login()


def test_netrc_adds_no_credentials(
    service: LoopbackService,
    world: FakeWorld,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ann password pw\n")
    monkeypatch.setenv("NETRC", str(netrc))
    service.plan(json_answer(b"[]"))
    assert requests.utils.get_netrc_auth(service.url) == ("ann", "pw")
    with PaymentsClient(base_url=service.url) as client:
        client.list_charges()
    assert "Authorization" not in service.seen[0].headers


def test_cookies_of_the_service_are_not_kept(client: PaymentsClient, service: LoopbackService):
    service.plan(json_answer(b"{}", Set_Cookie="sid=1"))
    client.get_charge("1")
    client.get_charge("1")
    assert "Cookie" not in service.seen[1].headers


# -- redirects


def redirect(location: str, status: int = 302) -> Answer:
    return Answer(status, headers={"Location": location})


def test_a_redirect_to_the_same_origin_is_followed(client: PaymentsClient, service: LoopbackService):
    service.plan(redirect("/elsewhere"), OK)
    assert client.get_charge("1") == Charge({})
    assert service.seen[1].target == "/elsewhere"
    assert service.seen[1].headers["Authorization"] == "Bearer tok"


def test_a_redirect_to_another_origin_takes_no_credentials_along(
    service: LoopbackService,
    world: FakeWorld,
):
    auth = {"key": "k1", "cookie": "c1"}
    with LoopbackService() as other:
        service.plan(redirect(f"{other.url}/blob"))
        other.plan(OK)
        with PaymentsClient(base_url=service.url, auth=auth) as client:
            assert client.get_charge("1") == Charge({})
        (seen,) = other.seen
    assert seen.headers["Accept"] == "application/json"
    assert not {"x-api-key", "cookie", "authorization"} & {name.lower() for name in seen.headers}


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/x", "http://[", "http://a:99999", ""])
def test_other_redirects_are_not_followed(client: PaymentsClient, service: LoopbackService, location: str):
    service.plan(redirect(location))
    with pytest.raises(PaymentsStatusError) as caught:
        client.get_charge("1")
    assert caught.value.status == 302 and len(service.seen) == 1


def test_a_redirect_of_a_post_is_not_followed(client: PaymentsClient, service: LoopbackService):
    service.plan(redirect("/elsewhere", 307))
    with pytest.raises(PaymentsStatusError, match="307"):
        client.create_charge({})
    assert len(service.seen) == 1


def test_redirects_end(client: PaymentsClient, service: LoopbackService):
    service.plan(redirect("/again"))
    with pytest.raises(PaymentsStatusError, match="302"):
        client.get_charge("1")
    assert len(service.seen) == 6


# -- configuration


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"base_url": "api.example.com"}, "BASE_URL must be an absolute"),
        ({"base_url": "https://u:p@example.com"}, "BASE_URL must be an absolute"),
        ({"base_url": "https://example.com?a=1"}, "BASE_URL must be an absolute"),
        ({"base_url": "ftp://example.com"}, "BASE_URL must be an absolute"),
        ({"base_url": "https://[bad"}, "BASE_URL must be an absolute"),
        ({"auth": "tok"}, "AUTH must be a dictionary by security scheme"),
        ({"auth": {"beare": "tok"}}, "'beare' is no security scheme.*did you mean bearer"),
        ({"timeout": 0}, "a timeout is a positive number"),
        ({"timeout": (1, -1)}, "a timeout is a positive number"),
        ({"timeout": (1, 2, 3)}, "a timeout is a positive number"),
        ({"timeout": "5"}, "a timeout is a positive number"),
        ({"timeout": True}, "a timeout is a positive number"),
        ({"timeout": float("inf")}, "a timeout is a positive number"),
        ({"retries": -1}, "RETRIES must be between 0 and 10"),
        ({"retries": 11}, "RETRIES must be between 0 and 10"),
        ({"retries": 1.5}, "RETRIES must be a whole number"),
        ({"retries": True}, "RETRIES must be a whole number"),
    ],
)
def test_wrong_arguments(arguments: dict[str, Any], message: str):
    with pytest.raises(PaymentsConfigurationError, match=message):
        PaymentsClient(**arguments)


def test_none_is_no_timeout_of_a_call(world: FakeWorld):
    with pytest.raises(PaymentsConfigurationError, match="or NO_TIMEOUT; not None"):
        PaymentsClient(auth=AUTH).get_charge("1", timeout=None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("own", "timeout", "sent"),
    [
        (None, transport.DEFAULT, (5.0, 30.0)),
        (7, transport.DEFAULT, (7.0, 7.0)),
        (7, (1, 2), (1.0, 2.0)),
        (7, configuration.NO_TIMEOUT, None),
        (configuration.NO_TIMEOUT, transport.DEFAULT, None),
    ],
)
def test_timeouts(
    world: FakeWorld,
    monkeypatch: pytest.MonkeyPatch,
    own: Any,
    timeout: Any,
    sent: Any,
):
    client = PaymentsClient(auth=AUTH, timeout=own)
    monkeypatch.setattr(client, "go", lambda: client.get_charge("1", timeout=timeout), raising=False)
    _, keywords = recorded(client, "go", monkeypatch)
    assert keywords["timeout"] == sent


def settings_of(monkeypatch: pytest.MonkeyPatch, **values: Any) -> Any:
    """Put other Django settings in place of those of this process."""
    from django import conf

    settings = conf.LazySettings()
    settings.configure(**values)
    monkeypatch.setattr(conf, "settings", settings)
    return settings


def test_settings_are_read_at_every_call(
    service: LoopbackService,
    world: FakeWorld,
    monkeypatch: pytest.MonkeyPatch,
):
    client = OneSchemeClient.from_settings()
    settings = settings_of(monkeypatch, MOCKGEN={})
    service.plan(OK)
    values = {"BASE_URL": service.url, "AUTH": "one", "TIMEOUT": 3, "RETRIES": 0}
    with client:
        settings.MOCKGEN = {"single": values}
        client.get_charge("1")
        settings.MOCKGEN = {"single": {**values, "AUTH": {"bearer": "two"}}}
        client.get_charge("1")
        assert [seen.headers["Authorization"] for seen in service.seen] == [
            "Bearer one",
            "Bearer two",
        ]
        service.plan(Answer(500))
        with pytest.raises(transport.StatusError):
            client.get_charge("1")
        assert len(service.seen) == 3


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"MOCKGEN": {"payments": {"TIMOUT": 3}}}, "'TIMOUT' is no setting; did you mean TIMEOUT"),
        ({"MOCKGEN": {"payments": {"TIMEOUT": None}}}, "NO_TIMEOUT; not None"),
        ({"MOCKGEN": {"payments": "https://x"}}, "must be a dictionary"),
        ({"MOCKGEN": ["payments"]}, "must be a dictionary"),
        (
            {"MOCKGEN": {"payments": {"AUTH": None, "BASE_URL": ""}}},
            r'\["AUTH"\] has no credential for bearer',
        ),
        ({}, r'\["AUTH"\] has no credential for bearer'),
    ],
)
def test_wrong_settings(
    world: FakeWorld,
    monkeypatch: pytest.MonkeyPatch,
    values: dict[str, Any],
    message: str,
):
    settings_of(monkeypatch, **values)
    with pytest.raises(PaymentsConfigurationError, match=message) as caught:
        PaymentsClient.from_settings().get_charge("1")
    assert str(caught.value).startswith('settings.MOCKGEN["payments"]')


def test_settings_that_are_not_configured(world: FakeWorld, monkeypatch: pytest.MonkeyPatch):
    from django import conf

    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    monkeypatch.setattr(conf, "settings", conf.LazySettings())
    client = PaymentsClient.from_settings()
    with pytest.raises(PaymentsConfigurationError, match="cannot be read"):
        client.get_charge("1")


# -- sessions, logging, the world


def test_one_session_is_shared_between_threads(service: LoopbackService, world: FakeWorld):
    service.plan(OK)
    sessions: list[requests.Session] = []
    barrier = threading.Barrier(8)
    with PaymentsClient(base_url=service.url, auth=AUTH) as client:

        def work() -> None:
            barrier.wait(5)
            client.get_charge("1")
            sessions.append(client.session)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(5)
        first = client.session
    assert len(sessions) == 8 and {id(each) for each in sessions} == {id(first)}
    assert client.session is not first
    client.close()


def test_a_given_session_is_used_and_not_closed(service: LoopbackService, world: FakeWorld):
    closed: list[bool] = []

    class Mine(requests.Session):
        def close(self) -> None:
            closed.append(True)
            super().close()

    service.plan(json_answer(b"[]"))
    mine = Mine()
    mine.headers["X-Mine"] = "1"
    with PaymentsClient(base_url=service.url, session=mine) as client:
        client.list_charges()
    assert service.seen[0].headers["X-Mine"] == "1" and closed == []
    mine.close()


def test_a_call_is_logged_once_without_secrets(
    service: LoopbackService,
    world: FakeWorld,
    caplog: pytest.LogCaptureFixture,
):
    caplog.set_level(logging.DEBUG, "mockgen.payments")
    service.plan(OK, Answer(503), OK, RESET)
    with PaymentsClient(base_url=service.url, auth={"query": "s3cret"}) as client:
        client.with_key()
        client.with_key()
        with pytest.raises(PaymentsConnectionError):
            client.with_key()
    mine = [each for each in caplog.records if each.name == "mockgen.payments"]
    assert [(each.levelname, each.getMessage()) for each in mine] == [
        ("DEBUG", "GET /v1/keyed: 200 after 0.000 s, attempt 1"),
        ("INFO", "GET /v1/keyed: 200 after 0.500 s, attempt 2"),
        ("INFO", "GET /v1/keyed: PaymentsConnectionError after 1.500 s, attempt 3"),
    ]


def test_the_configuration_does_not_show_credentials():
    client = PaymentsClient(auth={"bearer": "s3cret"})
    assert "s3cret" not in repr(client) and "s3cret" not in repr(client._fixed)
    client.close()


def test_the_real_world():
    real = transport.World()
    assert real.now().utcoffset() is not None
    before = real.monotonic()
    real.sleep(0.001)
    assert real.monotonic() >= before + 0.001
    assert all(0.5 <= real.jitter(1) <= 1 for _ in range(50))
    assert real.credential("a", auth.Bearer()) is None and real.base_url("a") is None
    assert real.new_key() != real.new_key()


def test_an_assertion_of_an_interceptor_is_not_swallowed(
    client: PaymentsClient,
    world: FakeWorld,
    monkeypatch: pytest.MonkeyPatch,
):
    def send(*_: Any, **__: Any) -> None:
        raise AssertionError("contract")

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
    with pytest.raises(AssertionError, match="contract"):
        client.get_charge("1")
    assert world.slept == []


def test_importing_the_client_touches_neither_django_nor_the_records_of_the_service():
    folder = str(Path(transport.__file__).parents[1])
    code = (
        f"import sys; sys.path.insert(0, {folder!r}); import throwaway.client;"
        "throwaway.client.PaymentsClient.from_settings();"
        "print([n for n in sys.modules if n.startswith('django') or n == 'throwaway.schemas'])"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["records", "parameters", "transport"])
def test_the_runtime_calls_nothing_that_runs_text(name: str):
    import ast

    tree = ast.parse(Path(transport.__file__).with_name(f"{name}.py").read_text("utf-8"))
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert called and not called & {"exec", "eval", "__import__", "compile"}
