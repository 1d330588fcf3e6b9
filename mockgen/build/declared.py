"""Pages: what the configuration declares of an operation, held against the document; else what can be found out."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from mockgen.build.last_pages import last_page
from mockgen.build.media import MediaKind
from mockgen.build.model import ArrayShape, Definition, EnumShape, NullShape, ObjectShape, ScalarShape, Shape
from mockgen.build.operations import OperationPlan, ParameterPlan, success_statuses
from mockgen.build.pagination import Found, ListPlace, Pagination, PagingPlan, Path, linked, opened, owner, paging
from mockgen.build.schemas import attributes_of
from mockgen.code import Expression
from mockgen.diagnostics import Diagnostic, Location, Severity, suggestion
from mockgen.names import pascal
from mockgen.paging import DeclaredPaging, Paging
from mockgen.spec.document import Omitted

CONFIGURATION = "pyproject.toml"


class WrongDeclaration(Exception):
    """A declaration does not fit the document; the second argument says what to do."""


@dataclasses.dataclass(frozen=True)
class Step:
    """One property on the way through a body: its owner's definition, the object that has it, its name, its shape."""

    owner: Definition | None
    object: ObjectShape
    name: str
    shape: Shape


class Pages:
    """Tells how operations give their lists.

    Args:
        definitions: by name.
        plans: all operations.
        declared: what the configuration says.
        left_out: operations that are not wanted; what is declared of them waits until they are.
    """

    def __init__(
        self,
        definitions: Mapping[str, Definition],
        plans: Sequence[OperationPlan],
        declared: Paging,
        left_out: Sequence[Omitted] = (),
    ):
        self._definitions = definitions
        self._detected = Pagination(definitions)
        self._declared = declared
        self.errors: list[Diagnostic] = []
        self._by_operation: dict[str, tuple[str, DeclaredPaging | None]] = {}
        waiting = {name for each in left_out for name in (each.operation_id, each.key)}
        for name, found in declared.operations.items():
            if key_of(name) not in waiting:
                self._assign(name, found, plans)

    def plan(self, operation: OperationPlan) -> PagingPlan | None:
        """Return the paging of an operation, None where it has none; what is wrong is noted in `errors`."""
        name, declared = self._by_operation.get(operation.operation.key, ("", None))
        if not name:
            return self._detected.plan(operation) if self._declared.detects else None
        if declared is None:
            return None
        try:
            return self._plan(operation, declared)
        except WrongDeclaration as problem:
            self._wrong(name, *problem.args)
            return None

    def place(self, operation: OperationPlan) -> Found | None:
        """Return where the list of an operation stands in its answer, None where it gives none."""
        _, declared = self._by_operation.get(operation.operation.key, ("", None))
        try:
            body = self._body(operation)[1]
            if declared is None or declared.items is None:
                return self._detected.place(body, operation)
            steps = self._steps(body, declared.items)
        except WrongDeclaration:
            return None  # `plan` notes what is wrong
        return Found(tuple(step.name for step in steps), steps[-1].shape if steps else body)

    def last_page(self, operation: OperationPlan) -> dict[str, Expression] | None:
        """Return what a page says that has none after it, by place; None for an operation that gives no pages."""
        if self.plan(operation) is None:
            return None
        _, declared = self._by_operation.get(operation.operation.key, ("", None))
        following, more = (declared.next, declared.more) if declared else ("", "")
        return last_page(self._body(operation)[1], self._definitions, following, more)

    # -- which operation ------------------------------------------------------------------

    def _assign(self, name: str, declared: DeclaredPaging | None, plans: Sequence[OperationPlan]) -> None:
        found = [plan for plan in plans if key_of(name) in (plan.operation.operation_id, plan.operation.key)]
        if not found:
            known = [known for plan in plans for known in (plan.operation.operation_id, plan.operation.key) if known]
            self._wrong(name, "the document has no such operation", suggestion(name, known))
        elif len(found) > 1:
            self._wrong(name, "several operations have this operationId", "name one by METHOD /path")
        elif found[0].operation.key in self._by_operation:
            self._wrong(name, "the operation is declared twice", "")
        else:
            self._by_operation[found[0].operation.key] = name, declared

    def _wrong(self, name: str, message: str, hint: str) -> None:
        place = f"{self._declared.place}.{name}"
        self.errors.append(Diagnostic(Severity.ERROR, f"{place}: {message}", Location(CONFIGURATION), hint))

    # -- what it says ---------------------------------------------------------------------

    def _plan(self, operation: OperationPlan, declared: DeclaredPaging) -> PagingPlan:
        context, body = self._body(operation)
        items = self._items(operation, declared, body, context)
        places = {name: self._path(body, getattr(declared, name)) for name in ("next", "more", "total")}
        marks = {name: places[name] or place for name, place in self._detected.marks(body).items()}
        if declared.style == "link":
            known = [plan for plan in operation.parameters if plan.parameter.location == "query"]
            return PagingPlan(linked(known, items.attributes, places["next"]), items, marks)
        key: Path = ()
        if declared.style == "after":
            array = opened(items.shape, self._definitions)
            key = self._path(array.items if isinstance(array, ArrayShape) else items.shape, declared.key)
        parameter = self._parameter(operation, declared.parameter)
        facts = extras(declared, {**places, "key": key})
        return PagingPlan(paging(declared.style, parameter, items.attributes, **facts), items, marks)

    def _body(self, operation: OperationPlan) -> tuple[str, Shape]:
        """Return the context and the shape of the JSON that a page is."""
        for status in success_statuses(operation):
            answer = operation.primary(status)
            if answer.kind is MediaKind.JSON and answer.shape is not None:
                return answer.context, answer.shape
        raise WrongDeclaration("the document describes no JSON that it answers", "")

    def _items(self, operation: OperationPlan, declared: DeclaredPaging, body: Shape, context: str) -> ListPlace:
        """Return the list of a page."""
        if declared.items is None:
            found = self._detected.listed(body, context, operation)
            if found is None:
                raise WrongDeclaration("which list of the answer holds the items is not plain", "declare `items`")
            return found
        steps = self._steps(body, declared.items)
        last = steps[-1] if steps else None
        shape = last.shape if last else body
        if not isinstance(opened(shape, self._definitions), ArrayShape):
            raise WrongDeclaration(f"items: {declared.items or 'the answer'!r} is no list in the document", "")
        path = ".".join(attributes_of(step.object)[step.name] for step in steps)
        if last is not None and last.owner is not None:
            context = f"{last.owner.class_name}{pascal(last.name)}"
        return ListPlace(path, tuple(step.name for step in steps), shape, context)

    def _parameter(self, operation: OperationPlan, name: str) -> ParameterPlan:
        known = [plan for plan in operation.parameters if plan.parameter.location != "path"]
        for plan in known:
            if plan.parameter.name == name:
                return plan
        hint = suggestion(name, [plan.parameter.name for plan in known])
        raise WrongDeclaration(f"parameter: the operation has no parameter {name!r}", hint)

    def _path(self, shape: Shape, place: str) -> Path:
        """Return a place as wire names; what the document does not tell of is split at its dots.

        Raises:
            WrongDeclaration: an object on the way has no such property.
        """
        known = tuple(step.name for step in self._steps(shape, place))
        rest = place[len(".".join(known)) :].lstrip(".")
        return (*known, *filter(None, rest.split(".")))

    def _steps(self, shape: Shape, place: str) -> list[Step]:
        """Return the properties on the way to a place; fewer where the document does not say what stands there.

        Raises:
            WrongDeclaration: an object on the way has no such property.
        """
        found: list[Step] = []
        names = place.split(".") if place else []
        while names:
            inner = opened(shape, self._definitions)
            if not isinstance(inner, ObjectShape):
                if isinstance(inner, (ArrayShape, ScalarShape, EnumShape, NullShape)):
                    raise WrongDeclaration(f"{place!r} leads into what is no object", "")
                return found
            known = {each.wire_name: each.shape for each in inner.properties}
            taken = next((n for n in range(len(names), 0, -1) if ".".join(names[:n]) in known), 0)
            if not taken:
                if inner.open:
                    return found
                hint = suggestion(names[0], known)
                raise WrongDeclaration(f"the answer has no property {names[0]!r} where {place!r} leads", hint)
            name = ".".join(names[:taken])
            found.append(Step(owner(shape, self._definitions), inner, name, known[name]))
            shape, names = known[name], names[taken:]
        return found


def key_of(name: str) -> str:
    """Return the key that a declaration means, its method in capitals; an operationId is its own."""
    method, space, path = name.partition(" ")
    return f"{method.upper()} {path.strip()}" if space else name


def extras(declared: DeclaredPaging, places: Mapping[str, Path]) -> dict[str, int | Path]:
    """Return the keyword arguments of a paging object that its style needs or has."""
    if declared.style == "cursor":
        return {"next": places["next"]}
    if declared.style == "after":
        return {"key": places["key"], **({"more": places["more"]} if places["more"] else {})}
    found: dict[str, int | Path] = {"first": declared.first} if declared.first != 1 else {}
    return {**found, **({"total": places["total"]} if places["total"] else {})}
