"""What of a flat schema's residue a recipe can promise after all.

Much that stands under `not`, `if` or `dependentRequired` is decided by the keywords beside it: a condition that always
or never holds, a name that is required anyway, a type that is ruled out. Such residue becomes plain keywords, and
nothing has to be drawn again for it (JSON Schema 2020-12: core section 10.2, validation section 6.5.4).
"""

from __future__ import annotations

import dataclasses
from typing import Any

from mockgen.build.containment import ASKED_OF, Containment, is_among, rebuilt
from mockgen.build.shapes import Flat, Impossible, Reducer, check, constants_of, identity, kinds_meant, matches
from mockgen.spec.schemas import NEVER, PROSE, TYPES, Schema, kinds_of

ROUNDS = 4
OPPOSITES = {
    "minimum": ("exclusiveMaximum", 0),
    "exclusiveMinimum": ("maximum", 0),
    "maximum": ("exclusiveMinimum", 0),
    "exclusiveMaximum": ("minimum", 0),
    "minLength": ("maxLength", -1),
    "maxLength": ("minLength", 1),
    "minItems": ("maxItems", -1),
    "maxItems": ("minItems", 1),
    "minProperties": ("maxProperties", -1),
    "maxProperties": ("minProperties", 1),
}
"""What holds where a bound does not, and by how much it differs."""


@dataclasses.dataclass(frozen=True)
class Promises:
    """Moves residue to the keywords of flat schemas of one document."""

    reducer: Reducer
    containment: Containment

    def settled(self, flat: Flat) -> Flat:
        """Return a flat schema that says the same with as little residue as possible.

        Raises:
            Impossible: the residue contradicts the keywords.
        """
        for _ in range(ROUNDS):
            if not flat.residual:
                break
            before, flat = flat, self._once(flat)
            if flat == before:
                break
        return flat

    def _once(self, flat: Flat) -> Flat:
        out = dataclasses.replace(flat, residual=[])
        for residue in flat.residual:
            out = self._with(out, residue)
        check(out.keywords)
        return out

    def _with(self, flat: Flat, residue: Schema) -> Flat:
        """Return a flat schema with one more residue, promised where that is possible."""
        if "not" in residue:
            return self._without(flat, residue)
        if "if" in residue:
            return self._decided(flat, residue)
        if "dependentRequired" in residue:
            return self._dependent(flat, residue)
        if "dependentSchemas" in residue:
            return self._dependent_schemas(flat, residue)
        if "propertyNames" in residue:
            return self._named(flat, residue)
        return kept(flat, residue)

    def _without(self, flat: Flat, residue: Schema) -> Flat:
        """Turn round the one keyword of a `not` that does not hold anyway, if it is only one."""
        refused: Schema = {key: value for key, value in residue["not"].items() if key not in PROSE}
        telling = self.containment.missing(refused, flat)
        if telling is None and (parts := self.containment.parts(refused, flat)):
            for part in parts:
                flat = self._without(flat, {"not": part})
            return flat
        if telling is None:
            return kept(flat, residue)
        refused = self.reducer.reduce(refused).keywords
        if not telling:
            raise Impossible("its `not` refuses whatever the rest allows")
        telling.pop("type", None)
        if len(telling) > 1:
            return kept(flat, residue)
        kinds = kinds_of(flat.keywords) or list(TYPES)
        named = kinds_of(refused) or TYPES
        if not telling:
            return self._of_types(flat, [kind for kind in kinds if not is_among(kind, named)], residue)
        ((key, value),) = telling.items()
        if key in ("enum", "const"):
            return self._of_other_values(flat, telling, residue)
        turned = opposite(key, value)
        asked = ASKED_OF[key]
        if not turned or any(kind in asked and not is_among(kind, named) for kind in kinds):
            return kept(flat, residue)
        left = [kind for kind in kinds if not is_among(kind, named) or kind in asked]
        return self._of_types(self.reducer.also(flat, turned), left, residue)

    def _of_types(self, flat: Flat, left: list[str], residue: Schema) -> Flat:
        """Return a flat schema narrowed to some types; a number that must not be whole remains to be drawn."""
        if "type" not in flat.keywords and len(left) > 2:
            return kept(flat, residue)
        narrowed = with_keywords(flat, type=left)
        is_whole = "number" in left and "integer" in kinds_of(self.reducer.reduce(residue["not"]).keywords)
        return kept(narrowed, residue) if is_whole else narrowed

    def _of_other_values(self, flat: Flat, refused: Schema, residue: Schema) -> Flat:
        given = constants_of(flat.keywords)
        if given is None:
            return kept(flat, residue)
        texts = set(map(identity, constants_of(refused) or ()))
        rest = {key: value for key, value in flat.keywords.items() if key != "const"}
        left = [value for value in given if identity(value) not in texts]
        return with_keywords(dataclasses.replace(flat, keywords=rest), enum=left)

    def _decided(self, flat: Flat, residue: Schema) -> Flat:
        """Take `then` where the condition always holds, `else` where it never does; of plain values, one of both."""
        condition, then, otherwise = residue["if"], residue.get("then", {}), residue.get("else", {})
        if self.containment.holds(condition, rebuilt(flat)):
            return self.reducer.also(flat, then)
        if not self.reducer.is_possible({"allOf": [rebuilt(flat), condition]}):
            return self.reducer.also(flat, otherwise)
        if is_plain(flat) or not (kinds_meant(flat.keywords) or flat.branches):
            branches = [{"allOf": [condition, then]}, {"allOf": [{"not": condition}, otherwise]}]
            return dataclasses.replace(flat, branches=branches, exclusive=False)
        return kept(flat, residue)

    def _dependent(self, flat: Flat, residue: Schema) -> Flat:
        required = dict.fromkeys(flat.keywords.get("required", ()))
        waiting = dict(residue["dependentRequired"])
        while due := [name for name in waiting if name in required]:
            for name in due:
                required.update(dict.fromkeys(waiting.pop(name)))
        if required:
            flat = with_keywords(flat, required=list(required))
        open_ = {name: needed for name, needed in waiting.items() if needed}
        return kept(flat, {"dependentRequired": open_}) if open_ else flat

    def _dependent_schemas(self, flat: Flat, residue: Schema) -> Flat:
        waiting = dict(residue["dependentSchemas"])
        if kinds_meant(flat.keywords) == ["object"]:
            due = [waiting.pop(name) for name in flat.keywords.get("required", ()) if name in waiting]
            for schema in due:
                flat = self.reducer.also(flat, schema)
        return kept(flat, {"dependentSchemas": waiting}) if waiting else flat

    def _named(self, flat: Flat, residue: Schema) -> Flat:
        """Rule out declared properties whose names are refused."""
        try:
            names = self.reducer.reduce(residue["propertyNames"])
        except Impossible:
            return kept(with_keywords(flat, maxProperties=0), residue)
        refused = [name for name in flat.keywords.get("properties", {}) if refuses_text(names.keywords, name)]
        for name in flat.keywords.get("required", ()):
            if refuses_text(names.keywords, name):
                raise Impossible(f"it requires {name!r}, a name that its propertyNames refuse")
        flat = self.reducer.also(flat, {"properties": dict.fromkeys(refused, NEVER)}) if refused else flat
        return kept(flat, residue)


