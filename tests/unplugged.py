"""A plugin of pytest for the example's tests: they run in an order of `ORDER`, and no socket can be connected."""

from __future__ import annotations

import os
import random
import socket
from typing import Any, NoReturn

import pytest


def refuse(*arguments: Any) -> NoReturn:
    raise AssertionError("no test of the example connects a socket")


def pytest_configure() -> None:
    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, refuse)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    before = list(items)
    random.Random(os.environ["ORDER"]).shuffle(items)
    assert items != before
