"""What the benchmarks share: processes measured, packages generated, tables printed.

CPU seconds are those of the child process and of what it waited for, user and system together, as the kernel
counts them: they hold on a busy machine, where the clock on the wall does not. POSIX only.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
SPECS = (REPOSITORY / "specs/payments.yaml", REPOSITORY / "specs/weather.yaml")
MOST_LENGTH = 40
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
PEAK_PER_MB = 2**20 if sys.platform == "darwin" else 2**10  # getrusage(2): ru_maxrss is bytes there, KiB elsewhere


@dataclass(frozen=True)
class Usage:
    """What one process took: CPU seconds and, at its peak, megabytes of memory."""

    cpu: float
    peak: float


@dataclass(frozen=True)
class Subject:
    """A spec and the package that comes of it."""

    spec: Path
    name: str
    package: Path

    @property
    def title(self) -> str:
        """What a table calls it."""
        return self.spec.name


def used(command: Sequence[str], cwd: Path) -> Usage:
    """Return what a command takes.

    Raises:
        SystemExit: it failed; what it said comes first.
    """
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, cwd=cwd, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.stderr.write(said.read().decode("utf-8", "replace"))
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Usage(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / PEAK_PER_MB)


def told(interpreter: str, program: Path, *given: str, cwd: Path) -> Any:
    """Return what a program of ours says in JSON.

    Raises:
        subprocess.CalledProcessError: it failed; what it said against that is on the terminal.
    """
    done = subprocess.run([interpreter, str(program), *given], cwd=cwd, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def alternated(commands: Mapping[str, Sequence[str]], runs: int, cwd: Path) -> list[dict[str, Usage]]:
    """Return what each command takes in each run; they take turns, so that load from outside strikes them alike."""
    for command in commands.values():
        used(command, cwd)  # bytecode is written, caches are warm from here on
    return [{name: used(command, cwd) for name, command in commands.items()} for _ in range(runs)]


def middle(runs: Iterable[dict[str, Usage]], figure: Callable[[dict[str, Usage]], float]) -> float:
    """Return the median over the runs of a figure that is taken within each."""
    return median(map(figure, runs))


def generate_command(subject: Subject, root: Path | None) -> list[str]:
    """Return the command that generates one package."""
    command = [sys.executable, "-m", "mockgen", "generate", "--spec", str(subject.spec), "--name", subject.name]
    command += ["--output", str(subject.package.parent)]
    return [*command, "--root", str(root)] if root else command


def python(program: str) -> list[str]:
    """Return the command that runs a program of one line."""
    return [sys.executable, "-c", program]


@contextmanager
def subjects(specs: Sequence[Path]) -> Iterator[tuple[Path, list[Subject]]]:
    """Give a folder that is gone afterwards, and a package of its own in it for each spec."""
    folder = Path(tempfile.mkdtemp(prefix="mockgen-benchmark-"))
    try:
        clients = folder / "clients"
        clients.mkdir()
        (clients / "__init__.py").touch()
        found = [Subject(spec.resolve(), name, clients / name) for spec, name in zip(specs, named(specs), strict=True)]
        yield folder, found
    finally:
        shutil.rmtree(folder)


def named(specs: Iterable[Path]) -> Iterator[str]:
    """Yield a service's name for each spec, no two the same."""
    for number, spec in enumerate(specs, start=1):
        words = re.sub(r"[^a-z0-9]+", "_", spec.stem.lower()).strip("_")
        yield f"s{number}_{words}"[:MOST_LENGTH].rstrip("_")


def arguments(description: str | None, *, runs: int, with_specs: bool = True) -> argparse.ArgumentParser:
    """Return a parser of what the benchmarks are told on the command line."""
    parser = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    if with_specs:
        parser.add_argument("specs", nargs="*", type=Path, default=SPECS, metavar="SPEC", help="default: our own")
        parser.add_argument("--root", type=Path, help="the folder that references may not leave")
    if runs:
        parser.add_argument("--runs", type=int, default=runs, help="how often each is measured (default: %(default)s)")
    return parser


def print_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table, line by line as the rows come: the first column to the left, numbers to the right."""
    print("  ".join([f"{header[0]:<{MOST_LENGTH}}", *(f"{name:>12}" for name in header[1:])]))
    for first, *figures in rows:
        print("  ".join([f"{first:<{MOST_LENGTH}}", *(f"{figure:>12}" for figure in figures)]), flush=True)
