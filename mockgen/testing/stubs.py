"""Planned answers: what a stub gives, how often, and what became of it."""

from __future__ import annotations

import dataclasses
import io
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import requests
from urllib3 import HTTPResponse
from urllib3._collections import HTTPHeaderDict

from mockgen.testing.framing import framed
from mockgen.testing.violations import shown

if TYPE_CHECKING:
    from mockgen.testing.hostile import Profile
    from mockgen.testing.operation import OperationMock

O_co = TypeVar("O_co", bound="OperationMock", covariant=True)
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


def is_json(content_type: str) -> bool:
    """Tell whether a body is JSON (RFC 6839, section 3.1 on `+json`)."""
    essence = content_type.partition(";")[0].strip().lower()
    return essence == "application/json" or essence.endswith("+json")


@dataclasses.dataclass
class Call:
    """One call that the code under test made.

    Attributes:
        operation: its name: `create_charge`.
        request: what was sent.
        answer: what came back, None where an exception did.
        response: the answer's body as the client reads it: a record, a list, text.
        error: the exception that came back instead.
        source: the line of the user's code that made the call, `file:line`.
    """

    operation: str
    request: requests.PreparedRequest
    body: Any = None
    answer: Answer | None = None
    response: Any = None
    error: BaseException | None = None
    source: str = ""

    def __repr__(self) -> str:
        """Return the call on one line, secrets masked."""
        sent = "" if self.body is None else f" {shown(self.body)}"
        return f"<{self.operation}{sent} -> {self.answer.status if self.answer else self.error!r}>"


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


class Stub(Generic[O_co]):
    """One planned answer of an operation, and the calls that it answered.

    The last stub of a plan answers as often as it is asked; one before `.then` answers once. `.times(n)` says
    otherwise.
    """

    def __init__(self, operation: O_co, plan: Plan, planned: Answer | BaseException, source: str):
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
    def is_spent(self) -> bool:
        """Whether it answers no more calls."""
        if self.most is not None:
            return len(self.calls) >= self.most
        return self._plan.stubs[-1] is not self and bool(self.calls)


class Plan:
    """Stubs that answer one after the other."""

    def __init__(self) -> None:
        self.stubs: list[Stub[Any]] = []

    def next(self) -> Stub[Any] | None:
        """Return the stub that answers the next call, None where all are used up."""
        return next((stub for stub in self.stubs if not stub.is_spent), None)
