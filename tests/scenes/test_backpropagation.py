"""What the clip of one training step draws, checked against the recording."""

import math
from decimal import Decimal
from itertools import chain, pairwise

import numpy as np
import pytest
from manim import Line

from network import Dataset, Network, Recording, import_run, record, record_walkthrough
from network.core.rules import Rules
from network.errors import LayerlightError
from scenes.catalog import find_clip
from scenes.clips.backpropagation.answer_ring import AnswerRing
from scenes.clips.backpropagation.back_figures import BackFigures
from scenes.clips.backpropagation.backward import BackwardSum, HiddenDeltas
from scenes.clips.backpropagation.blame import Blame
from scenes.clips.backpropagation.chain import SlopeChain
from scenes.clips.backpropagation.cost_line import CostLine, cost_decimals, cost_relation
from scenes.clips.backpropagation.curve import Curve
from scenes.clips.backpropagation.equations import (
    UpdateLine,
    product_line,
    value_lines,
)
from scenes.clips.backpropagation.layout import Layout
from scenes.clips.backpropagation.network_side import NetworkSide
from scenes.clips.backpropagation.nudge_tally import NudgeTally
from scenes.clips.backpropagation.outcome import CostBars
from scenes.clips.backpropagation.output_deltas import OutputDeltas
from scenes.clips.backpropagation.scene import Backpropagation
from scenes.clips.backpropagation.story import Story, decimals_for
from scenes.clips.backpropagation.table import Table
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import MINUS
from scenes.style.frame import Frame, Region
from scenes.style.theme import DARK

from .conftest import RECORDINGS, walk

FRAME = Frame(14.2222, 8)
WORDS = {name: name for name in ("output", "target", "delta", "cost_slope", "slope")}


@pytest.fixture(scope="module")
def recording():
    return Recording.load(RECORDINGS / "walkthrough.npz")


@pytest.fixture(scope="module")
def story(recording):
    return Story(recording, 0, 0)


@pytest.fixture(scope="module")
def side(recording, story):
    layout = Layout.of(FRAME, recording, 0, 0)
    return NetworkSide(DARK, layout, story, ["input", "hidden", "output"], ("of", "bias"))


def small_run(last="tanh", cost="mean-squared-error", delta="difference", hidden=(3,)):
    stream = np.random.RandomState(1)
    samples = Dataset(
        "two", stream.rand(4, 2).round(1), np.eye(2)[[0, 1, 0, 1]], ["a", "b"], ["c", "d"],
        np.array([0, 1, 0, 1]),
    )  # fmt: skip
    network = Network(
        (2, *hidden, 2), activations=[*["tanh"] * len(hidden), last], cost=cost,
        output_delta=delta, seed=2, learning_rate=0.1,
    )  # fmt: skip
    return record(samples, network, epochs=1)


def shown(number) -> Decimal:
    return Decimal(number.text.replace(MINUS, "-"))


def check(found: Decimal, number) -> None:
    """Check that the calculator's result, rounded like the printed number, equals it."""
    printed = shown(number)
    unit = Decimal(1).scaleb(printed.as_tuple().exponent)
    assert abs(found - printed) < unit / 2, number.source


def test_output_minus_target(story):
    table = OutputDeltas(DARK, FRAME.panel, story, WORDS)
    assert table.rule == "difference"
    for known, (*_, delta) in zip(table.known, table.found, strict=True):
        _, output, target = known
        check(shown(output) - shown(target), delta)


def test_a_table_without_room_leaves_out_factors():
    slopes = Story(small_run("sigmoid", "mean-squared-error", "gradient"), 0, 0)
    kept = []
    for width in (7.0, 4.2, 3.2):
        table = OutputDeltas(DARK, Region(0.0, width, 0.0, 4.0), slopes, WORDS)
        kept.append(("slope" in table.xs, "delta" in table.xs))
        numbers = sorted([*table.known[0][1:], *table.found[0]], key=lambda m: m.get_x())
        for left, right in pairwise(numbers):
            assert right.get_left()[0] > left.get_right()[0]
    assert kept[0] == (True, True)
    assert kept[-1] == (False, True)
    assert kept == sorted(kept, reverse=True)


def test_the_cost_follows_from_the_outputs_as_printed(story):
    line = CostLine(DARK, FRAME.panel, story, "cross-entropy")
    outputs = [round(o, 4) for o in story.recording.activations[-1][0].tolist()]
    pairs = list(zip(outputs, story.recording.targets[0].tolist(), strict=True))
    found = -sum(t * math.log(o) + (1 - t) * math.log(1 - o) for o, t in pairs)
    assert line.pieces[-1].text == f"{found:.3f}"
    assert cost_relation(story, cost_decimals(story), after=True).holds


