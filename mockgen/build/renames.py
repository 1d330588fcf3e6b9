"""Names that a configuration gives: what the document calls it, and what Python is to call it.

A rename changes Python alone: what travels, the keys of operations and the contract keep the document's names.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence

from mockgen.diagnostics import Diagnostic, Location, did_you_mean, loss
from mockgen.errors import UsageError
from mockgen.spec.document import Document, Omitted, Operation


@dataclasses.dataclass(frozen=True)
class Renames:
    """The renames of one service.

    Attributes:
        operations: Python name by operationId or key (`POST /v1/charges`).
        schemas: Python name by the component's name.
        place: the table of the configuration, for messages: `tool.mockgen.services.payments`.
        file: that of the configuration.
    """

    operations: Mapping[str, str] = dataclasses.field(default_factory=dict)
    schemas: Mapping[str, str] = dataclasses.field(default_factory=dict)
    place: str = ""
    file: str = ""

    def _wrong(self, section: str, message: str, hint: str = "") -> UsageError:
        return UsageError.at(f"{self.place}.rename.{section}: {message}", Location(self.file), hint)

    def _unknown(self, section: str, message: str, hint: str) -> Diagnostic:
        return loss(f"{self.place}.rename.{section}: {message}", Location(self.file), hint)


def renamed_operations(
    listed: Sequence[Operation | Omitted], names: Sequence[str], renames: Renames, reserved: frozenset[str]
) -> tuple[dict[str, str], list[Diagnostic]]:
    """Return the Python name of every operation by its key, and warnings about renames of nothing.

    Args:
        listed: all operations of the document, those that are not generated too.
        names: what they are called without renames.
        renames: from the configuration.
        reserved: names that no operation may have.

    Raises:
        UsageError: a name is reserved or taken, or an operationId is that of several operations.
    """
    found = {operation.key: name for operation, name in zip(listed, names, strict=True)}
    unknown = []
    for old, new in renames.operations.items():
        meant = [each.key for each in listed if old in (each.key, each.operation_id)]
        if len(meant) > 1:
            raise renames._wrong("operations", f'"{old}" means {len(meant)} operations', f"write {' or '.join(meant)}")
        if new in reserved:
            raise renames._wrong("operations", f'"{new}" is a name that the client or the mock needs', "choose another")
        if not meant:
            known = [name for each in listed for name in (each.operation_id, each.key) if name]
            unknown.append(renames._unknown("operations", f'there is no operation "{old}"', did_you_mean(old, known)))
        for key in meant:
            found[key] = new
    _apart(found, "", renames.operations.values(), renames, "operations")
    return found, unknown


def renamed_schemas(
    document: Document, name_of: Callable[[str], str], renames: Renames, reserved: frozenset[str]
) -> tuple[dict[str, str], list[Diagnostic]]:
    """Return the class names that are asked for by component name, and warnings about renames of nothing.

    Args:
        document: whose components are renamed.
        name_of: gives the class name of a component without renames.
        renames: from the configuration.
        reserved: names that no class may have.

    Raises:
        UsageError: a name is reserved or taken.
    """
    known = dict.fromkeys(document.sent_views.get(name, name) for name in document.schemas)
    found, unknown = {}, []
    for old, new in renames.schemas.items():
        if new in reserved:
            raise renames._wrong("schemas", f'"{new}" is a name that generated modules need', "choose another")
        if old in known:
            found[old] = new
        elif old not in document.unread:
            hint = did_you_mean(old, [*known, *document.unread])
            unknown.append(renames._unknown("schemas", f'there is no schema "{old}"', hint))
    if found:
        names = {**{name: name_of(name) for name in known}, **found}
        _apart(names, "the schema ", renames.schemas.values(), renames, "schemas")
    return found, unknown


def _apart(names: Mapping[str, str], noun: str, given: Iterable[str], renames: Renames, section: str) -> None:
    """Refuse a name that the configuration gives and something else has; case does not tell names apart.

    Raises:
        UsageError: there is one.
    """
    holders: dict[str, list[str]] = {}
    for old, new in names.items():
        holders.setdefault(new.lower(), []).append(old)
    for name in given:
        same = holders.get(name.lower(), [])
        if len(same) > 1:
            message = f'{noun}{same[0]} and {noun}{same[1]} would both be "{name}"'
            raise renames._wrong(section, message, "rename the other one too")
