"""Signatures of generated functions and methods."""

from __future__ import annotations

from collections.abc import Sequence

from mockgen.code import WIDTH, Code, identifier, raw

SLASH = raw("/")
STAR = raw("*")


def signature(name: str, parameters: Sequence[Code], returns: str, indent: int) -> Code:
    """Return `def name(…) -> returns:`, one parameter a line where it does not fit on one line."""
    head = f"def {identifier(name)}("
    one = f"{head}{', '.join(parameters)}) -> {returns}:"
    if indent + len(one) <= WIDTH or not parameters:
        return raw(one)
    margin = " " * indent
    lines = "".join(f"{margin}    {parameter},\n" for parameter in parameters)
    return raw(f"{head}\n{lines}{margin}) -> {returns}:")
