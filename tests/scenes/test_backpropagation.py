"""What the clip prints can be checked with nothing more than a pocket calculator."""

import itertools
import math
from decimal import Decimal

import numpy as np
import pytest
from manim import Line
from manim.animation.animation import prepare_animation

from network import Recording, record_walkthrough
from network.errors import LayerlightError
from scenes.catalog import find_clip
from scenes.clips.backpropagation.backward_sum import BackwardSum, HiddenDeltas
from scenes.clips.backpropagation.delta_tag import BackwardPulse, DeltaTag
from scenes.clips.backpropagation.nudge_table import NudgeTable
from scenes.clips.backpropagation.outer_product import OuterProduct, update_decimals
from scenes.clips.backpropagation.output_deltas import OutputDeltas
from scenes.clips.backpropagation.scene import GRADIENT, Backpropagation
from scenes.clips.backpropagation.step_taken import CostFall, WeightStep
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import MINUS
from scenes.style.frame import Frame
from scenes.style.theme import DARK

from .conftest import RECORDINGS, walk

PANEL = Frame(14.2, 8).panel
UPPER, LOWER = PANEL.split(0.5, 0.5, gap=0.4)


@pytest.fixture(scope="module")
def recording():
    return Recording.load(RECORDINGS / "walkthrough.npz")


def shown(number) -> Decimal:
    return Decimal(number.text.replace(MINUS, "-"))


def check(found: Decimal, number) -> None:
    """Check that the calculator's result, rounded like the printed number, equals it.

    A result exactly between two printable numbers equals neither: a tie is no agreement.
    """
    printed = shown(number)
    unit = Decimal(1).scaleb(printed.as_tuple().exponent)
    assert abs(found - printed) < unit / 2, number.source


def test_output_minus_target(recording):
    table = OutputDeltas(DARK, PANEL, recording, 0, ["a", "b", "c"])
    rows = zip(table.outputs, table.targets, table.deltas, strict=True)
    for output, target, delta in rows:
        check(shown(output) - shown(target), delta)


@pytest.mark.parametrize(
    ("layer", "updates", "decimals"),
    [(1, False, GRADIENT), (1, True, None), (0, True, None)],
)
def test_every_cell_is_the_product_of_its_heads(recording, layer, updates, decimals):
    decimals = decimals or update_decimals(recording, 0, layer, GRADIENT)
    table = OuterProduct(
        DARK, PANEL, recording, 0, layer, updates=updates, decimals=decimals, pitch=0.5
    )
    factor = Decimal("-0.5") if updates else 1
    for delta, row, bias in zip(table.deltas, table.cells.cells, table.bias.column(), strict=True):
        for head, cell in zip([*table.heads, table.one], [*row, bias], strict=True):
            check(factor * shown(delta) * shown(head), cell)
    assert shown(table.one) == 1


def test_gradients_times_the_rate_are_the_updates(recording):
    tables = [
        OuterProduct(DARK, PANEL, recording, 0, 1, updates=updates, decimals=decimals, pitch=0.5)
        for updates, decimals in (
            (False, GRADIENT),
            (True, update_decimals(recording, 0, 1, GRADIENT)),
        )
    ]
    for matrix in ("cells", "bias"):
        gradients, updates = (itertools.chain(*getattr(table, matrix).cells) for table in tables)
        for gradient, update in zip(gradients, updates, strict=True):
            check(Decimal("-0.5") * shown(gradient), update)


@pytest.mark.parametrize("j", range(4))
def test_what_is_sent_back_adds_up(recording, j):
    table = BackwardSum(DARK, PANEL, recording, 0, 1, j, ["a", "b", "c", "d"])
    total = Decimal(0)
    for row, sum_ in zip(table.rows, table.sums, strict=True):
        check(shown(row.weight) * shown(row.delta), row.product)
        total += shown(row.product)
        check(total, sum_)
    h, again, slope = (piece for piece in table.slope_row if isinstance(piece, Readout))
    assert h.text == again.text
    check(shown(h) * (1 - shown(h)), slope)
    _, _, last, _, factor, _, delta = table.delta_row
    assert (last.text, factor.text) == (table.sums[-1].text, slope.text)
    check(shown(last) * shown(factor), delta)


