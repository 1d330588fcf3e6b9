"""The lock: what is written is what is read, in one order, and nothing smuggles a line into it."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockgen import lock as locks
from mockgen.lock import Lock, LockError

SEGMENT = st.text("abcXYZ019_- äß猫.", min_size=1, max_size=8).filter(
    lambda text: text not in (".", "..") and text == text.strip()
)
PATH = st.lists(SEGMENT, min_size=1, max_size=3).map("/".join)
DIGEST = st.text("0123456789abcdef", min_size=4, max_size=8).map("sha256:{}".format)
NAME = st.from_regex(r"[a-z_][a-z_0-9]{0,8}", fullmatch=True)
REASON = st.text('abc "#/.:äß', min_size=1, max_size=12).filter(lambda text: text == text.strip())
KEY = st.tuples(st.sampled_from(["GET", "POST"]), PATH).map(lambda pair: f"{pair[0]} /{pair[1]}")


@st.composite
def lock_objects(draw: st.DrawFn) -> Lock:
    lock = Lock()
    lock.values = {"generator": "1.2.3", "service": draw(NAME), "config": draw(DIGEST)}
    lock.specs = draw(st.dictionaries(PATH, DIGEST, min_size=1, max_size=4))
    lock.files = draw(st.dictionaries(PATH, DIGEST, min_size=1, max_size=4))
    lock.operations = draw(st.dictionaries(KEY, NAME, max_size=4))
    lock.overlays = draw(st.dictionaries(PATH, DIGEST, max_size=3))
    lock.skipped = draw(st.dictionaries(KEY.map(locks.one_word), REASON, max_size=3))
    return lock


def small_lock() -> Lock:
    lock = Lock()
    lock.values = {"generator": "1", "service": "x"}
    lock.specs, lock.files = {"x.yaml": "sha256:1"}, {"client.py": "sha256:2"}
    return lock


def parts(lock: Lock) -> tuple[dict[str, str], ...]:
    values = {word: value for word, value in lock.values.items() if word != "lock"}
    return values, lock.specs, lock.files, lock.operations, lock.overlays, lock.skipped


@given(lock_objects())
def test_what_is_written_is_what_is_read(lock: Lock) -> None:
    read = locks.parse(lock.text())
    assert parts(read) == parts(lock)
    assert read.text() == lock.text()
    assert next(iter(read.specs)) == next(iter(lock.specs)), "the document itself comes first"
    assert list(read.overlays) == list(lock.overlays), "overlays stay in the order in which they are applied"


@given(lock_objects(), st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(lock: Lock, random) -> None:
    other = Lock()
    first, *rest = lock.specs.items()
    random.shuffle(rest)
    other.specs = dict([first, *rest])
    other.overlays = lock.overlays
    for name in ("values", "files", "operations", "skipped"):
        entries = list(getattr(lock, name).items())
        random.shuffle(entries)
        setattr(other, name, dict(entries))
    assert other.text() == lock.text()


@given(st.text() | st.text("lock file spec 1\n/.:\\abc"))
def test_any_text_is_read_or_refused_with_its_line(text: str) -> None:
    try:
        read = locks.parse(text)
    except LockError as error:
        assert str(error).startswith("line ")
    else:
        assert all(locks.inside(path) for path in [*read.files, *read.specs])


@given(lock_objects(), st.data())
def test_every_cut_within_a_line_is_noticed(lock: Lock, data: st.DataObject) -> None:
    text = lock.text()
    cut = data.draw(st.integers(1, len(text) - 1).filter(lambda at: text[at - 1] != "\n"))
    with pytest.raises(LockError, match="cut short"):
        locks.parse(text[:cut])


@given(st.text() | st.text("a\n\r\x0b\x1b\x85\u2028\u202e\ud800 "))
def test_a_document_cannot_add_a_line(path: str) -> None:
    lock = small_lock()
    lock.operations = {f"GET /{path}": "get_it"}
    lock.skipped = {f"PUT /{path}": f"it is {path}"}

    text = lock.text()

    assert len(text.splitlines()) == 9
    text.encode("utf-8")
    read = locks.parse(text)
    assert (read.files, read.specs) == (lock.files, lock.specs)
    assert list(read.operations.values()) == ["get_it"]
    assert len(read.skipped) == 1


@pytest.mark.parametrize(
    "path",
    ["/a", "//a", "../a", "a/../b", "a/..", "./a", "a//b", "a/", "", "..", "a\\b", "C:/a", "C:a"],
)
def test_a_path_that_leaves_its_folder(path: str) -> None:
    assert not locks.inside(path)


@pytest.mark.parametrize("path", ["a", "a/b.py", "..a", "a..b", "...", "ä b/c.yaml", "v1:2.yaml"])
def test_a_path_that_stays(path: str) -> None:
    assert locks.inside(path)


def test_two_sides_of_a_merge_that_agree_are_one() -> None:
    lock = small_lock()
    twice = lock.text() + "file sha256:2 client.py\n"
    assert parts(locks.parse(twice)) == parts(lock)
    with pytest.raises(LockError, match="line 8: it contradicts"):
        locks.parse(lock.text() + "file sha256:3 client.py\n")


@given(st.binary(), st.binary())
def test_line_ends_do_not_change_a_digest_and_all_else_does(one: bytes, other: bytes) -> None:
    plain, second = one.replace(b"\r", b""), other.replace(b"\r", b"")
    assert locks.digest(plain) == locks.digest(plain.replace(b"\n", b"\r\n"))
    assert (locks.digest(plain) == locks.digest(second)) == (plain == second)


def test_no_folder_no_lock(tmp_path) -> None:
    assert locks.read(str(tmp_path / "nowhere")) is None


def test_a_lock_with_other_line_ends(tmp_path) -> None:
    lock = small_lock()
    (tmp_path / locks.NAME).write_bytes(lock.text().encode().replace(b"\n", b"\r\n"))
    read = locks.read(str(tmp_path))
    assert read is not None
    assert parts(read) == parts(lock)


def test_orphans_bear_the_first_line_and_are_not_listed(tmp_path) -> None:
    mine = locks.FIRST_LINE + b"from x.yaml.\n"
    for path in ("a.py", "b.py", "sub/c.py", "__pycache__/d.py", "inner/e.py", "f.txt"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(mine)
    (tmp_path / "own.py").write_bytes(b"x = 1\n")
    (tmp_path / "empty.py").write_bytes(b"")
    (tmp_path / "inner" / locks.NAME).write_bytes(b"")
    os.symlink("nowhere", tmp_path / "link.py")
    assert locks.orphans(str(tmp_path), ["a.py"]) == ["b.py", "sub/c.py"]


@pytest.mark.parametrize("line", ["skipped GET /a", "skipped GET", "skipped GET /a ", "overlay sha256:1", "overlay"])
def test_a_line_without_its_last_field_is_no_line(line: str) -> None:
    lock = small_lock()
    with pytest.raises(LockError, match="line 8: it is not of the lock's format"):
        locks.parse(f"{lock.text()}{line}\n")


def test_an_overlay_does_not_leave_its_folder() -> None:
    lock = small_lock()
    with pytest.raises(LockError, match="line 8: the path leaves its folder"):
        locks.parse(f"{lock.text()}overlay sha256:1 ../fix.yaml\n")


@pytest.mark.parametrize("lines", range(1, 8))
def test_a_lock_without_its_last_lines_is_cut_short(lines: int) -> None:
    kept = small_lock().text().splitlines(keepends=True)[:-lines]
    with pytest.raises(LockError, match=r"it is cut short|it is empty"):
        locks.parse("".join(kept))


@pytest.mark.parametrize("word", ["generator", "service"])
def test_a_lock_says_who_made_it_and_of_what(word: str) -> None:
    lock = small_lock()
    del lock.values[word]
    with pytest.raises(LockError, match=f"with no {word} in it"):
        locks.parse(lock.text())


def test_a_pipe_is_no_lock(tmp_path) -> None:
    os.mkfifo(tmp_path / locks.NAME)
    assert locks.read(str(tmp_path)) is None
