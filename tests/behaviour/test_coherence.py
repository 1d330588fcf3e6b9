"""Fakes whose parts agree with each other, whatever their order in the document."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockgen.testing import Values
from mockgen.testing.coherence import instant, like_instant

from .conftest import Generate

SEEDS = range(25)
DATE_TIME = {"type": "string", "format": "date-time"}
DATE = {"type": "string", "format": "date"}
SECONDS = {"type": "integer", "format": "unix-time"}
MILLISECONDS = {"type": "integer", "format": "unix-time-ms"}
MOMENTS = (DATE_TIME, DATE, SECONDS, MILLISECONDS)


def maker(generated: Generate, properties: Mapping[str, Any], name: str = "Thing", required: Any = ()) -> Any:
    """Return the factory of an object with these properties."""
    schema = {"type": "object", "properties": properties, "required": list(required)}
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    paths = {"/things": {"get": {"operationId": "get", "responses": {"200": {"description": "", "content": content}}}}}
    package = generated({"paths": paths, "components": {"schemas": {name: schema}}})
    return getattr(package.module("testing.factories"), f"make_{name.lower()}")


def fakes(make: Any, **overrides: Any) -> list[Any]:
    return [make(Values(seed), **overrides) for seed in SEEDS]


@pytest.mark.parametrize("earlier", MOMENTS)
@pytest.mark.parametrize("later", MOMENTS)
def test_moments_are_in_order(generated: Generate, earlier: Any, later: Any) -> None:
    make = maker(generated, {"updated_at": later, "id": {"type": "string"}, "created_at": earlier})
    for made in fakes(make):
        assert [*made] == ["updated_at", "id", "created_at"]
        whole_days = len(str(made["updated_at"])) == 10 and isinstance(made["updated_at"], str)
        slack = 86_400 if whole_days else 1
        assert instant(made["created_at"]) < instant(made["updated_at"]) + slack


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("start", "end"),
        ("startTime", "endTime"),
        ("period_start", "period_end"),
        ("from", "to"),
        ("created", "canceled_at"),
    ],
)
def test_pairs_are_in_order(generated: Generate, first: str, second: str) -> None:
    make = maker(generated, {second: DATE_TIME, first: DATE_TIME})
    assert all(made[first] <= made[second] for made in fakes(make))
    assert len({made[second] for made in fakes(make)}) > 20


def test_what_is_overridden_moves_the_other(generated: Generate) -> None:
    make = maker(generated, {"created_at": DATE_TIME, "updated_at": DATE_TIME})
    for made in fakes(make, created_at="2031-05-06T07:08:09+02:00"):
        assert made["created_at"] == "2031-05-06T07:08:09+02:00"
        assert made["updated_at"] > "2031-05-06T05:08:09Z"
    assert all(made["updated_at"] == "2020-01-01T00:00:00Z" for made in fakes(make, updated_at="2020-01-01T00:00:00Z"))


@pytest.mark.parametrize("created", [None, "soon", "2024-99-99", True, {"at": 1}, "2031"])
def test_without_a_moment_beside_it_the_draw_stands(generated: Generate, created: Any) -> None:
    make = maker(generated, {"created_at": DATE_TIME, "updated_at": DATE_TIME})
    alone = maker(generated, {"updated_at": DATE_TIME})
    assert [made["updated_at"] for made in fakes(make, created_at=created)] == [
        made["updated_at"] for made in fakes(alone)
    ]


def test_bounds_come_before_order(generated: Generate) -> None:
    bounded = {"type": "string", "pattern": "^2020-01-0[1-9]$"}
    make = maker(generated, {"created_at": DATE, "updated_at": bounded})
    assert all(made["updated_at"].startswith("2020-01-0") for made in fakes(make))


@given(
    st.datetimes(dt.datetime(1971, 1, 1), dt.datetime(2200, 1, 1)),
    st.sampled_from(["2024-01-01", "2024-01-01T00:00:00Z", 1, 10**12]),
)
def test_a_moment_keeps_its_form(moment: dt.datetime, form: Any) -> None:
    seconds = moment.replace(tzinfo=dt.UTC, microsecond=0).timestamp()
    written = like_instant(form, max(seconds, 10**8 + 0.0))
    assert type(written) is type(form)
    assert len(str(written)) == len(str(form)) or isinstance(form, int)
    assert abs(instant(written) - max(seconds, 10**8)) < 86_400


LIST = {"type": "array", "items": {"type": "string"}}


@pytest.mark.parametrize("name", ["total", "total_count", "totalCount", "count", "totalItems", "data_count", "size"])
def test_a_count_is_that_of_the_list(generated: Generate, name: str) -> None:
    make = maker(generated, {name: {"type": "integer"}, "data": LIST})
    assert all(made[name] == len(made["data"]) for made in fakes(make))
    assert make(Values(0), data=5)[name] == 5
    assert make(Values(0), data=["a", "b", "c"])[name] == 3
    assert make(Values(0), data=5, **{name: 7})[name] == 7


@pytest.mark.parametrize(
    "properties",
    [
        {"lines": LIST, "total": {"type": "integer"}, "currency": {"type": "string"}},
        {"chunks": LIST, "id": {"type": "string"}, "size": {"type": "integer"}},
        {"data": LIST, "total": {"type": "integer", "maximum": 100}},
        {"data": LIST, "others": LIST, "total_count": {"type": "integer"}},
    ],
)
def test_no_other_number_is_taken_for_a_count(generated: Generate, properties: Any) -> None:
    make = maker(generated, properties)
    name = next(name for name in properties if properties[name] != LIST and name not in ("id", "currency"))
    assert {made[name] for made in fakes(make)} - {0, 1, 2}


CURSORS = [
    ({"type": ["string", "null"]}, None),
    ({"type": "string"}, "absent"),
]


@pytest.mark.parametrize(("cursor", "none"), CURSORS)
def test_a_cursor_and_its_flag_agree(generated: Generate, cursor: Any, none: Any) -> None:
    make = maker(generated, {"data": LIST, "has_more": {"type": "boolean"}, "next_cursor": cursor})
    for made in fakes(make):
        assert made["has_more"] is bool(made.get("next_cursor"))
    last = make(Values(0), has_more=False)
    assert last.get("next_cursor", "absent") == none
    assert make(Values(0), has_more=True)["next_cursor"]
    assert make(Values(0), next_cursor="c")["has_more"] is True
    assert make(Values(0), next_cursor=None)["has_more"] is False
    both = make(Values(0), has_more=False, next_cursor="c")
    assert (both["has_more"], both["next_cursor"]) == (False, "c")


def test_a_required_cursor_is_empty_on_the_last_page(generated: Generate) -> None:
    properties = {"data": LIST, "has_more": {"type": "boolean"}, "next_cursor": {"type": "string"}}
    make = maker(generated, properties, required=properties)
    assert make(Values(0), has_more=False)["next_cursor"] == ""


def test_a_page_is_not_beyond_the_last(generated: Generate) -> None:
    make = maker(generated, {"items": LIST, "page": {"type": "integer"}, "total_pages": {"type": "integer"}})
    assert all(made["page"] <= made["total_pages"] for made in fakes(make))
    assert make(Values(0), page=5000)["total_pages"] == 5000


def test_people_have_one_name(generated: Generate) -> None:
    text = {"type": "string"}
    make = maker(generated, {"email": text, "first_name": text, "last_name": text, "full_name": text}, "Customer")
    for made in fakes(make):
        assert made["full_name"] == f"{made['first_name']} {made['last_name']}"
        assert made["email"].startswith(f"{made['first_name']}.{made['last_name']}@".lower())
    assert make(Values(0), first_name="Ada", last_name="Lovelace")["email"].startswith("ada.lovelace@example.")
    assert make(Values(0), first_name="Ada", last_name="Lovelace")["full_name"] == "Ada Lovelace"
    assert make(Values(0), email="a@b.example")["email"] == "a@b.example"


def test_numbers_that_belong_together_agree(generated: Generate) -> None:
    number = {"type": "integer"}
    make = maker(generated, {"amount": number, "amount_refunded": number, "max_age": number, "min_age": number})
    for made in fakes(make):
        assert made["amount_refunded"] <= made["amount"]
        assert made["min_age"] <= made["max_age"]
    assert make(Values(0), amount=3)["amount_refunded"] <= 3


def test_nothing_is_given_back_of_what_was_not_taken(generated: Generate) -> None:
    number, status = {"type": "integer"}, {"type": "string", "enum": ["pending", "paid"]}
    make = maker(generated, {"amount_refunded": number, "amount": number, "status": status})
    assert all((made["amount_refunded"] == 0) or made["status"] == "paid" for made in fakes(make))
    assert make(Values(0), status="paid", amount=3)["amount_refunded"] <= 3


def test_why_it_failed_is_said_of_what_failed(generated: Generate) -> None:
    status = {"type": "string", "enum": ["paid", "failed"]}
    make = maker(generated, {"failure_code": {"type": ["string", "null"]}, "status": status})
    assert {(made["status"], made["failure_code"] is None) for made in fakes(make)} == {
        ("paid", True),
        ("failed", False),
    }


@pytest.mark.parametrize(
    ("owner", "properties", "shown"),
    [
        ("Station", {"name": {}}, "city"),
        ("Product", {"name": {}}, "label"),
        ("Customer", {"name": {}}, "name"),
        ("Supplier", {"name": {}}, "company"),
        ("Image", {"url": {"format": "uri"}}, "image_url"),
        ("Page", {"url": {"format": "uri"}}, "url"),
        ("Address", {"state": {}, "city": {}}, "state"),
        ("Address", {"country": {"pattern": "^[A-Z]{2}$"}, "city": {}}, "home_country_code"),
        ("Order", {"state": {}}, "pick"),
        ("Person", {"date_of_birth": {"format": "date"}}, "birth_date"),
    ],
)
def test_a_name_means_what_its_object_says(generated: Generate, owner: str, properties: Any, shown: str) -> None:
    make = maker(generated, {name: {"type": "string", **more} for name, more in properties.items()}, owner)
    recipe = inspect.getsource(make).split(f"{next(iter(properties))}=")[1]
    assert f"fake.{shown}" in recipe.partition("\n")[0], recipe


def test_an_object_that_is_drawn_again_is_valid_first(generated: Generate) -> None:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/T"}}}
    schema = {
        "type": "object",
        "required": ["count", "data"],
        "properties": {"count": {"type": "integer"}, "data": LIST},
        "not": {"properties": {"count": {"maximum": 2}}},
    }
    paths = {"/t": {"get": {"operationId": "get", "responses": {"200": {"description": "", "content": content}}}}}
    package = generated({"paths": paths, "components": {"schemas": {"T": schema}}})
    with package.mock("auto") as shop:
        assert all(shop.get.fake(seed=seed)["count"] > 2 for seed in SEEDS)
