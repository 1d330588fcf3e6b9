from urllib.parse import quote

import pytest
import requests
from contracts import BASE, operation, parameter, send
from hypothesis import given, settings
from hypothesis import strategies as st

from mockgen.testing import brackets
from mockgen.testing.decoding import Parameters
from mockgen.testing.kit import Kit
from mockgen.testing.paths import Template

INTEGER, TEXT = {"type": "integer"}, {"type": "string"}
COLOUR = {
    "type": "object",
    "properties": {"R": INTEGER, "G": TEXT, "b-é": {"type": "boolean"}},
    "additionalProperties": False,
}
SCHEMAS = {
    "integer": INTEGER,
    "text": TEXT,
    "integers": {"type": "array", "items": INTEGER},
    "texts": {"type": "array", "items": TEXT},
    "object": COLOUR,
}


def decoded(node, path="", query="", headers=None, template="/x/{p}"):
    kit = Kit({}.__getitem__)
    parameters = Parameters([node], template, kit.caster, kit.shapes)
    prepared = requests.Request("GET", BASE, headers=headers).prepare()
    prepared.url = f"{BASE}{path}?{query}"
    sent = parameters.decode(prepared, path)
    assert sent.problems == []
    assert sent.unused == []
    return sent.values.get(0)


# -- an independent encoder: OpenAPI 3.1, "Style Values" -----------------------------------


def atom(value, encode):
    return encode({True: "true", False: "false"}[value] if isinstance(value, bool) else str(value))


def joined(value, explode, encode, separator, pair="="):
    """Encode a value as RFC 6570 does inside one expansion."""
    if isinstance(value, dict):
        sign = pair if explode else ","
        inner = [f"{encode(k)}{sign}{atom(v, encode)}" for k, v in value.items()]
        return (separator if explode else ",").join(inner)
    if isinstance(value, list):
        return (separator if explode else ",").join(atom(item, encode) for item in value)
    return atom(value, encode)


def encoded(name, value, style, explode, encode):
    key = encode(name)
    if style == "simple":
        return joined(value, explode, encode, ",")
    if style == "label":
        return "." + joined(value, explode, encode, ".")
    if style == "matrix":
        if isinstance(value, list) and explode:
            return "".join(f";{key}={atom(item, encode)}" for item in value)
        if isinstance(value, dict) and explode:
            return ";" + joined(value, True, encode, ";")
        return f";{key}={joined(value, False, encode, ',')}"
    if style == "deepObject":
        return "&".join(f"{key}%5B{encode(k)}%5D={atom(v, encode)}" for k, v in value.items())
    if explode and isinstance(value, list):
        return "&".join(f"{key}={atom(item, encode)}" for item in value)
    if explode and isinstance(value, dict):
        return joined(value, True, encode, "&")
    delimiter = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "|"}[style]
    return f"{key}={joined(value, False, encode, ',').replace(',', delimiter)}"


def percent(text):
    return quote(text, safe="")


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="."), min_size=1, max_size=6)
HEADER_WORDS = st.text("abcXYZ019-_:;/ ", min_size=1, max_size=6).map(str.strip).filter(bool)


def values(kind, words):
    colour = st.fixed_dictionaries({"R": st.integers(-9, 999)}, optional={"G": words, "b-é": st.booleans()})
    return {
        "integer": st.integers(-(10**20), 10**20),
        "text": words,
        "integers": st.lists(st.integers(-9, 999), min_size=1, max_size=4),
        "texts": st.lists(words, min_size=1, max_size=4),
        "object": colour,
    }[kind]


KINDS = st.sampled_from(sorted(SCHEMAS))


@settings(deadline=None)
@given(st.data(), KINDS, st.sampled_from(["simple", "label", "matrix"]), st.booleans())
def test_path_styles_round_trip(data, kind, style, explode):
    value = data.draw(values(kind, WORDS))
    node = parameter("p", "path", SCHEMAS[kind], style=style, explode=explode)
    path = "/x/" + encoded("p", value, style, explode, percent)
    assert decoded(node, path) == value


