"""Swagger 2.0 in the shape of OpenAPI 3.0, so that nothing after this asks for the version.

The upgrade adds: operations get a `requestBody`, answers their `content`, parameters a `schema`, and the old
keywords stay where they are. So every reference still leads to what it meant, and the schemas in the new places
are the very ones of the old. See `docs/decisions/0011-upgrade-by-adding.md`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockgen.errors import SpecError
from mockgen.spec import upgrade_bodies, upgrade_service
from mockgen.spec.document import METHODS
from mockgen.spec.pointers import escape
from mockgen.spec.reference_sites import EXTENSION
from mockgen.spec.references import BROKEN, Bundle
from mockgen.spec.upgrade_bodies import Placed
from mockgen.spec.upgrade_ledger import Ledger
from mockgen.spec.upgrade_values import IN_BODY, describe

VERSION = "3.0.4"


def upgrade(bundle: Bundle) -> Bundle:
    """Return a bundle whose tree has the shape of OpenAPI 3.0 or later; any but Swagger 2.0 comes back as it is.

    The tree itself is added to. What OpenAPI 3.0 has no equal for is reported, one warning for each kind.

    Raises:
        SpecError: it is Swagger of another version.
    """
    tree = bundle.tree
    if "openapi" in tree or "swagger" not in tree:
        return bundle
    written = tree["swagger"]
    if not isinstance(written, str) or not re.fullmatch(r"2(\.0)*", written):
        raise SpecError.at("Swagger 2.0 is the only version of Swagger that mockgen reads", bundle.locate("/swagger"))
    ledger = Ledger()
    _Upgrade(bundle, ledger).run()
    upgraded = dataclasses.replace(bundle, moved=ledger.moved)
    return dataclasses.replace(upgraded, diagnostics=(*bundle.diagnostics, *ledger.report(upgraded)))


class _Upgrade:
    """One run over the paths of a document, along its references."""

    def __init__(self, bundle: Bundle, ledger: Ledger) -> None:
        self._bundle, self._ledger = bundle, ledger
        self._tree = bundle.tree
        self._done: set[int] = set()  # by id: what several places refer to is upgraded once

    def run(self) -> None:
        """Add to the tree what OpenAPI 3.0 wants to find."""
        self._tree["servers"] = upgrade_service.servers(self._tree, self._ledger)
        for section in ("paths", EXTENSION):
            for path, written in _members(self._tree, section):
                if path.startswith("x-"):
                    continue
                item, pointer = self._bundle.follow(written, f"/{section}/{escape(path)}")
                if self._is_new(item):
                    self._item(item, pointer)
        self._tree["openapi"] = VERSION
        self._tree["components"] = {"schemas": dict(self._components()), "securitySchemes": dict(self._schemes())}

    def _is_new(self, node: Any) -> bool:
        if not isinstance(node, dict) or "$ref" in node or BROKEN in node or id(node) in self._done:
            return False
        self._done.add(id(node))
        return True

    def _is_wanted(self, operation: Any) -> bool:
        """Tell whether a selection leaves an operation in; what nobody reads has nothing to lose."""
        narrowed = self._bundle.narrowed
        return narrowed is None or id(operation) in narrowed.reached

    def _components(self) -> Iterator[tuple[str, Any]]:
        """Yield the definitions as components; each stays where references look for it."""
        for name, _ in _members(self._tree, "definitions"):
            yield name, {"$ref": f"#/definitions/{escape(name)}"}

    def _schemes(self) -> Iterator[tuple[str, Any]]:
        for name, written in _members(self._tree, "securityDefinitions"):
            node, pointer = self._bundle.follow(written, f"/securityDefinitions/{escape(name)}")
            if isinstance(node, Mapping):
                self._ledger.move(pointer, f"/components/securitySchemes/{escape(name)}")
                yield name, upgrade_service.security_scheme(node)

    # -- operations -----------------------------------------------------------------------

    def _item(self, item: dict[str, Any], pointer: str) -> None:
        followed = (self._bundle.follow(item.get(method), f"{pointer}/{method}") for method in METHODS)
        wanted = [found for found in followed if self._is_wanted(found[0]) and self._is_new(found[0])]
        shared = list(self._parameters(item, pointer)) if wanted else []
        for operation, where in wanted:
            self._operation(operation, where, [*shared, *self._parameters(operation, where)])

    def _parameters(self, owner: Mapping[str, Any], pointer: str) -> Iterator[Placed]:
        """Upgrade the parameters of a path item or an operation; yield those that are a part of a body."""
        written = owner.get("parameters")
        for index, entry in enumerate(written if isinstance(written, list) else ()):
            node, where = self._bundle.follow(entry, f"{pointer}/parameters/{index}")
            if not isinstance(node, dict):
                continue
            if node.get("in") == "body" or (node.get("in") == "formData" and isinstance(node.get("name"), str)):
                node[IN_BODY] = True
                yield Placed(node, where)
            elif self._is_new(node):
                self._describe(node, str(node.get("in")), where)

    def _describe(self, node: dict[str, Any], location: str, pointer: str) -> None:
        """Give a parameter or a header its schema and its style."""
        value = describe(node, location, pointer, self._ledger)
        if value.schema is not node.get("schema"):
            node["schema"] = value.schema
            self._ledger.move(pointer, f"{pointer}/schema")
        if value.style:
            node["style"], node["explode"] = value.style, value.explode

    def _operation(self, operation: dict[str, Any], pointer: str, in_body: list[Placed]) -> None:
        consumed = upgrade_bodies.media_types(operation, self._tree, "consumes")
        where = f"{pointer}/requestBody"
        bodies = [found for found in in_body if found.node["in"] == "body"]
        fields = list({found.node["name"]: found for found in in_body if found.node["in"] == "formData"}.values())
        if bodies and fields:
            self._ledger.lose("an operation has a body or a form, not both; the form is left out", fields[0].pointer)
        if bodies:  # the operation's own comes last and replaces that of the path item
            operation["requestBody"] = upgrade_bodies.body(bodies[-1], consumed, where, self._ledger)
        elif fields:
            operation["requestBody"] = upgrade_bodies.form(fields, consumed, where, self._ledger)
        if "schemes" in operation:
            self._servers(operation, pointer)
        produced = upgrade_bodies.media_types(operation, self._tree, "produces")
        if isinstance(operation.get("responses"), Mapping):
            operation["responses"] = dict(self._responses(operation, f"{pointer}/responses", produced))

    def _servers(self, operation: dict[str, Any], pointer: str) -> None:
        """Give an operation servers of its own where the document's first is none of them."""
        own = upgrade_service.servers({**self._tree, "schemes": operation["schemes"]}, self._ledger, pointer)
        if self._tree["servers"][0] not in own:
            operation["servers"] = own

    def _responses(self, operation: Mapping[str, Any], pointer: str, produced: list[str]) -> Iterator[tuple[str, Any]]:
        """Yield the answers; a shared one is copied, since its media types are the operation's."""
        for status, written in operation["responses"].items():
            where = f"{pointer}/{escape(status)}"
            node, old = self._bundle.follow(written, where)
            if status.startswith("x-") or not isinstance(node, Mapping) or "$ref" in node or BROKEN in node:
                yield status, written
                continue
            if old != where:
                self._ledger.move(old, where)
            for name, header in _members(node, "headers"):
                described, header_pointer = self._bundle.follow(header, f"{old}/headers/{escape(name)}")
                if self._is_new(described):
                    self._describe(described, "header", header_pointer)
            meant, _ = self._bundle.follow(node.get("schema"))
            made = upgrade_bodies.content(Placed(node, old), meant, produced, f"{where}/content", self._ledger)
            yield status, {**node, "content": made}


def _members(node: Mapping[str, Any], key: str) -> Iterator[tuple[str, Any]]:
    """Yield the members of a section; none where it is no mapping."""
    found = node.get(key)
    yield from tuple(found.items()) if isinstance(found, Mapping) else ()
