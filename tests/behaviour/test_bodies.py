"""Request bodies: what each media type looks like on the wire, and that the mock reads it back."""

from __future__ import annotations

import functools
import io
import json
from typing import Any
from urllib.parse import unquote_plus

import pytest
import requests

from mockgen.testing import RequestViolation

from .conftest import Generate, Package


def sending(generated: Generate, media_type: str, schema: dict[str, Any], **more: Any) -> Package:
    """Return a package with the operation `send`."""
    body = {"required": True, "content": {media_type: {"schema": schema, **more.pop("media", {})}}, **more}
    operation = {"operationId": "send", "requestBody": body, "responses": {"204": {"description": "Taken."}}}
    return generated({"paths": {"/things": {"post": operation}}})


def sent(package: Package, *body: Any) -> Any:
    """Return the request that the client sends for a body."""
    with package.mock("auto") as shop:
        package.client().send(*body)
    return shop.calls[-1].request


THING = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "size": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "place": {"type": "object", "properties": {"x": {"type": "integer"}}},
    },
}


def test_json(generated: Generate) -> None:
    request = sent(sending(generated, "application/json", THING), {"name": "lamp", "tags": ["é"]})
    assert request.headers["Content-Type"] == "application/json"
    assert json.loads(request.body) == {"name": "lamp", "tags": ["é"]}


def test_null_is_sent_and_what_is_absent_is_not(generated: Generate) -> None:
    schema = {"type": "object", "properties": {"note": {"type": ["string", "null"]}}}
    package = sending(generated, "application/json", schema)
    assert (sent(package, {"note": None}).body, sent(package, {}).body) == (b'{"note":null}', b"{}")


@pytest.mark.parametrize("media_type", ["application/xml", "text/xml", "application/soap+xml"])
def test_xml_is_sent_as_it_is(generated: Generate, media_type: str) -> None:
    request = sent(sending(generated, media_type, {"type": "object"}), b"<a/>")
    assert (request.headers["Content-Type"], request.body) == (media_type, b"<a/>")


def test_json_under_another_name(generated: Generate) -> None:
    request = sent(sending(generated, "application/vnd.shop+json", THING), {"name": "lamp"})
    assert request.headers["Content-Type"] == "application/vnd.shop+json"


def test_form(generated: Generate) -> None:
    package = sending(generated, "application/x-www-form-urlencoded", THING)
    request = sent(package, {"name": "a&b", "size": 3, "tags": ["x", "y"]})
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert request.body == b"name=a%26b&size=3&tags=x&tags=y"


def test_form_with_deep_objects(generated: Generate) -> None:
    encoding = {"encoding": {"place": {"style": "deepObject", "explode": True}}}
    package = sending(generated, "application/x-www-form-urlencoded", THING, media=encoding)
    request = sent(package, {"name": "lamp", "place": {"x": 1}})
    assert unquote_plus(request.body.decode()) == "name=lamp&place[x]=1"


def test_a_form_that_the_document_calls_text_is_written_by_the_caller(generated: Generate) -> None:
    package = sending(generated, "application/x-www-form-urlencoded", {"type": "string"})
    assert sent(package, "q=lamp&lang=en").body == b"q=lamp&lang=en"


def test_lines_that_are_required_are_never_none(generated: Generate) -> None:
    package = sending(generated, "application/x-ndjson", {"type": "array", "items": {"type": "integer"}})
    with package.mock("auto") as shop:
        shop.operations[next(iter(shop.operations))].exercise(package.client(), seed=0)
    assert shop.calls[-1].request.body


def test_a_form_field_that_nobody_declares_is_a_violation(generated: Generate) -> None:
    schema = {**THING, "additionalProperties": False}
    package = sending(generated, "application/x-www-form-urlencoded", schema)
    with pytest.raises(RequestViolation, match=r"body\.siz\b"):
        sent(package, {"name": "lamp", "siz": 3})


FILES = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "string", "format": "binary"}, "count": {"type": "integer"}},
}


@pytest.mark.parametrize("file", [b"\x00\xff", io.BytesIO(b"\x00\xff"), ("a.bin", b"\x00\xff")])
def test_multipart(generated: Generate, file: Any) -> None:
    request = sent(sending(generated, "multipart/form-data", FILES), {"file": file, "count": 2})
    assert request.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert b'name="file"; filename="' in request.body
    assert b"\r\n\r\n\x00\xff\r\n" in request.body
    assert b'name="count"\r\n\r\n2\r\n' in request.body


def test_a_multipart_body_is_held_against_its_schema(generated: Generate) -> None:
    with pytest.raises(RequestViolation, match=r"body\.count"):
        sent(sending(generated, "multipart/form-data", FILES), {"file": b"1", "count": "many"})


