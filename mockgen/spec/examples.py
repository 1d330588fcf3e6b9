"""The document's own examples of answers, each held against its schema before anybody is served it.

The judge is not ours: `jsonschema` comes with openapi-core. It is imported where there is an example to judge.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockgen.diagnostics import Diagnostic, Location, Severity
from mockgen.spec.document import Document, Example, MediaType, Operation
from mockgen.spec.schemas import Schema

LONGEST = 120


def with_examples_judged(document: Document, locate: Callable[[str], Location]) -> Document:
    """Return a document whose examples of answers say what is wrong with them; each wrong one is a warning.

    Args:
        document: as it was normalised.
        locate: gives the place of a pointer.
    """
    judge = _Judge(document.schemas)
    operations = tuple(_judged(operation, judge) for operation in document.operations)
    wrong = {
        (example.pointer, example.name): example
        for operation in operations
        for response in operation.responses
        for media in response.content
        for example in media.examples
        if example.problem
    }
    found = tuple(
        Diagnostic(Severity.WARNING, f"the example {each.name!r} is not served: {each.problem}", locate(each.pointer))
        for each in wrong.values()
    )
    return dataclasses.replace(document, operations=operations, diagnostics=(*document.diagnostics, *found))


def _judged(operation: Operation, judge: _Judge) -> Operation:
    responses = tuple(
        dataclasses.replace(response, content=tuple(map(judge.media_type, response.content)))
        for response in operation.responses
    )
    return dataclasses.replace(operation, responses=responses)


class _Judge:
    """`jsonschema`, asked about the schemas of one document."""

    def __init__(self, schemas: Mapping[str, Schema]):
        self._components = {"schemas": schemas}
        self._known: dict[tuple[str, str], str] = {}

    def media_type(self, media: MediaType) -> MediaType:
        """Return a media type with its examples judged."""
        if media.schema is None or not media.examples:
            return media
        judged = tuple(
            dataclasses.replace(example, problem=self._problem(example, media.schema)) for example in media.examples
        )
        return dataclasses.replace(media, examples=judged)

    def _problem(self, example: Example, schema: Schema) -> str:
        """Return what is wrong with an example; one that many operations share is judged once a schema."""
        key = (example.pointer, repr(schema))
        if key not in self._known:
            self._known[key] = self._judged(example.value, schema)
        return self._known[key]

    def _judged(self, value: Any, schema: Schema) -> str:
        from jsonschema.exceptions import best_match  # type: ignore[import-untyped]

        try:
            error = best_match(_validator()({**schema, "components": self._components}).iter_errors(value))
        except RecursionError:
            return "its schema asks for itself without end"
        return "" if error is None else _text(error)


@functools.cache
def _validator() -> Callable[[Schema], Any]:
    """Return what makes a validator of a schema, which knows formats and lets patterns pass that Python cannot read."""
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
    from jsonschema.validators import extend  # type: ignore[import-untyped]

    made = extend(Draft202012Validator, {"pattern": _pattern})
    return lambda schema: made(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _pattern(_: Any, pattern: str, value: Any, __: Any) -> Iterator[Any]:
    from jsonschema import ValidationError

    try:
        matches = not isinstance(value, str) or re.search(pattern, value)
    except re.error:
        return  # ECMA's; the mock can read it
    if not matches:
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _without_value(error: Any) -> str:
    """Return what is wrong with a value without the value itself: an example may hold what is nobody's business."""
    message = str(error.message)
    for value in sorted({repr(error.instance), str(error.instance)} - {""}, key=len, reverse=True):
        if message.startswith(value):
            message = f"it{message[len(value) :]}"
            break
    return " ".join(message.split())


def _text(error: Any) -> str:
    """Return one error on one line: where in the example, and what."""
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)
    message = "is not part of an answer" if error.validator_value == {} else _without_value(error)
    shown = message if len(message) <= LONGEST else f"{message[: LONGEST // 2]} ... {message[-LONGEST // 2 :]}"
    return f"{place.lstrip('.')}: {shown}" if place else shown