@pytest.mark.parametrize("cost", ["mean-squared-error", "half-squared-error", "cross-entropy"])
@pytest.mark.parametrize("last", ["sigmoid", "softmax"])
def test_every_cost_follows_from_outputs_and_targets(last, cost):
    other = Story(small_run(last, cost, "gradient"), 1, 0)
    relation = cost_relation(other, cost_decimals(other))
    exact = [float(term.number) for term in relation.terms]
    value = other.source("learned_cost", None).value
    assert float(relation.calculate(*map(Decimal, map(str, exact)))) == pytest.approx(value, 1e-3)


@pytest.mark.parametrize("place", [(1, (2, 2)), (1, (2,)), (0, (0, 3)), (0, (0,))])
def test_an_update_is_the_weight_minus_rate_times_slope(story, place):
    before, _, rate, _, _, slope, _, equals, after = UpdateLine(
        DARK, FRAME.panel, story, *place, 0.4
    ).pieces
    assert equals.text == "="
    check(shown(before) - shown(rate) * shown(slope), after)


def test_the_slope_of_the_cost_times_that_of_the_output():
    mse = record_walkthrough(epochs=1, output_delta="mse")
    table = OutputDeltas(DARK, FRAME.panel, Story(mse, 0, 0), WORDS)
    assert table.rule == "slopes"
    for (cost, _, slope, _, delta), known in zip(table.found, table.known, strict=True):
        check(shown(cost) * shown(slope), delta)
        check(Decimal(2) / 3 * (shown(known[1]) - shown(known[2])), cost)


def test_coupled_outputs_claim_no_equation():
    table = OutputDeltas(DARK, FRAME.panel, Story(small_run("softmax", delta="gradient"), 0, 0),
                         WORDS)  # fmt: skip
    assert table.rule == "plain"
    assert all(len(row) == 1 for row in table.found)


@pytest.mark.parametrize("layer", [0, 1])
def test_every_cell_is_the_product_of_its_heads(story, layer):
    table = Table(DARK, FRAME.panel, story, layer)
    for delta, row in zip(table.deltas, table.slopes, strict=True):
        for head, cell in zip(table.heads, row, strict=True):
            check(shown(delta) * shown(head), cell)


def test_the_slope_of_the_weight_followed_has_its_cell(story):
    table = Table(DARK, FRAME.panel, story, 1)
    assert table.cell(*story.followed).source == story.source("gradients", 1, *story.followed)
    assert table.cell(9, 9) is None


def test_what_is_sent_back_adds_up(story):
    figures = BackFigures(story)
    table = BackwardSum(DARK, FRAME.panel, story, figures, ["a", "b", "c", "d"])
    total = Decimal(0)
    for row in table.rows:
        weight, _, delta, _ = row.known
        check(shown(weight) * shown(delta), row.result[1])
        total += shown(row.result[1])
    check(total, table.total.number)


def test_all_hidden_deltas(story):
    found = HiddenDeltas(DARK, FRAME.panel, story, BackFigures(story))
    for total, _, slope, equals, delta in found.rows:
        assert equals.text == "="
        check(shown(total) * shown(slope), delta)


@pytest.mark.parametrize("width", np.arange(4.6, 7.0, 0.3))
def test_hidden_deltas_keep_to_their_region(story, width):
    region = Region(0.0, width, -2.0, 2.0)
    found = HiddenDeltas(DARK, region, story, BackFigures(story))
    assert found.get_left()[0] >= region.left
    assert found.get_right()[0] <= region.right


def test_the_tangent_is_as_steep_as_the_gradient_and_as_the_nudged_cost(recording, story):
    k, i = story.followed
    assert recording.arrays["nudge_places"][1].tolist() == [1, k, i]
    weight = story.source("weights", 1, k, i)
    xs = np.union1d(np.linspace(weight.value - 3, weight.value + 3, 61), weight.value)
    _, ys = recording.along_weight(0, 1, (k, i), xs)
    curve = Curve(
        DARK, FRAME.panel, xs, ys, weight, story.source("learned_cost", None),
        story.source("gradients", 1, k, i), "w", TextLine(DARK, "C", 0.4, DARK.ink),
    )  # fmt: skip
    (x0, y0), (x1, y1) = map(curve.p2c, (curve.tangent.get_start(), curve.tangent.get_end()))
    steep = (y1 - y0) / (x1 - x0)
    assert steep == pytest.approx(recording.get("gradients", step=0, layer=1, index=(k, i)))
    assert steep == pytest.approx(recording.arrays["nudge_slopes"][1], rel=1e-4)
    assert curve.p2c(curve.dot.get_center()) == pytest.approx(
        (weight.value, recording.get("learned_cost", step=0))
    )


