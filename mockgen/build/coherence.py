"""Which properties of one object have to agree, and the maker that sees to it: `fake.later("created", …)`.

Names and types together decide, and only where both are plain; what is not stays as it is drawn. What pages are like is
known to `pagination` alone.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping

from mockgen.build.model import (
    ArrayShape,
    Definition,
    EnumShape,
    NamedShape,
    NullableShape,
    ObjectShape,
    Property,
    ScalarShape,
)
from mockgen.build.pagination import (
    CURSORS,
    MORE,
    NEXT_CURSORS,
    NEXT_URLS,
    NUMBERS,
    OFFSETS,
    PAGES,
    TOTALS,
    Found,
    names_next,
    names_url,
    opened,
    squeezed,
)
from mockgen.build.providers import provider, tokens
from mockgen.code import Expression, Item, call, keyword_argument, literal, pair, raw, string
from mockgen.names import words

MOMENTS = frozenset(("date", "date_time", "unix_time", "unix_milliseconds"))
"""Makers of moments, any of which can be moved."""
FIRST = (
    *("created", "create", "creation", "start", "starts", "started", "begin", "begins", "from", "since"),
    *("issued", "opened", "open", "added", "inserted", "valid"),
)
"""Words of the moment in which an object begins, the plainest first."""
LAST = frozenset(
    (
        *("updated", "update", "modified", "modification", "changed", "edited", "end", "ends", "ended", "finish"),
        *("finished", "to", "until", "through", "closed", "close", "canceled", "cancelled", "expires", "expire"),
        *("expired", "expiration", "expiry", "deleted", "completed", "complete", "paid", "due", "resolved", "trashed"),
        *("archived", "removed", "delivered", "shipped", "captured", "refunded", "failed", "succeeded", "processed"),
        *("purged", "last", "merged", "pushed", "published", "accepted", "revoked", "expected", "settled", "stopped"),
    )
)
"""Words of moments that come after those of `FIRST`."""
PLAIN = frozenset(("at", "on", "date", "time", "timestamp", "ts", "datetime", "utc", "ms", "day", "dt", "epoch"))
"""Words that tell of a moment no more than that it is one."""
TWINS = (
    *(("start", "end"), ("starts", "ends"), ("started", "ended"), ("started", "finished"), ("begin", "end")),
    *(
        ("begins", "ends"),
        ("from", "to"),
        ("from", "until"),
        ("since", "until"),
        ("opened", "closed"),
        ("start", "stop"),
    ),
    *(("start", "finish"), ("after", "before"), ("first", "last"), ("start", "due"), ("gte", "lte")),
)
LOW_HIGH = {"min": "max", "minimum": "maximum", "low": "high", "lower": "upper", "lowest": "highest"}
COUNTS = (TOTALS | {"itemcount", "resultcount", "numresults", "numberofresults", "count"}) - {"total"}
LOOSE = frozenset(("total", "size", "length", "results"))
"""Names of a count in an object that is nothing but a page; elsewhere they may be of money or bytes."""
OF_PAGES = frozenset(
    (
        *("limit", "perpage", "pagesize", "href", "url", "object", "first", "last", "self", "prev", "previous", "kind"),
        *("links", "etag", "pagelength", "maxresults", "from", "to", "success", "status", "type", "query"),
    )
)
PARTS = frozenset(
    ("refunded", "captured", "paid", "received", "capturable", "remaining", "due", "discount", "tax", "fee", "net")
)
"""Words of an amount that is no more than the whole."""
FEWEST = 1_000  # a count with a lower maximum could not say how many items a test plans
FIRST_NAMES = ("first_name", "given_name")
LAST_NAMES = ("last_name", "family_name", "surname")
FULL_NAMES = ("full_name", "name", "display_name", "customer_name")
EMAILS = frozenset(("email", "email_address"))


@dataclasses.dataclass(frozen=True)
class Relation:
    """What holds a property against a sibling: `fake.METHOD(siblings, maker, …)`.

    Attributes:
        keywords: further arguments; values: of the sibling, before the maker.
        within: another relation that holds where this one lets the property be.
        replaces: whether there is no maker in it; names_maker: whether the maker is a keyword argument.
    """

    method: str
    siblings: tuple[str, ...]
    keywords: tuple[tuple[str, Expression], ...] = ()
    values: tuple[str, ...] = ()
    within: Relation | None = None
    replaces: bool = False
    names_maker: bool = False

    def around(self, maker: Expression) -> Expression:
        """Return the maker of the property."""
        maker = maker if self.within is None else self.within.around(maker)
        arguments: list[Expression | Item] = [string(name) for name in self.siblings]
        if self.values:
            arguments.append(pair(*map(string, self.values)))
        if self.names_maker:
            arguments.append(keyword_argument("maker", maker))
        elif not self.replaces:
            arguments.append(maker)
        arguments += [keyword_argument(name, value) for name, value in self.keywords]
        return call(raw("fake." + raw(self.method)), arguments)


Relations = Iterator[tuple[str, Relation]]


def relations(siblings: Siblings) -> dict[str, Relation]:
    """Return what holds properties against each other, by wire name; the first that is found counts."""
    found: dict[str, Relation] = {}
    for rule in RULES:
        for name, relation in rule(siblings):
            if name not in relation.siblings:
                found.setdefault(name, relation)
    return found


class Siblings:
    """The properties of one object, as the rules look at them.

    Args:
        shape: the object.
        meanings: what its names mean, by wire name.
        definitions: by name.

    Attributes:
        properties: those that may have a value.
        makers: of the scalars among them, the names of the makers.
        bounded: of those whose makers are held to a length or a pattern, the names of the makers in these.
    """

    def __init__(self, shape: ObjectShape, meanings: Mapping[str, str], definitions: Mapping[str, Definition]):
        self.meanings = meanings
        self.properties = tuple(found for found in shape.properties if found.possible)
        self.definitions = definitions
        self.bounded: dict[str, str] = {}
        self._opened = {found.wire_name: opened(found.shape, definitions) for found in self.properties}
        self.makers = {found.wire_name: maker for found in self.properties if (maker := self._maker(found))}

    def _maker(self, found: Property) -> str:
        inner, name = found.shape, self.meanings[found.wire_name]
        inner = inner.shape if isinstance(inner, NullableShape) else inner
        if isinstance(inner, NamedShape):
            definition = self.definitions[inner.name]
            inner, name = definition.shape, definition.class_name
            inner = inner.shape if isinstance(inner, NullableShape) else inner
        if not isinstance(inner, ScalarShape):
            return ""
        made = provider(name, inner.schema)
        if made.inner is not None:
            self.bounded[found.wire_name] = made.inner.method
        return made.method

    def scalar(self, found: Property, *kinds: str) -> ScalarShape | None:
        """Return the scalar that a property is, if it is one of these kinds."""
        inner = self._opened[found.wire_name]
        return inner if isinstance(inner, ScalarShape) and inner.kind in kinds else None

    def moments(self) -> list[Property]:
        """Return the properties that are moments."""
        return [found for found in self.properties if self.makers.get(found.wire_name) in MOMENTS]

    def array(self) -> tuple[Property, ArrayShape] | None:
        """Return the one list of the object, None where there are more."""
        lists = [
            (found, inner)
            for found in self.properties
            if isinstance(inner := self._opened[found.wire_name], ArrayShape) and not inner.prefix
        ]
        return lists[0] if len(lists) == 1 else None

    def next(self) -> Property | None:
        """Return what leads to the next page."""
        for found in self.properties:
            text = self.scalar(found, "string")
            place = Found((found.wire_name,), text) if text else None
            if place and (names_next(place) or names_url(place)):
                return found
        return None

    def state(self) -> tuple[Property | None, tuple[str, ...]]:
        """Return the property that says in which state the object is, and the states there are."""
        for found in self.properties:
            shape = self._opened[found.wire_name]
            if squeezed(found.wire_name) in ("status", "state") and isinstance(shape, EnumShape):
                return found, tuple(value for value in shape.values if isinstance(value, str))
        return None, ()

    def is_page(self, array: Property) -> bool:
        """Tell whether the object is nothing but a page of a list."""
        known = MORE | NUMBERS | OFFSETS | PAGES | TOTALS | CURSORS | NEXT_CURSORS | NEXT_URLS | OF_PAGES | LOOSE
        return all(found is array or squeezed(found.wire_name) in known for found in self.properties)

    def named(self, names: frozenset[str], *kinds: str) -> Property | None:
        """Return the first scalar of some kinds with one of some names."""
        return next(
            (found for found in self.properties if squeezed(found.wire_name) in names and self.scalar(found, *kinds)),
            None,
        )


# -- moments --------------------------------------------------------------------------------------


def in_order(siblings: Siblings) -> Relations:
    """Yield what comes after its twin (`start` and `end`), or after the creation of the object."""
    moments = {tokens(found.wire_name): found.wire_name for found in siblings.moments()}
    origin = next((name for word in FIRST for parts, name in moments.items() if _says(parts, word)), None)
    for parts, name in moments.items():
        twin = next((moments[other] for other in _twins(parts) if other in moments), None)
        if twin:
            yield name, Relation("later", (twin,))
        elif origin and LAST & set(parts) and not set(FIRST) & set(parts) and _is_alike(parts):
            yield name, Relation("later", (origin,))


def _says(parts: tuple[str, ...], word: str) -> bool:
    """Tell whether a name is this word and nothing else but that it is a moment: `created_at`."""
    return word in parts and not set(parts) - PLAIN - {word}


def _is_alike(parts: tuple[str, ...]) -> bool:
    """Tell whether a name speaks of the object itself: `updated_at`, not `subscription_end`."""
    return not set(parts) - PLAIN - LAST - {"first", "current"}


def _twins(parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the names of which a name may be the second of a pair: `period_start` for `period_end`."""
    for first, last in TWINS:
        if last in parts:
            yield tuple(first if part == last else part for part in parts)


