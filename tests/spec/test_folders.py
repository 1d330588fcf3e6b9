"""A folder as a spec: one of its files is the document, or the user is told which could be."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockgen.errors import SpecError
from mockgen.spec.folders import document_file

SPEC = 'openapi: "3.1.0"\npaths: {}\n'
PART = "Pet: {type: object, description: not an openapi document}\n"


def filled(folder: Path, **files: str) -> Path:
    (folder / "specs").mkdir()
    for name, text in files.items():
        (folder / "specs" / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder / "specs"


def test_a_file_is_itself(tmp_path: Path) -> None:
    assert document_file(tmp_path / "missing.yaml", "pets", tmp_path) == tmp_path / "missing.yaml"


def test_the_only_document_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    folder = filled(tmp_path, zoo__yml=SPEC, openapi__yaml=PART, list__json="[1]", notes__txt=SPEC, broken__yaml="{")
    (folder / "inner").mkdir()
    (folder / "inner" / "openapi.yaml").write_text(SPEC, encoding="utf-8")
    assert document_file(folder, "pets", tmp_path).name == "zoo.yml"


@pytest.mark.parametrize(
    "text", ['{"swagger": "2.0"}', "swagger: '2.0'", "{openapi: 3.1.0}", "# openapi\nopenapi: 3\n"]
)
def test_what_a_document_begins_with(tmp_path: Path, text: str) -> None:
    assert document_file(filled(tmp_path, a__yaml=text, b__yaml=PART), "pets", tmp_path).name == "a.yaml"


def test_of_several_the_one_with_the_usual_name_is_taken(tmp_path: Path) -> None:
    folder = filled(tmp_path, openapi__json='{"openapi": "3.1.0"}', index__yaml=SPEC, api__yaml=SPEC, pets__yaml=SPEC)
    for name in ("openapi.json", "index.yaml", "api.yaml"):
        assert document_file(folder, "pets", tmp_path).name == name
        (folder / name).unlink()
        (folder / f"not-{name}").write_text(SPEC, encoding="utf-8")
    assert document_file(folder, "pets", tmp_path).name == "pets.yaml"


@pytest.mark.parametrize(
    ("files", "candidates"),
    [
        ({"a__yaml": SPEC, "b__json": '{"openapi": "3"}'}, ["specs/a.yaml", "specs/b.json"]),
        (
            {"openapi__yaml": SPEC, "openapi__json": '{"openapi": "3"}', "index__yaml": SPEC},
            ["specs/openapi.json", "specs/openapi.yaml"],
        ),
    ],
)
def test_candidates_are_listed_where_none_stands_out(
    tmp_path: Path, files: dict[str, str], candidates: list[str]
) -> None:
    folder = filled(tmp_path, **files)
    with pytest.raises(SpecError) as refused:
        document_file(folder, "pets", tmp_path)
    assert [found.text() for found in refused.value.diagnostics] == [
        f"{name}: error: is one of 2 documents in the folder; name the one that is meant as the spec"
        for name in candidates
    ]


@pytest.mark.parametrize("files", [{}, {"a__yaml": PART}, {"a__yaml": "openapi"}])
def test_a_folder_without_a_document(tmp_path: Path, files: dict[str, str]) -> None:
    with pytest.raises(SpecError, match=r"^specs: error: is a folder without a document; "):
        document_file(filled(tmp_path, **files), "pets", tmp_path)


def test_the_only_file_that_may_be_one_is_taken_for_what_is_wrong_with_it(tmp_path: Path) -> None:
    folder = filled(tmp_path, a__yaml="openapi: {\n", b__yaml=PART)
    assert document_file(folder, "pets", tmp_path).name == "a.yaml"
