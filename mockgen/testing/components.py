"""The schemas of a contract: following references, and what applies to one place of a value.

A schema is JSON Schema 2020-12 whose only references are `#/components/schemas/NAME`, NAME escaped
as in RFC 6901. Keywords that hold for the value itself (`$ref`, `allOf`, `anyOf`, `oneOf`, `if`, …)
are called *in place* here; the others hold for its properties and items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

Schema: TypeAlias = "dict[str, Any] | bool"

PREFIX = "#/components/schemas/"
LISTS = ("allOf", "anyOf", "oneOf")
SINGLE = ("if", "then", "else")


class Schemas:
    """The named schemas of one contract, each read when it is first referred to."""

    def __init__(self, load: Callable[[str], Schema]):
        self._load = load
        self._known: dict[str, Schema] = {}
        self._holders: dict[int, str] = {}
        self._reach: dict[str, frozenset[str]] = {}

    def named(self, name: str) -> Schema:
        """Return the schema called `name`; always the same object.

        Raises:
            KeyError: the contract has no such schema.
        """
        if name not in self._known:
            self._known[name] = self._load(name)
            self._holders[id(self._known[name])] = name
        return self._known[name]

    def holder(self, schema: Schema) -> str | None:
        """Return the name of `schema` where it is itself a named one."""
        return None if isinstance(schema, bool) else self._holders.get(id(schema))

    def target(self, reference: str) -> Schema:
        """Return the schema that a `$ref` leads to."""
        return self.named(name_of(reference))

    def in_place(self, schema: Schema) -> Iterator[dict[str, Any]]:
        """Yield `schema` and all that applies to the same value through it, each once.

        What stands under `not` is left out: it declares nothing.
        """
        seen: set[int] = set()
        waiting = [schema]
        while waiting:
            node = waiting.pop(0)
            if isinstance(node, bool) or id(node) in seen:
                continue
            seen.add(id(node))
            yield node
            waiting.extend(branches(node))
            if "$ref" in node:
                waiting.append(self.target(node["$ref"]))

    def reached_in_place(self, name: str) -> frozenset[str]:
        """Return the names that the schema `name` applies to the very value it is applied to."""
        if name not in self._reach:
            nodes = [*self.in_place(self.named(name))]
            nodes += [below for node in nodes if "not" in node for below in self.in_place(node["not"])]
            self._reach[name] = frozenset(name_of(node["$ref"]) for node in nodes if "$ref" in node)
        return self._reach[name]

    def is_loop(self, holder: str | None, reference: str) -> bool:
        """Tell whether `reference`, in place in the schema `holder`, leads back to it.

        Such a reference asks for itself, without end: it adds nothing to what the schema asks.
        """
        name = name_of(reference)
        return holder is not None and (name == holder or holder in self.reached_in_place(name))


def name_of(reference: str) -> str:
    """Return the name in `#/components/schemas/NAME`.

    Raises:
        ValueError: the reference leads elsewhere.
    """
    if not reference.startswith(PREFIX):
        raise ValueError(f"{reference!r} is not a reference to a schema of the contract")
    return reference.removeprefix(PREFIX).replace("~1", "/").replace("~0", "~")


def branches(node: dict[str, Any]) -> Iterator[Schema]:
    """Yield the schemas directly in `node` that apply in place."""
    for keyword in LISTS:
        yield from node.get(keyword, ())
    for keyword in SINGLE:
        if keyword in node:
            yield node[keyword]
    yield from node.get("dependentSchemas", {}).values()
