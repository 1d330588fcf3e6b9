"""Bundling: a document of several files as one tree, every reference a pointer into it.

Each other file that a reference leads to stands whole under `tree["x-files"][name]`. A `$ref` of
the result is `#` and a plain JSON pointer: escaped by RFC 6901, never percent-encoded, so
`pointers.resolve(tree, ref)` is all that is needed. What no reference leads to in those other
files is left as it is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mockgen.collector import collector_paused
from mockgen.diagnostics import Diagnostic, Location, Severity
from mockgen.errors import SpecError
from mockgen.spec import pointers
from mockgen.spec.faults import SHOWN, Fault, refusal
from mockgen.spec.reference_files import EMBEDDED, Files, Unsaved
from mockgen.spec.reference_problems import report
from mockgen.spec.reference_rewriter import BROKEN, Rewriter
from mockgen.spec.source import Places, SourceFile, places_in

__all__ = ["BROKEN", "EMBEDDED", "Bundle", "Unsaved", "bundle"]


@dataclasses.dataclass(frozen=True)
class Bundle:
    """A document as one tree.

    Attributes:
        tree: every `$ref` that can be reached from the root is `#` and a plain pointer into this
            tree; a reference that leads nowhere is `{"x-mockgen-broken": reason}`.
        files: all files that were read, the root first, then by name.
        diagnostics: warnings, in the order of files and lines.
        moved: of each place that no author wrote, the place that it was made of.
    """

    tree: dict[str, Any]
    files: tuple[SourceFile, ...]
    diagnostics: tuple[Diagnostic, ...]
    moved: Mapping[str, str] = dataclasses.field(default_factory=dict)
    _places: dict[str, Places | None] = dataclasses.field(default_factory=dict, init=False, repr=False, compare=False)

    def at(self, pointer: str) -> Any:
        """Return the value at a plain pointer, None where it leads nowhere."""
        try:
            return pointers.resolve(self.tree, pointer)
        except pointers.PointerError:
            return None

    def follow(self, node: Any, pointer: str = "") -> tuple[Any, str]:
        """Return what a node is or refers to, and the pointer to it."""
        seen = set()
        while isinstance(node, Mapping) and isinstance(node.get("$ref"), str) and node["$ref"] not in seen:
            seen.add(node["$ref"])
            pointer = node["$ref"][1:]
            node = self.at(pointer)
        return node, pointer

    def origin(self, pointer: str) -> str:
        """Return where an author wrote what stands at a plain pointer."""
        head, rest = pointer, ""
        while head:
            if head in self.moved:
                return self.origin(self.moved[head] + rest)
            head, _, token = head.rpartition("/")
            rest = f"/{token}{rest}"
        return pointer

    def locate(self, pointer: str) -> Location:
        """Return the file, the line and the pointer in that file of a place in the tree.

        The line is that of the last thing on the way that stands in the file, 0 if the file has
        changed since. The file is read again for the first place that is asked for.

        Args:
            pointer: plain, into `tree`; a leading `#` is allowed.
        """
        pointer = self.origin(pointer.removeprefix("#"))
        file = self.files[0]
        tokens = pointers.split(pointer)
        if tokens[:1] == (EMBEDDED,) and len(tokens) > 1:
            for other in self.files[1:]:
                if other.name == tokens[1]:
                    file, pointer = other, pointers.join(tokens[2:])
        if file.name not in self._places:
            self._places[file.name] = places_in(file)
        found = self._places[file.name]
        return Location(file.name, found.line(pointer) if found else 0, pointer)


def bundle(path: Path, root: Path | None = None, unsaved: Unsaved | None = None) -> Bundle:
    """Read the document at `path` and every file that it refers to.

    A reference that leads nowhere costs only itself: it becomes `{"x-mockgen-broken": reason}` and
    a warning. Reference to reference is left as it is, unless it comes back to itself. A map of
    names that is a reference (`schemas: {$ref: all.yaml}`) becomes a map of references.

    Args:
        path: the root file.
        root: the folder that no reference may leave, symbolic links resolved; None for the folder
            of `path`.
        unsaved: files that are not on disk, or not as they will be; asked before the disk is.

    Raises:
        SpecError: a file cannot be read, or a reference leads out of the root or to the network.
            One run tells of all such references.
    """
    with collector_paused():
        files = Files(path, root, unsaved)
        rewriter = Rewriter(files)
        rewriter.run()
        diagnostics = report(rewriter.problems)
        rewriter.break_all()
    errors = [item for item in diagnostics if item.severity is Severity.ERROR]
    if errors:
        raise SpecError(errors[:SHOWN])
    tree = files.root.tree
    if files.others:
        if EMBEDDED in tree:
            fault = Fault(f"has an extension {EMBEDDED}, where its other files are to stand")
            raise refusal(files.root.source.name, [fault])
        tree[EMBEDDED] = {file.source.name: file.tree for file in files.others}
    return Bundle(tree, tuple(file.source for file in files.all), diagnostics)
