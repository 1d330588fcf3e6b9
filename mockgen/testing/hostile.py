"""Hostile answers: valid under the contract, and nothing that the code under test is used to.

A profile is `"hostile"` or one of the cases below; `ALL` is made for `pytest.mark.parametrize`. A hostile answer is a
fake of which one place after the other is changed; each change is held against the contract's schema of its place, and
is not made where that refuses it.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Literal, TypeAlias

from mockgen.testing import extremes
from mockgen.testing.place import ABSENT, JSON, UNSET, Place
from mockgen.testing.randomness import digest, mixed, stepped
from mockgen.testing.undeclared import Shape


class Case(StrEnum):
    """One way in which an answer is hostile."""

    ABSENT = "absent"
    """No optional property is there."""
    PRESENT = "present"
    """Every optional property is there, as deep as fakes go."""
    NULL = "null"
    """Null for each value and list that may be null."""
    HOLLOW = "hollow"
    """Null for each object too: the outermost that may be."""
    EMPTY = "empty"
    """No item, no entry, no character where there need not be any."""
    MANY = "many"
    """As many items and entries as are allowed, or a hundred."""
    LONGEST = "longest"
    """The longest texts that are allowed, or a thousand characters."""
    UNICODE = "unicode"
    """Combining, invisible, right-to-left and astral characters, emoji, odd white space."""
    LARGEST = "largest"
    """The largest numbers of bounds and formats."""
    SMALLEST = "smallest"
    """The smallest numbers, below zero where nothing forbids it."""
    EARLIEST = "earliest"
    """The first dates that Python knows."""
    LATEST = "latest"
    """The last dates that Python knows."""
    UNKNOWN_ENUM = "unknown_enum"
    """A value that no enum lists, as next year's service may send: outside of the contract, so not in `ALL`."""


Profile: TypeAlias = Literal["full", "minimal", "hostile"] | Case

UNKNOWN_ENUM = Case.UNKNOWN_ENUM
ALL: tuple[Case, ...] = tuple(case for case in Case if case is not UNKNOWN_ENUM)
"""Every case that keeps to the contract."""

_SIZE = 200_000  # characters of JSON up to which a list or an object is filled

IsValid: TypeAlias = Callable[[Any, JSON], bool]


def case_of(profile: str, seed: int | str) -> Case | None:
    """Return the case that is the same for all places of an answer; None where each place has its own.

    With the profile `hostile` the first seeds are the cases in their order; any other mixes them.

    Raises:
        ValueError: there is no such profile.
    """
    if profile != "hostile":
        try:
            return Case(profile)
        except ValueError:
            known = ", ".join(["full", "minimal", "hostile", *Case])
            raise ValueError(f"there is no profile {profile!r}; there is {known}") from None
    return ALL[seed] if isinstance(seed, int) and 0 <= seed < len(ALL) else None


def is_hostile(profile: str) -> bool:
    """Tell whether a profile is one of this module."""
    return profile not in ("full", "minimal")


def basis(profile: str, seed: int | str) -> Literal["full", "minimal"]:
    """Return the profile of the fake that is changed."""
    absent = is_hostile(profile) and case_of(profile, seed) is Case.ABSENT
    return "minimal" if profile == "minimal" or absent else "full"


@dataclasses.dataclass(frozen=True)
class Turner:
    """Turns a fake into a hostile answer.

    Attributes:
        case: of all places; None where each has its own by its seed.
        is_valid: judges a value by a schema of the contract.
    """

    case: Case | None
    is_valid: IsValid

    def turn(self, value: JSON, shape: Shape | None, seed: int | str, kept: Any) -> JSON:
        """Return the answer.

        Args:
            value: the fake; returned as it is where the contract refuses it already.
            shape: what the contract says of it.
            seed: chooses where there is a choice.
            kept: the overrides; where they stand nothing is changed.
        """
        return self._turned(value, shape, mixed(digest(seed)), kept or UNSET, is_root=True)

    def _turned(self, value: JSON, shape: Shape | None, state: int, kept: Any, is_root: bool = False) -> JSON:
        if shape is None or not (kept is UNSET or is_part(kept, value)):
            return value
        case = self.case or ALL[mixed(state) % len(ALL)]
        if kept is UNSET or is_root:
            for candidate in candidates(case, value, shape, Place(state), is_root):
                if self._fits(candidate, value, shape):
                    return candidate
        if isinstance(value, dict):
            return self._object(value, shape, state, kept, case)
        if isinstance(value, list):
            items = [
                self._turned(item, shape.item(index), stepped(state, index), part(kept, index))
                for index, item in enumerate(value)
            ]
            return self._together(value, dict(enumerate(items)), shape)
        return value

    def _object(self, value: dict[str, Any], shape: Shape, state: int, kept: Any, case: Case) -> JSON:
        tags = {node["discriminator"]["propertyName"] for node in shape.nodes if "discriminator" in node}
        turned = {}
        for name, item in value.items():
            own = part(kept, name)
            if name in tags:
                continue  # another text would be another variant
            if case is Case.ABSENT and own is UNSET and name not in shape.required:
                turned[name] = ABSENT
            else:
                turned[name] = self._turned(item, shape.property(name), stepped(state, name), own)
        return self._together(value, turned, shape)

    def _together(self, value: Any, turned: Mapping[Any, JSON], shape: Shape) -> JSON:
        """Return an object or a list with those parts changed that its schema allows together."""
        changed = {step: new for step, new in turned.items() if new is ABSENT or new is not value[step]}
        whole = replaced(value, changed)
        if not changed or self._fits(whole, value, shape):
            return whole
        found = value
        for step, new in changed.items():
            one = replaced(found, {step: new})
            if self._fits(one, value, shape):
                found = one
        return found

    def _fits(self, candidate: JSON, value: JSON, shape: Shape) -> bool:
        """Tell whether the schemas that allow a value allow another in its place."""
        if self.case is UNKNOWN_ENUM:
            return True
        told = [schema for schema in shape.roots if self.is_valid(schema, value)]
        return bool(told) and all(self.is_valid(schema, candidate) for schema in told)


