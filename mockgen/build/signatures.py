"""Signatures of generated functions and methods, heads of generated classes."""

from __future__ import annotations

from collections.abc import Sequence

from mockgen.code import WIDTH, Code, Expression, call, identifier, raw, statement

SLASH = raw("/")
STAR = raw("*")


def signature(name: str, parameters: Sequence[Code], returns: str, indent: int, end: str = "") -> Code:
    """Return `def name(…) -> returns:`, one parameter a line where it does not fit on one line; `end` follows it."""
    head = f"def {identifier(name)}("
    one = f"{head}{', '.join(parameters)}) -> {returns}:{end}"
    if indent + len(one) <= WIDTH or not parameters:
        return raw(one)
    margin = " " * indent
    lines = "".join(f"{margin}    {parameter},\n" for parameter in parameters)
    return raw(f"{head}\n{lines}{margin}) -> {returns}:{end}")


def class_head(name: str, *bases: Expression) -> Code:
    """Return `class Name(Base, Other):`, one base a line where it does not fit on one line."""
    return statement("class ", call(identifier(name), bases), ":")


def fixture_head(name: str, yields: str) -> Code:
    """Return `def name(request: …) -> Iterator[Yields]:`, marked where a formatter would break it at some widths."""
    request, returns = "request: pytest.FixtureRequest", f"Iterator[{identifier(yields)}]"
    if len(f") -> {returns}:") <= WIDTH:
        return signature(name, [raw(request)], returns, 0)
    return raw(f"def {identifier(name)}({request}) -> {returns}:  # fmt: skip")
