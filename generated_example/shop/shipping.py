"""How long a parcel takes; bad weather makes it slower."""

from __future__ import annotations

import logging

from clients.weather import WeatherClient, WeatherError

logger = logging.getLogger(__name__)

USUAL_DAYS = 2
CAREFUL_DAYS = 4
BAD_WEATHER = {"snow", "storm"}


def delivery_days(latitude: float, longitude: float) -> int:
    """Return the days that a parcel takes to a place.

    Every day of bad weather in the usual time adds one. Without a forecast the answer
    is the careful one: no page of the shop fails because the weather service does.
    """
    weather = WeatherClient.from_settings()
    try:
        forecast = weather.get_forecast(latitude, longitude, days=USUAL_DAYS)
    except WeatherError as error:
        logger.warning("no forecast: %s", error)
        return CAREFUL_DAYS
    return USUAL_DAYS + sum(day.condition in BAD_WEATHER for day in forecast.days)
