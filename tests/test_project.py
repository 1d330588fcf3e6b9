"""A service is added to `pyproject.toml`; everything else in it stays byte for byte."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockgen import project
from mockgen.errors import UsageError
from mockgen.project import Entry, Project

ENTRY = Entry("pets", "specs/pets.yaml", "https://pets.example/openapi.yaml", {"X-Key": "PETS_KEY"})
SERVICE = """\
[tool.mockgen.services.pets]
spec = "specs/pets.yaml"
source = "https://pets.example/openapi.yaml"
source_headers = {X-Key = "PETS_KEY"}
"""
TOP = '[tool.mockgen]\noutput = "clients"\n'


def added(folder: Path, text: str | None, entry: Entry = ENTRY, output: str = "clients") -> str:
    path = folder / "pyproject.toml"
    if text is not None:
        path.write_bytes(text.encode())
    result, settings = Project(path).with_service(entry, output)
    service = settings.services[entry.name]
    assert service.source == entry.source
    assert service.source_headers == entry.source_headers
    return result


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, f"{TOP}\n{SERVICE}"),
        ("", f"{TOP}\n{SERVICE}"),
        ('[project]\nname = "shop"  # ours\n', f'[project]\nname = "shop"  # ours\n\n{TOP}\n{SERVICE}'),
        ("# no newline at its end", f"# no newline at its end\n\n{TOP}\n{SERVICE}"),
        (TOP, f"{TOP}\n{SERVICE}"),
        (
            '[tool.mockgen]\noutput = "src/api"\n[tool.ruff]\n',
            f'[tool.mockgen]\noutput = "src/api"\n[tool.ruff]\n\n{SERVICE}',
        ),
        (
            "[ tool . mockgen ]  # the clients\n\n[tool.ruff]\n",
            f'[ tool . mockgen ]  # the clients\noutput = "clients"\n\n[tool.ruff]\n\n{SERVICE}',
        ),
        (
            '[tool.mockgen.services.cats]\nspec = "cats.yaml"\n',
            f'[tool.mockgen.services.cats]\nspec = "cats.yaml"\n\n{TOP}\n{SERVICE}',
        ),
        (
            '[tool]\nmockgen.output = "clients"\n',
            f'[tool]\nmockgen.output = "clients"\n\n{SERVICE}',
        ),
    ],
    ids=["no file", "empty", "others", "no newline", "table", "not last", "no output", "no table", "dotted"],
)
def test_what_is_written(tmp_path: Path, before: str | None, after: str) -> None:
    assert added(tmp_path, before) == after


def test_line_ends_stay_what_they_are(tmp_path: Path) -> None:
    before = f'{TOP}\n[tool.mockgen.services.cats]\nspec = "cats.yaml"'.replace("\n", "\r\n")
    assert added(tmp_path, before) == f"{before}\r\n\r\n" + SERVICE.replace("\n", "\r\n")


@given(
    before=st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    spec=st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1).map("specs/".__add__),
    newline=st.sampled_from(["", "\n", "\r\n"]),
)
def test_whatever_stood_there_stands_there_still(tmp_path_factory, before: str, spec: str, newline: str) -> None:
    text = f"[tool.notes]{newline or chr(10)}note = {project.toml(before)}{newline}"
    result = added(tmp_path_factory.mktemp("project"), text, Entry("pets", spec))
    assert result.startswith(text)
    tree = tomllib.loads(result)
    assert tree["tool"]["notes"] == {"note": before}
    assert tree["tool"]["mockgen"] == {"output": "clients", "services": {"pets": {"spec": spec}}}


@pytest.mark.parametrize(
    "before",
    [
        '[tool]\nmockgen = {output = "clients", services = {cats = {spec = "cats.yaml"}}}\n',
        '[tool.mockgen]\noutput = "clients"\nservices = {cats = {spec = "cats.yaml"}}\n',
        '[tool]\nmockgen.services.cats.spec = "cats.yaml"\n',
    ],
)
def test_where_nothing_can_be_appended_the_line_to_write_is_told(tmp_path: Path, before: str) -> None:
    with pytest.raises(UsageError) as refused:
        added(tmp_path, before)
    (found,) = refused.value.diagnostics
    assert found.text() == (
        "pyproject.toml: error: [tool.mockgen] is written so that no service can be appended; "
        'write pets = {spec = "specs/pets.yaml", source = "https://pets.example/openapi.yaml", '
        'source_headers = {X-Key = "PETS_KEY"}} into its services by hand, then run `mockgen update pets`'
    )


@pytest.mark.parametrize("text", ["[tool", "[tool]\nmockgen = 1\n", "tool = 1\nmockgen = \xff\n"])
def test_what_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError, match=r"pyproject.toml: error: "):
        Project(tmp_path / "pyproject.toml")


def test_which_project_a_folder_belongs_to(tmp_path: Path) -> None:
    inner = tmp_path / "repository/app/inner"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    (tmp_path / "repository/.git").mkdir()
    assert project.find(inner).path == inner / "pyproject.toml", "what is above the repository is not its own"

    (tmp_path / "repository/pyproject.toml").write_text("", encoding="utf-8")
    assert project.find(inner).path == tmp_path / "repository/pyproject.toml"

    (tmp_path / "repository/app/pyproject.toml").write_text("", encoding="utf-8")
    assert project.find(inner).path == tmp_path / "repository/app/pyproject.toml"

    (tmp_path / "repository/pyproject.toml").write_text(TOP, encoding="utf-8")
    assert project.find(inner).path == tmp_path / "repository/pyproject.toml", "the one that is configured"
