"""Records: typed, immutable views of what the service answers.

A record wraps the dictionary that came over the wire and decodes an attribute when
it is read. It is lenient: a value that does not fit its annotation is given as it came,
and a property or an enum value that the document does not know is no error.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import sys
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from types import ModuleType, UnionType
from typing import (
    Annotated,
    Any,
    Generic,
    Literal,
    Never,
    NoReturn,
    Self,
    TypeAlias,
    TypeVar,
    overload,
)
from uuid import UUID

JSON: TypeAlias = Any
"""A JSON value. `Any`, since a recursive union would make every reader of it cast."""

T = TypeVar("T")

_Read: TypeAlias = Callable[[Any], Any]
_Step: TypeAlias = tuple[Callable[[Any], bool], _Read | None]

_SCHEMAS = f"{__name__.rpartition('.')[0]}.schemas"
_PARTS = f"{_SCHEMAS}."
_MISSING: Any = object()
_MASK = "***"
_SECRET = re.compile(
    r"passw(or)?d|passphrase|secret|token|credential|authorization|cookie"  # a word
    r"|(api|access|private)key",  # or two that make one
)


class Field(Generic[T]):
    """One property of a record: a descriptor that decodes the wire value when read."""

    __slots__ = (
        "absent",
        "constants",
        "given",
        "hint",
        "name",
        "read",
        "secret",
        "wire",
    )

    absent: Any
    constants: tuple[Any, ...]
    given: str | None
    hint: Any
    name: str
    read: _Read | None
    secret: bool
    wire: str

    def __init__(self, wire: str | None, absent: Any, secret: bool) -> None:
        # The others are set on the first access: a module may hold 3,000 records.
        self.given = wire
        self.absent = absent
        self.secret = secret

    @overload
    def __get__(self, record: None, owner: type[Any], /) -> Self: ...
    @overload
    def __get__(self, record: Record, owner: type[Any] | None = None, /) -> T: ...
    def __get__(self, record: Record | None, owner: type[Any] | None = None, /) -> Any:
        """Return the decoded value, or the field itself when asked of the class."""
        if record is None:
            return self
        try:
            read = self.read
        except AttributeError:
            _fields(type(record))
            read = self.read
        try:
            value = record._raw[self.wire]
        except KeyError:
            if self.absent is not _MISSING:
                return self.absent
            where = f"{type(record).__name__}.{self.name}"
            message = f"{where}: the answer did not contain {self.wire!r}"
            raise AttributeError(message, name=self.name, obj=record) from None
        return value if read is None else read(value)

    def __set__(self, record: Record, value: Never, /) -> NoReturn:
        """Refuse; to a type checker no value has the type that could be set."""
        raise AttributeError(f"{type(record).__name__} is immutable")


def field(
    wire: str | None = None,
    *,
    absent: Any = _MISSING,
    secret: bool = False,
) -> Field[Any]:
    """Declare a property of a record.

    Args:
        wire: the property's name on the wire, where it differs from the attribute's.
        absent: what an answer without the property gives (an immutable value). Without
            it the property is required, and reading a missing one is an AttributeError.
        secret: masked when the record is printed.
    """
    return Field(wire, absent, secret)


class Variants:
    """The discriminator of a union of records (OpenAPI 3.1, "Discriminator Object").

    It annotates the union: `Annotated[Union[A, B, Record], Variants("type", {...})]`.

    Args:
        property: wire name of the property that tells the variants apart.
        mapping: value of that property -> name, in the module of the record that uses
            the union.
        default: the same for every other value; without, it gives a plain `Record`.
    """

    __slots__ = ("default", "mapping", "property")

    def __init__(
        self,
        property: str,
        mapping: Mapping[str, str],
        default: str | None = None,
    ) -> None:
        self.property = property
        self.mapping = mapping
        self.default = default


class Record:
    """What the service answered: an immutable view of a JSON object.

    Equal by class and content, without a hash (its content is a dictionary), printed
    with secrets masked. It is no mapping: `record.raw["name"]` is the wire form.
    """

    __slots__ = ("_raw",)

    _raw: dict[str, JSON]

    def __init_subclass__(cls) -> None:
        """Belong to `schemas`, whichever part of it this is: pickles outlive parts."""
        super().__init_subclass__()
        if cls.__module__.startswith(_PARTS):
            cls.__module__ = _SCHEMAS

    def __init__(self, raw: dict[str, JSON]) -> None:
        object.__setattr__(self, "_raw", raw)

    @property
    def raw(self) -> dict[str, JSON]:
        """The object as it came, with properties that the document does not know."""
        return self._raw

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: a record is what the service answered."""
        raise AttributeError(f"{type(self).__name__} is immutable: cannot set {name!r}")

    def __delattr__(self, name: str) -> None:
        """Refuse: a record is what the service answered."""
        raise AttributeError(f"{type(self).__name__} is immutable: it keeps {name!r}")

    def __eq__(self, other: object) -> bool:
        """Tell whether `other` is of this class and holds the same wire values."""
        if type(other) is not type(self):
            return NotImplemented
        return bool(self._raw == other._raw)

    def __reduce__(self) -> tuple[type[Self], tuple[dict[str, JSON]]]:
        """Pickle and copy by the wire form alone."""
        return type(self), (self._raw,)

    def __repr__(self) -> str:
        """Return `Charge(id='ch_1', raw['unknown']=1)`, secrets masked."""
        fields = _fields(type(self))
        declared = {each.wire for each in fields.values()}
        known = [pair for pair in fields.items() if pair[1].wire in self._raw]
        shown = [f"{name}={_shown(self, each)!r}" for name, each in known]
        rest = {wire: v for wire, v in self._raw.items() if wire not in declared}
        shown += [f"raw[{wire!r}]={value!r}" for wire, value in masked(rest).items()]
        return f"{type(self).__name__}({', '.join(shown)})"


