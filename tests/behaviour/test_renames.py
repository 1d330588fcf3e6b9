"""Renames in the configuration change what Python calls things, and nothing that travels."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockgen.errors import UsageError

SPEC = """
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        "200":
          description: All.
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
      responses: {"201": {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
  /cats:
    get: {operationId: twin, responses: {}}
    put: {operationId: twin, responses: {}}
    patch: text
components:
  schemas:
    Pet:
      type: object
      required: [id, home]
      properties:
        id: {type: string, readOnly: true}
        home: {type: object, properties: {street: {type: string}}}
    Toy: {type: object, properties: {of: {$ref: '#/components/schemas/Pet'}}}
"""


def refusal(generated: Any, **settings: Any) -> str:
    with pytest.raises(UsageError) as refused:
        generated(SPEC, **settings)
    (found,) = refused.value.diagnostics
    assert found.text().startswith("pyproject.toml: error: tool.mockgen.services.shop.rename.")
    return found.text().removeprefix("pyproject.toml: error: tool.mockgen.services.shop.rename.")


def test_operations_are_called_as_the_configuration_says(generated: Any) -> None:
    renames = {"listPets": "all_pets", "POST /pets": "adopt", "PATCH /cats": "groom"}
    package = generated(SPEC, rename_operations=renames)
    assert package.diagnostics[0].message == "skipped PATCH /cats: it is text, not a mapping"
    with package.mock() as shop:
        shop.all_pets.returns([{"id": "1", "home": {}}])
        shop.adopt.returns(id="2")
        client = package.client()
        assert [pet.id for pet in client.all_pets()] == ["1"]
        assert client.adopt({"home": {}}).id == "2"
        assert shop.operations["POST /pets"] is shop.adopt
        assert [call.request.url for call in shop.calls] == ["https://shop.example/pets"] * 2
        with pytest.raises(NotImplementedError):
            client.groom()
    assert not hasattr(package.client(), "list_pets")


def test_schemas_are_called_as_the_configuration_says_and_all_that_is_named_after_them(generated: Any) -> None:
    package = generated(SPEC, rename_schemas={"Pet": "Animal"})
    schemas = package.module("schemas")
    assert {"Animal", "AnimalInput", "AnimalHome"} <= set(vars(schemas))
    assert not [name for name in vars(schemas) if name.startswith("Pet")]
    assert package.module("testing.factories").make_animal
    with package.mock(mode="auto"):
        assert type(package.client().post_pets({"home": {}})) is schemas.Animal


def test_what_travels_and_the_contract_keep_their_names(generated: Any) -> None:
    plain = generated(SPEC)
    renamed = generated(SPEC, rename_operations={"listPets": "all_pets"}, rename_schemas={"Pet": "Animal"})
    texts = [(package.folder / "testing" / "contract.json").read_text("utf-8") for package in (plain, renamed)]
    one, other = map(json.loads, texts)
    assert one["operations"] == other["operations"]
    assert {"Pet", "Pet.request", "Toy"} <= set(other["schemas"])


def test_names_may_be_swapped(generated: Any) -> None:
    package = generated(
        SPEC,
        rename_operations={"listPets": "post_pets", "POST /pets": "list_pets"},
        rename_schemas={"Pet": "Toy", "Toy": "Pet"},
    )
    assert {"of"} == set(package.module("schemas").Pet.__annotations__)
    with package.mock() as shop:
        assert (shop.list_pets.key, shop.post_pets.key) == ("POST /pets", "GET /pets")


@pytest.mark.parametrize(
    ("renames", "told"),
    [
        (
            {"listPets": "post_pets"},
            'operations: GET /pets and POST /pets would both be "post_pets"; rename the other one too',
        ),
        (
            {"listPets": "one", "POST /pets": "ONE"},
            'operations: GET /pets and POST /pets would both be "one"; rename the other one too',
        ),
        ({"listPets": "calls"}, 'operations: "calls" is a name that the client or the mock needs; choose another'),
        ({"twin": "one"}, 'operations: "twin" means 2 operations; write GET /cats or PUT /cats'),
    ],
)
def test_a_name_of_an_operation_that_cannot_be(generated: Any, renames: Any, told: str) -> None:
    assert refusal(generated, rename_operations=renames) == told


@pytest.mark.parametrize(
    ("renames", "told"),
    [
        (
            {"Pet": "Toy"},
            'schemas: the schema Pet and the schema Toy would both be "Toy"; rename the other one too',
        ),
        ({"Pet": "Record"}, 'schemas: "Record" is a name that generated modules need; choose another'),
    ],
)
def test_a_name_of_a_schema_that_cannot_be(generated: Any, renames: Any, told: str) -> None:
    assert refusal(generated, rename_schemas=renames) == told


def test_a_rename_of_nothing_is_told(generated: Any) -> None:
    package = generated(
        SPEC, rename_operations={"listPet": "x", "PUT /dogs": "y"}, rename_schemas={"Pets": "Animal", "zzz": "Z"}
    )
    assert [found.text().partition(".rename.")[2] for found in package.diagnostics if "rename" in found.message] == [
        'operations: there is no operation "listPet"; did you mean listPets?',
        'operations: there is no operation "PUT /dogs"; did you mean PUT /cats?',
        'schemas: there is no schema "Pets"; did you mean Pet?',
        'schemas: there is no schema "zzz"',
    ]
    assert all(found.is_loss for found in package.diagnostics)


def test_a_rename_of_what_is_left_out_waits(generated: Any) -> None:
    package = generated(
        SPEC, include=("twin",), rename_operations={"listPets": "all_pets"}, rename_schemas={"Pet": "Animal"}
    )
    assert package.diagnostics == ()
