from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from throwaway import records, schemas
from throwaway.schemas import (
    BankMethod,
    Card,
    CardMethod,
    Cat,
    Charge,
    Dog,
    Everything,
    Line,
    Puppy,
    Shadow,
)

RAW: dict[str, Any] = {
    "id": "ch_1",
    "created": "2026-01-31T12:00:00.5+01:00",
    "amountCents": 4200,
    "card": {"last4": "4242", "beta": 1},
    "lines": [{"sku": "a", "price": "1.50"}, {"sku": "b", "price": 2}],
    "secret": "hush",
    "method": {"type": "card", "card": {"last4": "1"}},
    "status": "brand new",
    "beta_field": {"client_secret": "x", "ok": [1]},
}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_attributes_decode_by_their_annotations():
    charge = Charge(RAW)
    assert charge.id == "ch_1"
    assert charge.created == datetime(2026, 1, 31, 11, 0, 0, 500_000, tzinfo=UTC)
    assert charge.amount_cents == 4200
    assert charge.card == Card(RAW["card"]) and charge.card.last4 == "4242"
    assert [type(line) for line in charge.lines] == [Line, Line]
    assert [line.price for line in charge.lines] == [Decimal("1.50"), Decimal(2)]
    assert charge.status == "brand new"
    assert charge.raw is RAW and charge.raw["beta_field"]["ok"] == [1]


def test_an_absent_optional_gives_its_default_and_a_null_stays_null():
    assert Charge(RAW).note is None
    assert Charge({"card": None}).card is None


def test_a_missing_required_field_names_record_field_and_wire_name():
    with pytest.raises(AttributeError, match=r"Charge\.amount_cents: the answer did not contain 'amountCents'"):
        Charge({}).amount_cents  # noqa: B018
    assert not hasattr(Charge({}), "id")


@pytest.mark.parametrize(
    ("name", "wire", "value"),
    [
        ("day", "2026-02-28", date(2026, 2, 28)),
        ("moment", "2026-01-01t00:00:00z", datetime(2026, 1, 1, tzinfo=UTC)),
        ("moment", "2026-01-01 00:00:00", datetime(2026, 1, 1, tzinfo=UTC)),
        ("moment", None, None),
        ("hour", "10:30:00Z", time(10, 30, tzinfo=UTC)),
        (
            "key",
            "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
            UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
        ),
        ("price", 0.1, Decimal("0.1")),
        ("many", [{"kind": "cat", "name": "x"}, "y"], [Cat({"kind": "cat", "name": "x"}), "y"]),
        ("many", {"kind": "dog", "name": "x"}, Dog({"kind": "dog", "name": "x"})),
        ("open", {"kind": "cat", "name": "x"}, Cat({"kind": "cat", "name": "x"})),
        ("open", {"a": "2026-02-28"}, {"a": date(2026, 2, 28)}),
        ("either", "2026-02-28", date(2026, 2, 28)),
        ("either", "2026-01-01T00:00:00Z", datetime(2026, 1, 1, tzinfo=UTC)),
        ("either", "soon", "soon"),
        ("text_first", "2026-02-28", "2026-02-28"),
        ("now_or", "now", "now"),
        ("now_or", 7, 7),
        ("now_or", "2026-01-01T00:00:00Z", datetime(2026, 1, 1, tzinfo=UTC)),
        (
            "maybe_method",
            {"type": "bank_account", "iban": "x"},
            BankMethod({"type": "bank_account", "iban": "x"}),
        ),
        ("maybe_method", None, None),
        ("tree", ["a", ["b", {"c": "d"}]], ["a", ["b", {"c": "d"}]]),
        ("moments", ["2026-01-01T00:00:00Z", "?"], [datetime(2026, 1, 1, tzinfo=UTC), "?"]),
    ],
)
def test_each_kind_of_annotation(name: str, wire: Any, value: Any):
    assert getattr(Everything({name: wire}), name) == value


def test_a_property_named_as_its_type_is_read():
    assert Shadow({"date": "2026-02-28"}).date == date(2026, 2, 28)


def test_a_wire_name_may_be_empty():
    assert Everything({"": "x"}).unnamed == "x"


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("day", "2026-02-30"),
        ("day", 20260228),
        ("moment", "2026-02-28"),
        ("moment", 1767225600),
        ("moment", "2026-01-01T23:59:60Z"),
        ("key", "not-a-uuid"),
        ("price", "much"),
        ("price", "NaN"),
        ("price", True),
        ("pets", [1]),
        ("moments", "x"),
        ("open", 3),
    ],
)
def test_what_does_not_fit_comes_as_it_is(name: str, wire: Any):
    assert getattr(Everything({name: wire}), name) == wire
    assert type(getattr(Everything({name: wire}), name)) is type(wire)


@given(st.sampled_from(sorted(Everything.__annotations__)), json_values)
def test_no_wire_value_makes_an_attribute_raise(name: str, wire: Any):
    record = Everything({name: wire})
    value = getattr(record, name)
    if name in ("any", "json", "tree"):
        assert value == wire
    assert record.raw == {name: wire}
    assert repr(record).startswith("Everything(")


@given(st.datetimes(timezones=st.just(UTC) | st.just(timezone(timedelta(hours=5, minutes=30)))))
def test_a_datetime_survives_the_way_out_and_back(moment: datetime):
    wire = records.encode({"moment": moment})
    assert Everything(wire).moment == moment


def test_the_discriminator_decides_and_an_unknown_variant_is_a_plain_record():
    charge = Charge(RAW)
    assert type(charge.method) is CardMethod and charge.method.card.last4 == "1"
    for method in ({"type": "crypto"}, {"type": ["x"]}, {}):
        assert charge_with(method).method == records.Record(method)
        assert type(charge_with(method).method) is records.Record
    assert charge_with("cash").method == "cash"


