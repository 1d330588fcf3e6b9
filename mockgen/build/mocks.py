"""`testing/mock.py`: a small typed class and an attribute for each operation."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from mockgen.annotations import ALIAS, ANY, Alias, Import
from mockgen.build import prose
from mockgen.build.declared import Pages
from mockgen.build.echoes import Echoes
from mockgen.build.examples import shown
from mockgen.build.last_pages import ABSENT
from mockgen.build.model import Definition, MapShape, NamedShape, ObjectShape, Shape, UnionShape
from mockgen.build.operations import AnswerPlan, HeadersPlan, OperationPlan, success_statuses
from mockgen.build.pagination import opened
from mockgen.build.signatures import SLASH, signature
from mockgen.code import Code, call, docstring, identifier, mapping, pair, raw, statement, string, subscript
from mockgen.ir import Function, OperationMock
from mockgen.names import Namespace

MOCK_NAMES = frozenset(
    (
        *("OperationMock", "ServiceMock", "MockMixin", "Mocking", "Stub", "Body", "UNSET", "Mode", "Any", "Unpack"),
        *("mocked", "ClientSettings", "Never", "cast", "TypeAlias"),
    )
)
TESTING = "mockgen.testing"
MODULE_IMPORTS = frozenset(
    (
        Import("typing", "Literal"),
        Import("typing", "TYPE_CHECKING"),
        Import("typing", "cast"),
        *(Import(TESTING, name) for name in ("Mocking", "MockMixin", "ServiceMock")),
    )
)
CLIENT_IMPORTS = frozenset((Import("typing", "Unpack"), Import(TESTING, "ClientSettings")))
OPERATION_IMPORTS = frozenset(
    (
        Import("typing", "ClassVar"),
        *(Import(TESTING, name) for name in ("UNSET", "Body", "OperationMock", "Stub", "mocked")),
    )
)


class Overriding:
    """Tells the types of the keyword arguments that replace fields of a fake.

    Args:
        definitions: by name.
        fields: the name of the typed dictionary of overrides for each definition that has one.
        home: the module that has these dictionaries.
    """

    def __init__(self, definitions: Mapping[str, Definition], fields: Mapping[str, str], home: str):
        self._definitions = definitions
        self._fields = fields
        self._home = home
        self.imports: set[Import] = set()
        self.typing_imports: set[Import] = set()

    def kind(self, answers: Sequence[AnswerPlan]) -> str:
        """Return the typed dictionary of overrides that all answers share, "" where there is none."""
        found = {answer.shape.name if isinstance(answer.shape, NamedShape) else None for answer in answers}
        only = found.pop() if len(found) == 1 else None
        return "" if only is None else self._fields.get(only, "")

    def overrides(self, answers: Sequence[AnswerPlan]) -> tuple[str, set[str]]:
        """Return the type of the keyword arguments and their names.

        It is that of the one object that all answers are, else anything.
        """
        name = self.kind(answers)
        if not name:
            self.imports.add(ANY)
            return "Any", set()
        assert isinstance(answers[0].shape, NamedShape)
        shape = self._definitions[answers[0].shape.name].shape
        assert isinstance(shape, ObjectShape)
        self.imports.add(Import("typing", "TYPE_CHECKING"))
        self.typing_imports |= {Import("typing", "Unpack"), Import(self._home, name)}
        return f"Unpack[{name}]", {entry.wire_name for entry in shape.properties}


class MockBuilder(Overriding):
    """Builds the mocks of operations.

    Args:
        definitions, fields, home: as for `Overriding`.
        maker: gives the name of the factory that makes a documented body.
        headers: gives the name of the factory that makes the headers of a status.
        names: of the classes in the module.
        echoes: tells what of a request its answer shows.
        pages: tells how lists come page by page.
    """

    def __init__(
        self,
        definitions: Mapping[str, Definition],
        fields: Mapping[str, str],
        home: str,
        maker: Callable[[OperationPlan, AnswerPlan], str],
        headers: Callable[[OperationPlan, HeadersPlan], str],
        names: Namespace,
        echoes: Echoes,
        pages: Pages,
    ):
        super().__init__(definitions, fields, home)
        self._echoes = echoes
        self._pages = pages
        self._maker = maker
        self._headers = headers
        self._names = names
        self.aliases: dict[str, Alias] = {}

    def operation(self, plan: OperationPlan, described: OperationPlan) -> OperationMock:
        """Return the mock of one operation.

        Args:
            plan: with the rules for its fakes.
            described: as the document has it: what its parts have to do with each other is not a matter of rules.
        """
        success = success_statuses(plan)
        fails = [answer for answer in plan.answers if answer.status not in success]
        returns = [answer for answer in plan.answers if answer.status in success]
        class_name = self._names.give(plan.class_name)
        self.imports |= OPERATION_IMPORTS
        return OperationMock(
            name=identifier(plan.name),
            class_name=identifier(class_name),
            doc=docstring([prose.summary(plan)], 4),
            attributes=(*self._attributes(plan), *self._coherence(described)),
            methods=(
                self._method("returns", class_name, (), returns[:1], f"Plan an answer{self._telling(returns[:1])}."),
                self._fails(class_name, fails),
                *self._example(class_name, plan),
            ),
        )

    def _attributes(self, plan: OperationPlan) -> tuple[Code, ...]:
        bodies = mapping(
            (string(f"{answer.status} {answer.media.name}"), string(self._maker(plan, answer)))
            for answer in plan.answers
            if answer.media is not None
        )
        headers = [
            (string(found.status), string(self._headers(plan, found))) for found in plan.headers if found.are_required
        ]
        return (
            statement("key = ", string(plan.operation.key), indent=4),
            statement("method = ", string(plan.name), indent=4),
            statement("bodies: ClassVar = ", bodies, indent=4),
            *([statement("headers: ClassVar = ", mapping(headers), indent=4)] if headers else []),
        )

    def _coherence(self, plan: OperationPlan) -> tuple[Code, ...]:
        """Return how pages follow, what of a request its answer shows, and what a page says that is the last."""
        pages = self._pages.plan(plan)
        out = [statement("paging: ClassVar = ", pages.mocked(), indent=4)] if pages else []
        echoes = self._echoes.of(plan)
        if echoes:
            shown = mapping((string(place), string(source)) for place, source in echoes.items())
            out.append(statement("echoes: ClassVar = ", shown, indent=4))
        moving = self._echoes.moving(plan, echoes)
        if moving:
            out.append(statement("moving: ClassVar = ", pair(*map(string, moving)), indent=4))
        page = self._pages.last_page(plan)
        if page is not None:
            if any(value == ABSENT for value in page.values()):
                self.imports.add(Import(TESTING, "ABSENT"))
            marks = mapping((string(place), value) for place, value in page.items())
            out.append(statement("last_page: ClassVar = ", marks, indent=4))
        return tuple(out)

    def _fails(self, class_name: str, answers: list[AnswerPlan]) -> Function:
        """Return the method that plans errors, overloaded where they differ in their fields."""
        method = self._method("fails", class_name, ["status: int"], answers, f"Plan an error{self._telling(answers)}.")
        rest = [answer for answer in answers if not answer.status.isdigit()]
        exact: dict[str, list[AnswerPlan]] = {}
        for answer in answers:
            kind = self.kind([other for other in answers if other.status == answer.status])
            if answer.status.isdigit() and not (rest and kind == self.kind(rest)):
                exact.setdefault(kind, []).append(answer)
        if self.kind(answers) or not any(exact) or (rest and not self.kind(rest)):
            return method  # no status tells more than all of them together
        overloads = [self._overload(class_name, literal_status(found), found) for found in exact.values()]
        self.imports.add(Import("typing", "overload"))
        overloads.append(self._overload(class_name, "int", rest, has_fields=bool(rest)))
        return dataclasses.replace(method, overloads=tuple(overloads))

    def _overload(self, class_name: str, status: str, answers: list[AnswerPlan], *, has_fields: bool = True) -> Code:
        parameters, _ = self._parameters([f"status: {status}"], answers)
        taken = parameters if has_fields else parameters[:-1]
        return signature("fails", taken, f"Stub[{class_name}]", indent=4, end=" ...")

    def _method(
        self, name: str, class_name: str, first: Sequence[str], answers: list[AnswerPlan], doc: str
    ) -> Function:
        parameters, body = self._parameters(first, answers)
        arguments = [*(identifier(parameter.partition(":")[0]) for parameter in first), body, raw("fields")]
        return Function(
            identifier(name),
            signature(name, parameters, f"Stub[{class_name}]", indent=4),
            docstring([doc], 8),
            statement("return ", call(raw(f"self._{name}"), arguments), indent=8),
        )

    def _telling(self, answers: list[AnswerPlan]) -> str:
        """Return what a docstring says of keyword arguments: nothing where no answer has fields."""
        shapes = [opened(answer.shape, self._definitions) for answer in answers if answer.shape is not None]
        return "; keyword arguments replace its fields" if any(map(has_keys, shapes)) else ""

    def _parameters(self, first: Sequence[str], answers: list[AnswerPlan]) -> tuple[list[Code], Code]:
        """Return the parameters of a method that plans, and the name of the one for the whole body."""
        typed, keys = self.overrides(answers)
        body = identifier(Namespace(keys).give("body"))  # pyright refuses a key that is named like it
        head = [raw("self"), *map(raw, first), raw(f"{body}: Body = UNSET"), SLASH]
        return [*head, raw(f"**fields: {typed}")], body

    def _example(self, class_name: str, plan: OperationPlan) -> list[Function]:
        """Return the method that plans one of the document's examples, if it shows any."""
        found = shown(plan)
        if not found:
            return []
        right = [string(each.name) for each in found if not each.example.problem]
        self.imports |= {ANY, Import("typing", "TYPE_CHECKING")}
        self.typing_imports |= {ALIAS, *([] if right else [Import("typing", "Never")])}
        name = self._names.give(f"{class_name}Example")
        value = subscript(raw("Literal"), right) if right else raw("Never")
        self.aliases[name] = Alias(identifier(name), value, frozenset())
        parameters = [raw("self"), raw(f"name: {name}"), SLASH, raw("**fields: Any")]
        return [
            Function(
                raw("example"),
                signature("example", parameters, f"Stub[{class_name}]", indent=4),
                docstring(["Plan an example of the document; keyword arguments replace its fields."], 8),
                statement("return ", call(raw("self._example"), [raw("name"), raw("fields")]), indent=8),
            )
        ]


def has_keys(shape: Shape) -> bool:
    """Tell whether a value is an object, or one of several shapes."""
    return isinstance(shape, (MapShape, ObjectShape, UnionShape))


def literal_status(answers: Sequence[AnswerPlan]) -> str:
    """Return the type of the statuses of answers: `Literal[400, 409]`."""
    return f"Literal[{', '.join(dict.fromkeys(answer.status for answer in answers))}]"


def client_method(name: str) -> Function:
    """Return the method of a service's mock that gives a client of the class `name`."""
    return Function(
        raw("client"),
        signature("client", [raw("self"), raw("**settings: Unpack[ClientSettings]")], name, indent=4),
        docstring(["Return a client that this mock answers, wherever it is used; nothing is patched for it."], 8),
        statement("return ", call(raw("cast"), [string(name), raw("self._client(settings)")]), indent=8),
    )


def has_fields(definition: Definition) -> bool:
    """Tell whether overrides of a definition have a typed dictionary.

    It is an object with declared properties, and more than a part of what one operation is sent.
    """
    telling = definition.is_answered or not definition.is_inline
    return isinstance(definition.shape, ObjectShape) and definition.height is not None and telling
