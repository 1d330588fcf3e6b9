"""URL -> operations of a service, over a tree of path segments: as fast with 3 operations as with 1,223."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlsplit

VARIABLE = re.compile(r"\{[^{}]*\}")
PORTS = {"http": 80, "https": 443}
Base: TypeAlias = tuple[tuple[str, str, int], str]
"""Where operations are: scheme, host and port; the path without its last slash."""


class Router:
    """Finds the operations that a URL can mean.

    Args:
        keys: `POST /v1/charges/{id}`.
        bases: the service's URLs, without what an operation's path adds.
        own: further URLs of single operations, by their keys.
    """

    def __init__(self, keys: Iterable[str], bases: Iterable[str], own: Mapping[str, Iterable[str]] | None = None):
        self._root: dict[Any, Any] = {}
        served: dict[Base, set[str] | None] = {base_of(base): None for base in bases}  # None: every operation
        for key, urls in (own or {}).items():
            for base in map(base_of, urls):
                only = served.setdefault(base, set())
                if only is not None:
                    only.add(key)
        self._bases = sorted(served.items(), key=lambda entry: -len(entry[0][1]))
        for key in keys:
            self._add(key)

    def _add(self, key: str) -> None:
        method, _, path = key.partition(" ")
        node = self._root.setdefault(method, {})
        for segment in segments_of(path):
            node = node.setdefault(step_of(segment), {})
        node.setdefault("", []).append(key)

    def is_served(self, url: str) -> bool:
        """Tell whether a URL lies under one of the service's."""
        return any(True for _ in self._paths(url))

    def find(self, method: str, url: str) -> list[tuple[str, str]]:
        """Return the operations that a request can mean, the most literal first, each with its path."""
        found = []
        for path, only in self._paths(url):
            root = self._root.get(method.upper())
            if root is not None:
                keys = (key for key in self._walk(root, path.split("/")[1:], 0) if asked(key, url))
                found += [(key, path) for key in keys if only is None or key in only]
        return list(dict.fromkeys(found))

    def _paths(self, url: str) -> Iterator[tuple[str, set[str] | None]]:
        """Yield a URL's path below each base that it has, and whose base that is: None is everybody's."""
        parts = urlsplit(url)
        host = origin(parts)
        for (base_host, base_path), only in self._bases:
            if host == base_host and (parts.path == base_path or parts.path.startswith(f"{base_path}/")):
                yield parts.path[len(base_path) :] or "/", only

    def _walk(self, node: dict[Any, Any], segments: list[str], index: int) -> Iterator[str]:
        if index == len(segments):
            yield from node.get("", ())
            return
        segment = segments[index]
        literal = node.get(("=", segment))
        if literal is not None:
            yield from self._walk(literal, segments, index + 1)
        for step, child in node.items():
            if isinstance(step, re.Pattern) and step.fullmatch(segment):
                yield from self._walk(child, segments, index + 1)
        anything = node.get(None)
        if anything is not None and segment:
            yield from self._walk(anything, segments, index + 1)

    def paths(self, url: str) -> list[str]:
        """Return what the path of a URL is below each base that it has; the whole where it has none."""
        return list(dict.fromkeys(path for path, _ in self._paths(url))) or [urlsplit(url).path or "/"]

    def keys(self) -> Iterator[str]:
        """Yield every operation."""
        stack = list(self._root.values())
        while stack:
            node = stack.pop()
            yield from node.get("", ())
            stack.extend(child for step, child in node.items() if step != "")


def base_of(url: str) -> Base:
    """Return a server's origin and its path without the last slash."""
    parts = urlsplit(url)
    return origin(parts), parts.path.rstrip("/")


def origin(parts: Any) -> tuple[str, str, int]:
    """Return scheme, host and port, with the scheme's own port where none is written (RFC 3986, section 3.2)."""
    return parts.scheme, (parts.hostname or ""), parts.port or PORTS.get(parts.scheme, 0)


def segments_of(path: str) -> list[str]:
    """Return the segments of a template, without what a document put into a query or fragment."""
    return path.partition("?")[0].partition("#")[0].split("/")[1:]


def step_of(segment: str) -> Any:
    """Return how a segment is matched: as text, as anything, or by a pattern where both are mixed."""
    if "{" not in segment:
        return ("=", segment)
    if VARIABLE.fullmatch(segment):
        return None
    pieces = VARIABLE.split(segment)
    return re.compile("(.+?)".join(map(re.escape, pieces)))


def asked(key: str, url: str) -> bool:
    """Tell whether a URL has the query that a document wrote into a path."""
    wanted = key.partition("#")[0].partition("?")[2]
    if not wanted:
        return True
    return set(parse_qsl(wanted, keep_blank_values=True)) <= set(parse_qsl(urlsplit(url).query, keep_blank_values=True))
