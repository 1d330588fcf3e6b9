"""Auto mode: unplanned operations answer their first documented success, as a valid fake."""

from __future__ import annotations

from typing import Any

import pytest

from mockgen.testing import RequestViolation

from .conftest import Generate, Package

COUNT = {
    "application/json": {"schema": {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}}
}


def answering(generated: Generate, *statuses: str, content: Any = COUNT) -> Package:
    """Return a package whose `fetch` documents these statuses."""
    responses = {status: {"description": "It.", "content": content} for status in statuses}
    return generated({"paths": {"/thing": {"get": {"operationId": "fetch", "responses": responses}}}})


@pytest.mark.parametrize(
    ("documented", "answered"),
    [
        (["200"], 200),
        (["202", "201", "404"], 201),
        (["2XX", "default"], 200),
        (["203", "2XX"], 203),
        (["default"], 200),
        (["404", "default"], 200),
    ],
)
def test_which_status_is_answered(generated: Generate, documented: list[str], answered: int) -> None:
    package = answering(generated, *documented)
    with package.mock("auto") as shop:
        found = package.client().fetch()
    assert shop.calls[-1].answer.status == answered
    assert isinstance(found.n, int)


@pytest.mark.parametrize("documented", [["404"], ["302"], ["4XX", "500"]])
def test_without_a_documented_success_it_is_an_empty_200(generated: Generate, documented: list[str]) -> None:
    package = answering(generated, *documented)
    with package.mock("auto") as shop:
        package.client().fetch()
    assert shop.calls[-1].answer.status == 200
    assert shop.calls[-1].answer.content() == b""


def test_no_content(generated: Generate) -> None:
    package = answering(generated, "204", content={})
    with package.mock("auto"):
        assert package.client().fetch() is None


@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "application/pdf", "*/*", "application/hal+json", "text/*", "image/*", "application/*+json"],
)
def test_any_media_type(generated: Generate, media_type: str) -> None:
    schema = {"type": "string", "minLength": 1}
    package = answering(generated, "200", content={media_type: {"schema": schema}})
    with package.mock("auto"):
        assert package.client().fetch()


def test_a_plan_comes_first(generated: Generate) -> None:
    package = answering(generated, "200")
    with package.mock("auto") as shop:
        shop.fetch.returns(n=-17)
        assert package.client().fetch().n == -17


def test_the_answers_of_a_run_are_those_of_the_next_and_differ_from_call_to_call(generated: Generate) -> None:
    package = answering(generated, "200")

    def run() -> list[int]:
        with package.mock("auto"):
            return [package.client().fetch().n for _ in range(5)]

    first = run()
    assert run() == first
    assert len(set(first)) > 1


def test_requests_are_checked_all_the_same(generated: Generate) -> None:
    package = generated("""
        paths:
          /thing:
            get:
              operationId: fetch
              parameters: [{name: n, in: query, schema: {type: integer}}]
              responses: {'204': {description: It.}}
    """)
    with pytest.raises(RequestViolation, match=r"query\.n"), package.mock("auto"):
        package.client().fetch(n="one")


def test_there_is_no_other_mode(generated: Generate) -> None:
    with pytest.raises(ValueError, match="'strict', 'auto' or 'warn'"), answering(generated, "200").mock("lax"):
        pass
