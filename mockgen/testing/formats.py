"""Makers of the formats that validators know, and of the values that every document has.

Sources: JSON Schema validation 7.3, the OpenAPI format registry. Dates lie between the start of
2024 and the end of 2025, whenever they are made; domains and addresses are reserved for
documentation (RFC 2606, 3849, 5737).
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from mockgen.testing.place import JSON, Place
from mockgen.testing.realistic import digits, username, year
from mockgen.testing.vocabulary import ALNUM, DOMAINS, characters, word, words

EPOCH_2024 = 1_704_067_200
SECONDS = 731 * 86_400  # 2024 and 2025; 2024 is a leap year


def uuid(fake: Place) -> str:
    """A random UUID, version 4 (RFC 9562)."""
    version, variant = 4 << 12, 2 << 62
    high = fake.bits() & ~0xF000 | version
    low = fake.bits() >> 2 | variant
    text = f"{high:016x}{low:016x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def moment(fake: Place) -> datetime:
    """A whole second of 2024 or 2025, in UTC."""
    return datetime.fromtimestamp(EPOCH_2024 + fake.below(SECONDS), UTC)


def date(fake: Place) -> str:
    """An RFC 3339 full-date."""
    return moment(fake).date().isoformat()


def birth_date(fake: Place) -> str:
    """The day on which an adult was born, as a full-date."""
    return f"{1950 + fake.below(55)}-{1 + fake.below(12):02}-{1 + fake.below(28):02}"


def year_month(fake: Place) -> str:
    """A month of 2024 or 2025."""
    return date(fake)[:7]


def date_time(fake: Place) -> str:
    """An RFC 3339 date-time in UTC."""
    return f"{moment(fake).isoformat()[:19]}Z"


def http_date(fake: Place) -> str:
    """A date as HTTP headers carry it (RFC 9110, 5.6.7), in English whatever the locale."""
    when = moment(fake)
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[when.weekday()]
    month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][when.month - 1]
    return f"{day}, {when.day:02} {month} {when.year} {when:%H:%M:%S} GMT"


def time(fake: Place) -> str:
    """An RFC 3339 full-time in UTC."""
    return f"{moment(fake).isoformat()[11:19]}Z"


def duration(fake: Place) -> str:
    """An ISO 8601 duration (RFC 3339, appendix A)."""
    return fake.choose(("PT{}M", "PT{}H", "P{}D")).format(1 + fake.below(30))


def unix_time(fake: Place) -> int:
    """Seconds since 1970."""
    return EPOCH_2024 + fake.below(SECONDS)


def unix_milliseconds(fake: Place) -> int:
    """Milliseconds since 1970."""
    return 1000 * unix_time(fake) + fake.below(1000)


def email(fake: Place) -> str:
    """An address at a domain reserved for examples."""
    return f"{username(fake)}@{fake.choose(DOMAINS)}"


def hostname(fake: Place) -> str:
    """A host under a domain reserved for examples."""
    return f"{word(fake)}.{fake.choose(DOMAINS)}"


def ipv4(fake: Place) -> str:
    """An address of the blocks for documentation (RFC 5737)."""
    return f"{fake.choose(('192.0.2', '198.51.100', '203.0.113'))}.{1 + fake.below(254)}"


def ipv6(fake: Place) -> str:
    """An address of the block for documentation (RFC 3849)."""
    return f"2001:db8::{1 + fake.below(0xFFFE):x}:{1 + fake.below(0xFFFE):x}"


def url(fake: Place) -> str:
    """A web page at a domain reserved for examples."""
    return f"https://{fake.choose(DOMAINS)}/{word(fake)}/{word(fake)}"


def image_url(fake: Place) -> str:
    """An image at a domain reserved for examples."""
    return f"https://{fake.choose(DOMAINS)}/images/{word(fake)}.png"


def uri_reference(fake: Place) -> str:
    """A path, which is a relative reference (RFC 3986, 4.2)."""
    return f"/{word(fake)}/{word(fake)}"


def uri_template(fake: Place) -> str:
    """A URI template (RFC 6570)."""
    return f"https://{fake.choose(DOMAINS)}/{word(fake)}/{{id}}"


def json_pointer(fake: Place) -> str:
    """A JSON pointer (RFC 6901)."""
    return f"/{word(fake)}/{fake.below(10)}"


def relative_json_pointer(fake: Place) -> str:
    """A relative JSON pointer."""
    return f"{fake.below(3)}/{word(fake)}"


def regex(fake: Place) -> str:
    """A regular expression that every dialect knows."""
    return f"^{word(fake)}$"


def byte(fake: Place) -> str:
    """Base64 of readable text (RFC 4648, 4)."""
    return base64.b64encode(words(fake).encode()).decode()


def binary_text(fake: Place) -> str:
    """Binary content, readable where it turns up in a diff."""
    return words(fake)


def password(fake: Place) -> str:
    """A password with characters of every kind."""
    return f"{word(fake).capitalize()}-{characters(fake, ALNUM, 8)}-{fake.below(100)}"


def null(fake: Place) -> None:
    """Null."""


def boolean(fake: Place) -> bool:
    """True or false."""
    fake.must_be((True, False))
    return fake.turn(2) == 1


def anything(fake: Place) -> JSON:
    """A small JSON value, for a schema that allows all."""
    return fake.choose((word, digits, boolean, year))(fake)
