"""`mockgen check` says which input or file moved, names the one command that mends it, and reads only."""

from __future__ import annotations

import ast
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mockgen import inputs
from mockgen import lock as locks

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture
def fresh(project):
    """A project whose package has just been generated."""
    assert project.run("generate").code == 0
    return project


def append(path: Path, content: bytes = b"\n") -> None:
    path.write_bytes(path.read_bytes() + content)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def orphan(project) -> None:
    shutil.copy(project.package / "paths.py", project.package / "routes.py")


def respell_spec(project) -> None:
    replace(project.configuration, "specs/pets.yaml", "specs//pets.yaml")


def fix_of(output: str) -> list[str]:
    """Return the arguments of the one command that an output names."""
    commands = [line.split(None, 1)[1] for line in output.splitlines() if line.startswith("  fix")]
    assert len(commands) == 1
    program, *arguments = shlex.split(commands[0])
    assert program == "mockgen"
    return arguments


STALE = {
    "spec": (lambda p: append(p.spec), "spec", "specs/pets.yaml changed"),
    "file of the spec": (
        lambda p: append(p.folder / "specs/ages.yaml"),
        "spec",
        "specs/ages.yaml changed",
    ),
    "configuration": (respell_spec, "configuration", "[tool.mockgen.services.pets] changed"),
    "module": (
        lambda p: append(p.package / "client.py"),
        "edited",
        "clients/pets/client.py was edited by hand",
    ),
    "empty file": (
        lambda p: append(p.package / "py.typed"),
        "edited",
        "clients/pets/py.typed was edited by hand",
    ),
    "contract": (
        lambda p: append(p.package / "testing/contract.json", b" "),
        "edited",
        "clients/pets/testing/contract.json was edited by hand",
    ),
    "deleted": (
        lambda p: (p.package / "schemas.py").unlink(),
        "missing",
        "clients/pets/schemas.py",
    ),
    "deleted among others": (
        lambda p: shutil.rmtree(p.package / "testing"),
        "missing",
        "clients/pets/testing/mock.py",
    ),
    "orphan": (orphan, "orphaned", "clients/pets/routes.py is generated no longer"),
    "generator": (
        lambda p: replace(p.lock, f"generator {inputs.GENERATOR}", "generator 0.0.1"),
        "generator",
        f"made by mockgen 0.0.1, this is {inputs.GENERATOR}",
    ),
    "templates": (
        lambda p: replace(p.lock, "templates sha256:", "templates sha256:0"),
        "templates",
        "mockgen's templates changed",
    ),
}


@pytest.mark.parametrize("name", STALE)
def test_what_moved_is_named_and_mended_by_the_one_command_named(fresh, name: str) -> None:
    change, cause, subject = STALE[name]
    change(fresh)

    result = fresh.run("check")

    assert result.code == 1
    assert result.err == ""
    lines = result.out.splitlines()
    assert lines[0] == "pets is stale"
    assert [cause, subject] in [line.split(None, 1) for line in lines[1:-1]]
    assert fresh.run(*fix_of(result.out)).code == 0
    assert fresh.run("check") == (0, "pets is fresh\n", "")


def test_a_change_is_reported_alone(fresh) -> None:
    append(fresh.spec)
    assert fresh.run("check").out.splitlines() == [
        "pets is stale",
        "  spec           specs/pets.yaml changed",
        "  fix            mockgen generate pets",
    ]


def test_a_spec_that_is_gone(fresh) -> None:
    (fresh.folder / "specs/ages.yaml").unlink()
    result = fresh.run("check")
    assert result.code == 1
    assert "specs/ages.yaml is missing" in result.out


def test_a_missing_lock_is_stale(fresh) -> None:
    kept = fresh.lock.read_bytes()
    fresh.lock.unlink()

    result = fresh.run("check")

    assert result.code == 1
    assert "  missing        clients/pets/mockgen.lock" in result.out.splitlines()
    assert fresh.run(*fix_of(result.out)).code == 0
    assert fresh.lock.read_bytes() == kept
    assert fresh.run("check").code == 0


