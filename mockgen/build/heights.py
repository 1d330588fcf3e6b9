"""How deep the smallest value of each definition is; a definition without a finite value has none."""

from __future__ import annotations

from collections.abc import Mapping

from mockgen.build.model import (
    ArrayShape,
    CheckedShape,
    EnumShape,
    MapShape,
    NamedShape,
    NeverShape,
    NullableShape,
    ObjectShape,
    ScalarShape,
    Shape,
    UnionShape,
)


def heights(shapes: Mapping[str, Shape]) -> dict[str, int | None]:
    """Return the height of each definition: the least fixed point, found by rounds of relaxation."""
    found: dict[str, int | None] = dict.fromkeys(shapes)
    changed = True
    while changed:
        changed = False
        for name, shape in shapes.items():
            height = shape_height(shape, found)
            if height is not None and (found[name] is None or height < (found[name] or 0)):
                found[name] = height
                changed = True
    return found


def shape_height(shape: Shape, known: Mapping[str, int | None]) -> int | None:
    """Return the height of a shape from those of the definitions; None where it has no finite value."""
    if isinstance(shape, (ScalarShape, EnumShape)):
        return 0
    if isinstance(shape, NeverShape) or (isinstance(shape, CheckedShape) and shape.refusal):
        return None
    if isinstance(shape, NamedShape):
        return known.get(shape.name)
    if isinstance(shape, NullableShape):
        return 0 if shape.certain else shape_height(shape.shape, known)
    if isinstance(shape, CheckedShape):
        return shape_height(shape.shape, known)
    if isinstance(shape, ArrayShape):
        inner = [
            *(shape.leading or shape.prefix[: shape.least]),
            *([shape.items] if shape.least > len(shape.prefix) else []),
        ]
        return tallest([shape_height(sub, known) for sub in inner])
    if isinstance(shape, MapShape):
        return tallest([shape_height(shape.values, known)] if shape.least else [])
    if isinstance(shape, UnionShape):
        possible = [height for branch in shape.branches if (height := shape_height(branch.shape, known)) is not None]
        return min(possible) if possible else None
    if isinstance(shape, ObjectShape):
        inner_height = tallest(
            [shape_height(found.shape, known) for found in (*shape.properties, *shape.extra) if found.required]
        )
        return None if inner_height is None else inner_height + 1
    return 0


def tallest(heights: list[int | None]) -> int | None:
    """Return the greatest height, None where one of them has none."""
    known = [height for height in heights if height is not None]
    return max(known, default=0) if len(known) == len(heights) else None
