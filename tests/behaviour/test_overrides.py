"""Overrides of a fake: deep, in every kind of place, typed, and strict about names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from mockgen.testing import ABSENT, ResponseViolation, UnknownField, UnknownVariant

from .checkers import CHECKERS, refused_lines
from .conftest import Generate, Package

SPEC = """
paths:
  /order:
    get:
      operationId: fetch
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
components:
  schemas:
    Order:
      allOf:
        - {$ref: '#/components/schemas/Base'}
        - type: object
          required: [lines, method, proof, payer, payments]
          properties:
            lines: {type: array, items: {$ref: '#/components/schemas/Line'}}
            method: {$ref: '#/components/schemas/Method'}
            spare: {anyOf: [{$ref: '#/components/schemas/Method'}, {type: 'null'}]}
            proof: {oneOf: [{$ref: '#/components/schemas/Scan'}, {$ref: '#/components/schemas/Sign-Off'}]}
            payer: {oneOf: [{type: string}, {$ref: '#/components/schemas/Line'}]}
            payments: {type: array, minItems: 1, items: {$ref: '#/components/schemas/Method'}}
            event:
              oneOf:
                - {type: object, required: [kind, at], properties: {kind: {const: sent}, at: {type: string}}}
                - {type: object, required: [kind, by], properties: {kind: {const: got}, by: {type: string}}}
    Base:
      type: object
      required: [id]
      properties:
        id: {type: string}
        owner: {type: object, properties: {address: {type: object, properties: {city: {type: string}}}}}
        note: {type: [string, 'null']}
    Line: {type: object, required: [sku], properties: {sku: {type: string}, quantity: {type: integer}}}
    Method:
      oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Bank'}]
      discriminator:
        propertyName: type
        mapping:
          card: '#/components/schemas/Card'
          bank-account: '#/components/schemas/Bank'
          old_account: '#/components/schemas/Bank'
    Card:
      type: object
      required: [type, last4]
      properties: {type: {const: card}, last4: {type: string, pattern: '^[0-9]{4}$'}}
    Bank:
      type: object
      required: [type, holder]
      properties: {type: {enum: [bank-account, old_account]}, holder: {$ref: '#/components/schemas/Line'}}
    Scan: {type: object, required: [page], properties: {page: {type: integer}}}
    Sign-Off: {type: object, required: [signed], properties: {signed: {type: boolean}}}
