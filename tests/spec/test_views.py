"""Views: a schema as it is sent and as it is answered."""

from __future__ import annotations

from typing import Any

from mockgen.spec.views import REQUEST, RESPONSE, Views, reachable, walk

USER: dict[str, Any] = {
    "type": "object",
    "required": ["id", "password", "name"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "password": {"type": "string", "writeOnly": True},
        "name": {"type": "string"},
    },
}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def components(**schemas: dict[str, Any]) -> dict[str, Any]:
    return Views(schemas, []).components()


def test_what_is_hidden_in_a_direction_is_neither_required_nor_allowed_there() -> None:
    found = components(User=USER)
    assert found["User"]["required"] == ["id", "name"]
    assert found["User"]["properties"]["password"] == {"not": {}, "writeOnly": True}
    assert found["User.request"]["required"] == ["password", "name"]
    assert found["User.request"]["properties"]["id"] == {"not": {}, "readOnly": True}


def test_a_component_that_reads_the_same_both_ways_stands_once() -> None:
    assert set(components(Name={"type": "string"})) == {"Name"}


def test_who_refers_to_a_directional_component_is_directional_too() -> None:
    found = components(User=USER, Team={"type": "array", "items": ref("User")}, Other={"type": "string"})
    assert set(found) == {"User", "User.request", "Team", "Team.request", "Other"}
    assert found["Team"]["items"] == ref("User")
    assert found["Team.request"]["items"] == ref("User.request")


def test_a_discriminator_follows_its_branches() -> None:
    told = {"propertyName": "k", "mapping": {"u": ref("User")["$ref"]}, "defaultMapping": ref("User")["$ref"]}
    union = {"anyOf": [ref("User")], "discriminator": told}
    found = components(User=USER, Any=union)
    assert found["Any.request"]["discriminator"]["mapping"] == {"u": "#/components/schemas/User.request"}
    assert found["Any.request"]["discriminator"]["defaultMapping"] == "#/components/schemas/User.request"


def test_read_only_through_a_reference() -> None:
    found = components(
        Id={"type": "integer", "readOnly": True},
        Thing={"type": "object", "required": ["id"], "properties": {"id": ref("Id")}},
    )
    assert found["Thing.request"] == {"type": "object", "properties": {"id": {"not": {}, "readOnly": True}}}
    assert found["Thing"]["required"] == ["id"]


def test_what_another_branch_requires_stays_allowed() -> None:
    base = {"type": "object", "properties": {"id": {"type": "integer", "readOnly": True}}}
    found = components(Base=base, Thing={"allOf": [ref("Base"), {"required": ["id"]}]})
    assert found["Base.request"]["properties"]["id"] == {"type": "integer", "readOnly": True}


def test_a_name_that_is_taken_is_not_given_to_a_view() -> None:
    schemas = {"User": USER, "User.request": {"type": "string"}}
    views = Views(schemas, [])
    assert views.sent_views == {"User.request_": "User"}
    assert views.components()["User.request"] == {"type": "string"}


def test_a_schema_that_stands_inline() -> None:
    views = Views({"User": USER}, [])
    schema = {"type": "array", "items": ref("User")}
    assert views.schema(schema, RESPONSE) == schema
    assert views.schema(schema, REQUEST)["items"] == ref("User.request")


def test_recursion_ends() -> None:
    node = {"type": "object", "properties": {"next": ref("Node"), "id": {"readOnly": True}}}
    assert set(components(Node=node)) == {"Node", "Node.request"}
    circle = components(A={"type": "object", "properties": {"b": ref("B")}}, B=ref("B"))
    assert set(circle) == {"A", "B"}


def test_what_is_reachable() -> None:
    schemas = {"A": {"items": ref("B")}, "B": {"properties": {"c": ref("C")}}, "C": ref("A"), "D": {}}
    assert reachable([ref("A")], schemas) == {"A", "B", "C"}
    assert reachable([ref("Missing")], schemas) == set()


def test_walking_meets_every_schema_inside() -> None:
    inner = [{"title": str(number)} for number in range(5)]
    schema = {"allOf": [inner[0]], "items": inner[1], "properties": {"a": inner[2]}, "not": inner[3], "if": inner[4]}
    assert {node.get("title") for node in walk(schema)} == {None, *"01234"}


def test_what_another_part_of_an_allof_requires_may_be_sent() -> None:
    base = {"type": "object", "required": ["ends"], "properties": {"ends": {"type": "string"}}}
    hiding = {"properties": {"ends": {"readOnly": True}, "made": {"readOnly": True}}}
    found = components(Base=base, Thing={"allOf": [hiding, ref("Base")]})
    assert found["Thing.request"]["allOf"][0]["properties"] == {
        "ends": {"readOnly": True},
        "made": {"not": {}, "readOnly": True},
    }
