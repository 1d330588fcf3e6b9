"""What will be printed: frozen records of code. Templates read these and nothing else.

Every text is `Code`, laid out for the place where the templates print it. The module imports the standard library
and `code` only.
"""

from __future__ import annotations

import dataclasses

from mockgen.code import Code


@dataclasses.dataclass(frozen=True, slots=True)
class RecordClass:
    """A record: what the service answers; `base` is `Record` or, for an operation's headers, `Headers`."""

    name: Code
    base: Code
    doc: Code
    fields: tuple[Code, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class DictClass:
    """A typed dictionary, written as a class; where a key is no identifier, as a call (`functional`)."""

    name: Code
    doc: Code
    fields: tuple[Code, ...]
    functional: Code | None
    total: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Function:
    """A function or method: signature, docstring and the one statement of its body; overloads stand before it."""

    name: Code
    signature: Code
    doc: Code
    body: Code
    overloads: tuple[Code, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Client:
    """`client.py`: a constant and a method for each operation."""

    doc: Code
    imports: tuple[Code, ...]
    typing_imports: tuple[Code, ...]
    attributes: tuple[Code, ...]
    constants: tuple[Code, ...]
    methods: tuple[Function, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class TypesModule:
    """Records, typed dictionaries and the aliases of both: `schemas.py`, or a part of it."""

    doc: Code
    imports: tuple[Code, ...]
    typing_imports: tuple[Code, ...]
    records: tuple[RecordClass, ...]
    dicts: tuple[DictClass, ...]
    aliases: tuple[Code, ...]

    @property
    def has_classes(self) -> bool:
        """Whether the aliases stand after classes, not after imports."""
        return bool(self.records or self.dicts)


@dataclasses.dataclass(frozen=True, slots=True)
class TypesFile:
    """A module of types and its path in the package."""

    path: str
    module: TypesModule


@dataclasses.dataclass(frozen=True, slots=True)
class Facade:
    """The module that gives the names of all parts of one that would be too large."""

    doc: Code
    typing_imports: tuple[Code, ...]
    names: Code
    parts: Code


@dataclasses.dataclass(frozen=True, slots=True)
class FacadeFile:
    """A facade and its path in the package."""

    path: str
    module: Facade


@dataclasses.dataclass(frozen=True, slots=True)
class Paths:
    """`paths.py`: a function for each path template."""

    doc: Code
    imports: tuple[Code, ...]
    functions: tuple[Function, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Factories:
    """`testing/factories.py`: a factory for each definition, one for each operation's arguments."""

    doc: Code
    imports: tuple[Code, ...]
    typing_imports: tuple[Code, ...]
    functions: tuple[Function, ...]
    dicts: tuple[DictClass, ...]
    aliases: tuple[Code, ...]

    @property
    def has_types(self) -> bool:
        """Whether there is anything that only type checkers read."""
        return bool(self.dicts or self.aliases)


@dataclasses.dataclass(frozen=True, slots=True)
class OperationMock:
    """One operation of the mock: its class and its attribute."""

    name: Code
    class_name: Code
    doc: Code
    attributes: tuple[Code, ...]
    methods: tuple[Function, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Mock:
    """`testing/mock.py`, and the heads of the functions in `testing/fixtures.py`.

    Attributes:
        state_head, state_import, state_answer: the three lines of the property `state`.
    """

    doc: Code
    mixin_head: Code
    mixin_attribute: Code
    fixture_head: Code
    in_memory_head: Code
    state_head: Code
    state_import: Code
    state_answer: Code
    imports: tuple[Code, ...]
    typing_imports: tuple[Code, ...]
    aliases: tuple[Code, ...]
    operations: tuple[OperationMock, ...]
    attributes: tuple[Code, ...]
    methods: tuple[Function, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Webhooks:
    """`testing/webhooks.py`: a class and an attribute for each webhook; nothing is printed where there is none.

    Attributes:
        getter: the property of the mock that gives them; getter_import: what it imports for that.
    """

    doc: Code
    name: Code
    head: Code
    getter: Function
    getter_import: Code
    imports: tuple[Code, ...]
    typing_imports: tuple[Code, ...]
    webhooks: tuple[OperationMock, ...]
    attributes: tuple[Code, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class State:
    """`testing/state.py`: the collections that `stateful()` keeps."""

    doc: Code
    head: Code
    imports: tuple[Code, ...]
    attributes: tuple[Code, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class ErrorClass:
    """A class of `errors.py`: `class PaymentsTimeout(PaymentsError, ServiceTimeout):` and its docstring."""

    head: Code
    doc: Code


@dataclasses.dataclass(frozen=True, slots=True)
class Package:
    """One service's package.

    Attributes:
        header: the first line of every file.
        name: `payments`; `prefix`: `Payments`; `title`: what its documentation calls the service.
        types, facades: `schemas.py` or its parts; the parts of what overrides fakes, where they are many.
        contract: the text of `contract.json`.
        examples: that of `examples.json`, "" where there are none.
    """

    header: Code
    name: Code
    prefix: Code
    app_label: Code
    error_id: Code
    warning_id: Code
    init_doc: Code
    errors: tuple[ErrorClass, ...]
    client: Client
    types: tuple[TypesFile, ...]
    facades: tuple[FacadeFile, ...]
    paths: Paths
    factories: Factories
    mock: Mock
    webhooks: Webhooks
    state: State
    contract: str
    examples: str
