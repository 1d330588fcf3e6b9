"""Any name of a document becomes a legal ASCII identifier, and no two become one."""

from __future__ import annotations

import keyword
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockgen.names import LONGEST, LONGEST_CLASS, Namespace, import_order, pascal, shortened, snake

NAMES = (
    st.text()
    | st.text("aAbB1_-. /é猫ß😀İıſ\u0301\ud800")
    | st.from_regex(r"[A-Za-z0-9_.\-]+", fullmatch=True)
    | st.sampled_from([*keyword.kwlist, *keyword.softkwlist, "self", "__init__", "-1", "+1", ""])
)


def is_legal(name: str) -> bool:
    return name.isascii() and name.isidentifier() and not keyword.iskeyword(name)


@given(NAMES)
def test_any_name_becomes_a_legal_identifier(text: str) -> None:
    for name in (snake(text), pascal(text), snake(text, "parameter"), pascal(text, "Body")):
        assert is_legal(name)
        assert not name.startswith("_")
    assert len(snake(text, "parameter")) <= LONGEST + len("parameter_") + 1
    assert len(shortened(pascal(text, "Body"))) <= LONGEST_CLASS


def test_a_long_name_keeps_whole_words() -> None:
    long = "treasury_shared_resource_initiating_payment_method_details_initiating_payment_method_details"
    assert snake(long) == "treasury_shared_resource_initiating_payment_method_details"
    assert shortened(pascal(long)) == "MethodDetailsInitiatingPaymentMethodDetails"


@given(NAMES)
def test_case_says_what_a_name_is_for(text: str) -> None:
    assert snake(text) == snake(text).lower()
    assert pascal(text)[0].isupper()


@given(NAMES)
@example("0" * 18 + "A\u332b")
def test_a_name_that_was_made_stays_as_it_is(text: str) -> None:
    assert snake(snake(text)) == snake(text)
    assert pascal(pascal(text)) == pascal(text)


@pytest.mark.parametrize(
    ("text", "attribute", "class_name"),
    [
        ("amountCents", "amount_cents", "AmountCents"),
        ("amount-cents", "amount_cents", "AmountCents"),
        ("amount_cents", "amount_cents", "AmountCents"),
        ("HTTPStatus", "http_status", "HTTPStatus"),
        ("OAuth2Token", "o_auth2_token", "OAuth2Token"),
        ("from", "from_", "From"),
        ("class", "class_", "Class"),
        ("none", "none", "None_"),
        ("2fa", "value_2_fa", "Schema2fa"),
        ("-1", "minus_1", "Minus1"),
        ("+1", "plus_1", "Plus1"),
        ("café", "cafe", "Cafe"),
        ("", "value", "Schema"),
        ("---", "value", "Schema"),
        ("filter[name]", "filter_name", "FilterName"),
    ],
)
def test_how_names_read(text: str, attribute: str, class_name: str) -> None:
    assert (snake(text), pascal(text)) == (attribute, class_name)


def test_names_without_an_ascii_form_are_told_apart() -> None:
    assert snake("猫") != snake("犬")
    assert pascal("猫") != pascal("犬")


@given(st.lists(NAMES.map(snake) | NAMES.map(pascal)), st.sets(NAMES.map(snake), max_size=5))
def test_no_name_is_given_twice_and_none_that_is_reserved(wanted: list[str], reserved: set[str]) -> None:
    namespace = Namespace(reserved)
    given_names = [namespace.give(name) for name in wanted]
    assert len({name.lower() for name in given_names}) == len(wanted)
    assert not reserved.intersection(given_names)
    assert all(map(is_legal, given_names))


@given(st.sampled_from(["a", "A", "item", "item1", "Item"]), st.integers(1, 5))
def test_a_number_never_runs_into_a_name_that_is_reserved(name: str, count: int) -> None:
    reserved = {f"{name}_{number}" for number in range(2, 5)} | {f"{name}{2}"}
    namespace = Namespace(reserved)
    assert not reserved.intersection(namespace.give(name) for _ in range(count))


@given(st.lists(NAMES.map(snake), unique_by=str.lower))
def test_a_name_that_is_free_is_given_as_it_is(wanted: list[str]) -> None:
    namespace = Namespace()
    assert [namespace.give(name) for name in wanted] == wanted


def test_a_later_name_does_not_change_an_earlier_one() -> None:
    first = Namespace({"list"})
    second = Namespace({"list"})
    wanted = ["pet", "list", "pet", "Pet", "pet_2", "item1", "item1"]
    assert [first.give(name) for name in wanted][:4] == [second.give(name) for name in wanted[:4]]


def test_two_classes_that_differ_in_case_are_two_files_on_no_system() -> None:
    namespace = Namespace()
    one, other = namespace.give("Charge"), namespace.give("CHARGE")
    assert one.lower() != other.lower()


@given(st.lists(NAMES.map(pascal) | NAMES.map(snake) | NAMES.map(snake).map(str.upper)))
def test_imports_stand_in_one_order(names: list[str]) -> None:
    ordered = import_order(names)
    assert import_order(reversed(ordered)) == ordered
    assert sorted(set(names)) == sorted(ordered)


def test_imports_stand_in_the_order_of_the_linter() -> None:
    names = ["Record", "field", "URL", "Any", "date_time", "UNSET", "Field", "A", "a"]
    names += ["Item2", "Item10", "Item010", "Item02B", "ItemB", "Item_2", "IndexAll", "INDEX", "Index", "index"]
    line = f"from x import {', '.join(import_order(names))}\n"
    select = ["ruff", "check", "--isolated", "--select", "I", "--line-length", "320", "-"]
    done = subprocess.run([sys.executable, "-m", *select], input=line, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
