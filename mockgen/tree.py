"""A package's files on disk: write what changed, remove what is no longer generated, touch nothing else.

All files change together or not at all (`exchange.py`), the lock last. A process that is killed on the way leaves its
lock beside the old one: by the two of them, the next run knows what is mockgen's, and ends the work.
"""

from __future__ import annotations

import dataclasses
import os
import stat
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from mockgen import lock as locks
from mockgen.diagnostics import Diagnostic, Location, Severity
from mockgen.errors import MockgenError, OutputError
from mockgen.exchange import exchange, missing_folders, remove_empty, sweep
from mockgen.guard import alone
from mockgen.render import GeneratedFile

MARKERS = (b"<<<<<<< ", b"=======", b">>>>>>> ")


@dataclasses.dataclass(frozen=True)
class Written:
    """What a run did: paths in the package, sorted.

    Attributes:
        lock_changed: whether the lock holds something else now.
        generator: the version of mockgen that made what was there before, "" where nothing was.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    lock_changed: bool = False
    generator: str = ""

    @property
    def files_changed(self) -> bool:
        """Whether any file but the lock is different now."""
        return bool(self.added or self.changed or self.removed)

    @property
    def is_new(self) -> bool:
        """Whether anything on disk is different now."""
        return self.files_changed or self.lock_changed


@dataclasses.dataclass(frozen=True)
class Left:
    """What earlier runs left in a package's folder.

    Attributes:
        digests: of each file all that a run gave it: by the lock, by both sides of one in conflict, and by the lock
            of a run that was killed.
        in_conflict: whether the lock has merge conflicts.
        generator: the version of mockgen in the lock.
    """

    digests: Mapping[str, Collection[str]]
    in_conflict: bool
    generator: str

    def made(self, path: str, content: bytes) -> bool:
        """Tell whether a file is as mockgen left it, or as a merge left it in conflict."""
        if self.in_conflict and path in self.digests and all(mark in content for mark in MARKERS):
            return True
        return locks.digest(content) in self.digests.get(path, ())


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
    folders = missing_folders(package)
    try:
        package.mkdir(parents=True, exist_ok=True)
        with alone(str(package)):
            return _write(package, wanted, lock, others or {}, force)
    except OSError as error:
        name = str(error.filename or package)
        raise OutputError.at(f"it cannot be written: {error.strerror}", Location(os.path.relpath(name))) from None
    finally:
        remove_empty(folders)


def _write(
    package: Path, wanted: Mapping[str, bytes], lock: locks.Lock, others: Mapping[Path, bytes | None], force: bool
) -> Written:
    """Do what `write` says, in a folder that no other run writes."""
    left = left_by_others(package)
    actual = {path: read(package / path) for path in wanted}
    orphaned = orphans(package, wanted, left.digests)
    refuse_links(package, [*wanted, *orphaned])
    if not force:
        present = {**actual, **{path: read(package / path) for path in orphaned}}
        refuse_edits(package, present, wanted, left)
    changed = [path for path, content in wanted.items() if differs(actual[path], content)]
    changes = {**others, **{package / path: wanted[path] for path in changed}}
    changes.update({package / path: None for path in orphaned})
    text = lock.text().encode("utf-8")
    lock_changed = differs(read(package / locks.NAME), text)
    exchange({**changes, **({package / locks.NAME: text} if lock_changed else {})})
    sweep([package / path for path in {*wanted, *left.digests, locks.NAME}], locks.NEW, locks.OLD)
    return Written(
        tuple(sorted(path for path in changed if actual[path] is None)),
        tuple(sorted(path for path in changed if actual[path] is not None)),
        tuple(sorted(orphaned)),
        tuple(sorted(set(wanted) - set(changed))),
        lock_changed,
        left.generator,
    )


def left_by_others(package: Path) -> Left:
    """Return what earlier runs left, as far as the locks tell.

    Of a lock that is broken the lines that are whole still count. It is written anew, and nothing is lost by that: what
    no line vouches for is refused unless it is as it is generated.
    """
    texts = [read(package / f"{locks.NAME}{ending}") or b"" for ending in ("", locks.NEW, locks.OLD)]
    claims = [locks.claims(text) for text in texts]
    digests: dict[str, set[str]] = {}
    for path, digest in (item for found in claims for item in found.files):
        digests.setdefault(path, set()).add(digest)
    return Left(digests, claims[0].in_conflict, claims[0].generator)


def orphans(package: Path, wanted: Collection[str], old: Iterable[str]) -> list[str]:
    """Return files that are generated no longer: by the lock, or by their first line."""
    known = {path for path in old if path not in wanted and (package / path).is_file()}
    try:
        return sorted(known.union(locks.orphans(str(package), {*wanted, *known})))
    except OSError as error:
        raise unreadable(error, str(error.filename)) from None


def read(path: Path) -> bytes | None:
    """Return a file's content, None where there is none.

    Raises:
        OutputError: it cannot be read, or is no file.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # to read a device might never end
            raise OutputError.at("it cannot be read: it is no file", Location(os.path.relpath(path)))
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise unreadable(error, str(path)) from None


def unreadable(error: OSError, path: str) -> MockgenError:
    """Return the error of a file that cannot be read."""
    return OutputError.at(f"it cannot be read: {error.strerror}", Location(os.path.relpath(path)))


def differs(actual: bytes | None, wanted: bytes) -> bool:
    """Tell whether a file must be written; the line ends of a checkout are no difference."""
    return actual is None or actual.replace(b"\r\n", b"\n") != wanted


def refuse_links(package: Path, paths: Iterable[str]) -> None:
    """Refuse to write through a folder that is a symbolic link; a file that is one is replaced.

    Raises:
        OutputError: the package, or a folder in it, is one.
    """
    folders = {package / parent for path in paths for parent in Path(path).parents}
    found = [folder for folder in sorted(folders) if folder.is_symlink()]
    if found:
        hint = "put a folder in its place, or point `output` to where it leads"
        message = "it is a symbolic link, and mockgen writes through none"
        raise OutputError(
            Diagnostic(Severity.ERROR, message, Location(os.path.relpath(folder)), hint) for folder in found
        )


def refuse_edits(package: Path, actual: Mapping[str, bytes | None], wanted: Mapping[str, bytes], left: Left) -> None:
    """Refuse to overwrite or remove what is not as mockgen left it.

    Raises:
        OutputError: with one diagnostic for each such file.
    """
    found = []
    for path, content in sorted(actual.items()):
        if content is None or (path in wanted and not differs(content, wanted[path])):
            continue
        if left.made(path, content):
            continue
        location = Location(os.path.relpath(package / path))
        hint = "move what is yours, or repeat it with --force"
        found.append(Diagnostic(Severity.ERROR, doubt(path, content, left), location, hint))
    if found:
        raise OutputError(found)


def doubt(path: str, content: bytes, left: Left) -> str:
    """Return why a file may not be overwritten or removed."""
    if left.in_conflict and path in left.digests:
        return f"{locks.NAME} has merge conflicts, and on neither side it was generated so"
    if path in left.digests:
        return "it was edited by hand"
    if content.startswith(locks.FIRST_LINE) or path.endswith(".json"):
        return f"no {locks.NAME} tells whether it was edited by hand"
    return "it is there and not mockgen's"
