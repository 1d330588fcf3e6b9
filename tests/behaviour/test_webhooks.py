"""What a service sends, delivered to the code that receives it: `shop.webhooks.order_paid().deliver(client, path)`."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sys
import time
import types
from typing import Any

import jsonschema_rs
import pytest

from mockgen.errors import UsageError
from mockgen.hooks import Hooks
from mockgen.spec.declared import DeclaredEvent
from mockgen.testing import Event, WebhookViolation
from mockgen.testing.signatures import TEST_SECRET

from .conftest import Generate

SPEC = """
paths:
  /orders:
    post:
      operationId: createOrder
      responses: {"201": {description: Done.}}
      callbacks:
        onShipped:
          "{$request.body#/url}":
            post:
              summary: The order is on its way.
              requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}
              responses: {"204": {description: Received.}}
webhooks:
  order.paid:
    post:
      description: Somebody paid. They tell us at once.
      parameters:
        - {name: X-Event, in: header, required: true, schema: {type: string}, example: order.paid}
        - {name: X-Attempt, in: header, schema: {type: integer, minimum: 1}}
        - {name: shop, in: query, required: true, schema: {type: string}}
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/OrderPaid"}}}}
      responses: {"204": {description: Received.}}
  ping: {get: {responses: {"204": {description: Received.}}}}
components:
  schemas:
    Order:
      type: object
      required: [id, total]
      properties:
        id: {type: string, pattern: "^ord_[0-9]{4}$"}
        total: {type: integer, minimum: 1}
        secret: {type: string, writeOnly: true}
      additionalProperties: false
    OrderPaid:
      type: object
      required: [type, data]
      properties: {type: {const: order.paid}, data: {$ref: "#/components/schemas/Order"}}
    Plain:
      type: object
      required: [type]
      properties: {type: {type: string}, text: {type: string}}
