"""Defects that cost the whole document: where no operation is free of them, and where schemas go round in a circle."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mockgen.errors import SpecError
from mockgen.spec.document import Document
from mockgen.spec.normalise import normalise
from mockgen.spec.references import bundle
from mockgen.spec.soundness import circles, path_defect

ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
SOUND: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "T", "version": "1"},
    "paths": {
        "/a/{id}": {
            "get": {
                "parameters": [ID],
                "responses": {
                    "200": {
                        "description": ".",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}},
                    }
                },
            }
        }
    },
    "components": {"schemas": {"A": {"type": "object", "properties": {"p": {"type": "string"}}}}},
}
OPERATION = ("paths", "/a/{id}", "get")
PROPERTY = ("components", "schemas", "A", "properties", "p")
DEFECTS = [
    ((*PROPERTY,), {"$ref": "#/components/schemas/None"}, '"#/components/schemas/None" leads nowhere'),
    ((*PROPERTY,), {"$ref": "#Anchor"}, "leads nowhere"),
    ((*PROPERTY,), {"$ref": "#/info/title"}, "leads to text, not to an object"),
    ((*PROPERTY,), {"$ref": "#"}, "it refers to what is no schema"),
    ((*PROPERTY,), {"type": "string", "pattern": "([a-z"}, "the pattern is no regular expression"),
    ((*PROPERTY,), {"type": "string", "maxLength": -1}, "maxLength is not a natural number"),
    ((*PROPERTY,), {"type": "integer", "multipleOf": 0}, "multipleOf is not a number that it can be"),
    ((*PROPERTY,), {"type": "file"}, "`file` is a type of Swagger 2.0 alone"),
    ((*PROPERTY[:3], "properties"), [], "properties must be a mapping of schemas"),
    ((*PROPERTY[:3], "required"), "p", "required must be a list of names"),
    ((*OPERATION, "responses"), {"2000": {"description": "."}}, "this is no status"),
    ((*OPERATION, "parameters"), [{**ID, "required": False}], "a parameter of a path is required, whatever it says"),
    ((*OPERATION, "parameters"), [ID, {"name": "b", "in": "body"}], "a parameter needs a name and a location"),
]


def with_defect(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """Return the sound document with something else in one place."""
    tree = copy.deepcopy(SOUND)
    node = tree
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return tree


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def read_document(tree: dict[str, Any]) -> Document:
        file = tmp_path / "spec.yaml"
        file.write_text(yaml.safe_dump(tree, sort_keys=False), encoding="utf-8")
        return normalise(bundle(file, tmp_path))

    return read_document


def test_the_document_itself_is_sound(read: Any) -> None:
    assert not read(SOUND).diagnostics


@pytest.mark.parametrize(("path", "value", "message"), DEFECTS)
def test_a_defect_that_every_operation_has_refuses_the_document(
    read: Any, path: tuple[str, ...], value: Any, message: str
) -> None:
    with pytest.raises(SpecError) as refused:
        read(with_defect(path, value))
    (told,) = refused.value.diagnostics
    assert message in told.message
    assert told.hint == "no operation of the document is free of such defects; an overlay can correct them"
    assert told.location is not None and told.location.line > 1


@pytest.mark.parametrize(("path", "value", "message"), DEFECTS)
def test_beside_a_sound_operation_it_costs_itself(read: Any, path: tuple[str, ...], value: Any, message: str) -> None:
    tree = with_defect(path, value)
    tree["paths"]["/sound"] = {"get": {"responses": {}}}
    document = read(tree)
    (told,) = document.diagnostics
    assert message in told.message
    assert [operation.key for operation in document.operations] == ["GET /a/{id}", "GET /sound"]


@pytest.mark.parametrize("path", ["a", "/a/{id", "/a/id}", "/a/{{id}}"])
def test_a_path_that_is_no_template(read: Any, path: str) -> None:
    tree = copy.deepcopy(SOUND)
    tree["paths"] = {path: {"get": {"responses": {}}}}
    with pytest.raises(SpecError, match=r"slash|braces"):
        read(tree)


@given(st.lists(st.sampled_from(["/", "a", "{id}", "{x.y}", "-"])))
def test_a_path_that_is_one(parts: list[str]) -> None:
    assert path_defect("/" + "".join(parts)) == ""


@pytest.mark.parametrize(
    "schemas",
    [
        {"A": {"allOf": [{"$ref": "#/components/schemas/B"}]}, "B": {"allOf": [{"$ref": "#/components/schemas/A"}]}},
        {"A": {"allOf": [{"type": "object"}, {"$ref": "#/components/schemas/A"}]}},
        {"A": {"allOf": [{"allOf": [{"$ref": "#/components/schemas/A"}]}]}},
    ],
)
def test_a_schema_that_is_made_of_itself_refuses_the_document(read: Any, schemas: dict[str, Any]) -> None:
    tree = copy.deepcopy(SOUND)
    tree["components"]["schemas"] = {**tree["components"]["schemas"], **schemas, "A2": {"type": "string"}}
    with pytest.raises(SpecError, match=r"the schema is made of nothing but itself: A -> (B -> )?A"):
        read(tree)


def test_recursion_through_a_property_or_a_branch_is_no_circle() -> None:
    again = {"$ref": "#/components/schemas/A"}
    assert not list(circles({"A": {"properties": {"a": again}, "allOf": [{"items": again}]}}))
    assert not list(circles({"A": {"oneOf": [{"$ref": "#/components/schemas/B"}]}, "B": {"allOf": [again]}}))


def test_many_ways_to_the_same_schema_are_no_circle() -> None:
    chain = {
        f"S{n}": {"allOf": [{"$ref": f"#/components/schemas/S{n + 1}"}, {"$ref": f"#/components/schemas/S{n + 1}"}]}
        for n in range(60)
    }
    assert not list(circles(chain))