def test_the_parts_of_a_multipart_body_have_the_documented_types(generated: Generate) -> None:
    schema = {"type": "object", "properties": {"photo": {"type": "string", "format": "binary"}, "note": {}}}
    encoding = {"encoding": {"photo": {"contentType": "image/png, image/jpeg"}, "note": {"contentType": "text/csv"}}}
    package = sending(generated, "multipart/form-data", schema, media=encoding)
    request = sent(package, {"photo": ("a.jpeg", b"x", None, {"X-Part": "1"}), "note": "a,b"})
    assert b'filename="a.jpeg"\r\nContent-Type: image/jpeg\r\nX-Part: 1\r\n\r\nx' in request.body
    assert b'name="note"\r\nContent-Type: text/csv\r\n\r\na,b' in request.body


@pytest.mark.parametrize("media_type", ["multipart/mixed", "multipart/related", "multipart/form-data", "multipart/*"])
@pytest.mark.parametrize("schema", [FILES, {"type": "string"}, {}, {"type": "array", "items": FILES}])
def test_every_multipart_body_can_be_sent(generated: Generate, media_type: str, schema: dict[str, Any]) -> None:
    package = sending(generated, media_type, schema)
    with package.mock("auto") as shop:
        shop.send.exercise(package.client(), seed=1)
    expected = media_type.replace("*", "form-data")
    assert shop.calls[0].request.headers["Content-Type"].startswith(f"{expected}; boundary=")


@pytest.mark.parametrize("schema", [{"type": "string"}, {}])
def test_every_form_can_be_sent(generated: Generate, schema: dict[str, Any]) -> None:
    package = sending(generated, "application/x-www-form-urlencoded", schema)
    with package.mock("auto") as shop:
        shop.send.exercise(package.client(), seed=1)
    assert shop.calls[0].request.body


@pytest.mark.parametrize("body", [b"\x00\xff", io.BytesIO(b"\x00\xff")])
def test_binary(generated: Generate, body: Any) -> None:
    package = sending(generated, "application/octet-stream", {"type": "string", "format": "binary"})
    request = sent(package, body)
    assert request.headers["Content-Type"] == "application/octet-stream"
    assert request.body in (b"\x00\xff", body)


def test_text(generated: Generate) -> None:
    request = sent(sending(generated, "text/plain", {"type": "string", "maxLength": 4}), "é!")
    assert request.headers["Content-Type"] == "text/plain"
    assert request.body == "é!".encode()


def test_a_union_with_keywords_of_its_own_that_is_only_sent(generated: Generate) -> None:
    package = generated("""
        paths:
          /things:
            post:
              operationId: send
              requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
              responses: {"204": {description: Taken.}}
        components:
          schemas:
            Item:
              required: [kind]
              discriminator: {propertyName: kind}
              oneOf: [{$ref: '#/components/schemas/Tea'}, {$ref: '#/components/schemas/Cake'}]
            Tea: {type: object, properties: {kind: {type: string}, size: {type: integer}}}
            Cake: {type: object, properties: {kind: {type: string}, slices: {type: integer}}}
    """)
    assert sent(package, {"kind": "Cake", "slices": 2}).body == b'{"kind":"Cake","slices":2}'


def test_an_optional_body_may_be_left_out(generated: Generate) -> None:
    package = sending(generated, "application/json", THING, required=False)
    assert sent(package).body is None
    assert "Content-Type" not in sent(package).headers
    assert sent(package, {"name": "lamp"}).body == b'{"name":"lamp"}'


def test_a_required_body_that_may_be_null(generated: Generate) -> None:
    package = sending(generated, "application/json", {"type": ["object", "null"]})
    assert sent(package, None).body == b"null"


def test_json_is_preferred_where_the_document_offers_several(generated: Generate) -> None:
    package = generated("""
        paths:
          /things:
            post:
              operationId: send
              requestBody:
                required: true
                content:
                  text/plain: {schema: {type: string}}
                  application/x-www-form-urlencoded: {schema: {type: object}}
                  application/json: {schema: {type: object}}
              responses: {"204": {description: Taken.}}
    """)
    assert sent(package, {}).headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("media_type", ["*/*", "application/*", "application/*+json", "text/*", "image/*"])
def test_a_range_of_media_types(generated: Generate, media_type: str) -> None:
    request = sent(sending(generated, media_type, {"type": "string"}), "words")
    assert "*" not in request.headers["Content-Type"]