# -- numbers --------------------------------------------------------------------------------------


def low_and_high(siblings: Siblings) -> Relations:
    """Yield what is not below its twin: `max_price` beside `min_price`."""
    numbers = {tokens(f.wire_name): f for f in siblings.properties if siblings.scalar(f, "integer", "number")}
    for parts, found in numbers.items():
        for low, high in LOW_HIGH.items():
            twin = numbers.get(tuple(low if part == high else part for part in parts))
            kinds = {shape.kind for f in (found, twin or found) if (shape := siblings.scalar(f, "integer", "number"))}
            is_free = len(kinds) == 1 and not siblings_bound(siblings, found, "maximum", "exclusiveMaximum")
            if high in parts and twin and is_free:
                yield found.wire_name, Relation("at_least", (twin.wire_name,))


def siblings_bound(siblings: Siblings, found: Property, *keywords: str) -> bool:
    """Tell whether a number has a bound that the value of another could break."""
    shape = siblings.scalar(found, "integer", "number")
    return shape is None or bool({*keywords, "multipleOf"} & set(shape.schema))


def parts_of_amounts(siblings: Siblings) -> Relations:
    """Yield what is no more than the whole: `amount_refunded` beside `amount`."""
    whole = siblings.named(frozenset(("amount",)), "integer", "number")
    for found in siblings.properties if whole else ():
        parts = set(tokens(found.wire_name))
        other = siblings.scalar(found, "integer", "number")
        assert whole is not None
        fits = other is not None and other.kind == getattr(siblings.scalar(whole, "integer", "number"), "kind", "")
        least = 0 if other is None else other.schema.get("minimum", 0)
        is_free = other is not None and not {"exclusiveMinimum", "multipleOf"} & set(other.schema) and least <= 0
        if "amount" in parts and PARTS & parts and fits and is_free:
            part = Relation("at_most", (whole.wire_name,))
            yield found.wire_name, _refund(siblings, part) if "refunded" in parts else part


