"""Reading the files of a spec: bytes to a tree, and from a place in the tree to its line."""

from __future__ import annotations

import codecs
import dataclasses
import hashlib
import os
import stat
from pathlib import Path
from typing import Any, Protocol

from mockgen.diagnostics import Location
from mockgen.errors import SpecError
from mockgen.spec import json_text
from mockgen.spec.faults import MAX_BYTES, Fault, refusal


@dataclasses.dataclass(frozen=True)
class SourceFile:
    """One file that was read.

    Attributes:
        path: the real path, symbolic links resolved.
        name: posix path relative to the root; what messages and the lock show.
        digest: `"sha256:<hex>"` of the bytes with CRLF read as LF, so that a checkout on Windows
            has the same.
        content: the bytes of a file that is not saved yet, else None.
        is_json: whether it was read as JSON, else as YAML.
    """

    path: Path
    name: str
    digest: str
    content: bytes | None = dataclasses.field(default=None, repr=False, compare=False)
    is_json: bool = False


class Places(Protocol):
    """Finds lines in one text."""

    def line(self, pointer: str) -> int:
        """Return the line of what `pointer` leads to, or of the last thing on the way."""
        ...


def read_source(path: Path, name: str, content: bytes | None = None) -> tuple[SourceFile, Any]:
    """Return the file at `path` and its value, whatever its type; see `read_value`.

    Args:
        path: where it is, or will be.
        name: what messages call it.
        content: its bytes if it is not saved yet; None reads it from the disk.

    Raises:
        SpecError: it cannot be read.
    """
    data = read_bytes(path, name) if content is None else content
    value, is_json = _read(data, name)
    return SourceFile(Path(os.path.realpath(path)), name, digest(data), content, is_json), value


def as_mapping(value: Any, name: str) -> dict[str, Any]:
    """Return `value` if it is a mapping.

    Raises:
        SpecError: it is not.
    """
    if isinstance(value, dict):
        return value
    kind = {list: "a list", str: "text", type(None): "empty"}.get(type(value), "a single value")
    raise refusal(name, [Fault(f"is {kind}, not a mapping", 1 if value is not None else 0)])


def read_value(data: bytes, name: str) -> Any:
    """Return the value that the bytes of a JSON or YAML file stand for.

    A file that begins with a brace or a bracket is JSON, unless only YAML can read it and its
    extension is not `.json`; any other is YAML.

    Raises:
        SpecError: empty, not UTF-8, neither JSON nor YAML, or refused by `json_text.read` or
            `yaml12.read`.
    """
    return _read(data, name)[0]


def _read(data: bytes, name: str) -> tuple[Any, bool]:
    """Return what `read_value` does, and whether it is JSON."""
    text = _decode(data, name)
    beginning = text.lstrip()[:1]
    if not beginning:
        raise refusal(name, [Fault("is empty")])
    if beginning == "<" and not text.lstrip().startswith("<<"):
        raise refusal(name, [Fault("looks like HTML or XML, not like an OpenAPI document", 1)])
    if beginning in "{[":
        try:
            return json_text.read(text, name), True
        except json_text.NotJsonError as error:
            if name.lower().endswith(".json"):
                raise refusal(name, [error.fault]) from None
    from mockgen.spec import yaml12  # PyYAML is for those who need it

    return yaml12.read(text, name), False


def read_bytes(path: Path, name: str) -> bytes:
    """Return the bytes of a regular file of at most `MAX_BYTES`.

    Raises:
        SpecError: it is missing, not a regular file, too large or unreadable.
    """
    # Without O_NONBLOCK the opening of a pipe would wait for a writer.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
        try:
            _inspect(os.fstat(descriptor), name)
        except BaseException:
            os.close(descriptor)
            raise
        with os.fdopen(descriptor, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise refusal(name, [Fault(_reason(path, error))]) from None
    if len(data) > MAX_BYTES:
        raise refusal(name, [Fault(f"is larger than {MAX_BYTES // 2**20} MiB")])
    return data


def _inspect(status: os.stat_result, name: str) -> None:
    """Refuse what is not a regular file: a device may be endless."""
    if stat.S_ISDIR(status.st_mode):
        raise refusal(name, [Fault("is a folder, not a file")])
    if not stat.S_ISREG(status.st_mode):
        raise refusal(name, [Fault("is not a regular file")])


def _reason(path: Path, error: Exception) -> str:
    """Return why a file could not be opened, in the same words on every system."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "does not exist"
    if os.path.isdir(path):  # Windows refuses to open a folder
        return "is a folder, not a file"
    return "may not be read" if isinstance(error, PermissionError) else "cannot be read"


def _decode(data: bytes, name: str) -> str:
    if b"\0" in data[:4]:
        raise refusal(name, [Fault("is not UTF-8: it begins like UTF-16 or UTF-32", 1)])
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refusal(name, [Fault(f"is not UTF-8: byte {error.start + 1}", line)]) from None


def places_in(file: SourceFile) -> Places | None:
    """Return what finds lines in a file that was read; None if it has changed or gone since."""
    data = _unchanged(file)
    return None if data is None else places(data, is_json=file.is_json)


def source_text(file: SourceFile) -> str | None:
    """Return the text of a file that was read; None if it has changed or gone since."""
    data = _unchanged(file)
    return None if data is None else _decode(data, file.name)


def _unchanged(file: SourceFile) -> bytes | None:
    try:
        data = read_bytes(file.path, file.name) if file.content is None else file.content
    except SpecError:
        return None
    return data if digest(data) == file.digest else None


class Finder:
    """Finds places in files that were read; reads each of them again once, for the first place that is asked for."""

    def __init__(self) -> None:
        self._places: dict[Path, Places | None] = {}

    def location(self, file: SourceFile, pointer: str) -> Location:
        """Return a place; its line is that of the last thing on the way, 0 if the file has changed since."""
        if file.path not in self._places:
            self._places[file.path] = places_in(file)
        found = self._places[file.path]
        return Location(file.name, found.line(pointer) if found else 0, pointer)


def digest(data: bytes) -> str:
    """Return `"sha256:<hex>"` of `data` with CRLF read as LF."""
    return "sha256:" + hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()


def places(data: bytes, *, is_json: bool) -> Places:
    """Return what finds lines in the bytes of a file that was read."""
    data = data.removeprefix(codecs.BOM_UTF8)
    if is_json:
        return json_text.JsonPlaces(data)
    from mockgen.spec.yaml_places import YamlPlaces

    return YamlPlaces(data.decode("utf-8"))
