"""Shape -> annotation: a Python type and the imports that it needs, decided in one place.

Three views of a shape have types of their own: what is *answered* (records, lenient: an unknown enum value is a
`str`), what is *sent* (typed dictionaries, strict) and what *overrides* a fake (typed dictionaries of anything less).
"""

from __future__ import annotations

import dataclasses
import enum
import re
from collections.abc import Iterable, Mapping

from mockgen.build.model import (
    AnyShape,
    ArrayShape,
    Branch,
    CheckedShape,
    Definition,
    EnumShape,
    MapShape,
    NamedShape,
    NeverShape,
    NullableShape,
    NullShape,
    ObjectShape,
    ScalarShape,
    Shape,
    UnionShape,
)
from mockgen.build.variants import variants
from mockgen.code import Code, Expression, Item, call, flat, identifier, mapping, raw, string, subscript
from mockgen.names import Namespace, pascal, shortened

LONGEST_INLINE = 44


class View(enum.Enum):
    """What a type is for."""

    ANSWERED = "answered"
    SENT = "sent"
    OVERRIDES = "overrides"


@dataclasses.dataclass(frozen=True, slots=True)
class Import:
    """`from module import name`; an empty name is `import module`, and `alias` is what it is called."""

    module: str
    name: str = ""
    alias: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Annotation:
    """A type's text and what must be imported for it."""

    text: Code
    imports: frozenset[Import] = frozenset()
    uses: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True)
class Alias:
    """A named type: `ChargeStatus: TypeAlias = Union[Literal["paid", "open"], str]`."""

    name: Code
    value: Expression
    uses: frozenset[str]


ALIAS = Import("typing", "TypeAlias")
ANY = Import("typing", "Any")
LITERAL = Import("typing", "Literal")
UNION = Import("typing", "Union")
ANNOTATED = Import("typing", "Annotated")
SEQUENCE = Import("collections.abc", "Sequence")
MAPPING = Import("collections.abc", "Mapping")
DATETIME = Import("datetime", alias="dt")
UUID = Import("uuid", "UUID")
DECIMAL = Import("decimal", "Decimal")
FILE_PART = Import(".parameters", "FilePart")
RECORD = Import(".records", "Record")
VARIANTS = Import(".records", "Variants")

RICH = {
    "date-time": (raw("dt.datetime"), DATETIME),
    "date": (raw("dt.date"), DATETIME),
    "uuid": (raw("UUID"), UUID),
    "decimal": (raw("Decimal"), DECIMAL),
}
PLAIN = {"string": raw("str"), "integer": raw("int"), "number": raw("float"), "boolean": raw("bool")}


