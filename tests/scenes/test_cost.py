"""The squared gaps: what is printed, how large it is drawn, and what moves."""

from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from network import Recording, record_walkthrough
from network.errors import LayerlightError
from scenes.animation.pace import Pace
from scenes.base import Style
from scenes.catalog import find_clip
from scenes.clips.cost.cost_decimals import CostDecimals, cost_decimals
from scenes.clips.cost.layout import row_of_squares
from scenes.clips.cost.squared_gap import UnitSquare
from scenes.clips.cost.squares_row import EpochCounter, SquaresRow
from scenes.clips.cost.step_block import StepBlock
from scenes.mobjects.dimming import dim, undim
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source
from scenes.rendering.clips import rehearse
from scenes.style.picture_size import QUALITIES
from scenes.style.theme import DARK, contrast, mix

from .conftest import RECORDINGS


@pytest.fixture(scope="module")
def recording():
    return Recording.load(RECORDINGS / "walkthrough.npz")


@pytest.fixture(scope="module")
def visits(recording):
    return [int(s) for s in np.flatnonzero(recording.image_index == recording.image_index[0])]


def row(recording, step, **options):
    side, decimals = options.pop("side", 2.0), options.pop("decimals", CostDecimals(4, 4, 4, 5))
    layout = row_of_squares(3, 6.0, 3.0, side, drop=0.5)
    return SquaresRow(DARK, recording, step, layout, decimals, 0.4, **options)


def as_printed(value, decimals):
    return Decimal(f"{float(value):.{decimals}f}")


def test_a_pocket_calculator_agrees(recording, visits):
    steps = visits[0], visits[-1]
    decimals = cost_decimals(recording, steps, 8).gaps
    quantum = Decimal(1).scaleb(-decimals)
    for step in steps:
        total = Decimal(0)
        for o, t in zip(recording.activations[-1][step], recording.targets[step], strict=True):
            gap = as_printed(o, decimals) - as_printed(t, decimals)
            assert gap == as_printed(o - t, decimals)
            square = (gap**2).quantize(quantum)
            assert square == as_printed((o - t) ** 2, decimals)
            total += square
        assert (total / 3).quantize(quantum) == as_printed(recording.cost[step], decimals)


def test_fewer_decimals_would_not_agree(recording, visits):
    """With the shipped run, three decimals do not, so the search has something to find."""
    gap = as_printed(recording.output_errors[0, 0], 3)
    assert round(gap**2, 3) != as_printed(recording.arrays["squared_errors"][0, 0], 3)
    assert cost_decimals(recording, visits, 8) == CostDecimals(4, 4, 4, 5)


def cost_on_paper(recording, step, decimals):
    printed = [as_printed(o, decimals) for o in recording.activations[-1][step]]
    return sum((o - int(t)) ** 2 for o, t in zip(printed, recording.targets[step], strict=True)) / 3


def test_the_printed_outputs_give_the_printed_cost_in_every_epoch(recording, visits):
    """So do the printed gaps and squares; outputs have more decimals than these."""
    found = cost_decimals(recording, visits, 8)
    decimals, of_outputs = found.gaps, found.outputs
    for step in visits:
        block = StepBlock(DARK, recording, step, of_outputs, "then", left=-6.0, top=3.0)
        shown = [Decimal(cell.text) for cell in block.columns.outputs.column()]
        gaps = [o - int(t) for o, t in zip(shown, recording.targets[step], strict=True)]
        cost = Decimal(row(recording, step, decimals=found).cost_number.text)
        assert round(sum(gap**2 for gap in gaps) / 3, decimals) == cost
        assert shown == [as_printed(o, of_outputs) for o in recording.activations[-1][step]]
        if step in (visits[0], visits[-1]):
            squares = row(recording, step, decimals=found)
            for gap, square in zip(gaps, squares.numbers, strict=True):
                assert round(gap**2, decimals) == Decimal(square.text)
            for gap, number in zip(gaps, squares.gap_numbers(), strict=True):
                assert round(gap, decimals) == Decimal(number.text.replace("\u2212", "-"))


def test_outputs_with_fewer_decimals_would_not_give_the_cost(recording, visits):
    costs = {s: round(cost_on_paper(recording, s, 4), 4) for s in visits}
    assert [s for s in visits if costs[s] != as_printed(recording.cost[s], 4)]


