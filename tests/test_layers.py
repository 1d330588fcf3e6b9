"""The two halves never import each other, and each heavy library has one door."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockgen.render import RUNTIME as RUNTIME_NAMES

REPOSITORY = Path(__file__).resolve().parents[1]
SOURCES = sorted((REPOSITORY / "mockgen").rglob("*.py"))
RUNTIME = sorted((REPOSITORY / "templates" / "runtime").glob("*.py"))
SHARED = {"mockgen", "mockgen.diagnostics", "mockgen.errors", "mockgen.faker_names"}
BRIDGE = {"mockgen.cli": {"mockgen.testing.standalone"}}
"""The command line prints fakes; it imports the other half when it is asked to."""
HELPERS = {"mockgen.collector"}
LIGHT = {
    "mockgen",
    "mockgen.check",
    "mockgen.differences",
    "mockgen.inputs",
    "mockgen.lock",
    "mockgen.output",
    "mockgen.plain_toml",
    "mockgen.targets",
}
LATE = {
    "mockgen.check": {
        *("mockgen.check_formats", "mockgen.diagnostics", "mockgen.errors", "mockgen.guard", "mockgen.regenerated"),
        "mockgen.settings",
    },
    "mockgen.targets": {"mockgen.diagnostics"},
}
"""What the check imports when there is something to say, or more is asked for; `tests/test_check.py` sees when."""


def module_name(path: Path) -> str:
    parts = path.relative_to(REPOSITORY).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in SOURCES}


def imports(path: Path, name: str) -> Iterator[tuple[str, ast.stmt]]:
    """Give every module that a file imports, wherever in it, with the statement."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *filter(None, [base])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield (inner if inner in MODULES else base), node


IMPORTED = {name: {found for found, _ in imports(path, name)} for name, path in MODULES.items()}


def is_runtime_half(name: str) -> bool:
    return name == "mockgen.testing" or name.startswith("mockgen.testing.")


def importers(library: str) -> set[str]:
    return {
        name
        for name, found in IMPORTED.items()
        if any(module == library or module.startswith(f"{library}.") for module in found)
    }


def test_the_reader_of_imports_sees_what_there_is() -> None:
    assert len(MODULES) > 60
    assert "mockgen.testing" in MODULES
    assert "mockgen.check" in IMPORTED["mockgen.cli"]
    assert "mockgen.lock" in IMPORTED["mockgen.check"]
    assert "mockgen.cli" in IMPORTED["mockgen.__main__"], "imports in functions count"
    assert all(
        found in MODULES or not found.startswith("mockgen") for imported in IMPORTED.values() for found in imported
    )


@pytest.mark.parametrize("name", sorted(filter(is_runtime_half, MODULES)))
def test_the_test_runtime_never_imports_the_generator(name: str) -> None:
    ours = {found for found in IMPORTED[name] if found.split(".")[0] == "mockgen"}
    assert {found for found in ours if not is_runtime_half(found)} <= SHARED


@pytest.mark.parametrize("name", sorted(name for name in MODULES if not is_runtime_half(name)))
def test_the_generator_never_imports_the_test_runtime(name: str) -> None:
    assert not {found for found in IMPORTED[name] if is_runtime_half(found)} - BRIDGE.get(name, set())


def test_the_command_line_imports_the_test_runtime_late() -> None:
    source = "import sys, mockgen.cli; print([name for name in sys.modules if name.startswith('mockgen.testing')])"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_what_both_halves_share_imports_neither() -> None:
    for name in SHARED:
        assert {found for found in IMPORTED[name] if found.startswith("mockgen")} <= SHARED


def test_each_heavy_library_has_one_door() -> None:
    assert importers("jinja2") == {"mockgen.render"}
    assert importers("typer") == {"mockgen.cli"}
    assert importers("jsonpath_rfc9535") == {"mockgen.spec.overlay_actions"}
    assert importers("django") == {"mockgen.testing.django"}
    assert importers("jsonschema") == {"mockgen.spec.examples", "mockgen.testing.validation"}


