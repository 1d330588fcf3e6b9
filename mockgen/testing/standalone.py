"""Fakes of a generated package without a mock: what `mockgen fake` prints."""

from __future__ import annotations

import dataclasses
import importlib
import importlib.util
import inspect
import itertools
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from mockgen.diagnostics import suggestion
from mockgen.errors import SpecError, UsageError
from mockgen.testing.attributes import kinds_of
from mockgen.testing.components import Schema
from mockgen.testing.operation import OperationMock
from mockgen.testing.packages import contract_of, values_of
from mockgen.testing.place import UnknownField, UnsatisfiableSchema, WrongVariant
from mockgen.testing.service import ServiceMock
from mockgen.testing.values import JSON

_COUNT = itertools.count()
KEY = re.compile(r"([A-Za-z]+) (/\S*)(?: (\d\d\d|\dXX|default))?")


def fakes(
    folder: Path, words: Sequence[str], *, seed: int | str = 0, profile: str = "full", count: int = 1
) -> list[JSON]:
    """Return fakes, each with a seed of its own.

    Args:
        folder: of the generated package.
        words: what to make, then what to replace: `Charge amount=500 card.last4=4242`.
        seed: another one gives other fakes.
        profile: how much is shown.
        count: how many.

    Raises:
        UsageError: there is nothing of this name, or no such field.
        SpecError: no value satisfies the schema.
    """
    name = " ".join(word for word in words if "=" not in word)
    package = loaded(folder)
    target = found(package, name)
    assignments = [word for word in words if "=" in word]
    if assignments and len(inspect.signature(target.make).parameters) == 1:
        raise UsageError.at(f"{name} has no fields that could be replaced")
    overrides = merged(settled(package, target, assignments))
    seeds = [f"{seed}/{index}" if index else seed for index in range(count)]
    return [drawn(package, target, overrides, each, profile) for each in seeds]


@dataclasses.dataclass(frozen=True)
class Target:
    """What a name means.

    Attributes:
        name: as it was given.
        make: its factory.
        path: sets its values apart from those of others.
        schema: what the contract says of it, None where it is not known under this name.
    """

    name: str
    make: Callable[..., JSON]
    path: tuple[str, ...] = ()
    schema: Schema | None = None


def drawn(package: str, target: Target, overrides: Mapping[str, Any], seed: int | str, profile: str) -> JSON:
    """Return one fake.

    Raises:
        UsageError: the overrides do not go with it.
        SpecError: no value satisfies its schema.
    """
    try:
        values = values_of(package, seed, profile)
    except ValueError as error:
        raise UsageError.at(str(error)) from None
    try:
        return values.draw(lambda fake: target.make(fake, **overrides), *target.path)
    except UnsatisfiableSchema as error:
        raise SpecError.at(f"{target.name} has no fake: {error}") from None
    except WrongVariant:
        raise UsageError.at(f"no variant of {target.name} is like that") from None
    except UnknownField as error:
        raise UsageError.at(f"{target.name}: {error}") from None


def settled(package: str, target: Target, assignments: Sequence[str]) -> list[tuple[str, JSON]]:
    """Return each assignment with its value: JSON where it is some and the schema allows it, else the text.

    Raises:
        UsageError: the schema allows neither.
    """
    texts = [(key, text) for key, _, text in (assignment.partition("=") for assignment in assignments)]
    made = [(key, parsed(text)) for key, text in texts]
    if is_allowed(package, target, made):
        return made
    for index, (key, text) in enumerate(texts):
        if is_allowed(package, target, [made[index]]):
            continue
        if not (is_number(made[index][1]) and is_allowed(package, target, [(key, text)])):
            raise UsageError.at(f"{target.name}: its schema does not allow {key}={text}")
        made[index] = key, text
    if not is_allowed(package, target, made):
        raise UsageError.at(f"{target.name}: its schema does not allow all of that together")
    return made