"""


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


def planned(package: Package, **fields: Any) -> Any:
    """Return what a stub with overrides answers, held against the contract."""
    with package.mock() as shop:
        stub = shop.fetch.returns(**fields).optional()
        return stub.planned.body


CASES: dict[str, tuple[dict[str, Any], str, Any]] = {
    "a field of a part of allOf": ({"id": "a"}, "id", "a"),
    "a field far down": ({"owner": {"address": {"city": "Ulm"}}}, "owner.address.city", "Ulm"),
    "null": ({"note": None}, "note", None),
    "a number of items": ({"lines": 3}, "lines.2.sku", str),
    "no item": ({"lines": 0}, "lines", []),
    "a part of an item": ({"lines": [{}, {"quantity": 3}]}, "lines.1", {"sku": str, "quantity": 3}),
    "a variant by its discriminator": ({"method": "card"}, "method", {"type": "card", "last4": str}),
    "one that is no identifier": ({"method": "bank-account"}, "method.type", "bank-account"),
    "another value of one variant": ({"method": "old_account"}, "method.type", "old_account"),
    "a variant of a nullable union": ({"spare": "card"}, "spare.type", "card"),
    "null for such a union": ({"spare": None}, "spare", None),
    "a variant by its schema": ({"proof": "Sign-Off"}, "proof", {"signed": bool}),
    "a variant by a constant": ({"event": "got"}, "event", {"kind": "got", "by": str}),
    "a mapping merges": ({"method": {"type": "card"}}, "method", {"type": "card", "last4": str}),
    "fields choose the variant": ({"method": {"holder": {"sku": "x"}}}, "method.holder.sku", "x"),
    "variants in a list": ({"payments": ["card", {"type": "old_account"}, "bank-account"]}, "payments.1.type", str),
    "a number of variants": ({"payments": 4}, "payments.3.type", str),
    "a text where a text is a variant": ({"payer": "cus_1"}, "payer", "cus_1"),
    "an object there": ({"payer": {"sku": "x"}}, "payer.sku", "x"),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_every_place_takes_its_overrides(
    package: Package, monkeypatch: pytest.MonkeyPatch, name: str, seed: int
) -> None:
    monkeypatch.setenv("MOCKGEN_SEED", str(seed))
    fields, path, expected = CASES[name]
    found = planned(package, **fields)
    for step in path.split("."):
        found = found[int(step) if step.isdigit() else step]
    assert is_like(found, expected), found


def is_like(value: Any, expected: Any) -> bool:
    if isinstance(expected, type):
        return isinstance(value, expected)
    if isinstance(expected, dict):
        return value.keys() == expected.keys() and all(is_like(value[key], expected[key]) for key in expected)
    return bool(value == expected)


def test_absent_leaves_out(package: Package) -> None:
    assert "note" not in planned(package, note=ABSENT)
    assert "city" not in planned(package, owner={"address": {"city": ABSENT}})["owner"]["address"]
    assert "quantity" not in planned(package, lines=[{"quantity": ABSENT}])["lines"][0]
    with pytest.raises(ResponseViolation, match="lines"):
        planned(package, lines=ABSENT)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"nte": "x"}, '"nte" is no field of the object at $; did you mean "note"?'),
        ({"owner": {"adress": {}}}, '"adress" is no field of the object at $.owner; did you mean "address"?'),
        ({"lines": [{}, {"sk": 1}]}, '"sk" is no field of the object at $.lines[1]; did you mean "sku"?'),
        ({"method": {"lst4": 1}}, '"lst4" is no field of the object at $.method; did you mean "last4"?'),
        ({"payments": [{"holdr": 1}]}, '"holdr" is no field of the object at $.payments[0]; did you mean "holder"?'),
    ],
)
def test_a_misspelt_key_is_told_with_its_place_and_the_nearest(
    package: Package, fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(UnknownField, match=re.escape(message)):
        planned(package, **fields)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"method": "crad"}, '"crad" is no variant of the union at $.method; did you mean "card"?'),
        ({"payments": ["card", "?"]}, "of the union at $.payments[1]; there is card, bank-account, old_account"),
        ({"proof": "scan"}, '"scan" is no variant of the union at $.proof; did you mean "Scan"?'),
    ],
)
def test_so_is_a_misspelt_variant(package: Package, fields: dict[str, Any], message: str) -> None:
    with pytest.raises(UnknownVariant, match=re.escape(message)):
        planned(package, **fields)


TYPED = """
from PACKAGE.testing import mock_shop
from PACKAGE.testing.factories import make_method, make_order
from mockgen.testing import ABSENT, Values

with mock_shop() as shop:
    shop.fetch.returns(id="a", note=None, lines=3, method="card", spare="old_account", proof="Sign-Off")
    shop.fetch.returns(lines=[{"quantity": 3}], method={"type": "card"}, event="got", payments=["card", {}])
    shop.fetch.returns(note=ABSENT, lines=ABSENT)
    make_order(Values(1, "minimal"), method="card")["id"]
    make_method(Values(), type="card")
"""
WRONG = (
    'shop.fetch.returns(method="crad")',
    'shop.fetch.returns(proof="scan")',
    "shop.fetch.returns(nte=1)",
    'make_order(Values(), spare="crad")',
)


@pytest.mark.parametrize("checker", CHECKERS)
def test_types_admit_these_and_no_others(package: Package, tmp_path: Path, checker: str) -> None:
    right = TYPED.replace("PACKAGE", package.name)
    wrong = "".join(f"    {line}\n" for line in WRONG)
    lines, told = refused_lines(checker, right + wrong, tmp_path)
    first = right.count("\n") + 1
    assert lines == set(range(first, first + len(WRONG))), told
