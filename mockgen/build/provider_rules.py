"""Which property names, formats and descriptions say what a value is: the data of `providers`.

A name is written as its words in lower case: `customerEmail`, `customer_email` and
`CUSTOMER-EMAIL` are "customer email", and a rule holds for every name that ends in its words; the
rule with the most words wins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple


class Window(NamedTuple):
    """Where numbers of a name usually lie, and the maker of exactly these, if there is one."""

    low: int
    high: int
    method: str = ""


# -- formats --------------------------------------------------------------------------------------

ASSERTED: Mapping[str, str] = {
    "byte": "byte",
    "base64": "byte",
    "date": "date",
    "date-time": "date_time",
    "duration": "duration",
    "email": "email",
    "hostname": "hostname",
    "idn-email": "email",
    "idn-hostname": "hostname",
    "ipv4": "ipv4",
    "ipv6": "ipv6",
    "iri": "url",
    "iri-reference": "uri_reference",
    "json-pointer": "json_pointer",
    "regex": "regex",
    "relative-json-pointer": "relative_json_pointer",
    "time": "time",
    "uri": "url",
    "uri-reference": "uri_reference",
    "uri-template": "uri_template",
    "uuid": "uuid",
}
"""String formats that validators check (JSON Schema validation 7.3; `byte` of OpenAPI 3.0)."""

ANNOTATED: Mapping[str, str] = {
    "bic": "bic",
    "bin": "binary_text",
    "binary": "binary_text",
    "color": "color",
    "country": "country_code",
    "country-code": "country_code",
    "country-code-2": "country_code",
    "country-code-3": "country_code3",
    "currency": "currency_code",
    "datetime": "date_time",
    "date-time-rfc1123": "http_date",
    "decimal": "decimal_text",
    "domain": "hostname",
    "e164": "phone_digits",
    "e164-phone-number": "phone_digits",
    "google-datetime": "date_time",
    "guid": "uuid",
    "hex": "sha256",
    "html": "sentence",
    "http-date": "http_date",
    "iban": "iban",
    "int32": "digits",
    "int64": "digits",
    "ip": "ipv4",
    "ip-address": "ipv4",
    "ipvanyaddress": "ipv4",
    "iso-8601": "date_time",
    "iso-country-code": "country_code",
    "iso4217": "currency_code",
    "iso8601-date-time": "date_time",
    "jwt": "token",
    "language": "language_code",
    "locale": "locale",
    "mac": "mac_address",
    "markdown": "sentence",
    "mime-type": "mime_type",
    "money": "decimal_text",
    "password": "password",
    "path": "file_path",
    "phone": "phone_number",
    "phone-number": "phone_number",
    "semver": "version",
    "slug": "slug",
    "timezone": "timezone",
    "token": "token",
    "uint64": "digits",
    "ulid": "ulid",
    "url": "url",
    "version": "version",
}
"""String formats that tell what is meant and nobody checks; in lower case with hyphens."""

INTEGER_RANGES: Mapping[str, tuple[int, int]] = {
    "int8": (-(2**7), 2**7 - 1),
    "int16": (-(2**15), 2**15 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint8": (0, 2**8 - 1),
    "uint16": (0, 2**16 - 1),
    "uint32": (0, 2**32 - 1),
    "uint64": (0, 2**64 - 1),
}
"""What an integer format can hold (OpenAPI format registry)."""

_UNIX = Window(1_704_067_200, 1_767_225_599, "unix_time")
_UNIX_MS = Window(1_704_067_200_000, 1_767_225_599_999, "unix_milliseconds")
_AMOUNT = Window(100, 99_999, "amount")
_PRICE = Window(1, 1_000, "price")
_COUNT = Window(0, 100)

NUMBER_FORMATS: Mapping[str, Window] = {
    "date-time": _UNIX,
    "timestamp": _UNIX,
    "unix-time": _UNIX,
    "unixtime": _UNIX,
    "unix-time-ms": _UNIX_MS,
    "year": Window(2024, 2025, "year"),
}
"""Formats of integers and numbers that say more than a range."""

# -- names of strings -----------------------------------------------------------------------------

STRING_NAMES: Mapping[str, tuple[str, ...]] = {
    # people
    "email": ("email", "e mail", "email address", "mail address", "email id", "reply to"),
    "first_name": ("first name", "given name", "forename", "firstname"),
    "last_name": ("last name", "family name", "surname", "lastname"),
    "name": (
        *("name", "full name", "fullname", "display name", "real name", "legal name", "nickname"),
        *("customer name", "contact name", "recipient name", "holder name", "cardholder"),
        *("author", "created by", "updated by", "owner name", "user name display", "person name", "signed by"),
    ),
    "username": ("username", "user name", "login", "screen name", "user handle"),
    "phone_number": (
        *("phone", "phone number", "telephone", "telephone number", "mobile", "mobile number"),
        *("mobile phone", "cell phone", "fax", "fax number", "contact number", "msisdn"),
    ),
    "job": ("job title", "job", "occupation", "profession"),
    "company": (
        *(
            "company",
            "company name",
            "business name",
            "organization",
            "organisation",
            "organization name",
            "organisation name",
        ),
        *(
            "merchant name",
            "employer",
            "vendor name",
            "firm name",
            "bank name",
            "legal entity name",
        ),
    ),
    # places
    "address": (
        "address",
        "full address",
        "mailing address",
        "postal address",
        "formatted address",
    ),
    "street_address": (
        *("street", "street address", "street name", "line 1", "address 1", "address line 1"),
        *("address line", "street 1"),
    ),
    "address_unit": ("line 2", "address 2", "address line 2", "street 2", "street line 2", "apartment", "suite"),
    "city": ("city", "town", "locality", "city name", "place name", "place"),
    "state": (
        *("state name", "province", "administrative area", "county", "address state"),
        "administrative district level 1",
    ),
    "state_code": ("state code", "province code", "state abbreviation"),
    "postcode": (
        "postal code",
        "postcode",
        "post code",
        "zip",
        "zip code",
        "zipcode",
        "postalcode",
    ),
    "country": ("country", "country name"),
    "home_country": ("home country",),
    "home_country_code": ("home country code",),
    "country_code": ("country code", "country iso", "countrycode", "iso country"),
    "timezone": ("timezone", "time zone", "tz", "timezone name"),
    "locale": ("locale", "language tag", "culture"),
    "language_code": ("language", "lang", "language code"),
    # money
    "currency_code": ("currency", "currency code", "currencycode", "currency iso"),
    "decimal_text": ("amount", "price", "total", "subtotal", "cost", "fee", "tax", "balance"),
    "iban": ("iban",),
    "bic": ("bic", "swift", "swift code", "bic code"),
    "card_number": ("card number", "pan", "credit card number"),
    "card_last4": ("last 4", "last four", "last 4 digits", "last four digits"),
    "card_brand": ("card brand", "card type", "card scheme"),
    "digits": (
        "account number",
        "routing number",
        "sort code",
        "tax id",
        "invoice number",
        "fein",
        "ean",
        "upc",
        "gtin",
        "barcode",
        "isbn",
    ),
    "sku": ("sku", "part number", "product code", "model number"),
    # time; a string without a format may spell it in its own way, so an example comes first
    "date_time": (
        *("created at", "updated at", "deleted at", "expires at", "modified at", "at", "timestamp"),
        *(
            "date time",
            "datetime",
            "created on",
            "updated on",
            "created",
            "updated",
            "last updated",
        ),
        *("last used", "last seen", "last login", "last active", "last activity"),
        *("last modified", "start time", "end time", "modified"),
    ),
    "date": ("date", "due on", "day"),
    "birth_date": ("birthday", "birth date", "birthdate", "date of birth", "dob"),
    "duration": ("duration",),
    "time": ("time of day", "opening time", "closing time"),
    # technology
    "url": (
        *("url", "uri", "href", "link", "website", "homepage", "web site", "home page", "callback"),
        *("web page", "permalink", "webhook", "web address", "next", "previous", "prev"),
    ),
    "image_url": (
        *("image url", "avatar url", "photo url", "picture url", "logo url", "icon url", "avatar"),
        *("thumbnail url", "thumbnail", "logo", "icon uri", "image uri", "cover url"),
    ),
    "hostname": ("hostname", "host", "domain", "domain name", "fqdn", "host name"),
    "ipv4": ("ip", "ip address", "ipv 4", "ipv 4 address", "ip addr", "remote addr"),
    "ipv6": ("ipv 6", "ipv 6 address"),
    "mac_address": ("mac", "mac address"),
    "user_agent": ("ua", "user agent", "useragent"),
    "slug": ("slug", "handle", "permalink slug", "url key"),
    "color": ("color", "colour", "hex color", "background color", "text color"),
    "file_name": ("file name", "filename", "attachment name"),
    "file_path": ("file path", "filepath", "path"),
    "mime_type": ("mime type", "content type", "media type", "mimetype"),
    "version": ("version", "api version", "app version", "release"),
    "md5": ("md 5", "checksum md 5", "etag"),
    "sha1": ("commit", "git commit", "sha", "sha 1", "commit id", "commit sha", "checksum sha 1"),
    "sha256": ("sha 256", "checksum", "hash", "digest", "checksum sha 256", "fingerprint"),
    "uuid": ("uuid", "guid", "correlation id", "trace id"),
    "token": (
        *("token", "secret", "api key", "key", "id", "access token", "refresh token", "cursor"),
        *("signature", "nonce", "etag id", "client secret", "reference", "external id", "ref", "authorization code"),
    ),
    "password": ("password", "passphrase", "pass phrase", "passwd"),
    # text
    "title": ("title", "headline", "subject", "heading", "product name", "event name"),
    "word": (
        *("type", "kind", "mode", "level", "tag", "tags", "genre", "code", "scope", "channel", "group"),
        *("object", "model", "section", "source", "feature", "permission", "role", "method", "format"),
    ),
    "error_message": ("error message", "error description", "error detail"),
    "error_code": ("error code",),
    "quantity_text": ("quantity", "qty", "major", "minor", "patch"),
    "latitude_text": ("latitude", "lat"),
    "longitude_text": ("longitude", "lng", "lon"),
    "byte": ("base 64", "b64", "b64 json"),
    "label": ("thing name", "label", "caption", "category", "group name", "team name", "role name", "list name"),
    "sentence": (
        *("description", "summary", "message", "note", "notes", "comment", "comments", "memo"),
        *("reason", "details", "detail", "text", "instructions"),
        *("remarks", "statement descriptor", "hint", "purpose"),
    ),
    "paragraph": ("body", "content", "bio", "biography", "about", "long description", "plain text"),
}
"""Maker of strings: the names that ask for it."""

EXAMPLE_FIRST = frozenset(
    {
        *(
            "date",
            "date_time",
            "digits",
            "file_path",
            "label",
            "md5",
            "name",
            "postcode",
            "sha1",
            "latitude_text",
            "longitude_text",
        ),
        *("sha256", "sku", "slug", "state_code", "time", "token", "uuid", "version", "word", "error_code"),
        *("duration", "quantity_text", "error_message"),
    }
)
"""Makers that know less of a string than the shape of an example does."""

STATUSES = ("active", "pending", "completed")

# -- names of numbers -----------------------------------------------------------------------------

NUMBER_NAMES: Mapping[Window, tuple[str, ...]] = {
    _UNIX: (
        *("created", "updated", "created at", "updated at", "expires at", "deleted at", "at"),
        *("timestamp", "created on", "modified", "expires", "date", "available on", "epoch"),
        *("expire at", "canceled at", "start date", "end date", "start time", "end time"),
    ),
    _UNIX_MS: ("timestamp ms", "time ms", "at ms", "epoch ms", "epoch millis", "timestamp millis"),
    Window(2024, 2025, "year"): ("year",),
    Window(1, 12, "month"): ("month",),
    Window(1, 28, "day"): ("day", "day of month"),
    Window(1, 7): ("day of week", "weekday"),
    Window(0, 23): ("hour", "hours"),
    Window(0, 59): ("minute", "second"),
    Window(2027, 2035): ("exp year", "expiry year", "expiration year"),
    Window(1, 999_999): ("id", "user id", "account id", "ref", "reference id"),
    Window(1, 10): ("quantity", "qty", "page", "page number", "attempt", "attempts", "version"),
    Window(-5, 35): ("temperature", "temp", "feels like", "dew point"),
    Window(980, 1_040): ("pressure",),
    Window(0, 30): ("wind speed", "wind gust", "gust"),
    Window(0, 3_000): ("elevation", "altitude"),
    Window(1_000, 600_000): ("duration ms", "duration millis", "elapsed ms", "latency ms"),
    Window(0, 3): ("offset", "retries", "retry count", "failed attempts"),
    Window(10, 100): ("limit", "per page", "page size", "max results"),
    Window(0, 4): ("adults", "children", "infants", "guests", "rooms", "nights", "seats"),
    _COUNT: ("count", "total", "size count", "total count", "total items", "num", "number"),
    Window(1, 5): ("rating", "stars", "level", "priority", "rank", "position", "order"),
    Window(18, 90): ("age",),
    Window(1, 1_000_000): ("size", "bytes", "file size", "content length", "length"),
    Window(100, 2_000): ("width", "height", "weight", "weight grams"),
    Window(1, 3_600): ("duration", "seconds", "ttl", "timeout", "expires in", "interval"),
    Window(200, 204): ("status code", "http status", "http code"),
    Window(1_024, 65_535): ("port",),
}
"""Where integers and numbers of a name lie."""

WHOLE = frozenset((_COUNT, *map(Window, (0, 1, 1, 0, 10), (4, 999_999, 10, 3, 100))))
"""Windows of what is counted or named: whole even where a schema says `number`."""

INTEGER_NAMES: Mapping[Window, tuple[str, ...]] = {
    _AMOUNT: (
        *("amount", "cents", "price", "subtotal", "fee", "tax", "balance", "cost", "net"),
        *("unit amount", "amount cents", "minor units", "total amount", "amount total", "discount"),
    ),
    Window(0, 100): ("percent", "percentage", "pct", "progress", "score", "popularity", "chance", "humidity"),
}
"""Integers alone: money is in minor units."""

DECIMAL_NAMES: Mapping[Window, tuple[str, ...]] = {
    Window(-90, 90, "latitude"): ("latitude", "lat"),
    Window(-180, 180, "longitude"): ("longitude", "lng", "lon", "long"),
    _PRICE: (
        *(
            "amount",
            "price",
            "subtotal",
            "fee",
            "tax",
            "balance",
            "cost",
            "total",
            "net",
            "discount",
        ),
        *("revenue", "total revenue", "salary", "value amount"),
    ),
    Window(0, 100, "percentage"): (
        "percent",
        "percentage",
        "pct",
        "progress",
        "score",
        "tax rate",
        "chance",
        "humidity",
    ),
    Window(0, 1): ("rate", "ratio", "probability", "confidence", "fraction", "opacity"),
}
"""Numbers with decimals alone: money is in major units."""

# -- descriptions ---------------------------------------------------------------------------------

STRING_HINTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), method)
    for pattern, method in (
        (r"ISO[- ]?4217|three-letter (ISO )?currency code", "currency_code"),
        (r"ISO[- ]?3166.*alpha-?3|three-letter (ISO )?country code", "country_code3"),
        (r"ISO[- ]?3166-2|state (code|abbreviation)", "state_code"),
        (r"ISO[- ]?3166|two-letter (ISO )?country code", "country_code"),
        (r"ISO[- ]?639", "language_code"),
        (r"\bBCP[- ]?47\b|IETF language tag", "locale"),
        (r"\bIANA time ?zone|\btz database", "timezone"),
        (r"\bE\.?164\b", "phone_digits"),
        (r"\bUUID\b|\bGUID\b", "uuid"),
        (r"\bRFC[- ]?3339\b|ISO[- ]?8601 (date-?time|timestamp|format)", "date_time"),
        (r"\bYYYY-MM-DD\b(?!.?T)", "date"),
        (r"\bIBAN\b", "iban"),
        (r"^(the |an? )?(unique )?(ID|identifier) (of|for)\b", "token"),
        (r"\b(SHA-?256)\b", "sha256"),
        (r"^(the |an? )?(full |public |absolute )?(URL|web address)\b", "url"),
        (r"^(the |an? )?(\w+'s |\w+ )?e-?mail address\b", "email"),
        (r"^(the |an? )?(\w+'s |\w+ )?(tele)?phone number\b", "phone_number"),
    )
)
"""What the description of a string gives away; the first that is found counts."""

NUMBER_HINTS: tuple[tuple[re.Pattern[str], Window], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), window)
    for pattern, window in (
        (r"\bbetween 0 and 100\b|\bfrom 0 to 100\b", Window(0, 100)),
        (r"\bbetween 0(\.0)? and 1(\.0)?\b|\bfrom 0(\.0)? to 1(\.0)?\b", Window(0, 1)),
        (r"milliseconds since (the )?(unix )?epoch|unix timestamp in milliseconds", _UNIX_MS),
        (r"seconds since (the )?(unix )?epoch|unix (timestamp|time|epoch)", _UNIX),
        (r"\bin cents\b|smallest currency unit|minor (currency )?units?", _AMOUNT),
    )
)
"""What the description of a number gives away."""

PERSON = re.compile(
    r"\b(full name|person|customer|user|(card)?holder|contact|recipient|employee|owner|author|member"
    r"|buyer|patient|guest|driver|student|sender|signer)\b",
    re.IGNORECASE,
)
FIRM = re.compile(r"\b(company|business|organi[sz]ation|merchant|firm|vendor|bank)\b", re.IGNORECASE)
LOWER_CASE = re.compile(r"\blower-?\s?case\b", re.IGNORECASE)

# -- lengths --------------------------------------------------------------------------------------

LENGTHS: Mapping[str, tuple[int, int]] = {
    "address_unit": (6, 8),
    "bic": (8, 8),
    "birth_date": (10, 10),
    "card_brand": (4, 10),
    "card_last4": (4, 4),
    "card_number": (16, 16),
    "color": (7, 7),
    "country": (3, 100),
    "country_code": (2, 2),
    "country_code3": (3, 3),
    "country_code_lower": (2, 2),
    "currency_code": (3, 3),
    "currency_code_lower": (3, 3),
    "date": (10, 10),
    "date_time": (20, 20),
    "decimal_text": (4, 6),
    "digits": (6, 6),
    "duration": (3, 5),
    "error_code": (8, 15),
    "home_country": (13, 13),
    "home_country_code": (2, 2),
    "home_country_code3": (3, 3),
    "http_date": (29, 29),
    "ipv4": (9, 14),
    "ipv6": (13, 19),
    "language_code": (2, 2),
    "latitude_text": (7, 9),
    "locale": (5, 5),
    "longitude_text": (7, 10),
    "mac_address": (17, 17),
    "md5": (32, 32),
    "paragraph": (40, 300),
    "phone_digits": (9, 9),
    "phone_number": (11, 11),
    "postcode": (5, 5),
    "quantity_text": (1, 1),
    "sha1": (40, 40),
    "sha256": (64, 64),
    "sku": (8, 8),
    "state_code": (2, 2),
    "time": (9, 9),
    "token": (24, 24),
    "ulid": (26, 26),
    "user_agent": (90, 140),
    "uuid": (36, 36),
    "version": (5, 6),
    "year_month": (7, 7),
}
"""Shortest and longest value of a maker, where it is not between 2 and 100 characters."""

USUAL_LENGTHS = (2, 100)

LOCAL_LENGTHS: Mapping[str, tuple[int, int]] = {"phone_number": (11, 15), "postcode": (4, 10)}
"""The same over all locales, of makers that are as long as ever in English."""

FORMAT_LENGTHS: Mapping[str, tuple[int, int | None]] = {
    "date": (10, 10),
    "date-time": (20, None),
    "duration": (3, None),
    "email": (6, 254),
    "hostname": (1, 253),
    "idn-email": (6, 254),
    "idn-hostname": (1, 253),
    "ipv4": (7, 15),
    "ipv6": (2, 39),
    "iri": (2, None),
    "relative-json-pointer": (1, None),
    "time": (9, None),
    "uri": (2, None),
    "uuid": (36, 36),
}
"""Shortest and longest value that a checked format has."""

CODES = frozenset(
    {
        *("bic", "card_last4", "card_number", "country_code", "country_code3", "iban", "locale"),
        *("home_country", "home_country_code", "home_country_code3", "year_month"),
        *("country_code_lower", "currency_code", "currency_code_lower", "language_code", "ulid"),
        *("mac_address", "phone_digits", "phone_number", "postcode", "state_code", "timezone"),
        "user_agent",
    }
)
"""Makers whose values mean nothing when they are cut or stretched."""
