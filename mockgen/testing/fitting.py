"""Values cut or stretched to bounds of length, each format in its own way.

What has no format is cut, or continued with words. What has one is built again at a length within
the bounds, if the format knows such a value.
"""

from __future__ import annotations

import base64
import functools
import ipaddress
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, TypeAlias

from mockgen.testing import formats, realistic
from mockgen.testing.place import Place, UnsatisfiableSchema
from mockgen.testing.vocabulary import HEX, LOWER, characters, slug, word, words

Maker: TypeAlias = Callable[[Place], Any]

Stretcher: TypeAlias = Callable[[Place, int], str | None]
"""Makes a value of a format with exactly so many characters; None where there is none."""

_FARTHEST = 64  # lengths above the lower bound that are tried


def fitted(fake: Place, maker: Maker, value: str, lo: int, hi: int | None, strict: bool) -> str:
    """Return `value`, which `maker` made, within `lo` to `hi` characters.

    Raises:
        UnsatisfiableSchema: `strict`, and the format has no value of such a length.
    """
    stretcher = _STRETCHERS.get(maker)
    for length in _lengths(len(value), lo, hi) if stretcher else ():
        found = stretcher(fake, length) if stretcher else None
        if found is not None:
            return found
    if strict and maker in CHECKS:
        bounds = f"at least {lo}" if hi is None else f"{lo} to {hi}"
        name = maker.__name__.replace("_", "-")
        raise UnsatisfiableSchema(f"no {name} has {bounds} characters", fake.path)
    return _ended(value[:hi]) if len(value) > lo else _continued(fake, value, lo)


def _lengths(usual: int, lo: int, hi: int | None) -> range:
    """Return the lengths to try, from the bound that is nearest to the usual length."""
    if usual < lo:
        return range(lo, min(lo + _FARTHEST, lo + _FARTHEST if hi is None else hi) + 1)
    most = lo if hi is None else hi
    return range(most, max(lo, most - _FARTHEST) - 1, -1)


def _continued(fake: Place, value: str, length: int) -> str:
    """Return a text with words after it, of exactly this length."""
    parts, total = [value], len(value)
    while total < length:
        # A long text repeats a phrase: thousands of draws would show nothing more.
        phrase = f" {words(fake)} {words(fake)}"
        times = 1 + (length - total) // len(phrase) // 50
        parts.append(phrase * times)
        total += len(phrase) * times
    return _ended("".join(parts)[:length])


def _ended(text: str) -> str:
    """Return the text without white space at its end, which readers trim."""
    return f"{text[:-1]}s" if text.endswith(" ") else text


def _letters(fake: Place, length: int) -> str:
    """Return so many letters, in the first place those of a word."""
    return (word(fake) + characters(fake, LOWER, max(0, min(length, 512) - 4)) + "a" * (length - 512))[:length]


def _labels(fake: Place, length: int) -> str:
    """Return dot-separated labels of a host, of at most 63 characters each (RFC 1035, 2.3.4)."""
    text = list(_letters(fake, length))
    for place in range(32, length - 1, 32):
        text[place] = "."
    return "".join(text)


def _hostname(fake: Place, length: int) -> str | None:
    if length < 1 or length > 253:
        return None
    for domain in (".example.com", ".test"):
        if length > len(domain):
            return _labels(fake, length - len(domain)) + domain
    return _letters(fake, length)


def _email(fake: Place, length: int) -> str | None:
    if length < 6 or length > 254:
        return None
    for domain in ("@example.com", "@test"):
        if len(domain) < length <= len(domain) + 60:
            return _letters(fake, length - len(domain)) + domain
    domain = ".example.com"
    return f"{word(fake)[:4]}@{_labels(fake, length - 5 - len(domain))}{domain}"


def _url(fake: Place, length: int) -> str | None:
    if length < 2:
        return None
    # Where no host fits: the namespace for examples (RFC 6963), then a scheme that nobody has.
    starts = ("https://example.com/", "urn:example:", "x:")
    start = next(start for start in starts if len(start) <= length)
    return start + _letters(fake, length - len(start))


def _path(fake: Place, length: int) -> str:
    return "/" + _letters(fake, length - 1) if length else ""


def _template(fake: Place, length: int) -> str:
    return "/{id}/" + _letters(fake, length - 6) if length > 6 else _path(fake, length)


def _relative_pointer(fake: Place, length: int) -> str | None:
    return "0" + _path(fake, length - 1) if length else None


def _date_time(fake: Place, length: int) -> str | None:
    return _fraction(formats.date_time(fake), length)


def _time(fake: Place, length: int) -> str | None:
    return _fraction(formats.time(fake), length)


def _fraction(value: str, length: int) -> str | None:
    """Return a time with as many decimals of a second as the length asks for."""
    more = length - len(value)
    return value if not more else f"{value[:-1]}.{'0' * (more - 1)}Z" if more > 1 else None


def _duration(fake: Place, length: int) -> str | None:
    return f"P{'1' * (length - 2)}D" if length > 2 else None


def _ipv4(fake: Place, length: int) -> str | None:
    for start in ("192.0.2.", "198.51.100.", "10.0.0."):
        if 1 <= length - len(start) <= 3:
            return start + "1" * (length - len(start))
    return "255.255.255.255" if length == 15 else "0.0.0.0" if length == 7 else None


