"""Schemas that no value satisfies: each contradiction is found and named, and nothing else is taken for one."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_resolve import ref, resolved, thing

from mockgen.build.containment import Containment
from mockgen.build.findings import reason
from mockgen.build.shapes import Reducer

CLOSED = {"type": "object", "additionalProperties": False}
TEXT = {"type": "string"}
PLAIN: list[dict[str, Any]] = [
    {},
    TEXT,
    {"type": "string", "minLength": 2},
    {"type": "string", "maxLength": 1},
    {"type": ["string", "null"]},
    {"type": "integer"},
    {"type": "integer", "minimum": 0},
    {"type": "number", "exclusiveMinimum": 0},
    {"type": "number", "multipleOf": 0.5},
    {"minimum": 1},
    {"enum": ["a", 1, None]},
    {"const": True},
    {"const": 1},
    {"not": TEXT},
    {"anyOf": [TEXT, {"type": "integer", "maximum": 3}]},
    {"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 2}]},
]
VALUES: list[Any] = [None, True, False, 0, 1, 1.0, 2, 3, 0.5, 1.25, -1, "", "a", "abc"]


def why(schema: dict[str, Any], **others: dict[str, Any]) -> str:
    """Return why no value satisfies a schema, "" where one may."""
    model = resolved(S=schema, **others)
    found = model.definitions["S"]
    return reason(found.shape, model.definitions) if found.height is None else ""


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"type": "array", "minItems": 3, "maxItems": 2}, "minItems 3 is above maxItems 2"),
        ({"type": "string", "minLength": 64, "format": "uuid"}, "minLength 64 is above the 36 characters"),
        ({"type": "integer", "minimum": 0.2, "maximum": 0.8}, "no integer satisfies minimum 0.2, maximum 0.8"),
        ({"type": "number", "minimum": 1, "maximum": 4, "multipleOf": 5}, "multipleOf 5"),
        ({"type": "integer", "enum": ["10"]}, "no value of its enum"),
        ({"type": "string", "const": "ab", "pattern": "^x"}, "no value of its enum"),
        ({"enum": [3, 5], "multipleOf": 2}, "no value of its enum"),
        ({"const": 1, "enum": [True]}, "its const is not in its enum"),
        ({"type": "array", "items": {"not": {}}, "minItems": 1}, "its items have no value"),
        ({"type": "array", "items": {"type": "boolean"}, "uniqueItems": True, "minItems": 3}, "only 2 values"),
        ({"type": "array", "maxItems": 0, "contains": {}}, "minItems 1 is above maxItems 0"),
        ({"type": "array", "items": TEXT, "contains": {"type": "null"}}, "must contain an item that cannot be"),
        ({"type": "array", "contains": {}, "minContains": 2, "maxContains": 1}, "minContains 2 is above maxContains 1"),
        (
            {"type": "array", "uniqueItems": True, "contains": {"const": 1}, "minContains": 2},
            "only 1 of the kind",
        ),
        ({"type": "object", "required": ["a"], "not": {"required": ["a"]}}, "refuses whatever the rest allows"),
        ({"type": "object", "required": ["ab"], "propertyNames": {"maxLength": 1}}, "its propertyNames refuse"),
        (
            {**CLOSED, "properties": {"a": {}}, "required": ["a"], "dependentRequired": {"a": ["b"]}},
            "requires 'b', which",
        ),
        ({**CLOSED, "properties": {"a": {}}, "minProperties": 2}, "only 1 properties are possible"),
        ({**thing(a={}, b={}), "maxProperties": 1}, "requires 2 properties, and maxProperties is 1"),
        ({"type": "string", "not": {"type": "string"}}, "its `not` refuses"),
        ({"enum": [1, 2], "not": {"enum": [1, 2, 3]}}, "its `not` refuses"),
        ({"oneOf": [TEXT, TEXT]}, "exactly one branch of its oneOf"),
        ({"oneOf": [{**TEXT, "title": "A"}, {**TEXT, "title": "B"}]}, "exactly one branch of its oneOf"),
        ({"oneOf": [thing(a=TEXT), thing(a=TEXT)]}, "exactly one branch of its oneOf"),
        ({"oneOf": [ref("One"), ref("Other")]}, "exactly one branch of its oneOf"),
        ({"oneOf": [{**CLOSED, "allOf": [{"properties": {name: TEXT}}]} for name in "abc"]}, "exactly one branch"),
        (thing(s=ref("S")), "it holds itself without end"),
    ],
)
def test_a_contradiction_is_found_and_named(schema: dict[str, Any], said: str) -> None:
    assert said in why(schema, One=thing(a=TEXT), Other=thing(a=TEXT))


@pytest.mark.parametrize(
    "schema",
    [
        {"type": ["string", "array"], "minItems": 3, "maxItems": 2},
        {"oneOf": [TEXT, TEXT, {"type": "integer"}]},
        {"oneOf": [{"type": "number"}, {"type": "number", "minimum": 0}]},
        {"allOf": [{"anyOf": [TEXT, TEXT]}, {"oneOf": [TEXT, {"type": "integer"}]}]},
        {"type": "object", "not": {"required": ["a"]}},
        {"enum": [True, 1], "not": {"const": 1}},
        {"type": "boolean", "anyOf": [{"type": "boolean"}, {"allOf": [CLOSED, {"anyOf": [TEXT, {"type": "array"}]}]}]},
        {"type": "object", "properties": {"b": ref("S")}, "minProperties": 1},
    ],
)
def test_what_only_looks_like_one_is_none(schema: dict[str, Any]) -> None:
    assert why(schema) == ""


def test_a_oneof_that_nothing_satisfies_keeps_its_types() -> None:
    shape = resolved(S={"oneOf": [thing(a=TEXT), thing(a=TEXT)]}).definitions["S"].shape
    assert shape.refusal  # type: ignore[union-attr]
    assert len(shape.shape.branches) == 2  # type: ignore[union-attr]


def test_an_optional_property_without_a_value_is_told() -> None:
    model = resolved(S={"type": "object", "properties": {"a": {"type": "integer", "enum": ["x"]}, "b": TEXT}})
    (loss,) = model.losses
    assert (loss.title, loss.wire_name, loss.component) == ("S", "a", "S")


@settings(max_examples=600, derandomize=True)
@given(st.sampled_from(PLAIN), st.sampled_from(PLAIN), st.sampled_from(["anyOf", "allOf"]), st.sampled_from(PLAIN))
def test_containment_is_never_wrong(
    outer: dict[str, Any], one: dict[str, Any], key: str, other: dict[str, Any]
) -> None:
    inner = {key: [one, other]}
    for wide, narrow in ((outer, inner), (inner, outer)):
        if Containment(Reducer(dict), dict).holds(wide, narrow):  # type: ignore[arg-type]
            allowed = [value for value in VALUES if jsonschema_rs.is_valid(narrow, value)]
            assert all(jsonschema_rs.is_valid(wide, value) for value in allowed), (wide, narrow)
