"""What the bookkeeper reads."""

from __future__ import annotations

from clients.payments import PaymentsClient


def balance_line(currency: str) -> str:
    """Return the days and the balance: `2026-03-01..2026-03-31  42.00 eur`."""
    balance = PaymentsClient.from_settings().get_balance()
    cents = sum(
        amount.amount_cents
        for amount in balance.available
        if amount.currency == currency
    )
    days = f"{balance.period.from_.isoformat()}..{balance.period.to.isoformat()}"
    return f"{days}  {cents / 100:.2f} {currency}"
