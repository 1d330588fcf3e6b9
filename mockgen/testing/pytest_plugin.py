"""What mockgen adds to pytest. It is loaded in every run, so it imports nothing heavy."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from mockgen.testing import outcome


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note whether the test failed or was skipped, so that a mock's end does not hide why."""
    report = yield
    if report.when == "setup":
        outcome.note(False)
    if report.when in ("setup", "call") and not report.passed:
        outcome.note(True)
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Forget how the test before ended."""
    outcome.note(False)
