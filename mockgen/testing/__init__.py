"""The test runtime: what generated `testing` packages import. Names are imported when they are first used."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from mockgen.testing.adapters.in_memory import ClientSettings
    from mockgen.testing.attributes import mocked, skipped
    from mockgen.testing.cases import MockMixin
    from mockgen.testing.events import Event
    from mockgen.testing.examples import WrongExample
    from mockgen.testing.messages import MissingTimeout, PlanUsedUp, UnmockedOperation, UnusedStub
    from mockgen.testing.mocking import Mocking
    from mockgen.testing.network import BlockedNetwork
    from mockgen.testing.operation import OperationMock
    from mockgen.testing.packages import values_of
    from mockgen.testing.place import ABSENT, UNSET, UnknownField, UnknownVariant, UnsatisfiableSchema
    from mockgen.testing.service import ServiceMock
    from mockgen.testing.signatures import Signature
    from mockgen.testing.stubs import Answer, Call, Stub
    from mockgen.testing.values import JSON, Values
    from mockgen.testing.violations import (
        ContractViolation,
        ContractWarning,
        RequestViolation,
        ResponseViolation,
        WebhookViolation,
    )
    from mockgen.testing.webhooks import Webhook, Webhooks, hooked

Body: TypeAlias = Any
"""A planned body, whole: a mapping, a list, a record, text, bytes or an open file."""

PLACES = {
    "ABSENT": "place",
    "Answer": "stubs",
    "BlockedNetwork": "network",
    "Call": "stubs",
    "ClientSettings": "adapters.in_memory",
    "ContractViolation": "violations",
    "ContractWarning": "violations",
    "Event": "events",
    "JSON": "values",
    "MissingTimeout": "messages",
    "MockMixin": "cases",
    "Mocking": "mocking",
    "OperationMock": "operation",
    "PlanUsedUp": "messages",
    "RequestViolation": "violations",
    "ResponseViolation": "violations",
    "ServiceMock": "service",
    "Signature": "signatures",
    "Stub": "stubs",
    "UNSET": "place",
    "UnknownField": "place",
    "UnknownVariant": "place",
    "UnmockedOperation": "messages",
    "UnsatisfiableSchema": "place",
    "UnusedStub": "messages",
    "Values": "values",
    "WrongExample": "examples",
    "Webhook": "webhooks",
    "WebhookViolation": "violations",
    "Webhooks": "webhooks",
    "hooked": "webhooks",
    "mocked": "attributes",
    "skipped": "attributes",
    "values_of": "packages",
}

__all__ = [
    "ABSENT",
    "JSON",
    "UNSET",
    "Answer",
    "BlockedNetwork",
    "Body",
    "Call",
    "ClientSettings",
    "ContractViolation",
    "ContractWarning",
    "Event",
    "MissingTimeout",
    "MockMixin",
    "Mocking",
    "OperationMock",
    "PlanUsedUp",
    "RequestViolation",
    "ResponseViolation",
    "ServiceMock",
    "Signature",
    "Stub",
    "UnknownField",
    "UnknownVariant",
    "UnmockedOperation",
    "UnsatisfiableSchema",
    "UnusedStub",
    "Values",
    "Webhook",
    "WebhookViolation",
    "Webhooks",
    "WrongExample",
    "hooked",
    "mocked",
    "skipped",
    "values_of",
]


def __getattr__(name: str) -> Any:
    """Return a public name, importing its module now."""
    if name not in PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{PLACES[name]}"), name)
