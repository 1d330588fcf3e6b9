r"""Sets of Unicode code points as ranges: what the classes of a regular expression stand for.

`re` knows no Unicode properties, so `\p{L}` becomes the ranges themselves, read once from
`unicodedata`. Sources: ECMA 262, sections 12.2 (white space), 22.2.2.9 (`\d`, `\s`, `\w`) and its
table of general categories.
"""

from __future__ import annotations

import functools
import sys
import unicodedata

Ranges = tuple[tuple[int, int], ...]
"""Pairs of first and last code point, both included."""

LAST = sys.maxunicode
DIGIT: Ranges = ((0x30, 0x39),)
WORD: Ranges = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
SPACE: Ranges = (
    (0x09, 0x0D),
    (0x20, 0x20),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
)
LONG_NAMES = {
    "Letter": "L",
    "Cased_Letter": "LC",
    "Uppercase_Letter": "Lu",
    "Lowercase_Letter": "Ll",
    "Titlecase_Letter": "Lt",
    "Modifier_Letter": "Lm",
    "Other_Letter": "Lo",
    "Mark": "M",
    "Combining_Mark": "M",
    "Nonspacing_Mark": "Mn",
    "Spacing_Mark": "Mc",
    "Enclosing_Mark": "Me",
    "Number": "N",
    "Decimal_Number": "Nd",
    "digit": "Nd",
    "Letter_Number": "Nl",
    "Other_Number": "No",
    "Punctuation": "P",
    "punct": "P",
    "Connector_Punctuation": "Pc",
    "Dash_Punctuation": "Pd",
    "Open_Punctuation": "Ps",
    "Close_Punctuation": "Pe",
    "Initial_Punctuation": "Pi",
    "Final_Punctuation": "Pf",
    "Other_Punctuation": "Po",
    "Symbol": "S",
    "Math_Symbol": "Sm",
    "Currency_Symbol": "Sc",
    "Modifier_Symbol": "Sk",
    "Other_Symbol": "So",
    "Separator": "Z",
    "Space_Separator": "Zs",
    "Line_Separator": "Zl",
    "Paragraph_Separator": "Zp",
    "Other": "C",
    "Control": "Cc",
    "cntrl": "Cc",
    "Format": "Cf",
    "Surrogate": "Cs",
    "Private_Use": "Co",
    "Unassigned": "Cn",
}


def complement(ranges: Ranges) -> Ranges:
    """Return all code points outside sorted, disjoint `ranges`."""
    found: list[tuple[int, int]] = []
    free = 0
    for first, last in ranges:
        if first > free:
            found.append((free, first - 1))
        free = last + 1
    if free <= LAST:
        found.append((free, LAST))
    return tuple(found)


def as_class(ranges: Ranges) -> str:
    """Return `ranges` as the inside of a character class of `re`, every character escaped."""
    return "".join(
        _escaped(first) if first == last else f"{_escaped(first)}-{_escaped(last)}" for first, last in ranges
    )


def _escaped(code: int) -> str:
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


@functools.cache
def of_property(name: str) -> Ranges | None:
    """Return the members of a Unicode property, or None where only the full database knows it.

    Args:
        name: what stands between the braces: `L`, `Lu`, `Letter`, `gc=Lu`, `ASCII`, `Any`.
    """
    if name in {"ASCII", "Any"}:
        return ((0, 0x7F if name == "ASCII" else LAST),)
    if name == "Assigned":
        return complement(_categories()["Cn"])
    if name in {"White_Space", "space"}:
        return ((0x09, 0x0D), (0x20, 0x20), (0x85, 0x85), *SPACE[2:-1])
    for prefix in ("General_Category=", "gc="):
        name = name.removeprefix(prefix)
    short = LONG_NAMES.get(name, name)
    wanted = ("Lu", "Ll", "Lt") if short == "LC" else (short,)
    found = sorted(pair for category, pairs in _categories().items() if category.startswith(wanted) for pair in pairs)
    return _joined(found) if short and found else None


def _joined(pairs: list[tuple[int, int]]) -> Ranges:
    joined: list[tuple[int, int]] = []
    for first, last in pairs:
        if joined and joined[-1][1] + 1 == first:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return tuple(joined)


@functools.cache
def _categories() -> dict[str, Ranges]:
    """Return the ranges of every general category, read in one pass over Unicode."""
    found: dict[str, list[tuple[int, int]]] = {}
    start, current = 0, unicodedata.category("\0")
    for code in range(1, LAST + 2):
        category = unicodedata.category(chr(code)) if code <= LAST else ""
        if category != current:
            found.setdefault(current, []).append((start, code - 1))
            start, current = code, category
    return {category: tuple(ranges) for category, ranges in found.items()}
