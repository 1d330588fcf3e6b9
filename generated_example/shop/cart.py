"""The cart: what a visitor wants to buy, before anything is stored."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any, Literal, get_args

Currency = Literal["eur", "usd", "gbp"]

PRICES = {"mug": 1200, "poster": 1800, "lamp": 4200}  # in cents, in every currency


class CartError(Exception):
    """The cart cannot be bought as it is."""


@dataclasses.dataclass(frozen=True)
class Line:
    """A number of one thing."""

    sku: str
    quantity: int

    @property
    def total(self) -> int:
        return PRICES[self.sku] * self.quantity


@dataclasses.dataclass(frozen=True)
class Cart:
    """What is to be paid; `reference` stays the same however often it is tried."""

    reference: uuid.UUID
    currency: Currency
    lines: tuple[Line, ...]

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)


def read_cart(data: dict[str, Any]) -> Cart:
    """Return the cart that a visitor sent.

    Raises:
        CartError: it cannot be bought.
    """
    try:
        reference = uuid.UUID(data["reference"])
        lines = tuple(read_line(line) for line in data["lines"])
        currency = data["currency"]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CartError("a cart has a reference, a currency and lines") from error
    if currency not in get_args(Currency):
        raise CartError(f"{currency} is not a currency of this shop")
    if not lines:
        raise CartError("the cart is empty")
    return Cart(reference, currency, lines)


def read_line(data: dict[str, Any]) -> Line:
    """Return one line of a cart."""
    sku, quantity = data["sku"], data["quantity"]
    if sku not in PRICES or not isinstance(quantity, int) or quantity < 1:
        raise CartError(f"{quantity} of {sku} cannot be bought")
    return Line(sku, quantity)
