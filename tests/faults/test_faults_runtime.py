"""What a generated package does not do: touch the network, write files, or need the libraries of the tests."""

from __future__ import annotations

import subprocess
import sys

import pytest

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


def run(project, program: str) -> str:
    command = [sys.executable, "-c", WATCHED + program]
    done = subprocess.run(command, cwd=project.folder, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


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
