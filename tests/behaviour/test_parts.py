"""A package whose types are too many for one module: the same names, in parts that are imported when needed."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockgen.build import parts

from . import test_types
from .conftest import Generate, Package

TEXT = {"type": "string"}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def thing(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


SCHEMAS: dict[str, Any] = {
    "Account": thing(id=TEXT, since={"type": "string", "format": "date-time"}, card=ref("Card"), source=ref("Source")),
    "Card": thing(last4=TEXT, account=ref("Owner"), kind={"type": "string", "enum": ["credit_card", "debit_card_2"]}),
    "Owner": {"oneOf": [ref("Person"), ref("Shop")], "discriminator": {"propertyName": "type"}},
    "Person": thing(type={"const": "Person"}, name=TEXT),
    "Shop": thing(type={"const": "Shop"}, title=TEXT),
    "Source": {"oneOf": [ref("Owners"), TEXT]},
    "Owners": {"type": "array", "minItems": 1, "items": ref("Owner")},
    "Tree": {"type": "object", "required": ["kind"], "properties": {"kind": TEXT, "below": ref("Branch")}},
    "Branch": {
        "type": "object",
        "required": ["trees"],
        "properties": {"trees": {"type": "array", "items": ref("Tree")}},
    },
    "Maybe": {"oneOf": [ref("Owners"), {"type": "null"}]},
    "dashed": {"type": "object", "properties": {"a-b": ref("Card"), "Any": TEXT, "UUID": ref("Tree")}},
}


def spec(schemas: dict[str, Any]) -> dict[str, Any]:
    return {
        "paths": test_types.paths(**{name.lower(): ref(name) for name in schemas}),
        "components": {"schemas": schemas},
    }


@pytest.fixture
def package(generated: Generate, monkeypatch: pytest.MonkeyPatch) -> Package:
    """A package in which every module may hold next to nothing."""
    monkeypatch.setattr(parts, "MOST", 12)
    return generated(spec(SCHEMAS))


def test_modules_hold_the_types_by_first_letters(package: Package) -> None:
    found = {path.name for path in (package.folder / "schemas").iterdir() if path.suffix == ".py"}
    assert {"__init__.py", "_o.py"} <= found
    assert len(found) > 5
    assert not (package.folder / "schemas.py").exists()
    assert (package.folder / "testing/overrides/__init__.py").exists()


def loaded(schemas: ModuleType) -> set[str]:
    """Return the parts that are imported."""
    start = f"{schemas.__name__}."
    return {name.removeprefix(start) for name in sys.modules if name.startswith(start)}


def test_a_name_is_imported_from_schemas_and_with_it_its_part_alone(package: Package) -> None:
    schemas = package.module("schemas")
    assert loaded(schemas) == set()
    record = schemas.Tree({"kind": "oak"})
    assert type(record) is schemas.Tree
    assert loaded(schemas) == {"_t"}
    assert record.kind == "oak"
    assert loaded(schemas) == {"_t", "_b"}  # a tree holds branches
    assert set(dir(schemas)) >= {"Account", "Tree"}
    with pytest.raises(AttributeError, match="no attribute 'Treee'"):
        _ = schemas.Treee
    with pytest.raises(AttributeError, match="no attribute 'Literal'"):
        _ = schemas.Literal


def test_types_of_other_parts_are_read(package: Package) -> None:
    schemas = package.module("schemas")
    owner = {"type": "Person", "name": "Ada"}
    raw = {"id": "1", "since": "2024-01-31T12:00:00Z", "source": [owner, {"type": "Shop", "title": "Ink"}]}
    account = schemas.Account({**raw, "card": {"last4": "4242", "account": owner, "kind": "other"}})
    assert account.since.year == 2024
    assert isinstance(account.card, schemas.Card)
    assert isinstance(account.card.account, schemas.Person)
    assert [type(each) for each in account.source] == [schemas.Person, schemas.Shop]
    assert schemas.Account({**raw, "source": "text"}).source == "text"
    tree = schemas.Tree({"kind": "oak", "below": {"trees": [{"kind": "twig"}]}})
    assert tree.below.trees == [schemas.Tree({"kind": "twig"})]


def test_client_and_mock_speak_of_the_same_classes(package: Package) -> None:
    schemas = package.module("schemas")
    with package.mock("auto") as shop:
        for operation in shop.operations.values():
            for seed in (0, 1):
                operation.exercise(package.client(), seed=seed)
        shop.account.returns(card={"last4": "4242"})
        answer = package.client().account()
        assert isinstance(answer, schemas.Account)
        assert answer.card.last4 == "4242"
        assert shop.account.calls[-1].response == answer
    assert package.module("testing.factories").make_account


def test_pickles_name_the_module_that_stays(package: Package) -> None:
    card = package.module("schemas").Card({"last4": "1"})
    pickled = pickle.dumps(card)
    assert pickle.loads(pickled) == card
    assert type(card).__module__ == f"{package.name}.schemas"
    assert b"schemas._" not in pickled


def test_every_part_can_be_imported_first(package: Package) -> None:
    for path in sorted(package.folder.rglob("_*.py")):
        module = ".".join(path.relative_to(package.folder.parents[1]).with_suffix("").parts)
        command = [sys.executable, "-W", "error", "-c", f"import {module}"]
        done = subprocess.run(command, cwd=package.folder.parents[1], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")


USE = """\
from {name}.schemas import Account, Gone
from {name}.testing.factories import make_account

