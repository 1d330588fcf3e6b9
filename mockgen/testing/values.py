"""`Values`: what a generated factory draws from; every value is seeded by its path.

A factory is a function of a `Values`, and so is everything that it names: a *maker*. A maker draws
from the `Values` it is given, which stands for one place in the document that is being made. Each
property, item and variant is a place of its own, with a state mixed from its parent's state and
its own name or index: a new property in the spec moves no other value.

How much is shown is a function of depth alone, so that a value stays a few kilobytes and recursion
ends: optional objects and arrays are shown as properties of the root, optional scalars one property
deeper. Overrides bring up what is not shown.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FunctionType
from typing import Any, ClassVar, TypeAlias

from mockgen.testing import formats, vocabulary
from mockgen.testing.coherence import Coherence
from mockgen.testing.makers import Makers
from mockgen.testing.place import (
    ABSENT,
    BUDGET,
    DEEPEST_COMPOSITE,
    DEEPEST_SCALAR,
    JSON,
    PART,
    PROPERTY,
    UNSET,
    Place,
    UnknownField,
    UnknownVariant,
    UnsatisfiableSchema,
    WrongVariant,
)
from mockgen.testing.randomness import mixed
from mockgen.testing.ruled import Ruled
from mockgen.testing.scalars import Scalars

__all__ = ["ABSENT", "JSON", "Maker", "UnknownField", "UnknownVariant", "UnsatisfiableSchema", "Values"]

Maker: TypeAlias = Callable[["Values"], JSON]
"""Draws one value from a `Values`; every generated factory is one."""

_ENDLESS = 40  # required properties that go on to this depth have no end
_SEVERAL = 2  # deepest array with more than one item of its own accord
_MORE = 5  # levels that a form may show beyond the usual depth, so as not to hold anything empty
_SHALLOW = 8  # draws of `checked` that show no more than usual
_TRIES = 60  # draws of `checked`, and of an array for each item that is to differ
_LEAST_TRIES = 3  # draws of `checked` once the document's budget is spent
_ODD: tuple[JSON, ...] = (False, 0, "", {}, [])  # one of them is of another type than any schema asks for


class Optional:
    """A maker that leaves a property out where it is not shown, or where it has no value."""

    __slots__ = ("_maker",)
    _declining: ClassVar[set[Maker]] = set()
    """Factories that make nothing so deep: they decline before they draw, so that they do always."""

    def __init__(self, maker: Maker):
        self._maker = maker

    def is_hidden(self, place: Values, depth: int) -> bool:
        """Tell whether nothing is made of it, whatever its place draws.

        Args:
            place: that of the property, or of the object that it is one of.
            depth: that of the property.
        """
        if place._minimal or depth > DEEPEST_SCALAR:
            return True
        return depth > DEEPEST_COMPOSITE and self._maker in self._declining

    def __call__(self, fake: Values) -> JSON:
        """Return what the maker makes, or ABSENT."""
        maker = self._maker
        if fake._override is not UNSET:
            return maker(fake)
        if self.is_hidden(fake, fake._depth) or (fake._sparse and mixed(fake._seed) & 1):
            return ABSENT
        fake._fallback = ABSENT
        try:
            value = maker(fake)
        except UnsatisfiableSchema:
            return ABSENT
        if value is ABSENT and fake._depth > DEEPEST_COMPOSITE and is_factory(maker):
            self._declining.add(maker)
        return value


def is_factory(maker: Maker) -> bool:
    """Tell whether a maker is a function of a module: all that it does follows from the place."""
    return isinstance(maker, FunctionType) and maker.__closure__ is None


class Values(Place, Makers, Scalars, Ruled, Coherence):
    """A place in a document that is being made, and the makers of what may stand there.

    Attributes named after kinds of value (`fake.uuid`, `fake.email`) are makers; methods that take
    arguments (`fake.integer(1, 10)`) return makers.
    """

    __slots__ = ()

    def draw(self, maker: Maker, *path: str | int) -> JSON:
        """Return what `maker` makes as a document of its own.

        Args:
            maker: a factory, or any other maker.
            path: sets this document's values apart from those of others (an operation, a status).

        Raises:
            UnsatisfiableSchema: no value satisfies the schema that the maker stands for.
        """
        place = self
        for step in path:
            place = place._child(step, 0)
            place._parent = None
            place._budget = [BUDGET]
        return maker(place)

    # -- objects ----------------------------------------------------------------------------------

    def object(self, overrides: Mapping[str, Any], /, **properties: Maker) -> JSON:
        """Return an object of these properties, in this order; overrides replace them, deeply.

        Raises:
            UnknownField: an override is no property of the object.
        """
        return self._object(overrides, properties, closed=True)

    def open_object(self, overrides: Mapping[str, Any], /, **properties: Maker) -> JSON:
        """Return an object of these properties; overrides may add others."""
        return self._object(overrides, properties, closed=False)

    def arguments(self, /, **arguments: Maker) -> dict[str, JSON]:
        """Return the arguments of a call; each is made as if it stood alone."""
        made = {name: maker(self._child(name, 0)) for name, maker in arguments.items()}
        return {name: value for name, value in made.items() if value is not ABSENT}

    def _object(self, overrides: Mapping[str, Any], properties: Mapping[str, Maker], closed: bool) -> JSON:
        given = self._taken(Mapping)
        if given is None and not overrides and self._declines():
            return self._fallback
        if self._depth > _ENDLESS:
            raise UnsatisfiableSchema("required properties go on without end", self.path)
        changes = {**(given or {}), **overrides}
        unknown = changes.keys() - properties.keys() if closed else ()
        if unknown:
            raise UnknownField(min(unknown), properties, self.path)
        made: dict[str, JSON] = {}
        self._made = made, properties, changes
        depth = self._depth + PROPERTY
        for name, maker in properties.items():
            if name in made:  # a sibling has asked for it
                continue
            if type(maker) is Optional and name not in changes and maker.is_hidden(self, depth):
                made[name] = ABSENT
            else:
                made[name] = self._property(name, maker, changes)
        shown = {name: made[name] for name in properties if made[name] is not ABSENT}
        shown.update((name, value) for name, value in changes.items() if name not in properties and value is not ABSENT)
        return shown

    def checked_object(self, check: Any, overrides: Mapping[str, Any], /, **properties: Maker) -> JSON:
        """Return an object of these properties, drawn until it satisfies the schema `check`."""

        def make(fake: Values) -> JSON:
            return fake._object(overrides, properties, closed=False)

        return self.checked(check, make)(self)

    def mapping(self, maker: Maker, lo: int = 0, hi: int | None = None, key: Maker | None = None) -> Maker:
        """Return a maker of objects with free keys, `lo` to `hi` of them; `key` makes the keys."""

        def make(fake: Values) -> JSON:
            given = fake._taken(Mapping)
            if given is None and fake._declines():
                return fake._fallback
            changes = given or {}
            size = max(lo, len(changes)) if changes else fake._size(lo, hi)
            keys = [
                *changes,
                *fake._distinct(key or vocabulary.word, size - len(changes), lo, [*changes]),
            ]
            made = {}
            for name in keys:
                place = fake._child(name, PROPERTY)
                made[name] = place._overridden(maker, changes[name]) if name in changes else maker(place)
            return _shown(made)

        return make

    def make(self, maker: Maker, /) -> JSON:
        """Return what `maker` makes here: for factories of a plain value."""
        return maker(self)

    def given(self, overrides: Mapping[str, Any], maker: Maker, /) -> JSON:
        """Return what `maker` makes here with `overrides` merged in, for what is no plain `object`.

        Raises:
            TypeError: `maker` makes nothing that has fields.
        """
        if not overrides:
            return maker(self)
        inherited = self._override if isinstance(self._override, Mapping) else {}
        self._override = {**inherited, **overrides}
        value = maker(self)
        if self._override is not UNSET:
            raise UnknownField(next(iter(overrides)), (), self.path)
        return value

    # -- arrays -----------------------------------------------------------------------------------

    def array(self, maker: Maker, lo: int = 0, hi: int | None = None) -> Maker:
        """Return a maker of arrays of `lo` to `hi` items; overrides are items or their number."""

        def make(fake: Values) -> JSON:
            given = fake._taken(list, tuple, int)
            if given is None and fake._declines():
                return fake._fallback
            if isinstance(given, (list, tuple)):
                return fake._items([maker] * len(given), given)
            size = fake._size(lo, hi) if given is None else given
            return [maker(fake._item(index)) for index in range(size)]

        return make

    def unique_array(self, maker: Maker, lo: int = 0, hi: int | None = None) -> Maker:
        """Return a maker of arrays whose items all differ (`uniqueItems`).

        The maker raises `UnsatisfiableSchema` where fewer than `lo` different items are found.
        """

        def make(fake: Values) -> JSON:
            given = fake._taken(list, tuple, int)
            if given is None and fake._declines():
                return fake._fallback
            if isinstance(given, (list, tuple)):
                return fake._items([maker] * len(given), given)
            size = fake._size(lo, hi) if given is None else given
            return fake._distinct(maker, size, lo if given is None else given)

        return make

    def tuple_(self, *items: Maker, rest: Maker | None = None, lo: int = 0, hi: int | None = None) -> Maker:
        """Return a maker of arrays, one maker an item (`prefixItems`); `rest` for further ones."""

        def make(fake: Values) -> JSON:
            given = fake._taken(list, tuple)
            if given is None and fake._declines():
                return fake._fallback
            usual = len(items) if hi is None else min(len(items), hi)
            usual = 0 if fake._depth > DEEPEST_COMPOSITE else usual
            size = max(lo, usual) if given is None else len(given)
            all_items = [*items[:size], *[rest or formats.anything] * (size - len(items))]
            return fake._items(all_items, given)

        return make

    def _items(self, items: Sequence[Maker], given: Sequence[Any] | None) -> list[JSON]:
        """Return the value of each maker, with what is `given` for it merged in."""
        places = [self._item(index) for index in range(len(items))]
        if given is None:
            return [maker(place) for maker, place in zip(items, places, strict=True)]
        return [place._overridden(maker, change) for maker, place, change in zip(items, places, given, strict=True)]

    def _size(self, lo: int, hi: int | None) -> int:
        """Return how many items or entries to make of one's own accord."""
        if self._minimal or self._depth > DEEPEST_COMPOSITE:
            return lo
        usual = 1 + self.turn(2) if self._depth <= _SEVERAL else 1
        return max(lo, usual if hi is None else min(usual, hi))

    def _distinct(self, maker: Maker, wanted: int, least: int, taken: Sequence[JSON] = ()) -> list[JSON]:
        """Return up to `wanted` values that differ from each other and from `taken`."""
        seen = {_identity(value) for value in taken}
        made: list[JSON] = []
        for index in range(wanted):
            place = self._item(index)
            for attempt in range(_TRIES // 2 + 2 * wanted):
                value = maker(place._again(attempt))
                if _identity(value) not in seen:
                    break
            else:
                if len(seen) < least:
                    reason = f"{least} different values are required, {len(seen)} were found"
                    raise UnsatisfiableSchema(reason, self.path)
                break
            seen.add(_identity(value))
            made.append(value)
        return made

    # -- choices ----------------------------------------------------------------------------------

    def optional(self, maker: Maker) -> Maker:
        """Return a maker that leaves a property out in the minimal profile, at depth, and where it has no value."""
        return Optional(maker)

    def nullable(self, maker: Maker) -> Maker:
        """Return a maker that gives null only for an object or array that stands too deep."""

        def make(fake: Values) -> JSON:
            if fake._fallback is UNSET:
                fake._fallback = None
            return maker(fake)

        return make

    def one_of(self, /, *variants: Maker, **named: Maker) -> Maker:
        """Return a maker that chooses a variant: by seed, by overrides, at depth the first.

        One that has no value gives way to the next. Where the variants have names, a text as override is one of them;
        for any other `UnknownVariant` is raised.
        """
        names, makers = list(named), [*variants, *named.values()]

        def make(fake: Values) -> JSON:
            if named and isinstance(fake._override, str):
                index = fake._called(names)
                return makers[index](fake._variant(index))
            if fake._override is not UNSET:
                return fake._fitting(makers)
            count = len(makers)
            first = 0 if fake._depth > DEEPEST_COMPOSITE else fake.turn(count)
            failure: Exception | None = None
            for index in (*range(first, count), *range(first)):
                try:
                    return makers[index](fake._variant(index))
                except UnsatisfiableSchema as error:
                    failure = failure or error
            raise failure or WrongVariant

        return make

    def having(self, maker: Maker, /, **fixed: JSON) -> Maker:
        """Return a maker of objects in which some properties have one value: a discriminator's."""

        def make(fake: Values) -> JSON:
            given = fake._override if isinstance(fake._override, Mapping) else {}
            if fake._choosing and any(given.get(name, value) != value for name, value in fixed.items()):
                raise WrongVariant
            return fake.given({name: given.get(name, value) for name, value in fixed.items()}, maker)

        return make

    def as_text(self, maker: Maker) -> Maker:
        """Return a maker of text bodies: a number or a boolean as JSON writes it."""

        def make(fake: Values) -> JSON:
            value = maker(fake)
            return value if isinstance(value, str) else json.dumps(value)

        return make

    def sendable(self, maker: Maker) -> Maker:
        """Return a maker of form bodies: an empty form, list or object in it cannot be sent."""

        def make(fake: Values) -> JSON:
            value = maker(fake)
            for more in range(1, _MORE):
                if not _has_empty(value):
                    break
                place = fake._again(0)
                place._minimal, place._depth = False, fake._depth - more * PROPERTY
                value = maker(place)
            return value

        return make

    def without(self, characters: str, maker: Maker, /, instead: str = "") -> Maker:
        """Return a maker of what a parameter can carry: no text in it holds one of some characters.

        Args:
            characters: what separates the parts of the parameter where it travels, or cannot travel at all.
            maker: of one part, or of the whole.
            instead: what a text may have in their place; without it the value is drawn again. The maker raises
                `UnsatisfiableSchema` when no draw will do.
        """

        def make(fake: Values) -> JSON:
            for place in fake._draws():
                value = maker(place)
                if instead and isinstance(value, str):
                    return value.translate(dict.fromkeys(map(ord, characters), instead))
                if not any(_holds(value, character) for character in characters):
                    return value
            reason = f"a part of it cannot travel with one of {characters!r} in it, and every value found has one"
            raise UnsatisfiableSchema(reason, fake.path)

        return make

    def _variant(self, index: int) -> Values:
        place = self._child(-1 - index, PART)
        place._override, place._fallback = self._override, self._fallback
        return place

    def _called(self, names: Sequence[str]) -> int:
        """Take the override, which names a variant; return its index."""
        if self._override not in names:
            raise WrongVariant if self._choosing else UnknownVariant(self._override, names, self.path)
        index = names.index(self._override)
        self._override = self._fallback = UNSET
        return index

    def _fitting(self, variants: Sequence[Maker]) -> JSON:
        """Return what the first variant makes whose properties and constants the override fits."""
        if not isinstance(self._override, (Mapping, list, tuple)):
            return None  # a scalar replaces the value whole, whatever the variant
        first = self.turn(len(variants))
        order = [first, *(index for index in range(len(variants)) if index != first)]
        failures: list[Exception] = []
        for strictly in (True,) if self._choosing else (True, False):
            failures = []
            for index in order:
                place = self._variant(index)
                place._choosing = strictly
                try:
                    value = variants[index](place)
                except (UnknownField, UnknownVariant, UnsatisfiableSchema, WrongVariant) as error:
                    failures.append(error)
                    continue
                if place._override is UNSET or not strictly:
                    self._override = place._override
                    return value
        raise _of_all(failures)

    def pick(self, *values: JSON) -> Maker:
        """Return a maker that chooses one of the values."""

        def make(fake: Values) -> JSON:
            fake.must_be(values)
            value = values[fake.turn(len(values))]
            return copy.deepcopy(value) if isinstance(value, (dict, list)) else value

        return make

    def constant(self, value: JSON) -> Maker:
        """Return a maker of this value."""
        return self.pick(value)

    # -- validity ---------------------------------------------------------------------------------

    def checked(self, schema: Any, maker: Maker, apart: Sequence[str] = ()) -> Maker:
        """Return a maker that draws until the value satisfies `schema`.

        For keywords that no maker fulfils by construction (`not`, `if`, `contains`, a oneOf whose
        branches overlap). What overrides break is the contract's to report: the last draw is
        returned then. The maker raises `UnsatisfiableSchema` when no draw satisfies the schema.

        Args:
            schema: what the judge asks.
            maker: draws.
            apart: properties that tell the branches of a oneOf apart. JSON Schema lets an object
                show what a branch does not declare; only a value that the other branches refuse
                makes it theirs no longer.
        """

        def make(fake: Values) -> JSON:
            value: JSON = UNSET
            failure = UnsatisfiableSchema("no value was found that satisfies the schema", fake.path)
            overridden = fake._override is not UNSET
            for place in fake._draws():
                try:
                    value = maker(place)
                except UnsatisfiableSchema as error:
                    failure = error
                    continue
                if place._override is not UNSET:
                    return value
                found = value if value is ABSENT or fake._satisfies(schema, value) else UNSET
                if found is UNSET and place._attempt > fake._attempt + 1:
                    found = fake._told_apart(schema, value, apart)
                if found is not UNSET:
                    fake._override = UNSET
                    return found
            if not overridden or value is UNSET:
                raise failure
            fake._override = UNSET
            return value

        return make

    def _draws(self) -> Iterator[Values]:
        """Yield this place again and again: as it is, then with the other optional properties, then with some."""
        for attempt in range(_TRIES):
            if attempt:
                self._budget[0] -= 1
            if attempt >= _LEAST_TRIES and self._budget[0] < 0:
                return
            place = self._again(attempt)
            place._nesting = self._nesting + 1
            if attempt > _SHALLOW:
                # What tells branches apart may stand too deep to be shown.
                place._depth = min(place._depth, 1 if self._nesting else 0)
            if attempt:
                place._minimal = attempt == 1 and not self._minimal
            place._sparse = attempt > 1 and attempt % 3 != 0
            yield place

    def _satisfies(self, schema: Any, value: JSON) -> bool:
        return self._is_valid is None or self._is_valid(schema, value)

    def _told_apart(self, schema: Any, value: JSON, apart: Sequence[str]) -> JSON:
        """Return a value that satisfies `schema` by as few of the properties `apart` as do, UNSET where none does."""
        if not isinstance(value, dict) or not apart:
            return UNSET
        for odd in _ODD:
            told = {**value, **{name: odd for name in apart if name not in value}}
            if not self._satisfies(schema, told):
                continue
            for name in apart:
                fewer = {key: entry for key, entry in told.items() if key != name}
                if name not in value and self._satisfies(schema, fewer):
                    told = fewer
            return told
        return UNSET

    def never(self, reason: str) -> Maker:
        """Return a maker that raises `UnsatisfiableSchema`: the schema contradicts itself."""

        def make(fake: Values) -> JSON:
            raise UnsatisfiableSchema(reason, fake.path)

        return make


def _of_all(failures: Sequence[Exception]) -> Exception:
    """Return the first failure of a union's variants; a field that one of them lacks may be like one of another's."""
    first = failures[0] if failures else WrongVariant()
    if not isinstance(first, UnknownField):
        return first
    same = [
        each
        for each in failures
        if isinstance(each, UnknownField) and (each.name, each.path) == (first.name, first.path)
    ]
    return UnknownField(first.name, dict.fromkeys(name for each in same for name in each.known), first.path)


def _shown(made: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return the properties that are not absent."""
    return {name: value for name, value in made.items() if value is not ABSENT}


def _has_empty(value: JSON) -> bool:
    """Tell whether an empty list or object stands anywhere in a value."""
    if isinstance(value, Mapping):
        return not value or any(map(_has_empty, value.values()))
    return isinstance(value, list) and (not value or any(map(_has_empty, value)))


def _holds(value: JSON, character: str) -> bool:
    """Tell whether a part of a value holds a character where it travels; what is nested travels as JSON."""
    if isinstance(value, (Mapping, list)):
        parts = [*value, *value.values()] if isinstance(value, Mapping) else value
        nested = (json.dumps(part) if isinstance(part, (Mapping, list)) else str(part) for part in parts)
        return any(character in part for part in nested)
    return character in str(value)


def _identity(value: JSON) -> Any:
    """Return a hashable, equal for equal JSON (JSON Schema core 4.2.2): 1 is 1.0, not true."""
    if isinstance(value, Mapping):
        return ("object", frozenset((name, _identity(item)) for name, item in value.items()))
    if isinstance(value, (list, tuple)):
        return ("array", *(_identity(item) for item in value))
    return (isinstance(value, bool), value)
