"""An operation that cannot be generated is never dropped in silence: calling it says why."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
import requests

from mockgen import lock as locks
from mockgen.testing import UnmockedOperation

SPEC = """
paths:
  /things:
    get: {operationId: listThings, responses: {"200": {description: All.}}}
    post: {operationId: createThing, requestBody: {$ref: '#/components/requestBodies/Gone'}, responses: {}}
    delete: text
  /things/{id}:
    $ref: missing.yaml
  /sums:
    put: {requestBody: {required: true}, responses: {}}
    patch: {parameters: [{name: q, in: querystring, required: true, content: {text/plain: {}}}], responses: {}}
    GET: {operationId: getSums, responses: {"200": {description: Them.}}}
webhooks:
  thing.made: {post: 1}
"""
BODY = 'its request body cannot be read: "#/components/requestBodies/Gone" leads nowhere'
REASONS = {
    "* /things/{id}": '"missing.yaml" leads to a file that does not exist',
    "DELETE /things": "it is text, not a mapping",
    "PATCH /sums": "it requires a parameter in a location that mockgen does not write: querystring",
    "POST /things": BODY,
    "POST webhook:thing.made": "it is a single value, not a mapping",
    "PUT /sums": "its request body is required, and no media type says what it is",
}
METHODS = {
    "* /things/{id}": "path_things_id",
    "DELETE /things": "delete_things",
    "PATCH /sums": "patch_sums",
    "POST /things": "create_thing",
    "PUT /sums": "put_sums",
}


def test_everything_that_is_skipped_is_told_with_its_reason(generated: Any) -> None:
    package = generated(SPEC)
    told = {found.message for found in package.diagnostics if found.is_loss}
    assert told == {f"skipped {key}: {reason}" for key, reason in REASONS.items()}
    assert all(found.location and found.location.line for found in package.diagnostics if found.is_loss)


def test_the_lock_lists_it(generated: Any) -> None:
    package = generated(SPEC)
    lock = locks.read(str(package.folder))
    assert lock is not None
    assert lock.skipped == REASONS
    assert set(lock.operations) == {"GET /things", "GET /sums"}
    assert f"skipped POST /things {BODY}\n" in (Path(package.folder) / "mockgen.lock").read_text(encoding="utf-8")


@pytest.mark.parametrize("key", METHODS)
def test_calling_it_raises_the_reason(generated: Any, key: str) -> None:
    package = generated(SPEC)
    kind = package.module("transport").SkippedOperationError
    method = getattr(package.client(), METHODS[key])
    with pytest.raises(kind) as raised:
        method("anything", at="all")
    assert isinstance(raised.value, NotImplementedError)
    assert not isinstance(raised.value, package.error("Error")), "code that handles failures of the service hides it"
    assert str(raised.value) == f"{key} was skipped when this client was generated: {REASONS[key]}"
    assert (raised.value.service, raised.value.operation) == ("shop", key)
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)
    assert REASONS[key] in " ".join(method.__doc__.split())


@pytest.mark.parametrize("key", METHODS)
def test_the_mock_says_why_it_has_none(generated: Any, key: str) -> None:
    told = f"{key} was skipped when this mock was generated: {REASONS[key]}"
    with generated(SPEC).mock() as shop:
        with pytest.raises(KeyError) as missing:
            shop.operations[key]
        with pytest.raises(AttributeError) as absent:
            getattr(shop, METHODS[key])
        assert missing.value.args == absent.value.args == (told,)
        assert key not in shop.operations
        assert shop.operations.get(key) is None
        assert sorted(shop.operations) == ["GET /sums", "GET /things"]


def test_any_method_of_a_path_item_that_cannot_be_read(generated: Any) -> None:
    with generated(SPEC).mock() as shop, pytest.raises(KeyError, match=r"missing\.yaml"):
        shop.operations["GET /things/{id}"]


def test_a_key_that_is_nowhere_is_no_skip(generated: Any) -> None:
    with generated(SPEC).mock() as shop, pytest.raises(KeyError) as missing:
        shop.operations["GET /thing"]
    assert missing.value.args == ("shop has no operation GET /thing; did you mean GET /things?",)


@pytest.mark.parametrize(
    ("method", "path", "key"), [("DELETE", "/things", "DELETE /things"), ("GET", "/things/1", "* /things/{id}")]
)
def test_a_raw_call_of_it_is_told_why(generated: Any, method: str, path: str, key: str) -> None:
    package = generated(SPEC)
    with pytest.raises(UnmockedOperation) as raised, package.mock():
        requests.request(method, f"https://shop.example{path}", timeout=1)
    assert f"skipped  {key}: {REASONS[key]}" in str(raised.value)


def test_what_can_be_read_is_there_as_if_nothing_was_wrong(generated: Any) -> None:
    package = generated(SPEC)
    with package.mock(mode="auto") as shop:
        package.client().list_things()
        package.client().get_sums()
        assert [call.operation for call in shop.calls] == ["list_things", "get_sums"]


def test_a_body_that_is_lost_where_none_is_meant_costs_itself(generated: Any) -> None:
    spec = SPEC.replace("post: {operationId: createThing", "head: {operationId: createThing")
    package = generated(spec)
    with package.mock(mode="auto"):
        package.client().create_thing()


def test_names_of_the_mocks_own_body_are_not_taken(generated: Any) -> None:
    names = ("mocked", "skipped", "zeal")
    paths = {f"/{name}": {"get": {"operationId": name, "responses": {}}, "put": "text"} for name in names}
    package = generated({"paths": paths})
    with package.mock(mode="auto") as shop:
        assert [shop.mocked_.key, shop.skipped_.key, shop.zeal.key] == ["GET /mocked", "GET /skipped", "GET /zeal"]


def test_nothing_skipped_leaves_no_trace(generated: Any) -> None:
    package = generated({"paths": {"/a": {"get": {"responses": {}}}}})
    texts = [file.read_text(encoding="utf-8") for file in package.folder.rglob("*") if file.suffix in (".py", ".lock")]
    assert [text for text in texts if "skipped" in text.lower()] == [
        (package.folder / "transport.py").read_text(encoding="utf-8")
    ]
