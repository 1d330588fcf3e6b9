"""Collections are found by their paths, and only where methods and answers agree with them."""

from __future__ import annotations

from typing import Any

from mockgen.build.collections import RESERVED
from mockgen.testing.state import State

from .conftest import Generate

THING = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
TEXT = {"type": "string"}


def answering(schema: dict[str, Any] | None, status: str = "200") -> dict[str, Any]:
    content = {"content": {"application/json": {"schema": schema}}} if schema else {}
    return {"responses": {status: {"description": "It.", **content}}}


def listing(schema: dict[str, Any]) -> dict[str, Any]:
    return answering({"type": "array", "items": schema})


def at(path: str, schema: dict[str, Any] = TEXT, **operations: Any) -> dict[str, Any]:
    """Return a path with its variables as parameters, and its operations."""
    names = [part[1:].partition("}")[0] for part in path.split("/") if part.startswith("{")]
    declared = [{"name": name, "in": "path", "required": True, "schema": schema} for name in names]
    return {path: {"parameters": declared, **operations}}


def kept(generated: Generate, *paths: dict[str, Any], **components: Any) -> dict[str, Any]:
    """Return the collections of a service by name."""
    package = generated(
        {"paths": {k: v for each in paths for k, v in each.items()}, "components": {"schemas": components}}
    )
    found: dict[str, Any] = package.module("testing.state").ShopState._declared
    return found


def test_a_collection_needs_a_path_for_all_and_one_for_each(generated: Generate) -> None:
    assert not kept(generated, at("/things", get=listing(THING)))
    assert not kept(generated, at("/things/{id}", get=answering(THING)))
    assert list(kept(generated, at("/things", get=listing(THING)), at("/things/{id}", get=answering(THING)))) == [
        "things"
    ]


IDENTIFIED = [
    ("/things/{thing_id}", TEXT, ["name", "id"], "id"),
    ("/things/{thing_id}", TEXT, ["id", "thing_id"], "thing_id"),
    ("/things/{id}", TEXT, ["thingId", "name"], "thingId"),
    ("/things/{thing}", TEXT, ["id"], "id"),
    ("/things/{thing}", TEXT, ["uuid"], "uuid"),
    ("/good-things/{thing}", TEXT, ["id"], "id"),
    ("/things/{thing_number}", TEXT, ["id", "number"], "number"),
    ("/things/{slug}", TEXT, ["id", "slug"], "slug"),
    ("/things/{thing_id}.json", TEXT, ["id"], "id"),
    ("/things/{id}/", TEXT, ["id"], "id"),
    ("/things/{owner}", TEXT, ["id"], None),  # a thing is not known by its owner
    ("/things/{id}", {"type": "integer"}, ["id"], None),  # the one is a number, the other a text
    ("/things/{id}", TEXT, ["name"], None),
]


def test_the_property_that_a_path_identifies_an_object_by(generated: Generate) -> None:
    paths = []
    for number, (path, schema, properties, _) in enumerate(IDENTIFIED):
        thing = {"type": "object", "properties": dict.fromkeys(properties, TEXT)}
        base = path.replace(path[path.index("/{") : path.index("}") + 1], "")
        paths += [at(f"/{number}{base}", get=listing(thing)), at(f"/{number}{path}", schema, get=answering(thing))]

    keys = {each.path: each.key for each in kept(generated, *paths).values()}

    for number, (path, _, properties, key) in enumerate(IDENTIFIED):
        assert keys.get(f"/{number}{path}") == key, (path, properties)


def test_what_answers_anything_else_takes_no_part(generated: Generate) -> None:
    patch = {"application/json-patch+json": {"schema": {"type": "array", "items": {"type": "object"}}}}
    found = kept(
        generated,
        at("/things", get=listing(THING), post=listing(THING)),
        at("/things/{id}", get=answering(THING), patch={**answering(THING), "requestBody": {"content": patch}}),
        at("/things/{id}/copy", post=answering({"type": "object", "properties": {"job": TEXT}})),
        at("/things/{id}/parts", get=listing(TEXT)),
        at("/things/count", get=answering({"type": "integer"})),
    )

    assert list(found["things"].operations) == ["GET /things", "GET /things/{id}"]


def test_an_object_that_may_be_another_is_faked_by_what_answers_it_alone(generated: Generate) -> None:
    reference = {"$ref": "#/components/schemas/Thing"}
    gone = {"type": "object", "required": ["deleted"], "properties": {"deleted": {"const": True}}}
    found = kept(
        generated,
        at("/things", post=answering(reference, "201")),
        at("/things/{id}", get=answering({"anyOf": [reference, gone]})),
        Thing=THING,
    )

    assert found["things"].fakes == "POST /things"
    assert list(found["things"].operations) == ["POST /things", "GET /things/{id}"]


def test_a_list_by_another_path_takes_part_where_a_property_tells_its_objects(generated: Generate) -> None:
    reference = {"$ref": "#/components/schemas/Thing"}
    paths = [at("/things", get=listing(reference)), at("/things/{id}", get=answering(reference))]
    owned = {**THING, "properties": {**THING["properties"], "owner_id": TEXT}}

    told = kept(generated, *paths, at("/owners/{owner_id}/things", get=listing(reference)), Thing=owned)
    untold = kept(generated, *paths, at("/owners/{owner_id}/things", get=listing(reference)), Thing=THING)

    assert told["things"].operations["GET /owners/{owner_id}/things"].filters == {"owner_id": "path.owner_id"}
    assert "GET /owners/{owner_id}/things" not in untold["things"].operations


def test_an_operation_takes_part_once(generated: Generate) -> None:
    reference = {"$ref": "#/components/schemas/Thing"}
    found = kept(
        generated,
        *(at(f"/{v}/things/{{id}}", get=answering(reference)) for v in ("v1", "v2")),
        *(at(f"/{v}/things", post=answering(reference)) for v in ("v1", "v2")),
        at("/things", post=answering(reference)),
        Thing=THING,
    )

    keys = [key for each in found.values() for key in each.operations]
    assert len(keys) == len(set(keys)) == 5


def test_names_are_what_paths_end_with_or_more_of_them(generated: Generate) -> None:
    bases = ("/v2/things", "/v1/owners/{owner}/things", "/v1/things", "/clear", "/kept", "/class")
    found = kept(
        generated,
        *(at(base, get=listing(THING), post=answering(THING)) for base in bases),
        *(at(f"{base}/{{id}}", get=answering(THING)) for base in bases),
    )

    assert sorted(found) == ["class_", "clear_", "kept_", "owners_things", "things", "v2_things"]


def test_names_of_the_state_itself_are_reserved() -> None:
    assert {name for name in dir(State) if not name.startswith("_")} <= RESERVED
