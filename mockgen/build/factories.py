"""`testing/factories.py`: shapes printed as recipes, one line per property."""

from __future__ import annotations

import dataclasses
import keyword
from collections.abc import Iterable, Mapping

from mockgen.annotations import Import
from mockgen.build.coherence import Relation, Siblings, relations
from mockgen.build.findings import reason
from mockgen.build.heights import shape_height
from mockgen.build.meaning import meanings
from mockgen.build.media import FORMS, MediaKind
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
    Property,
    RuledShape,
    ScalarShape,
    Shape,
    UnionShape,
)
from mockgen.build.operations import AnswerPlan, BodyPlan, HeadersPlan, OperationPlan
from mockgen.build.providers import Provider, provider
from mockgen.build.signatures import SLASH, signature
from mockgen.build.variants import variants
from mockgen.code import (
    Code,
    Expression,
    Item,
    call,
    docstring,
    double_starred,
    identifier,
    keyword_argument,
    literal,
    mapping,
    pair,
    raw,
    statement,
    string,
)
from mockgen.ir import Function
from mockgen.names import Namespace, snake
from mockgen.spec.document import Header, Parameter

FAKE = raw("fake: Values")
DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}
NO_COOKIE = ' ",;\\'
"""What the value of a cookie cannot hold (RFC 6265, section 4.1.1)."""


@dataclasses.dataclass(frozen=True)
class Bare:
    """The characters that no text may hold: of a part between delimiters, and of any."""

    in_parts: str = ""
    always: str = ""


HEADER = Bare(",")
JSON = Import("mockgen.testing", "JSON")
VALUES = Import("mockgen.testing", "Values")


