"""The parts of the clip on structure: samples, a bar, sizes, a sum, what a change reaches."""

from itertools import pairwise

import numpy as np
import pytest
from manim import Circle, Line, VGroup

from network import Recording
from network.recordings.what_if import strongest_input
from scenes.base import Style
from scenes.catalog import find_clip
from scenes.clips.structure.before import Before
from scenes.clips.structure.brightness_bar import BrightnessBar, SlidingNeuron, fewest_decimals
from scenes.clips.structure.counts import SizeRow
from scenes.clips.structure.depths import hidden_columns
from scenes.clips.structure.one_shift import OneShift, ShiftLines
from scenes.clips.structure.ripple import Ripple
from scenes.clips.structure.samples import ImageSample, TableSample, elided
from scenes.clips.structure.sum_column import SumColumn
from scenes.clips.structure.sum_equation import SumEquation
from scenes.clips.structure.travel import grow_edge, morph_along
from scenes.focus import Focus
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.network.shown import ValueScale
from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import NumberFormat, Source
from scenes.rendering.clips import rehearse
from scenes.style.frame import Frame, Region
from scenes.style.picture_size import QUALITIES
from scenes.style.theme import DARK

from .conftest import RECORDINGS, walk

AREA = Frame(128 / 9, 8)
WIDE = Region(-5.0, 5.0, -3.0, 3.0)
WORDS = {
    "bias": "bias",
    "with_bias": "products and a bias, added up:",
    "function": "sigmoid",
    "sum": "sum",
    "weight": "weight",
    "value": "value",
    "product": "product",
    "old_sum": "old sum",
    "new_sum": "new sum",
    "change": "change",
}


@pytest.fixture(scope="module")
def recording():
    return Recording.load(RECORDINGS / "walkthrough.npz")


@pytest.fixture(scope="module")
def network(recording):
    return NetworkDiagram(DARK, AREA.network, recording, 0, ["input", "hidden", "output"])


def texts(drawn):
    return [m.text for m in drawn.get_family() if isinstance(m, Readout)]


def test_weights_are_counted_up_to_a_target(recording):
    counted = [
        Source(recording, "weight_count", 0, layer, (targets,)).value
        for layer, targets in [(0, 0), (0, 1), (0, 4), (1, 0), (1, 1), (1, 3)]
    ]
    assert counted == [0, 5, 20, 20, 24, 32]


def test_the_bar_is_as_bright_as_its_values(recording):
    """Measured in the drawn picture, between the ends."""
    walked = walk(find_clip("structure"), recording)
    stop = next(stop for stop in walked.stops if stop.beat.name == "neuron")
    bar = next(m.mark.axes for m in stop.marked if isinstance(m.mark.axes, BrightnessBar))
    height, width, _ = stop.picture.shape
    row = int((0.5 - bar.bar.get_center()[1] / 8) * height)
    for value in (0.1, 0.33, 0.5, 0.75, 0.9):
        x = bar.c2p(value)[0]
        assert bar.p2c(bar.c2p(value))[0] == pytest.approx(value)
        column = int((0.5 + x / (128 / 9)) * width)
        assert np.abs(stop.picture[row, column].astype(float) - 255 * value).max() <= 3, value


@pytest.mark.parametrize("scale", [ValueScale(), ValueScale(-2.0, 2.0), ValueScale(0.0, 0.5)])
def test_numbers_stand_at_their_ticks(scale):
    bar = BrightnessBar(DARK, -3.0, 3.0, -2.0, scale)
    for number in bar.numbers:
        assert bar.p2c(number.tick.get_center())[0] == pytest.approx(number.source.value)
        assert float(number.text.replace("\N{MINUS SIGN}", "-")) == number.source.value


def test_a_sliding_neuron_is_as_bright_as_its_place_all_the_way(recording):
    bar = BrightnessBar(DARK, -3.0, 3.0, -2.0, ValueScale())
    slider = SlidingNeuron(bar, 0.4, 2.5, NumberFormat(1))
    first, last = (Source(recording, "activations", 0, 0, (k,)) for k in (0, 3))
    slider.stand_at(first)
    slider.neuron.set_value(first, NumberFormat(1))
    slider.resize()
    motions = slider.slide(last)
    for motion in motions:
        motion.begin()
    for share in np.linspace(0, 1, 9):
        for motion in motions:
            motion.interpolate(share)
        value = bar.p2c(slider.neuron.disc.get_center())[0]
        grey = 255 * np.array(slider.neuron.disc.get_fill_color().to_rgb())
        assert np.abs(grey - 255 * value).max() <= 0.51
        assert slider.pointer[1].get_x() == pytest.approx(slider.neuron.disc.get_x())
    assert value == pytest.approx(last.value)
    assert slider.neuron.number.text == "1.0"


