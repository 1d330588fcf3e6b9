"""Every operation of a document is found, and what ought to be one and is not has a reason."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockgen.spec.document import METHODS
from mockgen.spec.path_items import Entry, entries

OPERATION = {"responses": {"204": {"description": "Done."}}}


def found(item: Any, section: str = "paths", **tree: Any) -> list[Entry]:
    return list(entries({section: {"/a": item}, **tree}, section))


def test_operations_and_additional_operations() -> None:
    item = {"summary": "S", "get": OPERATION, "query": OPERATION, "additionalOperations": {"COPY": OPERATION, "x-y": 1}}
    listed = found({**item, "parameters": [], "servers": [], "x-get": OPERATION, "description": "D"})
    assert [(entry.key, entry.reason, entry.slip) for entry in listed] == [
        ("GET /a", "", ""),
        ("QUERY /a", "", ""),
        ("COPY /a", "", ""),
    ]
    assert listed[2].pointer == "/paths/~1a/additionalOperations/COPY"


@pytest.mark.parametrize(
    ("item", "key", "reason"),
    [
        ({"get": None}, "GET /a", "it is empty, not a mapping"),
        ({"get": "text"}, "GET /a", "it is text, not a mapping"),
        ({"get": [OPERATION]}, "GET /a", "it is a list, not a mapping"),
        ({"get": {"$ref": "#/nope"}}, "GET /a", "it is empty, not a mapping"),
        ({"get": {"x-mockgen-broken": '"a.yaml" is gone'}}, "GET /a", '"a.yaml" is gone'),
        ({"x-mockgen-broken": '"a.yaml" is gone'}, "* /a", '"a.yaml" is gone'),
        ([], "* /a", "it is a list, not a mapping"),
        (1, "* /a", "it is a single value, not a mapping"),
        ({"additionalOperations": {"COPY": 1}}, "COPY /a", "it is a single value, not a mapping"),
        ({"additionalOperations": {"A B": OPERATION}}, "A_B /a", "its name is no HTTP method"),
        ({"purge": OPERATION}, "PURGE /a", "`purge` is no method that a path item has"),
    ],
)
def test_what_cannot_be_read_has_a_reason(item: Any, key: str, reason: str) -> None:
    (entry,) = found(item)
    assert entry.key == key
    assert entry.reason.startswith(reason)


@pytest.mark.parametrize("item", [None, {}, {"summary": "S"}, {"get-all": {"type": "object"}}, {"$ref": "#/x-empty"}])
def test_a_path_item_without_operations_lacks_none(item: Any) -> None:
    assert found(item, **{"x-empty": {}}) == []


def test_a_method_in_capitals_is_read_as_meant() -> None:
    (entry,) = found({"Get": OPERATION})
    assert (entry.key, entry.reason, entry.slip) == ("GET /a", "", "`Get` is read as `get`")


@pytest.mark.parametrize(
    "item",
    [
        {"get": OPERATION, "GET": OPERATION},
        {"get": OPERATION, "additionalOperations": {"GET": OPERATION}},
        {"additionalOperations": {"copy": OPERATION, "COPY": OPERATION}},
    ],
)
def test_a_method_that_stands_twice_can_be_called_once(item: Any) -> None:
    first, second = found(item)
    assert (first.reason, second.reason) == ("", "the path has another operation with this method")
    assert first.key == second.key


def test_what_stands_beside_a_reference_of_a_path_item_is_read_too() -> None:
    shared = {"get": OPERATION, "post": OPERATION, "parameters": [{"name": "shared"}]}
    item = {"$ref": "#/x-shared", "get": {"operationId": "own"}, "parameters": [{"name": "own"}]}
    own, post = found(item, **{"x-shared": shared})
    assert (own.operation_id, own.pointer) == ("own", "/paths/~1a/get")
    assert (post.key, post.pointer) == ("POST /a", "/x-shared/post")
    assert own.item["parameters"] == post.item["parameters"] == [{"name": "own"}]
    assert post.item_pointer == "/paths/~1a"


def test_webhooks_are_called_by_their_names() -> None:
    (entry,) = entries({"webhooks": {"paid": {"post": OPERATION}}}, "webhooks")
    assert entry.key == "POST webhook:paid"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                [*METHODS, "GET", "purge", "additionalOperations", "$ref", "parameters", "x-a", "responses", ""]
            ),
            inner | st.just("#/x-a") | st.just("#/paths/~1a"),
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(JSON, JSON)
def test_whatever_stands_there_every_method_is_told_of(item: Any, other: Any) -> None:
    listed = found(item, **{"x-a": other})
    assert all(entry.node == {} for entry in listed if entry.reason)
    callable_ones = [entry.method for entry in listed if not entry.reason]
    assert len(callable_ones) == len(set(callable_ones))
    if isinstance(item, dict) and "$ref" not in item:
        assert {entry.method for entry in listed} >= {method for method in METHODS if method in item}
    elif item is not None and not isinstance(item, dict):
        assert [entry.method for entry in listed] == ["*"]


CALLBACKS = {
    "post": {
        "callbacks": {
            "onEvent": {"{$request.body#/b}": {"post": OPERATION}, "{$request.body#/a}": {"put": OPERATION}},
            "onEnd": {"$ref": "#/components/callbacks/End"},
            "broken": 1,
        }
    }
}
END = {"{$request.body#/a}": {"$ref": "#/components/pathItems/End"}, "x-more": {"post": OPERATION}}


def test_callbacks_are_webhooks_called_after_their_operations() -> None:
    tree = {
        "paths": {"/v1/{id}/subs": CALLBACKS},
        "components": {"callbacks": {"End": END}, "pathItems": {"End": {"post": OPERATION}}},
    }
    found = list(entries(tree, "webhooks"))
    assert [(entry.key, entry.pointer, entry.home) for entry in found] == [
        (
            "PUT webhook:post_v1_id_subs.onEvent",
            "/paths/~1v1~1{id}~1subs/post/callbacks/onEvent/{$request.body#~1a}/put",
            "/paths/~1v1~1{id}~1subs/post/callbacks/onEvent/{$request.body#~1a}",
        ),
        (
            "POST webhook:post_v1_id_subs.onEvent.2",
            "/paths/~1v1~1{id}~1subs/post/callbacks/onEvent/{$request.body#~1b}/post",
            "/paths/~1v1~1{id}~1subs/post/callbacks/onEvent/{$request.body#~1b}",
        ),
        (
            "POST webhook:post_v1_id_subs.onEnd",
            "/components/pathItems/End/post",
            "/components/callbacks/End/{$request.body#~1a}",
        ),
    ]
    assert {entry.owner for entry in found} == {("paths", "/v1/{id}/subs", "post")}


def test_x_webhooks_are_those_of_older_documents() -> None:
    tree = {"webhooks": {"paid": {"put": OPERATION}}, "x-webhooks": {"paid": {"post": OPERATION}, "due": CALLBACKS}}
    assert [entry.key for entry in entries(tree, "webhooks")] == ["PUT webhook:paid", "POST webhook:due"]
    assert [entry.pointer for entry in entries(tree, "webhooks")] == ["/webhooks/paid/put", "/x-webhooks/due/post"]
