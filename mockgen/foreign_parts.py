"""A whole package guarded: lines that say one thing are parsed once, and large modules part by part.

`foreign` judges one module as it stands. Packages of thousands of operations say most of their lines more than once,
and the tree of a module is thirty times its text; so what is parsed here is less, and judged alike. Two facts make
that sound:

- A line that is whole by itself, one argument or one field with all its brackets and quotes closed, leaves whatever
  stands around it as it is. It may be judged apart, once, and be left out where it follows a line of the same kind,
  beside which it is as right. Inside of a docstring it is text, and leaving it out opens nothing there, for it holds
  no triple quotes.
- What was parsed as a whole module ends outside of all brackets and texts. So what follows means the same by itself.

Wherever this finds a fault, or something that it cannot take apart, the module is judged as it stands: the verdict, and
the line that it names, are those of `foreign`.
"""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from mockgen.foreign import BUILTINS, ForeignCodeError, Found, guarded, is_known, parsed

WHOLE = re.compile(
    r"""\ +(?:
    (?P<keyword>\w+=["\w].*,)
    |(?P<entry>"[^"\\]*":\ ["\w].*,)
    |(?P<text>"[^"\\]*",)
    |(?P<field>[a-z_]\w*:\ .*[\w)\]])
    |(?P<returned>return\ .*[\w)\]])
    )""",
    re.VERBOSE,
)
"""What a line that is whole looks like, by its kind; only parsing it tells whether it is."""
SUMMARY = re.compile(r' +"""[^"\\]*"""')
"""A docstring of one line: a function that has it may lose its `return`."""
AROUND = {
    "keyword": ("fake.x(", ")"),
    "entry": ("fake.x({", "})"),
    "text": ("fake.x(", ")"),
    "field": ("class _:", ""),
    "returned": ("def _():", ""),
}
"""What lines of each kind are parsed in."""
TRIPLE = ('"""', "'''")
CONTINUED = re.compile(r"(?<!\\)(?:\\\\)*\\\n")
"""The end of a line that goes on in the next, even in the middle of a text."""
BATCH = 1_000
"""Lines that are parsed together."""
PART = 250_000
"""Characters that are parsed together, if the module can be cut there."""


@dataclasses.dataclass(frozen=True)
class Known:
    """Lines that are whole and have nothing foreign in them.

    Attributes:
        marks: kind and indentation of each.
        calls: of those that call what is to be imported: what.
    """

    marks: dict[str, str] = dataclasses.field(default_factory=dict)
    calls: dict[str, list[str]] = dataclasses.field(default_factory=dict)


def all_guarded(modules: Mapping[str, str]) -> None:
    """Refuse modules of one package, given as text by path, as `foreign.guarded` does.

    Raises:
        ForeignCodeError: one of them is no Python, or does what no template makes it do.
    """
    known = known_lines(modules.values())
    for path, text in modules.items():
        if not is_harmless(text, path, known):
            guarded(text, path)


def is_harmless(text: str, path: str, known: Known) -> bool:
    """Tell whether a module without the lines that are known already has nothing foreign in it."""
    if "\\\n" in text and CONTINUED.search(text):
        return False
    lines = text.split("\n")
    found = Found(path)
    for line in known.calls.keys() & set(lines):
        found.calls.update(dict.fromkeys(known.calls[line], 0))
    try:
        for part in parts(without_known(lines, known)):
            found.add(parsed(part, path))
        found.judge()
    except ForeignCodeError:
        return False
    return True


def without_known(lines: Sequence[str], known: Known) -> list[str]:
    """Return lines without those that are known and follow one of their kind."""
    marks = [known.marks.get(line, "") for line in lines]
    left = []
    before = ""
    for line, mark in zip(lines, marks, strict=True):
        if not mark or mark != before:
            left.append(line)
        before = mark or (f"returned{_indentation(line)}" if SUMMARY.fullmatch(line) else "")
    return left


def parts(lines: Sequence[str]) -> Iterator[str]:
    """Yield the text of a module in parts that begin with a definition, or with a method of a class that goes on."""
    begin = size = 0
    above: list[str] = []
    inside = False
    for index, line in enumerate(lines):
        if line[:1] not in (" ", "", ")", "]"):
            inside = line.startswith("class ")
        may_begin = size > PART and line.startswith("    def " if inside else ("def ", "class "))
        if may_begin and "@" not in lines[index - 1]:
            yield "\n".join([*above, *lines[begin:index]])
            begin, size, above = index, 0, ["class _:"] if inside and line[0] == " " else []
        size += len(line)
    yield "\n".join([*above, *lines[begin:]])


def known_lines(texts: Iterable[str]) -> Known:
    """Return the lines of some modules that are whole and have nothing foreign in them."""
    lines = {line: None for text in texts for line in text.split("\n")}
    kinds: dict[str, list[str]] = {kind: [] for kind in AROUND}
    for line in lines:
        shape = WHOLE.fullmatch(line)
        if shape is not None and not any(quotes in line for quotes in TRIPLE):
            kinds[shape.lastgroup or ""].append(line)
    known = Known()
    for kind, found in kinds.items():
        for first in range(0, len(found), BATCH):
            _judge(kind, found[first : first + BATCH], known)
    return known


def _judge(kind: str, lines: list[str], known: Known) -> None:
    """Add those lines that are what they look like; those of prose do not spoil it for the others."""
    calls = _judged(kind, lines)
    if calls is not None:
        for line, called in zip(lines, calls, strict=True):
            known.marks[line] = f"{kind}{_indentation(line)}"
            if called:
                known.calls[line] = called
    elif len(lines) > 1:
        half = len(lines) // 2
        _judge(kind, lines[:half], known)
        _judge(kind, lines[half:], known)


def _judged(kind: str, lines: Sequence[str]) -> list[list[str]] | None:
    """Return what each line calls that is to be imported, parsed beside the others; None unless all are whole."""
    begin, end = AROUND[kind]
    try:
        tree = parsed("\n".join([begin, *(f" {line.lstrip()}" for line in lines), end]), "")
        if len(tree.body) != 1:
            return None
        things = _things(kind, tree.body[0])
        if len(things) != len(lines):
            return None
        calls = []
        for number, thing in enumerate(things, 2):
            if any((node.lineno, node.end_lineno) != (number, number) for node in thing):
                return None
            found = Found("")
            for node in thing:
                found.add(node)
            calls.append([called for called in found.calls if not is_known(called, BUILTINS)])
    except ForeignCodeError:
        return None
    return calls


def _things(kind: str, statement: ast.stmt) -> Sequence[tuple[ast.expr | ast.stmt | ast.keyword, ...]]:
    """Return the nodes of each line in the statement that lines were put in; none where one left it."""
    if isinstance(statement, (ast.ClassDef, ast.FunctionDef)):
        wanted = ast.AnnAssign if kind == "field" else ast.Return
        return [(each,) for each in statement.body] if all(isinstance(each, wanted) for each in statement.body) else []
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call):
        return []
    call = statement.value
    if ast.unparse(call.func) != "fake.x":
        return []
    if kind == "keyword":
        return [(each, each.value) for each in call.keywords] if not call.args else []
    if call.keywords:
        return []
    if kind == "text":
        return [(each,) for each in call.args]
    (held,) = call.args if len(call.args) == 1 else (None,)
    if not isinstance(held, ast.Dict):
        return []
    return [(key, value) for key, value in zip(held.keys, held.values, strict=True) if key is not None]


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
