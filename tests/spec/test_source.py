import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mockgen.diagnostics import Diagnostic
from mockgen.errors import SpecError
from mockgen.spec import faults, pointers, yaml_events
from mockgen.spec.source import as_mapping, digest, places_in, read_bytes, read_source, read_value

posix = pytest.mark.skipif(os.name == "nt", reason="needs pipes and devices")


def read(text: str | bytes, name: str = "api.yaml") -> Any:
    return read_value(text if isinstance(text, bytes) else text.encode(), name)


def read_tree(source: bytes | Path, name: str) -> dict[str, Any]:
    data = source if isinstance(source, bytes) else read_bytes(source, name)
    return as_mapping(read_value(data, name), name)


def line_of(text: str, pointer: str, name: str = "api.yaml") -> int:
    source, _ = read_source(Path(name), name, text.encode())
    found = places_in(source)
    assert found is not None
    return found.line(pointer)


def refused(text: str | bytes, name: str = "api.yaml") -> tuple[Diagnostic, ...]:
    with pytest.raises(SpecError) as caught:
        read_tree(text if isinstance(text, bytes) else text.encode(), name)
    assert all(item.location and item.location.file == name for item in caught.value.diagnostics)
    return caught.value.diagnostics


def places(diagnostics: tuple[Diagnostic, ...]) -> list[tuple[int, str]]:
    return [(item.location.line, item.location.pointer) for item in diagnostics if item.location]


@pytest.fixture(params=["libyaml", "python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both parsers of PyYAML; libyaml is absent on some systems."""
    if request.param == "python":
        monkeypatch.setattr(yaml_events, "parser", yaml_events._PythonParser)
    elif not yaml.__with_libyaml__:
        pytest.skip("PyYAML was built without libyaml")


# What scalars mean


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("on", "on"),
        ("yes", "yes"),
        ("No", "No"),
        ("y", "y"),
        ("0", 0),
        ("-12", -12),
        ("+7", 7),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("0b1", "0b1"),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2020-01-01", "2020-01-01"),
        ("2020-01-01T10:00:00Z", "2020-01-01T10:00:00Z"),
        ("1.0", 1.0),
        ("1.", 1.0),
        (".5", 0.5),
        ("-1e3", -1000.0),
        ("1.2.3", "1.2.3"),
        ("'1'", "1"),
        ('"true"', "true"),
        ("!!str 1", "1"),
        ("! 1", "1"),
        ("!!int '3'", 3),
        ("!!float 3", 3.0),
        ("nan", "nan"),
        ("=", "="),
        ("Infinity", "Infinity"),
    ],
)
def test_a_scalar_has_its_meaning_in_the_core_schema(text: str, value: Any, parser: None) -> None:
    found = read(f"a: {text}\n")["a"]
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize("text", [".inf", "-.Inf", ".nan", "1e400", "9" * 5000, "0x" + "f" * 5000])
def test_a_number_that_json_cannot_hold_is_refused(text: str, parser: None) -> None:
    assert places(refused(f"a: 1\nb:\n  - {text}\n")) == [(3, "/b/0")]


def test_a_name_is_what_the_author_wrote(parser: None) -> None:
    names = ["200", "4XX", "null", "~", "true", "on", "1.0", "0x10", "2020-01-01", "1_0"]
    tree = read("".join(f"{name}: x\n" for name in names))
    assert list(tree) == names


@pytest.mark.parametrize("version", ["3.0", "3.10", "3", "1.0", "2020-01-01", "1e2", "0x1"])
def test_versions_stay_text(version: str, parser: None) -> None:
    tree = read(f"openapi: {version}\nswagger: {version}\ninfo: {{version: {version}}}\n")
    assert tree == {"openapi": version, "swagger": version, "info": {"version": version}}


def test_versions_stay_text_in_json() -> None:
    text = '{"info": {"a": "\\u0022}", "version": 1.10}, "openapi" : 3.10, "x": {"openapi": 3.10}}'
    tree = read(text, "api.json")
    assert tree["info"]["version"] == "1.10"
    assert tree["openapi"] == "3.10"
    assert tree["x"]["openapi"] == 3.1


def test_a_version_elsewhere_is_a_number(parser: None) -> None:
    tree = read("info: {x: {version: 1.0}}\nx: {version: 1.0, openapi: 3.0}\n")
    assert tree == {"info": {"x": {"version": 1.0}}, "x": {"version": 1.0, "openapi": 3.0}}


# Mappings, merges and aliases


