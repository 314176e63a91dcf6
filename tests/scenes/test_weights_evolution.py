"""The MNIST clips: a full recording gives the same pictures as the film; parts do as documented."""

from itertools import pairwise

import numpy as np
import pytest

from network import evolution_of, load_checkpoint_series
from scenes.animation.timing import soft_ends
from scenes.catalog import find_clip
from scenes.clips.weights_evolution.accuracy_plot import AccuracyPlot
from scenes.clips.weights_evolution.course import Course
from scenes.clips.weights_evolution.zoom_bar import ZoomBar, at_rest
from scenes.mobjects.images.heat_map import ColourBar, HeatScale
from scenes.provenance.source import Source
from scenes.style.frame import Frame, Region
from scenes.style.theme import DARK, contrast

from .conftest import walk

BODY = Frame(128 / 9, 8).body


@pytest.mark.parametrize("name", ["weights_evolution", "confusions"])
def test_a_full_recording_gives_the_films_picture_at_the_films_steps(name, mnist_recording):
    entry = find_clip(name)
    full, film = (walk(entry, source) for source in (mnist_recording, load_checkpoint_series()))
    assert [stop.beat.name for stop in full.stops] == [stop.beat.name for stop in film.stops]
    for a, b in zip(full.stops, film.stops, strict=True):
        assert np.array_equal(a.picture, b.picture), a.beat.name


def test_the_plots_axes_are_their_own_inverse():
    plot = AccuracyPlot(
        DARK, BODY, evolution_of(load_checkpoint_series()), (0, 1000), ("a", "b", "c"), 3.0
    )
    for step in (0, 1, 500, 60_000, 180_000):
        for share in (0.0, 0.3, 1.0):
            assert plot.p2c(plot.c2p(step, share)) == pytest.approx((step, share))
    middle = plot.c2p(180_000 / 8, 0.5)
    assert middle[0] == pytest.approx((plot.left + plot.right) / 2), "an eighth at half the way"


def test_the_curve_runs_through_recorded_accuracies_only():
    film = load_checkpoint_series()
    evolution = evolution_of(film)
    plot = AccuracyPlot(DARK, BODY, evolution, (0,), ("a", "b", "c"), 3.0)
    line, dot = plot.line(), plot.dot(0)
    for animation in plot.draw(line, dot, lambda share: share):
        animation.begin()
        animation.interpolate(0.7)
    corners = {tuple(np.round(p, 6)) for p in line.get_anchors()}
    frame = evolution.frame(0.7)
    recorded = {tuple(np.round(plot.recorded(k), 6)) for k in range(frame + 1)}
    assert recorded <= corners
    assert len(corners - recorded) <= 1, "the tip alone lies between two of them"
    assert dot.mark.source.index == (frame,)


def test_heat_colours_tell_sign_and_order():
    scale = HeatScale(DARK, 2.0)
    values = np.linspace(-2, 2, 41)
    colours = scale.colours(values)
    assert tuple(colours[20]) == tuple(bytes.fromhex(DARK.background[1:]))
    names = ["#" + bytes(c).hex().upper() for c in colours]
    ratios = [contrast(name, DARK.background) for name in names]
    assert ratios[20:] == sorted(ratios[20:])
    assert ratios[:21] == sorted(ratios[:21], reverse=True)
    assert colours[40, 2] > colours[40, 0], "positive is blue"
    assert colours[0, 0] > colours[0, 2], "negative is orange"
    assert np.array_equal(scale.colours(np.array([99.0])), colours[-1:])


def test_the_colour_bar_shows_its_scale():
    scale = HeatScale(DARK, 1.9)
    bar = ColourBar(scale, Region(-3, 3, 0, 0.6), (-1.5, 0.0, 1.5))
    for value in (-1.9, -0.7, 0.0, 1.2, 1.9):
        assert bar.p2c(bar.c2p(value))[0] == pytest.approx(value)
        region = bar.bar.region
        share = (bar.c2p(value)[0] - region.left) / region.width
        column = min(int(share * bar.bar.colours.shape[1]), bar.bar.colours.shape[1] - 1)
        found, expected = bar.bar.colours[0, column], scale.colours(np.array([value]))[0]
        assert np.abs(found.astype(int) - expected).max() <= 12


@pytest.mark.parametrize("limit", [1e-5, 0.0015, 0.24, 0.7, 1.9, 33.0, 4e3])
def test_the_zooming_bars_numbers_stand_at_their_values(limit):
    scale = HeatScale(DARK, 0.5)
    bar = ZoomBar(scale, Region(-3, 3, 0, 0.6), (limit,))
    scale = scale.zoomed(at_rest(limit), clips=True)
    bar.follow(scale)
    seen = [number for _, number in bar.submobjects if number.get_fill_opacity() == 1]
    assert all(number.get_fill_opacity() in (0, 1) for _, number in bar.submobjects)
    assert len(seen) >= 3
    for number in seen:
        value = number.source.value
        assert abs(value) <= scale.limit
        assert number.axes.p2c(number.tick.get_center())[0] == pytest.approx(value)
        assert float(number.text.replace("\N{MINUS SIGN}", "-")) == pytest.approx(value)
    boxes = sorted((number.get_left()[0], number.get_right()[0]) for number in seen)
    assert all(left[1] < right[0] for left, right in pairwise(boxes))


def test_soft_ends_start_and_stop_gently_and_keep_pace_between():
    shares = np.linspace(0, 1, 1001)
    way = np.array([soft_ends(share) for share in shares])
    assert way[0] == 0.0
    assert way[-1] == pytest.approx(1.0)
    speed = np.diff(way) * 1000
    assert np.all(speed >= 0)
    assert speed[0] < 0.02
    assert speed[-1] < 0.02
    assert speed[200:800] == pytest.approx(speed[500])


def test_the_score_of_the_change_alone_is_one_number():
    film = load_checkpoint_series()
    right, percent = (Source(film, f"change_alone_{what}").value for what in ("right", "percent"))
    assert percent == pytest.approx(100 * right / film.metadata["test_images"])


def test_the_neuron_that_is_followed_is_among_those_that_change_most():
    course = Course(evolution_of(film := load_checkpoint_series()))
    sizes = np.linalg.norm(film.weight_changes_at(course.last)[0], axis=1)
    assert sizes[course.followed] >= np.percentile(sizes, 75)
    assert film.early.factors[0][course.followed] != 0


def test_one_scale_holds_both_sums_of_the_film():
    course = Course(evolution_of(film := load_checkpoint_series()))
    j, weights = course.followed, film.weights[0]
    assert course.sum_limit == course.weight_limit
    assert course.sum_limit >= np.abs([weights[0][j], weights[-1][j] - weights[0][j]]).max()
    assert course.sum_limit >= np.abs(weights[-1][j]).max()


def test_maps_and_numbers_are_of_one_checkpoint():
    evolution = evolution_of(load_checkpoint_series())
    settled = Course(evolution).settled(lambda share: share)
    for share in np.linspace(0, 1, 57):
        frame = evolution.frame(settled(share))
        assert np.array_equal(
            evolution.weights(0, settled(share)), evolution.series.weights[0][frame]
        )
