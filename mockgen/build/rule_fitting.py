"""A rule for fakes and a shape brought together: the maker that the factory prints, or why they do not go together."""

from __future__ import annotations

import ipaddress
import re
import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from mockgen.build import provider_rules
from mockgen.build.model import (
    AnyShape,
    ArrayShape,
    CheckedShape,
    Definition,
    EnumShape,
    MapShape,
    NamedShape,
    NullableShape,
    NullShape,
    ObjectShape,
    RuledShape,
    ScalarShape,
    Shape,
    UnionShape,
)
from mockgen.build.number_providers import is_within
from mockgen.build.provider_lookup import Provider, Schema
from mockgen.build.providers import provider
from mockgen.build.shapes import fits, is_kind
from mockgen.build.string_providers import lengths
from mockgen.faker_names import CONVERTIBLE, Drawn
from mockgen.fakes import Given, How, Pattern

TEXT_LIMITS = ("minLength", "maxLength", "pattern", "format")
NUMBER_LIMITS = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf")
SHOWN = 60


class MisfitError(Exception):
    """A rule and a shape do not go together; the first argument says why, the second what to do."""


def fitted(how: How, label: str, shape: Shape, name: str, *, is_hint: bool = False) -> Shape:
    """Return the shape of a scalar, or of anything at all, whose fakes a rule makes.

    Args:
        how: the rule's; what is given has been judged before.
        label: what messages call the rule.
        shape: a scalar, values one by one, or anything.
        name: what the document calls the place.
        is_hint: whether what mockgen would choose without the rule is made where the rule never fits.

    Raises:
        MisfitError: they do not go together.
    """
    if isinstance(how, Given):
        return _given(how, label, shape)
    if isinstance(shape, EnumShape):
        raise MisfitError("the schema has values of its own", "choose among them with one_of")
    if isinstance(shape, AnyShape):
        return RuledShape(_plain(how), shape)
    if not isinstance(shape, ScalarShape):
        raise MisfitError("this is no text, number or boolean", "name a field of it, or give a constant")
    if isinstance(how, Pattern):
        return RuledShape(_pattern(how, label, shape), shape)
    if how.kind not in CONVERTIBLE[shape.kind]:
        raise MisfitError(f'"{how.name}" makes a {how.kind}, and the schema asks for a {shape.kind}', "")
    limits = _limits(how, shape.schema)
    if how.kind != shape.kind and (how.kind, shape.kind) != ("integer", "number"):
        limits = {"type": shape.kind, **limits}
    if not limits:
        return RuledShape(_plain(how), shape)
    otherwise = (("otherwise", provider(name, shape.schema)),) if is_hint else ()
    return RuledShape(Provider("held", (label,), (*limits.items(), *otherwise), inner=_plain(how)), shape)


def _plain(how: Drawn | Pattern) -> Provider:
    if isinstance(how, Pattern):
        return Provider("pattern", (how.regex,))
    return Provider("faker", (how.name,), how.options) if how.is_faker else Provider(how.name)


def _pattern(how: Pattern, label: str, shape: ScalarShape) -> Provider:
    """Return the maker of texts that match a rule's pattern, and the schema's own keywords."""
    if shape.kind != "string":
        raise MisfitError(f"a pattern makes a string, and the schema asks for a {shape.kind}", "")
    schema = shape.schema
    limits = {key: schema[key] for key in TEXT_LIMITS if key in schema and not _is_idle(key, schema[key])}
    least, most = limits.pop("minLength", 0), limits.pop("maxLength", None)
    bounds = (least, most) if most is not None else (least,) if least else ()
    if limits.get("pattern") == how.regex:
        del limits["pattern"]
    made = Provider("pattern", (how.regex, *bounds))
    if "format" in limits and "pattern" not in limits:
        own = Provider(provider_rules.ASSERTED[limits["format"]])
        made = Provider("matching", made.args, (("strict", True),), inner=own)
    return Provider("held", (label,), tuple(limits.items()), inner=made) if limits or bounds else made


def _is_idle(key: str, value: Any) -> bool:
    """Tell whether a keyword asks for nothing: a format that no validator checks."""
    return key == "format" and value not in provider_rules.ASSERTED


def _limits(how: Drawn, schema: Schema) -> dict[str, Any]:
    """Return the keywords of a scalar that what is drawn may break."""
    if schema["type"] == "boolean":
        return {}
    if schema["type"] != "string":
        held = not how.is_faker and is_within(how.name, schema)
        return {} if held else {key: schema[key] for key in NUMBER_LIMITS if key in schema}
    found = {key: schema[key] for key in TEXT_LIMITS if key in schema and not _is_idle(key, schema[key])}
    if not how.is_faker:
        least, most = lengths(Provider(how.name))
        if found.get("minLength", 0) <= least:
            found.pop("minLength", None)
        if found.get("maxLength", most) >= most:
            found.pop("maxLength", None)
        if _keeps(how.name, found.get("format")):
            del found["format"]
    return found


def _keeps(maker: str, format_: str | None) -> bool:
    """Tell whether what a maker gives is always of a format."""
    own = provider_rules.ASSERTED.get(format_ or "")
    return own is not None and (own == maker or (own, maker) == ("url", "image_url"))


# -- values that are given ------------------------------------------------------------------------


