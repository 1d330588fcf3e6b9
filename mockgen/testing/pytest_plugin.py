"""What mockgen adds to pytest. It is loaded in every run, so it imports nothing heavy."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from mockgen.testing import outcome, seeds


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--mockgen-seed`."""
    group = parser.getgroup("mockgen")
    group.addoption(seeds.OPTION, type=int, metavar="N", help="give every fake of mockgen's mocks another value")


def pytest_configure(config: pytest.Config) -> None:
    """Take the option."""
    seeds.set_base(config.getoption("mockgen_seed"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind for a run after this one in the same process."""
    seeds.set_base(None)
    seeds.begin()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """Seed what a fixture of a wider scope makes by its own place: any test of it may come first."""
    if fixturedef.scope == "function":
        with seeds.scope(None):
            return (yield)
    parameter = f"[{getattr(request, 'param_index', 0)}]" if hasattr(request, "param") else ""
    with seeds.scope(f"{request.node.nodeid}::{fixturedef.argname}{parameter}"):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note whether the test failed or was skipped, so that a mock's end does not hide why; say how to repeat it."""
    report = yield
    if report.when == "setup":
        outcome.note(False)
    if report.when in ("setup", "call") and not report.passed:
        outcome.note(True)
    if report.failed and seeds.took_part():
        report.sections.append(("mockgen", seeds.repeating(seeds.OPTION)))
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Forget how the test before ended."""
    outcome.note(False)
    seeds.begin(f"{item.parent.nodeid if item.parent else ''}::{item.name}")
