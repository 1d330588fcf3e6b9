"""Collections, found by their paths: what `payments.stateful()` keeps, and which operations take part.

`/charges` is a collection where `/charges/{charge_id}` answers an object with an identifier. OpenAPI has no words for
this (3.1.1 has neither keyword nor link relation), so paths, methods and the answered objects decide, and only where
they agree: an operation that answers anything else takes no part.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterator, Mapping, Sequence

from mockgen.build import slicing
from mockgen.build.declared import Pages
from mockgen.build.echoes import IDENTIFIERS, Echoes
from mockgen.build.factories import singular
from mockgen.build.media import FORMS, MediaKind
from mockgen.build.model import ArrayShape, Definition, EnumShape, ObjectShape, ScalarShape, Shape, UnionShape
from mockgen.build.operations import OperationPlan, ParameterPlan, success_statuses
from mockgen.build.pagination import (
    opened,
    owner,
    squeezed,
)
from mockgen.code import Expression, Item, call, keyword_argument, literal, mapping, raw, string
from mockgen.names import Namespace, snake, words

RESERVED = frozenset(("answered", "clear", "kept", "operations", "takes_part"))
"""Names of the state that no collection gets."""
VARIABLE = re.compile(r"\{[^{}]*\}")
ITEM = re.compile(r"(?P<base>/(?:[^?#]*/)?[^/{}?#]+)/\{\}(?P<suffix>\.[A-Za-z]+)?")
VERSION = re.compile(r"[vV][0-9][A-Za-z0-9.]*")
CHANGING = ("put", "patch", "post")


@dataclasses.dataclass(frozen=True)
class Answered:
    """An object in an answer: its place, what it is, and the name of its definition, "" for none.

    `is_whole` says that it is nothing else: a branch of a union may be another object.
    """

    at: str
    object: ObjectShape
    name: str
    is_whole: bool


@dataclasses.dataclass(frozen=True)
class Part:
    """An operation that takes part: `role` is what it does, a class of `mockgen.testing.roles`, with its arguments."""

    plan: OperationPlan
    role: str
    arguments: tuple[tuple[str, Expression], ...] = ()

    def expression(self) -> Expression:
        """Return the role as code: `Gets(at="data")`."""
        arguments: list[Expression | Item] = [keyword_argument(name, value) for name, value in self.arguments]
        return call(raw(self.role), arguments)


@dataclasses.dataclass(frozen=True)
class Collection:
    """A collection.

    Attributes:
        name: as an attribute of the state.
        item: the template of one object, variables without names: `/charges/{}`.
        path: the same as the document has it.
        key: the property that identifies an object; `variable`: the parameter that does.
        schema: the name of the object's definition, "" for none.
        object: what one is.
        fakes: the operation whose answer is one object and nothing else.
        within: the name of the collection in whose objects this one stands, "" for none.
        parts: the operations that take part.
    """

    name: str
    item: str
    path: str
    key: str
    variable: ParameterPlan
    schema: str
    object: ObjectShape
    fakes: OperationPlan
    within: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def base(self) -> str:
        """The template of the collection: `/charges`."""
        return _base(self.item)

    @property
    def noun(self) -> str:
        """What its path calls it."""
        return _noun(self.item)

    @property
    def roles(self) -> frozenset[str]:
        """What its operations do."""
        return frozenset(part.role for part in self.parts)


class Collections:
    """Finds the collections of a service.

    Args:
        definitions: by name.
        plans: all operations.
        echoes: tells which property a parameter fits.
        pages: tells how lists are cut.
    """

    def __init__(
        self, definitions: Mapping[str, Definition], plans: Sequence[OperationPlan], echoes: Echoes, pages: Pages
    ):
        self._definitions = definitions
        self._plans = plans
        self._echoes = echoes
        self._pages = pages
        self._by_path: dict[str, list[OperationPlan]] = {}
        for plan in plans:
            self._by_path.setdefault(bare(plan.operation.path), []).append(plan)
        self._order = {path: index for index, path in enumerate(self._by_path)}
        self._below: dict[str, list[str]] = {}
        self._ending: dict[str, list[str]] = {}
        for path in self._by_path:
            above, _, last = path.rpartition("/")
            self._below.setdefault(above, []).append(path)
            self._ending.setdefault(last, []).append(path)

    def all(self) -> tuple[Collection, ...]:
        """Return the collections, in the order of the document, each with the operations that take part."""
        found = {item: each for item in self._by_path if (each := self._collection(item)) is not None}
        kept = {item: each for item, each in found.items() if self._is_kept(self._whole(each, {}, set()))}
        named = self._named(kept)
        claimed: set[str] = set()
        return tuple(self._whole(each, named, claimed) for each in named.values())

    def _whole(self, collection: Collection, named: Mapping[str, Collection], claimed: set[str]) -> Collection:
        """Return a collection with what takes part; an operation does so in the first that claims it."""
        parts = [part for part in self._parts(collection, named) if part.plan.operation.key not in claimed]
        claimed.update(part.plan.operation.key for part in parts)
        return dataclasses.replace(collection, within=_within(collection.item, named), parts=tuple(parts))

    def _is_kept(self, collection: Collection) -> bool:
        """Tell whether enough takes part: objects come in or are listed, and one can be asked for."""
        roles = collection.roles
        return bool(roles & {"Creates", "Lists"} or self._upserts(collection)) and bool(roles & {"Gets", "Lists"})

    def _upserts(self, collection: Collection) -> bool:
        return any(name == "creates" for part in collection.parts for name, _ in part.arguments)

    # -- what an object is ----------------------------------------------------------------

    def _collection(self, item: str) -> Collection | None:
        """Return the collection of which `item` is the template of an object, None where it is none."""
        if not ITEM.fullmatch(item) or not words(_noun(item)):
            return None
        one = {plan.operation.method: plan for plan in self._by_path[item]}
        base = {plan.operation.method: plan for plan in self._by_path.get(_base(item), ())}
        for plan in filter(None, (one.get("get"), base.get("post"), *(one.get(method) for method in CHANGING))):
            if plan.operation.method in CHANGING and not self._sends_fields(plan):
                continue
            answered = self._answered(plan)
            variable = _variable(next(iter(one.values())))
            if variable is not None and len(answered) == 1 and answered[0].is_whole:
                key = self._key(answered[0].object, variable, _noun(item))
                if key:
                    path = next(iter(one.values())).operation.path
                    (found,) = answered
                    return Collection("", item, path, key, variable, found.name, found.object, plan)
        return None

    def _answered(self, plan: OperationPlan) -> list[Answered]:
        """Return the object that an operation answers; several where it answers one of them."""
        success = success_statuses(plan)
        answer = plan.primary(success[0]) if success else None
        if answer is None or answer.shape is None or answer.kind is not MediaKind.JSON:
            return []
        shape = opened(answer.shape, self._definitions)
        if isinstance(shape, UnionShape):
            branches = [each for branch in shape.branches for each in self._object("", branch.shape)]
            return [dataclasses.replace(each, is_whole=False) for each in branches]
        at, inner = self._echoes.unwrapped(answer.shape)
        if inner is None:
            return []
        held = next((found.shape for found in getattr(shape, "properties", ()) if f"{found.wire_name}." == at), None)
        return self._object(at.removesuffix("."), held if at and held is not None else answer.shape)

    def _object(self, at: str, shape: Shape) -> list[Answered]:
        inner = opened(shape, self._definitions)
        named = owner(shape, self._definitions)
        return [Answered(at, inner, named.name if named else "", True)] if isinstance(inner, ObjectShape) else []

    def _key(self, answered: ObjectShape, variable: ParameterPlan, noun: str) -> str:
        """Return the property that a path variable identifies an object by, "" where none is."""
        known = {
            found.wire_name: found for found in answered.properties if found.possible and "." not in found.wire_name
        }
        name, one = variable.parameter.name, singular(noun)
        *first, last = words(name) or ("",)
        names = [name]
        if last in IDENTIFIERS or squeezed(name) == squeezed(noun) or _ends(one, words(name)):
            identifier = last if last in IDENTIFIERS else "id"
            names += [f"{one}_{identifier}", identifier, *IDENTIFIERS]
        elif first and _ends(one, first):
            names.append(last)
        squeezed_names = {squeezed(wire): wire for wire in reversed(known)}
        for each in names:
            wire = each if each in known else squeezed_names.get(squeezed(each), "")
            if wire and self._echoes.fits(variable.shape, known[wire].shape):
                return wire
        return ""

    # -- names ----------------------------------------------------------------------------

    def _named(self, found: Mapping[str, Collection]) -> dict[str, Collection]:
        """Return the collections with their names: what the path ends with, or more of it where that is taken."""
        names = Namespace(RESERVED)
        taken: set[str] = set()
        given: dict[str, str] = {}
        for item in sorted(found, key=lambda item: item.count("/")):
            literals = [part for part in _base(item).split("/") if part and "{" not in part]
            wanted = [
                _noun(item),
                " ".join(part for part in literals if not VERSION.fullmatch(part)),
                " ".join(literals),
            ]
            free = [name for name in (snake(each, "collection") for each in wanted) if name not in taken]
            given[item] = names.give(free[0] if free else snake(wanted[-1], "collection"))
            taken.add(given[item])
        return {item: dataclasses.replace(each, name=given[item]) for item, each in found.items()}

    # -- which operations take part -------------------------------------------------------

    def _parts(self, collection: Collection, named: Mapping[str, Collection]) -> Iterator[Part]:
        """Yield the operations that take part, in the document's order."""
        near = {collection.item, collection.base, *self._ending.get(collection.noun, ())}
        near.update(self._below.get(collection.item, ()))
        for path in sorted(near & self._by_path.keys(), key=self._order.__getitem__):
            for plan in self._by_path[path]:
                part = self._part(collection, path, plan, named)
                if part is not None:
                    yield part

    def _part(
        self, collection: Collection, path: str, plan: OperationPlan, named: Mapping[str, Collection]
    ) -> Part | None:
        method = plan.operation.method
        if path == collection.item:
            return self._at_item(collection, plan, named)
        if path == collection.base:
            return self._at_base(collection, plan, named)
        if method in CHANGING and _is_action(path, collection.item) and f"{path}/{{}}" not in self._by_path:
            return self._action(collection, plan)
        if self._is_elsewhere(collection, path):
            return self._at_base(collection, plan, named, elsewhere=True)
        return None

    def _is_elsewhere(self, collection: Collection, path: str) -> bool:
        """Tell whether a path may lead to a collection by another way: `/charges/{}/refunds` to `/refunds/{}`."""
        alone = collection.item.count("{}") == 1 and f"{path}/{{}}" not in self._by_path
        return alone and bool(collection.schema) and path.rpartition("/")[2] == collection.noun

    def _at_item(self, collection: Collection, plan: OperationPlan, named: Mapping[str, Collection]) -> Part | None:
        method, at = plan.operation.method, self._at(plan, collection)
        shown: tuple[tuple[str, Expression], ...] = () if not at else (("at", string(at)),)
        if method == "get":
            return None if at is None else Part(plan, "Gets", shown)
        if method == "delete":
            same = at is not None and self._is_same(plan, collection)
            return Part(plan, "Deletes", (("at", string(at or "")),) if same else ())
        if method not in CHANGING or not self._sends_fields(plan) or (at is None and not _is_silent(plan)):
            return None
        arguments = (("at", literal(None)),) if at is None else shown
        if method == "put":
            arguments += (("is_whole", literal(True)),)
            arguments += self._upsert(collection, plan, named)
        return Part(plan, "Changes", arguments)

    def _upsert(
        self, collection: Collection, plan: OperationPlan, named: Mapping[str, Collection]
    ) -> tuple[tuple[str, Expression], ...]:
        """Return that a PUT adds an object, where it documents that or nothing else does."""
        posts = any(found.operation.method == "post" for found in self._by_path.get(collection.base, ()))
        if posts and "201" not in success_statuses(plan):
            return ()
        return (("creates", literal(True)), *_within_argument(plan, collection, named))

    def _at_base(
        self,
        collection: Collection,
        plan: OperationPlan,
        named: Mapping[str, Collection],
        elsewhere: bool = False,
    ) -> Part | None:
        within = _within_argument(plan, collection, named)
        if plan.operation.method == "post":
            at = self._at(plan, collection)
            if at is None or (elsewhere and not self._is_same(plan, collection)):
                return None
            return Part(plan, "Creates", (*((("at", string(at)),) if at else ()), *within))
        if plan.operation.method != "get":
            return None
        listed = self._listed(plan, collection, elsewhere)
        return None if listed is None else Part(plan, "Lists", (*listed, *within))

    def _action(self, collection: Collection, plan: OperationPlan) -> Part | None:
        """Return the part of an operation that answers the object as it is after it: `/charges/{}/capture`."""
        at = self._at(plan, collection)
        if at is None or not self._is_same(plan, collection) or not self._sends_fields(plan):
            return None
        return Part(plan, "Changes", (("at", string(at)),) if at else ())

    def _at(self, plan: OperationPlan, collection: Collection) -> str | None:
        """Return where an answer has an object of the collection, None where it has none."""
        for found in self._answered(plan):
            if self._is_one(found.object, found.name, collection):
                return found.at
        return None

    def _is_one(self, found: ObjectShape, name: str, collection: Collection) -> bool:
        """Tell whether an object is one of a collection: of its schema, or identified alike."""
        if collection.schema and name == collection.schema:
            return True
        return any(
            each.wire_name == collection.key and self._echoes.fits(collection.variable.shape, each.shape)
            for each in found.properties
        )

    def _is_same(self, plan: OperationPlan, collection: Collection) -> bool:
        return bool(collection.schema) and any(found.name == collection.schema for found in self._answered(plan))

    def _sends_fields(self, plan: OperationPlan) -> bool:
        """Tell whether a body is fields by name; a list of changes, or bytes, tells of none."""
        body = plan.body
        if body is None:
            return True
        fields = body.kind is MediaKind.JSON or body.kind in FORMS
        return fields and not isinstance(opened(body.shape, self._definitions), (ArrayShape, ScalarShape))

    # -- lists ----------------------------------------------------------------------------

    def _listed(
        self, plan: OperationPlan, collection: Collection, elsewhere: bool
    ) -> tuple[tuple[str, Expression], ...] | None:
        """Return the arguments of the role of a list, None where it is not one of the collection."""
        place = self._pages.place(plan)
        array = opened(place.shape, self._definitions) if place else None
        if place is None or not isinstance(array, ArrayShape) or any("." in name for name in place.path):
            return None
        if not self._holds(array.items, collection, elsewhere):
            return None
        filters = self._filters(plan, collection)
        if elsewhere:
            linked = {f"path.{each.parameter.name}" for each in plan.located("path")} - set(filters.values())
            if linked:
                return None  # what it would list cannot be told from the rest
        found: list[tuple[str, Expression]] = [("at", string(place.wire))] if place.path else []
        if filters:
            found.append(("filters", mapping((string(name), string(source)) for name, source in filters.items())))
        return (*found, *slicing.arguments(plan, self._pages, self._definitions))

    def _holds(self, items: Shape, collection: Collection, elsewhere: bool) -> bool:
        inner = opened(items, self._definitions)
        shapes = [branch.shape for branch in inner.branches] if isinstance(inner, UnionShape) else [items]
        found = [each for shape in shapes for each in self._object("", shape)]
        if elsewhere:
            return any(each.name == collection.schema for each in found)
        return any(self._is_one(each.object, each.name, collection) for each in found)

    def _filters(self, plan: OperationPlan, collection: Collection) -> dict[str, str]:
        """Return the properties that have to equal what a request sends, with the places of that."""
        known = {found.wire_name: found for found in collection.object.properties if found.possible}
        found = {}
        for each in plan.located("query"):
            wire = each.parameter.name
            if wire in known and self._is_plain(known[wire].shape) and not slicing.is_of_pages(wire):
                sent = opened(each.shape, self._definitions)
                if self._echoes.fits(sent.items if isinstance(sent, ArrayShape) else sent, known[wire].shape):
                    found[wire] = f"query.{wire}"
        for each in plan.located("path"):
            owning = self._echoes.meant(each, known)
            if owning is not None and f"{{{each.parameter.name}}}" in plan.operation.path and not _scopes(collection):
                found[owning.wire_name] = f"path.{each.parameter.name}"
        return found

    def _is_plain(self, shape: Shape) -> bool:
        return isinstance(opened(shape, self._definitions), (ScalarShape, EnumShape))


