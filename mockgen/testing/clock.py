"""Virtual time: what a mocked client waits for is noted, not waited for."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
FAKE_CREDENTIAL = "test-api-key"


class Clock:
    """The clock of one mock.

    Attributes:
        slept: the seconds of each pause that a client made, in order.
        elapsed_s: how far the clock has gone, in seconds.
    """

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.elapsed_s = 0.0

    def sleep(self, seconds: float) -> None:
        """Go forward, and note the pause."""
        self.slept.append(seconds)
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Go forward without a pause of the client."""
        self.elapsed_s += seconds

    def now(self) -> dt.datetime:
        """Return the virtual time of day; a mock's time starts with the year 2026."""
        return START + dt.timedelta(seconds=self.elapsed_s)


class VirtualWorld:
    """What a mocked client gets from outside (see `World` in the package's `transport.py`)."""

    def __init__(self, clock: Clock, base_url: str):
        self._clock = clock
        self._base_url = base_url
        self._keys = 0

    def now(self) -> dt.datetime:
        """Return the virtual time."""
        return self._clock.now()

    def monotonic(self) -> float:
        """Return the virtual seconds."""
        return self._clock.elapsed_s

    def sleep(self, seconds: float) -> None:
        """Note the pause."""
        self._clock.sleep(seconds)

    def jitter(self, seconds: float) -> float:
        """Return the pause without any jitter, so that tests can expect it."""
        return seconds

    def credential(self, name: str, scheme: Any) -> str | tuple[str, str]:
        """Return a credential that anyone sees is none."""
        return ("test-user", FAKE_CREDENTIAL) if type(scheme).__name__ == "Basic" else FAKE_CREDENTIAL

    def base_url(self, service: str) -> str:
        """Return a URL that nobody has."""
        return self._base_url

    def new_key(self) -> str:
        """Return an idempotency key, the same in every run."""
        self._keys += 1
        return str(uuid.UUID(int=self._keys, version=4))
