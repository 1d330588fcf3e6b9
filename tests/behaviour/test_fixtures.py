"""pytest: fixtures of every scope, the marker and the configuration, the guard of the network; run as users run it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Generate
from .runs import run_pytest

SPEC = """
paths:
  /thing: {get: {operationId: fetch, responses: {'204': {description: It.}}}}
"""
FIXTURES = """
from mockgen.testing.fixtures import fixture_of
from PACKAGE.testing import ShopMock
from PACKAGE.testing.fixtures import shop

shop_of_class = fixture_of(ShopMock, scope="class")
whole = fixture_of(ShopMock, scope="session", mode="auto", name="shop_of_session")
"""
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(generated: Generate, tmp_path: Path) -> Run:
    """Return a function that runs pytest on a test file beside a package and its fixtures."""
    package = generated(SPEC)
    (tmp_path / "conftest.py").write_text(FIXTURES.replace("PACKAGE", package.name), encoding="utf-8")
    (tmp_path / "code.txt").write_text("", encoding="utf-8")

    def run_tests(tests: str, *arguments: str, ini: str = "") -> subprocess.CompletedProcess[str]:
        (tmp_path / "pytest.ini").write_text(f"[pytest]\n{ini}\n", encoding="utf-8")
        (tmp_path / "test_shop.py").write_text(tests.replace("PACKAGE", package.name), encoding="utf-8")
        return run_pytest(tmp_path, "-W", "error", "--strict-markers", "--strict-config", *arguments)

    return run_tests


def summary(result: subprocess.CompletedProcess[str]) -> str:
    """Return how a run ended, without its time."""
    return re.sub(r" in [\d.]+s.*", "", result.stdout.splitlines()[-1])


def told(result: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """Return what failed, by test, and with which kind of error."""
    lines = re.findall(r"^(?:FAILED|ERROR) test_shop.py::(\S+)(?: - ([\w.]+))?", result.stdout, re.MULTILINE)
    return {test: kind.rpartition(".")[2] for test, kind in lines}


# -- scopes --------------------------------------------------------------------------------

SCOPES = """
from PACKAGE import ShopClient

class TestWhole:
    def test_planned_for_all(self, shop_of_class):
        shop_of_class.fetch.returns()

    def test_used_by_another(self, shop_of_class):
        ShopClient().fetch()
        assert len(shop_of_class.calls) == 1

class TestUnused:
    def test_planned(self, shop_of_class):
        assert shop_of_class.calls == []
        shop_of_class.fetch.returns()

    def test_last(self, shop_of_class): ...

def test_first(shop_of_session):
    ShopClient().fetch()

def test_second(shop_of_session, shop):
    shop.fetch.returns()
    ShopClient().fetch()
    assert (len(shop_of_session.calls), len(shop.calls)) == (1, 1)
"""


def test_a_mock_of_a_wider_scope_is_verified_at_its_end(run: Run) -> None:
    result = run(SCOPES)
    assert summary(result) == "6 passed, 1 error"
    assert told(result) == {"TestUnused::test_last": "UnusedStub"}
    assert "test_shop.py:15 shop.fetch was never called" in result.stdout


NOT_WHOLE = """
import pytest
from PACKAGE import ShopClient

class TestFailed:
    def test_fails(self, shop_of_class):
        shop_of_class.fetch.returns()
        pytest.fail("for another reason")

    def test_last(self, shop_of_class): ...

class TestSkipped:
    def test_skipped(self, shop_of_class):
        shop_of_class.fetch.returns()
        pytest.skip("not today")

    def test_last(self, shop_of_class): ...

def test_own(shop):
    shop.fetch.returns()
"""


def test_a_scope_of_which_a_test_did_not_come_to_its_end_is_not_told_twice(run: Run) -> None:
    result = run(NOT_WHOLE)
    assert summary(result) == "1 failed, 3 passed, 1 skipped, 1 error"
    assert told(result) == {"TestFailed::test_fails": "Failed", "test_own": "UnusedStub"}


# -- marker and configuration --------------------------------------------------------------

MARKED = """
import pytest
from PACKAGE import ShopClient

@pytest.mark.mockgen(mode="auto")
class TestMarked:
    def test_class(self, shop):
        assert shop.mode == "auto"
        ShopClient().fetch()

    @pytest.mark.mockgen(mode="strict")
    def test_nearest(self, shop):
        assert shop.mode == "strict"

