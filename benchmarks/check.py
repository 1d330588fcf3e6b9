"""`mockgen check`, and `mockgen generate` with nothing to do, against interpreters that do less; whole processes.

Without specs the example is checked, and an interpreter that does nothing is the measure; with specs, their packages
are, and the measure is one that hashes the same files.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from measure import REPOSITORY, Subject, Usage, alternated, arguments, middle, print_table, python, subjects, used

LAUNCHED = "import sys; sys.argv[1:] = ['check']; from mockgen.__main__ import entry; entry()"
"""What uv and later pips write as the program; earlier ones import `re` in it, half of what the check itself takes."""
HASHING = "import hashlib, sys; [hashlib.sha256(open(path, 'rb').read()) for path in open('files').read().split('\\n')]"
PROGRAM = str(Path(sys.executable).with_name("mockgen"))
BY_TYPER = "import sys; sys.argv[1:] = ['check']; from mockgen import cli; sys.exit(cli.run())"
START, IDLE = "start of the program, and a check", "mockgen generate, nothing to do"


def main() -> None:
    """Print the table."""
    parser = arguments(__doc__, runs=21)
    parser.set_defaults(specs=())
    given = parser.parse_args()
    with subjects(given.specs) as (folder, found):
        if found:
            configure(folder, found)
            bare = {"hashing the same files": python(HASHING)}
        else:
            folder, bare = REPOSITORY, {"python -c pass": python("pass")}
        commands = {
            **bare,
            "mockgen check": [PROGRAM, "check"],
            "the same, launched without `re`": python(LAUNCHED),
            START: python(BY_TYPER),
            IDLE: [PROGRAM, "generate"],
        }
        runs = alternated(commands, given.runs, folder)
        print_table(("check", "CPU ms", "ratio"), [row(name, next(iter(bare)), runs) for name in commands])


def configure(folder: Path, found: Iterable[Subject]) -> None:
    """Make a project of the specs, generate it, and list what a check reads in the file `files`."""
    lines = ["[tool.mockgen]", 'output = "clients"']
    files = [path for path in (REPOSITORY / "templates").rglob("*") if path.is_file()]
    (folder / "specs").mkdir()
    for subject in found:
        spec = folder / "specs" / subject.spec.name
        spec.write_bytes(subject.spec.read_bytes())
        lines += [f"[tool.mockgen.services.{subject.name}]", f'spec = "specs/{spec.name}"']
        files.append(spec)
    (folder / "pyproject.toml").write_text("\n".join(lines), "utf-8")
    used([PROGRAM, "generate"], folder)
    files += [path for path in (folder / "clients").rglob("*") if path.is_file()]
    (folder / "files").write_text("\n".join(map(str, files)), "utf-8")


def row(name: str, bare: str, runs: Sequence[dict[str, Usage]]) -> tuple[str, str, str]:
    """Return the figures of one command: by itself and over the measure, for an idle run over a start with a check."""
    time = middle(runs, lambda run: run[name].cpu * 1e3)
    measure = START if name == IDLE else bare
    ratio = middle(runs, lambda run: run[name].cpu / run[measure].cpu)
    return name, f"{time:.1f}", f"{ratio:.2f}"


if __name__ == "__main__":
    main()
