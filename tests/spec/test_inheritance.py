"""Schemas that others build on by `allOf`: where they are used, the others are meant too."""

from __future__ import annotations

from typing import Any

import pytest

from mockgen.spec.inheritance import Families
from mockgen.spec.schemas import Schema


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def parent(mapping: dict[str, str] | None = None, **kind: Any) -> Schema:
    told = {"propertyName": "kind", "mapping": {value: ref(name)["$ref"] for value, name in (mapping or {}).items()}}
    return {"type": "object", "properties": {"kind": {"type": "string", **kind}}, "discriminator": told}


def heir(of: str, **kind: Any) -> Schema:
    return {"allOf": [ref(of), {"type": "object", "properties": {"kind": {"type": "string", **kind}} if kind else {}}]}


def union(pet: Schema, **others: Schema) -> Schema:
    """Return what a use of `Pet` means, and the values that tell."""
    return Families({"Pet": pet, **others}).components()["any.Pet"]


def members(schema: Schema) -> list[str]:
    return [branch["$ref"].rpartition("/")[2] for branch in schema["anyOf"]]


def told(schema: Schema) -> dict[str, str]:
    return {value: target.rpartition("/")[2] for value, target in schema["discriminator"]["mapping"].items()}


def test_heirs_are_told_by_their_names_and_the_parent_is_the_rest() -> None:
    found = union(parent(), Cat=heir("Pet"), Lion=heir("Cat"), Stone={"type": "object"})
    assert members(found) == ["Cat", "Lion", "Pet"]
    assert told(found) == {"Cat": "Cat", "Lion": "Lion", "Pet": "Pet"}
    assert found["discriminator"]["defaultMapping"] == ref("Pet")["$ref"]


def test_a_mapping_tells_and_leaves_the_parent_out() -> None:
    found = union(parent({"c": "Cat", "s": "Snake"}), Cat=heir("Pet"), Dog=heir("Pet"), Snake={"type": "object"})
    assert members(found) == ["Cat", "Dog", "Snake"]
    assert told(found) == {"c": "Cat", "s": "Snake", "Dog": "Dog"}
    assert "defaultMapping" not in found["discriminator"]


def test_the_only_value_that_an_heir_allows_tells_it() -> None:
    found = union(parent(enum=["cat", "dog"]), Cat=heir("Pet", enum=["cat"]), Dog=heir("Pet", const="dog"))
    assert members(found) == ["Cat", "Dog"]
    assert told(found) == {"cat": "Cat", "dog": "Dog"}


def test_values_that_the_property_does_not_allow_tell_nothing() -> None:
    found = union(parent(enum=["c", "d"]), Cat=heir("Pet"), Dog=heir("Pet"))
    assert members(found) == ["Cat", "Dog"]
    assert "discriminator" not in found


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (ref("Pet"), ref("any.Pet")),
        (ref("Cat"), ref("Cat")),
        ({"type": "array", "items": ref("Pet")}, {"type": "array", "items": ref("any.Pet")}),
        ({"additionalProperties": ref("Pet")}, {"additionalProperties": ref("any.Pet")}),
        ({"anyOf": [ref("Pet"), {"type": "null"}]}, {"anyOf": [ref("any.Pet"), {"type": "null"}]}),
        ({"allOf": [ref("Pet")], "description": "One."}, {"allOf": [ref("any.Pet")], "description": "One."}),
        ({"allOf": [ref("Pet"), {"required": ["a"]}]}, {"allOf": [ref("Pet"), {"required": ["a"]}]}),
        ({"properties": {"$ref": ref("Pet")}}, {"properties": {"$ref": ref("any.Pet")}}),
        (
            {"anyOf": [ref("Pet"), ref("Cat")], "discriminator": {"propertyName": "kind", "mapping": {}}},
            {"anyOf": [ref("Pet"), ref("Cat")], "discriminator": {"propertyName": "kind", "mapping": {}}},
        ),
    ],
)
def test_uses(written: Schema, meant: Schema) -> None:
    families = Families({"Pet": parent(), "Cat": heir("Pet")})
    assert families.use(written) == meant


def test_a_component_refers_to_what_it_builds_on_and_uses_the_rest() -> None:
    cat = heir("Pet")
    cat["allOf"][1]["properties"]["friend"] = ref("Pet")
    found = Families({"Pet": parent(), "Cat": cat}).components()
    assert found["Cat"]["allOf"] == [ref("Pet"), {"type": "object", "properties": {"friend": ref("any.Pet")}}]


@pytest.mark.parametrize(
    "schemas",
    [
        {"Pet": parent()},
        {"Pet": {"type": "object"}, "Cat": heir("Pet")},
        {"Pet": {**parent(), "additionalProperties": False}, "Cat": heir("Pet")},
    ],
)
def test_without_heirs_that_can_be_told_apart_nothing_changes(schemas: dict[str, Schema]) -> None:
    families = Families(schemas)
    assert families.components() == dict(sorted(schemas.items()))
    assert families.use(ref("Pet")) == ref("Pet")


@pytest.mark.parametrize("word", ["anyOf", "oneOf"])
def test_a_parent_that_lists_its_heirs_is_what_they_build_on_and_the_list_apart(word: str) -> None:
    pet = {**parent(), word: [ref("Cat"), ref("Stone")]}
    families = Families({"Pet": pet, "Cat": heir("Pet"), "Stone": {"type": "object"}})
    found = families.components()
    assert found["Pet"] == {key: value for key, value in parent().items() if key != "discriminator"}
    assert found["any.Pet"] == {
        word: [ref("Cat"), ref("Stone")],
        "discriminator": parent()["discriminator"],
        "allOf": [ref("Pet")],
    }
    assert families.use(ref("Pet")) == ref("any.Pet")


def test_a_circle_of_heirs_ends() -> None:
    assert members(union({**parent(), "allOf": [ref("Cat")]}, Cat=heir("Pet"))) == ["Cat", "Pet"]


def test_a_name_that_is_taken_is_left_alone() -> None:
    found = Families({"Pet": parent(), "Cat": heir("Pet"), "any.Pet": {"type": "string"}})
    assert found.components()["any.Pet"] == {"type": "string"}
    assert found.use(ref("Pet")) == ref("any.Pet_")
