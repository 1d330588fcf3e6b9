"""`mockgen generate` where nothing has moved: the document is not read; where anything may have, it is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mockgen import pipeline

ONE_OFF = ("generate", "--spec", "specs/pets.yaml", "--output", "made", "--name", "pets", "--root", ".")
NOTHING = "pets: 1 operation, nothing changed\n"


@pytest.fixture
def made(project, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The services that were made since the first run, by name."""
    assert project.run("generate").code == 0
    assert project.run(*ONE_OFF).code == 0
    found: list[str] = []
    make = pipeline.make

    def noted(service, *arguments, **keywords):
        found.append(service.name)
        return make(service, *arguments, **keywords)

    monkeypatch.setattr(pipeline, "make", noted)
    return found


@pytest.mark.parametrize("arguments", [("generate",), ("generate", "pets"), ONE_OFF])
def test_the_document_is_not_read_where_nothing_moved(project, made, arguments: tuple[str, ...]) -> None:
    before = project.state()
    assert project.run(*arguments) == (0, NOTHING, "")
    assert made == []
    assert project.state() == before


@pytest.mark.parametrize("option", ["--force", "--strict"])
@pytest.mark.parametrize("arguments", [("generate",), ONE_OFF])
def test_everything_is_looked_at_if_that_is_asked_for(project, made, arguments, option: str) -> None:
    assert project.run(*arguments, option) == (0, NOTHING, "")
    assert made == ["pets"]


def _other_spec(folder: Path) -> None:
    spec = folder / "specs/pets.yaml"
    spec.write_bytes(spec.read_bytes() + b"\n")


def _other_configuration(folder: Path) -> None:
    path = folder / "pyproject.toml"
    path.write_text(path.read_text(encoding="utf-8") + 'exclude = ["GET /nothing"]\n', encoding="utf-8")


def _left_behind(folder: Path) -> None:
    shutil.copy(folder / "clients/pets/client.py", folder / "clients/pets/client.py.mockgen-old")


def _removed(folder: Path) -> None:
    (folder / "clients/pets/client.py").unlink()


def _no_lock(folder: Path) -> None:
    (folder / "clients/pets/mockgen.lock").unlink()


def _broken_lock(folder: Path) -> None:
    (folder / "clients/pets/mockgen.lock").write_bytes(b"lock 1\n")


MOVED = [_other_spec, _other_configuration, _left_behind, _removed, _no_lock, _broken_lock]


@pytest.mark.parametrize("move", MOVED, ids=lambda move: move.__name__.strip("_"))
def test_what_moved_is_made(project, made, move: Callable[[Path], None]) -> None:
    move(project.folder)
    assert project.run("generate").code == 0
    assert made == ["pets"]
    assert project.run("check").code == 0
    assert not list(project.folder.rglob("*.mockgen-*"))


@pytest.mark.parametrize(
    "changed",
    [{"--spec": "specs/other.yaml"}, {"--root": "specs"}, {"--overlay": "specs/fix.yaml"}],
    ids=lambda changed: next(iter(changed)),
)
def test_a_one_off_of_other_inputs_is_made(project, made, changed: dict[str, str]) -> None:
    shutil.copy(project.spec, project.spec.with_name("other.yaml"))
    fix = "overlay: 1.1.0\nactions: [{target: $.info, update: {title: Cats}}]\n"
    (project.folder / "specs/fix.yaml").write_text(fix, encoding="utf-8")
    options = {**dict(zip(ONE_OFF[1::2], ONE_OFF[2::2], strict=True)), **changed}
    assert "--root" in options
    done = project.run("generate", *(word for option in options.items() for word in option))
    assert done.code in (0, 2), "from another root, a file may be outside of it"
    assert made == ["pets"]
    assert os.path.isfile(project.folder / "made/pets/client.py")
