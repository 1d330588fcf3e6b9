"""A place in a document that is being made: path, randomness, depth and what overrides it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, Final, Self, TypeAlias, TypeVar

from mockgen.testing.randomness import GAMMA, MASK, digest, mixed, stepped

T = TypeVar("T")

JSON: TypeAlias = Any
"""A value as `json.loads` gives it; `Any`, so that tests may index it."""

Judge: TypeAlias = Callable[[Any, JSON], bool]
"""Tells whether a value satisfies a schema; what a schema is, is the judge's business."""

Path: TypeAlias = tuple[str | int, ...]

Made: TypeAlias = tuple[dict[str, JSON], Mapping[str, Any], Mapping[str, Any]]
"""An object in the making: its properties so far, the makers of all, and what overrides them."""


class Nothing(Enum):
    """Marks for "no value", which no document can hold."""

    ABSENT = "absent"
    UNSET = "unset"

    def __repr__(self) -> str:
        """Return the name, which reads well in a recipe."""
        return self.name


ABSENT: Any = Nothing.ABSENT
"""Overrides a property to leave it out; of no type of its own, so that any property takes it."""
UNSET: Final = Nothing.UNSET

# Depth counts two for a property and one for a variant or for an item of an item. An item of a
# property's array counts less than the array: a list shows its items much as if they stood alone.
PROPERTY: Final = 2
PART: Final = 1
LISTED: Final = -1
BUDGET: Final = 2000
DEEPEST_SCALAR: Final = 5
DEEPEST_COMPOSITE: Final = 3


class UnsatisfiableSchema(Exception):
    """No value satisfies a schema; the message names the contradiction and the path.

    Attributes:
        reason: the contradiction.
        path: where in the document the value would stand.
    """

    def __init__(self, reason: str, path: Path = ()):
        self.reason, self.path = reason, path
        super().__init__(f"{reason} (at {path_text(path)})")


class UnknownField(TypeError):
    """An override names a property that the object does not have.

    Attributes:
        name: the wire name that was given.
        known: those that there are.
        path: the object's place.
    """

    def __init__(self, name: str, known: Iterable[str], path: Path = ()):
        self.name, self.known, self.path = name, tuple(known), path
        super().__init__(f'"{name}" is no field of the object at {path_text(path)}{nearest(name, self.known)}')


class UnknownVariant(TypeError):
    """An override names a variant that the union does not have.

    Attributes:
        name: what was given.
        path: the union's place.
    """

    def __init__(self, name: str, known: Iterable[str], path: Path = ()):
        self.name, self.path = name, path
        names = tuple(known)
        hint = nearest(name, names) or f"; there is {', '.join(names)}"
        super().__init__(f'"{name}" is no variant of the union at {path_text(path)}{hint}')


class WrongVariant(Exception):
    """An override is not the constant that a variant of a union requires."""


def nearest(name: str, known: Sequence[str]) -> str:
    """Return a hint at the known name that is most like one, "" where none is."""
    near = difflib.get_close_matches(name, known, n=1)
    return f'; did you mean "{near[0]}"?' if near else ""


