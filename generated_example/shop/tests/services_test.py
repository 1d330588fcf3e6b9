"""Refunds, delivery times and the bookkeeper's line, tested with pytest."""

from __future__ import annotations

import pytest

from clients.payments import PaymentsStatusError
from clients.payments.testing import PaymentsMock
from clients.weather.testing import WeatherMock
from shop.accounting import balance_line
from shop.refunds import AlreadyRefunded, issue_refund
from shop.shipping import CAREFUL_DAYS, delivery_days


def test_refund(payments: PaymentsMock) -> None:
    stub = payments.create_refund.returns(amount=500)

    assert issue_refund("ch_1", 500, key="refund-1") == stub.last.response.id
    payments.create_refund.assert_called_once_with(body={"amount": 500})


def test_nothing_left_to_refund(payments: PaymentsMock) -> None:
    payments.create_refund.fails(409, code="charge_already_refunded")

    with pytest.raises(AlreadyRefunded):
        issue_refund("ch_1", 500, key="refund-1")


def test_a_refund_is_kept(payments: PaymentsMock) -> None:
    payments.stateful()
    payments.state.charges.add(id="ch_1", amount=4200)

    refund_id = issue_refund("ch_1", 500, key="refund-1")

    refund = payments.state.refunds[refund_id]
    assert (refund["amount"], refund["charge"]) == (500, "ch_1")
    assert issue_refund("ch_1", 500, key="refund-1") == refund_id  # the key: one refund
    assert len(payments.state.refunds) == 1


def test_a_charge_that_there_is_not(payments: PaymentsMock) -> None:
    payments.stateful()

    with pytest.raises(PaymentsStatusError) as caught:
        issue_refund("ch_2", 500, key="refund-1")

    assert caught.value.status == 404


def test_balance_line(payments: PaymentsMock) -> None:
    payments.get_balance.returns(
        available=[
            {"currency": "eur", "amountCents": 4000},
            {"currency": "usd", "amountCents": 999},
            {"currency": "eur", "amountCents": 200},
        ],
        period={"from": "2026-03-01", "to": "2026-03-31"},
    )

    assert balance_line("eur") == "2026-03-01..2026-03-31  42.00 eur"


def test_good_weather(weather: WeatherMock) -> None:
    weather.get_forecast.returns(days=[day("2026-03-01", "clear")])

    assert delivery_days(59.3, 18.1) == 2


def test_two_days_of_bad_weather(weather: WeatherMock) -> None:
    weather.get_forecast.returns(
        days=[day("2026-03-01", "snow"), day("2026-03-02", "storm")]
    )

    assert delivery_days(59.3, 18.1) == 4


def test_no_forecast_for_the_place(weather: WeatherMock) -> None:
    weather.get_forecast.fails(404)

    assert delivery_days(-89.9, 0.0) == CAREFUL_DAYS


def test_the_weather_service_is_silent(weather: WeatherMock) -> None:
    weather.get_forecast.times_out()

    assert delivery_days(59.3, 18.1) == CAREFUL_DAYS
    assert weather.clock.slept == []


def day(date: str, condition: str) -> dict[str, object]:
    """Return a whole day of a forecast, as it travels."""
    return {"date": date, "condition": condition, "low": -3.5, "high": 4}
