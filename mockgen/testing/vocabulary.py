"""Faker, its vocabulary, and makers of plain text.

Faker is imported at the first need: it takes a tenth of a second.
"""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from mockgen.testing.lexicon import ADJECTIVES, NOUNS, SENTENCES
from mockgen.testing.place import Place
from mockgen.testing.randomness import Random

HEX = "0123456789abcdef"
LOWER = "abcdefghijklmnopqrstuvwxyz"
ALNUM = LOWER + "0123456789"
_VOWEL = re.compile(r"\b([Aa]) ([aeiou])")
DOMAINS = ("example.com", "example.org", "example.net")

ENGLISH = "en_US"

_TRIES = 20  # draws of a text that is not to be too long
_faker_lock = threading.Lock()


@functools.cache
def _faker(locale: str) -> tuple[Any, Random]:
    """Return the one Faker of the process in a locale, and the randomness that it draws from."""
    from faker.factory import Factory

    # Weighted choices cost ten times as much, and no test depends on how common a name is.
    generator = Factory.create(locale, use_weighting=False)
    randomness = Random()
    generator.random = randomness
    return generator, randomness


def from_faker(place: Place, provider: str, **options: Any) -> Any:
    """Return what a provider of Faker gives for this place, in its locale.

    Raises:
        AttributeError: the locale has no such provider.
    """
    return _drawn(place, place._locale, provider, options)


def english(place: Place, provider: str) -> str:
    """Return what a provider of Faker gives in English."""
    return str(_drawn(place, ENGLISH, provider, {}))


def localised(place: Place, provider: str, least: int = 2, most: int = 100) -> str | None:
    """Return what a provider of Faker gives in the place's locale, on one line and of some length.

    None in English, which has makers of its own, and where the locale has no such provider or nothing of that length.
    """
    if place._locale == ENGLISH:
        return None
    for _ in range(_TRIES):
        try:
            text = ", ".join(str(from_faker(place, provider)).split("\n"))
        except AttributeError:
            return None
        if least <= len(text) <= most:
            return text
    return None


def local(place: Place, provider: str, least: int = 2) -> str:
    """Return what a provider of Faker gives in the place's locale, else what it gives in English."""
    return localised(place, provider, least) or english(place, provider)


def _drawn(place: Place, locale: str, provider: str, options: Mapping[str, Any]) -> Any:
    with _faker_lock:  # another thread must not reseed it in the middle of a draw
        generator, randomness = _faker(locale)
        randomness.state = place.bits()
        return getattr(generator, provider)(**options)


@functools.cache
def alpha3(code: str) -> str:
    """Return the three letters of the country whose two letters are given (ISO 3166-1)."""
    from faker.providers.date_time import Provider

    return next((str(each.alpha_3_code) for each in Provider.countries if each.alpha_2_code == code), "USA")


@functools.cache
def names(kind: str) -> tuple[str, ...]:
    """Return Faker's English `first_names` or `last_names`."""
    from faker.providers.person.en_US import Provider

    return tuple(sorted(getattr(Provider, kind)))


@functools.cache
def logins(kind: str) -> tuple[str, ...]:
    """Return the same names in lower case, of letters alone."""
    return tuple("".join(filter(str.isalpha, name.lower())) for name in names(kind))


def characters(place: Place, alphabet: str, length: int) -> str:
    """Return `length` random characters of an alphabet of at most 64."""
    return "".join(_several(place, alphabet, length, 8))


def _several(place: Place, choices: Sequence[str], count: int, share: int) -> list[str]:
    """Return `count` random elements, `share` of each random word: it must leave bits to spare."""
    size = len(choices)
    found: list[str] = []
    while len(found) < count:
        bits = place.bits()
        for _ in range(min(share, count - len(found))):
            bits, index = divmod(bits, size)
            found.append(choices[index])
    return found


def word(fake: Place) -> str:
    """One lower-case English word."""
    return fake.choose(NOUNS)


def words(fake: Place) -> str:
    """Three lower-case English words: two that describe and one that is."""
    first = fake.below(len(ADJECTIVES))
    second = first + 1 + fake.below(len(ADJECTIVES) - 1)
    return f"{ADJECTIVES[first]} {ADJECTIVES[second % len(ADJECTIVES)]} {fake.choose(NOUNS)}"


def sentence(fake: Place) -> str:
    """A short sentence."""
    found = fake.choose(SENTENCES).format(
        *(fake.choose(choices) for choices in (ADJECTIVES, NOUNS, ADJECTIVES, NOUNS)),
    )
    return _VOWEL.sub(r"\1n \2", found)


def paragraph(fake: Place) -> str:
    """Three short sentences."""
    return " ".join([sentence(fake) for _ in range(3)])


def title(fake: Place) -> str:
    """A heading of a few words."""
    return words(fake).title()


def slug(fake: Place) -> str:
    """Words that may stand in a URL."""
    return f"{fake.choose(ADJECTIVES)}-{fake.choose(NOUNS)}"


def label(fake: Place) -> str:
    """A short name of a thing."""
    return f"{fake.choose(ADJECTIVES)} {fake.choose(NOUNS)}".capitalize()


def error_message(fake: Place) -> str:
    """What a service says of a request that it did not serve."""
    return fake.choose(
        (
            "The request could not be completed.",
            "The request is not valid.",
            "There is no such resource.",
            "The resource is in another state.",
            "The request is not allowed.",
        )
    )


def error_code(fake: Place) -> str:
    """A short code of the same."""
    return fake.choose(("invalid_request", "not_found", "conflict", "not_allowed", "limit_exceeded"))