"""


class Client:
    """What a `django.test.Client` is to an event."""

    def post(self, path: str, **sent: Any) -> types.SimpleNamespace:
        return types.SimpleNamespace(path=path, **sent)


def stripe(generated: Generate) -> Any:
    return generated(SPEC, hooks=Hooks(scheme="stripe")).module("testing").ShopMock()


# -- the payload ------------------------------------------------------------------------------


def test_an_event_is_a_valid_fake_of_the_payload(generated: Generate) -> None:
    package = generated(SPEC)
    contract = json.loads((package.folder / "testing" / "contract.json").read_text("utf-8"))
    schema = {"$ref": "#/schemas/OrderPaid", "schemas": contract["schemas"]}
    text = json.dumps(schema).replace("#/components/schemas/", "#/schemas/")
    event = package.module("testing").ShopMock().webhooks.order_paid()
    assert jsonschema_rs.validator_for(json.loads(text)).is_valid(event.body)
    assert json.loads(event.content) == event.body
    assert event.headers == {
        "Content-Type": "application/json",
        "X-Event": "order.paid",
        "X-Attempt": event.headers["X-Attempt"],
    }


def test_keywords_replace_fields_deeply(generated: Generate) -> None:
    event = stripe(generated).webhooks.order_paid(data={"total": 5})
    assert event.body["data"]["total"] == 5
    assert event.body["type"] == "order.paid"


def test_each_event_is_another_one_and_the_same_in_every_run(generated: Generate) -> None:
    package = generated(SPEC)
    one, two = (package.module("testing").ShopMock(seed=1).webhooks for _ in range(2))
    first, second = one.order_paid(), one.order_paid()
    assert first.body != second.body
    assert first.id != second.id
    again = two.order_paid()
    assert (first.content, first.id) == (again.content, again.id)


def test_an_event_that_the_service_could_not_send(generated: Generate) -> None:
    webhooks = stripe(generated).webhooks
    with pytest.raises(WebhookViolation) as caught:
        webhooks.order_paid(type="order.payed", data={"total": 0})
    lines = str(caught.value).splitlines()
    assert lines[-2].startswith("  from              tests/behaviour/test_webhooks.py:")
    assert [*lines[:-2], lines[-1]] == [
        "order_paid could not be sent like this.",
        '  body.type         "order.payed" is not "order.paid"',
        "  body.data.total   0 is less than 1",
        '  fix               .off_contract("why") sends it all the same',
    ]


def test_a_payload_that_cannot_be_written(generated: Generate) -> None:
    with pytest.raises(WebhookViolation) as caught:
        stripe(generated).webhooks.order_paid({"type": "order.paid", "data": dt.date(2026, 1, 1)})
    assert str(caught.value).splitlines()[:2] == [
        "order_paid could not be sent like this.",
        "  body   cannot be written as application/json: Object of type date is not JSON serializable",
    ]


def test_off_contract(generated: Generate) -> None:
    order_paid = stripe(generated).webhooks.order_paid
    assert order_paid.off_contract("a new kind of event")(type="order.new").body["type"] == "order.new"
    with pytest.raises(WebhookViolation):
        order_paid({"type": "order.new"})
    with pytest.raises(ValueError, match="takes the reason why"):
        order_paid.off_contract(" ")


def test_what_only_requests_hold_is_not_sent(generated: Generate) -> None:
    webhooks = stripe(generated).webhooks
    assert "secret" not in webhooks.order_paid().body["data"]
    with pytest.raises(WebhookViolation, match=r"body\.data\.secret"):
        webhooks.order_paid({"type": "order.paid", "data": {"id": "ord_1234", "total": 1, "secret": "x"}})


def test_a_callback_is_named_after_its_operation(generated: Generate) -> None:
    webhooks = stripe(generated).webhooks
    event = webhooks.create_order_on_shipped(total=7)
    assert event.body["total"] == 7
    assert type(webhooks.create_order_on_shipped).__doc__ == ("The order is on its way: `POST createOrder.onShipped`.")


def test_a_webhook_without_payload(generated: Generate) -> None:
    event = stripe(generated).webhooks.ping()
    assert (event.method, event.body, event.content, event.content_type) == ("get", None, b"", "")


def test_webhooks_by_their_keys(generated: Generate) -> None:
    webhooks = stripe(generated).webhooks
    assert list(webhooks) == ["POST createOrder.onShipped", "POST order.paid", "GET ping"]
    assert webhooks["POST order.paid"] is webhooks.order_paid
    assert len(webhooks) == 3


def test_a_service_without_webhooks_has_none(generated: Generate) -> None:
    package = generated("paths: {/a: {get: {operationId: a, responses: {'204': {description: Done.}}}}}")
    assert not (package.folder / "testing" / "webhooks.py").exists()
    assert not hasattr(package.module("testing").ShopMock(), "webhooks")


@pytest.mark.parametrize(
    ("media_type", "sent"),
    [
        ("application/x-www-form-urlencoded", (b"type=a&text=b%20%26%20c", "application/x-www-form-urlencoded")),
        ("application/vnd.shop+json", (b'{"type":"a","text":"b & c"}', "application/vnd.shop+json")),
    ],
)
def test_media_types(generated: Generate, media_type: str, sent: tuple[bytes, str]) -> None:
    events = {"hello": DeclaredEvent("Plain", media_type)}
    webhooks = generated(SPEC, hooks=Hooks(events=events)).module("testing").ShopMock().webhooks
    event = webhooks.hello(type="a", text="b & c")
    assert (event.content, event.content_type) == sent


# -- where webhooks come from -----------------------------------------------------------------


def test_the_webhooks_of_documents_before_31(generated: Generate) -> None:
    spec = """
openapi: 3.0.3
x-webhooks:
  made: {post: {requestBody: {$ref: "#/components/requestBodies/Made"}, responses: {"200": {description: Received.}}}}
paths: {}
components:
  requestBodies: {Made: {content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}}
  schemas: {Thing: {type: object, required: [id], properties: {id: {type: integer, nullable: true}}}}
"""
    event = generated(spec).module("testing").ShopMock().webhooks.made(id=None)
    assert event.body == {"id": None}


def test_the_webhooks_of_swagger_2(generated: Generate) -> None:
    spec = """
