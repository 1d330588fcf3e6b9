"""OAuth 2 tokens, against an authorization server on the loopback interface."""

from __future__ import annotations

import threading
from typing import Any
from urllib.parse import parse_qsl

import pytest
from loopback import Answer, FakeWorld, LoopbackService, json_answer
from throwaway.client import TokenClient
from throwaway.transport import ServiceConfigurationError, StatusError

CHARGE = json_answer(b"{}")
PAIR = {"bearer": ("me", "s3cret")}


def token(name: str, **more: Any) -> Answer:
    fields = "".join(f', "{key}": {value}' for key, value in more.items())
    return json_answer(f'{{"access_token": "{name}", "token_type": "Bearer"{fields}}}'.encode())


@pytest.fixture
def client(service: LoopbackService, world: FakeWorld) -> TokenClient:
    return TokenClient(base_url=f"{service.url}/base", auth=PAIR)


def shown(service: LoopbackService) -> list[str]:
    return [seen.headers["Authorization"] for seen in service.seen if seen.method == "GET"]


def test_a_token_is_fetched_once_and_kept(client: TokenClient, service: LoopbackService):
    service.plan(token("t1", expires_in=3600), CHARGE)
    client.get_charge("1")
    client.get_charge("2")
    asked, *calls = service.seen
    assert (asked.method, asked.target) == ("POST", "/base/oauth/token")
    assert dict(parse_qsl(asked.body.decode())) == {"grant_type": "client_credentials"}
    assert asked.headers["Authorization"] == "Basic bWU6czNjcmV0"
    assert len(calls) == 2 and shown(service) == ["Bearer t1", "Bearer t1"]


def test_a_token_is_renewed_before_it_runs_out(client: TokenClient, service: LoopbackService, world: FakeWorld):
    service.plan(token("t1", expires_in=100), CHARGE, token("t2", expires_in=100), CHARGE)
    client.get_charge("1")
    world.slept.append(71)
    client.get_charge("1")
    assert shown(service) == ["Bearer t1", "Bearer t2"]


def test_a_token_that_is_refused_is_fetched_anew_once(client: TokenClient, service: LoopbackService):
    service.plan(token("t1"), Answer(401), token("t2"), CHARGE)
    client.get_charge("1")
    assert shown(service) == ["Bearer t1", "Bearer t2"]


def test_a_second_refusal_is_the_answer(client: TokenClient, service: LoopbackService):
    service.plan(token("t1"), Answer(401), token("t2"), Answer(401))
    with pytest.raises(StatusError, match="401"):
        client.get_charge("1")
    assert len(service.seen) == 4


def test_the_secret_may_travel_in_the_form(service: LoopbackService, world: FakeWorld):
    settings = {"client_id": "me", "client_secret": "s3cret", "scopes": ["a", "b"], "in_body": True}
    client = TokenClient(base_url=service.url, auth={"bearer": settings})
    service.plan(token("t1"), CHARGE)
    client.get_charge("1")
    form = dict(parse_qsl(service.seen[0].body.decode()))
    assert form == {
        "grant_type": "client_credentials",
        "scope": "a b",
        "client_id": "me",
        "client_secret": "s3cret",
    }
    assert "Authorization" not in service.seen[0].headers


def test_a_token_of_one_s_own_is_sent_as_it_is(service: LoopbackService, world: FakeWorld):
    service.plan(CHARGE)
    TokenClient(base_url=service.url, auth={"bearer": "mine"}).get_charge("1")
    assert shown(service) == ["Bearer mine"]


def test_an_authorization_server_that_refuses_says_so(client: TokenClient, service: LoopbackService):
    service.plan(json_answer(b'{"error": "invalid_client"}', 401))
    with pytest.raises(StatusError, match="invalid_client") as caught:
        client.get_charge("1")
    assert "s3cret" not in str(caught.value)
    assert len(service.seen) == 1


@pytest.mark.parametrize("answer", [b"{}", b'{"access_token": null}', b'{"access_token": "a b\\nc"}'])
def test_an_answer_without_a_token_is_no_token(client: TokenClient, service: LoopbackService, answer: bytes):
    service.plan(json_answer(answer))
    with pytest.raises(ServiceConfigurationError, match="empty, or holds"):
        client.get_charge("1")


@pytest.mark.parametrize("settings", [{"client_id": "me"}, {"client_id": "a", "client_secret": "s3cret", "scope": "x"}])
def test_settings_that_are_wrong_are_named(settings: dict[str, str], world: FakeWorld):
    client = TokenClient(base_url="http://127.0.0.1:9", auth={"bearer": settings})
    with pytest.raises(ServiceConfigurationError, match=r"client_secret|'scope'") as caught:
        client.get_charge("1")
    assert "s3cret" not in str(caught.value)


def test_threads_share_one_token(client: TokenClient, service: LoopbackService):
    service.plan(token("t1", expires_in=3600), CHARGE)
    threads = [threading.Thread(target=client.get_charge, args=("1",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert [seen.method for seen in service.seen].count("POST") == 1
    assert shown(service) == ["Bearer t1"] * 8
