"""The mocks as pytest fixtures, and the cart that the tests pay for."""

from __future__ import annotations

import uuid

import pytest

from clients.parcels.testing.fixtures import parcels  # noqa: F401
from clients.payments.testing.fixtures import payments  # noqa: F401
from clients.weather.testing.fixtures import weather  # noqa: F401
from shop.cart import Cart, Line


@pytest.fixture
def cart() -> Cart:
    return Cart(uuid.UUID(int=1), "eur", (Line("lamp", 1),))