def test_nothing_generated_yet_is_stale(project) -> None:
    result = project.run("check")
    assert result.code == 1
    assert project.run(*fix_of(result.out)).code == 0
    assert project.run("check").code == 0


BROKEN = {
    "empty": (lambda text: "", "line 1: it is empty"),
    "comments only": (lambda text: text.split("lock 1")[0], "line 1: it is empty"),
    "cut short": (lambda text: text[:-20], "it is cut short"),
    "cut after a line": (lambda text: "".join(text.splitlines(True)[:-3]), "it is cut short"),
    "no files": (lambda text: text[: text.index("file ")], "it is cut short"),
    "no specs": (
        lambda text: "".join(line for line in text.splitlines(True) if not line.startswith("spec ")),
        "it is cut short",
    ),
    "conflict": (
        lambda text: text.replace("operation", "<<<<<<< ours\noperation", 1),
        "it has merge conflicts",
    ),
    "both sides": (
        lambda text: text + "file sha256:0 client.py\n",
        "it contradicts a line before it",
    ),
    "future version": (
        lambda text: text.replace("lock 1\n", "lock 2\nzeal 9\n"),
        "line 2: its version is 2, not 1",
    ),
    "no version": (lambda text: text.replace("lock 1\n", ""), "line 2: it has no version"),
    "unknown word": (
        lambda text: text + "secret token\n",
        "it is not of the lock's format",
    ),
    "upwards": (
        lambda text: text + "file sha256:0 ../../../pyproject.toml\n",
        "the path leaves its folder",
    ),
    "upwards later": (
        lambda text: text + "file sha256:0 testing/../../other.py\n",
        "the path leaves its folder",
    ),
    "absolute": (
        lambda text: text + "file sha256:0 /etc/passwd\n",
        "the path leaves its folder",
    ),
    "drive": (
        lambda text: text + "spec sha256:0 C:/secret.yaml\n",
        "the path leaves its folder",
    ),
    "backslashes": (
        lambda text: text + "file sha256:0 ..\\other.py\n",
        "the path leaves its folder",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_lock_that_cannot_be_read_is_no_verdict(fresh, name: str) -> None:
    change, reason = BROKEN[name]
    kept = fresh.lock.read_text(encoding="utf-8")
    configuration = fresh.configuration.read_bytes()
    fresh.lock.write_text(change(kept), encoding="utf-8", newline="\n")

    result = fresh.run("check")

    assert result.code == 2
    assert result.out == ""
    assert result.err.count("\n") == 1
    assert result.err.startswith("mockgen check: error: clients/pets/mockgen.lock: ")
    assert reason in result.err
    assert "run `mockgen generate pets`" in result.err
    assert fresh.run("generate", "pets").code == 0
    assert fresh.lock.read_text(encoding="utf-8") == kept
    assert fresh.configuration.read_bytes() == configuration
    assert fresh.run("check").code == 0


def test_a_lock_that_is_no_text(fresh) -> None:
    fresh.lock.write_bytes(b"\xff\xfe\x00")
    result = fresh.run("check")
    assert result.code == 2
    assert "it cannot be read" in result.err


def test_templates_that_changed_make_every_package_stale(fresh, monkeypatch, tmp_path) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(REPOSITORY / "templates", elsewhere / "templates")
    monkeypatch.setattr(inputs, "HERE", str(elsewhere))
    assert fresh.run("check").code == 0

    append(elsewhere / "templates/package/client.py.jinja")

    result = fresh.run("check")
    assert result.code == 1
    assert "mockgen's templates changed" in result.out
    assert fresh.run(*fix_of(result.out)).code == 0
    assert fresh.run("check").code == 0


def test_comments_and_other_services_do_not_make_a_package_stale(fresh) -> None:
    append(fresh.configuration, b'# a remark\n[tool.mockgen.services.cats]\nspec = "cats.yaml"\n')
    assert fresh.run("check", "pets").code == 0


def test_all_services_are_reported_and_the_worst_counts(fresh) -> None:
    append(fresh.configuration, b'[tool.mockgen.services.cats]\nspec = "specs/pets.yaml"\n')
    result = fresh.run("check")
    assert result.code == 1
    assert "pets is fresh" in result.out.splitlines()
    assert "cats is stale" in result.out.splitlines()


def test_check_writes_nothing(fresh) -> None:
    before = fresh.state()
    assert fresh.run("check").code == 0
    assert fresh.state() == before

    append(fresh.package / "client.py")
    orphan(fresh)
    before = fresh.state()
    assert fresh.run("check").code == 1
    assert fresh.state() == before


def test_check_imports_nothing_slow(fresh) -> None:
    program = (
        "import sys\n"
        "sys.argv = ['mockgen', 'check']\n"
        "from mockgen.__main__ import main\n"
        "code = main()\n"
        "print([code, sorted(sys.modules)])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=fresh.folder, capture_output=True, text=True)
    verdict, report = done.stdout.splitlines()
    code, modules = ast.literal_eval(report)
    assert (verdict, code) == ("pets is fresh", 0)
    loaded = {name.partition(".")[0] for name in modules}
    slow = {"click", "dataclasses", "django", "faker", "jinja2", "openapi_core", "pathlib", "re", "tomllib"}
    assert not loaded & {*slow, "requests", "responses", "typer", "yaml"}
    ours = {name for name in modules if name.startswith("mockgen")}
    assert ours == {
        "mockgen",
        "mockgen.__main__",
        "mockgen.check",
        "mockgen.differences",
        "mockgen.inputs",
        "mockgen.lock",
        "mockgen.output",
        "mockgen.plain_toml",
        "mockgen.targets",
    }


def test_as_a_process_it_ends_with_all_said(fresh) -> None:
    command = [sys.executable, "-m", "mockgen", "check"]
    done = subprocess.run(command, cwd=fresh.folder, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "pets is fresh\n", "")
    append(fresh.spec)
    done = subprocess.run(command, cwd=fresh.folder, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (1, fresh.run("check").out, "")


def test_a_package_is_named_by_its_folder_from_anywhere(fresh, tmp_path) -> None:
    assert fresh.run("check", "clients/pets").out == "pets is fresh\n"
    (tmp_path / "far").mkdir()
    append(fresh.spec)
    result = fresh.run("check", "../clients/pets/", cwd=tmp_path / "far")
    assert result.code == 1
    assert "mockgen generate pets" in result.out


def test_a_configured_folder_without_a_lock_is_stale(fresh) -> None:
    fresh.lock.unlink()
    assert fresh.run("check", "clients/pets").code == 1


@pytest.mark.parametrize("root", [[], ["--root", "my specs"]])
def test_a_one_off_package_needs_no_configuration(fresh, root: list[str]) -> None:
    fresh.configuration.unlink()
    specs = fresh.folder / "my specs" / ("v1" if root else "")
    shutil.copytree(fresh.folder / "specs", specs)
    spec = str((specs / "pets.yaml").relative_to(fresh.folder))
    arguments = ["generate", "--spec", spec, "--output", "made here", "--name", "pets", *root]
    assert fresh.run(*arguments).code == 0
    assert fresh.run("check", "made here/pets") == (0, "pets is fresh\n", "")

    append(specs / "ages.yaml")
    append(fresh.folder / "made here/pets/client.py")

    result = fresh.run("check", "made here/pets")
    assert result.code == 1
    assert fix_of(result.out) == [*arguments, "--force"]
    assert fresh.run(*fix_of(result.out)).code == 0
    assert fresh.run("check", "made here/pets").code == 0


def test_the_lock_of_a_one_off_package_names_no_path_of_the_machine(fresh) -> None:
    out = fresh.folder / "made"
    assert fresh.run("generate", "--spec", str(fresh.spec), "--output", str(out), "--name", "pets").code == 0
    assert str(fresh.folder) not in (out / "pets/mockgen.lock").read_text(encoding="utf-8")


def test_a_users_own_files_are_no_orphans(fresh) -> None:
    (fresh.package / "helpers.py").write_text("# Mine.\n", encoding="utf-8")
    (fresh.package / "client.pyc").write_bytes(b"# Generated by mockgen ")
    (fresh.package / "__pycache__").mkdir()
    shutil.copy(fresh.package / "client.py", fresh.package / "__pycache__/x.py")
    os.symlink("nowhere", fresh.package / ".#client.py")
    assert fresh.run("check").code == 0


def test_another_package_inside_is_no_orphan(fresh) -> None:
    arguments = ["--spec", "specs/pets.yaml", "--output", "clients/pets", "--name", "inner"]
    assert fresh.run("generate", *arguments).code == 0
    assert fresh.run("check").code == 0
    assert fresh.run("check", "clients/pets/inner").code == 0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["nope"], "nope is neither a generated package nor a configured service"),
        (["--nope"], "unknown option --nope"),
        (["specs"], "specs is neither a generated package nor a configured service"),
    ],
)
def test_a_wrong_command_line(fresh, arguments: list[str], reason: str) -> None:
    result = fresh.run("check", *arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"mockgen check: error: {reason}")
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[tool.mockgen", "it is no TOML"),
        ('[tool.mockgen]\noutput = "x"\n', "[tool.mockgen.services.NAME] is missing"),
        ('[tool.mockgen.services.pets]\nspec = "x"\n', "tool.mockgen.output is missing"),
        ("[tool.other]\n", "no pyproject.toml with [tool.mockgen] is here or above"),
    ],
)
def test_a_wrong_configuration(fresh, content: str, reason: str) -> None:
    fresh.configuration.write_text(content, encoding="utf-8")
    result = fresh.run("check")
    assert (result.code, result.out) == (2, "")
    assert reason in result.err
    assert result.err.count("\n") == 1


