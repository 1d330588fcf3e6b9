"""Differences: what a test expected of a call, against what was sent, by path."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
import requests

from mockgen.testing.differences import Difference, Expected, compared, report
from mockgen.testing.place import UNSET
from mockgen.testing.sent import SentValues
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
    sent = SentValues(path={"id": 7}, query={"a": "1", "b": ["2", "3"], "c": ""})
    return Call("fetch", request, body, source="shop/pay.py:3", sent=sent)


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
    assert Expected(query=query).differences(call()) == found


def test_headers_whatever_their_case() -> None:
    assert Expected(headers={"x-id": "7"}).differences(call()) == []
    assert Expected(headers={"X-No": "7"}).differences(call()) == [Difference("header.X-No", "7", UNSET)]


def test_no_body_is_expected_unless_one_is_named() -> None:
    assert Expected().differences(call({"a": 1})) == []
    assert len(Expected(body=None).differences(call({"a": 1}))) == 1


def test_a_parameter_of_the_path_as_it_is_meant_or_as_its_text() -> None:
    assert Expected(path={"id": 7}).differences(call()) == []
    assert Expected(path={"id": "7"}).differences(call()) == []
    assert Expected(path={"id": 8}).differences(call()) == [Difference("path.id", 8, 7)]


def test_exact_tells_what_was_sent_beside() -> None:
    expected = Expected(body={"a": {"b": 1}}, query={"a": 1, "b": [2, 3]}, exact=True)
    assert expected.differences(call({"a": {"b": 1, "c": 2}, "d": None})) == [
        Difference("query.c", UNSET, ""),
        Difference("body.a.c", UNSET, 2),
        Difference("body.d", UNSET, None),
    ]


def test_what_compares_itself_may_be_expected() -> None:
    assert Expected(body={"a": mock.ANY, "b": mock.ANY}).differences(call({"a": True, "b": {"c": 1}})) == []
    assert Expected(body={"a": mock.ANY}).differences(call({})) == [Difference("body.a", mock.ANY, UNSET)]


def test_the_report_shows_each_place_and_no_secret() -> None:
    headers = {"Authorization": "Bearer test"}
    expected = Expected({"amount": 4, "password": "q"}, headers=headers)
    found = expected.differences(call({"amount": 3, "password": "p"}))
    assert report("fetch", found, "shop/pay.py:3").splitlines() == [
        "fetch was not called as expected.",
        "  header.Authorization   expected ***, sent ***",
        "  body.amount            expected 4, sent 3",
        "  body.password          expected ***, sent ***",
        "  from                   shop/pay.py:3",
    ]