class Headers(Record):
    """The documented headers of an answer, typed: `read(answer.headers)`."""

    __slots__ = ()

    @classmethod
    def read(cls, headers: Mapping[str, str]) -> Self:
        """Return the headers of an answer; what does not fit its type stays text."""
        given = {name.lower(): text for name, text in headers.items()}
        raw: dict[str, JSON] = {}
        for each in _fields(cls).values():
            text = given.get(each.wire.lower())
            if text is not None:
                raw[each.wire] = _header_value(text, _members(each.hint))
        return cls(raw)


def _header_value(text: str, members: list[Any]) -> JSON:
    """Return a header as the JSON value that its annotation wants (style `simple`)."""
    for member in members:
        if typing.get_origin(member) is list:
            inner = _members(typing.get_args(member)[0])
            return [_header_value(item.strip(), inner) for item in text.split(",")]
        if member is bool and text in ("true", "false"):
            return text == "true"
        if member in (int, float):
            try:
                return member(text)
            except ValueError:
                continue
    return text


def _shown(record: Record, each: Field[Any]) -> Any:
    return _MASK if each.secret else masked(each.__get__(record))


def masked(value: JSON) -> JSON:
    """Return `value` with what stands under a secret-looking name replaced by `***`."""
    if isinstance(value, dict):
        return {name: _masked_member(name, each) for name, each in value.items()}
    if isinstance(value, list):
        return [masked(each) for each in value]
    return value


def _masked_member(name: object, value: JSON) -> JSON:
    if value is None or isinstance(value, bool):
        return value
    return _MASK if looks_secret(str(name)) else masked(value)


def looks_secret(name: str) -> bool:
    """Tell whether a property, header or parameter of this name holds a secret."""
    return bool(_SECRET.search(re.sub(r"[^a-z]", "", name.lower())))


def decode(annotation: str, value: JSON, namespace: ModuleType) -> Any:
    """Return a wire value decoded by an annotation given as text.

    Args:
        annotation: for example `list[Charge]`; names are those of `namespace`.
        value: the parsed JSON. What does not fit the annotation is given as it came.
        namespace: the package's `schemas` module.
    """
    read = _text_reader(annotation, namespace)
    return value if read is None else read(value)


