"""Document -> package: the build stage as a whole."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from mockgen.annotations import Annotator, Import, View, in_order, reads_alike
from mockgen.build import collections
from mockgen.build.client import ClientBuilder, scheme_class, scheme_expression, server_expression
from mockgen.build.contract import FORBID, contract_text
from mockgen.build.declared import Pages
from mockgen.build.echoes import Echoes
from mockgen.build.errors import error_classes
from mockgen.build.examples import examples_text
from mockgen.build.factories import VALUES, FactoryBuilder
from mockgen.build.findings import Findings
from mockgen.build.media import MediaKind
from mockgen.build.mocks import (
    CLIENT_IMPORTS,
    MOCK_NAMES,
    MODULE_IMPORTS,
    MockBuilder,
    Overriding,
    client_method,
    has_fields,
)
from mockgen.build.model import EnumShape, Model, NamedShape, ObjectShape, RuledShape, ScalarShape, reshaped
from mockgen.build.operations import (
    SURFACE,
    AnswerPlan,
    HeadersPlan,
    OperationPlan,
    operation_names,
    plan_operations,
)
from mockgen.build.parts import FUNCTION_NODES, NO_TYPES, Placed, Types
from mockgen.build.paths import path_functions
from mockgen.build.renames import Renames, renamed_schemas
from mockgen.build.resolve import Resolver, class_name_of
from mockgen.build.rules import Ruled, ruled
from mockgen.build.schemas import alias_statement, dict_class, from_import, headers_class, import_lines, record_class
from mockgen.build.signatures import class_head, fixture_head, signature
from mockgen.build.webhooks import CLASS_NAMES, WebhookBuilder, plan_webhooks, settled
from mockgen.code import (
    Code,
    call,
    comment,
    docstring,
    identifier,
    mapping,
    pair,
    raw,
    statement,
    string,
    subscript,
)
from mockgen.diagnostics import Diagnostic, Location, Severity
from mockgen.errors import UsageError
from mockgen.fakes import ENGLISH, NO_RULES, FakeRules
from mockgen.hooks import NO_HOOKS, Hooks
from mockgen.ir import Client, Factories, Function, Mock, Package, Paths, State, Webhooks
from mockgen.names import Namespace, pascal, shortened
from mockgen.paging import NOTHING_DECLARED, Paging
from mockgen.spec.document import Document, Omitted

SCHEMA_NAMES = frozenset(
    [
        "Annotated",
        "Any",
        "BinaryIO",
        "Decimal",
        "Field",
        "FilePart",
        "Headers",
        "Literal",
        "Mapping",
        "NotRequired",
        "Record",
        "Sequence",
        "TypedDict",
        "UUID",
        "Union",
        "Variants",
        "Timeout",
        "TypeAlias",
        "Operation",
        "DEFAULT",
        "Transport",
        "ApiKey",
        "Basic",
        "Bearer",
        "OAuth2",
        "Errors",
        "TYPE_CHECKING",
        "Values",
        "JSON",
        "Unpack",
        "Iterator",
        "Stream",
        "Server",
        "iterate",
        "Cursor",
        "After",
        "Offset",
        "Numbered",
        "Linked",
    ]
)
NO_RENAMES = Renames()


@dataclasses.dataclass(frozen=True)
class Built:
    """A package, the names of its operations by key, why others are skipped, and what was found on the way."""

    package: Package
    operations: tuple[tuple[str, str], ...]
    skipped: tuple[tuple[str, str], ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclasses.dataclass(frozen=True)
class Wishes:
    """What the configuration says of one package.

    Attributes:
        paging: lists that come page by page.
        renames: other Python names.
        fakes: rules for fakes, and their locale.
        hooks: how the service signs what it sends.
        undeclared: what becomes of names that the document does not declare: `forbid`, `warn` or `allow`.
    """

    paging: Paging = NOTHING_DECLARED
    renames: Renames = NO_RENAMES
    fakes: FakeRules = NO_RULES
    hooks: Hooks = NO_HOOKS
    undeclared: str = FORBID

    @property
    def locale(self) -> str:
        """That of the fakes, "" for the usual one."""
        return "" if self.fakes.locale == ENGLISH else self.fakes.locale


NO_WISHES = Wishes()


def build(
    document: Document,
    name: str,
    spec_name: str,
    wishes: Wishes = NO_WISHES,
) -> Built:
    """Return everything that is printed for one service.

    Args:
        document: the spec, normalised.
        name: of the service, an identifier: `payments`.
        spec_name: how the header calls the spec: its path as configured.
        wishes: what the configuration says of it.

    Raises:
        UsageError: they say what the document does not hold, or a rename does not go with the other names.
    """
    return _Builder(document, name, spec_name, wishes).build()


class _Builder:
    """The parts of one package in the making."""

    def __init__(self, document: Document, name: str, spec_name: str, wishes: Wishes):
        self._document = document
        self._wishes = wishes
        self._name = name
        self._spec_name = spec_name
        self._prefix = pascal(" ".join(name.split("_")).title(), "Service")
        self._names, self._idle = operation_names(document, wishes.renames)
        classes, idle = renamed_schemas(document, class_name_of, wishes.renames, SCHEMA_NAMES)
        self._idle += idle
        self._resolver = Resolver(document, SCHEMA_NAMES, classes)
        self._plans = plan_operations(document.operations, self._names, self._resolver)
        self._skipped = [omitted for omitted in document.skipped if not omitted.is_webhook]
        self._webhooks = plan_webhooks(document, self._resolver)
        self._model: Model = described(self._resolver.model(), self._plans)
        self._plans = tuple(map(self._settled, self._plans))
        self._webhooks = tuple(settled(plan, self._resolver) for plan in self._webhooks)
        self._ruled: Ruled = ruled(self._model.definitions, self._plans, wishes.fakes, spec_name)
        self._pages = Pages(self._model.definitions, self._plans, wishes.paging, document.left_out)
        self._echoes = Echoes(self._model.definitions, self._plans)
        self._title = " ".join(document.title.split()) or self._prefix

    def build(self) -> Built:
        """Build each module."""
        names = Namespace(SCHEMA_NAMES)
        for definition in self._model.definitions.values():
            names.give(definition.class_name)
        sent_names = self._sent_names(names)
        answered = Annotator(View.ANSWERED, self._model.definitions, names, self._class_names())
        sent = Annotator(View.SENT, self._model.definitions, names, sent_names)
        headers = {
            plan.name: names.give(shortened(f"{plan.class_name}Headers"))
            for plan in self._plans
            if any(found.headers for found in plan.headers)
        }
        paths, path_code, path_imports = path_functions(self._plans)
        client = self._client(answered, sent, paths, headers)
        schemas = self._schemas(answered, sent, sent_names, headers).placed("schemas")
        factories, mock, webhooks, overrides = self._testing()
        package = Package(
            header=comment(f"Generated by mockgen from {self._spec_name}. Do not edit; run `mockgen generate`."),
            name=identifier(self._name),
            prefix=identifier(self._prefix),
            app_label=string(f"{self._name}_client"),
            error_id=string(f"{self._name}_client.E001"),
            warning_id=string(f"{self._name}_client.W001"),
            init_doc=docstring([f"Client of {self._title}."], 0),
            errors=error_classes(self._prefix),
            client=client,
            types=schemas.types + overrides.types,
            facades=schemas.facades + overrides.facades,
            paths=Paths(docstring([f"Path templates of {self._title}."], 0), import_lines(path_imports), path_code),
            factories=factories,
            mock=mock,
            webhooks=webhooks,
            state=self._state(),
            contract=contract_text(
                self._name, self._document, self._model.checks, self._wishes.locale, self._wishes.undeclared
            ),
            examples=examples_text(self._plans),
        )
        operations = tuple((plan.operation.key, plan.name) for plan in self._plans)
        skipped = tuple((omitted.key, omitted.reason) for omitted in self._document.skipped)
        findings = Findings(self._document, self._model, self._spec_name).all(self._plans)
        found = (*self._idle, *self._ruled.diagnostics, *findings, *self._fieldless())
        return Built(package, operations, skipped, found)

    def _settled(self, plan: OperationPlan) -> OperationPlan:
        settled = self._resolver.settled
        body = plan.body
        return dataclasses.replace(
            plan,
            parameters=tuple(reshaped(p, settled(p.shape)) for p in plan.parameters),
            body=reshaped(body, settled(body.shape)) if body else None,
            headers=tuple(
                dataclasses.replace(found, headers=tuple((header, settled(shape)) for header, shape in found.headers))
                for found in plan.headers
            ),
            answers=tuple(
                answer if answer.shape is None else reshaped(answer, settled(answer.shape)) for answer in plan.answers
            ),
        )

    # -- names of types -------------------------------------------------------------------

    def _class_names(self) -> dict[str, str]:
        return {name: definition.class_name for name, definition in self._model.definitions.items()}

    def _sent_names(self, names: Namespace) -> dict[str, str]:
        """Return what each definition is called when it is sent: its own name, unless a record has that."""
        found = {}
        for name, definition in self._model.definitions.items():
            both = definition.is_sent and definition.is_answered and not reads_alike(definition.shape)
            found[name] = names.give(shortened(f"{definition.class_name}Input")) if both else definition.class_name
        return found

    # -- modules --------------------------------------------------------------------------

    def _client(self, answered: Annotator, sent: Annotator, paths: dict[str, str], headers: dict[str, str]) -> Client:
        names = Namespace(SURFACE)
        for name in self._names.values():
            names.give(name)
        builder = ClientBuilder(self._prefix, answered, sent, paths, headers, self._pages, names)
        for plan in self._plans:
            builder.add(plan)
        for omitted in self._skipped:
            builder.skip(self._names[omitted.key], omitted)
        if self._pages.errors:
            raise UsageError(self._pages.errors)
        parts = builder.parts
        schemes = self._document.schemes
        servers = self._document.servers
        if servers:
            parts.imports.add(Import(".configuration", "Server"))
        parts.imports |= {Import(".auth", scheme_class(scheme)) for scheme in schemes}
        parts.imports.add(Import(".transport", "Transport"))
        parts.imports.add(Import(".errors", "ERRORS"))
        if self._plans:
            parts.imports.add(Import(".", "paths"))
        parts.imports.add(Import("typing", "ClassVar"))
        if parts.typing_imports:
            parts.imports.add(Import("typing", "TYPE_CHECKING"))
        return Client(
            doc=docstring([f"Client of {self._title}: one method per operation."], 0),
            imports=import_lines(parts.imports),
            typing_imports=import_lines(parts.typing_imports, 4),
            attributes=(
                statement("service = ", string(self._name), indent=4),
                statement("servers = ", pair(*map(server_expression, servers)), indent=4),
                statement(
                    "schemes: ClassVar = ",
                    mapping((string(scheme.name), scheme_expression(scheme)) for scheme in schemes),
                    indent=4,
                ),
                raw("errors = ERRORS"),
            ),
            constants=tuple(parts.constants),
            methods=tuple(parts.methods),
        )

    def _schemas(
        self, answered: Annotator, sent: Annotator, sent_names: dict[str, str], headers: dict[str, str]
    ) -> Types:
        records = [headers_class(headers[plan.name], plan, answered) for plan in self._plans if plan.name in headers]
        dicts = []
        for definition in self._model.definitions.values():
            is_object = isinstance(definition.shape, ObjectShape)
            if definition.is_answered and is_object:
                records.append(record_class(definition, answered))
            elif definition.is_answered:
                answered.define(definition)
            if definition.is_sent and is_object:
                summary = definition.description or f"A `{definition.title}` as it is sent."
                dicts.append(dict_class(sent_names[definition.name], definition, sent, total=True, summary=summary))
            elif definition.is_sent and not (definition.is_answered and reads_alike(definition.shape)):
                sent.define(definition)
        return Types(
            f"What {self._title} answers (records) and what it is sent (typed dictionaries).",
            records + dicts,
            {**answered.aliases, **sent.aliases},
            answered.imports | sent.imports,
        )

    def _override_names(self, names: Namespace) -> dict[str, str]:
        """Return the type of the overrides of each definition that has one: an alias, or a typed dictionary."""
        definitions = self._model.definitions.items()
        aliases = {
            name: names.give(found.class_name)
            for name, found in definitions
            if not isinstance(found.shape, ObjectShape)
        }
        return aliases | {
            name: names.give(f"{found.class_name}Fields") for name, found in definitions if has_fields(found)
        }

    def _testing(self) -> tuple[Factories, Mock, Webhooks, Placed]:
        names = Namespace(SCHEMA_NAMES)
        override_names = self._override_names(names)
        fields = {name: found for name, found in override_names.items() if has_fields(self._model.definitions[name])}
        overrides = Annotator(View.OVERRIDES, self._model.definitions, names, override_names)
        fields |= {copy: fields[base] for copy, base in self._ruled.copies.items() if base in fields}
        builder = FactoryBuilder(self._ruled.definitions, Namespace({"values"}))
        functions = [
            builder.factory(definition, fields.get(name, "")) for name, definition in self._ruled.definitions.items()
        ]
        dicts = []
        for name, definition in self._model.definitions.items():
            if name in fields:
                summary = f"Fields of a fake `{definition.title}` to replace."
                dicts.append(dict_class(fields[name], definition, overrides, total=False, summary=summary))
            elif name in override_names:
                overrides.define(definition)
        types = Types(
            f"What replaces parts of the fakes of {self._title}.", dicts, overrides.aliases, overrides.imports
        )
        within = types.fits(FUNCTION_NODES * (len(functions) + 2 * len(self._plans)))
        home = ".factories" if within else ".overrides"
        answers: dict[str, Function] = {}
        mock = self._mock(builder, fields, home, answers)
        webhooks = self._sent_by_service(builder, fields, home, functions)
        functions += answers.values()
        functions += [builder.arguments(plan) for plan in self._ruled.plans]
        fields_used = {Import(home, name) for name in fields.values()}
        typed = builder.imports | {VALUES} | (overrides.imports if within else fields_used)
        module = (types if within else NO_TYPES).module(4)
        factories = Factories(
            doc=docstring([f"Fakes of what {self._title} answers and is sent; each is valid against its schema."], 0),
            imports=import_lines([Import("typing", "TYPE_CHECKING")]),
            typing_imports=import_lines(typed, 4),
            functions=tuple(sorted(functions, key=lambda found: found.name)),
            dicts=module.dicts,
            aliases=module.aliases,
        )
        return factories, mock, webhooks, Placed() if within else types.placed("testing/overrides")

    def _sent_by_service(
        self, builder: FactoryBuilder, fields: dict[str, str], home: str, functions: list[Function]
    ) -> Webhooks:
        """Return the webhooks; the factories that they need in addition are added to `functions`."""
        names = Namespace({*CLASS_NAMES, f"{self._prefix}Webhooks"})
        overriding = Overriding(self._model.definitions, fields, home)
        webhooks = WebhookBuilder(self._prefix, self._title, builder, overriding, self._wishes.hooks)
        module = webhooks.module(self._webhooks, names)
        functions += webhooks.functions
        return module

    def _mock(self, builder: FactoryBuilder, fields: dict[str, str], home: str, answers: dict[str, Function]) -> Mock:
        def maker(plan: OperationPlan, answer: AnswerPlan) -> str:
            if answer.shape is None or not has_recipe(answer):
                return ""
            if isinstance(answer.shape, NamedShape):
                return builder.function(answer.shape.name)
            function = builder.factory_of(answer)
            answers[function.name] = function
            return str(function.name)

        def headers(plan: OperationPlan, found: HeadersPlan) -> str:
            function = builder.headers(plan, found)
            answers[function.name] = function
            return str(function.name)

        mocked = f"{self._prefix}Mock"
        stated = f"{self._prefix}State"
        client = f"{self._prefix}Client"
        names = Namespace({*MOCK_NAMES, mocked, f"{mocked}Mixin", client, f"{self._prefix}Webhooks", stated})
        echoes = self._echoes
        mocks = MockBuilder(self._ruled.definitions, fields, home, maker, headers, names, echoes, self._pages)
        operations = tuple(map(mocks.operation, self._ruled.plans, self._plans))
        more = {Import("mockgen.testing", "skipped")} if self._skipped else set()
        if self._webhooks:
            more |= {Import("functools", "")}
            mocks.typing_imports.add(Import(".webhooks", f"{self._prefix}Webhooks"))
        mocks.typing_imports |= CLIENT_IMPORTS | {Import("..client", client)}
        return Mock(
            doc=docstring([f"{self._title}, mocked: one attribute per operation."], 0),
            mixin_head=class_head(f"{mocked}Mixin", subscript(raw("MockMixin"), [identifier(mocked)])),
            mixin_attribute=statement(f"{self._name}: ", identifier(mocked), indent=4),
            fixture_head=fixture_head(self._name, mocked),
            in_memory_head=fixture_head(f"{self._name}_in_memory", mocked),
            state_head=signature("state", [raw("self")], stated, 4),
            state_import=from_import(".state", [stated], 8),
            state_answer=statement("return ", call(raw("self._state_of"), [identifier(stated)]), indent=8),
            imports=import_lines(MODULE_IMPORTS | mocks.imports | more | {Import("typing", "TYPE_CHECKING")}),
            typing_imports=import_lines(mocks.typing_imports | {Import(".state", stated)}, 4),
            aliases=tuple(alias_statement(alias, 4) for alias in in_order(mocks.aliases)),
            operations=operations,
            attributes=(
                statement("_name = ", string(self._name), indent=4),
                statement("_client_name = ", string(client), indent=4),
                *(
                    statement(f"{each.name} = ", call(raw("mocked"), [each.class_name]), indent=4)
                    for each in operations
                ),
                *map(self._skip, self._skipped),
            ),
            methods=(client_method(client),),
        )

    def _state(self) -> State:
        found = collections.Collections(self._model.definitions, self._plans, self._echoes, self._pages).all()
        names = {Import("mockgen.testing.state", name) for name in ("State", *(["kept"] if found else []))}
        roles = {Import("mockgen.testing.roles", name) for name in collections.used(found)}
        return State(
            doc=docstring([f"What the mock of {self._title} keeps, once it is stateful."], 0),
            head=class_head(f"{self._prefix}State", raw("State")),
            imports=import_lines(names | roles),
            attributes=tuple(
                statement(f"{identifier(name)} = ", value, indent=4) for name, value in collections.attributes(found)
            ),
        )

    def _skip(self, omitted: Omitted) -> Code:
        value = call(raw("skipped"), [string(omitted.key), string(omitted.reason)])
        return statement(f"{identifier(self._names[omitted.key])} = ", value, indent=4)

    # -- findings -------------------------------------------------------------------------

    def _fieldless(self) -> list[Diagnostic]:
        return [
            Diagnostic(
                Severity.WARNING,
                f"the body of {plan.operation.key} is a form whose schema has no fields; it is sent as it is given",
                Location(self._spec_name),
            )
            for plan in self._plans
            if plan.body and plan.body.is_fieldless
        ]


def described(model: Model, plans: Iterable[OperationPlan]) -> Model:
    """Return the model in which an inline schema of a whole body, of which nothing else is said, says whose it is."""
    said: dict[str, str] = {}
    for plan in plans:
        key = f"What `{plan.operation.key}`"
        if plan.body and isinstance(plan.body.shape, NamedShape):
            said[plan.body.shape.name] = f"{key} is sent."
        for answer in plan.answers:
            if isinstance(answer.shape, NamedShape):
                said[answer.shape.name] = f"{key} answers with status {answer.status}."
    definitions = {
        name: dataclasses.replace(found, description=found.description or said.get(name, ""))
        if found.is_inline
        else found
        for name, found in model.definitions.items()
    }
    return dataclasses.replace(model, definitions=definitions)


def has_recipe(answer: AnswerPlan) -> bool:
    """Tell whether a body has a factory: JSON, and text that the document says more of."""
    return answer.kind in (MediaKind.JSON, MediaKind.STREAM) or isinstance(
        answer.shape, (ScalarShape, EnumShape, RuledShape)
    )
