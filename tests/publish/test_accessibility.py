"""The rules of WCAG 2.2 that apply to silent video, checked on published files.

Elsewhere: contrast of everything on screen, and signs recognisable without colour (tests/scenes:
test_layout, test_shapes, test_numbers); pages (test_page, test_gallery); slides (test_powerpoint).
"""

import re

import av
import numpy as np
import pytest
from PIL import Image

from layerlight import clip
from publish.pipeline import Pipeline
from publish.request import RenderRequest
from scenes.audit.layout import check_flashes
from scenes.catalog import CATALOG, find_clip
from scenes.rendering.options import RunOptions
from scenes.style.picture_size import Quality
from scenes.style.theme import relative_luminance
from scenes.style.theme_files import THEMES

from .conftest import make

SIZE = Quality(96, 54, 15)
LEVELS = np.array([relative_luminance(f"#{k:02X}{k:02X}{k:02X}") for k in range(256)])
WEIGHTS = np.array([0.2126, 0.7152, 0.0722])


def films():
    """Yield every clip, the themes in turn; by default one is tested."""
    themes = list(THEMES)
    for k, entry in enumerate(CATALOG):
        theme, marks = themes[k % len(themes)], () if k == 6 else pytest.mark.exhaustive
        yield pytest.param((entry, theme), marks=marks, id=f"{entry.id}-{theme}")


@pytest.fixture(scope="module", params=list(films()))
def published(request, tmp_path_factory):
    """Publish a clip with its words; return the request, the entry and the video."""
    entry, theme = request.param
    folder = tmp_path_factory.mktemp(entry.id)
    # One worker: the tests share the cores among themselves.
    words, run_options = ("md", "vtt"), RunOptions(jobs=1)
    request = RenderRequest(
        (entry,), SIZE, folder, words=words, theme=THEMES[theme], run_options=run_options
    )
    maker = Pipeline(request, lambda line: None)
    maker.make()
    return request, entry, maker.videos[entry]["mp4"]


def test_nothing_flashes(published):
    """2.3.1, three flashes or below threshold.

    This project's own rule for the forward pass is stricter (tests/scenes/test_rendering).
    """
    request, _, film = published
    with av.open(film.path) as container:
        frames = [f.to_ndarray(format="rgb24")[::2, ::2] for f in container.decode(video=0)]
    luminances = np.array([LEVELS[frame] @ WEIGHTS for frame in frames])
    assert luminances.max() - luminances.min() > 0.1, "there is something to see"
    assert not check_flashes(luminances, request.quality.fps, most=2 * 3)


def test_there_is_a_text_of_all_that_is_shown(published):
    """1.2.1, audio-only and video-only: the transcript says each beat, in order, with its time."""
    request, entry, film = published
    text = request.target(entry, "md").read_text(encoding="utf-8")
    said = [re.sub(r"\\(.)", r"\1", line) for line in text.splitlines() if line.startswith("- ")]
    assert len(said) == len(film.beats)
    for line, beat in zip(said, film.beats, strict=True):
        minutes, seconds = divmod(int(beat.start + 1e-6), 60)
        assert line == f"- **{minutes}:{seconds:02}** {beat.caption}"
        assert len(beat.caption.split()) >= 3


def test_captions_of_the_film_are_those_of_the_file(published):
    """1.2.2, captions: each is shown from the beginning of its beat to the end."""
    request, entry, film = published
    with av.open(request.target(entry, "vtt")) as container:
        packets = [p for p in container.demux(container.streams.subtitles[0]) if p.size]
    starts = [float(p.pts * p.time_base) for p in packets]
    assert starts == pytest.approx([beat.start for beat in film.beats], abs=1e-3)


def test_a_film_in_a_notebook_waits_and_can_be_stopped(tmp_path):
    """2.2.2, pause, stop, hide; 4.1.2, name, role, value."""
    shown = clip("cost", beat="outputs", quality=SIZE, folder=tmp_path)._repr_html_()
    assert " controls" in shown
    assert "autoplay" not in shown
    assert 'title="' in shown


def test_a_gif_comes_to_rest(tmp_path):
    """2.2.2: it cannot be paused, so it stops by itself."""
    make(tmp_path, find_clip("cost"), SIZE, beat="errors", formats=("gif",))
    with Image.open(tmp_path / "cost.errors.gif") as picture:
        assert 1 <= picture.info["loop"] <= 2, "so many times more"
