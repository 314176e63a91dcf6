"""What the parts of the bias clip draw, checked against the study."""

import numpy as np
import pytest
from manim import tempconfig

from network import Recording, load_bias_study
from network.recordings.zero_inputs import ZeroInputs
from scenes.clips.bias.claims import conflicts
from scenes.clips.bias.decision_plot import DecisionPlot
from scenes.clips.bias.line_panel import LinePanel
from scenes.clips.bias.pair_neuron import PairNeuron
from scenes.clips.bias.raised_bias import RaisedBias
from scenes.clips.bias.solo_neuron import SoloNeuron
from scenes.clips.bias.sweep_plot import SweepPlot
from scenes.mobjects.network.bias_neuron import BiasNeuron, SumWithBias
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.counter import Counter, stage
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Frame, Region
from scenes.style.theme import DARK

from .bias_entries import bias_at, line_at, logistic, wrong_of_moved
from .conftest import RECORDINGS

STUDY = load_bias_study()
ARRAYS = STUDY.arrays
AREA = Frame(128 / 9, 8)
SQUARE = Region(-3, 3, -2.5, 2.5)
ENTRIES = (0, 40, 300, STUDY.turns, STUDY.turns + 90, len(STUDY.moved_right) - 1)


@pytest.fixture(scope="module", autouse=True)
def _quiet():
    with tempconfig({"verbosity": "WARNING"}):
        yield


def entry(array: str, *index: int) -> Source:
    return Source(STUDY, array, index=index)


@pytest.mark.parametrize("entry_", ENTRIES)
def test_the_two_sides_are_those_of_the_line_and_fill_the_square(entry_):
    plot = DecisionPlot(DARK, SQUARE, STUDY)
    plot.show(entry_)
    weights, b = line_at(STUDY, min(entry_, STUDY.turns)), bias_at(STUDY, entry_)
    area = 0.0
    for half in plot.halves:
        corners = np.array([plot.p2c(point) for point in half.points[::4]])
        assert (half.sign * (corners @ weights + b) > -1e-9).all()
        x, y = corners.T
        area += abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
    assert area == pytest.approx((2 * plot.reach) ** 2)
    assert len({half.get_fill_color().to_hex() for half in plot.halves}) == 2


@pytest.mark.parametrize("entry_", ENTRIES)
def test_line_and_crosses_are_those_of_the_weights(entry_):
    plot = DecisionPlot(DARK, SQUARE, STUDY)
    plot.show(entry_)
    weights, b = line_at(STUDY, min(entry_, STUDY.turns)), bias_at(STUDY, entry_)
    for end in (plot.line.get_start(), plot.line.get_end()):
        assert weights @ np.array(plot.p2c(end)) + b == pytest.approx(0, abs=1e-9)
    arms = plot.crosses.points.reshape(-1, 4, 3)
    centres = [plot.p2c(arm.mean(0)) for arm in arms]
    expected = np.repeat(ARRAYS["points"][wrong_of_moved(STUDY, entry_)], 2, axis=0)
    assert np.array(centres).reshape(-1, 2) == pytest.approx(expected, abs=1e-6)
    assert len(arms) == 2 * (len(ARRAYS["points"]) - STUDY.moved_right[entry_])


def test_no_pinned_line_does_better_than_the_best_and_the_shifted_one_is_right():
    turned = STUDY.moved_right[: STUDY.turns + 1]
    assert max(turned) == turned[-1] == STUDY.metadata["best_without_bias"]
    assert STUDY.moved_right[-1] == len(ARRAYS["points"])
    assert not STUDY.moved_biases[: STUDY.turns + 1].any()


@pytest.mark.parametrize("entry_", range(0, STUDY.turns + 1, 5))
def test_a_pinned_line_has_a_wrong_point_on_every_thread(entry_):
    wrong = set(wrong_of_moved(STUDY, entry_))
    assert all(wrong.intersection(conflict) for conflict in conflicts(STUDY))


