"""Credentials: where each security scheme puts them, and tokens that run out."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast
from urllib.parse import quote_plus

ClientSettings: TypeAlias = Mapping[str, str | Sequence[str] | bool]
"""`client_id`, `client_secret` and, where they are needed, `scopes` and `in_body`."""

Credential: TypeAlias = str | tuple[str, str] | Callable[[], str] | ClientSettings
"""A key or token, a function that gives a fresh one, user name and password.

For OAuth 2 also client id and secret, or `ClientSettings`.
"""

Fetch: TypeAlias = Callable[[str, Mapping[str, str], str], Mapping[str, Any]]
"""Sends a form to a URL, with an `Authorization` header; returns the answer's JSON."""

_PRINTABLE = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")
_LEEWAY_S = 30.0  # a token is not used in its last seconds: the call takes time too
_SETTINGS = ("client_id", "client_secret", "scopes", "in_body")


class MisconfiguredError(ValueError):
    """A configuration is at fault; becomes the service's own error."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key in a header, the query or a cookie ("Security Scheme Object")."""

    location: Literal["header", "query", "cookie"]
    name: str


@dataclass(frozen=True, slots=True)
class Bearer:
    """A bearer token (RFC 6750), of OpenID Connect too."""


@dataclass(frozen=True, slots=True)
class Basic:
    """User name and password (RFC 7617), in UTF-8."""


@dataclass(frozen=True, slots=True)
class OAuth2:
    """A token that is fetched with the client's own credentials (RFC 6749, 4.4).

    Args:
        token_url: of the authorization server; may be relative to the base URL.
    """

    token_url: str


Scheme: TypeAlias = ApiKey | Bearer | Basic | OAuth2


@dataclass(frozen=True)
class Grant:
    """What a token is asked for with."""

    url: str
    client_id: str
    secret: str
    scopes: tuple[str, ...] = ()
    in_body: bool = False

    def form(self) -> dict[str, str]:
        """Return the request's fields."""
        fields = {"grant_type": "client_credentials"}
        if self.scopes:
            fields["scope"] = " ".join(self.scopes)
        if self.in_body:
            fields |= {"client_id": self.client_id, "client_secret": self.secret}
        return fields

    def header(self) -> str:
        """Return the `Authorization` header, empty where the form has the secret."""
        if self.in_body:
            return ""
        return _basic(quote_plus(self.client_id), quote_plus(self.secret))

    def __repr__(self) -> str:
        """Return the grant without its secret."""
        return f"Grant({self.url!r}, {self.client_id!r})"


@dataclass(frozen=True)
class Placed:
    """A credential and its place: `value` is its text, or what gives a token."""

    location: str
    name: str
    value: str | Grant

    def text(self, tokens: Tokens, fetch: Fetch) -> tuple[str, str, str]:
        """Return location, name and text; a token is fetched if there is none."""
        if isinstance(self.value, str):
            return self.location, self.name, self.value
        return self.location, self.name, f"Bearer {tokens.token(self.value, fetch)}"

    def __repr__(self) -> str:
        """Return the place alone."""
        return f"Placed({self.location!r}, {self.name!r})"


class Tokens:
    """The tokens of one client, each kept until it runs out.

    Args:
        monotonic: gives the seconds of a clock that only goes forward.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._known: dict[Grant, tuple[str, float]] = {}

    def token(self, grant: Grant, fetch: Fetch) -> str:
        """Return a token for a grant; threads that need the same wait for one."""
        with self._lock:
            token, ends = self._known.get(grant, ("", 0.0))
            if not token or self._monotonic() >= ends:
                answer = fetch(grant.url, grant.form(), grant.header())
                token = _token(answer.get("access_token") or "")
                lasts = answer.get("expires_in")
                seconds = float(lasts) if isinstance(lasts, int | float) else 300.0
                ends = self._monotonic() + max(seconds - _LEEWAY_S, seconds / 2)
                self._known[grant] = token, ends
            return token

    def forget(self, placed: Placed) -> bool:
        """Drop a token that the service refused; False for what is no token."""
        with self._lock:
            known = isinstance(placed.value, Grant) and placed.value in self._known
            if known:
                del self._known[cast("Grant", placed.value)]
            return known


def placed(scheme: Scheme, credential: Credential) -> Placed:
    """Return a credential in its place.

    Raises:
        MisconfiguredError: the scheme takes another kind of credential.
    """
    if isinstance(scheme, ApiKey):
        return Placed(scheme.location, scheme.name, _token(credential))
    if isinstance(scheme, Basic):
        if not isinstance(credential, tuple) or len(credential) != 2:
            raise MisconfiguredError("it takes a pair: user name, password")
        return Placed("header", "Authorization", _basic(*credential))
    if isinstance(scheme, OAuth2) and isinstance(credential, tuple | Mapping):
        return Placed("header", "Authorization", _grant(scheme, credential))
    return Placed("header", "Authorization", f"Bearer {_token(credential)}")


def _grant(scheme: OAuth2, credential: tuple[str, str] | Mapping[str, Any]) -> Grant:
    if isinstance(credential, tuple):
        if len(credential) != 2:
            raise MisconfiguredError("it takes a pair: client id, client secret")
        return Grant(scheme.token_url, *credential)
    unknown = sorted(set(credential) - set(_SETTINGS))
    missing = [name for name in _SETTINGS[:2] if not credential.get(name)]
    if unknown or missing:
        name, fault = (unknown or missing)[0], "unknown" if unknown else "missing"
        problem = f"{name!r} is {fault}"
        raise MisconfiguredError(f"{problem}; known: {', '.join(_SETTINGS)}")
    scopes = credential.get("scopes", ())
    return Grant(
        scheme.token_url,
        credential["client_id"],
        credential["client_secret"],
        tuple(scopes.split() if isinstance(scopes, str) else scopes),
        bool(credential.get("in_body")),
    )


def _basic(user: str, password: str) -> str:
    text = base64.b64encode(f"{user}:{password}".encode()).decode()
    return f"Basic {text}"


def _token(credential: Credential) -> str:
    if isinstance(credential, tuple | Mapping):
        raise MisconfiguredError("it takes one text, not a pair")
    text = credential if isinstance(credential, str) else credential()
    if not _PRINTABLE.fullmatch(text):
        # without this check `requests` would print the credential in its own complaint
        raise MisconfiguredError("it is empty, or holds a space or a line break")
    return text
