"""`mockgen check`: do the generated files still match their inputs? Offline, in milliseconds.

Nothing is written, nothing slow is imported and no spec is parsed: digests are compared with the
lock's. What is stale is said on stdout; why nothing could be compared, on stderr.
"""

from __future__ import annotations

import io
import os
import sys
import tomllib
from collections.abc import Callable

from mockgen import lock as locks
from mockgen.inputs import GENERATOR, config_digest, templates_digest

FRESH, STALE, WRONG = 0, 1, 2


class Difference:
    """One way in which files and lock have parted.

    Attributes:
        cause: `spec`, `overlay`, `configuration`, `templates`, `generator`, `edited`, `missing` or
            `orphaned`.
        what: the file or the versions concerned.
    """

    __slots__ = ("cause", "what")

    def __init__(self, cause: str, what: str):
        self.cause = cause
        self.what = what

    def __repr__(self) -> str:
        """Return cause and subject, for failing tests."""
        return f"Difference({self.cause!r}, {self.what!r})"


class Target:
    """One package to check: where it lies, and where its spec's files do."""

    __slots__ = ("config", "folder", "name", "root")

    def __init__(self, name: str, folder: str, root: str | None, config: str | None):
        self.name = name
        self.folder = folder
        self.root = root
        self.config = config


def run(arguments: list[str], say: Callable[[str], object] = print) -> int:
    """Check the packages named, or all that are configured; return the exit code."""
    unknown = [argument for argument in arguments if argument.startswith("-")]
    if unknown:
        complain(f"unknown option {unknown[0]}; usage: mockgen check [DIR | SERVICE ...]")
        return WRONG
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        targets = [target for argument in arguments for target in targets_of(argument)]
        return max(report(target, say) for target in targets or configured(os.getcwd()))
    except OSError as error:
        complain(f"{error.filename} cannot be read: {error.strerror}")
    except ValueError as error:
        complain(str(error))
    return WRONG


def complain(text: str) -> None:
    """Say why nothing could be compared."""
    sys.stderr.write(f"mockgen check: error: {text}\n")


def targets_of(argument: str) -> list[Target]:
    """Return the package that an argument names: its folder, or a configured service."""
    if os.path.isdir(argument):
        here = os.path.abspath(argument)
        for target in configured_or_none(here):
            if os.path.realpath(target.folder) == os.path.realpath(here):
                return [target]
        if os.path.isfile(os.path.join(here, locks.NAME)):
            return [Target(os.path.basename(here), here, None, None)]
    for target in configured_or_none(os.getcwd()):
        if target.name == argument:
            return [target]
    raise ValueError(f"{argument} is neither a generated package nor a configured service")


def configured_or_none(start: str) -> list[Target]:
    """Return the configured packages, none where there is no configuration."""
    try:
        return configured(start)
    except LookupError:
        return []


class NoConfiguration(ValueError, LookupError):
    """There is no `[tool.mockgen]` anywhere above."""


def configured(start: str) -> list[Target]:
    """Return the packages of the nearest configuration above a folder.

    Raises:
        ValueError: there is none, or it cannot be read.
    """
    folder = start
    while True:
        path = os.path.join(folder, "pyproject.toml")
        table = tool_table(path)
        if table is not None:
            return [target_of(name, entry, table, folder) for name, entry in services_of(table)]
        parent = os.path.dirname(folder)
        if parent == folder:
            raise NoConfiguration("no pyproject.toml with [tool.mockgen] is here or above; name a generated package")
        folder = parent


def tool_table(path: str) -> dict[str, object] | None:
    """Return `[tool.mockgen]` of a file, None where it has none."""
    try:
        with open(path, "rb") as file:
            content = file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if b"mockgen" not in content:
        return None
    try:
        tool = tomllib.loads(content.decode("utf-8")).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"pyproject.toml: it is no TOML: {error}") from None
    found = tool.get("mockgen") if isinstance(tool, dict) else None
    return found if isinstance(found, dict) else None


def services_of(table: dict[str, object]) -> list[tuple[str, dict[str, object]]]:
    """Return the services of a table."""
    services = table.get("services")
    entries = list(services.items()) if isinstance(services, dict) else []
    if not entries or not all(isinstance(entry, dict) for _, entry in entries):
        raise ValueError("pyproject.toml: [tool.mockgen.services.NAME] is missing or no table")
    return entries


