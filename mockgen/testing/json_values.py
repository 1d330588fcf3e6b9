"""Which media types are JSON, and reading JSON as RFC 8259 has it."""

from __future__ import annotations

import json
from typing import Any


def is_json(media_type: str) -> bool:
    """Tell whether a media type is JSON or built on it (RFC 8259, RFC 6839 on `+json`; WHATWG MIME Sniffing, 4.6)."""
    essence = media_type.partition(";")[0].strip().lower()
    return essence in {"application/json", "text/json"} or essence.endswith("+json")


def parse_json(text: str | bytes) -> Any:
    """Return the JSON value in `text`.

    Raises:
        ValueError: it is not JSON (RFC 8259): NaN and infinities are not.
    """
    try:
        return json.loads(text, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON value")
