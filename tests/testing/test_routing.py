"""Routing: which operations a URL can mean, the most literal first."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockgen.testing.routing import Router

BASE = "https://api.example.com"
KEYS = [
    "GET /users/{id}",
    "GET /users/me",
    "POST /users/{id}",
    "GET /users/{id}/{part}",
    "GET /files/{name}.json",
    "GET /files/{name}",
    "GET /a.b",
    "GET /",
    "GET /search?kind=old",
    "GET /search?kind=new",
]


def found(method: str, url: str, *bases: str) -> list[str]:
    return [key for key, _ in Router(KEYS, bases or [BASE]).find(method, url)]


@pytest.mark.parametrize(
    ("method", "path", "keys"),
    [
        ("GET", "/users/me", ["GET /users/me", "GET /users/{id}"]),
        ("get", "/users/7", ["GET /users/{id}"]),
        ("POST", "/users/me", ["POST /users/{id}"]),
        ("PUT", "/users/me", []),
        ("GET", "/users/", []),
        ("GET", "/users/7/address", ["GET /users/{id}/{part}"]),
        ("GET", "/users/7/8/9", []),
        ("GET", "/files/a.json", ["GET /files/{name}.json", "GET /files/{name}"]),
        ("GET", "/files/a.xml", ["GET /files/{name}"]),
        ("GET", "/axb", []),
        ("GET", "/a.b?x=1#f", ["GET /a.b"]),
        ("GET", "/", ["GET /"]),
        ("GET", "", ["GET /"]),
        ("GET", "/search?kind=new&page=2", ["GET /search?kind=new"]),
        ("GET", "/search", []),
    ],
)
def test_find(method: str, path: str, keys: list[str]) -> None:
    assert found(method, BASE + path) == keys


@pytest.mark.parametrize(
    ("base", "url", "is_served"),
    [
        (BASE, "https://api.example.com:443/a.b", True),
        (BASE, "https://API.example.com/a.b", True),
        (BASE, "http://api.example.com/a.b", False),
        (BASE, "https://api.example.com:8443/a.b", False),
        (BASE, "https://api.example.com.evil.example/a.b", False),
        (f"{BASE}/v1/", f"{BASE}/v1/a.b", True),
        (f"{BASE}/v1", f"{BASE}/v10/a.b", False),
        (f"{BASE}/v1", f"{BASE}/a.b", False),
    ],
)
def test_what_lies_under_a_base(base: str, url: str, is_served: bool) -> None:
    assert Router(KEYS, [base]).is_served(url) is is_served
    assert found("GET", url, base) == (["GET /a.b"] if is_served else [])


def test_the_path_is_given_without_the_base_and_as_it_travels() -> None:
    router = Router(KEYS, [f"{BASE}/v1"])
    assert router.find("GET", f"{BASE}/v1/users/a%2Fb?x=1") == [("GET /users/{id}", "/users/a%2Fb")]


def test_nested_bases_are_both_asked() -> None:
    router = Router(["GET /v1/x", "GET /x"], [BASE, f"{BASE}/v1"])
    assert {key for key, _ in router.find("GET", f"{BASE}/v1/x")} == {"GET /v1/x", "GET /x"}


def test_keys_are_all_there() -> None:
    assert sorted(Router(KEYS, [BASE]).keys()) == sorted(KEYS)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: text not in (".", "..")))
def test_any_encoded_value_is_one_segment(value: str) -> None:
    path = f"/users/{quote(value, safe='')}"
    assert ("GET /users/{id}", path) in Router(KEYS, [BASE]).find("GET", BASE + path)


def test_an_operation_with_servers_of_its_own_is_there_too_and_no_other_is() -> None:
    router = Router(KEYS, [BASE], {"GET /a.b": ["https://files.example.com/v2"]})
    assert router.find("GET", "https://files.example.com/v2/a.b") == [("GET /a.b", "/a.b")]
    assert router.find("GET", f"{BASE}/a.b") == [("GET /a.b", "/a.b")]
    assert router.find("GET", "https://files.example.com/v2/files/1") == []
    assert router.is_served("https://files.example.com/v2/files/1")
    assert not router.is_served("https://files.example.com/v1/a.b")
