"""pytest: the fixture, its seeds, and what a failing test is told; run as users run it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from .conftest import Generate

SPEC = """
paths:
  /thing:
    get:
      operationId: fetch
      parameters: [{name: n, in: query, schema: {type: integer}}]
      responses:
        '200':
          description: It.
          content:
            application/json:
              schema: {type: object, required: [n], properties: {n: {type: integer, maximum: 1000000}}}
"""
SEEN = """
import pathlib
import pytest
from PACKAGE import ShopClient

@pytest.mark.parametrize("case", ["a", "b"])
def test_seen(shop, case):
    shop.fetch.returns()
    pathlib.Path(f"{case}.txt").write_text(str(ShopClient().fetch().n))
"""

Run: TypeAlias = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(generated: Generate, tmp_path: Path) -> Run:
    """Return a function that runs pytest on a test file beside a package."""
    package = generated(SPEC)
    fixture = f"from {package.name}.testing.fixtures import shop  # noqa: F401\n"
    (tmp_path / "conftest.py").write_text(fixture, encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), str(Path(__file__).parents[2])])
    environment = {**os.environ, "PYTHONPATH": paths}

    def run_pytest(tests: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "test_shop.py").write_text(tests.replace("PACKAGE", package.name), encoding="utf-8")
        plugins = ["-p", "no:cacheprovider"]
        if "mockgen" not in {entry.name for entry in entry_points()}:
            plugins += ["-p", "mockgen.testing.pytest_plugin"]
        command = [sys.executable, "-m", "pytest", "-q", "-W", "error", *plugins, *arguments]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    return run_pytest


def entry_points() -> object:
    from importlib.metadata import entry_points

    return entry_points(group="pytest11")


def outcome(result: subprocess.CompletedProcess[str]) -> str:
    """Return `1 failed, 2 passed`."""
    return re.sub(r" in [\d.]+s.*", "", result.stdout.splitlines()[-1])


@pytest.mark.parametrize("arguments", [["-n", "2"], ["test_shop.py::test_seen[b]"], ["-p", "no:randomly"]])
def test_a_test_s_values_depend_on_its_id_alone(run: Run, tmp_path: Path, arguments: list[str]) -> None:
    assert outcome(run(SEEN)) == "2 passed"
    before = {case: (tmp_path / f"{case}.txt").read_text() for case in "ab"}
    assert before["a"] != before["b"]

    (tmp_path / "b.txt").unlink()
    result = run(SEEN, *arguments)

    assert result.returncode == 0, result.stdout
    assert {case: (tmp_path / f"{case}.txt").read_text() for case in "ab"} == before


def test_an_unused_stub_fails_the_test(run: Run) -> None:
    result = run("def test_it(shop):\n    shop.fetch.returns()\n")
    assert outcome(result) == "1 passed, 1 error"
    assert "test_shop.py:2 shop.fetch was never called" in result.stdout


def test_a_failing_test_is_told_of_nothing_else(run: Run) -> None:
    result = run("def test_it(shop):\n    shop.fetch.returns()\n    assert 1 == 2\n")
    assert outcome(result) == "1 failed"
    assert "UnusedStub" not in result.stdout


def test_the_failure_of_one_test_excuses_no_other(run: Run) -> None:
    unused = "def test_b(shop):\n    shop.fetch.returns()\n"
    result = run(f"def test_a(shop):\n    assert 1 == 2\n\n{unused}")
    assert outcome(result) == "1 failed, 1 passed, 1 error"


SWALLOWING = """
from code_under_test import careless
from PACKAGE import ShopClient

def test_it(shop):
    shop.fetch.returns().optional()
    careless(lambda: ShopClient().fetch(n="one"))
"""


def test_a_swallowed_violation_fails_the_test(run: Run, tmp_path: Path) -> None:
    code = "def careless(call):\n    try:\n        call()\n    except BaseException:\n        pass\n"
    (tmp_path / "code_under_test.py").write_text(code, encoding="utf-8")
    result = run(SWALLOWING)
    assert outcome(result) == "1 passed, 1 error"
    assert "fetch does not accept this request" in result.stdout
    assert "code_under_test.py:3" not in result.stdout.partition("short test summary")[2]
