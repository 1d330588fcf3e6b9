"""pytest fixtures of mocks: what the generated ones ask, and fixtures of other scopes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, TypeVar

import pytest

from mockgen.testing.pytest_plugin import marked
from mockgen.testing.service import Mode, ServiceMock

M = TypeVar("M", bound=ServiceMock)
Scope = Literal["function", "class", "module", "package", "session"]


def mode_of(request: pytest.FixtureRequest) -> Mode:
    """Return the mode of a mock: the marker `mockgen(mode=…)` says it, else `mockgen_mode` of the configuration."""
    mode: Mode = marked(request.node, request.config).mode
    return mode


def fixture_of(
    kind: Callable[[Mode], M], *, scope: Scope = "function", mode: Mode | None = None, name: str | None = None
) -> Any:
    """Return a pytest fixture that gives a mock, for one test or for all of a class, a module or the session.

    What a mock of a wider scope plans and records is there for all tests of the scope, and is verified at its end.

    Args:
        kind: the generated mock, `PaymentsMock`, or `PaymentsMock.in_memory`.
        scope: pytest's.
        mode: of the mock; that of the marker or of the configuration if none is given.
        name: of the fixture; that of the variable it is assigned to if none is given.
    """

    @pytest.fixture(scope=scope, name=name)
    def mock(request: pytest.FixtureRequest) -> Iterator[M]:
        with kind(mode_of(request) if mode is None else mode) as made:
            yield made

    return mock
