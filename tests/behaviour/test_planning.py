"""Planning: what a test says of an operation, and what it may not say."""

from __future__ import annotations

from typing import Any

import pytest

from mockgen.testing import PlanUsedUp, ResponseViolation, UnknownField

from .conftest import Generate, Package

SPEC = """
paths:
  /charges:
    post:
      operationId: charge
      responses:
        '201':
          description: Done.
          headers: {X-Id: {required: true, schema: {type: string, pattern: '^r_[0-9]+$'}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Charge'}}}
        '202': {description: Later.}
        '402': {description: Refused., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
        '429': {description: Slow down., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
    get:
      operationId: charges
      responses:
        '200':
          description: All.
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Charge'}}}
components:
  schemas:
    Charge:
      type: object
      required: [amount, card]
      properties:
        amount: {type: integer, minimum: 1, maximum: 500}
        status: {type: string, enum: [paid, open]}
        card: {$ref: '#/components/schemas/Card'}
        lines: {type: array, items: {$ref: '#/components/schemas/Card'}}
    Card:
      type: object
      required: [last4, brand]
      properties: {last4: {type: string, pattern: '^[0-9]{4}$'}, brand: {type: string, enum: [visa, amex]}}
    Problem: {type: object, required: [code], properties: {code: {type: string, enum: [declined, limit]}}}
"""


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


def test_returns_fills_what_is_not_said(package: Package) -> None:
    with package.mock() as shop:
        stub = shop.charge.returns(status="paid")
        charge = package.client().charge()
    assert charge.status == "paid"
    assert 1 <= charge.amount <= 500
    assert stub.last.response == charge
    assert stub.last.answer.status == 201
    assert stub.last.answer.headers["X-Id"].startswith("r_")