def test_a_terminal_without_unicode_still_gets_its_answer(fresh) -> None:
    fresh.spec.rename(fresh.spec.with_name("tiere-für-alle.yaml"))
    replace(fresh.configuration, "pets.yaml", "tiere-für-alle.yaml")
    assert fresh.run("generate").code == 0
    append(fresh.spec.with_name("tiere-für-alle.yaml"))
    done = subprocess.run(
        [sys.executable, "-m", "mockgen", "check"],
        cwd=fresh.folder,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
    )
    assert done.returncode == 1
    assert rb"specs/tiere-f\xfcr-alle.yaml changed" in done.stdout


OVERLAY = """\
overlay: 1.1.0
info: {title: Fixes, version: "1"}
actions:
- target: $.info
  update: {description: Better.}
"""


def test_an_overlay_that_changed_is_named(fresh) -> None:
    overlay = fresh.folder / "specs" / "pets.overlay.yaml"
    other = fresh.folder / "specs" / "more.overlay.yaml"
    for path in (overlay, other):
        path.write_text(OVERLAY, encoding="utf-8")
    added = 'spec = "specs/pets.yaml"\noverlays = ["specs/pets.overlay.yaml", "specs/more.overlay.yaml"]'
    replace(fresh.configuration, 'spec = "specs/pets.yaml"', added)
    assert "  configuration  [tool.mockgen.services.pets] changed" in fresh.run("check").out.splitlines()
    assert fresh.run("generate").code == 0
    assert fresh.run("check").code == 0

    append(overlay, b"# a remark\n")

    assert fresh.run("check").out.splitlines() == [
        "pets is stale",
        "  overlay        specs/pets.overlay.yaml changed",
        "  fix            mockgen generate pets",
    ]
    assert fresh.run("generate").code == 0
    assert fresh.run("check").code == 0
    other.unlink()
    assert "  overlay        specs/more.overlay.yaml is missing" in fresh.run("check").out.splitlines()