def last4(account: Account) -> int:
    return account.card.last4
"""


def test_checkers_see_through(package: Package, tmp_path: Path) -> None:
    test_types.test_mypy_strict([package.folder], tmp_path)
    test_types.test_pyright([package.folder], tmp_path)
    use = tmp_path / "use.py"
    use.write_text(USE.format(name=package.name))
    for tool in (["mypy", "--strict", "--config-file="], ["pyright", "--pythonpath", sys.executable]):
        said = test_types.run(tmp_path, *tool, use).stdout
        assert "Gone" in said
        assert '"str"' in said
        assert "2 errors" in said


def test_it_is_clean(package: Package, tmp_path: Path) -> None:
    test_types.test_ruff([package.folder], tmp_path)
    test_types.test_ruff_format([package.folder], tmp_path, 88)
    test_types.test_ruff_format([package.folder], tmp_path, 120)


NAMES = st.text("AabB_2", min_size=1, max_size=5).map(lambda name: f"T{name}")
NODES = st.dictionaries(NAMES, st.integers(1, 9), max_size=12).map(
    lambda nodes: {name: nodes[name] for name in {name.lower(): name for name in nodes}.values()}
)
"""No two names of a module differ by case alone."""


@given(NODES, st.integers(1, 40))
def test_a_part_is_small_or_one_name(nodes: dict[str, int], most: int) -> None:
    found = parts.partition(nodes, most)
    assert found.keys() == nodes.keys()
    for part in set(found.values()):
        inside = [name for name in nodes if found[name] == part]
        assert all(name.lower().startswith(part) for name in inside)
        assert len(inside) == 1 or sum(nodes[name] for name in inside) <= most


@given(NODES, st.integers(1, 40), st.data())
def test_what_is_added_moves_no_name_of_another_part(nodes: dict[str, int], most: int, data: st.DataObject) -> None:
    taken = {name.lower() for name in nodes}
    added = data.draw(NAMES.filter(lambda name: name.lower() not in taken))
    before = parts.partition(nodes, most)
    after = parts.partition({**nodes, added: 1}, most)
    for name in nodes:
        is_full = sum(nodes[other] for other in nodes if before[other] == before[name]) + 1 > most
        assert after[name] == before[name] or (is_full and added.lower().startswith(before[name]))


@given(NODES, st.integers(1, 40))
def test_the_longest_beginning_finds_the_part(nodes: dict[str, int], most: int) -> None:
    found = parts.partition(nodes, most)
    known = sorted(set(found.values()), key=lambda part: (-len(part), part))
    for name, part in found.items():
        assert next(each for each in known if name.lower().startswith(each)) == part
