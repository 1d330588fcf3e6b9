"""Planned answers: what a stub gives, how often, and what became of it."""

from __future__ import annotations

import dataclasses
import io
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

import requests
from urllib3 import HTTPResponse
from urllib3._collections import HTTPHeaderDict

from mockgen.testing.framing import framed
from mockgen.testing.json_values import is_json
from mockgen.testing.sent import SentValues
from mockgen.testing.violations import shown

if TYPE_CHECKING:
    from mockgen.testing.faults import Fault, NoAnswer
    from mockgen.testing.hostile import Profile
    from mockgen.testing.matchers import Matcher
    from mockgen.testing.operation import OperationMock

O_co = TypeVar("O_co", bound="OperationMock", covariant=True)
Planned: TypeAlias = "Answer | Fault | Reaction"
NO_BODY = (204, 205, 304)


@dataclasses.dataclass(frozen=True)
class Answer:
    """An answer as it travels.

    Attributes:
        status: the status code.
        content_type: of the body, None without one.
        body: a JSON value where the content type is JSON, else text or bytes; None without one.
        headers: beside the content type.
        framing: how a list travels as a stream of items: `lines`, `data` or `events`.
        kept: of a faked success, the fields that the test has set; None of an answer that is not to be changed.
        turn: of an automatic answer, which call it is for.
    """

    status: int
    content_type: str | None = None
    body: Any = None
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    framing: str = ""
    kept: Mapping[str, Any] | None = None
    turn: int = 0

    def content(self) -> bytes:
        """Return the body's bytes."""
        if isinstance(self.body, bytes):
            return self.body
        if self.content_type is None or self.status in NO_BODY:
            return b""
        if self.framing and isinstance(self.body, list):
            return framed(self.body, self.framing)
        if is_json(self.content_type):
            return json.dumps(self.body, ensure_ascii=False).encode()
        return str(self.body).encode()

    def response(self, method: str) -> HTTPResponse:
        """Return the answer as urllib3 would hand it to `requests`."""
        content = b"" if method == "HEAD" else self.content()
        headers = HTTPHeaderDict(self.headers)
        if self.content_type is not None:
            headers["Content-Type"] = self.content_type
        headers.setdefault("Content-Length", str(len(content)))
        return HTTPResponse(
            body=io.BytesIO(content),
            headers=headers,
            status=self.status,
            reason=requests.status_codes._codes.get(self.status, ("",))[0],  # type: ignore[attr-defined]
            preload_content=False,
            request_method=method,
        )


def wire_form(body: Any) -> Any:
    """Return a planned body as it travels: a record is its wire form, deeply."""
    if callable(getattr(body, "read", None)):
        return body.read()
    if hasattr(type(body), "raw") and hasattr(body, "raw"):
        return body.raw
    if isinstance(body, Mapping):
        return {key: wire_form(value) for key, value in body.items()}
    if isinstance(body, (list, tuple)):
        return [wire_form(value) for value in body]
    return body


