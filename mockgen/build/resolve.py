"""Schema -> shape: every place of the document resolved once, definitions collected on the way."""

from __future__ import annotations

import dataclasses
import itertools
import json
import math
from collections.abc import Mapping
from typing import Any

from mockgen.build.containment import Containment
from mockgen.build.contradictions import Contradictions
from mockgen.build.heights import heights, shape_height
from mockgen.build.model import (
    AnyShape,
    ArrayShape,
    Branch,
    CheckedShape,
    Definition,
    EnumShape,
    Loss,
    MapShape,
    Model,
    NamedShape,
    NeverShape,
    NullableShape,
    NullShape,
    ObjectShape,
    Property,
    ScalarShape,
    Shape,
    UnionShape,
)
from mockgen.build.promises import Promises
from mockgen.build.shapes import (
    IMPLIED,
    NULL_TYPE,
    Flat,
    Impossible,
    Reducer,
    both,
    constants_of,
    enum_of,
    is_kind,
    item_schema,
    kinds_meant,
    matches,
    property_schema,
    reference_of,
)
from mockgen.build.telling import excludes, telling_names
from mockgen.names import Namespace, pascal, shortened
from mockgen.spec.document import Document
from mockgen.spec.schemas import HOLDERS, KNOWN_FORMATS, LENIENT, NEVER, PROSE, Schema, strip_prose

DEEPEST = 24
NAMELESS = (ScalarShape, EnumShape, AnyShape, NullShape, NeverShape)
INERT = PROSE | {"readOnly", "writeOnly", "discriminator"}


@dataclasses.dataclass
class _Draft:
    """A definition in the making."""

    name: str
    class_name: str
    title: str
    description: str
    shape: Shape
    sent: bool = False
    answered: bool = False
    nullable: bool | None = None
    check: str = ""
    component: str = ""


