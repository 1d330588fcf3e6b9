"""What mockgen adds to pytest. It is loaded in every run, so it imports nothing heavy."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import pytest

from mockgen.testing import baseline, outcome, seeds
from mockgen.testing.ledger import LEDGER

DESELECTED = pytest.StashKey[bool]()
WITHOUT_FILE = "--mockgen-baseline=write needs a file: name it in pytest's configuration, mockgen_baseline = FILE"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    parser.addini("mockgen_baseline", "file of the contract violations that are known and pass", default="")
    group = parser.getgroup("mockgen")
    group.addoption(seeds.OPTION, type=int, metavar="N", help="give every fake of mockgen's mocks another value")
    text = "write: add the contract violations of this run to the file that mockgen_baseline names"
    group.addoption("--mockgen-baseline", choices=["write"], default=None, help=text)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take the seed, find the baseline.

    Raises:
        UsageError: the baseline is to be written and has no name.
    """
    seeds.set_base(config.getoption("mockgen_seed"))
    LEDGER.clear()
    named = str(config.getini("mockgen_baseline"))
    folder = config.inipath.parent if config.inipath else config.rootpath
    is_writing = config.getoption("mockgen_baseline") == "write"
    used = baseline.use(folder / named if named else None, is_writing)
    if is_writing and used.path is None:
        raise pytest.UsageError(WITHOUT_FILE)


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


# -- the report ----------------------------------------------------------------------------


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    """Note that this is not the whole suite."""
    if items:
        items[0].config.stash[DESELECTED] = True


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Take over what a worker of pytest-xdist counted."""
    sent = getattr(node, "workeroutput", {})
    if "mockgen" in sent:
        LEDGER.add(sent["mockgen"])


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send what was counted, from a worker; bring the baseline into order, when all have ended."""
    sent = getattr(session.config, "workeroutput", None)
    if sent is not None:
        sent["mockgen"] = LEDGER.packed()
    elif baseline.current().is_writing:
        baseline.current().tidy()


def pytest_terminal_summary(terminalreporter: Any, exitstatus: int, config: pytest.Config) -> None:
    """Print what broke a contract and passed all the same, if anything did."""
    known = baseline.current()
    unmet = sorted(known.entries - LEDGER.met) if is_whole(config, exitstatus) else []
    lines = [*LEDGER.report(known.path.name if known.path else "", unmet)]
    if lines:
        terminalreporter.section("mockgen")
    for line in lines:
        terminalreporter.line(line)


def is_whole(config: pytest.Config, exitstatus: int) -> bool:
    """Tell whether what did not occur in a run may well occur no more: all tests were asked for and passed."""
    chosen = [name for name in config.args if "::" in name or Path(name).is_file()]
    return exitstatus == 0 and not chosen and not config.stash.get(DESELECTED, False)
