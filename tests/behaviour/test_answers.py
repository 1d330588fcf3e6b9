"""Answers: what the client makes of each body, strict in tests and lenient live."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from mockgen.testing import ResponseViolation

from .conftest import Generate, Package

COMPONENTS = """
components:
  schemas:
    Thing:
      type: object
      required: [id, colour, made]
      properties:
        id: {type: string, format: uuid}
        colour: {type: string, enum: [red, green]}
        made: {type: string, format: date-time}
        sold: {type: string, format: date}
        note: {type: [string, 'null']}
        parts: {type: array, items: {$ref: '#/components/schemas/Part'}}
        animal: {$ref: '#/components/schemas/Animal'}
        extra: {type: object, additionalProperties: {$ref: '#/components/schemas/Part'}}
        from: {type: integer}
    Part: {type: object, required: [sku], properties: {sku: {type: string}}}
    Animal:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog'}}
    Cat: {type: object, required: [kind], properties: {kind: {type: string}, lives: {type: integer}}}
    Dog: {type: object, required: [kind], properties: {kind: {type: string}, tricks: {type: integer}}}
"""
THING = {"id": str(uuid.UUID(int=1)), "colour": "red", "made": "2026-01-02T03:04:05Z"}


def answering(generated: Generate, responses: str) -> Package:
    """Return a package with the operation `get`, which answers so."""
    return generated(f"paths: {{/thing: {{get: {{operationId: fetch, responses: {responses}}}}}}}\n{COMPONENTS}")


def thing(generated: Generate) -> Package:
    """Return a package whose `fetch` answers a Thing."""
    schema = "{$ref: '#/components/schemas/Thing'}"
    return answering(generated, f"{{'200': {{description: It., content: {{application/json: {{schema: {schema}}}}}}}}}")


def fetched(package: Package, body: Any) -> Any:
    """Return what the client makes of a body."""
    with package.mock() as shop:
        shop.fetch.returns(body)
        return package.client().fetch()


def test_a_record(generated: Generate) -> None:
    package = thing(generated)
    body = {**THING, "sold": "2026-01-03", "note": None, "from": 4}

    found = fetched(package, body)

    assert type(found).__name__ == "Thing"
    assert found.id == uuid.UUID(int=1)
    assert found.made == dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    assert found.sold == dt.date(2026, 1, 3)
    assert found.note is None
    assert found.from_ == 4
    assert found.parts is None  # it may be absent
    assert found.raw == body


def test_records_within_records(generated: Generate) -> None:
    found = fetched(thing(generated), {**THING, "parts": [{"sku": "a"}], "extra": {"b": {"sku": "c"}}})
    assert [part.sku for part in found.parts] == ["a"]
    assert found.extra["b"].sku == "c"


@pytest.mark.parametrize(
    ("animal", "kind"),
    [({"kind": "cat", "lives": 7}, "Cat"), ({"kind": "dog", "tricks": 1}, "Dog")],
)
def test_a_union_is_told_apart_by_its_discriminator(generated: Generate, animal: Any, kind: str) -> None:
    found = fetched(thing(generated), {**THING, "animal": animal})
    assert type(found.animal).__name__ == kind


def test_a_record_is_immutable_compares_copies_and_pickles(generated: Generate) -> None:
    package = thing(generated)
    found = fetched(package, THING)
    assert found == fetched(package, THING)
    assert found != fetched(package, {**THING, "colour": "green"})
    assert copy.deepcopy(found) == found
    assert pickle.loads(pickle.dumps(found)) == found
    with pytest.raises(AttributeError):
        found.colour = "green"


# -- lenient live -----------------------------------------------------------------------------


@contextmanager
def live(body: bytes) -> Iterator[str]:
    """Serve one JSON body on loopback; give its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join(5)


UNKNOWN = b'{"id": "?", "colour": "blue", "made": "soon", "new": 1, "animal": {"kind": "emu", "egg": 1}}'


def test_what_the_document_does_not_know_is_no_error_live(generated: Generate) -> None:
    package = thing(generated)
    with live(UNKNOWN) as url, package.client(base_url=url) as client:
        found = client.fetch()
    assert (found.id, found.colour, found.made) == ("?", "blue", "soon")
    assert found.raw["new"] == 1
    assert type(found.animal).__name__ == "Record"
    assert found.animal.raw["egg"] == 1


