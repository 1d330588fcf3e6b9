"""What is told of schemas that no value satisfies: where they stand, and what they contradict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mockgen.build.heights import shape_height
from mockgen.build.model import (
    ArrayShape,
    CheckedShape,
    Definition,
    Model,
    NamedShape,
    NeverShape,
    NullableShape,
    ObjectShape,
    Shape,
    UnionShape,
)
from mockgen.build.operations import OperationPlan
from mockgen.diagnostics import Diagnostic, Location, Severity
from mockgen.spec.document import Document
from mockgen.spec.pointers import escape


class Findings:
    """Finds in one model what fakes cannot be made of.

    Args:
        document: which says where its components stand.
        model: its schemas, resolved.
        file: what messages call the spec; the line is for whoever has the file.
    """

    def __init__(self, document: Document, model: Model, file: str):
        self._document = document
        self._model = model
        self._heights = {name: definition.height for name, definition in model.definitions.items()}
        self._file = file

    def all(self, plans: Iterable[OperationPlan]) -> Iterator[Diagnostic]:
        """Yield what is told of schemas, of properties that are left out, and of places in operations."""
        for definition in self._model.definitions.values():
            if definition.height is None:
                message = f"no value satisfies the schema {definition.title!r}: {self._reason(definition.shape)}"
                yield self._warning(message, self._pointer(definition.component))
        for loss in self._model.losses:
            message = (
                f"no value satisfies the property {loss.wire_name!r} of {loss.title!r}, fakes do without: {loss.reason}"
            )
            yield self._warning(message, self._pointer(loss.component))
        for plan in plans:
            yield from self._of_operation(plan)

    def _of_operation(self, plan: OperationPlan) -> Iterator[Diagnostic]:
        """Yield what is told of schemas that stand in an operation itself."""
        key, at = plan.operation.key, f"/paths/{escape(plan.operation.path)}/{plan.operation.method}"
        places = [(f"the parameter {each.parameter.name!r} of {key}", each.shape, at) for each in plan.parameters]
        if plan.body:
            places.append((f"the body of {key}", plan.body.shape, f"{at}/requestBody"))
        for answer in plan.answers:
            if answer.shape is not None:
                place = f"{at}/responses/{answer.status}"
                places.append((f"the answer {answer.status} of {key}", answer.shape, place))
        for what, shape, pointer in places:
            if not isinstance(shape, NamedShape) and shape_height(shape, self._heights) is None:
                yield self._warning(f"no value satisfies the schema of {what}: {self._reason(shape)}", pointer)

    def _reason(self, shape: Shape) -> str:
        return reason(shape, self._model.definitions)

    def _pointer(self, component: str) -> str:
        """Return where a component stands; of a view, where it is a view of."""
        name = self._document.sent_views.get(component, component)
        return self._document.places.get(name, "")

    def _warning(self, message: str, pointer: str) -> Diagnostic:
        return Diagnostic(Severity.WARNING, message, Location(self._file, pointer=pointer))


def reason(shape: Shape, definitions: Mapping[str, Definition]) -> str:
    """Return why a definition has no value: its own contradiction, or that of what it cannot do without."""
    seen = set()
    place = ""
    while True:
        if isinstance(shape, NeverShape):
            return f"{place}{shape.reason}"
        if isinstance(shape, CheckedShape) and shape.refusal:
            return f"{place}{shape.refusal}"
        if isinstance(shape, NamedShape):
            if shape.name in seen:
                return f"{place}it holds itself without end"
            seen.add(shape.name)
            shape = definitions[shape.name].shape
            continue
        inner = needed(shape, definitions)
        if inner is None:
            return f"{place}it holds itself without end"
        named, shape = inner
        place = f"{place}{named}"


def needed(shape: Shape, definitions: Mapping[str, Definition]) -> tuple[str, Shape] | None:
    """Return a part that a value cannot do without and that has no value itself, and how a reason names it."""
    known = {name: definition.height for name, definition in definitions.items()}
    if isinstance(shape, ObjectShape):
        for found in (*shape.properties, *shape.extra):
            if found.required and shape_height(found.shape, known) is None:
                return f"its required {found.wire_name!r} has no value: ", found.shape
    if isinstance(shape, UnionShape):
        return "", shape.branches[0].shape
    if isinstance(shape, (NullableShape, CheckedShape)):
        return "", shape.shape
    if isinstance(shape, ArrayShape):
        return "its items have no value: ", next(
            (sub for sub in shape.leading or shape.prefix if shape_height(sub, known) is None), shape.items
        )
    return None
