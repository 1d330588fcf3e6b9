"""The stages in their order, and nothing else."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from mockgen.build.operations import names_of
from mockgen.build.package import Built, Wishes, build
from mockgen.build.renames import Renames
from mockgen.collector import collector_paused
from mockgen.diagnostics import Diagnostic, Location, Severity
from mockgen.errors import SpecError
from mockgen.inputs import FILE, GENERATOR, config_digest, templates_digest
from mockgen.lock import Lock, digest
from mockgen.render import GeneratedFile, render
from mockgen.settings import Service
from mockgen.spec.declared import DeclaredEvents
from mockgen.spec.document import Document
from mockgen.spec.examples import with_examples_judged
from mockgen.spec.folders import document_file
from mockgen.spec.normalise import normalise
from mockgen.spec.references import Bundle, Unsaved, bundle
from mockgen.spec.select import Selection
from mockgen.spec.upgrade import upgrade
from mockgen.tree import Written, write


@dataclasses.dataclass(frozen=True)
class Generated:
    """What came of one service."""

    service: Service
    operations: int
    skipped: int
    written: Written
    diagnostics: tuple[Diagnostic, ...]


@dataclasses.dataclass(frozen=True)
class Made:
    """One service's package, made in memory."""

    service: Service
    document: Document
    built: Built
    files: tuple[GeneratedFile, ...]
    lock: Lock


def generate(service: Service, *, force: bool = False, strict: bool = False) -> Generated:
    """Generate one service's package.

    Args:
        service: which.
        force: whether files that were edited by hand are overwritten.
        strict: whether it is an error that something asked for is not there.

    Raises:
        MockgenError: the document or the configuration is at fault, or the folder cannot be written; nothing was
            changed then.
    """
    return save(make(service, strict=strict), force=force)


def make(service: Service, unsaved: Unsaved | None = None, *, strict: bool = False) -> Made:
    """Make one service's package; nothing is written.

    Args:
        service: which one.
        unsaved: files of its document that are not on disk yet.
        strict: whether it is an error that something asked for is not there.

    Raises:
        MockgenError: the document is at fault.
    """
    try:
        return _made(service, unsaved, strict=strict)
    except RecursionError:
        reason = "its schemas lead too deep into one another"
        raise SpecError.at(reason, Location(os.path.relpath(service.spec))) from None


def _made(service: Service, unsaved: Unsaved | None, *, strict: bool) -> Made:
    """Do what `make` says.

    Raises:
        MockgenError: the document is at fault.
        RecursionError: it is deeper than Python goes.
    """
    with collector_paused():
        spec = document_file(service.spec, service.name, service.root)
        chosen = selection_of(service)
        loaded = upgrade(bundle(spec, service.root, service.overlays, chosen, unsaved, events_of(service)))
        document = normalise(loaded)
        loaded = dataclasses.replace(loaded, tree={})  # from here on it only tells where things stand
        document = with_examples_judged(document, loaded.locate)
        built = build(document, service.name, loaded.files[0].name, wishes_of(service))
        built = dataclasses.replace(built, diagnostics=tuple(located(built.diagnostics, loaded)))
        if strict:
            refuse_losses(diagnostics(document, built))
        files = render(built.package)
    return Made(service, document, built, files, lock_of(service, loaded, built, files))


def save(made: Made, others: Mapping[Path, bytes | None] | None = None, *, force: bool = False) -> Generated:
    """Write a package that was made.

    Args:
        made: the package.
        others: files outside of it that change with it; None removes one.
        force: overwrite files that were edited by hand.

    Raises:
        OutputError: the folder cannot be written; nothing was changed then.
    """
    written = write(made.service.package, made.files, made.lock, others or {}, force=force)
    found = diagnostics(made.document, made.built)
    return Generated(made.service, len(made.built.operations), len(made.built.skipped), written, found)


def selection_of(service: Service) -> Selection | None:
    """Return what a service wants of its document, None for everything."""
    if not service.include and not service.exclude:
        return None
    return Selection(service.include, service.exclude, service.place, FILE, names_of, frozenset(service.hooks.events))


def events_of(service: Service) -> DeclaredEvents:
    """Return the webhooks that a configuration adds to the document's."""
    return DeclaredEvents(service.hooks.events, f"{service.hooks.place}.events", FILE)


def wishes_of(service: Service) -> Wishes:
    """Return what a service wants of its package."""
    return Wishes(service.pagination, renames_of(service), service.fakes, service.hooks, service.undeclared)


def renames_of(service: Service) -> Renames:
    """Return the Python names that a configuration gives."""
    return Renames(service.rename_operations, service.rename_schemas, service.place, FILE)


def refuse_losses(found: Iterable[Diagnostic]) -> None:
    """Refuse to go on without something that was asked for.

    Raises:
        SpecError: there is such a thing.
    """
    losses = [dataclasses.replace(each, severity=Severity.ERROR) for each in found if each.is_loss]
    if losses:
        raise SpecError(losses)


def diagnostics(document: Document, built: Built) -> tuple[Diagnostic, ...]:
    """Return what all stages found, each thing once."""
    return tuple(dict.fromkeys((*document.diagnostics, *built.diagnostics)))


def located(found: Iterable[Diagnostic], loaded: Bundle) -> Iterator[Diagnostic]:
    """Yield diagnostics that know a place in the tree with its file and line."""
    for each in found:
        place = each.location
        is_known = place is None or place.line or not place.pointer
        yield each if is_known or place is None else dataclasses.replace(each, location=loaded.locate(place.pointer))


def lock_of(service: Service, loaded: Bundle, built: Built, files: tuple[GeneratedFile, ...]) -> Lock:
    """Return the lock of a package."""
    lock = Lock()
    lock.values = {
        "generator": GENERATOR,
        "service": service.name,
        "config": config_digest(service.name, dict(service.values)),
        "templates": templates_digest(),
    }
    if not service.in_project:
        lock.values["root"] = relative_root(service)
    lock.specs = {file.name: file.digest for file in loaded.files}
    lock.overlays = {file.name: file.digest for file in loaded.overlays}
    lock.skipped = dict(built.skipped)
    lock.operations = dict(built.operations)
    lock.files = {file.path: digest(file.text.encode("utf-8")) for file in files}
    return lock


def relative_root(service: Service) -> str:
    """Return the way from the package to the root, with `/`."""
    return Path(os.path.relpath(service.root.resolve(), service.package.resolve())).as_posix()
