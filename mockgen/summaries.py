"""What is printed of a run."""

from __future__ import annotations

from mockgen.add import Added
from mockgen.diagnostics import Diagnostic, Severity
from mockgen.inputs import GENERATOR
from mockgen.lock import NAME
from mockgen.pipeline import Generated
from mockgen.update import Updated

MOST = 20


def summary(done: Generated) -> str:
    """Return what happened to one service, and to which files."""
    written = done.written
    title = f"{done.service.name}: {counted(done.operations, 'operation')}"
    title += f", {done.skipped} skipped" if done.skipped else ""
    notice = upgraded(written.generator)
    if not written.is_new:
        return f"{title}, nothing changed"
    if not written.files_changed:
        return "\n".join([f"{title}, only {NAME} changed", *notice])
    parts = [
        f"{len(paths)} {word}"
        for word, paths in (
            ("added", written.added),
            ("changed", written.changed),
            ("removed", written.removed),
            ("unchanged", written.unchanged),
        )
        if paths
    ]
    lines = [f"{title}; files: {', '.join(parts)}", *notice]
    if written.unchanged or written.removed:
        lines += [f"  changed  {path}" for path in written.changed]
        lines += [f"  added    {path}" for path in written.added]
    lines += [f"  removed  {path}" for path in written.removed]
    return "\n".join(lines)


def upgraded(generator: str) -> list[str]:
    """Return the notice that another version of mockgen made the package before, if one did."""
    return (
        [f"  upgrade  made by mockgen {generator} before, now by {GENERATOR}"]
        if generator not in ("", GENERATOR)
        else []
    )


def counted(number: int, noun: str) -> str:
    """Return `1 operation` or `2 operations`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def updated(update: Updated) -> str:
    """Return what happened to one service whose document was fetched."""
    done = update.done
    if not update.is_new:
        return f"{done.service.name}: unchanged"
    title = f"{done.service.name}: {counted(done.operations, 'operation')}"
    lines = [summary(done) if done.written.files_changed else f"{title}; the package stays as it is"]
    lines += [f"  fetched  {path}" for path in update.fetched]
    lines += [f"  removed  {path}" for path in update.removed]
    return "\n".join(lines)


def report(added: Added) -> str:
    """Return which files are there beside the package, and a test to begin with."""
    lines = [f"  written  {file}" for file in added.files]
    test = added.test
    if test is not None:
        where = test.file if test.folder == "." else f"{test.folder}/{test.file}"
        change = "" if test.folder == "." else f"cd {test.folder} && "
        lines += ["", f"A first test. Save it as {where}, then: {change}python -m pytest {test.file}", "", test.text]
    return "\n".join(lines).rstrip("\n")


def warnings(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    """Return the lines of warnings: of what is lost all of them, of the others the first."""
    found = [found for found in diagnostics if found.severity is Severity.WARNING]
    return [
        *(each.text() for each in found if each.is_loss),
        *few([each.text() for each in found if not each.is_loss]),
    ]


def few(lines: list[str]) -> list[str]:
    """Return the first lines, and how many there are more."""
    return lines if len(lines) <= MOST else [*lines[:MOST], f"... and {len(lines) - MOST} more"]
