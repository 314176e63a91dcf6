"""A draft follows its file: the beats that a change concerns, and one line for each pass."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from network.errors import UsageError
from publish import watch
from publish.watch import follow
from scenes.own.changes import changed_beats, snapshot

pytestmark = pytest.mark.usefixtures("own_words")
ROOT = Path(__file__).resolve().parents[2]
SOURCE = """
from scenes.base import NetworkScene
SECONDS = 1
OTHER = 2
def pause(scene):
    scene.wait(SECONDS)
class Mine(NetworkScene):
    def construct(self):
        self.beat(self.first)
        self.beat(self.second)
    def first(self):
        pause(self)
    def second(self):
        self.helped()
    def helped(self):
        self.wait(1)
"""
WORDS = 'title = "Mine"\nmore = "more"\n[beats]\nfirst = "One."\nsecond = "Two."\n'


@pytest.fixture
def file(tmp_path):
    (tmp_path / "mine.py").write_text(SOURCE)
    (tmp_path / "mine.toml").write_text(WORDS)
    (tmp_path / "beside.py").write_text("x = 1\n")
    return tmp_path / "mine.py"


@pytest.mark.parametrize(
    ("end", "old", "new", "beats"),
    [
        (".py", "SECONDS = 1", "SECONDS = 1  # a comment", []),
        (".py", "SECONDS = 1", "SECONDS = 3", ["first"]),
        (".py", "scene.wait(SECONDS)", "scene.wait(2 * SECONDS)", ["first"]),
        (".py", "        pause(self)", "        pause(self)\n        pause(self)", ["first"]),
        (".py", "self.wait(1)", "self.wait(2)", ["second"]),
        (".py", "self.helped()", "pause(self)", ["second"]),
        (".py", "OTHER = 2", "OTHER = 3", None),
        (".py", "self.beat(self.first)", "self.wait(1)", None),
        (".py", "class Mine(NetworkScene)", "class Mine(Base)", None),
        (".toml", "Two.", "Deux.", ["second"]),
        (".toml", "Mine", "Yours", None),
        (".toml", 'more = "more"', 'more = "less"', None),
    ],
)
def test_the_beats_that_a_change_concerns(end, old, new, beats, file):
    words = file.with_suffix(".toml")
    before = snapshot(file, words, (file,))
    changed = file.with_suffix(end)
    changed.write_text(changed.read_text().replace(old, new))
    assert changed_beats(before, snapshot(file, words, (file,))) == beats


def test_a_change_of_a_module_beside_may_concern_every_beat(file):
    words, others = file.with_suffix(".toml"), (file, file.with_name("beside.py"))
    before = snapshot(file, words, others)
    others[1].write_text("x = 2\n")
    assert changed_beats(before, snapshot(file, words, others)) is None


def test_each_save_is_one_pass_and_one_line(file, monkeypatch):
    """Mistakes are told and end nothing; the next save is drawn again."""
    words = file.with_suffix(".toml")
    saves = iter(
        [
            lambda: file.write_text(SOURCE.replace("SECONDS = 1", "SECONDS = 20")),
            lambda: file.write_text(SOURCE.replace("SECONDS = 1", "SECONDS = (")),
            lambda: file.write_text(SOURCE.replace("SECONDS = 1", "SECONDS = 3000")),
            lambda: words.write_text(WORDS.replace("Two.", "Second.")),
        ]
    )

    def rest(seconds):
        if seconds == watch.POLL_EVERY:  # not while a save settles
            next(saves)()

    monkeypatch.setattr("publish.watch.time.sleep", rest)
    drawn, said, complaints = [], [], []

    def draw(entry, beat, say):
        drawn.append(beat)
        say(f"{entry.id}.mp4")

    follow([str(file)], None, draw, said.append, complaints.append, passes=5)
    assert drawn == [None, "first", "first", "second"]
    assert all("  mine.mp4  drawn in " in line for line in said)
    assert len(said) == 4
    (complaint,) = complaints
    assert f"  {file}:3: " in complaint


def test_after_a_pass_that_failed_the_whole_clip_is_drawn(file, monkeypatch):
    """Of the beats that it concerned, some were not drawn."""
    both = SOURCE.replace("self.wait(1)", "self.wait(2)").replace("SECONDS = 1", "SECONDS = 2")
    saves = iter([both, both + "# mended\n"])

    def rest(seconds):
        if seconds == watch.POLL_EVERY:
            file.write_text(next(saves))

    monkeypatch.setattr("publish.watch.time.sleep", rest)
    drawn, complaints = [], []

    def draw(entry, beat, say):
        drawn.append(beat)
        if len(drawn) == 2:
            raise UsageError("no")

    follow([str(file)], None, draw, lambda line: None, complaints.append, passes=3)
    assert drawn == [None, "first", None]
    assert len(complaints) == 1


@pytest.mark.parametrize("names", [["cost"], ["a.py", "b.py"], ["missing.py"]])
def test_what_cannot_be_watched_is_refused(names):
    with pytest.raises(UsageError, match=r"--watch follows one file of your own|no such file"):
        follow(names, None, lambda *what: None, print, print)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent in another way")
def test_a_draft_is_drawn_until_ctrl_c(file, tmp_path, new_cache):
    import os

    command = [sys.executable, str(ROOT / "render.py"), str(file), "--watch", "--fps", "2"]
    environment = {**os.environ, "LAYERLIGHT_CACHE": str(new_cache())}
    out = tmp_path / "out"
    watched = subprocess.Popen(
        [*command, "--output-dir", str(out)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, env=environment,
    )  # fmt: skip
    try:
        first = watched.stdout.readline()
        time.sleep(0.5)
        file.write_text(SOURCE.replace("self.wait(1)", "self.wait(2)"))
        second = watched.stdout.readline()
        watched.send_signal(signal.SIGINT)
        _, errors = watched.communicate(timeout=60)
    finally:
        watched.kill()
    assert str(out / "drafts" / "mine.mp4") in first
    assert str(out / "drafts" / "mine.second.mp4") in second
    assert watched.returncode == 130
    assert "stopped" in errors
    assert "Traceback" not in errors
