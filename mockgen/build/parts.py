"""Types over modules: each says what it needs, and a module that would be too large is cut into parts by name.

Pyright gives up on a module of more than 30,720 code flow nodes, those of its class bodies among them and those of its
functions not (its binder adds 0.025 for each, its checker refuses more than 768). So a module is cut by the first
letters of the names, and a part further only where it is still too large: what is added to a document moves no other
type, unless its own part is full.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from mockgen.annotations import ANY, Alias, Import, in_order
from mockgen.build.schemas import Typed, alias_statement, import_lines, names_in
from mockgen.code import Code, Expression, Item, docstring, flat, pair, sequence, statement, string
from mockgen.ir import DictClass, Facade, FacadeFile, RecordClass, TypesFile, TypesModule
from mockgen.names import import_order

MOST = 20_000
"""Nodes of one module: well below what pyright reads, since what it imports counts too."""

ALIAS_NODES = 3  # the annotation, the assignment and a call of `Variants`
FIELD_NODES = 3  # the annotation, the assignment and the call
FUNCTION_NODES = 2  # its own scope is counted apart
FUNCTIONAL_NODES = 3  # the call, the assignment and the name
CHECKING = Import("typing", "TYPE_CHECKING")


def nodes_of(found: RecordClass | DictClass) -> int:
    """Return how many nodes pyright counts for a class."""
    if isinstance(found, RecordClass):
        return 1 + FIELD_NODES * len(found.fields)
    return FUNCTIONAL_NODES if found.functional else 1 + len(found.fields)


@dataclasses.dataclass(frozen=True)
class Types:
    """What stands in a module of types, or in the parts of one.

    Attributes:
        doc: what the types are.
        classes: records and typed dictionaries.
        aliases: by name.
        imports: whatever any of them may need, relative to the module itself.
    """

    doc: str
    classes: Sequence[Typed]
    aliases: Mapping[str, Alias]
    imports: Collection[Import]

    @property
    def nodes(self) -> dict[str, int]:
        """How many nodes pyright counts for each name."""
        return {str(found.code.name): nodes_of(found.code) for found in self.classes} | dict.fromkeys(
            self.aliases, ALIAS_NODES
        )

    def module(self, indent: int = 0) -> TypesModule:
        """Return all of it as one module; `indent` is where a block of it stands."""
        return _module(self.doc, self.classes, settled(self.aliases), self.imports, (), indent)

    def fits(self, beside: int = 0) -> bool:
        """Tell whether one module holds it, with so many nodes beside it."""
        return sum(self.nodes.values()) + beside <= MOST

    def placed(self, path: str) -> Placed:
        """Return it as the module `path`, or as a folder of that name with the parts."""
        if self.fits():
            return Placed((TypesFile(f"{path}.py", self.module()),))
        places = partition(self.nodes, MOST)
        return Placed(self.parts(path, places), (FacadeFile(f"{path}/__init__.py", self.facade(places)),))

    def parts(self, folder: str, places: Mapping[str, str]) -> tuple[TypesFile, ...]:
        """Return it as modules in a folder, each with the types of one part; `places` says which, by name."""
        every: dict[str, tuple[list[Typed], list[Alias]]] = {part: ([], []) for part in sorted(set(places.values()))}
        for each in self.classes:
            every[places[each.code.name]][0].append(each)
        for alias in _apart(settled(self.aliases), places):
            every[places[alias.name]][1].append(alias)
        found = []
        for part, (classes, aliases) in every.items():
            others = [
                Import(f".{module_name(places[name])}", name)
                for name in used_by(classes, aliases)
                if places.get(name, part) != part
            ]
            doc = f"{self.doc[:-1]}: names in {part.upper()}."
            module = _module(doc, classes, aliases, map(deeper, self.imports), others)
            found.append(TypesFile(f"{folder}/{module_name(part)}.py", module))
        return tuple(found)

    def facade(self, places: Mapping[str, str]) -> Facade:
        """Return the module that gives the names of all parts."""
        parts = sorted(set(places.values()), key=lambda part: (-len(part), part))
        return Facade(
            doc=docstring([self.doc, "Each part is imported when a name of it is first asked for."], 0),
            typing_imports=import_lines([Import(f".{module_name(part)}", name) for name, part in places.items()], 4),
            names=statement("__all__ = ", sequence(map(string, import_order(places)))),
            parts=statement("_PARTS = ", pair(*map(string, parts))),
        )


NO_TYPES = Types(".", (), {}, ())


@dataclasses.dataclass(frozen=True)
class Placed:
    """The files of some types: one module, or parts and what gives their names."""

    types: tuple[TypesFile, ...] = ()
    facades: tuple[FacadeFile, ...] = ()


def deeper(needed: Import) -> Import:
    """Return an import as a module in a folder below writes it."""
    return dataclasses.replace(needed, module=f".{needed.module}") if needed.module.startswith(".") else needed


def used_by(classes: Iterable[Typed], aliases: Iterable[Alias]) -> set[str]:
    """Return the names that some types use."""
    return {name for uses in (*(each.uses for each in classes), *(each.uses for each in aliases)) for name in uses}


def module_name(part: str) -> str:
    """Return the name of the module of a part: private, and no name of a device."""
    return f"_{part}"


def partition(nodes: Mapping[str, int], most: int, start: str = "") -> dict[str, str]:
    """Return the part of each name: its first letters in lower case, as few of them as keep the part small enough.

    A single name is never cut, however large. All is one part, "", where it fits.
    """
    if sum(nodes.values()) <= most:
        return dict.fromkeys(nodes, start)
    longer: dict[str, dict[str, int]] = {}
    for name, count in nodes.items():
        longer.setdefault(name[: len(start) + 1].lower(), {})[name] = count
    found: dict[str, str] = {}
    for part, inside in longer.items():
        found.update(dict.fromkeys(inside, start) if part == start else partition(inside, most, part))
    return found


def settled(aliases: Mapping[str, Alias]) -> list[Alias]:
    """Return aliases in order, each with all the names that its text uses."""
    return [dataclasses.replace(alias, uses=names_in(flat(alias.value))) for alias in in_order(aliases)]


def _apart(aliases: Iterable[Alias], places: Mapping[str, str]) -> Iterator[Alias]:
    """Yield aliases in which what is defined elsewhere, or is quoted itself, stands in quotes: it is not there yet."""
    quoted: set[str] = set()
    for alias in aliases:
        here = places[alias.name]
        late = {name for name in alias.uses if name in quoted or places.get(name, here) != here}
        if late:
            quoted.add(alias.name)
            alias = dataclasses.replace(alias, value=_quoted(alias.value, late))
        yield alias


def _quoted(value: Expression, names: set[str]) -> Expression:
    if isinstance(value, Code):
        return string(value) if names & names_in(value) else value
    items = tuple(Item(item.prefix, _quoted(item.value, names)) for item in value.items)
    return dataclasses.replace(value, items=items)


def _module(
    doc: str,
    classes: Iterable[Typed],
    aliases: Sequence[Alias],
    imports: Iterable[Import],
    others: Iterable[Import],
    indent: int = 0,
) -> TypesModule:
    """Return a module; it imports what its code uses."""
    ordered = sorted(classes, key=lambda found: found.code.name)
    uses = used_by(ordered, aliases)
    needed = {each for each in {*imports, ANY} if (each.alias or each.name) in uses}  # what is circular says Any
    if aliases:
        needed.add(Import("typing", "TypeAlias"))
    typing_imports = import_lines(others, 4)
    if typing_imports:
        needed.add(CHECKING)
    return TypesModule(
        doc=docstring([doc], 0),
        imports=import_lines(needed, indent),
        typing_imports=typing_imports,
        records=tuple(each.code for each in ordered if isinstance(each.code, RecordClass)),
        dicts=tuple(each.code for each in ordered if isinstance(each.code, DictClass)),
        aliases=tuple(alias_statement(alias, indent) for alias in aliases),
    )
