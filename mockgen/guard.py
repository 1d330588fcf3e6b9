"""What keeps a run whole: one at a time in a folder, and not cut in half by Ctrl-C.

The lock is one of the operating system on the folder itself. It ends with the process that holds it, however that
ends, and leaves no file behind. Windows has none for folders: there, runs at the same time are not kept apart.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType

NO_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS}
"""What a file system says that has no locks: a few network ones."""


def alone(folder: str) -> contextlib.AbstractContextManager[None]:
    """Wait until no other run writes or reads a folder, and keep others waiting.

    Raises:
        OSError: the folder cannot be opened.
    """
    return _locked(folder, shared=False)


def settled(folder: str) -> contextlib.AbstractContextManager[None]:
    """Wait until no run writes a folder, and keep those waiting that want to.

    Raises:
        OSError: the folder cannot be opened.
    """
    return _locked(folder, shared=True)


@contextlib.contextmanager
def _locked(folder: str, *, shared: bool) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        except OSError as error:
            if error.errno not in NO_LOCKS:
                raise
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Let the first Ctrl-C, or SIGTERM, wait until the block is done; a second one interrupts it.

    In another thread than the main one, which receives no signals, this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        if waiting:
            raise KeyboardInterrupt
        waiting.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        if waiting:
            signal.raise_signal(waiting[0])
