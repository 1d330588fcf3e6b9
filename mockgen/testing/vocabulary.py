"""Faker, its vocabulary, and makers of plain text.

Faker is imported at the first need: it takes a tenth of a second.
"""

from __future__ import annotations

import functools
import threading
from typing import Any

from mockgen.testing.place import Place
from mockgen.testing.randomness import Random

HEX = "0123456789abcdef"
LOWER = "abcdefghijklmnopqrstuvwxyz"
ALNUM = LOWER + "0123456789"
DOMAINS = ("example.com", "example.org", "example.net")

_faker_lock = threading.Lock()


@functools.cache
def _faker() -> tuple[Any, Random]:
    """Return the one Faker of the process, and the randomness that it draws from."""
    from faker.factory import Factory

    # Weighted choices cost ten times as much, and no test depends on how common a name is.
    generator = Factory.create("en_US", use_weighting=False)
    randomness = Random()
    generator.random = randomness
    return generator, randomness


def from_faker(place: Place, provider: str, **options: Any) -> Any:
    """Return what a provider of Faker gives for this place."""
    with _faker_lock:  # another thread must not reseed it in the middle of a draw
        generator, randomness = _faker()
        randomness.state = place.bits()
        return getattr(generator, provider)(**options)


@functools.cache
def _vocabulary() -> tuple[str, ...]:
    """Return Faker's English words that read well alone."""
    from faker.providers.lorem.en_US import Provider

    return tuple(
        sorted(
            {
                word
                for word in Provider.word_list
                if word.isascii() and word.islower() and 3 < len(word) < 10
            }
        )
    )


def characters(place: Place, alphabet: str, length: int) -> str:
    """Return `length` random characters of an alphabet of at most 64."""
    size = len(alphabet)
    found: list[str] = []
    while len(found) < length:
        bits = place.bits()
        for _ in range(min(8, length - len(found))):
            bits, index = divmod(bits, size)
            found.append(alphabet[index])
    return "".join(found)


def word(fake: Place) -> str:
    """One lower-case English word."""
    return fake.choose(_vocabulary())


def words(fake: Place) -> str:
    """Three lower-case English words."""
    return f"{word(fake)} {word(fake)} {word(fake)}"


def sentence(fake: Place) -> str:
    """A short sentence."""
    return " ".join([word(fake) for _ in range(4 + fake.below(4))]).capitalize() + "."


def paragraph(fake: Place) -> str:
    """Three short sentences."""
    return " ".join([sentence(fake) for _ in range(3)])


def title(fake: Place) -> str:
    """A heading of a few words."""
    return words(fake).title()


def slug(fake: Place) -> str:
    """Words that may stand in a URL."""
    return f"{word(fake)}-{word(fake)}"


def label(fake: Place) -> str:
    """A short name of a thing."""
    return f"{word(fake)} {word(fake)}".capitalize()
