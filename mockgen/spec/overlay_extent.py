"""From where to where an action of an overlay goes: what its author has to delete."""

from __future__ import annotations

from mockgen.spec.overlay import Action, Overlay
from mockgen.spec.source import source_text


def extent(overlay: Overlay, action: Action) -> str:
    """Return `lines 18-24` of an action in a YAML file; `the action` where its lines hold something else too."""
    text = source_text(overlay.source)
    if overlay.places is None or text is None or text.lstrip()[:1] in ("{", "["):
        return "the action"
    first = overlay.places.line(action.pointer)
    lines = text.split("\n")
    last = _end(lines, first)
    if not lines[first - 1].lstrip().startswith("-") or overlay.places.line(f"/actions/{action.number}") == first:
        return "the action"
    return f"line {first}" if last == first else f"lines {first}-{last}"


def _end(lines: list[str], first: int) -> int:
    """Return the last line of a list item in block style: those below it are indented more than its dash."""
    dash = _indent(lines[first - 1])
    last = first
    for number in range(first + 1, len(lines) + 1):
        line = lines[number - 1]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if _indent(line) <= dash:
            break
        last = number
    return last


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
