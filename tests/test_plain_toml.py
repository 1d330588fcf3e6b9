"""The quick reader of `[tool.mockgen]` reads what tomllib reads, or leaves it to tomllib."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockgen.plain_toml import plain_table

REPOSITORY = Path(__file__).resolve().parents[1]
PLAIN = """\
# a remark
[project]
name = "shop"
dependencies = ["mockgen>=0.1", "tool"]
[tool.ruff]
select = [
  "A",  # "[tool.mockgen]"
]
[[tool.mypy.overrides]]
module = ["x"]
[tool.mockgen] # ours
output = "clients"

[tool.mockgen.services.pets]
spec = 'specs/pets.yaml'
include = [
  "tag:a", # one
  "GET /b",
]
rename.operations = {getPet = "pet", "GET /a" = "a"}
rename.schemas = {}
fakes = {fields = {"Pet.age" = 3, "Pet.old" = true}, locale = "de_DE"}
[tool.mockgen.services.pets.pagination]
listPets = {style = "page", parameter = "page"}
[other]
tool = 1
"""
PIECES = [
    "[tool.mockgen]", "[tool.mockgen.services.a]", "[tool.mockgen.services]", "[tool]", "[[tool.mockgen]]", "[x]",
    "[ tool.mockgen ]", '["tool".mockgen]', '[tool."mockgen"]', '["t\\u006fol".mockgen]', "[tool.mockgenx]", "tool",
    "mockgen", "mockgen.output", "a", "a.b", '"a b"', "'c'", " = ", "=", "{", "}", "[", "]", ",", ".", "\n", "\r\n",
    " ", "\t", "#", "# x", '"x"', "'y'", '"\\n"', '"""', "1", "01", "-1", "1.5", "true", "false",
    "inf", "2026-01-01", "é", "\x00",
]  # fmt: skip


def whole(text: str) -> object:
    """Return what tomllib reads, None where it reads nothing."""
    try:
        tool = tomllib.loads(text).get("tool")
    except tomllib.TOMLDecodeError:
        return None
    return tool.get("mockgen") if isinstance(tool, dict) else None


def agree(text: str) -> None:
    """Hold both readers against each other; what is wrong in tables of others is not the quick one's business."""
    found, expected = plain_table(text), whole(text)
    is_others = any(mark in text for mark in ("[x]", "mockgenx"))
    assert found is None or found == expected or (expected is None and is_others)


def test_what_users_write_is_plain() -> None:
    for text in (PLAIN, PLAIN.replace("\n", "\r\n"), (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")):
        found = plain_table(text)
        assert found is not None
        assert found == whole(text)


@pytest.mark.parametrize(
    "text",
    [
        "[tool]\nmockgen.output = 'x'\n",
        "tool.mockgen.output = 'x'\n",
        "[ tool.mockgen]\noutput = 'x'\n",
        "[tool.mockgen]\noutput = 'x'\n[tool.'mockgen'.services]\na = 1\n",
        "[tool.mockgen]\noutput = 'x'\n[tool]\nother = 1\n",
        "[tool.mockgen]\noutput = '''\n[tool.mockgen.services.x]\n'''\n",
        "[tool.mockgen]\nrename = {a = 1}\nrename.b = 1\n",
        "[tool.mockgen]\na.b = 1\n[tool.mockgen.a]\nc = 1\n",
        "[tool.mockgen]\na = 1\na = 2\n",
        "[tool.mockgen]\na = 1 2\n",
        "[tool.mockgen]\na = [1\n",
        "[tool.mockgen]\na = ",
        "[tool.mockgen\n",
        "[tool.mockgen]\na = 1 # \0\n",
        "[tool.mockgen]\na = 1 # \r\n".replace("\r\n", "\r b\n"),
    ],
)
def test_what_is_not_plain_is_left_to_tomllib(text: str) -> None:
    assert plain_table(text) is None


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_mixture_is_read_as_tomllib_reads_it(text: str) -> None:
    agree(f"[tool.mockgen]\n{text}")


@given(st.data())
def test_any_slip_is_read_as_tomllib_reads_it(data: st.DataObject) -> None:
    text = PLAIN[PLAIN.index("[tool.mockgen] #") : PLAIN.index("[other]")]
    start = data.draw(st.integers(text.index("\n"), len(text)))
    end = min(len(text), start + data.draw(st.integers(0, 12)))
    agree(text[:start] + "".join(data.draw(st.lists(st.sampled_from(PIECES), max_size=3))) + text[end:])


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), min_size=1), st.text(st.characters(codec="utf-8"))))
def test_any_text_in_quotes(table: dict[str, str]) -> None:
    lines = [f"\"{key}\" = '{value}'" for key, value in table.items()]
    agree("[tool.mockgen]\n" + "\n".join(lines) + "\n")
