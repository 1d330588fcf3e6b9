"""Objects changed field by field, as far as something allows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any


def merged(value: Any, change: Any) -> Any:
    """Return a value with a change, made deeply where both are objects."""
    if not isinstance(value, Mapping) or not isinstance(change, Mapping):
        return change
    return {**value, **{name: merged(value.get(name), part) for name, part in change.items()}}


def overlaid(value: Mapping[str, Any], fields: Mapping[str, Any], allows: Callable[[Any], bool]) -> dict[str, Any]:
    """Return an object with these fields, all of them if that is allowed, else those that are.

    A null that is not allowed takes the field away where that is.
    """
    whole = {**value, **fields}
    if allows(whole):
        return whole
    found = dict(value)
    for name, part in fields.items():
        tried = {**found, name: part}
        if allows(tried):
            found = tried
        elif part is None:
            found = without(found, [name], allows)
    return found


def without(value: Mapping[str, Any], names: Iterable[str], allows: Callable[[Any], bool]) -> dict[str, Any]:
    """Return an object without these fields, where that is allowed."""
    found = dict(value)
    for name in names:
        tried = {each: part for each, part in found.items() if each != name}
        if name in found and allows(tried):
            found = tried
    return found