def _is_silent(plan: OperationPlan) -> bool:
    """Tell whether a success has no body."""
    success = success_statuses(plan)
    return bool(success) and plan.primary(success[0]).media is None


def _is_action(path: str, item: str) -> bool:
    """Tell whether a path is one word below that of an object."""
    rest = path.removeprefix(f"{item}/")
    return rest != path and "/" not in rest and "{" not in rest


def _within(item: str, named: Mapping[str, Collection]) -> str:
    """Return the name of the collection in whose objects a path leads on."""
    above = [other for other in named if item.startswith(f"{other}/")]
    return named[max(above, key=len)].name if above else ""


def _within_argument(
    plan: OperationPlan, collection: Collection, named: Mapping[str, Collection]
) -> tuple[tuple[str, Expression], ...]:
    path = bare(plan.operation.path)
    above = {item: each for item, each in named.items() if each.item != collection.item}
    name = _within(path, above) if above else ""
    return (("within", string(name)),) if name else ()


def _scopes(collection: Collection) -> int:
    """Return how many variables stand before the one that identifies an object."""
    return collection.item.count("{}") - 1


def _variable(plan: OperationPlan) -> ParameterPlan | None:
    """Return the last parameter of an object's path."""
    names = [text[1:-1] for text in VARIABLE.findall(plan.operation.path)]
    return next((each for each in plan.located("path") if names and each.parameter.name == names[-1]), None)


