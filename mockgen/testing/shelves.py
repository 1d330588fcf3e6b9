"""The objects of one collection: as a package declares it, as it is kept, and as a test sees it."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self, overload

from mockgen.testing.paths import VARIABLE, bare
from mockgen.testing.roles import Changes, Creates, Role
from mockgen.testing.stubs import Answer

if TYPE_CHECKING:
    from mockgen.testing.state import State

DRAWS = 12  # fakes that are made until one has an identifier that is free
Ids = tuple[str, ...]
"""What tells an object from all others: the variables of its path, as text."""


class kept:
    """An attribute of a package's state: a collection.

    Attributes:
        path: of one object: `/customers/{customer_id}/cards/{card_id}`.
        key: the property that has the last variable of it.
        fakes: the operation whose answer is one object.
        operations: what each operation does.
        within: the collection in whose objects this one stands, "" for none.
        name: the attribute's own.
    """

    def __init__(self, path: str, key: str, fakes: str, operations: Mapping[str, Role], within: str = ""):
        self.path, self.key, self.fakes, self.operations, self.within = path, key, fakes, operations, within
        self.variables = variables_of(path)
        self.name = ""

    def __set_name__(self, owner: type[Any], name: str) -> None:
        """Take the name of the attribute."""
        self.name = name

    @overload
    def __get__(self, state: None, owner: type[Any]) -> Self: ...
    @overload
    def __get__(self, state: State, owner: type[Any]) -> Collection: ...
    def __get__(self, state: State | None, owner: type[Any]) -> Self | Collection:
        """Return the collection of a state."""
        return self if state is None else Collection(state, state._shelves[self.name])


@dataclasses.dataclass
class Shelf:
    """What is kept of one collection.

    Attributes:
        declared: the collection.
        objects: as they travel, in the order in which they came.
        is_used: the test has put an object in; one that no operation can fill takes part from then on.
        drawn: how many fakes the test has asked for.
        replies: what was answered under an idempotency key.
    """

    declared: kept
    objects: dict[Ids, dict[str, Any]] = dataclasses.field(default_factory=dict)
    is_used: bool = False
    drawn: int = 0
    replies: dict[tuple[str, str] | None, Answer] = dataclasses.field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether operations answer from it: objects can come in, or the test has put one in."""
        roles = self.declared.operations.values()
        return self.is_used or any(isinstance(r, Creates) or (isinstance(r, Changes) and r.creates) for r in roles)


class Collection(Mapping[Any, dict[str, Any]]):
    """The objects of a collection by identifier, each as it travels: `payments.state.charges["ch_1"]["amount"]`.

    What is given out is a copy: `add`, `change` and `remove` change the collection.
    """

    def __init__(self, state: State, shelf: Shelf, scope: Ids = ()):
        self._state, self._shelf, self._scope = state, shelf, scope

    def __repr__(self) -> str:
        """Return the name and the identifiers."""
        return f"<{self._shelf.declared.name}: {', '.join(map(str, self)) or 'empty'}>"

    def __getitem__(self, identifier: Any) -> dict[str, Any]:
        """Return an object as it travels.

        Raises:
            KeyError: there is none, or there are several, in other objects.
        """
        return copy.deepcopy(self._shelf.objects[self._ids(identifier)])

    def __iter__(self) -> Iterator[Any]:
        """Iterate over the identifiers, in the order in which the objects came."""
        with self._state._lock:
            return iter(
                [found[self._shelf.declared.key] for ids, found in self._shelf.objects.items() if self._has(ids)]
            )

    def __len__(self) -> int:
        """Return how many there are."""
        with self._state._lock:
            return sum(map(self._has, self._shelf.objects))

    def within(self, *identifiers: Any) -> Collection:
        """Return the part of the collection in an object: `state.cards.within("cus_1")`."""
        wanted = len(self._shelf.declared.variables) - 1
        scope = (*self._scope, *map(text, identifiers))
        if len(scope) > wanted:
            raise TypeError(f"{self._shelf.declared.path} stands within {wanted} objects, not {len(scope)}")
        return Collection(self._state, self._shelf, scope)

    def add(self, **fields: Any) -> dict[str, Any]:
        """Put an object in: a valid fake with these fields; return it.

        Raises:
            ResponseViolation: the service could not answer such an object.
            ValueError: there is one with its identifier.
            TypeError: it stands within an object, and nothing says which.
        """
        return self._state._add(self._shelf, self._whole_scope(fields), fields)

    def change(self, identifier: Any, **fields: Any) -> dict[str, Any]:
        """Replace fields of an object, deeply, as if the service had done so; return it.

        Raises:
            KeyError: there is none.
            ResponseViolation: the service could not answer such an object.
        """
        return self._state._change(self._shelf, self._ids(identifier), fields)

    def remove(self, identifier: Any) -> None:
        """Take an object out, and what stands within it.

        Raises:
            KeyError: there is none.
        """
        self._state._remove(self._shelf, self._ids(identifier))

    def record(self, identifier: Any) -> Any:
        """Return an object as the client reads it.

        Raises:
            KeyError: there is none.
        """
        return self._state._record(self._shelf, self[identifier])

    def _has(self, ids: Ids) -> bool:
        return ids[: len(self._scope)] == self._scope

    def _ids(self, identifier: Any) -> Ids:
        found = [ids for ids in list(self._shelf.objects) if self._has(ids) and ids[-1] == text(identifier)]
        name = self._shelf.declared.name
        if not found:
            raise KeyError(f"{name} has no {text(identifier)}; it has {', '.join(map(str, self)) or 'none'}")
        if len(found) > 1:
            raise KeyError(f"{name} has several {text(identifier)}: say which by state.{name}.within(…)")
        return found[0]

    def _whole_scope(self, fields: Mapping[str, Any]) -> Ids:
        """Return within what an object stands: what was said, else what its fields of the same names say."""
        scope = self._scope
        for name in self._shelf.declared.variables[len(scope) : -1]:
            if name not in fields or name == self._shelf.declared.key:
                place = f"state.{self._shelf.declared.name}.within(…).add(…)"
                raise TypeError(f"an object of {self._shelf.declared.path} stands within another: {place}")
            scope = (*scope, text(fields[name]))
        return scope


def variables_of(path: str) -> tuple[str, ...]:
    """Return the variables of a path template, in order."""
    return tuple(bare(name) for name in VARIABLE.findall(path))


def text(identifier: Any) -> str:
    """Return an identifier as text, as it stands in a path."""
    return str(identifier)
