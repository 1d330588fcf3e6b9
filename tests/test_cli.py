"""The command line: what it prints where, and with which code it exits."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mockgen import __version__, pipeline, render

REPOSITORY = Path(__file__).resolve().parents[1]


def program(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the program as its users do: in a process of its own."""
    command = [sys.executable, "-m", "mockgen", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8")


def test_generate_check_stale_and_back_as_processes(project) -> None:
    done = program("generate", cwd=project.folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"pets: 1 operation; files: \d+ added\n", done.stdout)

    done = program("check", cwd=project.folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "pets is fresh\n", "")

    project.spec.write_bytes(project.spec.read_bytes() + b"\n")
    assert program("check", cwd=project.folder).returncode == 1

    done = program("generate", cwd=project.folder)
    assert (done.returncode, done.stdout) == (0, "pets: 1 operation, only mockgen.lock changed\n")
    assert program("check", cwd=project.folder).returncode == 0


def test_the_same_again_writes_nothing(project) -> None:
    assert project.run("generate").code == 0
    before = project.state()
    assert project.run("generate") == (0, "pets: 1 operation, nothing changed\n", "")
    assert project.state() == before


def test_a_change_is_told_by_file(project) -> None:
    project.run("generate")
    text = project.spec.read_text(encoding="utf-8").replace("age:", "years:")
    project.spec.write_text(text, encoding="utf-8", newline="\n")
    (project.package / "testing/fixtures.py").unlink()

    lines = project.run("generate").out.splitlines()

    assert "  changed  schemas.py" in lines
    assert "  added    testing/fixtures.py" in lines
    assert "  changed  transport.py" not in lines


def test_an_edited_file_is_refused_without_force(project) -> None:
    project.run("generate")
    edited = project.package / "client.py"
    kept = edited.read_bytes()
    edited.write_bytes(kept + b"mine = 1\n")

    result = project.run("generate")

    assert result == (
        2,
        "",
        "clients/pets/client.py: error: it was edited by hand; move what is yours, or repeat it with --force\n",
    )
    assert edited.read_bytes() == kept + b"mine = 1\n"
    assert project.run("generate", "--force").code == 0
    assert edited.read_bytes() == kept


def test_quiet_prints_warnings_and_errors_only(project) -> None:
    assert project.run("generate", "--quiet") == (0, "", "")
    (project.package / "client.py").write_bytes(b"mine = 1\n")
    assert project.run("generate", "-q").err != ""


@pytest.mark.parametrize(
    "spec", ["", "openapi: 9.1.0\npaths: {}\n", "swagger: '1.2'\n", "{", "openapi: 3.1.0\npaths: 1\n"]
)
def test_nothing_is_written_for_a_document_that_is_refused(project, spec: str) -> None:
    project.run("generate")
    project.spec.write_text(spec, encoding="utf-8")
    before = project.state()

    result = project.run("generate")

    assert (result.code, result.out) == (2, "")
    assert all(": error: " in line for line in result.err.splitlines())
    assert "specs/pets.yaml" in result.err
    assert project.state() == before


def test_nothing_is_written_for_a_spec_that_is_missing(project) -> None:
    project.spec.unlink()
    result = project.run("generate")
    assert result.code == 2
    assert result.err.count("\n") == 1
    assert not project.package.exists()


@pytest.fixture
def templates(tmp_path, monkeypatch):
    """Render with a copy of the templates that a test may damage."""
    copied = tmp_path / "copied"
    shutil.copytree(REPOSITORY / "templates", copied)
    monkeypatch.setattr(render, "template_folder", lambda: copied)
    render.environment.cache_clear()
    yield copied
    render.environment.cache_clear()


@pytest.mark.parametrize(
    ("damage", "code", "reason"),
    [
        ("{{ package.nothing }}", 2, "has no attribute 'nothing'"),
        ("{% if %}", 2, "templates/package/testing/mock.py.jinja:"),
        ("{{ 'text' }}", 2, "a template prints a str, which is no code"),
        ("def (", 3, "testing/mock.py"),
    ],
)
def test_nothing_is_written_when_the_last_template_fails(
    project, templates, damage: str, code: int, reason: str
) -> None:
    broken = templates / "package/testing/mock.py.jinja"
    with broken.open("a", encoding="utf-8") as file:
        file.write(f"{damage}\n")
    before = project.state()

    result = project.run("generate")

    assert (result.code, result.out) == (code, "")
    assert reason in result.err
    assert project.state() == before


def test_a_service_that_fails_does_not_stop_the_others(project) -> None:
    with project.configuration.open("a", encoding="utf-8") as file:
        file.write('[tool.mockgen.services.cats]\nspec = "specs/nothing.yaml"\n')
        file.write('[tool.mockgen.services.dogs]\nspec = "specs/pets.yaml"\n')
    result = project.run("generate")
    assert result.code == 2
    assert [line.split(":")[0] for line in result.out.splitlines()] == ["pets", "dogs"]
    assert result.err.count("\n") == 1
    assert "nothing.yaml" in result.err


def test_only_the_services_named_are_generated(project) -> None:
    with project.configuration.open("a", encoding="utf-8") as file:
        file.write('[tool.mockgen.services.dogs]\nspec = "specs/pets.yaml"\n')
    assert project.run("generate", "dogs").code == 0
    assert (project.folder / "clients/dogs/mockgen.lock").is_file()
    assert not project.package.exists()


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["generate", "cats"], "error: no service cats is configured; there is pets"),
        (["generate", "--spec", "specs/pets.yaml"], "error: --spec needs --output and --name"),
        (
            ["generate", "--spec", "specs/pets.yaml", "--output", "o"],
            "error: --spec needs --output and --name",
        ),
        (
            ["generate", "pets", "--spec", "a", "--output", "o", "--name", "x"],
            "error: --spec and the service pets do not go together",
        ),
        (["generate", "--output", "o"], "error: --output, --name, --root and --overlay go with --spec"),
        (["generate", "--root", "."], "error: --output, --name, --root and --overlay go with --spec"),
        (
            ["generate", "--spec", "specs/pets.yaml", "--output", "o", "--name", "My-Pets"],
            "error: --name must be a lower-case Python identifier",
        ),
        (["generate", "--zzz"], "error: No such option: --zzz"),
        (["frob"], "error: No such command 'frob'."),
    ],
)
def test_a_wrong_command_line_is_one_line_on_stderr(project, arguments, error: str) -> None:
    before = project.state()
    result = project.run(*arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err == f"{error}\n"
    assert project.state() == before


def test_an_unknown_key_of_the_configuration(project) -> None:
    text = project.configuration.read_text(encoding="utf-8").replace("spec =", "sepc =")
    project.configuration.write_text(text, encoding="utf-8")
    result = project.run("generate")
    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines() == [
        "pyproject.toml: error: [tool.mockgen.services.pets] has the unknown key sepc; did you mean spec?",
        "pyproject.toml: error: tool.mockgen.services.pets.spec is missing",
    ]


def test_no_configuration(mockgen, tmp_path) -> None:
    result = mockgen("generate")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: no pyproject.toml with [tool.mockgen] is here or above;")
    assert result.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_errors_are_counted_when_there_are_many(project) -> None:
    with project.configuration.open("a", encoding="utf-8") as file:
        file.writelines(f"[tool.mockgen.services.X{number}]\n" for number in range(30))
    lines = project.run("generate").err.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "... and 10 more"


def test_a_fault_of_its_own_is_3_and_asks_for_a_report(project, monkeypatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the unforeseen")

    monkeypatch.setattr(pipeline, "write", fail)
    result = project.run("generate")
    assert (result.code, result.out) == (3, "")
    assert "RuntimeError: the unforeseen" in result.err
    assert "please report it" in result.err.splitlines()[-1]


def test_a_document_cannot_write_to_the_terminal(project) -> None:
    text = project.spec.read_text(encoding="utf-8")
    project.spec.write_text(text.replace('"ages.yaml#/Age"', r'"\e[2Jnowhere\n.yaml#/Age"'), encoding="utf-8")
    result = project.run("generate")
    assert result.code == 2
    assert result.err.count("\n") == 1
    assert result.err.removesuffix("\n").isprintable()


def test_version_and_help(project) -> None:
    assert project.run("--version") == (0, f"mockgen {__version__}\n", "")
    for arguments in (["--help"], ["generate", "--help"], ["check", "--help"]):
        result = project.run(*arguments)
        assert (result.code, result.err) == (0, "")
        assert "Usage: " in result.out


def test_no_command_shows_the_help_and_is_an_error(project) -> None:
    result = project.run()
    assert (result.code, result.out) == (2, "")
    assert "generate" in result.err
    assert "check" in result.err


@pytest.mark.parametrize("stale", [False, True])
def test_check_is_the_same_through_both_entries(project, monkeypatch, capsys, stale) -> None:
    from mockgen import cli

    project.run("generate")
    if stale:
        project.spec.write_bytes(project.spec.read_bytes() + b"\n")
    direct = project.run("check", "pets")
    monkeypatch.setattr(sys, "argv", ["mockgen", "check", "pets"])
    assert (cli.run(), *capsys.readouterr()) == direct
    assert direct.code == int(stale)


def test_the_installed_script_is_the_same_program(project) -> None:
    script = Path(sys.executable).with_name("mockgen")
    done = subprocess.run([script, "generate"], cwd=project.folder, capture_output=True, text=True, env=os.environ)
    assert done.returncode == 0
    assert done.stdout.startswith("pets: 1 operation;")


LOSSES = {
    "operation": ("    get:", "    put: text\n    get:", "", "specs/pets.yaml:6: {}: skipped PUT /pets/{{id}}: "),
    "pattern": ("", "", 'include = ["getPet", "getCat"]', "pyproject.toml: {}: tool.mockgen.services.pets.include: "),
    "rename": (
        "",
        "",
        'rename.schemas = {Cat = "X"}',
        "pyproject.toml: {}: tool.mockgen.services.pets.rename.schemas: ",
    ),
    "action": ("", "", 'overlays = ["specs/fix.yaml"]', "specs/fix.yaml:2: {}: action 1 changes nothing: "),
}


@pytest.fixture(params=LOSSES)
def lossy(request, project):
    """A project in which something is asked for that is not there, and the beginning of what is told of it."""
    old, new, line, told = LOSSES[request.param]
    text = project.spec.read_text(encoding="utf-8")
    project.spec.write_text(text.replace(old, new, 1), encoding="utf-8")
    project.configuration.write_text(f"{project.configuration.read_text()}{line}\n", encoding="utf-8")
    fix = "overlay: 1.1.0\nactions: [{target: $.nothing, remove: true}]\n"
    (project.folder / "specs" / "fix.yaml").write_text(fix, encoding="utf-8")
    return project, told


def test_what_is_lost_is_told(lossy) -> None:
    project, told = lossy
    result = project.run("generate")
    assert result.code == 0
    assert result.err.startswith(told.format("warning"))
    assert result.err.count("\n") == 1
    assert project.run("generate", "--force", "--quiet").err == result.err
    assert project.run("generate").err == "", "it was told when the package was written"
    assert project.run("check").code == 0


def test_strict_refuses_what_is_lost(lossy) -> None:
    project, told = lossy
    before = project.state()
    result = project.run("generate", "--strict")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(told.format("error"))
    assert project.state() == before


def test_strict_does_not_refuse_what_is_read_as_meant(project) -> None:
    text = project.spec.read_text(encoding="utf-8").replace("{type: string}}]", "{type: strin}}]")
    text = text.replace("components:\n", "  /sound: {get: {responses: {}}}\ncomponents:\n")
    project.spec.write_text(text, encoding="utf-8")
    result = project.run("generate", "--strict")
    assert result.code == 0
    assert ": warning: the type is none" in result.err


def test_the_summary_counts_what_is_skipped(project) -> None:
    text = project.spec.read_text(encoding="utf-8")
    project.spec.write_text(text.replace("    get:", "    put: 1\n    get:"), encoding="utf-8")
    assert project.run("generate").out.startswith("pets: 1 operation, 1 skipped; files: ")
    assert project.run("generate").out == "pets: 1 operation, 1 skipped, nothing changed\n"


def test_what_is_lost_is_listed_however_much_it_is(project) -> None:
    paths = "".join(f"  /p{number}: {{get: 1}}\n" for number in range(40))
    text = project.spec.read_text(encoding="utf-8")
    project.spec.write_text(text.replace("paths:\n", f"paths:\n{paths}"), encoding="utf-8")
    err = project.run("generate").err
    assert err.count("skipped GET /p") == 40
    assert "more" not in err


def test_a_one_off_is_corrected(project) -> None:
    fix = project.folder / "specs" / "fix.yaml"
    fix.write_text("overlay: 1.1.0\nactions: [{target: $.info.title, update: Fixed}]\n", encoding="utf-8")
    arguments = ["--spec", "specs", "--output", "made", "--name", "pets", "--overlay", "specs/fix.yaml"]
    assert project.run("generate", *arguments).code == 0
    assert '"title": "Fixed"' in (project.folder / "made/pets/testing/contract.json").read_text(encoding="utf-8")
    lock = (project.folder / "made/pets/mockgen.lock").read_text(encoding="utf-8")
    assert re.search(r"^overlay sha256:\w+ fix\.yaml$", lock, re.MULTILINE)
    assert project.run("generate", "--overlay", "specs/fix.yaml") == (
        2, "", "error: --output, --name, --root and --overlay go with --spec\n",
    )  # fmt: skip


def test_an_overlay_outside_of_the_root_needs_a_wider_root(project) -> None:
    (project.folder / "fix.yaml").write_text(
        "overlay: 1.1.0\nactions: [{target: $.info.title, update: Fixed}]\n", encoding="utf-8"
    )
    arguments = ["generate", "--spec", "specs", "--output", "made", "--name", "pets", "--overlay", "fix.yaml"]
    result = project.run(*arguments)
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert "fix.yaml: error: lies outside of its root; with --spec, --root names" in result.err
    assert project.run(*arguments, "--root", ".").code == 0
    assert project.run("check", "made/pets").code == 0


def test_nothing_is_written_for_an_overlay_that_is_refused(project) -> None:
    project.run("generate")
    project.configuration.write_text(
        f'{project.configuration.read_text()}overlays = ["specs/fix.yaml"]\n', encoding="utf-8"
    )
    lock = project.lock.read_bytes()
    for text in ("overlay: 1.1.0\nactions: [{target: info}]\n", "overlay: {", "openapi: 3.1.0\n", None):
        if text is not None:
            (project.folder / "specs" / "fix.yaml").write_text(text, encoding="utf-8")
        else:
            (project.folder / "specs" / "fix.yaml").unlink()
        result = project.run("generate")
        assert (result.code, result.out) == (2, "")
        assert all(line.startswith("specs/fix.yaml") and ": error: " in line for line in result.err.splitlines())
    assert project.lock.read_bytes() == lock