def test_a_mixin_needs_no_pytest() -> None:
    assert importers("pytest") == {"mockgen.testing.fixtures", "mockgen.testing.pytest_plugin"}
    assert importers("mockgen.testing.fixtures") == set()
    assert importers("mockgen.testing.pytest_plugin") == {"mockgen.testing.fixtures"}


def test_what_only_an_adapter_needs_is_imported_where_a_test_asks_for_it() -> None:
    assert importers("httpx") == importers("httpcore") == {"mockgen.testing.adapters.httpx"}
    assert importers("requests_mock") == set()
    program = (
        "import sys\n"
        "import mockgen.testing.service\n"
        "print([name for name in sys.modules if 'adapters.' in name and 'mockgen' in name or name == 'httpx'])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_what_only_overlays_need_is_imported_where_there_are_some() -> None:
    program = (
        "import sys\n"
        "import mockgen.pipeline\n"
        "print('jsonpath_rfc9535' in sys.modules, 'mockgen.spec.overlay' in sys.modules, 'jsonschema' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False False False\n"


def test_the_generator_needs_no_library_of_the_tests() -> None:
    for library in ("faker", "responses", "openapi_core", "pytest"):
        assert all(is_runtime_half(name) for name in importers(library)), library


def test_the_generator_touches_the_network_in_one_place_and_late() -> None:
    assert {name for name in importers("requests") if not is_runtime_half(name)} == {"mockgen.fetch"}
    source = "import sys, mockgen.cli; print([name for name in ('requests', 'urllib3') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_the_test_runtime_parses_no_yaml() -> None:
    assert not any(is_runtime_half(name) for name in importers("yaml"))


def test_nobody_imports_the_command_line() -> None:
    assert importers("mockgen.cli") == {"mockgen.__main__"}


def test_stages_look_one_way() -> None:
    assert not {found for found in IMPORTED["mockgen.render"] if "mockgen.spec" in found}
    for name, found in IMPORTED.items():
        ours = {module for module in found if module.startswith("mockgen.")}
        if name.startswith("mockgen.spec"):
            below = {*SHARED, *HELPERS}
            assert all(module in below or module.startswith("mockgen.spec") for module in ours), name
        if name.startswith("mockgen.build"):
            assert not ours & {"mockgen.render", "mockgen.tree", "mockgen.pipeline"}, name


def test_helpers_of_every_stage_import_the_standard_library_only() -> None:
    for name in HELPERS:
        assert {found.partition(".")[0] for found in IMPORTED[name]} <= sys.stdlib_module_names


def test_what_check_needs_is_light() -> None:
    for name in LIGHT:
        late = LATE.get(name, set())
        assert IMPORTED[name] - late <= {*LIGHT, *sys.stdlib_module_names, "collections.abc"}, name


def test_the_records_of_what_is_printed_know_code_only() -> None:
    assert IMPORTED["mockgen.ir"] - {"mockgen.code"} <= sys.stdlib_module_names
    assert {name.partition(".")[0] for name in IMPORTED["mockgen.code"]} <= sys.stdlib_module_names


# Nothing of the package imports it: whoever connects a receiver does, and has Django then.
NEEDS_DJANGO = {"signals"}


@pytest.mark.parametrize("path", RUNTIME, ids=lambda path: path.stem)
def test_what_production_runs_needs_requests_and_django_only(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = set(map(id, tree.body))
    local = {other.stem for other in RUNTIME}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            assert (node.level, (node.module or "") in local) == (1, True), ast.unparse(node)
            continue
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            library = name.partition(".")[0]
            allowed = library in sys.stdlib_module_names or library == "requests"
            is_late = id(node) not in top or path.stem in NEEDS_DJANGO
            assert allowed or (library == "django" and is_late), ast.unparse(node)


def test_what_needs_django_is_imported_by_nothing_that_runs_without() -> None:
    for path in RUNTIME:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and node.level and node.module in NEEDS_DJANGO), path.name


def test_the_runtime_modules_are_those_that_are_written() -> None:
    assert tuple(path.name for path in RUNTIME) == RUNTIME_NAMES