class FactoryBuilder:
    """Builds factories.

    Args:
        definitions: by name.
        names: of the functions in the module.
    """

    def __init__(self, definitions: Mapping[str, Definition], names: Namespace):
        self._definitions = definitions
        self._heights = {name: definition.height for name, definition in definitions.items()}
        self._functions = {
            name: names.give(f"make_{snake(definition.class_name)}") for name, definition in definitions.items()
        }
        self._names = names
        self._known: dict[tuple[str, str, int, bool], Item] = {}
        self.imports: set[Import] = set()

    def factory(self, definition: Definition, fields: str) -> Function:
        """Return the factory of a definition; `fields` names the typed dictionary of its overrides."""
        name = self._functions[definition.name]
        overrides = self._overriding(fields) if has_parts(definition.shape) else []
        return Function(
            identifier(name),
            self._signature(name, *overrides),
            docstring([factory_summary(definition)], 4),
            statement("return ", self._body(definition), indent=4),
        )

    def factory_of(self, answer: AnswerPlan, doc: str = "") -> Function:
        """Return the factory of an answer that is no definition: a list of records, say."""
        assert answer.shape is not None
        name = self._names.give(f"make_{snake(answer.context)}")
        return Function(
            identifier(name),
            self._signature(name, *self._overriding("")),
            docstring([doc or f"Return a valid body of status {answer.status} as it travels."], 4),
            statement(
                "return ", call(raw("fake.given"), [raw("overrides"), self.recipe(answer.shape, "body")]), indent=4
            ),
        )

    def _signature(self, name: str, *parameters: Code) -> Code:
        self.imports |= {JSON, VALUES}
        return signature(name, [FAKE, SLASH, *parameters], "JSON", indent=0)

    def _overriding(self, fields: str) -> list[Code]:
        """Return the keyword arguments of a factory: those of a typed dictionary, or any."""
        self.imports.add(Import("typing", "Unpack" if fields else "Any"))
        return [raw(f"**overrides: {f'Unpack[{fields}]' if fields else 'Any'}")]

    def _body(self, definition: Definition) -> Expression:
        overrides = raw("overrides")
        shape = definition.shape
        if definition.height is None:
            shape = NeverShape(reason(shape, self._definitions))
        if isinstance(shape, ObjectShape):
            if definition.check:
                arguments = [string(definition.check), overrides, *self._properties(definition, shape)]
                return call(raw("fake.checked_object"), arguments)
            function = "fake.open_object" if shape.open or shape.extra else "fake.object"
            return call(raw(function), [overrides, *self._properties(definition, shape)])
        recipe = self.recipe(shape, definition.class_name)
        return (
            call(raw("fake.given"), [overrides, recipe])
            if has_parts(definition.shape)
            else call(raw("fake.make"), [recipe])
        )

    def _properties(self, definition: Definition, shape: ObjectShape) -> list[Expression | Item]:
        arguments: list[Expression | Item] = []
        meant = meanings(shape, definition.class_name)
        agreeing = relations(Siblings(shape, meant, self._definitions))
        for found in (found for found in (*shape.properties, *shape.extra) if found.possible):
            name, relation = meant[found.wire_name], agreeing.get(found.wire_name)
            key = (found.wire_name, name, id(found.shape), found.required)
            item = self._known.get(key) if relation is None else None
            if item is None:
                item = self._property(found, name, relation)
                if relation is None:
                    self._known[key] = item
            arguments.append(item)
        return arguments

    def _property(self, found: Property, name: str, relation: Relation | None) -> Item:
        """Return the argument of a property whose name means `name` in its object."""
        made = self.recipe(found.shape, name)
        if relation is not None:
            made = relation.around(made)
        return named(found.wire_name, made if found.required else call(raw("fake.optional"), [made]))

    def arguments(self, plan: OperationPlan) -> Function:
        """Return the function that gives valid arguments for a client's method."""
        name = self._names.give(f"{plan.name}_arguments")
        arguments: list[Expression | Item] = []
        for found in plan.parameters:
            if not found.parameter.required and shape_height(found.shape, self._heights) is None:
                continue  # it can only be left out
            made = self._travelling(found.shape, found.parameter.name, bare_characters(found.parameter))
            if isinstance(self._opened(found.shape), (ObjectShape, MapShape, UnionShape)):
                made = call(raw("fake.sendable"), [made])
            if not found.parameter.required:
                made = call(raw("fake.optional"), [made])
            arguments.append(keyword_argument(found.name, made))
        if plan.body:
            arguments.append(keyword_argument("body", self._sent_body(plan.body)))
        return Function(
            identifier(name),
            self._signature(name),
            docstring([f"Return valid arguments for `{plan.name}`."], 4),
            statement("return ", call(raw("fake.arguments"), arguments), indent=4),
        )

    def _travelling(self, shape: Shape, name: str, bare: Bare) -> Expression:
        """Return the maker of a parameter or a header, of which no text holds what cannot travel there."""
        shape = sendable(shape)
        opened = sendable(self._opened(shape))
        if isinstance(opened, (ScalarShape, EnumShape)):
            return self._without(bare.always, shape, name)
        if isinstance(opened, ArrayShape) and not opened.prefix:
            return self._array(opened, name, bare.in_parts)
        made = self.recipe(shape, name)
        return call(raw("fake.without"), [string(bare.in_parts), made]) if bare.in_parts else made

    def _without(self, characters: str, shape: Shape, name: str) -> Expression:
        """Return the maker of one text without some characters."""
        made = self.recipe(shape, name)
        opened = self._opened(shape)
        if not may_hold(opened, characters):
            return made
        is_free = isinstance(opened, ScalarShape) and not {"pattern", "format"} & set(opened.schema)
        instead = [keyword_argument("instead", string("-"))] if is_free else []
        return call(raw("fake.without"), [string(characters), made, *instead])

    def _sent_body(self, body: BodyPlan) -> Expression:
        """Return the maker of a body; what travels as it is has to be text, whatever its schema says."""
        if body.kind is MediaKind.STREAM:
            return self.recipe(sendable(body.shape), "body")  # without an item, no byte would travel
        if body.kind in FORMS:
            is_free = isinstance(body.shape, AnyShape)
            fields = MapShape(ScalarShape("string", {"type": "string"}), least=1) if is_free else body.shape
            return call(raw("fake.sendable"), [self.recipe(fields, "body")])
        if body.kind not in (MediaKind.TEXT, MediaKind.BINARY):
            return self.recipe(body.shape, "body")
        opened = self._opened(body.shape)
        if is_text(opened):
            return self.recipe(body.shape, "body")
        if isinstance(opened, (ScalarShape, EnumShape)):
            return call(raw("fake.as_text"), [self.recipe(body.shape, "body")])
        return self.recipe(ScalarShape("string", {"type": "string"}), "body")

    def headers(self, plan: OperationPlan, found: HeadersPlan) -> Function:
        """Return the factory of the headers of one status."""
        doc = f"Return valid headers of status {found.status} of `{plan.name}`."
        made = [(header, shape) for header, shape in found.headers if not header.is_framing]
        return self.headers_of(f"make_{plan.name}_{found.status.lower()}_headers", made, doc)

    def headers_of(self, wanted: str, headers: Iterable[tuple[Header, Shape]], doc: str) -> Function:
        """Return a factory of headers that would be called `wanted`."""
        name = self._names.give(wanted)
        made: list[Expression | Item] = []
        for header, shape in headers:
            recipe = self._travelling(shape, header.name, HEADER)
            made.append(named(header.name, recipe if header.required else call(raw("fake.optional"), [recipe])))
        return Function(
            identifier(name),
            self._signature(name),
            docstring([doc], 4),
            statement("return ", call(raw("fake.object"), [raw("{}"), *made]), indent=4),
        )

    # -- recipes --------------------------------------------------------------------------

    def recipe(self, shape: Shape, name: str) -> Expression:
        """Return the maker for a shape; `name` is what the document calls the place."""
        if isinstance(shape, NamedShape):
            return identifier(self._functions[shape.name])
        if isinstance(shape, ScalarShape):
            return scalar_recipe(shape, name)
        if isinstance(shape, RuledShape):
            return provider_expression(shape.provider)
        if isinstance(shape, EnumShape):
            function = "fake.constant" if len(shape.values) == 1 else "fake.pick"
            return call(raw(function), map(literal, shape.values))
        if isinstance(shape, NullableShape) and isinstance(shape.shape, NeverShape):
            return raw("fake.null")
        if isinstance(shape, NullableShape):
            inner = self.recipe(shape.shape, name)
            return call(raw("fake.nullable"), [inner]) if shape.certain else inner
        if isinstance(shape, ArrayShape):
            return self._array(shape, name)
        if isinstance(shape, MapShape):
            return self._map(shape, name)
        if isinstance(shape, UnionShape):
            refers = any(isinstance(branch.shape, NamedShape) for branch in shape.branches)
            said = f"{name} id" if refers else name  # a text in the place of an object is what identifies it
            return call(raw("fake.one_of"), self._union(shape, said))
        if isinstance(shape, CheckedShape) and shape.refusal:
            return call(raw("fake.never"), [string(shape.refusal)])
        if isinstance(shape, CheckedShape):
            apart = [keyword_argument("apart", pair(*map(string, shape.apart)))] if shape.apart else []
            return call(raw("fake.checked"), [string(shape.check), self.recipe(shape.shape, name), *apart])
        if isinstance(shape, NeverShape):
            return call(raw("fake.never"), [string(shape.reason)])
        return raw("fake.null") if isinstance(shape, NullShape) else raw("fake.anything")

    def _array(self, shape: ArrayShape, name: str, without: str = "") -> Expression:
        items = self._without(without, shape.items, singular(name))
        if shape.most == 0:
            return call(raw("fake.constant"), [raw("[]")])
        if shape.prefix or shape.leading:
            return self._tuple(shape, items, name)
        most = shape.most
        if shape.unique and isinstance(countable := self._opened(shape.items), EnumShape):
            most = min(len(countable.values), len(countable.values) if most is None else most)
        bounds = bounds_arguments(shape.least, most)
        return call(raw("fake.unique_array" if shape.unique else "fake.array"), [items, *bounds])

    def _tuple(self, shape: ArrayShape, items: Expression, name: str) -> Expression:
        prefix = [self.recipe(sub, singular(name)) for sub in shape.leading or shape.prefix]
        keywords = []
        if shape.least > len(prefix):
            keywords += [keyword_argument("rest", items), keyword_argument("lo", literal(shape.least))]
        if shape.most is not None and shape.most < len(prefix):
            keywords.append(keyword_argument("hi", literal(shape.most)))
        return call(raw("fake.tuple_"), [*prefix, *keywords])

    def _opened(self, shape: Shape) -> Shape:
        opened = self._definitions[shape.name].shape if isinstance(shape, NamedShape) else shape
        return opened.shape if isinstance(opened, RuledShape) else opened

    def _map(self, shape: MapShape, name: str) -> Expression:
        if shape.most == 0:
            return call(raw("fake.constant"), [raw("{}")])
        arguments: list[Expression | Item] = [self.recipe(shape.values, singular(name))]
        arguments += bounds_arguments(shape.least, shape.most)
        if shape.pattern:
            arguments.append(keyword_argument("key", call(raw("fake.pattern"), [string(shape.pattern)])))
        return call(raw("fake.mapping"), arguments)

    def _union(self, shape: UnionShape, name: str) -> list[Expression | Item]:
        """Return the makers of a union's variants, by name where overrides can choose them by it."""
        found = variants(shape, self._definitions)
        if found:
            return [named(each.name, self._branch(each.branch, shape.tag, each.tag, name)) for each in found]
        return [self._branch(each, shape.tag, each.tags[0] if each.tags else "", name) for each in shape.branches]

    def _branch(self, branch: Branch, tag: str, value: str, name: str) -> Expression:
        made = self.recipe(branch.shape, name)
        if not tag or not value or self._says(branch.shape, tag, value):
            return made
        return call(raw("fake.having"), [made, named(tag, string(value))])

    def _says(self, shape: Shape, tag: str, value: str) -> bool:
        """Tell whether a branch's own property gives the discriminator's value, or cannot hold it."""
        found = self._opened(shape)
        if not isinstance(found, ObjectShape):
            return True
        for entry in found.properties:
            if entry.wire_name == tag:
                own = self._opened(entry.shape)
                return isinstance(own, EnumShape) and (len(own.values) == 1 or value not in own.values)
        return True

    def function(self, name: str) -> str:
        """Return the name of a definition's factory."""
        return self._functions[name]


