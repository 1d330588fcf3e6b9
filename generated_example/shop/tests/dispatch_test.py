"""Sending orders, tested with pytest."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from mockgen.testing import RequestViolation, ResponseViolation

from clients.parcels.testing import ParcelsMock
from shop.dispatch import CannotShip, dispatch, label, last_news
from shop.models import Order

if TYPE_CHECKING:
    from clients.parcels.schemas import AddressInput

RECIPIENT: AddressInput = {
    "name": "Ann Berg",
    "street": "Storgatan 1",
    "city": "Stockholm",
    "postcode": "111 23",
    "country": "SE",
}
NUMBER = "PX0123456789"


@pytest.fixture
def order() -> Order:
    return Order(reference=uuid.UUID(int=9), amount=4200, state=Order.State.PAID)


def test_booked(parcels: ParcelsMock, order: Order) -> None:
    stub = parcels.create_shipment.returns()

    booked = dispatch(order, RECIPIENT, weight_grams=800)

    assert booked.shipment_id == str(stub.last.response.id)
    assert booked.tracking_number == stub.last.response.parcels[0].tracking_number
    parcels.create_shipment.assert_called_once_with(
        body={"reference": str(order.reference), "parcels": [{"weight_grams": 800}]}
    )


def test_booked_before(parcels: ParcelsMock, order: Order) -> None:
    first = str(uuid.UUID(int=10))
    parcels.create_shipment.fails(409, shipment_id=first)
    parcels.get_shipment.returns(id=first)

    assert dispatch(order, RECIPIENT, weight_grams=800).shipment_id == first


def test_an_address_that_the_carrier_refuses(
    parcels: ParcelsMock, order: Order
) -> None:
    parcels.create_shipment.fails(422, field="postcode", message="unknown")

    with pytest.raises(CannotShip, match="postcode: unknown"):
        dispatch(order, RECIPIENT, weight_grams=800)


def test_a_parcel_that_is_too_heavy(parcels: ParcelsMock, order: Order) -> None:
    parcels.create_shipment.returns().optional()

    with pytest.raises(RequestViolation):
        dispatch(order, RECIPIENT, weight_grams=31_000)


def test_label(parcels: ParcelsMock) -> None:
    parcels.download_label.returns(b"%PDF-1.7")

    assert label(str(uuid.UUID(int=10))) == b"%PDF-1.7"


@pytest.mark.parametrize(
    ("event", "news"),
    [
        ({"type": "DeliveryEvent", "handed_to": "neighbour"}, "delivered to neighbour"),
        ({"type": "HoldEvent", "reason": "nobody_home"}, "held: nobody home"),
        ({"type": "TransitEvent", "facility": "Malmö"}, "at Malmö"),
        ({"type": "TrackingEvent"}, "under way"),
    ],
)
def test_news(parcels: ParcelsMock, event: dict[str, Any], news: str) -> None:
    parcels.track_parcel.returns(events=[{"at": "2026-03-01T12:00:00Z", **event}])

    assert last_news(NUMBER) == news


def test_no_news(parcels: ParcelsMock) -> None:
    parcels.track_parcel.returns(events=[])

    assert last_news(NUMBER) == "not handed over yet"


def test_an_event_that_the_carrier_never_sends(parcels: ParcelsMock) -> None:
    held = {"type": "HoldEvent", "at": "2026-03-01T12:00:00Z", "reason": "boredom"}

    with pytest.raises(ResponseViolation):
        parcels.track_parcel.returns(events=[held])