def test_all_hidden_deltas(recording):
    found = HiddenDeltas(DARK, UPPER, LOWER, recording, 0, 1)
    outer = [shown(cell) for cell in found.outer.column()]
    for j, (sum_, delta) in enumerate(zip(found.sums.column(), found.deltas.column(), strict=True)):
        weights = [shown(cell) for cell in found.transposed.row(j)]
        check(sum((w * d for w, d in zip(weights, outer, strict=True)), Decimal(0)), sum_)
        h, slope, again = found.factors(j)
        assert again.text == sum_.text
        check(shown(h) * (1 - shown(h)), slope)
        check(shown(again) * shown(slope), delta)


def test_the_nudged_costs_give_the_slopes_and_these_are_the_gradients(recording):
    table = NudgeTable(DARK, PANEL, recording, "a")
    epsilon = shown(table.epsilon[1])
    (_, *raised), (_, *lowered), (_, *slopes), (_, *gradients) = table.lines
    columns = zip(raised, lowered, slopes, gradients, strict=True)
    for above, below, slope, gradient in columns:
        check((shown(above) - shown(below)) / (epsilon + epsilon), slope)
        assert slope.text == gradient.text


@pytest.mark.parametrize("layer", [0, 1])
def test_weights_before_and_updates_give_weights_after(recording, layer):
    decimals = update_decimals(recording, 0, layer, GRADIENT)
    table = WeightStep(DARK, PANEL, recording, 0, layer, ["before", "after"], decimals)
    lines = (table.before, table.updates, table.after)
    cells = [[c for matrix in line for row in matrix.cells for c in row] for line in lines]
    for before, update, after in zip(*cells, strict=True):
        assert abs(shown(before) + shown(update) - shown(after)) == 0
        assert before.point_x == pytest.approx(after.point_x)
    outputs, inputs = recording.layer_sizes[layer + 1], recording.layer_sizes[layer]
    assert len(cells[0]) == outputs * (inputs + 1)


def test_both_costs_are_the_mean_of_the_squares(recording):
    table = CostFall(DARK, PANEL, recording, 0, ["target", "before", "after", "cost"])
    for outputs, cost, bar in zip(
        (table.before, table.after), table.costs, table.bars, strict=True
    ):
        pairs = zip(outputs, table.targets, strict=True)
        squares = [(shown(output) - shown(target)) ** 2 for output, target in pairs]
        check(sum(squares, Decimal(0)) / 3, cost)
        assert bar.width / bar.full == pytest.approx(cost.source.value)
    assert shown(table.costs[1]) < shown(table.costs[0])


def test_what_returns_is_as_large_as_weight_times_delta_and_goes_back(recording):
    network = NetworkDiagram(DARK, Frame(14.2, 8).network, recording, 0)
    for j, k in itertools.product(range(4), range(3)):
        pulse = BackwardPulse(network, 1, j, k)
        product = recording.weights_at(0)[1][k, j] * recording.deltas[1][0, k]
        assert (pulse.width / 2) ** 2 == pytest.approx(0.21**2 * abs(product) / 0.5)
        sign = DARK.positive if product > 0 else DARK.negative
        assert pulse.get_fill_color().to_hex().upper() == sign
        edge = network.edges[1][k][j]
        radius, back = pulse.width / 2, Line(edge.get_end(), edge.get_start())
        animation = pulse.travel_back()
        animation.begin()
        for share, place in ((0.0, radius), (1.0, back.get_length() - radius)):
            animation.interpolate(share)
            along = back.point_from_proportion(place / back.get_length())
            assert pulse.get_center() == pytest.approx(along)


