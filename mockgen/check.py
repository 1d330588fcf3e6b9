"""`mockgen check`: do the generated files still match their inputs? Offline, writing nothing, in milliseconds.

Nothing slow is imported here, and no spec is parsed: digests are compared with the lock's.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable

from mockgen import lock as locks
from mockgen.inputs import GENERATOR, config_digest, templates_digest

FRESH, STALE, WRONG = 0, 1, 2
IGNORED = ("__pycache__",)


class Difference:
    """One way in which files and lock have parted.

    Attributes:
        cause: `spec`, `configuration`, `templates`, `generator`, `edited`, `missing` or `orphaned`.
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
        say(f"mockgen check: unknown option {unknown[0]}; usage: mockgen check [DIR | SERVICE ...]")
        return WRONG
    try:
        targets = [target for argument in arguments for target in targets_of(argument)] or configured(os.getcwd())
    except ValueError as error:
        say(f"mockgen check: {error}")
        return WRONG
    worst = FRESH
    for target in targets:
        worst = max(worst, report(target, say))
    return worst


def targets_of(argument: str) -> list[Target]:
    """Return the packages that an argument names: a folder with a lock, or a configured service."""
    if os.path.isfile(os.path.join(argument, locks.NAME)):
        here = os.path.abspath(argument)
        for target in configured_or_none(here):
            if os.path.realpath(target.folder) == os.path.realpath(here):
                return [target]
        return [Target(os.path.basename(here), argument, None, None)]
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
    if not isinstance(services, dict) or not all(isinstance(entry, dict) for entry in services.values()):
        raise ValueError("pyproject.toml: [tool.mockgen.services.NAME] is missing or no table")
    return list(services.items())


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
        tell(f"{os.path.join(shown, locks.NAME)}: {error}; run `mockgen generate {target.name}`".strip())
        return WRONG
    if lock is None:
        tell(f"{target.name} is stale\n  missing        {os.path.join(shown, locks.NAME)}")
        tell(f"  fix            mockgen generate {target.name}")
        return STALE
    found = differences(target, lock)
    if not found:
        tell(f"{target.name} is fresh")
        return FRESH
    tell(f"{target.name} is stale")
    for difference in found:
        tell(f"  {difference.cause:14} {difference.what}")
    tell(f"  fix            {mend(target, found)}")
    return STALE


def differences(target: Target, lock: locks.Lock) -> list[Difference]:
    """Return every way in which a package, its inputs and its lock have parted."""
    return [*input_differences(target, lock), *file_differences(target.folder, lock)]


def input_differences(target: Target, lock: locks.Lock) -> list[Difference]:
    """Compare the inputs: spec, configuration, templates, generator."""
    found = []
    root = target.root or os.path.join(target.folder, lock.values.get("root", "."))
    for path, digest in lock.specs.items():
        actual = locks.digest_file(os.path.join(root, path))
        if actual != digest:
            found.append(Difference("spec", f"{path} {'is missing' if actual is None else 'changed'}"))
    if target.config is not None and lock.values.get("config") != target.config:
        found.append(Difference("configuration", f"[tool.mockgen.services.{target.name}] changed"))
    if lock.values.get("generator") != GENERATOR:
        found.append(Difference("generator", f"made by {lock.values.get('generator')}, this is {GENERATOR}"))
    elif lock.values.get("templates") != templates_digest():
        found.append(Difference("templates", "mockgen's templates changed"))
    return found


def file_differences(folder: str, lock: locks.Lock) -> list[Difference]:
    """Compare the generated files with what the lock lists."""
    found = []
    for path, digest in lock.files.items():
        actual = locks.digest_file(os.path.join(folder, path))
        if actual is None:
            found.append(Difference("missing", os.path.relpath(os.path.join(folder, path))))
        elif actual != digest:
            found.append(Difference("edited", f"{os.path.relpath(os.path.join(folder, path))} was edited by hand"))
    for path in orphans(folder, lock):
        found.append(Difference("orphaned", f"{os.path.relpath(os.path.join(folder, path))} is generated no longer"))
    return found


def orphans(folder: str, lock: locks.Lock) -> list[str]:
    """Return generated files that the lock does not list: they bear mockgen's first line."""
    found = []
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in IGNORED)
        for name in sorted(names):
            path = os.path.join(where, name)
            relative = os.path.relpath(path, folder).replace(os.sep, "/")
            if relative not in lock.files and name.endswith(".py") and is_generated(path):
                found.append(relative)
    return found


def is_generated(path: str) -> bool:
    """Tell whether a file says that mockgen made it."""
    with open(path, "rb") as file:
        return file.read(24).startswith(b"# Generated by mockgen ")


def mend(target: Target, found: list[Difference]) -> str:
    """Return the one command that mends what was found."""
    command = "mockgen generate" if target.config is None else f"mockgen generate {target.name}"
    if target.config is None:
        command += f" --spec … --output {os.path.relpath(os.path.dirname(os.path.abspath(target.folder)))} --name {target.name}"
    return f"{command} --force" if any(difference.cause == "edited" for difference in found) else command
