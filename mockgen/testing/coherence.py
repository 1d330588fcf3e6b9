"""Makers that look at another property of the same object, so that its parts agree.

A maker here draws as the maker in it does, and then holds the value against its siblings. What it makes of it is of the
form that was drawn; where a sibling is absent, null, or no value of the kind that is meant, the draw stands.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any, TypeAlias

from mockgen.testing.formats import EPOCH_2024, SECONDS
from mockgen.testing.place import ABSENT, JSON, UNSET, Place
from mockgen.testing.vocabulary import DOMAINS

PlaceMaker: TypeAlias = Callable[[Any], JSON]
"""A maker of any place: those of unions and nulls ask for a `Values`, which this module does not know."""

_MILLISECONDS = 100_000_000_000  # from here on a number of seconds would lie after the year 5000
_SOON = 30 * 86_400  # a value that was drawn too early is moved to within so many seconds after the other
_LONGEST_LOGIN = 40
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class Coherence:
    """Methods that return makers of what agrees with a sibling; mixed into `Values`."""

    __slots__ = ()

    def later(self, sibling: str, maker: PlaceMaker) -> PlaceMaker:
        """Return a maker of moments not before the sibling's: dates, date-times, Unix seconds or milliseconds."""

        def make(fake: Place) -> JSON:
            value = maker(fake)
            own, other = instant(value), instant(fake.sibling(sibling))
            if own is None or other is None or own >= other:
                return value
            room = int(EPOCH_2024 + SECONDS - 1 - other)  # up to the end of the range that moments are drawn from
            return like_instant(value, other + 1 + fake.below(min(_SOON, room) if room > 0 else _SOON))

        return make

    def at_least(self, sibling: str, maker: PlaceMaker) -> PlaceMaker:
        """Return a maker of numbers that are not below the sibling: those that are take its value."""

        def make(fake: Place) -> JSON:
            value, other = maker(fake), fake.sibling(sibling)
            return other if is_number(value) and is_number(other) and other > value else value

        return make

    def at_most(self, sibling: str, maker: PlaceMaker) -> PlaceMaker:
        """Return a maker of numbers that are not above the sibling: those that are take its value."""

        def make(fake: Place) -> JSON:
            value, other = maker(fake), fake.sibling(sibling)
            return other if is_number(value) and is_number(other) and other < value else value

        return make

    def count_of(self, sibling: str, maker: PlaceMaker, more: str = "") -> PlaceMaker:
        """Return a maker of the number of items in a list; greater where `more` says that others follow."""

        def make(fake: Place) -> JSON:
            value, items = maker(fake), fake.sibling(sibling)
            if not is_number(value) or not isinstance(items, (list, tuple)):
                return value
            follows = more and fake.sibling(more) not in _NOTHING
            return len(items) + (max(1, int(value)) if follows else 0)

        return make

    def is_there(self, sibling: str) -> PlaceMaker:
        """Return a maker of what tells whether there is a next page: whether the sibling leads to one."""

        def make(fake: Place) -> JSON:
            fake.must_be((True, False))
            return fake.sibling(sibling) not in _NOTHING

        return make

    def only_with(self, sibling: str, maker: PlaceMaker, instead: JSON = ABSENT) -> PlaceMaker:
        """Return a maker of what is there unless an override of the sibling says that it is not."""

        def make(fake: Place) -> JSON:
            return instead if fake.given_sibling(sibling) in (False, None) else maker(fake)

        return make

    def only_if(self, sibling: str, values: tuple[str, ...], maker: PlaceMaker, instead: JSON = ABSENT) -> PlaceMaker:
        """Return a maker of what is there only where the sibling is one of some values: why a thing failed."""

        def make(fake: Place) -> JSON:
            return maker(fake) if fake.sibling(sibling) in (*values, ABSENT) else instead

        return make

    def country_of(self, sibling: str, maker: PlaceMaker) -> PlaceMaker:
        """Return a maker of the country whose two letters the sibling begins with: an IBAN."""

        def make(fake: Place) -> JSON:
            value, account = maker(fake), fake.sibling(sibling)
            is_code = isinstance(account, str) and account[:2].isalpha() and account[:2].isupper()
            return account[:2] if is_code and isinstance(value, str) and len(value) == 2 else value

        return make

    def full_name(self, first: str, last: str, maker: PlaceMaker) -> PlaceMaker:
        """Return a maker of the names of people whose first and last name stand beside."""

        def make(fake: Place) -> JSON:
            value, parts = maker(fake), [fake.sibling(first), fake.sibling(last)]
            if not isinstance(value, str) or not all(isinstance(part, str) and part for part in parts):
                return value
            return " ".join(parts)

        return make

    def email_of(self, *siblings: str, maker: PlaceMaker) -> PlaceMaker:
        """Return a maker of the e-mail addresses of those whose name stands beside, whole or in parts."""

        def make(fake: Place) -> JSON:
            value, login = maker(fake), _login(fake, siblings)
            domain = value.rpartition("@")[2] if isinstance(value, str) else ""
            return f"{login}@{domain}" if login and domain in DOMAINS else value

        return make

    def username_of(self, *siblings: str, maker: PlaceMaker) -> PlaceMaker:
        """Return a maker of the logins of those whose name stands beside."""

        def make(fake: Place) -> JSON:
            value = maker(fake)
            return (_login(fake, siblings) or value) if isinstance(value, str) else value

        return make


_NOTHING: tuple[JSON, ...] = (ABSENT, UNSET, None, "", False)


def _login(fake: Place, siblings: tuple[str, ...]) -> str:
    """Return a login made of the names that stand beside, in lower-case ASCII; "" where there is none."""
    parts = [fake.sibling(name) for name in siblings]
    words = [word for part in parts if isinstance(part, str) for word in part.lower().split()]
    login = ".".join(filter(None, (re.sub("[^a-z0-9]", "", word) for word in words)))
    return login if len(login) <= _LONGEST_LOGIN else ""


def is_number(value: JSON) -> bool:
    """Tell whether a JSON value is a number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def instant(value: JSON) -> float | None:
    """Return the moment that a JSON value means, in Unix seconds; None where it means none."""
    if is_number(value):
        return float(value / 1000 if value >= _MILLISECONDS else value)
    if not isinstance(value, str) or not _DATE.match(value):
        return None
    try:
        found = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).timestamp()


def like_instant(value: JSON, moment: float) -> JSON:
    """Return a moment in the form of another value: a date, a date-time in UTC, seconds or milliseconds."""
    if is_number(value):
        return int(moment * 1000) if value >= _MILLISECONDS else int(moment)
    when = dt.datetime.fromtimestamp(moment, dt.UTC)
    return when.date().isoformat() if len(value) == len("2024-01-01") else f"{when.isoformat()[:19]}Z"