def test_configured(shop, shop_of_class, shop_of_session):
    assert (shop.mode, shop_of_class.mode, shop_of_session.mode) == ("warn", "warn", "auto")
"""


def test_the_marker_says_the_mode_and_the_configuration_where_there_is_none(run: Run) -> None:
    assert summary(run(MARKED, ini="mockgen_mode = warn")) == "3 passed"


@pytest.mark.parametrize(
    ("marker", "ini", "message"),
    [
        ('mode="autom"', "", "test_shop.py::test_it: mode must be strict or auto or warn, not 'autom'"),
        ('moed="auto"', "", "test_shop.py::test_it: the marker mockgen has no 'moed'; did you mean mode?"),
        ('"auto"', "", "test_shop.py::test_it: the marker mockgen takes keywords: mode, network"),
        ("", "mockgen_mode = lax", "mockgen_mode must be strict or auto or warn, not 'lax'"),
        ("", "mockgen_network = off", "mockgen_network must be allow or block, not 'off'"),
    ],
)
def test_what_is_not_known_is_refused_before_anything_runs(run: Run, marker: str, ini: str, message: str) -> None:
    result = run(f"import pytest\n@pytest.mark.mockgen({marker})\ndef test_it(): ...\n", ini=ini)
    assert result.returncode == 4
    assert f"ERROR: {message}" in result.stderr + result.stdout


# -- the network ---------------------------------------------------------------------------

NETWORK = """
import socket
import urllib.request
import pytest
from careless import swallow
from mockgen.testing.network import BlockedNetwork, current

FAR = "192.0.2.1", 443

@pytest.fixture
def far():
    swallow(lambda: socket.create_connection(FAR))

def reach():
    urllib.request.urlopen("https://api.example.com/v1?token=live", timeout=1)

def test_reaching():
    reach()

def test_swallowing():
    swallow(reach)

def test_setting_up(far): ...

def test_expecting():
    with pytest.raises(BlockedNetwork):
        reach()

def test_near():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()

@pytest.mark.mockgen(network="allow")
def test_allowed():
    assert current() is None

@pytest.mark.mockgen(network="block")
def test_blocked():
    with pytest.raises(BlockedNetwork):
        reach()

def test_mocked(shop):
    from PACKAGE import ShopClient
    shop.fetch.returns()
    ShopClient().fetch()
"""
MESSAGE = """\
E   mockgen.testing.network.BlockedNetwork: tests do not reach the network, and this one reached for api.example.com:443
E     from     test_shop.py:15 in reach
E     fix      mock the service, or let the host through: mockgen_network_allow"""


@pytest.mark.parametrize("how", ["option", "configuration", "xdist"])
def test_a_blocked_network(run: Run, tmp_path: Path, how: str) -> None:
    (tmp_path / "careless.py").write_text(Path(__file__).with_name("careless.py").read_text(), encoding="utf-8")
    ini = "" if how == "option" else "mockgen_network = block"
    options = {"option": ["--mockgen-block-network"], "xdist": ["-n", "2"]}.get(how, [])
    result = run(NETWORK, *options, ini=ini)
    assert told(result) == {
        "test_reaching": "BlockedNetwork",
        "test_swallowing": "BlockedNetwork",
        "test_setting_up": "BlockedNetwork",
    }
    assert summary(result) == "3 failed, 5 passed"
    unindented = [re.sub(r"^E +(?=mockgen|from|fix)", "E   ", line) for line in result.stdout.splitlines()]
    assert all(re.sub(r"^E +", "E   ", line) in unindented for line in MESSAGE.splitlines())
    assert "live" not in re.sub(r".*urlopen.*", "", result.stdout)


def test_a_network_that_is_open_and_closed_for_one_test(run: Run) -> None:
    only = NETWORK.replace("from careless import swallow\n", "")
    result = run(only, "-k", "blocked or allowed")
    assert summary(result) == "2 passed, 6 deselected"


def test_a_host_that_is_let_through(run: Run) -> None:
    tests = "from mockgen.testing.network import current\ndef test_it():\n    assert current().lets('redis')\n"
    assert summary(run(tests, ini="mockgen_network = block\nmockgen_network_allow = redis search")) == "1 passed"
