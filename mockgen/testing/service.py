"""A service, mocked: what is planned for it, and how each call is answered."""

from __future__ import annotations

import contextlib
import copy
import difflib
import functools
import importlib
import inspect
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from types import FrameType, ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeVar, get_args
from urllib.parse import urlsplit

import requests
import responses
from urllib3 import HTTPResponse

from mockgen.diagnostics import did_you_mean
from mockgen.testing import messages, outcome, seeds, verification, worlds
from mockgen.testing.adoption import Leniency
from mockgen.testing.attributes import Operations, kinds_of, router_of, skipped_at, skipped_of
from mockgen.testing.clock import Clock, VirtualWorld
from mockgen.testing.contract import Contract
from mockgen.testing.examples import Examples
from mockgen.testing.faults import REFUSED, BadStatus, Exchange, Fault, NoAnswer
from mockgen.testing.interception import interception
from mockgen.testing.matchers import told
from mockgen.testing.nearness import near_misses
from mockgen.testing.operation import OperationMock
from mockgen.testing.outcomes import befall, settled
from mockgen.testing.packages import base_url_of, contract_of, examples_of, values_of
from mockgen.testing.request_side import Judged
from mockgen.testing.routing import segments_of
from mockgen.testing.sent import SentValues
from mockgen.testing.state import State
from mockgen.testing.stubs import Answer, Call, Planned, Plans, Stub
from mockgen.testing.tokens import TOKEN, UNAUTHORIZED, Authorization, TokenReply, expired
from mockgen.testing.values import Values
from mockgen.testing.violations import RequestViolation

if TYPE_CHECKING:
    from mockgen.testing.adapters.httpx import EngineTransport
    from mockgen.testing.adapters.requests_mock import Matching

Mode = Literal["strict", "auto", "warn"]
MODES = get_args(Mode)
S = TypeVar("S", bound=State)
O = TypeVar("O", bound=OperationMock)  # noqa: E741 - a type variable of an operation
PARTIAL = "its configuration (include, exclude) wants only a part of the document's operations"