def test_python_values_travel_in_their_wire_form(generated: Generate) -> None:
    import datetime as dt
    import uuid
    from decimal import Decimal

    schema = {
        "type": "object",
        "properties": {
            "at": {"type": "string", "format": "date-time"},
            "id": {"type": "string", "format": "uuid"},
            "price": {"type": "string"},
        },
    }
    package = sending(generated, "application/json", schema)
    at = dt.datetime(2026, 1, 2, 3, tzinfo=dt.UTC)
    request = sent(package, {"at": at, "id": uuid.UUID(int=1), "price": Decimal("1.50")})
    wire = {"at": "2026-01-02T03:00:00Z", "id": "00000000-0000-0000-0000-000000000001", "price": "1.50"}
    assert json.loads(request.body) == wire


def test_a_wrong_body_is_a_violation_with_its_place(generated: Generate) -> None:
    package = sending(generated, "application/json", {**THING, "additionalProperties": False})
    with pytest.raises(RequestViolation) as caught:
        sent(package, {"nam": "lamp", "place": {"x": "far"}})
    places = {problem.place for problem in caught.value.problems}
    assert {"body.nam", "body.place.x"} <= places


def test_a_union_whose_branches_share_properties_of_its_own(generated: Generate) -> None:
    """It is sent only, so that its branches have no type of their own but that of what is sent."""
    tagged = {"propertyName": "kind", "mapping": {"card": "#/components/schemas/Card"}}
    text = {"type": "string"}
    payment = {
        "required": ["kind", "amount"],
        "properties": {"amount": {"type": "integer"}},
        "discriminator": tagged,
        "oneOf": [
            {"$ref": "#/components/schemas/Card"},
            {"properties": {"kind": {"const": "cash"}, "till": text}},
        ],
    }
    card = {"properties": {"kind": {"const": "card"}, "last4": text}}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Payment"}}}
    operation = {
        "operationId": "pay",
        "requestBody": {"content": content},
        "responses": {"204": {"description": "Paid."}},
    }
    components = {"schemas": {"Payment": payment, "Card": card}}
    package = generated({"paths": {"/pay": {"post": operation}}, "components": components})
    with package.mock("auto") as shop:
        package.client().pay({"kind": "card", "amount": 1, "last4": "4242"})
        with pytest.raises(RequestViolation):
            package.client().pay({"kind": "card", "last4": "4242"})
    assert json.loads(shop.calls[0].request.body) == {"kind": "card", "amount": 1, "last4": "4242"}


FIELDLESS = [
    {"type": "string", "minLength": 3, "maxLength": 5},
    {"type": "integer", "minimum": 7},
    {"type": "boolean"},
    {"enum": ["a", "b"]},
    {"enum": [1, 2]},
    {"type": "array", "items": {"type": "string"}},
    {"anyOf": [{"type": "string"}, THING]},
    {"type": ["object", "null"], "properties": {"a": {"type": "string"}}},
    {},
]


@pytest.mark.parametrize("schema", FIELDLESS, ids=json.dumps)
@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/octet-stream", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_what_a_body_cannot_carry_is_not_made(generated: Generate, media_type: str, schema: dict[str, Any]) -> None:
    """A text is no number and a form has fields, whatever the schema says: every fake can be sent and is accepted."""
    package = sending(generated, media_type, schema)
    with package.mock("auto") as shop:
        for seed in range(3):
            shop.operations["POST /things"].exercise(package.client(), seed=seed)
    assert len(shop.calls) == 3
    assert all(call.request.headers["Content-Type"].startswith(media_type) for call in shop.calls)


def test_a_form_without_fields_is_held_against_its_schema(generated: Generate) -> None:
    package = sending(generated, "application/x-www-form-urlencoded", {"type": "integer"})
    (warning,) = package.diagnostics
    assert warning.message.startswith("the body of POST /things is a form whose schema has no fields")
    assert sent(package, "12").body == b"12"
    with pytest.raises(RequestViolation):
        sent(package, "twelve")


def test_text_json_is_json_and_the_last_of_its_kind(generated: Generate) -> None:
    schema = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
    content = {name: {"schema": schema} for name in ("text/json", "application/json")}
    spec = {
        "paths": {
            "/things": {
                "post": {
                    "operationId": "create",
                    "requestBody": {"required": True, "content": content},
                    "responses": {"200": {"description": "It.", "content": content}},
                }
            }
        }
    }
    package = generated(spec)
    with package.mock() as shop:
        assert set(shop.create.fake("200", media_type="text/json")) == {"n"}
        shop.create.returns(n=7)
        assert package.client().create({"n": 1}).n == 7
        sent = shop.calls[-1].request
        assert (sent.headers["Content-Type"], sent.headers["Accept"]) == (
            "application/json",
            "application/json, text/json",
        )
        raw = functools.partial(requests.post, "https://shop.example/things", headers={"Content-Type": "text/json"})
        shop.create.returns(n=8)
        assert raw(data='{"n": 2}', timeout=5).json() == {"n": 8}
        with pytest.raises(RequestViolation):
            raw(data='{"n": "x"}', timeout=5)
