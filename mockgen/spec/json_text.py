"""JSON (RFC 8259) without what its readers disagree on: duplicate names, infinite numbers."""

from __future__ import annotations

import array
import bisect
import json
import math
import re
from collections.abc import Iterator
from typing import Any

from mockgen.errors import SpecError
from mockgen.spec import pointers
from mockgen.spec.faults import MAX_DEPTH, MAX_NODES, TOO_DEEP, TOO_MANY, Fault, refusal

_BLANK = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_DECODER = json.JSONDecoder()
_NAME_DUE = -1


class NotJsonError(Exception):
    """The text is not JSON at all; says where."""

    def __init__(self, message: str, line: int, column: int):
        self.fault = Fault(f"is not valid JSON: {message} (column {column})", line)
        super().__init__(self.fault.message)


def read(text: str, name: str) -> Any:
    """Return the value that `text` stands for, with versions as text (see `_keep_versions`).

    Raises:
        NotJsonError: a syntax error.
        SpecError: JSON that is refused: duplicate names, a number that is not finite, too deep,
            too large.
    """
    checks = _Checks()
    try:
        tree = json.loads(
            text,
            object_pairs_hook=checks.mapping,
            parse_float=checks.number,
            parse_constant=checks.constant,
        )
    except json.JSONDecodeError as error:
        problem = error.msg[:1].lower() + error.msg[1:]
        raise NotJsonError(problem, error.lineno, error.colno) from None
    except RecursionError:
        raise refusal(name, [Fault(TOO_DEEP)]) from None
    except ValueError:  # the limit of int() on the number of digits
        raise _refused(text, name) from None
    if checks.failed:
        raise _refused(text, name)
    measure(tree, name)
    _keep_versions(tree, text)
    return tree


class _Checks:
    """Hooks for `json.loads`; they only note that something is wrong, `_faults` finds where."""

    def __init__(self) -> None:
        self.failed = False

    def mapping(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) != len(pairs):
            self.failed = True
        return value

    def number(self, text: str) -> float:
        value = float(text)
        if math.isinf(value):
            self.failed = True
        return value

    def constant(self, _text: str) -> None:
        self.failed = True


def measure(tree: Any, name: str) -> None:
    """Refuse a tree that is too deep or too large, level by level: nothing here recurses.

    Raises:
        SpecError: it is one of the two.
    """
    nodes = 1
    for depth, width in enumerate(_widths(tree), 1):
        nodes += width
        if depth > MAX_DEPTH or nodes > MAX_NODES:
            raise refusal(name, [Fault(TOO_DEEP if depth > MAX_DEPTH else TOO_MANY)])


def count(tree: Any) -> int:
    """Return how many values a tree holds, itself among them."""
    return 1 + sum(_widths(tree))


def _widths(tree: Any) -> Iterator[int]:
    """Yield how many values each level of a tree holds, from the second on."""
    level = [tree]
    while level := [node for node in level if type(node) is dict or type(node) is list]:
        yield sum(map(len, level))
        level = [value for node in level for value in (node.values() if type(node) is dict else node)]


def _keep_versions(tree: Any, text: str) -> None:
    """Turn the numbers of `openapi`, `swagger` and `info.version` back into what the author wrote.

    OpenAPI says that they are strings; of 3.10 read as a number only 3.1 would be left.
    """
    for pointer in ("/openapi", "/swagger", "/info/version"):
        *parents, key = pointers.split(pointer)
        holder = tree
        for parent in parents:
            holder = holder.get(parent) if isinstance(holder, dict) else None
        if isinstance(holder, dict) and type(holder.get(key)) in (int, float):
            places = JsonPlaces(text.encode("utf-8"))
            written = _NUMBER.match(places.text, places.value(pointer))
            holder[key] = written.group() if written else str(holder[key])


def _refused(text: str, name: str) -> SpecError:
    """Return the error that lists every fault of a text that the hooks found faulty."""
    return refusal(name, list(_faults(text)) or [Fault("is not valid JSON")])


