"""Programs of users, run as they run them: Python and pytest, in a process of their own and in a folder."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def run_python(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python where the folder's modules and this repository's can be imported."""
    paths = os.pathsep.join([str(folder), str(REPOSITORY)])
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths, "COLUMNS": "200", **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def run_pytest(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run pytest with mockgen's plugin, whether or not it is installed."""
    plugins = ["-p", "no:cacheprovider"]
    if "mockgen" not in {entry.name for entry in entry_points(group="pytest11")}:
        plugins += ["-p", "mockgen.testing.pytest_plugin"]
    return run_python(folder, "-m", "pytest", "-q", *plugins, *arguments, **environment)