@cache
def _text_reader(annotation: str, module: ModuleType) -> _Read | None:
    holder = type("Annotated", (), {"__annotations__": {"value": annotation}})
    hints = _hints(holder, module)
    return _reader(hints["value"], module)


class _Names(Mapping[str, Any]):
    """The names of a module, those too that it imports when it is asked for them."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def __getitem__(self, name: str) -> Any:
        try:
            found = getattr(self._module, name)
        except AttributeError:
            raise KeyError(name) from None
        return typing.ForwardRef(found) if isinstance(found, str) else found

    def __iter__(self) -> Iterator[str]:
        return iter(dir(self._module))

    def __len__(self) -> int:
        return len(dir(self._module))


def _hints(owner: type[Any], module: ModuleType) -> dict[str, Any]:
    """Return the annotations of a class, resolved by the names of a module."""
    return typing.get_type_hints(owner, _NAMES, _Names(module), include_extras=True)


def _fields(owner: type[Any]) -> dict[str, Field[Any]]:
    """Return the fields of a record by attribute name, their annotations resolved."""
    known = _FIELDS.get(owner)
    if known is not None:
        return known
    found: dict[str, Field[Any]] = {}
    for base in reversed(owner.__mro__):
        own = [(n, each) for n, each in vars(base).items() if isinstance(each, Field)]
        if own:
            module = sys.modules[base.__module__]
            hints = _hints(base, module)
            for name, each in own:
                _resolve(each, name, hints[name], module)
                found[name] = each
    _FIELDS[owner] = found
    return found


def _resolve(each: Field[Any], name: str, hint: Any, module: ModuleType) -> None:
    (annotation,) = typing.get_args(hint)
    read = _reader(annotation, module)
    each.name = name
    each.wire = name if each.given is None else each.given
    each.hint = annotation
    each.constants = _constants(annotation)
    each.read = read  # last: another thread takes it for the sign that all is set


def _reader(annotation: Any, module: ModuleType) -> _Read | None:
    """Return the function that decodes by `annotation`; None where nothing changes."""
    if isinstance(annotation, typing.ForwardRef):
        return _deferred(annotation.__forward_arg__, module)
    if isinstance(annotation, str):
        return _deferred(annotation, module)
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return _record_reader(annotation)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is list:
        return _list_reader(_reader(arguments[0], module))
    if origin is dict:
        return _dict_reader(_reader(arguments[1], module))
    if origin is typing.Union or origin is UnionType or origin is Annotated:
        return _union_reader(_members(annotation), module)
    return None


def _deferred(text: str, module: ModuleType) -> _Read:
    """Return a reader that looks its annotation up when used: an alias names itself."""
    return lambda value: decode(text, value, module)


def _record_reader(record: type[Record]) -> _Read:
    return lambda value: record(value) if isinstance(value, dict) else value


def _list_reader(item: _Read | None) -> _Read | None:
    if item is None:
        return None
    read = item
    return lambda value: [read(v) for v in value] if isinstance(value, list) else value


def _dict_reader(item: _Read | None) -> _Read | None:
    if item is None:
        return None
    read = item

    def read_dict(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {name: read(each) for name, each in value.items()}

    return read_dict


def _is_record(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Record)


def _is_object(annotation: Any) -> bool:
    return _is_record(annotation) or typing.get_origin(annotation) in (dict, Annotated)


def _members(annotation: Any) -> list[Any]:
    """Return the members of a union, flat.

    One with a discriminator stays whole, for its records; its other members follow.
    """
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Union or origin is UnionType:
        return [member for each in arguments for member in _members(each)]
    if origin is not Annotated:
        return [annotation]
    inner = _members(arguments[0])
    if not any(isinstance(each, Variants) for each in arguments[1:]):
        return inner
    return [annotation, *(each for each in inner if not _is_record(each))]


def _union_reader(members: list[Any], module: ModuleType) -> _Read | None:
    """Return the reader of a union: the first member that the value fits decodes it."""
    objects = [each for each in members if _is_object(each)]
    lists = [each for each in members if typing.get_origin(each) is list]
    scalars = [each for each in members if each not in objects and each not in lists]
    steps = [(_accepts(each), _reader(each, module)) for each in scalars]
    if lists:
        items = [each for one in lists for each in _members(typing.get_args(one)[0])]
        steps.append((_kind(list), _list_reader(_union_reader(items, module))))
    if objects:
        steps.append((_kind(dict), _object_reader(objects, module)))
    if all(read is None for _, read in steps):
        return None
    if len(steps) == 1 or (len(steps) == 2 and type(None) in scalars):
        return next(read for _, read in steps if read is not None)
    return _first_fit(steps)


def _first_fit(steps: list[_Step]) -> _Read:
    """Return a reader that tries `steps` in turn.

    A reader returns its argument itself where that does not fit, so `is not` tells.
    """

    def read_first(value: Any) -> Any:
        for accepts, read in steps:
            if accepts(value):
                result = value if read is None else read(value)
                if read is None or result is not value:
                    return result
        return value

    return read_first


def _accepts(annotation: Any) -> Callable[[Any], bool]:
    """Return the test of whether a scalar annotation may take a wire value."""
    if typing.get_origin(annotation) is Literal:
        allowed = typing.get_args(annotation)
        return lambda value: value in allowed
    if annotation in _WIRE_KINDS:
        return _kind(_WIRE_KINDS[annotation])
    return lambda value: True


def _kind(kinds: type | tuple[type, ...]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kinds)


def _object_reader(members: list[Any], module: ModuleType) -> _Read | None:
    """Return the reader of JSON objects for those members of a union that are objects.

    The discriminator decides; without one the record that fits best; then an open
    dictionary if the union has one; else it is a plain `Record`.
    """
    records = [each for each in members if _is_record(each)]
    dicts = [each for each in members if typing.get_origin(each) is dict]
    unions = [each for each in members if typing.get_origin(each) is Annotated]
    if len(members) == 1 and not unions:
        return _reader(members[0], module)
    variants = [_variant_reader(each, module) for each in unions]
    known = [each for each in records if each is not Record]
    rest: _Read = Record
    if dicts and Record not in records:
        rest = _reader(dicts[0], module) or _as_it_is

    def read_object(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        for read in variants:
            result = read(value)
            if result is not value:
                return result
        return (_best(known, value) or rest)(value)

    return read_object


def _as_it_is(value: Any) -> Any:
    return value


def _variant_reader(annotation: Any, module: ModuleType) -> _Read:
    """Return the reader of a union with a discriminator: its variant, or unchanged."""
    (by,) = (v for v in typing.get_args(annotation)[1:] if isinstance(v, Variants))

    def read_variant(value: dict[str, JSON]) -> Any:
        tag = value.get(by.property)
        name = by.mapping.get(tag, by.default) if isinstance(tag, str) else by.default
        return value if name is None else decode(name, value, module)

    return read_variant


def _best(records: list[type[Record]], value: dict[str, JSON]) -> type[Record] | None:
    """Return the record that fits an object best, None where none has what it needs.

    Constants (a `Literal`) that disagree count against a record, properties that it
    knows count for it, and the first of equals wins.
    """
    scores = [(_score(record, value), record) for record in records]
    fitting = [(score, record) for score, record in scores if score is not None]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def _score(record: type[Record], value: dict[str, JSON]) -> tuple[int, int] | None:
    fields = _fields(record).values()
    if any(each.absent is _MISSING and each.wire not in value for each in fields):
        return None
    present = [each for each in fields if each.wire in value]
    wrong = [f for f in present if f.constants and value[f.wire] not in f.constants]
    return -len(wrong), len(present)


def _constants(annotation: Any) -> tuple[Any, ...]:
    """Return what the `Literal` members of an annotation name, () where it has none."""
    literals = (m for m in _members(annotation) if typing.get_origin(m) is Literal)
    return tuple(value for each in literals for value in typing.get_args(each))


def _datetime(value: Any) -> Any:
    """Read RFC 3339 date-time; a text without an offset is taken to be in UTC."""
    if not isinstance(value, str) or len(value) < _SHORTEST_DATETIME:
        return value
    try:
        moment = datetime.fromisoformat(value.upper())
    except ValueError:
        return value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _date(value: Any) -> Any:
    return _tried(date.fromisoformat, value)


def _time(value: Any) -> Any:
    return _tried(time.fromisoformat, value)


def _uuid(value: Any) -> Any:
    return _tried(UUID, value)


def _tried(read: Callable[[str], Any], value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return read(value)
    except ValueError:
        return value


def _decimal(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return value
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return value
    return number if number.is_finite() else value


def encode(value: object) -> JSON:
    """Return what the caller passes as a JSON-ready wire value, deeply.

    Dates and times become RFC 3339 text, UUIDs and decimals text, enum members their
    values, records their wire form, tuples lists.

    Raises:
        TypeError: something in it has no wire form; the message says where.
        ValueError: a datetime without a time zone, or a number that is not finite.
    """
    return _encoded(value, "value")


def _encoded(value: object, place: str) -> JSON:
    if isinstance(value, Enum):
        return _encoded(value.value, place)
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{place}: {value} is no JSON number")
        return value
    if isinstance(value, Record):
        return _encoded(value.raw, place)
    if isinstance(value, Mapping):
        return dict(_members_of(value, place))
    if isinstance(value, list | tuple):
        return [_encoded(each, f"{place}[{i}]") for i, each in enumerate(value)]
    return scalar_text(value, place)


def _members_of(value: Mapping[Any, Any], place: str) -> Iterable[tuple[str, JSON]]:
    for name, each in value.items():
        if not isinstance(name, str):
            raise TypeError(f"{place}: a property is named by a string, not {name!r}")
        yield name, _encoded(each, f"{place}.{name}")


def scalar_text(value: object, place: str) -> str:
    """Return the wire text of a date, a time, a UUID or a decimal.

    Raises:
        TypeError: the value is none of these; the message names `place`.
        ValueError: a datetime without a time zone, or a decimal that is not finite.
    """
    if isinstance(value, datetime):
        return _timestamp(value, place)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{place}: {value} is no number that can be sent")
        return format(value, "f")
    raise TypeError(f"{place}: cannot send a value of type {type(value).__name__}")


def _timestamp(value: datetime, place: str) -> str:
    """Return an RFC 3339 date-time, in UTC where its offset is not in whole minutes."""
    offset = value.utcoffset()
    if offset is None:
        raise ValueError(f"{place}: {value!r} has no time zone")
    if offset.total_seconds() % 60:
        value = value.astimezone(UTC)
    return value.isoformat().removesuffix("+00:00") + ("" if value.utcoffset() else "Z")


_SHORTEST_DATETIME = len("20240131T120000Z")
_FIELDS: dict[type[Any], dict[str, Field[Any]]] = {}
_SCALARS: dict[Any, _Read | None] = {
    Any: None,
    object: None,
    str: None,
    int: None,
    float: None,
    bool: None,
    bytes: None,
    type(None): None,
    datetime: _datetime,
    date: _date,
    time: _time,
    UUID: _uuid,
    Decimal: _decimal,
}
_WIRE_KINDS: dict[Any, type | tuple[type, ...]] = {
    str: str,
    int: int,
    float: (int, float),
    bool: bool,
    bytes: bytes,
    type(None): type(None),
    datetime: str,
    date: str,
    time: str,
    UUID: str,
    Decimal: (str, int, float),
}
_NAMES: dict[str, Any] = {
    "Annotated": Annotated,
    "Any": Any,
    "Decimal": Decimal,
    "Field": Field,
    "JSON": JSON,
    "Literal": Literal,
    "Record": Record,
    "UUID": UUID,
    "Union": typing.Union,
    "Variants": Variants,
    "date": date,
    "datetime": datetime,
    "dt": dt,
    "time": time,
}
