"""Dependency injection: sessions and clients that a mock answers, without any patch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

import requests
from requests.adapters import BaseAdapter

from mockgen.testing.adapters.engine import Engine, answered, as_response
from mockgen.testing.interception import strange


class ClientSettings(TypedDict, total=False):
    """What a client of a mock may be told; see the client's own constructor."""

    base_url: str | None
    server: int | str | None
    server_variables: Mapping[str, str] | None
    auth: Any
    timeout: float | tuple[float, float] | None
    retries: int | None


class EngineAdapter(BaseAdapter):
    """Sends nothing: the mock answers."""

    def __init__(self, engine: Engine):
        super().__init__()
        self._engine = engine

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        """Return the answer.

        Raises:
            UnmockedOperation: the request is not one of the service.
        """
        raw = answered(self._engine, request, timeout)
        if raw is None:
            raise strange(request, [self._engine._name])
        return as_response(request, raw)

    def close(self) -> None:
        """Close nothing: there is no connection."""


def mounted(session: requests.Session, engine: Engine) -> requests.Session:
    """Let a mock answer whatever a session sends; return the session."""
    for scheme in list(session.adapters):
        session.mount(scheme, EngineAdapter(engine))
    return session
