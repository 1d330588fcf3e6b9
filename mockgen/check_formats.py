"""What `mockgen check` says to programs: JSON, and GitHub's annotations."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator

from mockgen import lock as locks
from mockgen.check import FRESH, STALE, Verdict

STATES = {FRESH: "fresh", STALE: "stale"}
SCHEMA = 1
"""The version of the JSON's form: raised when something in it means something else."""


def as_json(verdicts: Iterable[Verdict], error: str) -> str:
    """Return everything as one JSON object."""
    packages = [package(verdict) for verdict in verdicts]
    is_fresh = not error and all(each["state"] == "fresh" for each in packages)
    return json.dumps({"schema": SCHEMA, "fresh": is_fresh, "error": error or None, "packages": packages}, indent=2)


def package(verdict: Verdict) -> dict[str, object]:
    """Return one package as JSON has it."""
    return {
        "service": verdict.target.name,
        "package": verdict.target.shown.replace(os.sep, "/"),
        "state": STATES.get(verdict.code, "error"),
        "differences": [
            {"cause": each.cause, "file": each.file.replace(os.sep, "/"), "message": each.what}
            for each in verdict.found
        ],
        "fix": verdict.fix or None,
        "error": verdict.error or None,
        "diff": verdict.diff or None,
    }


def annotations_of(verdict: Verdict) -> Iterator[str]:
    """Yield an annotation for each thing that is stale, or for the reason why nothing could be compared."""
    name = verdict.target.name
    if verdict.error:
        yield annotation(os.path.join(verdict.target.shown, locks.NAME), verdict.error)
    for each in verdict.found:
        yield annotation(each.file, f"{name} is stale: {each.cause}: {each.what}. Run `{verdict.fix}`.")


def annotation(file: str, message: str) -> str:
    """Return one annotation; an empty file means the whole project."""
    place = f"file={escaped_property(from_workspace(file))}," if file else ""
    return f"::error {place}title=mockgen check::{escaped(message)}"


def from_workspace(file: str) -> str:
    """Return a path as GitHub looks it up: from the folder of the checkout."""
    top = os.environ.get("GITHUB_WORKSPACE")
    path = os.path.abspath(file)
    is_below = top and os.path.commonpath([os.path.abspath(top), path]) == os.path.abspath(top)
    return (os.path.relpath(path, top) if is_below else file).replace(os.sep, "/")


def escaped(text: str) -> str:
    """Return text that stays on its line of the log and means nothing to the runner."""
    for character, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        text = text.replace(character, code)
    return text


def escaped_property(text: str) -> str:
    """Return text as the value of a property, which a colon or a comma would end."""
    return escaped(text).replace(":", "%3A").replace(",", "%2C")
