"""What a test asks of the calls that were made: of one operation, and of all in their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, TypedDict, Unpack

from mockgen.diagnostics import did_you_mean
from mockgen.testing.differences import Difference, Expected, report, rows
from mockgen.testing.stubs import Call


class Expectation(TypedDict, total=False):
    """What a test expects of a call; each part that it names, and no more, is compared.

    Attributes:
        body: what the body must hold; a mapping may leave properties out, a list may not.
        query: values by wire name, as they are meant (`3`, `["a", "b"]`) or as texts.
        headers: values by name, whatever the name's case.
        path: values of the path's parameters, by wire name.
        exact: body, query and path, where they are given, hold nothing beside.
    """

    body: Any
    query: Mapping[str, Any]
    headers: Mapping[str, str]
    path: Mapping[str, Any]
    exact: bool


class Verified:
    """The calls of one operation, and what a test asserts of them.

    Attributes:
        method: the client's method.
        calls: those that were made, in order.
    """

    method: ClassVar[str]
    calls: list[Call]

    def _called(self) -> str:
        """Return what was called instead, for a message."""
        raise NotImplementedError

    @property
    def call_count(self) -> int:
        """How often it was called."""
        return len(self.calls)

    def assert_called(self) -> None:
        """Fail unless it was called at least once."""
        if not self.calls:
            raise AssertionError(f"{self.method} was never called; {self._called()}")

    def assert_not_called(self) -> None:
        """Fail if it was called."""
        if self.calls:
            raise AssertionError(f"{self.method} was called {times(len(self.calls))}:\n{listed(self.calls)}")

    def assert_called_once(self) -> None:
        """Fail unless it was called exactly once."""
        self.assert_called()
        if len(self.calls) != 1:
            raise AssertionError(f"{self.method} was called {times(len(self.calls))}, not once:\n{listed(self.calls)}")

    def assert_called_once_with(self, **expected: Unpack[Expectation]) -> None:
        """Fail unless it was called exactly once, with at least this."""
        self.assert_called_once()
        self._assert_as(self.calls[0], Expected(**expected))

    def assert_called_with(self, **expected: Unpack[Expectation]) -> None:
        """Fail unless it was called, and the last time with at least this."""
        self.assert_called()
        self._assert_as(self.calls[-1], Expected(**expected))

    def assert_any_call(self, **expected: Unpack[Expectation]) -> None:
        """Fail unless one of the calls was made with at least this."""
        self.assert_called()
        wanted = Expected(**expected)
        found, call = min(((wanted.differences(call), call) for call in self.calls), key=lambda entry: len(entry[0]))
        if found and len(self.calls) > 1:
            head = f"{self.method} was called {times(len(self.calls))}, never as expected; the nearest call:"
            raise AssertionError("\n".join([head, *rows(found, call.source)]))
        self._assert_same(found, call)

    def _assert_as(self, call: Call, expected: Expected) -> None:
        self._assert_same(expected.differences(call), call)

    def _assert_same(self, found: list[Difference], call: Call) -> None:
        if found:
            raise AssertionError(report(self.method, found, call.source))


def assert_in_order(service: str, wanted: Sequence[str], calls: Sequence[Call], exact: bool) -> None:
    """Fail unless operations were called in an order.

    Args:
        service: its name, for the message.
        wanted: names of operations.
        calls: what was called.
        exact: nothing was called beside or between.

    Raises:
        AssertionError: they were not; it names the first that is out of order.
    """
    called = [call.operation for call in calls]
    met = in_order(wanted, called)
    if met == len(wanted) and not (exact and len(called) != len(wanted)):
        return
    lines = [
        f"{service} was not called in this order.",
        f"  expected  {', '.join(wanted)}",
        f"  called    {', '.join(called) or 'nothing'}",
    ]
    if met == len(wanted):
        at = next((index for index, name in enumerate(wanted) if called[index] != name), len(wanted))
        lines.append(f"  first     {called[at]} was not expected, {calls[at].source}")
    else:
        before = f" after {wanted[met - 1]}" if met else ""
        lines.append(f"  first     {wanted[met]} was not called{before}")
    raise AssertionError("\n".join(lines))


def in_order(wanted: Sequence[str], called: Sequence[str]) -> int:
    """Return how many of the names that are wanted stand in what was called, in their order."""
    rest: Iterator[str] = iter(called)
    return next((index for index, name in enumerate(wanted) if name not in rest), len(wanted))


def names_of(operations: Sequence[Any], known: Mapping[str, Any], service: str) -> list[str]:
    """Return the names of operations, given by name or as their mocks.

    Args:
        operations: what the test gives.
        known: the service's operations by name.
        service: its name.

    Raises:
        ValueError: there is none of such a name; it says which is near.
    """
    names = [operation if isinstance(operation, str) else str(operation.method) for operation in operations]
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known)
            raise ValueError(f"{service} has no operation {name!r}{hint and f'; {hint}'}")
    return names


def assert_number(expected: int, services: Mapping[str, Sequence[Call]]) -> None:
    """Fail unless a number of calls was made; the message names those that were.

    Args:
        expected: how many.
        services: what was called, by the name of the service.
    """
    lines = [f"  {service}.{call.summary}  from {call.source}" for service, calls in services.items() for call in calls]
    if len(lines) != expected:
        head = f"{times(expected, 'API call')} expected, {len(lines)} made{':' if lines else ''}"
        raise AssertionError("\n".join([head, *lines]))


def times(count: int, what: str = "") -> str:
    """Return `once` or `3 times`; of things, `1 API call` or `3 API calls`."""
    if what:
        return f"{count} {what}{'' if count == 1 else 's'}"
    return "once" if count == 1 else f"{count} times"


def listed(calls: Sequence[Call]) -> str:
    """Return calls, one a line, with the lines that made them."""
    return "\n".join(f"  {call!r}  from {call.source}" for call in calls)