def test_a_one_off_package_has_its_overlays_in_the_fix(fresh) -> None:
    fresh.configuration.unlink()
    overlays = [fresh.folder / "specs" / name for name in ("b.yaml", "a fix.yaml")]
    for path in overlays:
        path.write_text(OVERLAY, encoding="utf-8")
    named = [part for path in overlays for part in ("--overlay", str(path.relative_to(fresh.folder)))]
    arguments = ["generate", "--spec", "specs/pets.yaml", "--output", "made", "--name", "pets", *named]
    assert fresh.run(*arguments).code == 0
    assert fresh.run("check", "made/pets") == (0, "pets is fresh\n", "")

    append(overlays[1], b"# a remark\n")

    result = fresh.run("check", "made/pets")
    assert "  overlay        a fix.yaml changed" in result.out.splitlines()
    assert fix_of(result.out) == arguments
    assert fresh.run(*fix_of(result.out)).code == 0
    assert fresh.run("check", "made/pets").code == 0


def test_a_folder_as_spec_is_checked_by_its_files(fresh) -> None:
    replace(fresh.configuration, "specs/pets.yaml", "specs")
    assert fresh.run("generate").code == 0
    assert fresh.run("check").code == 0
    append(fresh.folder / "specs/ages.yaml")
    assert "  spec           specs/ages.yaml changed" in fresh.run("check").out.splitlines()


