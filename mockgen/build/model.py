"""Schemas resolved: the shapes from which records, typed dictionaries and factories are printed alike."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from mockgen.build.provider_lookup import Provider
from mockgen.spec.schemas import Schema


@dataclasses.dataclass(frozen=True, slots=True)
class AnyShape:
    """Any JSON value."""


@dataclasses.dataclass(frozen=True, slots=True)
class NullShape:
    """Null alone."""


@dataclasses.dataclass(frozen=True, slots=True)
class NeverShape:
    """No value; `reason` says why."""

    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class ScalarShape:
    """A string, integer, number or boolean; `schema` is flat and has exactly that `type`.

    Here and below, `implied` says that the document names no type: fakes are of the one that its keywords speak of,
    and values of any other type satisfy it too.
    """

    kind: str
    schema: Schema
    implied: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class EnumShape:
    """One of some values."""

    values: tuple[Any, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class NamedShape:
    """A definition: a component, or an object that stands inline and got a name."""

    name: str


@dataclasses.dataclass(frozen=True, slots=True)
class NullableShape:
    """A shape or null; fakes use the null only where every reading of the document allows it (`certain`)."""

    shape: Shape
    certain: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class ArrayShape:
    """A list; `most` is None where the schema sets no bound.

    Attributes:
        leading: how fakes begin, where that is more than `prefix` says: with what the list must contain.
    """

    items: Shape
    least: int = 0
    most: int | None = None
    unique: bool = False
    prefix: tuple[Shape, ...] = ()
    leading: tuple[Shape, ...] = ()
    implied: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class MapShape:
    """An object whose property names are not declared; `pattern` is one that they must match, if any."""

    values: Shape
    least: int = 0
    most: int | None = None
    pattern: str = ""
    implied: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Branch:
    """One of a union's shapes; `tags` are the values of the discriminator that mean it; all others if `is_default`."""

    shape: Shape
    tags: tuple[str, ...] = ()
    is_default: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class UnionShape:
    """One of some shapes; `tag` is the property that says which, "" if none does."""

    branches: tuple[Branch, ...]
    tag: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class CheckedShape:
    """A shape whose fakes must still be held against the contract's schema `check`: no recipe can promise them.

    Attributes:
        apart: properties that tell the branches of a union apart, as few as do.
        refusal: why no value passes, where that is known; then the shape is for types alone, and there is no check.
    """

    shape: Shape
    check: str
    apart: tuple[str, ...] = ()
    refusal: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Property:
    """A property of an object; one that is not `possible` has no value, and fakes do without it."""

    wire_name: str
    shape: Shape
    required: bool
    description: str = ""
    write_only: bool = False
    possible: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class ObjectShape:
    """An object with declared properties; `open` where the schema speaks of undeclared ones too.

    Attributes:
        extra: undeclared properties that fakes have because so many are required.
    """

    properties: tuple[Property, ...]
    open: bool = False
    extra: tuple[Property, ...] = ()
    implied: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class RuledShape:
    """A shape whose fakes are made by `provider`, as a rule says; only factories are printed from it."""

    provider: Provider
    shape: Shape


Shape = (
    AnyShape | NullShape | NeverShape | ScalarShape | EnumShape | NamedShape | NullableShape | ArrayShape | MapShape
    | UnionShape | CheckedShape | ObjectShape | RuledShape
)  # fmt: skip


class _Shaped(Protocol):
    """What has a shape."""

    @property
    def shape(self) -> Any:
        """It, or None."""


ShapedT = TypeVar("ShapedT", bound=_Shaped)


def reshaped(found: ShapedT, shape: Shape) -> ShapedT:
    """Return a record with another shape; the same record where it has that already."""
    return found if shape is found.shape else dataclasses.replace(found, shape=shape)  # type: ignore[type-var]


@dataclasses.dataclass(frozen=True, slots=True)
class Definition:
    """A named shape.

    Attributes:
        name: the key: a component's name, or that of the place where it stands.
        class_name: its Python name.
        title: what it is called in prose.
        is_sent: whether a request holds it; is_answered: whether an answer does.
        height: how many objects deep its smallest value is; None where no finite value exists.
        is_inline: whether it stands at one place only, and is no component.
        component: the component that it is or stands in, "" where it stands in an operation.
        check: the contract's schema that a fake must still be held against, as for `CheckedShape`; "" if none.
    """

    name: str
    class_name: str
    shape: Shape
    title: str
    description: str
    is_sent: bool
    is_answered: bool
    height: int | None
    is_inline: bool
    component: str = ""
    check: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Loss:
    """An optional property that has no value: of the object called `title`, in a component."""

    title: str
    wire_name: str
    reason: str
    component: str


@dataclasses.dataclass(frozen=True)
class Model:
    """All definitions by name, the schemas that the contract gets in addition, for `CheckedShape`, and what is lost."""

    definitions: Mapping[str, Definition]
    checks: Mapping[str, Schema]
    losses: tuple[Loss, ...] = ()
