"""`mockgen add`: a document from anywhere becomes a configured service with its package."""

from __future__ import annotations

import codecs
import dataclasses
import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from mockgen import addresses
from mockgen.diagnostics import Location
from mockgen.errors import UsageError
from mockgen.fetch import Fetcher, header_fault
from mockgen.first_test import FirstTest, first_test
from mockgen.inputs import FILE
from mockgen.pipeline import Generated, Made, make, save
from mockgen.project import OUTPUT, Entry, Project, find
from mockgen.settings import Settings, name_fault
from mockgen.spec.folders import document_file
from mockgen.vendor import SUFFIXES, Local, Origin, Remote, specs_of, take, vendored

SPECS = "specs"


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What the command line asks for.

    Attributes:
        name: of the service.
        source: an address, or the path of a file or a folder.
        spec: where the spec is to lie, None for the usual place.
        output: the folder of the packages, None for the one that is configured or usual.
        variables: the environment variable of each header for the source.
        force: whether files of an earlier package that were edited by hand are overwritten.
    """

    name: str
    source: str
    spec: Path | None = None
    output: Path | None = None
    variables: Mapping[str, str] = dataclasses.field(default_factory=dict)
    force: bool = False


@dataclasses.dataclass(frozen=True)
class Added:
    """What came of it: the package, the files beside it as the user calls them, and a test to begin with."""

    done: Generated
    files: tuple[str, ...]
    test: FirstTest | None


def add(wanted: Wanted, here: Path) -> Added:
    """Add a service to the project that a folder belongs to.

    Raises:
        MockgenError: something is in the way or at fault. Nothing was written then.
    """
    return _Adding(wanted, here).run()


class _Adding:
    """One service on its way into a project."""

    def __init__(self, wanted: Wanted, here: Path):
        self._wanted = wanted
        self._here = here
        self._project = find(here)
        refuse_name(wanted.name, self._project)
        self._output = self._output_folder()

    def run(self) -> Added:
        """Take the document from where it is."""
        wanted = self._wanted
        if addresses.is_address(wanted.source):
            source = checked(wanted.source)
            with Fetcher(source, wanted.variables) as fetcher:
                return self._brought(Remote(fetcher, source), source)
        if wanted.variables:
            raise UsageError.at("--header-env is for a document that is fetched; this one is a file")
        path = self._here / wanted.source
        if not path.exists():
            hint = "SOURCE is an http or https URL, a file, or a folder"
            raise UsageError.at("there is no such file", Location(wanted.source), hint)
        if Path(os.path.realpath(path)).is_relative_to(os.path.realpath(self._project.folder)):
            return self._used(path)
        return self._brought(Local(document_file(path, wanted.name, path.parent)), "")

    def _used(self, path: Path) -> Added:
        """Add a document that is in the project already."""
        if self._wanted.spec is not None:
            raise UsageError.at("--spec is for a document that is fetched or copied; this one is in the project")
        text, settings = self._planned(self._inside(path), "")
        made = make(settings.services[self._wanted.name])
        return self._added(made, save(made, self._configuration(text), force=self._wanted.force), {})

    def _brought(self, origin: Origin, source: str) -> Added:
        """Add a document that has to be written into the project first."""
        name, spec = self._wanted.name, self._wanted.spec
        places = [self._inside(self._here / spec)] if spec is not None else usual_places(name, origin)
        planned = [self._planned(place, source) for place in places]
        taken = take(origin, [settings.services[name] for _, settings in planned])
        service = taken.made.service
        text, settings = next(plan for plan in planned if plan[1].services[name].spec == service.spec)
        changes = taken.changes(vendored(service), used_by_others(settings, name))
        done = taken.save({**changes, **self._configuration(text)}, force=self._wanted.force)
        return self._added(taken.made, done, changes)

    def _planned(self, spec: str, source: str) -> tuple[str, Settings]:
        entry = Entry(self._wanted.name, spec, source, self._wanted.variables)
        return self._project.with_service(entry, self._output)

    def _configuration(self, text: str) -> dict[Path, bytes | None]:
        return {Path(os.path.realpath(self._project.path)): text.encode("utf-8")}

    def _added(self, made: Made, done: Generated, changes: Mapping[Path, bytes | None]) -> Added:
        files = [os.path.relpath(path) for path in (*changes, self._project.path, made.service.package)]
        return Added(done, tuple(files), first_test(made, self._project.folder))

    def _output_folder(self) -> str:
        """Return the folder of the packages: the configured one, the one asked for, the usual one."""
        configured = self._project.output
        if self._wanted.output is None:
            return configured or OUTPUT
        asked = self._inside(self._here / self._wanted.output)
        if configured and PurePosixPath(asked) != PurePosixPath(configured):
            hint = "all packages go into one folder: leave --output out"
            raise UsageError.at(f"output is {configured} already", Location(FILE), hint)
        return asked

    def _inside(self, path: Path) -> str:
        """Return a path from the project's folder, as the configuration writes it.

        Raises:
            UsageError: it is outside of the project, or cannot be written there.
        """
        relative = Path(os.path.relpath(path, self._project.folder)).as_posix()
        if relative.startswith("../") or relative == ".." or Path(relative).is_absolute():
            raise UsageError.at(
                f"it lies outside of the project {self._project.folder}", Location(os.path.relpath(path))
            )
        if not relative.isprintable():
            raise UsageError.at("its name cannot be written into a configuration", Location(relative))
        return relative


def refuse_name(name: str, project: Project) -> None:
    """Refuse a name that no service can have, or that one has.

    Raises:
        UsageError: it is one of these.
    """
    fault = name_fault(name)
    if fault:
        hint = "it names the package, the fixture and `settings.MOCKGEN[...]`"
        raise UsageError.at(f"{name!r} is no name for a service: it {fault}", None, hint)
    if name in project.services:
        hint = f"`mockgen update {name}` fetches it anew; or give the new one another name"
        raise UsageError.at(f"the service {name} is configured already", Location(FILE), hint)


def usual_places(name: str, origin: Origin) -> list[str]:
    """Return where a spec lies: as one file, and as several."""
    return [f"{SPECS}/{name}{suffix(origin)}", f"{SPECS}/{name}/{document_name(origin)}"]


def document_name(origin: Origin) -> str:
    """Return the name that the other files of a document know it by; a usual one where that is no document's."""
    name = origin.name
    known = name and not name.startswith(".") and PurePosixPath(name).suffix.lower() in SUFFIXES
    return name if known else f"openapi{suffix(origin)}"


def suffix(origin: Origin) -> str:
    """Return the ending of a document's file, by what it is."""
    return ".json" if origin.document().removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"{" else ".yaml"


def used_by_others(settings: Settings, name: str) -> set[Path]:
    """Return the files of the specs of all other services."""
    others = (service for service in settings.services.values() if service.name != name)
    return {path for service in others for path, _ in specs_of(service)}


def checked(address: str) -> str:
    """Return an address that may be written down, without its fragment.

    Raises:
        UsageError: it may not.
    """
    fault = addresses.source_fault(address)
    if fault:
        secret = "what is secret goes into a header, by --header-env; or save the document and name the file"
        hint = secret if addresses.is_http(address) else "save the document and name the file"
        raise UsageError.at(f"{addresses.shown(address)} {fault}", None, hint)
    return addresses.without_fragment(address)


def header_variables(options: list[str]) -> dict[str, str]:
    """Return the environment variable of each header, from `NAME=VARIABLE`.

    Raises:
        UsageError: an option is of another form.
    """
    variables = {}
    for option in options:
        name, _, variable = option.partition("=")
        fault = header_fault(name, variable)
        if fault:
            raise UsageError.at(f"--header-env is NAME=VARIABLE: {fault}")
        variables[name] = variable
    return variables
