"""Adopting the contract step by step: warnings first, a baseline of what is known, and a report that counts both."""

from __future__ import annotations

import os
import subprocess
import unittest
from pathlib import Path

import pytest
import requests

from mockgen.testing import ContractWarning, RequestViolation, UnmockedOperation, UnusedStub
from mockgen.testing.baseline import HEAD

from .conftest import Generate, Package
from .runs import run_pytest, run_python

SPEC = """
paths:
  /orders:
    post:
      operationId: order
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses:
        '201': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
components:
  schemas:
    Order:
      type: object
      required: [amount]
      properties:
        amount: {type: integer, minimum: 1}
        lines: {type: array, items: {type: object, properties: {sku: {type: string}}}}
        notes: {type: object, additionalProperties: {type: string}}
"""
URL = "https://shop.example/orders"


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


# -- mode="warn" -----------------------------------------------------------------------------


def test_warn_says_what_strict_raises_and_answers(package: Package) -> None:
    with package.mock("warn") as shop, pytest.warns(ContractWarning) as caught:
        shop.order.returns({"amount": 0})
        assert requests.post(URL, json={"amuont": 1}, timeout=5).json() == {"amount": 0}
    answer, request = caught
    assert str(answer.message) == (
        "order could not answer this.\n"
        "  body.amount   0 is less than 1\n"
        f"  from          {os.path.relpath(__file__)}:{answer.lineno}\n"
        '  fix           .off_contract("why") plans it all the same'
    )
    assert str(request.message) == (
        "order does not accept this request.\n"
        '  body.amuont   is not declared; did you mean "amount"? (required, missing)\n'
        f"  from          {os.path.relpath(__file__)}:{request.lineno}"
    )
    assert (answer.filename, request.filename) == (__file__, __file__)


def test_warn_is_strict_about_what_is_planned(package: Package) -> None:
    with package.mock("warn"), pytest.raises(UnmockedOperation):
        requests.post(URL, json={"amount": 1}, timeout=5)
    with pytest.raises(UnusedStub), package.mock("warn") as shop:
        shop.order.returns()


def test_a_filter_that_makes_errors_of_warnings_makes_violations_of_these(package: Package) -> None:
    with package.mock("warn") as shop:  # warnings are errors in these tests
        shop.order.returns().optional()
        with pytest.raises(RequestViolation, match=r"body\.amount +0 is less than 1"):
            requests.post(URL, json={"amount": 0}, timeout=5)


def test_an_unknown_mode(package: Package) -> None:
    with pytest.raises(ValueError) as caught:
        package.mock("wran").__enter__()
    assert str(caught.value) == "mode must be 'strict', 'auto' or 'warn', not 'wran'; did you mean warn?"


def test_a_test_case_says_its_mode(package: Package) -> None:
    class Tests(package.module("testing").ShopMockMixin, unittest.TestCase):  # type: ignore[misc,name-defined]
        mock_mode = "warn"

        def test_it(self) -> None:
            self.shop.order.returns()
            with self.assertWarns(ContractWarning):
                requests.post(URL, json={"amount": 0}, timeout=5)

    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(Tests).run(result)
    assert (result.testsRun, result.wasSuccessful()) == (1, True)


# -- the baseline ----------------------------------------------------------------------------

SENDER = """
import requests

def send(body):
    return requests.post("https://shop.example/orders", json=body, timeout=5)
"""
SUITE = """
import pytest
from sender import send
from PACKAGE.testing import mock_shop

@pytest.mark.parametrize("n", range(3))
def test_old(n):
    with mock_shop() as shop:
        shop.order.returns({"amount": -n}).optional()
        send({"amount": -n, "lines": [{}] * n + [{"sku": n}], "notes": {f"of customer {n}": n}})
        send({"amount": 1, "colour": "secret-" + str(n)})
"""
WRITTEN = f"""\
{HEAD}shop.order answer 201 body.amount minimum
shop.order request body.amount minimum
shop.order request body.colour undeclared
shop.order request body.lines[].sku type
shop.order request body.notes.* type
"""
NEW = """
def test_new():
    with mock_shop() as shop:
        shop.order.returns()
        send({"amount": "one", "colour": "red"})
"""


class Project:
    """A folder with a suite, run as users run it."""

    def __init__(self, folder: Path, package: Package):
        self._folder, self._package = folder, package
        self.baseline = folder / "known.txt"
        (folder / "sender.py").write_text(SENDER, encoding="utf-8")
        (folder / "pytest.ini").write_text("[pytest]\nmockgen_baseline = known.txt\n", encoding="utf-8")

    def write(self, tests: str) -> None:
        text = tests.replace("PACKAGE", self._package.name)
        (self._folder / "test_shop.py").write_text(text, encoding="utf-8")

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return run_python(self._folder, *arguments, **environment)

    def pytest(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return run_pytest(self._folder, "--tb=short", *arguments, **environment)


@pytest.fixture
def project(tmp_path: Path, package: Package) -> Project:
    made = Project(tmp_path, package)
    made.write(SUITE)
    return made


def reported(result: subprocess.CompletedProcess[str]) -> list[str]:
    """Return the lines of mockgen's section in the output of pytest."""
    _, found, rest = result.stdout.partition("= mockgen =")
    lines = rest.splitlines()[1:] if found else []
    ends = (
        number for number, line in enumerate(lines) if line.startswith("=") or " passed" in line or " failed" in line
    )
    return lines[: next(ends, len(lines))]


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "xdist"])
def test_what_is_known_passes_and_what_is_new_fails(project: Project, workers: list[str]) -> None:
    assert project.pytest(*workers).returncode == 1

    writing = project.pytest("--mockgen-baseline=write", *workers)
    assert writing.returncode == 0, writing.stdout
    assert project.baseline.read_text(encoding="utf-8") == WRITTEN

    known = project.pytest(*workers)
    assert known.returncode == 0, known.stdout
    assert reported(known) == ["known         shop.order  9 violations, by known.txt"]

    project.write(SUITE + NEW)
    new = project.pytest(*workers)
    assert new.returncode == 1
    assert 'body.amount   "one" is a string; an integer is wanted' in new.stdout
    assert "body.colour" not in new.stdout
    assert "1 failed" in new.stdout or "1 error" in new.stdout
    assert project.baseline.read_text(encoding="utf-8") == WRITTEN