def is_number(value: JSON) -> bool:
    """Tell whether a value is a number, which may be meant as text: `card.last4=4242`."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_allowed(package: str, target: Target, replaced: Sequence[tuple[str, JSON]]) -> bool:
    """Tell whether a fake with these fields replaced is valid, as far as the contract knows it."""
    fake = drawn(package, target, merged(replaced), 0, "full")
    return target.schema is None or contract_of(package).is_valid(target.schema, fake)


def loaded(folder: Path) -> str:
    """Import a generated package from its folder, and return its name; Django's settings are not needed.

    Raises:
        UsageError: the folder holds no package that can be imported.
    """
    parent = ModuleType(f"mockgen_fake_{next(_COUNT)}")  # not on the import path, and new each time
    parent.__path__ = []
    name = f"{parent.__name__}.{folder.name}"
    source = folder / "__init__.py"
    spec = importlib.util.spec_from_file_location(name, source, submodule_search_locations=[str(folder)])
    assert spec is not None and spec.loader is not None
    sys.modules[parent.__name__] = parent
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        importlib.import_module(f"{name}.testing.factories")
        importlib.import_module(f"{name}.testing.mock")
    except (ImportError, SyntaxError, OSError) as error:
        hint = "`mockgen generate` writes it anew"
        raise UsageError.at(f"{folder.name} cannot be imported: {error}", None, hint) from None
    return name


def found(package: str, name: str) -> Target:
    """Return what a name means.

    Args:
        package: as it is imported.
        name: of a schema, of an operation (`create_charge`), or `POST /v1/charges 201`.

    Raises:
        UsageError: there is nothing of this name.
    """
    factories = importlib.import_module(f"{package}.testing.factories")
    makers = {key: value for key, value in vars(factories).items() if key.startswith("make_")}
    operations = kinds_of(service_of(package))
    body = operation_body(operations, name)
    contract = contract_of(package)
    if body is not None:
        made, key, status, media_type = body
        if not made:
            raise UsageError.at(f"{key} has no factory for {status}: the body is plain text or bytes")
        documented = contract.operation(key).node["responses"][status]["content"][media_type]
        return Target(name, makers[made], (key, status, media_type), documented.get("schema"))
    known = {letters(key.removeprefix("make_")): key for key in makers}
    wanted = name if name in makers else known.get(letters(name), "")
    if not wanted:
        names = [*map(spelled, makers), *operations, *(kind.method for kind in operations.values())]
        raise UsageError.at(f'there is no schema and no operation "{name}"', None, suggestion(name, names))
    schema = next((each for each in contract.schemas if letters(each) == letters(wanted.removeprefix("make_"))), None)
    return Target(name, makers[wanted], (), None if schema is None else contract.schema(schema))


def operation_body(operations: Mapping[str, type[OperationMock]], name: str) -> tuple[str, ...] | None:
    """Return the factory of an operation's body, its key, status and media type; None for what is no operation.

    Raises:
        UsageError: the operation is not there, or documents no such body.
    """
    told = KEY.fullmatch(name)
    if told is None:
        found = next((kind for kind in operations.values() if kind.method == name), None)
    else:
        key = f"{told[1].upper()} {told[2]}"
        found = operations.get(key)
        if found is None:
            raise UsageError.at(f"there is no operation {key}", None, suggestion(key, operations))
    if found is None:
        return None
    status = told[3] if told else None
    bodies = [tuple(body.split(" ", 1)) for body in found.bodies]
    fitting = [body for body in bodies if body[0] == status] if status else sorted(filter(is_success, bodies))
    if not fitting:
        documented = ", ".join(dict.fromkeys(body[0] for body in bodies)) or "none at all"
        raise UsageError.at(f"{found.key} documents no body {status or 'of success'}; it has {documented}")
    body = min(fitting, key=lambda body: "json" not in body[1])
    return (found.bodies[" ".join(body)], found.key, *body)


def is_success(body: tuple[str, ...]) -> bool:
    """Tell whether a documented body means success."""
    return body[0].startswith("2") or body[0] == "default"


def service_of(package: str) -> type[ServiceMock]:
    """Return the mock of a package."""
    module = importlib.import_module(f"{package}.testing.mock")
    found: type[ServiceMock] = next(
        value for value in vars(module).values() if isinstance(value, type) and value.__module__ == module.__name__
        and issubclass(value, ServiceMock)
    )  # fmt: skip
    return found


def letters(name: str) -> str:
    """Return a name without what spelling changes: `CardSummary` and `card_summary` alike."""
    return "".join(filter(str.isalnum, name)).lower()


def spelled(function: str) -> str:
    """Return the schema that a factory is named after."""
    return "".join(word.title() for word in function.removeprefix("make_").split("_"))


def merged(assignments: Iterable[tuple[str, JSON]]) -> dict[str, Any]:
    """Return overrides as factories take them: `card.last4` and "4242" are `{"card": {"last4": "4242"}}`.

    Raises:
        UsageError: two of them contradict each other, or one has no name.
    """
    made: dict[str, Any] = {}
    for key, value in assignments:
        *way, last = key.split(".")
        place = made
        for step in way:
            place = place.setdefault(step, {})
            if not isinstance(place, dict):
                raise UsageError.at(f"{key}: {step} is replaced whole already")
        if not last or last in place:
            raise UsageError.at(f"{key}: {'it is replaced already' if last else 'it names no field'}")
        place[last] = value
    return made


def parsed(text: str) -> JSON:
    """Return a value: JSON where it is some, else the text."""
    try:
        return json.loads(text)
    except ValueError:
        return text
