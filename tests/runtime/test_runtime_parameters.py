from __future__ import annotations

import email
import email.policy
import enum
import io
import json
import math
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit
from uuid import UUID

import pytest
import requests
from hypothesis import assume, given
from hypothesis import strategies as st
from throwaway import parameters
from throwaway.parameters import (
    cookie,
    deep_object,
    form,
    form_body,
    json_body,
    json_header,
    json_parameter,
    json_segment,
    label,
    matrix,
    multipart_body,
    pipe_delimited,
    raw_body,
    segment,
    simple,
    space_delimited,
    text,
)
from throwaway.records import Record

texts = st.text(st.characters(codec="utf-8"))
names = st.text(st.characters(codec="utf-8"), min_size=1)
objects = st.dictionaries(names, texts, min_size=1, max_size=4)
path_texts = names.filter(lambda value: value not in (".", ".."))


def travelled(pairs: parameters.Pairs) -> str:
    """Return the query as `requests` sends it."""
    query = "&".join(f"{name}={value}" for name, value in pairs)
    sent = requests.Request("GET", f"http://service.test/a?{query}").prepare()
    return urlsplit(sent.url).query  # type: ignore[return-value]


def travelled_path(path: str) -> str:
    return requests.Request("GET", f"http://service.test/a/{path}/z").prepare().path_url


