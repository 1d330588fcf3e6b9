"""What a bare name means where it stands: `name` in a customer is a person's, in a station a place's.

The owner's name and the properties beside tell. What comes out is a name that says so, "person name" or "image url",
for which `provider_rules` has its rules as for any other.
"""

from __future__ import annotations

from collections.abc import Callable

from mockgen.build import provider_rules as rules
from mockgen.build.model import ObjectShape, Property
from mockgen.build.provider_lookup import tokens

Words = frozenset[str]

PEOPLE = frozenset(
    (
        *("person", "customer", "user", "holder", "cardholder", "contact", "recipient", "employee", "owner", "author"),
        *("member", "buyer", "patient", "guest", "driver", "student", "sender", "signer", "payer", "payee", "staff"),
        *("consumer", "subscriber", "assignee", "creator", "editor", "reviewer", "committer", "friend", "actor"),
        *("individual", "representative", "shipper", "passenger", "admin", "teacher", "donor", "billing"),
    )
)
FIRMS = frozenset(
    (
        *("company", "business", "organization", "organisation", "merchant", "firm", "vendor", "bank", "supplier"),
        *("employer", "manufacturer", "carrier", "seller", "publisher", "partner", "retailer", "client"),
    )
)
PLACES = frozenset(
    ("place", "station", "city", "location", "town", "airport", "stop", "venue", "region", "point", "shop", "store")
)
PICTURES = frozenset(("image", "images", "picture", "photo", "avatar", "icon", "logo", "thumbnail", "cover", "artwork"))
ERRORS = frozenset(("error", "errors", "problem", "exception", "fault"))
WEATHER = frozenset(("rain", "wind", "humidity", "condition", "forecast", "snow", "temperature"))
OF_PEOPLE = frozenset(("email", "phone", "birthday", "street", "login", "username", "first name", "given name"))
OF_ADDRESSES = frozenset(("city", "postcode", "postal", "zip", "street", "locality", "zipcode", "town"))


def meanings(shape: ObjectShape, owner: str) -> dict[str, str]:
    """Return what the names of an object's properties mean, by wire name; `owner` is what the object is called."""
    owned, beside = _owner(owner), _beside(shape)
    return {found.wire_name: _meaning(found, owned, beside) for found in (*shape.properties, *shape.extra)}


def _meaning(found: Property, owner: Words, beside: Words) -> str:
    """Return what a property's name means in its object: its own name, or one that says more."""
    rule = RULES.get(tokens(found.wire_name)[-1:])
    return found.wire_name if rule is None else rule(found, owner, beside) or found.wire_name


def _owner(name: str) -> Words:
    """Return the words of an owner, in the singular too."""
    words = tokens(name)
    return frozenset((*words, *(word.removesuffix("s") for word in words)))


def _beside(shape: ObjectShape) -> Words:
    names = [tokens(found.wire_name) for found in shape.properties]
    return frozenset((*(word for name in names for word in name), *map(" ".join, names)))


def _name(found: Property, owner: Words, beside: Words) -> str:
    """Return whose name it is: the property's own words, its owner, what stands beside, its description."""
    own = frozenset(tokens(found.wire_name)[:-1])
    if own:
        kinds = ((PEOPLE, "person name"), (FIRMS, "firm name"), (PLACES, "place name"))
        return next((meant for words, meant in kinds if words & own and not _is_known(found.wire_name)), "")
    text = found.description
    if rules.FIRM.search(text):
        return "" if rules.PERSON.search(text) else "firm name"
    if FIRMS & owner:
        return "firm name"
    if (PEOPLE & owner or OF_PEOPLE & beside or rules.PERSON.search(text)) and not PLACES & owner:
        return "person name"
    return "place name" if PLACES & owner else "thing name"


def _is_known(name: str) -> bool:
    return tokens(name) in (("user", "name"), ("vendor", "name"), ("bank", "name"), ("company", "name"))


def _picture(found: Property, owner: Words, beside: Words) -> str:
    return "image url" if PICTURES & owner else ""


def _state(found: Property, owner: Words, beside: Words) -> str:
    """Return a part of an address where it is one, else in which state a thing is."""
    if len(tokens(found.wire_name)) > 1 and not OF_ADDRESSES & beside:
        return ""
    return "address state" if OF_ADDRESSES & beside or "address" in owner else "lifecycle status"


def _country(found: Property, owner: Words, beside: Words) -> str:
    """Return the country of an address whose other parts are of one country."""
    last = tokens(found.wire_name)[-2:]
    if not OF_ADDRESSES & beside:
        return ""
    return "home country code" if last[-1] == "code" else "home country"


def _of_error(found: Property, owner: Words, beside: Words) -> str:
    """Return that a text is of an error, where it alone says so."""
    return "error message" if ERRORS & owner and len(tokens(found.wire_name)) == 1 else ""


def _weather(found: Property, owner: Words, beside: Words) -> str:
    return "temperature" if WEATHER & beside else ""


def _code(found: Property, owner: Words, beside: Words) -> str:
    own = tokens(found.wire_name)
    if own == ("code",):
        return "error code" if ERRORS & owner else ""
    return _country(found, owner, beside) if own[-2:] == ("country", "code") else ""


RULES: dict[tuple[str, ...], Callable[[Property, Words, Words], str]] = {
    ("name",): _name,
    ("url",): _picture,
    ("href",): _picture,
    ("src",): _picture,
    ("state",): _state,
    ("country",): _country,
    ("code",): _code,
    ("low",): _weather,
    ("high",): _weather,
    ("message",): _of_error,
    ("detail",): _of_error,
}
"""By the last word of a name."""
