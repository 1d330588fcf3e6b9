"""The parts of a request or an answer that are judged one by one."""

from __future__ import annotations

import dataclasses
from typing import Any

from mockgen.testing.components import Schema

ABSENT: Any = object()


@dataclasses.dataclass(frozen=True)
class Part:
    """One parameter, header or body.

    Attributes:
        place: where it stands, for the reader.
        schema: what it is held against.
        required: it may not be absent.
        value: its JSON value, or `ABSENT`.
    """

    place: str
    schema: Schema
    required: bool
    value: Any


def is_there(part: Part) -> bool:
    """Tell whether a part was sent at all."""
    return part.value is not ABSENT