class Resolver:
    """Resolves the schemas of one document.

    Args:
        document: whose components are defined at once.
        reserved: Python names that no class may have.
        renames: class names by component, which come before all others.
    """

    def __init__(self, document: Document, reserved: frozenset[str], renames: Mapping[str, str]):
        schemas = document.schemas
        self._schemas = schemas
        self._reducer = Reducer(lambda name: schemas.get(name, {}))
        containment = Containment(self._reducer, lambda name: schemas.get(name, {}))
        self._promises = Promises(self._reducer, containment)
        self._contradictions = Contradictions(self._reducer, containment)
        self._classes = Namespace(reserved)
        self._drafts: dict[str, _Draft] = {}
        self._checks: dict[str, Schema] = {}
        self._exclusive: set[str] = set()
        self._losses: list[Loss] = []
        self._tall: dict[str, int | None] = {}
        self._references = {name: NamedShape(name) for name in schemas}
        self._leaves: dict[int, tuple[Schema, Shape]] = {}
        self._inline: list[tuple[Schema, str]] = []
        for name, class_name in self._class_names(document, renames).items():
            sent, answered = name in document.sent, name in document.answered
            title = document.sent_views.get(name, name)
            self._drafts[name] = _Draft(name, class_name, title, "", AnyShape(), sent, answered or not sent)
            self._drafts[name].component = name
        for name, schema in schemas.items():
            draft = self._drafts[name]
            draft.description = prose_of(schema)
            draft.shape = self._define(schema, draft)

    def _class_names(self, document: Document, renames: Mapping[str, str]) -> dict[str, str]:
        """Return the class of each component; a request view is named after its component."""
        given = {old: self._classes.give(new) for old, new in renames.items()}
        found = {}
        for name in document.schemas:
            base = document.sent_views.get(name, name)
            own = given.get(base)
            if name != base and base in document.schemas:
                found[name] = self._classes.give(shortened(f"{own or pascal(base)}Input"))
            else:
                found[name] = own or self._classes.give(class_name_of(base))
        return found

    def place(self, schema: Schema | None, context: str) -> Shape:
        """Return the shape at a place outside components; `context` names what stands inline there."""
        return AnyShape() if schema is None else self._shape(schema, context)

    def opened(self, name: str) -> Shape:
        """Return the shape of a definition."""
        return self._drafts[name].shape

    def mark(self, shape: Shape, *, sent: bool = False, answered: bool = False) -> None:
        """Note that a place is sent or answered, and with it all that it holds."""
        stack = [shape]
        while stack:
            found = stack.pop()
            if isinstance(found, NamedShape):
                draft = self._drafts[found.name]
                if (sent and not draft.sent) or (answered and not draft.answered):
                    draft.sent, draft.answered = draft.sent or sent, draft.answered or answered
                    stack.append(draft.shape)
            else:
                stack.extend(inner_shapes(found))

    def model(self) -> Model:
        """Return what was resolved; a component that nothing uses counts as answered."""
        tall = heights({name: draft.shape for name, draft in self._drafts.items()})
        for draft in [*self._drafts.values()]:
            for inner in [draft.shape] if isinstance(draft.shape, NamedShape) else inner_shapes(draft.shape):
                self.mark(inner, sent=draft.sent, answered=draft.answered)
        self._tall = tall
        definitions = {
            name: Definition(
                name, draft.class_name, self.settled(draft.shape), draft.title, draft.description,
                draft.sent, draft.answered, tall[name], name not in self._schemas, draft.component, draft.check,
            )
            for name, draft in sorted(self._drafts.items())
        }  # fmt: skip
        return Model(definitions, self._checks, tuple(dict.fromkeys(self._losses)))

    def settled(self, shape: Shape) -> Shape:
        """Return a shape as it is printed: unions end with their shortest branch, needless checks are gone."""
        if isinstance(shape, (ScalarShape, EnumShape)):
            return shape
        if isinstance(shape, CheckedShape):
            return self._settled_check(shape)
        if isinstance(shape, NamedShape):
            null = self._drafts[shape.name].nullable
            return shape if null is None else NullableShape(shape, null)
        if isinstance(shape, UnionShape):
            return self._settled_union(shape)
        if isinstance(shape, NullableShape):
            inner = self.settled(shape.shape)
            if isinstance(inner, NullableShape):
                return inner
            impossible = shape.certain and not self._is_possible(inner)
            if inner is shape.shape and not impossible:
                return shape
            return NullableShape(NeverShape("null alone is possible") if impossible else inner, shape.certain)
        if isinstance(shape, ArrayShape):
            prefix = tuple(map(self.settled, shape.prefix))
            empty = shape.least <= len(prefix) and not self._is_possible(shape.items)
            most = len(prefix) if empty else shape.most
            leading = tuple(map(self.settled, shape.leading))
            return dataclasses.replace(
                shape, items=self.settled(shape.items), prefix=prefix, leading=leading, most=most
            )
        if isinstance(shape, MapShape):
            empty = not shape.least and not self._is_possible(shape.values)
            return dataclasses.replace(shape, values=self.settled(shape.values), most=0 if empty else shape.most)
        if isinstance(shape, ObjectShape):
            properties, extra = (tuple(map(self._settled_property, found)) for found in (shape.properties, shape.extra))
            return dataclasses.replace(shape, properties=properties, extra=extra)
        return shape

    def _settled_union(self, shape: UnionShape) -> Shape:
        possible = [branch for branch in shape.branches if self._is_possible(branch.shape)] or list(shape.branches)
        order = sorted(possible, key=lambda branch: height_rank(branch.shape, self._tall))
        branches = tuple(dataclasses.replace(branch, shape=self.settled(branch.shape)) for branch in order)
        return branches[0].shape if len(branches) == 1 else dataclasses.replace(shape, branches=branches)

    def _settled_property(self, found: Property) -> Property:
        possible = found.required or self._is_possible(found.shape)
        shape = self.settled(found.shape)
        if shape is found.shape and possible == found.possible:
            return found
        return dataclasses.replace(found, shape=shape, possible=possible)

    def _is_possible(self, shape: Shape) -> bool:
        return shape_height(shape, self._tall) is not None

    def _settled_check(self, shape: CheckedShape) -> Shape:
        inner = shape.shape
        if shape.refusal:
            return dataclasses.replace(shape, shape=self.settled(inner))
        if shape.check in self._exclusive and isinstance(inner, UnionShape):
            apart = all(
                excludes(one.shape, other.shape, self._drafts)
                for one in inner.branches for other in inner.branches if one is not other
            )  # fmt: skip
            if apart:
                self._checks.pop(shape.check, None)
                return self.settled(inner)
        names = telling_names(inner, self._drafts) if isinstance(inner, UnionShape) else ()
        return CheckedShape(self.settled(inner), shape.check, names)

    # -- definitions ----------------------------------------------------------------------

    def _define(self, schema: Schema, draft: _Draft) -> Shape:
        self._inline.append((schema, draft.name))
        try:
            return self._plain_shape(schema, draft.class_name, draft.name)
        finally:
            self._inline.pop()

    def _shape(self, schema: Schema, context: str) -> Shape:
        """Return the shape of a schema that stands at a place which `context` names in PascalCase."""
        reference = reference_of(schema)
        if reference is not None and reference in self._references:
            return self._references[reference]
        nullable = self._nullable_reference(schema)
        if nullable is not None:
            return nullable
        if len(self._inline) >= DEEPEST:
            return AnyShape()
        if HOLDERS.isdisjoint(schema):
            return self._alike(schema, context)
        for seen, name in self._inline:
            if says_the_same(seen, schema):
                return NamedShape(name)
        return self._plain_shape(schema, context, None)

    def _alike(self, schema: Schema, context: str) -> Shape:
        """Return the shape of a schema without parts; the same one wherever it stands, unless it needs a name there."""
        known = self._leaves.get(id(schema))
        if known is not None:
            return known[1]
        found = self._plain_shape(schema, context, None)
        if isinstance(found.shape if isinstance(found, NullableShape) else found, NAMELESS):
            self._leaves[id(schema)] = schema, found  # the schema is kept, so that nothing else gets its id
        return found

    def _nullable_reference(self, schema: Schema) -> Shape | None:
        branches = schema.get("anyOf") or schema.get("oneOf") or ()
        if set(schema) - PROSE - {"readOnly", "writeOnly"} not in ({"anyOf"}, {"oneOf"}) or len(branches) != 2:
            return None
        telling = [branch for branch in branches if branch.get("type") != NULL_TYPE]
        if len(telling) == 1 and (name := reference_of(telling[0])) in self._references and name is not None:
            is_lenient = any(LENIENT in branch for branch in branches)
            return NullableShape(self._references[name], not is_lenient)
        return None

    def _plain_shape(self, schema: Schema, context: str, definition: str | None) -> Shape:
        try:
            flat = self._reducer.reduce(schema)
            refusal = self._contradictions.of_branches(flat)
            flat = self._promises.settled(flat if refusal else self._contradictions.without_dead(flat))
            shape, null = self._flat_shape(flat, schema, context, definition)
        except Impossible as error:
            return NeverShape(str(error))
        if refusal:
            return CheckedShape(shape, "", refusal=refusal)
        if isinstance(shape, ObjectShape) and definition is not None:
            draft = self._drafts[definition]
            draft.nullable = draft.nullable if null is None else null
            if flat.residual:
                draft.check = self._checked(shape, schema, context).check
            return shape
        if flat.residual or must_exclude(flat, shape) or must_try(flat):
            shape = self._checked(shape, schema, context)
            if not flat.residual:
                self._exclusive.add(shape.check)
        is_nullable = null is not None and not isinstance(shape, (NullShape, AnyShape))
        return NullableShape(shape, bool(null)) if is_nullable else shape

    def _checked(self, shape: Shape, schema: Schema, context: str) -> CheckedShape:
        stripped = strip_prose(schema)
        name, count = f"{context}.check", 1
        while name in self._schemas or self._checks.get(name, stripped) != stripped:
            count += 1
            name = f"{context}.check{count}"
        self._checks[name] = stripped
        return CheckedShape(shape, name)

    def _flat_shape(
        self, flat: Flat, schema: Schema, context: str, definition: str | None
    ) -> tuple[Shape, bool | None]:
        """Return the shape, and whether null is allowed too."""
        if flat.branches:
            return self._union(flat, context, definition)
        keywords = flat.keywords
        chosen = enum_of(keywords)
        if chosen is not None:
            telling = [value for value in chosen if value is not None]
            nullable = len(telling) < len(chosen)
            return (EnumShape(tuple(telling)) if telling else NullShape()), (nullable and bool(telling)) or None
        kinds = kinds_meant(keywords)
        nullable = NULL_TYPE in kinds and len(kinds) > 1
        kinds = [kind for kind in kinds if kind != NULL_TYPE] or kinds
        if not kinds:
            return AnyShape(), None
        if len(kinds) == 1 and not nullable:
            return self._kind(kinds[0], flat, schema, context, definition), None
        shapes = []
        reasons = []
        for kind in kinds:
            try:
                shapes.append(self._kind(kind, flat, schema, context, definition if len(kinds) == 1 else None))
            except Impossible as error:
                reasons.append(str(error))
        if not shapes and nullable:
            return NullShape(), None
        if not shapes:
            raise Impossible(reasons[0])
        return shapes[0] if len(shapes) == 1 else UnionShape(tuple(map(Branch, shapes))), nullable or None

    # -- unions ---------------------------------------------------------------------------

    def _union(self, flat: Flat, context: str, definition: str | None) -> tuple[Shape, bool | None]:
        alone = not telling_keys(flat.keywords)
        telling: list[tuple[Schema, Flat]] = []
        nulls: list[bool] = []
        for branch, merged in self._reducer.alternatives(flat):
            if merged.keywords.get("type") == NULL_TYPE or merged.keywords.get("enum") == [None]:
                nulls.append(LENIENT not in merged.keywords)
            else:
                telling.append((branch, merged))
        if not telling:
            return NullShape(), None
        tag = flat.keywords.get("discriminator", {})
        branches = []
        for index, (branch, merged) in enumerate(telling):
            inner = branch_context(context, branch, index, len(telling))
            only = definition if len(telling) == 1 and reference_of(branch) is None else None
            if alone or self._says_the_type(flat.keywords, branch):
                shape = self._plain_shape(branch, inner, only) if only else self._shape(branch, inner)
            else:
                shape = self._merged(merged, inner, only)
            if isinstance(shape, NamedShape) and self._is_idle(shape.name):
                del self._drafts[shape.name]
            elif not isinstance(shape, NeverShape):
                is_default = "$ref" in branch and branch["$ref"] == tag.get("defaultMapping")
                branches.append(Branch(shape, tags_of(branch, tag), is_default))
        if not branches:
            raise Impossible("none of its branches is possible")
        if len(branches) == 1:
            return branches[0].shape, null_of(nulls)
        return UnionShape(tuple(branches), tag.get("propertyName", "")), null_of(nulls)

    def _is_idle(self, name: str) -> bool:
        """Tell whether a definition is that of a branch which is impossible where it stands."""
        return name not in self._schemas and isinstance(self._drafts[name].shape, NeverShape)

    def _says_the_type(self, keywords: Schema, branch: Schema) -> bool:
        """Tell whether a union's own keywords say no more than a type, and every fake of a branch has that anyway."""
        if telling_keys(keywords) != {"type"}:
            return False
        if not self._reducer.is_possible(branch):
            return True  # it has no fakes
        own = self._reducer.reduce(branch)
        if own.branches:
            return all(self._says_the_type(keywords, each) for each, _ in self._reducer.alternatives(own))
        meant = kinds_meant(own.keywords)
        return bool(meant) and set(meant) <= set(kinds_meant(keywords))

    def _merged(self, flat: Flat, context: str, definition: str | None) -> Shape:
        rebuilt: Schema = dict(flat.keywords)
        if flat.branches:
            rebuilt["oneOf" if flat.exclusive else "anyOf"] = flat.branches
        if flat.residual:
            rebuilt["allOf"] = flat.residual
        if definition is not None:
            return self._plain_shape(rebuilt, context, definition)
        return self._shape(rebuilt, context)

    # -- one type -------------------------------------------------------------------------

    def _kind(self, kind: str, flat: Flat, schema: Schema, context: str, definition: str | None) -> Shape:
        keywords = flat.keywords
        if reason := self._contradictions.of_kind(kind, flat):
            raise Impossible(reason)
        if kind == NULL_TYPE:
            return NullShape()
        if kind == "object":
            return implied(self._object(keywords, schema, context, definition), keywords)
        if kind == "array":
            return implied(self._array(flat, context), keywords)
        return implied(ScalarShape(kind, {**keywords, "type": kind}), keywords)

    def _array(self, flat: Flat, context: str) -> Shape:
        keywords = flat.keywords
        prefix = tuple(
            self._shape(sub, f"{context}Item{index + 1}") for index, sub in enumerate(keywords.get("prefixItems", ()))
        )
        items = keywords.get("items", {})
        least, most = keywords.get("minItems", 0), keywords.get("maxItems")
        inner = self._shape(items, f"{context}Item")
        if isinstance(inner, NeverShape):
            inner, most = AnyShape(), len(prefix)
        leading = self._leading(flat, prefix, context)
        return ArrayShape(inner, least, most, keywords.get("uniqueItems", False), prefix, leading)

    def _leading(self, flat: Flat, prefix: tuple[Shape, ...], context: str) -> tuple[Shape, ...]:
        """Return how fakes of a list begin that must contain something: the items wanted stand after its prefix."""
        leading = dict(enumerate(prefix))
        for residue in flat.residual:
            count = residue.get("minContains", 1) if "contains" in residue else 0
            end = min(len(prefix) + count, flat.keywords.get("maxItems", math.inf))
            for index in [*range(len(prefix), int(end)), *reversed(range(len(prefix)))]:
                wanted = both(item_schema(flat.keywords, index), residue.get("contains", {}))
                shape = self._shape(wanted, f"{context}Item{index + 1}") if count else NeverShape("enough")
                if not isinstance(shape, NeverShape):
                    leading[index], count = shape, count - 1
        return tuple(leading.values()) if leading != dict(enumerate(prefix)) else ()

    def _object(self, keywords: Schema, schema: Schema, context: str, definition: str | None) -> Shape:
        properties = keywords.get("properties", {})
        required = keywords.get("required", ())
        extra = keywords.get("additionalProperties", keywords.get("unevaluatedProperties"))
        patterns = keywords.get("patternProperties", {})
        if not properties and not required:
            return self._map(keywords, extra, patterns, context)
        if definition is None:
            return self._named_inline(keywords, schema, context)
        names = list(properties) + [name for name in required if name not in properties]
        found = []
        for name in names:
            sub = self._property_schema(name, properties, extra, patterns)
            if sub.get("not") == {} and name in required:
                raise Impossible(f"it requires {name!r}, which no value is allowed for")
            if sub.get("not") == {}:
                continue
            shape = self._shape(sub, f"{context}{pascal(name)}")
            if isinstance(shape, NeverShape):
                if name in required:
                    raise Impossible(f"its required {name!r} has no value: {shape.reason}")
                self._losses.append(Loss(self._drafts[definition].title, name, shape.reason, self._around()))
                continue
            found.append(Property(name, shape, name in required, prose_of(sub), sub.get("writeOnly", False)))
        found = fewest(found, keywords.get("maxProperties"))
        found = self._most_needed(found, keywords)
        missing = keywords.get("minProperties", 0) - sum(entry.required for entry in found)
        return ObjectShape(
            tuple(found),
            open=isinstance(extra, dict) or extra is True or bool(patterns),
            extra=self._extra(missing, keywords, context),
        )

    def _most_needed(self, properties: list[Property], keywords: Schema) -> list[Property]:
        """Return the properties, as many of them required as `minProperties` asks for: the first ones.

        One that leads back to its own object comes last, and stays optional where undeclared properties will do.
        """
        missing = keywords.get("minProperties", 0) - sum(found.required for found in properties)
        around = [NamedShape(name) for _, name in self._inline]
        closed = keywords.get("additionalProperties") in (False, NEVER)
        order = sorted(
            (found for found in properties if not found.required and (closed or found.shape not in around)),
            key=lambda found: found.shape in around,
        )
        promoted = {found.wire_name for found in order[: max(0, missing)]}
        return [
            dataclasses.replace(found, required=True) if found.wire_name in promoted else found for found in properties
        ]

    def _extra(self, count: int, keywords: Schema, context: str) -> tuple[Property, ...]:
        """Return undeclared properties, as many as `minProperties` asks for beside the declared ones."""
        taken = {*keywords.get("properties", {}), *keywords.get("required", ())}
        free = (name for index in itertools.count(1) if (name := f"extra{index}") not in taken)
        found = []
        for name in itertools.islice(free, max(0, count)):
            sub = property_schema(keywords, name)
            shape = self._shape(sub, f"{context}{pascal(name)}")
            if isinstance(shape, NeverShape):
                raise Impossible(f"minProperties is {keywords['minProperties']}, and no other property is possible")
            found.append(Property(name, shape, required=True))
        return tuple(found)

    def _property_schema(self, name: str, properties: Schema, extra: Any, patterns: Schema) -> Schema:
        matching = [sub for pattern, sub in patterns.items() if matches(pattern, name)]
        declared = [properties[name]] if name in properties else []
        if not declared and not matching and isinstance(extra, dict):
            return extra
        if not declared and not matching and extra is False:
            raise Impossible(f"it requires {name!r}, which it does not allow")
        parts: list[Schema] = [*declared, *matching]
        return parts[0] if len(parts) == 1 else {"allOf": parts} if parts else {}

    def _map(self, keywords: Schema, extra: Any, patterns: Schema, context: str) -> Shape:
        least, most = keywords.get("minProperties", 0), keywords.get("maxProperties")
        if patterns:
            pattern, sub = next(iter(patterns.items()))
            return MapShape(self._shape(sub, f"{context}Value"), least, most, pattern)
        if extra is False:
            return MapShape(AnyShape(), 0, 0)
        if isinstance(extra, dict) and set(extra) - PROSE:
            shape = self._shape(extra, f"{context}Value")
            return MapShape(AnyShape(), 0, 0) if isinstance(shape, NeverShape) else MapShape(shape, least, most)
        return MapShape(AnyShape(), least, most)

    def _named_inline(self, keywords: Schema, schema: Schema, context: str) -> Shape:
        """Give an object that stands inline a definition of its own."""
        class_name = self._classes.give(shortened(context))
        name = self._free_name(class_name)
        draft = _Draft(name, class_name, class_name, prose_of(schema), AnyShape())
        draft.component = self._around()
        self._drafts[name] = draft
        self._inline.append((schema, name))
        try:
            draft.shape = implied(self._object(keywords, schema, class_name, name), keywords)
        except Impossible as error:
            draft.shape = NeverShape(str(error))
        finally:
            self._inline.pop()
        return NamedShape(name)

    def _around(self) -> str:
        """Return the component whose schema is being read, "" in an operation."""
        return next((name for _, name in self._inline if name in self._schemas), "")

    def _free_name(self, class_name: str) -> str:
        name = class_name
        while name in self._drafts:
            name += "_"
        return name