def test_the_threads_share_no_point_and_explain_the_best():
    found = conflicts(STUDY)
    tied = [k for conflict in found for k in conflict]
    assert len(set(tied)) == len(tied)
    assert len(found) == len(ARRAYS["points"]) - STUDY.metadata["best_without_bias"]


def test_a_thread_passes_its_points_and_the_pin():
    plot = DecisionPlot(DARK, SQUARE, STUDY)
    for conflict in conflicts(STUDY):
        ends = np.array([plot.p2c(end) for end in plot.thread(conflict).points])
        for place in (np.zeros(2), *ARRAYS["points"][list(conflict)]):
            assert np.hypot(*(ends - place).T).min() < 1e-6


def test_the_edges_of_two_inputs_show_the_signs_of_their_weights():
    neuron = PairNeuron(DARK, AREA.network, STUDY)
    for entry_ in ENTRIES:
        for animation in neuron.go([entry_]):
            animation.begin()
            animation.interpolate(1)
        for n, edge in enumerate(neuron.edges):
            weight = line_at(STUDY, min(entry_, STUDY.turns))[n]
            assert (len(edge.get_subpaths()) > 1) == (weight < 0), "negative ones are dashed"
            expected = DARK.positive if weight > 0 else DARK.negative
            assert edge.get_stroke_color().to_hex().upper() == expected.upper()


def test_points_not_spoken_of_have_faint_crosses():
    plot = DecisionPlot(DARK, SQUARE, STUDY)
    plot.judged = set(conflicts(STUDY)[0])
    plot.show(0)
    wrong = wrong_of_moved(STUDY, 0)
    assert plot.crosses.wrong == [k for k in wrong if k in plot.judged]
    assert plot.others.wrong == [k for k in wrong if k not in plot.judged]
    assert plot.others.get_stroke_opacity() < plot.crosses.get_stroke_opacity()


def test_the_classes_differ_in_shape_and_colour():
    plot = DecisionPlot(DARK, SQUARE, STUDY)
    looks = {
        (len(dot.points), dot.get_fill_color().to_hex(), bool(target))
        for dot, target in zip(plot.dots, ARRAYS["targets"], strict=True)
    }
    assert len(looks) == 2
    assert len({points for points, _, _ in looks}) == len({c for _, c, _ in looks}) == 2


@pytest.mark.parametrize(("sweep", "entry_"), [("weight_sweep", 60), ("bias_sweep", 250)])
def test_the_curve_is_the_recorded_one(sweep, entry_):
    plot = SweepPlot(DARK, AREA.panel, STUDY, "weight_sweep", 150)
    plot.show(sweep, entry_)
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


def solo_neuron():
    weight = Source(STUDY, "setting", index=("sweep_weight",))
    one = entry("bias_input", 0)
    return SoloNeuron(DARK, AREA.network, weight, entry("sweep_biases", 150), one)


def test_the_neurons_edges_show_the_signs_of_weight_and_bias():
    neuron = solo_neuron()
    wide = neuron.edges["w"].get_stroke_width()
    for letter, array, k, colour in (
        ("b", "sweep_biases", 50, DARK.bias), ("w", "sweep_weights", 10, DARK.negative)
    ):  # fmt: skip
        ends = neuron.edges[letter].get_start(), neuron.edges[letter].get_end()
        for animation in neuron.go(letter, [entry(array, k)]):
            animation.begin()
            animation.interpolate(1)
        edge = neuron.edges[letter]
        assert edge.get_stroke_width() == wide
        assert len(edge.get_subpaths()) > 1, "negative ones are dashed"
        assert edge.get_stroke_color().to_hex().upper() == colour
        assert np.allclose([edge.get_start(), edge.get_end()], ends)


@pytest.mark.parametrize("k", [50, 150, 250])
def test_the_equation_holds_at_the_point_of_one_half(k):
    neuron, plot = solo_neuron(), SweepPlot(DARK, AREA.panel, STUDY, "bias_sweep", k)
    equation = neuron.equation(plot.sums, entry("bias_shifts", k), entry("sweep_biases", k))
    (relation,) = equation[1].relations
    assert equation[1].text == "="
    assert relation.holds
    printed = [piece.text for piece in equation if hasattr(piece, "source")]
    assert printed == ["0", *[term.text for term in relation.terms]]


