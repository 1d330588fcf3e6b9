"""What `mockgen generate` asks first: has anything moved since the last run?

It is what `mockgen check` asks, and where the answer is no, the document is not read.
"""

from __future__ import annotations

import os

from mockgen import lock as locks
from mockgen.differences import differences
from mockgen.inputs import config_digest
from mockgen.pipeline import Generated, relative_root
from mockgen.settings import Service
from mockgen.targets import Target
from mockgen.tree import Written


def untouched(service: Service) -> Generated | None:
    """Return what a run would give that has nothing to do, None where there is or may be something to do.

    It has no diagnostics: they were told by the run that wrote the package.
    """
    package = str(service.package)
    try:
        lock = locks.read(package)
        if lock is None or not _is_of(lock, service) or differences(_target(service), lock):
            return None
    except (locks.LockError, OSError):
        return None  # a run that reads everything says what is wrong, or mends it
    written = Written((), (), (), tuple(sorted(lock.files)), generator=lock.values["generator"])
    return Generated(service, len(lock.operations), len(lock.skipped), written, ())


def _target(service: Service) -> Target:
    config = config_digest(service.name, dict(service.values))
    return Target(service.name, str(service.package), str(service.root), config)


def _is_of(lock: locks.Lock, service: Service) -> bool:
    """Tell whether a lock is of this very document and place; for a one-off, no configuration says so."""
    if service.in_project:
        return "root" not in lock.values
    inputs = [next(iter(lock.specs)), *lock.overlays]
    given = [os.path.realpath(path) for path in (service.spec, *service.overlays)]
    return lock.values.get("root") == relative_root(service) and given == [
        os.path.realpath(service.root / path) for path in inputs
    ]
