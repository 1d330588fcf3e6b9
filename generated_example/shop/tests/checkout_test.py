"""Checkout, tested with pytest; Django's own runner leaves `*_test.py` alone."""

from __future__ import annotations

import datetime

import pytest
from mockgen.testing import RequestViolation, ResponseViolation, faults, hostile

from clients.payments import PaymentsStatusError
from clients.payments.testing import PaymentsMock, mock_payments
from shop.cart import Cart
from shop.pay import checkout


def test_paid(payments: PaymentsMock, cart: Cart) -> None:
    stub = payments.create_charge.returns(status="succeeded", card={"last4": "4242"})

    payment = checkout(cart)

    assert payment.paid
    assert payment.payment_id == stub.last.response.id
    assert payment.card_last4 == "4242"


def test_paid_with_a_client_of_unittest_mock(
    payments: PaymentsMock, cart: Cart
) -> None:
    payments.create_charge.returns(status="succeeded")

    with payments.patched("shop.pay.PaymentsClient") as client:
        assert checkout(cart).paid

    client.create_charge.assert_called_once_with(
        {"amount": cart.total, "currency": cart.currency},
        idempotency_key=str(cart.reference),
    )


def test_the_time_of_payment_is_aware(payments: PaymentsMock, cart: Cart) -> None:
    payments.create_charge.returns(created="2026-03-01T12:00:00Z")

    noon = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
    assert checkout(cart).paid_at == noon


def test_a_slow_bank(payments: PaymentsMock, cart: Cart) -> None:
    payments.create_charge.returns(status="pending")

    assert checkout(cart).state == "processing"


def test_declined(payments: PaymentsMock, cart: Cart) -> None:
    payments.create_charge.fails(402, code="card_declined")

    payment = checkout(cart)

    assert payment.state == "payment_failed"
    assert payment.reason == "card_declined"


def test_declined_as_the_document_shows_it(payments: PaymentsMock, cart: Cart) -> None:
    payments.create_charge.example("expired")

    assert checkout(cart).reason == "expired_card"


@pytest.mark.parametrize("case", hostile.ALL, ids=str)
def test_takes_whatever_comes(
    payments: PaymentsMock, cart: Cart, case: hostile.Case
) -> None:
    payments.create_charge.returns(status="succeeded").profile(case)

    assert checkout(cart).paid


def test_a_status_of_tomorrow(payments: PaymentsMock, cart: Cart) -> None:
    tomorrow = payments.create_charge.off_contract("a status of a later version")
    tomorrow.returns().profile(hostile.UNKNOWN_ENUM)

    assert checkout(cart).state == "processing"


def test_flaky(payments: PaymentsMock, cart: Cart) -> None:
    payments.create_charge.fails(503).then.times_out().then.returns(status="succeeded")

    assert checkout(cart).paid
    assert payments.clock.slept == [0.5, 1.0]


def test_rate_limited(payments: PaymentsMock, cart: Cart) -> None:
    payments.create_charge.rate_limited(retry_after=30).then.returns(status="succeeded")

    assert checkout(cart).paid
    assert payments.clock.slept == [30]


def test_out_of_order(payments: PaymentsMock, cart: Cart) -> None:
    payments.create_charge.fails(503)

    assert checkout(cart).state == "pending_retry"


@pytest.mark.parametrize("fault", faults.ALL, ids=str)
def test_survives(payments: PaymentsMock, cart: Cart, fault: faults.Fault) -> None:
    payments.create_charge.suffers(fault)

    assert checkout(cart).state == "pending_retry"


def test_paid_once_although_the_answer_was_lost(
    payments: PaymentsMock, cart: Cart
) -> None:
    lost = payments.create_charge.returns(status="succeeded").loses_answer()
    lost.then.returns(status="succeeded")

    assert checkout(cart).paid
    keys = {
        call.request.headers["Idempotency-Key"] for call in payments.create_charge.calls
    }
    assert keys == {str(cart.reference)}


def test_the_service_is_down(payments: PaymentsMock, cart: Cart) -> None:
    with payments.down():
        assert checkout(cart).state == "pending_retry"


def test_our_own_mistake_is_not_hidden(payments: PaymentsMock, cart: Cart) -> None:
    payments.create_charge.fails(409, code="idempotency_key_reused")

    with pytest.raises(PaymentsStatusError) as caught:
        checkout(cart)

    assert caught.value.status == 409
    assert caught.value.body.code == "idempotency_key_reused"


def test_sent(payments: PaymentsMock, cart: Cart) -> None:
    payments.create_charge.returns()

    checkout(cart)

    payments.create_charge.assert_called_once_with(body={"amount": 4200})
    call = payments.create_charge.calls[0]
    assert call.body["currency"] == "eur"
    assert call.request.headers["Idempotency-Key"] == str(cart.reference)


@mock_payments(mode="auto")
def test_smoke(cart: Cart) -> None:
    assert checkout(cart).payment_id


def test_a_cart_that_the_service_cannot_take(
    payments: PaymentsMock, cart: Cart
) -> None:
    payments.create_charge.returns().optional()
    free = Cart(cart.reference, cart.currency, ())

    with pytest.raises(RequestViolation):
        checkout(free)


def test_a_mock_cannot_lie(payments: PaymentsMock) -> None:
    with pytest.raises(ResponseViolation):
        payments.create_charge.returns(status="paid")
    with pytest.raises(ResponseViolation):
        payments.create_charge.fails(402, code="out_of_luck")
    payments.assert_no_calls()