@pytest.mark.parametrize("which", [0, -1])
def test_gaps_reach_from_target_to_output_and_squares_stand_on_them(recording, visits, which):
    step = visits[which]
    for k, gap in enumerate(row(recording, step).gaps):
        o, t = recording.activations[-1][step, k], recording.targets[step, k]
        ends = sorted(gap.frame.p2c(p)[0] for p in (gap.gap.get_start(), gap.gap.get_end()))
        assert ends == pytest.approx(sorted((o, t)))
        sign = DARK.positive if o > t else DARK.negative
        assert gap.gap.get_stroke_color().to_hex().upper() == sign.upper()
        points = [gap.frame.p2c(p) for p in gap.square.points]
        low, high = np.min(points, axis=0), np.max(points, axis=0)
        assert low == pytest.approx([min(o, t), 0], abs=1e-9)
        assert high == pytest.approx([max(o, t), abs(o - t)])


def test_hanging_dots_hide_no_square(recording, visits):
    """Not even the smallest one; while moving they stay below the foot, at their values."""
    squares = row(recording, visits[-1], hang=True)
    moves = squares.follow(visits)
    for n, step in enumerate((visits[0], visits[-1])):
        for move in moves:
            move.begin()
            move.interpolate(float(n))
        for k, gap in enumerate(squares.gaps):
            for dot, value in (
                (gap.output_dot, recording.activations[-1][step, k]),
                (gap.target_dot, recording.targets[step, k]),
            ):
                assert gap.frame.p2c(dot.get_center())[0] == pytest.approx(value)
                assert dot.get_top()[1] < gap.frame.bottom
            line = gap.gap.get_stroke_width() * 0.01 / 2
            assert gap.gap.get_y() + line <= gap.frame.bottom + 1e-9


def test_an_output_that_is_right_stands_within_its_ring(recording, visits):
    for gap in row(recording, visits[-1], side=1.65, hang=True).gaps:
        apart = np.linalg.norm(gap.output_dot.get_center() - gap.target_dot.get_center())
        assert apart < gap.target_dot.width / 2
        assert gap.output_dot.width < gap.target_dot.width
        assert gap.target_dot.get_fill_opacity() == 0


def test_small_squares_are_not_widened_by_their_outline(recording, visits):
    squares = row(recording, visits[-1], side=1.65)
    for square in [*[gap.square for gap in squares.gaps], squares.cost]:
        assert square.get_stroke_width() * 0.01 < square.width / 6
        assert square.get_fill_opacity() > 0.6
    large = row(recording, visits[0], side=1.65).cost
    assert large.get_stroke_width() == DARK.sizes.line
    assert large.get_fill_opacity() == pytest.approx(0.3)


def test_the_verdict_is_that_of_the_largest_output(recording, visits):
    for step, verdict in ((visits[0], "no"), (visits[-1], "yes")):
        right = np.argmax(recording.activations[-1][step]) == np.argmax(recording.targets[step])
        assert right == (verdict == "yes")
        block = StepBlock(DARK, recording, step, 4, "then", left=-6.0, top=3.0)
        said = block.verdict({"right": "yes", "wrong": "no"})
        assert said.text == verdict
        assert said.baseline == pytest.approx(block.heading.baseline)


def areas(squares):
    return [square.width * square.height / square.unit**2 for square in squares]


def test_levelling_keeps_the_sum_of_the_areas(recording):
    squares = row(recording, 0)
    copies, moves = squares.level()
    before = areas(copies)
    assert before == pytest.approx([gap.square.source.value for gap in squares.gaps])
    for share in (0.0, 0.3, 0.8, 1.0):
        for move in moves:
            move.rate_func = lambda t: t
            move.begin()
            move.interpolate(share)
        assert sum(areas(copies)) == pytest.approx(sum(before))
    assert areas(copies) == pytest.approx([recording.cost[0]] * 3)
    assert areas([squares.cost]) == pytest.approx([recording.cost[0]])


def test_squares_go_through_every_recorded_visit(recording, visits):
    squares = row(recording, visits[-1])
    moves = squares.follow(visits)
    counter = EpochCounter(DARK, recording, visits, 0.4, 0.0, 0.0)
    for move in (*moves, counting := counter.run()):
        move.rate_func = lambda t: t
        move.begin()
    for n, step in enumerate(visits):
        for move in (*moves, counting):
            move.interpolate(n / (len(visits) - 1))
        gaps = recording.activations[-1][step] - recording.targets[step]
        assert areas([g.square for g in squares.gaps]) == pytest.approx(list(gaps**2))
        assert areas([squares.cost]) == pytest.approx([recording.cost[step]])
        shown = [number.text for number in counter if number.get_fill_opacity() > 0]
        assert shown == [str(n + 1)]


