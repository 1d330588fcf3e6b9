"""The credentials that an operation asks for, and those that a request carries.

Sources: OpenAPI 3.1, "Security Scheme Object" and "Security Requirement Object"; RFC 7235 (schemes
of the Authorization header), RFC 6750 (bearer tokens).
"""

from __future__ import annotations

from typing import Any

import requests

from mockgen.testing.decoding import Pair, cookie_pairs, header_text

TOKEN_PARAMETER = "access_token"


class Security:
    """The security of one operation: alternatives, each a set of schemes to satisfy together."""

    def __init__(self, requirements: list[dict[str, Any]], schemes: dict[str, Any]):
        self.alternatives = [frozenset(requirement) for requirement in requirements]
        self._schemes = schemes
        self.query_names = frozenset(
            scheme["name"]
            for scheme in schemes.values()
            if scheme.get("type") == "apiKey" and scheme.get("in") == "query"
        )
        if any(scheme.get("type") in {"oauth2", "openIdConnect"} for scheme in schemes.values()):
            self.query_names |= {TOKEN_PARAMETER}

    def present(self, request: requests.PreparedRequest, query: list[Pair]) -> frozenset[str]:
        """Return the names of the schemes whose credentials `request` carries.

        A scheme that the contract does not describe cannot be looked for and counts as present,
        and so does a client certificate, which no request shows.
        """
        wanted = frozenset().union(*self.alternatives)
        return frozenset(name for name in wanted if self._is_present(name, request, query))

    def is_satisfied(self, present: frozenset[str]) -> bool:
        """Tell whether any alternative is met."""
        return not self.alternatives or any(needed <= present for needed in self.alternatives)

    def _is_present(self, name: str, request: requests.PreparedRequest, query: list[Pair]) -> bool:
        scheme = self._schemes.get(name, {})
        kind = scheme.get("type")
        if kind == "apiKey":
            return bool(_api_key(scheme, request, query))
        if kind not in {"http", "oauth2", "openIdConnect"}:
            return True
        method, _, token = (header_text(request.headers, "Authorization") or "").partition(" ")
        if kind == "http":
            return bool(token.strip()) and method.lower() == str(scheme.get("scheme", "")).lower()
        return bool(token.strip()) or any(pair.name == TOKEN_PARAMETER for pair in query)

    def message(self) -> str:
        """Return what is asked for, for a reader."""
        texts = [" and ".join(map(self._describe, sorted(needed))) for needed in self.alternatives]
        return f"needs one of: {', '.join(texts)}" if len(texts) > 1 else f"needs {texts[0]}"

    def _describe(self, name: str) -> str:
        scheme = self._schemes.get(name, {})
        kind = scheme.get("type")
        if kind == "apiKey":
            return f"{name} ({scheme.get('in')} {scheme.get('name')})"
        if kind == "http":
            return f"{name} (header Authorization: {str(scheme.get('scheme', '')).capitalize()} …)"
        if kind == "mutualTLS":
            return f"{name} (a client certificate)"
        return f"{name} (header Authorization: Bearer …)"


def _api_key(scheme: dict[str, Any], request: requests.PreparedRequest, query: list[Pair]) -> str:
    name = str(scheme.get("name", ""))
    if scheme.get("in") == "header":
        return header_text(request.headers, name) or ""
    pairs = query
    if scheme.get("in") == "cookie":
        pairs = cookie_pairs(header_text(request.headers, "Cookie") or "")
    return next((pair.value for pair in pairs if pair.name == name), "")
