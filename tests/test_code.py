"""Text of a document becomes source as data only; what is laid out is as `ruff format` leaves it."""

from __future__ import annotations

import ast
import io
import keyword
import math
import subprocess
import sys
import tokenize
from collections.abc import Iterable
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockgen import code
from mockgen.code import Code, Expression, Group, Item

T = TypeVar("T")
NASTY = st.text("\"'\\ \n\r\t{}%$#ab\x00\x0c\x1b\x85\xad\xa0é猫\u2028\u202e\ud800😀NUxu0")
QUOTES = st.text("\"'\\a ")
TEXT = st.text() | NASTY | QUOTES
HOSTILE = [
    '"""',
    "'''",
    '"""; import os; os.system("x") #',
    '\\"""\nimport os',
    "\\",
    '\\"',
    '"',
    '""',
    'ends with a quote"',
    'ends with two""',
    "\\N{BULLET} \\x41 \\u0041 \\",
    "line\nimport os\n",
    "line\rimport os\r",
    "page\x0cimport os",
    "separator\u2028import os\x85import os",
    "{{ 7 * 7 }}{% raw %}",
    "\ud800\udfff",
    "\x00",
    "#",
    "",
    " ",
]
hostile = pytest.mark.parametrize("text", HOSTILE)


def samples(strategy: st.SearchStrategy[T], count: int) -> list[T]:
    """Draw examples for a check that costs a process and is made once for all of them."""
    drawn: list[T] = []

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(value: T) -> None:
        drawn.append(value)

    draw()
    return drawn


def assert_formatted(source: str, width: int) -> None:
    """Assert that `ruff format` changes nothing."""
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", str(width), "-"],
        input=source.encode(),
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode()
    formatted = done.stdout.decode()
    for ours, theirs in zip(source.splitlines(), formatted.splitlines(), strict=False):
        assert ours == theirs
    assert formatted == source


# Literals.


@given(TEXT)
def test_a_string_literal_is_the_text(text: str) -> None:
    source = code.string(text)
    assert isinstance(source, Code)
    assert ast.literal_eval(source) == text
    assert source.isascii()
    assert source.isprintable()


@hostile
def test_a_hostile_string_is_one_token(text: str) -> None:
    source = f"x = {code.string(text)}\n"
    kinds = [token.type for token in tokenize.generate_tokens(io.StringIO(source).readline)]
    assert kinds[:4] == [tokenize.NAME, tokenize.OP, tokenize.STRING, tokenize.NEWLINE]
    assert ast.literal_eval(code.string(text)) == text


def test_strings_are_quoted_as_the_formatter_quotes_them() -> None:
    texts = [*HOSTILE, *samples(st.text(max_size=25) | NASTY | QUOTES, 300)]
    lines = [f"x = {code.string(text)}\n" for text in texts]
    assert_formatted("".join(line for line in lines if len(line) < 320), 320)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_a_literal_is_the_json_value(value: Any) -> None:
    expression = code.literal(value)
    for source in (code.flat(expression), code.layout(expression), code.layout(expression, 8, 40)):
        read = ast.literal_eval(source)
        assert read == value
        assert same_types(read, value)


def same_types(one: Any, other: Any) -> bool:
    if isinstance(one, list):
        return all(map(same_types, one, other))
    if isinstance(one, dict):
        return all(same_types(one[key], other[key]) for key in one)
    return type(one) is type(other) and not (
        isinstance(one, float) and math.copysign(1, one) != math.copysign(1, other)
    )


def test_what_is_no_json_value_is_refused() -> None:
    for value in (b"x", object(), {1, 2}, 1j):
        with pytest.raises(TypeError, match="is no JSON value"):
            code.literal(value)


# Prose.