def test_sizes_stand_below_their_layers_and_products_between(recording, network):
    row = SizeRow(DARK, Region(-6.4, 0.0, -3.0, -2.2), network)
    assert [size.text for size in row.sizes] == ["5", "4", "3"]
    for size, layer in zip(row.sizes, network.layers, strict=True):
        assert size.get_x() == pytest.approx(layer[0].disc.get_x(), abs=0.02)
    assert [texts(product) for product in row.products] == [["4", "5", "20"], ["3", "4", "12"]]
    for product, (left, right) in zip(row.products, pairwise(row.sizes), strict=True):
        assert left.get_right()[0] < product.get_left()[0] < product.get_right()[0]
        assert product.get_right()[0] < right.get_left()[0]
        (relation,) = next(m.relations for m in product if hasattr(m, "relations"))
        assert relation.holds


def test_without_room_only_the_number_of_weights_is_said(recording):
    narrow = NetworkDiagram(DARK, Region(-2.2, 2.2, -2.5, 2.5), recording, 0)
    row = SizeRow(DARK, Region(-2.2, 2.2, -3.3, -2.6), narrow)
    assert [texts(product) for product in row.products] == [["20"], ["12"]]
    least = NetworkDiagram(DARK, Region(-1.6, 1.6, -2.5, 2.5), recording, 0)
    row = SizeRow(DARK, Region(-1.6, 1.6, -3.3, -2.6), least)
    assert [texts(product) for product in row.products] == [[], []]


def equation(recording, region, step=0, j=0):
    return SumEquation(DARK, region, recording, step, j, NumberFormat(1), NumberFormat(3), WORDS)


def test_the_sum_of_a_neuron_is_the_recordings(recording):
    drawn = equation(recording, Region(-4.0, 5.8, -0.5, 0.5))
    assert [texts(term) for term in drawn.terms] == [
        ["+0.47", "0.2"],
        ["+0.41", "0.0"],
        ["\N{MINUS SIGN}0.30", "0.4"],
        ["\N{MINUS SIGN}0.27", "1.0"],
        ["\N{MINUS SIGN}0.06", "0.8"],
        ["0.00"],
    ]
    (relation,) = drawn.result[0].relations
    assert relation.holds
    assert relation.result.text == "\N{MINUS SIGN}0.344"
    assert texts(drawn.chain) == ["0.415"]


def column(recording, region):
    return SumColumn(DARK, region, recording, 0, 0, NumberFormat(1), NumberFormat(3), WORDS)


def test_the_column_works_out_every_product(recording):
    drawn = column(recording, Region(0.0, 6.0, -3.0, 3.0))
    minus = "\N{MINUS SIGN}"
    assert drawn.fits
    assert [texts(term) for term in drawn.terms] == [
        ["+0.47", "0.2", "+0.094"],
        ["+0.41", "0.0", "0.000"],
        [f"{minus}0.30", "0.4", f"{minus}0.120"],
        [f"{minus}0.27", "1.0", f"{minus}0.270"],
        [f"{minus}0.06", "0.8", f"{minus}0.048"],
        ["0.000"],
    ]
    assert texts(drawn.result) == [f"{minus}0.344"]
    assert texts(drawn.chain) == ["0.415"]


@pytest.mark.parametrize("region", [Region(0.0, 2.0, -3.0, 3.0), Region(0.0, 6.0, -1.0, 1.0)])
def test_without_room_there_is_no_column(recording, region):
    assert not column(recording, region).fits


@pytest.mark.parametrize(
    ("kind", "region", "totals"),
    [
        (OneShift, Region(-2.0, 2.0, -2.5, 2.5), ["-0.344", "-0.074"]),
        (ShiftLines, Region(-4.0, 5.8, -0.5, 0.5), ["-0.344", "+0.270", "-0.074"]),
    ],
)
def test_a_change_shifts_the_sum_of_one_neuron(recording, kind, region, totals):
    names = ("change", "weight", "product", "old_sum", "new_sum", "function")
    words = {name: WORDS[name] for name in names}
    moved = strongest_input(recording, 0)
    drawn = kind(DARK, region, recording, 0, 0, moved, NumberFormat(3), words)
    minus = "\N{MINUS SIGN}"
    assert drawn.fits
    assert texts(drawn.product) == [f"{minus}1.0", f"{minus}0.27", "+0.270"]
    assert texts(drawn.total) == [text.replace("-", minus) for text in totals]
    assert texts(drawn.value) == ["0.482"]


