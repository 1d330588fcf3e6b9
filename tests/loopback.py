"""A scripted HTTP service on the loopback interface, and a world with a virtual clock."""

from __future__ import annotations

import dataclasses
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclasses.dataclass(frozen=True)
class Seen:
    method: str
    target: str
    headers: Any
    body: bytes


@dataclasses.dataclass(frozen=True)
class Answer:
    """An answer; a body in pieces travels in chunks, each when it is there."""

    status: int = 200
    body: bytes | Iterable[bytes] = b""
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    length: int | None = None


Plan = Answer | Callable[[Seen], Answer]
"""An answer, or what makes it from the request."""


def json_answer(body: bytes, status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, body, {"Content-Type": "application/json", **named})


HANG = Answer(status=-1)
RESET = Answer(status=-2)


class LoopbackService:
    """Answers as planned, one plan a request; the last one stands for the rest.

    Args:
        keeps_alive: a connection serves more than one request; `connections` counts those accepted.
    """

    def __init__(self, keeps_alive: bool = False) -> None:
        self.plans: list[Plan] = []
        self.seen: list[Seen] = []
        self.connections = 0
        self.released = threading.Event()
        self._keeps_alive = keeps_alive
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def plan(self, *answers: Plan) -> None:
        self.plans = list(answers)

    def answer(self, target: str) -> Plan:
        """Return the answer to a request; the next plan, whatever the target is."""
        return self.plans.pop(0) if len(self.plans) > 1 else self.plans[0]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 5

            def setup(self) -> None:
                with service._lock:
                    service.connections += 1
                super().setup()

            def handle_any(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                seen = Seen(self.command, self.path, self.headers, body)
                with service._lock:
                    service.seen.append(seen)
                    plan = service.answer(self.path)
                self.close_connection = not service._keeps_alive
                if callable(plan):
                    plan = plan(seen)
                if plan is HANG:
                    service.released.wait(5)
                elif plan is RESET:
                    linger = struct.pack("ii", 1, 0)
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    self.connection.close()
                else:
                    self._answer(plan)

            def _answer(self, plan: Answer) -> None:
                self.send_response(plan.status)
                for name, value in plan.headers.items():
                    self.send_header(name, value)
                if self.close_connection:
                    self.send_header("Connection", "close")
                if not isinstance(plan.body, bytes):
                    self.send_header("Transfer-Encoding", "chunked")
                    self.end_headers()
                    for piece in plan.body:
                        self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                    self.wfile.write(b"0\r\n\r\n")
                    return
                length = len(plan.body) if plan.length is None else plan.length
                self.send_header("Content-Length", str(length))
                self.end_headers()
                self.wfile.write(plan.body)

            do_GET = do_POST = do_PUT = do_PATCH = handle_any

            def finish(self) -> None:
                if not self.connection._closed:  # type: ignore[attr-defined]
                    super().finish()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler


class FakeWorld:
    """The world of a client under test: a clock that only `sleep` moves, no chance."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.keys = 0
        self.given: dict[str, Any] = {}
        self.asked: list[tuple[str, str]] = []
        self.bases: dict[str, str] = {}

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=sum(self.slept))

    def monotonic(self) -> float:
        return sum(self.slept)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def jitter(self, seconds: float) -> float:
        return seconds

    def credential(self, name: str, scheme: object) -> Any:
        self.asked.append((name, type(scheme).__name__))
        return self.given.get(name)

    def base_url(self, service: str) -> str | None:
        return self.bases.get(service)

    def new_key(self) -> str:
        self.keys += 1
        return f"key-{self.keys}"
