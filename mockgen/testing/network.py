"""A guard for a whole suite: a test that reaches beyond this machine fails, and is told which line does it.

It replaces what Python's sockets connect and look names up with, in this process. Loopback and Unix sockets are let
through, and hosts that the project names. Other processes, and libraries that open sockets in C (a database's), are not
seen. It imports nothing heavy: the pytest plugin and the runner of Django import it in every run.
"""

from __future__ import annotations

import functools
import ipaddress
import os
import socket
import sys
import sysconfig
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from mockgen.diagnostics import printable

PLACES = ("stdlib", "platstdlib", "purelib", "platlib", "scripts")
LIBRARIES = tuple({os.path.realpath(sysconfig.get_path(place)) + os.sep for place in PLACES})
OURS = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
OF_SOCKETS = ("connect", "connect_ex", "sendto")
OF_NAMES = ("getaddrinfo", "gethostbyname", "gethostbyname_ex")
HERE = ("", "localhost", "0.0.0.0", "::", "<broadcast>")


class BlockedNetwork(AssertionError):
    """A test reached for another host. It derives from `AssertionError`, so no `except OSError` swallows it."""


class Guard:
    """What is let through, and what was tried beside.

    Args:
        allowed: names or addresses of hosts.
        setting: where the project names them, for the message.
    """

    def __init__(self, allowed: Iterable[str], setting: str):
        self._allowed = {host.lower() for host in (*allowed, socket.gethostname())}
        self._setting = setting
        self._lock = threading.Lock()
        self._tried: list[BlockedNetwork] = []

    def check(self, host: object, port: object) -> None:
        """Let a host pass, or not.

        Raises:
            BlockedNetwork: it is neither this machine nor one that the project names.
        """
        name = host.decode("ascii", "replace") if isinstance(host, (bytes, bytearray)) else str(host or "")
        if self.lets(name):
            return
        where = f"{name}:{port}" if port else name
        line, function = user_line()
        error = BlockedNetwork(
            f"tests do not reach the network, and this one reached for {printable(where)}\n"
            f"  from     {line} in {function}\n"
            f"  fix      mock the service, or let the host through: {self._setting}"
        )
        with self._lock:
            self._tried.append(error)
        raise error

    def lets(self, host: str) -> bool:
        """Tell whether a host is this machine, or one that the project names."""
        return host.lower() in HERE or host.lower() in self._allowed or is_loopback(host)

    def resolved(self, host: object, found: Any) -> None:
        """Let the addresses of a host pass too, which `getaddrinfo` found for it."""
        if isinstance(host, str) and host.lower() in self._allowed:
            with self._lock:
                self._allowed.update(str(entry[4][0]).lower() for entry in found)

    def swallowed(self) -> BlockedNetwork | None:
        """Return what was tried first and caught elsewhere than in the test itself; what was tried is forgotten."""
        with self._lock:
            tried, self._tried = self._tried, []
        return next((error for error in tried if not is_expected(error)), None)


def is_loopback(host: str) -> bool:
    """Tell whether an address is one of this machine, whatever its notation."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host.lower().rstrip(".").endswith(".localhost")
    mapped = getattr(address, "ipv4_mapped", None)
    return address.is_loopback or bool(mapped and mapped.is_loopback)


def is_expected(error: BlockedNetwork) -> bool:
    """Tell whether the test itself caught it: then it is what the test is about."""
    from mockgen.testing.messages import is_test_frame, outermost

    frame = outermost(error.__traceback__)
    return frame is not None and is_test_frame(frame)


def user_line() -> tuple[str, str]:
    """Return the innermost line that is neither a library's nor mockgen's: `file:line`, function."""
    from mockgen.testing.messages import place

    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        file = frame.f_code.co_filename
        if not file.startswith("<") and not os.path.realpath(file).startswith((*LIBRARIES, OURS)):
            return place(file, frame.f_lineno), frame.f_code.co_name
        frame = frame.f_back
    return "a library", "a thread of its own"


# -- in place ------------------------------------------------------------------------------


_patched: list[tuple[Any, str, Any]] = []
_guards: list[Guard] = []


def current() -> Guard | None:
    """Return the guard that is in place."""
    return _guards[-1] if _guards else None


@contextmanager
def guarded(guard: Guard) -> Iterator[Guard]:
    """Keep the network away meanwhile."""
    start(guard)
    try:
        yield guard
    finally:
        stop()


def start(guard: Guard) -> None:
    """Keep the network away until `stop`; the newest guard says what is let through."""
    _guards.append(guard)
    if _patched:
        return
    for name in OF_SOCKETS:
        _replace(socket.socket, name, _guarding_socket)
    for name in OF_NAMES:
        _replace(socket, name, _guarding_names)


def stop() -> None:
    """Leave the newest guard; with the first one the patch goes."""
    _guards.pop()
    while not _guards and _patched:
        holder, name, original = _patched.pop()
        setattr(holder, name, original)


@contextmanager
def allowed() -> Iterator[None]:
    """Let everything through meanwhile."""
    waiting, _guards[:] = _guards[:], []
    try:
        yield
    finally:
        _guards[:] = waiting


def _replace(holder: Any, name: str, guarding: Callable[[Any], Any]) -> None:
    original = getattr(holder, name)
    _patched.append((holder, name, original))
    setattr(holder, name, guarding(original))


def _guarding_socket(original: Any) -> Any:
    @functools.wraps(original)
    def guarding(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[-1]
        guard = current()
        if guard is not None and self.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple):
            guard.check(*address[:2])
        return original(self, *arguments)

    return guarding


def _guarding_names(original: Any) -> Any:
    @functools.wraps(original)
    def guarding(host: Any, *arguments: Any, **keywords: Any) -> Any:
        guard = current()
        if guard is not None:
            guard.check(host, arguments[0] if arguments else keywords.get("port"))
        found = original(host, *arguments, **keywords)
        if guard is not None and original.__name__ == "getaddrinfo":
            guard.resolved(host, found)
        return found

    return guarding
