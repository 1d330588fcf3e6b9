import io
import json
import subprocess
import sys

import pytest
import requests
from contracts import BASE, answer, contract, json_body, operation, parameter, send, write

from mockgen.testing.contract import Contract

CARD = {
    "type": "object",
    "required": ["last4"],
    "properties": {"last4": {"type": "string"}, "exp": {"type": "integer"}},
}
NEW = {
    "type": "object",
    "required": ["amount", "currency"],
    "properties": {
        "amount": {"type": "integer", "minimum": 1},
        "currency": {"type": "string", "enum": ["eur", "usd", "gbp"]},
        "card": {"$ref": "#/components/schemas/Card"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "id": {"not": {}, "readOnly": True},
    },
}
SCHEMAS = {"Card": CARD, "New": NEW}
REF = {"$ref": "#/components/schemas/New"}
GOOD = {"amount": 1, "currency": "eur"}


def body_of(media_type, schema=REF, required=True, **media):
    content = {media_type: {"schema": schema, **media}}
    return {"requestBody": {"required": required, "content": content}}


# -- the file ------------------------------------------------------------------------------


def test_a_contract_is_read_line_by_line(tmp_path):
    path = write(
        tmp_path / "contract.json",
        {
            "operations": {"GET /a": {"responses": {}}, 'GET /"b"\\é': {"parameters": []}},
            "webhooks": {"POST paid": {"requestBody": json_body({"type": "integer"})}},
            "schemas": {"A": {"type": "integer"}, "a/b~c": True},
        },
    )
    text = path.read_text("utf-8").replace('{"type": "integer"}\n', "{broken}\n")
    path.write_text(text.replace('"GET /a": {"responses"', '"GET /a": {broken'), "utf-8")
    found = Contract(path)
    assert found.keys == ("GET /a", 'GET /"b"\\é')
    assert found.webhooks == ("POST paid",)
    assert found.service["name"] == "payments"
    assert found.operation('GET /"b"\\é').node == {"parameters": []}
    assert found.operation('GET /"b"\\é') is found.operation('GET /"b"\\é')
    assert found.schema("a/b~c") is True
    assert found.schema("A") == {"type": "integer"}
    assert found.schema("A") is found.schema("A")
    with pytest.raises(KeyError):
        found.operation("GET /zz")
    with pytest.raises(json.JSONDecodeError):
        found.operation("GET /a")


def test_a_contract_without_entries_is_read(tmp_path):
    found = contract(tmp_path)
    assert (found.keys, found.webhooks) == ((), ())


def test_webhooks_are_judged_like_requests(tmp_path):
    hook = contract(tmp_path, webhooks={"POST paid": {"requestBody": json_body({"type": "integer"})}}).webhook(
        "POST paid"
    )
    assert send(hook, "/hooks", json=5) == []
    assert send(hook, "/hooks", json="5") == [("body", '"5" is a string; an integer is wanted')]


def test_schemas_are_judged_for_factories(tmp_path):
    found = contract(tmp_path, operations={"GET /": {}}, schemas=SCHEMAS)
    assert found.is_valid(REF, GOOD)
    assert not found.is_valid(found.schema("New"), {"amount": 0, "currency": "eur"})
    assert found.operation("GET /").is_valid(REF, GOOD)
    assert found.unchecked == frozenset()
    assert found.is_valid({"pattern": "(?<=a+)b"}, "x")
    assert found.unchecked == {"(?<=a+)b"}


def test_what_is_valid_is_judged_without_importing_openapi_core(tmp_path):
    operations = {"POST /": {"requestBody": json_body(REF)}}
    write(tmp_path / "contract.json", {"operations": operations, "schemas": SCHEMAS})
    script = (
        "import sys, requests; from pathlib import Path\n"
        "from mockgen.testing.contract import Contract\n"
        "operation = Contract(Path(sys.argv[1])).operation('POST /')\n"
        "def problems(body):\n"
        "    request = requests.Request('POST', 'https://a.example/', json=body).prepare()\n"
        "    return operation.request_problems(request, '/')\n"
        "print(len(problems({'amount': 1, 'currency': 'eur'})), 'openapi_core' in sys.modules)\n"
        "print(len(problems({'amount': 0, 'currency': 'eur'})), 'openapi_core' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "contract.json")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["0", "False", "1", "True"]


# -- request bodies ------------------------------------------------------------------------


def test_the_problems_of_a_json_body(tmp_path):
    checked = operation(tmp_path, node={"requestBody": json_body(REF)}, schemas=SCHEMAS)
    assert send(checked, json=GOOD) == []
    assert send(checked, json={"amuont": 1, "currency": "EURO", "id": "ch_1"}) == [
        ("body.currency", '"EURO" is not one of "eur", "usd", "gbp"'),
        ("body.id", "is read-only: the service sets it"),
        ("body.amuont", 'is not declared; did you mean "amount"? (required, missing)'),
    ]
    assert send(checked, json={**GOOD, "card": {"exp": 1.5, "lats4": "1", "zz": 1}}) == [
        ("body.card.exp", "1.5 is a number; an integer is wanted"),
        ("body.card.lats4", 'is not declared; did you mean "last4"? (required, missing)'),
        ("body.card.zz", "is not declared"),
    ]
    assert send(checked, json=None) == [("body", "is missing")]


@pytest.mark.parametrize("text", [b"{", b"\xff", b'{"amount": NaN}', b"[" * 100_000, b"1" * 5000])
def test_a_body_that_is_not_json(tmp_path, text):
    checked = operation(tmp_path, node={"requestBody": json_body({})})
    [(place, message)] = send(checked, data=text, headers={"Content-Type": "application/json"})
    assert place == "body"
    assert message.startswith("is not JSON: ")


@pytest.mark.parametrize(
    ("documented", "sent"),
    [
        ("application/json", "application/json; charset=utf-8"),
        ("application/json; charset=utf-8", "application/json"),
        ("Application/JSON", "application/json"),
        ("application/*", "application/json"),
        ("*/*", "application/vnd.api+json"),
        ("application/*+json", "application/vnd.api+json"),
        ("application/merge-patch+json", "application/merge-patch+json"),
    ],
)
def test_media_types_match(tmp_path, documented, sent):
    checked = operation(tmp_path, node=body_of(documented), schemas=SCHEMAS)
    options = {"data": json.dumps({"amount": 0}).encode(), "headers": {"Content-Type": sent}}
    assert send(checked, **options) == [
        ("body.currency", "is missing"),
        ("body.amount", "0 is less than 1"),
    ]


def test_the_most_specific_media_type_is_taken(tmp_path):
    content = {
        "*/*": {"schema": {"const": "any"}},
        "application/*": {"schema": {"const": "range"}},
        "application/json; v=1": {"schema": {"const": "v1"}},
        "application/json; v=2": {"schema": {"const": "v2"}},
    }
    checked = operation(tmp_path, node={"requestBody": {"required": True, "content": content}})
    for sent, value in [
        ("application/json;v=2", "v2"),
        ("application/json", "v1"),
        ("application/x+json", "range"),
        ("x/y+json", "any"),
    ]:
        options = {"headers": {"Content-Type": sent}}
        assert send(checked, data=json.dumps(value), **options) == []
        assert send(checked, data='"zz"', **options) == [("body", f'"zz" is not "{value}"')]


def test_media_types_that_are_not_documented(tmp_path):
    checked = operation(tmp_path, node=body_of("application/json"), schemas=SCHEMAS)
    wrong = send(checked, data="a=1", headers={"Content-Type": "text/plain"})
    assert wrong == [("media type", '"text/plain" is not documented; application/json is')]
    assert send(checked, data=b"{}") == [("media type", "is missing; application/json is wanted")]


def test_a_body_where_none_is_declared(tmp_path):
    checked = operation(tmp_path, "DELETE /v1/charges", {})
    assert send(checked) == []
    assert send(checked, json={}) == [("body", "is not declared: the operation takes none")]


def test_an_optional_body_may_be_absent(tmp_path):
    checked = operation(tmp_path, node={"requestBody": json_body(REF, False)}, schemas=SCHEMAS)
    assert send(checked) == []
    assert send(checked, json={"amount": 1}) == [("body.currency", "is missing")]


FORM = "application/x-www-form-urlencoded"


def form(tmp_path, text, schema=REF, **media):
    checked = operation(tmp_path, node=body_of(FORM, schema, **media), schemas=SCHEMAS)
    return send(checked, data=text.encode(), headers={"Content-Type": FORM})


def test_forms_are_decoded_by_the_schema(tmp_path):
    text = "amount=5&currency=eur&card[last4]=4242&card%5Bexp%5D=7&tags[]=a+b&tags[]=%26"
    assert form(tmp_path, text) == []
    assert form(tmp_path, "amount=5&currency=eur&tags=a") == []
    assert form(tmp_path, "amount=5&currency=eur&tags[0]=a&tags[1]=b") == []
    assert form(tmp_path, "amont=x&currency=EUR&card[exp]=z&card[zz]=1") == [
        ("body.currency", '"EUR" is not one of "eur", "usd", "gbp"'),
        ("body.card.last4", "is missing"),
        ("body.card.exp", '"z" is a string; an integer is wanted'),
        ("body.amont", 'is not declared; did you mean "amount"? (required, missing)'),
        ("body.card.zz", "is not declared"),
    ]
    assert form(tmp_path, "amount=5&currency=eur&card[a]=1&card=2") == [
        ("body", "is contradictory: card is given both a value and parts of a value")
    ]


def test_forms_follow_their_encoding(tmp_path):
    schema = {
        "allOf": [
            {
                "type": "object",
                "properties": {"ids": {"type": "array", "items": {"type": "integer"}}},
            },
            {"type": "object", "properties": {"card": CARD, "list": {"type": "array"}}},
        ]
    }
    encoding = {
        "ids": {"style": "form", "explode": False},
        "card": {"contentType": "application/json"},
        "list": {"style": "pipeDelimited", "explode": False},
    }
    good = 'ids=1,2&card={"last4":"4"}&list=a|b'
    assert form(tmp_path, good, schema, encoding=encoding) == []
    assert form(tmp_path, "ids=1,b&card={}", schema, encoding=encoding) == [
        ("body.ids[1]", '"b" is a string; an integer is wanted'),
        ("body.card.last4", "is missing"),
    ]
    assert form(tmp_path, 'card={"last4":"4"}', schema) == []


def test_multipart_parts_are_decoded_and_files_are_opaque(tmp_path):
    schema = {
        "type": "object",
        "required": ["file", "count"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "count": {"type": "integer"},
            "meta": CARD,
            "names": {"type": "array", "items": {"type": "string"}},
        },
    }
    checked = operation(tmp_path, node=body_of("multipart/form-data", schema))
    files = [
        ("file", ("é.bin", b"\x00\xff\r\n--x", "application/octet-stream")),
        ("count", (None, "5")),
        ("meta", (None, '{"last4": "4"}', "application/json")),
        ("names", (None, "a")),
    ]
    assert send(checked, files=files) == []
    assert send(checked, files=[*files[2:], ("count", (None, "x")), ("flie", (None, "1"))]) == [
        ("body.count", '"x" is a string; an integer is wanted'),
        ("body.flie", 'is not declared; did you mean "file"? (required, missing)'),
    ]
    for header in ("multipart/form-data", "multipart/form-data; boundary=zz"):
        assert send(checked, data=b"abc", headers={"Content-Type": header}) == [
            ("body", "is not multipart: its boundary is missing")
        ]


def test_text_is_judged_where_the_schema_wants_a_scalar(tmp_path):
    checked = operation(tmp_path, node=body_of("text/*", {"type": "integer"}))
    options = {"headers": {"Content-Type": "text/plain"}}
    assert send(checked, data="5", **options) == []
    assert send(checked, data="x", **options) == [("body", '"x" is a string; an integer is wanted')]


@pytest.mark.parametrize("media_type", ["application/xml", "text/csv", "multipart/mixed"])
def test_what_cannot_be_taken_apart_is_not_judged(tmp_path, media_type):
    checked = operation(tmp_path, node=body_of(media_type), schemas=SCHEMAS)
    boundary = "; boundary=a" if media_type == "multipart/mixed" else ""
    headers = {"Content-Type": media_type + boundary}
    assert send(checked, data=b"--a\r\n\r\nx\r\n--a--", headers=headers) == []


def test_files_are_read_and_wound_back_and_streams_are_left_alone(tmp_path):
    checked = operation(tmp_path, node={"requestBody": json_body(REF)}, schemas=SCHEMAS)
    file = io.BytesIO(b'{"amount": 1}')
    headers = {"Content-Type": "application/json"}
    assert send(checked, data=file, headers=headers) == [("body.currency", "is missing")]
    assert file.read() == b'{"amount": 1}'
    stream = iter([b"{}"])
    assert send(checked, data=stream, headers=headers) == []
    assert list(stream) == [b"{}"]


# -- queries and credentials ---------------------------------------------------------------

SCHEMES = {
    "bearerAuth": {"type": "http", "scheme": "Bearer"},
    "basicAuth": {"type": "http", "scheme": "basic"},
    "key": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
    "queryKey": {"type": "apiKey", "in": "query", "name": "api_key"},
    "cookieKey": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "oauth": {"type": "oauth2", "flows": {}},
    "openId": {"type": "openIdConnect"},
    "tls": {"type": "mutualTLS"},
}


def secured(tmp_path, *alternatives):
    node = {"security": [{name: [] for name in names} for names in alternatives]}
    return operation(tmp_path, "GET /x", node, service={"securitySchemes": SCHEMES})


@pytest.mark.parametrize(
    ("names", "options", "told"),
    [
        (
            ["bearerAuth"],
            {"headers": {"Authorization": "bearer x"}},
            "bearerAuth (header Authorization: Bearer …)",
        ),
        (["basicAuth"], {"auth": ("a", "b")}, "basicAuth (header Authorization: Basic …)"),
        (["key"], {"headers": {"x-api-key": "k"}}, "key (header X-Api-Key)"),
        (["queryKey"], {"query": "api_key=k"}, "queryKey (query api_key)"),
        (["cookieKey"], {"headers": {"Cookie": "a=1; sid=2"}}, "cookieKey (cookie sid)"),
        (
            ["oauth"],
            {"headers": {"Authorization": "Bearer x"}},
            "oauth (header Authorization: Bearer …)",
        ),
        (["openId"], {"query": "access_token=x"}, "openId (header Authorization: Bearer …)"),
        (
            ["key", "tls", "bearerAuth"],
            {"headers": {"X-Api-Key": "k", "Authorization": "Bearer x"}},
            "bearerAuth (header Authorization: Bearer …) and key (header X-Api-Key) and tls (a client certificate)",
        ),
    ],
)
def test_credentials(tmp_path, names, options, told):
    checked = secured(tmp_path, names)
    assert send(checked, "/x", **options) == []
    assert send(checked, "/x") == [("security", f"needs {told}")]


def test_alternatives_of_credentials(tmp_path):
    checked = secured(tmp_path, ["bearerAuth"], ["key"])
    assert send(checked, "/x", headers={"X-Api-Key": "k"}) == []
    told = "needs one of: bearerAuth (header Authorization: Bearer …), key (header X-Api-Key)"
    for headers in ({}, {"Authorization": "Token x"}, {"Authorization": "Bearer "}):
        assert send(checked, "/x", headers=headers) == [("security", told)]
    assert send(secured(tmp_path, [], ["key"]), "/x") == []
    assert send(secured(tmp_path), "/x") == []
    assert send(secured(tmp_path, ["undescribed"]), "/x") == []


def test_missing_credentials_hide_no_other_problem(tmp_path):
    node = {"security": [{"key": []}], "parameters": [parameter("n", "query", {"type": "integer"})]}
    checked = operation(tmp_path, "GET /x", node, service={"securitySchemes": SCHEMES})
    assert send(checked, "/x", "n=a&m=1") == [
        ("security", "needs key (header X-Api-Key)"),
        ("query.n", '"a" is a string; an integer is wanted'),
        ("query.m", "is not declared"),
    ]


def test_undeclared_headers_and_cookies_are_no_problem(tmp_path):
    checked = operation(tmp_path, "GET /x", {})
    assert send(checked, "/x", headers={"X-Trace": "1", "Cookie": "a=1"}) == []
    assert send(checked, "/x", "a=1&a=2") == [("query.a", "is not declared")]


# -- answers -------------------------------------------------------------------------------


def answering(tmp_path, key="GET /x", **responses):
    named = {status.strip("_"): node for status, node in responses.items()}
    return operation(tmp_path, key, {"responses": named}, schemas=SCHEMAS)


def test_statuses_are_found_exactly_then_by_range_then_by_default(tmp_path):
    exact = {"content": {"application/json": {"schema": {"const": "exact"}}}}
    ranged = {"content": {"application/json": {"schema": {"const": "range"}}}}
    rest = {"content": {"application/json": {"schema": {"const": "rest"}}}}
    checked = answering(tmp_path, _404=exact, _4XX=ranged, default=rest)
    assert answer(checked, "exact", 404) == []
    assert answer(checked, "range", 400) == []
    assert answer(checked, "rest", 500) == []
    assert answer(checked, "rest", 404) == [("body", '"rest" is not "exact"')]
    checked = answering(tmp_path, _200={}, _4XX={})
    assert answer(checked, status=500) == [("status", "500 is not documented; 200, 4XX are")]
    assert answer(answering(tmp_path), status=500) == [("status", "500 is not documented; no status is")]


def test_the_body_of_an_answer(tmp_path):
    checked = answering(tmp_path, _200={"content": {"application/json": {"schema": REF}}}, _204={})
    assert answer(checked, GOOD) == []
    assert answer(checked, json.dumps(GOOD).encode()) == []
    assert answer(checked, {**GOOD, "curency": "eur"}) == [("body.curency", "is not declared")]
    assert answer(checked, None) == [("body", "is null; an object is wanted")]
    assert answer(checked, b"") == [("body", "is missing; 200 has one")]
    assert answer(checked, None, content_type=None) == [("body", "is missing; 200 has one")]
    assert answer(checked, b"{") == [
        (
            "body",
            "is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        )
    ]
    assert answer(checked, "<html>", content_type="text/html") == [
        ("media type", '"text/html" is not documented for 200; application/json is')
    ]
    assert answer(checked, "x", content_type=None) == [("media type", "is missing; application/json is wanted")]
    assert answer(checked, b"", 204, None) == []
    assert answer(checked, GOOD, 204) == [("body", "is not documented for 204")]


def test_a_body_without_schema_may_be_anything_or_nothing(tmp_path):
    checked = answering(tmp_path, _200={"content": {"application/json": {}}})
    assert answer(checked, {"any": [1]}) == []
    assert answer(checked, b"", content_type=None) == []


def test_values_of_python_are_judged_as_they_travel(tmp_path):
    class Text(str):
        __slots__ = ()

    checked = answering(
        tmp_path,
        _200={"content": {"application/json": {"schema": {"items": {"type": "string"}}}}},
    )
    assert answer(checked, (Text("a"), "b")) == []
    assert answer(checked, (Text("a"), 1)) == [("body[1]", "1 is an integer; a string is wanted")]
    [(place, message)] = answer(checked, [object()])
    assert (place, message[:29]) == ("body", "cannot be written as JSON: Ob")
    [(place, message)] = answer(checked, [float("nan")])
    assert (place, message[:27]) == ("body", "cannot be written as JSON: ")


def test_answers_that_are_not_json(tmp_path):
    content = {
        "text/plain": {"schema": {"type": "string", "maxLength": 2}},
        "application/pdf": {"schema": {"type": "string", "format": "binary"}},
        FORM: {"schema": REF},
    }
    checked = answering(tmp_path, _200={"content": content})
    assert answer(checked, "abc", content_type="text/plain") == [
        ("body", '"abc" has 3 characters; at most 2 are wanted')
    ]
    assert answer(checked, b"%PDF", content_type="application/pdf") == []
    assert answer(checked, "amount=0&currency=eur", content_type=FORM) == [("body.amount", "0 is less than 1")]


def test_a_head_request_needs_no_body(tmp_path):
    response = {"content": {"application/json": {"schema": REF}}}
    checked = answering(tmp_path, "HEAD /x", _200=response)
    assert answer(checked, None, content_type=None) == []
    assert answer(checked, b"") == []


def test_the_headers_of_an_answer(tmp_path):
    headers = {
        "X-Count": {"required": True, "schema": {"type": "integer"}},
        "X-Ids": {"required": False, "schema": {"type": "array", "items": {"type": "integer"}}},
        "X-Json": {"required": False, "content": {"application/json": {"schema": CARD}}},
        "Content-Type": {"required": True, "schema": {"type": "integer"}},
    }
    checked = answering(tmp_path, _200={"headers": headers})

    def told(**sent):
        renamed = {name.replace("_", "-"): value for name, value in sent.items()}
        return answer(checked, None, content_type=None, headers=renamed)

    assert told(x_count="5", X_IDS="1, 2", x_json='{"last4": "4"}', x_other="1") == []
    assert told(x_ids="1,b", x_json="{}") == [
        ("header.X-Count", "is missing"),
        ("header.X-Ids[1]", '"b" is a string; an integer is wanted'),
        ("header.X-Json.last4", "is missing"),
    ]
    assert told(x_count="5", x_json="{")[0][0] == "header.X-Json"


def test_a_prepared_request_without_a_url_or_headers_is_judged(tmp_path):
    checked = operation(tmp_path, "GET /x", {"parameters": [parameter("n", "query", {})]})
    bare = requests.Request("GET", BASE + "/x").prepare()
    bare.headers["X-Bytes"] = b"1"
    assert checked.request_problems(bare, "/x") == ()