@pytest.mark.parametrize(
    "line",
    ['include = ["getPet"]', 'exclude = ["deprecated"]', 'rename.operations = {getPet = "pet", x = "y"}'],
)
def test_a_choice_or_a_rename_is_configuration(fresh, line: str) -> None:
    append(fresh.configuration, f"{line}\n".encode())
    result = fresh.run("check")
    assert "  configuration  [tool.mockgen.services.pets] changed" in result.out.splitlines()
    assert fresh.run(*fix_of(result.out)).code == 0
    assert fresh.run("check").code == 0


def test_the_order_of_keys_does_not_matter_in_tables_either(fresh) -> None:
    kept = fresh.configuration.read_bytes()
    append(fresh.configuration, b'rename.operations = {getPet = "pet", x = "y"}\nrename.schemas = {}\n')
    assert fresh.run("generate").code == 0
    fresh.configuration.write_bytes(kept + b'rename.schemas = {}\nrename.operations = {x = "y", getPet = "pet"}\n')
    assert fresh.run("check").code == 0


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('include = "x"', "include must be a list of patterns"),
        ("overlays = [3]", "overlays must be a list of paths"),
        ('undeclared = "maybe"', "undeclared must be one of forbid, warn, allow"),
    ],
)
def test_a_configuration_that_generate_refuses_is_refused(fresh, line: str, reason: str) -> None:
    append(fresh.configuration, f"{line}\n".encode())
    checked, generated = fresh.run("check"), fresh.run("generate")
    assert (checked.code, generated.code) == (2, 2)
    assert reason in checked.err
    assert reason in generated.err
    assert checked.out == ""


@pytest.mark.parametrize("output", ["", "../x"])
def test_an_output_that_generate_refuses_is_refused(fresh, output: str) -> None:
    text = fresh.configuration.read_text(encoding="utf-8")
    fresh.configuration.write_text(text.replace('output = "clients"', f'output = "{output}"'), encoding="utf-8")
    checked, generated = fresh.run("check"), fresh.run("generate")
    assert (checked.code, generated.code) == (2, 2)


