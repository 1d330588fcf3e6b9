"""pytest: the fixture, its seeds, and what a failing test is told; run as users run it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from .conftest import Generate
from .runs import run_pytest

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

    def run_tests(tests: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "test_shop.py").write_text(tests.replace("PACKAGE", package.name), encoding="utf-8")
        return run_pytest(tmp_path, "-W", "error", *arguments)

    return run_tests


def test_a_test_s_values_depend_on_its_id_alone(run: Run, tmp_path: Path) -> None:
    def seen(*arguments: str) -> dict[str, str]:
        result = run(SEEN, *arguments)
        assert result.returncode == 0, result.stdout
        files = sorted(tmp_path.glob("?.txt"))
        return {file.name: (file.read_text(), file.unlink())[0] for file in files}

    together = seen()
    assert together["a.txt"] != together["b.txt"]
    assert seen("-n", "2") == together
    assert seen("test_shop.py::test_seen[b]") == {"b.txt": together["b.txt"]}


SCOPES = """
import os
import pathlib
import pytest
from PACKAGE import ShopClient
from PACKAGE.testing import mock_shop

def write(name, mock):
    mock.fetch.returns().optional()
    file, seen = pathlib.Path(f"{name}.txt"), str(ShopClient().fetch().n)
    assert not file.exists() or file.read_text() == seen
    spare = file.with_suffix(f".{os.getpid()}")
    spare.write_text(seen)
    spare.replace(file)  # at once: another worker may look at the same time

@pytest.fixture(scope="module", params=["left", "right"])
def shared(request):
    with mock_shop() as mock:
        write(f"module-{request.param}", mock)
        yield mock

@pytest.fixture(scope="class")
def whole(shared):
    with mock_shop() as mock:
        write("class", mock)
        yield mock

@pytest.mark.xdist_group("one")
class TestClass:
    def test_one(self, whole): ...
    def test_two(self, whole, shop): write("own", shop)
"""


def test_a_fixture_of_a_wider_scope_has_a_seed_of_its_own(run: Run, tmp_path: Path) -> None:
    def seen(*arguments: str) -> dict[str, str]:
        result = run(SCOPES, *arguments, "-k", "left")
        assert result.returncode == 0, result.stdout
        return {file.name: (file.read_text(), file.unlink())[0] for file in sorted(tmp_path.glob("*.txt"))}

    together = seen()
    assert sorted(together) == ["class.txt", "module-left.txt", "own.txt"]
    assert len(set(together.values())) == 3
    assert seen("-n", "2", "--dist", "loadgroup") == together
    assert seen("--deselect", "test_shop.py::TestClass::test_one") == together


FAILING = """
import pytest
from careless import swallow
from PACKAGE import ShopClient

def test_failing(shop):
    shop.fetch.returns()
    pytest.fail("for another reason")

def test_skipped(shop):
    shop.fetch.returns()
    pytest.skip("not today")

def test_unused(shop):
    shop.fetch.returns()

def test_swallowed(shop):
    shop.fetch.returns().optional()
    swallow(lambda: ShopClient().fetch(n="one"))

def test_passing(shop):
    shop.fetch.returns()
    ShopClient().fetch()
"""


def test_each_failure_is_told_once(run: Run, tmp_path: Path) -> None:
    shutil.copy(Path(__file__).with_name("careless.py"), tmp_path)
    result = run(FAILING, "-rA")
    summary = result.stdout.partition("short test summary info")[2]
    told = re.findall(r"^(FAILED|ERROR) test_shop.py::(\w+) - (.+)$", summary, re.MULTILINE)
    assert [(kind, test, why.partition(":")[0].rpartition(".")[2]) for kind, test, why in told] == [
        ("ERROR", "test_unused", "UnusedStub"),
        ("ERROR", "test_swallowed", "RequestViolation"),
        ("FAILED", "test_failing", "Failed"),
    ]
    assert "test_shop.py:15 shop.fetch was never called" in result.stdout
    repeat = "mockgen: seed 0; repeat with --mockgen-seed=0"
    assert result.stdout.count(repeat) == 3, "test_failing, test_unused, test_swallowed"
    assert "fetch does not accept this request" in result.stdout


RESEEDED = """
import pytest
from PACKAGE import ShopClient

def test_seen(shop):
    shop.fetch.returns()
    pytest.fail(f"saw {ShopClient().fetch().n}.")

def test_without_values(shop):
    shop.fetch.times_out()
    pytest.fail("for another reason")

def test_without_mock():
    pytest.fail("for another reason")
"""


def test_the_option_and_the_variable_give_other_values(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def seen(seed: int, *arguments: str) -> str:
        result = run(RESEEDED, *arguments)
        assert result.stdout.count("mockgen: seed") == 1
        assert f"mockgen: seed {seed}; repeat with --mockgen-seed={seed}" in result.stdout
        return re.findall(r"saw (\d+)\.", result.stdout)[0]

    usual = seen(0)
    other = seen(1234, "--mockgen-seed=1234")
    assert usual != other
    monkeypatch.setenv("MOCKGEN_SEED", "1234")
    assert seen(1234) == other
    assert seen(0, "--mockgen-seed", "0") == usual
    monkeypatch.setenv("MOCKGEN_SEED", "many")
    assert "MOCKGEN_SEED must be a whole number, not 'many'" in run(RESEEDED).stdout
