"""The parts of the training-loop clip, checked against the recording independently."""

import math
from dataclasses import replace

import numpy as np
import pytest
from manim import tempconfig
from manim.animation.animation import prepare_animation

from network import Recording, record_walkthrough
from network.studies.shipped import load_shipped
from scenes.catalog import find_clip
from scenes.clips.training_loop.cost_plot import CostPlot
from scenes.clips.training_loop.course import Course
from scenes.clips.training_loop.delta_table import DeltaTable
from scenes.clips.training_loop.loop_dial import ANSWERED, LoopDial
from scenes.clips.training_loop.run_figures import StepCount
from scenes.clips.training_loop.sample_view import SampleView, shortened
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.network.step_through import StepThrough, signed_dot
from scenes.mobjects.text.paging import LoopCounter, Ordinal
from scenes.mobjects.text.readout import Readout
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


def dial_of(recording):
    course = Course(recording)
    return course, LoopDial(DARK, FRAME.panel, course)


def test_the_beads_stand_at_the_step_and_its_epoch(recording):
    _, dial = dial_of(recording)
    _, inner, outer = dial.beads
    for step in (0, 5, 11, 12, 40, 299):
        dial.stand(float(step))
        assert dial.p2c(inner.get_center())[0] == pytest.approx(step % 12, abs=1e-9)
        assert dial.p2c(outer.get_center())[0] == pytest.approx(step // 12 + 1, abs=1e-9)


def test_a_new_lap_moves_the_outer_bead_and_nothing_else_does(recording):
    _, dial = dial_of(recording)
    outer = dial.beads[2]

    def place(step):
        dial.stand(step)
        return dial.p2c(outer.get_center())[0]

    assert {round(place(step), 9) for step in np.linspace(0, 11, 45)} == {1.0}
    on_the_way = [place(step) for step in np.linspace(11, 12, 9)]
    assert on_the_way == sorted(on_the_way)
    assert (on_the_way[0], on_the_way[-1]) == pytest.approx((1, 2))


def test_lamps_show_the_latest_answer_of_each_image(recording):
    course, dial = dial_of(recording)
    for start, stop in ((0, 11), (11, 23), (23, 27)):

        def way(share, start=start, stop=stop):
            return start + (stop - start) * share

        for motion in dial.run(course, start, stop, way, way):
            list(play(motion, 0.3, 0.7))
    lit = [lamp.get_fill_color().to_hex().upper() == "#FFFFFF" for lamp in dial.lamps]
    latest = [24, 25, 26, 27, *range(16, 24)]
    classes = recording.metadata["classes"]
    answers = [classes[int(np.argmax(recording.activations[-1][step]))] for step in latest]
    assert lit == [a == recording.labels[step] for a, step in zip(answers, latest, strict=True)]
    assert [lamp.mark.source.step for lamp in dial.lamps] == latest


def test_an_answer_stays_until_the_next_one_is_known(recording):
    course, dial = dial_of(recording)
    for motion in dial.answer(course, 0):
        list(play(motion))
    _, light = dial.run(course, 0, 1, lambda share: min(2 * share, 1), lambda share: share > 0.5)
    for share in play(light, 0.4):
        assert (dial.answers[1].get_fill_opacity() > 0) == (share > 0.5)


def test_labels_stand_between_the_lamps_and_the_middle(recording):
    _, dial = dial_of(recording)
    assert [label.source.value for label in dial.labels] == [*recording.labels[:12]]
    for k, label in enumerate(dial.labels):
        away = np.linalg.norm(label.get_center() - dial.centre)
        assert away + label.height / 2 < dial.lamps_at - ANSWERED
        assert away - label.height / 2 > dial.middle.width / math.sqrt(2)
        place, angle = dial.lamps[k].get_center() - dial.centre, label.get_center() - dial.centre
        assert np.cross(place, angle) == pytest.approx(0, abs=0.05)


def test_the_sample_is_that_at_which_the_bead_stands(recording):
    view = SampleView(DARK, FRAME.panel, Course(recording), range(12), "target")
    way = view.turn(lambda share: 2 * share)
    for _, page in zip(play(way, 0.0, 0.35, 0.5, 0.9), (0, 1, 1, 2), strict=False):
        shown = [k for k, each in enumerate(view) if each[0][0].get_fill_opacity() > 0]
        assert shown == [page]


def test_long_names_are_shortened():
    for width in (0.8, 1.4, 9.0):
        line = shortened(DARK, "Iris-versicolor", 0.32, DARK.ink, width)
        assert line.width <= width
        assert line.text.endswith("…") == (width < 9)


def test_costs_stand_where_the_axes_say(recording):
    plot = CostPlot(DARK, FRAME.panel, recording, (0, 12), "step")
    for step in (0, 5, 11):
        place = plot.p2c(plot.dot(step).get_center())
        assert place == pytest.approx((step + 1, recording.cost[step]))
    line = plot.line()
    for share in play(plot.draw(line, lambda s: round(12 * s)), 0.5):
        corners = np.array([*line.get_start_anchors(), line.get_end()])
        drawn = [plot.p2c(corner) for corner in corners]
        expected = [(k + 1, recording.cost[k]) for k in range(round(12 * share))]
        assert np.array(drawn) == pytest.approx(np.array(expected))


def test_the_network_ends_with_the_recorded_values_and_weights(recording):
    network = NetworkDiagram(replace(DARK, weight_scale=2.0), FRAME.network, recording, 0)
    for layer, neurons in enumerate(network.layers):
        for k, neuron in enumerate(neurons):
            neuron.set_value_now(Source(recording, "activations", 0, layer, (k,)), FORMATS[layer])
    stepping = StepThrough(network, FORMATS)
    for way in stepping.update(1):
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


def test_numbers_are_out_of_sight_while_they_change_and_in_silent_layers(recording):
    network = NetworkDiagram(DARK, FRAME.network, recording, 0)
    for layer, neurons in enumerate(network.layers):
        for k, neuron in enumerate(neurons):
            neuron.set_value_now(Source(recording, "activations", 0, layer, (k,)), FORMATS[layer])
    stepping = StepThrough(network, FORMATS)
    stepping.silent = frozenset({1})
    shown = network.layers[2][0].readout
    motion = stepping.go([0, 1], fills=((0.4, 0.6),))
    seen = [shown.get_fill_opacity() for _ in play(motion, 0.0, 0.2, 0.5)]
    assert seen == pytest.approx([1, 0, 0, 1], abs=1e-6)
    assert network.layers[1][0].readout.get_fill_opacity() == 0


def test_weights_may_be_those_after_later_updates(recording):
    network = NetworkDiagram(DARK, FRAME.network, recording, 0)
    for layer, neurons in enumerate(network.layers):
        for k, neuron in enumerate(neurons):
            neuron.set_value_now(Source(recording, "activations", 0, layer, (k,)), FORMATS[layer])
    list(play(StepThrough(network, FORMATS).go([0, 12], after=[24])))
    assert network.edges[1][2][0].mark.source.value == recording.weights_at(24)[1][2, 0]


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


def test_figures_of_the_run_agree(film):
    sources = [Source(film, "setting", index=(name,)) for name in ("epochs", "images")]
    sources.append(Source(film, "steps_shown", index=(len(film.steps_shown) - 1,)))
    with tempconfig({"verbosity": "WARNING"}):
        count = StepCount(DARK, FRAME.body, sources, ["a", "b", "c"])
    epochs, images, steps = (
        int(number.text.replace("\N{THIN SPACE}", "")) for number in count.numbers
    )
    assert epochs * images == steps
    before = [Source(film, "steps_shown", index=(k,)) for k in range(40)]
    counted = [int(count.numbers[2].source.value) for _ in play(count.count(before), 0.3, 0.6)]
    assert counted == sorted(counted)
    assert counted[-1] == steps


@pytest.mark.parametrize("epochs", [1, pytest.param(2, marks=pytest.mark.exhaustive)])
def test_another_recording_is_drawn_as_truly(epochs):
    run = record_walkthrough(seed=7, epochs=epochs)
    other = walk(find_clip("training_loop"), run, pictures=False)
    numbers_are_recorded(other)
    marks_are_recorded(other)
    assert not [complaint for stop in other.stops for complaint in stop.complaints]


def test_links_lead_from_each_label_to_the_next_answer(recording):
    _, dial = dial_of(recording)
    links = dial.link()
    assert len(links) == len(recording.images) - 1
    for k, link in enumerate(links):
        starts = [np.linalg.norm(link.get_start() - label.get_center()) for label in dial.labels]
        ends = [np.linalg.norm(link.get_end() - lamp.get_center()) for lamp in dial.lamps]
        assert (np.argmin(starts), np.argmin(ends)) == (k, k + 1)


def test_the_inner_bead_is_a_ring_while_it_spins(recording):
    _, dial = dial_of(recording)
    ring, inner, _ = dial.beads
    for spin in (0.0, 0.4, 1.0):
        dial.stand(3.0, spin)
        assert ring.get_stroke_opacity() == pytest.approx(spin)
        assert inner.get_fill_opacity() == pytest.approx(1 - spin)


def test_deltas_are_what_returns_times_the_slope(recording):
    words, shown = ("error", "weight", "sum", "slope", "delta"), (range(4), range(3))
    table = DeltaTable(DARK, FRAME.panel, recording, 0, 1, shown, words)
    j, outer = table.place, recording.deltas[1][0]
    weights, a = recording.weights_at(0)[1][:, j], recording.activations[1][0, j]
    rows = [
        [n.text.replace("\N{MINUS SIGN}", "-") for n in row if isinstance(n, Readout)]
        for row in (*table.products, *table.results)
    ]
    assert rows[:3] == [
        [f"{d:+.3f}", f"{w:+.3f}", f"{d * w:+.3f}"] for d, w in zip(outer, weights, strict=True)
    ]
    assert [len(row) for row in rows[3:]] == [1, 1, 1]
    assert [float(text) for (text,) in rows[3:]] == pytest.approx(
        [weights @ outer, a * (1 - a), recording.deltas[0][0, j]], abs=5e-4
    )
    narrow = FRAME.panel.inner(1.0, 4.0)
    assert not DeltaTable(DARK, narrow, recording, 0, 1, shown, words).products


def test_layers_fill_one_after_another_if_asked(recording):
    network = NetworkDiagram(DARK, FRAME.network, recording, 0)
    for layer, neurons in enumerate(network.layers):
        for k, neuron in enumerate(neurons):
            neuron.set_value_now(Source(recording, "activations", 0, layer, (k,)), FORMATS[layer])
    fills = (0.0, 0.2), (0.3, 0.5), (0.6, 0.8)
    motion = StepThrough(network, FORMATS).go([0, 1], fills=fills, weighing=(0.8, 1.0))
    for share in play(motion, 0.25, 0.55):
        steps = [neurons[0].number.source.step for neurons in network.layers]
        assert steps == {0.25: [1, 0, 0], 0.55: [1, 1, 0], 1.0: [1, 1, 1]}[share]
