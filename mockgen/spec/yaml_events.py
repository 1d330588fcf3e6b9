"""The events of a YAML text, from libyaml where PyYAML has it, else from PyYAML itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import yaml
from yaml.events import Event
from yaml.parser import Parser
from yaml.reader import Reader, ReaderError
from yaml.scanner import Scanner

from mockgen.spec.faults import Fault

_T = TypeVar("_T")

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?: |$)", re.MULTILINE)
_HEADER = re.compile(r"(?:^|(?<=[\s:]))[|>][-+0-9]{0,2}[ \t]*(?:#.*)?\r?$")
_DASHES = re.compile(r" *(?:-[ ]+)*")
_TAB_AT_END = re.compile(r"[ \t]*\t[ \t]*(?=\r?$)")
_TAB_BEFORE_COMMENT = re.compile(r"[ \t]*\t[ \t]*(?=#)")


class _PythonParser(Reader, Scanner, Parser):
    """What `yaml.CParser` is, in Python."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)


if yaml.__with_libyaml__:
    from yaml._yaml import CParser

    parser: Callable[[str], Any] = CParser
else:
    parser = _PythonParser


def parse(text: str, build: Callable[[Callable[[], Event | None]], _T]) -> _T:
    """Return what `build` makes of the events of `text`.

    A text that PyYAML refuses is tried once more without the tabs that YAML allows and PyYAML does
    not.

    Args:
        text: a YAML stream, without a byte order mark.
        build: takes the function that returns the next event, None after the last.

    Raises:
        yaml.YAMLError: the text is not YAML. `fault` tells it without quoting the text.
    """
    try:
        return build(parser(text).get_event)
    except yaml.YAMLError:
        mended = without_tabs(text) if "\t" in text else text
        if mended == text:
            raise
    return build(parser(mended).get_event)


def fault(error: Exception, text: str) -> Fault:
    """Return what is wrong with `text`; line and column, but no excerpt of it."""
    conflict = _CONFLICT.search(text)
    if conflict:
        return Fault("holds the markers of a git conflict", line_at(text, conflict.start()))
    if isinstance(error, ReaderError):
        character = _UNPRINTABLE.search(text)
        line = line_at(text, character.start()) if character else 0
        return Fault("is not valid YAML: control characters are not allowed", line)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or "cannot be parsed"
    if mark is None:
        return Fault(f"is not valid YAML: {problem}")
    return Fault(f"is not valid YAML: {problem} (column {mark.column + 1})", mark.line + 1)


def line_of(event: Event) -> int:
    """Return the line that an event begins on, the first is 1."""
    mark = event.start_mark
    return mark.line + 1 if mark else 0


def line_at(text: str, offset: int) -> int:
    """Return the line of a character of `text`, the first is 1."""
    return text.count("\n", 0, offset) + 1


def without_tabs(text: str) -> str:
    """Replace tabs at the end of a line and before a comment, outside of block scalars.

    YAML counts such tabs as separation (YAML 1.2.2, section 6.6); PyYAML takes them for
    indentation. Columns stay what they are.
    """
    lines = text.split("\n")
    block = -1  # in a block scalar: the indentation of its parent
    for number, line in enumerate(lines):
        content = line.lstrip(" ")
        if block >= 0 and (not content.strip() or len(line) - len(content) > block):
            continue
        block = -1
        if "\t" in line:
            line = lines[number] = _mend(line)
        if _HEADER.search(line):
            block = _parent(line)
    return "\n".join(lines)


def _mend(line: str) -> str:
    line = _TAB_AT_END.sub(_spaces, line)
    comment = _TAB_BEFORE_COMMENT.search(line)
    before = line[: comment.start()] if comment else ""
    if comment is None or before.count('"') % 2 or before.count("'") % 2:
        return line
    return before + _spaces(comment) + line[comment.end() :]


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _parent(line: str) -> int:
    """Return the indentation that the lines of the block scalar opened on `line` exceed."""
    dashes = _DASHES.match(line)
    end = dashes.end() if dashes else 0
    return line.rindex("-", 0, end) if line[end : end + 1] in ("|", ">") and "-" in line[:end] else end