def test_numbers_of_a_swept_weight_say_where_the_point_is(recording, story):
    k, i = story.followed
    weight, cost = story.source("weights", 1, k, i), story.source("learned_cost", None)
    xs = np.union1d(np.linspace(weight.value - 12, weight.value + 12, 61), weight.value)
    curve = Curve(
        DARK, FRAME.panel, xs, xs**2, weight, cost, weight, "w", TextLine(DARK, "C", 0.4, "WHITE")
    )
    lines = value_lines(DARK, FRAME.panel, story, 0.4, 3)
    (name, number), (_, height) = [line.pieces for line in lines]
    at_rest, edge = number.text, Line().set_stroke(width=1.0)
    ways = [(weight.value, xs[-1]), (xs[-1], xs[0]), (xs[0], weight.value)]
    for start, end in ways:
        moves = [
            *curve.slide(edge, start, end),
            curve.read_out(number, weight, float, (start, end)),
            curve.read_out(height, cost, curve.height_at, (start, end)),
        ]
        for share in (0.0, 0.3, 0.5, 0.8, 1.0):
            for move in moves:
                move.interpolate(share)
            place, up = curve.p2c(curve.dot.get_center())
            assert float(shown(number)) == pytest.approx(place, abs=0.006)
            assert number.get_left()[0] > name.get_right()[0]
            if number.source != weight:
                assert float(shown(height)) == pytest.approx(up, abs=0.001)
        assert (number.text == at_rest) == (number.source == weight) == (end == weight.value)
    assert height.source == cost


def test_the_curve_is_drawn_as_far_as_the_point_has_been(recording, story):
    weight = story.source("weights", 1, *story.followed)
    xs = np.union1d(np.linspace(-5, 5, 61), weight.value)
    curve = Curve(
        DARK, FRAME.panel, xs, xs**2, weight, weight, weight, "w", TextLine(DARK, "C", 0.4, "WHITE")
    )
    part = curve.new_part()
    for start, end in ((weight.value, 5.0), (5.0, -5.0), (-5.0, weight.value)):
        curve.trace(part, start, end).interpolate(1.0)
    assert part.reach == (-5.0, 5.0)
    assert part.width == pytest.approx(curve.curve.width)


def test_the_slope_stands_at_the_tangent_and_clear_of_the_curve(recording, story):
    k, i = story.followed
    weight = story.source("weights", 1, k, i)
    xs = np.union1d(np.linspace(weight.value - 3, weight.value + 3, 61), weight.value)
    _, ys = recording.along_weight(0, 1, (k, i), xs)
    curve = Curve(
        DARK, FRAME.panel, xs, ys, weight, story.source("learned_cost", None),
        story.source("gradients", 1, k, i), "w", TextLine(DARK, "C", 0.4, DARK.ink),
    )  # fmt: skip
    number = curve.slope_number(story.cell_format(1))
    assert number.source == story.source("gradients", 1, k, i)
    assert curve.left < number.get_left()[0]
    assert number.get_right()[0] < curve.right
    beside = np.abs(curve.curve.points[:, 0] - number.get_x()) < number.width / 2
    apart = np.abs(curve.curve.points[beside, 1] - number.get_y()) - number.height / 2
    assert apart.min() > 0.05


@pytest.mark.parametrize("hidden", [(3,), (3, 3), (2, 3, 2)])
def test_the_chain_of_slopes_stands_clear_of_the_line_below(hidden):
    run = small_run("sigmoid", "mean-squared-error", "gradient", hidden)
    other, layout = Story(run, 1, 0), Layout.of(FRAME, run, 1, 0)
    plot, region, row = layout.chain()
    steps = SlopeChain(DARK, region, other)
    line = product_line(DARK, row, other, 1.1 * DARK.sizes.number)
    lowest = min(symbol.get_bottom()[1] for _, _, symbol in steps.links)
    assert lowest - line.get_top()[1] > 8 / 135
    assert steps.get_top()[1] < plot.bottom


