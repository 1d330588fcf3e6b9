"""Whether the running test has failed already: a mock then adds no failure of its own."""

from __future__ import annotations

_state = {"failed": False}


def note(failed: bool) -> None:
    """Note how the running test stands; the pytest plugin calls this."""
    _state["failed"] = failed


def failed() -> bool:
    """Tell whether the running test has failed."""
    return _state["failed"]