def test_a_package_whose_service_is_configured_no_longer_is_told(fresh) -> None:
    text = fresh.configuration.read_text(encoding="utf-8")
    fresh.configuration.write_text(text.replace("services.pets", "services.dogs"), encoding="utf-8")
    assert fresh.run("generate").code == 0

    result = fresh.run("check")

    assert result.code == 1
    assert "dogs is fresh" in result.out
    assert "  abandoned      clients/pets is of a service that is configured no longer" in result.out.splitlines()
    assert "  fix            rm -r clients/pets" in result.out.splitlines()
    assert fresh.run("check", "clients/pets").out.splitlines()[1:] == result.out.splitlines()[2:]
    assert fresh.run("check", "dogs").code == 0
    shutil.rmtree(fresh.package)
    assert fresh.run("check").code == 0


def test_a_package_of_one_spec_beside_them_is_nobody_elses_business(fresh) -> None:
    assert fresh.run("generate", "--spec", "specs/pets.yaml", "--output", "clients", "--name", "once").code == 0
    assert fresh.run("check").out == "pets is fresh\n"


def test_what_a_killed_run_did_not_sweep_is_told(fresh) -> None:
    left = fresh.package / f"client.py{locks.OLD}"
    left.write_bytes(b"")
    result = fresh.run("check")
    assert result.code == 1
    assert f"  interrupted    clients/pets/client.py{locks.OLD} is left of a run that was interrupted" in result.out
    assert fresh.run(*fix_of(result.out)).code == 0
    assert not left.exists()
    assert fresh.run("check").code == 0


def test_the_lock_of_another_service_is_told(fresh) -> None:
    text = fresh.lock.read_text(encoding="utf-8")
    fresh.lock.write_text(text.replace("service pets", "service dogs"), encoding="utf-8")
    result = fresh.run("check")
    assert result.code == 1
    assert "the lock is of the service dogs" in result.out
    assert fresh.run(*fix_of(result.out)).code == 0
    assert fresh.run("check").code == 0


def test_another_version_is_accepted_to_the_last_byte(fresh) -> None:
    text = fresh.lock.read_text(encoding="utf-8")
    maker = next(line for line in text.splitlines() if line.startswith("generator "))
    fresh.lock.write_text(text.replace(maker, "generator 0.0.1"), encoding="utf-8")
    assert fresh.run("check", "--deep").code == 1
    assert fresh.run("check", "--any-version", "--deep").code == 0


def test_what_cannot_be_read_stops_no_other_service(fresh, monkeypatch) -> None:
    append(fresh.configuration, b'[tool.mockgen.services.cats]\nspec = "specs/pets.yaml"\n')
    assert fresh.run("generate").code == 0
    readable = locks.content_of

    def content_of(path: str) -> bytes | None:
        if path.endswith("pets/client.py"):
            raise PermissionError(13, "Permission denied", path)
        return readable(path)

    monkeypatch.setattr(locks, "content_of", content_of)
    result = fresh.run("check")
    assert result.code == 2
    assert result.out == "cats is fresh\n"
    assert result.err == "mockgen check: error: clients/pets/client.py cannot be read: Permission denied\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_output_that_cannot_be_written_is_an_error_and_no_verdict(fresh) -> None:
    for arguments in (["check"], ["check", "--format", "json"], ["generate", "--force"]):
        with open("/dev/full", "w") as full:
            command = [sys.executable, "-m", "mockgen", *arguments]
            done = subprocess.run(command, cwd=fresh.folder, stdout=full, stderr=subprocess.PIPE, text=True)
        said = "mockgen: error: the output cannot be written: No space left on device\n"
        assert (done.returncode, done.stderr) == (2, said)


@pytest.mark.skipif(os.name == "nt", reason="needs a shell")
@pytest.mark.parametrize("how", ["| true", ">&-"])
def test_a_reader_who_has_gone_changes_no_verdict(fresh, how: str) -> None:
    for arguments in ("check", "check --format json", "generate --force", "--version"):
        shell = f'({shlex.quote(sys.executable)} -m mockgen {arguments}; echo "$?" >code) {how}'
        done = subprocess.run(["sh", "-c", shell], cwd=fresh.folder, capture_output=True, text=True)
        assert ((fresh.folder / "code").read_text(), done.stderr) == ("0\n", "")
