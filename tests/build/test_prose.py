"""What docstrings say of an operation."""

from __future__ import annotations

import pytest

from mockgen.build.prose import plain


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("With <a href='x'>Connect</a>, you can pay.", "With Connect, you can pay."),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("See (<a>the guide</a>).", "See (the guide)."),
        ("a < b and c > d", "a < b and c > d"),
        ("Line\n  after <br/> line", "Line after line"),
    ],
)
def test_markup_is_left_out(written: str, read: str) -> None:
    assert plain(written) == read
