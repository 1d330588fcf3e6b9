"""Makers of strings: by format, name, description, example and bounds, in this order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from mockgen.build import provider_rules as rules
from mockgen.build.provider_lookup import Provider, Schema, is_number, named, string_names, tokens

Keywords: TypeAlias = tuple[tuple[str, Any], ...]


def string(name: str, schema: Schema) -> Provider:
    """Return the maker of a string."""
    lo, hi = _length(schema.get("minLength")) or 0, _length(schema.get("maxLength"))
    if hi is not None and lo > hi:
        return Provider("never", (f"minLength {lo} is above maxLength {hi}",))
    pattern = schema.get("pattern")
    reason = impossible_length(schema)
    if reason:
        return Provider("never", (reason,))
    strict: Keywords = (("strict", True),) if schema.get("format") in rules.ASSERTED else ()
    made = _of_format(name, schema) or _of_meaning(name, schema, lo, hi)
    if isinstance(pattern, str):
        return _matching(made, pattern, lo, hi, strict)
    return _fitted(made, lo, hi, strict) if made else _text(lo, hi)


def impossible_length(schema: Schema) -> str:
    """Return why no value of the format lies within the bounds, or `""`."""
    lo, hi = _length(schema.get("minLength")) or 0, _length(schema.get("maxLength"))
    format_ = schema.get("format")
    least, most = rules.FORMAT_LENGTHS.get(str(format_), (0, None))
    if most is not None and lo > most:
        return f"minLength {lo} is above the {most} characters of format {format_}"
    if hi is not None and hi < least:
        return f"maxLength {hi} is below the {least} characters of format {format_}"
    return ""


def _length(value: Any) -> int | None:
    return int(value) if is_number(value) else None


DIGITS = "0123456789"
_OPAQUE = ("pick", "token", "identifier", "like")


_IDENTIFIER = re.compile(r"\^([A-Za-z0-9]+[_-])\[(?:0-9a-z|a-z0-9|A-Za-z0-9|a-zA-Z0-9)\]\{(\d+),(\d+)\}\$")
_USUAL_IDENTIFIER = 16  # characters after the prefix, where no example says


def _identifier(prefix: str, least: int, most: int, made: Provider | None) -> Provider:
    """Return the maker of identifiers like `ch_1a2b3c`, as long as the example if there is one."""
    usual = made.args[1] if made is not None and made.method == "identifier" else _USUAL_IDENTIFIER
    alphabet = made.args[2:] if made is not None and made.method == "identifier" else ()
    return Provider("identifier", (prefix, max(least, min(most, usual)), *alphabet))


def _matching(made: Provider | None, pattern: str, lo: int, hi: int | None, strict: Keywords) -> Provider:
    """Return a maker of what matches a pattern, realistic where that is possible."""
    bounds = (lo, hi) if hi is not None else (lo,) if lo else ()
    whole = _IDENTIFIER.fullmatch(pattern)
    if whole and not bounds and (made is None or made.method in _OPAQUE):
        return _identifier(whole[1], int(whole[2]), int(whole[3]), made)
    prefix = re.fullmatch(r"\^([A-Za-z0-9]+[_-])", pattern)
    if prefix and (made is None or made.method in _OPAQUE):
        size = max(lo - len(prefix[1]), 16 if hi is None else min(16, hi - len(prefix[1])))
        if size > 0:
            return Provider("identifier", (prefix[1], size))
    if made is None and pattern.startswith(("^http", "^(http")):
        made = Provider("url")
    if made is not None and made.method in _WEAK and "a-z" not in pattern.lower():
        made = None
    if made is not None and made.method == "pick":
        return Provider("matching", (pattern, *bounds), inner=made)
    if made is None or made.method in _OPAQUE:
        return Provider("pattern", (pattern, *bounds))
    return Provider("matching", (pattern, *bounds), strict, inner=made)


def _fitted(made: Provider, lo: int, hi: int | None, strict: Keywords) -> Provider:
    """Return `made`, wrapped where its values may be shorter or longer than the bounds."""
    least, most = lengths(made)
    if made.method == "digits" and (lo > most or (hi is not None and hi < least)):
        return Provider("identifier", ("", lo if lo > most else hi, DIGITS))
    if lo <= least and (hi is None or hi >= most):
        return made
    return Provider("fitted", (lo,) if hi is None else (lo, hi), strict, inner=made)


def lengths(made: Provider) -> tuple[int, int]:
    """Return the lengths of the shortest and the longest text that a maker gives, in any locale."""
    if made.method == "identifier":
        size = len(made.args[0]) + made.args[1]
        return size, size
    if made.method in ("like", "pick"):
        sizes = [len(text) for text in made.args]
        return min(sizes), max(sizes)
    return rules.LOCAL_LENGTHS.get(made.method) or rules.LENGTHS.get(made.method, rules.USUAL_LENGTHS)


def _text(lo: int, hi: int | None) -> Provider:
    least, most = rules.USUAL_LENGTHS
    if lo <= least and (hi is None or hi >= most):
        return Provider("words")
    return Provider("text", (lo,) if hi is None else (lo, hi))


_MORE_OF_FORMAT = (("uri", "image_url"), ("date", "birth_date"))  # what names tell apart of one format


def _of_format(name: str, schema: Schema) -> Provider | None:
    """Return the maker that the format or the content encoding asks for."""
    format_ = schema.get("format")
    if not isinstance(format_, str):
        encoding = schema.get("contentEncoding")
        return Provider("byte") if encoding == "base64" else None
    if format_ in rules.ASSERTED:
        known = named(tokens(name), string_names())
        if (format_, known) in _MORE_OF_FORMAT and "pattern" not in schema:
            return Provider(str(known))
        return Provider(rules.ASSERTED[format_])
    spelled = format_.strip().lower().replace("_", "-").lstrip("+").replace("e.164", "e164")
    method = rules.ANNOTATED.get(spelled) or rules.ASSERTED.get(spelled)
    return Provider(method) if method else None


def _of_meaning(name: str, schema: Schema, lo: int, hi: int | None) -> Provider | None:
    """Return the maker that name, description or example ask for and that the bounds allow."""
    strings = [text for text in _examples(schema) if isinstance(text, str)]
    examples = [text for text in strings if _fits(len(text), lo, hi)]
    shape = _of_example(examples)
    said = tokens(name)
    known = named(said, string_names())
    vague = known is None or (known in rules.EXAMPLE_FIRST and known not in ("name", "duration"))
    method = (_hinted(schema) if vague else None) or known
    if said[-1:] == ("status",) and not examples:
        return _among(rules.STATUSES, lo, hi)
    if method is None or (method in _WEAK and examples):
        return shape or _among([text for text in examples if _is_word(text)], lo, hi)
    if method in rules.EXAMPLE_FIRST and shape is not None:
        return shape
    return _possible(_refined(method, said, schema, examples), lo, hi)


_WEAK = ("word", "error_code")  # makers that know less than any example


def _refined(method: str, said: tuple[str, ...], schema: Schema, examples: list[str]) -> str:
    """Return the maker for what a name means here: code or name, person or thing."""
    text = str(schema.get("description") or "")
    if method in ("country", "home_country"):
        return _country(method, schema, examples)
    if method == "state" and _code_size(schema, examples) == 2:
        return "state_code"
    if method in ("currency_code", "country_code"):
        return _cased(method, schema, examples)
    if method == "name" and said[-2:] != ("person", "name") and text and not rules.PERSON.search(text):
        return "company" if rules.FIRM.search(text) else "label"
    return method


_COUNTRIES = {2: "country_code", 3: "country_code3"}
_CODE = re.compile(r"\^?\[(?:A-Z|a-zA-Z|A-Za-z)\]\{(\d)\}\$?")


def _country(method: str, schema: Schema, examples: list[str]) -> str:
    """Return the maker of a country's name or code, of any country or of the one of the addresses here."""
    hint = _hinted(schema)
    code = hint if hint in _COUNTRIES.values() else _COUNTRIES.get(_code_size(schema, examples), "")
    if not code or method == "country":
        return _cased(code, schema, examples) if code else method
    return f"home_{code}" if _cased(code, schema, examples) == code else f"{code}_lower"


