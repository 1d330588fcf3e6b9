"""Bundling: a document of several files as one tree, every reference a pointer into it.

Each other file that a reference leads to stands whole under `tree["x-files"][name]`. A `$ref` of
the result is `#` and a plain JSON pointer: escaped by RFC 6901, never percent-encoded, so
`pointers.resolve(tree, ref)` is all that is needed. What no reference leads to in those other
files is left as it is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mockgen.collector import collector_paused
from mockgen.diagnostics import Diagnostic, Location, Severity
from mockgen.errors import SpecError
from mockgen.spec import pointers
from mockgen.spec.declared import NO_EVENTS, DeclaredEvents
from mockgen.spec.events import add_events
from mockgen.spec.faults import SHOWN, Fault, refusal
from mockgen.spec.origins import Origin, Origins
from mockgen.spec.reference_files import EMBEDDED, Files, Unsaved
from mockgen.spec.reference_problems import placed, report
from mockgen.spec.reference_rewriter import BROKEN, Rewriter
from mockgen.spec.select import Narrowed, Selection
from mockgen.spec.source import Finder, SourceFile

__all__ = ["BROKEN", "EMBEDDED", "Bundle", "Unsaved", "bundle"]


@dataclasses.dataclass(frozen=True)
class Bundle:
    """A document as one tree.

    Attributes:
        tree: every `$ref` that can be reached from the root is `#` and a plain pointer into this
            tree; a reference that leads nowhere is `{"x-mockgen-broken": reason}`.
        files: all files that were read, the root first, then by name.
        diagnostics: warnings, in the order of files and lines.
        overlays: those that were applied, in their order.
        narrowed: what is wanted of the tree; None for all of it.
        origins: where parts of the root's tree were written, if not at their own place.
        moved: of each place that no author wrote, the place that it was made of.
    """

    tree: dict[str, Any]
    files: tuple[SourceFile, ...]
    diagnostics: tuple[Diagnostic, ...]
    overlays: tuple[SourceFile, ...] = ()
    narrowed: Narrowed | None = None
    origins: Origins | None = dataclasses.field(default=None, repr=False, compare=False)
    moved: Mapping[str, str] = dataclasses.field(default_factory=dict)
    _finder: Finder = dataclasses.field(default_factory=Finder, init=False, repr=False, compare=False)

    def at(self, pointer: str) -> Any:
        """Return the value at a plain pointer, None where it leads nowhere."""
        return pointers.at(self.tree, pointer)

    def follow(self, node: Any, pointer: str = "") -> tuple[Any, str]:
        """Return what a node is or refers to, and the pointer to it."""
        return pointers.follow(self.tree, node, pointer)

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
        tokens = pointers.split(pointer)
        if tokens[:1] == (EMBEDDED,) and len(tokens) > 1:
            for other in self.files[1:]:
                if other.name == tokens[1]:
                    return self._finder.location(other, pointers.join(tokens[2:]))
        origin = self.origins.trace(pointer) if self.origins else Origin(self.files[0], pointer)
        return self._finder.location(origin.source, origin.pointer)


def bundle(
    path: Path,
    root: Path | None = None,
    overlays: Sequence[Path] = (),
    selection: Selection | None = None,
    unsaved: Unsaved | None = None,
    declared: DeclaredEvents = NO_EVENTS,
) -> Bundle:
    """Read the document at `path`, correct it, and read every file that it refers to.

    A reference that leads nowhere costs only itself: it becomes `{"x-mockgen-broken": reason}` and
    a warning. Reference to reference is left as it is, unless it comes back to itself. A map of
    names that is a reference (`schemas: {$ref: all.yaml}`) becomes a map of references.

    Args:
        path: the root file.
        root: the folder that no reference may leave, symbolic links resolved; None for the folder
            of `path`.
        overlays: applied in their order before references are followed, so that they may add some.
        selection: what is wanted; references that only the rest has are not reported.
        unsaved: files that are not on disk, or not as they will be; asked before the disk is.
        declared: webhooks that the configuration adds.

    Raises:
        SpecError: a file cannot be read, an overlay does not fit, or a reference leads out of the root
            or to the network. One run tells of all such references.
        UsageError: nothing of the document is wanted, or an event is declared that does not fit it.
    """
    with collector_paused():
        files = Files(path, root, unsaved)
        sources, found = _corrected(files, overlays)
        rewriter = Rewriter(files)
        rewriter.run()
        problems = placed(rewriter.problems)
        rewriter.break_all()
        tree = _embedded(files)
        add_events(tree, declared)
        narrowed = selection.narrow(tree) if selection else None
        if narrowed:
            found += narrowed.diagnostics
            problems = [(place, problem) for place, problem in problems if id(problem.node) in narrowed.reached]
        found += report(problems)
    errors = [item for item in found if item.severity is Severity.ERROR]
    if errors:
        raise SpecError(errors[:SHOWN])
    read = tuple(file.source for file in files.all)
    return Bundle(tree, read, tuple(found), sources, narrowed, files.root.origins)


def _corrected(files: Files, overlays: Sequence[Path]) -> tuple[tuple[SourceFile, ...], list[Diagnostic]]:
    """Apply overlays; what that needs is imported only where there are some."""
    if not overlays:
        return (), []
    from mockgen.spec.overlay_actions import apply_overlays

    return apply_overlays(files, overlays)


def _embedded(files: Files) -> dict[str, Any]:
    """Return the root's tree with the other files in it.

    Raises:
        SpecError: the place where they are to stand is taken.
    """
    tree: dict[str, Any] = files.root.tree
    if files.others:
        if EMBEDDED in tree:
            fault = Fault(f"has an extension {EMBEDDED}, where its other files are to stand")
            raise refusal(files.root.source.name, [fault])
        tree[EMBEDDED] = {file.source.name: file.tree for file in files.others}
    return tree
