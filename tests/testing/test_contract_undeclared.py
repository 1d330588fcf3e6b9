import pytest

from mockgen.testing.kit import Kit
from mockgen.testing.undeclared import Undeclared


def undeclared(schema, value, **named):
    return list(Kit(named.__getitem__).shapes.of(schema).undeclared(value))


def paths(schema, value, **named):
    return [found.path for found in undeclared(schema, value, **named)]


A = {"type": "object", "properties": {"a": {}}}
B = {"type": "object", "properties": {"b": {}}}


@pytest.mark.parametrize(
    "schema",
    [
        A,
        {"allOf": [A, {"type": "object"}]},
        {"allOf": [{"$ref": "#/components/schemas/A"}]},
        {"$ref": "#/components/schemas/A"},
        {"oneOf": [A, B]},
        {"anyOf": [A, {"type": "null"}]},
        {"if": A, "then": B, "else": B},
        {**A, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {**A, "additionalProperties": False},
        {"properties": {"a": {}}, "dependentSchemas": {"a": B}},
    ],
)
def test_a_property_that_no_schema_declares_is_found(schema):
    assert paths(schema, {"a": 1, "zz": 2}, A=A) == [("zz",)]


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"type": "object"},
        {**A, "additionalProperties": True},
        {**A, "additionalProperties": {"type": "integer"}},
        {**A, "patternProperties": {"^x-": {}}},
        {"allOf": [A, {"additionalProperties": True}]},
        {"anyOf": [A, {"type": "object"}]},
        {"anyOf": [A, {}]},
        {"allOf": [A, {"unevaluatedProperties": {"type": "integer"}}]},
    ],
)
def test_an_open_object_forbids_nothing(schema):
    assert paths(schema, {"a": 1, "zz": 2}) == []


def test_the_branches_of_a_choice_declare_their_union():
    schema = {"oneOf": [A, {"allOf": [B]}], "if": {"properties": {"c": {}}}}
    assert paths(schema, {"a": 1, "b": 1, "c": 1, "d": 1}) == [("d",)]


def test_places_below_are_found():
    schema = {
        "properties": {
            "items": {"type": "array", "prefixItems": [B], "items": A},
            "map": {"type": "object", "additionalProperties": A},
            "by": {"patternProperties": {"^x": A}},
        }
    }
    value = {
        "items": [{"b": 1, "a": 1}, {"a": 1}, {"b": 1}],
        "map": {"k": {"zz": 1}},
        "by": {"x1": {"zz": 1}, "y": {"zz": 1}},
    }
    assert paths(schema, value) == [
        ("items", 0, "a"),
        ("items", 2, "b"),
        ("map", "k", "zz"),
        ("by", "x1", "zz"),
    ]


def test_recursion_ends():
    node = {"properties": {"next": {"$ref": "#/components/schemas/Node"}}}
    value = {"next": {"next": {"zz": 1}}}
    assert paths({"$ref": "#/components/schemas/Node"}, value, Node=node) == [("next", "next", "zz")]


def test_the_name_that_was_meant_is_suggested_once_and_only_where_it_is_absent():
    schema = {
        "properties": {"amount": {}, "currency": {}, "created_at": {}},
        "required": ["amount"],
    }
    value = {"amuont": 1, "amont": 2, "curency": "eur", "currency": "eur", "createdAt": 1}
    assert undeclared(schema, value) == [
        Undeclared(("amuont",), "amount", True),
        Undeclared(("amont",)),
        Undeclared(("curency",)),
        Undeclared(("createdAt",), "created_at"),
    ]