PACE = {"rests": (0.8, 1.0, 0.5), "move": 0.4, "run": 1.5}


def test_numbers_show_only_while_the_picture_is_theirs(recording, visits):
    pace = Pace(len(visits), **PACE)
    squares, k = row(recording, visits[-1]), 1
    source = Source(recording, "activations", visits[0], 2, (k,))
    counter = Counter(DARK, source, NumberFormat(5), 0.4, DARK.ink, 0.0, 0.0)
    moves = [
        *squares.follow(visits, pace),
        counter.go([Source(recording, "activations", s, 2, (k,)) for s in visits], pace),
    ]
    for move in moves:
        move.begin()
    assert pace.seconds == pytest.approx(0.8 + 0.4 + 1.0 + 0.4 + 0.5 + 1.5)
    at_rest = [(0.0, 0), (0.79, 0), (1.21, 1), (2.19, 1), (2.61, 2), (3.09, 2), (4.6, 24)]
    for seconds, n in at_rest:
        for move in moves:
            move.interpolate(seconds / pace.seconds)
        assert Decimal(counter.text) == as_printed(recording.activations[-1][visits[n], k], 5)
        assert counter.get_fill_opacity() == pytest.approx(1)
        gaps = recording.activations[-1][visits[n]] - recording.targets[visits[n]]
        assert areas([g.square for g in squares.gaps]) == pytest.approx(list(gaps**2))
    for seconds in (1.0, 2.4):  # half way
        for move in moves:
            move.interpolate(seconds / pace.seconds)
        assert counter.get_fill_opacity() < 0.05


@pytest.mark.parametrize("count", [2, 3, 4, 25])
def test_a_pace_ends_at_the_last_step_and_never_turns_back(count):
    pace = Pace(count, **PACE)
    ways = [pace.way(share) for share in np.linspace(0, 1, 301)]
    assert (ways[0], ways[-1]) == (0, pytest.approx(1))
    assert all(a <= b + 1e-12 for a, b in pairwise(ways))


def test_what_is_dimmed_can_be_read_and_comes_back(recording):
    number = Readout(DARK, Source(recording, "cost", 0), NumberFormat(4), 0.4, DARK.cost)
    formula = Formula(DARK, "o_k - t_k", 0.4, DARK.quiet)
    squares = row(recording, 0)
    things = [number, formula, squares.cost]
    before = [(m.get_fill_color().to_hex(), m.get_fill_opacity()) for m in (number, squares.cost)]

    def play(moves):
        for move in moves:
            move.begin()
            move.finish()

    play(dim(DARK, things))
    for text in (number, *formula):
        colour = text.get_fill_color().to_hex()
        seen = mix(DARK.background, colour, float(text.get_fill_opacity()))
        assert 4.5 <= contrast(seen, DARK.background) < 5
    assert squares.cost.get_fill_opacity() < 0.2
    play(undim(things))
    after = [(m.get_fill_color().to_hex(), m.get_fill_opacity()) for m in (number, squares.cost)]
    assert after == before


def test_places_in_a_unit_square_can_be_read_back():
    frame = UnitSquare(DARK, (1.0, -2.0), 3.0, ticks=True)
    assert frame.c2p(0, 0) == pytest.approx([-0.5, -3.5, 0])
    assert frame.p2c(frame.c2p(0.3, 0.9)) == pytest.approx((0.3, 0.9))
    assert [number.text for number in frame.numbers] == ["0", "1"]


def test_a_run_of_one_epoch_is_refused():
    with pytest.raises(LayerlightError, match="has one epoch"):
        rehearse(find_clip("cost"), record_walkthrough(epochs=1), Style(), QUALITIES["draft"])


def test_another_network_is_refused():
    other = SimpleNamespace(layer_sizes=(5, 3), metadata={"kind": "walkthrough"})
    with pytest.raises(LayerlightError, match=r"draws a 5-4-3 walkthrough.*holds a 5-3"):
        rehearse(find_clip("cost"), other, Style(), QUALITIES["draft"])
