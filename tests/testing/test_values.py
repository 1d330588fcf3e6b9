"""What a factory draws: structure, overrides, depth, stability; test_providers has the scalars."""

import json
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockgen.testing.values import ABSENT, UnknownField, UnsatisfiableSchema, Values


def make_line(fake, /, **overrides):
    return fake.object(overrides, sku=fake.sku, quantity=fake.integer(1, 10))


def make_order(fake, /, **overrides):
    return fake.object(
        overrides,
        id=fake.uuid,
        status=fake.pick("created", "paid"),
        lines=fake.array(make_line, 1, 10),
        note=fake.optional(fake.sentence),
        parent=fake.optional(make_order),
        **{"from": fake.nullable(fake.name)},
    )


def make_card(fake, /, **overrides):
    return fake.object(overrides, type=fake.constant("card"), last4=fake.card_last4)


def make_bank(fake, /, **overrides):
    return fake.object(overrides, type=fake.constant("bank"), iban=fake.iban)


def make_source(fake, /, **overrides):
    return fake.given(overrides, fake.one_of(make_card, make_bank))


def make_tree(fake, /, **overrides):
    return fake.object(
        overrides,
        name=fake.word,
        branches=fake.array(make_tree),
        twin=fake.nullable(make_tree),
        other=fake.one_of(fake.word, make_tree),
    )


def test_properties_stand_in_the_order_of_the_recipe():
    assert list(make_order(Values())) == ["id", "status", "lines", "note", "parent", "from"]


def test_the_minimal_profile_leaves_optional_properties_out():
    order = make_order(Values(profile="minimal"))
    assert list(order) == ["id", "status", "lines", "from"]
    assert len(order["lines"]) == 1


def test_an_unknown_profile_is_refused():
    with pytest.raises(ValueError, match="full"):
        Values(profile="tiny")


# -- seeds ------------------------------------------------------------------------------------


def test_a_new_property_moves_no_other_value():
    def before(fake, /, **overrides):
        return fake.object(overrides, id=fake.uuid, name=fake.name, lines=fake.array(make_line))

    def after(fake, /, **overrides):
        return fake.object(
            overrides,
            phone=fake.phone_number,
            lines=fake.array(make_line),
            extra=fake.array(make_order),
            name=fake.name,
            id=fake.uuid,
        )

    for seed in range(20):
        old, new = before(Values(seed)), after(Values(seed))
        assert {name: new[name] for name in old} == old


def test_more_items_move_no_item():
    def few(fake, /, **overrides):
        return fake.object(overrides, lines=fake.array(make_line, 2, 2))

    def many(fake, /, **overrides):
        return fake.object(overrides, lines=fake.array(make_line, 5, 5))

    assert many(Values(3))["lines"][:2] == few(Values(3))["lines"]


def test_a_minimal_value_is_part_of_the_full_one():
    full, minimal = make_order(Values(4)), make_order(Values(4, profile="minimal"))
    assert full["id"] == minimal["id"] and full["lines"][0] == minimal["lines"][0]


def test_overriding_one_property_moves_no_other():
    plain, changed = make_order(Values(5)), make_order(Values(5), status="paid", note="x")
    assert changed == plain | {"status": "paid", "note": "x"}


def test_seeds_and_places_give_different_values():
    assert len({make_order(Values(seed))["id"] for seed in range(200)}) == 200
    assert len({make_order(Values(f"seed {seed}"))["id"] for seed in range(200)}) == 200
    fake = Values()
    assert len({fake.draw(make_order, "op", status)["id"] for status in range(200)}) == 200
    assert Values(1).draw(make_order, "a") == Values(1).draw(make_order, "a")
    assert Values(1).draw(make_order, 0) != Values(1).draw(make_order, "0")


SCRIPT = """
import json, sys
from mockgen.testing.makers import Makers
from mockgen.testing.values import Values
def everything(fake, /, **overrides):
    kinds = {name: getattr(fake, name) for name in vars(Makers) if not name.startswith("_")}
    kinds["pattern"] = fake.pattern("^[A-Z]{3}-\\\\d+$")
    kinds["number"] = fake.number(0, 10)
    kinds["text"] = fake.text(10, 90)
    return fake.object(overrides, **kinds)
json.dump([everything(Values(seed)) for seed in range(30)], sys.stdout)
"""


