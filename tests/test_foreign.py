"""What mockgen prints is parsed, and anything that no template prints ends the run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockgen import render
from mockgen.foreign import ForeignCodeError, guarded
from mockgen.pipeline import make
from mockgen.settings import load

EXAMPLE = Path(__file__).resolve().parents[1] / "generated_example" / "clients"
RENDERED = sorted(
    path for path in EXAMPLE.rglob("*.py") if path.parent.parent != EXAMPLE or path.name not in render.RUNTIME
)
HEAD = "from .records import field\n"
FOREIGN = [
    "exec('1')",
    "eval('1')",
    "open('x')",
    "__import__('os')",
    "import os",
    "import os.path as field",
    "from os import system",
    "from requests import get",
    "field.__class__()",
    "().__class__.__base__.__subclasses__()",
    "(lambda: 1)()",
    "field()()",
    "field.plain()",
    "Signature.plain('X')",
    "x = [field for field in ()]",
    "del field",
    "global field",
    "while True: pass",
    "try:\n    pass\nfinally:\n    pass",
    "async def f(): ...",
    "@field\ndef f(): ...",
    "class A(metaclass=field): ...",
    "def f(a, a): ...",
    "assert field",
    "x = f'{exec(1)}'",
    "class A:\n    x: exec(1)",
    "def f() -> open('x'): ...",
    "def f(a=print()): ...",
    "x = (y := 1)",
    "match 1:\n    case 1: ...",
    "not python at all",
    "x = '\0'",
]


@pytest.mark.parametrize("path", RENDERED, ids=lambda path: path.relative_to(EXAMPLE).as_posix())
def test_what_templates_print_passes(path: Path) -> None:
    guarded(path.read_text(encoding="utf-8"), path.name)


@pytest.mark.parametrize("code", FOREIGN)
def test_anything_else_does_not(code: str) -> None:
    guarded(HEAD, "ours.py")
    with pytest.raises(ForeignCodeError, match=r"^mockgen printed .*: ours\.py, line \d+$"):
        guarded(f"{HEAD}{code}\n", "ours.py")


def test_a_signature_that_the_configuration_describes_passes() -> None:
    guarded("from mockgen.testing import Signature\nsignature = Signature.plain(header='X')\n", "ours.py")


def test_nothing_is_written_then(project, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = render.printed
    monkeypatch.setattr(render, "printed", lambda *given: f"{printed(*given)}print()\n")
    with pytest.raises(ForeignCodeError, match="a call of print"):
        make(load(project.configuration).services["pets"])
    assert not project.package.exists()


@given(st.text())
def test_a_text_that_is_a_literal_is_no_code(text: str) -> None:
    guarded(f"x = {text!r}\n", "ours.py")