def test_old_values_stand_above_their_neurons_where_there_is_room(recording):
    network = NetworkDiagram(DARK, WIDE, recording, 0, left_room=0.5, spread=1.34)
    formats = [NumberFormat(1), NumberFormat(2), NumberFormat(2)]
    before = Before(DARK, network, formats, 3, WIDE.left)
    assert texts(VGroup(*before.drawn)) == [
        "1.0", "0.41", "0.57", "0.63", "0.54", "0.52", "0.46", "0.62",
    ]  # fmt: skip
    for k, value in before.values[1].items():
        assert value.get_bottom()[1] > network.layers[1][k].disc.get_top()[1]
    assert before.values[0][3].get_right()[0] < network.layers[0][3].disc.get_left()[0]
    crowded = NetworkDiagram(DARK, Region(-5.0, 5.0, -2.0, 2.0), recording, 0, left_room=0.1)
    assert Before(DARK, crowded, formats, 3, WIDE.left).values[:2] == [{}, {}]


def test_columns_spread_no_farther_than_the_longest(recording):
    network = NetworkDiagram(DARK, WIDE, recording, 0, spread=1.34)
    inputs, hidden, outputs = ([n.disc.get_y() for n in layer] for layer in network.layers)
    assert hidden[0] == pytest.approx(inputs[0])
    assert hidden[-1] == pytest.approx(inputs[-1])
    assert outputs[0] - outputs[1] == pytest.approx(1.34 * (inputs[0] - inputs[1]))


def test_a_bias_is_a_term_of_the_sum(recording):
    step = recording.steps - 1
    drawn = equation(recording, Region(-4.0, 5.8, -0.5, 0.5), step, 2)
    bias = recording.biases_at(step)[0][2]
    assert len(drawn.terms) == 6
    assert float(texts(drawn.terms[5])[0].replace("\N{MINUS SIGN}", "-")) == pytest.approx(
        bias, abs=0.0051
    )


@pytest.mark.parametrize(("width", "terms", "factors"), [(9.8, 6, 2), (6.0, 6, 1), (4.4, 1, 1)])
def test_the_sum_says_less_where_there_is_less_room(recording, width, terms, factors):
    region = Region(0.0, width, -0.5, 0.5)
    drawn = equation(recording, region)
    assert len(drawn.terms) == terms
    assert len(texts(drawn.terms[0])) == factors
    assert drawn.get_left()[0] >= -0.05
    assert drawn.get_right()[0] <= width + 0.05
    assert drawn.height <= region.height


def test_a_pixel_leaves_the_image_and_becomes_a_neurons_fill(recording, network):
    pixels = recording.metadata["pixels"]
    sample = ImageSample(DARK, AREA.panel, recording.images[0], pixels)
    for k in range(5):
        assert sample.leave(k) == pytest.approx(sample.grid.centre_of(*pixels[k]))
        assert sample.frame(k).get_center() == pytest.approx(sample.leave(k))
    neuron, source = network.layers[0][4], Source(recording, "activations", 0, 0, (4,))
    way = Line(sample.leave(4), neuron.disc.get_center())
    motions, movers = sample.send(4, neuron, source, NumberFormat(1), way)
    for motion in motions:
        motion.begin()
        motion.finish()
    assert movers[0].points == pytest.approx(neuron.disc.points, abs=1e-6)
    assert neuron.number.text == "0.8"


def test_a_table_lists_names_raw_and_scaled_values(recording):
    values = [Source(recording, "activations", 0, 0, (k,)) for k in range(3)]
    raw = [Source(recording, "targets", 0, None, (k,)) for k in range(3)]
    names = ["length", "a name far too long for the room there is", "w"]
    region = Region(-6.4, -3.0, -2.0, 2.0)
    table = TableSample(DARK, region, names, values, NumberFormat(1), raw, ["raw", "scaled"])
    assert [texts(row) for row in table.rows] == [["0.2", "1"], ["0.0", "0"], ["0.4", "0"]]
    assert table.get_left()[0] >= region.left - 1e-6
    assert table.get_right()[0] <= region.right + 1e-6
    heights = [row.get_y() for row in table.rows]
    assert heights == sorted(heights, reverse=True)


def test_a_name_is_shortened_to_fit():
    whole = elided(DARK, "sepal length", 0.32, DARK.ink, 5.0)
    short = elided(DARK, "sepal length", 0.32, DARK.ink, 1.0)
    assert whole.text == "sepal length"
    assert short.text.endswith("…")
    assert short.text != "…"
    assert short.width <= 1.0


