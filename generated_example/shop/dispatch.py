"""Sending what was paid for, and saying where it is."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from clients.parcels import ParcelsClient, ParcelsStatusError
from shop.models import Order

if TYPE_CHECKING:
    from clients.parcels.schemas import AddressInput


class CannotShip(Exception):
    """The carrier does not take the parcel; the text says why."""


@dataclasses.dataclass(frozen=True)
class Dispatch:
    """A shipment that is booked."""

    shipment_id: str
    tracking_number: str


def dispatch(order: Order, recipient: AddressInput, weight_grams: int) -> Dispatch:
    """Book a shipment of one parcel.

    The reference of the order books once: a second try finds the shipment of the first.

    Raises:
        CannotShip: the carrier refuses the address or the parcel.
    """
    parcels = ParcelsClient.from_settings()
    try:
        shipment = parcels.create_shipment(
            {
                "reference": str(order.reference),
                "product": "standard",
                "recipient": recipient,
                "parcels": [{"weight_grams": weight_grams}],
            }
        )
    except ParcelsStatusError as error:
        if error.status == 422:
            raise CannotShip(f"{error.body.field_}: {error.body.message}") from error
        if error.status != 409:
            raise
        shipment = parcels.get_shipment(error.body.shipment_id)
    return Dispatch(str(shipment.id), shipment.parcels[0].tracking_number)


def label(shipment_id: str) -> bytes:
    """Return the label to print, as PDF."""
    return ParcelsClient.from_settings().download_label(shipment_id, size="a6")


def last_news(tracking_number: str) -> str:
    """Return where a parcel is, in a few words."""
    from clients.parcels.schemas import DeliveryEvent, HoldEvent, TransitEvent

    tracking = ParcelsClient.from_settings().track_parcel(tracking_number)
    if not tracking.events:
        return "not handed over yet"
    event = tracking.events[0]
    if isinstance(event, DeliveryEvent):
        return f"delivered to {event.handed_to.replace('_', ' ')}"
    if isinstance(event, HoldEvent):
        return f"held: {event.reason.replace('_', ' ')}"
    if isinstance(event, TransitEvent):
        return f"at {event.facility}"
    return "under way"