def _code_size(schema: Schema, examples: list[str]) -> int:
    """Return how many letters a code has, as its pattern, an example or its bound tell; 0 where nothing does."""
    pattern = _CODE.fullmatch(str(schema.get("pattern") or ""))
    if pattern:
        return int(pattern[1])
    return len(examples[0]) if examples else _length(schema.get("maxLength")) or 0


def _cased(method: str, schema: Schema, examples: list[str]) -> str:
    """Return the maker of a code in the case that the document writes it in."""
    if method not in ("currency_code", "country_code"):
        return method
    lower = any(text.islower() for text in examples) or rules.LOWER_CASE.search(str(schema.get("description") or ""))
    letters = str(schema.get("pattern"))
    only_lower = "a-z" in letters and "A-Z" not in letters
    return f"{method}_lower" if lower or only_lower else method


def _possible(method: str, lo: int, hi: int | None) -> Provider | None:
    """Return the maker, unless it is one of codes and the bounds allow none of them."""
    least, most = rules.LENGTHS.get(method, rules.USUAL_LENGTHS)
    if method in rules.CODES and (lo > most or (hi is not None and hi < most)):
        return None
    if hi is not None and hi < min(least, 4):
        return None
    return Provider(method)


def _hinted(schema: Schema) -> str | None:
    text = str(schema.get("description") or "")
    return next((method for hint, method in rules.STRING_HINTS if hint.search(text)), None)


