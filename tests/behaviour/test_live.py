"""The generated client against a real server on the loopback interface; no mock."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loopback import HANG, RESET, Answer, FakeWorld, LoopbackService, Seen, json_answer

from .conftest import Generate, Package
from .test_settings import django_settings as django_settings

SPEC = """
security: [{key: [], session: [], user: []}]
paths:
  /things/{id}:
    get:
      operationId: fetch
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {$ref: "#/components/responses/Thing"}}
  /things:
    post:
      operationId: create
      parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
      responses: {"200": {$ref: "#/components/responses/Thing"}}
    put:
      operationId: announce
      requestBody: {content: {text/plain: {schema: {type: string}}}}
      responses: {"204": {description: Done.}}
    patch:
      operationId: change
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
      responses: {"204": {description: Done.}}
  /export:
    get:
      operationId: export
      responses:
        "200":
          description: Lines.
          content: {application/x-ndjson: {schema: {$ref: "#/components/schemas/Thing"}}}
  /file:
    get:
      operationId: download
      responses: {"200": {description: A file., content: {application/pdf: {}}}}
    post:
      operationId: upload
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              properties:
                title: {type: string}
                tags: {type: array, items: {type: string}}
                meta: {type: object}
                photo: {type: string, format: binary}
                pages: {type: array, items: {type: string, format: binary}}
            encoding: {photo: {contentType: "image/png, image/jpeg"}}
      responses: {"204": {description: Done.}}
components:
  responses: {Thing: {description: It., content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}}
  schemas: {Thing: {type: object, properties: {id: {type: string}}}}
  securitySchemes:
    key: {type: apiKey, in: query, name: key}
    session: {type: apiKey, in: cookie, name: sid}
    user: {type: http, scheme: basic}
