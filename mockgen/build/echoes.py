"""What of a request shows in the answer: `{"id": "path.charge_id", "amount": "body.amount"}`.

Decided by names and types: a field of the same wire name and a compatible type, and the identifier of the answered
object where the path ends with it. Whether a value may stand there is for the contract to say when the call is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mockgen.build.coherence import Siblings, relations
from mockgen.build.factories import singular
from mockgen.build.last_pages import is_mark
from mockgen.build.meaning import meanings
from mockgen.build.media import FORMS, MediaKind
from mockgen.build.model import (
    ArrayShape,
    Definition,
    EnumShape,
    MapShape,
    NullableShape,
    ObjectShape,
    Property,
    ScalarShape,
    Shape,
)
from mockgen.build.operations import OperationPlan, ParameterPlan, success_statuses
from mockgen.build.pagination import CURSORS, NUMBERS, OFFSETS, PAGES, TOTALS, opened, owner, squeezed
from mockgen.names import words

IDENTIFIERS = ("id", "uuid", "guid", "gid", "uid", "identifier")
LOCATIONS = ("path", "query")


class Echoes:
    """Finds what operations show of their requests.

    Args:
        definitions: by name.
        plans: all operations.
    """

    def __init__(self, definitions: Mapping[str, Definition], plans: Sequence[OperationPlan]):
        self._definitions = definitions
        self._resources = {
            plan.operation.path: name
            for plan in plans
            if plan.operation.method == "get" and (name := self._name(self._answered(plan)))
        }

    def of(self, plan: OperationPlan) -> dict[str, str]:
        """Return places of the request by the places of the answer where they show."""
        body = self._answered(plan)
        envelope, answered = self.unwrapped(body) if body is not None else ("", None)
        if answered is None:
            return {}
        found: dict[str, str] = {}
        for name, source in (*self._sent(plan, answered), *self._parameters(plan, answered, body)):
            found.setdefault(f"{envelope}{name}", source)
        order = [f"{envelope}{each.wire_name}" for each in answered.properties]
        return {place: found[place] for place in order if place in found}

    def moving(self, plan: OperationPlan, echoes: Mapping[str, str]) -> tuple[str, ...]:
        """Return those places of the answer with which other fields of it have to agree."""
        body = self._answered(plan)
        envelope, answered = self.unwrapped(body) if body is not None and echoes else ("", None)
        if answered is None:
            return ()
        related = relations(Siblings(answered, meanings(answered, ""), self._definitions))
        sources = {f"{envelope}{name}" for relation in related.values() for name in relation.siblings}
        return tuple(place for place in echoes if place in sources)

    # -- the answer -----------------------------------------------------------------------

    def _answered(self, plan: OperationPlan) -> Shape | None:
        """Return the body of the success that is answered by default, where it is JSON."""
        success = success_statuses(plan)
        answer = plan.primary(success[0]) if success else None
        return answer.shape if answer is not None and answer.kind is MediaKind.JSON else None

    def _name(self, shape: Shape | None) -> str:
        named = owner(shape, self._definitions) if shape is not None else None
        return named.name if named is not None else ""

    def unwrapped(self, shape: Shape) -> tuple[str, ObjectShape | None]:
        """Return the object that a body is, or that stands in it alone, and the way to it: `data.`."""
        inner = opened(shape, self._definitions)
        if not isinstance(inner, ObjectShape):
            return "", None
        objects = [
            (found, found_inner)
            for found in inner.properties
            if isinstance(found_inner := opened(found.shape, self._definitions), ObjectShape)
        ]
        plain = any(isinstance(opened(f.shape, self._definitions), (ScalarShape, EnumShape)) for f in inner.properties)
        if len(objects) == 1 and not plain and "." not in objects[0][0].wire_name:
            return f"{objects[0][0].wire_name}.", objects[0][1]
        return "", inner

    # -- the request ----------------------------------------------------------------------

    def _sent(self, plan: OperationPlan, answered: ObjectShape) -> Iterator[tuple[str, str]]:
        """Yield the fields of the body that the answer has too."""
        body = plan.body
        if body is None or not (body.kind is MediaKind.JSON or body.kind in FORMS):
            return
        inner = opened(body.shape, self._definitions)
        envelope, unwrapped = self.unwrapped(body.shape)
        if unwrapped is not None and len(getattr(inner, "properties", ())) == 1:
            inner = unwrapped
        else:
            envelope = ""
        sent = {found.wire_name: found.shape for found in getattr(inner, "properties", ()) if not found.write_only}
        for found in self._fields(answered):
            if found.wire_name in sent and self.fits(sent[found.wire_name], found.shape):
                yield found.wire_name, f"body.{envelope}{found.wire_name}"

    def _parameters(self, plan: OperationPlan, answered: ObjectShape, body: Shape | None) -> Iterator[tuple[str, str]]:
        """Yield the parameters that the answer has too, and the identifier in the path."""
        known = {found.wire_name: found for found in self._fields(answered)}
        for location in LOCATIONS:
            for each in plan.located(location):
                name = each.parameter.name
                found = self.meant(each, known) if location == "path" else known.get(name)
                may_show = location == "path" or self._may_show(name, known)
                if found and may_show and self.fits(each.shape, found.shape):
                    yield found.wire_name, f"{location}.{name}"
        last = self._identified(plan, body)
        own = known.get("id") or next((known[name] for name in IDENTIFIERS if name in known), None)
        if last and own and last.parameter.name not in known and self.fits(last.shape, own.shape):
            yield own.wire_name, f"path.{last.parameter.name}"

    def _fields(self, answered: ObjectShape) -> Iterator[Property]:
        return (found for found in answered.properties if "." not in found.wire_name and found.possible)

    def meant(self, each: ParameterPlan, known: Mapping[str, Property]) -> Property | None:
        """Return the field that a parameter of the path gives: of its name, or called like what it identifies."""
        return known.get(each.parameter.name) or self._short(each, known)

    def _short(self, each: ParameterPlan, known: Mapping[str, Property]) -> Property | None:
        """Return the field that is called like what a parameter identifies, of the same schema: `charge`."""
        parts = words(each.parameter.name)
        found = known.get("_".join(parts[:-1])) if len(parts) > 1 and parts[-1] in IDENTIFIERS else None
        return found if found is not None and self._name(found.shape) and found.shape == each.shape else None

    def _may_show(self, name: str, known: Mapping[str, Property]) -> bool:
        """Tell whether a parameter of the query means what the field of its name does: a cursor leads elsewhere."""
        counted = any(squeezed(other) in PAGES | TOTALS for other in known)
        numbers = counted and squeezed(name) in NUMBERS | OFFSETS
        return not (is_mark(name) or squeezed(name) in CURSORS - {"page", "position"} or numbers)

    def _identified(self, plan: OperationPlan, body: Shape | None) -> ParameterPlan | None:
        """Return the path parameter that identifies the answered object."""
        parts = plan.operation.path.rstrip("/").split("/")
        while parts and not parts[-1].startswith("{"):
            parts.pop()
        path = "/".join(parts)
        if not path or not parts[-1].endswith("}"):
            return None
        same = self._name(body) and self._resources.get(path) == self._name(body)
        if path != plan.operation.path.rstrip("/") and not same:
            return None
        name = parts[-1][1:-1]
        if not (words(name)[-1:] and words(name)[-1] in IDENTIFIERS) and name != singular("".join(parts[-2:-1])):
            return None
        return next((each for each in plan.located("path") if each.parameter.name == name), None)

    # -- types ----------------------------------------------------------------------------

    def fits(self, sent: Shape, answered: Shape) -> bool:
        """Tell whether what is sent may stand in the answer, as far as types tell."""
        sent, answered = _bare(sent), _bare(answered)
        if sent == answered:
            return True
        sent, answered = opened(sent, self._definitions), opened(answered, self._definitions)
        if isinstance(sent, ArrayShape) and isinstance(answered, ArrayShape):
            return self.fits(sent.items, answered.items)
        if isinstance(sent, MapShape) and isinstance(answered, MapShape):
            return self.fits(sent.values, answered.values)
        kinds = _kinds(sent)
        return bool(kinds) and kinds <= _kinds(answered)


def _bare(shape: Shape) -> Shape:
    return shape.shape if isinstance(shape, NullableShape) else shape


def _kinds(shape: Shape) -> frozenset[str]:
    """Return the JSON types of a plain shape; a number may be whole."""
    if isinstance(shape, ScalarShape):
        return frozenset(("integer", "number") if shape.kind == "number" else (shape.kind,))
    if isinstance(shape, EnumShape):
        return frozenset("string" if isinstance(value, str) else type(value).__name__ for value in shape.values)
    return frozenset()
