"""What is written: the same bytes for the same meaning, formatted, and never more than text where a spec holds text."""

from __future__ import annotations

import ast
import copy
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from . import test_answers, test_errors, test_fakes, test_planning, test_strict, test_webhooks
from .conftest import Generate, Package

SPECS = Path(__file__).parents[2] / "specs"
INLINE = {
    "answers": "paths: {/t: {get: {operationId: fetch, responses: {'200': {description: It., content: "
    "{application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}}}}\n" + test_answers.COMPONENTS,
    "errors": test_errors.SPEC,
    "planning": test_planning.SPEC,
    "strict": test_strict.SPEC,
    "directions": test_fakes.DIRECTIONS,
    "webhooks": test_webhooks.SPEC,
}


def files(package: Package) -> dict[str, str]:
    """Return the text of every file but the lock, which names the spec's own digest and file."""
    return {
        path.relative_to(package.folder).as_posix(): path.read_bytes().decode("utf-8").partition("\n")[2]
        for path in sorted(package.folder.rglob("*"))
        if path.is_file() and path.suffix in (".py", ".json")
    }


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("spec", INLINE.values(), ids=INLINE)
def test_the_order_of_paths_and_components_changes_nothing(generated: Generate, spec: str, seed: int) -> None:
    tree = yaml.safe_load(spec)
    shuffled = copy.deepcopy(tree)
    chance = random.Random(seed)
    for owner, key in (
        ((shuffled, "paths"), (shuffled["components"], "schemas")) if "components" in tree else ((shuffled, "paths"),)
    ):
        owner[key] = mixed(owner[key], chance)
    shuffled["paths"] = {path: mixed(item, chance) for path, item in shuffled["paths"].items()}
    assert files(generated(shuffled)) == files(generated(tree))


def mixed(mapping: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return a mapping in another order."""
    return dict(chance.sample(list(mapping.items()), len(mapping)))


def test_properties_keep_the_author_s_order(generated: Generate) -> None:
    names = ["zeta", "alpha", "mid"]
    schema = {"type": "object", "required": names, "properties": {name: {"type": "integer"} for name in names}}
    package = test_fakes.answering(generated, schema)
    with package.mock() as shop:
        assert list(shop.fetch.fake("200")) == names


def test_another_hash_seed_changes_nothing(tmp_path: Path) -> None:
    made = []
    for seed in ("0", "1"):
        command = [
            sys.executable,
            "-m",
            "mockgen",
            "generate",
            "--spec",
            str(SPECS / "payments.yaml"),
            "--name",
            "shop",
        ]
        folder = tmp_path / seed
        subprocess.run([*command, "--output", str(folder)], check=True, env={"PYTHONHASHSEED": seed}, cwd=SPECS.parent)
        made.append({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()})
    assert made[0] == made[1]
    assert len(made[0]) > 10


@pytest.mark.parametrize("width", [88, 120])
def test_it_is_a_fixed_point_of_ruff_format(generated: Generate, width: int) -> None:
    folders = [generated(spec).folder for spec in INLINE.values()]
    folders += [test_fakes.answering(generated, schema).folder for schema in test_fakes.SCHEMAS.values()]
    folders.append(generated(hostile(HOSTILE[0])).folder)
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--no-cache", "--diff", f"--line-length={width}"]
    result = subprocess.run([*command, *map(str, folders)], capture_output=True, text=True, check=False)
    assert result.stdout == ""
    assert "already formatted" in result.stderr


# -- hostile text -----------------------------------------------------------------------------

HOSTILE = [
    "quote \" and ' and \\ at the end\\",
    '""" + __import__("os").system("echo pwned") + """',
    "'''\nimport os\n'''",
    "{{ 7 * 7 }} {% for x in y %} {# c #}",
    "line\r\nline\u2028line\x85line\ttab",
    "\u202eevil\u2066 bidi\u2069",
    "{0} %s ${x} {braces",
    "\\N{DIGIT ONE} \\x41 \\u0041",
    "# noqa\n# type: ignore",
    'ends with "',
    "\x1b[31mred\x07",
    "a" * 300,
]


def hostile(text: str) -> dict[str, Any]:
    """Return a spec that holds a text wherever a document may hold one."""
    schema = {
        "type": "object",
        "title": text,
        "description": text,
        "required": ["kind", text],
        "properties": {
            "kind": {"type": "string", "enum": [text, "other"], "default": text, "example": text, "description": text},
            text: {"const": text, "title": text},
        },
    }
    parameter = {"in": "query", "name": text, "description": text, "schema": {"type": "string", "default": text}}
    answer = {"description": text, "content": {"application/json": {"schema": schema, "example": {"kind": text}}}}
    operation = {
        "operationId": text,
        "summary": text,
        "description": text,
        "tags": [text],
        "parameters": [parameter],
        "requestBody": {"description": text, "required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"200": answer, "404": answer},
    }
    path = "/" + "".join(character for character in text if character not in "?#{}")
    return {
        "info": {"title": text, "version": text, "description": text},
        "paths": {path: {"post": operation}},
        "components": {"schemas": {text: schema}},
    }


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(generated: Generate, text: str) -> None:
    package = generated(hostile(text))
    for path in package.folder.rglob("*.py"):
        source = path.read_bytes().decode("utf-8")
        assert not calls(source) & {"system", "__import__", "eval", "exec"}, path
        assert source.isascii() or all(c.isprintable() or c == "\n" for c in source), path
        assert "\r" not in source
    with package.mock("auto") as shop:
        (operation,) = shop.operations.values()
        record = operation.exercise(package.client(), seed=1)
        assert record.raw[text] == text
        assert json.loads(shop.calls[0].request.body)[text] == text
        assert record.kind in (text, "other")


def calls(source: str) -> set[str]:
    """Return the names of what a module calls."""
    found = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return {getattr(each, "attr", getattr(each, "id", "")) for each in found}


def test_no_path_of_this_machine_is_written(generated: Generate, tmp_path: Path) -> None:
    package = generated(test_planning.SPEC)
    for path in package.folder.rglob("*"):
        if path.is_file():
            assert str(tmp_path).encode() not in path.read_bytes()
