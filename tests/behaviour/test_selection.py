"""A package of a part of a document: complete for that part, and nothing else in it."""

from __future__ import annotations

import dataclasses
import importlib
import itertools
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockgen.pipeline import generate
from mockgen.settings import one_off
from mockgen.testing import UnmockedOperation

from .conftest import HEAD

SPEC = """
paths:
  /pets:
    get:
      operationId: list-pets
      tags: [pets]
      parameters: [{$ref: '#/components/parameters/Page'}]
      responses: {"200": {$ref: '#/components/responses/Pets'}}
    post:
      operationId: list_pets
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses:
        "201": {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
        default: {description: No., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {$ref: '#/components/schemas/Id'}}]
    get:
      tags: [pets]
      responses: {"200": {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
    delete: {responses: {"204": {description: Gone.}}}
  /toys:
    get:
      deprecated: true
      responses:
        "200": {description: All., content: {application/json: {schema: {$ref: '#/components/schemas/Toy'}}}}
    put: text
components:
  parameters: {Page: {name: page, in: query, schema: {type: integer}}}
  responses:
    Pets:
      description: All.
      content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}
  schemas:
    Id: {type: string, format: uuid}
    Pet:
      type: object
      required: [id]
      properties:
        id: {$ref: '#/components/schemas/Id'}
        toys: {type: array, items: {$ref: '#/components/schemas/Toy'}}
    Toy: {oneOf: [{$ref: '#/components/schemas/Ball'}, {$ref: '#/components/schemas/Bone'}]}
    Ball: {type: object, required: [size], properties: {size: {type: integer}}}
    Bone: {type: object, required: [age], properties: {age: {type: integer}, of: {$ref: '#/components/schemas/Pet'}}}
    Problem: {type: object, properties: {code: {type: string}}}
    Unused: {type: object}
"""
KEYS = ("GET /pets", "POST /pets", "GET /pets/{id}", "DELETE /pets/{id}", "GET /toys", "PUT /toys")
COUNT = itertools.count()


def test_schemas_that_nothing_reaches_are_gone(generated: Any) -> None:
    package = generated(SPEC, include=("GET /toys", "deprecated"))
    text = (package.folder / "schemas.py").read_text(encoding="utf-8")
    assert re.findall(r"^class (\w+)\(", text, re.MULTILINE) == ["Ball", "Bone", "Pet"]
    contract = json.loads((package.folder / "testing" / "contract.json").read_text(encoding="utf-8"))
    assert not {"Problem", "Unused"} & set(contract["schemas"])
    assert package.diagnostics == ()


def test_names_do_not_depend_on_the_choice(generated: Any) -> None:
    whole = generated(SPEC)
    with whole.mock() as shop:
        names = {key: shop.operations[key].method for key in shop.operations}
    for key in names:
        with generated(SPEC, include=(key,)).mock() as shop:
            assert {found: shop.operations[found].method for found in shop.operations} == {key: names[key]}


def test_what_is_left_out_is_told_as_that(generated: Any) -> None:
    package = generated(SPEC, exclude=("POST /pets",))
    note = "its configuration (include, exclude) wants only a part of the document's operations"
    with package.mock() as shop, pytest.raises(KeyError) as missing:
        shop.operations["POST /pets"]
    assert missing.value.args[0].startswith(f"shop has no operation POST /pets; {note}")
    with pytest.raises(UnmockedOperation) as raised, package.mock():
        requests.post("https://shop.example/pets", json={}, timeout=1)
    assert note in str(raised.value)


def test_a_whole_document_says_nothing_of_parts(generated: Any) -> None:
    package = generated(SPEC, include=("/**",))
    assert '"partial"' not in (package.folder / "testing" / "contract.json").read_text("utf-8")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=st.sets(st.sampled_from(KEYS), min_size=1), excluding=st.booleans())
def test_any_part_of_a_document_is_a_whole_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: set[str], excluding: bool
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    name = f"part_{next(COUNT)}"
    file = tmp_path / f"{name}.yaml"
    file.write_text(yaml.safe_dump({**HEAD, **yaml.safe_load(SPEC)}, sort_keys=False), encoding="utf-8")
    service = one_off(file, tmp_path / name, "shop", None)
    rest = tuple(sorted(set(KEYS) - wanted))
    choice = {"exclude": rest} if excluding else {"include": tuple(sorted(wanted))}
    done = generate(dataclasses.replace(service, **choice))
    assert done.operations == len(wanted - {"PUT /toys"})
    assert done.skipped == len(wanted & {"PUT /toys"})
    importlib.invalidate_caches()
    try:
        package = importlib.import_module(f"{name}.shop")
        mock = importlib.import_module(f"{name}.shop.testing").mock_shop
        with mock(mode="auto") as shop:
            assert set(shop.operations) == wanted - {"PUT /toys"}
            for operation in shop.operations.values():
                operation.exercise(package.ShopClient(), seed=1)
            assert len(shop.calls) == len(shop.operations)
    finally:
        for module in [found for found in sys.modules if found.partition(".")[0] == name]:
            del sys.modules[module]
