"""No setting of the calling program affects a picture, or the cache that others use."""

import decimal
import os
import subprocess
import sys
from hashlib import md5
from pathlib import Path

import av
import pytest

from scenes.provenance.source import NumberFormat

ROOT = Path(__file__).resolve().parents[1]
CLIP, BEAT = "cost", "mean"
"""Covers numbers, the search for decimals, circles, lines and squares within a few seconds."""

DRAW = f"""
from pathlib import Path
from publish.pipeline import Pipeline
from publish.request import RenderRequest
from scenes.rendering.options import RunOptions
from scenes.catalog import find_clip
from scenes.style.picture_size import Quality

def draw():
    request = RenderRequest(
        (find_clip({CLIP!r}),), Quality(192, 108, 2), Path("clips"), beat={BEAT!r},
        run_options=RunOptions(jobs=1, quiet=True),
    )
    Pipeline(request, print).make()
"""
SETTINGS = """
import decimal, locale, random, sys, warnings
import manim, numpy as np
from manim import Circle, FadeIn, Line, RED, Square, VMobject

def state():
    return (
        repr(decimal.getcontext()), np.geterr(), np.geterrcall(), np.get_printoptions(),
        random.getstate(), str(np.random.get_state()), locale.setlocale(locale.LC_ALL),
        warnings.filters[:], manim.config.background_color, manim.config.frame_rate,
        [kind.__dict__.get("__init__") for kind in (Circle, FadeIn, Line, Square, VMobject)],
    )
"""
COARSE = """
decimal.getcontext().prec = 3
VMobject.set_default(stroke_color=RED, fill_opacity=0.5)
VMobject.set_default(stroke_width=9)
Square.set_default(color=RED)
FadeIn.set_default(run_time=7)
np.seterr(all="raise")
np.set_printoptions(precision=1, sign="+", legacy="1.13")
warnings.simplefilter("error")
locale.setlocale(locale.LC_ALL, "C")
random.seed(1)
np.random.seed(1)
manim.config.background_color = RED
manim.config.frame_rate = 7
manim.config.frame_width = 9
"""
DOWN = """
decimal.DefaultContext.prec = 5
decimal.setcontext(decimal.Context(prec=6, rounding=decimal.ROUND_DOWN))
decimal.getcontext().traps[decimal.Inexact] = True
Line.set_default(stroke_width=20)
"""
CHANGED_CODE = """
as_written = VMobject.get_stroke_rgbas
VMobject.get_stroke_rgbas = lambda self, *more: as_written(self, *more)[:, [1, 2, 0, 3]]
"""


def run(code_or_script, folder, cache):
    """Run Python in a folder, with a cache; return what it printed."""
    done = subprocess.run(
        [sys.executable, *code_or_script],
        cwd=folder,
        env={**os.environ, "LAYERLIGHT_CACHE": str(cache), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def render(folder, cache):
    """Draw the beat in the usual way; return its frames."""
    script = [ROOT / "render.py", CLIP, "--beat", BEAT, "--quality", "draft", "--fps", "2"]
    run([*map(str, script), "--jobs", "1", "--quiet"], folder, cache)
    return frames_in(folder)


def frames_in(folder):
    with av.open(folder / "clips" / f"{CLIP}.{BEAT}.mp4") as film:
        return [md5(frame.to_ndarray().tobytes()).hexdigest() for frame in film.decode(video=0)]


@pytest.fixture(scope="module")
def undisturbed(new_cache, tmp_path_factory):
    """Return the frames from a fresh Python process: small ones, and at the commands' size."""
    folder = tmp_path_factory.mktemp("undisturbed")
    run(["-c", f"{DRAW}\ndraw()"], folder, new_cache())
    return frames_in(folder), render(folder, new_cache())


@pytest.mark.parametrize(
    "settings", [COARSE, pytest.param(DOWN, marks=pytest.mark.exhaustive)], ids=["coarse", "down"]
)
def test_settings_of_the_process_reach_no_picture(settings, undisturbed, new_cache, tmp_path):
    code = f"{SETTINGS}{settings}\nbefore = state()\n{DRAW}\ndraw()\nassert state() == before"
    run(["-c", code], tmp_path, new_cache())
    assert frames_in(tmp_path) == undisturbed[0]


@pytest.mark.exhaustive
def test_what_a_changed_manim_draws_is_not_taken_for_what_others_want(
    undisturbed, new_cache, tmp_path
):
    cache = new_cache()
    # The size that the commands draw, so that both would find the same notes.
    code = f"{SETTINGS}{CHANGED_CODE}{DRAW}\ndraw()".replace("192, 108", "854, 480")
    run(["-c", code], tmp_path, cache)
    assert frames_in(tmp_path) != undisturbed[1], "it does change pictures"
    assert list((cache / "segments").iterdir())
    assert render(tmp_path, cache) == undisturbed[1]


@pytest.mark.exhaustive
def test_a_process_that_others_had_a_hand_in_believes_no_notes(undisturbed, new_cache, tmp_path):
    cache = new_cache()
    assert render(tmp_path, cache) == undisturbed[1]
    notes = {file: file.read_bytes() for file in cache.glob("made/*/*")}
    assert notes
    code = f"{SETTINGS}{CHANGED_CODE}{DRAW}\ndraw()".replace("192, 108", "854, 480")
    run(["-c", code], tmp_path, cache)
    assert frames_in(tmp_path) != undisturbed[1], "it draws what it is asked to draw"
    assert {file: file.read_bytes() for file in cache.glob("made/*/*")} == notes
    assert not list((cache / "unfinished").iterdir())


def test_variables_and_configuration_reach_no_picture(
    undisturbed, new_cache, tmp_path, monkeypatch
):
    (tmp_path / "manim.cfg").write_text("[CLI]\nbackground_color = RED\nframe_rate = 7\n")
    for name, value in {
        "PYTHONWARNINGS": "error", "PYTHONHASHSEED": "7", "PYTHONOPTIMIZE": "2",
        "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    assert render(tmp_path, new_cache()) == undisturbed[1]


def test_settings_of_the_process_reach_no_recording(tmp_path):
    code = (
        f"{SETTINGS}{DOWN}\n"
        "np.seterr(all='raise')\n"
        "np.set_printoptions(precision=1, legacy='1.13')\n"
        "from network import load_walkthrough, record_walkthrough\n"
        "assert record_walkthrough().digest() == load_walkthrough().digest()\n"
    )
    run(["-c", code], tmp_path, tmp_path / "cache")


def test_numbers_are_printed_as_recorded_whatever_the_decimal_context():
    value, form = 0.517683, NumberFormat(8)
    with decimal.localcontext(decimal.Context(prec=3, rounding=decimal.ROUND_DOWN)):
        assert form(value) == "0.51768300"
        assert NumberFormat(2, percent=True)(0.99999) == "100.00\N{THIN SPACE}%"
