"""Files appear under their names only when complete, and nothing else is harmed."""

import contextlib
import errno
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from network.errors import LayerlightError, UsageError
from network.system.files import (
    PREFIX,
    check_apart,
    check_folder,
    check_writable,
    put,
    sweep,
    unfinished,
    unfinished_folder,
)
from network.system.troubles import explain

ROOT = Path(__file__).resolve().parents[2]


def test_a_file_appears_when_it_is_whole(tmp_path):
    target = tmp_path / "clip.mp4"
    target.write_text("before")
    with unfinished(target) as partial:
        partial.write_text("after")
        assert target.read_text() == "before"
        assert (partial.parent, partial.suffix) == (target.parent, target.suffix)
        assert partial.name.startswith(".")
    assert target.read_text() == "after"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_what_was_there_stays_if_something_goes_wrong(error, tmp_path):
    target = tmp_path / "clip.mp4"
    target.write_text("before")

    def fail():
        with unfinished(target) as partial:
            partial.write_text("half")
            raise error

    with pytest.raises(error):
        fail()
    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]


def write(target, text="after"):
    with unfinished(target) as partial:
        partial.write_text(text)


# Links


def test_a_link_is_followed_and_stays(tmp_path):
    (tmp_path / "far").mkdir()
    real, link = tmp_path / "far" / "real.npz", tmp_path / "link.npz"
    real.write_text("before")
    link.symlink_to(real)
    write(link)
    assert link.is_symlink()
    assert real.read_text() == "after"
    finished = tmp_path / "finished"
    finished.write_text("moved")
    put(finished, link)
    assert link.is_symlink()
    assert real.read_text() == "moved"


def test_a_link_to_a_file_that_is_not_there_makes_it(tmp_path):
    link = tmp_path / "link.npz"
    link.symlink_to(tmp_path / "new.npz")
    write(link)
    assert link.is_symlink()
    assert (tmp_path / "new.npz").read_text() == "after"


