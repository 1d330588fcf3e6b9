"""Differences: what a test expected of a call, against what was sent, by path."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from mockgen.testing.differences import Difference, compared, differences, report
from mockgen.testing.place import UNSET
from mockgen.testing.stubs import Call


def places(expected: Any, actual: Any) -> list[str]:
    return [difference.place for difference in compared(expected, actual, "body", ())]


@pytest.mark.parametrize(
    ("expected", "actual", "found"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, []),
        ({"a": 1, "b": 2}, {"a": 2}, ["body.a", "body.b"]),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, ["body.a.b[1]"]),
        ({"a": [{"b": 1}]}, {"a": [{"b": 1, "c": 2}]}, []),
        ([1], [1, 2], ["body"]),
        ((1, 2), [1, 2], []),
        ({}, None, ["body"]),
        (1, True, ["body"]),
        (0, False, ["body"]),
        (1, 1.0, []),
        (None, None, []),
        ({"a b": 1}, {"a b": 2}, ['body["a b"]']),
    ],
)
def test_a_body(expected: Any, actual: Any, found: list[str]) -> None:
    assert places(expected, actual) == found


def call(body: Any = None) -> Call:
    headers = {"X-Id": "7", "Authorization": "Bearer live"}
    request = requests.Request("GET", "https://x.example/?a=1&b=2&b=3&c=", headers=headers).prepare()
    return Call("fetch", request, body, source="shop/pay.py:3")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"a": 1, "b": ["2", 3], "c": ""}, []),
        ({"a": 2}, [Difference("query.a", 2, "1")]),
        ({"b": 2}, [Difference("query.b", 2, ["2", "3"])]),
        ({"d": 1}, [Difference("query.d", 1, UNSET)]),
    ],
)
def test_a_query(query: dict[str, Any], found: list[Difference]) -> None:
    assert differences(call(), UNSET, query, None) == found


def test_headers_whatever_their_case() -> None:
    assert differences(call(), UNSET, None, {"x-id": "7"}) == []
    assert differences(call(), UNSET, None, {"X-No": "7"}) == [Difference("header.X-No", "7", UNSET)]


def test_no_body_is_expected_unless_one_is_named() -> None:
    assert differences(call({"a": 1}), UNSET, None, None) == []
    assert len(differences(call({"a": 1}), None, None, None)) == 1


def test_the_report_shows_each_place_and_no_secret() -> None:
    headers = {"Authorization": "Bearer test"}
    found = differences(call({"amount": 3, "password": "p"}), {"amount": 4, "password": "q"}, None, headers)
    assert report("fetch", found, "shop/pay.py:3").splitlines() == [
        "fetch was not called as expected.",
        "  body.amount            expected 4, sent 3",
        "  body.password          expected ***, sent ***",
        "  header.Authorization   expected ***, sent ***",
        "  from                   shop/pay.py:3",
    ]
