"""Schemas are drawn, not values: whatever is satisfiable is satisfied, and no fake is ever invalid."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mockgen.testing import UnsatisfiableSchema

from .in_memory import InMemory, in_memory
from .witnesses import COMPONENT, accepted

PROFILES = ("full", "minimal")
SEEDS = range(3)
drawn = settings(
    max_examples=120,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],  # to shrink a schema takes minutes
    suppress_health_check=list(HealthCheck),
)


def errors(schema: dict[str, Any], value: Any) -> list[str]:
    """Return what a validator that is not ours finds wrong with a value."""
    root = {**schema, "components": {"schemas": {COMPONENT: schema}}}
    validator = jsonschema_rs.Draft202012Validator(root, validate_formats=True)
    return [error.message for error in validator.iter_errors(value)]


def made_of(schema: dict[str, Any]) -> InMemory:
    return in_memory({COMPONENT: schema})


def check(schema: dict[str, Any]) -> None:
    """Hold the fakes of a satisfiable schema against it."""
    package = made_of(schema)
    assert not [said for said in package.warnings if said.startswith(f"no value satisfies the schema '{COMPONENT}'")]
    for profile in PROFILES:
        for seed in SEEDS:
            value = package.fake("make_s", seed, profile)
            assert errors(schema, value) == [], (profile, seed, value)


@drawn
@given(accepted(exotic=False))
def test_what_a_value_satisfies_is_satisfied(drawn: tuple[Any, dict[str, Any]]) -> None:
    check(drawn[1])


@drawn
@given(accepted(exotic=True))
def test_so_are_conditions_and_what_is_not_allowed(drawn: tuple[Any, dict[str, Any]]) -> None:
    check(drawn[1])


@drawn
@given(st.lists(accepted(exotic=True), min_size=2, max_size=2), st.sampled_from(["allOf", "oneOf", "anyOf"]))
def test_what_may_be_unsatisfiable_is_satisfied_or_refused(drawn: list[tuple[Any, dict[str, Any]]], key: str) -> None:
    schema = {key: [each for _, each in drawn]}
    package = made_of(schema)
    for profile in PROFILES:
        for seed in SEEDS:
            try:
                value = package.fake("make_s", seed, profile)
            except UnsatisfiableSchema:
                continue
            assert errors(schema, value) == [], (profile, seed, value)
