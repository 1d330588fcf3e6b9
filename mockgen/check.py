"""`mockgen check`: do the generated files still match their inputs? Offline, in milliseconds.

Nothing is written, nothing slow is imported and no spec is parsed: digests are compared with the
lock's. What is stale is said on stdout; why nothing could be compared, on stderr. `--deep` and
`--diff` generate in memory, for which `regenerated.py` is imported.
"""

from __future__ import annotations

import os
import sys

from mockgen import lock as locks
from mockgen.differences import Difference, command, differences, mend
from mockgen.inputs import FILE
from mockgen.targets import Target, all_targets, targets_of

TYPE_CHECKING = False  # typing itself takes long to import
if TYPE_CHECKING:
    from collections.abc import Callable

FRESH, STALE, WRONG = 0, 1, 2
FORMATS = ("text", "json", "github")
USAGE = "usage: mockgen check [DIR | SERVICE ...] [--deep] [--diff] [--any-version] [--format text|json|github]"


class Options:
    """What the command line asks for.

    Attributes:
        packages: folders or services; none for all that are configured.
        form: of `FORMATS`.
        deep: whether to generate in memory and compare byte by byte.
        diff: whether to show what would change.
        any_version: whether a package of another version of mockgen is no fault.
    """

    __slots__ = ("any_version", "deep", "diff", "form", "packages")

    def __init__(self) -> None:
        self.packages: list[str] = []
        self.form = "text"
        self.deep = self.diff = self.any_version = False


class Verdict:
    """What came of one package.

    Attributes:
        target: which.
        found: in which ways it is stale.
        fix: the command that mends it.
        error: why nothing could be compared, "" where something could.
        diff: what would change, as a unified diff.
        note: what does not count here.
    """

    __slots__ = ("diff", "error", "fix", "found", "note", "target")

    def __init__(self, target: Target):
        self.target = target
        self.found: list[Difference] = []
        self.fix = self.error = self.diff = self.note = ""

    @property
    def code(self) -> int:
        """The exit code."""
        return WRONG if self.error else STALE if self.found else FRESH


def run(arguments: list[str], say: Callable[[str], object] = print) -> int:
    """Check the packages named, or all that are configured; return the exit code."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure:
        reconfigure(errors="backslashreplace")
    options = Options()
    verdicts: list[Verdict] = []
    sound: set[str] = set()
    try:
        read_options(arguments, options)
        targets = [target for argument in options.packages for target in targets_of(argument)]
        for target in targets or all_targets(os.getcwd()):
            verdicts.append(judge(target, options))
            root = target.root
            if verdicts[-1].found and root is not None and root not in sound:
                refuse_what_cannot_be_mended(root)
                sound.add(root)
            tell(verdicts[-1], options, say)
        error = ""
    except OSError as failure:
        error = f"{failure.filename} cannot be read: {failure.strerror}"
    except ValueError as failure:
        error = str(failure)
    if error:
        complain(error)
    if options.form != "text":
        from mockgen.check_formats import annotation, as_json

        if options.form == "json":
            say(as_json(verdicts, error))
        elif error:
            say(annotation("", error))
    return WRONG if error else max(verdict.code for verdict in verdicts)


def read_options(arguments: list[str], options: Options) -> None:
    """Read the command line.

    Raises:
        ValueError: an option is unknown.
    """
    rest = iter(arguments)
    for argument in rest:
        name, _, value = argument.partition("=")
        if argument in ("--deep", "--diff", "--any-version"):
            setattr(options, argument[2:].replace("-", "_"), True)
        elif name == "--format":
            value = value or next(rest, "")
            if value not in FORMATS:
                raise ValueError(f"--format is one of {', '.join(FORMATS)}; {USAGE}")
            options.form = value
        elif argument.startswith("-"):
            raise ValueError(f"unknown option {argument}; {USAGE}")
        else:
            options.packages.append(argument)


def judge(target: Target, options: Options) -> Verdict:
    """Compare one package with its lock and, if that is asked for, with what would be generated."""
    verdict = Verdict(target)
    try:
        lock = locks.read(target.folder)
        found = differences(target, lock) if lock else []
        if found:
            lock, found = once_settled(target, lock, found)
    except locks.LockError as error:
        verdict.error = f"{os.path.join(target.shown, locks.NAME)}: {error}; run `{command(target, None)}`"
        return verdict
    except OSError as error:
        verdict.error = f"{os.path.relpath(error.filename or target.folder)} cannot be read: {error.strerror}"
        return verdict
    if options.any_version:
        verdict.note = "; ".join(each.what for each in found if each.cause == "generator")
        found = [each for each in found if each.cause != "generator"]
    if lock is None:
        path = os.path.join(target.shown, locks.NAME)
        found = [Difference("missing", path, path)]
    if options.deep or options.diff:
        from mockgen.regenerated import look

        look(verdict, lock, found, options)
    verdict.found = found
    if found:
        verdict.fix = mend(target, lock, found) if lock else command(target, None)
    return verdict


def refuse_what_cannot_be_mended(root: str) -> None:
    """Refuse the configuration in a folder that `mockgen generate` would: then that has to be mended first.

    Raises:
        ValueError: it is such a one.
    """
    from pathlib import Path

    from mockgen.errors import MockgenError
    from mockgen.settings import load

    try:
        load(Path(root) / FILE)
    except MockgenError as error:
        raise ValueError("; ".join(diagnostic.text() for diagnostic in error.diagnostics)) from None


def once_settled(
    target: Target, lock: locks.Lock | None, found: list[Difference]
) -> tuple[locks.Lock | None, list[Difference]]:
    """Compare again when no run writes the package: what was seen may have been half of one."""
    from mockgen.guard import settled

    try:
        with settled(target.folder):
            lock = locks.read(target.folder)
            return lock, differences(target, lock) if lock else []
    except FileNotFoundError:
        return lock, found


def tell(verdict: Verdict, options: Options, say: Callable[[str], object]) -> None:
    """Say what came of one package, unless it is said later, all at once."""
    if verdict.error:
        complain(verdict.error)
    if options.form == "github":
        from mockgen.check_formats import annotations_of

        for line in annotations_of(verdict):
            say(line)
    if options.form == "text" and not verdict.error:
        for line in lines_of(verdict):
            say(printable(line))
    if options.form != "json" and verdict.diff:
        say(verdict.diff)


def lines_of(verdict: Verdict) -> list[str]:
    """Return what is stale and how to mend it."""
    name = verdict.target.name
    if not verdict.found:
        return [f"{name} is fresh ({verdict.note})" if verdict.note else f"{name} is fresh"]
    lines = [f"{name} is stale", *(f"  {each.cause:14} {each.what}" for each in verdict.found)]
    lines.append(f"  fix            {verdict.fix}")
    if os.environ.get("PRE_COMMIT") == "1":  # what is not staged is put aside there, and comes back afterwards
        if any(each.cause == "edited" for each in verdict.found):
            lines.append(f"  or             git add {verdict.target.shown}, if only a part of it is staged")
        inputs = sorted({each.file for each in verdict.found if each.cause in ("spec", "overlay", "configuration")})
        lines.append(f"  then           git add {' '.join([*inputs, verdict.target.shown])}")
    return lines


def complain(text: str) -> None:
    """Say why nothing could be compared."""
    sys.stderr.write(printable(f"mockgen check: error: {text}") + "\n")


def printable(line: str) -> str:
    """Return a line that cannot steer a terminal or a build log."""
    if line.isprintable():
        return line
    from mockgen.diagnostics import printable as escaped

    return escaped(line)
