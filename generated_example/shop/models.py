"""What the shop remembers of an order."""

from __future__ import annotations

from django.db import models


class Order(models.Model):
    """One cart that somebody wanted to pay for."""

    class State(models.TextChoices):
        """How far the payment has come."""

        OPEN = "open"
        PAID = "paid"
        PROCESSING = "processing"
        PAYMENT_FAILED = "payment_failed"
        PENDING_RETRY = "pending_retry"
        REFUNDED = "refunded"

    reference = models.UUIDField(unique=True)
    amount = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=20, choices=State.choices, default=State.OPEN)
    payment_id = models.CharField(max_length=64, blank=True)
    refund_id = models.CharField(max_length=64, blank=True)
    card_last4 = models.CharField(max_length=4, blank=True)
    shipment_id = models.CharField(max_length=36, blank=True)
    tracking_number = models.CharField(max_length=12, blank=True)
    paid_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.reference}: {self.amount} {self.currency}, {self.state}"


class ReceivedEvent(models.Model):
    """A webhook that was received, so that it is not acted on twice."""

    key = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.key
