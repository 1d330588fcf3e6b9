"""Answers in pieces, from a real server on the loopback interface."""

from __future__ import annotations

import socket
import threading

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from loopback import RESET, Answer, FakeWorld, LoopbackService, json_answer
from throwaway.client import StreamClient
from throwaway.schemas import Charge, Error
from throwaway.streams import ServerEvent, read_events, read_lines
from throwaway.transport import ServiceConnectionError, ServiceDecodeError, StatusError


@pytest.fixture
def client(service: LoopbackService, world: FakeWorld) -> StreamClient:
    return StreamClient(base_url=service.url)


def lines(body: bytes) -> Answer:
    return Answer(200, body, {"Content-Type": "application/x-ndjson"})


def events(body: bytes) -> Answer:
    return Answer(200, body, {"Content-Type": "text/event-stream"})


def test_lines_of_json_are_records(client: StreamClient, service: LoopbackService):
    service.plan(lines(b'{"id": "a"}\n\n\x1e{"id": "b"}\r\n{"id": "c"}'))
    assert list(client.export()) == [Charge({"id": "a"}), Charge({"id": "b"}), Charge({"id": "c"})]


def test_the_data_of_events_are_records_until_done(client: StreamClient, service: LoopbackService):
    service.plan(events(b': hello\ndata: {"id":\ndata: "a"}\n\ndata: [DONE]\n\ndata: {}\n\n'))
    with client.events() as stream:
        assert list(stream) == [Charge({"id": "a"})]


def test_whole_events_are_records(client: StreamClient, service: LoopbackService):
    service.plan(events(b"event: tick\nid: 7\ndata: 1\n\n"))
    assert [found.raw for found in client.ticks()] == [{"data": "1", "event": "tick", "id": "7"}]


def test_a_stream_that_is_no_json_is_a_decode_error(client: StreamClient, service: LoopbackService):
    service.plan(lines(b'{"id": "a"}\n{"id":'))
    stream = client.export()
    assert next(stream) == Charge({"id": "a"})
    with pytest.raises(ServiceDecodeError, match="no JSON or broken off"):
        next(stream)


def test_a_stream_that_breaks_off_is_a_connection_error(client: StreamClient, service: LoopbackService):
    service.plan(Answer(200, b'{"id": "a"}\n', {"Content-Type": "application/x-ndjson"}, length=100))
    stream = client.export()
    with pytest.raises(ServiceConnectionError, match="lost or never had"):
        list(stream)


def test_an_error_is_no_stream(client: StreamClient, service: LoopbackService):
    service.plan(json_answer(b'{"code": "gone"}', 404))
    with pytest.raises(StatusError) as caught:
        client.export()
    assert caught.value.body == Error({"code": "gone"})


def test_a_stream_is_tried_again_until_it_begins(client: StreamClient, service: LoopbackService, world: FakeWorld):
    service.plan(RESET, Answer(503, b"later"), lines(b"{}"))
    assert list(client.export()) == [Charge({})]
    assert world.slept == [0.5, 1.0]


def test_a_download_goes_to_a_file(client: StreamClient, service: LoopbackService, tmp_path):
    content = bytes(range(256)) * 1000
    service.plan(Answer(200, content, {"Content-Type": "application/pdf"}))
    with client.streamed(client.download) as stream:
        assert stream.save(tmp_path / "a.pdf") == len(content)
    assert (tmp_path / "a.pdf").read_bytes() == content


def test_a_download_in_chunks_or_lines_or_events(client: StreamClient, service: LoopbackService):
    service.plan(Answer(200, b"data: x\n\n", {"Content-Type": "text/plain"}))
    assert b"".join(client.streamed(client.download)) == b"data: x\n\n"
    assert list(client.streamed(client.download).lines()) == ["data: x", ""]
    assert list(client.streamed(client.download).events()) == [ServerEvent("x")]


def test_a_download_that_fails_raises(client: StreamClient, service: LoopbackService):
    service.plan(Answer(404))
    with pytest.raises(StatusError):
        client.streamed(client.download)


class Chunked(requests.Response):
    """An answer whose body comes in these chunks."""

    def __init__(self, chunks: list[bytes]):
        super().__init__()
        self._chunks = chunks

    def iter_content(self, chunk_size=1, decode_unicode=False):
        return iter(self._chunks)


@pytest.mark.parametrize("headers", [{"Transfer-Encoding": "chunked"}, {}])
def test_an_event_is_read_before_the_next_one_is_sent(headers: dict[str, str]):
    body = b"data: 1\n\n"
    sent = f"{len(body):x}\r\n".encode() + body + b"\r\n" if headers else body
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/v1/ticks"
        threading.Thread(target=answer_once, args=(server, head, sent), daemon=True).start()
        with requests.get(url, stream=True, timeout=5) as response:
            assert next(read_events(response)).data == "1"


def answer_once(server: socket.socket, head: str, body: bytes) -> None:
    """Send one event, and keep the connection open until the other side has gone."""
    connection, _ = server.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(f"HTTP/1.1 200 OK\r\n{head}\r\n".encode() + body)
        connection.recv(1)


def chunked(text: str, sizes: list[int]) -> Chunked:
    content, chunks = text.encode(), []
    for size in sizes:
        chunks.append(content[:size])
        content = content[size:]
    return Chunked([*chunks, content])


SIZES = st.lists(st.integers(0, 5), max_size=30)
PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), max_size=8)


@given(st.lists(st.tuples(PLAIN, st.sampled_from(["\n", "\r\n", "\r"]))), SIZES)
def test_lines_do_not_depend_on_the_chunks(pieces: list[tuple[str, str]], sizes: list[int]):
    text = "".join(line + end for line, end in pieces)
    whole = list(read_lines(chunked(text, [])))
    assert list(read_lines(chunked(text, sizes))) == whole
    assert whole == text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:-1]


@given(st.lists(st.lists(PLAIN, min_size=1, max_size=3), max_size=5), SIZES)
def test_events_are_read_back(written: list[list[str]], sizes: list[int]):
    text = "".join("".join(f"data: {line}\n" for line in data) + "\n" for data in written)
    found = [event.data for event in read_events(chunked(text, sizes))]
    assert found == ["\n".join(data) for data in written]
