"""Files on disk: write what changed, remove what is no longer generated, touch nothing else.

Every new file is written beside its target first; then all are moved into place, the lock last. A
run that is interrupted leaves whole files and a lock that no longer matches, which `mockgen check`
reports.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from mockgen import lock as locks
from mockgen.diagnostics import Diagnostic, Location, Severity
from mockgen.errors import MockgenError, OutputError
from mockgen.render import GeneratedFile

SUFFIX = ".mockgen-new"


@dataclasses.dataclass(frozen=True)
class Written:
    """What a run did: paths in the package, sorted."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]

    @property
    def is_new(self) -> bool:
        """Whether anything on disk is different now."""
        return bool(self.added or self.changed or self.removed)


def write(
    package: Path,
    files: Iterable[GeneratedFile],
    lock: locks.Lock,
    others: Mapping[Path, bytes | None] | None = None,
    *,
    force: bool = False,
) -> Written:
    """Make a package's folder hold these files and this lock.

    Args:
        package: the folder.
        files: what is generated.
        lock: of the same run.
        others: files outside of the folder that change with it, by path; None removes one.
        force: overwrite files that were edited by hand.

    Raises:
        OutputError: a file was edited by hand or is not mockgen's (and `force` is not given), or
            the folder cannot be written. Nothing was changed then.
    """
    wanted = {file.path: file.text.encode("utf-8") for file in files}
    old = listed(package)
    actual = {path: read(package / path) for path in wanted}
    orphaned = orphans(package, wanted, old)
    if not force:
        present = {**actual, **{path: read(package / path) for path in orphaned}}
        refuse_edits(package, present, wanted, old)
    changed = [path for path, content in wanted.items() if differs(actual[path], content)]
    entries = {**(others or {}), **{package / path: wanted[path] for path in changed}}
    try:
        replace({**entries, **{package / path: None for path in orphaned}}, package / locks.NAME, lock)
    except OSError as error:
        name = str(error.filename or package).removesuffix(SUFFIX)
        raise OutputError.at(f"it cannot be written: {error.strerror}", Location(os.path.relpath(name))) from None
    return Written(
        tuple(sorted(path for path in changed if actual[path] is None)),
        tuple(sorted(path for path in changed if actual[path] is not None)),
        tuple(sorted(orphaned)),
        tuple(sorted(set(wanted) - set(changed))),
    )


def listed(package: Path) -> Mapping[str, str]:
    """Return the files that the folder's lock lists; none where there is no lock or a broken one.

    A broken lock is written anew. Nothing is lost by that: a file that is not as it is generated is
    refused then, since nothing tells any more whether it was edited.
    """
    try:
        lock = locks.read(str(package))
    except locks.LockError:
        return {}
    return lock.files if lock else {}


def orphans(package: Path, wanted: Collection[str], old: Iterable[str]) -> list[str]:
    """Return files that are generated no longer: by the lock, or by their first line."""
    known = {path for path in old if path not in wanted and (package / path).is_file()}
    try:
        return sorted(known.union(locks.orphans(str(package), {*wanted, *known})))
    except OSError as error:
        raise unreadable(error, str(error.filename)) from None


def read(path: Path) -> bytes | None:
    """Return a file's content, None where there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise unreadable(error, str(path)) from None


def unreadable(error: OSError, path: str) -> MockgenError:
    """Return the error of a file that cannot be read."""
    return OutputError.at(f"it cannot be read: {error.strerror}", Location(path))


def differs(actual: bytes | None, wanted: bytes) -> bool:
    """Tell whether a file must be written; the line ends of a checkout are no difference."""
    return actual is None or actual.replace(b"\r\n", b"\n") != wanted


def refuse_edits(
    package: Path,
    actual: Mapping[str, bytes | None],
    wanted: Mapping[str, bytes],
    old: Mapping[str, str],
) -> None:
    """Refuse to overwrite or remove what is not as mockgen left it.

    Raises:
        OutputError: with one diagnostic for each such file.
    """
    found = []
    for path, content in sorted(actual.items()):
        if content is None or (path in wanted and not differs(content, wanted[path])):
            continue
        if path in old and locks.digest(content) == old[path]:
            continue
        location = Location(os.path.relpath(package / path))
        hint = "move what is yours, or repeat it with --force"
        found.append(Diagnostic(Severity.ERROR, doubt(path, content, old), location, hint))
    if found:
        raise OutputError(found)


def doubt(path: str, content: bytes, old: Collection[str]) -> str:
    """Return why a file may not be overwritten or removed."""
    if path in old:
        return "it was edited by hand"
    if content.startswith(locks.FIRST_LINE):
        return f"no {locks.NAME} tells whether it was edited by hand"
    return "it is there and not mockgen's"


def replace(entries: Mapping[Path, bytes | None], lock_path: Path, lock: locks.Lock) -> None:
    """Write beside, then move into place: files, then removals, then the lock.

    Args:
        entries: what each file is to hold; None removes it.
        lock_path: where the lock lies.
        lock: what it is to hold.
    """
    wanted = {path: content for path, content in entries.items() if content is not None}
    text = lock.text().encode("utf-8")
    staged: list[tuple[Path, Path]] = []
    folders: list[Path] = []
    try:
        for target, content in [*wanted.items(), *([(lock_path, text)] if differs(read(lock_path), text) else [])]:
            folders += missing_folders(target)
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.with_name(target.name + SUFFIX)
            staged.append((beside, target))
            beside.write_bytes(content)
            if target.exists():
                beside.chmod(target.stat().st_mode & 0o7777)
        for beside, target in staged[: len(wanted)]:
            os.replace(beside, target)
        for path in entries.keys() - wanted.keys():
            path.unlink()
        for beside, target in staged[len(wanted) :]:
            os.replace(beside, target)
    finally:
        clear(beside for beside, _ in staged)
        for folder in sorted(folders, key=lambda folder: -len(folder.parts)):
            with contextlib.suppress(OSError):  # it is in use, unless something failed
                folder.rmdir()


def missing_folders(path: Path) -> list[Path]:
    """Return the folders that a file needs and that are not there."""
    return [folder for folder in path.parents if not folder.exists()]


def clear(paths: Iterable[Path]) -> None:
    """Remove what was written beside and not moved."""
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
