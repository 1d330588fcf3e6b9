"""The documented headers of an answer, typed."""

from __future__ import annotations

import datetime as dt

from .conftest import Generate

SPEC = """
paths:
  /things:
    get:
      operationId: listThings
      responses:
        "200":
          description: Things.
          headers:
            X-Left: {schema: {type: integer}}
            X-Rate: {schema: {type: number}}
            X-Last: {schema: {type: boolean}}
            X-Reset: {schema: {type: string, format: date-time}}
            X-Tags: {schema: {type: array, items: {type: integer}}}
        "429": {description: Too many., headers: {Retry-After: {schema: {type: integer}}}}
"""


def test_headers_are_read_by_their_types(generated: Generate) -> None:
    package = generated(SPEC)
    sent = {"x-left": "7", "X-Rate": "0.5", "X-Last": "true", "X-Reset": "2026-03-01T00:00:00Z", "X-Tags": "1, 2"}
    with package.mock() as shop:
        shop.list_things.returns().headers(sent)
        client = package.client()
        answer = client.answered(client.list_things)
    headers = package.module("schemas").ListThingsHeaders.read(answer.headers)
    assert (headers.x_left, headers.x_rate, headers.x_last, headers.x_tags) == (7, 0.5, True, [1, 2])
    assert headers.x_reset == dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    assert headers.retry_after is None


def test_a_header_that_does_not_fit_is_text(generated: Generate) -> None:
    headers = generated(SPEC).module("schemas").ListThingsHeaders.read({"X-Left": "many", "X-Last": "perhaps"})
    assert (headers.x_left, headers.x_last) == ("many", "perhaps")


def test_a_fake_header_that_holds_a_list_is_read_back(generated: Generate) -> None:
    package = generated("""
      paths:
        /things:
          get:
            operationId: listThings
            responses:
              "204":
                description: None.
                headers:
                  Companies: {required: true, schema: {type: array, minItems: 3, maxItems: 3, items: {type: string}}}
    """)
    client = package.client()
    with package.mock("auto"):
        answers = [client.answered(client.list_things) for _ in range(15)]
    read = package.module("schemas").ListThingsHeaders.read
    assert [len(read(answer.headers).companies) for answer in answers] == [3] * 15
