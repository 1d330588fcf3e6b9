"""The same inputs give the same bytes, wherever, whenever and under whatever settings.

Other versions of Python are tried where `MOCKGEN_INTERPRETERS` names interpreters that have mockgen installed, one
after the other as in `PATH`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
SPEC = "specs/weather.yaml"
INTERPRETERS = "MOCKGEN_INTERPRETERS"
VERSIONS = ("3.11", "3.12", "3.13")
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LC_", "LANG", "TZ"))}
RUNS = {
    "hash seed 0": ([], {"PYTHONHASHSEED": "0"}),
    "hash seed 1": ([], {"PYTHONHASHSEED": "1"}),
    "hash seed 4294967295": ([], {"PYTHONHASHSEED": "4294967295"}),
    "C locale": ([], {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    "Turkish locale": ([], {"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"}),
    "Latin-1 output": ([], {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}),
    "far east": ([], {"TZ": "Pacific/Kiritimati"}),
    "far west": ([], {"TZ": "Etc/GMT+12"}),
    "optimised": (["-O"], {}),
    "without docstrings": (["-OO"], {}),
    "in development": (["-X", "dev"], {}),
    "narrow terminal": ([], {"COLUMNS": "20", "NO_COLOR": "1"}),
}


def generated(folder: Path) -> dict[str, bytes]:
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    assert {"client.py", "mockgen.lock"} <= found.keys()
    assert "testing/contract.json" in found
    return found


def generate(
    root: Path,
    output: Path,
    options: list[str],
    environment: dict[str, str],
    cwd: Path,
    *,
    python: str = sys.executable,
    spec: str = SPEC,
    umask: int = 0o022,
) -> dict[str, bytes]:
    """Generate in a process of its own and return the files of the package, its lock among them."""
    source, out = (os.path.relpath(path, cwd) for path in (root / spec, output))
    name = Path(spec).stem
    arguments = ["generate", "--spec", source, "--output", out, "--name", name]
    done = subprocess.run(
        [python, *options, "-m", "mockgen", *arguments],
        cwd=cwd,
        env={**PLAIN, **environment},
        capture_output=True,
        umask=umask,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return generated(output / name)


def interpreter_of(version: str) -> str:
    """Return an interpreter of a version that has mockgen installed; the test is skipped where there is none."""
    named = [sys.executable, *filter(None, os.environ.get(INTERPRETERS, "").split(os.pathsep))]
    for python in named:
        told = [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        if subprocess.run(told, check=True, capture_output=True, text=True).stdout.strip() == version:
            return python
    pytest.skip(f"{INTERPRETERS} names no Python {version}")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the example's specs, with names that a hash or a locale could reorder or fold."""
    shutil.copytree(REPOSITORY / "specs", tmp_path / "project/specs")
    spec = tmp_path / "project" / SPEC
    text = spec.read_text(encoding="utf-8")
    assert "summary: Forecast for a place\n" in text
    text = text.replace("Forecast for a place", "İstanbul'da ILIK bir gün, Iiİ ß 猫")
    spec.write_text(text, encoding="utf-8", newline="\n")
    return tmp_path / "project"


@pytest.fixture
def usual(root: Path, tmp_path: Path) -> dict[str, bytes]:
    """What is generated under the usual settings."""
    return generate(root, tmp_path / "usual", [], {}, root)


@pytest.mark.parametrize("name", RUNS)
def test_settings_of_the_process_do_not_matter(root: Path, tmp_path: Path, usual: dict[str, bytes], name: str) -> None:
    options, environment = RUNS[name]
    assert generate(root, tmp_path / "other", options, environment, root) == usual


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_the_umask_does_not_matter(root: Path, tmp_path: Path, usual: dict[str, bytes], umask: int) -> None:
    assert generate(root, tmp_path / "other", [], {}, root, umask=umask) == usual


ELSEWHERE = {"PYTHONHASHSEED": "7", "LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati"}


@pytest.mark.parametrize("spec", [SPEC, "specs/payments.yaml"])
@pytest.mark.parametrize("version", VERSIONS)
def test_the_version_of_python_does_not_matter(root: Path, tmp_path: Path, version: str, spec: str) -> None:
    python = interpreter_of(version)
    usual = generate(root, tmp_path / "usual", [], {}, root, spec=spec)
    for number, (options, environment) in enumerate([([], {}), (["-O"], ELSEWHERE)]):
        output = tmp_path / f"other{number}"
        assert generate(root, output, options, environment, tmp_path, python=python, spec=spec, umask=0o077) == usual


def test_the_working_folder_does_not_matter(root: Path, tmp_path: Path, usual: dict[str, bytes]) -> None:
    deep = tmp_path / "a" / "b c"
    deep.mkdir(parents=True)
    assert generate(root, tmp_path / "other", [], {}, deep) == usual


def test_the_place_of_the_project_does_not_matter(root: Path, tmp_path: Path, usual: dict[str, bytes]) -> None:
    moved = tmp_path / "moved here, ünder another näme"
    shutil.copytree(root, moved / "project")
    made = generate(moved / "project", moved / "other", [], {}, moved)
    assert made == usual
    for content in made.values():
        assert str(tmp_path).encode() not in content


def test_line_ends_and_time_of_the_spec_do_not_matter(root: Path, tmp_path: Path, usual: dict[str, bytes]) -> None:
    for path in (root / "specs").iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        os.utime(path, (0, 0))
    assert generate(root, tmp_path / "other", [], {}, root) == usual


def test_what_was_there_before_does_not_matter(root: Path, tmp_path: Path, usual: dict[str, bytes]) -> None:
    spec = root / SPEC
    kept = spec.read_bytes()
    spec.write_bytes(kept.replace(b"/stations", b"/posts"))
    other = generate(root, tmp_path / "other", [], {}, root)
    assert other != usual
    spec.write_bytes(kept)
    assert generate(root, tmp_path / "other", [], {}, root) == usual
