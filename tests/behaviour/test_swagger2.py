"""Swagger 2.0: the client, the fakes and the mock of a document of that version."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from mockgen.testing import RequestViolation, ResponseViolation

from .conftest import Generate, Package

PETS = """
swagger: 2.0
basePath: /v1
consumes: [application/json]
produces: [application/json]
securityDefinitions:
  key: {type: apiKey, in: header, name: X-Key}
  user: {type: basic}
security: [{key: []}]
parameters:
  tags: {name: tags, in: query, type: array, items: {type: string}, collectionFormat: multi}
  pet: {name: pet, in: body, required: true, schema: {$ref: '#/definitions/NewPet'}}
responses:
  Refused: {description: It was refused., schema: {$ref: '#/definitions/Problem'}}
definitions:
  NewPet:
    type: object
    required: [name]
    properties: {name: {type: string}, born: {type: string, format: date}, owner: {type: string, x-nullable: true}}
  Pet:
    allOf:
      - $ref: '#/definitions/NewPet'
      - {type: object, required: [id], properties: {id: {type: integer, format: int64, readOnly: true}}}
  Problem: {type: object, required: [code], properties: {code: {type: string, enum: [taken, unknown]}}}
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - $ref: '#/parameters/tags'
        - {name: ids, in: query, type: array, items: {type: integer}}
        - {name: area, in: query, type: array, items: {type: number}, collectionFormat: pipes}
        - {name: X-Kinds, in: header, type: array, items: {type: string}}
      responses:
        200:
          description: Pets.
          headers: {X-Left: {type: integer, minimum: 0}}
          schema: {type: array, items: {$ref: '#/definitions/Pet'}}
    post:
      operationId: addPet
      parameters: [{$ref: '#/parameters/pet'}]
      responses: {201: {description: The pet., schema: {$ref: '#/definitions/Pet'}}, 409: {$ref: '#/responses/Refused'}}
  /pets/{id}/photos:
    parameters: [{name: id, in: path, required: true, type: integer}]
    post:
      operationId: addPhoto
      consumes: [multipart/form-data]
      parameters:
        - {name: photo, in: formData, type: file, required: true}
        - {name: size, in: formData, type: integer, minimum: 1}
        - {name: tags, in: formData, type: array, items: {type: string}}
      responses: {204: {description: Taken.}}
    get:
      operationId: getPhoto
      produces: [image/png]
      responses: {200: {description: It., schema: {type: file}}, 404: {$ref: '#/responses/Refused'}}
  /logins:
    post:
      operationId: login
      security: [{user: []}]
      consumes: [application/x-www-form-urlencoded]
      parameters:
        - {name: reason, in: formData, type: string, required: true}
        - {name: rights, in: formData, type: array, items: {type: string, enum: [read, write]}, collectionFormat: ssv}
      responses: {204: {description: Done.}}