@given(st.lists(TEXT | st.sampled_from(HOSTILE), min_size=1, max_size=4), st.sampled_from([0, 4, 8]))
def test_a_docstring_is_one_string_and_no_more(paragraphs: list[str], indent: int) -> None:
    doc = code.docstring(paragraphs, indent)
    margin = " " * indent
    opening = "".join(f"{' ' * at}if x:\n" for at in range(0, indent, 4))
    source = f"{opening}{margin}{doc}\n{margin}x = 1\n"
    source.encode("utf-8")
    body: list[ast.stmt] = ast.parse(source).body
    for _ in range(0, indent, 4):
        assert len(body) == 1
        assert isinstance(body[0], ast.If)
        body = body[0].body
    string, after = body
    assert isinstance(string, ast.Expr)
    assert isinstance(string.value, ast.Constant)
    assert isinstance(string.value.value, str)
    assert ast.unparse(after) == "x = 1"
    assert all(line == line.rstrip() for line in doc.splitlines())
    assert all(character.isprintable() or character == "\n" for character in doc)


@given(TEXT.map(lambda text: text.encode("utf-8", "ignore").decode()))
def test_the_words_of_a_docstring_are_those_of_the_text(text: str) -> None:
    words = "".join(c if c.isprintable() else " " for c in text).replace('"""', "'''").split()
    read = ast.literal_eval(code.docstring([text], 4)).split()
    assert read == (words or ["Nothing", "is", "documented."])


def test_a_docstring_is_wrapped() -> None:
    doc = code.docstring(["One summary.", "word " * 60], 8)
    assert all(len(line) <= code.WIDTH for line in f"        {doc}".splitlines())
    assert len(doc.splitlines()) > 4


@pytest.mark.parametrize("length", range(20, 90))
def test_the_key_of_an_operation_stands_on_one_line(length: int) -> None:
    key = "`GET /v1/charges/{charge}/refunds`"
    doc = code.docstring([f"{'word ' * (length // 5)}{'x' * (length % 5 + 1)}: {key}."], 8)
    assert any(key in line for line in doc.splitlines())


def test_docstrings_are_as_the_formatter_leaves_them() -> None:
    cases = [[text] for text in HOSTILE] + [["Summary.", text] for text in HOSTILE]
    cases += samples(st.lists(TEXT, min_size=1, max_size=3), 200)
    source = "\n\n".join(
        f"class C{number}:\n    {code.docstring(paragraphs, 4)}\n" for number, paragraphs in enumerate(cases)
    )
    for width in (88, 100, 120):
        assert_formatted(source, width)


@given(TEXT | st.sampled_from(HOSTILE))
def test_a_comment_is_one_line_and_no_code(text: str) -> None:
    comment = code.comment(text)
    comment.encode("utf-8")
    assert comment.startswith("#")
    tokens = tokenize.generate_tokens(io.StringIO(f"{comment}\nx = 1\n").readline)
    kinds = [token.type for token in tokens]
    assert kinds[:3] == [tokenize.COMMENT, tokenize.NL, tokenize.NAME]
    assert len(comment.splitlines()) == 1


# Identifiers.


@given(TEXT | st.from_regex(r"[A-Za-z_]\w*") | st.sampled_from(keyword.kwlist))
def test_an_identifier_is_ascii_and_no_keyword_or_refused(name: str) -> None:
    if name.isascii() and name.isidentifier() and not keyword.iskeyword(name):
        assert code.identifier(name) == name
    else:
        with pytest.raises(ValueError, match="is no identifier"):
            code.identifier(name)
        with pytest.raises(ValueError, match="is no identifier"):
            code.dotted("x", name)
        with pytest.raises(ValueError, match="is no identifier"):
            code.keyword_argument(name, code.raw("1"))


# Layout.

IDENTIFIER = st.from_regex(r"[a-z][a-z_]{0,24}", fullmatch=True).filter(lambda name: not keyword.iskeyword(name))
HEAD = st.lists(IDENTIFIER, min_size=1, max_size=2).map(lambda names: code.dotted(*names))
ATOM = (
    HEAD
    | st.text("ab \"'é", max_size=60).map(code.string)
    | st.integers().map(code.literal)
    | st.sampled_from([None, True, 1.5]).map(code.literal)
)


