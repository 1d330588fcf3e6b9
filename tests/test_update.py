"""`mockgen update`, and `mockgen generate --spec` with an address: all that was fetched is replaced, or nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from documents import AGES, PETS
from sites import Answer

CATS = PETS.replace("/pets/{id}", "/cats/{id}")
SINGLE = PETS.replace('"ages.yaml#/Age"', "{type: integer}").replace("$ref: {type: integer}", "type: integer")


@pytest.fixture
def fetched(project, site):
    """A project whose document, of two files, came from the site."""
    site.files = {"/v1/pets.yaml": PETS, "/v1/ages.yaml": AGES}
    for path in (project.spec, project.folder / "specs/ages.yaml", project.configuration):
        path.unlink()
    assert project.run("add", "pets", f"{site.url}/v1/pets.yaml").code == 0
    project.spec = project.folder / "specs/pets/pets.yaml"
    site.seen.clear()
    return project


def configure(project, old: str, new: str) -> None:
    text = project.configuration.read_text(encoding="utf-8")
    assert old in text
    project.configuration.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def specs(project) -> set[str]:
    return {path.relative_to(project.folder).as_posix() for path in project.folder.glob("specs/**/*.*")}


def native(path: str) -> str:
    return str(Path(path))


def test_nothing_moved(fetched, site) -> None:
    before = fetched.state()
    assert fetched.run("update") == (0, "pets: unchanged\n", "")
    assert fetched.run("update", "pets", "--quiet") == (0, "", "")
    assert fetched.state() == before
    assert site.asked == ["/v1/pets.yaml", "/v1/ages.yaml"] * 2


def test_line_ends_are_no_news(fetched, site) -> None:
    site.files["/v1/ages.yaml"] = AGES.replace("\n", "\r\n")
    before = fetched.state()
    assert fetched.run("update") == (0, "pets: unchanged\n", "")
    assert fetched.state() == before


def test_a_new_version_replaces_the_old_and_the_package_follows(fetched, site) -> None:
    site.files["/v1/pets.yaml"] = CATS
    done = fetched.run("update", "pets")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("pets: 1 operation; files: ")
    assert done.out.endswith(f"\n  fetched  {native('specs/pets/pets.yaml')}\n")
    assert fetched.spec.read_text(encoding="utf-8") == CATS
    assert b"/cats/" in (fetched.package / "paths.py").read_bytes()
    assert fetched.run("check").code == 0
    assert fetched.run("generate").out == "pets: 1 operation, nothing changed\n"


def test_a_spec_that_is_a_folder(fetched, site) -> None:
    configure(fetched, '"specs/pets/pets.yaml"', '"specs/pets"')
    site.files["/v1/pets.yaml"] = CATS
    done = fetched.run("update", "pets")
    assert (done.code, done.err) == (0, "")
    assert fetched.spec.read_text(encoding="utf-8") == CATS
    assert specs(fetched) == {"specs/pets/pets.yaml", "specs/pets/ages.yaml"}
    assert fetched.run("check").code == 0
    assert fetched.run("update") == (0, "pets: unchanged\n", "")


def test_a_change_without_effect_on_the_package(fetched, site) -> None:
    site.files["/v1/ages.yaml"] = f"# of pets\n{AGES}"
    done = fetched.run("update")
    title = "pets: 1 operation; the package stays as it is"
    assert done == (0, f"{title}\n  fetched  {native('specs/pets/ages.yaml')}\n", "")
    assert fetched.run("check").code == 0


def test_a_file_that_is_referenced_no_longer_is_removed(fetched, site) -> None:
    own = fetched.folder / "specs/pets/notes.yaml"
    own.write_bytes(b"mine\n")
    site.files["/v1/pets.yaml"] = PETS.replace("ages.yaml", "parts/ages.yaml")
    site.files["/v1/parts/ages.yaml"] = AGES
    done = fetched.run("update")
    assert done.out.splitlines()[-3:] == [
        f"  fetched  {native('specs/pets/pets.yaml')}",
        f"  fetched  {native('specs/pets/parts/ages.yaml')}",
        f"  removed  {native('specs/pets/ages.yaml')}",
    ]
    assert specs(fetched) == {"specs/pets/pets.yaml", "specs/pets/parts/ages.yaml", "specs/pets/notes.yaml"}
    assert fetched.run("check").code == 0


def test_a_file_that_is_somebody_elses_is_not_removed(fetched, site) -> None:
    with fetched.configuration.open("a", encoding="utf-8") as file:
        file.write('\n[tool.mockgen.services.dogs]\nspec = "specs/dogs.yaml"\n')
    (fetched.folder / "specs/dogs.yaml").write_text(PETS.replace("ages.yaml", "pets/ages.yaml"), encoding="utf-8")
    assert fetched.run("generate").code == 0
    site.files["/v1/pets.yaml"] = SINGLE
    assert fetched.run("update").code == 0
    assert "specs/pets/ages.yaml" in specs(fetched)
    assert fetched.run("check").code == 0


def test_a_file_that_was_edited_is_not_removed(fetched, site) -> None:
    (fetched.folder / "specs/pets/ages.yaml").write_text(f"{AGES}# mine\n", encoding="utf-8")
    site.files["/v1/pets.yaml"] = SINGLE
    assert fetched.run("update").code == 0
    assert "specs/pets/ages.yaml" in specs(fetched)


def test_a_new_file_does_not_overwrite_one_of_the_users(fetched, site) -> None:
    (fetched.folder / "specs/pets/years.yaml").write_bytes(b"mine\n")
    site.files["/v1/pets.yaml"] = PETS.replace("ages.yaml", "years.yaml")
    site.files["/v1/years.yaml"] = AGES
    before = fetched.state()
    done = fetched.run("update")
    assert done == (2, "", f"{native('specs/pets/years.yaml')}: error: it is there already; move it away\n")
    assert fetched.state() == before


def test_a_file_that_the_source_has_no_longer_is_kept(fetched, site) -> None:
    del site.files["/v1/ages.yaml"]
    before = fetched.state()
    told = f"{native('specs/pets/ages.yaml')}: warning: {site.url}/v1/ages.yaml is not there; this file is kept\n"
    assert fetched.run("update") == (0, "pets: unchanged\n", told)
    assert fetched.state() == before


ANYWHERE = {"empty": "", "no YAML": "a: [\n", "page": "<html>", "down": Answer(503)}
AT_THE_ROOT = {"absent": Answer(404), "no version of ours": "openapi: 9.1.0\n", "paths": "openapi: 3.1.0\npaths: 1\n"}
UNREADABLE = [
    *(("/v1/pets.yaml", answer) for answer in {**ANYWHERE, **AT_THE_ROOT}.values()),
    *(("/v1/ages.yaml", answer) for answer in ANYWHERE.values()),
]


@pytest.mark.parametrize(("target", "answer"), UNREADABLE)
def test_a_document_that_has_become_unreadable_leaves_everything_as_it_was(fetched, site, target, answer) -> None:
    site.files[target] = answer
    before = fetched.state()
    done = fetched.run("update")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"{site.url}{target}:")
    assert fetched.state() == before


def test_an_edited_package_is_refused_without_force(fetched, site) -> None:
    site.files["/v1/pets.yaml"] = CATS
    (fetched.package / "paths.py").write_bytes(b"mine = 1\n")
    before = fetched.state()
    assert fetched.run("update").code == 2
    assert fetched.state() == before
    assert fetched.run("update", "--force").code == 0
    assert fetched.run("check").code == 0


def test_one_service_that_fails_does_not_stop_the_others(fetched, site) -> None:
    site.files["/single.yaml"] = SINGLE
    assert fetched.run("add", "cats", f"{site.url}/single.yaml").code == 0
    site.files["/v1/pets.yaml"] = Answer(500)
    site.files["/single.yaml"] = SINGLE.replace("/pets/", "/cats/")
    done = fetched.run("update")
    assert done.code == 2
    assert done.out.startswith("cats: 1 operation; files: ")
    assert done.err.startswith(f"{site.url}/v1/pets.yaml: error: it answers 500")


def test_a_spec_that_was_lost_comes_back(fetched) -> None:
    fetched.spec.unlink()
    fetched.lock.unlink()
    (fetched.folder / "specs/pets/ages.yaml").unlink()
    assert fetched.run("update").code == 0
    assert fetched.run("check").code == 0


def test_a_lost_lock_is_made_anew(fetched, site) -> None:
    fetched.lock.unlink()
    site.files["/v1/pets.yaml"] = PETS.replace("age:", "years:")
    assert fetched.run("update").code == 2, "nothing tells whether the package was edited"
    assert fetched.run("update", "--force").code == 0
    assert fetched.run("check").code == 0


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["dogs"], "error: no service dogs is configured; there is pets"),
        (
            ["pets"],
            "error: the service pets has no source to be fetched from; "
            'add source = "https://..." to [tool.mockgen.services.pets]',
        ),
        (
            [],
            "error: no service has a source to be fetched from; "
            'add source = "https://..." to a [tool.mockgen.services.NAME]',
        ),
    ],
)
def test_what_has_no_source(project, arguments: list[str], error: str) -> None:
    assert project.run("update", *arguments) == (2, "", f"{error}\n")


def test_a_source_in_the_configuration(project, site) -> None:
    site.files = {"/pets.yaml": CATS, "/ages.yaml": AGES}
    assert project.run("generate").code == 0
    with project.configuration.open("a", encoding="utf-8") as file:
        file.write(f'source = "{site.url}/pets.yaml"\n')
    assert project.run("check") == (0, "pets is fresh\n", ""), "where a spec comes from changes nothing"
    assert project.run("generate").out == "pets: 1 operation, nothing changed\n"
    assert project.run("update").out.endswith(f"\n  fetched  {native('specs/pets.yaml')}\n")
    assert project.run("check").code == 0


def test_a_header_of_the_configuration(fetched, site, monkeypatch) -> None:
    with fetched.configuration.open("a", encoding="utf-8") as file:
        file.write('source_headers = {X-Key = "PETS_KEY"}\n')
    monkeypatch.delenv("PETS_KEY", raising=False)
    assert fetched.run("update") == (
        2,
        "",
        "error: the environment variable PETS_KEY, for the header X-Key, is not set\n",
    )
    monkeypatch.setenv("PETS_KEY", "tulip-4242")
    assert fetched.run("update") == (0, "pets: unchanged\n", "")
    assert [seen.headers["X-Key"] for seen in site.seen] == ["tulip-4242"] * 2


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("source = 1", "tool.mockgen.services.pets.source must be text"),
        ('source = ""', "tool.mockgen.services.pets.source is no http or https URL"),
        ('source = "specs/x.yaml"', "tool.mockgen.services.pets.source is no http or https URL"),
        ('source = "https://a:tulip@b/c"', "tool.mockgen.services.pets.source holds a user name or a password"),
        (
            'source = "https://b/c?sig=tulip"',
            "tool.mockgen.services.pets.source has sig in its query, which looks like",
        ),
        ("source_headers = 1", "tool.mockgen.services.pets.source_headers must map headers to names of environment"),
        ("source_headers = {A = 1}", "tool.mockgen.services.pets.source_headers must map headers to names of"),
        ('source_headers = {A = "tulip 1"}', "tool.mockgen.services.pets.source_headers: what follows A must be the"),
        ('source_headers = {"A b" = "C"}', "tool.mockgen.services.pets.source_headers: what is named is no header"),
    ],
)
def test_a_wrong_source_in_the_configuration(project, line: str, fault: str) -> None:
    with project.configuration.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    done = project.run("update")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"pyproject.toml: error: {fault}")
    assert done.err.count("\n") == 1
    assert "tulip" not in done.err


# -- without a configuration --------------------------------------------------------------


def test_an_address_is_fetched_once_and_kept_beside_the_package(mockgen, site, tmp_path) -> None:
    site.files["/pets"] = SINGLE
    once = ["generate", "--spec", f"{site.url}/pets", "--output", "api", "--name", "pets"]
    done = mockgen(*once)
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith(f"\n  fetched  {native('api/pets.openapi.yaml')}\n")
    assert (tmp_path / "api/pets.openapi.yaml").read_text(encoding="utf-8") == SINGLE

    site.files.clear()
    assert mockgen("check", "api/pets") == (0, "pets is fresh\n", "")
    (tmp_path / "api/pets/client.py").unlink()
    stale = mockgen("check", "api/pets")
    assert stale.code == 1
    fix = stale.out.splitlines()[-1].split()
    assert fix == ["fix", "mockgen", "generate", "--spec", "api/pets.openapi.yaml", "--output", "api", "--name", "pets"]
    assert mockgen(*fix[2:]).code == 0
    assert mockgen("check", "api/pets").code == 0

    site.files["/pets"] = SINGLE.replace("/pets/", "/cats/")
    assert mockgen(*once).code == 0
    assert b"/cats/" in (tmp_path / "api/pets/paths.py").read_bytes()
    assert mockgen(*once).out == "pets: unchanged\n"


def test_several_files_are_kept_beside_the_package(mockgen, site, tmp_path) -> None:
    site.files = {"/v1/openapi.yaml": PETS, "/v1/ages.yaml": AGES}
    once = ["generate", "--spec", f"{site.url}/v1/openapi.yaml", "--output", "api", "--name", "pets"]
    assert mockgen(*once).code == 0
    kept = tmp_path / "api/pets.openapi"
    assert {path.name for path in kept.iterdir()} == {"openapi.yaml", "ages.yaml"}
    assert mockgen("check", "api/pets").code == 0
    (kept / "ages.yaml").write_text(f"{AGES}\n", encoding="utf-8")
    fix = mockgen("check", "api/pets").out.splitlines()[-1].split()
    assert mockgen(*fix[2:]).code == 0
    assert mockgen("check", "api/pets").code == 0

    site.files["/v1/openapi.yaml"] = SINGLE
    done = mockgen(*once)
    assert done.out.splitlines()[-3:] == [
        f"  fetched  {native('api/pets.openapi.yaml')}",
        f"  removed  {native('api/pets.openapi/ages.yaml')}",
        f"  removed  {native('api/pets.openapi/openapi.yaml')}",
    ]
    assert mockgen("check", "api/pets").code == 0


def test_a_private_document_without_a_configuration(mockgen, site, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("PETS_KEY", "tulip-4242")
    site.files["/pets"] = SINGLE
    once = ["generate", "--spec", f"{site.url}/pets", "--output", "api", "--name", "pets"]
    assert mockgen(*once, "--header-env", "X-Key=PETS_KEY").code == 0
    assert site.seen[0].headers["X-Key"] == "tulip-4242"
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"tulip" in path.read_bytes()]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--spec", "http://h/a"], "error: --spec needs --output and --name"),
        (
            ["--spec", "http://h/a", "--output", "api", "--name", "pets", "--root", "."],
            "error: --root and --overlay are for a file; fetch it first, then correct what is kept",
        ),
        (
            ["--spec", "specs/pets.yaml", "--output", "api", "--name", "pets", "--header-env", "A=B"],
            "error: --header-env goes with --spec and a URL",
        ),
        (["--spec", "ftp://h/a", "--output", "api", "--name", "pets"], "error: ftp://h/a is no http or https URL;"),
    ],
)
def test_a_wrong_command_line_is_one_line(project, arguments: list[str], error: str) -> None:
    done = project.run("generate", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(error)
    assert done.err.count("\n") == 1


# -- offline ------------------------------------------------------------------------------

OFFLINE = """\
import sys

def refuse(event, _):
    if event.startswith(("socket.", "urllib.", "http.")):
        raise RuntimeError(f"the network is touched: {event}")

sys.addaudithook(refuse)
from mockgen.__main__ import main

sys.argv = ["mockgen", *sys.argv[1:]]
sys.exit(main())
"""


@pytest.mark.parametrize(
    ("command", "code"), [(["check"], 0), (["check", "clients/pets"], 0), (["generate"], 0), (["update"], None)]
)
def test_only_what_fetches_touches_the_network(fetched, command: list[str], code: int | None) -> None:
    run = subprocess.run(
        [sys.executable, "-c", OFFLINE, *command], cwd=fetched.folder, env=os.environ, capture_output=True, text=True
    )
    if code is None:
        assert "the network is touched" in run.stderr
    else:
        assert (run.returncode, run.stderr) == (code, "")
