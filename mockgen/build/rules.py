"""Rules for fakes put where they belong: shapes whose fakes a rule makes, before factories are printed from them.

A rule for a place deep inside a schema, or inside the bodies of one operation, gets copies of the definitions on the
way, and with them factories of their own: `make_create_charge_card`. What a rule says is thus read in the recipe.
"""

from __future__ import annotations

import dataclasses
import fnmatch
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mockgen.build.factories import singular
from mockgen.build.model import (
    AnyShape,
    ArrayShape,
    Branch,
    CheckedShape,
    Definition,
    EnumShape,
    MapShape,
    NamedShape,
    NullableShape,
    ObjectShape,
    ScalarShape,
    Shape,
    UnionShape,
    reshaped,
)
from mockgen.build.operations import OperationPlan
from mockgen.build.rule_fitting import MisfitError, fitted, misfits
from mockgen.diagnostics import Diagnostic, Location, Severity, loss, suggestion
from mockgen.errors import UsageError
from mockgen.faker_names import read_x_faker
from mockgen.fakes import FakeRules, Given, How, Level, Rule
from mockgen.spec.schemas import HINT

SPECIFIC = (Level.OPERATION, Level.SCHEMA, Level.FIELD)


@dataclasses.dataclass(frozen=True)
class Asked:
    """A rule on the way to its place; `path` is what is left of the way, wire names."""

    rule: Rule
    path: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Ruled:
    """What factories and mocks are printed from.

    Attributes:
        definitions: by name, copies among them.
        plans: all operations.
        copies: the definition that each copy was made of.
        diagnostics: rules without effect, and hints of the document that do not fit.
    """

    definitions: Mapping[str, Definition]
    plans: tuple[OperationPlan, ...]
    copies: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]


@dataclasses.dataclass(frozen=True)
class _Candidate:
    """One rule or hint that speaks of a place."""

    level: Level
    how: How
    label: str
    rule: Rule | None = None

    @property
    def rank(self) -> tuple[Any, ...]:
        """The order of strength, the strongest first; the more a rule says of the place, the stronger it is."""
        key = self.rule.key if self.rule else ""
        return self.level, self.rule is None, -key.count("."), -len(key.replace("*", "")), key


def ruled(
    definitions: Mapping[str, Definition], plans: Sequence[OperationPlan], rules: FakeRules, spec_name: str
) -> Ruled:
    """Return definitions and operations with the rules and the hints of the document in them.

    Raises:
        UsageError: a rule contradicts the schema that it speaks of.
    """
    ruler = _Ruler(definitions, rules, spec_name)
    made = tuple(map(ruler.plan, plans))
    for name, definition in definitions.items():
        ruler.made[name] = ruler.definition(definition, (), definition.class_name)
    if ruler.errors:
        raise UsageError(dict.fromkeys(ruler.errors))
    ruler.tell_idle(plans)
    ordered = [*definitions, *sorted(ruler.copies)]  # a copy takes no name from what the document has
    by_name = {name: ruler.made[name] for name in ordered}
    return Ruled(by_name, made, ruler.copies, tuple(dict.fromkeys(ruler.warnings)))


