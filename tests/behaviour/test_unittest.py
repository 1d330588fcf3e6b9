"""unittest: the mixin in a `TestCase`, the decorator on a function and on a class."""

from __future__ import annotations

import io
import unittest
from typing import Any

import pytest

from mockgen.testing import RequestViolation, UnmockedOperation, UnusedStub

from .careless import swallow
from .conftest import Generate, Package

SPEC = """
paths:
  /thing:
    get:
      operationId: fetch
      parameters: [{name: n, in: query, schema: {type: integer}}]
      responses: {'204': {description: It.}}
  /number:
    get:
      operationId: number
      responses:
        '200':
          description: It.
          content:
            application/json:
              schema: {type: object, required: [n], properties: {n: {type: integer, maximum: 1000000}}}
"""


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


def run(case: type[unittest.TestCase]) -> unittest.TestResult:
    """Run a test case as `python -m unittest` does."""
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(case)
    return unittest.TextTestRunner(stream=io.StringIO()).run(suite)


def kinds(result: unittest.TestResult) -> list[str]:
    """Return the kind of each failure and error."""
    texts = [text for _, text in (*result.failures, *result.errors)]
    return sorted(
        line.partition(":")[0].rpartition(".")[2]
        for text in texts
        for line in text.splitlines()
        if ":" in line and line.startswith("mockgen.")
    )


def mixed(package: Package) -> Any:
    """Return the base of a test case."""
    return type("Base", (package.module("testing").ShopMockMixin, unittest.TestCase), {})


def test_a_test_case(package: Package) -> None:
    class Tests(mixed(package)):  # type: ignore[misc]
        def test_planned(self) -> None:
            self.shop.fetch.returns()
            self.assertIsNone(package.client().fetch())

        def test_nothing_is_left_of_the_test_before(self) -> None:
            self.shop.assert_no_calls()

    result = run(Tests)
    assert result.testsRun == 2
    assert result.wasSuccessful()


def test_a_failure_is_reported_once(package: Package) -> None:
    class Tests(mixed(package)):  # type: ignore[misc]
        def test_fails(self) -> None:
            self.shop.fetch.returns()
            self.fail("for another reason")

    result = run(Tests)
    assert (len(result.failures), len(result.errors)) == (1, 0)
    assert "for another reason" in result.failures[0][1]
    assert "UnusedStub" not in result.failures[0][1]


@pytest.mark.parametrize("stop", ["skip", "subtest", "expected"])
def test_neither_is_what_did_not_come_to_its_end(package: Package, stop: str) -> None:
    class Tests(mixed(package)):  # type: ignore[misc]
        def test_stops(self) -> None:
            self.shop.fetch.returns()
            if stop == "skip":
                self.skipTest("not today")
            with self.subTest():
                self.fail("for another reason")

    if stop == "expected":
        Tests.test_stops = unittest.expectedFailure(Tests.test_stops)
    result = run(Tests)
    assert kinds(result) == []
    assert len(result.failures) + len(result.skipped) + len(result.expectedFailures) == 1


def test_an_unused_stub_fails_the_test(package: Package) -> None:
    class Tests(mixed(package)):  # type: ignore[misc]
        def test_unused(self) -> None:
            self.shop.fetch.returns()

    assert kinds(run(Tests)) == ["UnusedStub"]


def test_a_swallowed_violation_fails_the_test(package: Package) -> None:
    class Tests(mixed(package)):  # type: ignore[misc]
        def test_careless(self) -> None:
            self.shop.fetch.returns().optional()
            swallow(lambda: package.client().fetch(n="one"))

    assert kinds(run(Tests)) == ["RequestViolation"]


def test_the_mock_is_there_in_the_case_s_own_set_up_and_clean_up(package: Package) -> None:
    class Tests(mixed(package)):  # type: ignore[misc]
        def setUp(self) -> None:
            super().setUp()
            self.shop.fetch.returns()
            self.addCleanup(package.client().fetch)

        def test_nothing(self) -> None:
            self.assertEqual(self.shop.fetch.call_count, 0)

    assert run(Tests).wasSuccessful()


def test_the_patch_is_gone_after_a_failing_test(package: Package) -> None:
    import requests

    send = requests.adapters.HTTPAdapter.send

    class Tests(mixed(package)):  # type: ignore[misc]
        def test_fails(self) -> None:
            raise ZeroDivisionError

    assert not run(Tests).wasSuccessful()
    assert requests.adapters.HTTPAdapter.send is send


