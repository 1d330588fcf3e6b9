"""Mocks in test cases of unittest and Django: the base of the generated mixins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, ClassVar, Generic, TypeVar

from mockgen.diagnostics import suggestion
from mockgen.testing import seeds, verification
from mockgen.testing.service import Mode, ServiceMock

M = TypeVar("M", bound=ServiceMock)


class MockMixin(Generic[M]):
    """Base of the generated mixins: the mock is an attribute of each test, named after the service."""

    mock_class: ClassVar[type[Any]]
    mock_mode: ClassVar[Mode] = "strict"
    mock_in_memory: ClassVar[bool] = False
    """Whether the mock patches nothing; see `ServiceMock.in_memory`."""
    _service_mocks: list[Any]

    @classmethod
    def _new_mock(cls, kind: type[Any]) -> Any:
        return (kind.in_memory if cls.mock_in_memory else kind)(cls.mock_mode)

    @classmethod
    def setUpClass(cls) -> None:
        """Set the class up under mocks of its own, the class's attributes meanwhile; its stubs end with it.

        Django's `setUpTestData` is a part of this. Each test starts with mocks without calls and plans.
        """
        is_set_up = False
        try:
            with seeds.scope(f"{cls.__module__}.{cls.__qualname__}"), ExitStack() as mocks:
                for kind in mock_classes(cls):
                    setattr(cls, kind._name, mocks.enter_context(cls._new_mock(kind)))
                    mocks.callback(delattr, cls, kind._name)
                super().setUpClass()  # type: ignore[misc]
                is_set_up = True
        except BaseException:
            if is_set_up:  # unittest does not, after an error here; Django's transaction would stay open
                super().tearDownClass()  # type: ignore[misc]
            raise

    def setUp(self) -> None:
        """Start the mocks, then what the test case sets up itself."""
        seeds.begin()
        self._service_mocks = [self._new_mock(kind) for kind in mock_classes(type(self))]
        for mock in self._service_mocks:
            mock.__enter__()
            setattr(self, mock._name, mock)
            self.addCleanup(self._leave, mock)  # type: ignore[attr-defined]
        super().setUp()  # type: ignore[misc]

    @contextmanager
    def assertNumApiCalls(self, number: int, *services: str) -> Iterator[None]:
        """Fail unless the block makes this many API calls; the message names those that it made.

        Args:
            number: how many.
            services: names of the services whose calls count; those of all mixins of the test case if none is given.

        Raises:
            ValueError: the test case mocks no such service.
        """
        known = {mock._name: mock for mock in self._service_mocks}
        for service in services:
            if service not in known:
                raise ValueError(f"this test case mocks no {service!r}; {suggestion(service, known)}")
        chosen = [known[service] for service in services or known]
        before = [len(mock.calls) for mock in chosen]
        yield
        made = {mock._name: mock.calls[start:] for mock, start in zip(chosen, before, strict=True)}
        verification.assert_number(number, made)

    def _callTestMethod(self, method: Callable[[], Any]) -> Any:
        """Run the test; a failure says how to see the same values again, as does one of a `subTest`."""
        with seeds.noting():
            return super()._callTestMethod(method)  # type: ignore[misc]

    @contextmanager
    def subTest(self, *arguments: Any, **parameters: Any) -> Iterator[None]:
        """Run a part of the test."""
        with super().subTest(*arguments, **parameters), seeds.noting():  # type: ignore[misc]
            yield

    def _leave(self, mock: ServiceMock) -> None:
        error = AssertionError("the test failed") if is_reported(self) else None
        mock.__exit__(type(error) if error else None, error, None)


def mock_classes(case: type[Any]) -> list[type[Any]]:
    """Return the mocks that the mixins of a test case name, in the order of its bases; a subclass may name another."""
    found: dict[str, type[Any]] = {}
    for base in case.__mro__:
        kind = vars(base).get("mock_class")
        if kind is not None:
            found.setdefault(kind._name, kind)
    return list(found.values())


def is_reported(test: object) -> bool:
    """Tell whether a running `TestCase` has failed or was skipped; a cleanup is told so by the result alone."""
    state = getattr(test, "_outcome", None)
    result: Any = getattr(state, "result", None)
    if getattr(state, "expectedFailure", None) or getattr(result, "_excinfo", None):  # the latter under pytest
        return True
    if hasattr(result, "events"):  # Django's --parallel: what happened goes to another process, no list holds it
        told = (event[0] for event in result.events if event[1:2] == (result.test_index,))
        return any(name in ("addError", "addFailure", "addSkip", "addSubTest") for name in told)
    entries = [entry for kind in ("failures", "errors", "skipped") for entry in getattr(result, kind, ())]
    return any(getattr(found, "test_case", found) is test for found, _ in entries)
