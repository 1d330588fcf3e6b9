"""Makers of realistic values: people, places, business and technology.

Nothing here can reach a real person or host: domains, addresses and telephone numbers are of the
ranges reserved for documentation (RFC 2606, RFC 5737, RFC 7042, NANPA 555-01xx).
"""

from __future__ import annotations

from mockgen.testing.place import Place
from mockgen.testing.vocabulary import (
    ALNUM,
    ENGLISH,
    HEX,
    LOWER,
    alpha3,
    characters,
    english,
    from_faker,
    local,
    localised,
    logins,
    names,
    word,
)

_FICTION = {"DE": "+49 30 23125", "FR": "+33 1 99001", "GB": "+44 20 79460"}
"""Blocks of a thousand numbers that are kept for fiction: by the Bundesnetzagentur, Arcep and Ofcom."""

# -- people and places -----------------------------------------------------------------------------


def first_name(fake: Place) -> str:
    """A given name."""
    return localised(fake, "first_name") or fake.choose(names("first_names"))


def last_name(fake: Place) -> str:
    """A family name."""
    return localised(fake, "last_name") or fake.choose(names("last_names"))


def name(fake: Place) -> str:
    """A given and a family name."""
    return localised(fake, "name") or f"{first_name(fake)} {last_name(fake)}"


def username(fake: Place) -> str:
    """A login made of a name, in lower-case ASCII."""
    return f"{fake.choose(logins('first_names'))}.{fake.choose(logins('last_names'))}"


def phone_number(fake: Place) -> str:
    """A number of a block reserved for fiction: the locale's, where mockgen knows one, else that of North America."""
    block = _FICTION.get(fake._locale.partition("_")[2])
    return american_number(fake) if block is None else f"{block}{fake.below(1000):03}"


def american_number(fake: Place) -> str:
    """A number of the block reserved for fiction, 555-0100 to 555-0199."""
    return f"+1-555-01{fake.below(100):02}"


def phone_digits(fake: Place) -> str:
    """A reserved number in the form of E.164, without separators."""
    return f"+155501{fake.below(100):02}"


def street_address(fake: Place) -> str:
    """House number and street."""
    return localised(fake, "street_address") or f"{1 + fake.below(999)} {english(fake, 'street_name')}"


def city(fake: Place) -> str:
    """A town."""
    return local(fake, "city")


def state(fake: Place) -> str:
    """A state of the United States."""
    return local(fake, "state")


def state_code(fake: Place) -> str:
    """The two letters of a state of the United States."""
    return localised(fake, "state_abbr", 2, 2) or english(fake, "state_abbr")


def postcode(fake: Place) -> str:
    """A postal code, of five digits in English."""
    return localised(fake, "postcode", 4, 10) or f"{10000 + fake.below(90000)}"


def address(fake: Place) -> str:
    """A whole postal address on one line."""
    found = localised(fake, "address")
    return found or f"{street_address(fake)}, {city(fake)}, {state_code(fake)} {postcode(fake)}"


def country(fake: Place) -> str:
    """The English name of a country."""
    return local(fake, "country", 3)


def home_country(fake: Place) -> str:
    """The country of the cities, states, postal codes and telephone numbers here: that of the locale."""
    return "United States" if fake._locale == ENGLISH else str(local(fake, "current_country"))


def home_country_code(fake: Place) -> str:
    """Its two letters of ISO 3166-1."""
    return str(fake._locale.rpartition("_")[2])


def home_country_code3(fake: Place) -> str:
    """Its three letters of ISO 3166-1."""
    return alpha3(home_country_code(fake))


def address_unit(fake: Place) -> str:
    """The second line of an address."""
    return f"{fake.choose(('Apt.', 'Suite', 'Unit'))} {1 + fake.below(99)}"


def country_code(fake: Place) -> str:
    """Two letters of ISO 3166-1."""
    return fake.choose(
        [
            "AT",
            "AU",
            "BE",
            "BR",
            "CA",
            "CH",
            "DE",
            "DK",
            "ES",
            "FI",
            "FR",
            "GB",
            "IE",
            "IN",
            "IT",
            "JP",
            "NL",
            "NO",
            "NZ",
            "PL",
            "PT",
            "SE",
            "US",
        ]
    )


def country_code3(fake: Place) -> str:
    """Three letters of ISO 3166-1."""
    return fake.choose(
        [
            "AUS",
            "AUT",
            "BEL",
            "BRA",
            "CAN",
            "CHE",
            "DEU",
            "DNK",
            "ESP",
            "FIN",
            "FRA",
            "GBR",
            "IND",
            "IRL",
            "ITA",
            "JPN",
            "NLD",
            "SWE",
            "USA",
        ]
    )


def currency_code(fake: Place) -> str:
    """Three letters of ISO 4217, of currencies in wide use with two decimals."""
    return fake.choose(("USD", "EUR", "GBP", "CHF", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "NZD"))


def country_code_lower(fake: Place) -> str:
    """Two lower-case letters of ISO 3166-1."""
    return country_code(fake).lower()


def currency_code_lower(fake: Place) -> str:
    """Three lower-case letters of ISO 4217."""
    return currency_code(fake).lower()


def language_code(fake: Place) -> str:
    """Two letters of ISO 639-1."""
    return fake.choose(("en", "de", "fr", "es", "it", "nl", "pt", "sv", "pl", "ja"))