def is_text(shape: Shape) -> bool:
    """Tell whether a shape is a string."""
    return isinstance(shape, ScalarShape) and shape.kind == "string"


def sendable(shape: Shape) -> Shape:
    """Return a shape without the empty list, which cannot be told from an absent parameter or body."""
    if isinstance(shape, ArrayShape) and shape.least == 0 and shape.most != 0:
        return dataclasses.replace(shape, least=1)
    return shape


def bare_characters(parameter: Parameter) -> Bare:
    """Return what no text of a parameter may hold, since its place and style have no encoded form of it."""
    if parameter.media_type:
        return Bare()
    if parameter.location == "header":
        return HEADER
    if parameter.style == "cookie":
        return Bare(NO_COOKIE, NO_COOKIE)
    if parameter.style == "label":
        return Bare("." if parameter.explode else "")
    return Bare("" if parameter.explode else DELIMITERS.get(parameter.style, ""))


def may_hold(shape: Shape, characters: str) -> bool:
    """Tell whether a text of a shape may hold one of some characters."""
    if isinstance(shape, EnumShape):
        return any(character in str(value) for value in shape.values for character in characters)
    if isinstance(shape, ScalarShape) and shape.kind != "string":
        return shape.kind == "number" and "." in characters
    return bool(characters)


