"""What a request sent shows in the answer that is faked for it, as far as the contract allows."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Generate, Package

SPEC = """
paths:
  /charges:
    post:
      operationId: create
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/NewCharge'}}}
      responses:
        '201': {description: Done., content: {application/json: {schema: {$ref: '#/components/schemas/Charge'}}}}
        '402': {description: Refused., content: {application/json: {schema: {$ref: '#/components/schemas/Charge'}}}}
    get:
      operationId: charges
      parameters:
        - {name: cursor, in: query, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        '200':
          description: A page.
          content:
            application/json:
              schema:
                type: object
                required: [data, has_more]
                properties:
                  data: {type: array, items: {$ref: '#/components/schemas/Charge'}}
                  has_more: {type: boolean}
                  limit: {type: integer}
                  cursor: {type: string}
                  next_cursor: {type: [string, 'null']}
  /charges/{charge_id}:
    parameters: [{name: charge_id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: get
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Charge'}}}}
  /charges/{charge_id}/capture:
    parameters: [{name: charge_id, in: path, required: true, schema: {type: string}}]
    post:
      operationId: capture
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Charge'}}}}
  /charges/{charge_id}/notes/{id}:
    parameters:
      - {name: charge_id, in: path, required: true, schema: {type: string}}
      - {name: id, in: path, required: true, schema: {type: integer}}
    put:
      operationId: note
      requestBody:
        content: {application/json: {schema: {type: object, properties: {text: {type: string}}}}}
      responses:
        '200':
          description: It.
          content:
            application/json:
              schema:
                type: object
                properties:
                  data:
                    type: object
                    required: [id, text]
                    properties:
                      id: {type: integer}
                      charge_id: {type: string}
                      text: {type: string, maxLength: 5}
components:
  schemas:
    NewCharge:
      type: object
      required: [amount]
      properties:
        amount: {type: integer}
        note: {type: string}
        secret: {type: string, writeOnly: true}
        tags: {type: array, items: {type: string}}
    Charge:
      type: object
      required: [id, amount]
      properties:
        id: {type: string}
        amount: {type: integer, minimum: 1, maximum: 500000}
        amount_refunded: {type: integer}
        note: {type: string}
        tags: {type: array, items: {type: string}}
"""


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


@pytest.mark.parametrize("mode", ["strict", "auto"])
def test_the_identifier_of_the_path_shows(package: Package, mode: str) -> None:
    with package.mock(mode) as shop:
        if mode == "strict":
            shop.get.returns()
            shop.capture.returns()
        client = package.client()
        assert client.get("ch/1").id == "ch/1"
        assert client.get("ch_2").id == "ch_2"
        assert client.capture("ch_3").id == "ch_3"
        assert [call.response.id for call in shop.get.calls] == ["ch/1", "ch_2"]


def test_the_fields_of_the_body_show(package: Package) -> None:
    with package.mock() as shop:
        stub = shop.create.returns()
        answer = package.client().create({"amount": 4200, "note": "n", "tags": ["a", "b"]})
        assert (answer.amount, answer.note, answer.raw["tags"]) == (4200, "n", ["a", "b"])
        assert stub.last.response == answer
        assert package.client().create({"amount": 3}).amount_refunded <= 3
        assert package.client().create({"amount": 4200}).note == stub.planned.body["note"]


def test_siblings_agree_with_what_shows_whatever_the_media_type(generated: Generate) -> None:
    package = generated("""
    paths:
      /people:
        post:
          operationId: addPerson
          requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Person'}}}}
          responses: {'201': {description: One., content: {'*/*': {schema: {$ref: '#/components/schemas/Person'}}}}}
    components:
      schemas:
        Person:
          type: object
          required: [name, email]
          properties: {name: {type: string}, email: {type: string, format: email}}
    """)
    with package.mock("auto") as mock:
        package.client().add_person({"name": "Ada Lovelace", "email": "x@example.com"})
        assert mock.calls[0].answer.body == {"name": "Ada Lovelace", "email": "x@example.com"}
        assert mock.add_person.moving == ("name",)


def test_what_the_test_says_stays(package: Package) -> None:
    body = {"id": "ch_9", "amount": 7}
    with package.mock() as shop:
        shop.get.returns(id="other").then.returns(body).then.off_contract("an old server").returns()
        client = package.client()
        assert client.get("ch_1").id == "other"
        assert client.get("ch_1").raw == body
        assert client.get("ch_1").id != "ch_1"


def test_an_error_shows_nothing(package: Package) -> None:
    with package.mock() as shop:
        stub = shop.create.fails(402)
        with pytest.raises(package.error("StatusError")):
            package.client().create({"amount": 4200})
        assert stub.last.answer == stub.planned


def test_what_the_answer_may_not_hold_stays_as_it_is_faked(package: Package) -> None:
    with package.mock() as shop:
        stub = shop.create.returns()
        answer = package.client().create({"amount": 1_000_000, "note": "kept"})
        assert answer.amount == stub.planned.body["amount"]
        assert answer.note == "kept"


def test_an_envelope_is_looked_into(package: Package) -> None:
    with package.mock() as shop:
        stub = shop.note.returns(data={"charge_id": "set"})
        answer = package.client().note("ch_1", 17, {"text": "short"})
        assert (answer.data.id, answer.data.charge_id, answer.data.text) == (17, "set", "short")
        longer = package.client().note("ch_1", 18, {"text": "too long"})
        assert (longer.data.id, longer.data.text) == (18, stub.planned.body["data"]["text"])


def test_the_plan_is_left_as_it_was(package: Package) -> None:
    with package.mock() as shop:
        stub = shop.get.returns()
        before = dict(stub.planned.body)
        package.client().get("ch_1")
        assert stub.planned.body == before


def test_the_mock_says_what_shows(package: Package) -> None:
    mock = package.module("testing.mock")
    assert mock.Get.echoes == {"id": "path.charge_id"}
    assert mock.Create.echoes == {"amount": "body.amount", "note": "body.note", "tags": "body.tags"}
    assert mock.Note.echoes == {"data.id": "path.id", "data.charge_id": "path.charge_id", "data.text": "body.text"}
    assert mock.Charges.echoes == {"limit": "query.limit"}
    assert mock.Charges.last_page == {"has_more": False, "next_cursor": None}


# -- pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["strict", "auto"])
def test_a_page_is_the_last(package: Package, mode: str) -> None:
    with package.mock(mode) as shop:
        if mode == "strict":
            shop.charges.returns()
        found = list(package.client().iter_charges())
        assert shop.charges.call_count == 1
        assert found


@pytest.mark.parametrize(
    ("said", "more", "has_cursor"),
    [
        ({}, False, False),
        ({"data": 2}, False, False),
        ({"has_more": True}, True, True),
        ({"has_more": False}, False, False),
        ({"next_cursor": "c"}, True, True),
        ({"next_cursor": None}, False, False),
        ({"has_more": True, "next_cursor": None}, True, False),
    ],
)
def test_a_test_says_otherwise(package: Package, said: Any, more: bool, has_cursor: bool) -> None:
    with package.mock() as shop:
        shop.charges.returns(**said)
        page = package.client().charges()
    assert (page.has_more, page.next_cursor is not None) == (more, has_cursor)


ITEMS = "{type: array, minItems: 1, items: {type: object, properties: {id: {type: string}}}}"
URL = "{type: [string, 'null'], format: uri}"
PAGED = {
    "nested": (
        "name: cursor, schema: {type: string}",
        "meta: {type: object, properties: {next_cursor: {type: string}, has_more: {type: boolean}}}",
    ),
    "links": (
        "name: page, schema: {type: integer}",
        f"next: {URL}, previous: {URL}, count: {{type: integer}}",
    ),
    "numbers": ("name: page, schema: {type: integer}", "page: {type: integer}, total_pages: {type: integer}"),
    "total": ("name: offset, schema: {type: integer}", "total: {type: integer}, offset: {type: integer}"),
    "nothing said": ("name: offset, schema: {type: integer}", "note: {type: string}"),
}


@pytest.mark.parametrize("mode", ["strict", "auto"])
@pytest.mark.parametrize("case", PAGED)
def test_every_way_of_paging_ends(generated: Generate, case: str, mode: str) -> None:
    parameter, properties = PAGED[case]
    package = generated(f"""
paths:
  /things:
    get:
      operationId: things
      parameters: [{{in: query, {parameter}}}]
      responses:
        '200':
          description: A page.
          content:
            application/json:
              schema:
                type: object
                properties: {{items: {ITEMS}, {properties}}}
""")
    with package.mock(mode) as shop:
        if mode == "strict":
            shop.things.returns()
        assert list(package.client().iter_things())
        assert shop.things.call_count <= 2
        body = shop.things.calls[0].answer.body
    assert not body.get("next") and not body.get("previous")
    assert body.get("total_pages", 1) == 1
    assert body.get("total", len(body["items"])) == len(body["items"])
    assert body.get("count", len(body["items"])) == len(body["items"])
    assert not body.get("meta", {}).get("has_more") and not body.get("meta", {}).get("next_cursor")
