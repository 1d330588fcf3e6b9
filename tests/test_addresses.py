"""Which addresses may be fetched and written down; what a message shows of one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockgen import addresses

NAMES = st.text("abcXYZ019._~-", min_size=1)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://api.example.com/openapi.yaml", True),
        ("HTTP://localhost:8000/schema/", True),
        ("ftp://files.example.com/a.yaml", True),
        ("file:///etc/passwd", True),
        ("specs/payments.yaml", False),
        ("C:\\specs\\payments.yaml", False),
        ("/specs/a:b//c.yaml", False),
    ],
)
def test_addresses_and_paths(text: str, found: bool) -> None:
    assert addresses.is_address(text) is found


@pytest.mark.parametrize(
    "address",
    [
        "https://api.example.com/openapi.yaml",
        "http://localhost:8000/schema/?format=openapi",
        "http://[::1]:8000/openapi.json",
        "https://api.example.com/ä.yaml?version=2026-01&country_code=de&monkey=1",
    ],
)
def test_what_may_be_written_down(address: str) -> None:
    assert addresses.source_fault(address) == ""


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("file:///etc/passwd", "is no http or https URL"),
        ("https:///openapi.yaml", "is no http or https URL"),
        ("https://host:port/a", "is no http or https URL"),
        ("https://[::1/a", "is no http or https URL"),
        ("https://host/a b", "is no http or https URL"),
        ("https://host/a\n", "is no http or https URL"),
        ("https://me:secret@host/a", "holds a user name or a password"),
        ("https://me@host/a", "holds a user name or a password"),
        ("https://host/a?v=1&token=s", "has token in its query, which looks like a secret"),
        ("https://host/a?accessToken=s", "has accessToken in its query, which looks like a secret"),
        ("https://host/a?api_key=", "has api_key in its query, which looks like a secret"),
        ("https://host/a?X-Amz-Signature=s", "has X-Amz-Signature in its query, which looks like a secret"),
        ("https://host/a?subscription-key=s", "has subscription-key in its query, which looks like a secret"),
        ("https://host/a?APIKEY=s", "has APIKEY in its query, which looks like a secret"),
        ("https://host/a?code=s", "has code in its query, which looks like a secret"),
    ],
)
def test_what_may_not_be_written_down(address: str, fault: str) -> None:
    assert addresses.source_fault(address) == fault


@given(user=NAMES, password=NAMES, query=NAMES, fragment=NAMES)
def test_nothing_secret_is_shown(user: str, password: str, query: str, fragment: str) -> None:
    address = f"https://{user}:{password}@host.example:8443/v1/openapi.yaml?{query}={query}#{fragment}"
    assert addresses.shown(address) == "https://host.example:8443/v1/openapi.yaml"
    broken = address.replace("8443", "port")
    assert addresses.shown(broken) == "https://host.example:port/v1/openapi.yaml"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://host/v1/openapi.yaml?x=1", "openapi.yaml"),
        ("https://host/open%20api.yaml", "open api.yaml"),
        ("https://host/v1/", ""),
        ("https://host", ""),
        ("https://host/a%2F..%2Fb", ""),
        ("https://host/..", ""),
        ("https://host/.hidden", ""),
        ("https://host/a.", ""),
        ("https://host/a%00b", ""),
    ],
)
def test_the_name_of_the_file(address: str, name: str) -> None:
    assert addresses.file_name(address) == name


def test_folder_and_origin() -> None:
    assert addresses.folder("https://host/v1/openapi.yaml?x=/y") == "https://host/v1/"
    assert addresses.folder("https://host") == "https://host/"
    assert addresses.origin("https://HOST/a") == addresses.origin("https://host:443/b")
    assert addresses.origin("http://host/a") != addresses.origin("https://host/a")
