"""`mypy --strict` and pyright on the package that comes of each spec; exit code 1 if either has anything to say.

Not called `types`: a script's folder comes before the standard library on its path.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from measure import Subject, arguments, generate_command, print_table, subjects, used

MYPY_LINE = re.compile(r"^(?P<place>[^:]+:\d+): error: (?P<what>.*)$", re.MULTILINE)


def sample(specs: Sequence[Path], count: int | None) -> list[Path]:
    """Return some of the specs, always the same ones: evenly spread over their sizes, the greatest among them."""
    if count is None or count >= len(specs):
        return list(specs)
    ordered = sorted(specs, key=lambda spec: (spec.stat().st_size, spec.name))
    return [ordered[(number + 1) * len(ordered) // count - 1] for number in range(count)]


def mypy_errors(package: Path, folder: Path) -> list[str]:
    """Return what mypy says; the cache is shared by all packages of a run."""
    options = ["--strict", "--config-file=", f"--cache-dir={folder / 'mypy'}", "--no-error-summary"]
    done = run(["mypy", *options, str(package.relative_to(folder))], folder)
    found = [f"{match['place']}: {match['what']}" for match in MYPY_LINE.finditer(done.stdout)]
    if done.returncode and not found:
        raise SystemExit(f"mypy ended with {done.returncode}: {done.stdout}{done.stderr}")
    return found


def pyright_errors(package: Path, folder: Path) -> list[str]:
    """Return what pyright says: errors and warnings."""
    options = ["--pythonpath", sys.executable, "--outputjson"]
    done = run(["pyright", *options, str(package.relative_to(folder))], folder)
    try:
        entries = json.loads(done.stdout)["generalDiagnostics"]
    except (ValueError, KeyError):
        raise SystemExit(f"pyright ended with {done.returncode}: {done.stdout}{done.stderr}") from None
    return [
        f"{Path(entry['file']).relative_to(folder)}:{line_of(entry)}: "
        f"{entry['message']} [{entry.get('rule', entry['severity'])}]"
        for entry in entries
    ]


def line_of(entry: dict[str, Any]) -> int:
    """Return the line of what pyright says; what concerns a whole file has none."""
    place = entry.get("range")
    return place["start"]["line"] + 1 if place else 1


def run(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a module of Python's in a process of its own."""
    command = [sys.executable, "-m", *command]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8")


def checked(subject: Subject, given: argparse.Namespace, folder: Path, said: dict[str, list[str]]) -> tuple[str, ...]:
    """Return a line of the table, and keep what was said."""
    used(generate_command(subject, given.root), folder)
    found = {"mypy": mypy_errors(subject.package, folder), "pyright": pyright_errors(subject.package, folder)}
    said[subject.title] = [f"{tool}: {text}" for tool, texts in found.items() for text in texts]
    return subject.title, *(str(len(texts)) for texts in found.values())


def main() -> int:
    """Print the table, then what was said, and return the exit code."""
    parser = arguments(__doc__, runs=0)
    parser.add_argument("--sample", type=int, metavar="N", help="check only N of the specs, of all sizes")
    parser.add_argument("--shown", type=int, default=20, metavar="N", help="errors shown of each spec")
    given = parser.parse_args()
    said: dict[str, list[str]] = {}
    with subjects(sample(given.specs, given.sample)) as (folder, found):

        def rows() -> Iterator[tuple[str, ...]]:
            for subject in found:
                yield checked(subject, given, folder.resolve(), said)

        print_table(("types", "mypy", "pyright"), rows())
    for title, texts in said.items():
        for text in texts[: given.shown]:
            print(f"{title}: {text}")
        if len(texts) > given.shown:
            print(f"{title}: and {len(texts) - given.shown} more")
    return 1 if any(said.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