def bare(path: str) -> str:
    """Return a path template without the names of its variables, and without a slash at its end."""
    return VARIABLE.sub("{}", path).rstrip("/")


def _ends(name: str, last: Sequence[str]) -> bool:
    """Tell whether a name ends with these words: `payment_intent` with `intent`."""
    return list(words(name)[-len(last) :]) == list(last)


@functools.lru_cache(maxsize=65_536)
def _base(item: str) -> str:
    """Return the path of a collection from that of its objects: `/charges`; `/calls.json` from `/calls/{}.json`."""
    found = ITEM.fullmatch(item)
    return f"{found['base']}{found['suffix'] or ''}" if found else ""


@functools.lru_cache(maxsize=65_536)
def _noun(item: str) -> str:
    found = ITEM.fullmatch(item)
    return found["base"].rpartition("/")[2] if found else ""


def attributes(collections: Sequence[Collection]) -> Iterator[tuple[str, Expression]]:
    """Yield the name and the expression of each collection: `charges = kept("/v1/charges/{charge_id}", …)`."""
    for each in collections:
        fields: list[Expression | Item] = [string(each.path)]
        fields.append(keyword_argument("key", string(each.key)))
        fields.append(keyword_argument("fakes", string(each.fakes.operation.key)))
        if each.within:
            fields.append(keyword_argument("within", string(each.within)))
        roles = mapping((string(part.plan.operation.key), part.expression()) for part in each.parts)
        fields.append(keyword_argument("operations", roles))
        yield each.name, call(raw("kept"), fields)


def used(collections: Sequence[Collection]) -> frozenset[str]:
    """Return the classes of `mockgen.testing.roles` that the collections name."""
    roles = {part.role for each in collections for part in each.parts}
    paged = any(name == "pages" for each in collections for part in each.parts for name, _ in part.arguments)
    return frozenset(roles | ({"Paged"} if paged else set()))
