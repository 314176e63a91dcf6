"""The squared gaps: what is printed, how large it is drawn, and what moves."""

from decimal import Decimal
from types import SimpleNamespace

import numpy as np
import pytest

from network import Recording, record_walkthrough
from network.errors import LayerlightError
from scenes.base import Look
from scenes.catalog import find_clip
from scenes.parts import EpochCounter, SquaresRow, StepBlock, UnitSquare, decimals_for_squares
from scenes.quality import QUALITIES
from scenes.rendering import rehearse
from scenes.theme import DARK

from .conftest import RECORDINGS


@pytest.fixture(scope="module")
def recording():
    return Recording.load(RECORDINGS / "walkthrough.npz")


@pytest.fixture(scope="module")
def visits(recording):
    return [int(s) for s in np.flatnonzero(recording.image_index == recording.image_index[0])]


def row(recording, step, **options):
    options = {"side": 2.0, "decimals": 4, "em": 0.4, "drop": 0.5, **options}
    return SquaresRow(DARK, recording, step, right=6.0, top=3.0, **options)


def as_printed(value, decimals):
    return Decimal(f"{float(value):.{decimals}f}")


def test_a_pocket_calculator_agrees(recording, visits):
    steps = visits[0], visits[-1]
    decimals = decimals_for_squares(recording, steps)
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
    """Three do not, with the shipped run: the search has something to find."""
    gap = as_printed(recording.deltas[1][0, 0], 3)
    assert round(gap**2, 3) != as_printed(recording.arrays["squared_errors"][0, 0], 3)
    assert decimals_for_squares(recording, (visits[0], visits[-1])) == 4


@pytest.mark.parametrize("which", [0, -1])
def test_gaps_reach_from_target_to_output_and_squares_stand_on_them(recording, visits, which):
    step = visits[which]
    for k, gap in enumerate(row(recording, step).gaps):
        o, t = recording.activations[-1][step, k], recording.targets[step, k]
        ends = sorted(gap.frame.coordinates(p)[0] for p in (gap.gap.get_start(), gap.gap.get_end()))
        assert ends == pytest.approx(sorted((o, t)))
        sign = DARK.positive if o > t else DARK.negative
        assert gap.gap.get_stroke_color().to_hex().upper() == sign.upper()
        points = [gap.frame.coordinates(p) for p in gap.square.points]
        low, high = np.min(points, axis=0), np.max(points, axis=0)
        assert low == pytest.approx([min(o, t), 0], abs=1e-9)
        assert high == pytest.approx([max(o, t), abs(o - t)])


def test_hanging_dots_hide_no_square(recording, visits):
    """Not even the smallest one, and on the way they stay below the foot, at their values."""
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
                assert gap.frame.coordinates(dot.get_center())[0] == pytest.approx(value)
                assert dot.get_top()[1] < gap.frame.bottom


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


def test_places_in_a_unit_square_can_be_read_back():
    frame = UnitSquare(DARK, (1.0, -2.0), 3.0, ticks=True)
    assert frame.point(0, 0) == pytest.approx([-0.5, -3.5, 0])
    assert frame.coordinates(frame.point(0.3, 0.9)) == pytest.approx((0.3, 0.9))
    assert [number.text for number in frame.numbers] == ["0", "1"]


def test_a_run_of_one_epoch_is_refused():
    with pytest.raises(LayerlightError, match="has one epoch"):
        rehearse(find_clip("cost"), record_walkthrough(epochs=1), Look(), QUALITIES["draft"])


def test_another_network_is_refused():
    other = SimpleNamespace(layer_sizes=(5, 3), metadata={"kind": "walkthrough"})
    with pytest.raises(LayerlightError, match=r"draws a 5-4-3 walkthrough.*holds a 5-3"):
        rehearse(find_clip("cost"), other, Look(), QUALITIES["draft"])
