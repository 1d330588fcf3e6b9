"""What a call gets: a planned answer in its time, or what goes wrong instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import requests

from mockgen.testing.clock import Clock
from mockgen.testing.faults import READ_TIMEOUT, BadBody, BadStatus, Exchange, Fault, NoAnswer
from mockgen.testing.stubs import Answer, Call, Planned, Reaction, Stub

if TYPE_CHECKING:
    from mockgen.testing.operation import OperationMock


def settled(operation: OperationMock, call: Call, planned: Planned, stub: Stub[Any] | None, clock: Clock) -> Answer:
    """Return the answer that a call gets; what became of it is noted in the call.

    Raises:
        RequestException: what comes instead of an answer.
        ResponseViolation: a function of the test made an answer that the service could not give.
    """
    exchange = Exchange(call.request)
    try:
        if stub is not None:
            _pass(stub.seconds, exchange, clock)
        call.answer = answer = _answer(operation, call, planned, stub, clock)
        call.response = operation._service._read(operation, answer)
        if stub is not None and stub.lost is not None:
            befall(stub.lost, exchange, clock)
    except requests.RequestException as error:
        call.error = error
        raise
    return answer


def befall(fault: NoAnswer, exchange: Exchange, clock: Clock) -> None:
    """Let a request have no answer, after the client's timeout where that is the fault.

    Raises:
        RequestException: always.
    """
    clock.advance(fault.wait_s(exchange))
    raise fault.raised(exchange)


def _pass(seconds: float, exchange: Exchange, clock: Clock) -> None:
    """Let time go by until an answer comes, or the client's patience ends."""
    if exchange.read is not None and seconds > exchange.read:
        befall(READ_TIMEOUT, exchange, clock)
    clock.advance(seconds)


def _answer(operation: OperationMock, call: Call, planned: Any, stub: Stub[Any] | None, clock: Clock) -> Answer:
    if isinstance(planned, Reaction):
        planned = planned.function(call)
        if not isinstance(planned, Fault):
            planned = (stub._planner if stub else operation)._completed(planned, stub.source if stub else "")
    if isinstance(planned, NoAnswer):
        befall(planned, Exchange(call.request), clock)
    if isinstance(planned, BadStatus):
        return planned.answer(operation._documented_answer)
    if isinstance(planned, BadBody):
        return planned.spoil(operation.automatic(len(operation.calls)))
    assert isinstance(planned, Answer)
    return planned
