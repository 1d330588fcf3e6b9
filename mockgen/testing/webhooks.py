"""What a service sends: a valid payload of each webhook, held against the contract and signed."""

from __future__ import annotations

import copy
import functools
import importlib
import json
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar, overload

import requests

from mockgen.testing.bodies import FORM, MULTIPART
from mockgen.testing.contract import OperationContract
from mockgen.testing.events import Event
from mockgen.testing.json_values import is_json
from mockgen.testing.messages import caller
from mockgen.testing.operation import header_text
from mockgen.testing.place import UNSET
from mockgen.testing.signatures import TEST_SECRET, Signature
from mockgen.testing.stubs import wire_form
from mockgen.testing.values import JSON, Values
from mockgen.testing.violations import Problem, WebhookViolation

if TYPE_CHECKING:
    from mockgen.testing.service import ServiceMock

W = TypeVar("W", bound="Webhook")


class hooked(Generic[W]):
    """An attribute of a service's webhooks: one of them, made when it is first asked for."""

    def __init__(self, kind: type[W]):
        self.kind = kind

    @overload
    def __get__(self, webhooks: None, owner: type[Any]) -> Self: ...
    @overload
    def __get__(self, webhooks: Webhooks, owner: type[Any]) -> W: ...
    def __get__(self, webhooks: Webhooks | None, owner: type[Any]) -> Self | W:
        """Return the webhook."""
        if webhooks is None:
            return self
        found = webhooks[self.kind.key]
        assert isinstance(found, self.kind)
        return found


