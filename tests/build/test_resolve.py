"""Schemas resolved to shapes: what becomes a definition, a union, a map, and what has no value."""

from __future__ import annotations

from typing import Any

import pytest

from mockgen.build import model
from mockgen.build.model import Definition, Model
from mockgen.build.resolve import Resolver
from mockgen.spec.document import Document


def resolved(**schemas: dict[str, Any]) -> Model:
    """Return the model of some components, all answered."""
    document = Document("", "", "", (), (), (), (), schemas, {}, frozenset(), frozenset(schemas))
    return Resolver(document, frozenset({"Record"}), {}).model()


def shape(schema: dict[str, Any], **others: dict[str, Any]) -> Any:
    return resolved(S=schema, **others).definitions["S"].shape


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def thing(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({}, model.AnyShape),
        ({"type": "null"}, model.NullShape),
        ({"type": "string"}, model.ScalarShape),
        ({"type": ["string", "null"]}, model.NullableShape),
        ({"enum": ["a", "b"]}, model.EnumShape),
        ({"const": 1}, model.EnumShape),
        ({"enum": [None]}, model.NullShape),
        ({"type": "array"}, model.ArrayShape),
        ({"type": "object"}, model.MapShape),
        ({"type": "object", "properties": {"a": {}}}, model.ObjectShape),
        ({"type": ["string", "integer"]}, model.UnionShape),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, model.UnionShape),
        ({"type": "string", "not": {"const": "a"}}, model.CheckedShape),
        ({"type": "string", "minLength": 2, "maxLength": 1}, model.NeverShape),
    ],
)
def test_the_shape_of_a_schema(schema: dict[str, Any], kind: type) -> None:
    assert isinstance(shape(schema), kind)


def test_properties_keep_their_order_and_say_what_is_required() -> None:
    schema = {"type": "object", "required": ["a", "extra"], "properties": {"z": {"type": "string"}, "a": {}}}
    found = shape(schema)
    assert [(entry.wire_name, entry.required) for entry in found.properties] == [
        ("z", False), ("a", True), ("extra", True),
    ]  # fmt: skip


def test_a_component_is_named_and_not_repeated() -> None:
    found = shape(thing(other=ref("Other")), Other=thing(a={"type": "integer"}))
    assert found.properties[0].shape == model.NamedShape("Other")


def test_an_inline_object_gets_a_definition_of_its_own() -> None:
    found = resolved(Order=thing(line=thing(sku={"type": "string"})))
    inline: Definition = found.definitions["OrderLine"]
    assert (inline.class_name, inline.is_inline) == ("OrderLine", True)
    assert found.definitions["Order"].shape.properties[0].shape == model.NamedShape("OrderLine")  # type: ignore[union-attr]


def test_names_of_classes_never_clash() -> None:
    names = ["thing", "Thing", "Record", "a.thing", "AThing"]
    found = resolved(**{name: thing(a={}) for name in names})
    classes = [found.definitions[name].class_name for name in names]
    assert len({name.lower() for name in classes}) == len(names)
    assert "Record" not in classes


def test_one_branch_that_may_be_null() -> None:
    found = shape({"oneOf": [ref("Other"), {"type": "null"}]}, Other=thing(a={}))
    assert found == model.NullableShape(model.NamedShape("Other"))


def test_a_discriminator_tells_the_branches_apart() -> None:
    tag = {"propertyName": "kind", "mapping": {"c": "#/components/schemas/Cat", "d": "#/components/schemas/Dog"}}
    animals = {"Cat": thing(kind={"type": "string"}), "Dog": thing(kind={"type": "string"})}
    found = shape({"anyOf": [ref("Cat"), ref("Dog")], "discriminator": tag}, **animals)
    assert found.tag == "kind"
    assert {branch.shape.name: branch.tags for branch in found.branches} == {"Cat": ("c",), "Dog": ("d",)}


def test_an_exclusive_union_is_checked_only_where_its_branches_overlap() -> None:
    apart = shape({"oneOf": [{"type": "string"}, {"type": "integer"}]})
    overlapping = shape({"oneOf": [{"type": "integer", "minimum": 1}, {"type": "integer", "maximum": 5}]})
    assert isinstance(apart, model.UnionShape)
    assert isinstance(overlapping, model.CheckedShape)


def test_a_check_is_a_schema_of_the_contract() -> None:
    found = resolved(S=thing(a={"type": "string", "not": {"const": "x"}, "description": "prose"}))
    entry = found.definitions["S"].shape.properties[0].shape  # type: ignore[union-attr]
    assert found.checks[entry.check] == {"type": "string", "not": {"const": "x"}}  # type: ignore[union-attr]


def test_a_required_property_without_a_value_takes_its_object_with_it() -> None:
    found = shape(thing(a={"allOf": [{"type": "string"}, {"type": "integer"}]}))
    assert isinstance(found, model.NeverShape)
    assert "its required 'a' has no value" in found.reason


def test_an_optional_property_without_a_value_is_left_out() -> None:
    found = shape({"type": "object", "properties": {"a": {"not": {}}, "b": {}}})
    assert [entry.wire_name for entry in found.properties] == ["b"]


@pytest.mark.parametrize(
    ("schema", "height"),
    [
        ({"type": "object", "properties": {"s": ref("S")}}, 1),
        (thing(s={"type": "array", "items": ref("S")}), 1),
        (thing(s=ref("S")), None),
        (thing(s={"type": "array", "items": ref("S"), "minItems": 1}), None),
        (thing(s={"anyOf": [ref("S"), {"type": "string"}]}), 1),
    ],
)
def test_what_recursion_has_an_end(schema: dict[str, Any], height: int | None) -> None:
    found = resolved(S=schema).definitions["S"].height
    assert (found is None) == (height is None)


def test_inline_recursion_of_equal_schemas_ends() -> None:
    deep: dict[str, Any] = {"type": "string"}
    for _ in range(60):
        deep = thing(a=deep)
    assert len(resolved(S=deep).definitions) <= 30
