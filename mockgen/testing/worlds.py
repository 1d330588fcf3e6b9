"""Which world a generated client lives in: that of the newest mock of its service, the real one where there is none."""

from __future__ import annotations

import dataclasses
import threading
from types import ModuleType
from typing import Any


@dataclasses.dataclass
class _Worlds:
    """Of one package's `transport`: the one that was there before any mock, and those of its mocks by their owners."""

    real: Any
    mocked: dict[int, Any] = dataclasses.field(default_factory=dict)


_lock = threading.RLock()
_known: dict[ModuleType, _Worlds] = {}


def enter(transport: ModuleType, owner: object, world: object) -> None:
    """Put a world in place for as long as its owner does not leave and none newer comes."""
    with _lock:
        worlds = _known.setdefault(transport, _Worlds(transport.world))
        worlds.mocked[id(owner)] = transport.world = world  # type: ignore[attr-defined]


def leave(transport: ModuleType, owner: object) -> None:
    """Take an owner's world away, whether or not it is the newest."""
    with _lock:
        worlds = _known.get(transport)
        if worlds is None or worlds.mocked.pop(id(owner), None) is None:
            return
        transport.world = next(reversed(worlds.mocked.values()), worlds.real)  # type: ignore[attr-defined]
        if not worlds.mocked:
            del _known[transport]
