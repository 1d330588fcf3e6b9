"""Documents that come from elsewhere: taken whole with all their files, then written into the project at once.

The loader itself finds the files: it asks `Collected` for each one that a reference leads to. What is taken keeps its
bytes and its layout, so that relative references hold.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from mockgen import addresses, tree
from mockgen import lock as locks
from mockgen.diagnostics import Diagnostic, Location, Severity
from mockgen.errors import OutputError, SpecError
from mockgen.fetch import Fetcher
from mockgen.pipeline import Generated, Made, make, save
from mockgen.settings import Service
from mockgen.spec.faults import MAX_BYTES
from mockgen.spec.reference_files import RefusedError
from mockgen.spec.references import bundle
from mockgen.spec.source import read_bytes

MAX_FILES = 500
MAX_TOTAL = 4 * MAX_BYTES
MAX_FOLDERS = 16
SUFFIXES = ("", ".yaml", ".yml", ".json")
OUTSIDE = "leads out of the folder of its document: save all files in the project by hand, and add the document there"


class Origin(Protocol):
    """Where a document comes from.

    Attributes:
        name: the document's file there, "" where it has no name of a file.
    """

    name: str

    def document(self) -> bytes:
        """Return the document itself."""
        ...

    def file(self, path: str) -> bytes | None:
        """Return the file at a path from the document's folder, None where there is none."""
        ...

    def shown(self, path: str = "") -> str:
        """Return what a message calls such a file, or the document."""
        ...


class Remote:
    """A document at an address, and the files at or below its folder."""

    def __init__(self, fetcher: Fetcher, address: str):
        """Fetch the document.

        Raises:
            FetchError: it cannot be fetched.
        """
        self._fetcher = fetcher
        self._source = address
        self._document = fetcher.document(address)
        self._files: dict[str, bytes | None] = {}
        self.name = addresses.file_name(self._document.address)

    def document(self) -> bytes:
        """Return the document itself."""
        return self._document.content

    def file(self, path: str) -> bytes | None:
        """Return the file at a path from the folder in which the document was found; it is fetched once."""
        if path not in self._files:
            self._files[path] = self._fetcher.file(addresses.folder(self._document.address), path)
        return self._files[path]

    def shown(self, path: str = "") -> str:
        """Return an address without query."""
        return addresses.folder(self._document.address) + path if path else addresses.shown(self._source)


class Local:
    """A document on this machine, outside of the project, and the files at or below its folder."""

    def __init__(self, path: Path):
        self._path = path
        self._folder = Path(os.path.realpath(path)).parent
        self.name = path.name

    def document(self) -> bytes:
        """Return the document itself."""
        return read_bytes(self._path, str(self._path))

    def file(self, path: str) -> bytes | None:
        """Return the file at a path from the document's folder.

        Raises:
            RefusedError: a symbolic link leads out of that folder.
        """
        real = Path(os.path.realpath(self._folder / path))
        if not real.is_relative_to(self._folder):
            raise RefusedError(OUTSIDE)
        return read_bytes(real, self.shown(path)) if real.exists() else None

    def shown(self, path: str = "") -> str:
        """Return a path."""
        return str(self._path.parent / path) if path else str(self._path)


class Collected:
    """The files of a document where they will be in the project: taken from the origin when the loader asks.

    Attributes:
        contents: what was taken, by real path.
        absent: paths that the origin has not, though references lead to them.
    """

    def __init__(self, origin: Origin, service: Service):
        self._origin = origin
        self._spec = Path(os.path.realpath(service.spec))
        self._project = Path(os.path.realpath(service.root)) if service.in_project else None
        self.contents: dict[Path, bytes] = {}
        self.absent: list[Path] = []

    @property
    def is_single(self) -> bool:
        """Whether the document refers to no other file."""
        return len(self.contents) + len(self.absent) == 1

    def read(self, path: Path) -> bytes | None:
        """Return a file from the origin; None for one that it has not, which may lie in the project all the same.

        Raises:
            RefusedError: it lies outside of the document's folder.
            MockgenError: it cannot be taken, or the document is too large.
        """
        content = self._origin.document() if path == self._spec else self._origin.file(self._relative(path))
        if content is None:
            self.absent.append(path)
            return None
        self.contents[path] = content
        total = sum(map(len, self.contents.values()))
        if len(self.contents) > MAX_FILES or total > MAX_TOTAL:
            limit = f"{MAX_FILES} files or {MAX_TOTAL // 2**20} MiB"
            raise SpecError.at(f"it consists of more than {limit}", Location(self._origin.shown()))
        return content

    def _relative(self, path: Path) -> str:
        if not path.is_relative_to(self._spec.parent):
            raise RefusedError(OUTSIDE)
        relative = path.relative_to(self._spec.parent)
        if len(relative.parts) > MAX_FOLDERS:
            raise RefusedError(f"leads through more than {MAX_FOLDERS} folders")
        # A document is not to be trusted: its files must not become a conftest.py or a workflow of the project.
        if relative.suffix.lower() not in SUFFIXES or any(part.startswith(".") for part in relative.parts):
            raise RefusedError("leads to a file that is neither YAML nor JSON by its name, or hidden")
        if self._spec.parent == self._project:
            raise RefusedError(
                "leads to another file: a document of several files needs a folder of its own for `spec`"
            )
        return relative.as_posix()

    def shown(self, path: Path) -> str:
        """Return what a message calls a file that is not in the project yet."""
        return self._origin.shown("" if path == self._spec else path.relative_to(self._spec.parent).as_posix())


