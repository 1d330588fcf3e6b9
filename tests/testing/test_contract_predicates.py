import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockgen.testing.kit import Kit

NAMES = st.sampled_from(["a", "b", "ab"])
PATTERNS = st.sampled_from(["^a", "b$", r"\d"])
LEAVES = st.sampled_from(
    [
        {},
        True,
        False,
        {"type": "string", "minLength": 1, "maxLength": 2},
        {"type": "integer"},
        {"type": ["number", "null"]},
        {"type": "boolean"},
        {"enum": [1, "a", None, [True]]},
        {"const": 1.0},
        {"const": True},
        {"pattern": "^a"},
        {"minimum": 0, "exclusiveMaximum": 3},
        {"maximum": 2, "exclusiveMinimum": -1},
        {"multipleOf": 0.1},
        {"multipleOf": 2},
        {"format": "date"},
        {"$ref": "#/components/schemas/a~1b"},
    ]
)


def composites(inner):
    some = st.lists(inner, min_size=1, max_size=3)
    properties = st.dictionaries(NAMES, inner, max_size=3)
    return st.one_of(
        st.fixed_dictionaries(
            {"properties": properties},
            optional={
                "type": st.just("object"),
                "required": st.lists(NAMES, unique=True, max_size=2),
                "additionalProperties": inner,
                "patternProperties": st.dictionaries(PATTERNS, inner, max_size=2),
                "propertyNames": st.just({"maxLength": 1}),
                "minProperties": st.just(1),
                "maxProperties": st.just(2),
                "dependentRequired": st.just({"a": ["b"]}),
                "dependentSchemas": st.fixed_dictionaries({"b": inner}),
                "unevaluatedProperties": st.sampled_from([False, {"type": "string"}]),
            },
        ),
        st.fixed_dictionaries(
            {"items": inner},
            optional={
                "type": st.just("array"),
                "prefixItems": some,
                "uniqueItems": st.booleans(),
                "minItems": st.just(1),
                "maxItems": st.just(2),
                "contains": inner,
                "minContains": st.integers(0, 2),
                "maxContains": st.integers(0, 2),
            },
        ),
        st.fixed_dictionaries({"allOf": some}, optional={"unevaluatedItems": st.just(False)}),
        st.fixed_dictionaries({"anyOf": some}),
        st.fixed_dictionaries({"oneOf": some}),
        st.fixed_dictionaries({"not": inner}),
        st.fixed_dictionaries({"if": inner}, optional={"then": inner, "else": inner}),
    )


SCHEMAS = st.recursive(LEAVES, composites, max_leaves=8)
VALUES = st.recursive(
    st.sampled_from([None, True, False, 0, 1, 1.0, 2, 0.3, 2.5, -1, "", "a", "ab", "2024-01-01"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
NAMED = {"properties": {"a": {"$ref": "#/components/schemas/a~1b"}}, "minProperties": 1}


@settings(deadline=None)
@given(SCHEMAS, st.lists(VALUES, min_size=1, max_size=6))
def test_verdicts_agree_with_an_independent_judge(schema, values):
    kit = Kit({"a/b": NAMED}.__getitem__)
    document = {"allOf": [schema], "components": {"schemas": {"a/b": NAMED}}}
    judge = jsonschema_rs.Draft202012Validator(document, validate_formats=True)
    expected = [judge.is_valid(value) for value in values]
    assert [kit.predicates.of(schema)(value) for value in values] == expected
    assert [kit.judge.is_valid(schema, value) for value in values] == expected


@pytest.mark.parametrize(
    ("schema", "value", "is_valid"),
    [
        ({"uniqueItems": True}, [[1], [True], [1]], False),
        ({"uniqueItems": True}, [1, True, "1", None, [1]], True),
        ({"uniqueItems": True}, [{"a": 1, "b": 2}, {"b": 2, "a": 1.0}], False),
        ({"multipleOf": 0.01}, 19.99, True),
        ({"multipleOf": 3}, 10**30, False),
        ({"multipleOf": 0.5}, 10**400, True),
        ({"enum": [1]}, True, False),
        ({"type": "integer"}, 1.5, False),
        ({"type": "integer"}, True, False),
        ({"maximum": 2**63 - 1}, 2**63, False),
        ({"minLength": 2}, "😀", False),
        ({"type": "number"}, float("nan"), False),
        ({"unevaluatedProperties": False, "properties": {"a": {}}}, {"b": 1}, False),
    ],
)
def test_exactness(schema, value, is_valid):
    kit = Kit({}.__getitem__)
    assert kit.predicates.of(schema)(value) is is_valid


def test_a_schema_that_asks_for_itself_adds_nothing():
    loop = {"allOf": [{"$ref": "#/components/schemas/Loop"}, {"type": "object"}]}
    kit = Kit({"Loop": loop}.__getitem__)
    assert kit.predicates.of({"$ref": "#/components/schemas/Loop"})({})
    assert not kit.predicates.of(kit.schemas.named("Loop"))(1)
    assert kit.judge.is_valid(kit.schemas.named("Loop"), {})
    assert not kit.judge.is_valid(kit.schemas.named("Loop"), 1)


def test_schemas_that_ask_for_each_other_end():
    first = {"anyOf": [{"$ref": "#/components/schemas/B"}, {"type": "string"}]}
    second = {"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "integer"}]}
    kit = Kit({"A": first, "B": second}.__getitem__)
    assert kit.predicates.of(first)("a")
    assert kit.predicates.of({"$ref": "#/components/schemas/B"})(1)


def test_a_recursive_schema_judges_every_depth():
    node = {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {"type": "integer"},
            "next": {"$ref": "#/components/schemas/Node"},
        },
    }
    kit = Kit({"Node": node}.__getitem__)
    check = kit.predicates.of({"$ref": "#/components/schemas/Node"})
    assert check({"id": 1, "next": {"id": 2, "next": {"id": 3}}})
    assert not check({"id": 1, "next": {"id": 2, "next": {"id": "3"}}})


def test_a_pattern_that_cannot_be_checked_is_recorded_and_passes():
    kit = Kit({}.__getitem__)
    schema = {
        "properties": {"a": {"pattern": "(?<=a+)b"}},
        "patternProperties": {r"\p{Script=Greek}": {"type": "integer"}},
        "additionalProperties": False,
    }
    assert kit.predicates.of(schema)({"a": "x", "β": "y"})
    assert kit.judge.is_valid(schema, {"a": "x", "β": "y"})
    assert kit.predicates.unchecked == {"(?<=a+)b", r"\p{Script=Greek}"}
