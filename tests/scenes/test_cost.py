"""The cost: what is printed, how large it is drawn, and what moves."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest

from network import Dataset, Network, Recording, record, xor
from scenes.animation.pace import Pace
from scenes.clips.cost.bar import Bar, nice_top, terms_of
from scenes.clips.cost.chain import Chain, cancelling_pair, sum_relation
from scenes.clips.cost.history import History
from scenes.clips.cost.layout import CostLayout, TileColumn, TileGrid
from scenes.clips.cost.level import Level
from scenes.clips.cost.marker import AnswerMarker
from scenes.clips.cost.measure import Measure
from scenes.clips.cost.moments import moments_between
from scenes.clips.cost.picture import Picture
from scenes.clips.cost.precision import (
    Precision,
    cost_relation,
    error_relations,
    precision_of,
    term_relations,
)
from scenes.clips.cost.slabs import Slab, can_spread
from scenes.clips.cost.tile_frame import TileFrame, tile_spans
from scenes.clips.cost.visits import Visits, pulled_back
from scenes.mobjects.dimming import dim, undim
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Frame, Region
from scenes.style.theme import DARK, contrast, mix

from .conftest import RECORDINGS

STAGE = Region(-6.4, 6.4, -2.9, 2.9)


@pytest.fixture(scope="module")
def recording():
    return Recording.load(RECORDINGS / "walkthrough.npz")


@pytest.fixture(scope="module")
def visits(recording):
    return [int(s) for s in np.flatnonzero(recording.image_index == recording.image_index[0])]


def picture(recording, visits, step=None, decimals=None, **options):
    measure = Measure(recording, visits[0] if step is None else step)
    decimals = decimals or precision_of(measure, visits)
    count = len(measure.shown) + 1 + bool(measure.others)
    grid = TileGrid(STAGE, count, 0.33, 0.9, lines=4 if measure.squared else 3, titles=True)
    span = tile_spans(measure, visits)
    top, _ = nice_top(measure.divisor * max(float(recording.cost[visit]) for visit in visits))
    return Picture(DARK, measure, decimals, grid, span, top, "the others", **options)


def cross_entropy(last="sigmoid", outputs=3, epochs=4, seed=5):
    """Record a network whose cost is a cross-entropy."""
    stream = np.random.RandomState(seed)
    labels = np.arange(6) % outputs
    samples = Dataset(
        "table", stream.rand(6, 4), np.eye(outputs)[labels], list("abcd"),
        [f"class {chr(97 + k)}" for k in range(outputs)], labels,
    )  # fmt: skip
    network = Network(
        (4, 3, outputs), activations=("tanh", last), cost="cross-entropy", seed=seed,
        learning_rate=0.5,
    )  # fmt: skip
    return record(samples, network, epochs=epochs)


def as_printed(value, decimals):
    return Decimal(f"{float(value):.{decimals}f}")


# What is printed


def test_a_pocket_calculator_agrees(recording, visits):
    found = precision_of(Measure(recording, 0), visits)
    assert found == Precision(4, 0, 3, 3)
    total = Decimal(0)
    for o, t in zip(recording.activations[-1][0], recording.targets[0], strict=True):
        error = as_printed(o, 4) - as_printed(t, 0)
        assert error == as_printed(o - t, 4)
        square = round(error**2, 3)
        assert square == as_printed((o - t) ** 2, 3)
        total += square
    assert round(total / 3, 3) == as_printed(recording.cost[0], 3)


def test_fewer_decimals_would_not_agree(recording):
    """With the shipped run, three decimals of the outputs do not give the squares."""
    error = as_printed(recording.output_errors[0, 0], 3)
    assert round(error**2, 3) != as_printed(recording.arrays["squared_errors"][0, 0], 3)


def test_the_printed_outputs_give_the_printed_cost_at_every_visit(recording, visits):
    for step in visits[:12]:
        printed = [as_printed(o, 4) for o in recording.activations[-1][step]]
        errors = [o - int(t) for o, t in zip(printed, recording.targets[step], strict=True)]
        assert round(sum(e**2 for e in errors) / 3, 3) == as_printed(recording.cost[step], 3)


@pytest.mark.parametrize("last", ["sigmoid", "softmax"])
def test_logarithms_agree_with_what_is_printed(last):
    measure = Measure(cross_entropy(last), 0)
    found = precision_of(measure, [0])
    relations = [
        *error_relations(measure, found),
        *term_relations(measure, found),
        cost_relation(measure, found),
    ]
    assert all(relation.holds for relation in relations)
    for k in measure.shown:
        o, t = float(as_printed(measure.output(k).value, found.outputs)), measure.target(k).value
        term = -np.log(o) if t else (0.0 if last == "softmax" else -np.log(1 - o))
        assert float(as_printed(measure.term(k).value, found.terms)) == pytest.approx(
            term, abs=0.51 * 10**-found.terms
        )


def test_what_cannot_agree_says_so():
    """Where no precision is enough, the titles of the lines say ≈."""
    recording = cross_entropy()
    outputs = np.array(recording.arrays["activations_2"])
    outputs[0] = 1e-30  # prints as zero, whose logarithm is infinite
    broken = type(recording)(recording.metadata, {**recording.arrays, "activations_2": outputs})
    shown = picture(broken, [0])
    titles = [
        part for title in shown.titles("output", "target", "error", "square") for part in title
    ]
    signs = [t.text for t in titles if isinstance(t, Formula) and "C_k" in t.text]
    assert signs == ["approx C_k"]


# How large it is drawn


@pytest.mark.parametrize("which", [0, 1, -1])
def test_errors_reach_from_target_to_output_and_squares_stand_on_them(recording, visits, which):
    step = visits[which]
    for tile in picture(recording, visits, step).tiles:
        o, t = recording.activations[-1][step, tile.k], recording.targets[step, tile.k]
        ends = [tile.frame.p2c(p)[0] for p in (tile.gap.get_start(), tile.gap.get_end())]
        assert ends == pytest.approx([t, o])
        sign = DARK.positive if o > t else DARK.negative
        assert tile.gap.get_stroke_color().to_hex().upper() == sign.upper()
        points = [tile.frame.p2c(p) for p in tile.square.points]
        low, high = np.min(points, axis=0), np.max(points, axis=0)
        assert low == pytest.approx([min(o, t), 0], abs=1e-9)
        assert high == pytest.approx([max(o, t), abs(o - t)])


def test_small_squares_are_not_widened_by_their_outline(recording, visits):
    shown = picture(recording, visits, visits[-1])
    for square in [tile.square for tile in shown.tiles]:
        assert square.get_stroke_width() * 0.01 < square.width / 6
        assert square.get_fill_opacity() == 1


def areas(squares):
    return [square.width * square.height / square.unit**2 for square in squares]


def test_a_growing_square_is_a_square(recording, visits):
    for tile in picture(recording, visits).tiles:
        move = tile.raise_term()
        move.rate_func = lambda t: t
        move.begin()
        for share in (0.2, 0.5, 1.0):
            move.interpolate(share)
            side = share * abs(tile.output - tile.wanted)
            assert areas([tile.square]) == pytest.approx([side**2])
            assert tile.square.width == pytest.approx(tile.square.height)


def test_the_lines_divide_a_square_into_four_equal_parts(recording, visits):
    square = picture(recording, visits).tiles[2].square
    upright, level = square.quarters(DARK)
    assert upright.get_x() == pytest.approx(square.get_x())
    assert upright.height == pytest.approx(square.height)
    assert level.get_y() == pytest.approx(square.get_y())
    assert level.width == pytest.approx(square.width)
    quarter = square.quarter(DARK)
    assert areas([square]) == pytest.approx([4 * quarter.width * quarter.height / square.unit**2])
    assert quarter.get_corner([-1, -1, 0]) == pytest.approx(square.get_corner([-1, -1, 0]))


def test_a_square_keeps_its_area_while_it_spreads_to_width_one(recording, visits):
    for tile in picture(recording, visits).tiles:
        slab = Slab(DARK, tile.square, "#ffffff")
        unit, area = tile.square.unit, (tile.output - tile.wanted) ** 2
        assert slab.box[2] == pytest.approx(slab.box[3])
        move = slab.spread()
        move.rate_func = lambda t: t
        move.begin()
        for share in (0.0, 0.3, 0.7, 1.0):
            move.interpolate(share)
            assert slab.width * slab.height / unit**2 == pytest.approx(area)
            left, right = (tile.frame.p2c(p)[0] for p in (slab.get_left(), slab.get_right()))
            assert -1e-9 <= left < right <= 1 + 1e-9
        assert slab.box[2:] == pytest.approx([unit, area * unit])


def test_squares_spread_only_where_all_have_room(recording, visits):
    measure = Measure(recording, 0)
    span = tile_spans(measure, visits)
    assert can_spread(measure, span)
    assert not can_spread(measure, replace(span, height=0.3))
    assert not can_spread(measure, replace(span, unit=0.2))
    assert not can_spread(Measure(cross_entropy(), 0), span)


def test_slabs_and_the_bar_of_the_cost_have_the_same_shape(recording, visits):
    shown = picture(recording, visits)
    slabs = [Slab(DARK, tile.square, "#ffffff").spread_to(1.0) for tile in shown.tiles]
    for slab, segment in zip(slabs, shown.cost.bar.segments, strict=True):
        assert slab.box[2:] == pytest.approx(segment.box[2:])


def test_arrows_end_at_the_dots(recording, visits):
    for tile in picture(recording, visits).tiles:
        dot, tip = tile.dot, tile.tip
        error = tile.output - tile.wanted
        end, side = (tip.get_right()[0], -1) if error > 0 else (tip.get_left()[0], 1)
        assert end == pytest.approx(dot.get_x() + side * dot.width / 2)
        assert tip.get_fill_color().to_hex().upper() == DARK.signed(error).upper()


@pytest.mark.parametrize("last", ["sigmoid", "softmax"])
def test_heights_are_the_logarithms_and_add_up_to_the_bar(last):
    recording = cross_entropy(last)
    shown = picture(recording, [0])
    frame = shown.tiles[0].frame
    unit = frame.side / frame.span.height
    heights = [tile.stem.height / unit for tile in shown.tiles]
    for tile, height in zip(shown.tiles, heights, strict=True):
        o, t = recording.activations[-1][0, tile.k], recording.targets[0, tile.k]
        expected = -np.log(o) if t else (0.0 if last == "softmax" else -np.log(1 - o))
        assert height == pytest.approx(expected, abs=1e-3)
        xs = [tile.frame.p2c(p)[0] for p in (tile.stem.get_start(), tile.dot.get_center())]
        assert xs == pytest.approx([o, o])
    bar = shown.cost.bar
    whole = bar.segments[-1].get_top()[1] - bar.segments[0].get_bottom()[1]
    assert whole / bar.unit == pytest.approx(sum(heights), abs=1e-3)
    assert whole / bar.unit == pytest.approx(recording.cost[0], abs=1e-3)


def test_the_outputs_that_are_not_drawn_are_summed():
    recording = cross_entropy(outputs=12)
    measure = Measure(recording, 0)
    assert (len(measure.shown), measure.others) == (6, 6)
    rest = [k for k in range(12) if k not in measure.shown]
    expected = -np.log(1 - recording.activations[-1][0][rest]).sum()
    assert measure.other_terms().value == pytest.approx(expected)
    assert cost_relation(measure, precision_of(measure, [0])).holds


def test_two_errors_end_to_end_leave_their_sum(recording, visits):
    measure = Measure(recording, 0)
    pair = cancelling_pair(measure)
    assert pair == (0, 1)
    chain = Chain(picture(recording, visits), pair)
    assert chain.fits
    at = chain.zero.get_x()
    for n, k in enumerate(pair):
        move = chain.move(n)
        move.rate_func = lambda t: t
        move.begin()
        move.interpolate(1.0)
        error = recording.output_errors[0, k]
        ends = sorted((chain.links[n].get_left()[0], chain.links[n].get_right()[0]))
        length = error * chain.links[n].full
        assert ends == pytest.approx(sorted((at, at + length)), abs=1e-6)
        at += length
    left_over = recording.output_errors[0, 0] + recording.output_errors[0, 1]
    assert chain.number.source.value == pytest.approx(left_over)
    relation = sum_relation(measure, pair, precision_of(measure, visits))
    assert relation.holds
    assert str(relation).endswith("give −0.0226")


def test_only_errors_that_nearly_cancel_make_a_chain(recording):
    one = record(xor(), Network((2, 2, 1), seed=1), epochs=2)
    assert cancelling_pair(Measure(one, 0)) is None
    for step in range(0, recording.steps, 7):
        errors = recording.output_errors[step]
        if (pair := cancelling_pair(Measure(recording, step))) is not None:
            a, b = errors[list(pair)]
            assert abs(a + b) < 0.25 * min(abs(a), abs(b))
            assert min(abs(a), abs(b)) > 0.1
        else:
            assert not any(
                abs(a + b) < 0.25 * min(abs(a), abs(b)) and min(abs(a), abs(b)) > 0.1
                for a in errors
                for b in errors
                if a * b < 0
            )


def test_the_segments_of_a_bar_are_the_terms_and_add_up_to_the_cost(recording, visits):
    bar = Bar(DARK, Measure(recording, 12), 10.0).stand(0.0, -1.0, 0.5, np.zeros(3))
    bar.stand(0.0, -1.0, 0.5, bar.terms)
    heights = [segment.height / 10.0 for segment in bar.segments]
    assert heights == pytest.approx(list(recording.output_errors[12] ** 2 / 3))
    assert sum(heights) == pytest.approx(recording.cost[12])
    for lower, upper in pairwise(bar.segments):
        assert lower.get_top()[1] == pytest.approx(upper.get_bottom()[1])


# What moves


def test_terms_are_stacked_and_then_divided_on_one_scale(recording, visits):
    measure = Measure(recording, visits[0])
    bar = picture(recording, visits).cost.bar
    assert measure.divisor == 3

    def height():
        return sum(segment.height for segment in bar.segments)

    whole = height()
    assert whole == pytest.approx(bar.unit * bar.terms.sum())
    squeeze = bar.squeeze()
    squeeze.begin()
    heights = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        squeeze.interpolate(share)
        heights.append(height())
        for segment, term in zip(bar.segments, bar.terms, strict=True):
            assert segment.height == pytest.approx(segment.full * term)
    assert heights[0] == pytest.approx(whole)
    assert np.all(np.diff(heights) < 0)
    assert heights[-1] == pytest.approx(bar.unit * measure.cost().value)


def test_tiles_go_through_every_recorded_visit(recording, visits):
    shown, pace = picture(recording, visits, visits[-1]), Pace(len(visits), (), 0.4, 1.0)
    pace = Pace(len(visits), (0.0,), 0.4, 1.0)
    moves = shown.follow(visits, pace)
    for move in moves:
        move.begin()
    for wanted in (0, 1, 7, 24):
        share = next(s for s in np.linspace(0, 1, 20001) if pace.way(s) * 24 >= wanted - 1e-9)
        for move in moves:
            move.interpolate(share)
        place = pace.way(share) * 24
        step = visits[wanted]
        errors = recording.output_errors[step]
        slack = 0.02 if abs(place - wanted) > 1e-6 else 1e-6
        assert areas([t.square for t in shown.tiles]) == pytest.approx(list(errors**2), abs=slack)


def test_the_history_passes_through_every_visit(recording, visits):
    history = History(DARK, STAGE, Measure(recording, 0), visits, 3, "cost", "epoch")
    for place in (0, 1, 5, 24):
        history.reach(float(place))
        seen = [bar for bar in history.bars if bar[0].get_fill_opacity() > 0]
        assert len(seen) == place + 1
        top = history.head.segments[-1].get_top()
        expected = (place + 1, recording.cost[visits[place]])
        assert history.p2c([history.head.get_x(), top[1], 0.0]) == pytest.approx(expected, rel=1e-3)
        for segment, term in zip(history.head.segments, history.table[place], strict=True):
            assert segment.height / segment.full == pytest.approx(term, abs=1e-4)


def test_bars_and_their_names_keep_apart(recording, visits):
    measure = Measure(recording, 0)
    history = History(DARK, STAGE, measure, visits, 3, "cost", "epoch")
    for left, right in pairwise(history.bars):
        assert left.get_right()[0] < right.get_left()[0]
    assert history.bars[-1].get_right()[0] < history.right
    names = history.names(picture(recording, visits).names)
    assert len(names) == 3
    for name in names:
        assert history.left < name.get_left()[0] < name.get_right()[0]
        assert name.get_right()[0] < history.bars[0].get_left()[0]


def test_very_many_visits_have_bars_that_can_be_seen():
    recording = record(xor(), Network((2, 3, 1), seed=1), epochs=3000)
    visits = Visits(recording, 0, 6, 40)
    history = History(DARK, STAGE, Measure(recording, 0), visits.steps, 3, "cost", "epoch")
    assert history.bars[20].width > 0.04
    assert np.array_equal(history.table, terms_of(Measure(recording, 0), visits.steps))


def test_the_answer_is_the_largest_output(recording):
    visits = Visits(recording, 0, 6, 40)
    assert visits.winner(0, [0, 1, 2]) == int(np.argmax(recording.activations[-1][0]))


def test_other_samples_pull_the_cost_back(recording):
    visits = Visits(recording, 0, 6, 40)
    first, second = (recording.cost[step] for step in visits.all[:2])
    assert visits.pulled_back
    assert recording.get("cost_after", step=0) < second < first
    assert not Visits(recording, visits.all[3], 6, 40).pulled_back
    assert not pulled_back(recording, visits.all[-2:])


def test_between_two_visits_each_step_moves_the_cost(recording, visits):
    measure = Measure(recording, 0)
    moments = moments_between(measure, visits[1], 14)
    assert len(moments) == visits[1] + 1
    pixels, wanted = recording.activations[0][0], recording.targets[0]
    for updates, moment in enumerate(moments):
        values = np.asarray(pixels, float)
        layers = zip(recording.weights_at(updates), recording.biases_at(updates), strict=True)
        for weights, biases in layers:
            values = 1 / (1 + np.exp(-(weights @ values + biases)))
        assert moment.values == pytest.approx(values)
        assert moment.cost.value == pytest.approx(np.mean((values - wanted) ** 2))
        assert moment.terms == pytest.approx((values - wanted) ** 2)
    # With too many steps between them, only the sample's own one is kept.
    few = moments_between(measure, visits[1], 11)
    assert [m.cost for m in few] == [moments[k].cost for k in (0, 1, -1)]


def test_other_classes_push_the_output_for_the_label_down(recording, visits):
    found = Visits(recording, 0, 6, 40)
    assert found.pushed_towards_zero
    label = int(np.argmax(recording.targets[0]))
    moments = moments_between(Measure(recording, 0), visits[1], 14)
    outputs = [moment.values[label] for moment in moments]
    for k, (before, after) in enumerate(pairwise(outputs)):
        same = recording.labels[k] == recording.labels[0]
        assert (after > before) == same


def test_the_answer_turns_right_once(recording, visits):
    turn = Visits(recording, 0, 6, 40).turn
    outputs, wanted = recording.activations[-1][visits], recording.targets[visits]
    right = list(outputs.argmax(axis=1) == wanted.argmax(axis=1))
    assert 2 < turn < len(visits) - 1
    assert right == [k >= turn for k in range(len(visits))]


def test_the_frame_of_the_answer_fades_where_it_changes(recording, visits):
    found, shown = Visits(recording, 0, 6, 40), picture(recording, visits)
    marker = AnswerMarker(DARK, found, [0, 1, 2], shown.names)
    turn = found.turn
    for place, seen in ((turn - 1, 1), (turn - 0.5, 0), (turn, 1), (turn + 0.5, 1)):
        marker.show(place)
        assert marker.get_stroke_opacity() == pytest.approx(seen)
        if seen:
            name = shown.names[found.winner(int(place), [0, 1, 2])]
            assert marker.get_center() == pytest.approx(name.get_center())


def test_the_head_stands_aside_and_swings_back(recording, visits):
    measure = Measure(recording, 0)
    history = History(DARK, STAGE, measure, visits, 3, "cost", "epoch")
    history.reach(0.0)
    moments = moments_between(measure, visits[1], 14)

    def cost():
        top = history.head.segments[-1].get_top()
        return history.p2c([history.head.get_x(), top[1], 0.0])[1]

    move = history.stand_aside(moments[1].terms, Pace(2, (0.7,), 1.0, 1.6), 0.7)
    move.begin()
    move.interpolate(1.0)
    assert history.head.get_x() == pytest.approx(history.bars[1].get_x())
    assert cost() == pytest.approx(moments[1].cost.value, rel=1e-3)
    pace = Pace(len(moments) - 1, [0.1] * 11, 0.4, 0.4)
    move = history.swing(np.array([moment.terms for moment in moments[1:]]), pace)
    move.begin()
    for n, moment in enumerate(moments[1:]):
        move.interpolate((n * 0.5 + 0.05) / pace.seconds)
        assert cost() == pytest.approx(moment.cost.value, rel=1e-3)


@pytest.mark.parametrize(
    ("last", "cost", "halves"),
    [
        ("sigmoid", "mean-squared-error", 0.25),
        ("sigmoid", "half-squared-error", 0.25),
        ("sigmoid", "cross-entropy", 2 * np.log(2)),
        ("softmax", "cross-entropy", None),
        ("tanh", "mean-squared-error", None),
    ],
)
def test_one_half_for_every_output_is_a_cost_to_compare_with(last, cost, halves):
    samples = Dataset(
        "two", np.eye(2), np.eye(2), ["a", "b"], ["c", "d"], np.array([0, 1])
    )  # fmt: skip
    found = record(samples, Network((2, 2), activations=last, cost=cost, seed=1))
    source = Measure(found, 0).cost_of_halves()
    assert (source is None) == (halves is None)
    if source is not None:
        assert source.value == pytest.approx(halves)


def test_words_of_a_cost_to_compare_with_keep_clear(recording, visits):
    measure = Measure(recording, 0)
    history = History(DARK, STAGE, measure, visits, 3, "cost", "epoch", 0.25)
    half = Level(DARK, history, measure.cost_of_halves(), 2, "one half", DARK.quiet)
    own = Level(DARK, history, measure.cost_after(), 3, "own step", DARK.cost, below=True)
    assert half.words.get_bottom()[1] > half.y > own.y > own.words.get_top()[1]
    assert half.words.get_top()[1] < history.ceiling
    assert own.clear_of(history.x_of(1))
    long = Level(DARK, history, measure.cost_after(), 3, 40 * "long ", DARK.cost)
    assert len(long.words) == 1
    assert own.line.get_y() == pytest.approx(own.y)


PACE = {"rests": (0.8, 1.0, 0.5), "move": 0.4, "run": 1.5}


def test_numbers_show_only_while_the_picture_is_theirs(recording, visits):
    pace, k = Pace(len(visits), **PACE), 1
    source = Source(recording, "activations", visits[0], 2, (k,))
    counter = Counter(DARK, source, NumberFormat(5), 0.4, DARK.ink, 0.0, 0.0)
    move = counter.go([replace(source, step=step) for step in visits], pace)
    move.begin()
    assert pace.seconds == pytest.approx(0.8 + 0.4 + 1.0 + 0.4 + 0.5 + 1.5)
    at_rest = [(0.0, 0), (0.79, 0), (1.21, 1), (2.19, 1), (2.61, 2), (3.09, 2), (4.6, 24)]
    for seconds, n in at_rest:
        move.interpolate(seconds / pace.seconds)
        assert Decimal(counter.text) == as_printed(recording.activations[-1][visits[n], k], 5)
        assert counter.get_fill_opacity() == pytest.approx(1)
    for seconds in (1.0, 2.4):  # half way
        move.interpolate(seconds / pace.seconds)
        assert counter.get_fill_opacity() < 0.05


@pytest.mark.parametrize("count", [2, 3, 4, 25])
def test_a_pace_ends_at_the_last_step_and_never_turns_back(count):
    pace = Pace(count, **PACE)
    ways = [pace.way(share) for share in np.linspace(0, 1, 301)]
    assert (ways[0], ways[-1]) == (0, pytest.approx(1))
    assert all(a <= b + 1e-12 for a, b in pairwise(ways))


def test_what_is_dimmed_can_be_read_and_comes_back(recording, visits):
    number = Readout(DARK, Source(recording, "cost", 0), NumberFormat(4), 0.4, DARK.cost)
    formula = Formula(DARK, "o_k - t_k", 0.4, DARK.quiet)
    square = picture(recording, visits).tiles[0].square
    before = [(m.get_fill_color().to_hex(), m.get_fill_opacity()) for m in (number, square)]

    def play(moves):
        for move in moves:
            move.begin()
            move.finish()

    play(dim(DARK, [number, formula, square]))
    for text in (number, *formula):
        colour = text.get_fill_color().to_hex()
        seen = mix(DARK.background, colour, float(text.get_fill_opacity()))
        assert 4.5 <= contrast(seen, DARK.background) < 5
    assert square.get_fill_opacity() < 0.5
    play(undim([number, formula, square]))
    after = [(m.get_fill_color().to_hex(), m.get_fill_opacity()) for m in (number, square)]
    assert after == before


# What is refused


def test_places_in_a_tile_can_be_read_back(recording, visits):
    shown = picture(recording, visits, ticks=True)
    frame = shown.tiles[0].frame
    assert isinstance(frame, TileFrame)
    assert frame.p2c(frame.c2p(0.3, 0.9)) == pytest.approx((0.3, 0.9))
    assert [number.text for number in frame.numbers] == ["0", "1"]


def test_the_layout_keeps_the_number_of_tiles(recording, visits):
    measure = Measure(recording, 0)
    decimals = precision_of(measure, visits)
    for size in ((14.2, 8.0), (12.3, 9.2), (10.7, 10.7), (8.0, 14.2)):
        layout = CostLayout(Frame(*size), DARK, measure, decimals)
        assert (len(layout.full.cells), len(layout.half.cells)) == (4, 3)
        assert isinstance(layout.half, TileColumn) == Frame(*size).wide
        assert min(layout.full.side, layout.half.side) > 1.0