def values_of_a_process(**environment):
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


def test_hash_seed_locale_and_time_zone_do_not_matter():
    one = values_of_a_process(PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C")
    two = values_of_a_process(PYTHONHASHSEED="2", TZ="Asia/Tokyo", LC_ALL="C.UTF-8")
    assert len(one) == 30 and len(one[0]) > 80
    assert one == two


# What only mockgen decides: another Python, system or hash seed that gave another value would fail here. Words and
# names come from Faker and may change with it.
TABLE = {
    "uuid": (lambda fake: fake.uuid, "fdc21c8c-c15f-4722-bcf6-6f1473dcc55b"),
    "date": (lambda fake: fake.date, "2025-09-20"),
    "date_time": (lambda fake: fake.date_time, "2025-05-06T21:34:53Z"),
    "http_date": (lambda fake: fake.http_date, "Thu, 29 Feb 2024 02:17:09 GMT"),
    "time": (lambda fake: fake.time, "18:33:37Z"),
    "duration": (lambda fake: fake.duration, "PT19M"),
    "unix_time": (lambda fake: fake.unix_time, 1729504363),
    "unix_milliseconds": (lambda fake: fake.unix_milliseconds, 1765731256954),
    "ipv4": (lambda fake: fake.ipv4, "192.0.2.216"),
    "ipv6": (lambda fake: fake.ipv6, "2001:db8::af8d:b7d6"),
    "boolean": (lambda fake: fake.boolean, False),
    "postcode": (lambda fake: fake.postcode, "40223"),
    "card_last4": (lambda fake: fake.card_last4, "4444"),
    "phone_number": (lambda fake: fake.phone_number, "+1-555-0162"),
    "country_code": (lambda fake: fake.country_code, "PL"),
    "latitude": (lambda fake: fake.latitude, 72.24616),
    "amount": (lambda fake: fake.amount, 82126),
    "price": (lambda fake: fake.price, 2.02),
    "digits": (lambda fake: fake.digits, "562103"),
    "ulid": (lambda fake: fake.ulid, "01AGQA8KMYE2C5K7MMG5GF0XMM"),
    "md5": (lambda fake: fake.md5, "5cd3bb332ee1ace08d0ba14abb283ee8"),
    "token": (lambda fake: fake.token, "1jmyn9k7mm8dbw6rh8l2n2x1"),
    "version": (lambda fake: fake.version, "3.6.1"),
    "color": (lambda fake: fake.color, "#b7321d"),
    "mac_address": (lambda fake: fake.mac_address, "00:00:5e:00:53:9b"),
    "percentage": (lambda fake: fake.percentage, 29.4),
    "integer": (lambda fake: fake.integer(-5, 10**12), 765),
    "number": (lambda fake: fake.number(0, 1), 0.94),
    "thirds": (lambda fake: fake.number(0, 9, 0.3), 7.2),
    "pattern": (lambda fake: fake.pattern("^[A-Z]{2}[0-9]{3}(-x)?$"), "ZL208"),
    "identifier": (lambda fake: fake.identifier("ch_", 8), "ch_0k4sjdph"),
    "like": (lambda fake: fake.like("Ab-120"), "Lc-260"),
    "array": (lambda fake: fake.array(fake.integer(0, 9), 2, 5), [9, 5]),
    "unique_array": (lambda fake: fake.unique_array(fake.pick("a", "b", "c"), 3), ["a", "c", "b"]),
}


@pytest.mark.parametrize("name", TABLE)
def test_values_do_not_change_from_one_python_or_release_to_the_next(name):
    maker, expected = TABLE[name]
    fake = Values("table")
    assert fake.draw(maker(fake), name) == expected


# -- overrides --------------------------------------------------------------------------------


def test_overrides_are_deep():
    order = make_order(Values(), parent={"parent": {"parent": {"note": "deep"}}})
    plain = make_order(Values())
    assert order["parent"]["parent"]["parent"]["note"] == "deep"
    assert order["parent"]["id"] == plain["parent"]["id"]


def test_a_list_merges_into_items_and_a_number_says_how_many():
    order = make_order(Values(), lines=[{"quantity": 3}, "whole"])
    assert order["lines"][0] == make_order(Values())["lines"][0] | {"quantity": 3}
    assert order["lines"][1] == "whole"
    assert len(make_order(Values(), lines=7)["lines"]) == 7
    assert make_order(Values(), lines=[])["lines"] == []


@pytest.mark.parametrize("value", [None, True, 0, "x", [1], {"a": 1}])
def test_a_scalar_is_replaced_whole(value):
    assert make_order(Values(), id=value)["id"] == value


@pytest.mark.parametrize("value", [None, True, "x", 4.5])
def test_an_object_is_replaced_by_what_does_not_merge(value):
    assert make_order(Values(), parent=value)["parent"] == value
    assert make_order(Values(), lines=value)["lines"] == value


def test_absent_leaves_a_property_out():
    assert "id" not in make_order(Values(), id=ABSENT)


def test_names_may_be_anything():
    def make(fake, /, **overrides):
        return fake.object(
            overrides,
            **{"self": fake.word, "overrides": fake.word, "a b": fake.word, "": fake.word},
        )

    assert make(Values(), **{"self": 1, "a b": 2, "": 3}) == make(Values()) | {
        "self": 1,
        "a b": 2,
        "": 3,
    }


def test_an_unknown_field_is_named_with_its_place_and_the_nearest():
    with pytest.raises(UnknownField, match=r'"sk" .* \$\.lines\[0\]; did you mean "sku"\?'):
        make_order(Values(), lines=[{"sk": "x"}])
    assert issubclass(UnknownField, TypeError)


def test_an_open_object_takes_any_field():
    def make(fake, /, **overrides):
        return fake.open_object(overrides, id=fake.uuid)

    assert list(make(Values(), extra=1)) == ["id", "extra"]
    assert make(Values(), extra=1)["extra"] == 1


@pytest.mark.parametrize("seed", range(6))
def test_overrides_choose_the_variant_of_a_union(seed):
    assert make_source(Values(seed), last4="0000")["type"] == "card"
    assert make_source(Values(seed), iban="X") | {"iban": ""} == {"type": "bank", "iban": ""}
    assert set(make_source(Values(seed), type="bank")) == {"type", "iban"}
    assert set(make_source(Values(seed), type="card")) == {"type", "last4"}


def test_an_unknown_constant_is_left_to_the_contract():
    assert make_source(Values(), type="cheque")["type"] == "cheque"


def test_a_field_that_no_variant_has_is_refused():
    with pytest.raises(UnknownField, match="amuont"):
        make_source(Values(), amuont=1)
    with pytest.raises(UnknownField, match="amuont"):
        make_source(Values(), type="cheque", amuont=1)


def test_fields_for_what_has_none_are_refused():
    fake = Values()
    with pytest.raises(UnknownField):
        fake.given({"a": 1}, fake.array(fake.word))


def test_overrides_of_a_mapping_are_its_keys():
    fake = Values()
    maker = fake.mapping(make_line)

    def make(fake, /, **overrides):
        return fake.object(overrides, lines=maker)

    made = make(Values(), lines={"first": {"quantity": 2}, "second": {}})["lines"]
    assert list(made) == ["first", "second"]
    assert made["first"]["quantity"] == 2 and set(made["second"]) == {"sku", "quantity"}


# -- depth ------------------------------------------------------------------------------------


@given(st.integers())
def test_recursion_ends_and_stays_small(seed):
    assert len(json.dumps(make_tree(Values(seed)))) < 6_000
    assert len(json.dumps(make_order(Values(seed)))) < 6_000


def test_what_requires_itself_is_unsatisfiable():
    def make(fake, /, **overrides):
        return fake.object(overrides, inner=make, items=fake.array(make, 1))

    with pytest.raises(UnsatisfiableSchema, match="without end"):
        make(Values())


def test_null_stands_only_for_what_is_too_deep():
    tree = make_tree(Values())
    assert tree["twin"] is not None and tree["twin"]["twin"] is None
    assert make_order(Values())["from"] is not None


def test_the_items_of_a_list_show_what_they_show_alone():
    def make_page(fake, /, **overrides):
        return fake.object(overrides, data=fake.array(make_order, 1))

    def shape(order):
        return {name: sorted(value) if isinstance(value, dict) else None for name, value in order.items()}

    page = make_page(Values())
    assert shape(page["data"][0]) == shape(make_order(Values()))


# -- arrays and choices -----------------------------------------------------------------------


@given(st.integers(0, 8), st.none() | st.integers(0, 8), st.integers(), st.booleans())
def test_arrays_keep_their_bounds(lo, more, seed, minimal):
    hi = None if more is None else lo + more
    fake = Values(seed, "minimal" if minimal else "full")
    for maker in (fake.array(fake.word, lo, hi), fake.unique_array(fake.uuid, lo, hi)):
        size = len(fake.draw(maker))
        assert lo <= size and (hi is None or size <= hi)
    size = len(fake.draw(fake.mapping(fake.word, lo, hi)))
    assert lo <= size and (hi is None or size <= hi)


@given(st.integers())
def test_unique_items_are_found_while_there_are_any(seed):
    fake = Values(seed)
    letters = [chr(97 + index) for index in range(12)]
    assert sorted(fake.draw(fake.unique_array(fake.pick(*letters), 12))) == letters
    assert sorted(fake.draw(fake.unique_array(fake.integer(0, 8), 9))) == list(range(9))
    assert sorted(fake.draw(fake.unique_array(fake.boolean, 2))) == [False, True]


def test_unique_items_follow_the_equality_of_json():
    fake = Values()
    assert len(fake.draw(fake.unique_array(fake.pick(1, True, "1"), 3))) == 3
    for same in ((1, 1.0), ({"a": 1, "b": 2}, {"b": 2, "a": 1.0}), ([1], [1.0])):
        with pytest.raises(UnsatisfiableSchema, match="2 different values"):
            fake.draw(fake.unique_array(fake.pick(*same), 2))


def test_a_tuple_has_a_maker_for_each_item():
    fake = Values()
    assert [type(item) for item in fake.draw(fake.tuple_(fake.word, fake.year))] == [str, int]
    assert len(fake.draw(fake.tuple_(fake.word, fake.year, rest=fake.boolean, lo=4))) == 4
    assert len(fake.draw(fake.tuple_(fake.word, fake.year, hi=1))) == 1


def test_a_choice_reaches_every_variant():
    fake = Values()
    maker = fake.one_of(make_card, make_bank)
    assert {fake.draw(maker, seed)["type"] for seed in range(40)} == {"card", "bank"}
    assert {fake.draw(fake.pick("a", "b", "c"), seed) for seed in range(60)} == {"a", "b", "c"}


def test_a_picked_object_is_not_shared():
    fake = Values()
    maker = fake.constant({"tags": []})
    fake.draw(maker)["tags"].append(1)
    assert fake.draw(maker) == {"tags": []}


# -- checked ----------------------------------------------------------------------------------


def test_checked_draws_until_the_judge_agrees():
    asked = []

    def judge(schema, value):
        asked.append(schema)
        return value % 7 == 0

    for seed in range(20):
        fake = Values(seed, is_valid=judge)
        assert fake.draw(fake.checked("sevens", fake.integer(1, 70))) % 7 == 0
    assert set(asked) == {"sevens"}


def test_checked_leaves_optional_properties_out_where_that_helps():
    fake = Values(is_valid=lambda schema, value: "note" not in value)
    assert "note" not in fake.draw(fake.checked({}, make_order))


def test_checked_changes_nothing_that_is_valid():
    fake = Values(9, is_valid=lambda schema, value: True)
    assert fake.draw(fake.checked({}, make_order)) == make_order(Values(9))


def test_checked_gives_up_and_names_the_place():
    def make(fake, /, **overrides):
        return fake.object(overrides, card=fake.checked({}, make_card))

    with pytest.raises(UnsatisfiableSchema, match=r"\$\.card"):
        make(Values(is_valid=lambda schema, value: False))


def test_checked_leaves_the_lies_of_overrides_to_the_contract():
    def make(fake, /, **overrides):
        return fake.object(overrides, card=fake.checked({}, make_card))

    fake = Values(is_valid=lambda schema, value: value["last4"] != "lie")
    assert make(fake, card={"last4": "lie"})["card"]["last4"] == "lie"
    assert make(fake, card="whole")["card"] == "whole"


def test_never_tells_the_contradiction_and_where():
    def make(fake, /, **overrides):
        return fake.object(overrides, code=fake.never("minLength 5 is above maxLength 3"))

    with pytest.raises(UnsatisfiableSchema, match=r"minLength 5 .* \(at \$\.code\)"):
        make(Values())