def test_merge_keys_give_way_to_own_names(parser: None) -> None:
    tree = read(
        "a: &a {x: 1, y: 2}\n"
        "b: &b {y: 3, z: 4}\n"
        "c:\n  <<: *a\n  x: own\n"
        "d:\n  x: own\n  <<: [*a, *b]\n"
        "e:\n  <<: *a\n  <<: *b\n"
        "f: {'<<': text}\n"
    )
    assert tree["c"] == {"x": "own", "y": 2}
    assert tree["d"] == {"x": "own", "y": 2, "z": 4}
    assert tree["e"] == {"x": 1, "y": 2, "z": 4}
    assert tree["f"] == {"<<": "text"}


def test_aliases_are_copies(parser: None) -> None:
    tree = read("a: &a {x: [1, {y: 2}]}\nb: *a\nc: &c text\nd: *c\n*c : name\n")
    tree["a"]["x"][1]["y"] = 3
    assert tree["b"] == {"x": [1, {"y": 2}]}
    assert (tree["d"], tree["text"]) == ("text", "name")


def test_an_alias_of_a_number_as_a_name_is_its_text(parser: None) -> None:
    assert read("a: &a 0x10\n*a : b\n") == {"a": 16, "0x10": "b"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", (5, "/b/c")),
        ("a: {b: 1, b: 2}\n", (1, "/a/b")),
        ("a:\n  <<: {b: 1}\n  b: 2\n  b: 3\n", (4, "/a/b")),
        ("1: a\n'1': b\n", (2, "/1")),
        ("a: 1\nb: !Ref x\n", (2, "/b")),
        ("a: !!binary aGk=\n", (1, "/a")),
        ("a: !!set {b, c}\n", (1, "/a")),
        ("a: !!python/tuple [1]\n", (1, "/a")),
        ("a: !!int x\n", (1, "/a")),
        ("a:\n  ? [1, 2]\n  : b\n", (2, "/a")),
        ("a:\n  ? {b: c}\n", (2, "/a")),
        ("a: &a\n  - b: *a\n", (2, "/a/0/b")),
        ("a: *nowhere\n", (1, "/a")),
        ("a: 1\n<<: 2\n", (2, "/<<")),
        ("a: 1\n---\nb: 1\n", (2, "")),
    ],
)
def test_what_json_cannot_hold_is_refused(text: str, place: tuple[int, str], parser: None) -> None:
    assert places(refused(text)) == [place]


def test_all_faults_are_told_in_one_run(parser: None) -> None:
    text = "a: !x 1\nb: 1\nb: 2\nc: .nan\n"
    assert places(refused(text)) == [(1, "/a"), (3, "/b"), (4, "/c")]


def test_a_repeated_name_tells_both_lines(parser: None) -> None:
    (diagnostic,) = refused("a:\n  b: 1\n  c: 1\n  b: 2\n")
    assert "line 2" in diagnostic.message
    (diagnostic,) = refused('{"a":\n {"b": 1,\n "c": [1, {}],\n "b": 2}}', "api.json")
    assert "line 2" in diagnostic.message
    assert places((diagnostic,)) == [(4, "/a/b")]


def test_billion_laughs_is_refused_before_it_is_expanded(parser: None) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]
    (diagnostic,) = refused("\n".join(lines))
    assert "aliases" in diagnostic.message


# Depth and size


@pytest.mark.parametrize("depth", [faults.MAX_DEPTH + 1, 100_000])
@pytest.mark.parametrize(
    "text", ["{}{}", '{{"a": {}1{}}}', "a: {}{}", "{}x: 1{}"], ids=["json", "object", "flow", "bad"]
)
def test_deep_nesting_is_refused(text: str, depth: int) -> None:
    deep = text.format("[" * depth, "]" * depth)
    for name in ("api.json", "api.yaml"):
        assert len(refused(deep, name)) == 1


def test_deep_block_nesting_is_refused(parser: None) -> None:
    deep = "".join(f"{' ' * n}a:\n" for n in range(faults.MAX_DEPTH + 1)) + " " * 1000 + "a: 1\n"
    (diagnostic,) = refused(deep)
    assert diagnostic.message == faults.TOO_DEEP


def test_the_deepest_allowed_tree_is_read() -> None:
    depth = faults.MAX_DEPTH
    text = '{"a":' * depth + "1" + "}" * depth
    for name, written in (
        ("api.json", text),
        ("api.yaml", text.replace('"', "").replace(":", ": ")),
    ):
        assert line_of(written, pointers.join(["a"] * depth), name) == 1
        tree = read(written, name)
        for _ in range(depth):
            tree = tree["a"]
        assert tree == 1


def test_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockgen.spec.json_text.MAX_NODES", 10)
    monkeypatch.setattr("mockgen.spec.yaml12.MAX_NODES", 10)
    for text in ('{"a": [' + ",".join("1" * 20) + "]}", "a: [" + ",".join("1" * 20) + "]"):
        (diagnostic,) = refused(text)
        assert diagnostic.message == faults.TOO_MANY