def charge_with(method: Any) -> Charge:
    return Charge({"method": method})


@pytest.mark.parametrize(
    ("wire", "kind"),
    [
        ({"kind": "cat", "name": "x"}, Cat),
        ({"kind": "dog", "name": "x"}, Dog),
        ({"kind": "fox", "name": "x"}, Cat),
        ({"kind": "fox", "name": "x", "tricks": []}, Dog),
        ({"name": "x"}, records.Record),
    ],
)
def test_a_union_without_discriminator_takes_what_fits_best(wire: Any, kind: type):
    assert type(Everything({"pets": {"a": wire}}).pets["a"]) is kind


def test_inherited_fields_are_fields():
    puppy = Puppy({"kind": "dog", "name": "x", "weeks": 8})
    assert (puppy.weeks, puppy.name) == (8, "x")
    assert "weeks=8" in repr(puppy) and "name='x'" in repr(puppy)


def test_a_record_is_immutable():
    charge = Charge(RAW)
    for name in ("id", "raw", "other"):
        with pytest.raises(AttributeError, match="immutable"):
            setattr(charge, name, 1)
        with pytest.raises(AttributeError, match="immutable"):
            delattr(charge, name)
    assert charge.raw is RAW


def test_equality_is_by_class_and_content_without_a_hash():
    assert Charge(RAW) == Charge(copy.deepcopy(RAW))
    assert Charge({}) != Charge(RAW)
    assert Charge({}) != Card({})
    assert Charge({}) != {}
    with pytest.raises(TypeError, match="unhashable"):
        hash(Charge({}))


def test_a_record_is_no_mapping():
    charge = Charge(RAW)
    with pytest.raises(TypeError, match="not subscriptable"):
        charge["created"]
    assert not callable(charge) and not hasattr(charge, "keys")


def test_it_prints_its_fields_with_secrets_masked():
    shown = repr(Charge({**RAW, "api-key": "k1", "session_token": ["t1"], "note": "n"}))
    assert "id='ch_1'" in shown and "amount_cents=4200" in shown and "note='n'" in shown
    assert "secret='***'" in shown and "raw['api-key']='***'" in shown
    assert "'client_secret': '***'" in shown and "'ok': [1]" in shown
    for hidden in ("hush", "k1", "t1"):
        assert hidden not in shown


def test_it_pickles_and_copies():
    charge = Charge(RAW)
    for other in (
        pickle.loads(pickle.dumps(charge)),
        copy.copy(charge),
        copy.deepcopy(charge),
    ):
        assert other == charge and type(other) is Charge
    assert copy.deepcopy(charge).raw is not charge.raw


@pytest.mark.parametrize(
    ("annotation", "wire", "value"),
    [
        ("Charge", RAW, Charge(RAW)),
        ("list[Charge]", [RAW], [Charge(RAW)]),
        ("Charge | None", None, None),
        ("PaymentMethod", {"type": "card"}, CardMethod({"type": "card"})),
        (
            "dict[str, Pet]",
            {"a": {"kind": "dog", "name": ""}},
            {"a": Dog({"kind": "dog", "name": ""})},
        ),
        ("Record", {"a": 1}, records.Record({"a": 1})),
        ("str", "x", "x"),
        ("JSON", {"a": [1]}, {"a": [1]}),
        ("Charge", "<html>", "<html>"),
        ("datetime", "2026-01-01T00:00:00Z", datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
def test_an_answer_decodes_by_an_annotation_in_text(annotation: str, wire: Any, value: Any):
    decoded = records.decode(annotation, wire, schemas)
    assert decoded == value and type(decoded) is type(value)


class Colour(Enum):
    RED = "red"


def test_encode_makes_what_is_passed_ready_for_json():
    key = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
    assert records.encode(
        {
            "a": (1, 2.5, None, True),
            "b": [datetime(2026, 1, 1, tzinfo=UTC), date(2026, 1, 1), time(1, 2, 3)],
            "c": {"d": key, "e": Decimal("1E+2"), "f": Colour.RED, "g": Charge({"id": 1})},
            "h": datetime(1900, 1, 1, tzinfo=timezone(timedelta(minutes=53, seconds=28))),
        },
    ) == {
        "a": [1, 2.5, None, True],
        "b": ["2026-01-01T00:00:00Z", "2026-01-01", "01:02:03"],
        "c": {"d": str(key), "e": "100", "f": "red", "g": {"id": 1}},
        "h": "1899-12-31T23:06:32Z",
    }


@given(json_values)
def test_encode_leaves_json_alone(value: Any):
    assert records.encode(value) == value


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (
            {"a": [{"b": object()}]},
            TypeError,
            r"value\.a\[0\]\.b: cannot send a value of type object",
        ),
        ({"a": b"x"}, TypeError, r"value\.a: cannot send a value of type bytes"),
        ({1: 2}, TypeError, "named by a string, not 1"),
        ([datetime(2026, 1, 1)], ValueError, r"value\[0\]: .* has no time zone"),
        ([float("nan")], ValueError, r"value\[0\]: nan is no JSON number"),
        ([Decimal("Infinity")], ValueError, r"value\[0\]: Infinity"),
    ],
)
def test_encode_says_where_something_cannot_be_sent(value: Any, error: type, message: str):
    with pytest.raises(error, match=message):
        records.encode(value)


def test_importing_the_records_needs_nothing_but_the_standard_library():
    folder = str(Path(records.__file__).parents[1])
    code = (
        "import sys; before = set(sys.modules); import throwaway.records, throwaway.schemas;"
        "new = {name.split('.')[0] for name in set(sys.modules) - before};"
        "print(sorted(new - set(sys.stdlib_module_names)))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {folder!r}); {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "['throwaway']"
