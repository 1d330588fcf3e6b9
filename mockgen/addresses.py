"""Addresses of documents: which may be fetched and written down, and how they are shown.

What stands in a configuration is committed. So an address there holds no secret: neither user information nor a query
that looks like one.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit, urlunsplit

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_USER = re.compile("//[^/]*@")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SECRET_WORDS = frozenset(
    (
        *("apikey", "auth", "authorization", "bearer", "credential", "credentials", "jwt", "key", "pass", "passphrase"),
        *("passwd", "password", "pwd", "sas", "secret", "session", "sid", "sig", "signature", "token"),
    )
)
_SECRET_ENDINGS = (
    *("accesskey", "apikey", "password", "privatekey", "secret", "secretkey", "sessionid", "signature"),
    *("subscriptionkey", "token"),
)
_PORTS = {"http": 80, "https": 443}


def is_address(text: str) -> bool:
    """Tell whether a text names a scheme and a host; else it is a path."""
    return _SCHEME.match(text) is not None


def is_http(address: str) -> bool:
    """Tell whether an address is sound and names a host of the web."""
    parts = _split(address)
    return parts is not None and parts.scheme in _PORTS and bool(parts.hostname)


def fault(address: str) -> str:
    """Return why nothing may be fetched from an address, "" if it may be."""
    if not is_http(address):
        return "is no http or https URL"
    parts = urlsplit(address)
    if parts.username is not None or parts.password is not None:
        return "holds a user name or a password"
    return ""


def source_fault(address: str) -> str:
    """Return why an address may not stand in a configuration, "" if it may."""
    found = fault(address)
    secret = "" if found else secret_in(address)
    return f"has {secret} in its query, which looks like a secret" if secret else found


def secret_in(address: str) -> str:
    """Return the name of the first query parameter that looks like a secret, "" if there is none."""
    query = urlsplit(address).query
    names = [name for name, _ in parse_qsl(query, keep_blank_values=True)]
    return next((name for name in names if _is_secret(name)), "")


def shown(address: str) -> str:
    """Return an address for a message: without user information, query and fragment."""
    parts = _split(address)
    if parts is None:
        return _USER.sub("//", re.split("[?#]", address, maxsplit=1)[0])
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def without_fragment(address: str) -> str:
    """Return an address without what only a browser reads."""
    return address.partition("#")[0]


def origin(address: str) -> tuple[str, str, int]:
    """Return scheme, host and port (RFC 6454, section 4) of an address without fault."""
    parts = urlsplit(address)
    return parts.scheme, parts.hostname or "", parts.port or _PORTS[parts.scheme]


def folder(address: str) -> str:
    """Return what relative addresses are relative to (RFC 3986, section 5.2.3)."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rpartition("/")[0] + "/", "", ""))


def file_name(address: str) -> str:
    """Return the last segment of an address's path, "" where it ends in a slash or is no name of a file."""
    name = unquote(urlsplit(address).path.rpartition("/")[2])
    return name if re.fullmatch(r"\w[\w. @+-]*", name) and not name.endswith((".", " ")) else ""


def _split(address: str) -> SplitResult | None:
    """Return the parts of an address, None where it has no sound ones."""
    if not address.isprintable() or " " in address:
        return None
    try:
        parts = urlsplit(address)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def _is_secret(name: str) -> bool:
    words = re.split(r"[^a-z0-9]+", _CAMEL.sub(" ", name).lower())
    return not _SECRET_WORDS.isdisjoint(words) or words[-1].endswith(_SECRET_ENDINGS) or words == ["code"]
