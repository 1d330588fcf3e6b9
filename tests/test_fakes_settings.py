"""`[…fakes]`: what is wrong with a rule is said before the document is read, with what to do about it."""

from __future__ import annotations

import inspect
from decimal import Decimal
from typing import Any

import pytest
from faker.config import AVAILABLE_LOCALES
from faker.factory import Factory
from hypothesis import given
from hypothesis import strategies as st

from mockgen.faker_names import JAVASCRIPT, LOCALES, MAKERS, OWN, PROVIDERS, Drawn, RefusedError, provider, read_x_faker
from mockgen.fakes import NO_RULES, FakeRules, Given, Level, Pattern, read_fakes
from mockgen.testing.makers import Makers
from mockgen.testing.scalars import Scalars
from mockgen.testing.values import Values

PLACE = "fakes"
KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float, Decimal),
    "boolean": (bool,),
}


def read(value: Any) -> tuple[FakeRules, list[str]]:
    faults: list[str] = []
    rules = read_fakes(
        value, PLACE, "pyproject.toml", lambda message, hint: faults.append("; ".join(filter(None, (message, hint))))
    )
    return rules, faults


def test_every_level_and_every_kind_of_rule() -> None:
    rules, faults = read(
        {
            "locale": "de_DE",
            "operations": {"createCharge": {"card.last4": {"constant": "4242"}}},
            "schemas": {"Currency": {"one_of": ["eur", "usd"]}},
            "fields": {"Charge.url": "url"},
            "formats": {"x-money": {"faker": "pydecimal", "left_digits": 3}},
            "names": {"*_ref": {"pattern": "^R$"}},
        }
    )
    assert faults == []
    assert rules.locale == "de_DE"
    assert [(rule.level, rule.name, rule.how) for rule in rules.rules] == [
        (Level.OPERATION, 'operations."createCharge"."card.last4"', Given(("4242",))),
        (Level.SCHEMA, 'schemas."Currency"', Given(("eur", "usd"))),
        (Level.FIELD, 'fields."Charge.url"', Drawn("url", "string")),
        (Level.FORMAT, 'formats."x-money"', Drawn("pydecimal", "number", True, (("left_digits", 3),))),
        (Level.NAME, 'names."*_ref"', Pattern("^R$")),
    ]


def test_without_the_table_there_are_no_rules() -> None:
    assert read(None) == (NO_RULES, [])


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (3, "[fakes] must be a table"),
        ({"feilds": {}}, "[fakes] has the unknown key feilds; did you mean fields?"),
        ({"fields": 3}, '[fakes."fields"] must be a table'),
        ({"operations": {"a": 3}}, '[fakes.operations."a"] must be a table'),
        ({"locale": "de-DE"}, "fakes.locale must be a locale of Faker, such as de_DE; did you mean de_DE?"),
        ({"locale": 1}, "fakes.locale must be a locale of Faker, such as de_DE"),
        ({"names": {"a": "emial"}}, 'fakes.names."a": there is no maker "emial"; did you mean email?'),
        (
            {"names": {"a": "bothify"}},
            'fakes.names."a": "bothify" is no maker of mockgen; write {faker = "bothify"}',
        ),
        (
            {"names": {"a": {"faker": "botify"}}},
            'fakes.names."a": "botify" is no provider of Faker that a rule may name; did you mean bothify?',
        ),
        (
            {"names": {"a": {"faker": "bothify", "txt": "?"}}},
            'fakes.names."a": "bothify" takes no argument "txt"; did you mean text?',
        ),
        (
            {"names": {"a": {"faker": "bothify", "text": 1}}},
            'fakes.names."a": the argument "text" of "bothify" is not of the type str',
        ),
        (
            {"names": {"a": {"faker": "pystr", "max_chars": 10**9}}},
            'fakes.names."a": the argument "max_chars" of "pystr" is beyond 10000',
        ),
        (
            {"names": {"a": {"faker": "random_int", "min": 3, "max": 2}}},
            'fakes.names."a": the argument "min" of "random_int" is above "max"',
        ),
        (
            {"names": {"a": {"faker": "email", "domain": "x"}}},
            'fakes.names."a": mockgen makes "email" itself, without arguments; leave them out',
        ),
        ({"names": {"a": {"faker": 1}}}, 'fakes.names."a": faker must name a provider; write'),
        ({"names": {"a": 1}}, 'fakes.names."a": this is no rule; write the name of a maker'),
        (
            {"names": {"a": {"constnat": 1}}},
            'fakes.names."a": a rule needs one of faker, pattern, one_of and constant; did you mean constant?',
        ),
        ({"names": {"a": {"constant": 1, "text": 2}}}, 'fakes.names."a": text does not go with constant'),
        ({"names": {"a": {"pattern": "("}}}, 'fakes.names."a": pattern is no regular expression: '),
        ({"names": {"a": {"pattern": 1}}}, 'fakes.names."a": pattern is no regular expression: '),
        ({"names": {"a": {"one_of": []}}}, 'fakes.names."a": one_of must be a list of values'),
        ({"names": {"a": {"constant": float("nan")}}}, 'fakes.names."a": constant holds what is no JSON; write'),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(value: Any, fault: str) -> None:
    _, faults = read(value)
    assert len(faults) == 1
    assert faults[0].startswith(fault)


