"""What a reference leads to.

A reference is a URI reference (RFC 3986): an address and, after `#`, a fragment. The address is a
file beside the one that the reference stands in, or the `$id` of a schema; the fragment is a
pointer (RFC 6901, section 6) or an anchor.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin

from mockgen.spec import pointers
from mockgen.spec.reference_files import BrokenError, File, Files, RefusedError, is_remote
from mockgen.spec.reference_sites import Base

_KINDS = {list: "a list", str: "text", type(None): "nothing", int: "a number", float: "a number"}


_MAX_PASSED = 50
"""References that the way to one value may lead through."""


class LaterError(Exception):
    """Only a fitting `$id` can be meant, and it may stand in a file that is not read yet."""


class Target(NamedTuple):
    """A value that a reference leads to.

    Attributes:
        file: the file that it stands in.
        pointer: plain, into that file.
        node: the value, a mapping or a boolean.
    """

    file: File
    pointer: str
    node: Any

    @property
    def reference(self) -> str:
        """The `$ref` that leads here in the bundled tree."""
        return f"#{self.file.prefix}{self.pointer}"


class Targets:
    """Resolves references, each spelling once per file and base."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._found: dict[tuple[int, int, str], Target] = {}
        self._open: set[tuple[int, int, str]] = set()
        self.rewritten: dict[int, Target] = {}
        """Of each mapping, by `id`, whose `$ref` has been rewritten: what it means."""

    def find(self, file: File, base: Base | None, reference: str, last: bool = False) -> Target:
        """Return what `reference` means in `file`, under the `$id` of `base`.

        Args:
            file: where it stands.
            base: the nearest `$id` above it.
            reference: as the author wrote it.
            last: whether every file that can be reached has been read, so that an unknown address
                is a fault.

        Raises:
            BrokenError: it leads nowhere, or to what no reference can mean.
            RefusedError: it may not be followed.
            UnreadableError: it leads to a file that cannot be read.
            LaterError: ask again when all files are read; never with `last`.
        """
        key = (id(file), id(base.node) if base else 0, reference)
        if key in self._found:
            return self._found[key]
        if key in self._open:
            raise BrokenError("leads back to itself")
        if len(self._open) > _MAX_PASSED:
            raise BrokenError("leads through too many references")
        self._open.add(key)
        try:
            address, _, fragment = reference.partition("#")
            if address:
                file, base = self._address(file, base, address, last)
            found = self._found[key] = self._fragment(file, base, fragment, last)
        finally:
            self._open.remove(key)
        return found

    def follow(self, target: Target, last: bool = False) -> Target | None:
        """Return what the `$ref` of a target means, None if it has none; raises as `find` does."""
        if id(target.node) in self.rewritten:
            return self.rewritten[id(target.node)]
        reference = target.node.get("$ref") if isinstance(target.node, dict) else None
        if not isinstance(reference, str):
            return None
        return self.find(target.file, target.file.base, reference, last)

    def _address(self, file: File, base: Base | None, address: str, last: bool) -> tuple[File, Base | None]:
        """Return the file that `address` means and, for an `$id`, the schema that bears it."""
        remote = is_remote(address)
        broken = None
        if not remote:
            try:
                return self._files.open(file, address), None
            except BrokenError as error:
                broken = error
        if not last:
            raise LaterError
        for uri in _uris(base, address):
            for candidate in self._files.all:
                schema = candidate.identities.schema(uri)
                if schema is not None:
                    return candidate, Base(schema, uri)
        raise broken or RefusedError("is not fetched: references may not leave the root; save the file beside the spec")

    def _fragment(self, file: File, base: Base | None, fragment: str, last: bool) -> Target:
        """Return what `fragment` means in `file`, or in the schema of `base`."""
        for pointer in _pointers(file, base, fragment):
            target = self._pass(Target(file, "", file.tree), pointers.split(pointer), last)
            if target is not None:
                return _checked(target)
        raise BrokenError("leads nowhere")

    def _pass(self, target: Target, tokens: tuple[str, ...], last: bool) -> Target | None:
        """Return what `tokens` lead to, through a reference where a member is missing."""
        for token in tokens:
            passed: set[int] = set()
            while (member := _member(target, token)) is None:
                passed.add(id(target.node))
                following = self.follow(target, last)
                if following is None or id(following.node) in passed:
                    return None
                target = following
            target = member
        return target


def _member(target: Target, token: str) -> Target | None:
    try:
        node = pointers.child(target.node, token)
    except pointers.PointerError:
        return None
    return Target(target.file, target.pointer + pointers.join([token]), node)


def _pointers(file: File, base: Base | None, fragment: str) -> Iterator[str]:
    """Yield what `fragment` may mean as pointers into `file`, the best reading first."""
    try:
        decoded = unquote(fragment, errors="strict")
    except UnicodeDecodeError:
        decoded = fragment
    # An author who did not encode a percent sign is understood too, and one who forgot the `$id`.
    texts = list(dict.fromkeys((decoded, fragment)))
    for start in dict.fromkeys((file.identities.resource(base) if base else "", "")):
        for text in texts:
            anchor = file.identities.anchor(text, base) if text and text[0] != "/" else start + text
            if anchor is not None:
                yield anchor


def _uris(base: Base | None, address: str) -> Iterator[str]:
    yield address
    try:
        yield urljoin(base.uri if base else "", address)
    except ValueError:
        return


def _checked(target: Target) -> Target:
    if isinstance(target.node, dict | bool):
        return target
    raise BrokenError(f"leads to {_KINDS[type(target.node)]}, not to an object")
