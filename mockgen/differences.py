"""In which ways a package, its inputs and its lock have parted, and the one command that mends it.

Imported by `mockgen check`, which must start fast: the standard library's light modules only.
"""

from __future__ import annotations

import os

from mockgen import lock as locks
from mockgen.inputs import FILE, GENERATOR, templates_digest
from mockgen.targets import Target

IN_DOUBT = ("edited", "orphaned", "own")
"""Causes that a run without `--force` stops at: it would overwrite or remove what may be somebody's work."""
UNSEEN = {"outdated", "lock"}
"""Causes that a run without `--force` does not see where there are no others: by the lock, all is fresh."""


class Difference:
    """One way in which files and lock have parted.

    Attributes:
        cause: `spec`, `overlay`, `configuration`, `templates`, `generator`, `edited`, `missing`, `orphaned`,
            `interrupted` or `abandoned`; of a look at what would be generated also `outdated`, `own` or `lock`.
        what: the file or the versions concerned, in words.
        file: that file, from where the user is.
    """

    __slots__ = ("cause", "file", "what")

    def __init__(self, cause: str, what: str, file: str):
        self.cause = cause
        self.what = what
        self.file = file

    def __repr__(self) -> str:
        """Return cause and subject, for failing tests."""
        return f"Difference({self.cause!r}, {self.what!r})"


def differences(target: Target, lock: locks.Lock) -> list[Difference]:
    """Return every way in which a package, its inputs and its lock have parted."""
    if target.config is None and "root" not in lock.values:
        return [Difference("abandoned", f"{target.shown} is of a service that is configured no longer", target.shown)]
    return [*input_differences(target, lock), *file_differences(target.folder, lock)]


def input_differences(target: Target, lock: locks.Lock) -> list[Difference]:
    """Compare the inputs: spec, configuration, templates, generator."""
    found = []
    root = root_of(target, lock)
    for cause, files in (("spec", lock.specs), ("overlay", lock.overlays)):
        for path, digest in files.items():
            actual = locks.digest_file(os.path.join(root, path))
            if actual != digest:
                shown = os.path.relpath(os.path.join(root, path))
                found.append(Difference(cause, f"{path} {'is missing' if actual is None else 'changed'}", shown))
    own = os.path.relpath(os.path.join(target.folder, locks.NAME))
    if target.config is not None and lock.values.get("config") != target.config:
        file = os.path.relpath(os.path.join(root, FILE))
        found.append(Difference("configuration", f"[tool.mockgen.services.{target.name}] changed", file))
    elif target.config is not None and lock.values["service"] != target.name:
        found.append(Difference("configuration", f"the lock is of the service {lock.values['service']}", own))
    maker = lock.values.get("generator")
    if maker != GENERATOR:
        found.append(Difference("generator", f"made by mockgen {maker}, this is {GENERATOR}", own))
    elif lock.values.get("templates") != templates_digest():
        found.append(Difference("templates", "mockgen's templates changed", own))
    return found


def root_of(target: Target, lock: locks.Lock) -> str:
    """Return the folder that the names of the spec's files are relative to."""
    return target.root or os.path.normpath(os.path.join(target.folder, lock.values.get("root", ".")))


def file_differences(folder: str, lock: locks.Lock) -> list[Difference]:
    """Compare the generated files with what the lock lists."""
    found = []
    for path, digest in lock.files.items():
        actual = locks.digest_file(os.path.join(folder, path))
        if actual == digest:
            continue
        shown = os.path.relpath(os.path.join(folder, path))
        if actual is None:
            found.append(Difference("missing", shown, shown))
        elif (path, actual) in claims_of_an_interrupted_run(folder):
            found.append(Difference("interrupted", f"{shown} is of a run that was interrupted", shown))
        else:
            found.append(Difference("edited", f"{shown} was edited by hand", shown))
    orphaned, left = locks.strays(folder, lock.files)
    for path in left:
        shown = os.path.relpath(os.path.join(folder, path))
        found.append(Difference("interrupted", f"{shown} is left of a run that was interrupted", shown))
    for path in orphaned:
        shown = os.path.relpath(os.path.join(folder, path))
        if (path, locks.digest_file(os.path.join(folder, path))) in claims_of_an_interrupted_run(folder):
            found.append(Difference("interrupted", f"{shown} is of a run that was interrupted", shown))
        else:
            found.append(Difference("orphaned", f"{shown} is generated no longer", shown))
    return found


def claims_of_an_interrupted_run(folder: str) -> list[tuple[str, str]]:
    """Return the files, with their digests, of a run that was killed before its lock was in place."""
    try:
        with open(os.path.join(folder, locks.NAME + locks.NEW), "rb") as file:
            return locks.claims(file.read()).files
    except OSError:
        return []


def mend(target: Target, lock: locks.Lock, found: list[Difference]) -> str:
    """Return the one command that mends what was found."""
    if [each.cause for each in found] == ["abandoned"]:
        return f"rm -r {quoted(target.shown)}"
    document = next(iter(lock.specs))
    causes = [difference.cause for difference in found]
    is_gone = any(each.cause == "spec" and each.what == f"{document} is missing" for each in found)
    if is_gone and target.source and "configuration" not in causes:
        made = f"mockgen update {target.name}"
    else:
        made = command(target, lock)
    is_forced = any(cause in IN_DOUBT for cause in causes) or UNSEEN.issuperset(causes)
    return f"{made} --force" if is_forced else made


def command(target: Target, lock: locks.Lock | None) -> str:
    """Return the command that generates a package; without a lock, a one-off's spec is unknown."""
    if target.config is not None:
        return f"mockgen generate {quoted(target.name)}"
    output = quoted(os.path.relpath(os.path.dirname(target.folder)))
    package = f"--output {output} --name {quoted(target.name)}"
    if lock is None:
        return f"mockgen generate --spec SPEC {package}"
    root = root_of(target, lock)
    spec = os.path.join(root, next(iter(lock.specs)))
    options = [f"--spec {quoted(os.path.relpath(spec))}", package]
    if os.path.dirname(spec) != root:
        options.append(f"--root {quoted(os.path.relpath(root))}")
    for overlay in lock.overlays:
        options.append(f"--overlay {quoted(os.path.relpath(os.path.join(root, overlay)))}")
    return f"mockgen generate {' '.join(options)}"


def quoted(word: str) -> str:
    """Return a word as a shell takes it."""
    import shlex

    return shlex.quote(word)