def test_a_raised_bias_changes_sum_and_output_together():
    recording = Recording.load(RECORDINGS / "walkthrough.npz")
    network = NetworkDiagram(DARK, AREA.network, recording, 0, ["a", "b", "c"])
    neuron, one = network.layers[1][0], entry("bias_input", 0)
    neuron.set_value_now(entry("bias_sweep", 150, 30), NumberFormat(3))
    label = BiasNeuron(DARK, network, 0, one).labels[0]
    words = ["word"] * 5
    table = SumWithBias(DARK, AREA.panel, ZeroInputs(recording, 0), 0, 0, 0, words, one)
    sums, outputs = entry("sweep_biases", 175), entry("bias_sweep", 175, 30)
    raised = RaisedBias(DARK, table, label, neuron, sums, outputs)
    raised.take_over()
    for animation in raised.go([sums], [outputs]):
        animation.begin()
        animation.interpolate(1)
    assert table.bias_row.weight.text == label.number.text == "+0.50"
    assert table.bias_row.product.text == table.total.text == "0.500"
    assert neuron.number.text == "0.622"
    assert float(neuron.number.text) == pytest.approx(logistic(0.5), abs=0.0005)
    assert all(relation.holds for relation in table.bias_row.equals.relations)


@pytest.mark.parametrize(("sweep", "k"), [("weight_sweep", 175), ("bias_sweep", 250)])
def test_the_scale_of_the_sum_is_that_of_weight_and_bias(sweep, k):
    plot = SweepPlot(DARK, AREA.panel, STUDY, "weight_sweep", 150)
    plot.show(sweep, k)
    swept = sweep == "weight_sweep"
    weight = ARRAYS["sweep_weights"][k] if swept else STUDY.metadata["sweep_weight"]
    bias = 0.0 if swept else ARRAYS["sweep_biases"][k]
    shown = [number for number in plot.sums.numbers if number.get_fill_opacity() > 0]
    assert len(shown) >= 3
    for number in shown:
        x, _ = plot.p2c(number.tick.get_center())
        assert weight * x + bias == pytest.approx(number.source.value)
        assert plot.sums.p2c(number.tick.get_center()) == pytest.approx((number.source.value,))
    assert plot.p2c(plot.drop.get_center())[0] == pytest.approx(-bias / weight)


def test_the_numbers_beside_the_line_end_as_recorded():
    words = dict.fromkeys(("right", "of", "best"), "word")
    panel = LinePanel(DARK, AREA.network, STUDY, words)
    at_origin = panel.origin_sum(0.0, 0.0, "left", DARK.bias)
    last = len(STUDY.moved_right) - 1
    for animation in panel.go([0, last], panel.right, panel.bias, at_origin):
        animation.begin()
        animation.interpolate(1)
    signed = NumberFormat(2, True)
    weights = [signed(weight) for weight in ARRAYS["with_weights"][-1]]
    assert [row[1].text for row in panel.weights] == weights
    assert panel.right[0].text == str(ARRAYS["with_right"][-1])
    assert panel.bias[1].text == at_origin[1].text == signed(ARRAYS["with_biases"][-1])
    assert panel.best[0].text == str(STUDY.moved_best[0]), "not asked for"


def test_nothing_is_left_of_a_sum_without_inputs():
    recording = Recording.load(RECORDINGS / "walkthrough.npz")
    zeros = ZeroInputs(recording, 7)
    for layer, (z, bias) in enumerate(zip(zeros.z, recording.biases_at(7), strict=True)):
        assert zeros.get("z", step=0, layer=layer).shape == bias.shape
        if layer == 0:
            assert z[0] == pytest.approx(bias)
    assert not zeros.get("products", step=0, layer=0).any()
    assert zeros.activations[1][0] == pytest.approx([logistic(b) for b in zeros.z[0][0]])
