"""What generated docstrings say of an operation."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mockgen.build.operations import OperationPlan
from mockgen.names import words
from mockgen.spec.document import Operation

SENTENCE = re.compile(r"(?<=[.!?])\s")
TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]{0,200})?/?>")
TAG_AT_MARK = re.compile(rf"(?<=\(){TAG.pattern}|{TAG.pattern}(?=[,.;:!?)])")


def summary(plan: OperationPlan) -> str:
    """Return `Create a charge: ` and the operation's key, as the first line of a docstring."""
    return said_of(plan.operation, plan.name)


def said_of(operation: Operation, name: str) -> str:
    """Return what the document says of an operation in a line, else its name, and its key."""
    written = plain(operation.summary) or first_sentence(operation.description)
    said = written.rstrip(" .:;") or " ".join(words(name)).capitalize()
    return f"{said}: `{operation.key}`."


def first_sentence(text: str) -> str:
    """Return the first sentence of a description, without markup; "" where it is too long to be one."""
    sentence = SENTENCE.split(plain(text), 1)[0]
    return sentence if len(sentence) <= 160 else ""


def plain(text: str) -> str:
    """Return text on one line and without HTML tags."""
    return " ".join(TAG.sub(" ", TAG_AT_MARK.sub("", text)).split())


def listed(items: Iterable[str], last: str = "and") -> str:
    """Return `a, b and c`."""
    found = list(items)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {last} {found[-1]}"


def article(noun: str) -> str:
    """Return `an `Error`` or `a `Charge``."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} `{noun}`"
