"""Webhooks that a document does not describe, as a configuration declares them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

JSON = "application/json"


@dataclasses.dataclass(frozen=True)
class DeclaredEvent:
    """One of them.

    Attributes:
        schema: the name of the component that is its payload.
        constants: the values of properties that tell it from others with this schema.
        headers: headers with a fixed value.
    """

    schema: str
    media_type: str = JSON
    constants: Mapping[str, str | int | float | bool] = dataclasses.field(default_factory=dict)
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class DeclaredEvents:
    """All of a service, by name.

    Attributes:
        place: the table of the configuration, for messages: `tool.mockgen.services.payments.webhooks.events`.
        file: that of the configuration.
    """

    events: Mapping[str, DeclaredEvent] = dataclasses.field(default_factory=dict)
    place: str = ""
    file: str = ""


NO_EVENTS = DeclaredEvents()
