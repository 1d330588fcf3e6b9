"""Whether a fake of one shape can ever be taken for another: what tells the branches of a oneOf apart."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any, Protocol

from mockgen.build.model import (
    AnyShape,
    ArrayShape,
    CheckedShape,
    EnumShape,
    MapShape,
    NamedShape,
    NullableShape,
    NullShape,
    ObjectShape,
    ScalarShape,
    Shape,
    UnionShape,
)
from mockgen.build.shapes import fits, identity, is_kind


class HasShape(Protocol):
    """A definition, finished or in the making."""

    @property
    def shape(self) -> Shape:
        """What it is."""


def excludes(one: Shape, other: Shape, definitions: Mapping[str, HasShape], depth: int = 0) -> bool:
    """Tell whether no fake that the recipe of `one` makes is valid for `other`; False where that is not plain."""
    one, other = opened(one, definitions), opened(other, definitions)
    if depth > 3 or isinstance(other, AnyShape) or isinstance(one, (AnyShape, NullableShape)):
        return False
    if isinstance(other, NullableShape):
        return excludes(one, other.shape, definitions, depth)
    left, right = kind_of(one), kind_of(other)
    if left and right and left != right and not getattr(other, "implied", False):
        return not (left == "integer" and right == "number")
    if isinstance(one, EnumShape):
        return all(refuses(other, value) for value in one.values)
    if isinstance(one, ObjectShape) and isinstance(other, ObjectShape):
        return objects_exclude(one, other, definitions, depth)
    return False


def objects_exclude(one: ObjectShape, other: ObjectShape, definitions: Mapping[str, HasShape], depth: int) -> bool:
    """Tell whether a property keeps every fake of `one` from being one of `other`."""
    shown = {found.wire_name: found for found in one.properties}
    for wanted in other.properties:
        mine = shown.get(wanted.wire_name)
        if mine is None:
            if wanted.required:
                return True
        elif mine.required and excludes(mine.shape, wanted.shape, definitions, depth + 1):
            return True
    return False


def telling_names(union: UnionShape, definitions: Mapping[str, HasShape]) -> tuple[str, ...]:
    """Return properties by which an object of one branch can be kept from being one of another: as few as do."""
    shapes = [opened(branch.shape, definitions) for branch in union.branches]
    declared = [
        {found.wire_name for found in shape.properties if not isinstance(opened(found.shape, definitions), AnyShape)}
        if isinstance(shape, ObjectShape)
        else set()
        for shape in shapes
    ]
    chosen: dict[str, None] = {}
    for one, other in itertools.permutations(range(len(declared)), 2):
        telling = sorted(declared[other] - declared[one])
        if telling and not any(name in chosen for name in telling):
            chosen[telling[0]] = None
    return tuple(chosen)


def opened(shape: Shape, definitions: Mapping[str, HasShape]) -> Shape:
    """Return the shape behind names and checks."""
    for _ in range(20):
        if isinstance(shape, NamedShape):
            shape = definitions[shape.name].shape
        elif isinstance(shape, CheckedShape):
            shape = shape.shape
        else:
            return shape
    return AnyShape()


def kind_of(shape: Shape) -> str:
    """Return the JSON type that every value of a shape has, "" where that is not one."""
    if isinstance(shape, ScalarShape):
        return shape.kind
    if isinstance(shape, EnumShape):
        kinds = {type(value).__name__ for value in shape.values}
        names = {"str": "string", "int": "integer", "float": "number", "bool": "boolean", "dict": "object"}
        return names.get(kinds.pop(), "") if len(kinds) == 1 else ""
    if isinstance(shape, NullShape):
        return "null"
    if isinstance(shape, ArrayShape):
        return "array"
    return "object" if isinstance(shape, (ObjectShape, MapShape)) else ""


def refuses(shape: Shape, value: Any) -> bool:
    """Tell whether a shape plainly refuses a value."""
    if isinstance(shape, EnumShape):
        return identity(value) not in map(identity, shape.values)
    if not isinstance(shape, ScalarShape) or (shape.implied and not is_kind(value, shape.kind)):
        return False
    return not fits(value, shape.schema)
