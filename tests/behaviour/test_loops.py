"""Schemas that lead to themselves, or to sizes without measure: what can be made of them, or why nothing can."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from mockgen.errors import SpecError
from mockgen.testing import UnsatisfiableSchema

from .conftest import Generate

TEXT = {"type": "string"}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def answering(schemas: dict[str, Any], answered: str = "W") -> dict[str, Any]:
    content = {"application/json": {"schema": ref(answered)}}
    operation = {"operationId": "fetch", "responses": {"200": {"description": "It.", "content": content}}}
    return {"paths": {"/w": {"get": operation}}, "components": {"schemas": schemas}}


LEGAL = {
    "array of itself": {"W": {"type": "array", "items": ref("W")}},
    "map of itself": {"W": {"type": "object", "additionalProperties": ref("W")}},
    "text or list of itself": {"W": {"oneOf": [TEXT, {"type": "array", "items": ref("W")}]}},
    "tuple that may end": {"W": {"type": "array", "prefixItems": [TEXT, ref("W")]}},
    "two unions of each other": {
        "W": {"anyOf": [ref("V"), TEXT]},
        "V": {"anyOf": [ref("W"), {"type": "integer"}]},
    },
    "many ways to one": {
        **{f"S{number}": {"allOf": [ref(f"S{number + 1}"), ref(f"S{number + 1}")]} for number in range(30)},
        "S30": {"type": "object", "properties": {"a": TEXT}},
        "W": {"allOf": [ref("S0"), {"type": "object", "properties": {"b": TEXT}}]},
    },
}
IDLE = {
    "oneOf": {"W": {"oneOf": [ref("W"), TEXT]}},
    "anyOf": {"W": {"anyOf": [{"allOf": [ref("W")], "minLength": 2}, TEXT]}},
    "if": {"W": {"if": ref("W"), "then": TEXT, "type": "string"}},
    "not": {"W": {"not": ref("W"), "type": "string"}},
}
ENDLESS = [
    {"W": {"anyOf": [ref("W")]}},
    {"W": {"oneOf": [ref("W")], "discriminator": {"propertyName": "t"}, "description": "Itself."}},
]


@pytest.mark.parametrize("name", LEGAL)
def test_what_leads_to_itself_and_ends_is_answered(generated: Generate, name: str) -> None:
    package = generated(answering(LEGAL[name]))
    assert package.diagnostics == ()
    with package.mock("auto") as shop:
        for seed in range(4):
            shop.fetch.exercise(package.client(), seed=seed)
            shop.fetch.returns(shop.fetch.fake("200", seed=seed))
            package.client().fetch()


@pytest.mark.parametrize("key", IDLE)
def test_what_says_nothing_is_left_out_and_told(generated: Generate, key: str) -> None:
    package = generated(answering(IDLE[key]))
    (told,) = package.diagnostics
    assert told.message == f"its {key} leads back to the schema itself, which says nothing; that is left out"
    assert told.location is not None
    assert told.location.pointer == "/components/schemas/W"
    with package.mock("auto"):
        assert isinstance(package.client().fetch(), str)


@pytest.mark.parametrize("schemas", ENDLESS)
def test_what_is_nothing_but_itself_is_refused(generated: Generate, schemas: dict[str, Any]) -> None:
    with pytest.raises(SpecError, match="the schema is made of nothing but itself: W -> W"):
        generated(answering(schemas))


def test_what_is_deeper_than_python_goes_is_refused(generated: Generate) -> None:
    chain = {f"S{n}": {"allOf": [ref(f"S{n + 1}"), {"properties": {f"p{n}": TEXT}}]} for n in range(600)}
    with pytest.raises(SpecError, match="its schemas lead too deep into one another"):
        generated(answering({**chain, "S600": {"type": "object"}}, "S0"))


@pytest.mark.parametrize("with_tag", [True, False])
@pytest.mark.parametrize("word", ["oneOf", "anyOf"])
def test_a_parent_that_lists_its_heirs(generated: Generate, word: str, with_tag: bool) -> None:
    tag = {"discriminator": {"propertyName": "kind", "mapping": {"cat": ref("Cat")["$ref"], "dog": ref("Dog")["$ref"]}}}
    schemas = {
        "Pet": {
            "type": "object",
            "required": ["kind", "name"],
            "properties": {"kind": TEXT, "name": TEXT},
            word: [ref("Cat"), ref("Dog")],
            **(tag if with_tag else {}),
        },
        "Cat": {"allOf": [ref("Pet"), {"required": ["purrs"], "properties": {"purrs": {"type": "boolean"}}}]},
        "Dog": {"allOf": [ref("Pet"), {"required": ["barks"], "properties": {"barks": {"type": "boolean"}}}]},
        "Home": {"type": "object", "required": ["pet"], "properties": {"pet": ref("Pet"), "cat": ref("Cat")}},
    }
    package = generated(answering(schemas, "Home"))
    with package.mock("auto") as shop:
        for seed in range(8):
            pet = shop.fetch.fake("200", seed=seed)["pet"]
            assert {"kind", "name"} < pet.keys()
            assert {"purrs", "barks"} & pet.keys()
            assert not with_tag or pet["kind"] in ("cat", "dog")
        home = package.client().fetch()
        assert type(home.pet).__name__ in (("Cat", "Dog") if with_tag else ("Cat", "Dog", "Record"))
        assert type(home.cat).__name__ == "Cat"


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"type": "array", "items": TEXT, "minItems": 10**9}, "minItems is 1000000000"),
        ({"type": "array", "contains": {"const": 1}, "minContains": 10**9}, "1000000000"),
        ({"type": "object", "minProperties": 10**9}, "minProperties is 1000000000"),
        ({"type": "string", "minLength": 10**9}, "minLength is 1000000000"),
        ({"type": "string", "minLength": 10**9, "pattern": "^a*$"}, "minLength is 1000000000"),
        ({"type": "string", "pattern": "a{1000000000}"}, "asks for 1000000000 characters"),
        ({"type": "string", "pattern": "((a{1000}){1000}){1000}"}, "asks for 1000000000 characters"),
    ],
)
def test_sizes_without_measure_are_refused_by_the_fake(generated: Generate, schema: Any, reason: str) -> None:
    package = generated(answering({"W": schema}))
    with package.mock() as shop, pytest.raises(UnsatisfiableSchema, match=reason):
        shop.fetch.fake("200")


def test_an_array_as_deep_as_may_be_loaded_is_generated(generated: Generate) -> None:
    deep = functools.reduce(lambda inner, _: {"type": "array", "items": inner}, range(60), TEXT)
    package = generated(answering({"W": deep}))
    with package.mock("auto"):
        assert isinstance(package.client().fetch(), list)


@pytest.mark.parametrize("operation", ["property", "mocked", "functools", "cast", "Any", "Literal", "fake", "self"])
def test_an_operation_called_like_what_the_mock_is_written_with(generated: Generate, operation: str) -> None:
    responses = {"200": {"description": "It."}}
    names = [operation, "other", "another"]
    package = generated(
        {"paths": {f"/{n}": {"get": {"operationId": n, "responses": responses}} for n in names}},
    )
    with package.mock("auto") as shop:
        for each in shop.operations.values():
            each.exercise(package.client(), seed=0)
        assert len(shop.calls) == 3
        shop.stateful()
        assert shop.state is not None


@pytest.mark.parametrize("value", [5, True, "x", {"a": 1}])
def test_tags_that_are_no_list_cost_nothing(generated: Generate, value: Any) -> None:
    spec = answering({"W": TEXT})
    spec["paths"]["/w"]["get"]["tags"] = value
    package = generated(spec)
    with package.mock("auto"):
        assert isinstance(package.client().fetch(), str)


def test_headers_that_say_how_a_body_travels_are_not_faked(generated: Generate) -> None:
    spec = answering({"W": TEXT})
    names = ("Content-Length", "Content-Encoding", "Transfer-Encoding", "X-Total")
    schemas = (TEXT, {"type": "string", "enum": ["gzip"]}, TEXT, {"type": "integer"})
    headers = {name: {"required": True, "schema": schema} for name, schema in zip(names, schemas, strict=True)}
    spec["paths"]["/w"]["get"]["responses"]["200"]["headers"] = headers
    package = generated(spec)
    with package.mock("auto") as shop:
        assert isinstance(package.client().fetch(), str)
        assert int(shop.calls[-1].answer.headers["X-Total"]) >= 0


@pytest.mark.parametrize("keyword", ["minimum", "maximum", "multipleOf", "exclusiveMinimum"])
def test_a_number_that_no_float_can_be_is_left_out_and_told(generated: Generate, keyword: str) -> None:
    spec = answering({"W": {"type": "integer", keyword: 10**400}})
    spec["paths"]["/sound"] = {"get": {"operationId": "sound", "responses": {"200": {"description": "."}}}}
    package = generated(spec)
    assert [each.message for each in package.diagnostics] == [
        f"{keyword} is not a number that it can be; it is left out"
    ]
    with package.mock("auto"):
        assert isinstance(package.client().fetch(), int)


@pytest.mark.parametrize("version", ["3." + "9" * 5000, "\u0663.\u0661", "3", "3.1x1"])
def test_a_version_that_is_none(generated: Generate, version: str) -> None:
    spec = {"openapi": version, **answering({"W": TEXT})}
    if version == "3.1x1":
        assert generated(spec).diagnostics == ()
        return
    with pytest.raises(SpecError, match="it has no `openapi` version"):
        generated(spec)
