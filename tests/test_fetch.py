"""Fetching, against a real server: what is followed, what is sent where, and what is said when it fails."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import pytest
import requests
from sites import HANG, RESET, Answer, Site, redirect

from mockgen import fetch
from mockgen.errors import FetchError, UsageError
from mockgen.fetch import Fetcher

DOCUMENT = b"openapi: 3.1.0\r\n"
SECRET = "Bearer tulip-4242"


@pytest.fixture
def other() -> Iterator[Site]:
    with Site() as running:
        yield running


def document(site: Site, target: str = "/api/openapi.yaml", **variables: str) -> fetch.Fetched:
    with Fetcher(site.url + target, variables) as fetcher:
        return fetcher.document(site.url + target)


def failure(site: Site, target: str = "/api/openapi.yaml", **variables: str) -> str:
    with pytest.raises(FetchError) as refused:
        document(site, target, **variables)
    (found,) = refused.value.diagnostics
    text = found.text()
    assert text.isprintable()
    return text.replace(site.url, "SITE")


def test_the_bytes_are_those_that_were_served(site: Site) -> None:
    site.files["/api/openapi.yaml"] = DOCUMENT
    assert document(site) == fetch.Fetched(f"{site.url}/api/openapi.yaml", DOCUMENT)
    assert site.seen[0].headers["User-Agent"].startswith("mockgen/")


def test_a_query_is_sent(site: Site) -> None:
    site.files["/schema/?format=yaml"] = DOCUMENT
    assert document(site, "/schema/?format=yaml").content == DOCUMENT


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(site: Site, status: int) -> None:
    site.files["/api/openapi.yaml"] = redirect("../latest#top", status)
    site.files["/latest"] = redirect(f"{site.url}/v3/openapi.yaml", status)
    site.files["/v3/openapi.yaml"] = DOCUMENT
    assert document(site) == fetch.Fetched(f"{site.url}/v3/openapi.yaml", DOCUMENT)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("file:///etc/passwd", "SITE/api/openapi.yaml: error: it redirects to file:///etc/passwd, which is no http"),
        ("ftp://host/a", "SITE/api/openapi.yaml: error: it redirects to ftp://host/a, which is no http"),
        ("http://me:tulip@host/a?tulip", "SITE/api/openapi.yaml: error: it redirects to http://host/a, which holds a"),
        ("/api/openapi.yaml?tulip=1", "SITE/api/openapi.yaml: error: it redirects more than 10 times"),
    ],
)
def test_redirects_that_are_refused(site: Site, target: str, message: str) -> None:
    site.files = {"/api/openapi.yaml": redirect(target), "/api/openapi.yaml?tulip=1": redirect(target)}
    told = failure(site)
    assert told.startswith(message)
    assert "tulip" not in told


def test_no_redirect_leaves_tls() -> None:
    fetch.refuse_redirect("http://host/a", "https://host/a", None)
    with pytest.raises(FetchError, match="it redirects to http://host/b, from https to http"):
        fetch.refuse_redirect("HTTPS://host/a", "http://host/b", None)


def test_a_header_goes_to_the_sources_own_origin_alone(site: Site, other: Site, monkeypatch) -> None:
    monkeypatch.setenv("DOCS_TOKEN", f"{SECRET}\n")
    site.files["/api/openapi.yaml"] = redirect("/moved")
    site.files["/moved"] = redirect(f"{other.url}/openapi.yaml")
    other.files["/openapi.yaml"] = DOCUMENT
    assert document(site, Authorization="DOCS_TOKEN").content == DOCUMENT
    assert [seen.headers["Authorization"] for seen in site.seen] == [SECRET, SECRET]
    assert [seen.headers["Authorization"] for seen in other.seen] == [None]


def test_a_redirect_that_would_need_the_header_says_so(site: Site, other: Site, monkeypatch) -> None:
    monkeypatch.setenv("DOCS_TOKEN", SECRET)
    site.files["/api/openapi.yaml"] = redirect(f"{other.url}/openapi.yaml")
    other.files["/openapi.yaml"] = Answer(401)
    told = failure(site, Authorization="DOCS_TOKEN")
    assert told.endswith("401 Unauthorized; it was redirected to another origin, which is not sent the headers")
    assert SECRET not in told


def test_a_netrc_decides_nothing(site: Site, tmp_path, monkeypatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password tulip\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    site.files["/api/openapi.yaml"] = DOCUMENT
    document(site)
    assert site.seen[0].headers["Authorization"] is None


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "the environment variable DOCS_TOKEN, for the header Authorization, is not set"),
        (" ", "the environment variable DOCS_TOKEN, for the header Authorization, is not set"),
        (
            "tulip\r\nX: y",
            "the value of the environment variable DOCS_TOKEN cannot be sent as the header Authorization",
        ),
        ("tülip", "the value of the environment variable DOCS_TOKEN cannot be sent as the header Authorization"),
    ],
)
def test_a_header_without_a_value_to_send(monkeypatch, value: str | None, message: str) -> None:
    monkeypatch.delenv("DOCS_TOKEN", raising=False)
    if value is not None:
        monkeypatch.setenv("DOCS_TOKEN", value)
    with pytest.raises(UsageError) as refused:
        fetch.header_values({"Authorization": "DOCS_TOKEN"})
    assert [found.text() for found in refused.value.diagnostics] == [f"error: {message}"]


PRIVATE = "a private document needs a header: --header-env NAME=VARIABLE, or `source_headers`"
LATER = "try again later"
FAULTS = {
    "404": (Answer(404), f"it answers 404 Not Found; is the URL right? {PRIVATE}"),
    "410": (Answer(410), f"it answers 410 Gone; is the URL right? {PRIVATE}"),
    "401": (Answer(401), f"it answers 401 Unauthorized; {PRIVATE}"),
    "403": (Answer(403), f"it answers 403 Forbidden; {PRIVATE}"),
    "429": (Answer(429), f"it answers 429 Too Many Requests; {LATER}"),
    "500": (Answer(500), f"it answers 500 Internal Server Error; {LATER}"),
    "304": (Answer(304), "it answers 304 Not Modified"),
    "799": (Answer(799), f"it answers 799; {LATER}"),
    "timeout": (HANG, f"no answer came within 0.2 seconds; {LATER}"),
    "reset": (RESET, f"the connection broke off; {LATER}"),
    "cut short": (Answer(200, b"openapi", length=99), f"the connection broke off; {LATER}"),
    "too large": (Answer(200, b"#" * 1001), "it is larger than 0 MiB"),
    "gzip": (Answer(200, b"no gzip", {"Content-Encoding": "gzip"}), "the compression of its answer is broken"),
}
PAGE = (
    "it answers a web page (HTML), not an OpenAPI document; "
    "look on it for the URL of the file itself: `Raw`, `Download`, or what the page loads"
)


@pytest.mark.parametrize(("answer", "message"), FAULTS.values(), ids=FAULTS)
def test_what_is_said_when_it_fails(site: Site, monkeypatch, answer: Answer, message: str) -> None:
    monkeypatch.setattr(fetch, "TIMEOUT", (5, 0.2))
    monkeypatch.setattr(fetch, "MAX_BYTES", 1000)
    site.files["/api/openapi.yaml?v=1"] = answer
    assert failure(site, "/api/openapi.yaml?v=1") == f"SITE/api/openapi.yaml: error: {message}"


@pytest.mark.parametrize(
    "page",
    [b"\xef\xbb\xbf\n<!DOCTYPE HTML>\n<p>", b"<html lang=en>", b"<!-- x --><html>", b"<head>", b"<script>1</script>"],
)
def test_a_web_page_is_told(site: Site, page: bytes) -> None:
    site.files["/api/openapi.yaml"] = page
    assert failure(site) == f"SITE/api/openapi.yaml: error: {PAGE}"


def test_a_host_that_refuses() -> None:
    with socket.socket() as bound:  # bound and not listening: nobody else gets the port
        bound.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{bound.getsockname()[1]}/a"
        with Fetcher(address, {}) as fetcher, pytest.raises(FetchError, match="the host refuses the connection"):
            fetcher.document(address)


def test_a_host_that_is_not_known(monkeypatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    address = "http://host.test/a"
    with Fetcher(address, {}) as fetcher, pytest.raises(FetchError, match="error: the host is not known"):
        fetcher.document(address)


def test_a_host_without_tls(site: Site) -> None:
    site.files["/"] = b""
    address = site.url.replace("http:", "https:")
    with Fetcher(address, {}) as fetcher, pytest.raises(FetchError, match="no TLS connection can be made; is it an"):
        fetcher.document(address)


def test_a_certificate_that_is_not_valid() -> None:
    cause = ssl.SSLCertVerificationError(1, "certificate verify failed")
    cause.verify_message = "self-signed certificate"
    told, hint = fetch.reason(requests.exceptions.SSLError(Exception("tulip", cause)))
    assert told == "its certificate is not valid: self-signed certificate"
    assert "REQUESTS_CA_BUNDLE" in hint


def test_a_proxy_that_is_not_there(monkeypatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://me:tulip@127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    address = "http://host.test/a"
    with Fetcher(address, {}) as fetcher, pytest.raises(FetchError, match="the proxy cannot be reached") as refused:
        fetcher.document(address)
    assert "tulip" not in str(refused.value)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("schemas/pet.yaml", "/api/schemas/pet.yaml"),
        ("a b.yaml", "/api/a%20b.yaml"),
        ("a:b?c#d%.yaml", "/api/a%3Ab%3Fc%23d%25.yaml"),
        ("ä.yaml", "/api/%C3%A4.yaml"),
    ],
)
def test_a_file_of_the_document(site: Site, path: str, target: str) -> None:
    site.files[target] = DOCUMENT
    with Fetcher(site.url, {}) as fetcher:
        assert fetcher.file(f"{site.url}/api/", path) == DOCUMENT
        assert fetcher.file(f"{site.url}/api/", "absent.yaml") is None


def test_a_file_of_the_document_stays_with_it(site: Site, other: Site) -> None:
    site.files["/api/a.yaml"] = redirect("/files/a.yaml")
    site.files["/files/a.yaml"] = DOCUMENT
    site.files["/api/b.yaml"] = redirect(f"{other.url}/b.yaml")
    other.files["/b.yaml"] = DOCUMENT
    with Fetcher(site.url, {}) as fetcher:
        assert fetcher.file(f"{site.url}/api/", "a.yaml") == DOCUMENT
        with pytest.raises(FetchError, match="away from the host of its document"):
            fetcher.file(f"{site.url}/api/", "b.yaml")
    assert other.asked == []
