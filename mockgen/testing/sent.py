"""What a request says, by the words of its document: typed values under wire names."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from mockgen.testing.place import UNSET


@dataclasses.dataclass(frozen=True)
class SentValues:
    """The values of one request, each by its parameter's wire name.

    Attributes:
        path: what the path says.
        query: what the query says; what no parameter takes, credentials apart, is a text or a list of texts.
        header: what the headers say, of those that the document declares.
        cookie: what the cookies say.
        body: the body's value; UNSET where there is none, or none that can be read.
    """

    path: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    query: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    header: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    cookie: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    body: Any = UNSET

    def parameter(self, place: str) -> Any:
        """Return the value of a parameter by its place, `path.charge_id`; UNSET where it was not sent."""
        location, _, name = place.partition(".")
        return getattr(self, location).get(name, UNSET)
