"""Profiles: hostile answers are valid, are hostile, and leave alone what a test overrides."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from mockgen.testing import ResponseViolation, Values, hostile
from mockgen.testing.hostile import Case

from .conftest import Generate, Package

SPEC = """
paths:
  /thing:
    get:
      operationId: fetch
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
        '404': {description: No., content: {application/json: {schema: {type: array, items: {type: string}}}}}
        '500': {description: No., content: {text/plain: {schema: {type: string, maxLength: 30}}}}
  /either:
    get:
      operationId: either
      responses: {'200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Odd'}}}}}
components:
  schemas:
    Thing:
      type: object
      required: [id, amount, kind, lines]
      properties:
        id: {type: string, pattern: '^th_[a-z0-9]{4,40}$'}
        kind: {enum: [small, large]}
        amount: {type: integer, minimum: -5, maximum: 70, multipleOf: 7}
        count: {type: integer, format: int32}
        free: {type: integer}
        ratio: {type: number, exclusiveMinimum: 0, exclusiveMaximum: 1}
        wide: {type: number}
        title: {type: string, maxLength: 200}
        short: {type: string, minLength: 2, maxLength: 5}
        comment: {type: string}
        email: {type: string, format: email}
        link: {type: string, format: uri}
        made: {type: string, format: date-time}
        day: {type: string, format: date}
        note: {type: [string, 'null']}
        inner: {anyOf: [{$ref: '#/components/schemas/Inner'}, {type: 'null'}]}
        lines: {type: array, minItems: 1, maxItems: 30, items: {$ref: '#/components/schemas/Inner'}}
        words: {type: array, uniqueItems: true, items: {type: string}}
        labels: {type: object, additionalProperties: {type: string}}
        method: {$ref: '#/components/schemas/Method'}
    Inner: {type: object, properties: {a: {type: [string, 'null']}, b: {type: boolean}}}
    Method:
      oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Bank'}]
      discriminator: {propertyName: type}
    Card: {type: object, required: [type, no], properties: {type: {type: string}, no: {type: string, maxLength: 4}}}
    Bank: {type: object, required: [type, iban], properties: {type: {type: string}, iban: {type: string, minLength: 9}}}
    Odd:
      type: object
      required: [x]
      properties: {x: {type: integer}, y: {type: [string, 'null']}, z: {type: array, items: {type: integer}}}
      dependentRequired: {y: [z]}
      if: {properties: {y: {type: 'null'}}, required: [y]}
      then: {properties: {z: {minItems: 2}, x: {maximum: 10}}}
"""


@pytest.fixture
def package(generated: Generate) -> Package:
    return generated(SPEC)


@pytest.fixture
def shop(package: Package) -> Iterator[Any]:
    with package.mock() as mock:
        yield mock


def validator(package: Package, name: str) -> jsonschema_rs.Draft202012Validator:
    """Return a validator that is not the mock's own."""
    contract = json.loads((package.folder / "testing/contract.json").read_text(encoding="utf-8"))
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": contract["schemas"]}}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def test_every_seed_is_valid(package: Package, shop: Any) -> None:
    for operation, name in ((shop.fetch, "Thing"), (shop.either, "Odd")):
        judge = validator(package, name)
        seen = set()
        for seed in range(150):
            body = operation.fake(profile="hostile", seed=seed)
            assert list(judge.iter_errors(body)) == []
            seen.add(json.dumps(body))
        assert len(seen) > 60


@pytest.mark.parametrize("case", hostile.ALL, ids=str)
@pytest.mark.parametrize("seed", [0, 1, "text"])
def test_every_case_is_valid(package: Package, shop: Any, case: Case, seed: int | str) -> None:
    for operation, name in ((shop.fetch, "Thing"), (shop.either, "Odd")):
        assert list(validator(package, name).iter_errors(operation.fake(profile=case, seed=seed))) == []


def test_the_first_seeds_are_the_cases(shop: Any) -> None:
    for seed, case in enumerate(hostile.ALL):
        assert shop.fetch.fake(profile="hostile", seed=seed) == shop.fetch.fake(profile=case, seed=seed)


