"""The variants of a union of objects, by the names that an override chooses them by: `method="card"`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from mockgen.build.model import (
    Branch,
    CheckedShape,
    Definition,
    EnumShape,
    MapShape,
    NamedShape,
    ObjectShape,
    Shape,
    UnionShape,
)
from mockgen.build.telling import opened


@dataclasses.dataclass(frozen=True)
class Variant:
    """One variant of a union.

    Attributes:
        name: the discriminator's value, or that of a constant which tells it, else its schema's name.
        tag: the discriminator's value where that is the name, else "".
    """

    name: str
    branch: Branch
    tag: str = ""


def variants(union: UnionShape, definitions: Mapping[str, Definition]) -> tuple[Variant, ...]:
    """Return the variants of a union; none where a text could be a value itself, or one has no name of its own."""
    if not is_object(union, definitions):
        return ()
    constants = telling_constants([branch.shape for branch in union.branches], definitions)
    found: list[Variant] = []
    for index, branch in enumerate(union.branches):
        if union.tag and branch.tags:
            usual, *others = branch.tags
            found.append(Variant(usual, branch, usual))
            found += [Variant(tag, branch, tag) for tag in others if may_be(branch.shape, union.tag, tag, definitions)]
        else:
            found.append(Variant(constants[index] if constants else schema_name(branch.shape, definitions), branch))
    names = {variant.name for variant in found}
    return tuple(found) if "" not in names and len(names) == len(found) else ()


def is_object(shape: Shape, definitions: Mapping[str, Definition], depth: int = 0) -> bool:
    """Tell whether every value of a shape is an object."""
    shape = opened(shape, definitions)
    if isinstance(shape, UnionShape) and depth < 3:
        return all(is_object(branch.shape, definitions, depth + 1) for branch in shape.branches)
    return isinstance(shape, (ObjectShape, MapShape))


def telling_constants(shapes: Sequence[Shape], definitions: Mapping[str, Definition]) -> list[str]:
    """Return the text that is each shape's own in the first property where all have one; empty if there is none."""
    held = [constants_of(shape, definitions) for shape in shapes]
    for name in held[0]:
        found = [constants.get(name, "") for constants in held]
        if "" not in found and len(set(found)) == len(found):
            return found
    return []


def constants_of(shape: Shape, definitions: Mapping[str, Definition]) -> dict[str, str]:
    """Return the required properties of an object that can have one text alone."""
    found = opened(shape, definitions)
    if not isinstance(found, ObjectShape):
        return {}
    only = {each.wire_name: texts_of(each.shape, definitions) for each in found.properties if each.required}
    return {name: texts[0] for name, texts in only.items() if len(texts) == 1}


def texts_of(shape: Shape, definitions: Mapping[str, Definition]) -> list[str]:
    """Return the values of an enum of texts."""
    found = opened(shape, definitions)
    if isinstance(found, EnumShape) and all(isinstance(value, str) for value in found.values):
        return list(found.values)
    return []


def may_be(shape: Shape, tag: str, value: str, definitions: Mapping[str, Definition]) -> bool:
    """Tell whether a branch's own property, if it says anything, can hold a value of the discriminator."""
    found = opened(shape, definitions)
    if not isinstance(found, ObjectShape):
        return False
    own = next((each.shape for each in found.properties if each.wire_name == tag), None)
    return own is not None and value in (texts_of(own, definitions) or [value])


def schema_name(shape: Shape, definitions: Mapping[str, Definition]) -> str:
    """Return the name of a component, or the class of an object that stands inline; "" for what has neither."""
    while isinstance(shape, CheckedShape):
        shape = shape.shape
    if not isinstance(shape, NamedShape):
        return ""
    definition = definitions[shape.name]
    return definition.class_name if definition.is_inline else definition.title
