"""requests-mock: the mock answers the service's URLs beside whatever else a `Mocker` has registered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import requests

from mockgen.testing.adapters.engine import Engine, answered, as_response


class Matching(Protocol):
    """A `requests_mock.Mocker`, the fixture of that name, or a `requests_mock.Adapter`."""

    @property
    def add_matcher(self) -> Callable[[Any], Any]:
        """Registers what answers a request or gives None."""


class EngineMatcher:
    """A matcher of requests-mock that a mock answers; once the mock's block has ended, it matches nothing."""

    def __init__(self, engine: Engine):
        self._engine = engine

    def __call__(self, sent: Any) -> requests.Response | None:
        """Return the answer, None where the request is not one of the service."""
        if not self._engine._is_active:
            return None
        request = sent._request  # the wrapper around it gives URLs in lower case
        raw = answered(self._engine, request, sent.timeout)
        return None if raw is None else as_response(request, raw)

    def reset(self) -> None:
        """Keep the mock's plans and calls where a mocker forgets its history."""
