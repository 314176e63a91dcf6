"""The layout rules hold at the end of every beat, and the checker notices what breaks them."""

import numpy as np
import pytest
from manim import Rectangle, Square, tempconfig

from scenes.audit.layout import check_flashes, check_reading_time, check_still
from scenes.base import Beat
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import AxisValue, NumberFormat
from scenes.style.frame import Frame
from scenes.style.picture_size import ASPECTS, QUALITIES
from scenes.style.theme import DARK, contrast, relative_luminance


def test_every_beat_keeps_the_rules(walked):
    complaints = [f"{stop.beat.name}: {c}" for stop in walked.stops for c in stop.complaints]
    assert not complaints, "\n".join(complaints)


def test_captions_stand_long_enough_to_be_read(walked):
    assert not check_reading_time(walked.beats, DARK.durations)


def test_new_numbers_stand_before_the_next_thing_happens():
    assert DARK.durations.settle >= 0.7


def test_the_clip_is_as_long_as_a_clip_should_be(walked):
    assert 30 <= walked.beats[-1].end <= 95


class _Scene:
    """The parts of a scene that the checker examines."""

    theme = DARK
    area = Frame(128 / 9, 8)

    def __init__(self, *mobjects):
        self.mobjects = list(mobjects)
        self.camera = self

    def get_mobjects_to_display(self, mobjects):
        return [m for top in mobjects for m in top.get_family() if len(m.points)]


def words(text="TextLine", em=0.38, colour=DARK.ink):
    with tempconfig({"verbosity": "WARNING"}):
        return TextLine(DARK, text, em, colour)


def test_a_good_picture_has_no_complaint():
    assert check_still(_Scene(words().place(0, 0), words("More").place(0, 1))) == []


@pytest.mark.parametrize(
    ("mobjects", "complaint"),
    [
        (lambda: [words().place(6.4, 0)], "leaves the safe area"),
        (lambda: [Square(7.5, stroke_width=4)], "leaves the safe area"),
        (lambda: [words().place(0, 0), words("More").place(0.3, 0.1)], "nearer than 8 px"),
        (lambda: [words(em=0.3)], "x-height"),
        (
            lambda: [Readout(DARK, AxisValue(1), NumberFormat(0), 0.22)],
            "px high",
        ),
        (lambda: [words(colour="#555555")], "contrast"),
        (
            lambda: [Rectangle(width=3, height=1, fill_color="#DDDDDD", fill_opacity=1), words()],
            "contrast",
        ),
    ],
)
def test_the_checker_sees(mobjects, complaint):
    found = check_still(_Scene(*mobjects()))
    assert any(complaint in text for text in found)


def test_what_cannot_be_seen_is_no_concern():
    assert check_still(_Scene(words().place(9, 0).set_opacity(0))) == []


def test_a_caption_that_goes_too_soon_is_seen():
    beat = Beat("fast", "six words that take three seconds", 0.0, 0.5, 3.3)
    assert len(check_reading_time([beat], DARK.durations)) == 1
    beat.end = 3.5
    assert check_reading_time([beat], DARK.durations) == []


def flicker(period: int, frames: int = 60, share: float = 1.0) -> np.ndarray:
    picture = np.zeros((frames, 40, 40))
    picture[np.arange(frames) % period < period // 2, :, : round(40 * share)] = 0.6
    return picture


def test_flashes_are_seen():
    assert check_flashes(flicker(10), fps=30)
    assert not check_flashes(flicker(60), fps=30)  # one flip a second
    assert not check_flashes(flicker(10, share=0.025), fps=30)  # too small to matter
    assert not check_flashes(0.1 * flicker(10), fps=30)  # too faint to matter
    assert not check_flashes(np.linspace(0, 1, 60)[:, None, None] * np.ones((1, 40, 40)), fps=30)


def test_luminance_and_contrast_are_those_of_the_standard():
    assert relative_luminance("#FFFFFF") == pytest.approx(1.0)
    assert relative_luminance("#FF0000") == pytest.approx(0.2126, abs=1e-4)
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("aspect", ASPECTS)
def test_regions_do_not_meet_in_any_shape_of_frame(aspect):
    size = QUALITIES["1080p"].shaped(aspect).frame
    frame = Frame(*size)
    regions = [frame.title, frame.network, frame.panel, frame.caption]
    for region in regions:
        assert region.left >= -0.45 * size[0] - 1e-9
        assert region.top <= 0.45 * size[1] + 1e-9
        assert region.width > 0
        assert region.height > 0
    for k, a in enumerate(regions):
        for b in regions[k + 1 :]:
            apart = a.right <= b.left or b.right <= a.left or a.top <= b.bottom or b.top <= a.bottom
            assert apart, (a, b)
