"""The `format` keyword: what each of its names asks of a string.

Every check takes a string and answers yes or no; a name that is not in `CHECKS` asks nothing.
Sources: JSON Schema 2020-12 validation, section 7.3, and the RFCs that it names: 3339 (dates and
times), 5321 (email), 1123 and 5890 (host names), 2673 and 4291 (addresses), 3986 and 3987 (URIs and
IRIs), 4122 (UUIDs), 6570 (templates), 6901 (pointers); OpenAPI's registry of formats for `byte`.
"""

from __future__ import annotations

import base64
import binascii
import calendar
import ipaddress
import re
from collections.abc import Callable

import idna

from mockgen.testing import ecma

Check = Callable[[str], bool]

# -- dates and times (RFC 3339) ------------------------------------------------------------

DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
TIME = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))")
DURATION = re.compile(
    r"P(?:[0-9]+W"
    r"|(?=[0-9T])(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)?"
    r"(?:T(?=[0-9])(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))?)"
)


def is_date(text: str) -> bool:
    """Tell whether `text` is a `full-date`; the year 0 counts, unlike in `datetime`."""
    found = DATE.fullmatch(text)
    if not found:
        return False
    year, month, day = (int(part) for part in found.groups())
    if not 1 <= month <= 12:
        return False
    return 1 <= day <= (29 if month == 2 and calendar.isleap(year) else DAYS[month - 1])


def is_time(text: str) -> bool:
    """Tell whether `text` is a `full-time`; a leap second only where one can fall."""
    found = TIME.fullmatch(text)
    if not found:
        return False
    hour, minute, second = int(found[1]), int(found[2]), int(found[3])
    offset_hour, offset_minute = int(found[5] or 0), int(found[6] or 0)
    if hour > 23 or minute > 59 or second > 60 or offset_hour > 23 or offset_minute > 59:
        return False
    offset = (offset_hour * 60 + offset_minute) * (-1 if found[4] == "-" else 1)
    return second < 60 or (hour * 60 + minute - offset) % 1440 == 1439


def is_date_time(text: str) -> bool:
    """Tell whether `text` is a `date-time`."""
    return text[10:11] in {"T", "t"} and is_date(text[:10]) and is_time(text[11:])


# -- hosts, addresses and mailboxes --------------------------------------------------------

LABEL = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)")
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
WIDE_ATOM = r"(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]|[^\x00-\x7f])+"
QUOTED = r'"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*"'
DOMAIN = r"\[[^\[\]\s]+\]|[^\[\]@\s<>\"]+"


def is_hostname(text: str) -> bool:
    """Tell whether `text` is a host name of RFC 1123; labels in punycode must decode."""
    return len(text) <= 253 and all(_is_label(label) for label in text.split("."))


def _is_label(label: str) -> bool:
    if not LABEL.fullmatch(label):
        return False
    if label[2:4] != "--":
        return True
    try:
        idna.decode(label)
    except UnicodeError:
        return False
    return label.startswith("xn")


def is_idn_hostname(text: str) -> bool:
    """Tell whether `text` is a host name in its Unicode or ASCII form (RFC 5890)."""
    try:
        return is_hostname(idna.encode(text, uts46=True).decode("ascii"))
    except UnicodeError:
        return False


def is_ipv4(text: str) -> bool:
    """Tell whether `text` is four decimal numbers without leading zeros."""
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


def is_ipv6(text: str) -> bool:
    """Tell whether `text` is an address of RFC 4291, without a zone."""
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return "%" not in text


def _mailbox(atom: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<local>{atom}(?:\.{atom})*|{QUOTED})@(?P<domain>{DOMAIN})")


MAILBOX, WIDE_MAILBOX = _mailbox(ATOM), _mailbox(WIDE_ATOM)
DISPLAYED = re.compile(r"[^\r\n]* <([^<>]*)>")


def is_email(text: str) -> bool:
    """Tell whether `text` is a mailbox of RFC 5321, with or without a display name."""
    return _is_mailbox(text, MAILBOX, is_hostname)


def is_idn_email(text: str) -> bool:
    """Tell whether `text` is a mailbox of RFC 6531."""
    return _is_mailbox(text, WIDE_MAILBOX, is_idn_hostname)


def _is_mailbox(text: str, mailbox: re.Pattern[str], is_domain: Check) -> bool:
    displayed = DISPLAYED.fullmatch(text)
    found = mailbox.fullmatch(displayed[1] if displayed else text)
    if not found or len(found["local"].encode("utf-8", "surrogatepass")) > 64:
        return False
    domain = found["domain"]
    if not domain.startswith("["):
        return is_domain(domain)
    literal = domain[1:-1]
    return is_ipv6(literal[5:]) if literal.startswith("IPv6:") else is_ipv4(literal)