@dataclasses.dataclass(frozen=True)
class Taken:
    """A document that was taken, and the package that it makes; nothing is written yet."""

    made: Made
    found: Collected

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What is used although the origin has it no longer."""
        return tuple(
            Diagnostic(Severity.WARNING, f"{self.found.shown(path)} is not there; this file is kept", Location(shown))
            for path in self.found.absent
            if path.is_file()
            for shown in [os.path.relpath(path)]
        )

    def save(self, changes: Mapping[Path, bytes | None], *, force: bool = False) -> Generated:
        """Write the document's files, the package and whatever else changes with them, all together.

        Raises:
            OutputError: something cannot be written; nothing was changed then.
        """
        done = save(self.made, changes, force=force)
        return dataclasses.replace(done, diagnostics=(*self.warnings, *done.diagnostics))

    def changes(self, old: Mapping[Path, str], others: Collection[Path] = ()) -> dict[Path, bytes | None]:
        """Return the files of the document that have to be written, and those to be removed (None).

        Args:
            old: the files that came the same way before, with their digests; they may be replaced. Those that are as
                they came and to which nothing refers any more are removed.
            others: files that other services use; these are not removed.

        Raises:
            OutputError: a file is in the way.
        """
        changed: dict[Path, bytes | None] = {}
        foreign = []
        for path, content in self.found.contents.items():
            actual = tree.read(path)
            if actual is not None and locks.digest(actual) == locks.digest(content):
                continue
            if actual is not None and path not in old:
                foreign.append(path)
            changed[path] = content
        if foreign:
            raise OutputError(in_the_way(path) for path in sorted(foreign))
        used = {*self.found.contents, *self.found.absent, *others}
        unused = sorted(path for path in old if path not in used)
        gone = [path for path in unused if locks.digest_file(str(path)) == old[path]]
        return {**changed, **dict.fromkeys(gone)}


def in_the_way(path: Path) -> Diagnostic:
    """Return the error of a file that nothing tells to be replaced."""
    return Diagnostic(Severity.ERROR, "it is there already", Location(os.path.relpath(path)), "move it away")


def take(origin: Origin, services: Sequence[Service]) -> Taken:
    """Take a document and make the package.

    Args:
        origin: where it is.
        services: the service, with the place of the spec if the document is a single file; then, if they differ, with
            its place if there are more.

    Raises:
        MockgenError: it cannot be taken, or nothing can be made of it. Nothing was written then.
    """
    for service in services:
        found = Collected(origin, service)
        try:
            made = make(service, found)
        except SpecError as error:
            raise elsewhere(error, service, found) from None
        if found.is_single:
            break
    return Taken(made, found)


def elsewhere(error: SpecError, service: Service, found: Collected) -> SpecError:
    """Return an error that names files as their origin does: in the project they are not, or not so."""
    root = Path(os.path.realpath(service.root))
    names = {path.relative_to(root).as_posix(): found.shown(path) for path in found.contents}
    return SpecError(
        dataclasses.replace(item, location=dataclasses.replace(item.location, file=names[item.location.file]))
        if item.location and item.location.file in names
        else item
        for item in error.diagnostics
    )


def vendored(service: Service) -> dict[Path, str]:
    """Return the files beside the spec that the spec refers to, and itself, with the digests of the lock.

    What the lock does not list, or what the spec does not refer to (an overlay), did not come with it.
    """
    listed = dict(specs_of(service))
    spec = Path(os.path.realpath(service.spec))
    if spec not in listed:
        return {}
    files = {spec}
    with contextlib.suppress(SpecError):  # what cannot be read refers to nothing
        if len(listed) > 1:
            files |= {file.path for file in bundle(service.spec, service.root).files}
    return {path: listed[path] for path in files if path in listed and path.is_relative_to(spec.parent)}


def specs_of(service: Service) -> Iterator[tuple[Path, str]]:
    """Yield the real path of each file that a service was generated from, with its digest in the lock."""
    try:
        lock = locks.read(str(service.package))
    except locks.LockError:
        return
    if lock is not None:
        root = service.package / lock.values["root"] if "root" in lock.values else service.root
        for name, digest in lock.specs.items():
            yield Path(os.path.realpath(root / name)), digest
