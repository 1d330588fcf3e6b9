"""A stateful mock: what was created is found, listed, changed and deleted, and then is a documented 404."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockgen.testing import ResponseViolation, UnmockedOperation

from .conftest import Generate, Package

CHARGES = """
paths:
  /charges:
    post:
      operationId: create_charge
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/NewCharge'}}}
      responses:
        '201': {description: Done., content: {application/json: {schema: {$ref: '#/components/schemas/Charge'}}}}
        '402': {description: Refused., content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}
    get:
      operationId: list_charges
      parameters:
        - {name: cursor, in: query, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer, default: 2}}
        - {name: currency, in: query, schema: {type: string}}
        - {name: status, in: query, schema: {type: array, items: {type: string}}}
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
                  next_cursor: {type: [string, 'null']}
                  total_count: {type: integer}
                additionalProperties: false
  /charges/{charge_id}:
    parameters: [{name: charge_id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: get_charge
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Charge'}}}}
        '404': {description: None., content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}
    patch:
      operationId: change_charge
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/ChargeChanges'}}}
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Charge'}}}}
        '404': {description: None., content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}
    put:
      operationId: replace_charge
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/NewCharge'}}}
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Charge'}}}}
    delete:
      operationId: delete_charge
      responses:
        '204': {description: Gone.}
        '404': {description: None., content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}
  /charges/{charge_id}/capture:
    parameters: [{name: charge_id, in: path, required: true, schema: {type: string}}]
    post:
      operationId: capture_charge
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Charge'}}}}
        '404': {description: None., content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}
  /charges/{charge_id}/receipt:
    parameters: [{name: charge_id, in: path, required: true, schema: {type: string}}]
    post:
      operationId: send_receipt
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Receipt'}}}}
  /charges/{charge_id}/refunds:
    parameters: [{name: charge_id, in: path, required: true, schema: {type: string}}]
    post:
      operationId: create_refund
      responses:
        '201': {description: Done., content: {application/json: {schema: {$ref: '#/components/schemas/Refund'}}}}
        '404': {description: None., content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}
    get:
      operationId: list_refunds
      responses:
        '200':
          description: All.
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Refund'}}}
  /refunds/{refund_id}:
    parameters: [{name: refund_id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: get_refund
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Refund'}}}}
  /balance:
    get:
      operationId: get_balance
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Receipt'}}}}
components:
  schemas:
    NewCharge:
      type: object
      required: [amount, currency]
      properties:
        amount: {type: integer, minimum: 1}
        currency: {enum: [eur, usd]}
        note: {type: string}
      additionalProperties: false
    ChargeChanges:
      type: object
      properties:
        note: {type: [string, 'null']}
        metadata: {type: object, properties: {a: {type: string}, b: {type: string}}}
      additionalProperties: false
    Charge:
      type: object
      required: [id, amount, currency, status]
      properties:
        id: {type: string, pattern: '^ch_[a-z0-9]{1,8}$'}
        amount: {type: integer, minimum: 1}
        currency: {enum: [eur, usd]}
        status: {enum: [pending, succeeded, failed]}
        note: {type: string}
        metadata: {type: object, properties: {a: {type: string}, b: {type: string}}}
    Receipt: {type: object, required: [number], properties: {number: {type: integer}}}
    Refund:
      type: object
      required: [id, charge_id]
      properties: {id: {type: string}, charge_id: {type: string}}
    Error: {type: object, required: [code], properties: {code: {type: string}}}
"""


@pytest.fixture
def shop(generated: Generate) -> Package:
    return generated(CHARGES)


@pytest.fixture
def mock(shop: Package) -> Iterator[Any]:
    with shop.mock() as mock:
        yield mock.stateful()


# -- from one call to the next ------------------------------------------------------------------


def test_what_was_created_is_found(shop: Package, mock: Any) -> None:
    client = shop.client()

    made = client.create_charge({"amount": 500, "currency": "eur"})

    assert client.get_charge(made.id) == made
    assert made.amount == 500
    assert mock.state.charges[made.id] == made.raw


def test_two_that_are_created_are_two(shop: Package, mock: Any) -> None:
    client = shop.client()

    for amount in (1, 2, 3):
        client.create_charge({"amount": amount, "currency": "eur"})

    assert [charge["amount"] for charge in mock.state.charges.values()] == [1, 2, 3]


def test_what_was_changed_stays_changed(shop: Package, mock: Any) -> None:
    client = shop.client()
    made = client.create_charge({"amount": 500, "currency": "eur"})

    changed = client.change_charge(made.id, {"note": "late"})

    assert changed.raw == {**made.raw, "note": "late"}
    assert client.get_charge(made.id) == changed


def test_a_change_is_made_deeply(shop: Package, mock: Any) -> None:
    mock.state.charges.add(id="ch_1", metadata={"a": "1", "b": "2"})

    shop.client().change_charge("ch_1", {"metadata": {"b": "3"}})

    assert mock.state.charges["ch_1"]["metadata"] == {"a": "1", "b": "3"}


def test_a_null_empties_what_cannot_be_null(shop: Package, mock: Any) -> None:
    mock.state.charges.add(id="ch_1", note="late")

    shop.client().change_charge("ch_1", {"note": None})

    assert "note" not in mock.state.charges["ch_1"]


def test_put_leaves_out_what_was_not_sent(shop: Package, mock: Any) -> None:
    mock.state.charges.add(id="ch_1", amount=500, note="late", status="failed")

    shop.client().replace_charge("ch_1", {"amount": 7, "currency": "usd"})

    kept = mock.state.charges["ch_1"]
    assert (kept["amount"], kept["currency"], kept["status"]) == (7, "usd", "failed")  # the service's own stays
    assert "note" not in kept


def test_what_was_deleted_is_a_documented_404(shop: Package, mock: Any) -> None:
    client = shop.client()
    made = client.create_charge({"amount": 500, "currency": "eur"})

    client.delete_charge(made.id)

    for gone in (client.get_charge, client.delete_charge, client.capture_charge):
        with pytest.raises(shop.error("StatusError")) as caught:
            gone(made.id)
        assert caught.value.status == 404
        assert isinstance(caught.value.body.code, str)
    assert made.id not in mock.state.charges


def test_a_404_that_is_not_documented_has_no_body(shop: Package, mock: Any) -> None:
    with pytest.raises(shop.error("StatusError")) as caught:
        shop.client().replace_charge("ch_1", {"amount": 7, "currency": "usd"})

    assert caught.value.status == 404
    assert mock.replace_charge.calls[0].answer.body is None


def test_an_action_that_answers_the_object_shows_the_one_that_is_kept(shop: Package, mock: Any) -> None:
    kept = mock.state.charges.add(id="ch_1")

    assert shop.client().capture_charge("ch_1").raw == kept


STEPS = st.tuples(st.sampled_from(["create", "change", "delete", "get", "list"]), st.integers(0, 3), st.integers(1, 9))


def test_whatever_is_called_the_service_agrees_with_a_dictionary(shop: Package, mock: Any) -> None:
    client, missing = shop.client(), shop.error("StatusError")

    @given(st.lists(STEPS, max_size=12))
    @settings(max_examples=40, deadline=None)
    def agrees(steps: list[tuple[str, int, int]]) -> None:
        mock.state.clear()
        model: dict[str, str | None] = {}
        for step, index, number in steps:
            known = [*model, "ch_gone"]
            name = known[index % len(known)]
            if step == "create":
                model[client.create_charge({"amount": number, "currency": "eur", "note": "new"}).id] = "new"
            elif step == "list":
                found = {charge.id: charge.raw.get("note") for charge in client.iter_list_charges()}
                assert found == model
            elif name not in model:
                with pytest.raises(missing):
                    client.get_charge(name)
            elif step == "change":
                model[name] = str(number)
                client.change_charge(name, {"note": str(number)})
            elif step == "delete":
                del model[name]
                client.delete_charge(name)
            else:
                assert client.get_charge(name).note == model[name]
        assert {name: charge.get("note") for name, charge in mock.state.charges.items()} == model

    agrees()


# -- lists --------------------------------------------------------------------------------------


def test_a_list_has_what_was_created_page_by_page(shop: Package, mock: Any) -> None:
    for number in range(5):
        mock.state.charges.add(id=f"ch_{number}")
    client = shop.client()

    first = client.list_charges()

    assert [charge.id for charge in first.data] == ["ch_0", "ch_1"]
    assert (first.has_more, first.next_cursor, first.total_count) == (True, "ch_1", 5)
    assert [charge.id for charge in client.iter_list_charges()] == [f"ch_{number}" for number in range(5)]
    last = client.list_charges(cursor="ch_1", limit=3)
    assert [charge.id for charge in last.data] == ["ch_2", "ch_3", "ch_4"]
    assert not last.has_more and last.next_cursor is None


def test_a_list_is_filtered_by_parameters_that_are_called_like_properties(shop: Package, mock: Any) -> None:
    mock.state.charges.add(id="ch_1", currency="eur", status="failed")
    mock.state.charges.add(id="ch_2", currency="usd", status="pending")
    mock.state.charges.add(id="ch_3", currency="usd", status="succeeded")
    client = shop.client()

    assert [charge.id for charge in client.list_charges(currency="eur").data] == ["ch_1"]
    assert [charge.id for charge in client.list_charges(status=["failed", "pending"]).data] == ["ch_1", "ch_2"]
    assert client.list_charges(currency="eur", status=["pending"]).data == []


def test_an_empty_list(shop: Package, mock: Any) -> None:
    page = shop.client().list_charges()

    assert (page.data, page.has_more) == ([], False)


# -- one collection by two paths ----------------------------------------------------------------


def test_refunds_are_created_below_a_charge_and_found_by_themselves(shop: Package, mock: Any) -> None:
    mock.state.charges.add(id="ch_1")
    mock.state.charges.add(id="ch_2")
    client = shop.client()

    refund = client.create_refund("ch_1")

    assert client.get_refund(refund.id).charge_id == "ch_1"
    assert client.list_refunds("ch_1") == [refund]
    assert client.list_refunds("ch_2") == []


def test_nothing_is_created_below_what_is_not_there(shop: Package, mock: Any) -> None:
    with pytest.raises(shop.error("StatusError")) as caught:
        shop.client().create_refund("ch_1")

    assert caught.value.status == 404
    assert not mock.state.refunds


# -- what takes part ----------------------------------------------------------------------------


def test_what_takes_part_can_be_seen(mock: Any) -> None:
    assert mock.state.operations == {
        "POST /charges": "creates charges",
        "GET /charges": "lists charges",
        "GET /charges/{charge_id}": "gets charges",
        "PATCH /charges/{charge_id}": "changes charges",
        "PUT /charges/{charge_id}": "changes charges",
        "DELETE /charges/{charge_id}": "deletes charges",
        "POST /charges/{charge_id}/capture": "changes charges",
        "POST /charges/{charge_id}/refunds": "creates refunds",
        "GET /charges/{charge_id}/refunds": "lists refunds",
        "GET /refunds/{refund_id}": "gets refunds",
    }


def test_the_others_stay_strict(shop: Package, mock: Any) -> None:
    with pytest.raises(UnmockedOperation) as caught:
        shop.client().get_balance()

    assert "state    it takes no part; shop.state.operations has those that do" in str(caught.value)


def test_the_others_stay_automatic(shop: Package) -> None:
    with shop.mock("auto") as mock:
        mock.stateful()
        assert isinstance(shop.client().send_receipt("ch_1").number, int)
        with pytest.raises(shop.error("StatusError")):
            shop.client().get_charge("ch_1")


def test_without_stateful_nothing_is_kept(shop: Package) -> None:
    with shop.mock() as mock:
        with pytest.raises(RuntimeError, match=r"shop keeps nothing yet: call shop\.stateful\(\) first"):
            _ = mock.state
        mock.create_charge.returns()
        shop.client().create_charge({"amount": 500, "currency": "eur"})
        with pytest.raises(UnmockedOperation):
            shop.client().list_charges()


# -- plans --------------------------------------------------------------------------------------


def test_a_plan_comes_before_what_is_kept(shop: Package, mock: Any) -> None:
    mock.create_charge.fails(402, code="declined")

    with pytest.raises(shop.error("StatusError")) as caught:
        shop.client().create_charge({"amount": 500, "currency": "eur"})

    assert caught.value.body.code == "declined"
    assert not mock.state.charges


def test_what_a_plan_answers_is_kept(shop: Package, mock: Any) -> None:
    mock.create_charge.returns(id="ch_1", status="failed")
    client = shop.client()

    client.create_charge({"amount": 500, "currency": "eur"})

    found = client.get_charge("ch_1")
    assert (found.amount, found.status) == (500, "failed")


def test_a_planned_change_is_made_to_what_is_kept(shop: Package, mock: Any) -> None:
    kept = mock.state.charges.add(id="ch_1", status="pending")
    mock.capture_charge.returns(status="succeeded")
    client = shop.client()

    captured = client.capture_charge("ch_1")

    assert captured.raw == {**kept, "status": "succeeded"}
    assert client.get_charge("ch_1") == captured


def test_a_planned_delete_deletes(shop: Package, mock: Any) -> None:
    mock.state.charges.add(id="ch_1")
    mock.delete_charge.returns()

    shop.client().delete_charge("ch_1")

    assert not mock.state.charges


def test_a_fault_changes_nothing(shop: Package, mock: Any) -> None:
    mock.state.charges.add(id="ch_1")
    mock.delete_charge.times_out()

    with pytest.raises(shop.error("Timeout")):
        shop.client().delete_charge("ch_1")

    assert "ch_1" in mock.state.charges


# -- what a test puts in and looks at -----------------------------------------------------------


def test_an_object_is_put_in_with_some_of_its_fields(shop: Package, mock: Any) -> None:
    given = mock.state.charges.add(id="ch_1", amount=500)

    assert mock.state.charges["ch_1"] == given
    assert mock.state.charges.record("ch_1") == shop.client().get_charge("ch_1")
    assert shop.client().get_charge("ch_1").amount == 500


def test_a_collection_is_a_mapping(mock: Any) -> None:
    charges = mock.state.charges
    charges.add(id="ch_2")
    charges.add(id="ch_1")

    assert list(charges) == ["ch_2", "ch_1"]
    assert len(charges) == 2
    assert "ch_1" in charges and "ch_3" not in charges
    assert repr(charges) == "<charges: ch_2, ch_1>"
    assert repr(mock.state) == "<ShopState: charges 2, refunds 0>"


def test_what_is_given_out_is_a_copy(mock: Any) -> None:
    mock.state.charges.add(id="ch_1", amount=500)

    mock.state.charges["ch_1"]["amount"] = 0

    assert mock.state.charges["ch_1"]["amount"] == 500


def test_the_service_changes_an_object_by_itself(shop: Package, mock: Any) -> None:
    mock.state.charges.add(id="ch_1", status="pending")

    mock.state.charges.change("ch_1", status="failed")

    assert shop.client().get_charge("ch_1").status == "failed"
    mock.state.charges.remove("ch_1")
    assert not mock.state.charges


def test_a_state_cannot_lie(mock: Any) -> None:
    with pytest.raises(ResponseViolation):
        mock.state.charges.add(id="ch_1", amount=0)
    mock.state.charges.add(id="ch_1")
    with pytest.raises(ResponseViolation):
        mock.state.charges.change("ch_1", status="paid")
    with pytest.raises(ValueError, match="id identifies the object and stays as it is"):
        mock.state.charges.change("ch_1", id="ch_2")
    with pytest.raises(ValueError, match="charges has 'ch_1' already"):
        mock.state.charges.add(id="ch_1")
    assert list(mock.state.charges) == ["ch_1"]


def test_what_is_not_there_is_said(mock: Any) -> None:
    mock.state.charges.add(id="ch_1")

    with pytest.raises(KeyError, match="charges has no ch_2; it has ch_1"):
        mock.state.charges["ch_2"]
    with pytest.raises(
        AttributeError, match=r"there is no collection charge but charges, refunds; did you mean charges\?"
    ):
        _ = mock.state.charge


def test_clear_forgets(shop: Package, mock: Any) -> None:
    mock.state.charges.add(id="ch_1")

    mock.state.clear()

    assert shop.client().list_charges().data == []


def test_each_mock_keeps_its_own(shop: Package) -> None:
    for _ in range(2):
        with shop.mock() as mock:
            mock.stateful()
            assert not mock.state.charges
            mock.state.charges.add(id="ch_1")


def test_threads_create_as_many_as_they_ask_for(shop: Package, mock: Any) -> None:
    client = shop.client()

    with ThreadPoolExecutor(4) as threads:
        made = list(
            threads.map(lambda amount: client.create_charge({"amount": amount, "currency": "eur"}), range(1, 25))
        )

    assert sorted(charge["amount"] for charge in mock.state.charges.values()) == list(range(1, 25))
    assert {charge.id for charge in made} == set(mock.state.charges)


# -- other kinds of API -------------------------------------------------------------------------

CARDS = """
paths:
  /customers:
    post:
      operationId: create_customer
      parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/CustomerAnswer'}}}}
      responses:
        '201': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/CustomerAnswer'}}}}
  /customers/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: get_customer
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/CustomerAnswer'}}}}
    delete:
      operationId: delete_customer
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/CustomerAnswer'}}}}
  /customers/{customer_id}/cards:
    parameters: [{name: customer_id, in: path, required: true, schema: {type: integer}}]
    post:
      operationId: create_card
      responses:
        '201': {description: Done., content: {application/json: {schema: {$ref: '#/components/schemas/Card'}}}}
    get:
      operationId: list_cards
      parameters:
        - {name: page, in: query, schema: {type: integer, default: 1}}
        - {name: per_page, in: query, schema: {type: integer}}
      responses:
        '200':
          description: All.
          headers: {Link: {schema: {type: string}}}
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/ShortCard'}}}
  /customers/{id}/cards/{card_id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
      - {name: card_id, in: path, required: true, schema: {type: string, format: uuid}}
    get:
      operationId: get_card
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Card'}}}}
    put:
      operationId: put_card
      requestBody:
        content: {application/json: {schema: {type: object, properties: {label: {type: string}}}}}
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Card'}}}}
        '201': {description: New., content: {application/json: {schema: {$ref: '#/components/schemas/Card'}}}}
components:
  schemas:
    Customer:
      type: object
      properties: {id: {type: integer, readOnly: true, minimum: 1}, name: {type: string}}
      required: [id, name]
    CustomerAnswer:
      type: object
      required: [customer]
      properties: {customer: {$ref: '#/components/schemas/Customer'}}
    Card:
      type: object
      required: [card_id, label]
      properties: {card_id: {type: string, format: uuid}, label: {type: string}, network: {enum: [visa, mc]}}
    ShortCard:
      type: object
      required: [card_id, masked]
      properties: {card_id: {type: string, format: uuid}, label: {type: string}, masked: {const: '****'}}
"""
FIRST, SECOND = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"


@pytest.fixture
def bank(generated: Generate) -> Iterator[tuple[Any, Any]]:
    package = generated(CARDS)
    with package.mock() as mock:
        yield mock.stateful(), package


def test_objects_in_envelopes_with_numbers_for_ids(bank: tuple[Any, Any]) -> None:
    mock, package = bank
    client = package.client()

    made = client.create_customer({"customer": {"name": "Ada"}}).customer

    assert made.name == "Ada"
    assert client.get_customer(made.id).customer == made
    assert mock.state.customers[made.id] == {"id": made.id, "name": "Ada"}
    assert client.delete_customer(made.id).customer == made
    assert made.id not in mock.state.customers


def test_the_same_idempotency_key_creates_once(bank: tuple[Any, Any]) -> None:
    mock, package = bank
    client = package.client()

    made = [client.create_customer({"customer": {"name": "Ada"}}, idempotency_key=key) for key in ("a", "a", "b")]

    assert made[0] == made[1] != made[2]
    assert len(mock.state.customers) == 2


def test_objects_in_objects(bank: tuple[Any, Any]) -> None:
    mock, package = bank
    client = package.client()
    mock.state.customers.add(id=1)
    mock.state.customers.add(id=2)

    card = client.create_card(1)
    other = client.create_card(2)

    assert client.get_card(1, card.card_id) == card
    assert mock.state.cards.within(1)[card.card_id] == card.raw
    assert list(mock.state.cards) == [str(card.card_id), str(other.card_id)]
    with pytest.raises(package.error("StatusError")):
        client.get_card(2, card.card_id)


def test_what_stands_in_a_deleted_object_is_gone_too(bank: tuple[Any, Any]) -> None:
    mock, package = bank
    mock.state.customers.add(id=1)
    mock.state.customers.add(id=2)
    mock.state.cards.within(1).add(card_id=FIRST)
    mock.state.cards.within(2).add(card_id=FIRST)

    package.client().delete_customer(1)

    assert len(mock.state.cards.within(1)) == 0
    assert len(mock.state.cards) == 1


def test_where_an_object_is_put_in_has_to_be_said(bank: tuple[Any, Any]) -> None:
    mock, _ = bank
    with pytest.raises(TypeError, match=r"state\.cards\.within\(…\)\.add\(…\)"):
        mock.state.cards.add(card_id=FIRST)
    with pytest.raises(ValueError, match=r"customers has no 1: put it in first, by state\.customers\.add\(id=…\)"):
        mock.state.cards.within(1).add(card_id=FIRST)
    mock.state.customers.add(id=1)
    mock.state.customers.add(id=2)
    mock.state.cards.within(1).add(card_id=FIRST)
    mock.state.cards.within(2).add(card_id=FIRST)
    with pytest.raises(KeyError, match=r"cards has several .*: say which by state\.cards\.within\(…\)"):
        mock.state.cards[FIRST]


def test_a_list_shows_as_much_as_its_own_schema_allows(bank: tuple[Any, Any]) -> None:
    mock, package = bank
    mock.state.customers.add(id=1)
    mock.state.cards.within(1).add(card_id=FIRST, label="blue", network="visa")

    (short,) = package.client().list_cards(1)

    assert short.raw == {"card_id": FIRST, "label": "blue", "masked": "****"}


def test_a_list_whose_pages_are_linked(bank: tuple[Any, Any]) -> None:
    mock, package = bank
    mock.state.customers.add(id=1)
    for card in (FIRST, SECOND):
        mock.state.cards.within(1).add(card_id=card)
    client = package.client()

    assert [card.card_id for card in client.list_cards(1, page=2, per_page=1)] == [uuid.UUID(SECOND)]
    assert [str(card.card_id) for card in client.iter_list_cards(1, per_page=1)] == [FIRST, SECOND]


def test_put_creates_where_the_document_says_so(bank: tuple[Any, Any]) -> None:
    mock, package = bank
    mock.state.customers.add(id=1)
    client = package.client()

    client.put_card(1, FIRST, {"label": "blue"})
    client.put_card(1, FIRST, {"label": "red"})

    assert [call.answer.status for call in mock.put_card.calls] == [201, 200]
    assert mock.state.cards.within(1)[FIRST]["label"] == "red"


FEW = """
paths:
  /flags:
    post:
      operationId: create_flag
      requestBody: {content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}
      responses:
        '201': {description: Done., content: {application/json: {schema: {$ref: '#/components/schemas/Flag'}}}}
        '409': {description: Taken.}
  /flags/{id}:
    get:
      operationId: get_flag
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Flag'}}}}
components:
  schemas:
    Flag: {type: object, required: [id], properties: {id: {type: string, enum: [red, blue]}}}
"""


def test_an_identifier_that_is_asked_for_and_taken_is_a_conflict(generated: Generate) -> None:
    package = generated(FEW)
    with package.mock() as mock:
        mock.stateful()
        client = package.client()
        assert client.create_flag({"id": "red"}).id == "red"

        with pytest.raises(package.error("StatusError")) as caught:
            client.create_flag({"id": "red"})

        assert caught.value.status == 409
        assert list(mock.state.flags) == ["red"]


def test_identifiers_that_are_used_up_are_said(generated: Generate) -> None:
    package = generated(FEW)
    with pytest.raises(AssertionError) as caught, package.mock() as mock:
        mock.stateful()
        mock.state.flags.add(id="red")
        mock.state.flags.add(id="blue")
        package.client().create_flag()

    assert str(caught.value).startswith("create_flag can make no id that flags does not have already")


READ_ONLY = """
paths:
  /currencies:
    get:
      operationId: currencies
      responses:
        '200':
          description: All.
          content:
            application/json:
              schema: {type: array, maxItems: 1, items: {$ref: '#/components/schemas/Currency'}}
  /currencies/{code}:
    get:
      operationId: currency
      parameters: [{name: code, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Currency'}}}}
components:
  schemas:
    Currency: {type: object, required: [code], properties: {code: {type: string}, name: {type: string}}}
"""


def test_what_no_operation_can_fill_takes_part_once_the_test_has_filled_it(generated: Generate) -> None:
    package = generated(READ_ONLY)
    with package.mock("auto") as mock:
        mock.stateful()
        client = package.client()
        assert client.currency("eur").code == "eur"

        mock.state.currencies.add(code="eur", name="Euro")

        assert client.currency("eur").name == "Euro"
        with pytest.raises(package.error("StatusError")):
            client.currency("usd")


def test_an_answer_that_the_contract_refuses_is_said_to_be_of_the_state(generated: Generate) -> None:
    package = generated(READ_ONLY)
    with pytest.raises(ResponseViolation) as caught, package.mock() as mock:
        mock.stateful()
        mock.state.currencies.add(code="eur")
        mock.state.currencies.add(code="usd")
        package.client().currencies()

    assert str(caught.value).startswith("currencies could not answer what the state keeps.\n")
    assert "put other objects into the state" in str(caught.value)
