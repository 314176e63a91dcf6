"""Every command with standard streams that are closed, full, or not read by anyone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WALKTHROUGH = "assets/recordings/walkthrough.npz"
PRINTING = {
    "digest": ["-m", "network", "digest", WALKTHROUGH],
    "show": ["-m", "network", "show", WALKTHROUGH],
    "verify": ["-m", "network", "verify", "assets/recordings/bias_study.npz"],
    "classify": ["-m", "network", "classify", "assets/digits/3.png"],
    "help": ["-m", "network", "--help"],
    "list": ["render.py", "--list"],
}
"""Commands whose work is what they print."""
WRITING = {
    "record": ["-m", "network", "record", "walkthrough", "--epochs", "2", "--out", "OUT/out.npz"],
    "still": [
        "render.py",
        "confusions",
        "--still",
        "0",
        "--quality",
        "draft",
        "--output-dir",
        "OUT",
    ],
}
"""Commands whose work is a file."""
CLOSED = {"in": (0,), "out": (1,), "err": (2,), "all": (0, 1, 2)}


@pytest.fixture(scope="module")
def cache(new_cache):
    return new_cache()


def ended(words, out, cache, closed=(), stdout=subprocess.PIPE):
    """Run a command; return its exit status and what it printed."""
    words = [word.replace("OUT", str(out)) for word in words]
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        env={**os.environ, "LAYERLIGHT_CACHE": str(cache)},
        preexec_fn=lambda: [os.close(number) for number in closed],
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert "Exception ignored" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("name", "stream"),
    [
        *((name, "out") for name in PRINTING),
        *(("digest", stream) for stream in ("in", "err", "all")),
    ],
)
def test_closed_streams_of_commands_that_print(name, stream, tmp_path, cache):
    status, out, err = ended(PRINTING[name], tmp_path, cache, CLOSED[stream])
    assert status == (1 if 1 in CLOSED[stream] else 0)
    assert bool(out) == (1 not in CLOSED[stream])
    assert ("standard output cannot be written: it is closed" in err) == (stream == "out")


@pytest.mark.parametrize(
    ("name", "stream"), [("record", "out"), ("record", "err"), ("record", "all"), ("still", "all")]
)
def test_closed_streams_of_commands_that_write_files(name, stream, tmp_path, cache):
    status, _, err = ended(WRITING[name], tmp_path, cache, CLOSED[stream])
    assert (status, err) == (0, "")
    (file,) = [path for path in tmp_path.iterdir() if path.is_file()]
    assert file.read_bytes()[:4] in (b"PK\3\4", b"\x89PNG")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
@pytest.mark.parametrize("name", ["digest", "show", "help", "list", *WRITING])
def test_a_full_disk_behind_standard_output(name, tmp_path, cache):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        status, _, err = ended((PRINTING | WRITING)[name], tmp_path, cache, stdout=full)
    assert status == 1
    assert err.count("\n") == 1
    assert "standard output cannot be written: the disk is full" in err
    assert name not in WRITING or any(path.is_file() for path in tmp_path.iterdir())


@pytest.mark.parametrize("name", ["show", "verify", "help", "list", "record"])
def test_a_pipe_whose_reader_has_gone(name, tmp_path, cache):
    reader, writer = os.pipe()
    os.close(reader)
    status, _, err = ended((PRINTING | WRITING)[name], tmp_path, cache, stdout=writer)
    os.close(writer)
    assert (status, err) == (1, "")
    assert name not in WRITING or any(path.is_file() for path in tmp_path.iterdir())


def test_signs_that_the_terminal_lacks_are_no_failure(cache):
    done = subprocess.run(
        [sys.executable, *PRINTING["list"]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "LAYERLIGHT_CACHE": str(cache)},
    )
    assert (done.returncode, done.stderr) == (0, "")
