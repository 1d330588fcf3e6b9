"""The shop's own interface: JSON in, JSON out."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_POST

from shop.cart import Cart, CartError, read_cart
from shop.dispatch import CannotShip, dispatch, last_news
from shop.models import Order
from shop.pay import checkout
from shop.refunds import AlreadyRefunded, issue_refund
from shop.shipping import delivery_days

if TYPE_CHECKING:
    from clients.parcels.schemas import AddressInput

ADDRESS = ("name", "street", "city", "postcode", "country")
STATUS = {
    Order.State.PAID: 201,
    Order.State.PROCESSING: 202,
    Order.State.PAYMENT_FAILED: 402,
    Order.State.PENDING_RETRY: 503,
}


@require_POST
def checkout_cart(request: HttpRequest) -> JsonResponse:
    """Pay for a cart and store the order; the same cart is never charged twice."""
    try:
        cart = read_cart(read_object(request))
    except CartError as error:
        return JsonResponse({"error": str(error)}, status=400)
    order = order_of(cart)
    if order.payment_id:
        return JsonResponse(shown(order))
    if (order.amount, order.currency) != (cart.total, cart.currency):
        return JsonResponse({"error": "the cart has changed since"}, status=409)
    payment = checkout(cart)
    order.state = payment.state
    order.payment_id = payment.payment_id
    order.card_last4 = payment.card_last4
    order.paid_at = payment.paid_at
    order.save()
    return JsonResponse(
        shown(order) | {"reason": payment.reason}, status=STATUS[payment.state]
    )


@require_GET
def show_order(request: HttpRequest, reference: str) -> JsonResponse:
    """Show one order."""
    return JsonResponse(shown(get_object_or_404(Order, reference=reference)))


@require_POST
def refund_order(request: HttpRequest, reference: str) -> JsonResponse:
    """Give the whole amount of an order back."""
    order = get_object_or_404(Order, reference=reference, state=Order.State.PAID)
    key = f"refund-{order.reference}"
    try:
        order.refund_id = issue_refund(order.payment_id, order.amount, key=key)
    except AlreadyRefunded:
        return JsonResponse({"error": "already refunded"}, status=409)
    order.state = Order.State.REFUNDED
    order.save()
    return JsonResponse(shown(order))


@require_POST
def dispatch_order(request: HttpRequest, reference: str) -> JsonResponse:
    """Send a paid order to `{"recipient": {…}, "weight_grams": …}`, once."""
    order = get_object_or_404(Order, reference=reference, state=Order.State.PAID)
    if order.tracking_number:
        return JsonResponse(shown(order))
    try:
        data = read_object(request)
        booked = dispatch(order, read_address(data), weight_grams(data))
    except (CartError, ValueError) as error:
        return JsonResponse({"error": str(error)}, status=400)
    except CannotShip as error:
        return JsonResponse({"error": str(error)}, status=409)
    order.shipment_id = booked.shipment_id
    order.tracking_number = booked.tracking_number
    order.save()
    return JsonResponse(shown(order))


@require_GET
def track_order(request: HttpRequest, reference: str) -> JsonResponse:
    """Say where the parcel of an order is."""
    order = get_object_or_404(
        Order.objects.exclude(tracking_number=""), reference=reference
    )
    return JsonResponse({"news": last_news(order.tracking_number)})


@require_GET
def delivery(request: HttpRequest) -> JsonResponse:
    """Say how long a parcel takes to `?latitude=…&longitude=…`."""
    try:
        latitude = coordinate(request, "latitude", limit=90)
        longitude = coordinate(request, "longitude", limit=180)
    except ValueError as error:
        return JsonResponse({"error": str(error)}, status=400)
    return JsonResponse({"days": delivery_days(latitude, longitude)})


def order_of(cart: Cart) -> Order:
    """Return the order of a cart, stored before any money moves."""
    order, _ = Order.objects.get_or_create(
        reference=cart.reference,
        defaults={"amount": cart.total, "currency": cart.currency},
    )
    return order


def shown(order: Order) -> dict[str, Any]:
    """Return an order as the visitor sees it."""
    return {
        "reference": str(order.reference),
        "amount": order.amount,
        "currency": order.currency,
        "state": order.state,
        "card": order.card_last4,
        "tracking": order.tracking_number,
    }


def read_object(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object that was sent."""
    try:
        data = json.loads(request.body)
    except ValueError as error:
        raise CartError("the body is not JSON") from error
    if not isinstance(data, dict):
        raise CartError("the body is not an object")
    return data


def read_address(data: dict[str, Any]) -> AddressInput:
    """Return the recipient; raise `ValueError` where a part of it is missing."""
    written = data.get("recipient")
    address = written if isinstance(written, dict) else {}
    missing = [name for name in ADDRESS if not address.get(name)]
    if missing:
        raise ValueError(f"the recipient has no {missing[0]}")
    return {
        "name": str(address["name"]),
        "street": str(address["street"]),
        "city": str(address["city"]),
        "postcode": str(address["postcode"]),
        "country": str(address["country"]),
    }


def weight_grams(data: dict[str, Any]) -> int:
    """Return the weight of the parcel; raise `ValueError` where it is none."""
    weight = data.get("weight_grams")
    if not isinstance(weight, int) or weight < 1:
        raise ValueError("weight_grams is a number of grams")
    return weight


def coordinate(request: HttpRequest, name: str, *, limit: int) -> float:
    """Return a coordinate from the query; raise `ValueError` where it is none."""
    value = float(request.GET.get(name, "nan"))
    if math.isnan(value) or abs(value) > limit:
        raise ValueError(f"{name} is between -{limit} and {limit}")
    return value
