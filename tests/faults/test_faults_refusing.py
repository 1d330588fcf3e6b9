"""Documents, templates and configurations at fault: one line, exit 2, nothing written."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from injection import contents

from mockgen import __version__, inputs, render
from mockgen import lock as locks

REPOSITORY = Path(__file__).resolve().parents[2]


def refused(result) -> str:
    """Return the one line of an error."""
    assert (result.code, result.out) == (2, "")
    assert result.err.count("\n") == 1
    assert "Traceback" not in result.err
    return result.err


@pytest.fixture
def templates(tmp_path_factory: pytest.TempPathFactory, monkeypatch) -> Path:
    """A copy of the templates that mockgen takes in place of its own."""
    folder = tmp_path_factory.mktemp("elsewhere") / "templates"
    shutil.copytree(REPOSITORY / "templates", folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(render, "template_folder", lambda: folder)
    render.environment.cache_clear()
    yield folder
    render.environment.cache_clear()


WRONG = {
    "a name that is not defined": ("{{ package.nothing }}", "has no attribute 'nothing'"),
    "a name of the document that is printed as it is": ("{{ package.contract }}", "prints a str, which is no code"),
    "a tag that is not closed": ("{% if", "unexpected 'end of template'"),
    "a filter that there is not": ("{{ package.header | nothing }}", "No filter named 'nothing'"),
    "a block that nobody closes": ("{% block x %}", "endblock"),
    "a template outside of the folder": ("{% include '../../secret.jinja' %}", "../../secret.jinja"),
}


@pytest.mark.parametrize("name", WRONG)
def test_f33_a_template_at_fault_is_named_with_its_line(project, templates: Path, name: str) -> None:
    text, reason = WRONG[name]
    assert project.run("generate").code == 0
    before = project.state()
    path = templates / "package/apps.py.jinja"
    line = path.read_text(encoding="utf-8").count("\n") + 1
    path.write_text(path.read_text(encoding="utf-8") + text + "\n", encoding="utf-8")
    (templates / "secret.jinja").write_text("secret", encoding="utf-8")

    error = refused(project.run("generate", "--force"))

    assert error.startswith(f"templates/package/apps.py.jinja:{line}: error: ")
    assert reason in error
    assert project.state() == before


def test_f33_the_macros_are_templates_too(project, templates: Path) -> None:
    path = templates / "package/macros.jinja"
    path.write_text("{% macro %}\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert refused(project.run("generate")).startswith("templates/package/macros.jinja:1: error: ")


def test_f18_what_is_no_python_is_not_written(project, templates: Path) -> None:
    (templates / "package/testing/mock.py.jinja").write_text("def (:\n", encoding="utf-8")
    result = project.run("generate")
    assert result.code == 3, "a fault of mockgen's own"
    assert "mockgen printed what is no Python: testing/mock.py, line 1" in result.err
    assert not (project.folder / "clients").exists()


@pytest.mark.parametrize("name", ["con", "aux", "nul", "prn", "com1", "lpt9"])
def test_f22_no_package_is_named_as_a_device_of_windows(project, name: str) -> None:
    arguments = ["--spec", "specs/pets.yaml", "--output", "made", "--name", name]
    assert "must be no device of Windows" in refused(project.run("generate", *arguments))
    text = project.configuration.read_text(encoding="utf-8")
    project.configuration.write_text(text.replace("services.pets", f"services.{name}"), encoding="utf-8")
    assert "must be no device of Windows" in refused(project.run("generate"))


def test_f22_names_that_differ_in_case_alone_do_not_meet(project) -> None:
    tree = yaml.safe_load(project.spec.read_text(encoding="utf-8"))
    schemas = tree["components"]["schemas"]
    for name in ("Vlan", "VLAN", "vlan", "con", "AUX"):
        schemas[name] = {"type": "object", "properties": {name: {"type": "string"}}}
        schemas["Pet"]["properties"][name] = {"$ref": f"#/components/schemas/{name}"}
    project.spec.write_text(yaml.safe_dump(tree), encoding="utf-8")
    assert project.run("generate").code == 0
    paths = list(contents(project.package))
    assert len({path.lower() for path in paths}) == len(paths)
    namespace: dict[str, object] = {}
    source = (project.package / "schemas.py").read_text(encoding="utf-8")
    classes = [line.split("(")[0].split()[1] for line in source.splitlines() if line.startswith("class ")]
    assert len(set(classes)) == len(classes) > 5, namespace


DEFECTS = {
    "no YAML": "openapi: 3.1.0\npaths: [\n",
    "no document": "- 1\n",
    "a key twice": 'openapi: 3.1.0\nopenapi: 3.0.0\ninfo: {title: x, version: "1"}\npaths: {}\n',
    "a tag": "openapi: !!python/object/apply:os.system [true]\n",
    "out of the root": 'openapi: 3.1.0\ninfo: {title: x, version: "1"}\npaths: {/a: {$ref: "../../../etc/passwd"}}\n',
    "a control character": 'openapi: 3.1.0\npaths: {"/\\e]0;x": {get: 1}}\n"\\e[2J": [}\n',
    "a version that there is not": 'openapi: 9.9.9\ninfo: {title: x, version: "1"}\npaths: {}\n',
}


@pytest.mark.parametrize("name", DEFECTS)
def test_f32_a_document_at_fault_is_refused_with_its_place(project, name: str) -> None:
    assert project.run("generate").code == 0
    project.spec.write_text(DEFECTS[name], encoding="utf-8")
    before = project.state()
    error = refused(project.run("generate"))
    assert error.startswith("specs/pets.yaml:")
    assert error.rstrip("\n").isprintable()
    assert "root:x" not in error, "no content of another file is quoted"
    assert project.state() == before


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("output =", "outptu =", "[tool.mockgen] has the unknown key outptu; did you mean output?"),
        ("spec =", "sepc =", "[tool.mockgen.services.pets] has the unknown key sepc; did you mean spec?"),
        ('output = "clients"', 'output = "clients"\nformat_version = 2', "the unknown key format_version; known keys:"),
    ],
)
def test_f34_an_unknown_key_is_refused_by_both_commands(project, old: str, new: str, reason: str) -> None:
    text = project.configuration.read_text(encoding="utf-8")
    project.configuration.write_text(text.replace(old, new), encoding="utf-8")
    result = project.run("generate")
    assert (result.code, result.out) == (2, "")
    assert reason in result.err
    assert reason in refused(project.run("check"))
    assert not (project.folder / "clients").exists()


def test_f34_a_wrong_type_is_refused(project) -> None:
    text = project.configuration.read_text(encoding="utf-8")
    project.configuration.write_text(text.replace('"specs/pets.yaml"', "[1]"), encoding="utf-8")
    assert "tool.mockgen.services.pets.spec must be a path" in refused(project.run("generate"))


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_f35_two_services_in_one_folder(project) -> None:
    (project.folder / "clients").mkdir()
    (project.folder / "clients/cats").symlink_to("pets")
    with project.configuration.open("a", encoding="utf-8") as file:
        file.write('[tool.mockgen.services.cats]\nspec = "specs/pets.yaml"\n')
    assert "would be written to one folder" in refused(project.run("generate"))
    assert not project.package.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--spec", "specs/pets.yaml", "--output", ".", "--name", "specs"],
        ["--spec", "specs", "--output", ".", "--name", "specs"],
        ["--spec", "specs/pets.yaml", "--output", "specs", "--name", "pets", "--overlay", "specs/pets/fix.yaml"],
    ],
)
def test_f35_an_input_in_the_folder_that_is_generated(project, arguments: list[str]) -> None:
    project.configuration.unlink()
    before = project.state()
    assert "may not lie in the folder that is generated" in refused(project.run("generate", *arguments))
    assert project.state() == before


def test_f35_a_spec_in_the_folder_that_is_generated_by_the_configuration(project) -> None:
    text = project.configuration.read_text(encoding="utf-8").replace('"clients"', '"."').replace("pets]", "specs]")
    project.configuration.write_text(text, encoding="utf-8")
    assert "lies in the folder that is generated" in refused(project.run("generate"))


def test_f35_the_project_itself_as_output_keeps_what_is_there(project) -> None:
    text = project.configuration.read_text(encoding="utf-8").replace('"clients"', '"."')
    project.configuration.write_text(text, encoding="utf-8")
    (project.folder / "pets").mkdir()
    (project.folder / "pets/client.py").write_bytes(b"mine = 1\n")
    before = project.state()
    assert "pets/client.py: error: it is there and not mockgen's" in refused(project.run("generate"))
    assert project.state() == before


def test_f36_many_operations_in_little_memory(project) -> None:
    """How long it takes is measured by `benchmarks/generate.py`."""
    resource = pytest.importorskip("resource", reason="Windows has no such limits")
    tree = yaml.safe_load(project.spec.read_text(encoding="utf-8"))
    item = tree["paths"].pop("/pets/{id}")
    for number in range(400):
        tree["paths"][f"/pets{number}/{{id}}"] = {"get": {**item["get"], "operationId": f"getPet{number}"}}
    project.spec.write_text(yaml.safe_dump(tree, sort_keys=False), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mockgen", "generate"],
        cwd=project.folder,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (2**29, 2**29)),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("pets: 400 operations; ")


def test_f37_a_lock_of_an_older_mockgen_is_brought_up_to_date_with_a_notice(project) -> None:
    assert project.run("generate").code == 0
    kept = project.lock.read_bytes()
    project.lock.write_bytes(kept.replace(f"generator {inputs.GENERATOR}".encode(), b"generator 0.0.9"))
    result = project.run("generate")
    assert (result.code, result.err) == (0, "")
    assert f"  upgrade  made by mockgen 0.0.9 before, now by {__version__}" in result.out.splitlines()
    assert project.lock.read_bytes() == kept


@pytest.mark.parametrize("cut", [0, 40, 200, -30])
def test_f10_a_poisoned_or_truncated_lock_is_written_anew(project, cut: int) -> None:
    assert project.run("generate").code == 0
    kept = project.lock.read_bytes()
    project.lock.write_bytes(kept[:cut])
    own = project.package / "own.py"
    own.write_bytes(b"mine = 1\n")
    assert project.run("generate").code == 0
    assert project.lock.read_bytes() == kept
    assert own.read_bytes() == b"mine = 1\n"
    assert project.run("check").code == 0


def test_f10_the_whole_lines_of_a_truncated_lock_still_vouch(project) -> None:
    assert project.run("generate").code == 0
    project.lock.write_bytes(project.lock.read_bytes()[:-10])
    project.spec.write_text(project.spec.read_text(encoding="utf-8").replace("age:", "years:"), encoding="utf-8")
    assert project.run("generate").code == 0
    assert project.run("check").code == 0
    assert locks.read(str(project.package)) is not None
