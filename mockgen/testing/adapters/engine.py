"""What every adapter does with a request: the mock answers it, as it would answer what `responses` intercepts."""

from __future__ import annotations

from typing import Any, Protocol

import requests
import responses
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from mockgen.testing.messages import UnmockedOperation

_BUILDER = HTTPAdapter()


class Engine(Protocol):
    """What an adapter needs of a mock."""

    @property
    def _name(self) -> str:
        """What the service is called."""

    @property
    def _is_active(self) -> bool:
        """Whether the mock has been entered and not been left."""

    def _answer(self, request: requests.PreparedRequest) -> responses.BaseResponse | None:
        """Return what answers a request, None where it is not the service's."""


def answered(engine: Engine, request: requests.PreparedRequest, timeout: Any) -> HTTPResponse | None:
    """Return a mock's answer to a request, None where it is not one of its service.

    Args:
        engine: the mock.
        request: as it would travel; a file in its body is read.
        timeout: how long its sender waits: seconds, a pair (connect, read), or None for ever.

    Raises:
        RequestException: what the test plans in place of an answer.
        ContractViolation: the service would refuse the request.
        UnmockedOperation: the test plans nothing for it, or the mock's block has ended.
    """
    if not engine._is_active:
        raise UnmockedOperation(f"the mock of {engine._name} is not active: it answers in its `with` block alone")
    read = getattr(request.body, "read", None)
    if read is not None:
        request.body = read()
    vars(request)["req_kwargs"] = {"timeout": timeout}
    reply = engine._answer(request)
    raw: HTTPResponse | None = None if reply is None else reply.get_response(request)
    return raw


def as_response(request: requests.PreparedRequest, raw: HTTPResponse) -> requests.Response:
    """Return an answer as `requests` gives it."""
    return _BUILDER.build_response(request, raw)
