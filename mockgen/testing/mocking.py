"""A mock for the length of a block, a test or a test case: `mock_payments()`."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from types import TracebackType
from typing import Any, Generic, TypeVar

from mockgen.testing.service import Mode, ServiceMock

M = TypeVar("M", bound=ServiceMock)


class Mocking(Generic[M]):
    """`mock_payments()`: a context manager that gives the mock, and a decorator of tests and test cases."""

    def __init__(self, kind: type[M], mode: Mode = "strict"):
        self._kind = kind
        self._mode: Mode = mode
        self._active: list[M] = []

    def __enter__(self) -> M:
        """Start a mock of its own."""
        mock = self._kind(self._mode)
        mock.__enter__()
        frame = inspect.currentframe()
        mock._entered = frame.f_back if frame else None
        self._active.append(mock)
        return mock

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the mock that was started last."""
        self._active.pop().__exit__(kind, error, trace)

    def __call__(self, target: Any) -> Any:
        """Decorate a test, or every test of a test case."""
        if isinstance(target, type):
            for name, function in list(vars(target).items()):
                if name.startswith("test") and inspect.isfunction(function):
                    setattr(target, name, self(function))
            return target
        return self._wrapped(target)

    def _wrapped(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def run(*arguments: Any, **keywords: Any) -> Any:
            with Mocking(self._kind, self._mode):
                return function(*arguments, **keywords)

        return run
