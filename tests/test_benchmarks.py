"""The benchmarks run and print their tables; nothing is asked of the figures."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
FOLDER = REPOSITORY / "benchmarks"


CHECKED = [
    "mockgen check",
    "the same, launched without `re`",
    "start of the program, and a check",
    "mockgen generate, nothing to do",
]


def run(script: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(FOLDER / script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")


def figures(done: subprocess.CompletedProcess[str]) -> dict[str, list[float]]:
    """Return the figures of each row."""
    assert done.returncode == 0, done.stderr
    _, *rows = done.stdout.splitlines()
    return {row[:40].strip(): list(map(float, row[40:].split())) for row in rows}


pytestmark = pytest.mark.skipif(not hasattr(os, "wait4"), reason="the kernel does not count for each process")


@pytest.mark.parametrize(("script", "columns"), [("generate.py", 3), ("imports.py", 2), ("calls.py", 6)])
def test_of_specs(script: str, columns: int, project) -> None:
    found = figures(run(script, project.spec, "--runs", "1"))
    assert list(found) == ["pets.yaml"]
    assert len(found["pets.yaml"]) == columns


def test_of_growth() -> None:
    found = figures(run("growth.py", REPOSITORY / "specs/weather.yaml", "--runs", "1"))
    assert len(found["weather.yaml"]) == 5


def test_of_the_check() -> None:
    found = figures(run("check.py", "--runs", "1"))
    assert list(found) == ["python -c pass", *CHECKED]
    assert all(cpu > 0 and ratio > 0 for cpu, ratio in found.values())


def test_of_the_check_of_specs() -> None:
    found = figures(run("check.py", REPOSITORY / "specs/weather.yaml", "--runs", "1"))
    assert list(found) == ["hashing the same files", *CHECKED]


PEER = """
import sys
from pathlib import Path

arguments = dict(zip(sys.argv[2::2], sys.argv[3::2]))
assert Path(arguments["--path"]).is_file()
assert Path(arguments["--config"]).read_text() == "literal_enums: true\\n"
folder = Path(sys.argv[sys.argv.index("--output-path") + 1])
folder.mkdir(exist_ok=True)
(folder / "models.py").touch()
"""


@pytest.mark.parametrize(("script", "columns"), [("generate.py", 7), ("imports.py", 4)])
def test_of_the_other_generator(
    script: str, columns: int, project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "openapi_python_client.py").write_text(PEER, encoding="utf-8")
    (tmp_path / "httpx.py").touch()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = figures(run(script, project.spec, "--runs", "1", "--peer", sys.executable))
    assert len(found["pets.yaml"]) == columns


def test_copies_share_no_name_but_those_of_security(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))
    from growth import multiplied

    reference = {"$ref": "#/components/schemas/Pet"}
    document = {
        "openapi": "3.1.0",
        "paths": {"/pets": {"get": {"operationId": "listPets", "security": [{"key": []}], "schema": reference}}},
        "components": {"schemas": {"Pet": {"items": reference}}, "securitySchemes": {"key": {"in": "header"}}},
    }
    made = multiplied(document, 2)
    assert list(made["paths"]) == ["/copy0/pets", "/copy1/pets"]
    other = {"$ref": "#/components/schemas/PetCopy1"}
    assert made["paths"]["/copy1/pets"]["get"] == {
        "operationId": "listPetsCopy1",
        "security": [{"key": []}],
        "schema": other,
    }
    assert made["components"] == {
        "schemas": {"PetCopy0": {"items": {"$ref": "#/components/schemas/PetCopy0"}}, "PetCopy1": {"items": other}},
        "securitySchemes": {"key": {"in": "header"}},
    }


def test_of_types(project) -> None:
    assert figures(run("typecheck.py", project.spec)) == {"pets.yaml": [0, 0]}


JSF = """
class JSF:
    def __init__(self, schema):
        assert "$ref" not in str(schema)

    def generate(self):
        return {"a": [1, None]}
"""


def test_of_fakes(project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "jsf.py").write_text(JSF, encoding="utf-8")
    about = tmp_path / "jsf-1.dist-info" / "METADATA"
    about.parent.mkdir()
    about.write_text("Metadata-Version: 2.1\nName: jsf\nVersion: 1\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    done = run("fakes.py", project.spec, "--bodies", "200", "--peer", sys.executable)
    assert done.returncode == 0, done.stderr
    header, row = (line.split() for line in done.stdout.splitlines())
    assert header == ["fakes", "schemas", "values/s", "jsf", "1", "values", "x", "bodies", "x"]
    assert row[:2] == ["pets.yaml", "1/1"]


def test_a_schema_is_followed_so_far_and_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))
    from fakes import inlined

    again = {"$ref": "#/components/schemas/Node"}
    node = {"type": "object", "required": ["next"], "properties": {"next": again, "other": again}}
    once = {**node, "properties": {"next": {"type": "object"}}}
    named = {"Node": node}
    assert inlined(again, named, 1) == once
    assert inlined(again, named, 2) == {**node, "properties": {"next": once, "other": once}}
    assert inlined({"type": "array", "items": again}, named, 0) is None
    assert inlined({"anyOf": [again, {"type": "string"}], "enum": ["x"]}, named, 0) == {
        "anyOf": [{"type": "string"}],
        "enum": ["x"],
    }


def test_a_spec_that_cannot_be_read_ends_them(tmp_path: Path) -> None:
    done = run("generate.py", tmp_path / "missing.yaml")
    assert done.returncode == 1
    assert "missing.yaml" in done.stderr


def test_a_sample_is_of_all_sizes_and_always_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))
    from typecheck import sample

    specs = [tmp_path / f"{number}.yaml" for number in range(10)]
    for number, file in enumerate(specs):
        file.write_bytes(b"x" * ((number * 7) % 10))
    assert [file.stat().st_size for file in sample(specs, 5)] == [1, 3, 5, 7, 9]
    assert sample(specs, 5) == sample(specs[::-1], 5)
    assert sample(specs, None) == sample(specs, 20) == specs
