"""Becomes `schemas.py` of the throw-away package: records as the generator writes them."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Literal, TypedDict
from uuid import UUID

from .records import JSON, Field, Record, Variants, field


class Charge(Record):
    """A payment."""

    id: Field[str] = field()
    created: Field[datetime] = field()
    amount_cents: Field[int] = field("amountCents")
    note: Field[str | None] = field(absent=None)
    card: Field[Card | None] = field(absent=None)
    lines: Field[list[Line]] = field()
    secret: Field[str] = field(secret=True)
    method: Field[PaymentMethod] = field()
    status: Field[Literal["paid", "open"] | str] = field()


class Card(Record):
    last4: Field[str] = field()


class Line(Record):
    sku: Field[str] = field()
    price: Field[Decimal] = field()


class CardMethod(Record):
    type: Field[str] = field()
    card: Field[Card] = field()


class BankMethod(Record):
    type: Field[str] = field()
    iban: Field[str] = field()


PaymentMethod = Annotated[
    CardMethod | BankMethod | Record | str,
    Variants("type", {"card": "CardMethod", "bank_account": "BankMethod"}),
]


class Cat(Record):
    kind: Field[Literal["cat"]] = field()
    name: Field[str] = field()


class Dog(Record):
    kind: Field[Literal["dog"]] = field()
    name: Field[str] = field()
    tricks: Field[list[str]] = field(absent=None)


Pet = Cat | Dog
Tree = str | list["Tree"] | dict[str, "Tree"]


class Everything(Record):
    any: Field[Any] = field(absent=None)
    json: Field[JSON] = field(absent=None)
    day: Field[date] = field(absent=None)
    moment: Field[datetime | None] = field(absent=None)
    hour: Field[time] = field(absent=None)
    key: Field[UUID] = field(absent=None)
    price: Field[Decimal] = field(absent=None)
    pets: Field[dict[str, Pet]] = field(absent=None)
    many: Field[list[Cat] | list[str] | Dog | None] = field(absent=None)
    open: Field[Cat | dict[str, date]] = field(absent=None)
    either: Field[date | datetime | str] = field(absent=None)
    text_first: Field[str | date] = field(absent=None)
    now_or: Field[Literal["now"] | datetime | int] = field(absent=None)
    maybe_method: Field[PaymentMethod | None] = field(absent=None)
    tree: Field[Tree] = field(absent=None)
    moments: Field[list[datetime]] = field(absent=None)
    unnamed: Field[str] = field("", absent=None)


class Puppy(Dog):
    weeks: Field[int] = field()


class Shadow(Record):
    date: Field[date] = field()  # type: ignore[valid-type]


class Error(Record):
    code: Field[str] = field()
    hint: Field[str] = field(absent="none")


class NewCharge(TypedDict):
    amount: int
