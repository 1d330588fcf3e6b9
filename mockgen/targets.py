"""Which packages a check is about: those that are configured, or the ones named."""

from __future__ import annotations

import os

from mockgen import lock as locks
from mockgen.inputs import FILE, SERVICE, TOP, config_digest
from mockgen.plain_toml import plain_table


class Target:
    """One package to check.

    Attributes:
        name: of the service.
        folder: where the package lies.
        root: what the names of its spec's files are relative to; None where its lock says so.
        config: the digest of its configuration; None where there is none.
        source: whether its spec can be fetched anew.
    """

    __slots__ = ("config", "folder", "name", "root", "source")

    def __init__(self, name: str, folder: str, root: str | None, config: str | None, source: bool = False):
        self.name = name
        self.folder = folder
        self.root = root
        self.config = config
        self.source = source

    @property
    def shown(self) -> str:
        """The package's folder, from where the user is."""
        return os.path.relpath(self.folder)


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


def all_targets(start: str) -> list[Target]:
    """Return the configured packages, and those beside them that a configuration has made and does not name any more.

    Raises:
        ValueError: there is no configuration, or it cannot be read.
    """
    found = configured(start)
    known = {target.folder for target in found}
    for output in sorted({os.path.dirname(target.folder) for target in found}):
        try:
            names = sorted(os.listdir(output))
        except OSError:
            continue  # each of its packages is told to be missing
        for name in names:
            folder = os.path.join(output, name)
            if folder not in known and os.path.isfile(os.path.join(folder, locks.NAME)):
                target = Target(name, folder, None, None)
                if is_abandoned(target):
                    found.append(target)
    return found


def is_abandoned(target: Target) -> bool:
    """Tell whether a configuration made a package that none names; one that was made once says where its root is."""
    try:
        lock = locks.read(target.folder)
    except (locks.LockError, OSError):
        return False
    return lock is not None and "root" not in lock.values


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
        path = os.path.join(folder, FILE)
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
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"pyproject.toml: it is no TOML: {error}") from None
    plain = plain_table(text)
    return whole_table(text) if plain is None else plain


def whole_table(text: str) -> dict[str, object] | None:
    """Return `[tool.mockgen]` of any TOML, None where there is none."""
    import tomllib

    try:
        tool = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"pyproject.toml: it is no TOML: {error}") from None
    found = tool.get("mockgen") if isinstance(tool, dict) else None
    return found if isinstance(found, dict) else None


def services_of(table: dict[str, object]) -> list[tuple[str, dict[str, object]]]:
    """Return the services of a table.

    Raises:
        ValueError: there are none, or a key is unknown.
    """
    refuse_unknown(table, TOP, "tool.mockgen")
    services = table.get("services")
    entries = list(services.items()) if isinstance(services, dict) else []
    if not entries or not all(isinstance(entry, dict) for _, entry in entries):
        raise ValueError("pyproject.toml: [tool.mockgen.services.NAME] is missing or no table")
    for name, entry in entries:
        refuse_unknown(entry, SERVICE, f"tool.mockgen.services.{name}")
    return entries


def refuse_unknown(table: dict[str, object], known: tuple[str, ...], where: str) -> None:
    """Refuse a table with a key that mockgen does not know: what it was meant to do is not done.

    Raises:
        ValueError: it has one.
    """
    for key in table:
        if key not in known:
            from mockgen.diagnostics import did_you_mean

            hint = did_you_mean(key, known) or f"known keys: {', '.join(known)}"
            raise ValueError(f"{FILE}: [{where}] has the unknown key {key}; {hint}")


def target_of(name: str, entry: dict[str, object], table: dict[str, object], folder: str) -> Target:
    """Return the package of one configured service."""
    output = table.get("output")
    if not isinstance(output, str):
        raise ValueError("pyproject.toml: tool.mockgen.output is missing")
    values: dict[str, object] = {"output": output, **entry}
    return Target(name, os.path.join(folder, output, name), folder, config_digest(name, values), "source" in entry)
