"""Whatever text stands wherever in a document: what is generated is data, or the document is refused in a line.

`MOCKGEN_FUZZ=20000 pytest tests/test_hostile_documents.py` fuzzes for longer.
"""

from __future__ import annotations

import ast
import json
import os
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mockgen.errors import MockgenError
from mockgen.pipeline import diagnostics, make
from mockgen.settings import one_off

PAYLOAD = "exec(bytes([112]))"
"""What must not become code, wherever it stands."""

BREAKS = [
    f'"""; {PAYLOAD} #',
    f"'''\n{PAYLOAD}\n'''",
    f'" + {PAYLOAD} + "',
    f"' + {PAYLOAD} + '",
    f"{{{PAYLOAD}}}",
    f"{{{{ {PAYLOAD} }}}}",
    f"{{% set x = {PAYLOAD} %}}",
    f"\n{PAYLOAD}\n",
    f"\r{PAYLOAD}",
    f"\x0c{PAYLOAD}",
    f"\u2028{PAYLOAD}\x85{PAYLOAD}",
    f"\\\n{PAYLOAD}",
    f"\\N{{BULLET}}\\x22; {PAYLOAD}",
    f"# type: ignore\n{PAYLOAD}",
    f"a): {PAYLOAD} #",
    f"x = lambda: {PAYLOAD}",
    f"@{PAYLOAD}",
    f"../../{PAYLOAD}",
    f"]); {PAYLOAD}; ([",
    "\ud800",
    "\x1b]0;x\x07",
    "::error file=x::y",
    "__class__",
    "__init_subclass__",
    "__import__",
    "None",
    "con",
    "\u202e\u2066",
    "",
    " ",
]
TEXTS = (
    st.sampled_from(BREAKS)
    | st.text(max_size=30)
    | st.tuples(st.text(max_size=4), st.sampled_from(BREAKS)).map("".join)
)

# Each "@…" is one place where text of a document stands; it is replaced, as a key and as a value.
SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "@schema title",
    "description": "@schema description",
    "required": ["@required property"],
    "properties": {
        "@required property": {"type": "string", "description": "@property description", "example": "@example"},
        "@second property": {"type": "string", "enum": ["@enum", "@other enum"], "default": "@default"},
        "@pattern property": {"type": "string", "pattern": "@pattern", "format": "@format"},
        "@constant property": {"const": "@constant", "x-faker": "@faker"},
        "@union": {
            "oneOf": [{"$ref": "#/components/schemas/Base"}, {"type": "array", "items": {"type": "string"}}],
            "discriminator": {"propertyName": "@discriminator", "mapping": {"@mapped": "#/components/schemas/Base"}},
        },
        "@free": {"type": "object", "additionalProperties": {"type": "string"}, "patternProperties": {"@name": {}}},
    },
}
SENT: dict[str, Any] = {"requestBody": {"content": {"application/json": {"schema": SCHEMA}}}, "responses": {}}
FORM = {"schema": SCHEMA, "encoding": {"@required property": {"contentType": "@part"}}}
EXAMPLE = {"value": {"@required property": "x"}, "summary": "@shown"}
VARIABLE = {"default": "@variable", "enum": ["@variable"]}
BASE = {"type": "object", "properties": {"@discriminator": {"type": "string"}}}
FLOWS = {"clientCredentials": {"tokenUrl": "@token", "scopes": {"@scope": "@says"}}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "@title", "version": "@version", "description": "@info description"},
    "servers": [{"url": "https://{v}.example/@server", "variables": {"v": VARIABLE}}],
    "tags": [{"name": "@tag", "description": "@tag description"}],
    "paths": {
        "/a/{id}/@path": {
            "post": {
                "operationId": "@operation",
                "summary": "@summary",
                "description": "@description",
                "tags": ["@tag"],
                "security": [{"@scheme": []}],
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "@query", "in": "query", "description": "@parameter description", "schema": SCHEMA},
                    {"name": "@header", "in": "header", "schema": {"type": "string", "enum": ["@header value"]}},
                    {"name": "@cookie", "in": "cookie", "schema": {"type": "string", "default": "@cookie value"}},
                ],
                "requestBody": {
                    "description": "@body",
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/@component"}},
                        "multipart/form-data": FORM,
                        "@media": {},
                    },
                },
                "responses": {
                    "200": {
                        "description": "@answer",
                        "headers": {"@answer header": {"required": True, "schema": {"type": "string"}}},
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/@component"},
                                "examples": {"@named example": EXAMPLE},
                            }
                        },
                        "links": {"@link": {"operationId": "@linked", "parameters": {"@of link": "@expression"}}},
                    },
                    "4XX": {"description": "@error", "content": {"@error media": {"schema": {"type": "string"}}}},
                },
                "callbacks": {"@callback": {"{$request.body#/@url}": {"post": SENT}}},
            },
        },
        "/sound": {"get": {"responses": {"200": {"description": "."}}}},
    },
    "webhooks": {"@webhook": {"post": SENT}},
    "components": {
        "schemas": {"@component": SCHEMA, "Base": BASE},
        "securitySchemes": {
            "@scheme": {"type": "apiKey", "in": "header", "name": "@key", "description": "@scheme description"},
            "@oauth": {"type": "oauth2", "flows": FLOWS},
        },
    },
}


