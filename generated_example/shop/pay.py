"""Paying for a cart."""

from __future__ import annotations

import dataclasses
import datetime
import logging

from clients.payments import (
    PaymentsClient,
    PaymentsConnectionError,
    PaymentsDecodeError,
    PaymentsStatusError,
    PaymentsTimeout,
)
from shop.cart import Cart
from shop.models import Order

logger = logging.getLogger(__name__)

STATES: dict[str, Order.State] = {
    "succeeded": Order.State.PAID,
    "failed": Order.State.PAYMENT_FAILED,
}


@dataclasses.dataclass(frozen=True)
class Payment:
    """How a checkout ended."""

    state: Order.State
    payment_id: str = ""
    card_last4: str = ""
    paid_at: datetime.datetime | None = None
    reason: str = ""

    @property
    def paid(self) -> bool:
        return self.state == Order.State.PAID


def checkout(cart: Cart) -> Payment:
    """Charge the customer for a cart.

    The reference of the cart is the idempotency key: a second try never charges twice.
    """
    payments = PaymentsClient.from_settings()
    try:
        charge = payments.create_charge(
            {"amount": cart.total, "currency": cart.currency},
            idempotency_key=str(cart.reference),
        )
    except (PaymentsTimeout, PaymentsConnectionError, PaymentsDecodeError):
        logger.warning("no answer for cart %s", cart.reference)
        return Payment(Order.State.PENDING_RETRY)
    except PaymentsStatusError as error:
        return refused(error)
    return Payment(
        STATES.get(charge.status, Order.State.PROCESSING),
        payment_id=charge.id,
        card_last4=charge.card.last4 if charge.card else "",
        paid_at=charge.created,
    )


def refused(error: PaymentsStatusError) -> Payment:
    """Return what an answer that is no charge means for the order."""
    if error.status == 402:
        return Payment(Order.State.PAYMENT_FAILED, reason=error.body.code)
    if error.status == 429 or error.status >= 500:
        return Payment(Order.State.PENDING_RETRY)
    raise error  # 400, 409: the shop itself is at fault
