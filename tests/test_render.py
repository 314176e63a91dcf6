"""The command line, run as a user runs it."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyte
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
posix = pytest.mark.skipif(os.name == "nt", reason="there are neither terminals nor signals")


@pytest.fixture(scope="module")
def cache(new_cache):
    return new_cache()


def run(*arguments, cache, cwd, environment=(), **options):
    return subprocess.run(
        [sys.executable, ROOT / "render.py", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "LAYERLIGHT_CACHE": str(cache), **dict(environment)},
        capture_output=True,
        text=True,
        **options,
    )


by_signal = pytest.mark.parametrize(
    ("name", "status"),
    [
        ("SIGINT", 130),
        pytest.param("SIGTERM", 143, marks=pytest.mark.exhaustive),
        pytest.param("SIGHUP", 129, marks=pytest.mark.exhaustive),
    ],
)


def test_list_names_the_clips(cache, tmp_path):
    done = run("--list", cache=cache, cwd=tmp_path)
    assert done.returncode == 0
    assert any(line.startswith("forward_pass ") for line in done.stdout.splitlines())


def test_what_needs_no_manim_imports_none():
    code = (
        "import sys, render\n"
        "for words in (['--list'], ['--help'], ['nonesuch']):\n"
        "    sys.argv = ['render.py', *words]\n"
        "    render.main()\n"
        "sys.exit('manim' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ([], 2, "name at least one clip"),
        (["forwardpass"], 2, "did you mean forward_pass"),
        (["forward_pass", "-qx"], 2, "unknown quality 'x'"),
        (["forward_pass", "--fps", "0"], 2, "--fps"),
        (["forward_pass", "--fps", "fast"], 2, "--fps"),
        (["forward_pass", "--still", "-1"], 2, "expected a time in seconds or 'end'"),
        (["forward_pass", "--still", "nan"], 2, "expected a time in seconds or 'end'"),
        (["forward_pass", "--still", "never"], 2, "expected a time in seconds or 'end'"),
        (["forward_pass", "--nonsense"], 2, "--nonsense"),
        (["forward_pass", "--theme", "grey"], 2, "no theme 'grey': choose dark, light"),
        (["forward_pass", "--theme", "nowhere.toml"], 2, "cannot read the theme"),
        (["forward_pass", "--aspect", "3:2"], 2, "--aspect"),
        (["forward_pass", "--theme", "de.toml"], 2, "a theme cannot be called 'de'"),
        (["forward_pass", "--speed", "fast"], 2, "--speed"),
        (["forward_pass", "--speed", "9"], 2, "expected 0.25 to 4"),
        (["forward_pass", "--deck", "key"], 2, "unknown name 'key': choose pptx, html"),
        (["forward_pass", "--beat", "nonesuch"], 2, "has no beat 'nonesuch'"),
        (["forward_pass", "--step", "nonesuch"], 2, "has no beat 'nonesuch'"),
        (["lecture", "--deck", "html", "--explorer"], 2, "--explorer links slides to the page"),
        (
            ["forward_pass", "--transparent", "--format", "webm", "--deck", "html"],
            2,
            "the MP4, which cannot be transparent",
        ),
        *(
            pytest.param(*more, marks=pytest.mark.exhaustive)
            for more in (
                (["forward_pass", "--recording", "nothing.npz"], 1, "nothing.npz"),
                (["forward_pass", "--recording", "text.npz"], 1, "text.npz"),
                (["forward_pass", "--image", "digit.png"], 2, "--image is for the clip inference"),
                (
                    ["inference", "--image", "text.npz"],
                    1,
                    "text.npz: expected a PNG or JPEG picture",
                ),
                (
                    ["inference", "--image", "no.png"],
                    1,
                    "no.png: expected a picture, found nothing",
                ),
                (["inference", "--image", "a.png", "--mnist-index", "3"], 2, "exclude each other"),
                (["inference", "--image", "a.png", "--recording", "text.npz"], 1, "text.npz"),
                (["inference", "--image", "a.png", "--sample", "1"], 2, "exclude each other"),
                (
                    ["inference", "--mnist-index", "3", "--mnist", "here"],
                    1,
                    "here: expected a folder",
                ),
                (["lecture", "--mnist-index", "3"], 2, "--mnist-index is for the clip inference"),
            )
        ),
    ],
)
def test_what_goes_wrong_is_said_in_one_line(arguments, status, said, cache, tmp_path):
    (tmp_path / "text.npz").write_text("no recording")
    (tmp_path / "de.toml").write_text("[colours]\nink = '#FFFFFF'")
    done = run(*arguments, cache=cache, cwd=tmp_path)
    assert done.returncode == status, done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert said in done.stderr
    assert not (tmp_path / "clips").exists() or not list((tmp_path / "clips").iterdir())


def test_verbose_shows_where(cache, tmp_path):
    done = run("forward_pass", "--recording", "no.npz", "--verbose", cache=cache, cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_a_still_is_written_from_any_folder(cache, tmp_path):
    done = run("forward_pass", "--still", "end", "-q", "draft", cache=cache, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", "no bar, no log where there is no terminal"
    assert len(done.stdout.splitlines()) == 1
    with Image.open(tmp_path / "clips" / "forward_pass.png") as image:
        assert image.size == (854, 480)
        assert max(image.convert("L").getextrema()) > 200


@pytest.mark.exhaustive
def test_a_recording_of_the_users_own_is_drawn(cache, tmp_path):
    made = subprocess.run(
        [
            *(sys.executable, "-m", "network", "record", "walkthrough"),
            *("--seed", "3", "--epochs", "1", "--out", tmp_path / "mine.npz"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr
    pictures = []
    for own in ([], ["--recording", "mine.npz"]):
        done = run("forward_pass", "--still", "end", "-ql", *own, cache=cache, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        pictures.append((tmp_path / "clips" / "forward_pass.png").read_bytes())
    assert pictures[0] != pictures[1]


@pytest.mark.exhaustive
def test_a_digit_of_the_users_own_is_read(cache, tmp_path):
    with Image.open(ROOT / "assets" / "digits" / "7.png") as image:
        image.resize((112, 112)).point(lambda v: 255 - v).save(tmp_path / "seven.png")
    pictures = []
    for own in ([], ["--image", "seven.png"]):
        done = run("inference", "--still", "4", "-ql", *own, cache=cache, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        pictures.append((tmp_path / "clips" / "inference.png").read_bytes())
    assert pictures[0] != pictures[1]


def test_an_output_folder_that_cannot_be_made_is_named(cache, tmp_path):
    (tmp_path / "taken").write_text("a file, not a folder")
    done = run(
        "forward_pass", "--still", "0", "-ql", "--output-dir", "taken/clips",
        cache=cache, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 1
    assert "taken" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_cache_that_cannot_be_written_is_named_and_another_taken(tmp_path):
    (tmp_path / "taken").write_text("a file, not a folder")
    (tmp_path / "tmp").mkdir()
    done = run(
        "cost", "-ql", "--still", "1",
        cache=tmp_path / "taken", cwd=tmp_path, environment={"TMPDIR": str(tmp_path / "tmp")},
    )  # fmt: skip
    assert done.returncode == 0
    (line,) = done.stderr.splitlines()
    assert str(tmp_path / "taken") in line
    assert "LAYERLIGHT_CACHE" in line
    assert (tmp_path / "clips" / "cost.png").exists()


@posix
def test_a_reader_that_goes_away_is_no_mistake(cache, tmp_path):
    child = subprocess.Popen(
        [sys.executable, ROOT / "render.py", "cost", "--still", "0", "-ql"],
        cwd=tmp_path,
        env={**os.environ, "LAYERLIGHT_CACHE": str(cache)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    child.stdout.close()
    assert child.wait(timeout=120) == 1
    assert child.stderr.read() == ""
    child.stderr.close()


SIZE = (24, 100)
"""Lines and columns of a terminal."""


def on_a_terminal(*arguments, cache, cwd, stdout=None):
    """Run the command in a terminal; return the lines on its screen at the end."""
    import termios  # not available on every system

    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, SIZE)
    # Rich trusts these more than the terminal.
    plain = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "NO_COLOR")}
    child = subprocess.Popen(
        [sys.executable, ROOT / "render.py", *arguments],
        cwd=cwd,
        env={**plain, "LAYERLIGHT_CACHE": str(cache), "TERM": "xterm", "PYTHONIOENCODING": "utf-8"},
        stdin=theirs,
        stdout=stdout or theirs,
        stderr=theirs,
    )
    os.close(theirs)
    screen = pyte.Screen(SIZE[1], SIZE[0])
    stream, shown = pyte.ByteStream(screen), b""
    while data := _read(ours):
        shown += data
        stream.feed(data)
    os.close(ours)
    assert child.wait(timeout=30) == 0, shown
    assert "━".encode() in shown, "there were bars"
    return [line.rstrip() for line in screen.display if line.strip()]


def _read(terminal):
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # how Linux reports that the other end is closed
        return b""


@posix
@pytest.mark.exhaustive
def test_on_a_terminal_what_is_finished_stands_whole_and_no_bar_is_left(cache, tmp_path):
    clips = ["confusions", "cost"]
    lines = on_a_terminal(*clips, "-ql", "--fps", "2", "--force", cache=cache, cwd=tmp_path)
    pattern = r"clips/(\w+)\.mp4  \d+\.\d s  [\d.]+ [kM]B"
    found = [re.fullmatch(pattern, line) for line in lines]
    assert all(found), lines
    assert sorted(match[1] for match in found) == sorted(clips)


@pytest.mark.exhaustive
@posix
def test_lines_go_where_they_are_sent_and_bars_to_the_terminal(cache, tmp_path):
    with (tmp_path / "list.txt").open("w") as file:
        options = ("-ql", "--fps", "2", "--force")
        lines = on_a_terminal("confusions", *options, cache=cache, cwd=tmp_path, stdout=file)
    assert lines == []
    (line,) = (tmp_path / "list.txt").read_text().splitlines()
    assert line.startswith("clips/confusions.mp4  ")


@posix
@by_signal
def test_interrupted_it_leaves_the_clip_of_yesterday(name, status, tmp_path):
    (tmp_path / "clips").mkdir()
    target = tmp_path / "clips" / "forward_pass.mp4"
    target.write_bytes(b"yesterday")
    child = subprocess.Popen(
        [sys.executable, ROOT / "render.py", "forward_pass", "-ql"],
        cwd=tmp_path,
        env={**os.environ, "LAYERLIGHT_CACHE": str(tmp_path / "cache")},
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("cache/segments/*/*.mp4")) and time.monotonic() < deadline:
        time.sleep(0.05)
    child.send_signal(getattr(signal, name))
    _, said = child.communicate(timeout=30)
    assert child.returncode == status, said
    # A slow machine has time to report progress first.
    lines = [line for line in said.splitlines() if line and not line.startswith("forward_pass: ")]
    assert len(lines) == 1, said
    assert target.read_bytes() == b"yesterday"
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    assert not list(tmp_path.glob("cache/segments/*/.*")), "no unfinished segment stays"


SLOW = """
import sys, time, render
from pathlib import Path
from scenes.rendering import pages

def add(self, *page):
    Path("begun").touch()
    time.sleep(60)

pages._Book.add = add
sys.argv = ["render.py", "confusions", "--format", "pdf", "-ql"]
sys.exit(render.main())
"""


@posix
@by_signal
def test_stopped_while_nothing_is_drawn_it_leaves_nothing_either(name, status, cache, tmp_path):
    child = subprocess.Popen(
        [sys.executable, "-c", SLOW],
        cwd=tmp_path,
        env={**os.environ, "LAYERLIGHT_CACHE": str(cache), "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not (tmp_path / "begun").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    child.send_signal(getattr(signal, name))
    _, said = child.communicate(timeout=30)
    assert child.returncode == status, said
    assert said.strip() == (
        "render.py: stopped; everything drawn so far is in the cache, and the next run continues"
        " from there"
    )
    assert not list((tmp_path / "clips").iterdir())
