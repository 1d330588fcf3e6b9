"""Giving money back."""

from __future__ import annotations

from clients.payments import PaymentsClient, PaymentsStatusError


class AlreadyRefunded(Exception):
    """There is nothing left of the charge to give back."""


def issue_refund(payment_id: str, amount: int, *, key: str) -> str:
    """Refund a part of a charge and return the id of the refund.

    Raises:
        AlreadyRefunded: the service says that nothing is left.
    """
    payments = PaymentsClient.from_settings()
    try:
        refund = payments.create_refund(
            payment_id, {"amount": amount}, idempotency_key=key
        )
    except PaymentsStatusError as error:
        if error.status == 409 and error.body.code == "charge_already_refunded":
            raise AlreadyRefunded(payment_id) from error
        raise
    return refund.id
