"""Merges, and hooks in a commit that stages a part: with the real git and the real pre-commit, offline."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from injection import contents
from repositories import Repository

HOOKS = {
    hook["id"]: hook
    for hook in yaml.safe_load(
        (Path(__file__).resolve().parents[2] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    )
}
OPERATION = """\
  /{name}:
    get:
      operationId: {name}
      responses: {{"200": {{description: Done., content: {{application/json: {{schema: {{type: string}}}}}}}}}}
"""


@pytest.fixture
def repository(project, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository whose package is fresh and committed."""
    made = Repository(project.folder, tmp_path_factory.mktemp("pre-commit"))
    assert project.run("generate").code == 0
    made.git("init", "--quiet", "--initial-branch", "main")
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "Generated")
    return made


def add_operation(project, name: str, *, first: bool) -> None:
    """Add an operation at one end of the paths, so that two branches that add one can be merged."""
    text = project.spec.read_text(encoding="utf-8")
    mark = "paths:\n" if first else "components:\n"
    operation = OPERATION.format(name=name)
    text = text.replace(mark, mark + operation if first else operation + mark)
    project.spec.write_text(text, encoding="utf-8", newline="\n")
    assert project.run("generate").code == 0


def merge(project, repository: Repository) -> None:
    """Merge two branches that both added an operation and generated."""
    repository.git("switch", "--quiet", "--create", "other")
    add_operation(project, "alpha", first=True)
    repository.git("commit", "--quiet", "--all", "--message", "Alpha")
    repository.git("switch", "--quiet", "main")
    add_operation(project, "beta", first=False)
    repository.git("commit", "--quiet", "--all", "--message", "Beta")
    done = repository.run("git", "-c", "user.name=T", "-c", "user.email=t@example.com", "merge", "other")
    assert done.returncode == 1, "they are in conflict"
    assert "<<<<<<< " in project.lock.read_text(encoding="utf-8")
    assert "<<<<<<< " not in project.spec.read_text(encoding="utf-8")


def test_f38_after_a_merge_one_run_makes_what_a_fresh_one_makes(project, repository: Repository) -> None:
    merge(project, repository)
    assert any(b"<<<<<<< " in content for path, content in contents(project.package).items() if path.endswith(".py"))
    result = project.run("check")
    assert (result.code, result.out) == (2, "")
    assert "it has merge conflicts; run `mockgen generate pets`" in result.err

    result = project.run("generate", "pets")

    assert (result.code, result.err) == (0, "")
    merged = contents(project.package)
    assert project.run("check", "--deep") == (0, "pets is fresh\n", "")
    arguments = ["--spec", "specs/pets.yaml", "--root", ".", "--output", "fresh", "--name", "pets"]
    assert project.run("generate", *arguments).code == 0
    fresh = contents(project.folder / "fresh/pets")
    for found in (merged, fresh):
        found.pop("mockgen.lock")  # a one-off's names its root
    assert merged == fresh


def test_f38_an_edit_by_hand_on_top_of_a_merge_is_kept(project, repository: Repository) -> None:
    merge(project, repository)
    transport = project.package / "transport.py"
    transport.write_bytes(transport.read_bytes() + b"# mine\n")
    result = project.run("generate")
    assert (result.code, result.out) == (2, "")
    assert "clients/pets/transport.py: error: mockgen.lock has merge conflicts, and on neither side" in result.err
    assert transport.read_bytes().endswith(b"# mine\n")


def commit_configuration(repository: Repository, name: str) -> None:
    repository.hook(HOOKS[name])
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--message", "The hook's configuration")


def staged(repository: Repository) -> tuple[int, str]:
    """Run the hook on what is staged, as a commit would."""
    done = repository.pre_commit()
    return done.returncode, done.stdout


def test_f25_a_spec_without_its_package_names_what_to_stage(project, repository: Repository) -> None:
    commit_configuration(repository, "mockgen-check")
    add_operation(project, "alpha", first=True)
    kept = contents(project.folder / "clients")
    repository.git("add", "specs")

    code, said = staged(repository)

    assert code == 1
    assert "spec           specs/pets.yaml changed" in said
    assert "then           git add specs/pets.yaml clients/pets" in said
    assert contents(project.folder / "clients") == kept, "what is not staged comes back"
    repository.git("add", "specs/pets.yaml", "clients/pets")
    code, said = staged(repository)
    assert (code, "Passed" in said) == (0, True), said


def test_f25_a_part_of_a_spec_is_judged_as_it_is_staged(project, repository: Repository) -> None:
    commit_configuration(repository, "mockgen-check")
    add_operation(project, "alpha", first=True)
    repository.git("add", "--all")
    whole = project.spec.read_bytes()
    add_operation(project, "beta", first=False)  # as `git add -p` leaves it: one hunk staged, one not
    code, said = staged(repository)
    assert (code, "Passed" in said) == (0, True), said
    assert project.spec.read_bytes() != whole
    repository.git("add", "specs")
    assert staged(repository)[0] == 1


@pytest.mark.parametrize("path", ["specs/pets.yaml", "clients/pets/client.py", "pyproject.toml"])
def test_f26_the_hook_runs_for_each_input_alone(project, repository: Repository, path: str) -> None:
    commit_configuration(repository, "mockgen-check")
    with (project.folder / path).open("a", encoding="utf-8") as file:
        file.write("# a remark\n")
    repository.git("add", path)
    code, said = staged(repository)
    assert "Skipped" not in said
    assert code == (0 if path == "pyproject.toml" else 1), "a remark there is no configuration"


def test_f26_the_hook_is_skipped_where_nothing_of_it_is_staged(project, repository: Repository) -> None:
    commit_configuration(repository, "mockgen-check")
    (project.folder / "README.md").write_bytes(b"Pets.\n")
    repository.git("add", "README.md")
    code, said = staged(repository)
    assert (code, "Skipped" in said) == (0, True), said


def test_f27_the_hook_that_writes_fails_and_lists_what_it_changed(project, repository: Repository) -> None:
    commit_configuration(repository, "mockgen-generate")
    text = project.spec.read_text(encoding="utf-8").replace("age:", "years:")
    project.spec.write_text(text, encoding="utf-8", newline="\n")
    repository.git("add", "specs")
    code, said = staged(repository)
    assert code == 1
    assert "files were modified by this hook" in said
    assert "changed  schemas.py" in said
    repository.git("add", "--all")
    code, said = staged(repository)
    assert (code, "Passed" in said) == (0, True), said
