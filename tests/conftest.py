"""A small project on disk, and the program run in it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from documents import AGES, PETS
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sites import Site

from mockgen import __main__

# No test is timed: neither an example nor what it takes to draw one.
hypothesis_settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("untimed")

PYPROJECT = """\
[tool.mockgen]
output = "clients"

[tool.mockgen.services.pets]
spec = "specs/pets.yaml"
"""


class Result(NamedTuple):
    """What the program answered."""

    code: int
    out: str
    err: str


class Project:
    """A folder with a configuration, a spec in two files and, once generated, a package."""

    def __init__(self, folder: Path, run: Callable[..., Result]):
        self.folder = folder
        self.run = run
        self.package = folder / "clients" / "pets"
        self.lock = self.package / "mockgen.lock"
        self.spec = folder / "specs" / "pets.yaml"
        self.configuration = folder / "pyproject.toml"

    def state(self) -> dict[str, tuple[bytes, int, int]]:
        """Return content, time of change and mode of every file, by its path."""
        return {
            path.relative_to(self.folder).as_posix(): (
                path.read_bytes() if path.is_file() else b"",
                path.stat().st_mtime_ns,
                path.stat().st_mode,
            )
            for path in sorted(self.folder.rglob("*"))
        }


@pytest.fixture
def mockgen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Result]:
    """Run the program in this process, in a folder (the test's own, if none is named)."""

    def run(*arguments: str, cwd: Path = tmp_path) -> Result:
        monkeypatch.chdir(cwd)
        monkeypatch.setattr(sys, "argv", ["mockgen", *arguments])
        capsys.readouterr()
        return Result(__main__.main(), *capsys.readouterr())

    return run


@pytest.fixture
def site() -> Iterator[Site]:
    """A site with nothing on it yet."""
    with Site() as running:
        yield running


@pytest.fixture
def project(tmp_path: Path, mockgen: Callable[..., Result]) -> Project:
    """A project whose package is not generated yet."""
    (tmp_path / "specs").mkdir()
    made = Project(tmp_path, mockgen)
    made.spec.write_text(PETS, encoding="utf-8", newline="\n")
    (tmp_path / "specs" / "ages.yaml").write_text(AGES, encoding="utf-8", newline="\n")
    made.configuration.write_text(PYPROJECT, encoding="utf-8", newline="\n")
    return made