def class_name_of(component: str) -> str:
    """Return the class of a component, where nothing else has that name."""
    return shortened(pascal(component))


def telling_keys(keywords: Schema) -> set[str]:
    """Return the keywords that a value can break."""
    return {key for key in keywords if key not in INERT and (key != "format" or keywords[key] in KNOWN_FORMATS)}


def implied(shape: Shape, keywords: Schema) -> Shape:
    """Return a shape, marked where the document names no type for it."""
    if "type" not in keywords and isinstance(shape, (ScalarShape, ArrayShape, MapShape, ObjectShape)):
        return dataclasses.replace(shape, implied=True)
    return shape


def fewest(properties: list[Property], most: int | None) -> list[Property]:
    """Return the properties that may stand together under `maxProperties`: the required ones first."""
    if most is None or len(properties) <= most:
        return properties
    kept = {found.wire_name for found in sorted(properties, key=lambda found: not found.required)[:most]}
    return [found for found in properties if found.wire_name in kept]


def prose_of(schema: Mapping[str, Any]) -> str:
    """Return what a schema says of itself; a title of one word is a name and says nothing."""
    title = schema.get("title") or ""
    return schema.get("description") or (title if " " in title.strip() else "")


def says_the_same(one: Schema, other: Schema) -> bool:
    """Tell whether two schemas say the same but for their prose."""
    if one is other:
        return True
    if one.keys() - PROSE != other.keys() - PROSE:
        return False
    if one.get("properties", {}).keys() != other.get("properties", {}).keys():
        return False
    texts = [json.dumps(strip_prose(schema), sort_keys=True) for schema in (one, other)]
    return texts[0] == texts[1]


