"""Fetching a document over HTTP: the only module of the generator that touches the network.

`requests` is imported with the first use, so that nothing else pays for it. No message holds a header's value, a query
or a text of `requests`, which may repeat both.
"""

from __future__ import annotations

import dataclasses
import os
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import quote, urljoin

from mockgen import __version__, addresses
from mockgen.diagnostics import Location
from mockgen.errors import FetchError, MockgenError, UsageError
from mockgen.spec.faults import MAX_BYTES

if TYPE_CHECKING:
    from requests import PreparedRequest, RequestException, Response

TIMEOUT = (10, 30)
MAX_REDIRECTS = 10
CHUNK = 2**16
ABSENT = (404, 410)
PRIVATE = "a private document needs a header: --header-env NAME=VARIABLE, or `source_headers`"
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FRAMING = frozenset(("host", "content-length", "transfer-encoding", "connection"))


@dataclasses.dataclass(frozen=True)
class Fetched:
    """A file as it was served, and the address at which it was found in the end."""

    address: str
    content: bytes


class AbsentError(FetchError):
    """There is nothing at an address."""


def header_fault(name: str, variable: str) -> str:
    """Return what is wrong with a header and the environment variable of its value, "" if nothing is.

    It is not repeated: somebody may have written the value itself.
    """
    if not _NAME.fullmatch(name) or name.lower() in _FRAMING:
        return "what is named is no header that can be set"
    if not _VARIABLE.fullmatch(variable):
        return f"what follows {name} must be the name of an environment variable, never the value itself"
    return ""


def header_values(variables: Mapping[str, str]) -> dict[str, str]:
    """Return headers with their values, from the names of environment variables.

    Raises:
        UsageError: a variable is not set, or its value cannot be sent.
    """
    values = {}
    for name, variable in variables.items():
        value = os.environ.get(variable, "").strip()
        if not value:
            raise UsageError.at(f"the environment variable {variable}, for the header {name}, is not set")
        if not (value.isascii() and value.isprintable()):
            raise UsageError.at(f"the value of the environment variable {variable} cannot be sent as the header {name}")
        values[name] = value
    return values


class Fetcher:
    """Fetches the files of one source.

    Args:
        source: the document's address, without fault.
        variables: the environment variable of each header that only the source's own origin is sent.

    Raises:
        UsageError: a variable is not set.
    """

    def __init__(self, source: str, variables: Mapping[str, str]):
        import requests

        self._origin = addresses.origin(source)
        self._headers = header_values(variables)
        self._session = requests.Session()
        self._session.auth = as_it_is  # else a .netrc decides what is sent
        self._session.headers["User-Agent"] = f"mockgen/{__version__}"

    def __enter__(self) -> Self:
        """Return the fetcher itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close all connections."""
        self._session.close()

    def document(self, address: str) -> Fetched:
        """Return what an address leads to, wherever it redirects.

        Raises:
            FetchError: it cannot be fetched.
        """
        return self._follow(address, None)

    def file(self, folder: str, path: str) -> bytes | None:
        """Return a file at or below a folder, None where there is none.

        Raises:
            FetchError: it cannot be fetched.
        """
        address = folder + quote(path, safe="/~!$&'()*+,;=@")
        try:
            return self._follow(address, addresses.origin(folder)).content
        except AbsentError:
            return None

    def _follow(self, address: str, home: tuple[str, str, int] | None) -> Fetched:
        """Fetch and follow redirects; they may not leave `home`, if it is given."""
        here = address
        for _ in range(MAX_REDIRECTS):
            with self._get(here) as response:
                target = response.headers.get("Location", "") if response.is_redirect else ""
                if not target:
                    return self._content(here, response)
            there = addresses.without_fragment(urljoin(here, target))
            refuse_redirect(here, there, home)
            here = there
        raise refused(address, f"it redirects more than {MAX_REDIRECTS} times")

    def _get(self, address: str) -> Response:
        import requests

        headers = self._headers if addresses.origin(address) == self._origin else {}
        try:
            return self._session.get(address, headers=headers, timeout=TIMEOUT, stream=True, allow_redirects=False)
        except requests.RequestException as error:
            raise refused(address, *reason(error)) from None

    def _content(self, address: str, response: Response) -> Fetched:
        status = response.status_code
        if not 200 <= status < 300:
            withheld = bool(self._headers) and addresses.origin(address) != self._origin
            kind = AbsentError if status in ABSENT else FetchError
            raise refused(address, f"it answers {phrase(status)}", advice(status, withheld), kind)
        content = read(address, response)
        if is_page(content):
            hint = "look on it for the URL of the file itself: `Raw`, `Download`, or what the page loads"
            raise refused(address, "it answers a web page (HTML), not an OpenAPI document", hint)
        return Fetched(address, content)


