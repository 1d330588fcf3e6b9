"""The views, tested with Django's own test case; runs under pytest too."""

from __future__ import annotations

import uuid
from typing import Any

from django.test import TestCase

from clients.parcels.testing import ParcelsMockMixin
from clients.payments.testing import PaymentsMockMixin, mock_payments
from clients.weather.testing import WeatherMockMixin
from shop.models import Order

CART = {
    "reference": str(uuid.UUID(int=7)),
    "currency": "eur",
    "lines": [{"sku": "mug", "quantity": 2}, {"sku": "poster", "quantity": 1}],
}

RECIPIENT = {
    "name": "Ann Berg",
    "street": "Storgatan 1",
    "city": "Stockholm",
    "postcode": "111 23",
    "country": "SE",
}


class ShopTestCase(TestCase):
    """What the test cases of the views share."""

    def check_out(self, **changes: Any) -> Any:
        return self.client.post(
            "/checkout/", CART | changes, content_type="application/json"
        )


class CheckoutTests(PaymentsMockMixin, ShopTestCase):
    def test_paid(self) -> None:
        stub = self.payments.create_charge.returns(
            status="succeeded", card={"last4": "4242"}
        )

        response = self.check_out()

        self.assertEqual(response.status_code, 201)
        self.assertEqual(response.json()["card"], "4242")
        order = Order.objects.get()
        self.assertEqual(order.state, Order.State.PAID)
        self.assertEqual(order.payment_id, stub.last.response.id)
        self.assertEqual(order.paid_at, stub.last.response.created)
        self.payments.create_charge.assert_called_once_with(
            body={"amount": 4200, "currency": "eur"}
        )

    def test_paid_once(self) -> None:
        self.payments.create_charge.returns(status="succeeded")

        self.check_out()
        again = self.check_out()

        self.assertEqual(again.status_code, 200)
        self.assertEqual(len(self.payments.create_charge.calls), 1)

    def test_declined(self) -> None:
        self.payments.create_charge.fails(402, code="insufficient_funds")

        response = self.check_out()

        self.assertEqual(response.status_code, 402)
        self.assertEqual(response.json()["reason"], "insufficient_funds")
        self.assertEqual(Order.objects.get().state, Order.State.PAYMENT_FAILED)

    def test_timeout(self) -> None:
        self.payments.create_charge.times_out()

        with self.assertLogs("shop.pay", "WARNING"):
            response = self.check_out()

        self.assertEqual(response.status_code, 503)
        self.assertEqual(Order.objects.get().state, Order.State.PENDING_RETRY)

    def test_a_changed_cart_is_not_paid(self) -> None:
        self.payments.create_charge.fails(503)
        self.check_out()

        response = self.check_out(lines=[{"sku": "mug", "quantity": 1}])

        self.assertEqual(response.status_code, 409)

    def test_an_order_can_be_looked_at(self) -> None:
        self.payments.create_charge.returns(status="pending")
        self.check_out()

        response = self.client.get(f"/orders/{CART['reference']}/")

        self.assertEqual(response.json()["state"], "processing")

    def test_carts_that_make_no_sense(self) -> None:
        nonsense: tuple[dict[str, Any], ...] = (
            {"lines": []},
            {"lines": [{"sku": "boat", "quantity": 1}]},
            {"lines": [{"sku": "mug", "quantity": 0}]},
            {"lines": "mug"},
            {"currency": "sek"},
            {"reference": "7"},
        )
        for changes in nonsense:
            with self.subTest(changes):
                self.assertEqual(self.check_out(**changes).status_code, 400)
        self.payments.assert_no_calls()


class RefundTests(PaymentsMockMixin, ShopTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.order = Order.objects.create(
            reference=uuid.UUID(int=8),
            amount=4200,
            currency="eur",
            state=Order.State.PAID,
            payment_id="ch_1a2b3c",
        )
        self.path = f"/orders/{self.order.reference}/refund/"

    def test_refund(self) -> None:
        stub = self.payments.create_refund.returns(amount=4200)

        self.assertEqual(self.client.post(self.path).json()["state"], "refunded")

        self.order.refresh_from_db()
        self.assertEqual(self.order.refund_id, stub.last.response.id)
        self.payments.create_refund.assert_called_once_with(body={"amount": 4200})

    def test_refunded_elsewhere(self) -> None:
        self.payments.create_refund.fails(409, code="charge_already_refunded")

        self.assertEqual(self.client.post(self.path).status_code, 409)

    def test_only_once(self) -> None:
        self.payments.create_refund.returns()

        self.client.post(self.path)

        self.assertEqual(self.client.post(self.path).status_code, 404)


class DispatchTests(ParcelsMockMixin, ShopTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.order = Order.objects.create(
            reference=uuid.UUID(int=9),
            amount=4200,
            currency="eur",
            state=Order.State.PAID,
        )

    def dispatch(self, **changes: Any) -> Any:
        return self.client.post(
            f"/orders/{self.order.reference}/dispatch/",
            {"recipient": RECIPIENT, "weight_grams": 800} | changes,
            content_type="application/json",
        )

    def test_dispatch(self) -> None:
        stub = self.parcels.create_shipment.returns()

        number = self.dispatch().json()["tracking"]

        shipment = stub.last.response
        self.assertEqual(number, shipment.parcels[0].tracking_number)
        self.order.refresh_from_db()
        self.assertEqual(self.order.tracking_number, number)
        self.assertEqual(self.order.shipment_id, str(shipment.id))

    def test_only_once(self) -> None:
        self.parcels.create_shipment.returns()

        self.assertEqual(self.dispatch().json(), self.dispatch().json())

        self.assertEqual(len(self.parcels.create_shipment.calls), 1)

    def test_refused(self) -> None:
        self.parcels.create_shipment.fails(422, field="city", message="unknown")

        response = self.dispatch()

        self.assertEqual(response.status_code, 409)
        self.assertEqual(response.json(), {"error": "city: unknown"})

    def test_what_makes_no_sense(self) -> None:
        for changes in ({"recipient": None}, {"weight_grams": "much"}):
            with self.subTest(changes):
                self.assertEqual(self.dispatch(**changes).status_code, 400)
        self.parcels.assert_no_calls()

    def test_an_order_that_is_not_paid(self) -> None:
        Order.objects.update(state=Order.State.OPEN)

        self.assertEqual(self.dispatch().status_code, 404)
        self.parcels.assert_no_calls()

    def test_tracking(self) -> None:
        Order.objects.update(tracking_number="PX0123456789")
        self.parcels.track_parcel.returns(events=[])

        response = self.client.get(f"/orders/{self.order.reference}/tracking/")

        self.assertEqual(response.json(), {"news": "not handed over yet"})


class DeliveryTests(WeatherMockMixin, TestCase):
    def test_delivery(self) -> None:
        self.weather.get_forecast.returns(days=[])

        response = self.client.get(
            "/delivery/", {"latitude": "59.3", "longitude": "18.1"}
        )

        self.assertEqual(response.json(), {"days": 2})

    def test_a_place_that_is_none(self) -> None:
        response = self.client.get("/delivery/", {"latitude": "95", "longitude": "0"})

        self.assertEqual(response.status_code, 400)
        self.weather.assert_no_calls()


class SmokeTests(ShopTestCase):
    @mock_payments(mode="auto")
    def test_checkout(self) -> None:
        self.assertIn(self.check_out().status_code, {201, 202, 402})
