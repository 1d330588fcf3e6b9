"""Media types: how a body of each is written and read."""

from __future__ import annotations

import enum
from collections.abc import Sequence

from mockgen.spec.document import MediaType, is_json


class MediaKind(enum.Enum):
    """How a body travels; `rank` is the client's preference, least first."""

    JSON = "json"
    FORM = "form"
    MULTIPART = "multipart"
    STREAM = "lines"
    TEXT = "text"
    BINARY = "binary"
    NONE = "none"

    @property
    def rank(self) -> int:
        """The place in the order of preference."""
        return RANKS[self]


RANKS = {kind: rank for rank, kind in enumerate(MediaKind)}
FORMS = (MediaKind.FORM, MediaKind.MULTIPART)


def media_kind(media: MediaType) -> MediaKind:
    """Return how a body of a media type travels."""
    return MediaKind.STREAM if media.framing else kind_of(media.essence)


def kind_of(essence: str) -> MediaKind:
    """Return how a media type without parameters travels (RFC 6838, RFC 6839 on suffixes)."""
    if is_json(essence) or essence in ("*/*", "application/*"):
        return MediaKind.JSON
    if essence == "application/x-www-form-urlencoded":
        return MediaKind.FORM
    if essence.startswith("multipart/"):
        return MediaKind.MULTIPART
    if essence.startswith("text/") and essence != "text/xml":
        return MediaKind.TEXT
    return MediaKind.BINARY


def preferred(content: Sequence[MediaType]) -> MediaType:
    """Return the media type that a client sends: JSON before forms, those before the rest; the first of equals."""
    return min(content, key=lambda media: (*preference(media), "*" in media.essence))


def preference(media: MediaType) -> tuple[int, bool]:
    """Return the place of a media type in the order of preference, least first; of JSON's, the old one comes last."""
    return media_kind(media).rank, media.essence == "text/json"


def sent_as(media: MediaType) -> str:
    """Return the `Content-Type` that is sent for a media type or a range of them."""
    essence = media.essence
    if "*" not in essence:
        return media.name
    if essence in ("*", "*/*", "application/*"):
        return "application/json"
    return "text/plain" if essence == "text/*" else essence.replace("*", "octet-stream")
