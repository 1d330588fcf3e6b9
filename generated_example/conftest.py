"""Django under plain pytest: settings for every test, a database for the test cases."""

from __future__ import annotations

import os
from collections.abc import Iterator

import django
import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()


@pytest.fixture(scope="session", autouse=True)
def django_environment() -> Iterator[None]:
    """Do what Django's own test runner does around a run."""
    from django.db import connections
    from django.test import utils

    utils.setup_test_environment()
    databases = utils.setup_databases(verbosity=0, interactive=False)
    yield
    utils.teardown_databases(databases, verbosity=0)
    connections.close_all()
    utils.teardown_test_environment()