@settings(deadline=None)
@given(
    st.data(),
    KINDS,
    st.sampled_from(["form", "spaceDelimited", "pipeDelimited"]),
    st.booleans(),
    WORDS,
)
def test_query_styles_round_trip(data, kind, style, explode, name):
    words = WORDS.filter(lambda word: not set(word) & set(" |"))  # nobody can tell them apart
    value = data.draw(values(kind, WORDS if style == "form" else words))
    node = parameter(name, "query", SCHEMAS[kind], style=style, explode=explode)
    assert decoded(node, query=encoded(name, value, style, explode, percent)) == value


@settings(deadline=None)
@given(st.data(), KINDS, st.booleans())
def test_headers_round_trip(data, kind, explode):
    value = data.draw(values(kind, HEADER_WORDS))
    node = parameter("X-P", "header", SCHEMAS[kind], explode=explode)
    assert decoded(node, headers={"x-p": encoded("X-P", value, "simple", explode, str)}) == value


@settings(deadline=None)
@given(st.data(), KINDS, st.booleans())
def test_cookies_round_trip(data, kind, explode):
    value = data.draw(values(kind, st.text("abcXYZ é;,&=", min_size=1, max_size=6)))
    node = parameter("p", "cookie", SCHEMAS[kind], explode=explode)
    cookie = encoded("p", value, "form", explode, percent)
    if explode and kind == "object":
        cookie = cookie.replace("&", "; ")
    assert decoded(node, headers={"Cookie": f"other=1; {cookie}"}) == value


@settings(deadline=None)
@given(values("object", WORDS), WORDS)
def test_deep_objects_round_trip(value, name):
    node = parameter(name, "query", COLOUR, style="deepObject", explode=True)
    assert decoded(node, query=encoded(name, value, "deepObject", True, percent)) == value


LEAVES = st.integers(-9, 99) | st.text("ab é", min_size=1, max_size=4)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(st.sampled_from(["x", "y y", "zé"]), inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


def schema_of(value):
    if isinstance(value, dict):
        return {"type": "object", "properties": {k: schema_of(v) for k, v in value.items()}}
    if isinstance(value, list):
        return {"type": "array", "prefixItems": [schema_of(item) for item in value]}
    return INTEGER if isinstance(value, int) else TEXT


def bracketed(prefix, value):
    if isinstance(value, dict):
        return [pair for key, sub in value.items() for pair in bracketed(f"{prefix}[{key}]", sub)]
    if isinstance(value, list):
        return [pair for i, sub in enumerate(value) for pair in bracketed(f"{prefix}[{i}]", sub)]
    return [f"{percent(prefix)}={percent(str(value))}"]


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["a", "b b"]), TREES, min_size=1, max_size=2))
def test_deep_objects_nest(value):
    node = parameter("f", "query", schema_of(value), style="deepObject", explode=True)
    assert decoded(node, query="&".join(bracketed("f", value))) == value


@pytest.mark.parametrize(
    ("names", "tree"),
    [
        (["a[]", "a[]"], ["0", "1"]),
        (["a[b]", "a[b]"], {"b": ["0", "1"]}),
        (["a[b][]", "a[b][]"], {"b": ["0", "1"]}),
        (["a[][x]", "a[][y]", "a[][x]"], [{"x": "0", "y": "1"}, {"x": "2"}]),
        (["a[][x][]", "a[][x][]"], [{"x": ["0", "1"]}]),
    ],
)
def test_brackets_spell_trees(names, tree):
    entries = [(brackets.steps(name)[1], str(index)) for index, name in enumerate(names)]
    assert brackets.tree(entries) == tree