class ServiceMock:
    """Base of the generated mocks: a service that answers what a test plans, within its contract.

    Use it as a context manager; at its end it fails the test for a violation that the code under test swallowed,
    and for a stub that nobody called. `in_memory()` gives one that patches nothing.

    Attributes:
        name: of the service: `payments`.
        package: the generated package: `clients.payments`.
        mode: `strict` answers what is planned; `auto` answers a valid fake where nothing is; `warn` is strict, and only
            warns of what breaks the contract.
        calls: what was called, in order, over all operations.
        clock: virtual time; `clock.slept` are the pauses of the client.
        auth: `auth.requests` are what the client asked for tokens; they are no calls of the service.
    """

    _name: ClassVar[str]
    _package: ClassVar[str]
    _client_name: ClassVar[str]

    def __init__(self, mode: Mode = "strict", seed: int | str | None = None):
        if mode not in MODES:
            hint = did_you_mean(str(mode), MODES)
            raise ValueError(f"mode must be 'strict', 'auto' or 'warn', not {mode!r}{hint and f'; {hint}'}")
        self.mode: Mode = mode
        self._is_given_seed = seed is not None
        self._took_part = False
        self._seed = seeds.of_test() if seed is None else seed
        self.calls: list[Call] = []
        self.clock = Clock()
        self.auth = Authorization(self._package)
        self._lock = threading.RLock()
        self._mocks: dict[str, OperationMock] = {}
        self._plans = Plans()
        self._outages: list[Fault] = []
        self._raised: list[Exception] = []
        self._entered: FrameType | None = None
        self._before = outcome.tally()
        self._is_stateful = False
        self._state: State | None = None
        self._is_active = False
        self._patches = True
        self._leaving = ExitStack()

    # -- the package ----------------------------------------------------------------------

    @property
    def _contract(self) -> Contract:
        """The service's contract, read once in a process."""
        return contract_of(self._package)

    @property
    def _examples(self) -> Examples:
        """The document's examples, read once in a process."""
        return examples_of(self._package)

    @property
    def _factories(self) -> ModuleType:
        """The package's factories."""
        return self._module("testing.factories")

    def _module(self, name: str) -> ModuleType:
        """Return a module of the package."""
        return importlib.import_module(f"{self._package}.{name}")

    @property
    def _transport(self) -> Any:
        """The package's `transport` module."""
        return self._module("transport")

    @functools.cached_property
    def _virtual_world(self) -> Any:
        """What clients get from outside."""
        base = type("MockedWorld", (VirtualWorld, self._transport.World), {})
        return base(self.clock, base_url_of(self._contract))

    @property
    def operations(self) -> Operations:
        """Every operation by its key."""
        return Operations(self, kinds_of(type(self)))

    def _mock_of(self, kind: type[O]) -> O:
        """Return this mock's operation of a kind; always the same object."""
        with self._lock:
            found = self._mocks.get(kind.key)
            if found is None:
                found = self._mocks[kind.key] = kind(self)
        assert isinstance(found, kind)
        return found

    def _why_absent(self, key: str) -> str:
        """Return why there is no operation with this key."""
        found = skipped_of(type(self))
        known = found.get(key) or found.get(f"* {key.partition(' ')[2]}")
        if known:
            return f"{known.key} was skipped when this mock was generated: {known.reason}"
        near = difflib.get_close_matches(key, self.operations, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        return f"{self._name} has no operation {key}{f'; {PARTIAL}' if self._is_partial else ''}{hint}"

    @property
    def _is_partial(self) -> bool:
        """Whether the configuration wants only a part of the document's operations."""
        return self._contract.service.get("partial") is True

    def _planned_seed(self, given: int | str | None, turn: int = 0) -> int | str:
        """Return the seed of a planned answer: one that was given, else one that follows from the test's."""
        if given is not None:
            return given
        if not self._is_given_seed:
            self._took_part = True
            seeds.take_part()
        return f"{self._seed}/{turn}"

    def _values(self, seed: int | str, profile: str) -> Values:
        """Return what fakes of this service are drawn from."""
        return values_of(self._package, seed, profile)

    @functools.cached_property
    def _leniency(self) -> Leniency:
        """What breaks the contract and passes all the same."""
        return Leniency(self._name, self.mode == "warn", self._contract.kit.undeclared)

    # -- in place -------------------------------------------------------------------------

    def __enter__(self) -> Self:
        """Take the place of the service."""
        frame = inspect.currentframe()
        self._entered = frame.f_back if frame else None
        self._before = outcome.tally()
        self._is_active = True
        if self._patches:
            worlds.enter(self._transport, self, self._virtual_world)
            self._leaving.callback(worlds.leave, self._transport, self)
            interception.enter(self)
            self._leaving.callback(interception.leave, self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave, then fail the test for what it did not see or did not use."""
        self._leaving.close()
        self._is_active = False
        entered, self._entered = self._entered, None
        others = outcome.since(self._before)
        if error is None and not others.failed:
            with seeds.noting():
                self._verify(entered, is_whole=not others.skipped)
        elif error is not None and self._took_part:
            seeds.note(error)

    def _verify(self, entered: FrameType | None = None, is_whole: bool = True) -> None:
        """Fail for a violation that was swallowed, or a stub that was not used.

        Args:
            entered: the frame that put the mock in place.
            is_whole: whether all tests of the mock were run to their ends, so that every stub should have been called.

        Raises:
            ContractViolation: one was raised in the code under test, which caught it.
            UnusedStub: a stub was never called and is not optional.
        """
        for raised in self._raised:
            frame = messages.outermost(raised.__traceback__)
            if frame is None or not (messages.is_test_frame(frame) or frame is entered):
                raise raised
        stubs = [stub for _, plan in self._plans for stub in plan.stubs]
        lines = [f"{s.source} {self._name}.{s._operation.method} {s.unused}" for s in stubs if s.unused]
        if lines and is_whole:
            raise messages.UnusedStub("\n".join([*lines, "add .optional() if that is intended"]))
        for source in self.auth.unnoticed:
            raise messages.UnusedStub(f"{source} {self._name}.auth.expires() was noticed by no call with a credential")

    # -- state ----------------------------------------------------------------------------

    def stateful(self) -> Self:
        """Keep objects from now on: what was created is found, listed, changed and deleted; see `state`.

        Operations of collections answer from what is kept unless the test plans something else for them; all others
        stay as the mode of the mock has them.
        """
        self._is_stateful = True
        return self

    @property
    def state(self) -> State:
        """What is kept, by collection; generated mocks know its type."""
        raise NotImplementedError

    def _state_of(self, kind: type[S]) -> S:
        if not self._is_stateful:
            raise RuntimeError(f"{self._name} keeps nothing yet: call {self._name}.stateful() first")
        with self._lock:
            if self._state is None:
                self._state = kind(self)
        assert isinstance(self._state, kind)
        return self._state

    def _keeper(self, operation: OperationMock) -> State | None:
        """Return the state, where this operation takes part in it."""
        return self.state if self._is_stateful and self.state.takes_part(operation.key) else None

    # -- in place by other ways ------------------------------------------------------------

    @classmethod
    def in_memory(cls, mode: Mode = "strict", seed: int | str | None = None) -> Self:
        """Return a mock that patches nothing: it answers its own clients, and what goes through its adapters."""
        mock = cls(mode, seed)
        mock._patches = False
        return mock

    def session(self) -> requests.Session:
        """Return a session that this mock answers, wherever it is used; nothing is patched."""
        from mockgen.testing.adapters.in_memory import mounted

        return mounted(self._transport._new_session(), self)

    def autospec(self) -> Any:
        """Return an autospecced client of `unittest.mock` whose methods this mock answers."""
        from mockgen.testing.adapters.unittest_mock import autospecced

        return autospecced(self._client({}))

    def patched(self, target: str) -> AbstractContextManager[Any]:
        """Put such a client in the place of the client, or of what makes one, that the code under test looks up.

        Args:
            target: where it looks it up: `shop.pay.payments_client`, `shop.pay.PaymentsClient`.
        """
        from mockgen.testing.adapters.unittest_mock import patched

        return patched(target, self._package, functools.partial(self._client, {}))

    def through(self, mocker: Matching) -> None:
        """Answer the service's URLs through a mocker of requests-mock too, as long as this mock is active."""
        from mockgen.testing.adapters.requests_mock import EngineMatcher

        mocker.add_matcher(EngineMatcher(self))

    def httpx_transport(self) -> EngineTransport:
        """Return a transport for `httpx.Client` and `httpx.AsyncClient` that this mock answers."""
        from mockgen.testing.adapters.httpx import EngineTransport

        return EngineTransport(self)

    def intercept_httpx(self) -> None:
        """Answer every client of httpx too, in the whole process, until the end of this mock's `with` block."""
        if not self._is_active:
            raise RuntimeError(f"{self._name}.intercept_httpx() is for within the mock's `with` block")
        from mockgen.testing.adapters.httpx import interception

        self._leaving.enter_context(interception.through(self))

    def _client(self, settings: Mapping[str, Any], kind: type[Any] | None = None) -> Any:
        """Return a client that this mock answers, in a world of its own."""
        if kind is None:
            kind = getattr(self._module("client"), self._client_name)
        client: Any = kind(session=self.session(), **settings)
        client._own_world = self._virtual_world
        return client

    # -- answering ------------------------------------------------------------------------

    def _answer(self, request: requests.PreparedRequest) -> responses.BaseResponse | None:
        """Return what answers a request, None where it is not one of this service's."""
        url = request.url or ""
        if getattr(request, "mockgen_service", None) == self._name:
            key = request.mockgen_operation  # type: ignore[attr-defined]
            if key.endswith(TOKEN):
                return TokenReply(self._token)
            path = urlsplit(url).path.split("/")
            return Reply(self, [(key, "/" + "/".join(path[-len(segments_of(key.partition(" ")[2])) :]))])
        router = router_of(type(self))
        if not router.is_served(url):
            return None
        return Reply(self, router.find(request.method or "", url))

    def _reply(self, request: requests.PreparedRequest, candidates: list[tuple[str, str]]) -> HTTPResponse:
        """Answer a request of this service.

        Raises:
            RequestViolation: the service would refuse it.
            UnmockedOperation: the test plans nothing for it.
        """
        source = messages.caller(self._package)
        try:
            self._timed(request, source[0])
            operation, judged = self._meant(request, candidates, source)
            if judged.problems:
                violation = RequestViolation(operation.method, judged.problems, source[0])
                self._leniency.raise_or_tell(violation, "request")
            body = sent_body(request, judged.sent)
            call = Call(operation.method, kept(request), body, source=source[0], sent=judged.sent)
            planned, stub = self._planned(operation, request, call, source)
            if isinstance(planned, Answer):
                planned = operation.shown_to(planned, call.sent)
            keeper = self._keeper(operation)
            if keeper is not None:
                planned = keeper.answered(operation, call, planned, stub)
            assert planned is not None
            answer = settled(operation, call, planned, stub, self.clock)
        except requests.RequestException:
            raise
        except Exception as raised:
            self._raised.append(raised)
            raise
        return answer.response(request.method or "GET")

    def _timed(self, request: requests.PreparedRequest, source: str) -> None:
        exchange = Exchange(request)
        if None in (exchange.connect, exchange.read) and getattr(request, "mockgen_service", None) is None:
            raise messages.MissingTimeout(
                f"{request.method} {messages.masked_url(request.url or '')} was sent without a timeout "
                f"and could hang for ever\n  from     {source}"
            )

    def _meant(
        self, request: requests.PreparedRequest, candidates: list[tuple[str, str]], source: tuple[str, str]
    ) -> tuple[OperationMock, Judged]:
        """Return the operation that a request means, and what it sends.

        It is the first that accepts it, else the most literal.
        """
        if not candidates:
            raise messages.UnmockedOperation(self._unmocked(f"no operation of {self._name}", request, source))
        judged = []
        for key, path in candidates:
            operation: OperationMock = self.operations[key]
            found = operation.contract.judged(request, path)
            if not found.problems:
                return operation, found
            judged.append((operation, found))
        soft = (entry for entry in judged if all(map(self._leniency.is_soft, entry[1].problems)))
        return next(soft, judged[0])

    def _planned(
        self, operation: OperationMock, request: requests.PreparedRequest, call: Call, source: tuple[str, str]
    ) -> tuple[Planned | None, Stub[Any] | None]:
        """Return what a call gets, None where that is for the state to say, and note the call.

        Nothing of a plan is used up in an outage.
        """
        with self._lock:
            if self._outages:
                self._note(operation, call)
                return self._outages[-1], None
            if operation.contract.node.get("security") and self.auth.has_expired():
                self._note(operation, call)
                return expired(operation._documented_answer(UNAUTHORIZED)), None
            stub = self._next(operation, request, call, source)
            keeper = self._keeper(operation) if stub is None else None
            self._note(operation, call)
            if stub is not None:
                stub.calls.append(call)
                return stub.planned, stub
        if keeper is not None:
            return None, None
        return operation.automatic(len(operation.calls)), None

    def _note(self, operation: OperationMock, call: Call) -> None:
        self.calls.append(call)
        operation.calls.append(call)

    def _next(
        self, operation: OperationMock, request: requests.PreparedRequest, call: Call, source: tuple[str, str]
    ) -> Stub[Any] | None:
        """Return the stub that answers a call, None where auto mode does.

        Raises:
            PlanUsedUp: the plan that matches has no more answers.
            UnmockedOperation: no plan matches.
        """
        name = f"{self._name}.{operation.method}"
        unmatched = []
        for plan in self._plans.of(operation.key):
            found = plan.matcher.differences(call) if plan.matcher else []
            if found:
                unmatched.append(("when", f"{'; '.join(map(told, found))} ({plan.stubs[0].source})"))
                continue
            stub = plan.next()
            if stub is None:
                raise messages.PlanUsedUp(
                    f"{name} was called again, but its plan is used up.\n"
                    f"  planned  {plan.stubs[-1].source}\n  from     {source[0]}"
                )
            return stub
        if self.mode != "auto" and self._keeper(operation) is None:
            raise messages.UnmockedOperation(self._unmocked(name, request, source, operation, unmatched))
        return None

    def _token(self, request: requests.PreparedRequest) -> HTTPResponse:
        """Answer a token request; an outage is one of the authorization server too."""
        for fault in self._outages[-1:]:
            if isinstance(fault, NoAnswer):
                befall(fault, Exchange(request), self.clock)
            if isinstance(fault, BadStatus):
                return fault.answer(Answer).response("POST")
        return self.auth.give(request)

    def _read(self, operation: OperationMock, answer: Answer) -> Any:
        """Return an answer's body as the client reads it; bytes stay bytes."""
        if isinstance(answer.body, bytes):
            return answer.body
        client = importlib.import_module(f"{self._package}.client")
        records = importlib.import_module(f"{self._package}.records")
        schemas = importlib.import_module(f"{self._package}.schemas")
        constant = getattr(client, operation.method.upper())
        documented = {**constant.errors, **constant.answers}
        for status in (str(answer.status), f"{answer.status // 100}XX", "default"):
            if documented.get(status):
                framing, _, item = documented[status].partition(": ")
                if item and isinstance(answer.body, list):
                    return [records.decode(item, found, schemas) for found in answer.body]
                return answer.body if item else records.decode(framing, answer.body, schemas)
        return answer.body

    def _unmocked(
        self,
        name: str,
        request: requests.PreparedRequest,
        source: tuple[str, str],
        operation: OperationMock | None = None,
        unmatched: Sequence[tuple[str, str]] = (),
    ) -> str:
        url, method = request.url or "", request.method or ""
        plans = [
            (self.operations[key].method, sum(len(stub.calls) for stub in plan.stubs), plan.stubs[0].source)
            for key, plan in self._plans
        ]
        rows = [("planned", messages.planned_row(plans)), *unmatched]
        rows += self._near(method, url, operation)
        missing = None if operation else skipped_at(type(self), method, url)
        if missing:
            rows.append(("skipped", f"{missing.key}: {missing.reason}"))
        elif operation is None and self._is_partial:
            rows.append(("note", PARTIAL))
        if operation is not None and self._is_stateful:
            rows.append(("state", f"it takes no part; {self._name}.state.operations has those that do"))
        if operation is not None:
            rows.append(("fix", f"{self._name}.{operation.method}.returns()"))
        return messages.unmocked(name, method, url, body_of(request), source, rows)

    def _near(self, method: str, url: str, operation: OperationMock | None) -> list[tuple[str, str]]:
        """Return rows of the operations nearest to a call; of one that is known, those that the test plans."""
        router = router_of(type(self))
        planned = list(dict.fromkeys(key for key, _ in self._plans))
        keys = router.keys() if operation is None else (key for key in planned if key != operation.key)
        found = near_misses(method, router.paths(url), keys, planned)
        texts = [f"{self.operations[near.key].method} is {near.key}{near.why and f': {near.why}'}" for near in found]
        return [("" if index else "near", text) for index, text in enumerate(texts)]

    # -- what goes wrong ------------------------------------------------------------------

    @contextlib.contextmanager
    def down(self, fault: Fault = REFUSED) -> Iterator[None]:
        """Let every call fail while the block runs; what is planned is kept for afterwards."""
        if not isinstance(fault, Fault):
            raise TypeError(f"down() takes one of mockgen.testing.faults, not {fault!r}")
        self._outages.append(fault)
        try:
            yield
        finally:
            self._outages.pop()

    # -- what was called ------------------------------------------------------------------

    def _called(self) -> str:
        """Return what was called, for a message."""
        names = list(dict.fromkeys(call.operation for call in self.calls))
        return f"called: {', '.join(names)}" if names else "nothing was called"

    def assert_no_calls(self) -> None:
        """Fail if anything was called."""
        if self.calls:
            raise AssertionError(f"{self._name} was called:\n{verification.listed(self.calls)}")

    def assert_order(self, *operations: str | OperationMock, exact: bool = False) -> None:
        """Fail unless operations were called in this order; other calls may lie before, between and after.

        Args:
            operations: names (`"create_charge"`) or mocks (`payments.create_charge`), each as often as it is called.
            exact: nothing else was called.

        Raises:
            AssertionError: they were not.
            ValueError: the service has no such operation.
        """
        known = {kind.method: key for key, kind in kinds_of(type(self)).items()}
        names = verification.names_of(operations, known, self._name)
        verification.assert_in_order(self._name, names, self.calls, exact)


class Reply(responses.BaseResponse):
    """What `responses` asks for an answer; the contract is checked where the answer is made."""

    def __init__(self, service: ServiceMock, candidates: list[tuple[str, str]]):
        super().__init__("GET", "https://localhost/")
        self._service = service
        self._candidates = candidates

    def get_response(self, request: requests.PreparedRequest) -> HTTPResponse:
        """Return the answer."""
        return self._service._reply(request, self._candidates)


def kept(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Return a request as it was sent; a client that repeats it with another token changes its own."""
    found = copy.copy(request)
    found.headers = request.headers.copy()
    return found


def sent_body(request: requests.PreparedRequest, sent: SentValues) -> Any:
    """Return a request's body for a test: as `body_of` does, and a form as its fields."""
    body = body_of(request)
    return sent.body if isinstance(body, (bytes, str)) and isinstance(sent.body, Mapping) else body


def body_of(request: requests.PreparedRequest) -> Any:
    """Return a request's body for a reader: JSON parsed, anything else as it travels."""
    body = request.body
    if body and "json" in (request.headers.get("Content-Type") or ""):
        try:
            return json.loads(body)
        except ValueError:
            return body
    return body
