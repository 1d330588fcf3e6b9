"""A run that is interrupted, killed, out of space or kept out: the whole old package, or the whole new one."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from injection import NEW, OLD, Faults, contents, whole, write

from mockgen import exchange, guard
from mockgen import lock as locks
from mockgen.differences import file_differences
from mockgen.errors import OutputError

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals, modes and limits")


@pytest.fixture(autouse=True)
def ctrl_c() -> Iterator[None]:
    """Let Ctrl-C mean something, also where the suite runs in the background of a shell, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def change_spec(project) -> None:
    text = project.spec.read_text(encoding="utf-8").replace("age:", "years:")
    project.spec.write_text(text, encoding="utf-8", newline="\n")


def writes_of_a_run(folder: Path) -> int:
    """Return how many writes it takes to make the new package of the old one."""
    write(folder, OLD)
    with pytest.MonkeyPatch.context() as patch:
        faults = Faults(patch, -1, lambda place: None)
        write(folder, NEW)
    return faults.count


@POSIX
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_f15_interrupted_at_any_write_the_package_is_the_old_one_or_the_new_one(tmp_path: Path, after: bool) -> None:
    count = writes_of_a_run(tmp_path / "count")
    assert count > 15
    outcomes = []
    for number in range(count):
        package = tmp_path / str(number)
        write(package, OLD)
        with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
            Faults(patch, number, lambda place: signal.raise_signal(signal.SIGINT), after=after)
            write(package, NEW)
        found = contents(package)
        assert found in (whole(OLD), whole(NEW)), number
        outcomes.append(found == whole(NEW))
        write(package, NEW)
        assert contents(package) == whole(NEW)
    assert outcomes == sorted(outcomes), "first the old one, from some write on the new one"
    assert {*outcomes} == {False, True}


@POSIX
def test_f15_a_second_ctrl_c_interrupts_the_moves_and_takes_them_back(tmp_path: Path) -> None:
    package = tmp_path / "package"
    write(package, OLD)
    moves: list[object] = []
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        moves.append(target)
        real(source, target)
        if len(moves) == 3:
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "replace", replace)
        write(package, NEW)
    assert contents(package) == whole(OLD)


def test_f15_a_first_run_that_is_interrupted_leaves_no_folder(tmp_path: Path) -> None:
    def interrupt(place: object) -> None:
        raise KeyboardInterrupt

    for number in range(12):
        with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
            Faults(patch, number, interrupt)
            write(tmp_path / "clients/pets", NEW)
        assert list(tmp_path.iterdir()) == [], number


@POSIX
def test_f15_the_program_ends_with_130_and_without_a_traceback(project) -> None:
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "real = Path.write_bytes\n"
        "def write_bytes(path, content):\n"
        "    signal.raise_signal(signal.SIGINT)\n"
        "    return real(path, content)\n"
        "Path.write_bytes = write_bytes\n"
        "sys.argv = ['mockgen', 'generate']\n"
        "from mockgen.__main__ import entry\n"
        "entry()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=project.folder, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "", "")
    assert not project.package.parent.exists()


@POSIX
def test_f15_a_signal_that_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with guard.uninterrupted():
            signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from injection import NEW, write

real = os.replace
for number in range(int(sys.argv[3])):
    child = os.fork()
    if child == 0:
        calls = []
        def replace(source, target):
            calls.append(target)
            if len(calls) == number + 1:
                os.kill(os.getpid(), signal.SIGKILL)
            real(source, target)
        os.replace = replace
        write(Path(sys.argv[2]) / str(number), NEW)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
