"""What is generated is clean for those who check types, lint and format: documents that once were not."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mockgen.hooks import Hooks

from .conftest import Generate

LONG = "a_service_whose_name_is_as_long_as_can_be_to_show_it"
TEXT = {"type": "string"}
DONE = {"204": {"description": "Done."}}


def content(schema: Any) -> dict[str, Any]:
    """Return the content of a body in JSON."""
    return {"application/json": {"schema": schema}}


def ref(name: str) -> dict[str, str]:
    """Return a reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def answer(schema: Any) -> dict[str, Any]:
    """Return the responses of an operation that answers one schema."""
    return {"200": {"description": "It.", "content": content(schema)}}


def thing(*properties: str) -> dict[str, Any]:
    """Return the schema of an object of texts."""
    return {"type": "object", "properties": dict.fromkeys(properties, TEXT)}


def paths(**schemas: Any) -> dict[str, Any]:
    """Return an operation for each schema, which sends it and answers it."""
    return {
        f"/{name}": {"post": {"operationId": name, "requestBody": {"content": content(schema)}, **answering(schema)}}
        for name, schema in schemas.items()
    }


def answering(schema: Any) -> dict[str, Any]:
    """Return the part of an operation that says what it answers."""
    return {"responses": answer(schema)}


def showing(**values: Any) -> dict[str, Any]:
    """Return the part of an operation that says what it answers, with examples."""
    media = {"schema": {"type": "object"}, "examples": {name: {"value": value} for name, value in values.items()}}
    return {"responses": {"200": {"description": "It.", "content": {"application/json": media}}}}


def asking(schema: Any) -> dict[str, Any]:
    """Return the part of an operation that says what its query holds."""
    return {"parameters": [{"name": "q", "in": "query", "schema": schema}]}


def sending(media_type: str, schema: Any) -> dict[str, Any]:
    """Return the part of an operation that says what it is sent."""
    return {"requestBody": {"content": {media_type: {"schema": schema}}}}


NUMBERED = ("Item2", "Item10", "Item010", "ITEM", "Items", "item_b", "URLList", "UrlKey", "Item2B")
SPECS: dict[str, Mapping[str, Any]] = {
    "statuses that differ": {
        "paths": {
            f"/{'x' * length}": {
                "get": {
                    "operationId": f"get_{'x' * length}",
                    "responses": {"402": answer(thing("a"))["200"], "404": answer(thing("b"))["200"]},
                }
            }
            for length in range(1, 40)
        }
    },
    "nothing": {"paths": {}},
    "no bodies": {"paths": {"/ping": {"get": {"operationId": "ping", "responses": DONE}}}},
    "bodies without fields": {"paths": paths(numbers={"type": "array", "items": {"type": "integer"}})},
    "names in natural order": {
        "paths": paths(**{f"op{n}": ref(name) for n, name in enumerate(NUMBERED)}),
        "components": {"schemas": {name: thing("a") for name in NUMBERED}},
    },
    "properties named like the mock's own parameters": {
        "paths": paths(fetch=thing("body", "status", "self", "fields"))
    },
    "properties whose names are no identifiers": {
        "paths": paths(
            fetch={"type": "object", "required": ["a-b", "c-d"], "properties": {"a-b": thing("e"), "c-d": thing("f")}}
        )
    },
    "types of parameters alone": {"paths": {"/list": {"get": {**asking({"enum": ["a", "b"]}), "responses": DONE}}}},
    "forms whose schemas have no fields": {
        "paths": {
            f"/{number}/{kind}": {"post": {**sending(f"{kind}/{subtype}", schema), "responses": DONE}}
            for kind, subtype in (("application", "x-www-form-urlencoded"), ("multipart", "form-data"))
            for number, schema in enumerate((TEXT, {"anyOf": [TEXT, thing("a")]}, ref("Texts"), ref("Either"), {}))
        },
        "components": {
            "schemas": {"Texts": {"type": "array", "items": TEXT}, "Either": {"oneOf": [TEXT, thing("a"), thing("b")]}}
        },
    },
    "unions whose variants have names": {
        "paths": paths(
            fetch={"type": "object", "properties": {"short": {"oneOf": [ref("A"), ref("B")]}, "long": ref("Many")}}
        ),
        "components": {
            "schemas": {
                "A": {**thing("a"), "required": ["a"]},
                "B": {**thing("b"), "required": ["b"]},
                "Many": {"oneOf": [ref(f"Kind-{n}") for n in range(9)]},
                **{f"Kind-{n}": {**thing(f"k{n}"), "required": [f"k{n}"]} for n in range(9)},
            }
        },
    },
    "examples of answers": {
        "paths": {
            f"/{number}": {"get": {"operationId": f"get_{number}", **showing(**{"x" * 60: {"a": 1}}, **examples)}}
            for number, examples in enumerate(({key: {} for key in "abcdefghijklmnop"}, {"quoted ' \" text": {}}, {}))
        }
        | {"/wrong": {"get": {"operationId": "wrong", **showing(wrong=1)}}}
    },
    "a property without a name": {"paths": paths(fetch=thing("", "a"))},
    "a component named like the overrides of another": {
        "paths": paths(mark=ref("Mark"), fields=ref("MarkFields")),
        "components": {
            "schemas": {
                "Mark": thing("a"),
                "MarkFields": {"oneOf": [{"type": "array", "items": thing("b")}, {"type": "integer"}]},
            }
        },
    },
}

