"""Django's test runner with the network kept away: `TEST_RUNNER = "mockgen.testing.django.GuardedRunner"`.

A project with a runner of its own puts `GuardedRunnerMixin` before it. `MOCKGEN_NETWORK_ALLOW` of the settings is a
list of hosts that are let through all the same, as those of `DATABASES` are.
"""

from __future__ import annotations

import unittest
from typing import Any

from django.conf import settings
from django.test import runner

from mockgen.testing import network

SETTING = "MOCKGEN_NETWORK_ALLOW"


def new_guard() -> network.Guard:
    """Return a guard that lets through what the settings name."""
    databases = [database.get("HOST") for database in settings.DATABASES.values()]
    hosts = [*getattr(settings, SETTING, ()), *filter(None, databases)]
    return network.Guard(hosts, f"settings.{SETTING}")


class GuardedResult(unittest.TestResult):
    """Mixed into a result: a test that reached for the network fails, though it swallowed that."""

    def addSuccess(self, test: Any) -> None:
        """Let a test pass that told all it tried."""
        guard = network.current()
        error = guard.swallowed() if guard else None
        if error is None:
            super().addSuccess(test)
        else:
            told: Any = (type(error), error, None)  # a traceback could not go to another process
            self.addFailure(test, told)

    def stopTest(self, test: Any) -> None:
        """End a test: the next one is not to blame for what it tried."""
        guard = network.current()
        if guard is not None:
            guard.swallowed()
        super().stopTest(test)


class GuardedRemoteResult(GuardedResult, runner.RemoteTestResult):
    """The result of a process of `--parallel`."""


class GuardedRemoteRunner(runner.RemoteTestRunner):
    """Runs the tests of a process of `--parallel`."""

    resultclass = GuardedRemoteResult


def init_worker(*arguments: Any, **keywords: Any) -> None:
    """Set a process of `--parallel` up; one that was spawned inherits no guard."""
    runner.ParallelTestSuite.init_worker(*arguments, **keywords)
    if network.current() is None:
        network.start(new_guard())


class GuardedSuite(runner.ParallelTestSuite):
    """Tests in processes that are guarded alike."""

    init_worker = init_worker
    runner_class = GuardedRemoteRunner


class GuardedRunnerMixin:
    """Keeps the network away while a runner runs its tests; databases are set up before."""

    parallel_test_suite: Any = GuardedSuite

    def get_resultclass(self) -> Any:
        """Return the result of the runner, guarded."""
        base = super().get_resultclass() or unittest.TextTestResult  # type: ignore[misc]
        return type(f"Guarded{base.__name__}", (GuardedResult, base), {})

    def run_suite(self, suite: Any, **keywords: Any) -> Any:
        """Run the tests."""
        with network.guarded(new_guard()):
            return super().run_suite(suite, **keywords)  # type: ignore[misc]


class GuardedRunner(GuardedRunnerMixin, runner.DiscoverRunner):
    """Django's runner with the network kept away."""
