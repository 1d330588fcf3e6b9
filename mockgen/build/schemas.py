"""`schemas.py`: records for what is answered, typed dictionaries for what is sent."""

from __future__ import annotations

import dataclasses
import functools
import keyword
import re
from collections.abc import Iterable, Sequence

from mockgen.annotations import Alias, Annotator, Import
from mockgen.build.model import Definition, ObjectShape, Property
from mockgen.build.operations import OperationPlan
from mockgen.code import (
    WIDTH,
    Code,
    Expression,
    Item,
    call,
    docstring,
    flat,
    for_block,
    identifier,
    keyword_argument,
    mapping,
    raw,
    statement,
    string,
)
from mockgen.ir import DictClass, RecordClass
from mockgen.names import Namespace, import_order, pascal, snake

TYPE_NAMES = frozenset(("list", "dict", "str", "int", "float", "bool", "bytes", "dt"))
RECORD_SURFACE = TYPE_NAMES | {"raw", "field", "self", "cls"}
FIELD = Import(".records", "Field")
FIELD_FUNCTION = Import(".records", "field")
RECORD = Import(".records", "Record")
HEADERS = Import(".records", "Headers")
TYPED_DICT = Import("typing", "TypedDict")
NOT_REQUIRED = Import("typing", "NotRequired")
SECRET_WORDS = frozenset(("password", "secret", "passphrase", "private_key"))
TEXT = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclasses.dataclass(frozen=True)
class Typed:
    """A class and the names that its code uses."""

    code: RecordClass | DictClass
    uses: frozenset[str]


def names_in(*texts: str) -> frozenset[str]:
    """Return the names that some code uses; what stands in quotes is no name."""
    return frozenset().union(*map(names_of, texts))


@functools.lru_cache(maxsize=2**16)
def names_of(text: str) -> frozenset[str]:
    """Return the names that one text uses."""
    return frozenset(NAME.findall(TEXT.sub("", text)))


def record(name: Code, base: str, doc: Code, fields: tuple[Code, ...]) -> Typed:
    """Return a record and what it uses: what follows the name of each field."""
    used = names_in(base, *(line.partition(": ")[2] for line in fields))
    return Typed(RecordClass(name, raw(base), doc, fields), used)


def record_class(definition: Definition, annotator: Annotator) -> Typed:
    """Return the record of an object that is answered."""
    shape = definition.shape
    assert isinstance(shape, ObjectShape)
    names = attributes_of(shape)
    fields = tuple(
        record_field(found, names[found.wire_name], definition.class_name, annotator) for found in shape.properties
    )
    annotator.imports.update({RECORD} | ({FIELD, FIELD_FUNCTION} if fields else set()))
    doc = docstring([definition.description or f"`{definition.title}` of the service."], 4)
    return record(identifier(definition.class_name), "Record", doc, fields)


def headers_class(name: str, plan: OperationPlan, annotator: Annotator) -> Typed:
    """Return the record of all headers that an operation documents; an answer need not have any of them."""
    found: dict[str, Property] = {}
    for each in plan.headers:
        for header, shape in each.headers:
            found.setdefault(header.name.lower(), Property(header.name, shape, False))
    names = attributes_of(ObjectShape(tuple(found.values())))
    fields = tuple(record_field(each, names[each.wire_name], plan.class_name, annotator) for each in found.values())
    annotator.imports.update({HEADERS, FIELD, FIELD_FUNCTION})
    doc = docstring([f"The documented headers of `{plan.operation.key}`."], 4)
    return record(identifier(name), "Headers", doc, fields)


def attributes_of(shape: ObjectShape) -> dict[str, str]:
    """Return the attribute of a record for each property, by wire name."""
    names = Namespace(RECORD_SURFACE)
    return {found.wire_name: names.give(attribute(found.wire_name)) for found in shape.properties}


def attribute(wire_name: str) -> str:
    """Return the attribute for a property; a leading underscore would be Python's own business."""
    return snake(wire_name, "field")


def record_field(found: Property, name: str, owner: str, annotator: Annotator) -> Code:
    """Return one line (or a few) of a record: `created: Field[dt.datetime] = field()`."""
    annotation = annotator.annotation(found.shape, f"{owner}{pascal(found.wire_name)}")
    annotator.imports |= annotation.imports
    return field_line(found.wire_name, name, annotation.text, found.required, found.write_only)


@functools.lru_cache(maxsize=2**16)
def field_line(wire_name: str, name: str, text: Code, required: bool, write_only: bool) -> Code:
    """Return the line of a field whose type is `text`."""
    arguments: list[Code | Item] = [] if name == wire_name else [string(wire_name)]
    keywords: list[Code | Item] = []
    if not required:
        keywords.append(keyword_argument("absent", raw("None")))
        if text != "Any" and not text.endswith("| None") and text != "None":
            text = raw(f"{text} | None")
    if write_only or SECRET_WORDS & {name}:
        keywords.append(keyword_argument("secret", raw("True")))
    return fitted(f"{identifier(name)}: Field[{text}] = ", "field", [*arguments, *keywords], wire_name)


