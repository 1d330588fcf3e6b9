"""How the tests of this process ended so far: a mock adds no failure of its own to one that is told already."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Tally:
    """How many tests failed and how many were skipped."""

    failed: int = 0
    skipped: int = 0


_state = {"tally": Tally()}


def note(kind: str) -> None:
    """Count a test that `failed` or was `skipped`; the pytest plugin calls this."""
    tally = _state["tally"]
    _state["tally"] = dataclasses.replace(tally, **{kind: getattr(tally, kind) + 1})


def tally() -> Tally:
    """Return how tests ended so far."""
    return _state["tally"]


def since(before: Tally) -> Tally:
    """Return what failed and what was skipped since then: in one test, or in all that share a mock."""
    now = tally()
    return Tally(now.failed - before.failed, now.skipped - before.skipped)