def test_a_tag_hangs_on_its_own_neuron_and_on_no_other(side):
    for layer in (1, 2):
        for n, neuron in enumerate(side.layers[layer]):
            side.tag(layer, n)
            tag = side.tags[layer][-1]
            assert neuron.disc.get_bottom()[1] < tag.get_top()[1] < neuron.number.get_bottom()[1]
            assert tag.get_x() == pytest.approx(neuron.disc.get_x())
            for below in side.layers[layer][n + 1 : n + 2]:
                gap = tag.get_bottom()[1] - below.disc.get_top()[1]
                assert gap > 0.15
    side.tags.clear()


def test_lines_of_slopes_run_back_and_are_as_wide_as_slopes_are_steep(story, side):
    for layer in (0, 1):
        slopes = story.values("gradients", layer)
        for k, row in enumerate(side.slopes(layer)):
            for i, line in enumerate(row):
                assert line.get_start()[0] > line.get_end()[0]
                assert (len(line.get_subpaths()) > 1) == (slopes[k, i] < 0)
                width = max(11 * abs(slopes[k, i]) / line.full, 1.0)
                assert line.get_stroke_width() == pytest.approx(width)
    assert len({line.full for line in chain(*chain(*map(side.slopes, (0, 1))))}) == 1


def test_what_returns_goes_back_along_its_edge(side):
    for j in range(4):
        for pulse in side.pulses(1, j):
            j_, k = pulse.product.index
            edge = side.edges[1][k][j_]
            assert np.allclose(pulse.ends, (edge.get_end(), edge.get_start()))


def test_a_delta_takes_the_sign_of_the_product_on_its_way(side):
    pulse = next(p for p in side.pulses(1, 0) if p.product.index == (0, 0))
    assert pulse.sent.mark.source.value < 0 < pulse.product.value
    move = pulse.travel_back()
    for share, shown_one in ((0.2, pulse.sent), (0.8, pulse.arriving)):
        move.interpolate(share)
        opacities = [disc.get_fill_opacity() for disc in pulse]
        assert shown_one.get_fill_opacity() == 1
        assert share < 0.5 or opacities[0] == 0


def test_every_slope_has_its_bar(story):
    chart = Blame(DARK, FRAME.panel, story, "slopes", "bias")
    assert [len(group) for group in chart.groups] == [24, 15]
    for layer, group in enumerate(chart.groups):
        heights = [bar.height for bar in group]
        assert heights == sorted(heights, reverse=True)
        every = [story.values(name, layer).ravel() for name in ("gradients", "deltas")]
        found = sorted(bar.mark.source.value for bar in group)
        assert found == pytest.approx(sorted(np.concatenate(every).tolist()))
        for bar in group:
            assert (bar.get_y() - bar.base) * bar.mark.source.value >= 0
        assert len(chart.spots[layer]) == story.sizes[layer + 1]


def test_nudges_are_counted_up_to_the_number_of_weights(story):
    tally = NudgeTally(DARK, FRAME.panel, story, "nudges", "or not?")
    run, seen = tally.run(), []
    for share in (0.0, 0.2, 0.6, 1.0):
        run.interpolate(share)
        seen.append(int(tally.count.text))
    assert seen == sorted(seen)
    assert seen[0] == 1
    assert seen[-1] == tally.count.source.value == 5 * 4 + 4 * 3


def test_edges_of_biases_take_the_sign_of_the_bias_after_the_step(side, recording):
    side.show_biases()
    for layer in (1, 2):
        edges = side.biases_into(layer)
        assert len(edges) == len(side.layers[layer])
        for k, edge in enumerate(edges):
            edge.change().interpolate(1.0)
            dashed = len(edge.points) > 4
            assert dashed == (recording.biases_at(1)[layer - 1][k] < 0)


def test_the_ring_is_around_the_answer(side):
    seven = side.layers[-1][2]
    ring = AnswerRing(DARK, seven)
    assert ring.get_center() == pytest.approx(seven.disc.get_center())
    assert ring.width > seven.disc.width


def test_bias_neurons_stand_above_their_names_between_those_of_the_layers(side):
    for layer in (0, 1):
        bias = side.bias_slopes(layer)
        name = bias.body[-1]
        left, right = side.diagram.names[layer], side.diagram.names[layer + 1]
        assert left.get_right()[0] < name.get_left()[0]
        assert name.get_right()[0] < right.get_left()[0]
        assert bias.body.disc.get_bottom()[1] > name.get_top()[1]


