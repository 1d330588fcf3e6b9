"""Code under test that swallows whatever comes; it stands in no test file."""

from __future__ import annotations

import contextlib
from collections.abc import Callable


def swallow(call: Callable[[], object]) -> None:
    with contextlib.suppress(BaseException):
        call()