class Kind(enum.Enum):
    OLD = "old"
    COUNT = 3


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (10**25, "1" + "0" * 25),
        (1.0, "1.0"),
        (1e22, "1" + "0" * 22),
        (1e-7, "0.0000001"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1.50"), "1.50"),
        (None, ""),
        (Kind.OLD, "old"),
        (Kind.COUNT, "3"),
        (date(2026, 1, 2), "2026-01-02"),
        (time(1, 2), "01:02:00"),
        (datetime(2026, 1, 2, 3, tzinfo=UTC), "2026-01-02T03:00:00Z"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_the_text_of_scalars(value: Any, wire: str):
    assert text(value) == wire


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_keeps_its_value_and_has_no_exponent(value: float):
    assert float(text(value)) == value
    assert "e" not in text(value)


@pytest.mark.parametrize("value", [math.nan, math.inf, Decimal("NaN"), datetime(2026, 1, 1)])
def test_what_has_no_text_is_refused_by_name(value: Any):
    with pytest.raises(ValueError, match="limit"):
        form("limit", value)


@pytest.mark.parametrize("value", [object(), b"x", {1, 2}])
def test_what_is_no_scalar_is_refused_by_name(value: Any):
    with pytest.raises(TypeError, match="limit: cannot send a value of type"):
        form("limit", value)


@pytest.mark.parametrize(
    "make",
    [form, space_delimited, pipe_delimited, deep_object, json_parameter],
)
def test_none_is_absent(make: Any):
    assert make("a", None) == ()


@pytest.mark.parametrize("make", [form, space_delimited, pipe_delimited, deep_object])
@pytest.mark.parametrize("empty", [[], {}])
def test_an_empty_structure_is_absent(make: Any, empty: Any):
    assert make("a", empty) == ()


def test_null_within_a_structure_is_the_empty_text():
    assert form("a", ["x", None]) == (("a", "x"), ("a", ""))
    assert form("a", ["x", None], explode=False) == (("a", "x,"),)
    assert deep_object("a", {"b": None}) == (("a%5Bb%5D", ""),)


# The examples of OpenAPI 3.1.1, "Style Examples".
COLOURS = ["blue", "black", "brown"]
RGB = {"R": 100, "G": 200, "B": 150}


@pytest.mark.parametrize(
    ("pairs", "query"),
    [
        (form("color", "blue"), "color=blue"),
        (form("color", ""), "color="),
        (form("color", COLOURS), "color=blue&color=black&color=brown"),
        (form("color", COLOURS, explode=False), "color=blue,black,brown"),
        (form("color", RGB), "R=100&G=200&B=150"),
        (form("color", RGB, explode=False), "color=R,100,G,200,B,150"),
        (space_delimited("color", COLOURS), "color=blue%20black%20brown"),
        (space_delimited("color", RGB), "color=R%20100%20G%20200%20B%20150"),
        (pipe_delimited("color", COLOURS), "color=blue%7Cblack%7Cbrown"),
        (pipe_delimited("color", COLOURS, explode=True), "color=blue&color=black&color=brown"),
        (deep_object("color", RGB), "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
        (json_parameter("color", RGB), "color=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D"),
        (form("a", {"b": [1, 2], "c": {"d": 1}}), "b=1&b=2&c=%7B%22d%22%3A1%7D"),
        (form("a", Record({"b": 1})), "b=1"),
    ],
)
def test_query_styles(pairs: parameters.Pairs, query: str):
    assert travelled(pairs) == query


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (segment("blue"), "blue"),
        (segment(COLOURS), "blue,black,brown"),
        (segment(RGB), "R,100,G,200,B,150"),
        (segment(RGB, explode=True), "R=100,G=200,B=150"),
        (label("blue"), ".blue"),
        (label(COLOURS), ".blue,black,brown"),
        (label(COLOURS, explode=True), ".blue.black.brown"),
        (label(RGB), ".R,100,G,200,B,150"),
        (label(RGB, explode=True), ".R=100.G=200.B=150"),
        (matrix("color", "blue"), ";color=blue"),
        (matrix("color", ""), ";color"),
        (matrix("color", COLOURS), ";color=blue,black,brown"),
        (matrix("color", COLOURS, explode=True), ";color=blue;color=black;color=brown"),
        (matrix("color", RGB), ";color=R,100,G,200,B,150"),
        (matrix("color", RGB, explode=True), ";R=100;G=200;B=150"),
    ],
)
def test_path_styles(path: str, expected: str):
    assert path == expected


@given(objects, names)
def test_an_exploded_object_reads_back(value: dict[str, str], name: str):
    query = travelled(form(name, value))
    assert dict(parse_qsl(query, keep_blank_values=True, strict_parsing=True)) == value


@given(names, st.lists(texts, min_size=1))
def test_an_exploded_array_reads_back(name: str, value: list[str]):
    query = travelled(form(name, value))
    assert parse_qs(query, keep_blank_values=True) == {name: value}


@given(names, st.lists(texts, min_size=1))
def test_a_joined_array_reads_back(name: str, value: list[str]):
    key, _, joined = travelled(form(name, value, explode=False)).partition("=")
    assert unquote(key) == name
    assert [unquote(item) for item in joined.split(",")] == value


@given(
    names,
    st.lists(texts, min_size=1),
    st.sampled_from([(space_delimited, " "), (pipe_delimited, "|")]),
)
def test_a_delimited_array_reads_back_or_is_refused(name: str, value: list[str], style: Any):
    make, delimiter = style
    if any(delimiter in item for item in value):
        with pytest.raises(ValueError, match="separates the items"):
            make(name, value)
    else:
        assert parse_qsl(travelled(make(name, value)), keep_blank_values=True) == [(name, delimiter.join(value))]


@given(texts)
def test_a_value_with_reserved_characters_reads_back(value: str):
    assume("%" not in value)
    pairs = form("a", value, allow_reserved=True)
    assert parse_qsl(travelled(pairs), keep_blank_values=True) == [("a", value)]


def test_allow_reserved_leaves_what_the_query_can_hold():
    assert travelled(form("a", "x/y?z:@,;%2F&=+#[]é", allow_reserved=True)) == (
        "a=x/y?z:@,;%2F%26%3D%2B%23%5B%5D%C3%A9"
    )
    assert travelled(form("a", ["x,y/", "z"], explode=False, allow_reserved=True)) == "a=x%2Cy/,z"


deep_names = st.text(st.characters(codec="utf-8", exclude_characters="[]"), min_size=1).filter(
    lambda name: not name.isdigit(),
)
deep_values = st.recursive(
    texts,
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(deep_names, inner, min_size=1, max_size=3),
    max_leaves=10,
)


def read_deep(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Read brackets back, independently: empty ones append, digits are places, the rest names."""
    tree: dict[str, Any] = {}
    for key, value in pairs:
        first, *rest = key.replace("]", "").split("[")
        node, name = tree, first
        for step in rest:
            node = node.setdefault(name, {})
            name = step or str(len(node))
        node[name] = value
    return {name: listed(each) for name, each in tree.items()}


def listed(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    if all(name.isdigit() for name in node):
        return [listed(node[str(place)]) for place in range(len(node))]
    return {name: listed(each) for name, each in node.items()}


@pytest.mark.parametrize(
    ("value", "query"),
    [
        (["a", "b"], "p[]=a&p[]=b"),
        ({"ids": [1, 2]}, "p[ids][]=1&p[ids][]=2"),
        ({"lines": [{"sku": "a", "tags": ["x"]}]}, "p[lines][0][sku]=a&p[lines][0][tags][]=x"),
        ([[1], [2]], "p[0][]=1&p[1][]=2"),
    ],
)
def test_lists_in_brackets(value: Any, query: str):
    assert unquote(travelled(deep_object("p", value))) == query


@given(deep_names, deep_values)
def test_a_deep_object_reads_back(name: str, value: Any):
    pairs = parse_qsl(travelled(deep_object(name, value)), keep_blank_values=True)
    assert read_deep(pairs) == {name: value}


@pytest.mark.parametrize("key", ["", "a[b", "]", 1])
def test_a_deep_object_refuses_names_that_cannot_be_read_back(key: Any):
    with pytest.raises(ValueError, match="filter: brackets cannot hold the name"):
        deep_object("filter", {key: 1})


@given(path_texts)
def test_any_path_value_is_one_segment_on_the_wire(value: str):
    parts = travelled_path(segment(value)).split("/")
    assert len(parts) == 4 and "?" not in parts[2] and "#" not in parts[2]
    assert unquote(parts[2]) == value


@given(st.lists(names, min_size=2))
def test_a_path_array_reads_back(value: list[str]):
    part = travelled_path(segment(value)).split("/")[2]
    assert [unquote(item) for item in part.split(",")] == value


@given(names.filter(lambda value: value != "."))
def test_a_label_reads_back(value: str):
    part = travelled_path(label(value)).split("/")[2]
    assert part[0] == "." and unquote(part[1:]) == value


@given(names, texts)
def test_a_matrix_reads_back(name: str, value: str):
    part = travelled_path(matrix(name, value)).split("/")[2]
    key, _, wire = part.partition("=")
    assert (key[0], unquote(key[1:]), unquote(wire)) == (";", name, value)


@pytest.mark.parametrize("value", ["", None, [], {}])
@pytest.mark.parametrize("make", [segment, label])
def test_an_empty_path_value_is_refused_by_name(make: Any, value: Any):
    with pytest.raises(ValueError, match="charge_id is empty"):
        make(value, "charge_id")


@pytest.mark.parametrize("value", [None, [], {}])
def test_a_matrix_without_value_is_refused_by_name(value: Any):
    with pytest.raises(ValueError, match="charge_id is empty"):
        matrix("charge_id", value)


@pytest.mark.parametrize("value", [".", "..", [".."]])
def test_a_dot_segment_is_refused_since_requests_would_resolve_it(value: Any):
    assert travelled_path("%2E%2E") == "/a/../z"
    with pytest.raises(ValueError, match=r"charge_id: .* another path"):
        segment(value, "charge_id")
    with pytest.raises(ValueError, match="another path"):
        label(".")


def test_an_exploded_label_refuses_a_dot_within_an_item():
    with pytest.raises(ValueError, match="separates the items"):
        label([1.5, 2], explode=True)


@pytest.mark.parametrize(
    ("value", "explode", "wire"),
    [
        (None, False, None),
        ([], False, None),
        ("", False, ""),
        ("a b, c=é", False, "a b, c=é"),
        ([1, True], False, "1,true"),
        ({"R": 1, "G": 2}, False, "R,1,G,2"),
        ({"R": 1, "G": 2}, True, "R=1,G=2"),
    ],
)
def test_headers(value: Any, explode: bool, wire: str | None):
    assert simple(value, explode=explode) == wire


@pytest.mark.parametrize("value", ["a\r\nX: y", " a", "a ", "\x00", "✓", ["a,b"]])
def test_a_header_refuses_what_it_cannot_hold(value: Any):
    with pytest.raises(ValueError, match="header"):
        simple(value)


@pytest.mark.parametrize(
    ("pairs", "header"),
    [
        (cookie("a", "x/y=%20"), "a=x/y=%20"),
        (cookie("a", ["1", "2"]), "a=1; a=2"),
        (cookie("a", ["1", "2"], explode=False), "a=1,2"),
        (cookie("a", {"b": 1, "c": True}), "b=1; c=true"),
        (cookie("a", {"b": 1}, explode=False), "a=b,1"),
        (cookie("a", None), ""),
        (cookie("a", [], explode=False), ""),
    ],
)
def test_the_style_cookie_encodes_nothing(pairs: parameters.Pairs, header: str):
    assert "; ".join(f"{name}={value}" for name, value in pairs) == header


@pytest.mark.parametrize("value", ["a b", 'a"', "a;b", "a\\b", "é", "\r\n", ["a,b"]])
def test_a_cookie_refuses_what_it_cannot_hold(value: Any):
    with pytest.raises(ValueError, match="sid"):
        cookie("sid", value, explode=False)


def test_json_in_a_header_and_in_a_path():
    assert json_header({"é": ["a,b"]}) == '{"\\u00e9":["a,b"]}'
    assert json_header(None) is None
    assert json_segment(["/"]) == "%5B%22%2F%22%5D"
    with pytest.raises(ValueError, match="charge_id is empty"):
        json_segment(None, "charge_id")


def test_json_bodies():
    body = json_body({"a": datetime(2026, 1, 1, tzinfo=UTC), "b": "é"}, "application/x+json")
    assert body is not None and body.content_type == "application/x+json"
    assert json.loads(body.data) == {"a": "2026-01-01T00:00:00Z", "b": "é"}
    assert json_body(None) is None
    null = json_body(None, nullable=True)
    assert null is not None and null.data == b"null"


@given(st.dictionaries(names, texts | st.lists(texts, min_size=1), min_size=1))
def test_a_form_body_reads_back(value: dict[str, Any]):
    body = form_body(value)
    assert body is not None and body.content_type == "application/x-www-form-urlencoded"
    expected = {name: each if isinstance(each, list) else [each] for name, each in value.items()}
    assert parse_qs(body.data.decode(), keep_blank_values=True) == expected


def test_a_form_body_follows_the_styles_of_the_document():
    value = {
        "meta": {"a": [1]},
        "deep": {"a": [1]},
        "comma": [1, 2],
        "flat": {"x": 1},
        "none": None,
        "js": [1],
        "p": [1, 2],
    }
    body = form_body(
        value,
        {
            "deep": "deepObject",
            "comma": "commaDelimited",
            "flat": "form",
            "js": "json",
            "p": "pipeDelimited",
        },
    )
    assert body is not None
    assert parse_qsl(body.data.decode(), keep_blank_values=True) == [
        ("meta", '{"a":[1]}'),
        ("deep[a][]", "1"),
        ("comma", "1,2"),
        ("x", "1"),
        ("none", ""),
        ("js", "[1]"),
        ("p", "1|2"),
    ]
    assert form_body(None) is None


def read_multipart(body: parameters.Body | None) -> list[Any]:
    assert body is not None and isinstance(body.data, bytes)
    head = f"Content-Type: {body.content_type}\r\n\r\n".encode()
    message = email.message_from_bytes(head + body.data, policy=email.policy.HTTP)
    assert message.is_multipart() and not message.defects
    return list(message.iter_parts())


@given(st.lists(st.binary(), min_size=1, max_size=4))
def test_multipart_files_read_back(files: list[bytes]):
    parts = read_multipart(multipart_body({"file": [(f"{i}.bin", data) for i, data in enumerate(files)]}))
    assert [part.get_payload(decode=True) for part in parts] == files
    assert [part.get_filename() for part in parts] == [f"{i}.bin" for i in range(len(files))]


def test_multipart_parts_by_kind():
    named = io.BytesIO(b"named")
    named.name = "/tmp/picture.png"
    value = {
        "text": "héllo",
        "count": 3,
        "object": {"a": 1},
        "tags": ["x", "y"],
        "typed": "7",
        "bytes": b"raw",
        "file": named,
        "pair": ("a.txt", "text"),
        "triple": ("b.png", b"png", "image/png"),
        "null": None,
    }
    parts = read_multipart(multipart_body(value, {"typed": "application/json", "bytes": "image/gif"}))
    seen = [
        (
            part.get_param("name", header="content-disposition"),
            part.get_filename(),
            part["Content-Type"],
            part.get_payload(decode=True),
        )
        for part in parts
    ]
    assert seen == [
        ("text", None, None, "héllo".encode()),
        ("count", None, None, b"3"),
        ("object", None, "application/json", b'{"a":1}'),
        ("tags", None, None, b"x"),
        ("tags", None, None, b"y"),
        ("typed", None, "application/json", b'"7"'),
        ("bytes", "bytes", "image/gif", b"raw"),
        ("file", "picture.png", "application/octet-stream", b"named"),
        ("pair", "a.txt", "application/octet-stream", b"text"),
        ("triple", "b.png", "image/png", b"png"),
        ("null", None, None, b""),
    ]
    assert multipart_body(None) is None


def heads(body: parameters.Body | None) -> list[str]:
    """Return the head of each part."""
    assert body is not None and isinstance(body.data, bytes)
    _, *parts, _ = body.data.split(b"--" + body.content_type.partition("boundary=")[2].encode())
    return [part.partition(b"\r\n\r\n")[0].decode().removeprefix("\r\n") for part in parts]


@pytest.mark.parametrize(
    ("value", "documented", "media_type"),
    [
        (("a.png", b""), "image/png, image/jpeg", "image/png"),
        (("a.jpeg", b""), "image/png, image/jpeg", "image/jpeg"),
        (("a.gif", b""), "image/png, image/jpeg", "image/png"),
        (("a.gif", b""), "image/*", "image/gif"),
        (("a.gif", b"", "image/x-own"), "image/*", "image/x-own"),
        (("a", b""), "image/*", "application/octet-stream"),
        ((None, {"a": 1}), "", "application/json"),
        ((None, "7", "text/csv"), "", "text/csv"),
    ],
)
def test_the_media_type_of_a_part(value: Any, documented: str, media_type: str):
    (head,) = heads(multipart_body({"f": value}, {"f": documented}))
    assert head.splitlines()[1] == f"Content-Type: {media_type}"
    assert ("filename=" in head) is (value[0] is not None)


def test_a_part_has_headers_of_its_own():
    (head,) = heads(multipart_body({"f": ("a.txt", b"x", "text/plain", {"Content-ID": "<1>"})}))
    assert head.splitlines()[1:] == ["Content-Type: text/plain", "Content-ID: <1>"]
    for wrong in ({"X": "a\r\nY: b"}, {"X\r\nY": "b"}):
        with pytest.raises(ValueError, match="header"):
            multipart_body({"f": ("a.txt", b"x", "text/plain", wrong)})


def test_parts_without_names():
    body = multipart_body([{"a": 1}, b"x"], media_type="multipart/related")
    assert body is not None and body.content_type.startswith("multipart/related; boundary=")
    assert heads(body) == ["Content-Type: application/json", "Content-Type: application/octet-stream"]


def test_a_form_that_is_encoded_already():
    body = form_body("a=1&b=%20")
    assert body is not None and body.data == b"a=1&b=%20"


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("commaDelimited", [b"1,b c"]),
        ("spaceDelimited", [b"1 b|c"]),
        ("pipeDelimited", [b"1|b c"]),
        ("form", [b"1", b"b c"]),
    ],
)
def test_a_list_in_one_part(style, written):
    value = {"list": [1, "b|c" if style == "spaceDelimited" else "b c"], "none": [], "text": "a,b"}
    parts = read_multipart(multipart_body(value, None, {"list": style, "none": style, "text": style}))
    assert [part.get_payload(decode=True) for part in parts] == [*written, b"a,b"]


def test_an_item_that_holds_the_delimiter_of_its_part_is_refused():
    with pytest.raises(ValueError, match="list: ',' separates the items"):
        multipart_body({"list": ["a,b"]}, None, {"list": "commaDelimited"})


def test_a_multipart_name_cannot_break_out_of_its_header():
    body = multipart_body({'a"\r\nX: y': ("f\n.txt", b"")})
    assert body is not None and isinstance(body.data, bytes)
    assert b'name="a%22%0D%0AX: y"; filename="f%0A.txt"' in body.data


def test_equal_multipart_bodies_are_equal_bytes():
    assert multipart_body({"a": "1"}) == multipart_body({"a": "1"}) != multipart_body({"a": "2"})


def test_raw_bodies():
    opened = io.BytesIO(b"x")
    for given_data, data in ((b"x", b"x"), ("é", "é".encode()), (opened, opened)):
        body = raw_body(given_data, "text/plain")
        assert body is not None and (body.content_type, body.data) == ("text/plain", data)
    assert raw_body(None, "text/plain") is None
