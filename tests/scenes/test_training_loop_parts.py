"""The parts of the training-loop clip, checked against the recording independently."""

import numpy as np
import pytest
from manim import tempconfig
from manim.animation.animation import prepare_animation

from network import Recording, record_walkthrough
from network.studies.shipped import load_shipped
from scenes.audit.layout import check_still
from scenes.catalog import find_clip
from scenes.clips.training_loop.cost_plot import CostPlot
from scenes.clips.training_loop.image_strip import ImageStrip
from scenes.clips.training_loop.nested_loops import NestedLoops
from scenes.clips.training_loop.run_figures import AccuracyBars, StepCount
from scenes.clips.training_loop.shapes import ElidedVector, ShapedMatrix
from scenes.mobjects.matrix.shape_label import InnerSizes
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.network.step_through import DotScale, StepThrough, WidthScale, signed_dot
from scenes.mobjects.text.paging import LoopCounter, Ordinal
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Frame
from scenes.style.theme import DARK

from .conftest import RECORDINGS, walk
from .test_numbers import (
    test_every_number_on_screen_is_in_the_recording as numbers_are_recorded,
)
from .test_numbers import (
    test_fills_widths_and_places_are_the_recorded_values as marks_are_recorded,
)

FRAME = Frame(128 / 9, 8)
FORMATS = (NumberFormat(1), NumberFormat(3), NumberFormat(3))


@pytest.fixture(scope="module")
def recording():
    return Recording.load(RECORDINGS / "walkthrough.npz")


@pytest.fixture(scope="module")
def film():
    return load_shipped("mnist_checkpoints.npz")


def play(animation, *shares):
    animation = prepare_animation(animation)
    animation.begin()
    for share in (*shares, 1.0):
        animation.interpolate(share)
        yield share
    animation.finish()


def test_people_count_images_from_one(recording):
    counter = LoopCounter(
        DARK, [Ordinal(recording, "image_index", k) for k in range(12)], 0.4, "#FFFFFF"
    )
    assert [page.text for page in counter.pages] == [str(k) for k in range(1, 13)]
    for share in play(counter.run(lambda s: min(int(12 * s), 11)), 0.0, 0.5):
        assert counter.text == {0.0: "1", 0.5: "7", 1.0: "12"}[share]
        assert counter.source.value == float(counter.text)
        assert counter.points.shape == counter.pages[int(counter.text) - 1].points.shape


def test_the_marker_stays_at_every_image(recording):
    strip = ImageStrip(DARK, FRAME.body, recording, 6)
    shares = [(k + 0.9) / 12 for k in range(12)]
    for k, _ in zip(range(12), play(strip.run(), *shares), strict=False):
        assert strip.p2c(strip.marker.get_center())[0] == pytest.approx(k, abs=1e-6)
        assert strip.shown(shares[k]) == k
    assert [label.text for label in strip.labels] == [str(k) for k in recording.labels[:12]]


def test_the_marker_is_never_seen_between_two_images(recording):
    strip = ImageStrip(DARK, FRAME.body, recording, 6)
    for motion in (strip.run(), strip.back()):
        for share in play(motion, *np.linspace(0, 1, 97)):
            index, _ = strip.p2c(strip.marker.get_center())
            assert index == pytest.approx(round(index), abs=1e-6), share
        assert strip.marker.get_stroke_opacity() == 1
    assert strip.p2c(strip.marker.get_center())[0] == pytest.approx(0, abs=1e-6)


def test_frames_go_where_they_are_sent():
    loops = NestedLoops(DARK, FRAME.body, ["outer", "inner"])
    ways = loops.into(FRAME.panel)
    for way in ways:
        list(play(way))
    there = NestedLoops(DARK, FRAME.panel, ["outer", "inner"])
    for mine, other in zip(loops.get_family(), there.get_family(), strict=True):
        assert mine.get_center() == pytest.approx(other.get_center())
    assert loops.content == there.content