WORDS = ("secret", "Event", "Webhook", "list", "hooked", "order.paid", "a-name-" * 12, "UNSET", "get")
HOOKED: Mapping[str, Any] = {
    "paths": {},
    "webhooks": {
        **{word: {"post": {**sending("application/json", thing("body", word)), "responses": DONE}} for word in WORDS},
        "text": {"post": {**sending("text/plain", TEXT), "responses": DONE}},
        "empty": {"post": {"responses": DONE}, "put": {**asking(TEXT), "responses": DONE}},
        "headed": {"post": {"parameters": [{"name": "X-A", "in": "header", "schema": TEXT}], "responses": DONE}},
    },
}
SIGNING = Hooks(plain={"header": "X-Signature", "signs": "{id}.{body}", "id_header": "X-Identity"}, secret_setting="S")


@pytest.fixture
def folders(generated: Generate) -> list[Path]:
    """The packages of all specs; one more for a service with a long name."""
    made = [generated(spec).folder for spec in SPECS.values()]
    made += [generated(HOOKED, name, hooks=SIGNING).folder for name in ("shop", LONG)]
    return [*made, generated(SPECS["names in natural order"], LONG).folder]


def run(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a module of Python's on what was generated."""
    command = [sys.executable, "-W", "error", "-m", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8")


def test_mypy_strict(folders: list[Path], tmp_path: Path) -> None:
    options = ["--strict", "--config-file=", "--explicit-package-bases", f"--cache-dir={tmp_path / 'mypy'}"]
    done = run(tmp_path, "mypy", *options, *folders)
    assert done.stdout.startswith("Success: no issues found in "), done.stdout + done.stderr


def test_pyright(folders: list[Path], tmp_path: Path) -> None:
    done = run(tmp_path, "pyright", "--pythonpath", sys.executable, "--outputjson", *folders)
    report = json.loads(done.stdout)
    assert [(entry["file"], entry["message"]) for entry in report["generalDiagnostics"]] == []
    assert report["summary"]["filesAnalyzed"] == sum(len(list(folder.rglob("*.py"))) for folder in folders)


def test_ruff(folders: list[Path], tmp_path: Path) -> None:
    done = run(tmp_path, "ruff", "check", "--isolated", "--no-cache", "--select=E9,F,I", *folders)
    assert done.stdout == "All checks passed!\n"


@pytest.mark.parametrize("width", [88, 120])
def test_ruff_format(folders: list[Path], tmp_path: Path, width: int) -> None:
    options = ["--isolated", "--no-cache", "--diff", f"--line-length={width}"]
    done = run(tmp_path, "ruff", "format", *options, *folders)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


PLANS = """
from typing import Any
from {package}.testing import mock_shop

with mock_shop() as shop:
    shop.fetch.fails(402, reason="limit")
    shop.fetch.fails(404, missing="it")
    shop.fetch.fails(409, missing="it")
    shop.fetch.fails(503)
    shop.fetch.fails(503, {{"any": "thing"}})
    for status in (402, 404):
        shop.fetch.fails(status)
    shop.fetch.fails(402, missing="it")  # wrong
    shop.fetch.fails(404, reason="limit")  # wrong
    shop.fetch.fails(503, reason="limit")  # wrong
    shop.fetch.returns(tilte="it")  # wrong
    shop.fetch.when(path={{}}).answers(lambda call: call.sent.body).times(2).then.fails(402, reasn="x")  # wrong
"""


def test_each_status_has_fields_of_its_own(generated: Generate, tmp_path: Path) -> None:
    schemas = {"200": thing("title"), "402": thing("reason"), "404": ref("Missing"), "409": ref("Missing")}
    responses = {status: answer(schema)["200"] for status, schema in schemas.items()}
    spec = {
        "paths": {"/x": {"get": {"operationId": "fetch", "responses": responses}}},
        "components": {"schemas": {"Missing": thing("missing")}},
    }
    package = generated(spec)
    file = tmp_path / "plans.py"
    text = PLANS.format(package=package.name)
    file.write_text(text, encoding="utf-8")
    options = ["--strict", "--config-file=", "--explicit-package-bases", f"--cache-dir={tmp_path / 'mypy'}"]
    done = run(tmp_path, "mypy", *options, "--no-pretty", file)
    found = {int(line.split(":")[1]) for line in done.stdout.splitlines() if ": error: " in line}
    assert found == {n for n, line in enumerate(text.split("\n"), 1) if line.endswith("# wrong")}, done.stdout


def test_the_compiler_has_no_warning(folders: list[Path]) -> None:
    sources = [path for folder in folders for path in folder.rglob("*.py")]
    done = run(folders[0], "compileall", "-q", "-f", *sources)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
