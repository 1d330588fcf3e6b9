"""`testing/examples.json`: the document's own examples of answers, one line each, by the names that tests use."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

from mockgen.build.contract import line
from mockgen.build.media import MediaKind
from mockgen.build.operations import OperationPlan, success_statuses
from mockgen.spec.document import Example

READABLE = (MediaKind.JSON, MediaKind.STREAM, MediaKind.TEXT)


@dataclasses.dataclass(frozen=True)
class Shown:
    """An example of one operation's answer, by the name that a test calls it by."""

    name: str
    status: str
    media_type: str
    example: Example


def shown(plan: OperationPlan) -> tuple[Shown, ...]:
    """Return the examples of an operation, of the media type that the client reads, those of success first.

    One whose name another status has taken is called by its status too: `404 example`.
    """
    success = success_statuses(plan)
    others = (answer.status for answer in plan.answers if answer.status not in success)
    found: dict[str, Shown] = {}
    for status in dict.fromkeys((*success, *others)):
        answer = plan.primary(status)
        if answer.media is None or answer.kind not in READABLE:
            continue
        for example in answer.media.examples:
            name = example.name if example.name not in found else f"{status} {example.name}"
            found.setdefault(name, Shown(name, status, answer.media.name, example))
    return tuple(found.values())


def examples_text(plans: Iterable[OperationPlan]) -> str:
    """Return the file's text, "" where no document shows anything; a value that stands twice is written once."""
    lines = [f"{line(key)}: {line(node)}" for key, node in _entries(plans)]
    return "{\n" + ",\n".join(lines) + "\n}\n" if lines else ""


def _entries(plans: Iterable[OperationPlan]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each example by its operation and name: where it is answered, and its value or what is wrong with it."""
    written: dict[str, str] = {}
    for plan in plans:
        for each in shown(plan):
            key = f"{plan.operation.key} {each.name}"
            node: dict[str, Any] = {"status": each.status, "media_type": each.media_type}
            if each.example.problem:
                yield key, {**node, "problem": each.example.problem}
                continue
            value = line(each.example.value)
            first = written.setdefault(value, key)
            yield key, {**node, "same": first} if first != key else {**node, "value": each.example.value}
