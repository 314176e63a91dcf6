"""Runs that write the same files wait for one another."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from publish.locks import locked
from scenes.rendering.workers import can_fork

pytestmark = pytest.mark.skipif(not can_fork(), reason="there are no locks for files here")

ROOT = Path(__file__).resolve().parents[2]
WRITER = """
import sys, time
from pathlib import Path
from publish.locks import locked

folder, name = Path(sys.argv[1]), sys.argv[2]
with locked(folder, sys.argv[3:], lambda line: print(line, file=sys.stderr)):
    for k in range(20):
        (folder / f"{k}").write_text(name)
        time.sleep(0.005)
    found = {(folder / f"{k}").read_text() for k in range(20)}
print(*found)
"""


def started(code, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def is_locked(folder, stem):
    """Return whether another run would have to wait."""
    import fcntl

    for path in folder.glob(".layerlight-*"):
        opened = os.open(path, os.O_RDWR)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(opened)
    return False


def test_files_of_two_runs_never_mix(tmp_path):
    """Nor do runs that name clips in a different order deadlock."""
    orders = [("a", "b"), ("b", "a"), ("b", "c"), ("a", "b")]
    runs = [started(WRITER, tmp_path, k, *stems) for k, stems in enumerate(orders)]
    said = [run.communicate(timeout=60) for run in runs]
    assert [out.split() for out, _ in said] == [[str(k)] for k in range(4)]
    lines = [line for _, error in said for line in error.splitlines()]
    assert all(line.startswith("another run is writing ") for line in lines), lines
    assert not list(tmp_path.glob(".*"))


def test_other_clips_need_not_wait(tmp_path):
    warned = []
    with locked(tmp_path, ["a"], warned.append), locked(tmp_path, ["b"], warned.append):
        assert is_locked(tmp_path, "a")
    assert not warned
    assert not list(tmp_path.iterdir())


def test_who_is_ended_by_force_keeps_nobody(tmp_path):
    run = started(
        "import sys, time; from pathlib import Path; from publish.locks import locked\n"
        "with locked(Path(sys.argv[1]), ['a'], print): print('ready', flush=True); time.sleep(60)",
        tmp_path,
    )
    assert run.stdout.readline() == "ready\n"
    run.kill()
    run.communicate()
    before = time.monotonic()
    with locked(tmp_path, ["a"], pytest.fail):
        pass
    assert time.monotonic() - before < 5
    assert not list(tmp_path.iterdir())


def test_a_name_may_be_as_long_as_the_system_allows(tmp_path):
    with locked(tmp_path, ["x" * 251], pytest.fail):
        pass