def _given(how: Given, label: str, shape: Shape) -> Shape:
    format_ = shape.schema.get("format") if isinstance(shape, ScalarShape) and shape.kind == "string" else None
    if format_ not in provider_rules.ASSERTED:
        return EnumShape(how.values)
    pick = Provider("constant" if len(how.values) == 1 else "pick", how.values)
    return RuledShape(Provider("held", (label,), (("format", format_),), inner=pick), shape)


def misfits(value: Any, shape: Shape, definitions: Mapping[str, Definition]) -> str:
    """Return why a value is not of a shape, "" where it is; formats are looked at roughly, as the mock does it in full.

    Args:
        value: as JSON has it.
        shape: of the place.
        definitions: by name.
    """
    if isinstance(shape, NamedShape):
        return misfits(value, definitions[shape.name].shape, definitions)
    if isinstance(shape, NullableShape):
        return "" if value is None else misfits(value, shape.shape, definitions)
    if isinstance(shape, CheckedShape):
        return misfits(value, shape.shape, definitions)
    if isinstance(shape, UnionShape):
        found = [misfits(value, branch.shape, definitions) for branch in shape.branches]
        return "" if "" in found else found[0]
    if isinstance(shape, EnumShape):
        same = any(value == known and isinstance(value, bool) == isinstance(known, bool) for known in shape.values)
        return "" if same else f"{shown(value)} is none of {', '.join(map(shown, shape.values))}"
    if isinstance(shape, ScalarShape):
        return _scalar_misfit(value, shape)
    if isinstance(shape, ArrayShape):
        return _array_misfit(value, shape, definitions)
    if isinstance(shape, (ObjectShape, MapShape)):
        return _object_misfit(value, shape, definitions)
    if isinstance(shape, NullShape):
        return "" if value is None else f"{shown(value)} is not null"
    return "" if isinstance(shape, AnyShape) else f"{shown(value)} is not possible here"


def _scalar_misfit(value: Any, shape: ScalarShape) -> str:
    if not is_kind(value, shape.kind):
        return f"{shown(value)} is no {shape.kind}"
    schema = shape.schema
    if not fits(value, schema) or not _divides(value, schema.get("multipleOf")):
        told = [f"{key} {schema[key]}" for key in (*TEXT_LIMITS[:2], *NUMBER_LIMITS) if key in schema]
        return f"{shown(value)} does not keep to {', '.join(told)}"
    if isinstance(value, str) and "pattern" in schema and not _matches(schema["pattern"], value):
        return f"{shown(value)} does not match {schema['pattern']}"
    parse = PARSERS.get(str(schema.get("format"))) if isinstance(value, str) else None
    return "" if parse is None or _parses(parse, value) else f"{shown(value)} is not of the format {schema['format']}"


def _array_misfit(value: Any, shape: ArrayShape, definitions: Mapping[str, Definition]) -> str:
    if not isinstance(value, list):
        return f"{shown(value)} is no list"
    if len(value) < shape.least or (shape.most is not None and len(value) > shape.most):
        return f"{shown(value)} has too few or too many items"
    if shape.unique and any(item in value[:index] for index, item in enumerate(value)):
        return f"{shown(value)} has an item twice"
    inner = [*shape.prefix, *[shape.items] * len(value)]
    found = (misfits(item, sub, definitions) for item, sub in zip(value, inner, strict=False))
    return next(filter(None, found), "")


def _object_misfit(value: Any, shape: ObjectShape | MapShape, definitions: Mapping[str, Definition]) -> str:
    if not isinstance(value, dict):
        return f"{shown(value)} is no object"
    if isinstance(shape, MapShape):
        if len(value) < shape.least or (shape.most is not None and len(value) > shape.most):
            return f"{shown(value)} has too few or too many properties"
        return next(filter(None, (misfits(entry, shape.values, definitions) for entry in value.values())), "")
    known = {found.wire_name: found for found in shape.properties}
    missing = [name for name, found in known.items() if found.required and name not in value]
    if missing:
        return f'{shown(value)} lacks "{missing[0]}"'
    unknown = [name for name in value if name not in known]
    if unknown and not shape.open:
        return f'{shown(value)} has the unknown property "{unknown[0]}"'
    found_here = (misfits(entry, known[name].shape, definitions) for name, entry in value.items() if name in known)
    return next(filter(None, found_here), "")


def shown(value: Any) -> str:
    """Return a value for a message."""
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def _divides(value: Any, step: Any) -> bool:
    if not step or isinstance(value, (str, bool)):
        return True
    return bool(abs(value / step - round(value / step)) < 1e-9)


def _matches(pattern: str, value: str) -> bool:
    try:
        return re.search(pattern, value) is not None
    except re.error:
        return True  # ECMA's alone; the mock judges it


def _has_scheme(value: str) -> None:
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", value) is None:
        raise ValueError


def _has_at(value: str) -> None:
    if "@" not in value:
        raise ValueError


PARSERS: Mapping[str, Callable[[str], object]] = {
    "date": date.fromisoformat,
    "date-time": datetime.fromisoformat,
    "email": _has_at,
    "ipv4": ipaddress.IPv4Address,
    "ipv6": ipaddress.IPv6Address,
    "uri": _has_scheme,
    "uuid": uuid.UUID,
}
"""What refuses a text that is not of a format; it may accept more than the format has."""


def _parses(parse: Callable[[str], object], value: str) -> bool:
    try:
        parse(value)
    except ValueError:
        return False
    return True