class Webhooks(Mapping[str, Any]):
    """Base of the generated webhooks of a service: an attribute for each; by key, `POST chargeFailed`, too.

    Attributes:
        signature: how the service signs what it sends, None for not at all.
        secret_setting: the Django setting that holds the secret, "" for the test secret.
    """

    signature: ClassVar[Signature | None] = None
    secret_setting: ClassVar[str] = ""

    def __init__(self, service: ServiceMock):
        self._service = service
        self._made: dict[str, Webhook] = {}

    @property
    def secret(self) -> str:
        """What events are signed with: for the settings of the code under test.

        Raises:
            ValueError: the Django setting that the configuration names is not there, or empty.
        """
        if not self.secret_setting:
            return TEST_SECRET
        settings = importlib.import_module("django.conf").settings
        found = getattr(settings, self.secret_setting, None)
        if isinstance(found, str) and found:
            return found
        raise ValueError(
            f"the webhooks of {self._service._name} are signed with settings.{self.secret_setting}, which is not set: "
            f'set it for tests, to "{TEST_SECRET}" say'
        )

    @functools.cached_property
    def _kinds(self) -> dict[str, type[Webhook]]:
        found = [value.kind for value in vars(type(self)).values() if isinstance(value, hooked)]
        return {kind.key: kind for kind in found}

    def __getitem__(self, key: str) -> Any:
        """Return a webhook by its key; always the same object."""
        if key not in self._made:
            self._made[key] = self._kinds[key](self._service, self)
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys."""
        return iter(self._kinds)

    def __len__(self) -> int:
        """Return how many webhooks the service has."""
        return len(self._kinds)


class Webhook:
    """Base of the generated webhooks: called, it gives an event.

    Attributes:
        key: `POST chargeFailed`.
        name: its attribute.
        media_type: of the payload, "" where it has none.
        factory: that of the payload, "" for text and bytes.
        headers: the factory of the headers that the document declares, "" for none.
    """

    key: ClassVar[str]
    name: ClassVar[str]
    media_type: ClassVar[str] = ""
    factory: ClassVar[str] = ""
    headers: ClassVar[str] = ""

    def __init__(self, service: ServiceMock, webhooks: Webhooks):
        self._service = service
        self._webhooks = webhooks
        self._reason = ""
        self._turns = [0]  # a list: an off_contract() copy counts with it

    @property
    def contract(self) -> OperationContract:
        """What the service may send."""
        return self._service._contract.webhook(self.key)

    def fake(self, *, seed: int | str = 0, profile: str = "full", overrides: Mapping[str, Any] | None = None) -> JSON:
        """Return a valid payload as it travels, JSON-ready; another seed gives another one."""
        return self._payload(self._service._values(seed, profile), overrides or {})

    def off_contract(self, reason: str) -> Self:
        """Send what the contract does not allow; the reason is for the reader.

        Raises:
            ValueError: there is no reason.
        """
        if not reason.strip():
            raise ValueError("off_contract() takes the reason why the event is sent all the same")
        bound = copy.copy(self)
        bound._reason = reason
        return bound

    def _payload(self, values: Values, overrides: Mapping[str, Any]) -> JSON:
        if not self.media_type:
            return None
        if self.factory:
            make = getattr(self._service._factories, self.factory)
            return values.draw(lambda fake: make(fake, **overrides), self.key, "event")
        return values.draw(values.sentence, self.key, "event")

    def _event(self, body: Any = UNSET, fields: Mapping[str, Any] | None = None) -> Event:
        """Return an event, complete, signed and held against the contract.

        Raises:
            WebhookViolation: the service could not send it.
        """
        if body is not UNSET and fields:
            raise TypeError("give the whole payload, or fields to replace in a fake one; not both")
        values = self._service._values(f"{self._service._seed}/{self._turns[0]}", "full")
        self._turns[0] += 1
        made = self._payload(values, fields or {}) if body is UNSET else wire_form(body)
        content, content_type = self._written(made)
        signature = self._webhooks.signature
        event = Event(
            service=self._service._name,
            webhook=self.name,
            method=self.key.partition(" ")[0].lower(),
            body=made,
            content=content,
            content_type=content_type,
            documented=self._documented(values),
            id=str(values.draw(values.uuid, self.key, "id")),
            signature=signature,
            secret=self._webhooks.secret if signature else "",
            signed_at=int(time.time()),
            signed_content=content,
            encode=self._encoded,
        )
        self._hold(event)
        return event

    def _documented(self, values: Values) -> dict[str, str]:
        if not self.headers:
            return {}
        made = values.draw(getattr(self._service._factories, self.headers), self.key, "headers")
        return {name: header_text(value) for name, value in made.items()}

    def _hold(self, event: Event) -> None:
        problems = () if self._reason else self.problems(event)
        if problems:
            raise WebhookViolation(self.name, problems, caller(self._service._package)[0])

    def problems(self, event: Event) -> tuple[Problem, ...]:
        """Return what is wrong with an event; empty where the service could send it."""
        request = requests.Request(event.method, "https://receiver.test/", event.documented, data=event.content)
        prepared = request.prepare()
        if event.content_type:
            prepared.headers["Content-Type"] = event.content_type
        return self.contract.request_problems(prepared, "/")

    def _written(self, body: Any) -> tuple[bytes, str]:
        """Return a payload as it is sent, and its content type.

        Raises:
            WebhookViolation: it cannot be written.
        """
        try:
            return self._encoded(body)
        except (TypeError, ValueError) as error:
            problem = Problem("body", f"cannot be written as {self.media_type}: {error}")
            raise WebhookViolation(self.name, [problem], caller(self._service._package)[0]) from None

    def _encoded(self, body: Any) -> tuple[bytes, str]:
        """Return a payload as it is sent, and its content type."""
        kind = self.media_type
        essence = kind.partition(";")[0].strip().lower()
        if not kind:
            return b"", ""
        if isinstance(body, bytes):
            return body, kind
        if essence in (FORM, MULTIPART) and isinstance(body, Mapping):
            parameters: Any = importlib.import_module(f"{self._service._package}.parameters")
            made = parameters.form_body(body) if essence == FORM else parameters.multipart_body(body)
            return made.data, made.content_type
        if isinstance(body, str) and not is_json(kind):
            return body.encode(), kind
        return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode(), kind
