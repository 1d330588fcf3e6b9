"""Environments of their own for the tools that mockgen is compared with; installing one needs the network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def python_with(folder: Path, *requirements: str) -> Path:
    """Return the interpreter of a new environment below `folder` that holds these requirements.

    Raises:
        subprocess.CalledProcessError: it cannot be made; pip says why.
    """
    place = folder / "peer"
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    interpreter = place / "bin" / "python"
    install = [str(interpreter), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements]
    subprocess.run(install, check=True)
    return interpreter


def version_of(interpreter: Path, distribution: str) -> str:
    """Return the version of a distribution that an environment holds."""
    program = f"import importlib.metadata as m; print(m.version({distribution!r}))"
    found = subprocess.run([str(interpreter), "-c", program], check=True, capture_output=True, text=True)
    return found.stdout.strip()
