"""Names that schemas give themselves (JSON Schema 2020-12, section 8.2)."""

from __future__ import annotations

from typing import Any

from mockgen.spec import pointers
from mockgen.spec.reference_sites import Base, Kind, Site, document_base, locate, walk


class Identities:
    """The identities in one file, each with the pointer to its schema."""

    def __init__(self, tree: Any) -> None:
        base = document_base(tree)
        sites = walk(Site(tree, Kind.OBJECT, base), set()).identities
        self._paths = locate(tree, {id(site.node) for site in sites} | {id(tree)})
        self._schemas: dict[str, dict[str, Any]] = {}
        if base:
            self._schemas[base.uri.split("#")[0]] = base.node
        self._anchors: dict[tuple[int | None, str], str] = {}
        for site in sorted(sites, key=lambda site: pointers.join(self._paths[id(site.node)])):
            self._add(site)

    def _add(self, site: Site) -> None:
        pointer = pointers.join(self._paths[id(site.node)])
        if site.base and site.base.node is site.node:
            self._schemas.setdefault(site.base.uri, site.node)
        own = site.node.get("$id")
        draft_7 = own[1:] if isinstance(own, str) and own.startswith("#") else None
        for name in (site.node.get("$anchor"), site.node.get("$dynamicAnchor"), draft_7):
            if isinstance(name, str):
                for resource in (id(site.base.node) if site.base else None, None):
                    self._anchors.setdefault((resource, name), pointer)

    def schema(self, uri: str) -> dict[str, Any] | None:
        """Return the schema that calls itself `uri`."""
        return self._schemas.get(uri)

    def anchor(self, name: str, base: Base | None) -> str | None:
        """Return the pointer to what `#name` means under `base`, else anywhere in the file."""
        own = self._anchors.get((id(base.node), name)) if base else None
        return own if own is not None else self._anchors.get((None, name))

    def resource(self, base: Base) -> str:
        """Return the pointer to the schema whose `$id` is the base."""
        return pointers.join(self._paths.get(id(base.node), ()))