def _refund(siblings: Siblings, part: Relation) -> Relation:
    """Return what is given back of an amount: nothing of one that was never taken."""
    state, values = siblings.state()
    taken = tuple(value for value in values if not UNTAKEN & set(tokens(value)))
    if state is None or not taken or taken == values:
        return part
    return Relation("only_if", (state.wire_name,), (("instead", literal(0)),), taken, part)


# -- pages ----------------------------------------------------------------------------------------


def counted(siblings: Siblings) -> Relations:
    """Yield the number of items of the one list."""
    array = siblings.array()
    for found in siblings.properties if array else ():
        assert array is not None
        own = {f"{name}{word}" for name in _names_of(array[0].wire_name) for word in ("count", "total")}
        total = squeezed(found.wire_name) in COUNTS | own | (LOOSE if siblings.is_page(array[0]) else set())
        if total and _can_count(siblings.scalar(found, "integer", "number"), array[1]):
            following = siblings.next()
            more = (("more", string(following.wire_name)),) if following else ()
            yield found.wire_name, Relation("count_of", (array[0].wire_name,), more)


def _names_of(name: str) -> tuple[str, str]:
    text = squeezed(name)
    return text, text.removesuffix("s")


def _can_count(shape: ScalarShape | None, array: ArrayShape) -> bool:
    """Tell whether a number can say how long any list of a test is."""
    if shape is None or {"exclusiveMinimum", "exclusiveMaximum", "multipleOf"} & set(shape.schema):
        return False
    most, least = shape.schema.get("maximum", FEWEST), shape.schema.get("minimum", 0)
    return bool(most >= FEWEST and least <= array.least and shape.schema.get("format") not in ("int8", "uint8"))


