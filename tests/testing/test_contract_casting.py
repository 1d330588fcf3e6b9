"""Text of parameters and forms, back to the value that it stands for."""

from __future__ import annotations

from typing import Any

import pytest

from mockgen.testing.kit import Kit

NESTED = {"type": "object", "properties": {"n": {"type": "integer"}, "t": {"type": "string"}, "any": {}}}
SCHEMAS = {"Nested": NESTED, "Loop": {"type": "object", "properties": {"in": {"$ref": "#/components/schemas/Loop"}}}}
EITHER = {"anyOf": [{"type": "string", "enum": [""]}, {"$ref": "#/components/schemas/Nested"}]}


@pytest.mark.parametrize(
    ("raw", "schema", "value"),
    [
        ("5", {"type": "string"}, "5"),
        ("5", {"type": "integer"}, 5),
        ("5", {}, 5),
        ("x", {}, "x"),
        ("x", True, "x"),
        ("x", {"type": "integer"}, "x"),
        ("true", {"type": ["boolean", "string"]}, True),
        ("", {"type": ["string", "null"]}, ""),
        ("", {"type": ["integer", "null"]}, None),
        ("a", {"type": "array", "items": {"type": "string"}}, ["a"]),
        (["1", "x"], {"type": "array", "items": {}}, [1, "x"]),
        ({"0": "1", "1": "2"}, {"type": "array", "items": {"type": "integer"}}, [1, 2]),
        ({"0": "1"}, {}, [1]),
        ({"n": "1", "t": "2", "any": "3", "other": "4"}, NESTED, {"n": 1, "t": "2", "any": 3, "other": 4}),
        ({"n": "x"}, NESTED, {"n": "x"}),
        ({"n": "1"}, EITHER, {"n": 1}),
        ("", EITHER, ""),
        ({"in": {"in": {"in": {}}}}, {"$ref": "#/components/schemas/Loop"}, {"in": {"in": {"in": {}}}}),
        ({"n": "1"}, {"allOf": [NESTED, {"properties": {"n": {"minimum": 5}}}]}, {"n": 1}),
    ],
)
def test_text_becomes_what_its_schema_admits(raw: Any, schema: Any, value: Any) -> None:
    kit = Kit(SCHEMAS.__getitem__)
    for _ in range(2):  # what was found out about a schema is kept
        found = kit.caster.cast(raw, schema)
        assert (found, type(found)) == (value, type(value))
