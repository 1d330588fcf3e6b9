"""What of a schema a form can carry: its fields (OpenAPI 3.1.1, sections 4.8.14.3 and 4.8.14.4)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from mockgen.build.model import (
    AnyShape,
    CheckedShape,
    MapShape,
    NamedShape,
    NullableShape,
    ObjectShape,
    Shape,
    UnionShape,
)


def form_shape(shape: Shape, opened: Callable[[str], Shape]) -> Shape | None:
    """Return a body's shape without what has no fields; None where nothing is left of it.

    Args:
        shape: of a body that travels as a form.
        opened: gives the shape of a definition.
    """
    if isinstance(shape, (ObjectShape, MapShape)):
        return shape
    if isinstance(shape, AnyShape):
        return MapShape(AnyShape())
    if isinstance(shape, NamedShape):
        own = opened(shape.name)
        return shape if isinstance(own, (ObjectShape, MapShape)) else form_shape(own, opened)
    if isinstance(shape, (NullableShape, CheckedShape)):
        inner = form_shape(shape.shape, opened)
        return None if inner is None else dataclasses.replace(shape, shape=inner)
    if isinstance(shape, UnionShape):
        return form_union(shape, opened)
    return None


def form_union(shape: UnionShape, opened: Callable[[str], Shape]) -> Shape | None:
    """Return a union of those branches that have fields."""
    found = [(branch, form_shape(branch.shape, opened)) for branch in shape.branches]
    branches = tuple(dataclasses.replace(branch, shape=inner) for branch, inner in found if inner is not None)
    if len(branches) < 2:
        return branches[0].shape if branches else None
    return dataclasses.replace(shape, branches=branches)
