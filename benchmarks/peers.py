"""The tools that mockgen is compared with, in environments of their own; installing one needs the network."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from measure import Subject

GENERATOR = "openapi-python-client==0.29.1"
CONFIGURATION = "literal_enums: true\n"
INSTALLED = "installed"


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


def add_generator(parser: argparse.ArgumentParser) -> None:
    """Let a benchmark be told to compare with the other generator."""
    told = f"compare with {GENERATOR.partition('==')[0]}: of this interpreter; without one it is installed"
    parser.add_argument("--peer", nargs="?", const=INSTALLED, metavar="PYTHON", help=told)


def generator(given: str | None, folder: Path) -> str:
    """Return an interpreter that has the other generator, "" where no comparison is asked for."""
    if given == INSTALLED:
        return str(python_with(folder, GENERATOR))
    return os.path.abspath(given) if given else ""


def peer_command(interpreter: str, subject: Subject, folder: Path) -> list[str]:
    """Return the command by which the other generator makes its client of a spec, as it is shipped."""
    configuration = folder / "peer.yaml"
    configuration.write_text(CONFIGURATION, "utf-8")
    path = os.pathsep.join([str(Path(interpreter).parent), os.environ.get("PATH", os.defpath)])  # where its hooks are
    command = ["env", f"PATH={path}", interpreter, "-m", "openapi_python_client", "generate", "--path"]
    command += [str(subject.spec), "--config", str(configuration), "--meta", "none", "--overwrite"]
    return [*command, "--output-path", str(folder / f"peer_{subject.name}")]