"""


@pytest.fixture
def pets(generated: Generate) -> Package:
    return generated(PETS)


def sent(package: Package, method: str, *arguments: Any, **more: Any) -> Any:
    """Return the request that the client sends."""
    with package.mock("auto") as shop:
        getattr(package.client(), method)(*arguments, **more)
    return shop.calls[-1].request


def test_nothing_of_it_is_lost_but_what_is_told(pets: Package) -> None:
    said = [diagnostic.message for diagnostic in pets.diagnostics]
    assert said == [
        "an answer is an object or a list, and `produces` names no media type for one; application/json is taken too"
    ]


def test_every_operation_can_be_called_with_its_fakes(pets: Package) -> None:
    with pets.mock("auto") as shop:
        for operation in shop.operations.values():
            for seed in range(5):
                operation.exercise(pets.client(), seed=seed)
    assert len(shop.calls) == 5 * 5


def test_a_body(pets: Package) -> None:
    request = sent(pets, "add_pet", {"name": "Rex", "owner": None})
    assert (request.url, request.body) == ("https://shop.example/v1/pets", b'{"name":"Rex","owner":null}')
    assert request.headers["Content-Type"] == "application/json"


def test_a_body_is_held_against_its_definition(pets: Package) -> None:
    with pets.mock("auto"), pytest.raises(RequestViolation, match="required, missing"):
        pets.client().add_pet({"nam": "Rex"})


def test_answers_are_records_of_the_definitions(pets: Package) -> None:
    with pets.mock() as shop:
        shop.add_pet.returns(id=7, born="2026-03-01")
        pet = pets.client().add_pet({"name": "Rex"})
    assert isinstance(pet, pets.module("schemas").Pet)
    assert (pet.id, pet.born.year) == (7, 2026)


def test_an_answer_that_the_document_does_not_know_is_refused(pets: Package) -> None:
    with pets.mock() as shop, pytest.raises(ResponseViolation):
        shop.add_pet.fails(409, code="lost")


def test_lists_in_a_query_and_in_a_header(pets: Package) -> None:
    request = sent(pets, "list_pets", tags=["a", "b"], ids=[1, 2], area=[1.5, 2.5], x_kinds=["cat", "dog"])
    assert urlsplit(request.url).query == "tags=a&tags=b&ids=1,2&area=1.5%7C2.5"
    assert request.headers["X-Kinds"] == "cat,dog"


def test_headers_of_an_answer(pets: Package) -> None:
    with pets.mock() as shop:
        shop.list_pets.returns([]).headers({"X-Left": "3"})
        answer = pets.client().answered(pets.client().list_pets)
    assert answer.headers["X-Left"] == "3"
    with pets.mock() as shop:
        stub = shop.list_pets.returns([]).optional()
        with pytest.raises(ResponseViolation):
            stub.headers({"X-Left": "many"})


@pytest.mark.parametrize("photo", [b"\x89PNG", io.BytesIO(b"\x89PNG"), ("a.png", b"\x89PNG", "image/png")])
def test_a_file_with_other_fields(pets: Package, photo: Any) -> None:
    request = sent(pets, "add_photo", 7, {"photo": photo, "size": 3, "tags": ["a", "b"]})
    assert request.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert b'name="photo"; filename="' in request.body
    assert b"\r\n\r\n\x89PNG\r\n" in request.body
    assert b'name="size"\r\n\r\n3\r\n' in request.body
    assert b'name="tags"\r\n\r\na,b\r\n' in request.body, "csv is what a list is where nothing else is said"


@pytest.mark.parametrize("fields", [{"size": 3}, {"photo": b"", "size": 0}, {"photo": b"", "width": 3}])
def test_a_form_that_the_document_does_not_know(pets: Package, fields: dict[str, Any]) -> None:
    with pets.mock("auto"), pytest.raises(RequestViolation):
        pets.client().add_photo(7, fields)


def test_an_item_that_holds_the_delimiter_of_its_part_is_not_sent(pets: Package) -> None:
    with pets.mock("auto") as shop, pytest.raises(ValueError, match="tags: ',' separates the items"):
        pets.client().add_photo(7, {"photo": b"", "tags": ["a,b"]})
    shop.assert_no_calls()


def test_a_form(pets: Package) -> None:
    request = sent(pets, "login", {"reason": "a&b", "rights": ["read", "write"]})
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert request.body == b"reason=a%26b&rights=read%20write"


def test_credentials(pets: Package) -> None:
    auth = {"key": "k", "user": ("ann", "s3cret")}
    with pets.mock("auto") as shop:
        client = pets.client(auth=auth)
        client.list_pets()
        client.login({"reason": "work"})
    first, second = (call.request.headers for call in shop.calls)
    assert (first["X-Key"], first.get("Authorization")) == ("k", None)
    assert second["Authorization"] == "Basic " + base64.b64encode(b"ann:s3cret").decode()
    assert "X-Key" not in second


def test_a_download_and_its_errors(pets: Package) -> None:
    with pets.mock() as shop:
        shop.get_photo.returns(b"\x89PNG").then.fails(404, code="unknown")
        client = pets.client()
        assert client.get_photo(7) == b"\x89PNG"
        with pytest.raises(pets.error("StatusError")) as caught:
            client.get_photo(8)
    assert caught.value.body.code == "unknown"  # type: ignore[attr-defined]


def test_without_a_host_the_base_path_still_counts(generated: Generate) -> None:
    package = generated("""
        swagger: '2.0'
        host: ''
        basePath: /v1
        paths: {/pets: {get: {operationId: listPets, responses: {204: {description: None.}}}}}
    """)
    assert sent(package, "list_pets").url == "https://shop.test/v1/pets"
    with pytest.raises(package.error("ConfigurationError"), match="names no absolute URL"):
        package.client().list_pets()


def test_a_document_of_several_files(generated: Generate, tmp_path: Path) -> None:
    (tmp_path / "common.yaml").write_text(
        """
        parameters: {toy: {name: toy, in: body, required: true, schema: {$ref: '#/definitions/Toy'}}}
        responses: {Toy: {description: It., schema: {$ref: '#/definitions/Toy'}}}
        definitions:
          Toy: {type: object, required: [name], properties: {name: {type: string}, like: {$ref: '#/definitions/Toy'}}}
        """,
        encoding="utf-8",
    )
    package = generated("""
        swagger: '2.0'
        produces: [application/json]
        paths:
          /toys:
            post:
              operationId: addToy
              parameters: [{$ref: 'common.yaml#/parameters/toy'}]
              responses: {201: {$ref: 'common.yaml#/responses/Toy'}}
        definitions: {Plaything: {$ref: 'common.yaml#/definitions/Toy'}}
    """)
    with package.mock() as shop:
        shop.add_toy.returns(name="ball", like={"name": "cube"})
        toy = package.client().add_toy({"name": "ball"})
    assert isinstance(toy, package.module("schemas").Plaything)
    assert toy.like.name == "cube"
    assert package.diagnostics == ()