def is_part(kept: Any, value: JSON) -> bool:
    """Tell whether an override is merged into an object or a list, and does not replace it."""
    if isinstance(value, dict):
        return isinstance(kept, (Mapping, str))
    return isinstance(value, list) and isinstance(kept, (list, tuple, int)) and not isinstance(kept, bool)


def part(kept: Any, step: str | int) -> Any:
    """Return the part of an override that stands at a property or an item, UNSET where there is none."""
    if isinstance(kept, Mapping):
        return kept.get(step, UNSET)
    if isinstance(kept, (list, tuple)) and isinstance(step, int) and step < len(kept):
        return kept[step]
    return UNSET


def replaced(value: Any, changed: Mapping[Any, JSON]) -> Any:
    """Return an object or a list with some of its parts replaced, or left out."""
    if isinstance(value, dict):
        both = {name: changed.get(name, item) for name, item in value.items()}
        return {name: item for name, item in both.items() if item is not ABSENT}
    return [changed.get(index, item) for index, item in enumerate(value)]


def candidates(case: Case, value: JSON, shape: Shape, place: Place, is_root: bool) -> Iterator[JSON]:
    """Yield what a case may put in the place of a value, what is most hostile first."""
    if case in (Case.NULL, Case.HOLLOW) and value is not None and not is_root:
        if case is Case.HOLLOW or not isinstance(value, dict):
            yield None
    elif isinstance(value, str):
        yield from texts(case, value, shape, place)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        if case in (Case.LARGEST, Case.SMALLEST):
            yield from extremes.numbers(value, shape.nodes, is_high=case is Case.LARGEST)
    elif isinstance(value, list):
        yield from lists(case, value, shape)
    elif isinstance(value, dict) and not shape.names:
        yield from maps(case, value, shape)


def texts(case: Case, value: str, shape: Shape, place: Place) -> Iterator[str]:
    """Yield texts in the place of another."""
    listed = [node for node in shape.nodes if "enum" in node or "const" in node]
    if case is UNKNOWN_ENUM and any(len(node.get("enum", ())) > 1 for node in listed):
        yield f"{value}_unknown"
    if listed:
        return
    if case is Case.LONGEST:
        yield from extremes.long_texts(value, shape.nodes, place)
    elif case is Case.EMPTY:
        yield from extremes.short_texts(value, shape.nodes, place)
    elif case is Case.UNICODE:
        yield from extremes.odd_texts(shape.nodes, place)
    elif case in (Case.EARLIEST, Case.LATEST):
        yield from extremes.times(shape.nodes, is_late=case is Case.LATEST)


def lists(case: Case, value: list[JSON], shape: Shape) -> Iterator[list[JSON]]:
    """Yield lists in the place of another: the shortest, or a long one of copies of its items."""
    if case is Case.EMPTY:
        yield []
        yield from (value[:least] for least in extremes.limits(shape.nodes, "minItems"))
    elif case is Case.MANY and value:
        for most in reversed(extremes.limits(shape.nodes, "maxItems") or [extremes.MANY]):
            size = fitting_size(most, value)
            yield [copy.deepcopy(value[index % len(value)]) for index in range(size)]


def maps(case: Case, value: dict[str, JSON], shape: Shape) -> Iterator[dict[str, JSON]]:
    """Yield objects with free keys in the place of another."""
    if case is Case.EMPTY:
        yield {}
    elif case is Case.MANY and value:
        first, *_ = value
        for most in reversed(extremes.limits(shape.nodes, "maxProperties") or [extremes.MANY]):
            more = range(max(0, fitting_size(most, value) - len(value)))
            yield {**value, **{f"{first}{index}": copy.deepcopy(value[first]) for index in more}}


def fitting_size(most: int, value: Any) -> int:
    """Return how many parts to give a list or an object of `most` at the utmost, so that it stays of a usable size."""
    return max(len(value), min(most, extremes.MOST, _SIZE * len(value) // max(1, len(str(value)))))