class Annotator:
    """Types for one view; aliases that it needs on the way are collected.

    Args:
        view: what the types are for.
        definitions: by name.
        names: gives names to aliases; shared by all that stand in one module.
        class_names: what each definition is called in this view; one without a name is `Any`.
    """

    def __init__(
        self, view: View, definitions: Mapping[str, Definition], names: Namespace, class_names: Mapping[str, str]
    ):
        self.view = view
        self.aliases: dict[str, Alias] = {}
        self.imports: set[Import] = set()
        self._definitions = definitions
        self._names = names
        self._class_names = class_names
        self._known: dict[tuple[str, str], Code] = {}
        self._alike: dict[int, tuple[Shape, Annotation]] = {}

    def annotation(self, shape: Shape, context: str) -> Annotation:
        """Return the type of a shape; `context` names an alias where it needs one."""
        known = self._alike.get(id(shape))
        if known is not None:
            return known[1]
        uses: set[str] = set()
        imports: set[Import] = set()
        text = flat(self._text(shape, context, imports, uses))
        found = Annotation(text, frozenset(imports), frozenset(uses))
        if isinstance(shape.shape if isinstance(shape, NullableShape) else shape, (ScalarShape, NamedShape)):
            self._alike[id(shape)] = shape, found  # the shape is kept, so that nothing else gets its id
        return found

    def item(self, shape: Shape, context: str) -> Annotation:
        """Return the type of the items of a list, which `shape` is or names."""
        while not isinstance(shape, ArrayShape):
            if isinstance(shape, NamedShape):
                definition = self._definitions[shape.name]
                shape, context = definition.shape, definition.class_name
            elif isinstance(shape, (CheckedShape, NullableShape)):
                shape = shape.shape
            else:
                return Annotation(raw("Any"), frozenset((ANY,)))
        return self.annotation(shape.items, f"{context}Item")

    def union(self, name: str, parts: Iterable[Code], uses: Iterable[str]) -> Annotation:
        """Return an alias for a union whose text is too long to stand in a signature."""
        given = self._names.give(shortened(name))
        members = [raw("None") if part == "None" else part for part in parts]
        self.imports |= {ALIAS, UNION}
        self.aliases[given] = Alias(identifier(given), subscript(raw("Union"), members), frozenset(uses))
        return Annotation(identifier(given), frozenset(), frozenset((given,)))

    def define(self, definition: Definition) -> None:
        """Add the alias for a definition that is no object."""
        name = self._class_names[definition.name]
        uses: set[str] = set()
        value = self._value(definition.shape, definition.class_name, self.imports, uses)
        self.imports.add(ALIAS)
        self.aliases[name] = Alias(identifier(name), value, frozenset(uses))

    # -- text -----------------------------------------------------------------------------

    def _text(self, shape: Shape, context: str, imports: set[Import], uses: set[str]) -> Expression:
        if isinstance(shape, (UnionShape, EnumShape)):
            return self._aliased(shape, context, imports, uses)
        return self._value(shape, context, imports, uses)

    def _value(self, shape: Shape, context: str, imports: set[Import], uses: set[str]) -> Expression:
        if isinstance(shape, NamedShape):
            return self._named(shape, imports, uses)
        if isinstance(shape, CheckedShape):
            return self._text(shape.shape, context, imports, uses)
        if isinstance(shape, NullableShape):
            return self._nullable(shape, context, imports, uses)
        if isinstance(shape, ScalarShape):
            return self._scalar(shape, imports)
        if isinstance(shape, EnumShape):
            return self._enum(shape, imports)
        if isinstance(shape, UnionShape):
            return self._union(shape, context, imports, uses)
        if isinstance(shape, ArrayShape):
            return self._array(shape, context, imports, uses)
        if isinstance(shape, (MapShape, ObjectShape)):
            return self._map(shape, context, imports, uses)
        if isinstance(shape, NullShape):
            return raw("None")
        imports.add(ANY)
        return raw("Any")

    def _named(self, shape: NamedShape, imports: set[Import], uses: set[str]) -> Code:
        definition = self._definitions[shape.name]
        untyped = self.view is View.OVERRIDES and shape.name not in self._class_names
        if isinstance(definition.shape, (AnyShape, NeverShape)) or untyped:
            imports.add(ANY)
            return raw("Any")
        name = self._class_names[shape.name]
        uses.add(name)
        return identifier(name)

    def _nullable(self, shape: NullableShape, context: str, imports: set[Import], uses: set[str]) -> Code:
        inner = flat(self._text(shape.shape, context, imports, uses))
        if inner == "Any" or inner.endswith("| None") or isinstance(shape.shape, NeverShape):
            return raw("None") if isinstance(shape.shape, NeverShape) else inner
        return raw(f"{inner} | None")

    def _scalar(self, shape: ScalarShape, imports: set[Import]) -> Code:
        plain = PLAIN[shape.kind]
        if shape.kind != "string":
            return plain
        written = shape.schema.get("format")
        if written == "binary" and self.view is View.SENT:
            imports.add(FILE_PART)
            return raw("FilePart")
        if written not in RICH or self.view is View.OVERRIDES:
            return plain
        rich, needed = RICH[written]
        imports.add(needed)
        return rich if self.view is View.ANSWERED else raw(f"{rich} | str")

    def _enum(self, shape: EnumShape, imports: set[Import]) -> Expression:
        if not all(isinstance(value, (str, bool, int)) for value in shape.values):
            imports.add(ANY)
            return raw("Any")
        imports.add(LITERAL)
        literals = subscript(raw("Literal"), [literal_of(value) for value in shape.values])
        lenient = sorted({type(value).__name__ for value in shape.values} - {"bool"})
        if self.view is not View.ANSWERED or not lenient:
            return literals
        short = raw(" | ".join([flat(literals), *lenient]))
        if len(short) <= LONGEST_INLINE:
            return short
        imports.add(UNION)
        return subscript(raw("Union"), [literals, *map(raw, lenient)])

    def _array(self, shape: ArrayShape, context: str, imports: set[Import], uses: set[str]) -> Code:
        inner = raw("Any")
        if shape.prefix:
            imports.add(ANY)
        else:
            inner = flat(self._text(shape.items, f"{context}Item", imports, uses))
        if self.view is View.ANSWERED:
            return raw(f"list[{inner}]")
        imports.add(SEQUENCE)
        counted = " | int" if self.view is View.OVERRIDES else ""
        return raw(f"Sequence[{inner}]{counted}")

    def _map(self, shape: MapShape | ObjectShape, context: str, imports: set[Import], uses: set[str]) -> Code:
        values = shape.values if isinstance(shape, MapShape) else AnyShape()
        inner = flat(self._text(values, f"{context}Value", imports, uses))
        if self.view is View.ANSWERED:
            return raw(f"dict[str, {inner}]")
        imports.add(MAPPING)
        return raw(f"Mapping[str, {inner}]")

    def _union(self, shape: UnionShape, context: str, imports: set[Import], uses: set[str]) -> Expression:
        parts: dict[str, Expression] = {}
        for index, branch in enumerate(shape.branches):
            if self.view is View.OVERRIDES and is_object(branch.shape, self._definitions):
                imports.update({MAPPING, ANY})  # checkers compare typed dictionaries by structure: slow in unions
                parts["Mapping[str, Any]"] = raw("Mapping[str, Any]")
                continue
            text = flat(self._text(branch.shape, f"{context}{index + 1}", imports, uses))
            parts.update({piece: raw(piece) for piece in text.split(" | ")} if "[" not in text else {text: text})
        if "Any" in parts:
            return raw("Any")
        if self.view is View.OVERRIDES and (named := variants(shape, self._definitions)):
            imports.add(LITERAL)
            parts["Literal"] = subscript(raw("Literal"), [string(variant.name) for variant in named])
        if self.view is View.ANSWERED and shape.tag and (tagged := self._tagged(shape)):
            return self._variants(shape, tagged, parts, imports)
        return self._either(parts.values(), imports)

    def _variants(
        self, shape: UnionShape, tagged: Mapping[str, str], parts: dict[str, Expression], imports: set[Import]
    ) -> Expression:
        """Return a union whose variants a property tells; without a default any other is a plain record."""
        classes = mapping((string(tag), string(name)) for tag, name in sorted(tagged.items()))
        arguments: list[Expression | Item] = [string(shape.tag), classes]
        default = next((self._record_name(branch) for branch in shape.branches if branch.is_default), "")
        if default:
            arguments.append(string(default))
        else:
            parts["Record"] = raw("Record")
            imports.add(RECORD)
        imports.update({ANNOTATED, VARIANTS})
        return subscript(raw("Annotated"), [self._either(parts.values(), imports), call(raw("Variants"), arguments)])

    def _tagged(self, shape: UnionShape) -> dict[str, str]:
        """Return the record that each value of a discriminator means."""
        named = ((self._record_name(branch), branch.tags) for branch in shape.branches)
        return {tag: name for name, tags in named for tag in tags if name}

    def _record_name(self, branch: Branch) -> str:
        """Return the class of a branch that is a record, "" of any other."""
        if isinstance(branch.shape, NamedShape) and is_object(branch.shape, self._definitions):
            return self._class_names[branch.shape.name]
        return ""

    def _either(self, parts: Iterable[Expression], imports: set[Import]) -> Expression:
        found = sorted(parts, key=lambda part: part == "None")
        short = raw(" | ".join(map(flat, found)))
        if len(found) == 1 or len(short) <= LONGEST_INLINE:
            return short
        imports.add(UNION)
        return subscript(raw("Union"), found)

    def _aliased(self, shape: Shape, context: str, imports: set[Import], uses: set[str]) -> Code:
        """Return a type of its own name where it would be long or says more than its text."""
        inner: set[str] = set()
        needed: set[Import] = set()
        value = self._value(shape, context, needed, inner)
        text = flat(value)
        short = isinstance(value, Code) or text.startswith("Literal[")
        if short and len(text) <= LONGEST_INLINE and not (isinstance(shape, EnumShape) and len(shape.values) > 1):
            uses |= inner
            imports |= needed
            return text
        wanted = shortened(pascal(context))
        key = (wanted, text)
        if key not in self._known:
            name = self._names.give(wanted)
            self.imports |= {ALIAS, *needed}
            self._known[key] = identifier(name)
            self.aliases[name] = Alias(identifier(name), value, frozenset(inner))
        uses.add(str(self._known[key]))
        return self._known[key]


