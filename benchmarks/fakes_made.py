"""Makes bodies of schemas and tells what that took: run by `fakes.py`, in the environment of the maker.

Usage: fakes_made.py MAKER SCHEMAS BODIES PACKAGE. Prints, for no bodies, the schemas that it can make; else the number
of bodies and values made, and the CPU seconds.
"""

from __future__ import annotations

import importlib
import json
import random
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

SHORTEST = 1e-3
"""CPU seconds; what takes less is not told from nothing, since some kernels count in ticks."""

Make = Callable[[int], Any]
"""Makes the body of a number."""


def jsf_makers(package: str) -> Callable[[str, Any], Make]:
    """Return what prepares a schema for jsf."""
    jsf = importlib.import_module("jsf")
    random.seed(1)

    def prepare(key: str, schema: Any) -> Make:
        maker = jsf.JSF(schema)
        return lambda number: maker.generate()

    return prepare


def mockgen_makers(package: str) -> Callable[[str, Any], Make]:
    """Return what looks up the operation of a schema in a generated package."""
    testing = importlib.import_module(f"{package}.testing")
    mock = getattr(testing, f"mock_{package.rpartition('.')[2]}")(mode="auto")
    operations = mock.__enter__().operations

    def prepare(key: str, schema: Any) -> Make:
        method, path, status, media_type = key.split(" ", 3)
        operation = operations[f"{method} {path}"]
        return lambda number: operation.fake(status, media_type=media_type, seed=number)

    return prepare


MAKERS = {"jsf": jsf_makers, "mockgen": mockgen_makers}


def values_in(body: Any) -> int:
    """Return how many texts, numbers, booleans and nulls stand in a body."""
    if isinstance(body, dict):
        return sum(map(values_in, body.values()))
    return sum(map(values_in, body)) if isinstance(body, (list, tuple)) else 1


def prepared(prepare: Callable[[str, Any], Make], schemas: Mapping[str, Any]) -> dict[str, Make]:
    """Return what makes each schema that the maker can make."""
    found = {}
    for key, schema in schemas.items():
        try:
            make = prepare(key, schema)
            make(0)
        except Exception as error:  # whatever a maker fails with: the schema is left out of the comparison
            print(f"{key}: {type(error).__name__}: {error}"[:200], file=sys.stderr)
        else:
            found[key] = make
    return found


def attempted(make: Make, number: int) -> list[Any]:
    """Return the body of a number; nothing where the maker, which draws at random, fails with this one."""
    try:
        return [make(number)]
    except Exception as error:  # whatever it fails with: the body is not made, and takes its time
        print(f"body {number}: {type(error).__name__}: {error}"[:200], file=sys.stderr)
        return []


def measured(makers: Mapping[str, Make], bodies: int) -> dict[str, float]:
    """Return what so many bodies of each schema take, all schemas in turn."""
    count, values, taken = 0, 0, 0.0
    for number in range(1, bodies + 1):
        begun = time.process_time()
        made = [body for make in makers.values() for body in attempted(make, number)]
        taken += time.process_time() - begun
        count += len(made)
        values += sum(map(values_in, made))
    return {"bodies": count, "values": values, "cpu": max(taken, SHORTEST)}


def main() -> None:
    """Tell what was asked for."""
    maker, schemas, bodies, package = sys.argv[1:]
    sys.path.insert(0, str(Path.cwd()))
    makers = prepared(MAKERS[maker](package), json.loads(Path(schemas).read_text("utf-8")))
    json.dump(measured(makers, int(bodies)) if int(bodies) else list(makers), sys.stdout)


if __name__ == "__main__":
    main()
