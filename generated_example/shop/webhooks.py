"""What the payments service tells us: each delivery verified, and acted on once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shop.models import Order, ReceivedEvent

OLDEST = 5 * 60  # seconds
STATES = {
    "charge.succeeded": Order.State.PAID,
    "charge.failed": Order.State.PAYMENT_FAILED,
}


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Take a delivery that is signed (Standard Webhooks), fresh and new."""
    if not is_genuine(request):
        return HttpResponse("not signed by the service", status=400)
    if not is_fresh(request.headers["webhook-timestamp"]):
        return HttpResponse("too old", status=400)
    with transaction.atomic():
        key = request.headers["webhook-id"]
        _, is_new = ReceivedEvent.objects.get_or_create(key=key)
        if is_new:
            act_on(json.loads(request.body))
    return HttpResponse(status=204)


def act_on(event: dict[str, Any]) -> None:
    """Bring the order of a charge up to date; other events are none of ours."""
    if event["type"] in STATES:
        orders = Order.objects.filter(payment_id=event["data"]["id"])
        orders.update(state=STATES[event["type"]])


def is_genuine(request: HttpRequest) -> bool:
    """Tell whether one of the signatures is that of this very body."""
    headers = request.headers
    signed = f"{headers.get('webhook-id')}.{headers.get('webhook-timestamp')}."
    key = base64.b64decode(settings.PAYMENTS_WEBHOOK_SECRET.removeprefix("whsec_"))
    digest = hmac.digest(key, signed.encode() + request.body, hashlib.sha256)
    expected = f"v1,{base64.b64encode(digest).decode()}"
    signatures = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(expected, found) for found in signatures)


def is_fresh(timestamp: str) -> bool:
    """Tell whether a delivery was signed a short time ago."""
    return abs(time.time() - int(timestamp)) <= OLDEST