def is_object(shape: Shape, definitions: Mapping[str, Definition]) -> bool:
    """Tell whether a shape has a class of its own."""
    return isinstance(shape, NamedShape) and isinstance(definitions[shape.name].shape, ObjectShape)


def reads_alike(shape: Shape) -> bool:
    """Tell whether a shape has one type, sent or answered: a plain text, number or boolean."""
    return isinstance(shape, ScalarShape) and shape.schema.get("format") not in (*RICH, "binary")


def literal_of(value: str | bool | int) -> Code:
    """Return a value as it stands in `Literal[…]`."""
    return string(value) if isinstance(value, str) else raw(repr(value))


def in_order(aliases: Mapping[str, Alias]) -> list[Alias]:
    """Return aliases so that each stands after those that it uses; in a circle, the last one to close it says Any."""
    done: dict[str, Alias] = {}
    for name in sorted(aliases):
        visit(name, aliases, done, ())
    return list(done.values())


def visit(name: str, aliases: Mapping[str, Alias], done: dict[str, Alias], above: tuple[str, ...]) -> None:
    """Add an alias after those that it uses."""
    if name in done or name in above:
        return
    alias = aliases[name]
    for used in sorted(alias.uses):
        if used in aliases:
            visit(used, aliases, done, (*above, name))
    circular = [used for used in alias.uses if used in aliases and used not in done]
    value = replaced(alias.value, circular) if circular else alias.value
    done[name] = dataclasses.replace(alias, value=value)


def replaced(value: Expression, names: Iterable[str]) -> Expression:
    """Return a type with some names replaced by `Any`."""
    gone = re.compile(r"\b(" + "|".join(map(re.escape, names)) + r")\b")
    if isinstance(value, Code):
        return raw(gone.sub("Any", value)) if not value.startswith(('"', "'")) else value
    items = tuple(Item(item.prefix, replaced(item.value, names)) for item in value.items)
    return dataclasses.replace(value, items=items)