# What a file is


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"a": [1]}', "api.json"),
        ('\ufeff \n{"a": [1]}', "api.json"),
        ("\ufeffa: [1]\n", "api.yaml"),
        ("a: [1]\r\n", "api.yaml"),
        ("a: [1]", "api.json"),
        ('{"a": [1]}', "api.yaml"),
        ("{a: [1]}", "api.yml"),
        ('{"a": [1],}', "api"),
        ('{"a": [1]}', "openapi"),
        ("%YAML 1.2\n---\na: [1]\n...\n", "api.txt"),
    ],
)
def test_content_decides_what_a_file_is(text: str, name: str) -> None:
    assert read_tree(text.encode(), name) == {"a": [1]}


@pytest.mark.parametrize(
    ("data", "word", "line"),
    [
        (b"", "empty", 0),
        (b" \n\n", "empty", 0),
        (b"# nothing\n", "empty", 0),
        (b"---\n", "empty", 0),
        (b"[1]", "a list", 1),
        (b"text", "text", 1),
        (b"12", "value", 1),
        (b"a: b\nc: \xe9\n", "UTF-8", 2),
        ("{}".encode("utf-16"), "UTF-8", 1),
        ("{}".encode("utf-16-be"), "UTF-8", 1),
        (b"\x1f\x8b\x08\x00\x00", "UTF-8", 1),
        (b"\n<!DOCTYPE html><html>", "HTML", 1),
        (b"a: b\n<<<<<<< HEAD\nc: d\n=======\nc: e\n>>>>>>> x\n", "conflict", 2),
        (b"a: b\nc: \x1b[2J\n", "control", 2),
        (b"a: b\nc: \x00\n", "control", 2),
        (b"a: b\n c: d\n", "YAML", 2),
        (b"a: b\nb: c\n\tc: d\n", "YAML", 3),
        (b"a: 'b\n", "YAML", 2),
        (b'a: "\\UFFFFFFFF"\n', "YAML", 1),
    ],
)
def test_an_unreadable_file_is_named_with_its_fault(data: bytes, word: str, line: int, parser: None) -> None:
    (diagnostic,) = refused(data)
    assert word in diagnostic.message
    assert diagnostic.location and diagnostic.location.line in (
        line,
        0 if "UFFFF" in str(data) else line,
    )


@pytest.mark.parametrize(
    ("text", "word", "line", "pointer"),
    [
        ('{\n"a": \n', "JSON", 3, ""),
        ('{"a": 1}\nx', "JSON", 2, ""),
        ('{"a": 1,}', "JSON", 1, ""),
        ('{\n"a": "\t"}', "JSON", 2, ""),
        ('{"a":\n NaN}', "number", 2, "/a"),
        ('{"a": [0,\n -Infinity]}', "number", 2, "/a/1"),
        ('{"a": {"b": [[], {"c/d":\n 1e999}]}}', "number", 2, "/a/b/1/c~1d"),
        ('{"a":\n 1' + "0" * 5000 + "}", "number", 2, "/a"),
        ('{"a": 1,\n "": 2, "a": 3}', "line 1", 2, "/a"),
        ('{"a": {"": 1,\n "": 2}}', "line 1", 2, "/a/"),
    ],
)
def test_json_is_strict(text: str, word: str, line: int, pointer: str) -> None:
    (diagnostic,) = refused(text, "api.json")
    assert word in diagnostic.message
    assert places((diagnostic,)) == [(line, pointer)]


def test_all_faults_of_json_are_told() -> None:
    text = '{"a": NaN,\n"b": [1,\n{"c": 1, "c": 1e999}], "d\\u0022}": "}",\n"b": 2}'
    assert places(refused(text, "api.json")) == [(1, "/a"), (3, "/b/1/c"), (3, "/b/1/c"), (4, "/b")]


def test_messages_never_quote_the_file() -> None:
    for text in (
        "password: 'hunter2\n",
        "a: hunter2: b\n",
        "a: &hunter2 *hunter2\n",
        "a: *hunter2\n",
        "a: !hunter2 b\n",
        '{"password": "hunter2',
        '{"hunter2": "a" "hunter2"}',
    ):
        for name in ("api.yaml", "api.json"):
            assert all("hunter2" not in item.text() for item in refused(text, name))


def test_tabs_that_only_separate_are_tolerated(parser: None) -> None:
    text = (
        "a: b\t# comment\n"
        "\t# comment\n"
        "c:\t\n"
        "  - d \t \n"
        "\t\n"
        "  - |\n"
        "    kept\t# text\n"
        "  - e: |-\t# header\n"
        "      kept\t\n"
        "\n"
        "    f: g\t\n"
        "  - 'x\t# y'\n"
        "h: i\n"
    )
    tree = read(text)
    assert tree == {
        "a": "b",
        "c": ["d", "kept\t# text\n", {"e": "kept\t", "f": "g"}, "x\t# y"],
        "h": "i",
    }
    assert line_of(text, "/h") == 13