def arguments(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[list[Expression | Item]]:
    named = st.dictionaries(IDENTIFIER, inner, max_size=4).map(
        lambda entries: [code.keyword_argument(name, value) for name, value in entries.items()]
    )
    plain = st.lists(inner | inner.map(code.starred), max_size=3)
    last = st.lists(HEAD.map(code.double_starred), max_size=1)
    return st.tuples(plain, named, last).map(lambda parts: [*parts[0], *parts[1], *parts[2]])


def groups(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return (
        st.builds(code.call, HEAD, arguments(inner))
        | st.lists(inner | inner.map(code.starred), max_size=5).map(code.sequence)
        | st.lists(inner, max_size=5).map(lambda values: code.pair(*values))
        | st.lists(st.tuples(IDENTIFIER.map(code.string), inner), max_size=5).map(code.mapping)
    )


EXPRESSION = st.recursive(ATOM, groups, max_leaves=24)
GROUP = EXPRESSION.filter(lambda value: isinstance(value, Group))
ANNOTATION = st.recursive(HEAD, lambda inner: st.builds(code.subscript, HEAD, st.lists(inner, min_size=1, max_size=4)))


def statements(pairs: Iterable[tuple[Expression, Expression]]) -> str:
    """Return a module in which expressions stand where mockgen puts them."""
    parts = []
    for number, (value, annotation) in enumerate(pairs):
        assigned = code.statement(f"value{number} = ", value)
        field = code.statement("field: ", annotation, " = None", 4)
        returned = code.statement("return ", value, "", 8)
        call = code.statement(f"name{number} = ", value, "", 8)
        parts.append(
            f"{assigned}\n\n\nclass C{number}:\n    {field}\n\n"
            f"    def method(self):\n        {call}\n        {returned}\n"
        )
    return "\n\n".join(parts)


@given(GROUP, st.integers(0, 8), st.integers(0, 90))
def test_layout_does_not_change_what_is_said(value: Expression, indent: int, before: int) -> None:
    one = ast.dump(ast.parse(code.flat(value), mode="eval"))
    laid = code.layout(value, indent, before)
    assert ast.dump(ast.parse(laid, mode="eval")) == one


def test_layout_is_as_the_formatter_leaves_it_at_every_width() -> None:
    source = statements(samples(st.tuples(GROUP, ANNOTATION), 300))
    assert any(len(line) > 60 for line in source.splitlines())
    for width in (88, 100, 120):
        assert_formatted(source, width)


def test_a_construct_stands_on_one_line_or_one_item_a_line() -> None:
    names = [code.raw(f"argument_{number}") for number in range(5)]
    short = code.statement("x = ", code.call(code.raw("make"), names))
    assert short == "x = make(argument_0, argument_1, argument_2, argument_3, argument_4)"
    long = code.statement("x = ", code.call(code.raw("make_it_a_longer_name_than_it_was"), names))
    assert long.splitlines() == [
        "x = make_it_a_longer_name_than_it_was(",
        *[f"    argument_{number}," for number in range(5)],
        ")",
    ]


@pytest.mark.parametrize("over", [0, 1])
def test_the_width_is_kept_to_the_column(over: int) -> None:
    atom = code.raw("a" * (code.WIDTH - len("    x = f()") + over))
    laid = code.statement("x = ", code.call(code.raw("f"), [atom]), indent=4)
    assert len(laid.splitlines()) == (3 if over else 1)


def test_one_value_in_parentheses_is_a_tuple() -> None:
    assert code.flat(code.pair(code.raw("a"))) == "(a,)"
    assert ast.literal_eval(code.layout(code.pair(code.string("a" * 90)))) == ("a" * 90,)
