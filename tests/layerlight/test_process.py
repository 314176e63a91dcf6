"""Clips for other people's programs are drawn by a process of their own."""

import os
import signal
import subprocess
import sys
import time
from hashlib import md5
from pathlib import Path

import av
import numpy as np
import pytest

import layerlight
from layerlight import clip, process
from layerlight.progress import Progress
from network import record_walkthrough
from network.studies.shipped import RECORDINGS_FOLDER
from scenes.style.picture_size import Quality

ROOT = Path(__file__).resolve().parents[2]
TINY = Quality(192, 108, 2)
posix = pytest.mark.skipif(os.name == "nt", reason="there are no such signals")


@pytest.fixture(scope="module", autouse=True)
def cache(new_cache):
    """Keep the user's cache out of the tests."""
    folder = new_cache()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAYERLIGHT_CACHE", str(folder))
        yield folder


def start(arguments, folder, **more):
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )


def frames_in(path):
    with av.open(path) as film:
        return [md5(frame.to_ndarray().tobytes()).hexdigest() for frame in film.decode(video=0)]


PROGRAM = """
import decimal, os, sys, threading

forks = []
os.register_at_fork(before=lambda: forks.append("fork"))
sys.addaudithook(lambda event, more: forks.append(event) if event.startswith("os.fork") else None)

import network, scenes
from layerlight import LayerlightError, clip
before = {*sys.modules}
from manim import RED, VMobject, config

decimal.getcontext().prec = 3
VMobject.set_default(stroke_color=RED, fill_color=RED)
config.background_color = RED
threading.Thread(target=threading.Event().wait, daemon=True).start()
shown = clip("cost", quality="draft", fps=2, beat="errors")
shown.still()
try:
    clip("nonesuch")
except LayerlightError as error:
    assert "unknown clip" in str(error), error
else:
    raise AssertionError("it was drawn")
assert network.MINE and scenes.MINE
assert "numpy" not in before
assert not forks, forks
print(shown.path)
"""


def test_a_program_with_modules_and_settings_of_its_own_gets_what_the_command_draws(tmp_path):
    command = [ROOT / "render.py", "cost", "--beat", "errors", "--quality", "draft", "--fps", "2"]
    drawn = start([*command, "--output-dir", "drawn", "--quiet"], tmp_path)
    assert drawn.wait(120) == 0, drawn.stderr.read()
    for name in ("network.py", "scenes.py", "publish.py", "manim.cfg", "render.py"):
        (tmp_path / name).write_text("MINE = True\n")
    (tmp_path / "assets").mkdir()
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "manim.cfg").write_text("[CLI]\nbackground_color = RED\n")
    program = start(["program.py"], tmp_path)
    said, complaints = program.communicate(timeout=120)
    assert program.returncode == 0, complaints
    assert said.strip() == str(Path("clips") / "cost.errors.mp4")
    assert complaints == "", "quiet where nobody looks"
    assert frames_in(tmp_path / said.strip()) == frames_in(tmp_path / "drawn" / "cost.errors.mp4")


WAITED_FOR = """
import sys
from layerlight import clip
print("begun", flush=True)
clip("cost", quality="1080p")
"""


def processes_with(folder):
    """Return the IDs of the processes whose environment names a folder."""
    found = []
    for process_folder in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (process_folder / "environ").read_bytes():
                found.append(int(process_folder.name))
        except OSError:
            pass
    return found


@posix
def test_an_interrupt_ends_the_drawing_and_leaves_the_earlier_film(
    new_cache, tmp_path, monkeypatch
):
    cache = new_cache()
    monkeypatch.setenv("LAYERLIGHT_CACHE", str(cache))
    earlier = tmp_path / "clips" / "cost.mp4"
    earlier.parent.mkdir()
    earlier.write_bytes(b"the film of yesterday")
    # If a shell started the tests in the background, an interrupt would be ignored.
    program = start(
        ["-c", WAITED_FOR], tmp_path,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    deadline = time.monotonic() + 90
    while not list(cache.glob("segments/*/*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    begun = time.monotonic()
    program.send_signal(signal.SIGINT)
    _, complaints = program.communicate(timeout=30)
    assert complaints.rstrip().endswith("KeyboardInterrupt")
    assert time.monotonic() - begun < process.PATIENCE
    assert earlier.read_bytes() == b"the film of yesterday"
    assert list(earlier.parent.iterdir()) == [earlier]
    assert not list(cache.glob("unfinished/*"))
    if Path("/proc/self/environ").exists():
        assert not processes_with(cache)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "by signal 9; if memory"),
        ("import nonesuch", "with status 1: ModuleNotFoundError: No module named 'nonesuch'"),
    ],
)
def test_how_the_drawing_process_ended_is_said(code, said, monkeypatch):
    monkeypatch.setattr(process, "START", code)
    with pytest.raises(layerlight.LayerlightError, match=said):
        clip("cost")


def test_errors_of_usage_stay_such():
    with pytest.raises(layerlight.UsageError, match="unknown aspect"):
        clip("cost", aspect="2:1")


@pytest.mark.exhaustive
def test_stills_are_of_what_the_film_was_drawn_from(tmp_path):
    """A recording given as an object is kept; a file that has changed since is refused."""
    recording, file = record_walkthrough(seed=3, epochs=1), tmp_path / "mine.npz"
    recording.save(file)
    size = {"quality": TINY, "beat": "inputs", "folder": tmp_path}
    shown = clip("forward_pass", recording=recording, **size)
    by_name = clip("forward_pass", recording=file, **size)
    assert by_name.seconds == shown.seconds
    last = np.array(shown.still())
    assert (last == np.array(by_name.still("inputs"))).all()
    assert (last == np.array(shown.still(1000))).all(), "the end of the beat, not of the clip"
    file.write_bytes((RECORDINGS_FOLDER / "walkthrough.npz").read_bytes())
    assert (last == np.array(shown.still())).all()
    with pytest.raises(layerlight.LayerlightError, match="has changed"):
        by_name.still()


class Screen:
    def __init__(self):
        self.written = ""

    def isatty(self):
        return True

    def write(self, text):
        self.written += text

    def flush(self):
        pass


def test_a_terminal_shows_a_line_that_goes_again(monkeypatch):
    screen, now = Screen(), [0.0]
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr("layerlight.progress.time.monotonic", lambda: now[0])
    with Progress("cost") as progress:
        assert progress.wanted
        progress.report(5, 100)
        assert not screen.written, "what takes a moment only needs no line"
        now[0] = 5.0
        progress.report(50, 100)
        assert screen.written == "\rcost: 50 %, about 5 s left"
        progress.warn("something else")
        assert screen.written.split("\n")[0].endswith("\rsomething else")
    assert screen.written.endswith("\n")


def test_without_a_screen_there_is_no_line(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    with Progress("cost") as progress:
        assert not progress.wanted
        progress.report(1, 2)
        progress.warn("said to nobody")
