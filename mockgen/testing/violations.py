"""What a reader is told when a request or an answer breaks the contract.

A problem names a place and says in one sentence what is wrong there; a violation is an assertion
error that lists the problems of one call, in aligned columns, and the line of the user's code that
caused it. Values are shown as JSON, shortened, without control characters, and masked where a name
says that they are secret.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable
from typing import Any

from mockgen.diagnostics import printable

LONGEST = 60
WIDEST_PLACE = 44
MASK = "***"
SECRET = re.compile(
    r"passw|passphrase|secret|token|api_?-?key|authori[sz]ation|cookie|credential|private_?-?key",
    re.IGNORECASE,
)
UNDECLARED = "undeclared"  # the kind of problem with a name that nothing declares and nothing forbids
PLAIN_NAME = re.compile(r"[\w$@:+-]+")


@dataclasses.dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        place: where: `body.items[0].id`, `query.limit`, `header.X-Request-Id`, `status`, `media type`.
        message: what, in one sentence without a full stop.
        kind: what, in one word: the keyword of the schema, or `undeclared`, `undocumented`, `malformed`, `security`.
        spot: where, whatever the values are: `body.items[].id`.
    """

    place: str
    message: str
    kind: str = dataclasses.field(default="", compare=False)
    spot: str = dataclasses.field(default="", compare=False)


class ContractViolation(AssertionError):
    """The contract of the service was broken; not an error of the service or of the network.

    It derives from `AssertionError` so that neither `except RequestException` nor a retry loop
    takes it for a failed call.

    Attributes:
        operation: the name of the operation in the generated client.
        problems: what is wrong, at least one.
        caller: the line of the user's code that is at fault, as `file:line`, or "".
    """

    headline = "{operation} breaks its contract."
    footer: tuple[tuple[str, str], ...] = ()

    def __init__(self, operation: str, problems: Iterable[Problem], caller: str = ""):
        self.operation, self.problems, self.caller = operation, tuple(problems), caller
        super().__init__(self._text())

    def _text(self) -> str:
        rows = [(problem.place, problem.message) for problem in self.problems]
        if self.caller:
            rows.append(("from", self.caller))
        rows.extend(self.footer)
        width = min(max(len(printable(place)) for place, _ in rows), WIDEST_PLACE) if rows else 0
        lines = [f"  {printable(place):<{width}}   {printable(message)}" for place, message in rows]
        return "\n".join([self.headline.format(operation=self.operation), *lines])

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by what it was made of: pytest-xdist sends it between processes."""
        return type(self), (self.operation, self.problems, self.caller)


class RequestViolation(ContractViolation):
    """The code under test sent what the service does not accept."""

    headline = "{operation} does not accept this request."


class ResponseViolation(ContractViolation):
    """A test planned an answer that the service could not give."""

    headline = "{operation} could not answer this."
    footer = (("fix", '.off_contract("why") plans it all the same'),)


class WebhookViolation(ContractViolation):
    """A test made an event that the service could not send."""

    headline = "{operation} could not be sent like this."
    footer = (("fix", '.off_contract("why") sends it all the same'),)


class ContractWarning(UserWarning):
    """What would be a `ContractViolation`, where the mock or the configuration asks for a warning."""


# -- places and values ---------------------------------------------------------------------


def place_of(base: str, path: Iterable[str | int]) -> str:
    """Return a place in a value: `body`, `["items", 0, "id"]` is `body.items[0].id`."""
    text = base
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif PLAIN_NAME.fullmatch(step):
            text += f".{step}"
        else:
            text += f"[{json.dumps(step, ensure_ascii=False)}]"
    return text


def is_secret(place: str) -> bool:
    """Tell whether a name in `place` says that its value should not be seen."""
    return SECRET.search(place) is not None


def shown(value: Any, place: str = "") -> str:
    """Return `value` as JSON for a reader: on one line, short, and masked if it is secret."""
    if is_secret(place) and value is not None:
        return MASK
    text = printable(json.dumps(_masked(value), ensure_ascii=False, default=repr))
    if len(text) <= LONGEST:
        return text
    closing = text[-1] if text[-1] in '"]}' else ""
    return f"{text[: LONGEST - 2]}…{closing}"


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: MASK if is_secret(str(name)) and item is not None else _masked(item) for name, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_masked(item) for item in value]
    return value


def listed(values: Iterable[Any], most: int = 12) -> str:
    """Return values as `"eur", "usd", "gbp"`, the first `most` of them."""
    texts = [shown(value) for value in values]
    return ", ".join(texts[:most]) + (f" and {len(texts) - most} more" if len(texts) > most else "")
