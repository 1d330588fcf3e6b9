"""Why no value of a type satisfies a flat schema: what its keywords contradict, in plain words.

Only what is certain is told. The keywords are those of JSON Schema 2020-12, validation section 6, core section 10.3.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator

from mockgen.build.containment import Containment
from mockgen.build.number_providers import impossible_range
from mockgen.build.promises import is_plain
from mockgen.build.shapes import Flat, Impossible, Reducer, both, constants_of, identity
from mockgen.build.string_providers import impossible_length
from mockgen.spec.schemas import NEVER, Schema, kinds_of


@dataclasses.dataclass(frozen=True)
class Contradictions:
    """Finds contradictions in flat schemas of one document."""

    reducer: Reducer
    containment: Containment

    def of_kind(self, kind: str, flat: Flat) -> str:
        """Return why no value of a JSON type satisfies a flat schema without branches, "" where none is plain."""
        keywords = flat.keywords
        if reason := too_many(keywords, kind):
            return reason
        if kind == "string":
            return crossed(keywords, "minLength", "maxLength") or impossible_length(keywords)
        if kind in ("integer", "number"):
            return impossible_range({**keywords, "type": kind}, kind == "integer")
        if kind == "array":
            return self._of_array(flat)
        return self._of_object(keywords) if kind == "object" else ""

    def of_branches(self, flat: Flat) -> str:
        """Return why exactly one branch can never hold, "" where that is not plain."""
        if not flat.exclusive or not all(self._around(flat)):
            return ""
        return "exactly one branch of its oneOf must hold, and what each allows another one allows too"

    def without_dead(self, flat: Flat) -> Flat:
        """Return an exclusive flat schema without plain branches that can never be the one.

        What such a branch allows, another one allows too: no value may satisfy it. Where branches are objects or
        arrays all stay, since clients meet services that know better, and fakes have to be told apart by them.
        """
        if not flat.exclusive or not all(map(self._is_plain, flat.branches)):
            return flat
        around = list(self._around(flat))
        if not any(around):
            return flat
        refused = [{"not": branch} for branch, is_dead in zip(flat.branches, around, strict=True) if is_dead]
        branches = [
            {"allOf": [branch, *refused]} for branch, is_dead in zip(flat.branches, around, strict=True) if not is_dead
        ]
        return dataclasses.replace(flat, branches=branches)

    def _around(self, flat: Flat) -> Iterator[bool]:
        """Yield of each branch whether another one contains it."""
        whole = [both(branch, flat.keywords) for branch in flat.branches]
        for one, schema in enumerate(whole):
            yield any(self.containment.holds(wide, schema) for other, wide in enumerate(whole) if other != one)

    def _is_plain(self, schema: Schema) -> bool:
        try:
            return is_plain(self.reducer.reduce(schema))
        except Impossible:
            return False

    # -- arrays ---------------------------------------------------------------------------

    def _of_array(self, flat: Flat) -> str:
        keywords = flat.keywords
        if reason := crossed(keywords, "minItems", "maxItems"):
            return reason
        prefix, items = keywords.get("prefixItems", ()), keywords.get("items", {})
        least = keywords.get("minItems", 0)
        if least > len(prefix) and not self.reducer.is_possible(items):
            return f"minItems is {least}, and its items have no value"
        if keywords.get("uniqueItems") and not prefix and least > (count := self._count(items)):
            return f"minItems is {least}, its items must differ, and only {count} values are possible"
        return next(filter(None, (self._of_contains(residue, flat) for residue in flat.residual)), "")

    def _of_contains(self, residue: Schema, flat: Flat) -> str:
        least = residue.get("minContains", 1)
        if "contains" not in residue or least == 0:
            return ""
        if least > MOST["array"][1]:
            return f"minContains is {least}, and fakes are no larger than {MOST['array'][1]}"
        if least > residue.get("maxContains", math.inf):
            return f"minContains {least} is above maxContains {residue['maxContains']}"
        keywords = flat.keywords
        wanted = residue["contains"]
        if "prefixItems" not in keywords:
            wanted = both(wanted, keywords.get("items", {}))
        if not self.reducer.is_possible(wanted):
            return "it must contain an item that cannot be"
        if keywords.get("uniqueItems") and least > (count := self._count(wanted)):
            return f"minContains is {least}, its items must differ, and only {count} of the kind are possible"
        return ""

    def _count(self, schema: Schema) -> float:
        """Return how many values a schema allows at most."""
        try:
            flat = self.reducer.reduce(schema)
        except Impossible:
            return 0
        constants = constants_of(flat.keywords)
        if constants is not None:
            return len(set(map(identity, constants)))
        sizes = {"boolean": 2, "null": 1}
        return sum(sizes.get(kind, math.inf) for kind in kinds_of(flat.keywords)) or math.inf

    # -- objects --------------------------------------------------------------------------

    def _of_object(self, keywords: Schema) -> str:
        if reason := crossed(keywords, "minProperties", "maxProperties"):
            return reason
        required, most = keywords.get("required", ()), keywords.get("maxProperties", math.inf)
        if len(required) > most:
            return f"it requires {len(required)} properties, and maxProperties is {most}"
        if keywords.get("additionalProperties") not in (False, NEVER) or keywords.get("patternProperties"):
            return ""
        least = keywords.get("minProperties", 0)
        count = sum(map(self.reducer.is_possible, keywords.get("properties", {}).values()))
        return f"minProperties is {least}, and only {count} properties are possible" if least > count else ""


MOST = {"string": ("minLength", 10**7), "array": ("minItems", 10**5), "object": ("minProperties", 10**5)}
"""The greatest sizes that fakes have: beyond, making one would take minutes and gigabytes."""


def too_many(keywords: Schema, kind: str) -> str:
    """Return that a schema asks for more than fakes hold, "" where it does not."""
    key, most = MOST.get(kind, ("", 0))
    return f"{key} is {keywords[key]}, and fakes are no larger than {most}" if keywords.get(key, 0) > most else ""


def crossed(keywords: Schema, low: str, high: str) -> str:
    """Return that a lower bound is above the upper one, "" where it is not."""
    if keywords.get(low, 0) > keywords.get(high, math.inf):
        return f"{low} {keywords[low]} is above {high} {keywords[high]}"
    return ""
