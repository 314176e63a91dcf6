"""Parts of weights and bias in frames that are not wide."""

from itertools import pairwise

import numpy as np
import pytest
from manim import Circle, Dot

from network import load_bias_study
from scenes.animation.timing import along, bent_way, into_row, over_the_top, shrink_away
from scenes.clips.bias.line_panel import LinePanel
from scenes.mobjects.text.text import _even_rows
from scenes.style.frame import Frame, Region
from scenes.style.picture_size import QUALITIES
from scenes.style.theme import DARK, LIGHT, contrast, legible

TALL = Region(-3.6, 3.6, -5.0, 5.0)
WIDE = Region(-5.0, 5.0, -3.0, 3.0)
SHARES = np.linspace(0, 1, 201)


def places(animation):
    animation.begin()
    found = []
    for share in SHARES:
        animation.interpolate_mobject(share)
        found.append(animation.mobject.get_center()[:2].copy())
    return np.array(found)


@pytest.mark.parametrize("aspect", ["16:9", "4:3", "1:1", "9:16"])
def test_network_and_panel_fill_the_body_and_keep_apart(aspect):
    area = Frame(*QUALITIES["1080p"].shaped(aspect).frame)
    network, panel = area.pair()
    assert (network.left, panel.right) == pytest.approx((area.body.left, area.body.right))
    assert (network.top, panel.bottom) == pytest.approx((area.body.top, area.body.bottom))
    names_of_outputs = 0.48  # this clip has none: the panel may begin there
    beside = panel.left > network.right - names_of_outputs
    assert beside == (aspect != "9:16")
    assert beside or network.bottom > panel.top


def test_what_crosses_between_two_heights_falls_twice():
    start = np.array([-1.0, 4.0, 0.0])
    way = places(over_the_top(Dot([-2.5, -3.0, 0.0]), start, 1.0))
    assert way[0] == pytest.approx(start[:2])
    assert way[-1] == pytest.approx([-2.5, -3.0])
    assert np.all(np.diff(way[:, 1]) <= 1e-9)
    assert np.all(np.diff(way[:, 0]) <= 1e-9)


def test_a_bent_way_leads_past_its_points_and_cuts_their_corners_only():
    points = [(0, 0), (4, 0), (4, 0), (4, 3), (1, 3)]
    way = bent_way(points, bend=0.3)
    found = np.array([way.point_from_proportion(share)[:2] for share in SHARES])
    assert found[0] == pytest.approx(points[0])
    assert found[-1] == pytest.approx(points[-1])
    for corner in points[1:-1]:
        assert np.linalg.norm(found - corner, axis=1).min() < 0.3
    on_a_leg = (abs(found[:, 1]) < 0.01) | (abs(found[:, 0] - 4) < 0.01) | (found[:, 1] > 2.99)
    near = [np.linalg.norm(found - corner, axis=1) < 0.31 for corner in points[1:-1]]
    assert np.all(on_a_leg | np.any(near, axis=0))


def test_what_moves_along_a_way_ends_as_what_it_becomes():
    mover, end = Circle(0.2).move_to([-2, 3, 0]), Circle(0.5).move_to([2, -3, 0])
    way = places(along(mover, end, [(-2, 0), (2, 0)]))
    assert way[-1] == pytest.approx([2, -3])
    assert mover.width == pytest.approx(1.0)
    assert np.all((abs(way[:, 1]) < 0.4) | (abs(way[:, 0]) > 1.6))


def test_what_joins_a_row_is_level_where_the_row_begins():
    dot, end = Dot([-4.0, 2.0, 0.0]), Dot([6.0, -1.0, 0.0])
    way = places(into_row(dot, end, edge=-1.0))
    late = way[:, 0] >= -1.0
    assert way[late, 1] == pytest.approx(-1.0)


def test_what_joins_a_column_comes_from_the_side():
    circle = Circle(1.0).move_to([3, -4, 0])
    way = places(shrink_away(circle, np.array([-3.0, 4.0, 0.0]), 0.4, level_first=True))
    late = way[:, 0] < -1.0
    assert way[late, 1] == pytest.approx(4.0)
    assert circle.width == pytest.approx(0.8)


@pytest.mark.parametrize(
    "region", [Region(-2.3, 2.3, -3.9, 3.9), TALL, WIDE], ids=["narrow", "tall", "wide"]
)
def test_what_is_said_of_a_line_fits_its_region(region):
    words = {"right": "correct", "of": "of", "best": "best without bias"}
    panel = LinePanel(DARK, region, load_bias_study(), words)
    for part in (panel.formula, *panel.weights, panel.bias, panel.right, panel.best):
        assert region.left - 1e-6 <= part.get_left()[0]
        assert part.get_right()[0] <= region.right + 1e-6
        assert region.bottom - 1e-6 <= part.get_bottom()[1]
        assert part.get_top()[1] <= region.top + 1e-6
    rows = [panel.formula, *panel.weights, panel.bias, panel.right]
    for above, below in pairwise(rows):
        assert above.get_bottom()[1] > below.get_top()[1]


def test_lines_are_cut_evenly_and_rather_at_a_comma():
    def cut(text, rows=2):
        return _even_rows(text.split(), rows)[0]

    assert cut("one two three four") == ["one two", "three four"]
    assert cut("one", 1) == ["one"]
    assert cut("Their sum, and what comes of it then") == [
        "Their sum, and what",
        "comes of it then",
    ]
    assert cut("A weight is a number. Its sign gives")[0] == "A weight is a number."


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_a_colour_is_made_legible_only_if_it_is_not(theme):
    ground = theme.activation(0.0)
    found = legible(theme.focus, ground)
    assert contrast(found, ground) >= 7.0
    assert (found is theme.focus) == (contrast(theme.focus, ground) >= 7.0)