def _ipv6(fake: Place, length: int) -> str | None:
    """Return `2001:db8:` and groups that fill the length; below 20 characters with `::`."""
    if length < 2 or length > 39:
        return None
    if length < 20:
        start = "2001:db8::" if length >= 10 else "::"
        return start + _groups(fake, length - len(start))
    start = "2001:0db8:" if length == 39 else "2001:db8:"
    return start + _groups(fake, length - len(start), least=6)


def _groups(fake: Place, length: int, least: int = 0) -> str:
    """Return hexadecimal groups of up to four digits, with colons, of this length in all."""
    count = max(least, length // 5 + 1)
    each, more = divmod(length - count + 1, count)
    return ":".join(characters(fake, HEX[1:], each + (index < more)) for index in range(count))


def _byte(fake: Place, length: int) -> str | None:
    return base64.b64encode(_letters(fake, length * 3 // 4).encode()).decode() if length % 4 == 0 else None


_STRETCHERS: Mapping[Maker, Stretcher] = {
    formats.date_time: _date_time,
    formats.time: _time,
    formats.duration: _duration,
    formats.email: _email,
    formats.hostname: _hostname,
    formats.ipv4: _ipv4,
    formats.ipv6: _ipv6,
    formats.url: _url,
    formats.image_url: _url,
    formats.uri_reference: _path,
    formats.uri_template: _template,
    formats.json_pointer: _path,
    formats.relative_json_pointer: _relative_pointer,
    formats.regex: _letters,
    formats.byte: _byte,
    slug: _letters,
    realistic.username: _letters,
}


# -- patterns beside a format ---------------------------------------------------------------------


def _with(change: Callable[[str], str], maker: Maker) -> Maker:
    return lambda fake: change(maker(fake))


def _in_block(block: str, address: str) -> str:
    return block + address.rpartition(".")[2]


SPELLINGS: Mapping[Maker, tuple[Maker, ...]] = {
    formats.date_time: (
        _with(lambda value: f"{value[:-1]}.000Z", formats.date_time),
        _with(lambda value: f"{value[:-1]}.000000Z", formats.date_time),
        _with(lambda value: f"{value[:-1]}+00:00", formats.date_time),
    ),
    formats.time: (
        _with(lambda value: f"{value[:-1]}.000Z", formats.time),
        _with(lambda value: f"{value[:-1]}+00:00", formats.time),
    ),
    formats.uuid: (_with(str.upper, formats.uuid),),
    formats.url: (
        _with(lambda value: value.replace("https:", "http:"), formats.url),
        _with(lambda value: "https://example.com", formats.url),
        _with(lambda value: "https://example.com/", formats.url),
        _with(lambda value: "https://www.example.com/", formats.url),
    ),
    realistic.phone_number: tuple(
        _with(change, realistic.american_number)
        for change in (
            lambda value: value.replace("-", ""),
            lambda value: value[1:].replace("-", ""),
            lambda value: "+1555" + value[3:].replace("-", ""),
            lambda value: "555" + value[3:].replace("-", ""),
            lambda value: "555" + value[2:],
            lambda value: f"(555) {value[3:]}",
            lambda value: value[3:].replace("-", ""),
            lambda value: value[3:],
        )
    ),
    formats.ipv4: tuple(
        _with(functools.partial(_in_block, block), formats.ipv4)
        for block in ("10.0.0.", "192.168.0.", "172.16.0.", "127.0.0.")
    ),
    formats.email: (_with(lambda value: value.replace(".", "", 1), formats.email),),
}
"""Other spellings of a format, for patterns that its usual one does not match."""


def _parses(parse: Callable[[str], Any]) -> Callable[[str], bool]:
    def check(value: str) -> bool:
        try:
            parse(value)
        except ValueError:
            return False
        return True

    return check


def _full(pattern: str) -> Callable[[str], bool]:
    regex = re.compile(pattern)
    return lambda value: regex.fullmatch(value) is not None


def _is_date_time(value: str) -> bool:
    return _ZONED(value) and _parses(datetime.fromisoformat)(value[:19])


def _is_time(value: str) -> bool:
    return _ZONED(f"2024-01-01T{value}") and _parses(time.fromisoformat)(value[:8])


_ZONED = _full(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)")
_LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"

CHECKS: Mapping[Maker, Callable[[str], bool]] = {
    formats.date: _parses(date.fromisoformat),
    formats.date_time: _is_date_time,
    formats.time: _is_time,
    formats.duration: _full(r"P(\d+W|(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?)"),
    formats.uuid: _full("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
    formats.ipv4: _parses(ipaddress.IPv4Address),
    formats.ipv6: _parses(ipaddress.IPv6Address),
    formats.email: _full(rf"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@{_LABEL}(\.{_LABEL})*"),
    formats.hostname: _full(rf"(?!.*\.\d+$){_LABEL}(\.{_LABEL})*"),
    formats.url: _full(r"[A-Za-z][A-Za-z0-9+.-]*:(//[A-Za-z0-9.-]*(:\d{1,4})?(/[^\W]?)?)?[\w./?=&#;,+~@:-]*"),
    formats.uri_reference: _full(r"[\w./?=&;,+~-]*"),
    formats.json_pointer: _full(r"(/([^~/]|~[01])*)*"),
    formats.relative_json_pointer: _full(r"(0|[1-9]\d*)(#|(/([^~/]|~[01])*)*)"),
    formats.uri_template: _full(r"[\w./?=&;,+-]*"),
    formats.regex: _parses(re.compile),
    formats.byte: _full(r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"),
}
"""Whether a string drawn from a pattern is of the format too; stricter than the format itself."""