def target_of(name: str, entry: dict[str, object], table: dict[str, object], folder: str) -> Target:
    """Return the package of one configured service."""
    output = table.get("output")
    if not isinstance(output, str):
        raise ValueError("pyproject.toml: tool.mockgen.output is missing")
    values: dict[str, object] = {"output": output, **entry}
    return Target(name, os.path.join(folder, output, name), folder, config_digest(name, values))


def report(target: Target, tell: Callable[[str], object]) -> int:
    """Check one package, say what is stale and how to mend it, and return the exit code."""
    shown = os.path.relpath(target.folder)
    try:
        lock = locks.read(target.folder)
    except locks.LockError as error:
        complain(f"{os.path.join(shown, locks.NAME)}: {error}; run `{command(target, None)}`")
        return WRONG
    if lock is None:
        tell(f"{target.name} is stale\n  missing        {os.path.join(shown, locks.NAME)}")
        tell(f"  fix            {command(target, None)}")
        return STALE
    found = differences(target, lock)
    if not found:
        tell(f"{target.name} is fresh")
        return FRESH
    tell(f"{target.name} is stale")
    for difference in found:
        tell(f"  {difference.cause:14} {difference.what}")
    tell(f"  fix            {mend(target, lock, found)}")
    return STALE


def differences(target: Target, lock: locks.Lock) -> list[Difference]:
    """Return every way in which a package, its inputs and its lock have parted."""
    return [*input_differences(target, lock), *file_differences(target.folder, lock)]


def input_differences(target: Target, lock: locks.Lock) -> list[Difference]:
    """Compare the inputs: spec, configuration, templates, generator."""
    found = []
    root = target.root or os.path.join(target.folder, lock.values.get("root", "."))
    for cause, files in (("spec", lock.specs), ("overlay", lock.overlays)):
        for path, digest in files.items():
            actual = locks.digest_file(os.path.join(root, path))
            if actual != digest:
                found.append(Difference(cause, f"{path} {'is missing' if actual is None else 'changed'}"))
    if target.config is not None and lock.values.get("config") != target.config:
        found.append(Difference("configuration", f"[tool.mockgen.services.{target.name}] changed"))
    maker = lock.values.get("generator")
    if maker != GENERATOR:
        found.append(Difference("generator", f"made by mockgen {maker}, this is {GENERATOR}"))
    elif lock.values.get("templates") != templates_digest():
        found.append(Difference("templates", "mockgen's templates changed"))
    return found


def file_differences(folder: str, lock: locks.Lock) -> list[Difference]:
    """Compare the generated files with what the lock lists."""
    found = []
    for path, digest in lock.files.items():
        actual = locks.digest_file(os.path.join(folder, path))
        if actual == digest:
            continue
        shown = os.path.relpath(os.path.join(folder, path))
        if actual is None:
            found.append(Difference("missing", shown))
        else:
            found.append(Difference("edited", f"{shown} was edited by hand"))
    for path in locks.orphans(folder, lock.files):
        shown = os.path.relpath(os.path.join(folder, path))
        found.append(Difference("orphaned", f"{shown} is generated no longer"))
    return found


def mend(target: Target, lock: locks.Lock, found: list[Difference]) -> str:
    """Return the one command that mends what was found."""
    doubtful = any(difference.cause in ("edited", "orphaned") for difference in found)
    return f"{command(target, lock)} --force" if doubtful else command(target, lock)


def command(target: Target, lock: locks.Lock | None) -> str:
    """Return the command that generates a package; without a lock, a one-off's spec is unknown."""
    if target.config is not None:
        return f"mockgen generate {target.name}"
    import shlex

    output = shlex.quote(os.path.relpath(os.path.dirname(target.folder)))
    package = f"--output {output} --name {shlex.quote(target.name)}"
    if lock is None:
        return f"mockgen generate --spec SPEC {package}"
    root = os.path.normpath(os.path.join(target.folder, lock.values.get("root", ".")))
    spec = os.path.join(root, next(iter(lock.specs)))
    options = [f"--spec {shlex.quote(os.path.relpath(spec))}", package]
    if os.path.dirname(spec) != root:
        options.append(f"--root {shlex.quote(os.path.relpath(root))}")
    for overlay in lock.overlays:
        options.append(f"--overlay {shlex.quote(os.path.relpath(os.path.join(root, overlay)))}")
    return f"mockgen generate {' '.join(options)}"
