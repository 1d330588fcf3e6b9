"""What an operation answers from what is kept, and what it changes.

An answer is made of what is kept and is held against the contract like any other. Where the contract of an operation
does not allow an object as another operation has left it, the answer shows as much of the object as it may.
"""

from __future__ import annotations

import copy
import dataclasses
import importlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mockgen.testing import echoes as echoing
from mockgen.testing.hostile import Profile
from mockgen.testing.merging import merged, overlaid, without
from mockgen.testing.place import UNSET
from mockgen.testing.roles import Changes, Creates, Deletes, Lists, Role
from mockgen.testing.sent import SentValues
from mockgen.testing.shelves import DRAWS, Ids, Shelf, text, variables_of
from mockgen.testing.slicing import sliced, url_of
from mockgen.testing.stubs import Answer, Call
from mockgen.testing.violations import ResponseViolation

if TYPE_CHECKING:
    from mockgen.testing.operation import OperationMock
    from mockgen.testing.state import State

NOT_FOUND = 404
CONFLICT = 409
CREATED = 201
JSON = "application/json"
ANOTHER = 1_000_000  # far from any number of calls: what is drawn again is no other call's fake


class StateViolation(ResponseViolation):
    """The contract of an operation does not allow what follows from what is kept."""

    headline = "{operation} could not answer what the state keeps."
    footer = (("fix", "plan this answer, or put other objects into the state"),)


