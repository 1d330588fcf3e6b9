"""Types: short ones stand where they are used, long ones have a name, and equal ones share it."""

from __future__ import annotations

from mockgen.annotations import Annotator, View
from mockgen.build.model import Branch, EnumShape, NullShape, ScalarShape, Shape, UnionShape
from mockgen.code import flat
from mockgen.names import Namespace

TEXT = ScalarShape("string", {"type": "string"})
NUMBER = ScalarShape("integer", {"type": "integer"})
CHOICE = EnumShape(("one", "two"))
LONG = "TreasurySharedResourceInitiatingPaymentMethodDetails"


def union(*shapes: Shape) -> UnionShape:
    return UnionShape(tuple(map(Branch, shapes)))


def annotator(view: View = View.SENT) -> Annotator:
    return Annotator(view, {}, Namespace(), {})


def test_a_union_that_is_short_stands_where_it_is_used() -> None:
    made = annotator()
    assert made.annotation(union(NUMBER, EnumShape(("",))), "Amount").text == 'int | Literal[""]'
    assert made.annotation(union(NullShape(), TEXT), "Name").text == "str | None"
    assert made.aliases == {}


def test_a_union_that_is_long_has_a_name() -> None:
    made = annotator()
    word = "a" * 30
    assert made.annotation(union(TEXT, EnumShape((word,))), "Word").text == "Word"
    assert flat(made.aliases["Word"].value) == f'Union[str, Literal["{word}"]]'


def test_equal_types_of_one_name_are_one() -> None:
    made = annotator()
    found = [made.annotation(CHOICE, f"{context}{LONG}").text for context in ("A", "B", "A")]
    assert len(set(found)) == 1
    assert list(made.aliases) == found[:1]


def test_other_types_of_one_name_are_told_apart() -> None:
    made = annotator()
    found = [made.annotation(shape, f"A{LONG}").text for shape in (CHOICE, EnumShape(("one", "three")))]
    assert len(set(found)) == len(made.aliases) == 2
