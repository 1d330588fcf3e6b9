"""What mockgen adds to pytest. It is loaded in every run, so it imports nothing heavy."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import pytest

from mockgen.diagnostics import suggestion
from mockgen.testing import baseline, network, outcome, seeds
from mockgen.testing.ledger import LEDGER

MARKER = (
    'mockgen(mode="strict", network="block"): the mode of the mocks that fixtures give, strict, auto or warn; '
    "whether the network is blocked, block or allow"
)
MODES = ("strict", "auto", "warn")
NETWORK = ("allow", "block")
MODE = pytest.StashKey[str]()
GUARD = pytest.StashKey[network.Guard]()
DESELECTED = pytest.StashKey[bool]()
WITHOUT_FILE = "--mockgen-baseline=write needs a file: name it in pytest's configuration, mockgen_baseline = FILE"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    parser.addini("mockgen_baseline", "file of the contract violations that are known and pass", default="")
    parser.addini("mockgen_mode", "mode of the mocks that fixtures give: strict, auto or warn", default="strict")
    parser.addini("mockgen_network", "block: a test that reaches beyond this machine fails", default="allow")
    parser.addini("mockgen_network_allow", "hosts that a blocked network lets through", type="args", default=[])
    group = parser.getgroup("mockgen")
    group.addoption(seeds.OPTION, type=int, metavar="N", help="give every fake of mockgen's mocks another value")
    group.addoption("--mockgen-block-network", action="store_true", help="fail what reaches beyond this machine")
    text = "write: add the contract violations of this run to the file that mockgen_baseline names"
    group.addoption("--mockgen-baseline", choices=["write"], default=None, help=text)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take the seed, the mode and the guard of the network, and find the baseline.

    Raises:
        UsageError: the baseline is to be written and has no name, or an option has no such value.
    """
    config.addinivalue_line("markers", MARKER)
    config.stash[MODE] = chosen("mockgen_mode", str(config.getini("mockgen_mode")), MODES)
    network_is = chosen("mockgen_network", str(config.getini("mockgen_network")), NETWORK)
    if config.getoption("mockgen_block_network") or network_is == "block":
        config.stash[GUARD] = network.Guard(config.getini("mockgen_network_allow"), "mockgen_network_allow")
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
    if report.when in ("setup", "call") and not report.passed:
        outcome.note(report.outcome)
    guard = network.current()
    if guard is not None and not report.passed:
        guard.swallowed()  # one failure a test is enough
    if report.failed and seeds.took_part():
        report.sections.append(("mockgen", seeds.repeating(seeds.OPTION)))
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin a test: its values follow from its id."""
    seeds.begin(f"{item.parent.nodeid if item.parent else ''}::{item.name}")


# -- the marker and the network ------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Marked:
    """What the marker `mockgen` says of a test, or the configuration where it says nothing."""

    mode: Any = "strict"
    network: str = ""


def marked(node: Any, config: pytest.Config) -> Marked:
    """Return what holds for a test, a class or a module: the nearest marker says it, then the configuration.

    Raises:
        UsageError: a marker says what is not known.
    """
    said: dict[str, Any] = {"mode": config.stash.get(MODE, "strict"), "network": ""}
    for marker in reversed(list(node.iter_markers("mockgen"))):
        if marker.args:
            raise pytest.UsageError(f"{node.nodeid}: the marker mockgen takes keywords: mode, network")
        for name, value in marker.kwargs.items():
            if name not in said:
                raise pytest.UsageError(f"{node.nodeid}: the marker mockgen has no {name!r}; {suggestion(name, said)}")
            said[name] = chosen(f"{node.nodeid}: {name}", value, MODES if name == "mode" else NETWORK)
    return Marked(**said)


def chosen(name: str, value: Any, values: Sequence[str]) -> str:
    """Return a value that is one of several.

    Raises:
        UsageError: it is none.
    """
    if value not in values:
        raise pytest.UsageError(f"{name} must be {' or '.join(values)}, not {value!r}")
    return str(value)


def pytest_collection_modifyitems(items: list[pytest.Item], config: pytest.Config) -> None:
    """Refuse what markers say that is not known, before anything runs."""
    for item in items:
        marked(item, config)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Keep the network away from a test and its fixtures, if it is to be kept away."""
    says, guard = marked(item, item.config).network, item.config.stash.get(GUARD, None)
    if says == "block" and guard is None:
        guard = network.Guard(item.config.getini("mockgen_network_allow"), "mockgen_network_allow")
    if says == "allow" or guard is None:
        return (yield)
    with network.guarded(guard):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    """Fail a test that reached for the network and swallowed that."""
    return told((yield))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None, object, object]:
    """Fail a test whose fixtures did."""
    return told((yield))


def told(result: object) -> object:
    """Return what a phase of a test gave, unless it reached for the network and told nobody.

    Raises:
        BlockedNetwork: it did.
    """
    guard = network.current()
    error = guard.swallowed() if guard else None
    if error is not None:
        raise error
    return result


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