def whether_more(siblings: Siblings) -> Relations:
    """Yield the flag that there are further pages, and what leads to the next; each follows the other."""
    following, more = siblings.next(), siblings.named(MORE, "boolean")
    if following is None or more is None:
        return
    instead = nothing(following)
    if instead is None:
        return
    yield more.wire_name, Relation("is_there", (following.wire_name,), replaces=True)
    yield following.wire_name, Relation("only_with", (more.wire_name,), instead)


def nothing(found: Property) -> tuple[tuple[str, Expression], ...] | None:
    """Return what stands for no next page, as an argument: null, or nothing at all; None where neither is allowed."""
    if isinstance(found.shape, NullableShape) and found.shape.certain:
        return (("instead", literal(None)),)
    if not found.required:
        return ()
    is_free = isinstance(found.shape, ScalarShape) and not {"format", "pattern", "minLength"} & set(found.shape.schema)
    return (("instead", string("")),) if is_free else None


def pages_in_order(siblings: Siblings) -> Relations:
    """Yield how many pages there are, beside the number of this one."""
    page = siblings.named(NUMBERS, "integer")
    pages = siblings.named(PAGES, "integer")
    if page and pages and not siblings_bound(siblings, pages, "maximum", "exclusiveMaximum"):
        yield pages.wire_name, Relation("at_least", (page.wire_name,))


# -- people ---------------------------------------------------------------------------------------


def people(siblings: Siblings) -> Relations:
    """Yield the whole name of whose parts stand beside, and the e-mail address of whose name does."""
    made = {**siblings.makers, **siblings.bounded}
    texts = {"_".join(words(name)): name for name, maker in made.items() if maker in _OF_PEOPLE}
    first = next((texts[name] for name in FIRST_NAMES if name in texts), None)
    last = next((texts[name] for name in LAST_NAMES if name in texts), None)
    full = next((texts[name] for name in FULL_NAMES if name in texts), None)
    parted = (first, last) if first and last else None
    if parted and full and siblings.makers[full] in ("name", "label"):
        yield full, Relation("full_name", parted)
    known = parted or ((full,) if full and made[full] == "name" else None)
    for name, maker in siblings.makers.items() if known else ():
        assert known is not None
        if maker == "username" and tokens(name) in _LOGINS:
            yield name, Relation("username_of", known, names_maker=True)
        elif maker == "email" and ("_".join(words(name)) in EMAILS or tokens(name)[-1:] in (("login",), ("username",))):
            yield name, Relation("email_of", known, names_maker=True)


def failures(siblings: Siblings) -> Relations:
    """Yield what says why a thing failed, beside the state that tells whether it did."""
    state, values = siblings.state()
    failed = tuple(value for value in values if FAILED & set(tokens(value)))
    for found in siblings.properties if state and failed else ():
        assert state is not None
        instead = nothing(found)  # null: what may only be absent would not be shown at all
        if FAILURES & set(tokens(found.wire_name)[:1]) and isinstance(found.shape, NullableShape) and instead:
            yield found.wire_name, Relation("only_if", (state.wire_name,), instead, failed)


def accounts(siblings: Siblings) -> Relations:
    """Yield the country of an account number that begins with its code."""
    iban = next((name for name, maker in {**siblings.makers, **siblings.bounded}.items() if maker == "iban"), None)
    for name, maker in {**siblings.makers, **siblings.bounded}.items() if iban else ():
        if maker == "country_code" and tokens(name) in (("country",), ("country", "code")):
            yield name, Relation("country_of", (str(iban),))


UNTAKEN = frozenset(("pending", "failed", "failure", "created", "draft", "open", "declined", "requires", "processing"))
"""Words of the states of a payment that took no money."""
FAILED = frozenset(("failed", "failure", "error", "errored", "declined", "rejected"))
FAILURES = frozenset(("failure", "error", "decline", "rejection"))
_LOGINS = (("login",), ("username",), ("user", "name"))
_OF_PEOPLE = frozenset(("name", "first_name", "last_name", "label"))

RULES: tuple[Callable[[Siblings], Relations], ...] = (
    whether_more,
    counted,
    pages_in_order,
    in_order,
    low_and_high,
    parts_of_amounts,
    people,
    failures,
    accounts,
)
