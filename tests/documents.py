"""A small document in two files."""

PETS = """\
openapi: 3.1.0
info: {title: Pets, version: "1"}
servers: [{url: https://pets.example}]
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: One pet.
          content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
components:
  schemas:
    Pet:
      type: object
      required: [id]
      properties: {id: {type: string}, age: {$ref: "ages.yaml#/Age"}}
"""
AGES = "Age: {type: integer, minimum: 0}\n"