def test_a_tag_stands_above_its_neuron(recording):
    network = NetworkDiagram(DARK, Frame(14.2, 8).network, recording, 0)
    for layer, k in [(1, 0), (1, 3), (2, 1)]:
        tag = DeltaTag(network, layer, k, 3)
        delta = recording.deltas[layer - 1][0, k]
        assert math.isclose(float(shown(tag.readout)), delta, abs_tol=0.0005)
        disc = network.layers[layer][k].disc
        assert tag.get_bottom()[1] > disc.get_top()[1]
        if layer == 1:  # edges leave it on the right
            assert disc.get_x() < tag.get_right()[0] < disc.get_right()[0]
        else:
            assert disc.get_left()[0] < tag.get_left()[0] < disc.get_x()


def test_what_is_printed_as_zero_has_no_colour_of_a_sign(recording):
    table = OuterProduct(DARK, PANEL, recording, 0, 0, updates=True, decimals=3, pitch=0.5)
    cells = [cell for row in table.cells.cells for cell in row]
    assert any(shown(cell) == 0 != cell.source.value for cell in cells)
    for cell in cells:
        colour = cell.get_fill_color().to_hex().upper()
        assert colour == DARK.signed(float(shown(cell))).upper()


@pytest.mark.parametrize("layer", [0, 1])
def test_no_update_is_printed_as_zero_but_that_of_a_zero_input(recording, layer):
    decimals = update_decimals(recording, 0, layer, GRADIENT)
    table = OuterProduct(
        DARK, PANEL, recording, 0, layer, updates=True, decimals=decimals, pitch=0.5
    )
    for row in table.cells.cells:
        for head, cell in zip(table.heads, row, strict=True):
            assert (shown(cell) == 0) == (head.source.value == 0)


def test_all_of_an_equation_stands_on_one_baseline(recording):
    table = BackwardSum(DARK, PANEL, recording, 0, 1, 0, ["a", "b", "c", "d"])
    for line in (table.slope_row, table.delta_row):
        heights = [piece.baseline for piece in line]
        assert heights == pytest.approx([heights[0]] * len(heights), abs=1e-3)
        rights, lefts = [p.get_right()[0] for p in line[:-1]], [p.get_left()[0] for p in line[1:]]
        assert all(right < left for right, left in zip(rights, lefts, strict=True))
    first = table.slope_row[0]
    foot = Formula(DARK, "h", first.em, DARK.ink).height
    assert first.submobjects[0].get_bottom()[1] == pytest.approx(first.baseline, abs=0.05 * foot)


def test_a_tag_swings_to_the_other_side_of_its_neuron(recording):
    network = NetworkDiagram(DARK, Frame(14.2, 8).network, recording, 0)
    tag, x = DeltaTag(network, 1, 2, 4), network.layers[1][2].disc.get_x()
    before = tag.readout.get_x() - x
    animation = prepare_animation(tag.swing())
    animation.begin()
    animation.finish()
    assert before < 0
    assert tag.readout.get_x() - x == pytest.approx(-before, abs=0.02)


def test_another_recording_can_be_drawn_and_keeps_the_rules():
    other = record_walkthrough(seed=7, epochs=1)
    walked = walk(find_clip("backpropagation"), other, pictures=False)
    assert not [complaint for stop in walked.stops for complaint in stop.complaints]
    numbers = [t for stop in walked.stops for t in stop.texts if isinstance(t, Readout)]
    assert len(numbers) > 200
    assert all(number.source.recording is other for number in numbers)


def test_another_rule_of_deltas_is_refused():
    other = record_walkthrough(epochs=1, output_delta="mse")
    with pytest.raises(LayerlightError, match="draws the delta output − target"):
        Backpropagation(other)


def test_the_steepest_weight_is_the_one_followed(recording):
    layer, k, j = recording.arrays["nudge_places"][1]
    gradients = np.abs(np.outer(recording.deltas[1][0], recording.activations[1][0]))
    assert layer == 1
    assert (k, j) == np.unravel_index(gradients.argmax(), gradients.shape)
