"""What is installed from the wheel works anywhere, with its own templates."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
OUTSIDE = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV_"))}


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=OUTSIDE,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this repository without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = ["-m", "build", "--wheel", "--no-isolation", "--outdir", folder, REPOSITORY]
    run(sys.executable, *build, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment with the wheel; its dependencies are this one's."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    scripts = "Scripts" if os.name == "nt" else "bin"
    interpreter = folder / scripts / Path(sys.executable).name
    options = ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    pip = [sys.executable, "-m", "pip", "--python", interpreter, "install"]
    run(*pip, *options, wheel, cwd=folder)
    purelib = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(run(interpreter, "-c", purelib, cwd=folder).stdout.strip())
    # A path in a .pth file comes after the environment's own packages, and the .pth files in it are not
    # read: the wheel's mockgen is found, an editable one is not.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return interpreter


def test_the_wheel_holds_every_template_and_nothing_of_the_repository(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (REPOSITORY / "templates").rglob("*.*"):
        if path.suffix in (".jinja", ".py"):
            relative = path.relative_to(REPOSITORY / "templates").as_posix()
            assert f"mockgen/templates/{relative}" in names
    assert "mockgen/py.typed" in names
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"mockgen"}
    assert not any("__pycache__" in name for name in names)


def test_it_generates_checks_and_imports_outside_the_repository(python: Path, project) -> None:
    folder = project.folder
    where = "import mockgen, mockgen.render as r; print(mockgen.__file__); print(r.template_folder())"
    module, templates = run(python, "-c", where, cwd=folder).stdout.splitlines()
    installed = Path(module).parent
    assert python.parent.parent in installed.parents
    assert Path(templates) == installed / "templates"

    script = python.with_name("mockgen")
    spec = ["--spec", "specs/pets.yaml", "--output", "made", "--name", "pets"]
    assert run(script, "generate", *spec, cwd=folder).stdout.startswith("pets: 1 operation;")
    assert run(script, "check", "made/pets", cwd=folder).stdout == "pets is fresh\n"

    program = (
        "from made.pets import PetsClient\n"
        "from made.pets.testing import mock_pets\n"
        "with mock_pets() as pets:\n"
        "    pets.get_pet.returns(id='7', age=3)\n"
        "    print(PetsClient().get_pet('7').age)\n"
    )
    assert run(python, "-c", program, cwd=folder).stdout == "3\n"


def test_it_generates_what_the_checkout_generates(python: Path, project) -> None:
    assert project.run("generate").code == 0
    script = python.with_name("mockgen")
    assert run(script, "check", cwd=project.folder).stdout == "pets is fresh\n"
    assert "nothing changed" in run(script, "generate", cwd=project.folder).stdout
