"""A scripted HTTP service on the loopback interface, and a world with a virtual clock."""

from __future__ import annotations

import dataclasses
import socket
import struct
import threading
from collections.abc import Mapping
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
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    length: int | None = None


def json_answer(body: bytes, status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, body, {"Content-Type": "application/json", **named})


HANG = Answer(status=-1)
RESET = Answer(status=-2)


class LoopbackService:
    """Answers as planned, one plan a request; the last one stands for the rest."""

    def __init__(self) -> None:
        self.plans: list[Answer] = []
        self.seen: list[Seen] = []
        self.released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def plan(self, *answers: Answer) -> None:
        self.plans = list(answers)

    def answer(self, target: str) -> Answer:
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

            def handle_any(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                service.seen.append(Seen(self.command, self.path, self.headers, body))
                plan = service.answer(self.path)
                self.close_connection = True
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
                length = len(plan.body) if plan.length is None else plan.length
                self.send_header("Content-Length", str(length))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(plan.body)

            do_GET = do_POST = do_PUT = handle_any

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
