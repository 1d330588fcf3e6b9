"""A folder as a spec: which of its files is the document itself."""

from __future__ import annotations

from pathlib import Path

from mockgen.diagnostics import Diagnostic, Location, Severity
from mockgen.errors import SpecError
from mockgen.spec.faults import SHOWN, Fault, refusal
from mockgen.spec.source import read_bytes, read_value

SUFFIXES = (".yaml", ".yml", ".json")
VERSIONS = ("openapi", "swagger")
USUAL = ("openapi", "index", "api")


def document_file(spec: Path, name: str, root: Path) -> Path:
    """Return the file of the document that a spec names: itself, or the one in a folder.

    In a folder it is the only file with `openapi` or `swagger` at its top. Of several it is the one that is called
    `openapi`, else `index`, `api` or as the service.

    Args:
        spec: a file or a folder.
        name: of the service.
        root: the folder that messages name files from.

    Raises:
        SpecError: the folder holds no such file, or several.
    """
    if not spec.is_dir():
        return spec
    found = _documents(spec)
    for stem in (*USUAL, name):
        named = [path for path in found if path.stem == stem]
        if named:
            found = named
            break
    if not found:
        hint = f"one file right in it ({', '.join(SUFFIXES)}) has to have `openapi` at its top"
        raise refusal(_shown(spec, root), [Fault("is a folder without a document", hint=hint)])
    if len(found) > 1:
        message, hint = f"is one of {len(found)} documents in the folder", "name the one that is meant as the spec"
        places = [Location(_shown(path, root)) for path in found[:SHOWN]]
        raise SpecError(Diagnostic(Severity.ERROR, message, place, hint) for place in places)
    return found[0]


def _documents(folder: Path) -> list[Path]:
    """Return the files of a folder that say of themselves that they are documents.

    Where none does, those that nobody can read: what is wrong with them is said when they are read as documents.
    """
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file())
    verdicts = {path: _is_document(path) for path in files}
    return [path for path in files if verdicts[path]] or [path for path in files if verdicts[path] is None]


def _is_document(path: Path) -> bool | None:
    """Tell whether a file is a document; None where it may be one and cannot be read."""
    data = read_bytes(path, path.name)
    if not any(version.encode() in data for version in VERSIONS):
        return False
    try:
        value = read_value(data, path.name)
    except SpecError:
        return None
    return isinstance(value, dict) and any(version in value for version in VERSIONS)


def _shown(path: Path, root: Path) -> str:
    is_below = path.is_relative_to(root) and path != root
    return path.relative_to(root).as_posix() if is_below else path.name
