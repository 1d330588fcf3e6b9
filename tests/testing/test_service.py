"""`ServiceMock`, on the example's own package: its operations, its seed, its world."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from clients.payments import PaymentsClient
from clients.payments.testing import PaymentsMock, mock_payments

from mockgen.testing import Call
from mockgen.testing.service import body_of


def test_every_operation_is_there_by_key_and_as_an_attribute() -> None:
    with mock_payments() as payments:
        assert len(payments.operations) == 17
        for key in payments.operations:
            operation = payments.operations[key]
            assert operation.key == key
            assert getattr(payments, operation.method) is operation
        with pytest.raises(KeyError):
            payments.operations["GET /nothing"]


def test_every_operation_can_be_exercised() -> None:
    client = PaymentsClient()
    with mock_payments(mode="auto") as payments:
        for seed in (0, 1):
            for operation in payments.operations.values():
                operation.exercise(client, seed=seed)
    assert [call.operation for call in payments.calls] == [found.method for found in payments.operations.values()] * 2
    assert payments.clock.slept == []


def test_an_operation_of_no_mock_is_its_description() -> None:
    assert PaymentsMock.create_charge.kind.key == "POST /v1/charges"


def test_calls_are_kept_by_operation_and_in_order() -> None:
    client = PaymentsClient()
    with mock_payments(mode="auto") as payments:
        client.get_charge("ch_1")
        client.get_balance()
        client.get_charge("ch_2")
    assert [call.operation for call in payments.calls] == ["get_charge", "get_balance", "get_charge"]
    assert payments.get_charge.calls == [payments.calls[0], payments.calls[2]]
    assert all(
        isinstance(call, Call) and call.source.startswith("tests/testing/test_service.py:") for call in payments.calls
    )
    with pytest.raises(AssertionError, match=r"payments was called:\n  <get_charge"):
        payments.assert_no_calls()


def test_a_seed_decides_what_is_answered() -> None:
    def answered(seed: int | str) -> Any:
        with PaymentsMock("auto", seed=seed):
            return PaymentsClient().get_balance().raw

    assert answered(1) == answered(1)
    assert answered(1) != answered("another")


def test_idempotency_keys_are_the_same_in_every_run() -> None:
    def sent() -> list[str]:
        with mock_payments(mode="auto") as payments:
            for _ in range(2):
                PaymentsClient().create_charge({"amount": 500, "currency": "eur"})
        return [call.request.headers["Idempotency-Key"] for call in payments.calls]

    first = sent()
    assert sent() == first
    assert len(set(first)) == 2


@pytest.mark.parametrize(
    ("body", "content_type", "seen"),
    [
        (b'{"a": 1}', "application/json", {"a": 1}),
        (b'{"a": 1}', "application/problem+json", {"a": 1}),
        (b'{"a": ', "application/json", b'{"a": '),
        (b"a=1", "application/x-www-form-urlencoded", b"a=1"),
        (None, "application/json", None),
    ],
)
def test_a_body_for_a_reader(body: Any, content_type: str, seen: Any) -> None:
    headers = {"Content-Type": content_type}
    assert body_of(requests.Request("POST", "https://x.example", headers=headers, data=body).prepare()) == seen