def test_costs_stand_where_the_axes_say(recording):
    plot = CostPlot(DARK, FRAME.panel, recording, [0, 6, 12], ["step", "cost"])
    for step in (0, 5, 11):
        place = plot.p2c(plot.dot(step).get_center())
        assert place == pytest.approx((step + 1, recording.cost[step]))
    line = plot.line()
    for share in play(plot.draw(line, lambda s: round(12 * s)), 0.5):
        corners = np.array([*line.get_start_anchors(), line.get_end()])
        drawn = [plot.p2c(corner) for corner in corners]
        expected = [(k + 1, recording.cost[k]) for k in range(round(12 * share))]
        assert np.array(drawn) == pytest.approx(np.array(expected))


def test_equal_inner_sizes_fit_and_others_do_not(film):
    inputs, hidden = [Source(film, "layer_sizes", index=(k,)) for k in (0, 1)]
    matrix = ShapedMatrix(DARK, "bold(W)", (3.0, 2.0), (hidden, inputs), 0.5).stand(-3, 0, -2)
    for upright, sign, rows in ((True, "=", "784"), (False, "eq.not", "1")):
        vector = ElidedVector(DARK, "x", ["1", "…"], inputs, upright, 0.5, 0.6, "#FFFFFF")
        vector.stand(3, 0, -2)
        inner = InnerSizes(DARK, matrix.shape, vector.shape, above=True)
        assert inner.sign.text == sign
        assert vector.shape.rows.text == rows


def test_entries_do_not_meet_while_they_turn(film):
    source = Source(film, "layer_sizes", index=(0,))
    indices = ["1", "2", "3", "…", "784"]
    row, column = [
        ElidedVector(DARK, "x", indices, source, upright, 0.5, pitch, "#FFFFFF")
        for upright, pitch in ((False, 1.05), (True, 0.54))
    ]
    ways = row.turn_into(column.stand(-2, 0, -2))
    for way in ways:
        way.begin()
    for share in np.linspace(0, 1, 21):
        for way in ways:
            way.interpolate(share)
        for a, b in zip(row.entries, row.entries[1:], strict=False):
            apart = np.abs(a.get_center() - b.get_center())[:2]
            room = np.array([a.width + b.width, a.height + b.height]) / 2
            assert np.any(apart > room), share


def test_the_network_ends_with_the_recorded_values_and_weights(recording):
    network = NetworkDiagram(DARK, FRAME.network, recording, 0)
    for layer, neurons in enumerate(network.layers):
        for k, neuron in enumerate(neurons):
            neuron.set_value_now(Source(recording, "activations", 0, layer, (k,)), FORMATS[layer])
    stepping = StepThrough(network, FORMATS)
    for layer in (1, 0):
        for way in stepping.update_layer(layer, 1):
            list(play(way))
    for way in stepping.rescale(2.0):
        list(play(way))
    list(play(stepping.go([0, 4, 9]), 0.2, 0.7))
    weights = recording.weights_at(10)
    for layer, rows in enumerate(network.edges):
        for j, row in enumerate(rows):
            for i, edge in enumerate(row):
                weight = weights[layer][j, i]
                width = max(11.0 * min(abs(weight) / 2.0, 1.0), 1.0)
                assert edge.get_stroke_width() == pytest.approx(width)
                assert edge.mark.source.value == weight
                assert edge.full == 2.0
    for layer, neurons in enumerate(network.layers):
        for k, neuron in enumerate(neurons):
            value = recording.activations[layer][9, k]
            assert neuron.readout.text == f"{value:.{FORMATS[layer].decimals}f}"
            grey = neuron.disc.get_fill_color().to_rgb() * 255
            assert np.abs(grey - 255 * value).max() <= 1


def test_the_wedge_is_as_wide_as_the_edges(recording):
    scale = WidthScale(DARK, FRAME.panel, 4.0, "weight")
    for weight in (-4.0, -1.0, 2.5, 4.0):
        wedge = scale.wedges[weight > 0]
        x = (scale.left + scale.right) / 2 + (scale.right - scale.left) * weight / 8
        assert scale.p2c(np.array([x, 0.0, 0.0]))[0] == pytest.approx(weight)
        foot = wedge.get_left()[0] if weight > 0 else wedge.get_right()[0]
        share = abs(x - foot) / wedge.width
        assert wedge.height * share * 100 == pytest.approx(11.0 * abs(weight) / 4)
        assert wedge.get_fill_color().to_hex().upper() == DARK.signed(weight)


