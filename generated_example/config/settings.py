"""Settings of the example project: no more than the example needs."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = os.environ.get("SECRET_KEY", "only-for-the-example")
DEBUG = False
ALLOWED_HOSTS = ["localhost"]
ROOT_URLCONF = "config.urls"
USE_TZ = True

# The clients are apps so that `manage.py check` checks their settings.
INSTALLED_APPS = ["clients.payments", "clients.weather", "shop"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / "db.sqlite3",
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What the payments service signs its webhooks with; in tests the mock uses it too.
PAYMENTS_WEBHOOK_SECRET = os.environ.get(
    "PAYMENTS_WEBHOOK_SECRET", "whsec_testtesttesttesttesttesttesttest"
)

MOCKGEN = {
    "payments": {
        "BASE_URL": "https://api.payments.example",
        "AUTH": {
            "secretKey": os.environ.get("PAYMENTS_SECRET_KEY", "sk_test_example"),
            "publishableKey": (
                "shop",
                os.environ.get("PAYMENTS_KEY", "pk_test_example"),
            ),
        },
        "TIMEOUT": 5,
        "RETRIES": 2,
    },
    "parcels": {
        "BASE_URL": "https://api.parcels.example/v1",
        "AUTH": {"apiKey": os.environ.get("PARCELS_API_KEY", "parcels-test-example")},
        "TIMEOUT": 10,
        "RETRIES": 1,
    },
    "weather": {
        "BASE_URL": "https://api.weather.example/v2",
        "AUTH": os.environ.get("WEATHER_API_KEY", "weather-test-example"),
        "TIMEOUT": (1, 3),
        "RETRIES": 0,
    },
}
