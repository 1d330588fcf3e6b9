"""Judged line by line and part by part, a package gets the verdict that its modules get as they stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockgen import foreign_parts, render
from mockgen.foreign import ForeignCodeError, guarded
from mockgen.foreign_parts import all_guarded, is_harmless, known_lines, parts

EXAMPLE = Path(__file__).resolve().parents[1] / "generated_example" / "clients"
MODULES = {
    path.relative_to(EXAMPLE).as_posix(): path.read_text("utf-8")
    for path in sorted(EXAMPLE.rglob("*.py"))
    if path.parent.parent != EXAMPLE or path.name not in render.RUNTIME
}
LARGEST = max(MODULES, key=lambda path: len(MODULES[path]))
HEAD = "from .records import field\n\n\n"
PAYLOADS = [
    "        x=evil(),",
    "        x=fake.words, y=evil(),",
    '        x="""a""", y=evil(), z="""b""",',
    "        x='''",
    '        x="a\\',
    '        "x": evil(),',
    '        "x": {**evil()},',
    "        ), evil(",
    "        x=(), **evil(",
    "    x: Field[evil()] = field()",
    "    x: Field[int] = evil()",
    "    x: int = 1; evil()",
    "        return evil()",
    "        return field.__class__()",
    "        x=fake.words,  # evil(",
    "        x=fake.words,\r        evil()",
    '    """',
    "evil()",
    "    evil()",
    "import os",
    "class A(metaclass=field):",
    "        ...",
    "",
]


def verdict(judge, *arguments) -> str:
    try:
        judge(*arguments)
    except ForeignCodeError as error:
        return str(error)
    return ""


def alone(modules: dict[str, str]) -> None:
    for path, text in modules.items():
        guarded(text, path)


def test_the_example_needs_no_second_look() -> None:
    known = known_lines(MODULES.values())
    assert len(known.marks) > 500
    assert [path for path, text in MODULES.items() if not is_harmless(text, path, known)] == []


def test_large_modules_are_parsed_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign_parts, "PART", 1000)
    assert len([*parts(MODULES[LARGEST].split("\n"))]) > 10
    test_the_example_needs_no_second_look()


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize(
    "around",
    [
        "def f(fake):\n    return fake.object(\n{}\n    )\n",
        'class A:\n    """One."""\n\n{}\n',
        '"""One.\n{}\n"""\n',
        "{}\n",
    ],
    ids=["in a call", "in a class", "in a docstring", "alone"],
)
def test_a_payload_has_the_same_verdict(payload: str, times: int, around: str) -> None:
    modules = {"a.py": HEAD + around.format("\n".join([payload] * times))}
    assert verdict(all_guarded, modules) == verdict(alone, modules)


def test_what_is_text_in_one_place_is_code_in_another() -> None:
    line = "        x=evil(),"
    text = f'{HEAD}def f(fake):\n    """One.\n{line}\n    """\n    return fake.object(\n{line}\n    )\n'
    with pytest.raises(ForeignCodeError, match="a call of evil"):
        all_guarded({"a.py": text})


def test_a_call_is_known_where_its_name_is_imported() -> None:
    body = "class A:\n    y: int\n    x: Field[int] = field()\n"
    all_guarded({"a.py": f"from .records import field\n{body}"})
    with pytest.raises(ForeignCodeError, match=r"a call of field, which it never does: b\.py, line 3"):
        all_guarded({"a.py": f"from .records import field\n{body}", "b.py": body})


@given(st.data())
def test_whatever_stands_where_has_the_same_verdict(data: st.DataObject) -> None:
    lines = MODULES[LARGEST].split("\n")
    for payload in data.draw(st.lists(st.sampled_from(PAYLOADS) | st.sampled_from(lines), min_size=1, max_size=4)):
        lines.insert(data.draw(st.integers(0, len(lines))), payload)
    for _ in range(data.draw(st.integers(0, 2))):
        del lines[data.draw(st.integers(0, len(lines) - 1))]
    modules = {LARGEST: "\n".join(lines)}
    assert verdict(all_guarded, modules) == verdict(alone, modules)


@given(st.lists(st.sampled_from(PAYLOADS) | st.text(alphabet="ax=.,:()[]{}\"'\\# \n*", max_size=30), max_size=6))
def test_lines_that_are_known_are_whole(texts: list[str]) -> None:
    around = {
        "keyword": "fake.x(\n{}\n)\n",
        "text": "fake.x(\n{}\n)\n",
        "entry": "fake.x({{\n{}\n}})\n",
        "field": "class A:\n{}\n",
        "returned": "def f():\n{}\n",
    }
    known = known_lines(texts)
    for line, mark in known.marks.items():
        calls = "".join(f"from .x import {each}\n" for each in known.calls.get(line, ()) if each.isidentifier())
        alone = calls + around[mark.rstrip("0123456789")].format(line)
        assert not verdict(guarded, alone, "a.py") or line in known.calls
