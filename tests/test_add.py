"""`mockgen add`: from a document anywhere to a configured service and a test that passes; or nothing is written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from documents import AGES, PETS
from sites import Answer, redirect

from mockgen.vendor import OUTSIDE

SINGLE = PETS.replace('"ages.yaml#/Age"', '"#/components/schemas/Age"') + "    Age: {type: integer, minimum: 0}\n"
FOLDER = "specs/pets"


@pytest.fixture
def add(mockgen, tmp_path):
    """Run `mockgen add` in an empty folder."""
    folder = tmp_path / "shop"
    (folder / ".git").mkdir(parents=True)

    def run(*arguments: str, cwd: Path = folder):
        return mockgen("add", *arguments, cwd=cwd)

    run.folder = folder
    return run


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "clients" not in path.relative_to(folder).parts
    }


def everything(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_document_of_one_file(add, site, mockgen) -> None:
    site.files["/v1/openapi.yaml?v=2"] = SINGLE.replace("\n", "\r\n")
    source = f"{site.url}/v1/openapi.yaml?v=2"

    done = add("pets", f"{source}#/top")

    assert (done.code, done.err) == (0, "")
    assert files(add.folder) == {
        "pyproject.toml": (
            '[tool.mockgen]\noutput = "clients"\n\n'
            f'[tool.mockgen.services.pets]\nspec = "specs/pets.yaml"\nsource = "{source}"\n'
        ).encode(),
        "specs/pets.yaml": SINGLE.replace("\n", "\r\n").encode(),
    }
    assert done.out.splitlines()[:4] == [
        "pets: 1 operation; files: 21 added",
        f"  written  {os.path.join('specs', 'pets.yaml')}",
        "  written  pyproject.toml",
        f"  written  {os.path.join('clients', 'pets')}",
    ]
    assert mockgen("check", cwd=add.folder) == (0, "pets is fresh\n", "")
    assert mockgen("generate", cwd=add.folder).out == "pets: 1 operation, nothing changed\n"


def test_json_is_called_so(add, site) -> None:
    site.files["/openapi"] = '\ufeff {"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": {}}'
    assert add("pets", f"{site.url}/openapi").code == 0
    assert set(files(add.folder)) == {"pyproject.toml", "specs/pets.json"}


def test_a_document_of_several_files_keeps_their_layout(add, site, mockgen) -> None:
    site.files = {
        "/docs/v1/pets.yaml": PETS.replace("ages.yaml", "parts/all%20ages.yaml"),
        "/docs/v1/parts/all%20ages.yaml": 'Age: {$ref: "more/age.json"}\n',
        "/docs/v1/parts/more/age.json": '{"$ref": "../../pets.yaml#/components/schemas/Pet/properties/id"}',
    }
    done = add("pets", f"{site.url}/docs/v1/pets.yaml")
    assert (done.code, done.err) == (0, "")
    assert set(files(add.folder)) == {
        "pyproject.toml",
        f"{FOLDER}/pets.yaml",
        f"{FOLDER}/parts/all ages.yaml",
        f"{FOLDER}/parts/more/age.json",
    }
    assert sorted(site.asked) == sorted(site.files), "each file is fetched once"
    assert mockgen("check", cwd=add.folder).code == 0
    assert mockgen("generate", cwd=add.folder).out == "pets: 1 operation, nothing changed\n"


def test_files_are_looked_for_where_the_document_was_found(add, site) -> None:
    site.files = {"/latest": redirect("/v2/"), "/v2/": PETS, "/v2/ages.yaml": AGES}
    assert add("pets", f"{site.url}/latest").code == 0
    assert set(files(add.folder)) == {"pyproject.toml", f"{FOLDER}/openapi.yaml", f"{FOLDER}/ages.yaml"}
    assert f'source = "{site.url}/latest"' in (add.folder / "pyproject.toml").read_text(encoding="utf-8")


def test_a_document_that_names_itself_is_kept_under_its_name(add, site, mockgen) -> None:
    site.files["/self.yaml"] = SINGLE.replace('"#/components/schemas/Age"', '"self.yaml#/components/schemas/Age"')
    assert add("pets", f"{site.url}/self.yaml").code == 0
    assert set(files(add.folder)) == {"pyproject.toml", f"{FOLDER}/self.yaml"}
    assert mockgen("generate", cwd=add.folder) == (0, "pets: 1 operation, nothing changed\n", "")


def test_a_file_that_is_not_there_costs_its_reference_only(add, site) -> None:
    site.files["/pets.yaml"] = PETS.replace("components:\n", "  /sound: {get: {responses: {}}}\ncomponents:\n")
    done = add("pets", f"{site.url}/pets.yaml")
    assert done.code == 0
    place = f"{FOLDER}/pets.yaml:19"
    assert done.err == f'{place}: warning: "ages.yaml#/Age" leads to a file that does not exist (at #{POINTER})\n'


POINTER = "/components/schemas/Pet/properties/age/$ref"


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ("../ages.yaml", OUTSIDE),
        ("../../../../ages.yaml", "leads out of the root: references may not leave it"),
        ("/ages.yaml", "is an absolute path: references may not leave the root"),
        ("d/" * 17 + "ages.yaml", "leads through more than 16 folders"),
        ("conftest.py", "leads to a file that is neither YAML nor JSON by its name, or hidden"),
        (".github/workflows/ages.yaml", "leads to a file that is neither YAML nor JSON by its name, or hidden"),
    ],
)
def test_a_reference_that_may_not_be_followed_is_refused_with_its_place(
    add, site, reference: str, problem: str
) -> None:
    site.files = {"/v1/pets.yaml": PETS.replace("ages.yaml", reference), "/ages.yaml": AGES}
    done = add("pets", f"{site.url}/v1/pets.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.err.replace(site.url, "SITE") == (
        f'SITE/v1/pets.yaml:18: error: "{reference}#/Age" {problem} (at #{POINTER})\n'
    )
    assert site.asked == ["/v1/pets.yaml"]
    assert everything(add.folder) == [".git"]


def test_files_of_a_document_need_a_folder_of_their_own(add, site) -> None:
    site.files = {"/pets.yaml": PETS, "/ages.yaml": AGES}
    done = add("pets", f"{site.url}/pets.yaml", "--spec", "pets.yaml")
    assert done.code == 2
    assert "leads to another file: a document of several files needs a folder of its own for `spec`" in done.err
    assert everything(add.folder) == [".git"]
    assert add("pets", f"{site.url}/pets.yaml", "--spec", "docs/pets.yaml").code == 0


@pytest.mark.parametrize("name", ["conftest.py", ".yaml", "pets.pth"])
def test_a_source_does_not_choose_a_name_that_means_something(add, site, name: str) -> None:
    site.files = {"/pets.yaml": redirect(f"/v1/{name}"), f"/v1/{name}": PETS, "/v1/ages.yaml": AGES}
    assert add("pets", f"{site.url}/pets.yaml").code == 0
    assert set(files(add.folder)) == {"pyproject.toml", f"{FOLDER}/openapi.yaml", f"{FOLDER}/ages.yaml"}


def test_a_reference_to_another_origin_is_refused_with_its_place(add, site) -> None:
    site.files["/pets.yaml"] = PETS.replace("ages.yaml", f"{site.url}/ages.yaml")
    done = add("pets", f"{site.url}/pets.yaml")
    assert done.code == 2
    assert done.err.startswith(f"{site.url}/pets.yaml:18: error: ")
    assert "is not fetched" in done.err
    assert everything(add.folder) == [".git"]


@pytest.mark.parametrize(
    ("documents", "told"),
    [
        ({}, "SITE/pets.yaml: error: it answers 404 Not Found; "),
        ({"/pets.yaml": "<!doctype html>"}, "SITE/pets.yaml: error: it answers a web page (HTML)"),
        ({"/pets.yaml": ""}, "SITE/pets.yaml: error: is empty"),
        ({"/pets.yaml": "a: [\n"}, "SITE/pets.yaml:2: error: "),
        ({"/pets.yaml": "openapi: 9.1.0\n"}, "SITE/pets.yaml:1: error: "),
        ({"/pets.yaml": PETS, "/ages.yaml": Answer(500)}, "SITE/ages.yaml: error: it answers 500 Internal"),
        ({"/pets.yaml": PETS, "/ages.yaml": "a: [\n"}, "SITE/ages.yaml:2: error: "),
    ],
    ids=["absent", "page", "empty", "no YAML", "no version of ours", "a file fails", "a file is no YAML"],
)
def test_nothing_is_written_when_something_fails(add, site, documents, told: str) -> None:
    (add.folder / "pyproject.toml").write_bytes(b"[project]\r\n")
    site.files = documents
    before = everything(add.folder)
    done = add("pets", f"{site.url}/pets.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.err.replace(site.url, "SITE").startswith(told)
    assert done.err.count("\n") == 1
    assert everything(add.folder) == before
    assert (add.folder / "pyproject.toml").read_bytes() == b"[project]\r\n"


def test_a_document_of_too_many_files(add, site, monkeypatch) -> None:
    monkeypatch.setattr("mockgen.vendor.MAX_FILES", 1)
    site.files = {"/pets.yaml": PETS, "/ages.yaml": AGES}
    done = add("pets", f"{site.url}/pets.yaml")
    assert done.err == f"{site.url}/pets.yaml: error: it consists of more than 1 files or 256 MiB\n"
    assert everything(add.folder) == [".git"]


def test_a_file_that_cannot_be_written_leaves_everything_as_it_was(add, site) -> None:
    site.files["/pets.yaml"] = SINGLE
    (add.folder / "specs").write_bytes(b"no folder")
    done = add("pets", f"{site.url}/pets.yaml")
    assert done.code == 2
    assert done.err.startswith("specs: error: it cannot be written: ")
    assert everything(add.folder) == [".git", "specs"]


@pytest.mark.parametrize("in_the_way", ["specs/pets.yaml", "clients/pets/client.py"])
def test_nothing_of_the_users_is_overwritten(add, site, in_the_way: str) -> None:
    site.files["/pets.yaml"] = SINGLE
    path = add.folder / in_the_way
    path.parent.mkdir(parents=True)
    path.write_bytes(b"mine\n")
    before = everything(add.folder)
    done = add("pets", f"{site.url}/pets.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"{os.path.relpath(path, add.folder)}: error: it is there")
    assert everything(add.folder) == before
    assert path.read_bytes() == b"mine\n"


def test_a_second_service_and_another_place(add, site, mockgen) -> None:
    site.files["/pets.yaml"] = SINGLE
    assert add("pets", f"{site.url}/pets.yaml", "--output", "src/api").code == 0
    inner = add.folder / "docs"
    inner.mkdir()
    assert add("cats", f"{site.url}/pets.yaml", "--spec", "../vendor/cats.yml", cwd=inner).code == 0
    assert set(files(add.folder)) >= {"vendor/cats.yml", "specs/pets.yaml"}
    assert (add.folder / "src/api/cats/mockgen.lock").is_file()
    assert mockgen("check", cwd=inner).out == "pets is fresh\ncats is fresh\n"


def test_a_header_is_sent_and_its_value_is_kept_nowhere(add, site, monkeypatch) -> None:
    monkeypatch.setenv("PETS_TOKEN", "tulip-4242")
    site.files = {"/pets.yaml": PETS, "/ages.yaml": AGES}
    done = add("pets", f"{site.url}/pets.yaml", "--header-env", "Authorization=PETS_TOKEN")
    assert done.code == 0
    assert [seen.headers["Authorization"] for seen in site.seen] == ["tulip-4242"] * 2
    configuration = (add.folder / "pyproject.toml").read_text(encoding="utf-8")
    assert 'source_headers = {Authorization = "PETS_TOKEN"}\n' in configuration
    assert "tulip" not in done.out + done.err
    kept = [path for path in add.folder.rglob("*") if path.is_file()]
    assert len(kept) > 20
    assert not [path for path in kept if b"tulip" in path.read_bytes()]


# -- files --------------------------------------------------------------------------------


def test_a_file_of_the_project_is_used_where_it_is(add, mockgen) -> None:
    (add.folder / "docs").mkdir()
    (add.folder / "docs/pets.yaml").write_text(PETS, encoding="utf-8")
    (add.folder / "docs/ages.yaml").write_text(AGES, encoding="utf-8")
    done = add("pets", "pets.yaml", cwd=add.folder / "docs")
    assert (done.code, done.err) == (0, "")
    assert set(files(add.folder)) == {"docs/pets.yaml", "docs/ages.yaml", "docs/pyproject.toml"}

    (add.folder / "docs/pyproject.toml").rename(add.folder / "pyproject.toml")
    (add.folder / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    assert add("pets", "pets.yaml", cwd=add.folder / "docs").code == 0
    configuration = (add.folder / "pyproject.toml").read_text(encoding="utf-8")
    assert configuration.endswith('[tool.mockgen.services.pets]\nspec = "docs/pets.yaml"\n')
    assert mockgen("check", cwd=add.folder).code == 0


def test_a_file_from_outside_is_copied_with_what_it_refers_to(add, tmp_path, mockgen) -> None:
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (outside / "pets.yaml").write_bytes(PETS.replace("\n", "\r\n").encode())
    (outside / "ages.yaml").write_text(AGES, encoding="utf-8")
    (outside / "unused.yaml").write_text(AGES, encoding="utf-8")
    done = add("pets", "../elsewhere/pets.yaml")
    assert (done.code, done.err) == (0, "")
    assert set(files(add.folder)) == {"pyproject.toml", f"{FOLDER}/pets.yaml", f"{FOLDER}/ages.yaml"}
    assert (add.folder / FOLDER / "pets.yaml").read_bytes() == (outside / "pets.yaml").read_bytes()
    assert "source" not in (add.folder / "pyproject.toml").read_text(encoding="utf-8")
    assert mockgen("check", cwd=add.folder).code == 0


def test_a_folder_of_the_project_is_used_where_it_is(add, mockgen) -> None:
    folder = add.folder / "vendor" / "pets"
    folder.mkdir(parents=True)
    (folder / "openapi.yaml").write_text(PETS, encoding="utf-8")
    (folder / "ages.yaml").write_text(AGES, encoding="utf-8")
    done = add("pets", "vendor/pets")
    assert (done.code, done.err) == (0, "")
    assert b'spec = "vendor/pets"\n' in files(add.folder)["pyproject.toml"]
    assert mockgen("check", cwd=add.folder) == (0, "pets is fresh\n", "")


def test_a_folder_from_outside_is_copied(add, tmp_path, mockgen) -> None:
    outside = tmp_path / "downloads"
    outside.mkdir()
    (outside / "openapi.yaml").write_text(PETS, encoding="utf-8")
    (outside / "ages.yaml").write_text(AGES, encoding="utf-8")
    assert add("pets", str(outside)).code == 0
    assert set(files(add.folder)) == {"pyproject.toml", f"{FOLDER}/openapi.yaml", f"{FOLDER}/ages.yaml"}
    assert mockgen("check", cwd=add.folder) == (0, "pets is fresh\n", "")


def test_what_is_left_of_an_earlier_package_is_overwritten_when_asked(add, tmp_path) -> None:
    (add.folder / "pets.yaml").write_text(SINGLE, encoding="utf-8")
    left = add.folder / "clients" / "pets" / "client.py"
    left.parent.mkdir(parents=True)
    left.write_text("# mine", encoding="utf-8")
    refused = add("pets", "pets.yaml")
    assert (refused.code, left.read_text(encoding="utf-8")) == (2, "# mine")
    assert "with --force" in refused.err
    assert add("pets", "pets.yaml", "--force").code == 0
    assert left.read_text(encoding="utf-8") != "# mine"


def test_a_link_does_not_lead_out_of_what_is_copied(add, tmp_path) -> None:
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (tmp_path / "secret.yaml").write_text(AGES, encoding="utf-8")
    (outside / "pets.yaml").write_text(PETS, encoding="utf-8")
    (outside / "ages.yaml").symlink_to(tmp_path / "secret.yaml")
    done = add("pets", str(outside / "pets.yaml"))
    assert done.code == 2
    assert done.err.startswith(f'{outside}/pets.yaml:18: error: "ages.yaml#/Age" {OUTSIDE}')
    assert everything(add.folder) == [".git"]


# -- the command line ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["My-Pets", "pets.yaml"], "error: 'My-Pets' is no name for a service: it must be a lower-case Python"),
        (["class", "pets.yaml"], "error: 'class' is no name for a service"),
        (["dogs", "pets.yaml"], "pyproject.toml: error: the service dogs is configured already; `mockgen update dogs`"),
        (["pets", "absent.yaml"], "absent.yaml: error: there is no such file; SOURCE is an http or https URL, a"),
        (["pets", "docs"], "docs: error: is a folder without a document; one file right in it (.yaml, .yml, .json)"),
        (["pets", "file:///pets.yaml"], "error: file:///pets.yaml is no http or https URL; save the document"),
        (["pets", "https://me:tulip@host/a"], "error: https://host/a holds a user name or a password; what is secret"),
        (["pets", "https://host/a?token=tulip"], "error: https://host/a has token in its query, which looks like a"),
        (["pets", "pets.yaml", "--spec", "x.yaml"], "error: --spec is for a document that is fetched or copied"),
        (["pets", "pets.yaml", "--output", "other"], "pyproject.toml: error: output is clients already; all packages"),
        (["pets", "pets.yaml", "--output", "../x"], "../x: error: it lies outside of the project"),
        (["pets", "pets.yaml", "--header-env", "A=B"], "error: --header-env is for a document that is fetched; this"),
        (["pets", "http://h/a", "--header-env", "X: tulip"], "error: --header-env is NAME=VARIABLE: what is named is"),
        (["pets", "http://h/a", "--header-env", "X=tulip 1"], "error: --header-env is NAME=VARIABLE: what follows X"),
        (["pets", "http://h/a", "--header-env", "Host=A"], "error: --header-env is NAME=VARIABLE: what is named is"),
        (["pets", "http://h/a", "--header-env", "X=NOT_SET_"], "error: the environment variable NOT_SET_, for the"),
        (["pets"], "error: Missing argument 'source'."),
    ],
)
def test_a_wrong_command_line_is_one_line(add, arguments: list[str], error: str) -> None:
    (add.folder / "docs").mkdir()
    (add.folder / "pets.yaml").write_text(SINGLE, encoding="utf-8")
    configuration = '[tool.mockgen]\noutput = "clients"\n[tool.mockgen.services.dogs]\nspec = "pets.yaml"\n'
    (add.folder / "pyproject.toml").write_text(configuration, encoding="utf-8")
    before = files(add.folder)
    done = add(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(error)
    assert done.err.count("\n") == 1
    assert "tulip" not in done.err
    assert files(add.folder) == before


# -- the first test -----------------------------------------------------------------------

WRITES = """\
openapi: 3.1.0
info: {title: Pets, version: "1"}
paths:
  /pets:
    post:
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [age],
        properties: {age: {type: integer}}}}}}
      responses: {"204": {description: Done.}}
