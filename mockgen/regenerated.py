"""A package as it would be generated now, compared with what is on disk; nothing is written.

For `mockgen check --deep` and `--diff` alone: it reads the spec and imports what generating needs.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
from collections.abc import Iterable
from pathlib import Path

from mockgen import lock as locks
from mockgen import tree
from mockgen.check import Options, Verdict
from mockgen.diagnostics import printable
from mockgen.differences import Difference, root_of
from mockgen.errors import MockgenError
from mockgen.inputs import FILE
from mockgen.pipeline import make
from mockgen.settings import Service, load, one_off
from mockgen.targets import Target


@dataclasses.dataclass(frozen=True)
class Change:
    """What a run would do to one file: its path from where the user is, and its content before and after, if any."""

    file: str
    old: bytes | None
    new: bytes | None


def look(verdict: Verdict, lock: locks.Lock | None, found: list[Difference], options: Options) -> None:
    """Add what would be generated to a verdict.

    Args:
        verdict: gets the diff, or the reason why nothing could be generated.
        lock: of the package.
        found: what the lock tells; with `deep`, what only a look at the files tells is appended.
        options: whether every byte counts, whether to show it, and whether the version does not count.
    """
    try:
        changes = changes_of(verdict.target, lock, any_version=options.any_version)
    except MockgenError as error:
        verdict.error = "; ".join(diagnostic.text() for diagnostic in error.diagnostics)
        return
    if options.deep:
        known = {each.file for each in found}
        listed = lock.files if lock else {}
        found += [difference(verdict.target, each, listed) for each in changes if each.file not in known]
    if options.diff:
        verdict.diff = "\n".join(line for change in changes for line in unified(change))


def changes_of(target: Target, lock: locks.Lock | None, *, any_version: bool = False) -> list[Change]:
    """Return what a run would change, the lock last; with `any_version`, its line of the version is no change.

    Raises:
        MockgenError: nothing can be generated.
    """
    made = make(service_of(target, lock))
    if any_version and lock is not None:
        made.lock.values["generator"] = lock.values["generator"]
    package = Path(target.folder)
    wanted: dict[str, bytes | None] = {file.path: file.text.encode("utf-8") for file in made.files}
    wanted.update(dict.fromkeys(tree.orphans(package, list(wanted), lock.files if lock else ())))
    wanted[locks.NAME] = made.lock.text().encode("utf-8")
    changes = []
    for path, new in wanted.items():
        old = tree.read(package / path)
        if old is not None if new is None else tree.differs(old, new):
            changes.append(Change(os.path.relpath(package / path), old, new))
    return changes


def service_of(target: Target, lock: locks.Lock | None) -> Service:
    """Return the service that a package is generated for: as configured, or as its lock tells.

    Raises:
        MockgenError: the configuration is at fault, or nothing tells.
    """
    if target.config is not None and target.root is not None:
        return load(Path(target.root) / FILE).services[target.name]
    if lock is None:
        raise MockgenError.at("no lock and no configuration tells what it is generated from")
    root = Path(root_of(target, lock))
    overlays = [root / path for path in lock.overlays]
    return one_off(root / next(iter(lock.specs)), Path(target.folder).parent, target.name, root, overlays)


def difference(target: Target, change: Change, listed: Iterable[str]) -> Difference:
    """Return what a change says that the lock did not."""
    path = Path(os.path.relpath(change.file, target.folder)).as_posix()
    if path == locks.NAME:
        return Difference("lock", f"{change.file} is not what is written now", change.file)
    if change.new is None:
        return Difference("orphaned", f"{change.file} is generated no longer", change.file)
    if change.old is None:
        return Difference("missing", change.file, change.file)
    if path not in listed:
        return Difference("own", f"{change.file} is there and not mockgen's", change.file)
    return Difference("outdated", f"{change.file} is not what is generated now", change.file)


def unified(change: Change) -> list[str]:
    """Return a change as lines of a unified diff, safe to print; line ends do not count."""
    name = change.file.replace(os.sep, "/")
    labels = (
        "/dev/null" if change.old is None else f"a/{name}",
        "/dev/null" if change.new is None else f"b/{name}",
    )
    old, new = (lines(content) for content in (change.old, change.new))
    return [safe(line) for line in difflib.unified_diff(old, new, *labels, lineterm="")]


def lines(content: bytes | None) -> list[str]:
    """Return a file's lines."""
    text = (content or b"").decode("utf-8", "replace").replace("\r\n", "\n")
    return text.removesuffix("\n").split("\n") if text else []


def safe(line: str) -> str:
    """Return a line of a diff with its tabs, and with every other control character escaped."""
    return "\t".join(printable(piece) for piece in line.split("\t"))
