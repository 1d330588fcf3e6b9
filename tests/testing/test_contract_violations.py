import pickle

import pytest
from contracts import answer, operation

from mockgen.testing.violations import (
    ContractViolation,
    Problem,
    RequestViolation,
    ResponseViolation,
    shown,
)

PROBLEMS = [
    Problem("body.currency", '"EURO" is not one of "eur", "usd", "gbp"'),
    Problem("body.amuont", 'is not declared; did you mean "amount"? (required, missing)'),
]


def test_request_violation_is_aligned_and_names_the_caller():
    violation = RequestViolation("create_charge", PROBLEMS, "shop/pay.py:88")
    assert str(violation) == (
        "create_charge does not accept this request.\n"
        '  body.currency   "EURO" is not one of "eur", "usd", "gbp"\n'
        '  body.amuont     is not declared; did you mean "amount"? (required, missing)\n'
        "  from            shop/pay.py:88"
    )


def test_response_violation_says_how_to_plan_it_all_the_same():
    violation = ResponseViolation("create_charge", PROBLEMS[:1], "tests/test_pay.py:12")
    assert str(violation) == (
        "create_charge could not answer this.\n"
        '  body.currency   "EURO" is not one of "eur", "usd", "gbp"\n'
        "  from            tests/test_pay.py:12\n"
        '  fix             .off_contract("why") plans it all the same'
    )


@pytest.mark.parametrize("kind", [RequestViolation, ResponseViolation])
def test_violations_are_assertion_errors_and_pickle(kind):
    violation = kind("create_charge", PROBLEMS, "a.py:1")
    copy = pickle.loads(pickle.dumps(violation))
    assert isinstance(copy, ContractViolation)
    assert isinstance(copy, AssertionError)
    assert (type(copy), str(copy), copy.problems, copy.operation, copy.caller) == (
        kind,
        str(violation),
        tuple(PROBLEMS),
        "create_charge",
        "a.py:1",
    )


def test_text_of_the_wire_cannot_write_to_the_terminal():
    violation = RequestViolation("a", [Problem("query.\x1b[31m", "x\u202ey\n")])
    assert str(violation) == "a does not accept this request.\n  query.\\x1b[31m   x\\u202ey\\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a" * 100, '"' + "a" * 57 + '…"'),
        (
            {"password": "x", "a": [{"api_key": "y", "i": None}]},
            '{"password": "***", "a": [{"api_key": "***", "i": null}]}',
        ),
        ("\x1b\u202e", '"\\u001b\\u202e"'),
        ("é", '"é"'),
        (1.0, "1.0"),
    ],
)
def test_values_are_short_safe_and_masked(value, text):
    assert shown(value) == text