@dataclasses.dataclass
class Call:
    """One call that the code under test made.

    Attributes:
        operation: its name: `create_charge`.
        request: what was sent.
        body: of the request: JSON parsed, a form as its fields, anything else as it travels.
        sent: what the request says, by wire names and typed as documented: `sent.path["charge_id"]`.
        answer: what came back, None where an exception did.
        response: the answer's body as the client reads it: a record, a list, text.
        error: the exception that came back instead; with an answer beside it, the answer was lost on its way.
        source: the line of the user's code that made the call, `file:line`.
    """

    operation: str
    request: requests.PreparedRequest
    body: Any = None
    answer: Answer | None = None
    response: Any = None
    error: BaseException | None = None
    source: str = ""
    sent: SentValues = dataclasses.field(default_factory=SentValues, repr=False)

    @property
    def path(self) -> Mapping[str, Any]:
        """The values of the path's parameters, by wire name."""
        return self.sent.path

    @property
    def query(self) -> Mapping[str, Any]:
        """What the query held, by wire name; declared parameters as they are meant, others as texts."""
        return self.sent.query

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the request as they travel, by name, whatever its case."""
        return self.request.headers

    @property
    def summary(self) -> str:
        """The call on one line, secrets masked: `create_charge {"amount": 4200} -> 201`."""
        sent = "" if self.body is None else f" {shown(self.body)}"
        return f"{self.operation}{sent} -> {self.answer.status if self.answer else repr(self.error)}"

    def __repr__(self) -> str:
        """Return the call on one line."""
        return f"<{self.summary}>"


@dataclasses.dataclass(frozen=True)
class Drawing:
    """How the fake of an answer is drawn.

    Attributes:
        profile: `full`, `minimal`, `hostile` or one case of it.
        seed: None for the seed of the test.
        example: the document's example that is answered instead, "" for none.
    """

    profile: Profile = "full"
    seed: int | str | None = None
    example: str = ""


@dataclasses.dataclass(frozen=True)
class Reaction:
    """An answer that is made when the call comes.

    Attributes:
        function: gives it.
        missed: says of the calls that came what was planned for nothing, "" for nothing.
    """

    function: Callable[[Call], Any]
    missed: Callable[[Sequence[Call]], str] = lambda calls: ""


class Stub(Generic[O_co]):
    """One planned answer of an operation, and the calls that it answered.

    The last stub of a plan answers as often as it is asked; one before `.then` answers once. `.times(n)` says
    otherwise.
    """

    def __init__(self, operation: O_co, plan: Plan, planned: Planned, source: str):
        self._operation = operation
        self._planner: OperationMock = operation
        self._drawing = Drawing()
        self._plan = plan
        self._rebuild: Any = None
        self.planned = planned
        self.source = source
        self.calls: list[Call] = []
        self.most: int | None = None
        self.is_optional = False
        self.seconds = 0.0
        self.lost: NoAnswer | None = None

    @property
    def then(self) -> O_co:
        """The operation, to plan what it answers next."""
        return self._operation._after(self._plan)

    @property
    def last(self) -> Call:
        """The last call that this stub answered.

        Raises:
            AssertionError: it answered none.
        """
        if not self.calls:
            raise AssertionError(f"{self._operation.method} was never called")
        return self.calls[-1]

    @property
    def call_count(self) -> int:
        """How often it answered."""
        return len(self.calls)

    def times(self, count: int) -> Stub[O_co]:
        """Answer this many calls, then no more."""
        if count < 1:
            raise ValueError("times() takes a number from 1 on")
        self.most = count
        return self

    def optional(self) -> Stub[O_co]:
        """Do not fail the test if nobody calls it."""
        self.is_optional = True
        return self

    def takes(self, seconds: float) -> Stub[O_co]:
        """Answer after this long, in virtual time; a client whose timeout is shorter does not wait for it."""
        if not math.isfinite(seconds) or seconds < 0:
            raise ValueError(f"takes() takes seconds from 0 on, not {seconds!r}")
        self.seconds = float(seconds)
        return self

    def loses_answer(self, fault: Fault | None = None) -> Stub[O_co]:
        """Take the request and answer it, but let the answer be lost: the connection is reset, or what the fault says.

        Raises:
            TypeError: no answer is planned.
            ValueError: with this fault, the service never gets the request.
        """
        from mockgen.testing.faults import RESET, Fault, NoAnswer

        if isinstance(self.planned, Fault):
            raise TypeError("a fault has no answer that could be lost")
        self.lost = lost = RESET if fault is None else fault  # type: ignore[assignment]
        if not isinstance(lost, NoAnswer) or not lost.is_received:
            raise ValueError(
                f"with {lost} the service does not get the request; RESET, CLOSED and READ_TIMEOUT lose an answer"
            )
        return self

    def status(self, status: int) -> Stub[O_co]:
        """Answer with this status instead; checked like the plan itself."""
        self.planned = self._planner._restated(self, status=status)
        return self

    def headers(self, headers: Mapping[str, str]) -> Stub[O_co]:
        """Answer with these headers too; checked like the plan itself."""
        self.planned = self._planner._restated(self, headers=headers)
        return self

    def profile(self, profile: Profile) -> Stub[O_co]:
        """Answer a fake of this profile: `full`, `minimal`, `hostile` or one of `mockgen.testing.hostile.ALL`.

        Raises:
            ValueError: there is no such profile, or it asks for what is outside of the contract without
                `.off_contract("why")` before.
        """
        return self._redrawn(dataclasses.replace(self._drawing, profile=profile))

    def seed(self, seed: int | str) -> Stub[O_co]:
        """Answer the fake of this seed, whichever test asks."""
        return self._redrawn(dataclasses.replace(self._drawing, seed=seed))

    def _redrawn(self, drawing: Drawing) -> Stub[O_co]:
        self._drawing = drawing
        self.planned = self._planner._restated(self)
        return self

    @property
    def unused(self) -> str:
        """What of it nobody asked for, for a message; "" where there is nothing, or where it is optional."""
        if self.is_optional:
            return ""
        if not self.calls:
            return "was never called"
        return self.planned.missed(self.calls) if isinstance(self.planned, Reaction) else ""

    @property
    def is_spent(self) -> bool:
        """Whether it answers no more calls."""
        if self.most is not None:
            return len(self.calls) >= self.most
        return self._plan.stubs[-1] is not self and bool(self.calls)


class Plan:
    """Stubs that answer one after the other.

    Attributes:
        matcher: which calls they answer, None for every one.
    """

    def __init__(self, matcher: Matcher | None = None) -> None:
        self.matcher = matcher
        self.stubs: list[Stub[Any]] = []

    def next(self) -> Stub[Any] | None:
        """Return the stub that answers the next call, None where all are used up."""
        return next((stub for stub in self.stubs if not stub.is_spent), None)


class Plans:
    """The plans of one service.

    Of the plans of an operation, those with a matcher are asked first, the newest before the others; the plan without
    one answers what none of them matches. A new plan replaces the one with the same matcher.
    """

    def __init__(self) -> None:
        self._by_operation: dict[str, list[Plan]] = {}

    def __iter__(self) -> Iterator[tuple[str, Plan]]:
        """Yield every plan with the key of its operation, as they were made."""
        for key, plans in self._by_operation.items():
            yield from ((key, plan) for plan in plans if plan.stubs)

    def __contains__(self, key: str) -> bool:
        """Tell whether an operation has a plan."""
        return any(plan.stubs for plan in self._by_operation.get(key, ()))

    def new(self, key: str, matcher: Matcher | None) -> Plan:
        """Return an empty plan for an operation."""
        plan = Plan(matcher)
        kept = [known for known in self._by_operation.get(key, ()) if known.matcher != matcher]
        self._by_operation[key] = [*kept, plan]
        return plan

    def of(self, key: str) -> list[Plan]:
        """Return the plans of an operation in the order in which they are asked."""
        found = [plan for plan in reversed(self._by_operation.get(key, ())) if plan.stubs]
        return sorted(found, key=lambda plan: plan.matcher is None)
