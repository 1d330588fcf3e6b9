"""The ways to read one value that may hold several, by `style` and `explode`.

Text is split before it is percent-decoded, so that a delimiter that was data stays data. Where a
text can be read in several ways all are given, the likeliest first, and the schema decides
(`casting`). Source: OpenAPI 3.1, "Style Values"; RFC 6570.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote

from mockgen.testing.casting import SCALARS, Choice, Raw


class Malformed(ValueError):
    """What was sent cannot be taken apart as its parameter is declared."""


def one_or_many(text: str, name: str, location: str, kinds: frozenset[str]) -> Raw:
    """Return an exploded value; in a cookie the further items follow behind `&name=`."""
    separator = f"&{name}="
    if location == "cookie" and "array" in kinds and separator in text:
        return list(text.split(separator))
    return text


DELIMITERS = {
    "form": re.compile(","),
    "spaceDelimited": re.compile(r"%20|\+| "),
    "pipeDelimited": re.compile(r"\||%7[Cc]"),
}


def delimited(raw: str, style: str, kinds: frozenset[str], decode: Callable[[str], str]) -> Iterable[Raw]:
    """Yield the ways to read one value that may hold several, none of them exploded.

    `requests` encodes the delimiter itself (`1%2C2`), so text is also split after decoding.
    """
    splits = [[decode(part) for part in DELIMITERS.get(style, DELIMITERS["form"]).split(raw)]]
    if style == "form" and "%2C" in raw.upper():
        splits.append(decode(raw).split(","))
    if kinds & SCALARS:
        yield decode(raw)
    for parts in splits:
        if "array" in kinds:
            yield list(parts)
        if "object" in kinds and len(parts) % 2 == 0:
            yield dict(zip(parts[::2], parts[1::2], strict=True))
    yield decode(raw)


def simple(
    text: str,
    kinds: frozenset[str],
    explode: bool,
    decode: Callable[[str], str],
    separator: str = ",",
) -> Raw:
    """Return the ways to read a value of the style `simple`, which paths and headers use."""
    forms: list[Raw] = [decode(text)] if kinds & SCALARS else []
    parts = text.split(separator) if text else []
    if "array" in kinds:
        forms.append([decode(part) for part in parts])
        forms.append([part.strip() for part in decode(text).split(",")])
    if "object" in kinds:
        forms.extend(_named(parts, explode, decode))
    return Choice((*forms, decode(text)))


def _named(parts: list[str], explode: bool, decode: Callable[[str], str]) -> Iterable[Raw]:
    if explode and all("=" in part for part in parts):
        pairs = (part.partition("=") for part in parts)
        yield {decode(name): decode(value) for name, _, value in pairs}
    elif not explode and len(parts) % 2 == 0:
        decoded = [decode(part) for part in parts]
        yield dict(zip(decoded[::2], decoded[1::2], strict=True))


def in_path(text: str, name: str, style: str, kinds: frozenset[str], explode: bool) -> Raw:
    """Return the ways to read a path parameter.

    Raises:
        Malformed: the text lacks the mark of its style.
    """
    if style == "label":
        if not text.startswith("."):
            raise Malformed('does not begin with ".", as a label does')
        dotted = simple(text[1:], kinds, explode, unquote, ".")
        return dotted if explode else Choice((simple(text[1:], kinds, False, unquote), dotted))
    if style != "matrix":
        return simple(text, kinds, explode, unquote)
    if not text.startswith(";"):
        raise Malformed('does not begin with ";", as a matrix parameter does')
    parts = text[1:].split(";")
    values = [part.partition("=")[2] for part in parts if unquote(part.partition("=")[0]) == name]
    if not values:
        return simple(text[1:], kinds, True, unquote, ";")
    if len(values) > 1:
        return [unquote(value) for value in values]
    return simple(values[0], kinds, False, unquote)