def test_a_link_to_a_folder_is_a_folder(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    check_folder(tmp_path / "link")
    write(tmp_path / "link" / "a.txt")
    assert (tmp_path / "link").is_symlink()
    assert [path.name for path in (tmp_path / "real").iterdir()] == ["a.txt"]


def test_a_link_to_nothing_is_no_folder(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(LayerlightError, match="a broken link"):
        check_folder(tmp_path / "link")


def test_the_other_name_of_a_file_keeps_what_was_there(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("before")
    other.hardlink_to(one)
    write(one)
    assert (one.read_text(), other.read_text()) == ("after", "before")


# Devices and pipes


def test_a_pipe_is_written_into(tmp_path):
    pipe, got = tmp_path / "pipe.npz", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    check_writable(pipe)
    write(pipe)
    reader.join(10)
    assert got == ["after"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert list(tmp_path.iterdir()) == [pipe]


def device(path, minor):
    """Create a device node, where that is permitted; return whether it was."""
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, minor))
        path.read_bytes() if minor == 3 else None  # some file systems refuse to open them
    except PermissionError:
        return False
    return True


@pytest.mark.parametrize(("name", "minor"), [("null", 3), ("full", 7)])
def test_a_device_is_not_replaced(tmp_path, name, minor):
    node = tmp_path / name
    if not device(node, minor):
        os.mkfifo(node)  # the nearest thing that any user may create; its reader closes at once
        threading.Thread(target=lambda: node.open("rb").close()).start()
    before = node.stat()
    if name == "full" or stat.S_ISFIFO(before.st_mode):
        with pytest.raises(OSError, match=r"No space|Broken pipe") as told:
            write(node, "x" * 2**20)
        assert told.value.filename == str(node)
    else:
        write(node, "x" * 2**20)
    assert node.stat().st_ino == before.st_ino
    assert node.stat().st_mode == before.st_mode
    assert list(tmp_path.iterdir()) == [node]


def test_what_takes_no_content_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        with pytest.raises(LayerlightError, match="found a socket"):
            write(Path("socket"))
    (tmp_path / "folder").mkdir()
    with pytest.raises(LayerlightError, match="found a folder"):
        write(tmp_path / "folder")


def test_a_pipe_that_messages_go_to_is_refused(tmp_path):
    code = (
        "import sys; from network.system.files import check_writable; check_writable('/dev/stdout')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "messages are printed there too" in done.stderr


# Inputs


@pytest.mark.parametrize("how", ["same", "other path", "symlink", "hardlink", "linked folder"])
def test_an_input_is_not_overwritten(tmp_path, how):
    file = tmp_path / "x.npz"
    file.write_text("mine")
    other = tmp_path / "other"
    if how == "same":
        other = file
    elif how == "other path":
        other = tmp_path / ".." / tmp_path.name / "x.npz"
    elif how == "symlink":
        other.symlink_to(file)
    elif how == "hardlink":
        other.hardlink_to(file)
    else:
        other.symlink_to(tmp_path, target_is_directory=True)
        other = other / "x.npz"
    with pytest.raises(UsageError, match="would be overwritten"):
        check_writable(other, [None, tmp_path / "none", file])
    check_apart([tmp_path / "new", tmp_path], [file])
    assert file.read_text() == "mine"


# What is left behind


KILLED = """
import os, signal, sys
from pathlib import Path
from network.system.files import unfinished, unfinished_folder
folder = Path(sys.argv[1])
with unfinished(folder / "film.mp4") as partial, unfinished_folder(folder) as parts:
    partial.write_text("half")
    (parts / "cost.png").write_text("half")
    child = os.fork()  # as workers are, which may live a little longer
    if not child:
        os.close(1)
        signal.pause()
    print(child, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def writer(tmp_path):
    """Start a process that writes a file; it and its forked child end with the test."""
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    child = int(process.stdout.readline())
    yield process
    for number in (process.pid, child):
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    process.communicate()


def test_what_a_killed_process_left_goes_with_the_next_file(tmp_path, writer):
    writer.kill()
    writer.wait()
    assert len(list(tmp_path.glob(f"{PREFIX}*"))) == 2
    write(tmp_path / "other.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["other.txt"]


def test_what_a_living_process_writes_is_left_alone(tmp_path, writer):
    before = sorted(tmp_path.iterdir())
    assert len(before) == 2
    sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == before


def test_foreign_files_are_left_alone(tmp_path):
    names = [".hidden", ".12.series.mp4", "layerlight-x"]
    for name in names:
        (tmp_path / name).touch()
    (tmp_path / f"{PREFIX}link").symlink_to(tmp_path / ".hidden")
    write(tmp_path / "z")
    assert {path.name for path in tmp_path.iterdir()} == {*names, f"{PREFIX}link", "z"}


def test_a_folder_of_parts_goes_again(tmp_path):
    with unfinished_folder(tmp_path) as parts:
        (parts / "a").write_text("a")
        put(parts / "a", tmp_path / "a")
        sweep(tmp_path)
        assert parts.is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


# Names, and messages of the system


@pytest.mark.parametrize("length", [252, 253, 254, 255])
def test_names_as_long_as_the_system_takes(tmp_path, length):
    target = tmp_path / ("x" * (length - 4) + ".npz")
    check_writable(target)
    write(target)
    assert target.read_text() == "after"
    other = tmp_path / ("y." + "z" * (length - 2))  # all ending
    write(other)
    assert other.read_text() == "after"


def test_names_that_are_too_long(tmp_path):
    for check in (check_writable, check_folder):
        with pytest.raises(LayerlightError, match="the name is too long; choose a shorter one"):
            check(tmp_path / ("x" * 256))


def test_folders_that_are_not_there_yet_are_not_made(tmp_path):
    check_folder(tmp_path / "a" / "b")
    assert not list(tmp_path.iterdir())
    (tmp_path / "file").touch()
    with pytest.raises(LayerlightError, match="part of the path is a file"):
        check_folder(tmp_path / "file" / "a")
    with pytest.raises(LayerlightError, match="no folder"):
        check_writable(tmp_path / "a" / "x.npz")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ENOSPC", "the disk is full; free some space, or choose another place"),
        ("EACCES", "permission denied; change its permissions, or choose another place"),
        ("EROFS", "the file system is read-only; choose another place"),
        (
            "EDQUOT",
            "your disk quota is used up; delete some of your files, or choose another place",
        ),
        ("EMFILE", "too many files open; raise `ulimit -n`"),
        ("EAGAIN", "cannot start any more processes; raise `ulimit -u`"),
        ("ENOENT", "no such file or folder"),
        ("EISDIR", "found a folder"),
        ("ENAMETOOLONG", "too long; choose a shorter one"),
        ("EDOM", os.strerror(errno.EDOM)),
    ],
)
def test_each_trouble_has_its_words_and_advice(name, said):
    number = getattr(errno, name)
    assert said in explain(OSError(number, os.strerror(number), "x"))


def test_a_disk_that_is_full_is_told_of_the_target(tmp_path):
    with pytest.raises(OSError, match="No space") as told, unfinished(tmp_path / "x"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert told.value.filename == str(tmp_path / "x")
    with pytest.raises(FileNotFoundError) as told:
        write(tmp_path / "none" / "x")
    assert told.value.filename == str(tmp_path / "none" / "x")


def test_a_disk_that_is_full_while_copying_is_that_of_the_target(tmp_path):
    source, target = tmp_path / "source", tmp_path / "x"
    with pytest.raises(OSError, match="No space") as told, unfinished(target) as partial:
        raise OSError(errno.ENOSPC, "No space left on device", str(source), None, str(partial))
    assert (told.value.filename, told.value.filename2) == (str(target), None)


def test_errors_of_ffmpeg_name_the_target(tmp_path):
    class Stubborn(OSError):
        filename = property(lambda self: self.path)

    def fail():
        with unfinished(tmp_path / "x") as partial:
            error = Stubborn(errno.ENOSPC, "No space left on device")
            error.path = str(partial)
            raise error

    with pytest.raises(OSError, match="No space") as told:
        fail()
    assert told.value.filename == str(tmp_path / "x")
    assert explain(told.value).startswith("the disk is full")


def test_errors_of_other_files_stay_as_they_are(tmp_path):
    with pytest.raises(FileNotFoundError) as told, unfinished(tmp_path / "x"):
        (tmp_path / "other").read_text()
    assert told.value.filename == str(tmp_path / "other")
