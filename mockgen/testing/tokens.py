"""The authorization server of a mocked service: tokens for the asking, kept apart from the calls of the service."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import requests
import responses
from urllib3 import HTTPResponse

TOKEN = "(token)"
"""The path of a token request, as the package's `transport.py` names it."""


class Authorization:
    """What a service's client does to get its tokens.

    Attributes:
        requests: the token requests, in order.
    """

    def __init__(self) -> None:
        self.requests: list[requests.PreparedRequest] = []

    @property
    def tokens(self) -> list[str]:
        """The tokens that were given, in order."""
        return [f"test-token-{number}" for number in range(1, len(self.requests) + 1)]

    def give(self, request: requests.PreparedRequest) -> HTTPResponse:
        """Answer a token request (RFC 6749, section 5.1)."""
        self.requests.append(request)
        answer = {"access_token": self.tokens[-1], "token_type": "Bearer", "expires_in": 3600}
        headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
        body = io.BytesIO(json.dumps(answer).encode())
        return HTTPResponse(body=body, status=200, headers=headers, preload_content=False)


class TokenReply(responses.BaseResponse):
    """What `responses` asks for the answer of a token request."""

    def __init__(self, give: Callable[[requests.PreparedRequest], HTTPResponse]):
        super().__init__("POST", "https://localhost/")
        self._give = give

    def get_response(self, request: requests.PreparedRequest) -> HTTPResponse:
        """Return the token."""
        return self._give(request)
