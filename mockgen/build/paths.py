"""`paths.py`: a function for each path template, shared by the client and by whoever matches its requests."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mockgen.annotations import Import
from mockgen.build.operations import OperationPlan, ParameterPlan
from mockgen.build.signatures import signature
from mockgen.code import WIDTH, Code, docstring, identifier, raw, statement, string
from mockgen.ir import Function
from mockgen.names import Namespace, snake
from mockgen.spec.normalise import PLACEHOLDER

ENCODERS = {"simple": "segment", "label": "label", "matrix": "matrix"}


def path_functions(plans: Iterable[OperationPlan]) -> tuple[dict[str, str], tuple[Function, ...], set[Import]]:
    """Return the name of each template's function, the functions, and the imports that they need."""
    names = Namespace()
    found: dict[str, str] = {}
    functions = []
    imports: set[Import] = set()
    for plan in plans:
        path = plan.operation.path
        if path not in found:
            found[path] = names.give(snake(f"{PLACEHOLDER.sub(by, path)} path", "path"))
            functions.append(path_function(found[path], path, plan.located("path"), imports))
    return found, tuple(functions), imports


def by(match: re.Match[str]) -> str:
    """Name a parameter in the name of a path: `/charges/{id}` is `charges_by_id`."""
    return f" by {match[1]} "


def path_function(name: str, path: str, parameters: tuple[ParameterPlan, ...], imports: set[Import]) -> Function:
    """Return the function that fills one template (OpenAPI 3.1.1, section 4.8.2: Path Templating)."""
    plans = {plan.parameter.name: plan for plan in parameters}
    pieces: list[Code] = []
    spans: list[str] = []
    for index, piece in enumerate(PLACEHOLDER.split(path)):
        if index % 2:
            encoded = encoder(plans[piece], imports)
            pieces.append(encoded)
            spans.append("{" + encoded + "}")
        elif piece:
            pieces.append(string(piece))
            spans.append(string(piece)[1:-1].replace("{", "{{").replace("}", "}}"))
    arguments = [raw(f"{plan.name}: object") for plan in parameters]
    return Function(
        identifier(name),
        signature(name, arguments, "str", indent=0),
        docstring([f"Return the path `{path}`."], 4),
        body(pieces, spans, bool(parameters)),
    )


def encoder(plan: ParameterPlan, imports: set[Import]) -> Code:
    """Return the call that writes one value into the path."""
    function = "json_segment" if plan.parameter.is_json else ENCODERS[plan.parameter.style]
    imports.add(Import(".parameters", function))
    explode = ", explode=True" if plan.parameter.explode and not plan.parameter.media_type else ""
    named = f"{string(plan.parameter.name)}, " if function == "matrix" else ""
    return raw(f"{function}({named}{identifier(plan.name)}{explode})")


def body(pieces: list[Code], spans: list[str], has_parameters: bool) -> Code:
    """Return the statement: an f-string where it fits and needs no escapes, else the pieces joined."""
    text = "".join(spans)
    plain = "\\" not in text and '"' not in text and "'" not in text
    if not has_parameters:
        return statement("return ", string_of(pieces), indent=4)
    if plain and 4 + len(text) + 10 <= WIDTH:
        return raw(f'return f"{text}"')
    inner = "".join(f"            {piece},\n" for piece in pieces)
    return raw(f'return "".join(\n        [\n{inner}        ],\n    )')


def string_of(pieces: list[Code]) -> Code:
    """Return a path without parameters."""
    return pieces[0] if pieces else raw('""')