def fitted(start: str, function: str, arguments: list[Code | Item], wire_name: str) -> Code:
    """Return an assignment that `ruff format` leaves alone, however long its left side is."""
    line = flat(call(raw(function), arguments))
    if 4 + len(start) + len(line) <= WIDTH:
        return raw(f"{start}{line}")
    if not arguments:
        arguments = [string(wire_name)]
    if 4 + len(start) + len(function) + 1 > WIDTH:
        return raw(f"{start}{flat(call(raw(function), arguments))}  # fmt: skip")
    inner = "".join(f"        {item.prefix}{flat(item.value)},\n" for item in call(raw(function), arguments).items)
    return raw(f"{start}{function}(\n{inner}    )")


def dict_class(name: str, definition: Definition, annotator: Annotator, *, total: bool, summary: str) -> Typed:
    """Return the typed dictionary of an object, as it is sent (`total`) or as it overrides a fake."""
    shape = definition.shape
    assert isinstance(shape, ObjectShape)
    annotator.imports.add(TYPED_DICT)
    entries: list[tuple[str, Code]] = []
    for found in shape.properties:
        if not found.wire_name:
            continue  # no key of a typed dictionary may be empty
        annotation = annotator.annotation(found.shape, f"{name}{pascal(found.wire_name)}")
        annotator.imports |= annotation.imports
        text = annotation.text
        if total and not found.required:
            annotator.imports.add(NOT_REQUIRED)
            text = raw(f"NotRequired[{text}]")
        entries.append((found.wire_name, text))
    doc = docstring([summary], 4)
    uses = names_in("TypedDict", *(text for _, text in entries))
    if all(plain_key(key) for key, _ in entries):
        lines = tuple(dict_line(key, text, 4 if total else 8) for key, text in entries)
        return Typed(DictClass(identifier(name), doc, lines, None, total), uses)
    made = functional(name, entries, total, 0 if total else 4)
    return Typed(DictClass(identifier(name), doc, (), made, total), uses)


def plain_key(key: str) -> bool:
    """Tell whether a key can be written as a name in a class body without meaning something else there."""
    simple = key.isascii() and key.isidentifier() and not keyword.iskeyword(key)
    return simple and not key.startswith("__") and key not in TYPE_NAMES


def dict_line(key: str, text: Code, indent: int) -> Code:
    """Return `amount: int`, marked where it cannot be broken."""
    line = f"{identifier(key)}: {text}"
    return raw(line if indent + len(line) <= WIDTH else f"{line}  # fmt: skip")


def functional(name: str, entries: Iterable[tuple[str, Code]], total: bool, indent: int) -> Code:
    """Return `Name = TypedDict("Name", {…})`, for keys that are no identifiers."""
    keys = mapping((string(key), string(text)) for key, text in entries)  # text: classes may stand below
    arguments: list[Expression | Item] = [string(name), keys]
    if not total:
        arguments.append(keyword_argument("total", raw("False")))
    return for_block(statement(f"{identifier(name)} = ", call(raw("TypedDict"), arguments), indent=indent), indent)


def alias_statement(alias: Alias, indent: int) -> Code:
    """Return `Name: TypeAlias = …`; unsaid, pyright would follow the module to find out, and not a large one."""
    start = f"{alias.name}: TypeAlias = "
    line = flat(alias.value)
    if indent + len(start) + len(line) > WIDTH and (isinstance(alias.value, Code) or len(alias.value.items) < 2):
        return raw(f"{start}{line}  # fmt: skip")
    return for_block(statement(start, alias.value, indent=indent), indent)


def import_lines(imports: Iterable[Import], indent: int = 0) -> tuple[Code, ...]:
    """Return import statements in isort's order: standard library, others, relative; blank lines between."""
    groups: dict[int, list[tuple[tuple[int, str], Code]]] = {}
    modules: dict[str, set[str]] = {}
    for found in imports:
        if found.name:
            modules.setdefault(found.module, set()).add(found.name)
        else:
            line = f"import {found.module}" + (f" as {found.alias}" if found.alias else "")
            groups.setdefault(section(found.module), []).append(((0, found.module), raw(line)))
    for module, names in modules.items():
        line = from_import(module, import_order(names), indent)
        groups.setdefault(section(module), []).append(((1, relative_order(module)), line))
    out: list[Code] = []
    for _, lines in sorted(groups.items()):
        out.extend([raw("")] if out else [])
        out.extend(line for _, line in sorted(lines))
    return tuple(out)


def from_import(module: str, names: Sequence[str], indent: int) -> Code:
    """Return `from module import a, b`, one name a line where that is too long."""
    line = f"from {module} import {', '.join(names)}"
    if indent + len(line) <= WIDTH:
        return raw(line)
    inner = "".join(f"    {name},\n" for name in names)
    return raw(f"from {module} import (\n{inner})")


def section(module: str) -> int:
    """Return the group of an import: `__future__`, standard library, installed packages, this package."""
    if module.startswith("."):
        return 3
    return 2 if module.partition(".")[0] in ("mockgen", "django", "requests", "pytest") else 1


def relative_order(module: str) -> str:
    """Return a sort key that puts parents before siblings, as isort does."""
    dots = len(module) - len(module.lstrip("."))
    return f"{9 - dots}{module.lstrip('.')}" if dots else module
