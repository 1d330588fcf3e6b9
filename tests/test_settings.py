"""`[tool.mockgen]`: everything wrong with it is said at once, one line each, before anything is read."""

from __future__ import annotations

import keyword
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockgen.errors import UsageError
from mockgen.inputs import SERVICE, TOP
from mockgen.settings import RENAME, find_project, load, name_fault, one_off

GOOD = """\
[tool.mockgen]
output = "clients"

[tool.mockgen.services.payments]
spec = "specs/payments.yaml"

[tool.mockgen.services.weather_v2]
spec = "specs/weather.yaml"
"""


def written(folder: Path, content: str) -> Path:
    path = folder / "pyproject.toml"
    path.write_text(content, encoding="utf-8")
    return path


def faults(folder: Path, content: str) -> list[str]:
    with pytest.raises(UsageError) as refused:
        load(written(folder, content))
    lines = [found.text() for found in refused.value.diagnostics]
    assert all(line.startswith("pyproject.toml: error: ") for line in lines)
    return [line.removeprefix("pyproject.toml: error: ") for line in lines]


def test_services_in_the_order_in_which_they_stand(tmp_path: Path) -> None:
    settings = load(written(tmp_path, GOOD))
    assert list(settings.services) == ["payments", "weather_v2"]
    payments = settings.services["payments"]
    assert payments.spec == tmp_path / "specs/payments.yaml"
    assert payments.package == tmp_path / "clients/payments"
    assert payments.root == tmp_path
    assert payments.in_project


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "output =",
            "ouput =",
            "[tool.mockgen] has the unknown key ouput; did you mean output?",
        ),
        (
            "output =",
            "colour = 1\noutput =",
            "[tool.mockgen] has the unknown key colour; known keys: output, services",
        ),
        (
            "spec =",
            "sepc =",
            "[tool.mockgen.services.payments] has the unknown key sepc; did you mean spec?",
        ),
        *[
            (
                'spec = "specs/payments.yaml"',
                f'spec = "specs/payments.yaml"\n{line}',
                f"{'[' * (fault[0] == '[')}tool.mockgen.services.payments{fault.removeprefix('[')}",
            )
            for line, fault in [
                (
                    'undeclared = "wran"',
                    ".undeclared must be one of forbid, warn, allow; did you mean warn?",
                ),
                ("undeclared = true", ".undeclared must be one of forbid, warn, allow"),
                ('overlay = ["a"]', "[] has the unknown key overlay; did you mean overlays?"),
                ('overlays = "a.yaml"', ".overlays must be a list of paths"),
                ("overlays = [1]", ".overlays must be a list of paths"),
                ('overlays = [""]', ".overlays must be a list of paths"),
                ('overlays = ["a.yaml", "a.yaml"]', '.overlays has "a.yaml" twice'),
                ('overlays = ["../a.yaml"]', ".overlays must be a path inside the project"),
                ('overlays = ["clients/payments/a.yaml"]', ".overlays lies in the folder that is generated"),
                ('include = "tag:a"', ".include must be a list of patterns"),
                ('exclude = ["a", " "]', ".exclude must be a list of patterns"),
                ("rename = []", "[.rename] must be a table"),
                ("rename.operation = {}", "[.rename] has the unknown key operation; did you mean operations?"),
                ("rename.schemas = 1", "[.rename.schemas] must be a table"),
                ("rename.schemas.Pet = 1", '.rename.schemas: "Pet" needs a Python name, without a leading underscore'),
                *[
                    (
                        f'rename.operations."GET /a" = "{name}"',
                        '.rename.operations: "GET /a" needs a Python name, without a leading underscore',
                    )
                    for name in ("class", "_send", "get-pets", "1st", "müsli", "")
                ],
            ]
        ],
        ('output = "clients"\n', "", "tool.mockgen.output is missing"),
        ('"clients"', "1", "tool.mockgen.output must be a path"),
        ('"clients"', '" "', "tool.mockgen.output must be a path"),
        ('"clients"', '"../clients"', "tool.mockgen.output must be a path inside the project"),
        ('"clients"', '"/clients"', "tool.mockgen.output must be a path inside the project"),
        (
            '"specs/payments.yaml"',
            "[1]",
            "tool.mockgen.services.payments.spec must be a path",
        ),
        (
            '"specs/payments.yaml"',
            '"../payments.yaml"',
            "tool.mockgen.services.payments.spec must be a path inside the project",
        ),
        (
            '"specs/payments.yaml"',
            '"clients/payments/payments.yaml"',
            "tool.mockgen.services.payments.spec lies in the folder that is generated",
        ),
        *[
            (
                "services.payments",
                f'services."{name}"',
                f"[tool.mockgen.services.{name}]: the name must be a lower-case Python identifier",
            )
            for name in ("Payments", "my-api", "2pay", "class", "zahlungenü", "..", "")
        ],
    ],
)
def test_a_fault_is_named_with_its_key(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in GOOD
    assert fault in faults(tmp_path, GOOD.replace(old, new, 1))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("[tool]\nmockgen = 1\n", "[tool.mockgen] must be a table"),
        (
            '[tool.mockgen]\noutput = "x"\n',
            "[tool.mockgen.services.NAME] is missing: no service is configured",
        ),
        (
            '[tool.mockgen]\noutput = "x"\nservices = {}\n',
            "[tool.mockgen.services.NAME] is missing: no service is configured",
        ),
        (
            '[tool.mockgen]\noutput = "x"\nservices.pets = "pets.yaml"\n',
            "[tool.mockgen.services.pets] must be a table",
        ),
    ],
)
def test_a_wrong_shape(tmp_path: Path, content: str, fault: str) -> None:
    assert faults(tmp_path, content) == [fault]


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    content = GOOD.replace("output", "ouput").replace("spec =", "sepc =")
    assert len(faults(tmp_path, content)) == 6


