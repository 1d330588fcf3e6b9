"""`mockgen.lock`: what a package was made from and what it consists of, as sorted plain lines.

The format is read without importing anything slow, and merges like any list of lines. A line is a word, then its
fields; the last field may hold blanks. It holds no dates, no secrets and no path of a machine.

    lock 1                                  the format's version, always the first line but for comments
    generator 0.1.0                         the mockgen that wrote it
    service payments
    root ../../specs                        only where no configuration names the spec: from the package to the root
    config sha256:…
    templates sha256:…
    spec sha256:… specs/payments.yaml       one for each file of the document, relative to the root
    operation create_charge POST /v1/charges
    file sha256:… client.py                 one for each generated file, relative to the package
"""

from __future__ import annotations

import hashlib
import os

NAME = "mockgen.lock"
VERSION = "1"
COMMENT = "# Written by mockgen. After a merge conflict here, run `mockgen generate`."
SINGLE = ("lock", "generator", "service", "root", "config", "templates")
PAIRED = ("spec", "file", "operation")


class LockError(Exception):
    """The lock cannot be read; the text says why, with its line."""


class Lock:
    """The content of a lock.

    Attributes:
        values: the single lines by word: `generator`, `service`, `config`, `templates`, `root`.
        specs, files: path to digest.
        operations: key (`POST /v1/charges`) to Python name.
    """

    __slots__ = ("files", "operations", "specs", "values")

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.specs: dict[str, str] = {}
        self.files: dict[str, str] = {}
        self.operations: dict[str, str] = {}

    def text(self) -> str:
        """Return the file's text."""
        lines = [f"{word} {self.values[word]}" for word in SINGLE[1:] if word in self.values]
        lines += [f"spec {digest} {path}" for path, digest in sorted(self.specs.items())]
        lines += [f"operation {name} {key}" for key, name in sorted(self.operations.items())]
        lines += [f"file {digest} {path}" for path, digest in sorted(self.files.items())]
        return "\n".join([COMMENT, f"lock {VERSION}", *lines]) + "\n"


def parse(text: str) -> Lock:
    """Return the lock that a text holds.

    Raises:
        LockError: it is empty, cut short, has conflict markers, or is of another version.
    """
    lock = Lock()
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[-1]:
        raise LockError(f"line {len(lines)}: it is cut short")
    for number, line in enumerate(lines[:-1], 1):
        if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
            raise LockError(f"line {number}: it has merge conflicts")
        if line and not line.startswith("#"):
            read_line(lock, line, number)
    if lock.values.get("lock") != VERSION:
        raise LockError("line 1: it is empty" if not lock.values else f"its version is not {VERSION}")
    if not lock.files:
        raise LockError(f"line {len(lines)}: it lists no files")
    return lock


def read_line(lock: Lock, line: str, number: int) -> None:
    """Put one line into the lock."""
    word, _, rest = line.partition(" ")
    if word in SINGLE and rest:
        lock.values[word] = rest
        return
    first, _, last = rest.partition(" ")
    if word not in PAIRED or not last:
        raise LockError(f"line {number}: it is not of the lock's format")
    if word == "operation":
        lock.operations[last] = first
        return
    if not inside(last):
        raise LockError(f"line {number}: the path leaves its folder")
    (lock.specs if word == "spec" else lock.files)[last] = first


def inside(path: str) -> bool:
    """Tell whether a path of a lock is relative and goes down only."""
    parts = path.split("/")
    return not (path.startswith("/") or "\\" in path or ":" in parts[0] or ".." in parts or "" in parts or "." in parts)


def read(folder: str) -> Lock | None:
    """Return the lock of a package, None where there is none.

    Raises:
        LockError: it is there and cannot be read.
    """
    try:
        with open(os.path.join(folder, NAME), encoding="utf-8") as file:
            return parse(file.read())
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise LockError(f"it cannot be read ({type(error).__name__})") from None


def digest(content: bytes) -> str:
    """Return the digest of a file's content; CRLF counts as LF, so that a checkout's line ends do not matter."""
    return "sha256:" + hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def digest_file(path: str) -> str | None:
    """Return the digest of a file, None where there is no such file."""
    try:
        with open(path, "rb") as file:
            return digest(file.read())
    except (FileNotFoundError, NotADirectoryError):
        return None


def digest_files(paths: list[tuple[str, str]]) -> str:
    """Return one digest of several files, each with the name that it counts under."""
    lines = [f"{name} {digest_file(path)}" for name, path in sorted(paths)]
    return digest("\n".join(lines).encode())