def test_each_case_is_what_it_says(shop: Any) -> None:
    made = {case: shop.fetch.fake(profile=case, seed=3) for case in hostile.ALL}
    assert set(made[Case.ABSENT]) == {"id", "amount", "kind", "lines"}
    assert len(made[Case.PRESENT]) == 20
    assert made[Case.NULL]["note"] is None
    assert made[Case.NULL]["inner"]["a"] is None
    assert made[Case.HOLLOW]["inner"] is None
    empty = made[Case.EMPTY]
    assert (empty["comment"], empty["words"], empty["labels"], len(empty["lines"]), len(empty["short"])) == (
        "",
        [],
        {},
        1,
        2,
    )
    assert len(empty["id"]) == 7
    many = made[Case.MANY]
    assert len(many["lines"]) == 30 and len(many["labels"]) == 100
    longest = made[Case.LONGEST]
    assert [len(longest[name]) for name in ("id", "title", "short", "comment")] == [43, 200, 5, 1000]
    assert len(longest["email"]) > 200 and len(longest["link"]) == 1000
    assert not made[Case.UNICODE]["comment"].isascii() and "\0" not in json.dumps(made[Case.UNICODE])
    assert made[Case.UNICODE]["method"]["type"] in ("Card", "Bank")
    largest, smallest = made[Case.LARGEST], made[Case.SMALLEST]
    assert (largest["amount"], largest["count"], largest["free"]) == (70, 2**31 - 1, 2**63 - 1)
    assert (smallest["amount"], smallest["count"], smallest["free"]) == (0, -(2**31), -(2**63))
    assert 0 < smallest["ratio"] < 1e-300 and 0.999 < largest["ratio"] < 1 and largest["wide"] > 1e308
    assert (made[Case.EARLIEST]["day"], made[Case.LATEST]["made"]) == ("0001-01-01", "9999-12-31T23:59:59.999999Z")


def test_bodies_that_are_no_objects_are_hostile_too(shop: Any) -> None:
    assert shop.fetch.fake(404, profile=Case.EMPTY) == []
    assert len(shop.fetch.fake(404, profile=Case.MANY)) == 100
    assert len(shop.fetch.fake(500, profile=Case.LONGEST)) == 30


@pytest.mark.parametrize("case", hostile.ALL, ids=str)
def test_a_stub_answers_it_and_the_client_reads_it(package: Package, shop: Any, case: Case) -> None:
    shop.fetch.returns(title="Mine", lines=[{"a": "x"}, {}]).profile(case).seed(5)
    thing = package.client().fetch()
    assert thing.title == "Mine"
    assert thing.lines[0].a == "x" and len(thing.lines) == 2
    assert thing.made is None or isinstance(thing.made, dt.datetime)
    assert thing.raw["kind"] in ("small", "large")


def test_what_is_overridden_is_left_alone(shop: Any) -> None:
    given = {"note": "n", "inner": {"a": "x"}, "labels": {"k": "v"}, "method": "Card", "words": ["w"]}
    for seed in range(60):
        body = shop.fetch.fake(profile="hostile", seed=seed, overrides=given)
        assert (body["note"], body["inner"]["a"], body["method"]["type"]) == ("n", "x", "Card")
        assert body["labels"] == {"k": "v"} and body["words"] == ["w"]


def test_minimal_and_full_by_the_same_chain(shop: Any) -> None:
    stub = shop.fetch.returns(title="Mine").optional()
    assert set(stub.profile("minimal").planned.body) == {"id", "amount", "kind", "lines", "title"}
    assert len(stub.profile("full").planned.body) == 20
    assert stub.seed(4).planned.body == shop.fetch.fake(seed=4, overrides={"title": "Mine"})
    assert shop.fetch.fails(404).optional().profile(Case.EMPTY).planned.body == []
    kept = shop.fetch.fails(404).optional().profile(Case.EMPTY).headers({"X-A": "1"}).planned
    assert (kept.body, kept.headers) == ([], {"X-A": "1"})


def test_an_unknown_enum_value_is_asked_for_in_the_open(package: Package, shop: Any) -> None:
    with pytest.raises(ValueError, match="off_contract"):
        shop.fetch.returns().optional().profile(hostile.UNKNOWN_ENUM)
    shop.fetch.off_contract("next year's service").returns().profile(hostile.UNKNOWN_ENUM)
    assert package.client().fetch().kind in ("small_unknown", "large_unknown")
    assert hostile.UNKNOWN_ENUM not in hostile.ALL


def test_a_chain_off_the_contract_stays_so(shop: Any) -> None:
    stub = shop.fetch.off_contract("why").returns({"id": 1}).optional()
    assert stub.headers({"X-A": "1"}).planned.body == {"id": 1}


def test_what_cannot_be_is_refused(shop: Any) -> None:
    with pytest.raises(ValueError, match="there is no profile 'evil'; there is full, minimal, hostile, absent,"):
        shop.fetch.returns().optional().profile("evil")
    with pytest.raises(TypeError, match="given whole"):
        shop.fetch.off_contract("why").returns({"id": "x"}).optional().profile("minimal")
    with pytest.raises(TypeError, match=r"only what returns\(\) and fails\(\) plan"):
        shop.fetch.times_out().optional().profile("minimal")
    with pytest.raises(ResponseViolation):
        shop.fetch.returns(amount=6).optional().profile("hostile")
    with pytest.raises(ValueError, match="full"):
        Values(0, "hostile")
