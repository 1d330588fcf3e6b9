"""The stages in their order, and nothing else."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from pathlib import Path

from mockgen.build.package import Built, build
from mockgen.collector import collector_paused
from mockgen.diagnostics import Diagnostic
from mockgen.inputs import GENERATOR, config_digest, templates_digest
from mockgen.lock import Lock, digest
from mockgen.render import GeneratedFile, render
from mockgen.settings import Service
from mockgen.spec.document import Document
from mockgen.spec.normalise import normalise
from mockgen.spec.references import Bundle, Unsaved, bundle
from mockgen.spec.upgrade import upgrade
from mockgen.tree import Written, write


@dataclasses.dataclass(frozen=True)
class Generated:
    """What came of one service."""

    service: Service
    operations: int
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


def generate(service: Service, *, force: bool = False) -> Generated:
    """Generate one service's package.

    Raises:
        MockgenError: the document or the configuration is at fault, or the folder cannot be written; nothing was
            changed then.
    """
    return save(make(service), force=force)


def make(service: Service, unsaved: Unsaved | None = None) -> Made:
    """Make one service's package; nothing is written.

    Args:
        service: which one.
        unsaved: files of its document that are not on disk yet.

    Raises:
        MockgenError: the document is at fault.
    """
    with collector_paused():
        loaded = upgrade(bundle(service.spec, service.root, unsaved))
        document = normalise(loaded)
        built = build(document, service.name, loaded.files[0].name, service.pagination)
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
    return Generated(made.service, len(made.built.operations), written, diagnostics(made.document, made.built))


def diagnostics(document: Document, built: Built) -> tuple[Diagnostic, ...]:
    """Return what all stages found, each thing once."""
    return tuple(dict.fromkeys((*document.diagnostics, *built.diagnostics)))


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
    lock.operations = dict(built.operations)
    lock.files = {file.path: digest(file.text.encode("utf-8")) for file in files}
    return lock


def relative_root(service: Service) -> str:
    """Return the way from the package to the root, with `/`."""
    return Path(os.path.relpath(service.root.resolve(), service.package.resolve())).as_posix()