"""
STREAMS = """\
openapi: 3.2.0
info: {title: Pets, version: "1"}
paths:
  /old: {get: {operationId: old, deprecated: true, responses: {"200": {description: ok,
    content: {application/json: {schema: {type: object}}}}}}}
  /silent: {get: {operationId: silent, responses: {"404": {description: no answer}}}}
  /pets: {get: {operationId: pets, responses: {default: {description: ok,
    content: {application/jsonl: {itemSchema: {type: object}}}}}}}
"""


@pytest.mark.parametrize(
    ("document", "name", "line"),
    [
        (SINGLE, "pets", "    answer = pets.get_pet.exercise(PetsClient())  # with fake arguments"),
        (WRITES, "pet_shop", "    answer = pet_shop.post_pets.exercise(PetShopClient())  # with fake arguments"),
        (STREAMS, "pets", "    PetsClient().pets()"),
    ],
    ids=["arguments", "body", "stream"],
)
@pytest.mark.parametrize("output", ["clients", "src/apis"])
def test_the_first_test_passes_as_it_is(add, document: str, name: str, line: str, output: str) -> None:
    (add.folder / "spec.yaml").write_text(document, encoding="utf-8")
    done = add(name, "spec.yaml", "--output", output)
    told, _, text = done.out.partition("\n\n")[2].partition("\n\n")
    folder = "src/" if output.startswith("src") else ""
    change = f"cd {folder[:-1]} && " if folder else ""
    assert told == f"A first test. Save it as {folder}test_{name}.py, then: {change}python -m pytest test_{name}.py"
    assert line in text.splitlines()

    (add.folder / folder / f"test_{name}.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"test_{name}.py"]
    run = subprocess.run(command, cwd=add.folder / folder, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout
    assert "1 passed" in run.stdout


def test_no_first_test_where_nothing_can_be_called_or_imported(add) -> None:
    (add.folder / "spec.yaml").write_text(SINGLE, encoding="utf-8")
    assert "A first test" not in add("pets", "spec.yaml", "--output", "my-clients").out
    (add.folder / "none.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: x, version: '1'}\npaths: {}\n", encoding="utf-8"
    )
    done = add("none", "none.yaml")
    assert (done.code, "A first test" in done.out) == (0, False)