@pytest.mark.parametrize("names", [["a", "a[b]"], ["a[b]", "a[b][c]"], ["a[]", "a[b]"]])
def test_contradictory_brackets_are_refused(names):
    with pytest.raises(brackets.ContradictoryNames):
        brackets.tree([(brackets.steps(name)[1], "1") for name in names])


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        (INTEGER, "5", 5),
        ({"type": "number"}, "5.5", 5.5),
        ({"type": ["integer", "string"]}, "5", 5),
        ({"type": ["integer", "string"]}, "x", "x"),
        ({"type": ["integer", "string"], "minLength": 1, "minimum": 6}, "5", "5"),
        ({"type": "string", "pattern": r"^\d$"}, "5", "5"),
        ({"type": "boolean"}, "true", True),
        ({"type": ["boolean", "null"]}, "null", None),
        ({"type": ["integer", "null"]}, "", None),
        ({"type": ["string", "null"], "minLength": 1}, "", None),
        ({"anyOf": [INTEGER, {"type": "array", "items": INTEGER}]}, "5", 5),
        ({"anyOf": [{"type": "array", "items": INTEGER}, {"type": "null"}]}, "5", [5]),
        ({"allOf": [{"type": ["integer", "string"]}, {"type": "integer"}]}, "5", 5),
        ({"enum": [1, 2]}, "2", 2),
        ({"const": True}, "true", True),
        ({"type": "array", "items": INTEGER}, "", []),
        ({"oneOf": [{"enum": ["all"]}, INTEGER]}, "all", "all"),
        ({"if": {"type": "string"}, "then": {"minLength": 2}, "else": INTEGER}, "5", 5),
    ],
)
def test_text_is_given_the_type_that_the_schema_admits(schema, text, value):
    assert decoded(parameter("p", "query", schema), query=f"p={text}") == value


def test_parameters_in_json_are_parsed():
    node = parameter("p", "query", None) | {"content": {"application/json": {"schema": COLOUR}}}
    assert decoded(node, query="p=%7B%22R%22%3A1%7D") == {"R": 1}


def test_delimiters_that_the_client_encoded_are_understood():
    node = parameter("p", "query", SCHEMAS["integers"], explode=False)
    assert decoded(node, query="p=1%2C2") == [1, 2]
    assert decoded(parameter("p", "path", SCHEMAS["integers"]), "/x/1%2C2") == [1, 2]


@pytest.mark.parametrize(
    ("template", "name", "path", "value"),
    [
        ("/x/{a.b}", "a.b", "/x/1", "1"),
        ("/x/{a[]}", "a[]", "/x/1", "1"),
        ("/x/{+name}", "+name", "/x/a/b%20c", "a/b c"),
        ("/x/{+name}/y", "name", "/x/a/b/y", "a/b"),
        ("/x/{id}/y/{id}", "id", "/x/1/y/1", "1"),
        ("/x/{id}.json", "id", "/x/a.b.json", "a.b"),
        ("/x/{other}-{id}", "id", "/x/a-b", "b"),
        ("/a b/{id}", "id", "/a%20b/1", "1"),
        ("/x({id})", "id", "/x%281%29", "1"),
        ("/x/{id}#fragment", "id", "/x/1", "1"),
        ("/x/{id}?type=a", "id", "/x/1", "1"),
        ("/x/{id}", "id", "/x/%2F%25", "/%"),
        ("/x/{id}", "id", "/x/", ""),
    ],
)
def test_exotic_templates(template, name, path, value):
    assert decoded(parameter(name, "path", TEXT), path, template=template) == value


def test_a_path_that_does_not_match_has_no_values():
    assert Template("/x/{id}").match("/y/1") == {}


@pytest.mark.parametrize("name", ["{a.b}", "a[]", "+name", "a b", "é", "$filter", "a&b=c", "a+b", "%41"])
def test_exotic_query_names(name, tmp_path):
    checked = operation(tmp_path, "GET /x", {"parameters": [parameter(name, "query", INTEGER)]})
    assert send(checked, "/x", f"{percent(name)}=5") == []
    assert send(checked, "/x", f"{percent(name)}=a") == [(f"query.{name}", '"a" is a string; an integer is wanted')]


