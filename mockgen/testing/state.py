"""What a stateful mock keeps: the state of one mock, its collections, and what a test does with them."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from mockgen.testing import echoes as echoing
from mockgen.testing.merging import merged
from mockgen.testing.place import UNSET
from mockgen.testing.roles import Role
from mockgen.testing.shelves import DRAWS, Collection, Ids, Shelf, kept, text
from mockgen.testing.stubs import Answer, Call, Drawing, Planned, Stub
from mockgen.testing.turns import JSON, Turn, inner, success

if TYPE_CHECKING:
    from mockgen.testing.operation import OperationMock
    from mockgen.testing.service import ServiceMock

__all__ = ["Collection", "State", "kept"]


class State:
    """Base of the generated states: the collections of one mock.

    Attributes:
        operations: what each operation that takes part does: `{"POST /v1/charges": "creates charges"}`.
    """

    _declared: ClassVar[Mapping[str, kept]] = {}

    def __init_subclass__(cls) -> None:
        """Note the collections of a package."""
        cls._declared = {name: value for name, value in vars(cls).items() if isinstance(value, kept)}

    def __init__(self, service: ServiceMock):
        self._service = service
        self._lock = service._lock
        self._shelves = {name: Shelf(declared) for name, declared in self._declared.items()}
        self._roles: dict[str, tuple[Shelf, Role]] = {
            key: (shelf, role) for shelf in self._shelves.values() for key, role in shelf.declared.operations.items()
        }

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> NoReturn:
            """Say which collections there are; only asked for a name that is none."""
            near = difflib.get_close_matches(name, self._declared, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            known = ", ".join(self._declared) or "none"
            raise AttributeError(f"there is no collection {name} but {known}{hint}")

    def __repr__(self) -> str:
        """Return how many objects each collection has."""
        counts = ", ".join(f"{name} {len(shelf.objects)}" for name, shelf in self._shelves.items())
        return f"<{type(self).__name__}: {counts}>"

    @property
    def operations(self) -> dict[str, str]:
        """What each operation that takes part does, by its key."""
        return {key: f"{role.verb} {shelf.declared.name}" for key, (shelf, role) in self._roles.items()}

    def clear(self) -> None:
        """Forget all objects."""
        with self._lock:
            for shelf in self._shelves.values():
                shelf.objects.clear()
                shelf.replies.clear()

    def takes_part(self, key: str) -> bool:
        """Tell whether an operation answers from what is kept.

        Those of a collection that no operation can fill do once the test has put an object in.
        """
        return key in self._roles and self._roles[key][0].is_open

    # -- answers --------------------------------------------------------------------------

    def answered(
        self,
        operation: OperationMock,
        call: Call,
        planned: Planned | None,
        stub: Stub[Any] | None,
    ) -> Planned:
        """Return what is answered, and keep what it changes.

        Args:
            operation: one that takes part.
            call: the call.
            planned: what the test plans for it, None where it plans nothing. A fault changes nothing.
            stub: the plan.
        """
        with self._lock:
            turn = Turn(self, operation, *self._roles[operation.key], call)
            if planned is None:
                return turn.answered()
            if isinstance(planned, Answer) and 200 <= planned.status < 300:
                return turn.followed(planned, stub is not None and stub._drawing == Drawing())
            return planned

    # -- what a test asks for -------------------------------------------------------------

    def _operation(self, key: str) -> OperationMock:
        found: OperationMock = self._service.operations[key]
        return found

    def _at(self, shelf: Shelf) -> str:
        """Return where the operation that shows one object has it in its answer."""
        return str(getattr(shelf.declared.operations.get(shelf.declared.fakes), "at", "") or "")

    def _faked(self, shelf: Shelf, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return a valid object with these fields."""
        operation, at = self._operation(shelf.declared.fakes), self._at(shelf)
        shelf.drawn += 1
        seed = f"{self._service._planned_seed(None)}/state/{shelf.drawn}"
        given = {at: dict(fields)} if at else dict(fields)
        answer = operation._answer(success(operation), UNSET, given, {}, drawing=Drawing(seed=seed))
        found: dict[str, Any] = inner(answer.body, at)
        return found

    def _add(self, shelf: Shelf, scope: Ids, fields: Mapping[str, Any]) -> dict[str, Any]:
        key, name = shelf.declared.key, shelf.declared.name
        with self._lock:
            self._hold_scope(shelf, scope)
            for _ in range(DRAWS):
                found = self._faked(shelf, fields)
                if (*scope, text(found[key])) not in shelf.objects:
                    break
            else:
                raise ValueError(f"{name} has {found[key]!r} already")
            shelf.is_used = True
            shelf.objects[*scope, text(found[key])] = found
            return copy.deepcopy(found)

    def _hold_scope(self, shelf: Shelf, scope: Ids) -> None:
        """Fail where there is no object to stand within."""
        outer = self._shelves.get(shelf.declared.within)
        ids = scope[: len(outer.declared.variables)] if outer else ()
        if outer is not None and outer.is_open and ids not in outer.objects:
            name, key = outer.declared.name, outer.declared.key
            raise ValueError(f"{name} has no {ids[-1]}: put it in first, by state.{name}.add({key}=…)")

    def _change(self, shelf: Shelf, ids: Ids, fields: Mapping[str, Any]) -> dict[str, Any]:
        with self._lock:
            operation, at = self._operation(shelf.declared.fakes), self._at(shelf)
            changed = merged(shelf.objects[ids], fields)
            operation._answer(success(operation), echoing.put({}, at, changed) if at else changed, {}, {})
            if text(changed[shelf.declared.key]) != ids[-1]:
                raise ValueError(f"{shelf.declared.key} identifies the object and stays as it is")
            shelf.objects[ids] = changed
            return copy.deepcopy(changed)

    def _remove(self, shelf: Shelf, ids: Ids) -> None:
        """Take an object out, and all that stands within it."""
        with self._lock:
            del shelf.objects[ids]
            for inner in self._shelves.values():
                if inner.declared.within == shelf.declared.name:
                    for found in [found for found in inner.objects if found[: len(ids)] == ids]:
                        self._remove(inner, found)

    def _record(self, shelf: Shelf, found: dict[str, Any]) -> Any:
        operation, at = self._operation(shelf.declared.fakes), self._at(shelf)
        answer = Answer(success(operation), JSON, echoing.put({}, at, found) if at else found)
        return self._service._read(operation, answer)