def places(node: Any) -> Iterator[str]:
    """Yield the places of the document, each once for each time that it stands there."""
    if isinstance(node, str) and "@" in node:
        yield node[node.index("@") :]
    for part in (*node, *node.values()) if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from places(part)


PLACES = sorted(set(places(DOCUMENT)))


def filled(node: Any, texts: Mapping[str, str]) -> Any:
    """Return the document with texts in its places."""
    if isinstance(node, str):
        head, mark, place = node.partition("@")
        known = max((each for each in texts if f"{mark}{place}".startswith(each)), key=len, default="")
        return f"{head}{texts[known]}{place[len(known) - 1 :]}" if known else node
    if isinstance(node, list):
        return [filled(part, texts) for part in node]
    if isinstance(node, dict):
        return {filled(key, texts): filled(part, texts) for key, part in node.items()}
    return node


def held(folder: Path, texts: Mapping[str, str]) -> str:
    """Generate from the document with these texts; return what was refused, "" where nothing was."""
    file = folder / "spec.json"
    file.write_text(json.dumps(filled(DOCUMENT, texts)), encoding="utf-8")
    try:
        made = make(one_off(file, folder / "out", "svc", None))
    except MockgenError as error:
        refused, told = error.diagnostics[0].message, error.diagnostics
    else:
        refused, told = "", diagnostics(made.document, made.built)
        for each in made.files:
            assert not each.path.endswith(".py") or "exec" not in called(each.text), each.path
    for diagnostic in told:
        kinds = {unicodedata.category(character) for character in diagnostic.text()}
        assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}, diagnostic
    return refused


def called(text: str) -> set[str]:
    """Return the names that a module calls."""
    found = (node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    return {function.id for function in found if isinstance(function, ast.Name)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


def test_the_document_itself_is_generated(folder: Path) -> None:
    plain = {place: "".join(filter(str.isalnum, place)) for place in PLACES}
    assert held(folder, {**plain, "@pattern": "^[a-z]+$", "@token": "https://auth.example/token"}) == ""
    assert len(PLACES) > 60


@pytest.mark.parametrize("text", BREAKS, ids=ascii)
def test_one_text_everywhere(folder: Path, text: str) -> None:
    held(folder, dict.fromkeys(PLACES, text))


@settings(
    max_examples=int(os.environ.get("MOCKGEN_FUZZ", "40")),
    deadline=None,
    derandomize="MOCKGEN_FUZZ" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
@given(texts=st.fixed_dictionaries(dict.fromkeys(PLACES, TEXTS)))
@example(texts=dict.fromkeys(PLACES, "x"))
def test_any_text_anywhere(folder: Path, texts: dict[str, str]) -> None:
    held(folder, texts)