def scalar_recipe(shape: ScalarShape, name: str) -> Expression:
    """Return the maker for a scalar, as `providers` chooses it."""
    return provider_expression(provider(name, shape.schema))


def provider_expression(found: Provider) -> Expression:
    """Return a provider as code: `fake.email`, `fake.integer(1, 10)`."""
    head = raw("fake." + identifier(found.method))
    arguments: list[Expression | Item] = []
    if found.inner is not None:
        arguments.append(provider_expression(found.inner))
    arguments += map(literal, found.args)
    for key, value in found.keywords:
        made = provider_expression(value) if isinstance(value, Provider) else literal(value)
        arguments.append(keyword_argument(key, made))
    return call(head, arguments) if arguments else head


def bounds_arguments(least: int, most: int | None) -> list[Expression | Item]:
    """Return `lo, hi` as arguments, without what is the default."""
    if most is not None:
        return [literal(least), literal(most)]
    return [literal(least)] if least else []


def named(wire_name: str, value: Expression) -> Item:
    """Return `id=value`, or `**{"no-identifier": value}`: each of its own, since checkers join what a dict holds."""
    if is_keyword_name(wire_name):
        return keyword_argument(wire_name, value)
    return double_starred(mapping([(string(wire_name), value)]))


def is_keyword_name(name: str) -> bool:
    """Tell whether a wire name can be a keyword argument."""
    return name.isascii() and name.isidentifier() and not keyword.iskeyword(name) and name != "__debug__"


def singular(name: str) -> str:
    """Return what one item of a list is called: `emails` holds an `email`."""
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


def factory_summary(definition: Definition) -> str:
    """Return a factory's docstring."""
    said = f"Return a valid `{definition.title}` as it travels"
    return f"{said}; keywords replace its fields." if has_parts(definition.shape) else f"{said}."


def has_parts(shape: Shape) -> bool:
    """Tell whether keyword arguments can mean anything for a shape."""
    if isinstance(shape, (NullableShape, CheckedShape)):
        return has_parts(shape.shape)
    return not isinstance(shape, (ScalarShape, EnumShape, NullShape, NeverShape, RuledShape))