def test_overrides_are_deep(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.returns(card={"last4": "4242"}, lines=[{"last4": "1111"}, {}])
        charge = package.client().charge()
    assert charge.card.last4 == "4242"
    assert charge.card.brand in ("visa", "amex")
    assert [len(line.raw) for line in charge.lines] == [2, 2]
    assert charge.lines[0].last4 == "1111"


@pytest.mark.parametrize("form", ["wire", "records"])
def test_a_whole_body(package: Package, form: str) -> None:
    wire = [{"amount": 1, "card": {"last4": "4242", "brand": "visa"}}]
    charge = package.module("schemas").Charge
    body = wire if form == "wire" else [charge(each) for each in wire]
    with package.mock() as shop:
        shop.charges.returns(body)
        assert [each.raw for each in package.client().charges()] == wire


def test_a_body_and_fields_do_not_go_together(package: Package) -> None:
    with package.mock() as shop, pytest.raises(TypeError, match="not both"):
        shop.charge.returns({"amount": 1}, status="paid")


def test_a_misspelt_override_names_the_nearest(package: Package) -> None:
    with package.mock() as shop:
        with pytest.raises(UnknownField, match="amount"):
            shop.charge.returns(amuont=1)
        with pytest.raises(UnknownField, match="last4"):
            shop.charge.returns(card={"last": "4242"})


@pytest.mark.parametrize(
    ("fields", "place"),
    [({"amount": 501}, "body.amount"), ({"status": "lost"}, "body.status"), ({"card": {"last4": "1"}}, "card.last4")],
)
def test_a_lie_raises_where_it_is_planned(package: Package, fields: dict[str, Any], place: str) -> None:
    with package.mock() as shop:
        with pytest.raises(ResponseViolation) as caught:
            shop.charge.returns(**fields)
        assert any(place in problem.place for problem in caught.value.problems)
        assert caught.value.caller.startswith("tests/behaviour/test_planning.py:")
        shop.assert_no_calls()


def test_a_lie_replaces_no_plan(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.returns(amount=7)
        with pytest.raises(ResponseViolation):
            shop.charge.returns(amount=0)
        assert package.client().charge().amount == 7


def test_fails(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.fails(402, code="declined")
        with pytest.raises(package.error("StatusError")) as caught:
            package.client().charge()
        assert caught.value.body.code == "declined"  # type: ignore[attr-defined]
        with pytest.raises(ResponseViolation, match=r"body\.code"):
            shop.charge.fails(402, code="broke")


@pytest.mark.parametrize("status", [200, 299, 600, 99, True, "402"])
def test_fails_takes_no_success(package: Package, status: Any) -> None:
    with package.mock() as shop, pytest.raises(ValueError, match="300 to 599"):
        shop.charge.fails(status)


def test_then(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.returns(amount=1).then.returns(amount=2).then.fails(402)
        client = package.client()
        assert [client.charge().amount, client.charge().amount] == [1, 2]
        for _ in range(2):  # the last one stands
            with pytest.raises(package.error("StatusError")):
                client.charge()


def test_times(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.returns(amount=1).times(2).then.returns(amount=2).times(1)
        client = package.client()
        assert [client.charge().amount for _ in range(3)] == [1, 1, 2]
        with pytest.raises(PlanUsedUp, match=r"shop\.charge was called again"):
            client.charge()
        with pytest.raises(ValueError, match="from 1 on"):
            shop.charge.returns().times(0)
        shop.charge.returns().optional()


def test_a_new_plan_replaces_the_one_before(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.returns(amount=1)
        assert package.client().charge().amount == 1
        shop.charge.returns(amount=2)
        assert package.client().charge().amount == 2


def test_optional(package: Package) -> None:
    with package.mock() as shop:
        stub = shop.charge.returns().optional()
    assert stub.call_count == 0


def test_times_out(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.times_out().then.times_out("connect")
        for _ in range(2):
            with pytest.raises(package.error("Timeout")):
                package.client(retries=0).charge()
        with pytest.raises(ValueError, match="'read' or 'connect'"):
            shop.charge.times_out("late")


def test_rate_limited(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.rate_limited(retry_after=30).then.returns()
        package.client().charge()
        assert shop.clock.slept == [30]
        assert shop.charge.calls[0].answer.status == 429


def test_status(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.returns().status(202)
        assert package.client().charge() is None
        with pytest.raises(ResponseViolation):
            shop.charge.returns().status(203)
        shop.charge.returns().optional()


def test_headers(package: Package) -> None:
    with package.mock() as shop:
        stub = shop.charge.returns().headers({"X-Id": "r_1", "X-More": "2"})
        package.client().charge()
        assert stub.last.answer.headers == {"X-Id": "r_1", "X-More": "2"}
        with pytest.raises(ResponseViolation, match="X-Id"):
            shop.charge.returns().headers({"X-Id": "1"})
        shop.charge.returns().optional()


def test_off_contract(package: Package) -> None:
    with package.mock() as shop:
        stub = shop.charge.off_contract("seen on Monday").returns(amount=0)
        stub.then.off_contract("seen on Tuesday").returns({"more": 1})
        client = package.client()
        assert client.charge().amount == 0
        assert client.charge().raw == {"more": 1}
        with pytest.raises(ValueError, match="reason"):
            shop.charge.off_contract(" ")


def test_off_contract_holds_for_what_is_said_of_the_answer_later(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.off_contract("seen on Monday").returns({}).status(203).headers({"X-Id": "none"})
        assert package.client().charge().raw == {}


def test_off_contract_lets_one_answer_off_and_no_other(package: Package) -> None:
    with package.mock() as shop:
        stub = shop.charge.off_contract("seen on Monday").returns(amount=0)
        with pytest.raises(ResponseViolation):
            stub.then.returns(amount=0)
        package.client().charge()


def test_what_was_sent_and_expected(package: Package) -> None:
    with package.mock() as shop:
        shop.charge.assert_not_called()
        with pytest.raises(AssertionError, match="charge was never called; nothing was called"):
            shop.charge.assert_called()
        shop.charge.returns()
        package.client().charge()
        shop.charge.assert_called_once_with(headers={"accept": "application/json"})
        with pytest.raises(AssertionError, match="charge was called once"):
            shop.charge.assert_not_called()
        package.client().charge()
        with pytest.raises(AssertionError, match="charge was called 2 times, not once"):
            shop.charge.assert_called_once()