swagger: "2.0"
paths: {}
x-webhooks:
  made:
    post:
      parameters: [{name: thing, in: body, schema: {$ref: "#/definitions/Thing"}}]
      responses: {"200": {description: Received.}}
definitions: {Thing: {type: object, required: [id], properties: {id: {type: integer}}}}
"""
    event = generated(spec).module("testing").ShopMock().webhooks.made(id=3)
    assert event.body == {"id": 3}


@pytest.mark.parametrize(
    "spec",
    [
        SPEC,
        """
swagger: "2.0"
paths: {}
definitions: {Plain: {type: object, required: [type], properties: {type: {type: string}, text: {type: string}}}}
""",
    ],
)
def test_events_that_only_the_configuration_knows(generated: Generate, spec: str) -> None:
    events = {"invoice.due": DeclaredEvent("Plain", constants={"type": "due"}, headers={"X-Kind": "invoice"})}
    webhooks = generated(spec, hooks=Hooks(events=events)).module("testing").ShopMock().webhooks
    event = webhooks.invoice_due(text="soon")
    assert event.body == {"type": "due", "text": "soon"}
    assert event.headers["X-Kind"] == "invoice"
    with pytest.raises(WebhookViolation):
        webhooks.invoice_due(type="paid")


@pytest.mark.parametrize(
    ("name", "schema", "message"),
    [
        ("due", "Plane", 'tool.here.events.due: there is no schema "Plane"; did you mean Plain?'),
        ("order.paid", "Plain", "tool.here.events.order.paid: the document has a webhook of this name; choose another"),
    ],
)
def test_events_that_do_not_fit_the_document(generated: Generate, name: str, schema: str, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        generated(SPEC, hooks=Hooks(events={name: DeclaredEvent(schema)}, place="tool.here"))
    assert [found.text() for found in refused.value.diagnostics] == [f"pyproject.toml: error: {message}"]


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        (["createOrder"], [], ["POST createOrder.onShipped", "POST due"]),
        (["webhook:order.*"], [], ["POST due", "POST order.paid"]),
        ([], ["createOrder", "webhook:order.*"], ["POST due", "GET ping"]),
        (["createOrder"], ["webhook:createOrder.*"], ["POST due"]),
    ],
)
def test_a_choice(generated: Generate, include: list[str], exclude: list[str], expected: list[str]) -> None:
    hooks = Hooks(events={"due": DeclaredEvent("Plain")})
    package = generated(SPEC, include=tuple(include), exclude=tuple(exclude), hooks=hooks)
    webhooks = package.module("testing").ShopMock().webhooks
    assert list(webhooks) == expected
    assert [webhooks[key]._event().webhook for key in expected]


def test_names_that_clash(generated: Generate) -> None:
    hook = {"post": {"responses": {"204": {"description": "Received."}}}}
    names = ["secret", "values", "shipIt", "ship_it", "import", "1st"]
    package = generated({"paths": {}, "webhooks": dict.fromkeys(names, hook)})
    webhooks = package.module("testing").ShopMock().webhooks
    assert sorted(webhooks[key].name for key in webhooks) == [
        "import_", "secret_", "ship_it", "ship_it_2", "values_", "webhook_1_st",
    ]  # fmt: skip
    assert webhooks.import_().webhook == "import_"


# -- signatures -------------------------------------------------------------------------------


def test_an_event_is_signed_now(generated: Generate) -> None:
    before = int(time.time())
    event = stripe(generated).webhooks.order_paid()
    assert before <= event.signed_at <= time.time()
    assert event.headers["Stripe-Signature"].startswith(f"t={event.signed_at},v1=")
    assert event.secret == TEST_SECRET
    assert TEST_SECRET not in repr(event)


def test_delivery(generated: Generate) -> None:
    event = stripe(generated).webhooks.order_paid()
    sent = event.deliver(Client(), "/hooks/", secure=True)
    headers = {name: value for name, value in event.headers.items() if name != "Content-Type"}
    assert vars(sent) == {
        "path": "/hooks/",
        "data": event.content,
        "content_type": "application/json",
        "headers": headers,
        "secure": True,
    }


def test_variants(generated: Generate) -> None:
    event = stripe(generated).webhooks.order_paid(data={"total": 5})
    signature = "Stripe-Signature"

    tampered = event.tampered()
    assert tampered.headers == event.headers
    assert tampered.body == {**event.body, "data": {**event.body["data"], "total": 6}}
    assert event.tampered(type="order.free").body == {**event.body, "type": "order.free"}

    forged = event.forged()
    assert (forged.content, forged.signed_at) == (event.content, event.signed_at)
    assert forged.headers[signature] != event.headers[signature]

    assert signature not in event.unsigned().headers
    assert event.expired().signed_at <= time.time() - 301
    assert event.expired(tolerance=3600).signed_at <= time.time() - 3601
    assert event.expired().content == event.content

    assert event.replayed() == event
    retried = dataclasses.replace(event, signed_at=0).retried()
    assert (retried.id, retried.content) == (event.id, event.content)
    assert retried.signed_at >= event.signed_at


def test_another_secret_and_another_time(generated: Generate) -> None:
    event = stripe(generated).webhooks.order_paid()
    new_year = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    other = event.signed("whsec_other", at=new_year)
    assert (other.secret, other.signed_at) == ("whsec_other", 1767225600)
    assert event.signed(at=7.9).headers["Stripe-Signature"].startswith("t=7,")
    with pytest.raises(ValueError) as caught:
        event.signed(at=dt.datetime(2026, 1, 1))
    assert str(caught.value) == "a time without a zone is no moment; give it one, as datetime.UTC"


def test_a_service_that_signs_nothing(generated: Generate) -> None:
    event = generated(SPEC).module("testing").ShopMock().webhooks.order_paid()
    for variant in (Event.tampered, Event.forged, Event.expired, Event.signed):
        with pytest.raises(ValueError) as caught:
            variant(event)
        assert str(caught.value) == (
            f"{variant.__name__}() needs to know how the service signs: set `signature` in "
            "[tool.mockgen.services.shop.webhooks] and generate anew"
        )
    assert event.retried() == event.replayed() == event.unsigned() == event


def test_variants_of_what_is_not_signed_any_more(generated: Generate) -> None:
    with pytest.raises(ValueError) as caught:
        stripe(generated).webhooks.order_paid().unsigned().tampered()
    assert str(caught.value) == "tampered() is of an event with a signature, and this one is unsigned()"


def test_a_signature_without_time_does_not_expire(generated: Generate) -> None:
    event = generated(SPEC, hooks=Hooks(scheme="github")).module("testing").ShopMock().webhooks.order_paid()
    with pytest.raises(ValueError) as caught:
        event.expired()
    assert str(caught.value) == "a github signature has no time, so no delivery of it expires"


def test_a_plain_hmac(generated: Generate) -> None:
    plain = {"header": "X-Event", "prefix": "sha256="}
    event = generated(SPEC, hooks=Hooks(plain=plain)).module("testing").ShopMock().webhooks.order_paid()
    assert event.headers["X-Event"].startswith("sha256="), "it takes the place of what the document says"


def test_the_secret_is_that_of_the_settings(generated: Generate, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = types.SimpleNamespace(SHOP_SECRET="whsec_mine")
    monkeypatch.setitem(sys.modules, "django.conf", types.SimpleNamespace(settings=settings))
    hooks = Hooks(scheme="stripe", secret_setting="SHOP_SECRET")
    webhooks = generated(SPEC, hooks=hooks).module("testing").ShopMock().webhooks
    assert webhooks.order_paid().secret == webhooks.secret == "whsec_mine"
    settings.SHOP_SECRET = ""
    with pytest.raises(ValueError) as caught:
        webhooks.order_paid()
    assert str(caught.value) == (
        "the webhooks of shop are signed with settings.SHOP_SECRET, which is not set: "
        f'set it for tests, to "{TEST_SECRET}" say'
    )
