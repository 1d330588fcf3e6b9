"""The files of one document: each read once, none from outside of the root."""

from __future__ import annotations

import dataclasses
import errno
import functools
import os
import re
from pathlib import Path, PureWindowsPath
from typing import Any, Protocol
from urllib.parse import unquote

from mockgen.errors import SpecError
from mockgen.spec import pointers
from mockgen.spec.faults import Fault, refusal
from mockgen.spec.identities import Identities
from mockgen.spec.origins import Origins
from mockgen.spec.reference_sites import Base, document_base, own_base
from mockgen.spec.source import SourceFile, as_mapping, read_source

EMBEDDED = "x-files"
"""The extension of the root that holds the other files by name."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_GONE = frozenset({errno.ENOENT, errno.ENOTDIR})


class BrokenError(Exception):
    """A reference that leads nowhere; the text is the reason."""


class RefusedError(Exception):
    """A reference that may not be followed; the text is the reason."""


class UnreadableError(Exception):
    """A reference to a file that cannot be read.

    Attributes:
        error: what is wrong with the file.
    """

    def __init__(self, error: SpecError) -> None:
        self.error = error
        super().__init__(str(error))


class Unsaved(Protocol):
    """Files of a document that are not on disk, or not as they will be."""

    def read(self, path: Path) -> bytes | None:
        """Return what the file at a real path will hold; None where the disk tells.

        Raises:
            RefusedError: a reference may not lead there.
        """
        ...


@dataclasses.dataclass(eq=False)
class File:
    """One file of the document.

    Attributes:
        source: which file.
        tree: its value; references in it are rewritten in place.
        prefix: the pointer to `tree` in the bundled tree, `""` for the root.
    """

    source: SourceFile
    tree: Any
    prefix: str

    @functools.cached_property
    def origins(self) -> Origins:
        """Where the parts of the tree were written; overlays note what they change."""
        return Origins(self.source, self.tree)

    @functools.cached_property
    def identities(self) -> Identities:
        """What the schemas of the file call themselves."""
        return Identities(self.tree)

    @functools.cached_property
    def base(self) -> Base | None:
        """The base of the whole file: the `$id` or the `$self` of its root."""
        base = document_base(self.tree)
        return own_base(self.tree, base) if isinstance(self.tree, dict) else base


class Files:
    """The root file and those that were opened from it."""

    def __init__(self, path: Path, root: Path | None, unsaved: Unsaved | None = None) -> None:
        """Read the file at `path`.

        Args:
            path: the root file; a symbolic link stands for what it leads to.
            root: the folder that references may not leave; None for the folder of `path`.
            unsaved: asked for each file before the disk is.

        Raises:
            SpecError: it cannot be read, is not a mapping or lies outside of `root`.
        """
        real = _real(path, path.name)
        self._root = _real(root, root.name) if root else real.parent
        self._unsaved = unsaved
        source, tree = self.read_beside(path)
        self.root = File(source, as_mapping(tree, source.name), "")
        self._files: dict[Path, File | SpecError] = {real: self.root}
        self._opened: dict[tuple[Path, str], Path] = {}

    def read_beside(self, path: Path) -> tuple[SourceFile, Any]:
        """Return a file of the root folder, named by the user, and its value.

        Raises:
            SpecError: it cannot be read, or lies outside of the root.
        """
        real = _real(path, path.name)
        if not real.is_relative_to(self._root):
            hint = "with --spec, --root names a folder that holds all of it"
            raise refusal(path.name, [Fault("lies outside of its root", hint=hint)])
        return read_source(real, real.relative_to(self._root).as_posix(), self._content(real))

    @property
    def others(self) -> list[File]:
        """The files that references led to, by name."""
        read = [file for file in self._files.values() if isinstance(file, File)]
        return sorted(read[1:], key=lambda file: file.source.name)

    @property
    def all(self) -> list[File]:
        """The root file, then the others by name."""
        return [self.root, *self.others]

    def open(self, file: File, address: str) -> File:
        """Return the file that a relative reference without its fragment means in `file`.

        Raises:
            BrokenError: there is no such file.
            RefusedError: it would leave the root or is no file.
            UnreadableError: it cannot be read.
        """
        real = self._path(file.source.path.parent, address)
        if real not in self._files:
            content = self._content(real)
            if content is None:
                _inspect(real)
            self._files[real] = self._read(real, content)
        found = self._files[real]
        if isinstance(found, SpecError):
            raise UnreadableError(found)
        return found

    def _path(self, folder: Path, address: str) -> Path:
        """Return the real path that `address` means in a file of `folder`."""
        if (folder, address) not in self._opened:
            try:
                name = unquote(address, errors="strict")
            except UnicodeDecodeError:
                raise RefusedError("is not the name of a file: not UTF-8") from None
            if _CONTROL.search(name):
                raise RefusedError("is not the name of a file: it holds control characters")
            if name.startswith(("/", "\\")) or PureWindowsPath(name).drive:
                raise RefusedError("is an absolute path: references may not leave the root")
            try:
                real = Path(os.path.realpath(folder / name))
            except (OSError, ValueError):
                raise RefusedError("is not the name of a file") from None
            if not real.is_relative_to(self._root):
                raise RefusedError("leads out of the root: references may not leave it")
            self._opened[folder, address] = real
        return self._opened[folder, address]

    def _content(self, real: Path) -> bytes | None:
        return self._unsaved.read(real) if self._unsaved else None

    def _read(self, real: Path, content: bytes | None) -> File | SpecError:
        name = real.relative_to(self._root).as_posix()
        try:
            source, tree = read_source(real, name, content)
        except SpecError as error:
            return error
        return File(source, tree, pointers.join((EMBEDDED, name)))


def is_remote(address: str) -> bool:
    """Return whether a reference names a scheme or a host (RFC 3986, section 4)."""
    return _SCHEME.match(address) is not None


def _real(path: Path, name: str) -> Path:
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):
        raise refusal(name, [Fault("cannot be read")]) from None


def _inspect(real: Path) -> None:
    """Raise unless there is a regular file."""
    try:
        real.stat()
    except OSError as error:
        if error.errno in _GONE:
            raise BrokenError("leads to a file that does not exist") from None
        raise RefusedError("leads to a file that cannot be read") from None
    if real.is_dir():
        raise RefusedError("leads to a folder, not to a file")
    if not real.is_file():
        raise RefusedError("leads to something that is not a regular file")