def test_other_depths_are_empty_columns_between_the_ends(network):
    columns = hidden_columns(DARK, network)
    assert len(columns) >= 3
    ends = network.layers[0][0].disc.get_x(), network.layers[-1][0].disc.get_x()
    places = [ends[0], *[column.get_x() for column in columns], ends[1]]
    assert np.diff(places) == pytest.approx(np.diff(places)[0] * np.ones(len(places) - 1))
    neurons = [m for m in VGroup(*columns).get_family() if isinstance(m, Circle)]
    assert {m.get_fill_color().to_hex().upper() for m in neurons} == {DARK.background.upper()}
    assert not [m for m in neurons if hasattr(m, "mark")]


def test_a_change_reaches_every_neuron_after_the_input(recording):
    network = NetworkDiagram(DARK, AREA.network, recording, 0)
    formats = [NumberFormat(1), NumberFormat(3), NumberFormat(3)]
    for layer, form in enumerate(formats):
        for k, neuron in enumerate(network.layers[layer]):
            neuron.set_value(Source(recording, "activations", 0, layer, (k,)), form)
    ripple = Ripple(network, formats, strongest_input(recording, 0))
    assert ripple.changed == [[3], [0, 1, 2, 3], [0, 1, 2]]
    assert [len(ripple.wave(0, j)) for j in range(4)] == [1, 1, 1, 1]
    assert [len(ripple.wave(1, j)) for j in range(3)] == [4, 4, 4]
    for k, neuron in enumerate(network.layers[1]):
        neuron.clear_value()
        ripple.arrive(1, k)
    assert [neuron.number.text for neuron in network.layers[1]] == [
        "0.482", "0.457", "0.527", "0.443",
    ]  # fmt: skip


def test_a_shape_that_follows_a_way_becomes_the_other(network):
    first, last = network.layers[2][0].disc.copy(), network.layers[0][4].disc.copy().scale(0.5)
    goal = last.copy()
    way = Line(first.get_center(), last.get_center())
    motion = morph_along(first, last, way)
    motion.begin()
    motion.interpolate(0.5)  # symmetric easing: half of the time is half of the path
    assert first.get_center() == pytest.approx(way.point_from_proportion(0.5), abs=1e-6)
    motion.finish()
    assert first.points == pytest.approx(goal.points, abs=1e-6)


@pytest.mark.parametrize("i", [0, 2])  # a solid edge, and a dashed one
def test_an_edge_grows_from_its_source_to_what_it_is_when_lit(recording, i):
    network = NetworkDiagram(DARK, AREA.network, recording, 0)
    edge, twin = network.edges[0][0][i], network.edges[0][0][i].copy()
    points, start = edge.points.copy(), edge.get_start().copy()
    growing = grow_edge(edge)
    growing.begin()
    assert edge.get_stroke_opacity() == 0
    growing.interpolate(0.5)
    assert edge.get_start() == pytest.approx(start)
    assert edge.get_end()[0] < points[-1][0]
    growing.interpolate(1.0)
    assert edge.points == pytest.approx(points)
    lit = twin.highlight().build()
    lit.begin()
    lit.finish()
    for style in ("get_stroke_width", "get_stroke_opacity", "get_stroke_color"):
        assert getattr(edge, style)() == getattr(twin, style)()


@pytest.mark.parametrize(
    ("values", "decimals"), [([0.0, 1.0], 0), ([0.2, 1.0], 1), ([0.25, 0.1], 2), ([1 / 3], 3)]
)
def test_values_are_printed_as_briefly_as_exactness_allows(values, decimals):
    assert fewest_decimals(values).decimals == decimals


def rings(recording, **more):
    """Return the outputs that have a ring at the end of the beat in which all values follow."""
    found = []

    def stop(scene, beat):
        if beat.name == "all_values":
            width = DARK.sizes.focus_outline
            outputs = [neuron.disc for neuron in scene.network.layers[-1]]
            found.extend(k for k, disc in enumerate(outputs) if disc.get_stroke_width() == width)

    rehearse(find_clip("structure"), recording, Style(**more), QUALITIES["draft"], stop)
    return found


def test_the_largest_output_is_ringed_where_the_caption_calls_it_a_guess(walkthrough_recording):
    largest = int(np.argmax(walkthrough_recording.activations[-1][0]))
    assert rings(walkthrough_recording) == [largest]
    assert rings(walkthrough_recording, focus=Focus(at_step=7)) == [], "after some training"