def test_of_two_updates_one_slope_is_negative(recording):
    scene = Backpropagation(recording)
    weight, bias = scene._updated()
    slopes = recording.get("gradients", step=0, layer=1), recording.get("deltas", step=0, layer=1)
    assert slopes[0][weight] > 0 > slopes[1][bias]


@pytest.mark.parametrize(("last", "name"), [("tanh", "cost"), ("sigmoid", "learned_cost")])
def test_the_costs_before_and_after_are_bars(last, name):
    other = Story(small_run(last), 0, 0)
    bars = CostBars(DARK, FRAME.panel, other, ["before", "after", "cost"])
    assert [bar.mark.source.quantity for _, bar, _ in bars.rows] == [name, f"{name}_after"]
    for _, bar, number in bars.rows:
        assert bar.mark.source.value == number.source.value
        assert bar.width == pytest.approx(bar.full * number.source.value)


def test_the_answer_is_told_before_and_after(recording):
    walked = walk(find_clip("backpropagation"), recording, pictures=False)
    captions = {beat.name: beat.caption for beat in walked.beats}
    assert "answer is 7" in captions["question"]
    assert "answer is 2" in captions["outcome"]
    after = recording.get("activations_after", step=0, layer=2)
    assert int(np.argmax(after)) == 0 != int(recording.predictions[0])


def test_every_equation_of_the_walkthrough_holds(recording):
    walked = walk(find_clip("backpropagation"), recording, pictures=False)
    for stop in walked.stops:
        for text in stop.texts:
            assert getattr(text, "text", "") != "approx", stop.beat.name


def test_deltas_that_are_no_slopes_have_no_curve():
    walked = walk(find_clip("backpropagation"), small_run(), pictures=False)
    names = [beat.name for beat in walked.beats]
    assert "cost_curve" not in names
    assert {"gradient", "blame", "outcome"} <= set(names)


def test_an_imported_run_ends_with_its_slopes():
    run = small_run("softmax", "cross-entropy", "gradient", hidden=(3, 3))
    moments = [(k, run.weights_at(k), run.biases_at(k)) for k in range(2)]
    rules = Rules(run.rules.functions, run.rules.loss, "gradient", None)
    about = {"framework": "PyTorch", "version": "2", "dtype": "float32"}
    found = import_run(run.samples, moments, rules, about)
    names = [beat.name for beat in walk(find_clip("backpropagation"), found, pictures=False).beats]
    assert names[-1] == "blame"
    assert "further_back" in names
    assert not {"update", "again", "outcome"} & set(names)


def test_updates_without_room_are_refused():
    with pytest.raises(LayerlightError, match="has room for weights below 100,"):
        Backpropagation(record_walkthrough(seed=11, learning_rate=1000.0, epochs=1))


@pytest.mark.parametrize(
    ("largest", "decimals"),
    [(0.0, 4), (0.5, 4), (9.0, 4), (12.0, 3), (400.0, 2), (0.02, 4), (0.002, 5), (2e-5, 7)],
)
def test_small_values_get_more_decimals(largest, decimals):
    assert decimals_for(np.array([largest, -largest / 3])) == decimals


def test_another_recording_can_be_drawn_and_keeps_the_rules():
    other = record_walkthrough(seed=7, epochs=1)
    walked = walk(find_clip("backpropagation"), other, pictures=False)
    assert not [complaint for stop in walked.stops for complaint in stop.complaints]
    numbers = [t for stop in walked.stops for t in stop.texts if isinstance(t, Readout)]
    assert len(numbers) > 200


def test_a_network_without_hidden_layers_follows_the_input_that_counts_most():
    stream = np.random.RandomState(2)
    values = stream.rand(3, 11).round(1)
    samples = Dataset("wide", values, np.ones((3, 1)), [f"x{k}" for k in range(11)], ["y"])
    network = Network((11, 1), activations="sigmoid", cost="mean-squared-error", seed=1)
    walked = walk(find_clip("backpropagation"), record(samples, network), pictures=False)
    names = [beat.name for beat in walked.beats]
    assert "send_back" not in names
    assert names[-1] == "outcome"


def test_the_neuron_chosen_is_worked_out_if_its_layer_is_the_last_hidden_one():
    run = small_run("softmax", "cross-entropy", "gradient", hidden=(3, 2))
    assert Story(run, 0, 2).one == 0
    assert Story(small_run(), 0, 2).one == 2
