"""Several files on disk changed together: all of them, or none.

Everything new is written beside its place first. Then, in order, what is there is moved aside and what is new is moved
in. Whatever fails on the way, all is moved back. A process that is killed on the way leaves files beside and aside,
whose names tell the next run what happened.
"""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from mockgen.guard import uninterrupted
from mockgen.lock import NEW, OLD

WAITS = (0.05, 0.1, 0.2, 0.4)
HELD_OPEN = (5, 32)
"""Windows' errors for a file that another program has open."""


def exchange(changes: Mapping[Path, bytes | None]) -> None:
    """Make files hold what they are to hold, in the order given.

    A file keeps its mode; a symbolic link is replaced, not followed. Folders are made as needed.

    Args:
        changes: the content of each file by its path; None removes it.

    Raises:
        OSError: something cannot be written, with the name of the file. Nothing was changed then.
    """
    wanted = {path: content for path, content in changes.items() if content is not None}
    folders: list[Path] = []
    try:
        for path, content in wanted.items():
            folders += missing_folders(path.parent)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_beside(path, content)
        with uninterrupted():
            move(changes, {path.parent: os.path.realpath(path.parent) for path in changes})
    finally:
        sweep(wanted, NEW)
        remove_empty(folders)


def missing_folders(folder: Path) -> list[Path]:
    """Return what is missing of a folder and those above it, the outermost first."""
    return [each for each in (*reversed(folder.parents), folder) if not each.exists()]


def remove_empty(folders: Iterable[Path]) -> None:
    """Remove the folders that nothing came to lie in, given the outermost first."""
    for folder in reversed(list(folders)):
        with contextlib.suppress(OSError):  # it is in use, unless something failed
            folder.rmdir()


def write_beside(path: Path, content: bytes) -> None:
    """Write a file's new content beside it, with the mode that it has.

    Raises:
        OSError: with the name of the file, which Python leaves out when a disk is full.
    """
    try:
        beside(path, NEW).unlink(missing_ok=True)  # of a run that was killed; it may even be a link
        beside(path, NEW).write_bytes(content)
        if path.is_file() and not path.is_symlink():
            beside(path, NEW).chmod(path.stat().st_mode & 0o7777)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def move(changes: Mapping[Path, bytes | None], folders: Mapping[Path, str]) -> None:
    """Move everything into place, or all of it back.

    Args:
        changes: as `exchange` takes them.
        folders: where each folder really is; one that is replaced meanwhile, by a link say, is not touched.
    """
    begun: list[tuple[Path, bool]] = []
    try:
        for path, content in changes.items():
            if os.path.realpath(path.parent) != folders[path.parent]:
                raise OSError(errno.ESTALE, "its folder was replaced meanwhile", str(path))
            begun.append((path, os.path.lexists(path)))
            if begun[-1][1]:
                replace(path, beside(path, OLD))
            if content is not None:
                replace(beside(path, NEW), path)
    except BaseException:
        for path, was_there in reversed(begun):
            if os.path.realpath(path.parent) == folders[path.parent]:
                take_back(path, was_there)
        raise
    sweep(changes, OLD)


def take_back(path: Path, was_there: bool) -> None:
    """Undo what was done to one file."""
    if not was_there:
        path.unlink(missing_ok=True)
    elif os.path.lexists(beside(path, OLD)):
        replace(beside(path, OLD), path)


def replace(source: Path, target: Path) -> None:
    """Move a file over another; where a program has it open on Windows, try again for a moment.

    Raises:
        OSError: it cannot be moved, with the name of the file without mockgen's endings.
    """
    for wait in (*WAITS, None):
        try:
            os.replace(source, target)
            return
        except OSError as error:
            if wait is None or getattr(error, "winerror", None) not in HELD_OPEN:
                name = str(target).removesuffix(OLD)
                raise OSError(error.errno, error.strerror, name) from error
            time.sleep(wait)


def sweep(paths: Iterable[Path], *endings: str) -> None:
    """Remove what lies beside files by mockgen's endings."""
    for path in paths:
        for ending in endings:
            with contextlib.suppress(OSError):  # it is not there; or the next run removes it
                beside(path, ending).unlink()


def beside(path: Path, ending: str) -> Path:
    """Return the name of what lies beside a file."""
    return path.with_name(path.name + ending)