def locale(fake: Place) -> str:
    """A language tag with a region (BCP 47)."""
    return fake.choose(("en-US", "en-GB", "de-DE", "fr-FR", "es-ES", "it-IT", "nl-NL", "pt-BR", "sv-SE", "ja-JP"))


def timezone(fake: Place) -> str:
    """A zone of the IANA time zone database."""
    zones = (
        "UTC",
        "Europe/Berlin",
        "Europe/London",
        "Europe/Paris",
        "America/New_York",
        "America/Chicago",
    )
    return fake.choose((*zones, "America/Los_Angeles", "Asia/Tokyo", "Asia/Singapore", "Australia/Sydney"))


def latitude(fake: Place) -> float:
    """Degrees north, to a metre or so, from -90 to 90."""
    return (fake.below(18_000_001) - 9_000_000) / 100_000


def longitude(fake: Place) -> float:
    """Degrees east, from -180 to 180."""
    return (fake.below(36_000_001) - 18_000_000) / 100_000


def latitude_text(fake: Place) -> str:
    """Degrees north, as text."""
    return f"{latitude(fake):.5f}"


def longitude_text(fake: Place) -> str:
    """Degrees east, as text."""
    return f"{longitude(fake):.5f}"


# -- business --------------------------------------------------------------------------------------


def company(fake: Place) -> str:
    """A firm."""
    return local(fake, "company")


def job(fake: Place) -> str:
    """An occupation."""
    return local(fake, "job")


def iban(fake: Place) -> str:
    """An account number with valid check digits (ISO 13616)."""
    return str(from_faker(fake, "iban"))


def bic(fake: Place) -> str:
    """A bank identifier (ISO 9362)."""
    return str(from_faker(fake, "swift8"))


def amount(fake: Place) -> int:
    """Money in minor units, from 1.00 to 999.99."""
    return 100 + fake.below(99_900)


def price(fake: Place) -> float:
    """Money in major units, from 1.00 to 999.99."""
    return amount(fake) / 100


def decimal_text(fake: Place) -> str:
    """Money in major units, as a string."""
    return f"{price(fake):.2f}"


def percentage(fake: Place) -> float:
    """From 0 to 100 with one decimal."""
    return fake.below(1001) / 10


def card_number(fake: Place) -> str:
    """A number that payment services accept in tests only."""
    return fake.choose(("4242424242424242", "4000056655665556", "5555555555554444", "2223003122003222"))


def card_last4(fake: Place) -> str:
    """The last digits of such a number."""
    return card_number(fake)[-4:]


def card_brand(fake: Place) -> str:
    """A brand of payment cards."""
    return fake.choose(("visa", "mastercard", "amex", "discover"))


def sku(fake: Place) -> str:
    """A stock-keeping unit."""
    return f"{characters(fake, LOWER.upper(), 3)}-{1000 + fake.below(9000)}"


# -- technology ------------------------------------------------------------------------------------


def user_agent(fake: Place) -> str:
    """What a browser calls itself."""
    system = fake.choose(("X11; Linux x86_64", "Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7"))
    version = 110 + fake.below(30)
    engine = "AppleWebKit/537.36 (KHTML, like Gecko)"
    return f"Mozilla/5.0 ({system}) {engine} Chrome/{version}.0.0.0 Safari/537.36"


def mac_address(fake: Place) -> str:
    """An address of the block for documentation (RFC 7042, 2.1.2)."""
    return f"00:00:5e:00:53:{fake.below(256):02x}"


def color(fake: Place) -> str:
    """Red, green and blue, as style sheets write them."""
    return f"#{characters(fake, HEX, 6)}"


def file_name(fake: Place) -> str:
    """A file without its folder."""
    return f"{word(fake)}.{fake.choose(('pdf', 'png', 'csv', 'txt', 'jpg'))}"


def file_path(fake: Place) -> str:
    """A file in a folder."""
    return f"{word(fake)}/{file_name(fake)}"


def quantity_text(fake: Place) -> str:
    """A small whole number, as text."""
    return str(1 + fake.below(9))


def mime_type(fake: Place) -> str:
    """A media type (RFC 6838)."""
    return fake.choose(("application/pdf", "image/png", "text/csv", "text/plain", "image/jpeg", "application/json"))


def version(fake: Place) -> str:
    """A semantic version."""
    return f"{1 + fake.below(5)}.{fake.below(20)}.{fake.below(10)}"


def md5(fake: Place) -> str:
    """An MD5 digest in hexadecimal."""
    return characters(fake, HEX, 32)


def sha1(fake: Place) -> str:
    """A SHA-1 digest in hexadecimal."""
    return characters(fake, HEX, 40)


def sha256(fake: Place) -> str:
    """A SHA-256 digest in hexadecimal."""
    return characters(fake, HEX, 64)


def token(fake: Place) -> str:
    """An opaque string."""
    return characters(fake, ALNUM, 24)


def ulid(fake: Place) -> str:
    """A sortable identifier of 26 characters in Crockford's base 32."""
    return "01" + characters(fake, "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 24)


def digits(fake: Place) -> str:
    """A number without meaning, as text."""
    return str(100_000 + fake.below(900_000))


def year(fake: Place) -> int:
    """2024 or 2025."""
    return 2024 + fake.turn(2)


def month(fake: Place) -> int:
    """1 to 12."""
    return 1 + fake.turn(12)


def day(fake: Place) -> int:
    """1 to 28, a day of every month."""
    return 1 + fake.turn(28)
