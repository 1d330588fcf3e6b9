"""Inheritance: a schema with a discriminator that others build on by `allOf`, in every version."""

from __future__ import annotations

from typing import Any

import pytest

from mockgen.testing import RequestViolation, ResponseViolation

from .conftest import Generate, Package

MOMENT = "2026-03-01T12:00:00Z"


def definitions(prefix: str, discriminator: Any) -> dict[str, Any]:
    def heir(**properties: Any) -> dict[str, Any]:
        own = {"type": "object", "required": list(properties), "properties": properties}
        return {"allOf": [{"$ref": f"{prefix}Event"}, own]}

    event = {
        "type": "object",
        "discriminator": discriminator,
        "required": ["kind", "at"],
        "properties": {
            "kind": {"type": "string"},
            "at": {"type": "string", "format": "date-time"},
            "cause": {"$ref": f"{prefix}Event"},
        },
    }
    return {
        "Event": event,
        "Delivered": heir(signed_by={"type": "string"}),
        "Held": heir(days={"type": "integer", "minimum": 1}),
    }


def swagger_2() -> dict[str, Any]:
    event = {"$ref": "#/definitions/Event"}
    body = {"name": "event", "in": "body", "required": True, "schema": event}
    answer = {"200": {"description": "It.", "schema": event}}
    answers = {"200": {"description": "They.", "schema": {"type": "array", "items": event}}}
    return {
        "swagger": "2.0",
        "produces": ["application/json"],
        "paths": {
            "/events": {
                "get": {"operationId": "listEvents", "responses": answers},
                "post": {"operationId": "addEvent", "parameters": [body], "responses": answer},
            }
        },
        "definitions": definitions("#/definitions/", "kind"),
    }


def openapi_3() -> dict[str, Any]:
    event = {"$ref": "#/components/schemas/Event"}

    def json(schema: Any) -> dict[str, Any]:
        return {"description": "It.", "content": {"application/json": {"schema": schema}}}

    return {
        "paths": {
            "/events": {
                "get": {"operationId": "listEvents", "responses": {"200": json({"type": "array", "items": event})}},
                "post": {"operationId": "addEvent", "requestBody": json(event), "responses": {"200": json(event)}},
            }
        },
        "components": {"schemas": definitions("#/components/schemas/", {"propertyName": "kind"})},
    }


@pytest.fixture(params=[swagger_2, openapi_3])
def events(request: pytest.FixtureRequest, generated: Generate) -> Package:
    return generated(request.param())


def test_an_answer_is_the_record_that_its_value_tells(events: Package) -> None:
    planned = [
        {"kind": "Delivered", "at": MOMENT, "signed_by": "Ann"},
        {"kind": "Held", "at": MOMENT, "days": 2, "cause": {"kind": "Delivered", "at": MOMENT, "signed_by": "Bo"}},
        {"kind": "Event", "at": MOMENT},
    ]
    with events.mock() as shop:
        shop.list_events.returns(planned)
        delivered, held, plain = events.client().list_events()
    assert [type(each).__name__ for each in (delivered, held, held.cause, plain)] == [
        *("Delivered", "Held", "Delivered", "Event"),
    ]
    assert (delivered.signed_by, held.days, plain.at.year) == ("Ann", 2, 2026)


def test_live_an_unknown_value_is_still_the_parent(events: Package) -> None:
    schemas, records = events.module("schemas"), events.module("records")
    lost = records.decode("list[AnyEvent]", [{"kind": "Lost", "at": MOMENT}, {"at": MOMENT}], schemas)
    assert [type(each) for each in lost] == [schemas.Event] * 2


def test_fakes_are_of_every_kind(events: Package) -> None:
    with events.mock("auto") as shop:
        seen = {event["kind"] for seed in range(30) for event in shop.operations["GET /events"].fake("200", seed=seed)}
    assert seen == {"Delivered", "Held", "Event"}


def test_a_request_may_be_of_any_kind(events: Package) -> None:
    with events.mock("auto") as shop:
        events.client().add_event({"kind": "Delivered", "at": MOMENT, "signed_by": "Ann"})
        with pytest.raises(RequestViolation, match=r"body\.signed\b"):
            events.client().add_event({"kind": "Delivered", "at": MOMENT, "signed": "Ann"})
        with pytest.raises(ResponseViolation, match=r"body\.hours\b"):
            shop.add_event.returns({"kind": "Held", "at": MOMENT, "hours": 2})


@pytest.mark.parametrize(
    ("event", "place"),
    [({"kind": "Held", "at": MOMENT, "days": 0}, r"body\.days\b"), ({"kind": "Delivered", "at": MOMENT}, "signed_by")],
)
def test_a_kind_is_held_against_its_own_schema(events: Package, event: Any, place: str) -> None:
    with events.mock("auto") as shop:
        with pytest.raises(RequestViolation, match=place):
            events.client().add_event(event)
        with pytest.raises(ResponseViolation, match=place):
            shop.add_event.returns(event)
