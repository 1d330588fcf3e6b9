"""Where a service is and how a caller shows who it is: Swagger 2.0's form of it in that of OpenAPI 3.0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockgen.spec.upgrade_ledger import Ledger

Node = Mapping[str, Any]

CALLED = ("https", "http")
"""The transfer protocols that the client speaks; the first is the better one."""
FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}
URLS = ("authorizationUrl", "tokenUrl")


def servers(root: Node, ledger: Ledger, pointer: str = "") -> list[dict[str, Any]]:
    """Return the servers of a document, https first; a relative one where no host is named.

    Args:
        root: `host`, `basePath` and `schemes`.
        ledger: told of what is read otherwise than written.
        pointer: where `schemes` stands, the document or an operation.
    """
    base, host = root.get("basePath"), root.get("host")
    path = "/" + base.strip("/") if isinstance(base, str) and base.strip("/") else ""
    if not isinstance(host, str) or not host.strip():
        return [{"url": path or "/"}]
    _, separator, rest = host.strip().partition("://")
    if separator:
        ledger.lose("a host is named without a scheme; the scheme is left out", "/host")
    named = (rest if separator else host.strip()).rstrip("/")
    return [{"url": f"{scheme}://{named}{path}"} for scheme in schemes(root, ledger, pointer)]


def schemes(root: Node, ledger: Ledger, pointer: str) -> list[str]:
    """Return the transfer protocols in which a host may be called."""
    written = root.get("schemes")
    named = [name.lower() for name in written if isinstance(name, str)] if isinstance(written, list) else []
    found = [scheme for scheme in CALLED if scheme in named]
    if set(named) - set(CALLED):
        ledger.lose("only http and https are called; other schemes are left out", f"{pointer}/schemes")
    if not named:
        ledger.lose("a host is named and no scheme in which it is called; https is taken", "/host")
    return found or ["https"]


def security_scheme(node: Node) -> dict[str, Any]:
    """Return a security scheme; an API key is the same in both versions."""
    kind = node.get("type")
    if kind == "basic":
        return {**node, "type": "http", "scheme": "basic"}
    if kind != "oauth2":
        return dict(node)
    scopes = node.get("scopes")
    flow = {key: node[key] for key in URLS if key in node} | {"scopes": scopes if isinstance(scopes, Mapping) else {}}
    kept = {key: value for key, value in node.items() if key not in (*URLS, "flow", "scopes")}
    name = FLOWS.get(str(node.get("flow")))
    return {**kept, "flows": {name: flow} if name else {}}
