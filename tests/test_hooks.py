"""The hooks of `.pre-commit-hooks.yaml` under the real pre-commit, in a real repository.

One test has pre-commit install mockgen as its users do, which takes pip and a package index. The
others differ from it in that alone: `language` is `system`, and `mockgen` is the one under test.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from repositories import Repository

REPOSITORY = Path(__file__).resolve().parents[1]
PUBLISHED = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
HOOKS = {hook["id"]: hook for hook in PUBLISHED}


@pytest.fixture
def repository(project, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository whose package is fresh and committed."""
    made = Repository(project.folder, tmp_path_factory.mktemp("pre-commit"))
    assert project.run("generate").code == 0
    made.git("init", "--quiet")
    made.hook(HOOKS["mockgen-check"])
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "Generated")
    return made


def change_spec(repository: Repository) -> None:
    spec = repository.folder / "specs/pets.yaml"
    text = spec.read_text(encoding="utf-8").replace("age:", "years:")
    spec.write_text(text, encoding="utf-8", newline="\n")


def test_check_fails_when_the_spec_changed_and_names_it(repository: Repository) -> None:
    change_spec(repository)
    done = repository.hook(HOOKS["mockgen-check"])
    assert done.returncode == 1
    assert "specs/pets.yaml changed" in done.stdout
    assert "mockgen generate pets" in done.stdout
    assert "files were modified by this hook" not in done.stdout


@pytest.mark.parametrize(
    "path",
    ["client.py", "testing/contract.json", "mockgen.lock", "py.typed", "../../specs/ages.yaml"],
)
def test_check_runs_for_every_kind_of_file_that_counts(repository: Repository, path: str) -> None:
    with (repository.folder / "clients/pets" / path).open("a", encoding="utf-8") as file:
        file.write("x")
    done = repository.hook(HOOKS["mockgen-check"])
    assert done.returncode == 1
    assert "mockgen generate pets" in done.stdout


def test_check_runs_for_the_configuration(repository: Repository) -> None:
    configuration = repository.folder / "pyproject.toml"
    text = configuration.read_text(encoding="utf-8").replace("specs/", "specs//")
    configuration.write_text(text, encoding="utf-8", newline="\n")
    done = repository.hook(HOOKS["mockgen-check"])
    assert done.returncode == 1
    assert "configuration" in done.stdout


def test_generate_modifies_files_fails_and_is_content_the_second_time(
    repository: Repository,
) -> None:
    change_spec(repository)

    done = repository.hook(HOOKS["mockgen-generate"])

    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout
    assert "clients/pets/schemas.py" in repository.git("diff", "--name-only").splitlines()
    for name in ("mockgen-generate", "mockgen-check"):
        done = repository.hook(HOOKS[name])
        assert done.returncode == 0, done.stdout
        assert "Passed" in done.stdout


@pytest.mark.parametrize("name", ["mockgen-check", "mockgen-generate"])
def test_what_is_fresh_passes(repository: Repository, name: str) -> None:
    (repository.folder / "shop.py").write_text("x = 1\n", encoding="utf-8")
    done = repository.hook(HOOKS[name])
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout


@pytest.mark.parametrize("name", ["mockgen-check", "mockgen-generate"])
def test_a_commit_that_cannot_matter_skips_the_hook(repository: Repository, name: str) -> None:
    repository.hook(HOOKS[name])
    repository.git("commit", "--quiet", "--allow-empty", "--message", "The hook's configuration")
    (repository.folder / "README.md").write_text("Pets.\n", encoding="utf-8")
    done = repository.hook(HOOKS[name])
    assert done.returncode == 0
    assert "Skipped" in done.stdout


def test_as_it_is_installed_from_its_own_repository(repository: Repository) -> None:
    source = Repository(repository.folder.parent / "source", repository.folder)
    source.folder.mkdir()
    skipped = shutil.ignore_patterns("__pycache__")
    for name in ("mockgen", "templates"):
        shutil.copytree(REPOSITORY / name, source.folder / name, ignore=skipped)
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(REPOSITORY / name, source.folder / name)
    source.git("init", "--quiet")
    source.git("add", "--all")
    source.git("commit", "--quiet", "--message", "mockgen")
    revision = source.git("rev-parse", "HEAD").strip()
    change_spec(repository)

    def run(hook: str) -> tuple[int, str]:
        done = repository.hook_of({"repo": str(source.folder), "rev": revision, "hooks": [{"id": hook}]})
        return done.returncode, done.stdout + done.stderr

    code, said = run("mockgen-check")
    assert (code, "specs/pets.yaml changed" in said) == (1, True), said
    code, said = run("mockgen-generate")
    assert (code, "files were modified by this hook" in said) == (1, True), said
    for hook in HOOKS:
        code, said = run(hook)
        assert (code, "Passed" in said) == (0, True), said


def test_the_hooks_are_what_pre_commit_accepts() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pre_commit",
            "validate-manifest",
            str(REPOSITORY / ".pre-commit-hooks.yaml"),
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert set(HOOKS) == {"mockgen-check", "mockgen-generate"}
    for name, hook in HOOKS.items():
        assert hook["entry"] == name.replace("-", " ")
        assert hook["language"] == "python"
        assert not hook["pass_filenames"]
        assert hook["require_serial"]


def test_the_projects_own_hooks_are_what_pre_commit_accepts() -> None:
    configuration = str(REPOSITORY / ".pre-commit-config.yaml")
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-config", configuration],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