def test_lines_go_before_they_come_on_another_scale(recording):
    network = NetworkDiagram(DARK, FRAME.network, recording, 0)
    edge = network.edges[0][0][3]
    (way,) = [way for way in StepThrough(network, FORMATS).rescale(5.0) if way.mobject is edge]
    widths = {edge.get_stroke_width()}
    for share in play(way, 0.0, 0.25, 0.5, 0.75):
        widths.add(edge.get_stroke_width())
        if share == 0.5:
            assert edge.get_stroke_opacity() == pytest.approx(0, abs=1e-6)
    assert len(widths) == 2


def test_numbers_are_out_of_sight_while_steps_are_quick(recording):
    network = NetworkDiagram(DARK, FRAME.network, recording, 0)
    for layer, neurons in enumerate(network.layers):
        for k, neuron in enumerate(neurons):
            neuron.set_value_now(Source(recording, "activations", 0, layer, (k,)), FORMATS[layer])
    stepping, number = StepThrough(network, FORMATS), network.layers[2][0].readout
    for printed, expected in (
        ((True, True), [1, 1, 1]),
        ((True, False), [1, 0, 0]),
        ((False, False), [0, 0, 0]),
        ((False, True), [0, 0, 1]),
    ):
        motion = stepping.go([0, 1, 2, 3], printed=printed)
        seen = [number.get_fill_opacity() for _ in play(motion, 0.0, 0.5)]
        assert seen == pytest.approx(expected, abs=1e-6)


def test_dots_are_as_large_as_what_they_stand_for(recording):
    for index in ((0, 0, 0), (0, 3, 2)):
        source = Source(recording, "returned_1", index=index)
        dot = signed_dot(DARK, np.zeros(3), source)
        weight = recording.weights_at(0)[1][index[2], index[1]]
        value = weight * recording.deltas[1][0, index[2]]
        assert (dot.width / 2) ** 2 == pytest.approx(0.21**2 * abs(value) / 0.5)
        sign = DARK.positive if value > 0 else DARK.negative
        assert dot.get_fill_color().to_hex().upper() == sign
        larger = signed_dot(DARK, np.zeros(3), source, 0.1)
        assert (larger.width / dot.width) ** 2 == pytest.approx(0.5 / 0.1)


def test_the_dot_of_a_scale_is_as_large_as_dots_of_its_value(recording):
    scale = DotScale(DARK, FRAME.panel, 0.1, 0.3, "change")
    assert (scale.dot.width / 2) ** 2 == pytest.approx(0.21**2 * 0.1 / 0.3)


def test_figures_of_the_run_agree(film):
    sources = [Source(film, "setting", index=(name,)) for name in ("epochs", "images")]
    sources.append(Source(film, "steps_shown", index=(len(film.steps_shown) - 1,)))
    with tempconfig({"verbosity": "WARNING"}):
        count = StepCount(DARK, FRAME.body, sources, ["a", "b", "c"])
    epochs, images, steps = (
        int(number.text.replace("\N{THIN SPACE}", "")) for number in count.numbers
    )
    assert epochs * images == steps
    shares = [Source(film, "epoch_accuracy", index=(k,)) for k in range(epochs)]
    bars = AccuracyBars(DARK, FRAME.body, ["x"] * epochs, shares, "right")
    for bar, track, share in zip(bars.bars, bars.tracks, film.epoch_accuracy, strict=True):
        assert bar.width / track.width == pytest.approx(float(share))


def test_the_checker_accepts_the_frames():
    class Scene:
        theme, area = DARK, FRAME

        def __init__(self, *mobjects):
            self.mobjects, self.camera = list(mobjects), self

        def get_mobjects_to_display(self, mobjects):
            return [m for top in mobjects for m in top.get_family() if len(m.points)]

    assert check_still(Scene(NestedLoops(DARK, FRAME.body, ["outer", "inner"]))) == []


@pytest.mark.parametrize("epochs", [1, 2])
def test_another_recording_is_drawn_as_truly(epochs):
    run = record_walkthrough(seed=7, epochs=epochs)
    other = walk(find_clip("training_loop"), run, pictures=False)
    numbers_are_recorded(other)
    marks_are_recorded(other)
    assert not [complaint for stop in other.stops for complaint in stop.complaints]
