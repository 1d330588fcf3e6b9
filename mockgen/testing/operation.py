"""One operation of a mock: what it answers, what it was asked, what a test expects of it."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import functools
import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from mockgen.testing import echoes as echoing
from mockgen.testing import faults, hostile, paged
from mockgen.testing.contract import OperationContract
from mockgen.testing.hostile import Profile
from mockgen.testing.json_values import is_json
from mockgen.testing.ledger import LEDGER
from mockgen.testing.matchers import Matcher, Predicate
from mockgen.testing.messages import caller
from mockgen.testing.place import UNSET
from mockgen.testing.sent import SentValues
from mockgen.testing.stubs import NO_BODY, Answer, Call, Drawing, Plan, Planned, Reaction, Stub, wire_form
from mockgen.testing.values import JSON, Values
from mockgen.testing.verification import Verified
from mockgen.testing.violations import ResponseViolation

if TYPE_CHECKING:
    from mockgen.testing.service import ServiceMock

TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500


class OperationMock(Verified):
    """Base of the generated mocks of operations.

    Attributes:
        key: `POST /v1/charges`.
        method: the client's method.
        bodies: for each documented `201 application/json`, the factory of its body ("" for text and bytes).
        headers: for each status whose answer has required headers, their factory.
        echoes: what of the request shows in a faked success: places of the request by places of the answer.
        moving: those places of the answer with which other fields of it have to agree.
        last_page: of an operation that gives pages, what one says that has none after it, by place.
        paging: how its list comes page by page; see `paged.Paging`.
    """

    key: ClassVar[str]
    method: ClassVar[str]
    bodies: ClassVar[Mapping[str, str]] = {}
    headers: ClassVar[Mapping[str, str]] = {}
    echoes: ClassVar[Mapping[str, str]] = {}
    moving: ClassVar[tuple[str, ...]] = ()
    last_page: ClassVar[Mapping[str, Any] | None] = None
    paging: ClassVar[Mapping[str, str | int | tuple[str, ...]]] = {}

    def __init__(self, service: ServiceMock):
        self._service = service
        self._plan: Plan | None = None
        self._matcher: Matcher | None = None
        self._reason = ""
        self.calls: list[Call] = []

    def __repr__(self) -> str:
        """Return what it mocks."""
        return f"<{type(self).__name__} {self.key}>"

    # -- fakes ----------------------------------------------------------------------------

    @property
    def contract(self) -> OperationContract:
        """What the operation accepts and answers."""
        return self._service._contract.operation(self.key)

    def fake(
        self,
        status: str | int | None = None,
        /,
        *,
        media_type: str | None = None,
        seed: int | str = 0,
        profile: Profile = "full",
        overrides: Mapping[str, Any] | None = None,
        example: str = "",
    ) -> JSON:
        """Return a valid body as it travels, JSON-ready.

        Args:
            status: as documented: `201`, `"4XX"`, `"default"`; the first success if none is given.
            media_type: as documented; JSON before others if none is given.
            seed: another one gives another body.
            profile: `full`, `minimal`, or `hostile`, of which the first seeds are the cases in `hostile.ALL`; or one
                of those cases.
            overrides: fields to replace, deeply.
            example: the name of one of the document's examples, which is returned instead of a fake.

        Raises:
            KeyError: no such body or example is documented.
            UnsatisfiableSchema: no value satisfies its schema.
            WrongExample: the example is not valid under its schema.
        """
        if example:
            wanted = None if status is None else self._documented(str(status))
            return self._service._examples.get(self.key, example, wanted).having(overrides or {})
        documented = self._documented(str(status) if status is not None else self._success()[0])
        found = self._media_type(documented, media_type)
        if found is None:
            raise KeyError(f"{self.key} documents no body for {status}")
        return self._drawn_body(documented, found, seed, profile, overrides or {})

    def _drawn_body(
        self, status: str, media_type: str, seed: int | str, profile: Profile, overrides: Mapping[str, Any]
    ) -> JSON:
        """Return a fake body of a profile."""
        values = self._service._values(seed, hostile.basis(profile, seed))
        body = self._body(status, media_type, values, overrides)
        schema = self._content(status)[media_type].get("schema")
        if not hostile.is_hostile(profile) or not schema or isinstance(schema, bool):
            return body
        contract = self._service._contract
        turner = hostile.Turner(hostile.case_of(profile, seed), contract.is_valid)
        return turner.turn(body, contract.kit.shapes.of(schema), seed, overrides)

    def _body(self, status: str, media_type: str, values: Values, overrides: Mapping[str, Any]) -> JSON:
        factory = self.bodies[f"{status} {media_type}"]
        if factory:
            make = getattr(self._service._factories, factory)
            return values.draw(lambda fake: make(fake, **overrides), self.key, status, media_type)
        return values.draw(values.sentence if media_type.startswith("text/") else values.word, self.key, status)

    def exercise(self, client: Any, *, seed: int = 0) -> Any:
        """Call the client's own method with valid fake arguments; return what it returns.

        Args:
            client: the client; under the mock, the mock answers.
            seed: 0 sends the required parts and a body, another seed every parameter and property.
        """
        values = self._service._values(seed, "minimal" if seed == 0 else "full")
        make = getattr(self._service._factories, f"{self.method}_arguments")
        arguments = values.draw(make, self.key, "arguments")
        return getattr(client, self.method)(**arguments)

    # -- planning -------------------------------------------------------------------------

    def off_contract(self, reason: str) -> Self:
        """Plan an answer that the contract does not allow; the reason is for the reader and the report.

        Raises:
            ValueError: there is no reason.
        """
        if not reason.strip():
            raise ValueError("off_contract() takes the reason why the answer is planned all the same")
        bound = copy.copy(self)
        bound._reason = reason
        return bound

    def when(
        self,
        predicate: Predicate | None = None,
        /,
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        body: Any = UNSET,
    ) -> Self:
        """Plan for the calls that send this; what is not said may be anything.

        The newest plan that matches answers, before the plan without `when`.

        Args:
            predicate: is asked with the `Call` where all else matches.
            path: path parameters by wire name.
            query: query parameters by wire name.
            headers: values by name, whatever the name's case.
            body: what the body must hold; a mapping may leave properties out, a list may not.

        Raises:
            TypeError: the operation has no such name, or never takes such a value.
        """
        if self._plan is not None:
            raise TypeError("when() comes before the first answer of a plan, not after .then")
        encode = self._service._module("records").encode
        sent = body if body is UNSET or isinstance(body, (str, bytes)) else encode(body)
        matcher = Matcher(predicate, encode(path or {}), encode(query or {}), dict(headers or {}), sent)
        matcher.check(self.contract, f"{self._service._name}.{self.method}")
        bound = copy.copy(self)
        bound._matcher = matcher
        return bound

    def answers(self, function: Callable[[Call], object]) -> Stub[Self]:
        """Plan that a function answers: it gets the `Call` and gives a body, an `Answer` or a fault.

        What it gives is held against the contract when the call comes; what it raises, the code under test gets.
        """
        return self._add(Reaction(function))

    def pages(self, pages: Sequence[int | Sequence[Any]]) -> Stub[Self]:
        """Plan a list that comes page by page; each page is how many items it has, or these items.

        A page is answered to the request that asks for it, in whatever order and as often as it comes.

        Raises:
            TypeError: nobody knows how the operation gives its pages.
        """
        return self._add(paged.reaction(self, pages))

    def suffers(self, fault: faults.Fault) -> Stub[Self]:
        """Plan one of `mockgen.testing.faults`."""
        if not isinstance(fault, faults.Fault):
            raise TypeError(f"suffers() takes one of mockgen.testing.faults, not {fault!r}")
        return self._add(fault)

    def refuses(self) -> Stub[Self]:
        """Plan that the connection is refused."""
        return self._add(faults.REFUSED)

    def times_out(self, kind: Literal["read", "connect"] = "read") -> Stub[Self]:
        """Plan that no answer comes in time; instantly, on the virtual clock."""
        known = {"read": faults.READ_TIMEOUT, "connect": faults.CONNECT_TIMEOUT}
        if kind not in known:
            raise ValueError(f"times_out() takes 'read' or 'connect', not {kind!r}")
        return self._add(known[kind])

    def rate_limited(self, retry_after: float | dt.datetime | None = None) -> Stub[Self]:
        """Plan a 429; `retry_after` is what it asks the client to wait: seconds, or until when."""
        headers = {} if retry_after is None else {"Retry-After": faults.retry_after_text(retry_after)}
        return self._add(self._answer(TOO_MANY_REQUESTS, UNSET, {}, headers))

    def _returns(self, body: Any, fields: Mapping[str, Any]) -> Stub[Self]:
        body = wire_form(body)
        stub = self._add(self._answer(self._usual(), body, fields, {}))
        stub._rebuild = (body, fields)
        return stub

    def _fails(self, status: int, body: Any, fields: Mapping[str, Any]) -> Stub[Self]:
        if isinstance(status, bool) or not isinstance(status, int) or not 300 <= status <= 599:
            raise ValueError(f"fails() takes a status from 300 to 599, not {status!r}")
        body = wire_form(body)
        stub = self._add(self._answer(status, body, fields, {}))
        stub._rebuild = (body, fields)
        return stub

    def _example(self, name: str, fields: Mapping[str, Any]) -> Stub[Self]:
        drawing = Drawing(example=name)
        status = self._service._examples.get(self.key, name).status
        code = SERVER_ERROR if status == "default" and self._success()[0] != status else code_of(status)
        stub = self._add(self._answer(code, UNSET, fields, {}, drawing=drawing))
        stub._rebuild, stub._drawing = (UNSET, fields), drawing
        return stub

    def _after(self, plan: Plan) -> Self:
        bound = copy.copy(self)
        bound._plan = plan
        return bound

    def _add(self, planned: Planned) -> Stub[Self]:
        with self._service._lock:
            plan = self._plan or self._service._plans.new(type(self).key, self._matcher)
            source = caller(self._service._package)[0]
            stub = Stub(self._service.operations[self.key]._after(plan), plan, planned, source)
            stub._planner = self  # with its reason, if it is off the contract; what comes .then has its own
            plan.stubs.append(stub)
        if self._reason:
            LEDGER.note_plan(f"{self._service._name}.{self.method}", self._reason, source)
        return stub

    def _restated(self, stub: Stub[Any], status: int | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        if not isinstance(stub.planned, Answer):
            raise TypeError("only what returns() and fails() plan takes another status or headers")
        body, fields = stub._rebuild or (UNSET, {})
        wanted = {**stub.planned.headers, **(headers or {})}
        drawing = stub._drawing
        if drawing.profile == hostile.UNKNOWN_ENUM and not self._reason:
            raise ValueError('unknown enum values are outside of the contract: plan them with .off_contract("why")')
        if drawing != Drawing(example=drawing.example) and (body is not UNSET or drawing.example):
            raise TypeError("profile and seed are for a fake; this body is given whole")
        return self._answer(stub.planned.status if status is None else status, body, fields, wanted, drawing=drawing)

    # -- answers --------------------------------------------------------------------------

    def _answer(
        self,
        status: int,
        body: Any,
        fields: Mapping[str, Any],
        headers: Mapping[str, str],
        turn: int = 0,
        drawing: Drawing = Drawing(),  # noqa: B008 - it is frozen
    ) -> Answer:
        """Return an answer, complete and held against the contract.

        Raises:
            ResponseViolation: the service could not give it.
        """
        if body is not UNSET and fields:
            raise TypeError("give the whole body, or fields to replace in a fake one; not both")
        documented = self._documented_or_none(str(status))
        if documented is None:
            answer = Answer(status, *undocumented_body(body, fields), headers)
        else:
            seed = self._service._planned_seed(drawing.seed, turn)
            values = self._service._values(seed, "full")
            media_type = self._media_type(documented, None, body)
            made = wire_form(body)
            is_success = documented in self._success()
            if drawing.example:
                served = self._service._examples.get(self.key, drawing.example, documented)
                media_type, made = served.media_type, served.having(fields)
            elif body is UNSET and media_type is not None and status not in NO_BODY:
                overrides = echoing.with_last_page(fields, self.last_page or {}) if is_success else fields
                made = self._drawn_body(documented, media_type, seed, drawing.profile, overrides)
            elif body is UNSET and fields:
                raise TypeError(f"{self.key} documents no body for {status} whose fields could be replaced")
            headers = {**self._required_headers(documented, values), **headers}
            bodiless = made is UNSET or (made is None and status in NO_BODY)
            framing = "" if media_type is None else self._content(documented)[media_type].get("framing", "")
            kind, made = (None, None) if bodiless else (concrete(media_type), made)
            kept = fields if is_success and body is UNSET and not self._reason else None
            answer = Answer(status, kind, made, headers, framing, kept, turn)
        self._hold(answer, documented)
        if status in NO_BODY:  # what was planned for it does not travel, and was held against the contract all the same
            return dataclasses.replace(answer, content_type=None, body=None)
        return answer

    def _hold(self, answer: Answer, documented: str | None) -> None:
        if self._reason or (documented is None and answer.status >= 400):
            return  # any service can fail in ways that its document does not name
        problems = self.contract.answer_problems(answer.status, answer.headers, answer.content_type, answer.body)
        if problems:
            violation = ResponseViolation(self.method, problems, caller(self._service._package)[0])
            self._service._leniency.raise_or_tell(violation, f"answer {answer.status}")

    def _required_headers(self, status: str, values: Values) -> dict[str, str]:
        factory = self.headers.get(status)
        if factory is None:
            return {}
        made = values.draw(getattr(self._service._factories, factory), self.key, status, "headers")
        return {name: header_text(value) for name, value in made.items()}

    def _completed(self, made: Any, source: str) -> Answer:
        """Return what a function of the test made as an answer, held against the contract.

        Raises:
            ResponseViolation: the service could not give it; `source` is the line that planned the function.
        """
        try:
            if not isinstance(made, Answer):
                return self._answer(self._usual(), made, {}, {})
            if made.content_type is None and made.body is not None:
                return self._answer(made.status, made.body, {}, made.headers)
            self._hold(made, self._documented_or_none(str(made.status)))
        except ResponseViolation as violation:
            raise ResponseViolation(self.method, violation.problems, source) from None
        return made

    def _documented_answer(self, status: int) -> Answer:
        """Return what the service answers with a status: as it is documented, else bare."""
        return self._answer(status, UNSET, {}, {})

    def _usual(self) -> int:
        """Return the status that the operation answers by default."""
        return next(map(code_of, self._success()), 200)

    def shown_to(self, answer: Answer, sent: SentValues) -> Answer:
        """Return a faked answer in which what the request sent shows, as far as the contract allows.

        Args:
            answer: as it was planned, or as auto mode gives it.
            sent: what the request sent.
        """
        if answer.kept is None or not self.echoes:
            return answer
        values = echoing.sent_values(self.echoes, sent, answer.kept, answer.body)
        if not values:
            return answer
        allows = functools.partial(self.contract.is_plainly_valid, answer.status, answer.content_type)
        body = echoing.shown(answer.body, values, allows)
        if body is not answer.body and not values.keys().isdisjoint(self.moving):
            body = self._agreeing(answer, body, values, allows)
        return dataclasses.replace(answer, body=body)

    def _agreeing(self, answer: Answer, body: Any, values: Mapping[str, Any], is_allowed: Callable[[Any], bool]) -> Any:
        """Return the body made anew, so that the fields beside what it shows agree with that."""
        fields: Mapping[str, Any] = echoing.with_last_page(answer.kept or {}, self.last_page or {})
        accepted = {place: value for place, value in values.items() if echoing.at(body, place) == value}
        for place, value in accepted.items():
            if not isinstance(value, Mapping):  # what siblings look at is plain, or a list that they count
                fields = echoing.put(fields, place, len(value) if isinstance(value, list) else value)
        documented = self._documented(str(answer.status))
        media_type = str(self._media_type(documented, None))  # as it is documented: it may be a range
        drawn = self._service._values(f"{self._service._seed}/{answer.turn}", "full")
        made = echoing.shown(self._body(documented, media_type, drawn, fields), accepted, is_allowed)
        return made if is_allowed(made) else body

    def automatic(self, turn: int) -> Answer:
        """Return what the operation answers in auto mode: its first documented success, as a fake.

        A list is the same whenever it is asked for: what goes from page to page sees that it has seen them all.
        """
        turn = turn if self.last_page is None else 1
        success = self._success()
        if not success:
            return Answer(200)
        return self._answer(code_of(success[0]), UNSET, {}, {}, turn)

    def _content(self, status: str) -> Mapping[str, Any]:
        """Return what the contract says of the bodies of a documented status, by media type."""
        found: Mapping[str, Any] = self.contract.node["responses"][status].get("content", {})
        return found

    def _statuses(self) -> list[str]:
        return list(self.contract.node["responses"])

    def _success(self) -> list[str]:
        """Return the documented statuses of success, the one that is answered by default first."""
        statuses = self._statuses()
        exact = sorted(status for status in statuses if status.startswith("2") and status.isdigit())
        return exact + [status for status in ("2XX", "default") if status in statuses]

    def _documented(self, status: str) -> str:
        found = self._documented_or_none(status)
        if found is None:
            raise KeyError(f"{self.key} documents no status {status}; it has {', '.join(self._statuses())}")
        return found

    def _documented_or_none(self, status: str) -> str | None:
        for candidate in (status, f"{status[:1]}XX", "default"):
            if candidate in self.contract.node["responses"]:
                return candidate
        return None

    def _media_type(self, status: str, wanted: str | None, body: Any = UNSET) -> str | None:
        found = [key.partition(" ")[2] for key in self.bodies if key.partition(" ")[0] == status]
        if wanted is not None:
            if wanted not in found:
                raise KeyError(f"{self.key} documents no {wanted} for {status}")
            return wanted
        if isinstance(body, (bytes, str)):
            plain = [media for media in found if not is_json(media) and self._takes(status, media, body)]
            found = plain or found
        return min(found, key=lambda media: (not is_json(media), media == "text/json"), default=None)

    def _takes(self, status: str, media_type: str, body: bytes | str) -> bool:
        """Tell whether bytes or text can be meant for a media type: text is for one that has no structure."""
        schema = self._content(status)[media_type].get("schema", True)
        return isinstance(body, bytes) or self.contract.admits_text(schema)

    # -- what was asked -------------------------------------------------------------------

    def _called(self) -> str:
        """Return what was called instead, for a message."""
        return self._service._called()


def code_of(status: str) -> int:
    """Return the code in which a documented status is answered: `2XX` is 200, and so is `default`."""
    if status == "default":
        return 200
    return int(status.replace("X", "0"))


def concrete(media_type: str | None) -> str | None:
    """Return a content type for a documented media type, which may be a range."""
    if media_type is None or "*" not in media_type:
        return media_type
    if media_type in ("*", "*/*", "application/*"):
        return "application/json"
    return "text/plain" if media_type == "text/*" else media_type.replace("*", "octet-stream")


def header_text(value: Any) -> str:
    """Return a header as it travels, in style `simple`; factories see to it that no part holds a comma."""
    if isinstance(value, Mapping):
        value = [part for pair in value.items() for part in pair]
    if isinstance(value, list):
        return ",".join(map(header_text, value))
    return value if isinstance(value, str) else json.dumps(value)


def undocumented_body(body: Any, fields: Mapping[str, Any]) -> tuple[str | None, Any]:
    """Return content type and body of an answer that the document does not speak of."""
    made = dict(fields) if body is UNSET and fields else wire_form(body)
    if made is UNSET:
        return None, None
    if isinstance(made, bytes):
        return "application/octet-stream", made
    return ("text/plain", made) if isinstance(made, str) else ("application/json", made)
