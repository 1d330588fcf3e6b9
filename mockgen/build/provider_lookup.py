"""What a factory prints for a scalar, and how a name finds its rule."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from mockgen.build import provider_rules as rules
from mockgen.build.provider_rules import Window

Schema: TypeAlias = Mapping[str, Any]
T = TypeVar("T")

_TOKEN = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


@dataclass(frozen=True)
class Provider:
    """A maker as a factory names it: `fake.email`, `fake.integer(1, 10)`.

    Attributes:
        method: attribute of `Values`. Without arguments and `inner` it is the maker itself, else
        it is called. args: positional arguments, literals all. keywords: keyword arguments by
        name, literals or makers. inner: the maker that is passed as first argument, before `args`.
    """

    method: str
    args: tuple[Any, ...] = ()
    keywords: tuple[tuple[str, Any], ...] = ()
    inner: Provider | None = None


@functools.lru_cache(maxsize=65_536)
def tokens(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case: `amountCents` and `AMOUNT_CENTS` alike."""
    return tuple(token.lower() for token in _TOKEN.findall(name))


def is_number(value: Any) -> bool:
    """Tell whether a keyword holds a number; `true` is none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def named(words: tuple[str, ...], names: Mapping[tuple[str, ...], T]) -> T | None:
    """Return what the rules say of a name: the one that most of its last words match."""
    suffixes = (words[start:] for start in range(len(words)))
    return next((names[suffix] for suffix in suffixes if suffix in names), None)


def _by_name(*tables: Mapping[T, tuple[str, ...]]) -> dict[tuple[str, ...], T]:
    return {tuple(name.split()): key for table in tables for key, names in table.items() for name in names}


@functools.cache
def string_names() -> dict[tuple[str, ...], str]:
    """Return the makers of strings by the words of a name."""
    return _by_name(rules.STRING_NAMES)


@functools.cache
def integer_names() -> dict[tuple[str, ...], Window]:
    """Return where integers lie by the words of a name."""
    return _by_name(rules.NUMBER_NAMES, rules.INTEGER_NAMES)


@functools.cache
def decimal_names() -> dict[tuple[str, ...], Window]:
    """Return where numbers with decimals lie by the words of a name."""
    return _by_name(rules.NUMBER_NAMES, rules.DECIMAL_NAMES)
