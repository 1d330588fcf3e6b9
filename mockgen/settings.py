"""`[tool.mockgen]`: read once, validated once, frozen."""

from __future__ import annotations

import dataclasses
import keyword
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mockgen.addresses import source_fault
from mockgen.diagnostics import Diagnostic, Location, Severity, did_you_mean
from mockgen.errors import UsageError
from mockgen.fakes import NO_RULES, FakeRules, read_fakes
from mockgen.fetch import header_fault
from mockgen.hooks import NO_HOOKS, Hooks, read_hooks
from mockgen.inputs import FILE, SERVICE, TOP
from mockgen.paging import NOTHING_DECLARED, Paging, read_paging

DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
"""Names that no folder can have on Windows, where a colleague may check it out."""
RENAME = ("operations", "schemas")
UNDECLARED = ("forbid", "warn", "allow")


@dataclasses.dataclass(frozen=True)
class Service:
    """One service as configured.

    Attributes:
        name: an identifier; the package's name.
        spec: path of the spec, a file or a folder.
        root: the folder that no reference may leave, and to which names of files are relative.
        package: the folder of the generated package.
        values: the configuration's own values: what the lock calls `config`.
        command: what the user types to generate it.
        in_project: whether a configuration names it; else its lock has to say where the root is.
        pagination: what it says of lists that come page by page.
        fakes: rules for fakes, and their locale.
        hooks: what it says of webhooks: their signature, and those that the document has not.
        source: the address that the spec is fetched from, "" for a spec of the project's own.
        source_headers: the environment variable of each header that the source is sent.
        overlays: paths of the corrections, in the order in which they are applied.
        include, exclude: patterns of the operations that are wanted, and of those among them that are not.
        rename_operations, rename_schemas: Python names by what the document calls it.
        undeclared: what the mock does with names that the document does not declare: one of `UNDECLARED`.
    """

    name: str
    spec: Path
    root: Path
    package: Path
    values: Mapping[str, object]
    command: str
    in_project: bool = True
    pagination: Paging = NOTHING_DECLARED
    fakes: FakeRules = NO_RULES
    hooks: Hooks = NO_HOOKS
    source: str = ""
    source_headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    overlays: tuple[Path, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    rename_operations: Mapping[str, str] = dataclasses.field(default_factory=dict)
    rename_schemas: Mapping[str, str] = dataclasses.field(default_factory=dict)
    undeclared: str = UNDECLARED[0]

    @property
    def place(self) -> str:
        """What messages call its table in the configuration."""
        return f"tool.mockgen.services.{self.name}"


@dataclasses.dataclass(frozen=True)
class Settings:
    """All services of a project, by name; `folder` is where its configuration lies."""

    folder: Path
    services: Mapping[str, Service]


def find_project(start: Path) -> Path | None:
    """Return the nearest `pyproject.toml` with `[tool.mockgen]`, from a folder upwards."""
    for folder in (start, *start.parents):
        path = folder / FILE
        if path.is_file() and "mockgen" in read_tool(path):
            return path
    return None


def read_tool(path: Path) -> Mapping[str, Any]:
    """Return the `tool` table of a `pyproject.toml`.

    Raises:
        UsageError: the file is no TOML.
    """
    try:
        return tool_of(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError.at(f"it is no TOML: {error}", Location(path.name)) from None


def tool_of(text: str) -> Mapping[str, Any]:
    """Return the `tool` table of a text.

    Raises:
        tomllib.TOMLDecodeError: it is no TOML.
    """
    tool = tomllib.loads(text).get("tool", {})
    return tool if isinstance(tool, Mapping) else {}


def load(path: Path, text: str | None = None) -> Settings:
    """Return the settings of a project.

    Args:
        path: of its `pyproject.toml`.
        text: what that file will hold, if it is not saved yet.

    Raises:
        UsageError: a key is unknown or has a wrong value; all that is wrong is said at once.
    """
    table = (read_tool(path) if text is None else tool_of(text))["mockgen"]
    reader = _Reader(path)
    settings = reader.table(table)
    if reader.errors:
        raise UsageError(reader.errors)
    return settings


class _Reader:
    """Reads one table and keeps what is wrong with it."""

    def __init__(self, path: Path):
        self._path = path
        self.errors: list[Diagnostic] = []

    def table(self, table: Any) -> Settings:
        """Return the settings; with errors noted, they are not for use."""
        folder = self._path.parent
        if not isinstance(table, Mapping):
            self._wrong("[tool.mockgen] must be a table")
            return Settings(folder, {})
        self._known(table, TOP, "tool.mockgen")
        output = self._text(table, "output", "tool.mockgen")
        services = table.get("services")
        if not isinstance(services, Mapping) or not services:
            self._wrong("[tool.mockgen.services.NAME] is missing: no service is configured")
            return Settings(folder, {})
        found = {}
        for name, entry in services.items():
            service = self._service(name, entry, output, folder)
            if service:
                found[name] = service
        self._apart(found.values())
        return Settings(folder, found)

    def _service(self, name: str, entry: Any, output: str, folder: Path) -> Service | None:
        where = f"tool.mockgen.services.{name}"
        if name_fault(name):
            self._wrong(f"[{where}]: the name {name_fault(name)}")
            return None
        if not isinstance(entry, Mapping):
            self._wrong(f"[{where}] must be a table")
            return None
        self._known(entry, SERVICE, where)
        spec = self._text(entry, "spec", where)
        overlays = self._texts(entry, "overlays", where, "paths")
        include, exclude = (self._texts(entry, key, where, "patterns") for key in ("include", "exclude"))
        operations, schemas = self._renames(entry.get("rename", {}), f"{where}.rename")
        if not spec or not output:
            return None
        package = folder / output / name
        if not self._inside(folder, output, "tool.mockgen.output"):
            return None
        inputs = [(spec, f"{where}.spec"), *((overlay, f"{where}.overlays") for overlay in overlays)]
        usable = [self._is_input(folder, value, key, package) for value, key in inputs]
        if not all(usable):
            return None
        values = {"output": output, **{key: entry[key] for key in SERVICE if key in entry}}
        source, headers = self._source(entry, where)
        return Service(
            name=name,
            spec=folder / spec,
            root=folder,
            package=package,
            values=values,
            command=f"mockgen generate {name}",
            overlays=tuple(folder / overlay for overlay in overlays),
            include=include,
            exclude=exclude,
            rename_operations=operations,
            rename_schemas=schemas,
            pagination=read_paging(entry.get("pagination"), f"{where}.pagination", self._wrong),
            fakes=read_fakes(entry.get("fakes"), f"{where}.fakes", self._path.name, self._wrong),
            hooks=read_hooks(entry.get("webhooks"), f"{where}.webhooks", self._wrong),
            source=source,
            source_headers=headers,
            undeclared=self._choice(entry, "undeclared", where, UNDECLARED),
        )

    def _source(self, entry: Mapping[str, Any], where: str) -> tuple[str, Mapping[str, str]]:
        """Return where a spec is fetched from, and the environment variables of the headers for it."""
        source, headers = entry.get("source", ""), entry.get("source_headers", {})
        found = source_fault(source) if isinstance(source, str) else "must be text"
        if "source" in entry and found:
            self._wrong(f"{where}.source {found}")
        if not isinstance(headers, Mapping) or not all(isinstance(value, str) for value in headers.values()):
            self._wrong(f"{where}.source_headers must map headers to names of environment variables")
            return "", {}
        for fault in filter(None, (header_fault(*item) for item in headers.items())):
            self._wrong(f"{where}.source_headers: {fault}")
        return source, headers

    def _is_input(self, folder: Path, value: str, key: str, package: Path) -> bool:
        """Tell whether a path may be read from: it is in the project and not generated."""
        if not self._inside(folder, value, key):
            return False
        if package.resolve() == folder.resolve() or (folder / value).resolve().is_relative_to(package.resolve()):
            self._wrong(f"{key} lies in the folder that is generated")
            return False
        return True

    def _inside(self, folder: Path, value: str, key: str) -> bool:
        if (folder / value).resolve().is_relative_to(folder.resolve()):
            return True
        self._wrong(f"{key} must be a path inside the project")
        return False

    def _texts(self, table: Mapping[str, Any], key: str, where: str, what: str) -> tuple[str, ...]:
        """Return a list of texts; what is given twice is one too many."""
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self._wrong(f"{where}.{key} must be a list of {what}")
            return ()
        for item in {item for item in value if value.count(item) > 1}:
            self._wrong(f'{where}.{key} has "{item}" twice')
        return tuple(value)

    def _choice(self, table: Mapping[str, Any], key: str, where: str, choices: Sequence[str]) -> str:
        """Return one of the texts that a key may have, the first where it is not there."""
        value = table.get(key, choices[0])
        if value in choices:
            return str(value)
        hint = did_you_mean(value, choices) if isinstance(value, str) else ""
        self._wrong(f"{where}.{key} must be one of {', '.join(choices)}", hint)
        return choices[0]

    def _renames(self, table: Any, where: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
        if not isinstance(table, Mapping):
            self._wrong(f"[{where}] must be a table")
            return {}, {}
        self._known(table, RENAME, where)
        found = [table.get(key, {}) for key in RENAME]
        for key, names in zip(RENAME, found, strict=True):
            if not isinstance(names, Mapping):
                self._wrong(f"[{where}.{key}] must be a table")
                return {}, {}
            for old, new in names.items():
                if not (isinstance(new, str) and valid_python_name(new)):
                    self._wrong(f'{where}.{key}: "{old}" needs a Python name, without a leading underscore')
        return found[0], found[1]

    def _apart(self, services: Iterable[Service]) -> None:
        seen: dict[str, str] = {}
        for service in services:
            key = str(service.package.resolve()).lower()
            if key in seen:
                self._wrong(f"the services {seen[key]} and {service.name} would be written to one folder")
            seen[key] = service.name

    def _known(self, table: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
        for key in table:
            if key not in keys:
                hint = did_you_mean(key, keys) or f"known keys: {', '.join(keys)}"
                self._wrong(f"[{where}] has the unknown key {key}", hint)

    def _text(self, table: Mapping[str, Any], key: str, where: str) -> str:
        value = table.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self._wrong(f"{where}.{key} must be a path" if value is not None else f"{where}.{key} is missing")
        return ""

    def _wrong(self, message: str, hint: str = "") -> None:
        place = Location(self._path.name)
        self.errors.append(Diagnostic(Severity.ERROR, message, place, hint))


def name_fault(name: str) -> str:
    """Return why a service may not be called so, "" where it may; its package and its fixture have this name."""
    if not (name.isascii() and name.isidentifier() and not keyword.iskeyword(name) and name == name.lower()):
        return "must be a lower-case Python identifier"
    return "must be no device of Windows" if name in DEVICES else ""


def valid_python_name(name: str) -> bool:
    """Tell whether a method or a class may be called so."""
    return name.isascii() and name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_")


def one_off(spec: Path, output: Path, name: str, root: Path | None, overlays: Sequence[Path] = ()) -> Service:
    """Return a service that no configuration names.

    Raises:
        UsageError: the name is no identifier, or an input lies where the package goes.
    """
    if name_fault(name):
        raise UsageError.at(f"--name {name_fault(name)}")
    if any(path.resolve().is_relative_to((output / name).resolve()) for path in (spec, *overlays)):
        raise UsageError.at("--spec and --overlay may not lie in the folder that is generated")
    folder = root or (spec if spec.is_dir() else spec.parent)
    package, command = output / name, "mockgen generate --spec …"
    return Service(name, spec, folder, package, {}, command, in_project=False, overlays=tuple(overlays))
