"""What `include` and `exclude` choose, and what of the document is read for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mockgen.build.operations import names_of
from mockgen.errors import SpecError, UsageError
from mockgen.spec.document import Document
from mockgen.spec.normalise import normalise
from mockgen.spec.references import bundle
from mockgen.spec.select import Selection
from mockgen.spec.upgrade import upgrade

SPEC = """
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /v1/charges:
    get: {operationId: listCharges, tags: [charges, reads], responses: {}}
    post: {operationId: createCharge, tags: [charges], responses: {}}
  /v1/charges/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: getCharge, tags: [charges, reads], responses: {}}
  /v1/charges/{id}/refunds:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    post: {operationId: create-refund, responses: {}}
  /v1/balance:
    get: {tags: [reads], responses: {}}
  /v1/balances/a:
    get: {deprecated: true, responses: {}}
webhooks:
  charge.paid: {post: {tags: [charges], responses: {}}}
  payout.paid: {post: {responses: {}}}
"""
ALL = (
    "GET /v1/balance",
    "GET /v1/balances/a",
    "GET /v1/charges",
    "POST /v1/charges",
    "GET /v1/charges/{id}",
    "POST /v1/charges/{id}/refunds",
)


class Reader:
    """A folder with one spec, read as a configuration wants it."""

    def __init__(self, folder: Path):
        self.folder = folder

    def read(self, spec: Any, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> Document:
        file = self.folder / "spec.yaml"
        text = spec if isinstance(spec, str) else yaml.safe_dump(spec, sort_keys=False)
        file.write_text(text, encoding="utf-8")
        selection = Selection(tuple(include), tuple(exclude), "tool.here", "pyproject.toml", names_of)
        return normalise(upgrade(bundle(file, self.folder, (), selection)))


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


def keys(document: Document) -> tuple[str, ...]:
    return tuple(operation.key for operation in document.operations)


def told(document: Document) -> list[str]:
    return [found.text() for found in document.diagnostics]


@pytest.mark.parametrize(
    ("pattern", "chosen"),
    [
        ("tag:charges", ("GET /v1/charges", "POST /v1/charges", "GET /v1/charges/{id}")),
        ("createCharge", ("POST /v1/charges",)),
        ("create_charge", ("POST /v1/charges",)),
        ("create-refund", ("POST /v1/charges/{id}/refunds",)),
        ("create_refund", ("POST /v1/charges/{id}/refunds",)),
        ("get_v1_balance", ("GET /v1/balance",)),
        ("GET /v1/charges", ("GET /v1/charges",)),
        ("get /v1/charges", ("GET /v1/charges",)),
        ("* /v1/charges", ("GET /v1/charges", "POST /v1/charges")),
        ("/v1/charges", ("GET /v1/charges", "POST /v1/charges")),
        ("/v1/charges/{id}", ("GET /v1/charges/{id}",)),
        ("/v1/charges/*", ("GET /v1/charges/{id}",)),
        ("/v1/charges/**", ("GET /v1/charges/{id}", "POST /v1/charges/{id}/refunds")),
        ("/v1/charges**", ALL[2:]),
        ("/v1/balance*", ("GET /v1/balance",)),
        ("/v1/*/a", ("GET /v1/balances/a",)),
        ("/**/refunds", ("POST /v1/charges/{id}/refunds",)),
        ("* /v1/**", ALL),
        ("GET /**", tuple(key for key in ALL if key.startswith("GET"))),
        ("deprecated", ("GET /v1/balances/a",)),
    ],
)
def test_a_pattern_chooses(reader: Reader, pattern: str, chosen: tuple[str, ...]) -> None:
    included = reader.read(SPEC, include=[pattern])
    assert set(keys(included)) == set(chosen)
    assert {omitted.key for omitted in included.left_out if not omitted.is_webhook} == set(ALL) - set(chosen)
    assert told(included) == []
    if len(chosen) < len(ALL):
        assert set(keys(reader.read(SPEC, exclude=[pattern]))) == set(ALL) - set(chosen)


def test_what_is_excluded_goes_from_what_is_included(reader: Reader) -> None:
    document = reader.read(SPEC, include=["tag:charges", "GET /v1/balance"], exclude=["POST /**", "deprecated"])
    assert keys(document) == ("GET /v1/balance", "GET /v1/charges", "GET /v1/charges/{id}")
    assert told(document) == []


@pytest.mark.parametrize(
    ("include", "exclude", "webhooks"),
    [
        (["webhook:charge.*", "createCharge"], [], ["charge.paid"]),
        (["tag:charges"], [], ["charge.paid"]),
        (["createCharge"], [], []),
        ([], ["webhook:payout.paid"], ["charge.paid"]),
        ([], ["createCharge"], ["charge.paid", "payout.paid"]),
    ],
)
def test_webhooks(reader: Reader, include: list[str], exclude: list[str], webhooks: list[str]) -> None:
    assert [webhook.path for webhook in reader.read(SPEC, include, exclude).webhooks] == webhooks


@pytest.mark.parametrize(
    ("pattern", "hint"),
    [
        ("tag:charge", "tag:charges"),
        ("createCharges", "createCharge"),
        ("GET /v1/charge", "GET /v1/charges"),
        ("/v1/balence", "/v1/balance"),
        ("webhook:charge.payed", "webhook:charge.paid"),
        ("zzz", ""),
    ],
)
def test_a_pattern_that_matches_nothing_is_told(reader: Reader, pattern: str, hint: str) -> None:
    for key in ("include", "exclude"):
        patterns = {"include": ["getCharge"], "exclude": [], key: ["createCharge", pattern]}
        (found,) = reader.read(SPEC, **patterns).diagnostics
        end = f"; did you mean {hint}?" if hint else ""
        assert found.text() == f'pyproject.toml: warning: tool.here.{key}: "{pattern}" matches nothing{end}'
        assert found.is_loss


def test_nothing_deprecated_to_exclude_is_fine(reader: Reader) -> None:
    spec = SPEC.replace("deprecated: true, ", "")
    assert told(reader.read(spec, exclude=["deprecated"])) == []
    assert len(told(reader.read(spec, include=["deprecated", "getCharge"]))) == 1


def test_no_operation_left_is_an_error(reader: Reader) -> None:
    with pytest.raises(UsageError) as refused:
        reader.read(SPEC, include=["tag:charge"])
    assert [found.text() for found in refused.value.diagnostics] == [
        "pyproject.toml: error: tool.here: include and exclude leave no operation",
        'pyproject.toml: error: tool.here.include: "tag:charge" matches nothing; did you mean tag:charges?',
    ]
    with pytest.raises(UsageError, match="leave no operation"):
        reader.read(SPEC, include=["getCharge"], exclude=["tag:charges"])


# -- what is read for it ----------------------------------------------------------------------

WIDE = """
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /a:
    get:
      operationId: a
      parameters: [{$ref: '#/components/parameters/P'}]
      responses:
        "200": {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
  /b:
    parameters: [{$ref: '#/components/parameters/Broken'}]
    get: {operationId: b, responses: {"200": {$ref: '#/components/responses/Gone'}}}
    put: {operationId: bad, requestBody: {$ref: '#/nope'}, responses: {}}
    post: text
    purge: {responses: {}}
  /c: {$ref: missing.yaml}
  /d: {get: {operationId: d, responses: {"200": {$ref: '../secret.yaml'}}}}
  /e:
    get:
      operationId: e
      responses:
        "200":
          description: It.
          content: {application/json: {schema: {$ref: '#/paths/~1b/get/x-schema'}}}
components:
  parameters:
    P: {name: p, in: query, schema: {$ref: '#/components/schemas/Unknown'}}
  schemas:
    A:
      type: object
      properties: {pet: {$ref: '#/components/schemas/Pet'}, self: {$ref: '#/components/schemas/A'}}
    Pet: {discriminator: {propertyName: kind, mapping: {cat: Cat, dog: '#/components/schemas/Dog'}}}
    Cat: {type: object, properties: {toy: {$ref: '#/components/schemas/Toy'}}}
    Dog: {type: object, minProperties: -1}
    Toy: {type: object}
    Unused: {type: nonsense, properties: {x: {$ref: '#/nowhere'}}}
    Sent: {type: nonsense}
"""


def test_only_what_is_wanted_is_read_and_told_of(reader: Reader) -> None:
    document = reader.read(WIDE, include=["a"])
    assert keys(document) == ("GET /a",)
    assert document.skipped == ()
    assert "Unused" not in document.schemas
    assert "Sent" not in document.schemas
    assert {"A", "Pet"} <= set(document.schemas)
    assert {"Unused", "Sent"} <= document.unread
    assert [text.split(" (at")[0] for text in told(document)] == [
        'spec.yaml:28: warning: "#/components/schemas/Unknown" leads nowhere',
        "spec.yaml:35: warning: minProperties is not a natural number; it is left out",
    ]


def test_what_leaves_the_root_is_refused_where_it_is_wanted_only(reader: Reader) -> None:
    with pytest.raises(SpecError, match="leads out of the root"):
        reader.read(WIDE, include=["a", "d"])
    assert keys(reader.read(WIDE, include=["a"], exclude=["d"])) == ("GET /a",)


def test_what_is_skipped_can_be_wanted_or_not(reader: Reader) -> None:
    wanted = reader.read(WIDE, include=["/b", "/c"])
    assert [omitted.key for omitted in wanted.skipped] == ["PUT /b", "POST /b", "PURGE /b", "* /c"]
    assert reader.read(WIDE, include=["/b", "/c"], exclude=["* /c", "PUT /b", "POST /b", "PURGE /b"]).skipped == ()


def test_a_schema_within_an_operation_that_is_left_out_is_still_there(reader: Reader) -> None:
    spec = WIDE.replace("get: {operationId: b, ", "get: {operationId: b, x-schema: {type: string}, ")
    document = reader.read(spec, include=["e"])
    (operation,) = document.operations
    (media,) = operation.responses[0].content
    assert media.schema is not None
    name = media.schema["$ref"].rpartition("/")[2]
    assert document.schemas[name] == {"type": "string"}


def test_two_paths_that_share_a_path_item_are_chosen_apart(reader: Reader) -> None:
    (reader.folder / "item.yaml").write_text("get: {responses: {}}\npost: {responses: {}}\n", encoding="utf-8")
    spec = {"openapi": "3.1.0", "paths": {"/a": {"$ref": "item.yaml"}, "/b": {"$ref": "item.yaml"}}}
    assert keys(reader.read(spec, include=["GET /a", "POST /b"])) == ("GET /a", "POST /b")


def test_a_choice_that_grows_renames_nothing(reader: Reader) -> None:
    twins = {"get": {"operationId": "list-all", "responses": {}}}
    other = {"get": {"operationId": "list_all", "responses": {}}}
    spec = {"openapi": "3.1.0", "paths": {"/a": twins, "/b": other}}
    assert keys(reader.read(spec, include=["list_all_2"])) == ("GET /b",)
    assert [omitted.key for omitted in reader.read(spec, include=["list_all_2"]).left_out] == ["GET /a"]


@settings(deadline=None)
@given(include=st.sets(st.sampled_from(ALL)), exclude=st.sets(st.sampled_from(ALL)))
def test_any_choice_by_key_is_that_choice(
    tmp_path_factory: pytest.TempPathFactory, include: set[str], exclude: set[str]
) -> None:
    reader = Reader(tmp_path_factory.mktemp("any"))
    wanted = (include or set(ALL)) - exclude
    if include and not wanted:
        with pytest.raises(UsageError):
            reader.read(SPEC, sorted(include), sorted(exclude))
        return
    document = reader.read(SPEC, sorted(include), sorted(exclude))
    assert set(keys(document)) == wanted
    assert {omitted.key for omitted in document.left_out if not omitted.is_webhook} == set(ALL) - wanted
    assert told(document) == []


def test_what_an_upgrade_loses_of_what_is_left_out_is_not_told(reader: Reader) -> None:
    lossy = {"name": "p", "in": "query", "type": "array", "items": {"type": "integer"}, "collectionFormat": "tsv"}
    spec = {
        "swagger": "2.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {
            "/a": {"get": {"operationId": "a", "parameters": [lossy], "responses": {}}},
            "/b": {"parameters": [lossy], "get": {"operationId": "b", "responses": {}}},
            "/c": {"get": {"operationId": "c", "responses": {}}},
        },
    }
    assert len(told(reader.read(spec, include=["a", "b", "c"]))) == 1
    assert "other place" in told(reader.read(spec))[0]
    assert not told(reader.read(spec, include=["c"]))
