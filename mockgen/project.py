"""A project's `pyproject.toml`: found, and given another service; nothing else in it is changed."""

from __future__ import annotations

import copy
import dataclasses
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mockgen.diagnostics import Location
from mockgen.errors import UsageError
from mockgen.inputs import FILE
from mockgen.settings import Settings, find_project, load

OUTPUT = "clients"
_HEADER = re.compile(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*mockgen[ \t]*\][^\n]*$", re.MULTILINE)


@dataclasses.dataclass(frozen=True)
class Entry:
    """A service as it is to be configured; paths are relative to the project and have `/`."""

    name: str
    spec: str
    source: str = ""
    source_headers: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def table(self) -> dict[str, Any]:
        """What the configuration says of it."""
        headers = {"source_headers": dict(self.source_headers)} if self.source_headers else {}
        return {"spec": self.spec, **({"source": self.source} if self.source else {}), **headers}


class Project:
    """The configuration of a folder, on disk or to be made.

    Attributes:
        path: of `pyproject.toml`.
        text: what it holds, with line ends as they are; "" where it does not exist.
        table: `[tool.mockgen]`, empty where there is none.
    """

    def __init__(self, path: Path):
        """Read it.

        Raises:
            UsageError: it is no TOML, or `[tool.mockgen]` is no table.
        """
        self.path = path
        try:
            self.text = path.read_bytes().decode("utf-8") if path.is_file() else ""
            self._tree = tomllib.loads(self.text)
        except ValueError as error:
            raise UsageError.at(f"it is no TOML: {error}", Location(FILE)) from None
        tool = self._tree.get("tool", {})
        self._is_configured = isinstance(tool, dict) and "mockgen" in tool
        table = tool.get("mockgen", {}) if isinstance(tool, dict) else None
        if not isinstance(table, dict):
            raise UsageError.at("[tool.mockgen] must be a table", Location(FILE))
        self.table: Mapping[str, Any] = table

    @property
    def folder(self) -> Path:
        """The folder that paths in it are relative to."""
        return self.path.parent

    @property
    def output(self) -> str:
        """The folder of the packages, "" where it is not configured."""
        output = self.table.get("output", "")
        return output if isinstance(output, str) else ""

    @property
    def services(self) -> Mapping[str, Any]:
        """The services that are configured."""
        services = self.table.get("services", {})
        return services if isinstance(services, dict) else {}

    def with_service(self, entry: Entry, output: str) -> tuple[str, Settings]:
        """Return the file's text with one more service, and the settings that it then holds.

        Args:
            entry: the service.
            output: the folder of the packages, written where none is configured.

        Raises:
            UsageError: nothing can be added to what stands there, or it is at fault.
        """
        wanted: dict[str, Any] = copy.deepcopy(self._tree)
        table = wanted.setdefault("tool", {}).setdefault("mockgen", {})
        table.setdefault("output", output)
        table.setdefault("services", {})[entry.name] = entry.table
        text = self._added(entry, output)
        if not holds(text, wanted):
            then = f"`mockgen {'update' if entry.source else 'generate'} {entry.name}`"
            hint = f"write {entry.name} = {inline(entry.table)} into its services by hand, then run {then}"
            raise UsageError.at("[tool.mockgen] is written so that no service can be appended", Location(FILE), hint)
        return text, load(self.path, text)

    def _added(self, entry: Entry, output: str) -> str:
        """Return the text with what is missing: the output below its table, the service at the end."""
        end = "\r\n" if "\r\n" in self.text else "\n"
        text = self.text + ("" if self.text.endswith("\n") or not self.text else end)
        line = f"output = {toml(output)}"
        header = _HEADER.search(text) if self._is_configured and "output" not in self.table else None
        parts = []
        if header:
            text = f"{text[: header.end()].rstrip()}{end}{line}{text[header.end() :]}"
        elif "output" not in self.table:
            parts.append(["[tool.mockgen]", line])
        keys = [f"{key} = {toml(value)}" for key, value in entry.table.items()]
        parts.append([f"[tool.mockgen.services.{entry.name}]", *keys])
        added = f"{end}{end}".join(end.join(part) for part in parts)
        return f"{text}{end if text else ''}{added}{end}"


def find(start: Path) -> Project:
    """Return the project that a folder belongs to.

    It is the nearest one with `[tool.mockgen]`; else the nearest `pyproject.toml` of the repository; else a new one in
    the folder itself.

    Raises:
        UsageError: it cannot be read.
    """
    found = find_project(start)
    if found is not None:
        return Project(found)
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return Project(folder / FILE)
        if (folder / ".git").exists():
            break
    return Project(start / FILE)


def holds(text: str, wanted: Mapping[str, Any]) -> bool:
    """Tell whether a text is TOML and means exactly this."""
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def toml(value: Any) -> str:
    """Return text, or a mapping to text, as TOML writes it on one line (TOML 1.0, sections on strings and tables)."""
    return inline(value) if isinstance(value, Mapping) else json.dumps(value, ensure_ascii=False)


def inline(table: Mapping[str, Any]) -> str:
    """Return a table on one line."""
    pairs = (f"{key if re.fullmatch('[A-Za-z0-9_-]+', key) else toml(key)} = {toml(table[key])}" for key in table)
    return f"{{{', '.join(pairs)}}}"