def _faults(text: str) -> Iterator[Fault]:
    """Yield duplicate names and refused numbers in their order; one pass over the tokens."""
    lines = _Lines(text)
    path: list[str | int] = []
    scopes: list[dict[str, int]] = []  # of each open container: the line of each name
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token in ("{", "["):
            scopes.append({})
            path.append(_NAME_DUE if token == "{" else 0)
        elif token in ("}", "]"):
            if not scopes:
                return  # the parser was stopped by a number before this end
            scopes.pop()
            path.pop()
        elif token == "," and scopes:
            index = path[-1]
            path[-1] = index + 1 if isinstance(index, int) and index >= 0 else _NAME_DUE
        elif token[0] == '"':
            if path and path[-1] == _NAME_DUE:
                try:
                    path[-1] = name = json.loads(token)
                except ValueError:
                    return  # the parser was stopped by a number before this name
                line = lines.of(match.start())
                if name in scopes[-1]:
                    message = f"is a second value for a name that line {scopes[-1][name]} has"
                    yield Fault(message, line, pointers.join(path))
                scopes[-1].setdefault(name, line)
        elif message := _refused_number(token):
            yield Fault(message, lines.of(match.start()), pointers.join(path))


def _refused_number(token: str) -> str:
    """Return what is wrong with the literal `token`, `""` if nothing is."""
    if token in ("NaN", "Infinity", "-Infinity"):
        return "is not a number in JSON"
    if not _NUMBER.fullmatch(token):
        return ""
    return "" if _fits(token) else "is a number too large to be read"


def _fits(token: str) -> bool:
    if set(token) & set(".eE"):
        return math.isfinite(float(token))
    try:
        int(token)
    except ValueError:
        return False
    return True


class _Lines:
    """Offsets of a text as line numbers."""

    def __init__(self, text: str) -> None:
        self._breaks = array.array("Q", (match.start() for match in re.finditer("\n", text)))

    def of(self, offset: int) -> int:
        """Return the line of a character, the first is 1."""
        return bisect.bisect_left(self._breaks, offset) + 1


class JsonPlaces:
    """Where the values of a JSON text stand; reads only the containers on the way to a pointer.

    Attributes:
        text: a character for each byte of the text, in a quarter of the memory that it may take once it is decoded:
            whatever is no ASCII stands between quotes.
    """

    def __init__(self, data: bytes) -> None:
        self.text = data.decode("latin-1")
        self._lines = _Lines(self.text)
        self._members: dict[int, dict[str, tuple[int, int]]] = {}

    def line(self, pointer: str) -> int:
        """Return the line of what `pointer` leads to, or of the last thing on the way."""
        return self._lines.of(self._find(pointer)[0])

    def value(self, pointer: str) -> int:
        """Return the offset of the value that `pointer` leads to, or of the last on the way."""
        return self._find(pointer)[1]

    def _find(self, pointer: str) -> tuple[int, int]:
        start = self._skip(0)
        place = (start, start)
        for token in pointers.split(pointer):
            member = self._container(place[1]).get(token)
            if member is None:
                break
            place = member
        return place

    def _skip(self, offset: int) -> int:
        match = _BLANK.match(self.text, offset)
        return match.end() if match else offset

    def _container(self, offset: int) -> dict[str, tuple[int, int]]:
        """Return the offsets of name and value of each member of the container at `offset`."""
        if offset not in self._members:
            self._members[offset] = dict(self._walk(offset))
        return self._members[offset]

    def _walk(self, offset: int) -> Iterator[tuple[str, tuple[int, int]]]:
        text = self.text
        opening, closing = text[offset], {"{": "}", "[": "]"}.get(text[offset])
        if closing is None:
            return
        index, end = 0, self._skip(offset + 1)
        while text[end] != closing:
            start, name = end, str(index)
            if opening == "{":
                name, end = _DECODER.raw_decode(text, start)
                if not name.isascii():
                    name = json.loads(text[start:end].encode("latin-1"))
                end = self._skip(self._skip(end) + 1)
            yield name, (start, end)
            end = self._skip(_DECODER.raw_decode(text, end)[1])
            if text[end] == ",":
                end = self._skip(end + 1)
            index += 1