def test_what_a_live_answer_lacks_is_named(generated: Generate) -> None:
    with live(b"{}") as url, thing(generated).client(base_url=url) as client:
        found = client.fetch()
    with pytest.raises(AttributeError, match=r"Thing\.made: the answer did not contain 'made'"):
        _ = found.made


def test_in_a_test_it_is_a_violation_unless_it_is_planned_openly(generated: Generate) -> None:
    package = thing(generated)
    with package.mock() as shop:
        with pytest.raises(ResponseViolation, match=r"body\.colour"):
            shop.fetch.returns(colour="blue")
        shop.fetch.off_contract("they sent this on Monday").returns(colour="blue")
        assert package.client().fetch().colour == "blue"


# -- other bodies -----------------------------------------------------------------------------


def test_an_array(generated: Generate) -> None:
    schema = "{type: array, items: {$ref: '#/components/schemas/Part'}}"
    package = answering(
        generated, f"{{'200': {{description: All., content: {{application/json: {{schema: {schema}}}}}}}}}"
    )
    assert [part.sku for part in fetched(package, [{"sku": "a"}, {"sku": "b"}])] == ["a", "b"]


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("text/plain", "hällo"),
        ("text/csv", "a,b"),
        ("application/pdf", b"%PDF"),
        ("image/png", b"\x89PNG"),
        ("application/xml", b"<a/>"),
        ("text/xml", b"<a/>"),
        ("application/atom+xml", b"<a/>"),
    ],
)
def test_text_and_bytes(generated: Generate, media_type: str, body: Any) -> None:
    content = f"{{{media_type}: {{schema: {{type: string}}}}}}"
    package = answering(generated, f"{{'200': {{description: It., content: {content}}}}}")
    assert fetched(package, body) == body


@pytest.mark.parametrize("media_type", ["application/json", "application/vnd.shop+json; charset=utf-8"])
@pytest.mark.parametrize(
    ("schema", "wire", "value"),
    [
        ("{type: string, format: decimal}", "1.10", Decimal("1.10")),
        ("{type: string, format: uuid}", str(uuid.UUID(int=2)), uuid.UUID(int=2)),
        ("{type: string, format: date}", "2026-01-02", dt.date(2026, 1, 2)),
        (
            "{type: string, format: date-time}",
            "2026-01-02T03:04:05+01:00",
            dt.datetime(2026, 1, 2, 2, 4, 5, tzinfo=dt.UTC),
        ),
        ("{type: array, items: {type: string, format: decimal}}", ["2"], [Decimal(2)]),
    ],
)
def test_formats_have_types(generated: Generate, media_type: str, schema: str, wire: Any, value: Any) -> None:
    content = f"{{'{media_type}': {{schema: {schema}}}}}"
    package = answering(generated, f"{{'200': {{description: It., content: {content}}}}}")
    found = fetched(package, wire)
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize(
    ("body", "kind"),
    [({"sku": "a"}, "Part"), ({"bark": 1}, "Fetch2"), (3, "int"), ("three", "str"), ([{"sku": "a"}], "list")],
)
def test_a_union_without_a_discriminator(generated: Generate, body: Any, kind: str) -> None:
    part, other = "{$ref: '#/components/schemas/Part'}", "{type: object, required: [bark], properties: {bark: {}}}"
    schema = f"{{anyOf: [{part}, {other}, {{type: integer}}, {{type: string}}, {{type: array, items: {part}}}]}}"
    package = answering(
        generated, f"{{'200': {{description: It., content: {{application/json: {{schema: {schema}}}}}}}}}"
    )
    found = fetched(package, body)
    assert type(found).__name__.replace("Response", "") == kind
    assert getattr(found[0] if isinstance(found, list) else found, "raw", body) in (body, {"sku": "a"})


