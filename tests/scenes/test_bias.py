"""What the parts of the bias clip draw, checked against the study."""

import numpy as np
import pytest
from manim import tempconfig

from network import Recording, load_bias_study
from scenes.clips.bias.decision_plot import DecisionPlot
from scenes.clips.bias.solo_neuron import SoloNeuron
from scenes.clips.bias.sum_line import SumLine
from scenes.clips.bias.sweep_plot import SweepPlot
from scenes.clips.bias.training_view import TrainingView
from scenes.mobjects.network.bias_neuron import BiasNeuron
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.counter import Counter, stage
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Frame, Region
from scenes.style.theme import DARK

from .bias_entries import wrong_points
from .conftest import RECORDINGS

STUDY = load_bias_study()
ARRAYS = STUDY.arrays
AREA = Frame(128 / 9, 8)
SQUARE = Region(-3, 3, -2.5, 2.5)
STEPS = (0, 1, 7, 40, 120, STUDY.entries - 1)


@pytest.fixture(scope="module", autouse=True)
def _quiet():
    with tempconfig({"verbosity": "WARNING"}):
        yield


def entry(array: str, *index: int) -> Source:
    return Source(STUDY, array, index=index)


@pytest.mark.parametrize("run", ["without", "with"])
@pytest.mark.parametrize("step", STEPS)
def test_the_two_sides_are_those_of_the_line_and_fill_the_square(run, step):
    plot = DecisionPlot(DARK, SQUARE, STUDY, run, 0)
    plot.show(step)
    weights, b = ARRAYS[f"{run}_weights"][step], ARRAYS[f"{run}_biases"][step]
    area = 0.0
    for half in plot.halves:
        corners = np.array([plot.p2c(point) for point in half.points[::4]])
        assert (half.sign * (corners @ weights + b) > -1e-9).all()
        x, y = corners.T
        area += abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
    assert area == pytest.approx((2 * plot.reach) ** 2)
    assert len({half.get_fill_color().to_hex() for half in plot.halves}) == 2


@pytest.mark.parametrize("run", ["without", "with"])
@pytest.mark.parametrize("step", STEPS)
def test_line_arrow_and_rings_are_those_of_the_weights(run, step):
    plot = DecisionPlot(DARK, SQUARE, STUDY, run, 0)
    plot.show(step)
    weights, b = ARRAYS[f"{run}_weights"][step], ARRAYS[f"{run}_biases"][step]
    for end in (plot.line.get_start(), plot.line.get_end()):
        assert weights @ plot.p2c(end) + b == pytest.approx(0, abs=1e-9)
    if b == 0:
        assert not len(plot.arrow.points)
    elif len(plot.arrow.points):
        tip = plot.arrow.points[3 * 4]
        assert weights @ plot.p2c(tip) + b == pytest.approx(0, abs=1e-9)
    rings = plot.rings.points.reshape(-1, 32, 3)
    centres = [plot.p2c((ring.min(0) + ring.max(0)) / 2) for ring in rings]
    expected = ARRAYS["points"][wrong_points(STUDY, run, step)]
    assert np.array(centres).reshape(-1, 2) == pytest.approx(expected, abs=1e-6)
    assert len(rings) == len(ARRAYS["points"]) - ARRAYS[f"{run}_right"][step]


@pytest.mark.parametrize("run", ["without", "with"])
@pytest.mark.parametrize("step", STEPS)
def test_the_signs_beside_the_line_are_on_their_sides_and_outside(run, step):
    plot = DecisionPlot(DARK, SQUARE, STUDY, run, step)
    weights, b = ARRAYS[f"{run}_weights"][step], ARRAYS[f"{run}_biases"][step]
    for side, sign in zip(plot.sides, (1, -1), strict=True):
        place = plot.p2c(side.get_center())
        assert np.abs(place).max() > plot.reach
        assert sign * (weights @ place + b) > 0


def test_the_classes_differ_in_shape_and_colour():
    plot = DecisionPlot(DARK, SQUARE, STUDY, "with", 0)
    looks = {
        (len(dot.points), dot.get_fill_color().to_hex(), bool(target))
        for dot, target in zip(plot.dots, ARRAYS["targets"], strict=True)
    }
    assert len(looks) == 2
    assert len({points for points, _, _ in looks}) == len({c for _, c, _ in looks}) == 2


@pytest.mark.parametrize(("sweep", "entry_"), [("weight_sweep", 60), ("bias_sweep", 250)])
def test_the_curve_is_the_recorded_one(sweep, entry_):
    plot = SweepPlot(DARK, AREA.panel, STUDY, "weight_sweep", 150)
    plot.show(plot.curve, sweep, entry_)
    knots = np.vstack([plot.curve.points[::4], plot.curve.points[-1:]])
    found = np.array([plot.p2c(knot) for knot in knots])
    assert found[:, 0] == pytest.approx(ARRAYS["sweep_inputs"], abs=1e-9)
    assert found[:, 1] == pytest.approx(ARRAYS[sweep][entry_], abs=1e-9)


