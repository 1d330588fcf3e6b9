"""Schemas reduced: allOf merged, bounds intersected, contradictions named."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockgen.build.shapes import Impossible, Reducer, enum_of, fits, is_kind, kinds_meant, reference_of

COMPONENTS: dict[str, Any] = {
    "Id": {"type": "string", "minLength": 2},
    "Loop": {"allOf": [{"$ref": "#/components/schemas/Loop"}, {"type": "integer"}]},
}


def reduced(schema: dict[str, Any]) -> Any:
    return Reducer(lambda name: COMPONENTS[name]).reduce(schema)


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.mark.parametrize(
    ("parts", "keywords"),
    [
        ([{"minimum": 1}, {"minimum": 3, "maximum": 9}], {"minimum": 3, "maximum": 9}),
        ([{"maxLength": 5}, {"maxLength": 2}], {"maxLength": 2}),
        ([{"type": ["string", "null"]}, {"type": "string"}], {"type": "string"}),
        ([{"type": "number"}, {"type": "integer"}], {"type": "integer"}),
        ([{"enum": [1, 2, 3]}, {"enum": [3, 2]}], {"enum": [2, 3]}),
        ([{"multipleOf": 4}, {"multipleOf": 6}], {"multipleOf": 12}),
        ([{"multipleOf": 0.1}, {"multipleOf": 0.25}], {"multipleOf": 0.5}),
        ([{"required": ["b"]}, {"required": ["a", "b"]}], {"required": ["b", "a"]}),
        ([{"uniqueItems": True}, {"minItems": 1}], {"uniqueItems": True, "minItems": 1}),
        ([ref("Id"), {"maxLength": 4}], {"type": "string", "minLength": 2, "maxLength": 4}),
        ([{"items": {"minimum": 1}}, {"items": {"minimum": 1}}], {"items": {"minimum": 1}}),
        ([{"items": {"a": 1}}, {"items": {"b": 1}}], {"items": {"allOf": [{"a": 1}, {"b": 1}]}}),
    ],
)
def test_all_of_is_merged(parts: list[Any], keywords: dict[str, Any]) -> None:
    assert reduced({"allOf": parts}).keywords == keywords


def test_properties_are_merged_one_by_one() -> None:
    one = {"properties": {"a": {"type": "integer"}}, "additionalProperties": {"minimum": 1}}
    other = {"properties": {"a": {"maximum": 3}, "b": {"type": "integer"}}}
    keywords = reduced({"allOf": [one, other]}).keywords
    assert keywords["properties"]["a"] == {"allOf": [{"type": "integer"}, {"maximum": 3}]}
    assert keywords["properties"]["b"] == {"allOf": [{"minimum": 1}, {"type": "integer"}]}


def test_a_closed_object_leaves_no_room_for_the_other_s_properties() -> None:
    closed = {"properties": {"a": {}}, "additionalProperties": False}
    with pytest.raises(Impossible, match="'b'"):
        reduced({"allOf": [closed, {"properties": {"b": {}}, "required": ["b"]}]})


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ({"allOf": [{"type": "string"}, {"type": "integer"}]}, "must be string and also integer"),
        ({"allOf": [{"const": 1}, {"const": 2}]}, "two different constants"),
        ({"allOf": [{"enum": [1]}, {"enum": [2]}]}, "no value in common"),
        ({"not": {}}, "no value is allowed"),
        ({"properties": {"a": {"not": {}}}, "required": ["a"]}, "requires 'a'"),
    ],
)
def test_a_contradiction_is_named(schema: dict[str, Any], why: str) -> None:
    with pytest.raises(Impossible, match=why):
        reduced(schema)


def test_what_cannot_be_promised_is_kept_apart() -> None:
    schema = {"type": "array", "not": {"const": []}, "contains": {"const": 1}, "minContains": 2, "maxContains": 3}
    flat = reduced(schema)
    assert flat.keywords == {"type": "array", "minItems": 2}
    assert flat.residual == [
        {"not": {"const": []}},
        {"contains": {"const": 1}, "minContains": 2, "maxContains": 3},
    ]


def test_two_patterns_are_not_merged_into_one() -> None:
    flat = reduced({"allOf": [{"pattern": "^a"}, {"pattern": "z$"}]})
    assert flat.keywords == {"pattern": "^a"}
    assert flat.residual == [{"pattern": "z$"}]


def test_branches_hold_beside_the_keywords() -> None:
    reducer = Reducer(lambda name: COMPONENTS[name])
    flat = reducer.reduce({"type": "integer", "oneOf": [{"minimum": 3}, {"type": "string"}]})
    assert flat.exclusive
    ((branch, merged),) = reducer.alternatives(flat)  # the string is impossible
    assert branch == {"minimum": 3}
    assert merged.keywords == {"type": "integer", "minimum": 3}


def test_a_schema_that_names_itself_ends() -> None:
    assert reduced(ref("Loop")).keywords == {"type": "integer"}


@pytest.mark.parametrize(
    ("schema", "name"),
    [
        (ref("Id"), "Id"),
        ({**ref("Id"), "description": "text"}, "Id"),
        ({"allOf": [ref("Id")]}, "Id"),
        ({"allOf": [ref("Id"), {"description": "text"}]}, "Id"),
        ({"anyOf": [ref("Id"), {}]}, None),
        ({"allOf": [ref("Id"), {"maxLength": 3}]}, None),
        ({**ref("Id"), "maxLength": 3}, None),
    ],
)
def test_what_is_nothing_but_a_component(schema: dict[str, Any], name: str | None) -> None:
    assert reference_of(schema) == name


@pytest.mark.parametrize(
    ("keywords", "kinds"),
    [
        ({"type": ["string", "null"]}, ["string", "null"]),
        ({"properties": {}}, ["object"]),
        ({"minItems": 1}, ["array"]),
        ({"pattern": "a"}, ["string"]),
        ({"maximum": 1}, ["number"]),
        ({"format": "email"}, ["string"]),
        ({}, []),
    ],
)
def test_the_type_that_keywords_speak_of(keywords: dict[str, Any], kinds: list[str]) -> None:
    assert kinds_meant(keywords) == kinds


def test_an_enum_keeps_what_the_other_keywords_allow() -> None:
    assert enum_of({"enum": ["a", 1, None], "type": ["string", "null"]}) == ["a", None]
    assert enum_of({"const": 3, "enum": [3, 4]}) == [3]
    assert enum_of({"type": "string"}) is None
    with pytest.raises(Impossible, match="not in its enum"):
        enum_of({"const": 5, "enum": [3, 4]})


JSON = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text())


@given(JSON, st.sampled_from(["null", "boolean", "integer", "number", "string", "object", "array"]))
def test_kinds_are_those_of_json_schema(value: Any, kind: str) -> None:
    assert is_kind(value, kind) == jsonschema_rs.is_valid({"type": kind}, value)


@given(JSON, st.integers(-9, 9), st.integers(-9, 9), st.integers(0, 3), st.integers(0, 5))
def test_what_fits_is_valid(value: Any, low: int, high: int, least: int, most: int) -> None:
    keywords = {"minimum": low, "exclusiveMaximum": high, "minLength": least, "maxLength": most}
    assert fits(value, keywords) == jsonschema_rs.is_valid(keywords, value)
