"""Seeds: what stands for the running test, and what values do not depend on."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import mockgen.testing
from mockgen.testing import seeds

FOLDER = Path(mockgen.testing.__file__).parent
MAKERS = ("values", "place", "makers", "scalars", "realistic", "formats", "vocabulary", "fitting", "patterns")
CLOCK = frozenset(("now", "utcnow", "today", "localtime", "gmtime", "strftime", "getlocale", "setlocale", "uuid4"))


def test_it_is_the_test_s_id() -> None:
    assert seeds.of_test().endswith("test_seeds.py::test_it_is_the_test_s_id")


@pytest.mark.parametrize("case", ["(call)", "a b", "c@d"])
def test_it_has_the_parameters(case: str) -> None:
    assert seeds.of_test().endswith(f"[{case}]")


def test_without_a_test_it_is_always_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    monkeypatch.setattr(seeds, "_state", seeds._State())
    assert seeds.of_test() == "0/mockgen"


def test_without_the_plugin_pytest_s_own_variable_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeds, "_state", seeds._State())
    assert seeds.of_test().endswith("::test_without_the_plugin_pytest_s_own_variable_says_it")


@pytest.mark.parametrize("name", MAKERS)
def test_no_maker_asks_the_clock_or_the_locale(name: str) -> None:
    tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert not called & CLOCK
    assert not imported & {"time", "locale", "secrets", "random", "uuid"}