# Files


@posix
def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(b"#" * (faults.MAX_BYTES + 1))
    cases = {"missing": "exist", "pipe": "regular", ".": "folder", "a\0b": "read", "large": "MiB"}
    cases |= {"large/x": "exist", "x" * 5000: "read"}
    for name, word in cases.items():
        with pytest.raises(SpecError) as caught:
            read_tree(tmp_path / name, "shown.yaml")
        (diagnostic,) = caught.value.diagnostics
        assert word in diagnostic.message
        assert diagnostic.location and diagnostic.location.file == "shown.yaml"


@posix
def test_a_device_is_refused() -> None:
    with pytest.raises(SpecError, match="regular file"):
        read_tree(Path("/dev/zero"), "zero")


def test_a_file_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\n")

    def refuse(*_: object) -> int:  # in place of chmod, which does not keep root from reading
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(SpecError, match="may not be read"):
        read_tree(path, "a.yaml")


def test_the_digest_does_not_depend_on_the_ends_of_lines(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a: 1\r\nb: 2\r\n")
    source, tree = read_source(tmp_path / "a.yaml", "x/a.yaml")
    assert source.digest == digest(b"a: 1\nb: 2\n") != digest(b"a: 1\nb: 3\n")
    assert (source.name, source.path, tree) == (
        "x/a.yaml",
        (tmp_path / "a.yaml").resolve(),
        {"a": 1, "b": 2},
    )


# Any tree

SCALARS = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False)
TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\t#:-|>'\"{}[]&*!%@`\\~0"))
TREES = st.recursive(
    SCALARS.filter(lambda value: value not in (float("inf"), float("-inf"))) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=30,
)


@given(TREES)
def test_json_means_what_it_means_to_json(tree: Any) -> None:
    for indent in (None, 1):
        text = json.dumps({"tree": tree}, indent=indent)
        assert read(text, "api.json") == {"tree": tree}


@given(TREES)
def test_yaml_reads_what_yaml_writes(tree: Any) -> None:
    text = yaml.safe_dump({"tree": tree}, default_style='"', sort_keys=False)
    assert read(text) == json.loads(json.dumps({"tree": tree}))


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\t\n #:-|>'\"{}[]&*!%<?,")))
def test_any_text_is_read_or_refused(text: str) -> None:
    for name in ("api.json", "api.yaml"):
        try:
            assert line_of(text, "/a/b", name) >= 0
        except SpecError as error:
            assert error.diagnostics


@given(st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read(data)
    except SpecError as error:
        assert error.diagnostics


# Lines


def ways(tree: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    members = list(tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else [])
    return [path, *(way for key, value in members for way in ways(value, (*path, key)))]


@pytest.mark.parametrize("escapes", [True, False])
@given(tree=st.dictionaries(TEXT, TREES, min_size=1))
def test_every_pointer_has_the_line_of_its_name(tree: dict[str, Any], escapes: bool) -> None:
    text = json.dumps(tree, indent=1, ensure_ascii=escapes)
    lines = text.split("\n")
    for way in ways(tree):
        number = line_of(text, pointers.join(way))
        if way and isinstance(way[-1], str):
            assert lines[number - 1].strip().startswith(json.dumps(way[-1], ensure_ascii=escapes) + ":")
            assert len(lines[number - 1]) - len(lines[number - 1].lstrip()) == len(way)


YAML = """\
# first
openapi: 3.1.0
base: &base
  id:
    type: string
paths:
  /a/b:
    get:
      tags: [x,
        y]
      parameters:
        - name: p
        -
          name: q
    put: *base
components:
  <<: {merged: {inner: 1}}
  more:
    <<: [*base, {other: 1}]
"""


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("", 2),
        ("/openapi", 2),
        ("/paths/~1a~1b/get", 8),
        ("/paths/~1a~1b/get/tags/1", 10),
        ("/paths/~1a~1b/get/parameters/0", 12),
        ("/paths/~1a~1b/get/parameters/1/name", 14),
        ("/paths/~1a~1b/get/nowhere/at/all", 8),
        ("/paths/~1a~1b/put/id/type", 5),
        ("/components/merged/inner", 17),
        ("/components/more/id/type", 5),
        ("/components/more/other", 19),
        ("/nowhere", 2),
    ],
)
def test_lines_of_yaml(pointer: str, line: int, parser: None) -> None:
    assert line_of(YAML, pointer) == line


@pytest.mark.parametrize("number", ["0x" + "F" * 4000, "0o" + "7" * 4400, "9" * 4400])
def test_a_number_with_more_digits_than_python_writes_is_refused(number: str) -> None:
    assert places(refused(f"a: 1\nb: {number}\n")) == [(2, "/b")]
    assert read(f"a: {number[:3000]}\n")["a"] > 0