def as_it_is(request: PreparedRequest) -> PreparedRequest:
    """Return a request with no credentials added."""
    return request


def read(address: str, response: Response) -> bytes:
    """Return the body of an answer, of at most `MAX_BYTES`."""
    import requests

    content = bytearray()
    try:
        for chunk in response.iter_content(CHUNK):
            content += chunk
            if len(content) > MAX_BYTES:
                raise refused(address, f"it is larger than {MAX_BYTES // 2**20} MiB")
    except requests.RequestException as error:
        raise refused(address, *reason(error)) from None
    return bytes(content)


def refuse_redirect(here: str, there: str, home: tuple[str, str, int] | None) -> None:
    """Refuse a redirect to what is not HTTP, to what is less safe, or away from home.

    Raises:
        FetchError: it is one of these.
    """
    found = addresses.fault(there)
    if found:
        raise refused(here, f"it redirects to {addresses.shown(there)}, which {found}")
    if here.lower().startswith("https:") and addresses.origin(there)[0] != "https":
        raise refused(here, f"it redirects to {addresses.shown(there)}, from https to http")
    if home is not None and addresses.origin(there) != home:
        raise refused(here, f"it redirects to {addresses.shown(there)}, away from the host of its document")


def is_page(content: bytes) -> bool:
    """Tell whether an answer is HTML."""
    start = content[:1024].decode("utf-8", "replace").lstrip("\ufeff \t\r\n").lower()
    return start.startswith(("<!doctype html", "<html", "<head", "<body", "<script")) or (
        start.startswith("<!--") and "<html" in start
    )


def phrase(status: int) -> str:
    """Return a status and what it means: `404 Not Found`."""
    known = {found.value: found.phrase for found in HTTPStatus}
    return f"{status} {known.get(status, '')}".strip()


def advice(status: int, withheld: bool) -> str:
    """Return what to do about a status; `withheld` tells that a redirect's target was not sent the headers."""
    if status in (401, 403):
        return "it was redirected to another origin, which is not sent the headers" if withheld else PRIVATE
    if status in ABSENT:
        return f"is the URL right? {PRIVATE}"
    return "try again later" if status == 429 or status >= 500 else ""


def reason(error: RequestException) -> tuple[str, str]:
    """Return why there was no answer, and what to do about it."""
    from requests import exceptions

    chain = list(causes(error))
    for kind, message, hint in (
        (exceptions.ProxyError, "the proxy cannot be reached", "HTTP_PROXY and HTTPS_PROXY say which it is"),
        (ssl.SSLCertVerificationError, "its certificate is not valid", "REQUESTS_CA_BUNDLE names those to trust"),
        (exceptions.SSLError, "no TLS connection can be made", "is it an http URL?"),
        (socket.gaierror, "the host is not known", ""),
        (ConnectionRefusedError, "the host refuses the connection", ""),
        (exceptions.ContentDecodingError, "the compression of its answer is broken", ""),
    ):
        found = next((cause for cause in chain if isinstance(cause, kind)), None)
        if found is not None:
            detail = getattr(found, "verify_message", "")
            return (f"{message}: {detail}" if detail else message), hint
    if any("Timeout" in type(cause).__name__ for cause in chain):
        return f"no answer came within {TIMEOUT[1]} seconds", "try again later"
    return "the connection broke off", "try again later"


def causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and all that it wraps, as `requests` and `urllib3` wrap: as argument, as reason, as context."""
    found: list[BaseException] = [error]
    for known in found:
        yield known
        inner = (*known.args, getattr(known, "reason", None), known.__cause__, known.__context__)
        found += [cause for cause in inner if isinstance(cause, BaseException) and cause not in found]


def refused(address: str, message: str, hint: str = "", kind: type[FetchError] = FetchError) -> MockgenError:
    """Return the error of an address from which nothing comes."""
    return kind.at(message, Location(addresses.shown(address)), hint)