"""
MOVES = 8
"""Renames by which OLD becomes NEW: two for each of a.py, sub/b.py and the lock, one for what is added or removed."""


@POSIX
def test_f16_killed_between_two_renames_the_check_says_so_and_a_run_repairs_it(tmp_path: Path) -> None:
    for number in range(MOVES):
        write(tmp_path / str(number), OLD)
    command = [sys.executable, "-c", KILLED, str(Path(__file__).parent), str(tmp_path), str(MOVES)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

    other = {**NEW, "a.py": NEW["a.py"] + "# and changed again\n"}
    for number in range(MOVES):
        package = tmp_path / str(number)
        lock = locks.read(str(package))
        found = file_differences(str(package), lock) if lock else None
        assert found is None or number == 0 or found, "never green but mixed"
        assert not [each for each in found or [] if each.cause in ("edited", "orphaned")], "nobody edited anything"
        write(package, other)  # without force, though it differs from both
        assert contents(package) == whole(other)


@POSIX
def test_f16_a_killed_run_is_told_and_mended_by_the_one_command_named(project) -> None:
    assert project.run("generate").code == 0
    old = contents(project.package)
    change_spec(project)
    assert project.run("generate").code == 0
    staged = project.lock.read_bytes()
    new = contents(project.package)
    moved = [path for path in new if new[path] != old.get(path) and path != locks.NAME]
    assert len(moved) > 2
    project.lock.write_bytes(old[locks.NAME])
    project.lock.with_name(locks.NAME + locks.NEW).write_bytes(staged)
    (project.package / moved[0]).write_bytes(old[moved[0]])

    result = project.run("check")

    assert result.code == 1
    assert f"  interrupted    clients/pets/{moved[1]} is of a run that was interrupted" in result.out.splitlines()
    assert "edited" not in result.out
    assert result.out.splitlines()[-1] == "  fix            mockgen generate pets"
    assert project.run("generate", "pets").code == 0
    assert contents(project.package) == new


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EACCES, errno.EIO, errno.EROFS], ids=errno.errorcode.get)
def test_f17_a_write_that_fails_leaves_everything_as_it_was(tmp_path: Path, error: int) -> None:
    count = writes_of_a_run(tmp_path / "count")
    failed = 0
    for number in range(count):
        package = tmp_path / str(number)
        write(package, OLD)

        def fail(place: object) -> None:
            raise OSError(error, os.strerror(error), str(place))

        with pytest.MonkeyPatch.context() as patch:
            Faults(patch, number, fail)
            try:
                write(package, NEW)
            except OutputError as refused:
                failed += 1
                assert os.strerror(error) in str(refused)
                assert "\n" not in str(refused)
                assert contents(package) == whole(OLD), number
        write(package, NEW)
        assert contents(package) == whole(NEW)
    assert failed > 8


@POSIX
def test_f17_a_disk_that_is_full_in_the_middle(project) -> None:
    import resource

    assert project.run("generate").code == 0
    change_spec(project)
    before = contents(project.folder)
    limit = max(len(content) for path, content in before.items() if path.endswith("schemas.py")) - 50
    done = subprocess.run(
        [sys.executable, "-m", "mockgen", "generate"],
        cwd=project.folder,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("clients/pets/")
    assert "it cannot be written: File too large" in done.stderr
    assert contents(project.folder) == before


@pytest.fixture
def nobody(project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whom the system can keep out: root becomes somebody else for the test."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    folders = [each for each in (project.folder, *project.folder.parents) if each.owner() == "root"] if root else []
    modes = {each: each.stat().st_mode for each in folders if not each.stat().st_mode & 0o001}
    for each in modes:
        each.chmod(modes[each] | 0o755)
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        for each, mode in modes.items():
            each.chmod(mode)


@POSIX
def test_f19_a_folder_that_may_not_be_written(project, request: pytest.FixtureRequest) -> None:
    assert project.run("generate").code == 0
    for path in [project.folder, *project.folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    request.getfixturevalue("nobody")
    before = project.state()

    assert project.run("check") == (0, "pets is fresh\n", "")
    assert project.run("generate").code == 0, "nothing is to be written"
    assert project.state() == before


@POSIX
def test_f19_a_change_in_a_folder_that_may_not_be_written(project, request: pytest.FixtureRequest) -> None:
    assert project.run("generate").code == 0
    change_spec(project)
    for path in project.package.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    project.package.chmod(0o555)
    request.getfixturevalue("nobody")
    before = project.state()

    result = project.run("generate")

    assert (result.code, result.out) == (2, "")
    assert result.err.count("\n") == 1
    assert result.err.startswith("clients/pets/")
    assert "it cannot be written: Permission denied" in result.err
    assert project.state() == before
    assert project.run("check").code == 1


def test_f19_a_file_where_the_folder_should_be(project) -> None:
    (project.folder / "clients").write_bytes(b"mine")
    result = project.run("generate")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("clients")
    assert result.err.count("\n") == 1
    assert (project.folder / "clients").read_bytes() == b"mine"


@POSIX
@pytest.mark.parametrize("inner", ["", "testing"])
def test_f20_nothing_is_written_through_a_link_to_a_folder(project, tmp_path: Path, inner: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link = project.package / inner
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(elsewhere)
    for force in ([], ["--force"]):
        result = project.run("generate", *force)
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith(f"clients/pets{'/' * bool(inner)}{inner}: error: it is a symbolic link")
        assert result.err.count("\n") == 1
    assert list(elsewhere.iterdir()) == []
    assert link.is_symlink()


@POSIX
def test_f20_a_link_to_a_file_is_replaced_and_not_followed(tmp_path: Path) -> None:
    package = tmp_path / "package"
    write(package, OLD)
    outside = tmp_path / "bashrc"
    outside.write_bytes(b"mine\n")
    outside.chmod(0o600)
    (package / "a.py").unlink()
    (package / "a.py").symlink_to(outside)
    with pytest.raises(OutputError, match="it was edited by hand"):
        write(package, NEW)
    write(package, NEW, force=True)
    assert outside.read_bytes() == b"mine\n"
    assert not (package / "a.py").is_symlink()
    assert contents(package) == whole(NEW)


@POSIX
def test_f20_what_a_killed_run_left_is_not_followed_either(tmp_path: Path) -> None:
    package = tmp_path / "package"
    write(package, OLD)
    outside = tmp_path / "bashrc"
    outside.write_bytes(b"mine\n")
    (package / f"a.py{locks.NEW}").symlink_to(outside)
    write(package, NEW)
    assert outside.read_bytes() == b"mine\n"
    assert contents(package) == whole(NEW)


@POSIX
def test_f20_a_folder_that_is_swapped_for_a_link_meanwhile(tmp_path: Path) -> None:
    count = writes_of_a_run(tmp_path / "count")
    for number in range(count):
        package, outside, away = (tmp_path / f"{name}{number}" for name in ("package", "outside", "away"))
        write(package, OLD)
        shutil.copytree(package, outside)
        before = contents(outside)

        def swap(place: object, package: Path = package, outside: Path = outside, away: Path = away) -> None:
            if (package / "sub").is_symlink():
                return
            os.rename(package / "sub", away)
            (package / "sub").symlink_to(outside / "sub")

        with pytest.MonkeyPatch.context() as patch:
            Faults(patch, number, swap, after=True)
            try:
                write(package, NEW)
            except OutputError as refused:
                assert "\n" not in str(refused)
        stable = {path: content for path, content in contents(outside).items() if path != "sub/b.py"}
        assert stable == {path: content for path, content in before.items() if path != "sub/b.py"}


@POSIX
@pytest.mark.parametrize("umask", [0o077, 0o022, 0o002])
def test_f21_new_files_follow_the_umask_and_old_ones_keep_their_mode(tmp_path: Path, umask: int) -> None:
    package = tmp_path / "package"
    before = os.umask(umask)
    try:
        write(package, OLD)
        modes = {path.stat().st_mode & 0o777 for path in package.rglob("*") if path.is_file()}
        assert modes == {0o666 & ~umask}
        (package / "a.py").chmod(0o755)
        (package / locks.NAME).chmod(0o640)
        write(package, NEW)
    finally:
        os.umask(before)
    assert (package / "a.py").stat().st_mode & 0o777 == 0o755
    assert (package / locks.NAME).stat().st_mode & 0o777 == 0o640
    assert (package / "deep/new.py").stat().st_mode & 0o777 == 0o666 & ~umask


def test_f23_blanks_other_letters_and_long_paths(project, mockgen, tmp_path: Path) -> None:
    folder = tmp_path / "Ein Ordner für 猫" / ("lang" * 30) / ("weit" * 30)
    shutil.copytree(project.folder / "specs", folder / "specs")
    shutil.copy(project.configuration, folder)
    assert mockgen("generate", cwd=folder).code == 0
    assert mockgen("check", cwd=folder) == (0, "pets is fresh\n", "")
    assert mockgen("check", str(folder / "clients/pets")).code == 0


def test_f23_a_name_that_is_too_long_is_one_error(project) -> None:
    name = "n" * 300
    result = project.run("generate", "--spec", "specs/pets.yaml", "--output", "clients", "--name", name)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert "File name too long" in result.err
    assert not (project.folder / "clients").exists()


def test_f23_a_file_that_is_held_open_on_windows_is_tried_again(tmp_path: Path, monkeypatch) -> None:
    class HeldOpen(PermissionError):
        winerror = 32

    real, waits = os.replace, []

    def replace(source: Path, target: Path) -> None:
        if Path(target).name == "a.py" and len(waits) < 3:
            raise HeldOpen(errno.EACCES, "held open", str(target))
        real(source, target)

    write(tmp_path / "package", OLD)
    monkeypatch.setattr(exchange.time, "sleep", waits.append)
    monkeypatch.setattr(os, "replace", replace)
    write(tmp_path / "package", NEW)
    assert waits == list(exchange.WAITS[:3])
    assert contents(tmp_path / "package") == whole(NEW)


def test_f24_two_runs_at_once_end_as_one(project) -> None:
    command = [sys.executable, "-m", "mockgen", "generate"]
    runs = [
        subprocess.Popen(command, cwd=project.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)
    ]
    said = [(run.communicate()[1], run.returncode) for run in runs]
    assert said == [(b"", 0)] * 3
    after = contents(project.package)
    assert project.run("check").code == 0
    assert project.run("generate").out == "pets: 1 operation, nothing changed\n"
    assert contents(project.package) == after


@POSIX
def test_f24_a_run_waits_for_another_one(tmp_path: Path) -> None:
    package = tmp_path / "package"
    write(package, OLD)
    done = threading.Event()

    def run() -> None:
        write(package, NEW)
        done.set()

    with guard.alone(str(package)):
        thread = threading.Thread(target=run)
        thread.start()
        assert not done.wait(0.05)
        assert contents(package) == whole(OLD)
    thread.join()
    assert contents(package) == whole(NEW)


@POSIX
def test_f24_a_check_never_judges_half_a_run(project, monkeypatch) -> None:
    import fcntl

    assert project.run("generate").code == 0
    kept = (project.package / "client.py").read_bytes()
    (project.package / "client.py").write_bytes(b"half")
    real, waited = fcntl.flock, []

    def flock(handle: int, operation: int) -> None:
        waited.append(operation)
        (project.package / "client.py").write_bytes(kept)  # what the other run does before it lets go
        real(handle, operation)

    monkeypatch.setattr(fcntl, "flock", flock)
    assert project.run("check") == (0, "pets is fresh\n", "")
    assert waited == [fcntl.LOCK_SH]


@POSIX
@pytest.mark.parametrize("error", [errno.ENOLCK, errno.EOPNOTSUPP], ids=errno.errorcode.get)
def test_f24_a_file_system_without_locks_is_no_obstacle(tmp_path: Path, monkeypatch, error: int) -> None:
    import fcntl

    def flock(handle: int, operation: int) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(fcntl, "flock", flock)
    write(tmp_path / "package", NEW)
    assert contents(tmp_path / "package") == whole(NEW)
