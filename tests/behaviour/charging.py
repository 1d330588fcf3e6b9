"""A service that takes money, for the tests of the ways in which a mock is reached."""

from __future__ import annotations

from typing import Any

SPEC = """
paths:
  /charges:
    get:
      operationId: list_charges
      parameters: [{name: after, in: query, schema: {type: string}}]
      responses:
        '200':
          description: A page.
          content:
            application/json:
              schema:
                type: object
                required: [data, has_more]
                properties:
                  data: {type: array, items: {$ref: '#/components/schemas/Charge'}}
                  has_more: {type: boolean}
    post:
      operationId: create_charge
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [amount], properties: {amount: {type: integer}, note: {type: string}}}
          application/x-www-form-urlencoded:
            schema: {type: object, required: [amount], properties: {amount: {type: integer}}}
      responses:
        '201': {description: Done., content: {application/json: {schema: {$ref: '#/components/schemas/Charge'}}}}
        '402':
          description: Refused.
          content: {application/json: {schema: {type: object, required: [code], properties: {code: {type: string}}}}}
  /charges/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: get_charge
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Charge'}}}}
components:
  schemas:
    Charge:
      type: object
      required: [id, amount]
      properties: {id: {type: string}, amount: {type: integer}, status: {type: string, enum: [paid, open]}}
"""
URL = "https://shop.example/charges"
BODY = {"amount": 4200}


def checkout(client: Any) -> str:
    """Pay with a client that is an argument: the code under test of a project that injects its dependencies."""
    return str(client.create_charge(BODY).id)