class _Ruler:
    """State of one run: what was made, which rules had an effect, what is wrong."""

    def __init__(self, definitions: Mapping[str, Definition], rules: FakeRules, spec_name: str):
        self._base = definitions
        self._rules = rules
        self._spec_name = spec_name
        self.made: dict[str, Definition] = {}
        self.copies: dict[str, str] = {}
        self.errors: list[Diagnostic] = []
        self.warnings: list[Diagnostic] = []
        self._names: dict[tuple[str, str, frozenset[tuple[str, tuple[str, ...]]]], str] = {}
        self._used: set[str] = set()
        self._beaten: dict[str, str] = {}
        self._opening: set[str] = set()
        self._fields = self._by_title()

    def _by_title(self) -> dict[str, list[Asked]]:
        """Return the rules for fields by the schema that they begin with: the longest name that is one."""
        titles = {definition.title for definition in self._base.values()}
        found: dict[str, list[Asked]] = {}
        for rule in self._rules.rules:
            if rule.level is Level.FIELD:
                parts = rule.key.split(".")
                sizes = [size for size in range(1, len(parts)) if ".".join(parts[:size]) in titles]
                if sizes:
                    found.setdefault(".".join(parts[: sizes[-1]]), []).append(Asked(rule, tuple(parts[sizes[-1] :])))
        return found

    # -- operations and definitions -------------------------------------------------------

    def plan(self, plan: OperationPlan) -> OperationPlan:
        """Return an operation with the rules in it."""
        asked = [Asked(rule, tuple(rule.key.split("."))) for rule in self._rules.rules if speaks_of(rule, plan)]
        context = plan.class_name

        def within(name: str, shape: Shape) -> Shape:
            return self._place(shape, name, advanced(asked, name), context)

        return dataclasses.replace(
            plan,
            parameters=tuple(reshaped(found, within(found.parameter.name, found.shape)) for found in plan.parameters),
            body=plan.body and reshaped(plan.body, self._place(plan.body.shape, "", asked, context)),
            answers=tuple(
                answer if answer.shape is None else reshaped(answer, self._place(answer.shape, "", asked, context))
                for answer in plan.answers
            ),
            headers=tuple(
                dataclasses.replace(
                    found, headers=tuple((header, within(header.name, shape)) for header, shape in found.headers)
                )
                for found in plan.headers
            ),
        )

    def definition(self, definition: Definition, asked: Iterable[Asked], context: str) -> Definition:
        """Return a definition with the rules in it."""
        all_asked = [*asked, *self._fields.get(definition.title, ())]
        shape = definition.shape
        if not isinstance(shape, ObjectShape):
            return dataclasses.replace(definition, shape=self._place(shape, "", all_asked, context, definition))
        for rule in self._rules.rules:
            if rule.level is Level.SCHEMA and rule.key == definition.title:
                self._wrong(rule, "this schema is an object", f'name its fields: fields."{rule.key}.FIELD"')
        properties = tuple(
            reshaped(found, self._place(found.shape, found.wire_name, advanced(all_asked, found.wire_name), context))
            for found in shape.properties
        )
        return dataclasses.replace(definition, shape=dataclasses.replace(shape, properties=properties))

    def _copy(self, definition: Definition, asked: Sequence[Asked], context: str) -> NamedShape:
        """Return a copy of a definition in which rules hold that hold in this context alone."""
        key = (definition.name, context, frozenset((each.rule.name, each.path) for each in asked))
        if key not in self._names:
            class_name = f"{context}{definition.class_name}"
            name = self._names[key] = f"{class_name} {len(self._names)}"
            self.copies[name] = definition.name
            copy = self.definition(definition, asked, context)
            self.made[name] = dataclasses.replace(copy, name=name, class_name=class_name)
        return NamedShape(self._names[key])

    # -- places ---------------------------------------------------------------------------

    def _place(
        self, shape: Shape, name: str, asked: Sequence[Asked], context: str, own: Definition | None = None
    ) -> Shape:
        """Return the shape at a place with the rules in it; `own` is the definition that it is the whole of."""
        if isinstance(shape, NamedShape):
            return self._named(shape, name, asked, context)
        if isinstance(shape, (NullableShape, CheckedShape)):
            return reshaped(shape, self._place(shape.shape, name, asked, context, own))
        if isinstance(shape, (ScalarShape, EnumShape, AnyShape)):
            if not self._rules.rules and HINT not in getattr(shape, "schema", ()):
                return shape
            return self._chosen(shape, self._candidates(shape, name, asked, own), name)
        whole = self._whole(shape, asked, own)
        if whole is not None:
            return whole
        if isinstance(shape, ArrayShape):
            inner = singular(name)
            prefix = tuple(self._place(sub, inner, asked, context, own) for sub in shape.prefix)
            return dataclasses.replace(shape, items=self._place(shape.items, inner, asked, context, own), prefix=prefix)
        if isinstance(shape, MapShape):
            self._refuse_here(asked, "this is an object with free keys", 'name its values by "*"')
            values = self._place(shape.values, singular(name), advanced(asked, "*"), context)
            return dataclasses.replace(shape, values=values)
        return self._union(shape, name, asked, context, own) if isinstance(shape, UnionShape) else shape

    def _whole(self, shape: Shape, asked: Sequence[Asked], own: Definition | None) -> Shape | None:
        """Return the values that a rule gives for the whole of a list, an object or a union; None where none does."""
        candidates = self._candidates(shape, "", asked, own)
        strongest = candidates[0] if candidates else None
        if strongest is None or not isinstance(strongest.how, Given) or self._misfit(strongest.how, shape):
            return None
        self._use(strongest, candidates[1:])
        return EnumShape(strongest.how.values)

    def _union(
        self, shape: UnionShape, name: str, asked: Sequence[Asked], context: str, own: Definition | None
    ) -> Shape:
        """Return a union with the rules in its branches: of those for the union itself, only branches that they fit."""
        candidates = self._candidates(shape, name, asked, own)
        strongest = candidates[0] if candidates else None
        below = [each for each in asked if each.path]
        if strongest is None or strongest.level not in SPECIFIC:
            branches = [self._place(branch.shape, name, below, context, own) for branch in shape.branches]
            pairs = zip(shape.branches, branches, strict=True)
            return dataclasses.replace(
                shape, branches=tuple(dataclasses.replace(branch, shape=made) for branch, made in pairs)
            )
        found, why = [], MisfitError("", "")
        for branch in shape.branches:
            try:
                found.append(Branch(self._fit(strongest, self._opened(branch.shape), name)))
            except MisfitError as error:
                why = error
        if not found:
            self._refused(strongest, why)
            return shape
        self._use(strongest, candidates[1:])
        return found[0].shape if len(found) == 1 else UnionShape(tuple(found))

    def _named(self, shape: NamedShape, name: str, asked: Sequence[Asked], context: str) -> Shape:
        definition = self._base[shape.name]
        if isinstance(definition.shape, ObjectShape):
            whole = self._whole(shape, [each for each in asked if not each.path], None)
            if whole is not None:
                return whole
            self._refuse_here(asked, "this is an object", "name its fields, or give a constant that it can be")
            below = [each for each in asked if each.path]
            return self._copy(definition, below, context) if below else shape
        if (not asked and not self._by_name(name)) or shape.name in self._opening:
            return shape
        self._opening.add(shape.name)
        fields = self._fields.get(definition.title, ())
        here = self._place(definition.shape, name, [*asked, *fields], context, definition)
        alone = self._place(definition.shape, "", fields, definition.class_name, definition)
        self._opening.discard(shape.name)
        return shape if here == alone else here

    def _opened(self, shape: Shape) -> Shape:
        return self._base[shape.name].shape if isinstance(shape, NamedShape) else shape

    # -- which rule -----------------------------------------------------------------------

    def _candidates(self, shape: Shape, name: str, asked: Sequence[Asked], own: Definition | None) -> list[_Candidate]:
        """Return what speaks of a place, the strongest first."""
        rules = [each.rule for each in asked if not each.path]
        if own is not None:
            rules += [rule for rule in self._rules.rules if rule.level is Level.SCHEMA and rule.key == own.title]
        schema = shape.schema if isinstance(shape, ScalarShape) else {}
        format_ = schema.get("format")
        rules += [rule for rule in self._rules.rules if rule.level is Level.FORMAT and rule.key == format_]
        rules += self._by_name(name)
        found = [_Candidate(rule.level, rule.how, rule.name, rule) for rule in rules]
        if HINT in schema:
            level = Level.SCHEMA if own is not None and not own.is_inline else Level.FIELD
            found.append(_Candidate(level, read_x_faker(schema[HINT]), HINT))
        return sorted(found, key=lambda candidate: candidate.rank)

    def _by_name(self, name: str) -> list[Rule]:
        known = [rule for rule in self._rules.rules if rule.level is Level.NAME]
        return [rule for rule in known if name and fnmatch.fnmatchcase(name, rule.key.replace("[", "[[]"))]

    def _chosen(self, shape: Shape, candidates: Sequence[_Candidate], name: str) -> Shape:
        """Return what the strongest rule makes of a shape; one for formats or names may pass by what does not fit."""
        for index, candidate in enumerate(candidates):
            try:
                made = self._fit(candidate, shape, name)
            except MisfitError as error:
                if candidate.level in SPECIFIC:
                    self._refused(candidate, error)
                if candidate.rule is not None and candidate.level in SPECIFIC:
                    return shape
                continue
            self._use(candidate, candidates[index + 1 :])
            return made
        return shape

    def _fit(self, candidate: _Candidate, shape: Shape, name: str) -> Shape:
        if isinstance(candidate.how, Given) and (why := self._misfit(candidate.how, shape)):
            raise MisfitError(why, "give values that the schema allows")
        return fitted(candidate.how, candidate.label, shape, name, is_hint=candidate.rule is None)

    def _misfit(self, how: Given, shape: Shape) -> str:
        return next(filter(None, (misfits(value, shape, self._base) for value in how.values)), "")

    # -- what is said ---------------------------------------------------------------------

    def _use(self, candidate: _Candidate, weaker: Iterable[_Candidate]) -> None:
        self._used.add(candidate.label)
        for each in weaker:
            self._beaten.setdefault(each.label, candidate.label)

    def _refuse_here(self, asked: Sequence[Asked], why: str, remedy: str) -> None:
        for each in asked:
            if not each.path:
                self._wrong(each.rule, why, remedy)

    def _refused(self, candidate: _Candidate, error: MisfitError) -> None:
        if candidate.rule is not None:
            self._wrong(candidate.rule, *error.args)
            return
        message = f"an {HINT} is left out: {error.args[0]}"
        self.warnings.append(Diagnostic(Severity.WARNING, message, Location(self._spec_name)))

    def _wrong(self, rule: Rule, message: str, hint: str) -> None:
        self._used.add(rule.name)
        place = f"{self._rules.place}.{rule.name}"
        self.errors.append(Diagnostic(Severity.ERROR, f"{place}: {message}", Location(self._rules.file), hint))

    def tell_idle(self, plans: Sequence[OperationPlan]) -> None:
        """Warn of the rules that have no effect."""
        operations = [known for plan in plans for known in (plan.operation.operation_id, plan.operation.key) if known]
        titles = [definition.title for definition in self._base.values()]
        for rule in self._rules.rules:
            if rule.name in self._used:
                continue
            if rule.name in self._beaten:
                message, hint = f"it has no effect: {self._beaten[rule.name]} is stronger", ""
            elif rule.operation and not any(speaks_of(rule, plan) for plan in plans):
                message, hint = "there is no such operation", suggestion(rule.operation, operations)
            elif rule.level is Level.SCHEMA or (rule.level is Level.FIELD and not self._begins(rule)):
                message, hint = "there is no such schema", suggestion(rule.key.partition(".")[0], titles)
            else:
                message, hint = "it matches nothing that it could make", self._nearest(rule)
            place = f"{self._rules.place}.{rule.name}"
            self.warnings.append(loss(f"{place}: {message}", Location(self._rules.file), hint))

    def _begins(self, rule: Rule) -> bool:
        return any(each.rule is rule for asked in self._fields.values() for each in asked)

    def _nearest(self, rule: Rule) -> str:
        """Return a hint for a field whose schema has no such property."""
        way = {title: each.path for title, asked in self._fields.items() for each in asked if each.rule is rule}
        shapes = [found.shape for found in self._base.values() if found.title in way]
        known = [each.wire_name for shape in shapes if isinstance(shape, ObjectShape) for each in shape.properties]
        first = next((path[0] for path in way.values()), "")
        return suggestion(first, known) if first not in known else ""


def speaks_of(rule: Rule, plan: OperationPlan) -> bool:
    """Tell whether a rule is one for an operation."""
    return rule.operation != "" and rule.operation in (plan.operation.key, plan.operation.operation_id)


def advanced(asked: Iterable[Asked], name: str) -> list[Asked]:
    """Return the rules whose way leads through a property, each with the rest of its way; names may hold dots."""
    found = []
    for each in asked:
        size = name.count(".") + 1
        if each.path and ".".join(each.path[:size]) == name:
            found.append(Asked(each.rule, each.path[size:]))
    return found