CASES = [
    ({"type": "integer"}, "5", [("body", '"5" is a string; an integer is wanted')]),
    (
        {"type": ["integer", "string"]},
        None,
        [("body", "is null; an integer or a string is wanted")],
    ),
    ({"enum": ["eur", "usd"]}, "EURO", [("body", '"EURO" is not one of "eur", "usd"')]),
    (
        {"enum": list(range(20))},
        20,
        [("body", "20 is not one of " + ", ".join(map(str, range(12))) + " and 8 more")],
    ),
    ({"const": "a"}, 1, [("body", '1 is not "a"')]),
    ({"required": ["a", "b"]}, {"b": 1}, [("body.a", "is missing")]),
    ({"required": ["a", "b"]}, {}, [("body.a", "is missing"), ("body.b", "is missing")]),
    ({"minimum": 1}, 0, [("body", "0 is less than 1")]),
    ({"maximum": 1}, 2, [("body", "2 is more than 1")]),
    ({"exclusiveMinimum": 1}, 1, [("body", "1 is not more than 1")]),
    ({"exclusiveMaximum": 1}, 1, [("body", "1 is not less than 1")]),
    ({"multipleOf": 0.1}, 0.25, [("body", "0.25 is not a multiple of 0.1")]),
    ({"minLength": 2}, "a", [("body", '"a" has 1 character; at least 2 are wanted')]),
    ({"maxLength": 1}, "ab", [("body", '"ab" has 2 characters; at most 1 is wanted')]),
    ({"pattern": r"^\d+$"}, "٣", [("body", r'"٣" does not match ^\d+$')]),
    ({"format": "date-time"}, "now", [("body", '"now" is not a valid date-time')]),
    ({"format": "byte"}, "?", [("body", '"?" is not a valid byte')]),
    ({"minItems": 1}, [], [("body", "has 0 items; at least 1 is wanted")]),
    ({"maxItems": 1}, [1, 2], [("body", "has 2 items; at most 1 is wanted")]),
    ({"uniqueItems": True}, [1, 2, 1.0], [("body", "has equal items, [0] and [2]")]),
    ({"minProperties": 1}, {}, [("body", "has 0 properties; at least 1 is wanted")]),
    (
        {"contains": {"type": "string"}},
        [1],
        [("body", "must have at least 1 of the items that its contract asks for")],
    ),
    (
        {"contains": {"type": "string"}, "maxContains": 1},
        ["a", "b"],
        [("body", "must have at most 1 of the items that its contract asks for")],
    ),
    ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, [("body.b", 'is missing; "a" asks for it')]),
    ({"not": {"type": "string"}}, "a", [("body", '"a" is excluded by not: {"type": "string"}')]),
    (
        {"items": {"type": "integer"}},
        [1, "a"],
        [("body[1]", '"a" is a string; an integer is wanted')],
    ),
    ({"items": False}, [1], [("body[0]", "is not allowed")]),
    ({"properties": {"a": False}}, {"a": 1}, [("body.a", "is not allowed")]),
    (
        {"properties": {"a": {"not": {}, "writeOnly": True}}},
        {"a": 1},
        [("body.a", "is write-only: the service never shows it")],
    ),
    (
        {"properties": {"a": {}}, "additionalProperties": False},
        {"b": 1},
        [("body.b", "is not declared")],
    ),
    (
        {"patternProperties": {"^a": {}}, "additionalProperties": False},
        {"b": 1, "ab": 1},
        [("body.b", "is not declared")],
    ),
    (
        {"propertyNames": {"maxLength": 1}},
        {"ab": 1},
        [("body.ab", "has a name that is not allowed")],
    ),
    (
        {"unevaluatedProperties": False, "properties": {"abc": {}}},
        {"abd": 1},
        [("body.abd", 'is not declared; did you mean "abc"?')],
    ),
    (
        {"prefixItems": [{}], "unevaluatedItems": False},
        [1, 2],
        [("body", "has items that are not declared")],
    ),
    (
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
        5,
        [("body", "5 is an integer; a string or null is wanted")],
    ),
    (
        {"anyOf": [{"type": "string", "minLength": 2}, {"type": "null"}]},
        "a",
        [("body", '"a" has 1 character; at least 2 are wanted')],
    ),
    (
        {"oneOf": [{"type": "integer"}, {"minimum": 0}]},
        1,
        [("body", "fits more than one of the allowed forms; exactly one is wanted")],
    ),
    (
        {
            "oneOf": [
                {"properties": {"kind": {"const": "a"}, "x": {"type": "integer"}}},
                {"properties": {"kind": {"const": "b"}, "y": {}}},
            ]
        },
        {"kind": "a", "x": "1"},
        [("body.x", '"1" is a string; an integer is wanted')],
    ),
    (
        {"anyOf": [{"minimum": 10}, {"multipleOf": 7}]},
        5,
        [("body", "fits none of the 2 allowed forms; the nearest: body 5 is less than 10")],
    ),
    (
        {"properties": {"password": {"type": "integer"}}},
        {"password": "hunter2"},
        [("body.password", "*** is a string; an integer is wanted")],
    ),
    (
        {"properties": {"a.b": {"type": "integer"}}},
        {"a.b": "x"},
        [('body["a.b"]', '"x" is a string; an integer is wanted')],
    ),
]


@pytest.mark.parametrize(("schema", "value", "expected"), CASES, ids=str)
def test_every_keyword_has_a_sentence(tmp_path, schema, value, expected):
    checked = operation(tmp_path, node={"responses": {"200": {"content": {"application/json": {"schema": schema}}}}})
    assert answer(checked, value) == expected