def test_no_toml(tmp_path: Path) -> None:
    for content in (b"[tool.mockgen", b"[tool.mockgen]\noutput = '\xff'\n"):
        (tmp_path / "pyproject.toml").write_bytes(content)
        with pytest.raises(UsageError, match="it is no TOML"):
            find_project(tmp_path)


def test_the_nearest_configuration_upwards_is_taken(tmp_path: Path) -> None:
    outer = written(tmp_path, GOOD)
    inner = tmp_path / "app" / "sub"
    inner.mkdir(parents=True)
    written(tmp_path / "app", '[project]\ndependencies = ["mockgen"]\n')
    assert find_project(inner) == outer
    assert find_project(tmp_path) == outer
    nearer = written(inner, GOOD)
    assert find_project(inner) == nearer


@given(st.text() | st.sampled_from(keyword.kwlist) | st.from_regex(r"[A-Za-z_0-9]+"))
def test_a_valid_name_is_a_module_on_every_file_system(name: str) -> None:
    if not name_fault(name):
        assert name.isascii()
        assert name.isidentifier()
        assert name == name.lower()
        compile(f"from .{name} import {name}", "x", "exec")
    else:
        with pytest.raises(UsageError, match="--name must be a lower-case Python identifier"):
            one_off(Path("x.yaml"), Path("out"), name, None)


def test_a_one_off_is_rooted_at_the_folder_of_its_spec() -> None:
    service = one_off(Path("specs/x.yaml"), Path("out"), "x", None)
    assert (service.root, service.package) == (Path("specs"), Path("out/x"))
    assert not service.in_project
    assert one_off(Path("specs/x.yaml"), Path("out"), "x", Path(".")).root == Path(".")


def test_corrections_choice_and_renames(tmp_path: Path) -> None:
    more = """
overlays = ["specs/b.yaml", "specs/a.yaml"]
include = ["tag:charges", "GET /v1/balance"]
exclude = ["deprecated"]
rename.operations = {"POST /v1/charges" = "charge"}
rename.schemas = {Charge = "Payment"}
"""
    payments = load(written(tmp_path, GOOD.replace('payments.yaml"\n', f'payments.yaml"\n{more}'))).services["payments"]
    assert payments.overlays == (tmp_path / "specs/b.yaml", tmp_path / "specs/a.yaml")
    assert (payments.include, payments.exclude) == (("tag:charges", "GET /v1/balance"), ("deprecated",))
    assert payments.rename_operations == {"POST /v1/charges": "charge"}
    assert payments.rename_schemas == {"Charge": "Payment"}
    assert set(payments.values) == {"output", "spec", "overlays", "include", "exclude", "rename"}


def test_a_folder_is_its_own_root(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    service = one_off(tmp_path / "specs", Path("out"), "x", None, [Path("a.yaml")])
    assert (service.root, service.overlays) == (tmp_path / "specs", (Path("a.yaml"),))


def test_every_key_is_documented() -> None:
    page = (Path(__file__).resolve().parents[1] / "docs" / "configuration.md").read_text(encoding="utf-8")
    keys = {*TOP, *SERVICE, *(f"rename.{key}" for key in RENAME)} - {"services", "rename"}
    assert {key for key in keys if f"| `{key}` |" not in page} == set()