def test_null_and_absent_are_told_apart_in_what_came(generated: Generate) -> None:
    package = thing(generated)
    absent, null = fetched(package, THING), fetched(package, {**THING, "note": None})
    assert (absent.note, null.note) == (None, None)
    assert "note" not in absent.raw and null.raw["note"] is None
    assert absent != null


@pytest.mark.parametrize(("schema", "body"), [("integer", 3), ("string", "three"), ("boolean", False)])
def test_a_bare_json_value(generated: Generate, schema: str, body: Any) -> None:
    content = f"{{application/json: {{schema: {{type: {schema}}}}}}}"
    package = answering(generated, f"{{'200': {{description: It., content: {content}}}}}")
    assert fetched(package, body) == body


def test_null(generated: Generate) -> None:
    content = "{application/json: {schema: {oneOf: [{$ref: '#/components/schemas/Part'}, {type: 'null'}]}}}"
    package = answering(generated, f"{{'200': {{description: It., content: {content}}}}}")
    assert fetched(package, None) is None
    assert fetched(package, {"sku": "a"}).sku == "a"


def test_no_content(generated: Generate) -> None:
    package = answering(generated, "{'204': {description: Gone.}}")
    with package.mock() as shop:
        stub = shop.fetch.returns()
        assert package.client().fetch() is None
    assert stub.last.answer.status == 204


def test_several_successes(generated: Generate) -> None:
    part = "{application/json: {schema: {$ref: '#/components/schemas/Part'}}}"
    package = answering(
        generated,
        f"{{'200': {{description: It., content: {part}}}, '202': {{description: Later.}}}}",
    )
    with package.mock() as shop:
        shop.fetch.returns(sku="a").then.returns().status(202)
        client = package.client()
        assert client.fetch().sku == "a"
        assert client.fetch() is None


@pytest.mark.parametrize("body", [b"<html>", b'{"id": '])
def test_a_body_that_is_not_what_it_claims(generated: Generate, body: bytes) -> None:
    package = thing(generated)
    with package.mock() as shop:
        shop.fetch.off_contract("a proxy in between").returns(body)
        with pytest.raises(package.error("DecodeError"), match="GET /thing answered 200"):
            package.client().fetch()


def test_an_answer_of_several_parts_is_bytes(generated: Generate) -> None:
    package = generated("""
      paths:
        /s:
          get:
            operationId: fetch
            responses: {"200": {description: It., content: {multipart/mixed: {schema: {type: object}}}}}
    """)
    with package.mock("auto"):
        assert isinstance(package.client().fetch(), bytes)


def test_text_is_meant_for_a_media_type_that_takes_text(generated: Generate) -> None:
    part = "{$ref: '#/components/schemas/Part'}"
    content = f"{{application/json: {{schema: {part}}}, text/plain: {{schema: {part}}}, text/csv: {{}}}}"
    package = answering(generated, f"{{'200': {{description: It., content: {content}}}}}")
    with package.mock() as shop:
        assert shop.fetch.returns("sku,a").optional().planned.content_type == "text/csv"
        assert shop.fetch.returns(b"sku: a").optional().planned.content_type == "text/plain"

    only = f"{{application/json: {{schema: {part}}}, application/yaml: {{schema: {part}}}}}"
    package = answering(generated, f"{{'200': {{description: It., content: {only}}}}}")
    with package.mock() as shop, pytest.raises(ResponseViolation, match='"zz" is a string; an object is wanted'):
        shop.fetch.returns("zz")


def test_what_is_planned_for_a_status_without_a_body_is_checked_all_the_same(generated: Generate) -> None:
    content = "{application/json: {schema: {$ref: '#/components/schemas/Part'}}}"
    package = answering(generated, f"{{'204': {{description: Gone., content: {content}}}}}")
    with package.mock() as shop:
        stub = shop.fetch.returns({"sku": "a"})
        assert package.client().fetch() is None
        assert (stub.planned.content_type, stub.planned.body) == (None, None)
        with pytest.raises(ResponseViolation, match="sku"):
            shop.fetch.returns({"sku": 1})

    package = answering(generated, "{'204': {description: Gone.}}")
    with package.mock() as shop, pytest.raises(ResponseViolation, match="is not documented for 204"):
        shop.fetch.returns({"sku": "a"})