@dataclasses.dataclass
class Turn:
    """One call of an operation that takes part."""

    state: State
    operation: OperationMock
    shelf: Shelf
    role: Role
    call: Call

    @property
    def sent(self) -> SentValues:
        """What the call sends."""
        return self.call.sent

    @property
    def variables(self) -> Ids:
        """What stands for the variables of the path."""
        names = variables_of(self.operation.key.partition(" ")[2])
        return tuple(text(self.sent.path.get(name, "")) for name in names)

    @property
    def ids(self) -> Ids:
        """What tells the object of this call from all others."""
        return self.variables[: len(self.shelf.declared.variables)]

    @property
    def scope(self) -> Ids:
        """Within what a new object stands."""
        return self.variables[: len(self.shelf.declared.variables) - 1]

    @property
    def key(self) -> str:
        """The property that identifies an object."""
        return self.shelf.declared.key

    def fields(self) -> dict[str, Any]:
        """Return the fields that the request sends."""
        return fields_of(self.sent, self.state._at(self.shelf) or self.role.at or "")

    def answered(self) -> Answer:
        """Return what the service answers.

        Raises:
            StateViolation: the contract allows no such answer.
        """
        try:
            return self.answer()
        except ResponseViolation as refused:
            raise StateViolation(refused.operation, refused.problems, refused.caller) from None

    def answer(self) -> Answer:
        """Return the answer of each role."""
        if isinstance(self.role, Creates):
            return self.created()
        if isinstance(self.role, Lists):
            return self.missing() if self.is_nowhere() else self.listed(self.role)
        if self.ids not in self.shelf.objects:
            adds = isinstance(self.role, Changes) and self.role.creates and not self.is_nowhere()
            return self.put() if adds else self.missing()
        if isinstance(self.role, Deletes):
            return self.deleted(self.role)
        if isinstance(self.role, Changes):
            return self.showing(self.change(self.role.is_whole), self.role.at)
        return self.showing(self.shelf.objects[self.ids], self.role.at)

    def missing(self) -> Answer:
        """Return what is answered where there is no such object."""
        return self.operation._answer(NOT_FOUND, UNSET, {}, {})

    def is_nowhere(self) -> bool:
        """Tell whether the path begins with an object that there is not."""
        outer = self.state._shelves.get(getattr(self.role, "within", ""))
        if outer is None or not outer.is_open:
            return False
        return self.variables[: len(outer.declared.variables)] not in outer.objects

    # -- one object -----------------------------------------------------------------------

    def created(self) -> Answer:
        """Add an object: the fake that auto mode answers, under an identifier that is free."""
        if self.is_nowhere():
            return self.missing()
        if self.idempotency_key in self.shelf.replies:
            return self.shelf.replies[self.idempotency_key]
        answer = self.fresh()
        found = inner(answer.body, self.role.at or "")
        ids = (*self.scope, text(found[self.key]))
        if ids in self.shelf.objects and str(CONFLICT) in self.operation._statuses():
            return self.operation._answer(CONFLICT, UNSET, {}, {})
        answer, found = self.with_nested(answer, found)
        self.keep(ids, found)
        if self.idempotency_key:
            self.shelf.replies[self.idempotency_key] = answer
        return answer

    def fresh(self) -> Answer:
        """Return a fake whose object has an identifier that is free, or that the request asks for.

        Raises:
            AssertionError: the document leaves too few of them, or answers another object.
        """
        count = len(self.operation.calls)
        for draw in range(DRAWS):
            answer = self.operation.shown_to(self.operation.automatic(count + draw * ANOTHER), self.sent)
            found = inner(answer.body, self.role.at or "")
            name = found.get(self.key) if isinstance(found, Mapping) else None
            is_free = name is not None and (*self.scope, text(name)) not in self.shelf.objects
            if is_free or (name is not None and self.fields().get(self.key) == name):
                return answer
        collection = self.shelf.declared.name
        raise AssertionError(f"{self.operation.method} can make no {self.key} that {collection} does not have already")

    @property
    def idempotency_key(self) -> tuple[str, str] | None:
        """What makes a second request the same as the first, None where nothing does."""
        client = importlib.import_module(f"{self.state._service._package}.client")
        header = getattr(client, self.operation.method.upper()).idempotency_header
        key = self.call.request.headers.get(header) if header else None
        return (self.operation.key, text(key)) if key else None

    def with_nested(self, answer: Answer, found: dict[str, Any]) -> tuple[Answer, dict[str, Any]]:
        """Return an answer and its object with the fields that were sent at a place; echoes are of others."""
        at = self.role.at or ""
        if self.fields() == fields_of(self.sent, ""):
            return answer, found
        fields = {name: value for name, value in self.fields().items() if name != self.key}
        shown = overlaid(found, fields, lambda value: self.is_allowed(self.operation, at, value, answer.status))
        return dataclasses.replace(answer, body={**answer.body, at: shown} if at else shown), shown

    def keep(self, ids: Ids, found: Mapping[str, Any]) -> None:
        """Keep an object that an operation answered; one that shows less than the whole is completed."""
        fakes = self.state._operation(self.shelf.declared.fakes)
        whole = dict(found)
        if not self.is_allowed(fakes, self.state._at(self.shelf), whole):
            drawn = self.state._faked(self.shelf, {})
            whole = overlaid(drawn, {**self.fields(), **found}, self.allowed())
        self.shelf.objects[ids] = copy.deepcopy(whole)

    def put(self) -> Answer:
        """Add an object where PUT found none."""
        made = {**self.state._faked(self.shelf, {})}
        made = overlaid(made, {**self.fields(), self.key: self.sent.path[self.last_variable]}, self.allowed())
        self.shelf.objects[self.ids] = made
        status = CREATED if str(CREATED) in self.operation._statuses() else success(self.operation)
        return self.showing(made, self.role.at, status)

    @property
    def last_variable(self) -> str:
        """The parameter that identifies the object of this call."""
        return variables_of(self.operation.key.partition(" ")[2])[len(self.shelf.declared.variables) - 1]

    def change(self, is_whole: bool) -> dict[str, Any]:
        """Change an object by what was sent, as far as the contract allows; return it."""
        found, fields = self.shelf.objects[self.ids], self.fields()
        fields.pop(self.key, None)
        if is_whole:
            found = without(found, self.unsent(fields), self.allowed())
        else:
            fields = {name: merged(found.get(name), value) for name, value in fields.items()}
        self.shelf.objects[self.ids] = found = overlaid(found, fields, self.allowed())
        return found

    def unsent(self, fields: Mapping[str, Any]) -> list[str]:
        """Return the properties that the request could have sent and did not."""
        content = self.operation.contract.node.get("requestBody", {}).get("content", {})
        shapes = self.state._service._contract.kit.shapes
        schemas = [media["schema"] for media in content.values() if media.get("schema")]
        names = [name for schema in schemas for name in shapes.of(schema).names]
        if self.fields() != fields_of(self.sent, ""):
            names = []  # they stand deeper; what is sent replaces what it names
        return [name for name in names if name not in fields and name != self.key]

    def deleted(self, role: Deletes) -> Answer:
        """Remove an object; the answer may show it a last time."""
        found = self.shelf.objects[self.ids]
        self.state._remove(self.shelf, self.ids)
        return self.showing(found, role.at)

    def showing(self, found: dict[str, Any], at: str | None, status: int = 0) -> Answer:
        """Return an answer that shows an object, or the automatic one where it shows none."""
        status = status or success(self.operation)
        if at is None:
            return self.operation.shown_to(self.operation.automatic(len(self.operation.calls)), self.sent)
        body = {at: found} if at else found
        if not self.is_allowed(self.operation, at, found, status):
            body = self.fitted(status, at, found)
        return self.operation._answer(status, body, {}, {})

    def fitted(self, status: int, at: str, found: dict[str, Any]) -> Any:
        """Return a body with as much of an object as the contract of this operation allows."""
        drawn = self.drawn(status, {at: {}} if at else {})
        faked = inner(drawn, at)

        def allows(value: Any) -> bool:
            return self.is_allowed(self.operation, at, value, status, drawn)

        shown = overlaid(faked, found, allows) if isinstance(faked, dict) else found
        return {**drawn, at: shown} if at else shown

    def drawn(self, status: int, overrides: Mapping[str, Any], profile: Profile = "minimal") -> Any:
        """Return a fake body, the same whenever it is drawn for this path."""
        documented = self.operation._documented(str(status))
        media_type = self.operation._media_type(documented, None)
        seed = f"{self.state._service._planned_seed(None)}/state/{'/'.join(self.variables)}"
        return self.operation._drawn_body(documented, str(media_type), seed, profile, overrides)

    # -- lists ----------------------------------------------------------------------------

    def listed(self, role: Lists) -> Answer:
        """Answer the objects that the request asks for, or a page of them."""
        scope = self.scope
        found = [value for ids, value in self.shelf.objects.items() if ids[: len(scope)] == scope]
        page = sliced(role, [value for value in found if self.is_wanted(role, value)], self.key, self.sent)
        status = success(self.operation)
        body = self.listing(role, page.items, status)
        facts = dict(page.facts)
        headers = {}
        if page.following is not None and role.pages is not None:
            facts["url"] = url_of(self.call.request.url or "", role.pages.parameter, page.following)
            if role.pages.is_linked:
                headers["Link"] = f'<{facts["url"]}>; rel="next"'
        for place, word in role.marks.items():
            if word in facts:
                tried = echoing.put(body, place, facts[word])
                body = tried if self.is_body(status, tried) else body
        return self.operation._answer(status, body, {}, headers)

    def is_wanted(self, role: Lists, value: Mapping[str, Any]) -> bool:
        """Tell whether an object is one that the request asks for."""
        for name, place in role.filters.items():
            wanted = self.sent.parameter(place)
            if wanted is not UNSET and value.get(name) not in (wanted if isinstance(wanted, list) else [wanted]):
                return False
        return True

    def listing(self, role: Lists, items: list[dict[str, Any]], status: int) -> Any:
        """Return the body of a list: a last page with these items."""
        if not role.at:
            return items if self.is_body(status, items) else [self.fitted_item(role, status, each) for each in items]
        page = echoing.with_last_page(echoing.put({}, role.at, []), self.operation.last_page or {})
        body = echoing.put(self.drawn(status, page, "full"), role.at, items)
        if self.is_body(status, body):
            return body
        return echoing.put(body, role.at, [self.fitted_item(role, status, each) for each in items])

    def fitted_item(self, role: Lists, status: int, found: dict[str, Any]) -> Any:
        """Return as much of an object as a list may show."""
        drawn = self.drawn(status, {}, "full")
        fakes = echoing.at(drawn, role.at) if role.at else drawn
        faked = next((fake for fake in fakes if isinstance(fake, Mapping)), {}) if isinstance(fakes, list) else {}

        def allows(value: Any) -> bool:
            return self.is_body(status, echoing.put(drawn, role.at, [value]) if role.at else [value])

        wanted = without(faked, list(faked), allows) if allows(faked) else faked
        return overlaid(wanted, found, allows)

    # -- plans ----------------------------------------------------------------------------

    def followed(self, planned: Answer, is_plain: bool) -> Answer:
        """Keep what a planned success says; the fields of a plain fake are put upon the object that is kept."""
        if isinstance(self.role, Deletes) and self.ids in self.shelf.objects:
            self.state._remove(self.shelf, self.ids)
        at = self.role.at if isinstance(self.role, (Creates, Changes)) else None
        found = inner(planned.body, at or "")
        if at is None or not isinstance(found, Mapping) or self.key not in found:
            return planned
        if isinstance(self.role, Creates):
            if self.allowed()(found):
                self.keep((*self.scope, text(found[self.key])), found)
            return planned
        return self.rewritten(planned, at, found, is_plain)

    def rewritten(self, planned: Answer, at: str, found: Mapping[str, Any], is_plain: bool) -> Answer:
        """Return a planned change of an object, made to the object that is kept."""
        if self.ids not in self.shelf.objects:
            return planned
        if planned.kept is None or not is_plain:
            if self.allowed()(found) and text(found[self.key]) == self.ids[-1]:
                self.shelf.objects[self.ids] = dict(copy.deepcopy(found))
            return planned
        self.change(is_whole=isinstance(self.role, Changes) and self.role.is_whole)
        set_by_test = inner(planned.kept, at)
        changed = merged(self.shelf.objects[self.ids], set_by_test if isinstance(set_by_test, Mapping) else {})
        if not self.is_allowed(self.operation, at, changed, planned.status):
            return planned
        self.shelf.objects[self.ids] = changed
        return dataclasses.replace(planned, body={at: changed} if at else changed)

    # -- the contract ---------------------------------------------------------------------

    def allowed(self) -> Callable[[Any], bool]:
        """Return what tells whether an object may be kept: whether the operation that shows one could answer it."""
        fakes, at = self.state._operation(self.shelf.declared.fakes), self.state._at(self.shelf)
        return lambda value: self.is_allowed(fakes, at, value)

    def is_allowed(self, operation: OperationMock, at: str, value: Any, status: int = 0, around: Any = None) -> bool:
        """Tell whether an operation may show an object."""
        body = {**(around or {}), at: value} if at else value
        return may_answer(operation, status or success(operation), body)

    def is_body(self, status: int, body: Any) -> bool:
        """Tell whether the operation may answer a body."""
        return may_answer(self.operation, status, body)


def may_answer(operation: OperationMock, status: int, body: Any) -> bool:
    """Tell whether a contract allows a body: quickly where the answer is yes."""
    documented = operation._documented(str(status))
    media_type = operation._media_type(documented, None)
    if operation.contract.is_plainly_valid(status, media_type, body):
        return True
    problems = operation.contract.answer_problems(status, {}, media_type, body)
    return not any(problem.place.startswith("body") for problem in problems)


def success(operation: OperationMock) -> int:
    """Return the status that an operation answers by default."""
    from mockgen.testing.operation import code_of

    return code_of(operation._success()[0])


def inner(body: Any, at: str) -> Any:
    """Return the object in a body."""
    return body.get(at) if at and isinstance(body, Mapping) else body


def fields_of(sent: SentValues, at: str) -> dict[str, Any]:
    """Return the fields that a request sends; a body may hold them where answers do: `{"ticket": {…}}`."""
    body = sent.body
    if isinstance(body, Mapping) and at and isinstance(body.get(at), Mapping):
        body = body[at]
    return dict(body) if isinstance(body, Mapping) else {}
