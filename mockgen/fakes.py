"""How fakes are made where the project knows better, as `[tool.mockgen.services.NAME.fakes]` declares it.

Read and checked here as far as it can be without the document; `build/rules.py` holds it against that.
"""

from __future__ import annotations

import dataclasses
import enum
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from mockgen.diagnostics import did_you_mean
from mockgen.faker_names import LOCALES, Drawn, RefusedError, maker, provider

ENGLISH = "en_US"
LEVELS = ("operations", "schemas", "fields", "formats", "names")
"""The tables of rules, the strongest first; what a call overrides is stronger than all of them."""
KINDS = ("faker", "pattern", "one_of", "constant")
HOW = 'write the name of a maker, {faker = "NAME"}, {pattern = "REGEX"}, {one_of = [VALUES]} or {constant = VALUE}'

Wrong = Callable[[str, str], None]
"""Notes what is wrong, and what to do about it."""


class Level(enum.IntEnum):
    """How near a rule is to a value; the least is the strongest."""

    OPERATION = 0
    SCHEMA = 1
    FIELD = 2
    FORMAT = 3
    NAME = 4


@dataclasses.dataclass(frozen=True)
class Pattern:
    """Texts that match an ECMA regular expression."""

    regex: str


@dataclasses.dataclass(frozen=True)
class Given:
    """One of some JSON values."""

    values: tuple[Any, ...]


How: TypeAlias = Drawn | Pattern | Given


@dataclasses.dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        level: of its table.
        key: what it speaks of: `Charge.receipt_url`, `*_ref`; of an operation, the place in its bodies.
        how: what makes the value.
        name: what messages call it: `fields."Charge.receipt_url"`.
        operation: operationId or `METHOD /path`, "" at other levels.
    """

    level: Level
    key: str
    how: How
    name: str
    operation: str = ""


@dataclasses.dataclass(frozen=True)
class FakeRules:
    """What a configuration says of the fakes of one service.

    Attributes:
        rules: in the order in which they stand.
        locale: that of Faker: `de_DE`.
        place: the table of the configuration, for messages: `tool.mockgen.services.payments.fakes`.
        file: that of the configuration.
    """

    rules: tuple[Rule, ...] = ()
    locale: str = ENGLISH
    place: str = ""
    file: str = ""


NO_RULES = FakeRules()


def read_fakes(value: Any, place: str, file: str, wrong: Wrong) -> FakeRules:
    """Return the rules of one service.

    Args:
        value: of the key `fakes`, None where it is not there.
        place: the key's full name, for messages.
        file: that of the configuration.
        wrong: told of what is wrong.
    """
    if value is None:
        return NO_RULES
    if not isinstance(value, Mapping):
        wrong(f"[{place}] must be a table", "")
        return NO_RULES
    _known(value, ("locale", *LEVELS), place, wrong)
    rules: list[Rule] = []
    for level, table in zip(Level, LEVELS, strict=True):
        for key, entry in _table(value, table, place, wrong).items():
            if level is Level.OPERATION:
                inner = _table({key: entry}, key, f"{place}.{table}", wrong)
                found = [(field, how, f'{table}."{key}"."{field}"', key) for field, how in inner.items()]
            else:
                found = [(key, entry, f'{table}."{key}"', "")]
            for field, how, name, operation in found:
                made = _how(how, f"{place}.{name}", wrong)
                if made is not None:
                    rules.append(Rule(level, field, made, name, operation))
    return FakeRules(tuple(rules), _locale(value, place, wrong), place, file)


def _table(value: Mapping[str, Any], key: str, place: str, wrong: Wrong) -> Mapping[str, Any]:
    found = value.get(key, {})
    if isinstance(found, Mapping):
        return found
    wrong(f'[{place}."{key}"] must be a table', "")
    return {}


def _locale(value: Mapping[str, Any], place: str, wrong: Wrong) -> str:
    found = value.get("locale", ENGLISH)
    if isinstance(found, str) and found in LOCALES:
        return found
    spelled = str(found).replace("-", "_")
    wrong(f"{place}.locale must be a locale of Faker, such as de_DE", did_you_mean(spelled, sorted(LOCALES)))
    return ENGLISH


def _how(entry: Any, place: str, wrong: Wrong) -> How | None:
    """Return what a rule says; what is wrong is noted, and there is no rule then."""
    try:
        if isinstance(entry, str):
            return maker(entry)
        if not isinstance(entry, Mapping):
            raise RefusedError("this is no rule", HOW)
        kinds = [kind for kind in KINDS if kind in entry]
        if len(kinds) != 1:
            unknown = next(iter(entry), "")
            raise RefusedError("a rule needs one of faker, pattern, one_of and constant", did_you_mean(unknown, KINDS))
        return _of_kind(kinds[0], entry)
    except RefusedError as error:
        wrong(f"{place}: {error.args[0]}", error.args[1])
        return None


def _of_kind(kind: str, entry: Mapping[str, Any]) -> How:
    value, rest = entry[kind], {key: found for key, found in entry.items() if key != kind}
    if kind == "faker":
        if not isinstance(value, str):
            raise RefusedError("faker must name a provider", HOW)
        return provider(value, rest)
    if rest:
        raise RefusedError(f"{next(iter(rest))} does not go with {kind}", "")
    if kind == "pattern":
        return Pattern(_regex(value))
    values = value if kind == "one_of" else [value]
    if not isinstance(values, list) or not values:
        raise RefusedError("one_of must be a list of values", "")
    if not all(map(_is_json, values)):
        raise RefusedError(f"{kind} holds what is no JSON", "write dates and times as text")
    return Given(tuple(values))


def _regex(value: Any) -> str:
    try:
        re.compile(value)
    except (re.error, TypeError) as error:
        raise RefusedError(f"pattern is no regular expression: {error}", "") from None
    return str(value)


def _is_json(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(map(_is_json, value.values()))
    if isinstance(value, list):
        return all(map(_is_json, value))
    return isinstance(value, (str, int, bool)) or (isinstance(value, float) and abs(value) < float("inf"))


def _known(table: Mapping[str, Any], keys: tuple[str, ...], place: str, wrong: Wrong) -> None:
    for key in table:
        if key not in keys:
            wrong(f"[{place}] has the unknown key {key}", did_you_mean(key, keys) or f"known keys: {', '.join(keys)}")