def test_what_occurs_no_more_is_told(project: Project) -> None:
    gone = "shop.order request body.size undeclared"
    project.baseline.write_text(f"# ours\n{WRITTEN}{gone}\n", encoding="utf-8")
    assert reported(project.pytest()) == [
        "known         shop.order  9 violations, by known.txt",
        f"no more       {gone}  did not occur: delete it from known.txt if this was the whole suite",
    ]
    for part in (["-k", "0"], ["test_shop.py"]):
        assert not any(gone in line for line in reported(project.pytest(*part)))


def test_writing_adds_and_keeps_what_is_there(project: Project) -> None:
    project.baseline.write_text("# ours\nshop.order request body.size undeclared", encoding="utf-8")
    assert project.pytest("--mockgen-baseline=write", "-k", "0").returncode == 0
    lines = project.baseline.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# ours"
    assert lines[1:] == sorted([*WRITTEN.splitlines()[1:], "shop.order request body.size undeclared"])


def test_writing_needs_a_file(project: Project, tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    result = project.pytest("--mockgen-baseline=write")
    assert result.returncode == 4
    assert "ERROR: --mockgen-baseline=write needs a file: name it in pytest's configuration" in result.stderr


CASES = """
import unittest
from sender import send
from test_shop import mock_shop

class Old(unittest.TestCase):
    def test_old(self):
        with mock_shop() as shop:
            shop.order.returns({"amount": 0})
            send({"amount": 1, "lines": [{"sku": 1}]})

class New(unittest.TestCase):
    def test_new(self):
        with mock_shop() as shop:
            shop.order.returns()
            send({"amount": 0})
"""
RUNNER = """
import sys
import django
from django.conf import settings
from django.test.runner import DiscoverRunner

if __name__ == "__main__":
    settings.configure(USE_TZ=True, DATABASES={}, INSTALLED_APPS=[], MOCKGEN_BASELINE=SETTING)
    django.setup()
    sys.exit(DiscoverRunner(verbosity=0, parallel=PARALLEL).run_tests(sys.argv[1:]))
"""


@pytest.mark.parametrize(("by", "parallel"), [("environment", 1), ("setting", 2)])
def test_django_s_runner(project: Project, tmp_path: Path, by: str, parallel: int) -> None:
    (tmp_path / "test_cases.py").write_text(CASES, encoding="utf-8")
    setting = repr(str(project.baseline)) if by == "setting" else "None"
    runner = RUNNER.replace("SETTING", setting).replace("PARALLEL", str(parallel))
    (tmp_path / "run.py").write_text(runner, encoding="utf-8")
    named = {"MOCKGEN_BASELINE": "known.txt"} if by == "environment" else {}

    assert project.run("run.py", "test_cases.Old", **named).returncode == 1
    writing = project.run("run.py", "test_cases.Old", MOCKGEN_BASELINE_WRITE="1", **named)
    assert writing.returncode == 0, writing.stderr
    assert project.baseline.read_text(encoding="utf-8") == (
        f"{HEAD}shop.order answer 201 body.amount minimum\nshop.order request body.lines[].sku type\n"
    )
    assert project.run("run.py", "test_cases.Old", **named).returncode == 0
    both = project.run("run.py", "test_cases", **named)
    assert both.returncode == 1
    if parallel == 1:  # Django shows failures of parallel runs only with tblib
        assert "body.amount   0 is less than 1" in both.stderr
        assert "sku" not in both.stderr


# -- the report ------------------------------------------------------------------------------

COUNTED = """
import pytest
from sender import send
from PACKAGE.testing import mock_shop

@pytest.mark.parametrize("n", range(2))
def test_off_contract(n):
    with mock_shop() as shop:
        shop.order.off_contract("seen on Monday").returns({"amount": 0}).optional()

@pytest.mark.filterwarnings("ignore")
def test_warned():
    with mock_shop(mode="warn") as shop:
        shop.order.returns()
        send({"amount": 0, "colour": 1})
        send({"amount": 0})

def test_plain():
    with mock_shop(mode="auto"):
        send({"amount": 1})
"""


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "xdist"])
def test_the_report_counts_what_passed_all_the_same(project: Project, workers: list[str]) -> None:
    project.write(COUNTED)
    result = project.pytest(*workers)
    assert result.returncode == 0, result.stdout
    assert reported(result) == [
        "off contract  shop.order  seen on Monday  test_shop.py:9 (2 times)",
        "warned        shop.order  2 violations",
    ]


def test_there_is_no_report_where_there_is_nothing_to_tell(project: Project) -> None:
    project.write(COUNTED)
    result = project.pytest("-k", "plain")
    assert "1 passed" in result.stdout
    assert "mockgen" not in result.stdout
