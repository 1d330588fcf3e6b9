"""`mockgen update`: vendored documents fetched anew; and one fetched without a configuration."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from mockgen.add import checked, document_name, suffix, used_by_others
from mockgen.errors import UsageError
from mockgen.fetch import Fetcher
from mockgen.pipeline import Generated
from mockgen.settings import Service, Settings, one_off
from mockgen.spec.folders import document_file
from mockgen.vendor import Remote, Taken, take, vendored


@dataclasses.dataclass(frozen=True)
class Updated:
    """What came of one service: the package, and the files of its document as the user calls them."""

    done: Generated
    fetched: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def is_new(self) -> bool:
        """Whether anything on disk is different now."""
        return bool(self.fetched or self.removed) or self.done.written.is_new


def sourced(settings: Settings, names: Iterable[str]) -> list[Service]:
    """Return the services named; all that have a source, if none is named.

    Raises:
        UsageError: one of them has none, or none has.
    """
    named = [settings.services[name] for name in names]
    found = named or [service for service in settings.services.values() if service.source]
    for service in found:
        if not service.source:
            hint = f'add source = "https://..." to [tool.mockgen.services.{service.name}]'
            raise UsageError.at(f"the service {service.name} has no source to be fetched from", None, hint)
    if not found:
        hint = 'add source = "https://..." to a [tool.mockgen.services.NAME]'
        raise UsageError.at("no service has a source to be fetched from", None, hint)
    return found


def update(service: Service, settings: Settings, *, force: bool = False) -> Updated:
    """Fetch a service's document anew and generate its package.

    Raises:
        MockgenError: it cannot be fetched, or nothing can be generated from it. Nothing was written then.
    """
    service = dataclasses.replace(service, spec=document_file(service.spec, service.name, service.root))
    old = {Path(os.path.realpath(service.spec)): "", **vendored(service)}
    with Fetcher(service.source, service.source_headers) as fetcher:
        taken = take(Remote(fetcher, service.source), [service])
    return written(taken, taken.changes(old, used_by_others(settings, service.name)), force)


def fetch_once(address: str, output: Path, name: str, variables: Mapping[str, str], *, force: bool = False) -> Updated:
    """Fetch a document that no configuration names, keep it beside the package, and generate that.

    Raises:
        MockgenError: it cannot be fetched, or nothing can be generated from it. Nothing was written then.
    """
    source = checked(address)
    with Fetcher(source, variables) as fetcher:
        origin = Remote(fetcher, source)
        places = [output / f"{name}.openapi{suffix(origin)}", output / f"{name}.openapi" / document_name(origin)]
        services = [one_off(place, output, name, None) for place in places]
        taken = take(origin, services)
    old = {path: digest for service in services for path, digest in vendored(service).items()}
    return written(taken, taken.changes(old), force)


def written(taken: Taken, changes: Mapping[Path, bytes | None], force: bool) -> Updated:
    """Write what was taken."""
    done = taken.save(changes, force=force)
    shown = {os.path.relpath(path): content is not None for path, content in changes.items()}
    return Updated(
        done,
        tuple(path for path, is_there in shown.items() if is_there),
        tuple(path for path, is_there in shown.items() if not is_there),
    )
