"""Webhooks, delivered to the view as the service would, and as others would."""

from __future__ import annotations

import uuid

from django.test import TestCase

from clients.payments.testing import PaymentsMockMixin
from shop.models import Order, ReceivedEvent

PATH = "/webhooks/payments/"


class WebhookTests(PaymentsMockMixin, TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.order = Order.objects.create(
            reference=uuid.UUID(int=10),
            amount=4200,
            currency="eur",
            state=Order.State.PROCESSING,
            payment_id="ch_1a2b3c",
        )

    def state(self) -> str:
        self.order.refresh_from_db()
        return self.order.state

    def test_a_charge_that_failed(self) -> None:
        event = self.payments.webhooks.charge_failed(data={"id": "ch_1a2b3c"})

        response = event.deliver(self.client, PATH)

        self.assertEqual(response.status_code, 204)
        self.assertEqual(self.state(), Order.State.PAYMENT_FAILED)

    def test_what_is_none_of_ours(self) -> None:
        for event in (
            self.payments.webhooks.refund_created(),
            self.payments.webhooks.charge_succeeded(data={"id": "ch_9"}),
        ):
            with self.subTest(event.webhook):
                self.assertEqual(event.deliver(self.client, PATH).status_code, 204)
        self.assertEqual(self.state(), Order.State.PROCESSING)

    def test_what_the_service_did_not_sign(self) -> None:
        event = self.payments.webhooks.charge_succeeded(data={"id": "ch_1a2b3c"})

        for attempt in (event.tampered(), event.forged(), event.unsigned()):
            with self.subTest(attempt):
                self.assertEqual(attempt.deliver(self.client, PATH).status_code, 400)
        self.assertEqual(self.state(), Order.State.PROCESSING)
        self.assertFalse(ReceivedEvent.objects.exists())

    def test_too_old(self) -> None:
        event = self.payments.webhooks.charge_succeeded(data={"id": "ch_1a2b3c"})

        response = event.expired().deliver(self.client, PATH)

        self.assertEqual(response.content, b"too old")
        self.assertEqual(self.state(), Order.State.PROCESSING)

    def test_a_delivery_counts_once(self) -> None:
        event = self.payments.webhooks.charge_failed(data={"id": "ch_1a2b3c"})
        event.deliver(self.client, PATH)
        Order.objects.update(state=Order.State.PAID)  # the customer paid otherwise

        for again in (event.replayed(), event.retried()):
            with self.subTest(again):
                self.assertEqual(again.deliver(self.client, PATH).status_code, 204)
                self.assertEqual(self.state(), Order.State.PAID)
