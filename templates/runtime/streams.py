"""Answers that are read piece by piece: lines of JSON, events, downloads."""

from __future__ import annotations

import codecs
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

import requests

T = TypeVar("T")
Item = TypeVar("Item")

Fail = Callable[[Exception], Exception]
"""Gives the service's own error for one that came while an answer was read."""

_CHUNK = 64 * 1024
_RECORD_SEPARATOR = "\x1e"  # application/json-seq (RFC 7464)
_DONE = "[DONE]"  # what many services send as their last event; it is no JSON


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One server-sent event (WHATWG HTML, section 9.2)."""

    data: str
    event: str = "message"
    id: str = ""
    retry: int | None = None


class Stream(Generic[T]):
    """The items of an answer, each read when its turn comes; once.

    Use it in a `with` statement, read it to its end, or close it: until then it holds a
    connection.

    Args:
        response: the answer, whose body has not been read.
        read: takes the items from it.
        fail: gives the error for one that comes on the way.
    """

    def __init__(
        self,
        response: requests.Response,
        read: Callable[[requests.Response], Iterable[T]],
        fail: Fail,
    ) -> None:
        self.response = response
        self._fail = fail
        self._items = self._guarded(read(response))

    def __iter__(self) -> Iterator[T]:
        """Return the stream itself."""
        return self

    def __next__(self) -> T:
        """Return the next item."""
        return next(self._items)

    def events(self) -> Iterator[ServerEvent]:
        """Yield what is left as server-sent events, whatever the document calls it."""
        return self._guarded(read_events(self.response))

    def lines(self) -> Iterator[str]:
        """Yield what is left as lines of text."""
        return self._guarded(read_lines(self.response))

    def save(self, path: str | os.PathLike[str]) -> int:
        """Write what is left to a file; return how many bytes it was."""
        written = 0
        with open(path, "wb") as file:
            for chunk in self._guarded(read_chunks(self.response)):
                written += file.write(chunk)
        return written

    def close(self) -> None:
        """Give the connection back."""
        self.response.close()

    def __enter__(self) -> Self:
        """Return the stream, which is closed at the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        """Give the connection back."""
        self.close()

    def _guarded(self, items: Iterable[Item]) -> Iterator[Item]:
        try:
            yield from items
        except (requests.RequestException, ValueError) as error:
            raise self._fail(error) from error
        finally:
            self.close()


def reader(
    framing: str,
    decode: Callable[[Any], T],
) -> Callable[[requests.Response], Iterator[T]]:
    """Return what takes the items from an answer.

    Args:
        framing: `lines` of JSON, JSON in the `data` of events, or whole `events`.
        decode: gives the item for a JSON value.
    """

    def read(response: requests.Response) -> Iterator[T]:
        if framing == "lines":
            for line in read_lines(response):
                text = line.strip(_RECORD_SEPARATOR + " \t")
                if text:
                    yield decode(json.loads(text))
            return
        for event in read_events(response):
            if framing == "events":
                yield decode({k: v for k, v in asdict(event).items() if v is not None})
            elif event.data == _DONE:
                return
            else:
                yield decode(json.loads(event.data))

    return read


def read_chunks(response: requests.Response) -> Iterator[bytes]:
    """Yield the bytes of an answer as they come, at most 64 KiB at once."""
    yield from response.iter_content(_CHUNK)


def read_lines(response: requests.Response) -> Iterator[str]:
    """Yield the lines of an answer in UTF-8; LF, CR LF and CR end one."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    rest = ""
    for chunk in response.iter_content(_piece(response)):
        rest += decoder.decode(chunk)
        held = "\r" if rest.endswith("\r") else ""  # the LF of a CR LF may still come
        text = rest.removesuffix(held) if held else rest
        *lines, rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        rest += held
        yield from lines
    if rest:
        yield rest.removesuffix("\r")


def _piece(response: requests.Response) -> int:
    """Return how many bytes to wait for: chunks come as they are sent, whole.

    Where neither chunks nor a length tell of an end, an event may be all that comes for
    a long time.
    """
    is_chunked = bool(getattr(response.raw, "chunked", False))
    return _CHUNK if is_chunked or "Content-Length" in response.headers else 1


def read_events(response: requests.Response) -> Iterator[ServerEvent]:
    """Yield the server-sent events of an answer; an unfinished last one is dropped."""
    data: list[str] = []
    event, identifier, retry = "", "", None
    for line in read_lines(response):
        if not line:
            if data:
                text = "\n".join(data)
                yield ServerEvent(text, event or "message", identifier, retry)
            data, event, retry = [], "", None
            continue
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            data.append(value)
        elif name == "event":
            event = value
        elif name == "id" and "\0" not in value:
            identifier = value
        elif name == "retry" and value.isascii() and value.isdigit():
            retry = int(value)