def test_the_makers_that_may_be_named_are_those_that_there_are() -> None:
    there = {name for name in dir(Makers) if not name.startswith("_")} - {"null", "anything"}
    assert set(MAKERS) == there
    assert not set(MAKERS) & {name for name in dir(Scalars) if not name.startswith("_")}
    for name, kind in MAKERS.items():
        assert type(Values(1).draw(getattr(Values, name))) in KINDS[kind], name


def test_the_providers_that_may_be_named_are_those_of_faker() -> None:
    generator = Factory.create("en_US")
    for name, (kind, options) in PROVIDERS.items():
        method = getattr(generator, name)
        assert isinstance(method(), KINDS[kind]), name
        assert set(options) <= set(inspect.signature(method).parameters), name
    assert set(AVAILABLE_LOCALES) >= LOCALES
    assert set(OWN.values()) <= set(MAKERS)
    assert set(JAVASCRIPT.values()) <= {*PROVIDERS, *OWN}


@pytest.mark.parametrize("name", ["date_this_year", "date_time", "past_date", "future_date", "date_of_birth", "json"])
def test_what_changes_with_the_day_or_nests_is_never_asked_of_faker(name: str) -> None:
    assert name not in PROVIDERS


@pytest.mark.parametrize("name", ["email", "company_email", "url", "phone_number", "ipv4", "domain_name", "user_name"])
def test_what_could_reach_somebody_is_made_by_mockgen(name: str) -> None:
    assert not provider(name, {}).is_faker


@pytest.mark.parametrize(
    ("hint", "name", "options"),
    [
        ("company_email", "email", ()),
        ("internet.email", "email", ()),
        ("faker.name.firstName", "first_name", ()),
        ({"bothify": ["??-##"]}, "bothify", (("text", "??-##"),)),
        ({"random_int": {"min": 1, "max": 5}}, "random_int", (("min", 1), ("max", 5))),
        ({"datatype.number": [{"min": 1, "max": 5}]}, "random_int", (("min", 1), ("max", 5))),
    ],
)
def test_a_hint_of_a_document(hint: Any, name: str, options: tuple[Any, ...]) -> None:
    found = read_x_faker(hint)
    assert (found.name, found.options) == (name, options)


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from([*PROVIDERS, *OWN, *JAVASCRIPT, "__class__", "seed_instance", "random", "os.system"])


@given(st.one_of(JSONS, NAMES, st.dictionaries(NAMES, JSONS, max_size=2)))
def test_no_hint_reaches_more_than_the_list(hint: Any) -> None:
    try:
        found = read_x_faker(hint)
    except RefusedError:
        return
    assert found.name in (PROVIDERS if found.is_faker else MAKERS)
    known = PROVIDERS[found.name][1] if found.is_faker else {}
    assert all(key in known and isinstance(value, (str, int, float, bool)) for key, value in found.options)
