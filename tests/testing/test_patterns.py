"""Strings that match a pattern, within bounds of length."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockgen.testing.patterns import Unsampleable, sampler
from mockgen.testing.randomness import Random
from mockgen.testing.values import UnsatisfiableSchema, Values

PATTERNS = [
    "^$",
    "",
    "abc",
    "^[A-Z]{2}$",
    "^[a-z0-9]+(?:-[a-z0-9]+)*$",
    r"^\d{4}-(0[1-9]|1[0-2])-\d\d$",
    r"^(https?|ftp)://[^\s/$.?#].[^\s]*$",
    "^(a|bb|ccc){2,3}$",
    "^a?b*c+d{0,2}$",
    r"^(\w+)=\1$",
    r"^(?<year>\d{4})\k<year>$",
    r"^\p{Lu}\p{L}*$",
    "^(?=.*[A-Z])(?=.*[0-9])(?=.*[@#!]).{8,20}$",
    "^(?!draft)[a-z]{5,}$",
    "^(?!.*--)[a-z-]{3,}[a-z]$",
    r"\bword\b",
    "^a|b$",
    "^(x|^y)z",
    r"[^\x00-\x7F]",
    "[^a-zA-Z0-9]",
    r"^[\w.+-]+@[\w-]+\.[\w.]+$",
    r"^\S+\s\S+$",
    "^.{3}$",
    "^(ab){1000}$",
    "^[0-9a-f]{5000}$",
    r"^[^\W\d_]$",
    "^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}$",
    r"^\u00e9[\u4e00-\u4e10]$",
    "[a-z]{2}$",
    "^ch_",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_draws_match(pattern):
    randomness = Random(1)
    drawn = sampler(pattern)
    for _ in range(25):
        assert drawn.regex.search(drawn.draw(randomness.below))


def test_draws_differ_and_are_readable():
    randomness = Random(1)
    texts = [sampler("^[!-~]{6,10}$").draw(randomness.below) for _ in range(50)]
    assert len(set(texts)) > 45
    assert all(text.isalnum() for text in texts)


def test_all_branches_are_reached():
    randomness = Random(1)
    assert {sampler("^(a|b|c)$").draw(randomness.below) for _ in range(60)} == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("pattern", "lo", "hi"),
    [
        ("^[a-z]+$", 40, 40),
        ("^[a-z]*$", 0, 0),
        ("[a-z]", 30, 31),
        ("[a-z]", 1, 1),
        ("^x", 12, 12),
        ("x$", 12, 12),
        ("^a$|b", 9, 9),
        ("^(a|bb|c{9})$", 9, 12),
        ("^(ab|cde)+$", 11, 11),
        (r"^\d+(,\d+)*$", 60, 64),
        (r"^\w+-\w+-\w+$", 5, 5),
        ("^(a{2,5}b?){2,4}$", 22, 24),
        ("^[a-z]*[0-9]?$", 300, 300),
        ("^(?=.*[A-Z])[A-Za-z]+$", 10, 12),
    ],
)
def test_bounds_of_length_are_kept(pattern, lo, hi):
    randomness = Random(1)
    drawn = sampler(pattern)
    for _ in range(25):
        text = drawn.draw(randomness.below, lo, hi)
        assert drawn.regex.search(text) and lo <= len(text) <= hi


@pytest.mark.parametrize(
    ("pattern", "lo", "hi"),
    [
        ("^[a-z]{3}$", 4, None),
        ("^[a-z]{3}$", 0, 2),
        ("^(aa)+$", 3, 3),
        ("a^b", 0, None),
        ("^(?=x)y$", 0, None),
        ("(", 0, None),
        ("[", 0, None),
    ],
)
def test_what_nothing_matches_is_refused_and_named(pattern, lo, hi):
    with pytest.raises(Unsampleable, match=re.escape(repr(pattern))):
        sampler(pattern).draw(Random(1).below, lo, hi)
    fake = Values()
    with pytest.raises(UnsatisfiableSchema, match=re.escape(repr(pattern))):
        fake.draw(fake.pattern(pattern, lo, hi))


atoms = st.sampled_from(["a", "[a-f]", r"\d", "[^x]", ".", "-", r"\w", "[A-Z_]", "é", r"\."])
counts = st.sampled_from(["", "?", "*", "+", "{2}", "{1,3}", "{2,}", "*?", "{0}"])
# Endless repetitions in one another take `re` exponential time to refuse a candidate: groups have an end.
few = st.sampled_from(["", "?", "{2}", "{0}", "??"])
patterns = st.recursive(
    st.builds("".join, st.lists(st.builds("{}{}".format, atoms, counts), max_size=2)),
    lambda inner: st.one_of(
        st.builds("({}|{}){}".format, inner, inner, few),
        st.builds("(?:{}){}".format, inner, few),
        st.builds("{}{}".format, inner, inner),
    ),
    max_leaves=3,
)
ends = st.sampled_from(["{}", "^{}", "{}$", "^(?:{})$"])


@given(st.builds(lambda end, inner: end.format(inner), ends, patterns), st.integers(0, 2**64 - 1))
def test_any_pattern_is_matched_at_any_length_that_it_has(pattern, state):
    drawn = sampler(pattern)
    text = drawn.draw(Random(state).below)
    assert drawn.regex.search(text)
    again = drawn.draw(Random(state ^ 1).below, len(text), len(text))
    assert drawn.regex.search(again) and len(again) == len(text)