# -- examples -------------------------------------------------------------------------------------

_SHAPES = tuple(
    (re.compile(pattern), Provider(method))
    for pattern, method in (
        (r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "uuid"),
        (r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?", "date_time"),
        (r"\d{4}-\d\d-\d\d", "date"),
        (r"(19|20)\d\d-(0[1-9]|1[0-2])", "year_month"),
        (r"https?://\S+", "url"),
        (r"[^@\s]+@[^@\s]+\.[a-z]+", "email"),
        (r"\d{1,3}(\.\d{1,3}){3}", "ipv4"),
        (r"\+\d{8,15}", "phone_digits"),
        (r"([a-z0-9-]+\.)+[a-z]{2,}", "hostname"),
        (r"[0-9a-f]{64}", "sha256"),
        (r"[0-9a-f]{40}", "sha1"),
        (r"[0-9a-f]{32}", "md5"),
        (r"\d+\.\d+\.\d+", "version"),
        (r"[a-z]{2}-[A-Z]{2}", "locale"),
        (r"#[0-9a-fA-F]{6}", "color"),
    )
)


def _examples(schema: Schema) -> list[Any]:
    """Return the examples of a schema; `examples` may be a mapping in old documents."""
    several = schema.get("examples")
    if isinstance(several, Mapping):
        several = [item.get("value") if isinstance(item, Mapping) else item for item in several.values()]
    return [
        *([schema["example"]] if "example" in schema else []),
        *(several if isinstance(several, list) else []),
    ]


def _of_example(examples: list[str]) -> Provider | None:
    """Return a maker of strings in the shape of the first example, if that is no plain text."""
    example = examples[0] if examples else ""
    shape = next((made for regex, made in _SHAPES if regex.fullmatch(example)), None)
    if shape is not None:
        return shape
    if re.fullmatch(r"(?=.*\d)(?=.*[A-F])[0-9A-F]{32,64}", example):
        return Provider("identifier", ("", len(example), "0123456789ABCDEF"))
    if re.search(r"\d:\d\d", example) and _is_code(example):
        return Provider("pick", (example,))  # hours and minutes have ends that digits do not know of
    return prefixed(example) or (Provider("like", (example,)) if _is_code(example) else None)


def prefixed(example: str) -> Provider | None:
    """Return the maker of identifiers like `ch_1a2b3c`: its prefix, and as many characters."""
    match = re.fullmatch(r"((?:[A-Za-z][A-Za-z0-9]*_)+)([A-Za-z0-9]{3,64})", example)
    if match is None or _is_single_case(match[2]):
        return None
    if match[2].isdigit():
        return Provider("identifier", (match[1], len(match[2]), DIGITS))
    if re.fullmatch("[0-9a-f]{8,}", match[2]):
        return Provider("identifier", (match[1], len(match[2]), "0123456789abcdef"))
    return Provider("identifier", (match[1], len(match[2])))


def _is_single_case(text: str) -> bool:
    """Tell whether a text is a word rather than random characters."""
    return text.isalpha() and (text.islower() or text.isupper())


def _is_code(text: str) -> bool:
    """Tell whether an example is a code: no blanks, a digit, and nothing that may be a host."""
    is_code = re.fullmatch(r"(?=.*\d)[A-Za-z0-9._:/#-]{2,64}", text) is not None
    return is_code and re.search(r"://|\.[a-z]{2,}\b", text) is None


def _is_word(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z][A-Za-z_-]{1,30}", text) is not None


def _among(texts: Iterable[str], lo: int, hi: int | None) -> Provider | None:
    fitting = tuple(dict.fromkeys(text for text in texts if _fits(len(text), lo, hi)))
    return Provider("pick", fitting) if fitting else None


def _fits(size: int, lo: int, hi: int | None) -> bool:
    return lo <= size and (hi is None or size <= hi)
