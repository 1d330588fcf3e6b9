"""The authorization server of a mocked service: tokens for the asking, kept apart from the calls of the service."""

from __future__ import annotations

import dataclasses
import io
import json
from collections.abc import Callable, Sequence

import requests
import responses
from urllib3 import HTTPResponse

from mockgen.testing.messages import caller
from mockgen.testing.stubs import Answer

UNAUTHORIZED = 401
CHALLENGE = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
TOKEN = "(token)"
"""The path of a token request, as the package's `transport.py` names it."""


class Authorization:
    """What a service's client does to get its tokens.

    Attributes:
        requests: the token requests, in order.
    """

    def __init__(self, package: str = "") -> None:
        self.requests: list[requests.PreparedRequest] = []
        self._package = package
        self._expiries: list[str] = []

    @property
    def tokens(self) -> list[str]:
        """The tokens that were given, in order."""
        return [f"test-token-{number}" for number in range(1, len(self.requests) + 1)]

    def expires(self) -> None:
        """Let the credential of the next call have run out: it is answered 401, once, whatever is planned for it."""
        self._expiries.append(caller(self._package)[0])

    def has_expired(self) -> bool:
        """Tell whether a call is to be answered 401, and forget about it."""
        if not self._expiries:
            return False
        del self._expiries[0]
        return True

    @property
    def unnoticed(self) -> Sequence[str]:
        """The lines that let a credential run out which no call has used since."""
        return self._expiries

    def give(self, request: requests.PreparedRequest) -> HTTPResponse:
        """Answer a token request (RFC 6749, section 5.1)."""
        self.requests.append(request)
        answer = {"access_token": self.tokens[-1], "token_type": "Bearer", "expires_in": 3600}
        headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
        body = io.BytesIO(json.dumps(answer).encode())
        return HTTPResponse(body=body, status=200, headers=headers, preload_content=False)


def expired(answer: Answer) -> Answer:
    """Return a 401 with its challenge (RFC 6750, section 3), unless it has one of its own."""
    headers = {name.lower() for name in answer.headers}
    return (
        answer
        if "www-authenticate" in headers
        else dataclasses.replace(answer, headers={**answer.headers, **CHALLENGE})
    )


class TokenReply(responses.BaseResponse):
    """What `responses` asks for the answer of a token request."""

    def __init__(self, give: Callable[[requests.PreparedRequest], HTTPResponse]):
        super().__init__("POST", "https://localhost/")
        self._give = give

    def get_response(self, request: requests.PreparedRequest) -> HTTPResponse:
        """Return the token."""
        return self._give(request)