def test_a_counter_shows_recorded_entries_only_and_keeps_its_place():
    sources = [entry("sweep_biases", k) for k in range(150, 200, 7)]
    number = Counter(DARK, sources[0], NumberFormat(2, True), 0.4, DARK.bias, 1.0, 2.0, "point")
    animation = number.go(sources)
    animation.begin()
    shown = set()
    for share in np.linspace(0, 1, 41):
        animation.interpolate(share)
        assert number.source in sources
        assert number.text == NumberFormat(2, True)(number.source.value)
        assert number.baseline == pytest.approx(2.0)
        shown.add(number.text)
    assert len(shown) == len(sources)
    assert number.source is sources[-1]
    assert [stage(share, 3) for share in (0, 0.2, 0.5, 0.8, 1)] == [0, 0, 1, 2, 2]


def test_a_bias_neuron_sends_to_the_next_layer_and_receives_nothing():
    recording = Recording.load(RECORDINGS / "walkthrough.npz")
    network = NetworkDiagram(DARK, AREA.network, recording, 0, ["a", "b", "c"])
    for layer, size in ((0, 4), (1, 3)):
        bias = BiasNeuron(DARK, network, layer, entry("bias_input", 0))
        centre = bias.body.disc.get_center()
        ends = [edge.get_end() for edge in bias.edges]
        assert len(ends) == size
        for end, neuron in zip(ends, network.layers[layer + 1], strict=True):
            assert np.linalg.norm(end - neuron.disc.get_center()) < neuron.disc.width / 2 + 0.12
        assert all(np.linalg.norm(e.get_start() - centre) < 0.45 for e in bias.edges)
        assert [label.number.text for label in bias.labels] == ["0.00"] * size
        assert all(len(edge.get_subpaths()) == 1 for edge in bias.edges), "0 is not negative"


def test_the_neurons_edges_are_as_wide_as_weight_and_bias():
    weight = Source(STUDY, "setting", index=("sweep_weight",))
    neuron = SoloNeuron(
        DARK, AREA.network, weight, entry("sweep_biases", 150), entry("bias_input", 0), "width"
    )
    least, most = DARK.sizes.edge_width_least, DARK.sizes.edge_width_most
    assert neuron.edges["w"].get_stroke_width() == pytest.approx(most / 2)
    assert neuron.edges["b"].get_stroke_width() == least
    for letter, array, k, colour in (
        ("b", "sweep_biases", 50, DARK.bias), ("w", "sweep_weights", 10, DARK.negative)
    ):  # fmt: skip
        ends = neuron.edges[letter].get_start(), neuron.edges[letter].get_end()
        for animation in neuron.go(letter, [entry(array, k)]):
            animation.begin()
            animation.interpolate(1)
        edge = neuron.edges[letter]
        assert edge.get_stroke_width() == pytest.approx(most * abs(ARRAYS[array][k]) / 4)
        assert len(edge.get_subpaths()) > 1, "negative ones are dashed"
        assert edge.get_stroke_color().to_hex().upper() == colour
        assert np.allclose([edge.get_start(), edge.get_end()], ends)


def test_the_arrow_on_the_number_line_is_as_long_as_the_bias():
    line = SumLine(DARK, AREA.panel, 3)
    k = 190
    start, sums, outputs = (
        entry("probe_sums", 150), [entry("probe_sums", k)], [entry("probe_outputs", k)]
    )  # fmt: skip
    drawn = [line.dot(start), line.on_curve(start, outputs[0]), line.drop(start, outputs[0])]
    arrow = line.arrow()
    for animation in line.go(start, sums, outputs, [*drawn, arrow]):
        animation.begin()
        animation.interpolate(1)
    reach = [line.z_scale.p2c(np.array([edge, 0, 0]))[0] for edge in
             (arrow.points[:, 0].min(), arrow.points[:, 0].max())]  # fmt: skip
    assert reach[1] - reach[0] == pytest.approx(ARRAYS["sweep_biases"][k])
    assert reach[1] == pytest.approx(ARRAYS["probe_sums"][k])
    place = line.plot.p2c(drawn[1].get_center())
    assert place == pytest.approx((ARRAYS["probe_sums"][k], ARRAYS["probe_outputs"][k]))


def test_the_training_shown_ends_as_recorded():
    words = dict.fromkeys(("head", "right", "of", "bias", "step"), "word")
    view = TrainingView(DARK, AREA.body.columns(1, 1, gap=0.4)[0], STUDY, "with", words)
    for animation in view.train():
        animation.begin()
        animation.interpolate(1)
    assert view.right.text == str(ARRAYS["with_right"][-1])
    assert view.bias.text == NumberFormat(2, True)(ARRAYS["with_biases"][-1])
    assert view.step.text == str(STUDY.steps)
    assert view.plot.line.step == STUDY.entries - 1


def test_the_neuron_shows_the_sum_it_is_given():
    neuron = SoloNeuron(
        DARK,
        AREA.network,
        Source(STUDY, "setting", index=("sweep_weight",)),
        entry("sweep_biases", 150),
        entry("bias_input", 0),
        "width",
    )
    _, total = neuron.give_sum(entry("probe_sums", 75))
    numbers = [neuron.weight.text, neuron.bias.text, total.text]
    assert numbers == ["+2.00", "0.00", "\N{MINUS SIGN}0.50"]
