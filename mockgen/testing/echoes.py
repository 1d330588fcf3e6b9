"""What a request sent, shown in the answer that was faked for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockgen.testing.place import UNSET
from mockgen.testing.sent import SentValues


def sent_values(echoes: Mapping[str, str], sent: SentValues, kept: Mapping[str, Any], body: Any) -> dict[str, Any]:
    """Return what the request sent, by the place in the answer where it is to show.

    Args:
        echoes: places of the request by places of the answer.
        sent: what the request sent.
        kept: fields of the answer that the test has set; these and all in them stay.
        body: the answer so far; what it does not have is not put into it.
    """
    found = {}
    for place, source in echoes.items():
        value = _source(sent, source)
        if value is not UNSET and at(kept, place) is UNSET and at(body, place) not in (UNSET, value):
            found[place] = value
    return found


def _source(sent: SentValues, source: str) -> Any:
    location, _, place = source.partition(".")
    return at(sent.body, place) if location == "body" else sent.parameter(source)


def at(value: Any, place: str) -> Any:
    """Return what stands at a place, UNSET where nothing does; a plain value on the way stands for all of it."""
    for name in place.split("."):
        if not isinstance(value, Mapping):
            return value
        if name not in value:
            return UNSET
        value = value[name]
    return value


def put(body: Mapping[str, Any], place: str, value: Any) -> dict[str, Any]:
    """Return a copy of an object with a value at a place; what is beside the way is shared."""
    name, _, rest = place.partition(".")
    if not rest:
        return {**body, name: value}
    inner = body.get(name)
    return {**body, name: put(inner if isinstance(inner, Mapping) else {}, rest, value)}


def shown(body: Any, values: Mapping[str, Any], is_allowed: Callable[[Any], bool]) -> Any:
    """Return a body that shows the values; one that the contract does not allow there stays as it is faked."""
    whole = body
    for place, value in values.items():
        whole = put(whole, place, value)
    if is_allowed(whole):
        return whole
    for place, value in values.items():
        tried = put(body, place, value)
        if is_allowed(tried):
            body = tried
    return body


def with_last_page(fields: Mapping[str, Any], last_page: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the overrides of a page after which none comes, unless the test says anything of the pages itself."""
    if not last_page or any(at(fields, place) is not UNSET for place in last_page):
        return fields
    found = dict(fields)
    for place, value in last_page.items():
        found = put(found, place, value)
    return found
