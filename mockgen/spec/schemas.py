"""Schemas of every OpenAPI version, rewritten to one dialect: JSON Schema 2020-12.

OpenAPI 3.0 schemas are an "extended subset" of JSON Schema draft Wright-00 (OpenAPI 3.0.4, section 4.7.24);
those of 3.1 and 3.2 are JSON Schema 2020-12. After this module nobody asks which it was. A keyword whose value
cannot mean anything is left out with a warning: it costs itself, not its schema.
"""

from __future__ import annotations

import json
import math
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockgen.faker_names import CONVERTIBLE, RefusedError, read_x_faker
from mockgen.spec.pointers import escape, unescape

Schema = dict[str, Any]
Tell = Callable[[str, str], None]
"""Called with a message and the JSON pointer that it concerns."""

HINT = "x-faker"
LENIENT = "x-lenient"
LENIENT_NULL: Schema = {"type": "null", LENIENT: True}
NEVER: Schema = {"not": {}}
TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")
INTEGER_RANGES = {
    "int8": (-(2**7), 2**7 - 1),
    "int16": (-(2**15), 2**15 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint8": (0, 2**8 - 1),
    "uint16": (0, 2**16 - 1),
    "uint32": (0, 2**32 - 1),
    "uint64": (0, 2**64 - 1),
}
KNOWN_FORMATS = frozenset(
    (
        *INTEGER_RANGES,
        *("date", "date-time", "time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6"),
        *("uri", "uri-reference", "iri", "iri-reference", "uri-template", "uuid", "regex"),
        *("json-pointer", "relative-json-pointer", "byte", "binary", "float", "double", "password"),
    )
)
"""Formats of JSON Schema 2020-12 (validation, section 7.3) and of OpenAPI's own text and registry."""
ENFORCED_RANGES = ("int32", "int64")

MAPS = ("properties", "patternProperties", "dependentSchemas")
LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
SINGLE = (
    "items", "additionalProperties", "not", "if", "then", "else", "contains",
    "propertyNames", "unevaluatedProperties", "unevaluatedItems",
)  # fmt: skip
HOLDERS = frozenset((*MAPS, *LISTS, *SINGLE))
COUNTS = (
    "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains",
)  # fmt: skip
NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
TEXTS = ("title", "description", "format", "pattern", "contentEncoding", "contentMediaType")
FLAGS = ("readOnly", "writeOnly", "deprecated", "uniqueItems")
KEPT = ("const", "default", "example", "examples")
DELIMITERS = {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}
"""What joins the items of a list that is not exploded."""
NULLABLE = ("nullable", "x-nullable")
"""What admits null: OpenAPI 3.0's keyword, and the extension that stood for it in Swagger 2.0."""
BESIDE = (*NULLABLE, "description", "readOnly", "writeOnly")
"""Keywords that are read beside a `$ref` even where siblings count for nothing."""
UNCLOSED = ("unterminated character set", "missing ), unterminated subpattern", "unbalanced parenthesis")
"""What Python says of an expression that is none in any dialect."""
GREATEST = 2**1023
EMPTY_CLASS = re.compile(r"\[\^?\]")
PROSE = frozenset({"title", "description", "default", "example", "examples", "deprecated", "x-faker"})


class SchemaReader:
    """Rewrites schemas of one document.

    Args:
        name_of: gives the component name for the pointer of a reference, e.g. `/components/schemas/Pet`;
            None where the pointer leads nowhere.
        ignores_siblings: whether keywords beside `$ref` count for nothing (OpenAPI 3.0, section 4.7.23.1).
        has_files: whether `type: file` is a type (Swagger 2.0).
        warn: told of what is well-formed and means nothing.
        defect: told of each keyword whose value cannot be one.
    """

    def __init__(
        self,
        name_of: Callable[[str], str | None],
        *,
        ignores_siblings: bool,
        has_files: bool,
        warn: Tell,
        defect: Tell,
    ):
        self._name_of = name_of
        self._ignores_siblings = ignores_siblings
        self._has_files = has_files
        self._warn = self._counted(warn)
        self._defect = self._counted(defect)
        self._told = 0
        self._alike: dict[str, Schema] = {}

    def _counted(self, tell: Tell) -> Tell:
        def told(message: str, pointer: str) -> None:
            self._told += 1
            tell(message, pointer)

        return told

    def read(self, node: Any, pointer: str) -> Schema:
        """Return the schema at `pointer` in the one dialect; `True`, `{}` and what is no schema all mean "anything"."""
        if node is True:
            return {}
        if node is False:
            return dict(NEVER)
        if not isinstance(node, Mapping):
            self._defect("a schema must be a mapping; it is read as one that allows anything", pointer)
            return {}
        if "x-mockgen-broken" in node:
            return {}
        written = leaf_text(node)
        known = self._alike.get(written)
        if known is not None:
            return known
        told = self._told
        is_reference = isinstance(node.get("$ref"), str)
        found = self._reference(node, pointer) if is_reference else self._plain(node, pointer)
        if written and self._told == told:  # what is told of is told of at every place
            self._alike[written] = found
        return found

    def _reference(self, node: Mapping[str, Any], pointer: str) -> Schema:
        name = self._name_of(node["$ref"][1:])
        if name is None:
            self._defect("it refers to what is no schema; it is read as one that allows anything", f"{pointer}/$ref")
        reference: Schema = {} if name is None else {"$ref": component(name)}
        if self._ignores_siblings:
            beside = {key: node[key] for key in BESIDE if key in node}
        else:
            beside = {key: value for key, value in node.items() if key != "$ref"}
        nullable = any(beside.pop(key, None) is True for key in NULLABLE)
        rest = self._plain(beside, pointer)
        notes = {key: rest.pop(key) for key in tuple(rest) if key in PROSE or key in ("readOnly", "writeOnly")}
        out = {"allOf": [reference, rest]} if rest and reference else rest or reference
        if nullable and out:
            out = {"anyOf": [out, dict(LENIENT_NULL)]}
        return {**out, **notes}

    def _plain(self, node: Mapping[str, Any], pointer: str) -> Schema:
        out: Schema = {}
        self._types(node, out, pointer)
        self._scalars(node, out, pointer)
        self._numbers(node, out, pointer)
        self._enum(node, out, pointer)
        self._hint(node, out, pointer)
        self._required(node, out, pointer)
        self._subschemas(node, out, pointer)
        self._tuples(node, out, pointer)
        self._discriminator(node, out, pointer)
        if "oneOf" in out and "anyOf" not in out and differ_by_format(out["oneOf"]):
            out["anyOf"] = out.pop("oneOf")
        if node.get("nullable") is True:
            return nullable_schema(out, self._ignores_siblings)
        return nullable_schema(out, False) if node.get("x-nullable") is True else out

    def _types(self, node: Mapping[str, Any], out: Schema, pointer: str) -> None:
        written = node.get("type")
        if written is None:
            return
        wanted = written if isinstance(written, list) else [written]
        kinds = [kind for kind in dict.fromkeys(map(str, wanted)) if kind in TYPES]
        if "file" in wanted:
            kinds, out["format"] = [*kinds, "string"], "binary"
            if not self._has_files:
                self._defect("`file` is a type of Swagger 2.0 alone; it is read as bytes", f"{pointer}/type")
        if not kinds:
            self._defect("the type is none of JSON Schema's seven; the schema is read without it", pointer)
        else:
            out["type"] = kinds[0] if len(kinds) == 1 else kinds

    def _scalars(self, node: Mapping[str, Any], out: Schema, pointer: str) -> None:
        for key in TEXTS:
            if isinstance(node.get(key), str):
                out[key] = node[key]
        if "pattern" in out and not may_be_pattern(out["pattern"]):
            self._defect("the pattern is no regular expression; it is left out", f"{pointer}/pattern")
            del out["pattern"]
        for key in FLAGS:
            if node.get(key) is True:
                out[key] = True
        for key in KEPT:
            if key in node:
                out[key] = node[key]
        for key in COUNTS:
            count = number(node.get(key))
            if count is not None and count == int(count) and count >= 0:
                out[key] = int(count)
            elif node.get(key) is not None:
                self._defect(f"{key} is not a natural number; it is left out", f"{pointer}/{key}")

    def _numbers(self, node: Mapping[str, Any], out: Schema, pointer: str) -> None:
        for key in NUMBERS:
            value = node.get(key)
            if isinstance(value, bool):
                continue
            bound = number(value)
            if bound is not None and not (key == "multipleOf" and bound <= 0):
                out[key] = bound
            elif value is not None:
                self._defect(f"{key} is not a number that it can be; it is left out", f"{pointer}/{key}")
        for inclusive, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
            if node.get(exclusive) is True and inclusive in out:  # the dialect of OpenAPI 3.0
                out[exclusive] = out.pop(inclusive)
        kinds = kinds_of(out)
        if out.get("format") in ENFORCED_RANGES and "integer" in kinds and "number" not in kinds:
            low, high = INTEGER_RANGES[out["format"]]
            if "exclusiveMinimum" not in out:
                out.setdefault("minimum", low)
            if "exclusiveMaximum" not in out:
                out.setdefault("maximum", high)

    def _enum(self, node: Mapping[str, Any], out: Schema, pointer: str) -> None:
        values = node.get("enum")
        if values is None:
            return
        if not isinstance(values, list):
            self._defect("an enum must be a list; it is left out", f"{pointer}/enum")
            return
        out["enum"] = unique(values)
        if not values:
            self._warn("an enum without values allows nothing", f"{pointer}/enum")

    def _hint(self, node: Mapping[str, Any], out: Schema, pointer: str) -> None:
        """Keep an `x-faker` that names what fakes may be made by; it is a hint, and costs nothing but itself."""
        if HINT not in node:
            return
        kinds = [kind for kind in kinds_of(out) if kind != "null"]
        try:
            made = read_x_faker(node[HINT])
            if "enum" in out or "const" in out:
                raise RefusedError("the schema has values of its own", "")
            if kinds and not any(made.kind in CONVERTIBLE.get(kind, ()) for kind in kinds):
                raise RefusedError(f'"{made.name}" makes a {made.kind}, and the type is {" or ".join(kinds)}', "")
        except RefusedError as error:
            self._warn(
                "; ".join(filter(None, (f"x-faker is left out: {error.args[0]}", error.args[1]))), f"{pointer}/{HINT}"
            )
            return
        out[HINT] = node[HINT]

    def _required(self, node: Mapping[str, Any], out: Schema, pointer: str) -> None:
        names = node.get("required")
        if isinstance(names, list):
            kept = list(dict.fromkeys(map(str, names)))
            if kept:
                out["required"] = kept
        elif names is not None and not isinstance(names, bool):
            self._defect("required must be a list of names; it is left out", f"{pointer}/required")
        dependent = node.get("dependentRequired")
        if isinstance(dependent, Mapping):
            out["dependentRequired"] = {k: list(map(str, v)) for k, v in dependent.items() if isinstance(v, list)}

    def _subschemas(self, node: Mapping[str, Any], out: Schema, pointer: str) -> None:
        for key in MAPS:
            if isinstance(node.get(key), Mapping):
                out[key] = {
                    str(name): self._alike.get(leaf_text(sub)) or self.read(sub, f"{pointer}/{key}/{escape(str(name))}")
                    for name, sub in node[key].items()
                }
            elif node.get(key) is not None:
                self._defect(f"{key} must be a mapping of schemas; it is left out", f"{pointer}/{key}")
        for key in LISTS:
            if isinstance(node.get(key), list) and node[key]:
                out[key] = [self.read(sub, f"{pointer}/{key}/{index}") for index, sub in enumerate(node[key])]
        if len(out.get("allOf", ())) > 1:
            out["allOf"] = without_repeats(out["allOf"])
        for key in SINGLE:
            value = node.get(key)
            if isinstance(value, (Mapping, bool)):
                out[key] = self._single(key, value, f"{pointer}/{key}")

    def _single(self, key: str, value: Any, pointer: str) -> Any:
        if isinstance(value, bool) and key in ("additionalProperties", "unevaluatedProperties", "unevaluatedItems"):
            return value
        return self.read(value, pointer)

    def _tuples(self, node: Mapping[str, Any], out: Schema, pointer: str) -> None:
        """A list under `items` is the tuple of older drafts (JSON Schema 2020-12, appendix on `prefixItems`)."""
        items = node.get("items")
        if isinstance(items, list) and "prefixItems" not in out:
            out["prefixItems"] = [self.read(sub, f"{pointer}/items/{index}") for index, sub in enumerate(items)]
            if isinstance(node.get("additionalItems"), (Mapping, bool)):
                out["items"] = self.read(node["additionalItems"], f"{pointer}/additionalItems")

    def _discriminator(self, node: Mapping[str, Any], out: Schema, pointer: str) -> None:
        """Keep the property and a full mapping; with it the branches need not exclude each other.

        OpenAPI 3.1.1, section 4.8.25: the discriminator says which branch a payload is, so `oneOf` is read as `anyOf`.
        """
        written = node.get("discriminator")
        if written is None:
            return
        name = written.get("propertyName") if isinstance(written, Mapping) else written
        if not isinstance(name, str):
            self._defect("a discriminator needs a propertyName; it is left out", f"{pointer}/discriminator")
            return
        mapping = written.get("mapping") if isinstance(written, Mapping) else None
        targets: dict[str, str] = {}
        for value, target in mapping.items() if isinstance(mapping, Mapping) else ():
            if not isinstance(target, str):
                continue
            found = self._mapped(target)
            if found is None:
                self._defect("the mapping names a schema that is not there; it is left out", f"{pointer}/discriminator")
            else:
                targets[str(value)] = component(found)
        for branch in [*out.get("oneOf", ()), *out.get("anyOf", ())]:
            if "$ref" in branch and branch["$ref"] not in targets.values():
                targets[unescape(branch["$ref"].rpartition("/")[2])] = branch["$ref"]
        out["discriminator"] = {"propertyName": name, "mapping": targets}
        default = written.get("defaultMapping") if isinstance(written, Mapping) else None
        if isinstance(default, str) and (found := self._mapped(default)) is not None:
            out["discriminator"]["defaultMapping"] = component(found)
        if "oneOf" in out and "anyOf" not in out:
            out["anyOf"] = out.pop("oneOf")

    def _mapped(self, target: str) -> str | None:
        """Return the component that a value of a mapping means, a reference or a name."""
        return self._name_of(target[1:] if target.startswith("#") else f"/components/schemas/{escape(target)}")


def may_be_pattern(pattern: str) -> bool:
    """Tell whether a text may be a regular expression of ECMA-262: whether its groups and classes are closed.

    Python reads them alike, but for the classes `[]` and `[^]`. What else is wrong in one dialect may be right in the
    other.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        return EMPTY_CLASS.search(pattern) is not None or not str(error).startswith(UNCLOSED)
    return True


def differ_by_format(branches: list[Schema]) -> bool:
    """Tell whether branches are told apart by formats alone that no validator knows.

    To the service such a format means something; here every value would fit them all, and none exactly one.
    """
    without = [without_own_formats(branch) for branch in branches]
    return without != list(map(strip_prose, branches)) and all(without.count(branch) > 1 for branch in without)


def without_own_formats(schema: Schema) -> Schema:
    """Return a schema without prose and without the formats that are of the service's own making."""
    out: Schema = strip_prose(schema)
    for node in walk(out):
        if node.get("format") not in KNOWN_FORMATS:
            node.pop("format", None)
    return out


def nullable_schema(schema: Schema, is_30: bool) -> Schema:
    """Return `schema` admitting null, wherever its `nullable: true` stands.

    Only beside a plain type, and in OpenAPI 3.0, does every reading of the text allow it (3.0.3, section 4.7.24.1);
    elsewhere the null is marked, and fakes do without it.
    """
    if is_30 and "enum" not in schema and "const" not in schema and "type" in schema and not combines(schema):
        kinds = kinds_of(schema)
        return schema if "null" in kinds else {**schema, "type": [*kinds, "null"]}
    if set(schema) <= PROSE:
        return schema
    notes = {key: schema.pop(key) for key in tuple(schema) if key in PROSE or key in ("readOnly", "writeOnly")}
    return {"anyOf": [schema, dict(LENIENT_NULL)], **notes}


def or_empty(schema: Schema) -> Schema:
    """Return `schema` admitting the empty text too: what `allowEmptyValue` says of a parameter."""
    if set(schema) - PROSE == {"type"} and schema["type"] == "string":
        return schema
    return {"anyOf": [schema, {"type": "string", "maxLength": 0}]}


def separable(schema: Schema, style: str) -> Schema:
    """Return the schema of a list whose items, if they are plain text, do not hold the delimiter of a style.

    It has no escape where they are joined with it. Items of which more is said stay as they are.
    """
    items = schema.get("items")
    if not isinstance(items, Mapping) or items.get("type") != "string" or {"enum", "pattern", "format"} & set(items):
        return schema
    return {**schema, "items": {**items, "pattern": f"^[^{DELIMITERS[style]}]*$"}}


def combines(schema: Mapping[str, Any]) -> bool:
    """Tell whether other schemas beside the type decide on null too."""
    return any(key in schema for key in ("allOf", "anyOf", "oneOf", "not", "if", "$ref"))


def leaf_text(node: Any) -> str:
    """Return how a schema without parts is written, "" for any other.

    Documents say the same of most of their properties. Schemas without parts that are written alike are read as one
    object, so that what comes after may ask whether it has seen it.
    """
    return repr(node) if type(node) is dict and HOLDERS.isdisjoint(node) else ""


def without_repeats(parts: list[Schema]) -> list[Schema]:
    """Return parts of an `allOf`, each reference once."""
    seen: set[str] = set()
    kept = []
    for part in parts:
        reference = part["$ref"] if part.keys() == {"$ref"} else ""
        if reference not in seen:
            kept.append(part)
        seen.update(filter(None, (reference,)))
    return kept


def kinds_of(schema: Mapping[str, Any]) -> list[str]:
    """Return the JSON types that `schema` names, `[]` where it names none."""
    kinds = schema.get("type")
    if kinds is None:
        return []
    return list(kinds) if isinstance(kinds, list) else [kinds]


def number(value: Any) -> int | float | None:
    """Return a number that a float can be too, also one written as text (`"10"`), else None."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        try:
            value = float(value) if not value.strip().lstrip("+-").isdigit() else int(value)
        except ValueError:
            return None
    if isinstance(value, int):
        return value if abs(value) < GREATEST else None
    if isinstance(value, float) and math.isfinite(value):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return None


def unique(values: list[Any]) -> list[Any]:
    """Return the values without repeats, in order; `1` and `true` are two values, `1` and `1.0` one."""
    if all(type(value) is str for value in values):
        return list(dict.fromkeys(values))
    seen: dict[str, Any] = {}
    for value in values:
        seen.setdefault(json.dumps(plain_number(value), sort_keys=True), value)
    return list(seen.values())


def plain_number(value: Any) -> Any:
    """Return `1` for `1.0`, which JSON Schema takes for the same number, and any other value as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def component(name: str) -> str:
    """Return the reference to the schema component `name`."""
    return f"#/components/schemas/{escape(name)}"


def component_name(reference: str) -> str:
    """Return the component that a normalised reference names."""
    return unescape(reference.rpartition("/")[2])


def strip_prose(schema: Any) -> Any:
    """Return a schema without what only readers need: descriptions, examples, defaults."""
    if not isinstance(schema, dict):
        return schema
    if HOLDERS.isdisjoint(schema):
        return {key: value for key, value in schema.items() if key not in PROSE}
    out: Schema = {}
    for key, value in schema.items():
        if key in PROSE:
            continue
        if key in MAPS:
            out[key] = {name: strip_prose(sub) for name, sub in value.items()}
        elif key in LISTS:
            out[key] = [strip_prose(sub) for sub in value]
        elif key in SINGLE:
            out[key] = strip_prose(value)
        else:
            out[key] = value
    return out


def walk(schema: Schema) -> Iterator[Schema]:
    """Yield a schema and all schemas inside it, not following references."""
    stack: list[Schema] = [schema]
    while stack:
        node = stack.pop()
        yield node
        for key, value in node.items():  # few of all keywords are there
            if key not in HOLDERS:
                continue
            if key in SINGLE:
                stack.extend([value] if isinstance(value, dict) else ())
            else:
                stack.extend(value.values() if key in MAPS else value)