"""
AUTH = {"key": "s3cret", "session": "s3cret", "user": ("ann", "s3cret")}
THING = json_answer(b'{"id": "1"}')


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


@pytest.fixture
def service() -> Iterator[LoopbackService]:
    with LoopbackService(keeps_alive=True) as running:
        running.plan(THING)
        yield running


@pytest.fixture
def world(package: Package, monkeypatch: pytest.MonkeyPatch) -> FakeWorld:
    fake = FakeWorld()
    monkeypatch.setattr(package.module("transport"), "world", fake)
    return fake


@pytest.fixture
def client(package: Package, service: LoopbackService, world: FakeWorld) -> Iterator[Any]:
    with package.client(base_url=service.url, auth=AUTH) as made:
        yield made


# -- retries and time -------------------------------------------------------------------------


def test_what_passes_is_waited_for(client: Any, service: LoopbackService, world: FakeWorld) -> None:
    service.plan(Answer(503), RESET, THING)
    assert client.fetch("1").id == "1"
    assert world.slept == [0.5, 1.0]


def test_a_key_makes_a_post_safe_to_repeat_and_stays_the_same(
    client: Any, service: LoopbackService, world: FakeWorld
) -> None:
    service.plan(RESET, Answer(502), THING)
    client.create({"id": "1"})
    assert [seen.headers["Idempotency-Key"] for seen in service.seen] == ["key-1"] * 3
    assert {seen.body for seen in service.seen} == {b'{"id":"1"}'}


@pytest.mark.parametrize("plan", [Answer(503), RESET, HANG])
def test_without_one_it_is_sent_once(package: Package, client: Any, service: LoopbackService, plan: Answer) -> None:
    service.plan(plan)
    with pytest.raises(package.error("Error")):
        client.change({}, timeout=0.1)
    assert len(service.seen) == 1


@pytest.mark.parametrize(
    ("asked", "slept"), [("7", 7.0), ("Thu, 01 Jan 2026 00:00:09 GMT", 9.0), ("0", 0.0), (None, 0.5)]
)
def test_retry_after_in_seconds_and_as_a_date_for_every_method(
    client: Any, service: LoopbackService, world: FakeWorld, asked: str | None, slept: float
) -> None:
    service.plan(Answer(429, headers={"Retry-After": asked} if asked else {}), Answer(204))
    assert client.change({}) is None
    assert world.slept == [slept]


def test_pauses_have_jitter_of_the_world(
    package: Package, service: LoopbackService, monkeypatch: pytest.MonkeyPatch
) -> None:
    transport = package.module("transport")
    slept: list[float] = []

    class Hurried(transport.World):  # type: ignore[name-defined,misc]
        def sleep(self, seconds: float) -> None:
            slept.append(seconds)

    monkeypatch.setattr(transport, "world", Hurried())
    service.plan(Answer(503))
    client = package.client(base_url=service.url, auth=AUTH, retries=6)
    with client, pytest.raises(package.error("StatusError")):
        client.fetch("1")
    longest = [0.5, 1, 2, 4, 8, 16]
    assert all(pause / 2 <= found <= pause for found, pause in zip(slept, longest, strict=True))
    assert slept != longest


def test_no_answer_in_time(package: Package, service: LoopbackService, world: FakeWorld) -> None:
    service.plan(HANG)
    client = package.client(base_url=service.url, auth=AUTH, timeout=0.05, retries=1)
    with client, pytest.raises(package.error("Timeout"), match=r"GET /things/\{id\} timed out"):
        client.fetch("1")
    assert len(service.seen) == 2


def test_an_answer_that_stops_in_the_middle(package: Package, client: Any, service: LoopbackService) -> None:
    service.plan(Answer(200, b'{"id": ', {"Content-Type": "application/json", "Connection": "close"}, length=99))
    with pytest.raises(package.error("Error")) as caught:
        client.fetch("1", timeout=0.2)
    assert isinstance(caught.value, package.error("ConnectionError") | package.error("Timeout"))


# -- redirects --------------------------------------------------------------------------------


def test_a_redirect_to_another_origin_gets_no_credential(client: Any, service: LoopbackService) -> None:
    with LoopbackService() as other:
        other.plan(THING)
        service.plan(Answer(302, headers={"Location": f"{other.url}/elsewhere"}))
        assert client.fetch("1").id == "1"
        ((sent,), (first,)) = (other.seen, service.seen)
    assert first.target.endswith("?key=s3cret") and "Authorization" in first.headers and "Cookie" in first.headers
    assert sent.target == "/elsewhere"
    assert "s3cret" not in str(sent.headers) and not {"Authorization", "Cookie"} & set(sent.headers)


def test_a_redirect_within_the_origin_keeps_them(client: Any, service: LoopbackService) -> None:
    service.plan(Answer(307, headers={"Location": "/moved"}), THING)
    client.fetch("1")
    assert service.seen[1].headers["Authorization"] == service.seen[0].headers["Authorization"]


def test_a_redirect_of_what_changes_something_is_an_error(
    package: Package, client: Any, service: LoopbackService
) -> None:
    service.plan(Answer(307, headers={"Location": "/moved"}), THING)
    with pytest.raises(package.error("StatusError")) as caught:
        client.create({})
    assert caught.value.status == 307  # type: ignore[attr-defined]
    assert len(service.seen) == 1


# -- streams ----------------------------------------------------------------------------------


def test_lines_are_read_while_the_next_ones_are_still_to_come(client: Any, service: LoopbackService) -> None:
    taken = threading.Event()

    def lines() -> Iterator[bytes]:
        yield b'{"id": "a"}\n{"id": '
        assert taken.wait(5)
        yield b'"b"}\n'

    service.plan(Answer(200, lines(), {"Content-Type": "application/x-ndjson"}))
    with client.export() as stream:
        assert next(stream).id == "a"
        taken.set()
        assert [thing.id for thing in stream] == ["b"]


def test_a_download_goes_to_a_file_and_gives_its_connection_back(
    client: Any, service: LoopbackService, tmp_path: Path
) -> None:
    pieces = [bytes([index]) * 70_000 for index in range(4)]
    service.plan(Answer(200, pieces, {"Content-Type": "application/pdf"}), THING)
    with client.streamed(client.download) as file:
        assert file.save(tmp_path / "a.pdf") == 280_000
    assert (tmp_path / "a.pdf").read_bytes() == b"".join(pieces)
    client.fetch("1")
    assert service.connections == 1


def test_a_stream_that_is_left_early_holds_no_other_call_up(client: Any, service: LoopbackService) -> None:
    service.plan(Answer(200, [b'{"id": "a"}\n'] * 3, {"Content-Type": "application/x-ndjson"}), THING)
    with client.export() as stream:
        assert next(stream).id == "a"
    assert client.fetch("1").id == "1"


def test_a_file_is_sent_from_where_it_stands_and_again_after_a_failure(client: Any, service: LoopbackService) -> None:
    service.plan(Answer(503), Answer(204))
    file = io.BytesIO(b"skipped-sent")
    file.seek(8)
    client.announce(file)
    assert [seen.body for seen in service.seen] == [b"sent", b"sent"]


# -- uploads, read by Django ------------------------------------------------------------------


def read_by_django(seen: Seen) -> Any:
    """Return the request as a Django view would get it."""
    from django.test import RequestFactory

    return RequestFactory().generic("POST", "/file", seen.body, content_type=seen.headers["Content-Type"])


def test_django_reads_every_kind_of_part(client: Any, service: LoopbackService) -> None:
    service.plan(Answer(204))
    opened = io.BytesIO(b"page two")
    client.upload(
        {
            "title": 'Grüße; "a"\r\n',
            "tags": ["x", "ÿ"],
            "meta": {"a": [1, None]},
            "photo": ("Foto ä.jpeg", b"\xff\xd8\r\n--", None, {"X-Part": "1"}),
            "pages": [b"page one", opened, ("3.txt", "page three", "text/plain; charset=utf-8")],
        }
    )
    request = read_by_django(service.seen[0])
    assert request.POST["title"] == 'Grüße; "a"\r\n'
    assert request.POST.getlist("tags") == ["x", "ÿ"]
    assert json.loads(request.POST["meta"]) == {"a": [1, None]}
    photo = request.FILES["photo"]
    assert (photo.name, photo.content_type, photo.read()) == ("Foto ä.jpeg", "image/jpeg", b"\xff\xd8\r\n--")
    pages = request.FILES.getlist("pages")
    assert [page.read() for page in pages] == [b"page one", b"page two", b"page three"]
    assert [page.content_type for page in pages] == ["application/octet-stream"] * 2 + ["text/plain"]


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"\\'), min_size=1, max_size=12)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def test_django_reads_back_whatever_is_sent(package: Package, django_settings: None) -> None:
    multipart_body = package.module("parameters").multipart_body

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.dictionaries(NAMES.map(str.strip).filter(bool), TEXTS | st.binary(max_size=40), min_size=1, max_size=4))
    def agrees(value: dict[str, str | bytes]) -> None:
        body = multipart_body({name: each if isinstance(each, str) else ("f", each) for name, each in value.items()})
        request = read_by_django(Seen("POST", "/", {"Content-Type": body.content_type}, body.data))
        texts = {name: text for name, text in value.items() if isinstance(text, str)}
        files = {name: content for name, content in value.items() if isinstance(content, bytes)}
        assert request.POST.dict() == texts
        assert {name: file.read() for name, file in request.FILES.items()} == files

    agrees()


# -- connections and threads ------------------------------------------------------------------


def test_one_connection_serves_one_call_after_the_other(
    package: Package, client: Any, service: LoopbackService
) -> None:
    moved = Answer(302, headers={"Location": "/things/2"})
    service.plan(THING, Answer(404, b"no"), Answer(503, b"later"), THING, moved, THING, THING)
    client.fetch("1")
    with pytest.raises(package.error("StatusError")):
        client.fetch("1")
    for _ in range(3):
        client.fetch("1")
    assert len(service.seen) == 7
    assert service.connections == 1


def test_a_client_that_was_closed_connects_anew(client: Any, service: LoopbackService) -> None:
    client.fetch("1")
    client.close()
    client.fetch("1")
    assert service.connections == 2


def test_eight_threads_share_one_client(client: Any, service: LoopbackService) -> None:
    """Each thread gets the answers to its own calls, over no more connections than threads."""
    together = threading.Barrier(8)

    def echo(seen: Seen) -> Answer:
        identifier = seen.target.partition("?")[0].rpartition("/")[2]
        return json_answer(json.dumps({"id": identifier}).encode())

    def work(number: int) -> list[str]:
        together.wait(5)
        return [client.fetch(f"{number}-{turn}").id for turn in range(10)]

    service.plan(echo)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, range(8)))
    assert found == [[f"{number}-{turn}" for turn in range(10)] for number in range(8)]
    assert len(service.seen) == 80
    assert service.connections <= 8
