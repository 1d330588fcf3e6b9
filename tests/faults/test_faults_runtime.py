"""What a generated package does not do: touch the network, leak from test to test, or tell a secret."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from behaviour.runs import run_pytest, run_python

WATCHED = """\
import sys

seen = []

def watch(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.putenv")):
        seen.append(event)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        seen.append((event, str(arguments[0])))

sys.dont_write_bytecode = True
sys.addaudithook(watch)
"""


SECURED = """\
openapi: 3.1.0
info: {title: Pets, version: "1"}
servers: [{url: https://pets.example}]
security: [{inQuery: [], bearer: []}]
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: One pet.
          content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
        "404": {description: None.}
components:
  securitySchemes:
    inQuery: {type: apiKey, in: query, name: api_key}
    bearer: {type: http, scheme: bearer}
  schemas:
    Pet:
      type: object
      required: [id, token]
      properties: {id: {type: string}, token: {type: string, writeOnly: false}, password: {type: string}}
"""
SECRET = "hush-hush-hush"


@pytest.fixture
def secured(project) -> Path:
    """A project whose service wants two credentials, generated, with the fixture in its conftest."""
    project.spec.write_text(SECURED, encoding="utf-8", newline="\n")
    assert project.run("generate").code == 0
    (project.folder / "conftest.py").write_text("from clients.pets.testing.fixtures import pets  # noqa: F401\n")
    return project.folder


def outcome(folder: Path, text: str, *arguments: str) -> tuple[int, str]:
    """Run a test module as a user does; its exit code and all that it said."""
    (folder / "test_pets.py").write_text(text, encoding="utf-8")
    done = run_pytest(folder, *arguments, SECRET=SECRET)
    return done.returncode, done.stdout + done.stderr


def run(project, program: str) -> str:
    command = [sys.executable, "-c", WATCHED + program]
    done = subprocess.run(command, cwd=project.folder, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_r01_a_call_that_is_not_planned_fails_at_once_and_tells_no_secret(secured: Path) -> None:
    code, said = outcome(
        secured,
        """
import os
from clients.pets import PetsClient

def test_calls(pets):
    try:
        PetsClient(auth=dict.fromkeys(["inQuery", "bearer"], os.environ["SECRET"])).get_pet("7")
    except Exception as error:
        raise AssertionError("code under test may not swallow it") from error
""",
        "--mockgen-block-network",
    )
    assert code == 1
    assert re.search(r"UnmockedOperation: pets\.get_pet was called but this test does not plan it\.", said)
    assert re.search(r"call +GET /pets/7", said)
    assert SECRET not in said


@pytest.mark.parametrize("mode", ["auto", "strict"])
def test_r02_the_mock_works_where_sockets_are_forbidden(project, mode: str) -> None:
    assert project.run("generate").code == 0
    program = f"""
import socket

def refuse(*arguments, **options):
    raise AssertionError("the network was asked")

for name in ("connect", "connect_ex", "bind"):
    setattr(socket.socket, name, refuse)
for name in ("getaddrinfo", "create_connection", "gethostbyname"):
    setattr(socket, name, refuse)

from clients.pets import PetsClient
from clients.pets.testing import mock_pets

with mock_pets(mode={mode!r}) as pets:
    if {mode!r} == "strict":
        pets.get_pet.returns(id="7")
    print(type(PetsClient().get_pet("7")).__name__, len(pets.calls))
"""
    assert run(project, program) == "Pet 1\n"


def test_r08_importing_the_client_does_nothing_but_that(project) -> None:
    assert project.run("generate").code == 0
    program = """
for name in ("mockgen", "faker", "responses", "openapi_core", "pytest", "jinja2", "typer", "yaml", "django"):
    sys.modules[name] = None

import requests
seen.clear()  # urllib3 tries whether there is IPv6

import clients.pets
from clients.pets import PetsClient, PetsError

print(PetsClient.__name__, seen)
print(sorted(name for name in sys.modules if name.startswith("clients.pets.testing")))
"""
    assert run(project, program) == "PetsClient []\n[]\n"


def test_r03_nothing_of_one_test_is_left_for_the_next(secured: Path) -> None:
    text = """
import pytest
from clients.pets import PetsClient

def test_a(pets):
    pets.get_pet.returns().optional()
    raise ValueError("in the middle")

def test_b():
    with pytest.raises(AssertionError, match="network"):
        PetsClient(auth={'inQuery': 'k', 'bearer': 't'}).get_pet("7")

def test_c(pets):
    with pytest.raises(AssertionError, match="was called but this test does not plan it"):
        PetsClient().get_pet("7")
"""
    code, said = outcome(secured, text, "--mockgen-block-network", "-p", "no:randomly")
    assert (code, *re.findall(r"^FAILED test_pets.py::(\w+)", said, re.MULTILINE)) == (1, "test_a"), said
    assert "2 passed" in said


MANY = """
import pathlib
import pytest
from clients.pets import PetsClient

@pytest.mark.parametrize("number", range(12))
def test_seen(pets, number):
    pets.get_pet.returns()
    pathlib.Path(f"{number}.seen").write_text(str(PetsClient().get_pet("7").raw))
"""
REVERSED = """
from clients.pets.testing.fixtures import pets  # noqa: F401

def pytest_collection_modifyitems(items):
    items.reverse()
"""


def test_r04_values_are_those_of_the_test_whatever_runs_beside_it(secured: Path) -> None:
    def seen(*arguments: str) -> dict[str, str]:
        code, said = outcome(secured, MANY, *arguments)
        assert code == 0, said
        return {path.name: (path.read_text(), path.unlink())[0] for path in secured.glob("*.seen")}

    plain = seen()
    assert len(set(plain.values())) == len(plain) == 12
    assert seen("-n", "8") == plain
    assert seen("test_pets.py::test_seen[5]") == {"5.seen": plain["5.seen"]}
    (secured / "conftest.py").write_text(REVERSED)
    assert seen() == plain
    assert seen("-n", "8") == plain


BESIDE = """
import asyncio
import concurrent.futures
import subprocess
import sys
import threading

import httpx
import pytest
from clients.pets import PetsClient

CALL = "from clients.pets import PetsClient; PetsClient(auth={'inQuery': 'k', 'bearer': 't'}).get_pet('7')"

def test_threads(pets):
    pets.get_pet.returns().times(20)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        found = list(pool.map(PetsClient().get_pet, map(str, range(20))))
    assert [pet.id for pet in found] == [*map(str, range(20))]

def test_to_thread(pets):
    pets.get_pet.returns()
    assert asyncio.run(asyncio.to_thread(PetsClient().get_pet, "7")).id == "7"

def test_httpx(pets):
    with pytest.raises(AssertionError, match="network"):
        httpx.get("https://pets.example/pets/7")

def test_httpx_by_the_adapter(pets):
    pets.get_pet.returns()
    with httpx.Client(transport=pets.httpx_transport()) as client:
        headers = {"Authorization": "Bearer t"}
        assert client.get("https://pets.example/pets/7?api_key=k", headers=headers).json()["id"] == "7"

def test_subprocess(pets):
    done = subprocess.run([sys.executable, "-c", CALL], capture_output=True, text=True)
    assert done.returncode == 1 and "PetsConnectionError" in done.stderr, done.stderr
"""


def test_r05_threads_are_served_and_what_is_not_is_kept_from_the_network(secured: Path) -> None:
    code, said = outcome(secured, BESIDE, "--mockgen-block-network")
    assert code == 0, said
    told = (Path(__file__).parents[2] / "docs" / "testing.md").read_text(encoding="utf-8")
    assert "sub-processes" in told


def test_r06_a_plan_that_nothing_used_fails_unless_it_is_optional(secured: Path) -> None:
    text = """
def test_unused(pets):
    pets.get_pet.returns()

def test_optional(pets):
    pets.get_pet.returns().optional()
"""
    code, said = outcome(secured, text)
    assert (code, *re.findall(r"^(?:FAILED|ERROR) test_pets.py::(\w+)", said, re.MULTILINE)) == (1, "test_unused"), said
    assert "pets.get_pet was never called" in said


def test_r07_what_is_shown_is_masked(secured: Path) -> None:
    program = f"""
import logging
import sys
import traceback

logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)
from clients.pets import PetsClient
from clients.pets.testing import mock_pets

with mock_pets() as pets:
    client = PetsClient(auth={{'inQuery': {SECRET!r}, 'bearer': {SECRET!r}}})
    print(repr(client), str(client))
    pets.get_pet.returns(password={SECRET!r})
    print(client.get_pet("7"), repr(pets.calls), repr(pets.calls[-1]), str(pets.calls[-1]))
    for plan in (lambda: pets.get_pet.fails(404), lambda: pets.get_pet.times_out()):
        plan()
        try:
            client.get_pet("8")
        except Exception as error:
            print(repr(error), str(error))
            traceback.print_exc(file=sys.stdout)
    try:
        client.get_pet("9")
    except AssertionError as error:
        print(error)
"""
    done = run_python(secured, "-c", program)
    assert "Pet(" in done.stdout, done.stderr
    assert SECRET not in done.stdout
    assert SECRET not in done.stderr