def is_plain(flat: Flat) -> bool:
    """Tell whether fakes of a flat schema are strings, numbers, booleans or null."""
    kinds = kinds_meant(flat.keywords)
    return bool(kinds) and not flat.branches and not {"object", "array"} & set(kinds)


def opposite(key: str, value: Any) -> Schema:
    """Return the keyword that holds of exactly those values that a keyword refuses, `{}` where there is none."""
    if key in OPPOSITES:
        other, step = OPPOSITES[key]
        return {other: value + step}
    return {"properties": {value[0]: NEVER}} if key == "required" and len(value) == 1 else {}


def kept(flat: Flat, residue: Schema) -> Flat:
    """Return a flat schema with residue that stays."""
    return dataclasses.replace(flat, residual=[*flat.residual, residue])


def with_keywords(flat: Flat, **keywords: Any) -> Flat:
    """Return a flat schema with some keywords replaced.

    Raises:
        Impossible: none of its types or values is left.
    """
    for key in ("type", "enum"):
        if key in keywords and not keywords[key]:
            raise Impossible("its `not` refuses whatever the rest allows")
    return dataclasses.replace(flat, keywords={**flat.keywords, **keywords})


def refuses_text(keywords: Schema, text: str) -> bool:
    """Tell whether a flat schema certainly refuses a string."""
    constants = constants_of(keywords)
    if constants is not None and text not in constants:
        return True
    if kinds_of(keywords) and "string" not in kinds_of(keywords):
        return True
    if not keywords.get("minLength", 0) <= len(text) <= keywords.get("maxLength", len(text)):
        return True
    return "pattern" in keywords and matches(keywords["pattern"], text) is False
