from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockgen.spec import pointers

KEYS = st.lists(st.text(alphabet=st.sampled_from('a~/0 1%#é\n\\"') | st.characters()))

# RFC 6901, section 5
DOCUMENT: dict[str, Any] = {
    "foo": ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "e^f": 3,
    "g|h": 4,
    "i\\j": 5,
    'k"l': 6,
    " ": 7,
    "m~n": 8,
}


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("", DOCUMENT),
        ("/foo", ["bar", "baz"]),
        ("/foo/0", "bar"),
        ("/", 0),
        ("/a~1b", 1),
        ("/c%d", 2),
        ("/e^f", 3),
        ("/g|h", 4),
        ("/i\\j", 5),
        ('/k"l', 6),
        ("/ ", 7),
        ("/m~0n", 8),
        ("#/m~0n", 8),
        ("#", DOCUMENT),
    ],
)
def test_resolves_the_examples_of_the_rfc(pointer: str, value: Any) -> None:
    assert pointers.resolve(DOCUMENT, pointer) == value


@pytest.mark.parametrize(
    "pointer",
    [
        "foo",
        "/nope",
        *("/foo/2", "/foo/-1", "/foo/01", "/foo/-", "/foo/x", "/foo/0/0", "/foo/²"),
        "/foo/" + "9" * 5000,
    ],
)
def test_a_pointer_to_nowhere_is_an_error(pointer: str) -> None:
    with pytest.raises(pointers.PointerError):
        pointers.resolve(DOCUMENT, pointer)


def test_escaped_tilde_is_no_slash() -> None:
    assert pointers.unescape("~01") == "~1"
    assert pointers.escape("~1") == "~01"


@given(KEYS)
def test_split_undoes_join(keys: list[str]) -> None:
    assert list(pointers.split(pointers.join(keys))) == keys


@given(KEYS, st.integers())
def test_a_joined_pointer_leads_through_its_keys(keys: list[str], value: int) -> None:
    tree: Any = value
    for key in reversed(keys):
        tree = {key: tree, key + "other": [tree]}
    assert pointers.resolve(tree, pointers.join(keys)) == value
