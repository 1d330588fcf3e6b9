"""What `mockgen check` says of each way in which a package can part from its inputs; and that it only reads."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from injection import contents

from mockgen import __version__, inputs
from mockgen import lock as locks

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


@pytest.fixture
def fresh(project):
    """A project whose package has just been generated."""
    assert project.run("generate").code == 0
    return project


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def package(result) -> dict:
    """Return the one package of a report in JSON."""
    report = json.loads(result.out)
    assert (report["schema"], report["fresh"]) == (1, result.code == 0)
    (found,) = report["packages"]
    return found


def test_f01_a_changed_spec_is_told_and_nothing_is_written(fresh) -> None:
    change(fresh.spec, "age:", "years:")
    before = fresh.state()
    for options in ([], ["--diff"], ["--deep"], ["--format", "json"], ["--format=github"]):
        assert fresh.run("check", *options).code == 1
    assert fresh.state() == before


def test_f01_the_files_that_would_change_are_named_and_shown(fresh) -> None:
    change(fresh.spec, "age:", "years:")
    before = contents(fresh.package)

    result = fresh.run("check", "--deep", "--diff")

    assert result.code == 1
    assert "  outdated       clients/pets/schemas.py is not what is generated now" in result.out.splitlines()
    assert "--- a/clients/pets/schemas.py\n+++ b/clients/pets/schemas.py\n" in result.out
    diff = result.out.partition("  fix ")[2].partition("\n")[2]
    done = subprocess.run(["git", "apply", "-"], input=diff, cwd=fresh.folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    shown = contents(fresh.package)
    assert shown != before
    assert fresh.run("check") == (0, "pets is fresh\n", "")
    assert fresh.run("generate").code == 0
    assert contents(fresh.package) == shown


def test_f02_an_edited_file_is_told_apart_and_kept(fresh) -> None:
    client = fresh.package / "client.py"
    client.write_bytes(client.read_bytes() + b"# mine\n")
    kept = client.read_bytes()
    found = package(fresh.run("check", "--format", "json"))
    assert [each["cause"] for each in found["differences"]] == ["edited"]
    assert found["fix"] == "mockgen generate pets --force"
    change(fresh.spec, "operationId: getPet", "operationId: fetchPet")
    result = fresh.run("generate")
    assert (result.code, result.out) == (2, "")
    assert "clients/pets/client.py: error: it was edited by hand" in result.err
    assert client.read_bytes() == kept
    assert fresh.run("generate", "--force").code == 0
    assert fresh.run("check", "--deep").code == 0


def test_f03_a_missing_file_is_named(fresh) -> None:
    (fresh.package / "client.py").unlink()
    assert package(fresh.run("check", "--format", "json"))["differences"] == [
        {"cause": "missing", "file": "clients/pets/client.py", "message": "clients/pets/client.py"}
    ]
    assert fresh.run("generate").code == 0
    assert fresh.run("check").code == 0


@pytest.mark.parametrize("is_edited", [False, True])
def test_f04_an_orphan_goes_if_the_lock_vouches_for_it(fresh, is_edited: bool) -> None:
    """As after an update of mockgen that writes a module less."""
    old = fresh.package / "routes.py"
    shutil.copy(fresh.package / "paths.py", old)
    line = f"file {locks.digest_file(str(old))} routes.py\n"
    fresh.lock.write_text(fresh.lock.read_text(encoding="utf-8") + line, encoding="utf-8")
    assert fresh.run("check").code == 0, "the lock alone does not tell"
    found = package(fresh.run("check", "--deep", "--format", "json"))
    assert [each["cause"] for each in found["differences"]] == ["orphaned", "lock"]
    if is_edited:
        old.write_bytes(old.read_bytes() + b"# mine\n")
    change(fresh.lock, f"generator {__version__}", "generator 0.0.1")
    result = fresh.run("generate")
    assert result.code == (2 if is_edited else 0)
    assert old.exists() == is_edited
    if not is_edited:
        assert "  removed  routes.py" in result.out.splitlines()


def test_f05_a_file_of_the_user_is_nobody_elses_business(fresh) -> None:
    own = fresh.package / "helpers.py"
    own.write_bytes(b"x = 1\n")
    before = own.stat().st_mtime_ns
    change(fresh.spec, "age:", "years:")
    for arguments in (["generate"], ["generate", "--force"], ["check"], ["check", "--deep"]):
        assert fresh.run(*arguments).code == 0
    assert (own.read_bytes(), own.stat().st_mtime_ns) == (b"x = 1\n", before)


def test_f05_a_file_of_the_user_where_one_is_to_be_generated(fresh) -> None:
    lines = fresh.lock.read_text(encoding="utf-8").splitlines(keepends=True)
    fresh.lock.write_text("".join(line for line in lines if not line.endswith(" py.typed\n")), encoding="utf-8")
    (fresh.package / "py.typed").write_bytes(b"mine\n")
    found = package(fresh.run("check", "--deep", "--format", "json"))
    assert ("own", "clients/pets/py.typed") in [(each["cause"], each["file"]) for each in found["differences"]]
    assert found["fix"].endswith("--force")
    change(fresh.lock, f"generator {__version__}", "generator 0.0.1")
    result = fresh.run("generate")
    assert result.code == 2
    assert "it is there and not mockgen's" in result.err


@pytest.mark.parametrize("remark", ["# a remark\n", "\n\n"])
def test_f06_a_remark_in_the_spec_renews_the_lock_alone(fresh, remark: str) -> None:
    before = contents(fresh.package)
    fresh.spec.write_text(remark + fresh.spec.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    assert "  spec           specs/pets.yaml changed" in fresh.run("check").out.splitlines()
    assert fresh.run("generate").out == "pets: 1 operation, only mockgen.lock changed\n"
    after = contents(fresh.package)
    assert {path for path in after if after[path] != before[path]} == {locks.NAME}
    assert fresh.run("check").code == 0


def test_f07_another_version_is_a_reason_of_its_own_and_may_be_accepted(fresh) -> None:
    change(fresh.lock, f"generator {inputs.GENERATOR}", "generator 0.0.1")
    reason = f"made by mockgen 0.0.1, this is {__version__}"
    assert fresh.run("check").out.splitlines() == [
        "pets is stale",
        f"  generator      {reason}",
        "  fix            mockgen generate pets",
    ]
    assert fresh.run("check", "--any-version") == (0, f"pets is fresh ({reason})\n", "")
    (fresh.package / "client.py").unlink()
    assert fresh.run("check", "--any-version").code == 1


def test_f08_a_checkout_with_crlf_is_fresh_and_stays(fresh) -> None:
    for path in [fresh.configuration, *fresh.folder.rglob("*.yaml"), *fresh.package.rglob("*")]:
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = fresh.state()
    for arguments in (["check"], ["check", "--deep"], ["check", "--diff"], ["generate"]):
        assert fresh.run(*arguments).code == 0
    assert fresh.state() == before
    fresh.lock.unlink()
    (fresh.package / "client.py").unlink()
    assert fresh.run("generate").code == 0
    assert b"\r" not in fresh.lock.read_bytes() + (fresh.package / "client.py").read_bytes()


@pytest.mark.parametrize("tool", ["ruff format --isolated --line-length", "black --quiet --line-length"])
@pytest.mark.parametrize("length", ["88", "100", "160"])
def test_f09_a_formatter_leaves_the_package_as_it_is(fresh, tool: str, length: str) -> None:
    before = contents(fresh.package)
    command = [sys.executable, "-m", *tool.split(), length, str(fresh.package)]
    done = subprocess.run(command, cwd=fresh.folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert contents(fresh.package) == before
    assert fresh.run("check").code == 0


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b"lock 1\ngenerator 0.1.0\nspec sha2", 3),
        (b"lock 1\n<<<<<<< ours\nspec sha256:1 a.yaml\n=======\n>>>>>>> theirs\n", 2),
        (b"# Written.\nlock 99\n", 2),
    ],
    ids=["empty", "truncated", "in conflict", "from the future"],
)
def test_f10_a_lock_that_cannot_be_read_is_an_error_with_its_line(fresh, content: bytes, line: int) -> None:
    fresh.lock.write_bytes(content)
    before = fresh.state()
    for form in ("text", "json", "github"):
        result = fresh.run("check", "--format", form)
        assert result.code == 2
        assert result.err.startswith(f"mockgen check: error: clients/pets/mockgen.lock: line {line}: ")
        assert result.err.count("\n") == 1
        if form == "json":
            assert package(result)["state"] == "error"
        if form == "github":
            assert result.out.startswith("::error file=clients/pets/mockgen.lock,title=mockgen check::")
    assert fresh.state() == before


@POSIX
@pytest.mark.parametrize("path", ["../../secret", "/etc/passwd", "testing/../../../secret"])
def test_f11_a_lock_cannot_lead_out_of_its_folder(fresh, path: str) -> None:
    secret = fresh.folder / "secret"
    secret.write_bytes(b"secret\n")
    line = f"file {locks.digest(b'secret' + bytes([10]))} {path}\n"
    fresh.lock.write_text(fresh.lock.read_text(encoding="utf-8") + line, encoding="utf-8")
    result = fresh.run("check")
    assert (result.code, result.out) == (2, "")
    assert "the path leaves its folder" in result.err
    assert fresh.run("generate", "--force").code == 0
    assert secret.read_bytes() == b"secret\n"


@POSIX
def test_f11_what_a_lock_lists_is_read_only_if_it_is_a_file(fresh) -> None:
    os.mkfifo(fresh.package / "pipe")
    (fresh.package / "zero").symlink_to("/dev/zero")
    lines = "".join(f"file sha256:0 {name}\n" for name in ("pipe", "zero"))
    fresh.lock.write_text(fresh.lock.read_text(encoding="utf-8") + lines, encoding="utf-8")
    assert "  missing        clients/pets/zero" in fresh.run("check").out.splitlines()


@pytest.mark.parametrize("root", ["/", "C:/", "\\\\host\\share"])
def test_f11_the_root_in_a_lock_is_relative(fresh, root: str) -> None:
    change(fresh.lock, "service pets\n", f"service pets\nroot {root}\n")
    result = fresh.run("check")
    assert result.code == 2
    assert "the path leaves its folder" in result.err


def test_f13_the_second_run_writes_nothing_and_says_so(fresh) -> None:
    before = fresh.state()
    assert fresh.run("generate") == (0, "pets: 1 operation, nothing changed\n", "")
    assert fresh.state() == before


def test_f14_no_library_of_the_tests_and_no_formatter_has_a_say(project) -> None:
    program = (
        "import sys\n"
        "for name in ('faker', 'responses', 'openapi_core', 'ruff', 'black', 'pytest', 'django', 'requests'):\n"
        "    sys.modules[name] = None\n"
        "sys.argv = ['mockgen', 'generate']\n"
        "from mockgen.__main__ import entry\n"
        "entry()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=project.folder, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert project.run("generate").out == "pets: 1 operation, nothing changed\n"


def test_f28_neither_command_needs_a_network(project, monkeypatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError("the network was asked")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    for arguments in (["generate"], ["check"], ["check", "--deep"], ["check", "--diff"]):
        assert project.run(*arguments).code == 0


HOSTILE = "x%0A::warning::y,z:1.yaml"


def test_github_annotations_are_escaped(fresh, monkeypatch) -> None:
    fresh.spec.rename(fresh.spec.with_name(HOSTILE))
    change(fresh.configuration, "pets.yaml", HOSTILE)
    assert fresh.run("generate").code == 0
    (fresh.folder / "specs" / HOSTILE).write_bytes(b"{}")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(fresh.folder.parent))

    result = fresh.run("check", "--format", "github")

    name = HOSTILE.replace("%", "%25")
    place = f"{fresh.folder.name}/specs/{name}".replace(":", "%3A").replace(",", "%2C")
    assert (result.code, result.err) == (1, "")
    assert result.out == (
        f"::error file={place},title=mockgen check::pets is stale: spec: specs/{name} changed. "
        "Run `mockgen generate pets`.\n"
    )


def test_a_report_in_json(fresh) -> None:
    assert json.loads(fresh.run("check", "--format=json").out) == {
        "schema": 1,
        "fresh": True,
        "error": None,
        "packages": [
            {
                "service": "pets",
                "package": "clients/pets",
                "state": "fresh",
                "differences": [],
                "fix": None,
                "error": None,
                "diff": None,
            }
        ],
    }
    fresh.configuration.write_bytes(b"[tool.other]\n")
    result = fresh.run("check", "--format=json")
    report = json.loads(result.out)
    assert (result.code, report["fresh"], report["packages"]) == (2, False, [])
    assert "no pyproject.toml" in report["error"]


def test_deep_finds_what_a_forged_lock_hides(fresh) -> None:
    client = fresh.package / "client.py"
    old = locks.digest_file(str(client))
    client.write_bytes(client.read_bytes() + b"import os\n")
    change(fresh.lock, str(old), str(locks.digest_file(str(client))))
    assert fresh.run("check").code == 0
    result = fresh.run("check", "--deep")
    assert result.code == 1
    assert "  outdated       clients/pets/client.py is not what is generated now" in result.out.splitlines()
    assert "  fix            mockgen generate pets --force" in result.out.splitlines()
    assert fresh.run("generate", "--force").code == 0
    assert fresh.run("check", "--deep") == (0, "pets is fresh\n", "")


def test_deep_says_why_nothing_can_be_generated(fresh) -> None:
    fresh.spec.write_bytes(b"openapi: 3.1.0\npaths: [\n")
    before = fresh.state()
    result = fresh.run("check", "--deep")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("mockgen check: error: specs/pets.yaml:")
    assert result.err.count("\n") == 1
    assert fresh.state() == before


def test_deep_of_a_package_without_configuration(project) -> None:
    project.configuration.unlink()
    arguments = ["--spec", "specs/pets.yaml", "--output", "made", "--name", "pets"]
    assert project.run("generate", *arguments).code == 0
    assert project.run("check", "made/pets", "--deep", "--diff") == (0, "pets is fresh\n", "")
    change(project.spec, "age:", "years:")
    assert "+++ b/made/pets/schemas.py" in project.run("check", "made/pets", "--diff").out


def test_a_diff_cannot_steer_the_terminal(fresh) -> None:
    client = fresh.package / "client.py"
    client.write_bytes(client.read_bytes() + b"# \x1b[2J\r::error::\n")
    out = fresh.run("check", "--diff").out
    assert "-# \\x1b[2J\\r::error::" in out.splitlines()
    assert "\x1b" not in out
    assert "\r" not in out


def test_a_spec_that_is_gone_and_has_a_source_is_fetched_again(fresh) -> None:
    change(
        fresh.configuration,
        'spec = "specs/pets.yaml"',
        'spec = "specs/pets.yaml"\nsource = "https://pets.example/a.yaml"',
    )
    fresh.spec.unlink()
    assert fresh.run("check").out.splitlines()[-1] == "  fix            mockgen update pets"


def test_the_help_lists_what_the_check_understands(mockgen) -> None:
    shown = mockgen("check", "--help").out
    for option in ("--deep", "--diff", "--any-version", "--format"):
        assert option in shown
    result = mockgen("check", "--format", "xml")
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