# -- URIs (RFC 3986), IRIs (RFC 3987) and templates (RFC 6570) -----------------------------

PERCENT = r"%[0-9A-Fa-f]{2}"
UCSCHAR = "".join(
    (
        "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef",
        *(f"{chr(0x10000 * plane)}-{chr(0x10000 * plane + 0xFFFD)}" for plane in range(1, 14)),
        "\U000e1000-\U000efffd",
    )
)
IPRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
FUTURE_ADDRESS = re.compile(r"v[0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+")
VARIABLE_NAME = rf"(?:[A-Za-z0-9_]|{PERCENT})+(?:\.(?:[A-Za-z0-9_]|{PERCENT})+)*"
VARIABLE = rf"{VARIABLE_NAME}(?::[1-9][0-9]{{0,3}}|\*)?"
TEMPLATE = re.compile(
    rf"(?:[^\x00-\x20\"<>%\\^`{{|}}\x7f]|{PERCENT}"
    rf"|\{{[+#./;?&=,!@|]?{VARIABLE}(?:,{VARIABLE})*\}})*"
)


def _references(wide: str, private: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the grammars of an absolute and of a relative reference, without IP literals.

    Args:
        wide: characters that may stand wherever a letter may, as the inside of a class.
        private: those that may stand in a query besides.
    """
    plain = rf"\-A-Za-z0-9._~!$&'()*+,;={wide}"
    character = rf"(?:[{plain}:@]|{PERCENT})"
    without_colon = rf"(?:[{plain}@]|{PERCENT})"  # with one, the first segment would be a scheme
    host = rf"(?P<host>\[[^\[\]]*\]|(?:[{plain}]|{PERCENT})*)"
    authority = rf"//(?:(?:[{plain}:]|{PERCENT})*@)?{host}(?::[0-9]*)?"
    rest = rf"(?:/{character}*)*"
    tail = rf"(?:\?(?:{character}|[/?{private}])*)?(?:#(?:{character}|[/?])*)?"
    rooted = rf"{authority}{rest}|/(?:{character}+{rest})?"
    scheme = r"[A-Za-z][A-Za-z0-9+.-]*:"
    return (
        re.compile(rf"{scheme}(?:{rooted}|{character}+{rest}|){tail}"),
        re.compile(rf"(?:{rooted}|{without_colon}+{rest}|){tail}"),
    )


URI, RELATIVE_URI = _references("", "")
IRI, RELATIVE_IRI = _references(UCSCHAR, IPRIVATE)


def _is_reference(text: str, *grammars: re.Pattern[str]) -> bool:
    for grammar in grammars:
        found = grammar.fullmatch(text)
        if found:
            host = found["host"] or ""
            return not host.startswith("[") or _is_literal(host[1:-1])
    return False


def _is_literal(address: str) -> bool:
    return is_ipv6(address) or FUTURE_ADDRESS.fullmatch(address) is not None


def is_uri(text: str) -> bool:
    """Tell whether `text` is a URI with a scheme."""
    return _is_reference(text, URI)


def is_uri_reference(text: str) -> bool:
    """Tell whether `text` is a URI or a relative reference."""
    return _is_reference(text, URI, RELATIVE_URI)


def is_iri(text: str) -> bool:
    """Tell whether `text` is an IRI with a scheme."""
    return _is_reference(text, IRI)


def is_iri_reference(text: str) -> bool:
    """Tell whether `text` is an IRI or a relative reference."""
    return _is_reference(text, IRI, RELATIVE_IRI)


# -- the others ----------------------------------------------------------------------------

UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")
RELATIVE_POINTER = re.compile(r"(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~[01])*)*)")


def is_base64(text: str) -> bool:
    """Tell whether `text` is base64 with padding and nothing else (RFC 4648, section 4)."""
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _matches(pattern: re.Pattern[str]) -> Check:
    def check(text: str) -> bool:
        return pattern.fullmatch(text) is not None

    return check


CHECKS: dict[str, Check] = {
    "byte": is_base64,
    "date": is_date,
    "date-time": is_date_time,
    "duration": _matches(DURATION),
    "email": is_email,
    "hostname": is_hostname,
    "idn-email": is_idn_email,
    "idn-hostname": is_idn_hostname,
    "ipv4": is_ipv4,
    "ipv6": is_ipv6,
    "iri": is_iri,
    "iri-reference": is_iri_reference,
    "json-pointer": _matches(POINTER),
    "regex": ecma.is_ecma,
    "relative-json-pointer": _matches(RELATIVE_POINTER),
    "time": is_time,
    "uri": is_uri,
    "uri-reference": is_uri_reference,
    "uri-template": _matches(TEMPLATE),
    "uuid": _matches(UUID),
}
