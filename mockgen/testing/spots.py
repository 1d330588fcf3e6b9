"""Where a problem stands, whatever the values are: what a baseline knows it by.

`body.items[3].id` is the spot `body.items[].id`, and a name that is data, as in a map by customer, is `*`. Names that
the document declares stay, and so do names that stand where it allows no others: they are what is wrong.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable

from mockgen.testing.parts import Part
from mockgen.testing.undeclared import Shape, Shapes
from mockgen.testing.violations import Problem, place_of

STEP = re.compile(r'\.([\w$@:+-]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]')


def marked(problems: Iterable[Problem], parts: Iterable[Part], shapes: Shapes) -> tuple[Problem, ...]:
    """Return problems with their spots.

    Args:
        problems: what is wrong with a request or an answer.
        parts: of which it consists.
        shapes: what its contract declares where.
    """
    known = sorted(parts, key=lambda part: -len(part.place))
    return tuple(dataclasses.replace(problem, spot=_spot(problem.place, known, shapes)) for problem in problems)


def _spot(place: str, parts: list[Part], shapes: Shapes) -> str:
    for part in parts:
        rest = place.removeprefix(part.place)
        if place.startswith(part.place) and rest[:1] in ("", ".", "["):
            shape = None if isinstance(part.schema, bool) else shapes.of(part.schema)
            return part.place + _below(rest, shape)
    return place


def _below(steps: str, shape: Shape | None) -> str:
    text = ""
    for name, index, quoted in STEP.findall(steps):
        if index:
            text += "[]"
            shape = shape.item(int(index)) if shape else None
            continue
        key = name or json.loads(quoted)
        is_data = shape is None or (shape.is_open and key not in shape.names)
        text += ".*" if is_data else place_of("", [key])
        shape = shape.property(key) if shape else None
    return text
