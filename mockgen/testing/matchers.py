"""Conditions of a plan: which calls it answers, by what they send.

A matcher is held against the operation where it is planned: a name that the operation does not have, or a value that
it never accepts, could match nothing.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockgen.diagnostics import did_you_mean
from mockgen.testing.contract import OperationContract
from mockgen.testing.differences import Difference, Expected, compared, text
from mockgen.testing.place import UNSET
from mockgen.testing.stubs import Call
from mockgen.testing.undeclared import similar
from mockgen.testing.violations import place_of, shown

Predicate = Callable[[Call], object]


@dataclasses.dataclass(frozen=True)
class Matcher:
    """What a call must send; what is not said may be anything.

    Attributes:
        predicate: is asked last.
        path: values by wire name, as their schemas type them; query: alike.
        headers: texts by name, whatever its case.
        body: a part of it is enough; a list must be whole.
    """

    predicate: Predicate | None = None
    path: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    query: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    body: Any = UNSET

    def check(self, contract: OperationContract, name: str) -> None:
        """Hold it against the operation.

        Raises:
            TypeError: it is empty, or no call can match it; all reasons are told.
        """
        if self == Matcher():
            raise TypeError("when() takes what a call must send")
        found = list(self._complaints(contract))
        if found:
            raise TypeError(f"no call of {name} can match this: {'; '.join(found)}")

    def _complaints(self, contract: OperationContract) -> Iterator[str]:
        """Yield why no call of the operation can match."""
        for location, wanted in (("path", self.path), ("query", self.query)):
            known = contract.request_side.parameters(location)
            for name, value in wanted.items():
                if name not in known:
                    yield f"it has no {location} parameter {shown(name)}{hint(did_you_mean(name, known))}"
                elif not isinstance(value, dict) and not contract.is_valid(known[name], value):
                    yield f"its {location} parameter {shown(name)} is never {shown(value, name)}"
        yield from self._header_complaints(contract)
        if self.body is not UNSET and "requestBody" not in contract.node:
            yield "it takes no body"
        elif self.body is not UNSET:
            for extra in contract.request_side.unknown(self.body):
                place = place_of("body", extra.path)
                near = f'did you mean "{extra.suggestion}"?' if extra.suggestion else ""
                yield f"{place} is not declared{hint(near)}"

    def _header_complaints(self, contract: OperationContract) -> Iterator[str]:
        """Yield the headers that were meant to be others; one that nobody declares may be sent all the same."""
        known = list(contract.request_side.parameters("header"))
        lower = {name.lower() for name in known}
        for name in self.headers:
            near = similar(name, known)
            if name.lower() not in lower and near:
                yield f'it has no header {shown(name)}; did you mean "{near}"?'

    def differences(self, call: Call) -> list[Difference]:
        """Return where a call is not what it asks for; the predicate is asked where nothing else differs."""
        found = Expected(query=self.query, headers=self.headers, path=self.path).differences(call)
        if self.body is not UNSET:
            found += compared(self.body, call.sent.body, "body", ())
        if not found and self.predicate is not None and not self.predicate(call):
            found.append(Difference("call", True, False))
        return found


def hint(text: str) -> str:
    """Return a hint for the end of a sentence, "" for none."""
    return f"; {text}" if text else ""


def told(difference: Difference) -> str:
    """Return a difference for a reader: `path.charge_id expected "ch_1", sent "ch_2"`."""
    if difference.place == "call":
        return "its predicate says no"
    expected, actual = (text(value, difference.place) for value in (difference.expected, difference.actual))
    return f"{difference.place} expected {expected}, sent {actual}"