def test_problems_of_parameters(tmp_path):
    nodes = [
        parameter("limit", "query", {"type": "integer", "minimum": 1}, required=True),
        parameter("ids", "query", SCHEMAS["integers"]),
        parameter("filter", "query", COLOUR, style="deepObject", explode=True),
        parameter("where", "query", None, content={"application/json": {"schema": COLOUR}}),
        parameter("X-Trace", "header", INTEGER, required=True),
        parameter("Accept", "header", INTEGER, required=True),
        parameter("session", "cookie", INTEGER),
        parameter("id", "path", {"type": "string", "maxLength": 3}, style="matrix"),
        parameter("gone", "path", INTEGER),
    ]
    checked = operation(tmp_path, "GET /x/{id}", {"parameters": nodes})
    query = "limt=1&ids=1&ids=b&filter[R]=x&filter[zz]=1&where=%7B"
    assert send(checked, "/x/12345", query, headers={"Cookie": "session=s"}) == [
        ("query.ids[1]", '"b" is a string; an integer is wanted'),
        ("query.filter.R", '"x" is a string; an integer is wanted'),
        ("header.X-Trace", "is missing"),
        ("cookie.session", "*** is a string; an integer is wanted"),
        ("query.filter.zz", "is not declared"),
        ("query.limt", 'is not declared; did you mean "limit"? (required, missing)'),
        (
            "query.where",
            "is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        ),
        ("path.id", 'does not begin with ";", as a matrix parameter does'),
    ]


def test_contradictory_parts_of_a_deep_object_are_told(tmp_path):
    node = parameter("f", "query", COLOUR, style="deepObject", explode=True)
    checked = operation(tmp_path, "GET /x", {"parameters": [node]})
    assert send(checked, "/x", "f=1&f[R]=1") == [("query.f", "is given both a value and parts of a value")]


def test_a_parameter_of_any_type_takes_only_its_own_name(tmp_path):
    checked = operation(tmp_path, "GET /x", {"parameters": [parameter("q", "query", {})]})
    assert send(checked, "/x", "q=a") == []
    assert send(checked, "/x", "r=a") == [("query.r", "is not declared")]


def test_a_cookie_declares_no_query_parameter(tmp_path):
    checked = operation(tmp_path, "GET /x", {"parameters": [parameter("q", "cookie", TEXT)]})
    assert send(checked, "/x", "q=a", headers={"Cookie": "q=b"}) == [("query.q", "is not declared")]


def test_an_open_exploded_object_takes_what_nothing_else_declares(tmp_path):
    labels = {"type": "object", "additionalProperties": INTEGER}
    nodes = [parameter("labels", "query", labels), parameter("q", "query", TEXT)]
    checked = operation(tmp_path, "GET /x", {"parameters": nodes})
    assert send(checked, "/x", "q=a&x=1") == []
    assert send(checked, "/x", "q=a&x=b") == [("query.labels.x", '"b" is a string; an integer is wanted')]


@settings(deadline=None)
@given(st.text(max_size=20), st.text(max_size=20))
def test_no_query_or_path_breaks_the_decoder(query, path):
    kit = Kit({}.__getitem__)
    nodes = [
        parameter("p", "query", COLOUR, style="deepObject"),
        parameter("q", "query", {"anyOf": [INTEGER, COLOUR, {"type": "array"}]}),
        parameter("id", "path", INTEGER, style="label"),
    ]
    parameters = Parameters(nodes, "/x/{id}", kit.caster, kit.shapes)
    prepared = requests.Request("GET", BASE).prepare()
    prepared.url = f"{BASE}/x?p[{query}&q={query}"
    sent = parameters.decode(prepared, f"/x/{path}")
    assert sent.values.keys() <= {0, 1, 2}