def path_text(path: Path) -> str:
    """Return a path as `$.lines[0].sku`, the root as `$`."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


class Place:
    """A node of the document: all about it follows from the seed and the steps that lead to it."""

    __slots__ = (
        "_attempt",  # number of this draw, for makers that draw again
        "_budget",  # how many draws `checked` may still repeat in the whole document; one list for all its places
        "_choosing",  # whether a variant is looked for that fits an override
        "_depth",
        "_fallback",  # what an object or array that stands too deep is replaced by
        "_is_valid",
        "_locale",  # that of names, addresses, companies, telephone numbers
        "_made",  # of an object in the making: its properties so far, their makers, and what overrides them
        "_minimal",
        "_nesting",  # how many `checked` are at work around here
        "_override",  # replaces the value or is merged into it; UNSET once taken
        "_parent",
        "_seed",
        "_sparse",  # whether each optional property is shown or left out by chance
        "_state",
        "_step",
    )

    def __init__(
        self, seed: int | str = 0, profile: str = "full", is_valid: Judge | None = None, locale: str = "en_US"
    ):
        """Start at the root of a document.

        Args:
            seed: the same seed gives the same values with the same version of Faker, everywhere.
            profile: `"full"` shows optional properties, `"minimal"` leaves them out.
            is_valid: what `checked` asks; without it every draw passes.
            locale: of names, addresses, companies and telephone numbers, as Faker calls it: `de_DE`.
        """
        if profile not in ("full", "minimal"):
            raise ValueError(f'profile must be "full" or "minimal", not {profile!r}')
        self._seed = self._state = mixed(digest(seed))
        self._minimal = profile == "minimal"
        self._is_valid = is_valid
        self._locale = locale
        self._parent: Self | None = None
        self._step: str | int = 0
        self._sparse = False
        self._budget = [BUDGET]
        self._depth = self._attempt = self._nesting = 0
        self._override: Any = UNSET
        self._fallback: Any = UNSET
        self._choosing = False
        self._made: Made | None = None

    # -- where ------------------------------------------------------------------------------------

    def _child(self, step: str | int, weight: int) -> Self:
        """Return the place at `step`, `weight` deeper; a step below zero is a variant."""
        child = self.__class__.__new__(self.__class__)
        seed = (self._seed + self._attempt * GAMMA) & MASK if self._attempt else self._seed
        child._seed = child._state = stepped(seed, step)
        child._minimal = self._minimal
        child._sparse = self._sparse
        child._budget = self._budget
        child._is_valid = self._is_valid
        child._locale = self._locale
        child._parent = self
        child._step = step
        child._depth = self._depth + weight
        child._attempt = 0
        child._nesting = self._nesting
        child._override = child._fallback = UNSET
        child._choosing = self._choosing
        child._made = None
        return child

    def _item(self, index: int) -> Self:
        """Return the place of an item of the array that stands here."""
        return self._child(index, LISTED if isinstance(self._step, str) and self._depth else PART)

    def _again(self, attempt: int) -> Self:
        """Return the same place for another attempt; attempt 0 draws as the place itself."""
        again = self.__class__.__new__(self.__class__)
        for slot in Place.__slots__:
            setattr(again, slot, getattr(self, slot))
        again._attempt = self._attempt + attempt
        again._state = (again._seed + mixed(again._attempt)) & MASK if again._attempt else again._seed
        return again

    @property
    def path(self) -> Path:
        """The steps from the root to here: names of properties and indices of items."""
        steps = []
        place: Place | None = self
        while place is not None and place._parent is not None:
            if isinstance(place._step, str) or place._step >= 0:
                steps.append(place._step)
            place = place._parent
        return tuple(reversed(steps))

    # -- siblings ---------------------------------------------------------------------------------

    def _whole(self) -> Self | None:
        """Return the place of the object that this place is a property of, None where it is none."""
        place = self
        while place._parent is not None and not isinstance(place._step, str) and place._step < 0:
            place = place._parent  # a variant stands where the value does
        return place._parent if isinstance(place._step, str) else None

    def sibling(self, name: str) -> JSON:
        """Return another property of the same object, made now if it was not yet; ABSENT where there is none.

        An object that is drawn again, because it was not valid, sees none: validity comes first.
        """
        whole = self._whole()
        if whole is None or whole._made is None or whole._attempt > 1 or self._sparse:
            return ABSENT
        made, makers, changes = whole._made
        if name not in made and name in makers:
            made[name] = ABSENT  # what looks back at this one sees nothing
            made[name] = whole._property(name, makers[name], changes)
        return made.get(name, ABSENT)

    def given_sibling(self, name: str) -> Any:
        """Return what overrides another property of the same object, UNSET where nothing does."""
        whole = self._whole()
        return UNSET if whole is None or whole._made is None else whole._made[2].get(name, UNSET)

    def _property(self, name: str, maker: Callable[[Self], JSON], changes: Mapping[str, Any]) -> JSON:
        """Return a property of the object that stands here."""
        place = self._child(name, PROPERTY)
        return place._overridden(maker, changes[name]) if name in changes else maker(place)

    # -- randomness -------------------------------------------------------------------------------

    def bits(self) -> int:
        """Return the next 64 random bits."""
        self._state = state = (self._state + GAMMA) & MASK
        return mixed(state)

    def below(self, n: int) -> int:
        """Return the next random integer from 0 to `n` - 1, for `n` of any size from 1."""
        self._state = state = (self._state + GAMMA) & MASK
        width, word = 64, mixed(state)
        while n >> (width - 32):
            width, word = width + 64, (word << 64) | self.bits()
        return (word * n) >> width

    def choose(self, values: Sequence[T]) -> T:
        """Return a random element."""
        return values[self.below(len(values))]

    def turn(self, n: int) -> int:
        """Return this place's own integer from 0 to `n` - 1; `n` attempts go through all."""
        return (mixed(self._seed) + self._attempt) % n

    # -- overrides and depth ----------------------------------------------------------------------

    def _overridden(self, maker: Callable[[Self], JSON], override: Any) -> JSON:
        """Return what `maker` makes with `override` merged into it, or the override itself.

        An object takes a mapping, an array a list of items or their number, a union of objects the
        name of a variant; what the maker does not take replaces its value whole.
        """
        if override is ABSENT:
            return ABSENT
        merges = isinstance(override, (Mapping, list, tuple, int, str)) and not isinstance(override, bool)
        if not merges and not self._choosing:
            return override
        self._override = override
        try:
            value = maker(self)
        except UnsatisfiableSchema:
            if isinstance(override, str) and not self._choosing:
                return override
            raise
        return value if self._override is UNSET else override

    def _taken(self, *kinds: type) -> Any:
        """Take the override, if it is of one of these kinds; else return None."""
        given = self._override
        if given is UNSET or isinstance(given, bool) or not isinstance(given, kinds):
            return None
        self._override = UNSET
        return given

    def _declines(self) -> bool:
        """Tell whether an object or array is not made: it stands too deep, or is replaced whole."""
        if self._override is not UNSET:
            return True
        return self._fallback is not UNSET and self._depth > DEEPEST_COMPOSITE

    def must_be(self, values: Sequence[JSON]) -> None:
        """Refuse a variant whose constant the override contradicts."""
        if self._choosing and self._override is not UNSET and self._override not in values:
            raise WrongVariant
