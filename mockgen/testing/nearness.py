"""Near misses: the operations that a call which none answers may have meant, the nearest first."""

from __future__ import annotations

import dataclasses
import difflib
import functools
from collections.abc import Iterable, Sequence

from mockgen.diagnostics import printable
from mockgen.testing.routing import segments_of

MOST = 3
TOO_FAR = 2.0
"""From this distance on an operation is no near miss: two segments that have nothing in common."""
ALIKE = 0.7
"""From this ratio on (`difflib`) one name is taken for a slip of another."""
TYPO, SLASH, VARIABLE = 0.5, 0.25, 0.1
"""What a slip, a slash at the end and a variable that takes anything cost, where another name costs 1."""


@dataclasses.dataclass(frozen=True, order=True)
class Near:
    """An operation that is near to a call; they sort by distance.

    Attributes:
        path: how far its path is: 1 for a segment too many, too few or of another name, less for a slip in a name.
        other_method: whether its method is another.
        unplanned: whether the test plans no answer of it.
        key: `GET /charges/{id}`.
        why: what keeps it from being the one that is called.
    """

    path: float
    other_method: bool
    unplanned: bool
    key: str
    why: str = dataclasses.field(compare=False)


def near_misses(method: str, paths: Sequence[str], keys: Iterable[str], planned: Iterable[str]) -> list[Near]:
    """Return the operations nearest to a call, by path, then by method, then those that the test plans.

    Args:
        method: of the call.
        paths: what the path of the call can be below the service's servers, at least one.
        keys: of the operations.
        planned: of those that the test plans.
    """
    wanted = frozenset(planned)
    called = [path.split("/")[1:] for path in paths]
    found = (_near(method.upper(), called, key, key not in wanted) for key in keys)
    return sorted(near for near in found if near is not None)[:MOST]


def _near(method: str, called: Sequence[list[str]], key: str, unplanned: bool) -> Near | None:
    own, _, path = key.partition(" ")
    template = segments_of(path)
    distances = [(distance(template, segments), segments) for segments in called]
    best, segments = min(distances, key=lambda entry: entry[0])
    if best >= min(TOO_FAR, max(len(template), len(segments))):
        return None  # nothing in common
    reasons = [*why(template, segments), *([f"the method is {own}"] if own != method else [])]
    return Near(best, own != method, unplanned, key, ", ".join(reasons))


def distance(template: Sequence[str], path: Sequence[str]) -> float:
    """Return how far a path is from a template: what has to be put in, left out or changed, segment by segment."""
    row = [0.0]
    for actual in path:
        row.append(row[-1] + cost(actual))
    for wanted in template:
        above, row = row, [row[0] + cost(wanted)]
        for column, actual in enumerate(path, 1):
            changed = above[column - 1] + segment_distance(wanted, actual)
            row.append(min(changed, above[column] + cost(wanted), row[column - 1] + cost(actual)))
    return row[-1]


def cost(segment: str) -> float:
    """Return what it costs to put a segment in or to leave it out."""
    return 1.0 if segment else SLASH


@functools.lru_cache(maxsize=4096)
def segment_distance(wanted: str, actual: str) -> float:
    """Return 0 for segments that match, 1 for those that do not, and less than that for a slip of the pen."""
    if wanted == actual:
        return 0.0
    if "{" in wanted and actual:
        return VARIABLE
    return TYPO if difflib.SequenceMatcher(None, wanted, actual).ratio() >= ALIKE else 1.0


def why(template: Sequence[str], path: Sequence[str]) -> list[str]:
    """Return what a path has that keeps it from matching a template."""
    shared = 0
    for wanted, actual in zip(template, path, strict=False):
        if segment_distance(wanted, actual) > VARIABLE:
            break
        shared += 1
    more, missing = path[shared:], template[shared:]
    if not more and not missing:
        return []
    if more == [""] and not missing:
        return ["without the slash at the end"]
    if missing == [""] and not more:
        return ["with a slash at the end"]
    if not missing:
        return [f"without /{printable('/'.join(more))}"]
    if not more:
        return [f"with /{'/'.join(missing)}"]
    return [f"/{'/'.join(missing)} for /{printable('/'.join(more))}"]
