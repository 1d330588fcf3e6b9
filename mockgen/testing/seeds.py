"""The seed of the running test: every value that a test sees follows from its id and from one base.

`--mockgen-seed` of pytest or the variable `MOCKGEN_SEED` sets the base, for all tests at once. The pytest plugin
imports this module in every run, so it imports nothing heavy.
"""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

VARIABLE = "MOCKGEN_SEED"
OPTION = "--mockgen-seed"
NOBODY = "mockgen"
"""What stands for the id where no test runs: in a shell, or in a test case's `setUpClass`."""


@dataclasses.dataclass
class _State:
    """Of this process.

    Attributes:
        option: the base that pytest's option gives.
        test: the node id of the test that pytest runs; pytest's own variable would have the group of xdist in it.
        scope: the id of the class, module or package whose fixture is being set up.
        took_part: whether the running test has seen a value that follows from its seed.
    """

    option: int | None = None
    test: str = ""
    scope: str | None = None
    took_part: bool = False


_state = _State()


def base() -> int:
    """Return the base of all seeds: that of the option, of the variable, or 0.

    Raises:
        ValueError: the variable holds no whole number.
    """
    if _state.option is not None:
        return _state.option
    given = os.environ.get(VARIABLE) or "0"
    try:
        return int(given)
    except ValueError:
        raise ValueError(f"{VARIABLE} must be a whole number, not {given!r}") from None


def set_base(option: int | None) -> None:
    """Take the base from pytest's option; None leaves it to the variable."""
    _state.option = option


def of_test() -> str:
    """Return the seed of the running test, or of the fixture of a wider scope that is being set up."""
    return f"{base()}/{_case_id() or _state.scope or _state.test or _pytest_id() or NOBODY}"


def _pytest_id() -> str:
    """Return the node id of the test that pytest runs without mockgen's plugin, less the phase."""
    return os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" (")[0]


def _case_id() -> str:
    """Return the id of the running `TestCase`: its `run` is on the stack, whichever runner called it."""
    unittest = sys.modules.get("unittest.case")
    frame: FrameType | None = sys._getframe() if unittest else None
    while frame is not None:
        if unittest is not None and frame.f_code is unittest.TestCase.run.__code__:
            return str(frame.f_locals["self"].id())
        frame = frame.f_back
    return ""


@contextmanager
def scope(node: str | None) -> Iterator[None]:
    """Seed the mocks that are made meanwhile by `node`, not by the test that happens to come first."""
    outer, _state.scope = _state.scope, node
    try:
        yield
    finally:
        _state.scope = outer


def begin(test: str = "") -> None:
    """Note that another test begins; `test` is its node id under pytest."""
    _state.test, _state.took_part = test, False


def take_part() -> None:
    """Note that the running test sees a value which follows from its seed."""
    _state.took_part = True


def took_part() -> bool:
    """Tell whether the running test has seen such a value."""
    return _state.took_part


def repeating(way: str) -> str:
    """Return the line that says how to see the same values again: by the option or the variable."""
    return f"mockgen: seed {base()}; repeat with {way}={base()}"


def note(error: BaseException) -> None:
    """Add that line to an exception, for a runner that prints it with the traceback; pytest has a section for it."""
    line = repeating(VARIABLE)
    if "PYTEST_CURRENT_TEST" not in os.environ and line not in getattr(error, "__notes__", ()):
        error.add_note(line)


@contextmanager
def noting() -> Iterator[None]:
    """Add the line to a failure of a test that has seen such a value."""
    try:
        yield
    except Exception as error:
        if took_part():
            note(error)
        raise
