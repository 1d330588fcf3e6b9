"""One delivery of a webhook: what is sent, how it is signed, and what becomes of it on a bad day.

Whoever verifies a signature compares its time with that of the machine, and knows nothing of a mock. So an event is
signed with `time.time()` when it is made, not with the mock's virtual clock: it is fresh if it is delivered at once,
and a test that moves the machine's time (freezegun, time-machine) moves both sides.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from mockgen.testing.signatures import Signature
from mockgen.testing.violations import shown

TOLERANCE_S = 300
"""How old a signature may be for those who follow the schemes: five minutes."""


@dataclasses.dataclass(frozen=True, repr=False)
class Event:
    """A delivery, ready to be sent; every method gives another one, and leaves this one as it is.

    Attributes:
        service: its name: `payments`.
        webhook: its name: `charge_failed`.
        method: the HTTP method.
        body: the payload.
        content: the payload as it is sent, in bytes.
        content_type: of the content, "" where there is none.
        documented: headers that the document declares.
        id: what tells this delivery from others; the same when it is sent again.
        signature: the scheme, None for a service that signs nothing.
        secret: what it is signed with; "" for an event without a signature.
        signed_at: when it was signed, in seconds of Unix time.
        signed_content: what the signature is of.
        encode: gives the content of a body, and its content type.
    """

    service: str
    webhook: str
    method: str
    body: Any
    content: bytes
    content_type: str
    documented: Mapping[str, str]
    id: str
    signature: Signature | None
    secret: str
    signed_at: int
    signed_content: bytes
    encode: Callable[[Any], tuple[bytes, str]] = dataclasses.field(compare=False)

    def __repr__(self) -> str:
        """Return the event on one line, secrets masked."""
        return f"<{self.webhook} {shown(self.body)}>"

    @property
    def headers(self) -> dict[str, str]:
        """All headers that are sent; those of the signature replace what the document says of them."""
        signed = self._signed_headers()
        known = {name.lower() for name in signed}
        plain = {name: value for name, value in self.documented.items() if name.lower() not in known}
        kind = {"Content-Type": self.content_type} if self.content_type else {}
        return {**kind, **plain, **signed}

    def _signed_headers(self) -> dict[str, str]:
        if self.signature is None or not self.secret:
            return {}
        return self.signature.headers(self.signed_content, self.secret, self.signed_at, self.id)

    def deliver(self, client: Any, path: str, /, **extra: Any) -> Any:
        """Send it to a view; return the response.

        Args:
            client: a `django.test.Client`, or what is called like one: an `AsyncClient`, an `APIClient`.
            path: where the view is.
            extra: what else the client's own method takes: `secure=True`, `REMOTE_ADDR="192.0.2.1"`.
        """
        headers = {name: value for name, value in self.headers.items() if name != "Content-Type"}
        send = getattr(client, self.method)
        kind = self.content_type or "application/octet-stream"
        return send(path, data=self.content, content_type=kind, headers=headers, **extra)

    # -- variants -------------------------------------------------------------------------

    def signed(self, secret: str | None = None, *, at: dt.datetime | float | None = None) -> Event:
        """Return it signed anew.

        Args:
            secret: another secret; None for the one that it has.
            at: when; None for now.

        Raises:
            ValueError: the service signs nothing, or `at` is a time without a zone.
        """
        self._need("signed()")
        return dataclasses.replace(
            self,
            secret=secret or self.secret,
            signed_at=seconds(time.time() if at is None else at),
            signed_content=self.content,
        )

    def unsigned(self) -> Event:
        """Return it without a signature."""
        return dataclasses.replace(self, secret="")

    def forged(self) -> Event:
        """Return it signed by somebody who does not know the secret."""
        self._need("forged()")
        return self.signed(f"{self.secret[:-4]}{'nope' if self.secret[-4:] != 'nope' else 'none'}", at=self.signed_at)

    def tampered(self, **fields: Any) -> Event:
        """Return it with a body that was changed after it was signed.

        Args:
            fields: what was changed; without any, the last value of the body. It is not held against the contract.
        """
        self._need("tampered()")
        body = {**self.body, **fields} if fields else changed(self.body)
        content, content_type = self.encode(body)
        return dataclasses.replace(self, body=body, content=content, content_type=content_type)

    def expired(self, *, tolerance: float = TOLERANCE_S) -> Event:
        """Return it signed so long ago that nobody should take it any more.

        Args:
            tolerance: how old a signature may be, in seconds.

        Raises:
            ValueError: the signature has no time.
        """
        self._need("expired()")
        if self.signature is not None and not self.signature.has_time:
            raise ValueError(f"a {self.signature.name} signature has no time, so no delivery of it expires")
        return self.signed(at=time.time() - tolerance - 1)

    def replayed(self) -> Event:
        """Return it as it is, to be sent once more, byte by byte: only a receiver that remembers can tell."""
        return dataclasses.replace(self)

    def retried(self) -> Event:
        """Return it as the service sends it again for want of an answer: the same id and body, signed now."""
        return self.signed() if self.signature is not None and self.secret else self.replayed()

    def _need(self, what: str) -> None:
        if self.signature is None:
            raise ValueError(
                f"{what} needs to know how the service signs: set `signature` in "
                f"[tool.mockgen.services.{self.service}.webhooks] and generate anew"
            )
        if not self.secret:
            self._unsigned(what)

    def _unsigned(self, what: str) -> NoReturn:
        raise ValueError(f"{what} is of an event with a signature, and this one is unsigned()")


def seconds(moment: dt.datetime | float) -> int:
    """Return a moment in seconds of Unix time.

    Raises:
        ValueError: it has no zone, so that nobody knows when it is.
    """
    if not isinstance(moment, dt.datetime):
        return int(moment)
    if moment.tzinfo is None:
        raise ValueError("a time without a zone is no moment; give it one, as datetime.UTC")
    return int(moment.timestamp())


def changed(value: Any) -> Any:
    """Return a value of which the last part is another."""
    if isinstance(value, dict) and value:
        name = next(reversed(value))
        return {**value, name: changed(value[name])}
    if isinstance(value, list) and value:
        return [*value[:-1], changed(value[-1])]
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    if isinstance(value, bytes):
        return value + b"x"
    return f"{value}x" if isinstance(value, str) else "tampered"
