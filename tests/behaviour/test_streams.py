"""Bodies that are a sequence of items: OpenAPI 3.2's `itemSchema`, and what authors wrote before it."""

from __future__ import annotations

import pytest

from mockgen.testing import ResponseViolation

from .conftest import Generate, Package

TICK = "{type: object, required: [seq], properties: {seq: {type: integer}}}"


def answering(generated: Generate, media_type: str, said: str) -> Package:
    return generated(f"""
      openapi: 3.2.0
      paths:
        /ticks:
          get:
            operationId: watchTicks
            responses: {{"200": {{description: Ticks., content: {{{media_type}: {said}}}}}}}
    """)


@pytest.mark.parametrize("media_type", ["text/event-stream", "application/x-ndjson", "application/json-seq"])
@pytest.mark.parametrize("said", [f"{{itemSchema: {TICK}}}", f"{{schema: {TICK}}}"])
def test_the_items_are_records(generated: Generate, media_type: str, said: str) -> None:
    package = answering(generated, media_type, said)
    with package.mock() as shop:
        shop.watch_ticks.returns([{"seq": 1}, {"seq": 2}])
        with package.client().watch_ticks() as ticks:
            assert [tick.seq for tick in ticks] == [1, 2]


def test_a_schema_of_the_whole_is_that_of_its_items(generated: Generate) -> None:
    package = answering(generated, "application/x-ndjson", f"{{schema: {{type: array, items: {TICK}}}}}")
    with package.mock() as shop:
        shop.watch_ticks.returns(b'{"seq": 1}\n{"seq": 2}\n')
        assert [tick.seq for tick in package.client().watch_ticks()] == [1, 2]


def test_an_item_of_whole_events_has_their_fields(generated: Generate) -> None:
    event = "{type: object, required: [data], properties: {data: {type: string}, event: {type: string}}}"
    package = answering(generated, "text/event-stream", f"{{itemSchema: {event}}}")
    with package.mock() as shop:
        shop.watch_ticks.returns([{"data": "a\nb", "event": "tick"}])
        (tick,) = package.client().watch_ticks()
        assert (tick.data, tick.event) == ("a\nb", "tick")


def test_a_fake_stream_is_valid_and_an_untrue_one_is_refused(generated: Generate) -> None:
    package = answering(generated, "text/event-stream", f"{{itemSchema: {TICK}}}")
    with package.mock("auto") as shop:
        assert all(isinstance(tick.seq, int) for tick in package.client().watch_ticks())
        for body in ([{"seq": "one"}], b'data: {"seq": "one"}\n\n', b"data: {\n\n"):
            with pytest.raises(ResponseViolation):
                shop.watch_ticks.returns(body)


def test_events_of_which_nothing_is_said_are_text(generated: Generate) -> None:
    package = answering(generated, "text/event-stream", "{schema: {type: string}}")
    with package.mock() as shop:
        shop.watch_ticks.returns("data: 1\n\n").then.returns("data: 1\n\n")
        assert package.client().watch_ticks() == "data: 1\n\n"
        assert [found.data for found in package.client().streamed(package.client().watch_ticks).events()] == ["1"]


def test_lines_are_sent(generated: Generate) -> None:
    package = generated(f"""
      paths:
        /bulk:
          post:
            operationId: sendBulk
            requestBody: {{required: true, content: {{application/x-ndjson: {{schema: {TICK}}}}}}}
            responses: {{"204": {{description: Taken.}}}}
    """)
    with package.mock("auto") as shop:
        package.client().send_bulk([{"seq": 1}, {"seq": 2}])
        assert shop.calls[0].request.body == b'{"seq":1}\n{"seq":2}\n'
        with pytest.raises(AssertionError, match=r"body\[0\]\.seq"):
            package.client().send_bulk([{"seq": "one"}])