def tags_of(branch: Schema, discriminator: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the discriminator's values for a branch."""
    reference = branch.get("$ref")
    return tuple(sorted(tag for tag, ref in discriminator.get("mapping", {}).items() if ref == reference))


def inner_shapes(shape: Shape) -> list[Shape]:
    """Return the shapes directly inside a shape."""
    if isinstance(shape, (NullableShape, CheckedShape)):
        return [shape.shape]
    if isinstance(shape, ArrayShape):
        return [shape.items, *shape.prefix, *shape.leading]
    if isinstance(shape, MapShape):
        return [shape.values]
    if isinstance(shape, UnionShape):
        return [branch.shape for branch in shape.branches]
    if isinstance(shape, ObjectShape):
        return [found.shape for found in (*shape.properties, *shape.extra)]
    return []


def height_rank(shape: Shape, tall: Mapping[str, int | None]) -> int:
    """Return a shape's height, a great number where it has none."""
    found = shape_height(shape, tall)
    return 10**6 if found is None else found


def null_of(nulls: list[bool]) -> bool | None:
    """Return whether null is allowed, from the branches that are null: certain if one of them is."""
    return any(nulls) if nulls else None


def must_exclude(flat: Flat, shape: Shape) -> bool:
    """Tell whether a oneOf without a discriminator leaves more than one branch."""
    return flat.exclusive and isinstance(shape, UnionShape) and not shape.tag


def must_try(flat: Flat) -> bool:
    """Tell whether only a validator knows: which values of an enum satisfy the rest, whether a tuple's items differ."""
    keywords = flat.keywords
    values = constants_of(keywords) or ()
    if keywords.get("format") in KNOWN_FORMATS and any(isinstance(value, str) for value in values):
        return True
    if keywords.get("uniqueItems") and keywords.get("prefixItems"):
        return True
    kinds = [kind for kind in ("object", "array") if any(is_kind(value, kind) for value in values)]
    return any(key in keywords for kind in kinds for key in IMPLIED[kind])


def branch_context(context: str, branch: Schema, index: int, count: int) -> str:
    """Return what names things inside a branch: its title, else its position."""
    title = branch.get("title")
    if isinstance(title, str) and title.strip():
        return f"{context}{pascal(title, 'Variant')}"
    return context if count == 1 else f"{context}{index + 1}"
