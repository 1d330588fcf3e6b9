"""Spots: where a problem stands, whatever the values are."""

import pytest
import requests
from contracts import BASE, json_body, operation

ITEM = {"type": "object", "properties": {"id": {"type": "integer"}}}
SCHEMA = {
    "type": "object",
    "properties": {
        "items": {"type": "array", "items": ITEM},
        "by id": {"type": "object", "additionalProperties": ITEM},
        "pairs": {"type": "array", "prefixItems": [ITEM]},
    },
}


@pytest.mark.parametrize(
    ("body", "spots"),
    [
        ([], [("body", "type")]),
        ({"items": [{"id": 1}, {"id": "x"}]}, [("body.items[].id", "type")]),
        ({"items": [{"idd": 1}]}, [("body.items[].idd", "undeclared")]),
        ({"by id": {"cus_1": {"id": "x"}}}, [('body["by id"].*.id', "type")]),
        ({"by id": {"cus 1": {"di": 1}}}, [('body["by id"].*.di', "undeclared")]),
        ({"pairs": [{"id": None}]}, [("body.pairs[].id", "type")]),
        ({"it\nems": 1}, [('body["it\\nems"]', "undeclared")]),
    ],
)
def test_of_a_body(tmp_path, body, spots):
    contract = operation(tmp_path, node={"requestBody": json_body(SCHEMA)})
    problems = contract.request_problems(requests.Request("POST", BASE, json=body).prepare(), "/v1/charges")
    assert [(problem.spot, problem.kind) for problem in problems] == spots
