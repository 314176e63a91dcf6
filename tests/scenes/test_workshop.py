"""Temporary folders of the cache: what killed processes leave in them."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from scenes.cache.workshop import rough_file, workshop

ROOT = Path(__file__).resolve().parents[2]
WRITING = """
import sys, time
from pathlib import Path
from scenes.cache.workshop import rough_file
with rough_file(Path(sys.argv[1])) as part:
    print(part.name, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def writer(tmp_path):
    """Return a process that writes a temporary file, and the name of that file."""
    command = [sys.executable, "-c", WRITING, str(tmp_path)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with closing(child.stdout) as said:
        yield child, said.readline().strip()
    child.kill()
    child.wait()


def test_what_a_killed_worker_leaves_goes_with_the_workshop(writer, tmp_path):
    child, name = writer
    with workshop(tmp_path):
        child.kill()
        child.wait()
        assert (tmp_path / name).exists()
    assert not list(tmp_path.iterdir())


def test_what_others_write_stays(writer, tmp_path):
    with workshop(tmp_path):
        pass
    assert [file.name for file in tmp_path.iterdir()] == [writer[1]]


@pytest.mark.parametrize("make", [workshop, rough_file])
def test_an_interrupt_while_it_is_created_leaves_nothing(make, tmp_path, monkeypatch):
    """The signal comes just after the file exists, before anybody knows its name."""
    for name in ("mkdtemp", "mkstemp"):
        plain = getattr(__import__("tempfile"), name)

        def interrupted(*args, plain=plain, **options):
            made = plain(*args, **options)
            os.kill(os.getpid(), signal.SIGINT)
            return made

        monkeypatch.setattr(f"scenes.cache.workshop.tempfile.{name}", interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), make(tmp_path):
            pytest.fail("the interrupt was lost")
    finally:
        signal.signal(signal.SIGINT, before)
    assert not list(tmp_path.iterdir())
