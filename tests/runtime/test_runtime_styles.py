"""What the client writes in each style, an independent reader of the style reads back.

The reader follows OpenAPI 3.1.1, "Style Values" and "Style Examples", and RFC 6570: it splits at the delimiters of the
style first and percent-decodes what stands between them. It knows nothing of mockgen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from throwaway.parameters import (
    Pairs,
    cookie,
    form,
    json_parameter,
    json_segment,
    label,
    matrix,
    pipe_delimited,
    segment,
    simple,
    space_delimited,
)

Value = str | list[str] | dict[str, str]

TEXTS = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    ["/", "..", ".", "%2F", "100%", "a,b", "a|b"]
)
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
KINDS: dict[str, st.SearchStrategy[Value]] = {
    "scalar": TEXTS,
    "array": st.lists(TEXTS, min_size=1, max_size=4),
    "object": st.dictionaries(NAMES, TEXTS, min_size=1, max_size=4),
}


# -- the reader -------------------------------------------------------------------------------


def joined(text: str, kind: str, delimiter: str) -> Value:
    """Read `a,b` and `R,100,G,200`."""
    parts = [unquote(part) for part in text.split(delimiter)]
    if kind == "scalar":
        return unquote(text)
    return parts if kind == "array" else dict(zip(parts[::2], parts[1::2], strict=True))


def exploded(text: str, kind: str, delimiter: str) -> Value:
    """Read `a.b` and `R=100.G=200`."""
    if kind != "object":
        return joined(text, kind, delimiter)
    pairs = (part.partition("=") for part in text.split(delimiter))
    return {unquote(name): unquote(value) for name, _, value in pairs}


def pairs_read(pairs: list[str], kind: str, name: str, explode: bool, delimiter: str) -> Value:
    """Read `color=blue&color=black`, `R=100&G=200` and `color=blue,black`; the delimiters of paths too."""
    split = [(unquote(key), value) for key, _, value in (pair.partition("=") for pair in pairs)]
    if not explode or kind == "scalar":
        ((key, value),) = split
        assert key == name
        return joined(value, kind, delimiter)
    if kind == "object":
        return {key: unquote(value) for key, value in split}
    assert {key for key, _ in split} == {name}
    return [unquote(value) for _, value in split]


# -- the wire ---------------------------------------------------------------------------------


def query(pairs: Pairs) -> list[str]:
    """Return the pairs of a query as `requests` sends it."""
    text = "&".join(f"{name}={value}" for name, value in pairs)
    return str(urlsplit(requests.Request("GET", f"http://h/a?{text}").prepare().url).query).split("&")


def path(text: str) -> str:
    """Return one segment of a path as `requests` sends it."""
    _, first, second, last = requests.Request("GET", f"http://h/a/{text}/z").prepare().path_url.split("/")
    assert (first, last) == ("a", "z")
    return second


QUERY_STYLES: dict[str, tuple[Callable[..., Pairs], str]] = {
    "form": (form, ","),
    "spaceDelimited": (space_delimited, "%20"),
    "pipeDelimited": (pipe_delimited, "%7C"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("explode", [True, False])
@pytest.mark.parametrize("style", QUERY_STYLES)
def test_a_query(style: str, explode: bool, kind: str):
    write, delimiter = QUERY_STYLES[style]

    @given(NAMES, KINDS[kind])
    def reads_back(name: str, value: Value) -> None:
        parts = [*value, *value.values()] if isinstance(value, dict) else value
        if style != "form" and not explode and kind != "scalar" and any(unquote(delimiter) in part for part in parts):
            with pytest.raises(ValueError, match="separates the items"):
                write(name, value, explode=explode)
            return
        pairs = query(write(name, value, explode=explode))
        assert pairs_read(pairs, kind, name, explode, delimiter) == value

    reads_back()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("explode", [True, False])
def test_a_cookie(explode: bool, kind: str):
    @given(NAMES, KINDS[kind])
    def reads_back(name: str, value: Value) -> None:
        header = "; ".join(f"{key}={text}" for key, text in form(name, value, explode=explode))
        assert header.isascii() and " " not in header.replace("; ", "")
        assert pairs_read(header.split("; "), kind, name, explode, ",") == value

    reads_back()


@pytest.mark.parametrize("explode", [True, False])
@given(st.lists(st.text("abc%/=~", min_size=1), min_size=1))
def test_a_cookie_that_is_not_encoded(explode: bool, value: list[str]):
    pairs = cookie("sid", value, explode=explode)
    found = [text for _, text in pairs] if explode else pairs[0][1].split(",")
    assert found == value


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("explode", [True, False])
def test_a_segment(explode: bool, kind: str):
    @given(KINDS[kind])
    def reads_back(value: Value) -> None:
        if value in ("", ".", "..", [""], ["."], [".."]):
            with pytest.raises(ValueError, match="path"):
                segment(value, explode=explode)
            return
        wire = path(segment(value, explode=explode))
        assert (exploded if explode else joined)(wire, kind, ",") == value

    reads_back()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("explode", [True, False])
def test_a_label(explode: bool, kind: str):
    @given(KINDS[kind])
    def reads_back(value: Value) -> None:
        parts = [*value, *value.values()] if isinstance(value, dict) else value
        delimited = explode and kind != "scalar"
        if value in ("", ".", [""], ["."], ["", ""] if explode else "") or (delimited and any("." in p for p in parts)):
            with pytest.raises(ValueError, match=r"path|separates the items"):
                label(value, explode=explode)
            return
        wire = path(label(value, explode=explode))
        assert wire[0] == "."
        assert (exploded if explode else joined)(wire[1:], kind, "." if explode else ",") == value

    reads_back()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("explode", [True, False])
def test_a_matrix(explode: bool, kind: str):
    @given(NAMES, KINDS[kind])
    def reads_back(name: str, value: Value) -> None:
        first, *pairs = path(matrix(name, value, explode=explode)).split(";")
        assert first == ""
        assert pairs_read(pairs, kind, name, explode, ",") == value

    reads_back()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("explode", [True, False])
def test_a_header(explode: bool, kind: str):
    """A header is not percent-encoded: what would be read as something else is refused."""

    @given(KINDS[kind])
    def reads_back(value: Value) -> None:
        try:
            text = simple(value, explode=explode)
        except ValueError:
            return
        assert text is not None
        sent = requests.Request("GET", "http://h/", headers={"X": text}).prepare().headers["X"]
        if kind == "scalar":
            assert sent == value
        elif kind == "object" and explode:
            assert dict(part.split("=", 1) for part in sent.split(",")) == value
        else:
            parts = [part.strip() for part in sent.split(",")]
            assert (parts if kind == "array" else dict(zip(parts[::2], parts[1::2], strict=True))) == value

    reads_back()


@pytest.mark.parametrize("value", ["a b", ["a", "b c"], {"x y": "1=2", "z": ""}, ["é", "ÿ"]])
@pytest.mark.parametrize("explode", [True, False])
def test_a_header_that_is_not_refused(value: Any, explode: bool):
    assert simple(value, explode=explode) is not None


@pytest.mark.parametrize("value", [{"a=b": "c"}, ["a ", "b"]])
def test_a_header_that_would_be_read_as_something_else(value: Any):
    with pytest.raises(ValueError, match="a header"):
        simple(value, explode=True)


@given(NAMES, st.recursive(TEXTS | st.integers() | st.booleans(), st.lists, max_leaves=4))
def test_json(name: str, value: Any):
    import json

    ((key, _, text),) = (pair.partition("=") for pair in query(json_parameter(name, value)))
    assert (unquote(key), json.loads(unquote(text))) == (name, value)
    assert json.loads(unquote(path(json_segment(value)))) == value
