import copy
import gc
import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockgen.diagnostics import Diagnostic, Severity
from mockgen.errors import SpecError
from mockgen.spec import pointers
from mockgen.spec.references import BROKEN, Bundle, bundle
from mockgen.spec.source import digest

posix = pytest.mark.skipif(os.name == "nt", reason="needs links and pipes")

OPENAPI = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"


def write(folder: Path, files: dict[str, Any]) -> Path:
    """Write `files`, text or a tree, and return the path of the first."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content, indent=1)
        path.write_text(text, encoding="utf-8")
    return folder / next(iter(files))


def bundled(folder: Path, files: dict[str, Any]) -> Bundle:
    return bundle(write(folder, files), folder)


def schemas(folder: Path, schemas: Any, **others: Any) -> Bundle:
    """Bundle an OpenAPI document with these components; `b` is the file `b.json`."""
    root = {"openapi": "3.1.0", "components": {"schemas": schemas}}
    return bundled(folder, {"root.json": root, **{f"{k}.json": v for k, v in others.items()}})


def refused(folder: Path, files: dict[str, Any]) -> tuple[Diagnostic, ...]:
    with pytest.raises(SpecError) as caught:
        bundled(folder, files)
    assert all(item.severity is Severity.ERROR for item in caught.value.diagnostics)
    return caught.value.diagnostics


def place(diagnostic: Diagnostic) -> tuple[str, int, str]:
    assert diagnostic.location
    return diagnostic.location.file, diagnostic.location.line, diagnostic.location.pointer


def schema(result: Bundle, name: str) -> Any:
    return result.tree["components"]["schemas"][name]


# Several files


def test_every_reference_becomes_a_pointer_into_one_tree(tmp_path: Path) -> None:
    result = bundled(
        tmp_path,
        {
            "api/root.yaml": OPENAPI
            + "paths:\n"
            + "  /a: {$ref: ../paths/a.json}\n"
            + "components:\n"
            + "  schemas:\n"
            + "    Own: {type: string}\n"
            + "    Local: {$ref: '#/components/schemas/Own'}\n"
            + "    Named: {$ref: 'root.yaml#/components/schemas/Own'}\n",
            "paths/a.json": {
                "get": {
                    "responses": {
                        "200": {"$ref": "#/x~1y"},
                        "default": {"$ref": "../shared/b.yaml#/errors/1"},
                    }
                },
                "x/y": {"$ref": "../api/root.yaml#/components/schemas/Own"},
            },
            "shared/b.yaml": "errors:\n  - {}\n  - {description: d}\n",
        },
    )
    assert [file.name for file in result.files] == [
        "api/root.yaml",
        "paths/a.json",
        "shared/b.yaml",
    ]
    assert result.diagnostics == ()
    assert list(result.tree["x-files"]) == ["paths/a.json", "shared/b.yaml"]
    assert result.tree["paths"]["/a"] == {"$ref": "#/x-files/paths~1a.json"}
    a = result.tree["x-files"]["paths/a.json"]
    assert a["get"]["responses"] == {
        "200": {"$ref": "#/x-files/paths~1a.json/x~1y"},
        "default": {"$ref": "#/x-files/shared~1b.yaml/errors/1"},
    }
    assert a["x/y"] == {"$ref": "#/components/schemas/Own"}
    assert schema(result, "Local") == schema(result, "Named") == a["x/y"]
    assert pointers.resolve(result.tree, "#/x-files/shared~1b.yaml/errors/1") == {"description": "d"}


def test_a_single_file_keeps_its_tree(tmp_path: Path) -> None:
    root = {
        "openapi": "3.0.0",
        "components": {"schemas": {"A": {"$ref": "#"}, "B": {"$ref": "#/components/schemas/A"}}},
    }
    result = bundled(tmp_path, {"root.json": copy.deepcopy(root)})
    assert result.tree == root
    assert [file.digest for file in result.files] == [digest((tmp_path / "root.json").read_bytes())]


def test_the_root_is_the_folder_of_the_spec_by_default(tmp_path: Path) -> None:
    path = write(tmp_path, {"a/root.json": {"x": {"$ref": "../b.json"}}, "b.json": {}})
    assert bundle(path, tmp_path).files[0].name == "a/root.json"
    with pytest.raises(SpecError, match="root"):
        bundle(path)
    write(tmp_path, {"a/root.json": {"x": {"$ref": "./b.json"}}, "a/b.json": {}})
    assert [file.name for file in bundle(path).files] == ["root.json", "b.json"]


def test_a_spec_outside_of_its_root_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, {"root.json": {}, "a/b.json": {}})
    with pytest.raises(SpecError, match="outside"):
        bundle(path, tmp_path / "a")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a/root.json", '{"a": 1'),
        ("root.json", "[]"),
        ("root.json", ""),
        ("root.yaml", "a: 1\na: 2\n"),
    ],
)
def test_a_root_that_cannot_be_read_is_named(tmp_path: Path, name: str, text: str) -> None:
    (diagnostic,) = refused(tmp_path, {name: text})
    assert place(diagnostic)[0] == name


def test_a_missing_root_and_a_folder_are_named(tmp_path: Path) -> None:
    for name in ("missing.yaml", "."):
        with pytest.raises(SpecError) as caught:
            bundle(tmp_path / name)
        (diagnostic,) = caught.value.diagnostics
        assert "exist" in diagnostic.message or "folder" in diagnostic.message


@posix
def test_one_real_file_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to("b.json")
    names = ["b.json", "./b.json", "x/../b.json", "link.json", "%62.json", "b.json#"]
    (tmp_path / "x").mkdir()
    result = schemas(tmp_path, {name: {"$ref": name} for name in names}, b={"type": "string"})
    assert [schema(result, name) for name in names] == [{"$ref": "#/x-files/b.json"}] * len(names)
    assert len(result.files) == 2


def test_only_what_is_referred_to_is_read(tmp_path: Path) -> None:
    result = schemas(
        tmp_path,
        {"A": {"$ref": "b.json#/A"}},
        b={"A": {"items": {"$ref": "#/B"}}, "B": {}, "C": {"$ref": "https://example.com/c"}},
    )
    assert [file.name for file in result.files] == ["root.json", "b.json"]
    assert result.tree["x-files"]["b.json"]["A"]["items"] == {"$ref": "#/x-files/b.json/B"}


def test_files_may_refer_to_one_another(tmp_path: Path) -> None:
    result = schemas(
        tmp_path,
        {"A": {"$ref": "b.json"}},
        b={"properties": {"c": {"$ref": "c.json"}, "root": {"$ref": "root.json"}}},
        c={"properties": {"b": {"$ref": "b.json"}, "c": {"$ref": "#"}}},
    )
    files = result.tree["x-files"]
    assert files["b.json"]["properties"] == {
        "c": {"$ref": "#/x-files/c.json"},
        "root": {"$ref": "#"},
    }
    assert files["c.json"]["properties"] == {
        "b": {"$ref": "#/x-files/b.json"},
        "c": {"$ref": "#/x-files/c.json"},
    }
    assert result.diagnostics == ()


def test_an_extension_in_the_way_of_the_other_files_is_refused(tmp_path: Path) -> None:
    single = {
        "openapi": "3.1.0",
        "x-files": {"b.json": 1},
        "x": {"$ref": "#/openapi2"},
        "openapi2": {},
    }
    assert bundled(tmp_path, {"root.json": single}).locate("/x-files/b.json").line == 4
    files = {"root.json": {"x-files": {}, "a": {"$ref": "b.json"}}, "b.json": {}}
    (diagnostic,) = refused(tmp_path, files)
    assert "x-files" in diagnostic.message


# Pointers


@pytest.mark.parametrize(
    "reference",
    [
        "#/components/schemas/a~1b~0%20%25é{c}",
        "#/components/schemas/a~1b~0%20%25%C3%A9%7Bc%7D",
        "#/components/schemas/a~1b~0 %é{c}",
    ],
)
def test_percent_encoding_is_decoded_once_and_for_all(tmp_path: Path, reference: str) -> None:
    result = schemas(tmp_path, {"a/b~ %é{c}": {}, "A": {"$ref": reference}})
    assert schema(result, "A") == {"$ref": "#/components/schemas/a~1b~0 %é{c}"}
    assert result.diagnostics == ()


def test_file_names_are_decoded(tmp_path: Path) -> None:
    result = bundled(tmp_path, {"r.json": {"a": {"$ref": "%C3%A9%20~1.json#/x%2525"}}, "é ~1.json": {"x%25": {}}})
    assert result.tree["a"] == {"$ref": "#/x-files/é ~01.json/x%25"}
    assert pointers.resolve(result.tree, result.tree["a"]["$ref"]) == {}


def test_a_name_that_looks_encoded_is_found_as_it_is_written(tmp_path: Path) -> None:
    result = schemas(tmp_path, {"a%2Fb": {}, "A": {"$ref": "#/components/schemas/a%2Fb"}})
    assert schema(result, "A") == {"$ref": "#/components/schemas/a%2Fb"}


# What is a reference


DATA = {"$ref": "https://example.com/data"}


def test_data_is_left_alone(tmp_path: Path) -> None:
    operation = {
        "parameters": [{"name": "p", "example": DATA, "schema": {"examples": [DATA]}}],
        "responses": {
            "200": {
                "content": {"application/json": {"examples": {"e": {"value": DATA}}}},
                "links": {"l": {"operationRef": "b.json", "parameters": DATA, "requestBody": DATA}},
                "x-data": DATA,
            },
            "x-data": DATA,
        },
        "x-data": DATA,
    }
    root = {
        "openapi": "3.1.0",
        "paths": {"/a": {"get": operation}, "x-data": DATA},
        "components": {
            "schemas": {"A": {"default": DATA, "enum": [DATA], "const": DATA, "x-data": [DATA]}},
            "x-data": DATA,
        },
        "x-data": DATA,
    }
    result = bundled(tmp_path, {"root.json": copy.deepcopy(root)})
    assert result.tree == root
    assert result.diagnostics == ()


@pytest.mark.parametrize("name", ["$ref", "default", "example", "examples", "enum", "x-a", "properties"])
def test_names_of_the_author_are_no_keywords(tmp_path: Path, name: str) -> None:
    for keyword in ("properties", "patternProperties", "$defs", "dependentSchemas"):
        member = {"items": {"$ref": "b.json"}, "$ref": "b.json"}
        result = schemas(tmp_path, {name: {keyword: {name: member}}}, b={})
        expected = {"items": {"$ref": "#/x-files/b.json"}, "$ref": "#/x-files/b.json"}
        assert schema(result, name)[keyword][name] == expected


@pytest.mark.parametrize("value", [1, None, ["b.json"], {"type": "string"}])
def test_a_ref_that_is_not_text_is_no_reference(tmp_path: Path, value: Any) -> None:
    result = schemas(tmp_path, {"A": {"$ref": value}, "B": {"properties": {"$ref": value}}})
    assert schema(result, "A") == {"$ref": value}
    assert schema(result, "B") == {"properties": {"$ref": value}}


def test_a_response_named_default_is_no_data(tmp_path: Path) -> None:
    root = {"paths": {"/a": {"get": {"responses": {"default": {"$ref": "b.json"}}}}}}
    result = bundled(tmp_path, {"root.json": root, "b.json": {}})
    assert result.tree["paths"]["/a"]["get"]["responses"]["default"] == {"$ref": "#/x-files/b.json"}


def test_examples_and_links_may_be_references_to_data(tmp_path: Path) -> None:
    root = {
        "openapi": "3.0.0",
        "components": {
            "examples": {"a": {"$ref": "b.json#/a"}},
            "links": {"l": {"$ref": "b.json#/a"}},
        },
    }
    result = bundled(tmp_path, {"root.json": root, "b.json": {"a": {"value": DATA}}})
    assert result.tree["components"]["examples"]["a"] == {"$ref": "#/x-files/b.json/a"}
    assert result.tree["components"]["links"]["l"] == {"$ref": "#/x-files/b.json/a"}
    assert result.tree["x-files"]["b.json"] == {"a": {"value": DATA}}


def test_examples_of_swagger_are_data(tmp_path: Path) -> None:
    root = {"swagger": "2.0", "responses": {"a": {"examples": {"application/json": DATA}}}}
    assert bundled(tmp_path, {"root.json": copy.deepcopy(root)}).tree == root


def test_what_a_reference_leads_to_is_walked_wherever_it_stands(tmp_path: Path) -> None:
    root = {
        "openapi": "3.1.0",
        "x-shared": {"A": {"items": {"$ref": "b.json"}}},
        "components": {"schemas": {"A": {"$ref": "#/x-shared/A"}}},
    }
    result = bundled(tmp_path, {"root.json": root, "b.json": {}})
    assert result.tree["x-shared"]["A"]["items"] == {"$ref": "#/x-files/b.json"}


def test_a_map_of_names_that_is_a_reference_becomes_a_map_of_references(tmp_path: Path) -> None:
    root = {
        "openapi": "3.1.0",
        "paths": {"$ref": "paths.json"},
        "components": {"$ref": "components.json", "responses": {"Own": {}}},
    }
    files = {
        "root.json": root,
        "paths.json": {"/a": {"get": {"responses": {"$ref": "responses.json"}}}, "x-a": DATA},
        "responses.json": {"default": {"content": {"$ref": "content.json"}}},
        "content.json": {"application/json": {"schema": {"$ref": "#/s"}}, "s": {}},
        "components.json": {
            "schemas": {"$ref": "schemas.json"},
            "responses": {"Own": {}},
            "parameters": {"P": {"schema": {"$ref": "#/schemas/default"}}},
        },
        "schemas.json": {"default": {"type": "string"}, "Other": True},
    }
    result = bundled(tmp_path, files)
    assert result.diagnostics == ()
    assert result.tree["paths"] == {"/a": {"$ref": "#/x-files/paths.json/~1a"}}
    assert result.tree["components"] == {
        "responses": {"Own": {}},
        "schemas": {
            "default": {"$ref": "#/x-files/schemas.json/default"},
            "Other": {"$ref": "#/x-files/schemas.json/Other"},
        },
        "parameters": {"P": {"$ref": "#/x-files/components.json/parameters/P"}},
    }
    files = result.tree["x-files"]
    assert files["paths.json"]["/a"]["get"]["responses"] == {"default": {"$ref": "#/x-files/responses.json/default"}}
    assert files["content.json"]["application/json"] == {"schema": {"$ref": "#/x-files/content.json/s"}}


def test_a_pointer_leads_through_references(tmp_path: Path) -> None:
    all_of_them = {"A": {"properties": {"x": {"title": "x"}}}, "B": {"$ref": "b.json#/C"}}
    root = {
        "openapi": "3.1.0",
        "paths": {"/a": {"get": {"a": {"$ref": "#/components/schemas/A"}}}},
        "components": {"schemas": {"$ref": "all.json"}},
        "z": [{"$ref": "#/components/schemas/A/properties/x"}, {"$ref": "all.json#/B/items/items"}],
    }
    files = {
        "root.json": root,
        "all.json": all_of_them,
        "b.json": {"C": {"items": {"$ref": "#/D"}}},
    }
    files["b.json"]["D"] = {"items": {"title": "y"}}
    result = bundled(tmp_path, files)
    assert result.diagnostics == ()
    assert result.tree["paths"]["/a"]["get"]["a"] == {"$ref": "#/components/schemas/A"}
    assert schema(result, "A") == {"$ref": "#/x-files/all.json/A"}
    assert result.tree["z"] == [
        {"$ref": "#/x-files/all.json/A/properties/x"},
        {"$ref": "#/x-files/b.json/D/items"},
    ]


@pytest.mark.parametrize("length", [1, 2, 40, 3000])
def test_a_pointer_that_leads_through_itself_is_broken(tmp_path: Path, length: int) -> None:
    ring = {f"S{n}": {"$ref": f"#/components/schemas/S{(n + 1) % length}/a"} for n in range(length)}
    result = schemas(tmp_path, ring)
    assert all(list(schema(result, name)) == [BROKEN] for name in ring)
    assert len(result.diagnostics) == length


def test_a_schema_that_names_itself_still_refers(tmp_path: Path) -> None:
    inner = {"$id": "https://example.com/a", "$ref": "b#/x"}
    result = schemas(tmp_path, {"A": inner, "B": {"$id": "https://example.com/b", "x": {}}})
    assert schema(result, "A")["$ref"] == "#/components/schemas/B/x"


def test_discriminators_refer_by_value(tmp_path: Path) -> None:
    mapping = {"a": "A", "b": "b.json", "c": "#/components/schemas/A", "d": "D.yaml", "e": "Bare"}
    discriminator = {"propertyName": "p", "mapping": mapping, "defaultMapping": "b.json"}
    result = schemas(tmp_path, {"A": {"discriminator": discriminator}, "D.yaml": {}}, b={})
    assert schema(result, "A")["discriminator"] == {
        "propertyName": "p",
        "mapping": {
            "a": "A",
            "b": "#/x-files/b.json",
            "c": "#/components/schemas/A",
            "d": "D.yaml",
            "e": "Bare",
        },
        "defaultMapping": "#/x-files/b.json",
    }


def test_a_broken_mapping_costs_one_entry(tmp_path: Path) -> None:
    mapping = {"a": "#/nowhere", "b": "A"}
    result = schemas(tmp_path, {"A": {"discriminator": {"propertyName": "p", "mapping": mapping}}})
    assert schema(result, "A")["discriminator"]["mapping"] == {"b": "A"}
    (diagnostic,) = result.diagnostics
    assert place(diagnostic)[2] == "/components/schemas/A/discriminator/mapping/a"


def test_a_property_named_discriminator_is_a_schema(tmp_path: Path) -> None:
    properties = {"discriminator": {"mapping": {"a": "#/x"}, "items": {"$ref": "b.json"}}}
    result = schemas(tmp_path, {"A": {"properties": properties}}, b={})
    found = schema(result, "A")["properties"]["discriminator"]
    assert found == {"mapping": {"a": "#/x"}, "items": {"$ref": "#/x-files/b.json"}}


# Anchors and identities


def test_anchors_are_resolved_in_their_file(tmp_path: Path) -> None:
    result = schemas(
        tmp_path,
        {
            "A": {"$anchor": "here"},
            "B": {"$dynamicAnchor": "there"},
            "C": {"items": {"$ref": "#here"}, "not": {"$ref": "#there"}},
            "D": {"$ref": "b.json#here"},
            "E": {"$ref": "#elsewhere"},
            "F": {"example": {"$anchor": "elsewhere"}},
        },
        b={"x": {"$anchor": "here", "items": {"$ref": "#here"}}},
    )
    assert schema(result, "C") == {
        "items": {"$ref": "#/components/schemas/A"},
        "not": {"$ref": "#/components/schemas/B"},
    }
    assert schema(result, "D") == {"$ref": "#/x-files/b.json/x"}
    assert result.tree["x-files"]["b.json"]["x"]["items"] == {"$ref": "#/x-files/b.json/x"}
    assert BROKEN in schema(result, "E")


def test_a_schema_is_found_by_its_id(tmp_path: Path) -> None:
    base = "https://example.com/schemas/"
    result = schemas(
        tmp_path,
        {
            "A": {"$id": base + "a.json", "$defs": {"x": {"$anchor": "x"}}, "$ref": "#/$defs/x"},
            "B": {"$id": base + "b", "items": {"$ref": "a.json"}, "not": {"$ref": "a.json#x"}},
            "C": {"$ref": base + "a.json#/$defs/x"},
            "D": {"$ref": base + "late"},
            "E": {"$ref": "file.json"},
        },
        file={"$id": base + "late", "items": {"$ref": "a.json"}},
    )
    assert result.diagnostics == ()
    assert schema(result, "A")["$ref"] == "#/components/schemas/A/$defs/x"
    assert schema(result, "B")["items"] == {"$ref": "#/components/schemas/A"}
    assert schema(result, "B")["not"] == {"$ref": "#/components/schemas/A/$defs/x"}
    assert schema(result, "C") == {"$ref": "#/components/schemas/A/$defs/x"}
    assert schema(result, "D") == schema(result, "E") == {"$ref": "#/x-files/file.json"}
    assert result.tree["x-files"]["file.json"]["items"] == {"$ref": "#/components/schemas/A"}


def test_a_pointer_under_an_id_that_means_the_document_is_understood(tmp_path: Path) -> None:
    inner = {"$id": "https://example.com/a", "items": {"$ref": "#/components/schemas/B"}}
    result = schemas(tmp_path, {"A": inner, "B": {}})
    assert schema(result, "A")["items"] == {"$ref": "#/components/schemas/B"}


def test_a_document_is_found_by_its_own_address(tmp_path: Path) -> None:
    root = {
        "openapi": "3.2.0",
        "$self": "https://example.com/api/root",
        "components": {"schemas": {"A": {"$ref": "root#/components/schemas/B"}, "B": {}}},
    }
    result = bundled(tmp_path, {"spec.json": root})
    assert schema(result, "A") == {"$ref": "#/components/schemas/B"}


# Broken references


@pytest.mark.parametrize(
    ("reference", "word"),
    [
        ("#/components/schemas/Nope", "nowhere"),
        ("#/components/schemas/A/1", "nowhere"),
        ("b.json#/nope", "nowhere"),
        ("b.json#anchor", "nowhere"),
        ("list.json#/01", "nowhere"),
        ("text.json#anchor", "nowhere"),
        ("missing.json", "exist"),
        ("b.json/c.json", "exist"),
        ("#/openapi", "text"),
        ("list.json", "list"),
        ("list.json#/0", "number"),
        ("list.json#/1", "nothing"),
    ],
)
def test_a_reference_to_nowhere_costs_only_itself(tmp_path: Path, reference: str, word: str) -> None:
    parent = {"type": "object", "properties": {"a": {"$ref": reference}, "b": {"type": "string"}}}
    result = schemas(tmp_path, {"A": parent}, b={}, list=[1, None], text='"text"')
    (diagnostic,) = result.diagnostics
    reason = schema(result, "A")["properties"]["a"]
    assert reason == {BROKEN: diagnostic.message}
    assert schema(result, "A")["properties"]["b"] == {"type": "string"}
    assert word in diagnostic.message and reference in diagnostic.message
    assert diagnostic.severity is Severity.WARNING
    assert place(diagnostic) == ("root.json", 9, "/components/schemas/A/properties/a/$ref")


def test_warnings_come_by_file_and_line(tmp_path: Path) -> None:
    result = schemas(
        tmp_path,
        {"Z": {"$ref": "#/a"}, "B": {"$ref": "b.json"}, "A": {"$ref": "#/a"}},
        b={"items": {"$ref": "#/b"}},
    )
    assert [place(item)[:2] for item in result.diagnostics] == [
        ("root.json", 6),
        ("root.json", 12),
        ("b.json", 3),
    ]


@pytest.mark.parametrize("target", ["#/nowhere", "missing.json", "#/components/schemas/A"])
def test_a_broken_map_of_names_is_empty(tmp_path: Path, target: str) -> None:
    result = schemas(tmp_path, {"A": {"properties": {"$ref": target, "own": {}}}}, b=True)
    expected = {"own": {}}
    if target.endswith("A"):
        expected["properties"] = {"$ref": "#/components/schemas/A/properties"}
    assert schema(result, "A")["properties"] == expected
    assert len(result.diagnostics) == (0 if target.endswith("A") else 1)


def test_a_broken_section_costs_only_itself(tmp_path: Path) -> None:
    components = {
        "parameters": {"$ref": "missing.json"},
        "responses": {"$ref": "#/responses"},
        "headers": {"$ref": "yes.json"},
        "examples": {"$ref": "list.json#/0"},
        "schemas": {"A": {}},
    }
    root = {"components": {"$ref": "b.json"}, "a": {"properties": {"$ref": "#/b"}}, "b": {}}
    root["b"] = {"$ref": "missing.json"}
    files = {"root.json": root, "b.json": components, "yes.json": "true", "list.json": [1]}
    result = bundled(tmp_path, files)
    empty = {"parameters": {}, "responses": {}, "headers": {}, "examples": {}}
    assert result.tree["components"] == {
        **empty,
        "schemas": {"A": {"$ref": "#/x-files/b.json/schemas/A"}},
    }
    assert result.tree["a"] == {"properties": {}}
    assert [place(item)[0] for item in result.diagnostics] == ["root.json"] * 2 + ["b.json"] * 4


def test_maps_of_names_in_a_circle_are_broken(tmp_path: Path) -> None:
    a = {"properties": {"$ref": "#/components/schemas/B/properties"}}
    b = {"properties": {"$ref": "#/components/schemas/A/properties"}}
    result = schemas(tmp_path, {"A": a, "B": b, "C": {"properties": {"$ref": "b.json"}}}, b=True)
    assert schema(result, "A") == schema(result, "B") == schema(result, "C") == {"properties": {}}
    assert len(result.diagnostics) >= 2


@pytest.mark.parametrize("length", [1, 2, 3, 2000])
def test_a_circle_of_references_is_broken(tmp_path: Path, length: int) -> None:
    circle = {f"S{n}": {"$ref": f"#/components/schemas/S{(n + 1) % length}"} for n in range(length)}
    result = schemas(tmp_path, {"A": {"$ref": "#/components/schemas/S0"}, **circle})
    assert schema(result, "A") == {"$ref": "#/components/schemas/S0"}
    assert all(list(schema(result, name)) == [BROKEN] for name in circle)
    (diagnostic,) = result.diagnostics
    assert "#/components/schemas/S0" in diagnostic.message
    assert len(diagnostic.message) < 1000


def test_a_circle_through_files_is_broken(tmp_path: Path) -> None:
    result = schemas(tmp_path, {"A": {"$ref": "b.json"}}, b={"$ref": "c.json#/x"}, c={"x": {"$ref": "b.json"}})
    assert schema(result, "A") == {"$ref": "#/x-files/b.json"}
    assert BROKEN in result.tree["x-files"]["b.json"] and BROKEN in result.tree["x-files"]["c.json"]["x"]


def test_a_circle_through_a_map_of_names_is_broken(tmp_path: Path) -> None:
    root = {"components": {"schemas": {"$ref": "b.json"}}}
    other = {"A": {"$ref": "root.json#/components/schemas/A"}}
    result = bundled(tmp_path, {"root.json": root, "b.json": other})
    assert list(schema(result, "A")) == [BROKEN]
    assert len(result.diagnostics) == 1


def test_broken_references_in_one_another_are_all_told(tmp_path: Path) -> None:
    inner = {"$ref": "#/nope", "items": {"$ref": "#/nope", "not": {"$ref": "#/nope"}}}
    circle = {"$ref": "#/components/schemas/B", "items": {"$ref": "#/nope"}}
    result = schemas(tmp_path, {"A": inner, "B": circle})
    assert list(schema(result, "A")) == list(schema(result, "B")) == [BROKEN]
    assert [place(item)[2].removeprefix("/components/schemas") for item in result.diagnostics] == [
        "/A/$ref",
        "/A/items/$ref",
        "/A/items/not/$ref",
        "/B/$ref",
        "/B/items/$ref",
    ]


def test_a_chain_and_a_recursive_schema_are_no_circle(tmp_path: Path) -> None:
    own = {"properties": {"next": {"$ref": "#/components/schemas/Node"}}}
    chain = {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/Node"}}
    result = schemas(tmp_path, {"Node": own, **chain})
    assert result.diagnostics == ()
    assert schema(result, "A") == {"$ref": "#/components/schemas/B"}


# Confinement


@posix
@pytest.mark.parametrize(
    ("reference", "word"),
    [
        ("http://169.254.169.254/latest/", "not fetched"),
        ("HTTPS://user:secret@example.com/a.yaml?token=secret#/a", "not fetched"),
        ("ftp://127.0.0.1/x.yaml", "not fetched"),
        ("file:///etc/passwd", "not fetched"),
        ("data:application/json,%7B%7D", "not fetched"),
        ("//example.com/a.yaml", "not fetched"),
        ("http://[broken", "not fetched"),
        ("/etc/passwd", "absolute"),
        ("%2Fetc%2Fpasswd", "absolute"),
        ("/dev/zero", "absolute"),
        ("C:/secret.yaml", "absolute"),
        ("c:secret.yaml", "absolute"),
        ("\\\\host\\secret.yaml", "absolute"),
        ("../outside.json", "out of the root"),
        ("..%2foutside.json#/secret", "out of the root"),
        ("sub/../../outside.json", "out of the root"),
        ("link.json", "out of the root"),
        ("folder/outside.json", "out of the root"),
        ("../missing.json", "out of the root"),
        ("sub", "folder"),
        ("./", "folder"),
        ("pipe", "regular file"),
        ("a%00.json", "name of a file"),
        ("a%1b.json", "name of a file"),
        ("%ff.json", "name of a file"),
        ("\ud800.json", "name of a file"),
        ("a" * 5000, "cannot be read"),
        ("loop", "cannot be read"),
    ],
)
def test_a_reference_may_not_leave_the_root(
    tmp_path: Path, reference: str, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(*_: Any) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", connect)
    root = tmp_path / "root"
    write(tmp_path, {"outside.json": {"secret": {}}, "root/sub/a.json": {}})
    (root / "link.json").symlink_to("../outside.json")
    (root / "folder").symlink_to("..")
    (root / "loop").symlink_to("loop")
    os.mkfifo(root / "pipe")
    files = {"api.json": {"components": {"schemas": {"A": {"$ref": reference}}}}}
    (diagnostic,) = refused(root, files)
    assert word in diagnostic.message
    assert "secret@" not in diagnostic.text() and "token" not in diagnostic.text()
    assert len(diagnostic.message) < 400
    assert place(diagnostic) == ("api.json", 5, "/components/schemas/A/$ref")


def test_all_forbidden_references_are_told_in_one_run(tmp_path: Path) -> None:
    files = {
        "root.json": {"a": {"$ref": "/x"}, "b": {"$ref": "b.json"}},
        "b.json": {"a": {"$ref": "../x"}},
    }
    assert [place(item)[0] for item in refused(tmp_path, files)] == ["root.json", "b.json"]


def test_a_file_that_cannot_be_read_is_named_once_with_its_first_reference(tmp_path: Path) -> None:
    files = {
        "root.json": {"a": {"$ref": "b.yaml"}, "b": {"$ref": "b.yaml#/x"}},
        "b.yaml": "a: 1\npassword: 'hunter2\n",
    }
    (diagnostic,) = refused(tmp_path, files)
    assert place(diagnostic)[:2] == ("b.yaml", 3)
    assert "root.json:3" in diagnostic.hint
    assert "hunter2" not in diagnostic.text()


@posix
def test_a_link_inside_the_root_is_followed(tmp_path: Path) -> None:
    write(tmp_path, {"real/b.json": {}})
    (tmp_path / "link").symlink_to("real")
    result = bundled(tmp_path, {"root.json": {"a": {"$ref": "link/b.json"}}})
    assert [file.name for file in result.files] == ["root.json", "real/b.json"]


# Places


def test_places_lead_back_to_the_files(tmp_path: Path) -> None:
    files = {
        "root.yaml": OPENAPI + "components:\n  schemas:\n    A: {$ref: 'dir/b.json#/x~1y'}\n",
        "dir/b.json": {"x/y": {"type": "string"}},
    }
    result = bundled(tmp_path, files)
    located = [
        result.locate(pointer)
        for pointer in (
            "",
            "/info/version",
            "#/components/schemas/A",
            "/x-files/dir~1b.json/x~1y/type",
        )
    ]
    assert [(item.file, item.line, item.pointer) for item in located] == [
        ("root.yaml", 1, ""),
        ("root.yaml", 2, "/info/version"),
        ("root.yaml", 5, "/components/schemas/A"),
        ("dir/b.json", 3, "/x~1y/type"),
    ]


def test_a_file_that_has_changed_has_no_lines(tmp_path: Path) -> None:
    result = bundled(tmp_path, {"root.yaml": OPENAPI, "b.yaml": ""})
    (tmp_path / "root.yaml").write_text("# new\n" + OPENAPI)
    location = result.locate("/info")
    assert (location.file, location.line, location.pointer) == ("root.yaml", 0, "/info")
    again = bundle(tmp_path / "root.yaml")
    (tmp_path / "root.yaml").unlink()
    assert again.locate("/info").line == 0


def test_the_collector_is_as_it_was(tmp_path: Path) -> None:
    path = write(tmp_path, {"root.json": {}})
    assert gc.isenabled()
    bundle(path)
    with pytest.raises(SpecError):
        bundle(tmp_path / "missing")
    assert gc.isenabled()


# Size


def test_a_deep_document_is_bundled_without_recursion(tmp_path: Path) -> None:
    deep: Any = {"$ref": "b.json"}
    for _ in range(180):
        deep = {"properties": {"a": deep}}
    result = schemas(tmp_path, {"A": deep}, b=copy.deepcopy(deep["properties"]["a"]))
    node = schema(result, "A")
    while "$ref" not in node:
        node = node["properties"]["a"]
    assert node == {"$ref": "#/x-files/b.json"}


def test_the_work_grows_with_the_document(tmp_path: Path) -> None:
    """Every file is read once, though each refers to all others."""
    names = [f"f{number}" for number in range(60)]
    others = {name: {"properties": {other: {"$ref": f"{other}.json"} for other in names}} for name in names}
    result = schemas(tmp_path, {"A": {"$ref": "f0.json"}}, **others)
    assert len(result.files) == 61
    assert all(
        member == {"$ref": f"#/x-files/{name}.json"}
        for tree in result.tree["x-files"].values()
        for name, member in tree["properties"].items()
    )


# Any references

NAMES = st.text("ab~/% é{}#.", min_size=1, max_size=4)


@given(st.lists(NAMES, min_size=1, max_size=5, unique=True), st.data())
def test_any_name_can_be_referred_to(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("any")
    encoded = {name: "".join(f"%{byte:02X}" for byte in pointers.escape(name).encode()) for name in names}
    file = data.draw(st.sampled_from(["", "b.json"]))
    result = schemas(
        folder,
        {
            **{name: {"title": name} for name in names},
            "refs": {"allOf": [{"$ref": f"{file}#/components/schemas/{encoded[name]}"} for name in names]},
        },
        b={"components": {"schemas": {name: {"title": name} for name in names}}},
    )
    assert result.diagnostics == ()
    found = [pointers.resolve(result.tree, item["$ref"]) for item in schema(result, "refs")["allOf"]]
    assert found == [{"title": name} for name in names]


REFERENCES = st.sampled_from(
    [
        "#",
        "#/a",
        "#/b",
        "#/a/items",
        "#/b/properties/a",
        "#x",
        "b.json",
        "b.json#/a",
        "r.json#/b",
        "#/nope",
        "n.json",
    ]
)
SCHEMAS = st.recursive(
    st.builds(lambda ref: {"$ref": ref}, REFERENCES) | st.just({"type": "string"}),
    lambda inner: (
        st.builds(lambda value: {"items": value}, inner)
        | st.builds(lambda value: {"properties": {"a": value, "$ref": "#/a/properties"}}, inner)
        | st.builds(lambda value: {"allOf": [value], "$anchor": "x"}, inner)
    ),
    max_leaves=6,
)


@given(SCHEMAS, SCHEMAS, SCHEMAS, SCHEMAS)
def test_every_reference_of_the_result_leads_somewhere(
    tmp_path_factory: pytest.TempPathFactory, a: Any, b: Any, c: Any, d: Any
) -> None:
    result = bundled(tmp_path_factory.mktemp("any"), {"r.json": {"a": a, "b": b}, "b.json": {"a": c, "b": d}})
    due, seen = [result.tree["a"], result.tree["b"]], set()
    while due:
        node = due.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, list):
            due.extend(node)
        elif isinstance(node, dict):
            due.extend(value for key, value in node.items() if key != "x-files")
            if "$ref" in node:
                steps, target = 0, node
                while isinstance(target, dict) and "$ref" in target:
                    target = pointers.resolve(result.tree, target["$ref"])
                    steps += 1
                    assert steps < 100
                due.append(target)
