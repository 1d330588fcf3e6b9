"""A whole package guarded: lines that repeat are parsed once, and large modules part by part.

`foreign` judges one module as it stands. Packages of thousands of operations say most of their lines more than once,
and the tree of a module is thirty times its text; so what is parsed here is less, and judged alike. Two facts make
that sound:

- A line that is whole by itself, one argument or one statement with all its brackets and quotes closed, leaves whatever
  stands around it as it is. It may be judged apart, once, and be left out where it repeats. Inside of a docstring it is
  text, and leaving it out opens nothing there, for it holds no triple quotes.
- What was parsed as a whole module ends outside of all brackets and texts. So what follows means the same by itself.

Wherever this finds a fault, or something that it cannot take apart, the module is judged as it stands: the verdict, and
the line that it names, are those of `foreign`.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from mockgen.foreign import ForeignCodeError, Found, guarded, parsed

ARGUMENT = re.compile(r'\s+(?:\w+=["\w].*|"[^"\\]*"(?:: ["\w].*)?),')
FIELD = re.compile(r"\s+(?:[a-z_]\w*: |return ).*[\w)\]]")
ENTRY = re.compile(r'\s+"[^"\\]*": ')
TRIPLE = ('"""', "'''")
CONTINUED = re.compile(r"(?<!\\)(?:\\\\)*\\\n")
"""The end of a line that goes on in the next, even in the middle of a text."""
PART = 250_000
"""Characters that are parsed together, if the module can be cut there."""

Calls = Mapping[str, int]


def all_guarded(modules: Mapping[str, str]) -> None:
    """Refuse modules of one package, given as text by path, as `foreign.guarded` does.

    Raises:
        ForeignCodeError: one of them is no Python, or does what no template makes it do.
    """
    known = judged_lines(repeated(modules.values()))
    for path, text in modules.items():
        if not is_harmless(text, path, known):
            guarded(text, path)


def is_harmless(text: str, path: str, known: Mapping[str, Calls]) -> bool:
    """Tell whether a module without the lines that are known already has nothing foreign in it."""
    if "\\\n" in text and CONTINUED.search(text):
        return False
    lines = text.split("\n")
    found = Found(path)
    for line in known.keys() & set(lines):
        found.calls.update(known[line])
    first = "", ":", "["  # what may not be empty keeps the first of its lines
    rest = [
        line for before, line in zip(["", *lines], lines, strict=False) if line not in known or before[-1:] in first
    ]
    try:
        for part in parts(rest):
            found.add(parsed(part, path))
        found.judge()
    except ForeignCodeError:
        return False
    return True


def parts(lines: list[str]) -> Iterator[str]:
    """Yield the text of a module in parts that begin with a definition, or with a method of a class that goes on."""
    begin = size = 0
    above: list[str] = []
    inside = False
    for index, line in enumerate(lines):
        if line[:1] not in (" ", "", ")", "]"):
            inside = line.startswith("class ")
        if (
            size > PART
            and line.startswith("    def " if inside else ("def ", "class "))
            and "@" not in lines[index - 1]
        ):
            yield "\n".join([*above, *lines[begin:index]])
            begin, size, above = index, 0, ["class _:"] if inside and line[0] == " " else []
        size += len(line)
    yield "\n".join([*above, *lines[begin:]])


def repeated(texts: Collection[str]) -> list[str]:
    """Return the lines that stand there more than once and look whole."""
    count: Counter[str] = Counter()
    for text in texts:
        count.update(text.split("\n"))
    return [line for line, times in count.items() if times > 1 and looks_whole(line)]


def looks_whole(line: str) -> bool:
    """Tell whether a line may be one argument or one statement; only parsing it tells whether it is."""
    shape = ARGUMENT if line.endswith(",") else FIELD
    return shape.fullmatch(line) is not None and not any(quotes in line for quotes in TRIPLE)


def judged_lines(lines: list[str]) -> dict[str, Calls]:
    """Return those lines that are whole and have nothing foreign in them, with what each calls."""
    known = _judged(lines)
    if known is not None:
        return known
    half = len(lines) // 2  # a line of prose may look like code; the others shall not suffer for it
    return {**judged_lines(lines[:half]), **judged_lines(lines[half:])} if half else {}


def _judged(lines: list[str]) -> dict[str, Calls] | None:
    """Return what the lines call, each parsed in a statement of its own; None unless all are what they look like."""
    wrapped = [_wrapped(line) for line in lines]
    known: dict[str, Calls] = {}
    try:
        statements = parsed("\n".join(wrapped), "").body
        if len(statements) != len(lines):
            return None
        first = 1
        for line, text, statement in zip(lines, wrapped, statements, strict=True):
            last = first + text.count("\n")
            if (statement.lineno, statement.end_lineno) != (first, last) or not _is_alone(line, statement):
                return None
            found = Found("")
            found.add(statement)
            known[line] = found.calls
            first = last + 1
    except ForeignCodeError:
        return None
    return known


def _wrapped(line: str) -> str:
    if not line.endswith(","):
        return line.lstrip()
    return f"fake.x({{\n{line}\n}})" if ENTRY.match(line) else f"fake.x(\n{line}\n)"


def _is_alone(line: str, statement: ast.stmt) -> bool:
    """Tell whether a statement is the one that a line was put in, with nothing of the line outside of it."""
    if not line.endswith(","):
        return isinstance(statement, (ast.AnnAssign, ast.Return))
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call):
        return False
    call = statement.value
    if not isinstance(call.func, ast.Attribute) or not isinstance(call.func.value, ast.Name):
        return False
    if not ENTRY.match(line):
        return len(call.args) + len(call.keywords) == 1
    return len(call.args) == 1 and isinstance(call.args[0], ast.Dict) and not call.keywords
