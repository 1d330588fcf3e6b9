"""The inputs beside the spec: mockgen itself and the service's configuration.

Imported by `mockgen check`, which must start fast: the standard library's light modules only.
"""

from __future__ import annotations

import os

from mockgen import __version__
from mockgen.lock import digest, digest_files

HERE = os.path.dirname(os.path.abspath(__file__))
GENERATOR = __version__
FILE = "pyproject.toml"
TOP = ("output", "services")
SERVICE = (
    *("spec", "source", "source_headers", "overlays", "include", "exclude"),
    *("rename", "pagination", "fakes", "webhooks", "undeclared"),
)
"""The keys of `[tool.mockgen]` and of the table of one service."""
ELSEWHERE = ("source", "source_headers")
"""Keys that say where a spec comes from. What is generated does not depend on them."""


def templates_digest() -> str:
    """Return the digest of every template, wherever mockgen is installed."""
    beside = os.path.join(HERE, "templates")
    folder = beside if os.path.isdir(beside) else os.path.join(os.path.dirname(HERE), "templates")
    found = []
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in names:
            if name.endswith((".jinja", ".py")):
                path = os.path.join(where, name)
                found.append((os.path.relpath(path, folder).replace(os.sep, "/"), path))
    return digest_files(found)


def config_digest(name: str, values: dict[str, object]) -> str:
    """Return the digest of what configures one service; the order of keys does not matter."""
    kept = sorted(key for key in values if key not in ELSEWHERE)
    lines = [f"name {name!r}", *(f"{key} {canonical(values[key])}" for key in kept)]
    return digest("\n".join(lines).encode())


def canonical(value: object) -> str:
    """Return a value as text that does not depend on the order of keys in its tables."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {canonical(value[key])}" for key in sorted(value)) + "}"
    return repr(value)