# -- the decorator ----------------------------------------------------------------------------


def test_on_a_function(package: Package) -> None:
    @package.mock("auto")
    def smoke(word: str) -> str:
        package.client().fetch()
        return word

    assert smoke("done") == "done"
    assert smoke.__name__ == "smoke"
    assert smoke("again") == "again"


def test_on_a_function_it_is_strict(package: Package) -> None:
    @package.mock()
    def unplanned() -> None:
        package.client().fetch()

    with pytest.raises(UnmockedOperation):
        unplanned()


def test_on_a_class(package: Package) -> None:
    @package.mock("auto")
    class Tests(unittest.TestCase):
        def test_one(self) -> None:
            self.helper()

        def test_two(self) -> None:
            package.client().fetch(n="two")

        def helper(self) -> None:
            package.client().fetch(n=1)

    result = run(Tests)
    assert result.testsRun == 2
    assert kinds(result) == ["RequestViolation"]


def test_as_a_context_manager_within_itself(package: Package) -> None:
    mocking = package.mock()
    with pytest.raises(UnusedStub), mocking as outer:
        outer.fetch.returns()
        with mocking as inner:
            inner.fetch.returns()
            package.client().fetch()
        assert (outer.fetch.call_count, inner.fetch.call_count) == (0, 1)


def test_a_violation_that_the_test_itself_expects_is_no_failure(package: Package) -> None:
    with package.mock("auto"), pytest.raises(RequestViolation):
        package.client().fetch(n="one")


# -- Django's parallel runner -----------------------------------------------------------------


def test_the_result_of_another_process(package: Package) -> None:
    from django.test.runner import RemoteTestResult

    class Tests(mixed(package)):  # type: ignore[misc]
        def test_planned(self) -> None:
            self.shop.fetch.returns()
            package.client().fetch()

        def test_skipped(self) -> None:
            self.shop.fetch.returns()
            self.skipTest("not today")

    result = RemoteTestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(Tests).run(result)
    told = [name for name, *_ in result.events]
    assert (told.count("addSuccess"), told.count("addSkip"), told.count("addError")) == (1, 1, 0)


# -- seeds ------------------------------------------------------------------------------------


def numbers(package: Package, monkeypatch: pytest.MonkeyPatch, *only: str) -> tuple[dict[str, int], list[str]]:
    """Return what each test of a case sees, and what is said of each that fails; as outside of pytest."""
    monkeypatch.delenv("PYTEST_CURRENT_TEST", raising=False)
    seen: dict[str, int] = {}

    def see(name: str, mock: Any) -> None:
        mock.number.returns()
        seen[name] = package.client().number().n

    class Tests(mixed(package)):  # type: ignore[misc]
        def test_one(self) -> None:
            see("one", self.shop)

        def test_parts(self) -> None:
            for part in ("a", "b"):
                with self.subTest(part=part):
                    see(part, self.shop)
                    self.fail("for another reason")

        @package.mock()
        def test_inner(self) -> None:
            self.shop.number.returns().optional()
            with package.mock() as inner:
                see("inner", inner)
            self.fail("for another reason")

        def test_without_values(self) -> None:
            self.fail("for another reason")

    names = unittest.defaultTestLoader.getTestCaseNames(Tests)
    suite = unittest.TestSuite(Tests(name) for name in reversed(names) if not only or name in only)
    result = unittest.TextTestRunner(stream=io.StringIO()).run(suite)
    assert not result.errors
    return seen, [text for _, text in result.failures]


def test_each_test_has_values_of_its_own(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    together, _ = numbers(package, monkeypatch)
    assert sorted(together) == ["a", "b", "inner", "one"]
    assert together["a"] == together["b"], "a subTest is part of its test"
    assert len(set(together.values())) == 3
    alone, _ = numbers(package, monkeypatch, "test_inner")
    assert alone == {"inner": together["inner"]}
    monkeypatch.setenv("MOCKGEN_SEED", "7")
    reseeded, _ = numbers(package, monkeypatch)
    assert not set(reseeded.values()) & set(together.values())


def test_a_failure_says_how_to_repeat_it(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCKGEN_SEED", "7")
    _, failures = numbers(package, monkeypatch)
    line = "mockgen: seed 7; repeat with MOCKGEN_SEED=7"
    assert [text.count(line) for text in failures] == [0, 1, 1, 1], "without_values, parts, inner"
