"""Paintings: the right colour at the right pixel, moved, faded and blended like other mobjects."""

import numpy as np
import pytest
from manim import FadeIn, Scene, Square, Transform, VGroup, config

from scenes.mobjects.images.painting import Painting
from scenes.rendering.clips import _manim_settings
from scenes.rendering.manim_adapter import ClipCamera, ClipRenderer
from scenes.style.frame import Region
from scenes.style.picture_size import Quality

SIZE = Quality(160, 90, 10)
RED, GREEN, BLUE, GREY = (255, 0, 0), (0, 255, 0), (0, 0, 255), (128, 128, 128)
COLOURS = np.array([[RED, GREEN], [BLUE, GREY]], np.uint8)


def unit_pixels(x: float, y: float) -> tuple[int, int]:
    """Return the row and column of a place in frame units: 90 pixels are 8 units."""
    return int(45 - y * 90 / 8), int(80 + x * 90 / 8)


def drawn(*mobjects) -> np.ndarray:
    with _manim_settings(SIZE):
        camera = ClipCamera()
        camera.capture_mobjects(mobjects)
        return camera.pixel_array


def painting(side: float = 4.0) -> Painting:
    return Painting(Region(-side / 2, side / 2, -side / 2, side / 2), COLOURS)


def test_every_cell_has_its_colour_and_sharp_edges():
    frame = drawn(painting())
    for x, y, colour in [(-1, 1, RED), (1, 1, GREEN), (-1, -1, BLUE), (1, -1, GREY)]:
        assert tuple(frame[unit_pixels(x, y)]) == (*colour, 255)
    seen = {tuple(pixel[:3]) for pixel in frame.reshape(-1, 4)}
    assert seen == {RED, GREEN, BLUE, GREY, (0, 0, 0)}, "nothing between two colours"
    assert np.count_nonzero((frame[..., :3] == GREEN).all(-1)) == pytest.approx(22.5**2, rel=0.05)


def test_it_lies_between_what_was_added_before_and_after():
    below, above = (Square(s, fill_color="#FFFFFF", fill_opacity=1, stroke_width=0) for s in (5, 1))
    frame = drawn(below, painting(), above)
    assert tuple(frame[unit_pixels(0, 0)][:3]) == (255, 255, 255)
    assert tuple(frame[unit_pixels(-1, 1)][:3]) == RED
    assert tuple(frame[unit_pixels(2.3, 0)][:3]) == (255, 255, 255)


def test_it_moves_and_scales_within_groups():
    group = VGroup()
    one = painting()
    one.scale(0.5).shift(np.array([2.0, 1.0, 0.0]))
    assert one.region == Region(1.0, 3.0, 0.0, 2.0)
    assert tuple(drawn(group, one)[unit_pixels(1.5, 1.5)][:3]) == RED
    assert one.cell(1, 1) == pytest.approx([2.5, 0.5, 0.0])


def test_what_leaves_the_frame_is_cut_off():
    frame = drawn(painting(20.0))
    assert tuple(frame[0, 0][:3]) == RED
    assert tuple(frame[-1, -1][:3]) == GREY
    assert not drawn(painting().shift(np.array([50.0, 0.0, 0.0])))[..., :3].any()


@pytest.mark.parametrize(("opacity", "expected"), [(0.0, 0), (0.25, 64), (1.0, 255)])
def test_opacity_mixes_with_what_lies_behind(opacity, expected):
    frame = drawn(painting().set_opacity(opacity))
    assert frame[unit_pixels(-1, 1)][0] == pytest.approx(expected, abs=1)


def test_manims_animations_work_on_it():
    with _manim_settings(SIZE):
        scene = Scene(renderer=ClipRenderer(SIZE.fps))
        assert config.pixel_height == SIZE.height
        one, other = painting(), painting()
        other.colours = COLOURS[::-1]
        scene.play(FadeIn(one), run_time=1)
        assert one.opacity == 1.0
        half = FadeIn(one)
        half.begin()
        half.interpolate(0.5)
        assert one.opacity == pytest.approx(0.5)
        turn = Transform(one, other.copy().shift(np.array([1.0, 0.0, 0.0])))
        turn.begin()
        turn.interpolate(0.5)
        assert one.region.left == pytest.approx(-1.5)
        assert tuple(one.colours[0, 0]) == pytest.approx((128, 0, 128), abs=1)
        turn.interpolate(1.0)
        assert np.array_equal(one.colours, COLOURS[::-1])
