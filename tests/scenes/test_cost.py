"""The cost: what is printed, how large it is drawn, and what moves."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest

from network import Dataset, Network, Recording, record, xor
from scenes.animation.pace import Pace
from scenes.clips.cost.bar import Bar, nice_top
from scenes.clips.cost.history import History
from scenes.clips.cost.layout import CostLayout, TileGrid, TileRows
from scenes.clips.cost.marker import AnswerMarker
from scenes.clips.cost.measure import Measure
from scenes.clips.cost.moments import moments_between, trail_of
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
from scenes.clips.cost.visits import Visits, answer_among, pulled_back
from scenes.mobjects.dimming import dim
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


def picture(recording, visits, step=None, decimals=None):
    measure = Measure(recording, visits[0] if step is None else step)
    decimals = decimals or precision_of(measure, visits)
    count = len(measure.shown) + 1 + bool(measure.others)
    grid = TileGrid(STAGE, count, 0.33, 0.9, lines=4 if measure.squared else 3, titles=True)
    span = tile_spans(measure, visits)
    top, _ = nice_top(measure.divisor * max(float(recording.cost[visit]) for visit in visits))
    return Picture(DARK, measure, decimals, grid, span, top, "the others")


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
    assert found == Precision(5, 0, 4, 4)
    total = Decimal(0)
    for o, t in zip(recording.activations[-1][0], recording.targets[0], strict=True):
        error = as_printed(o, 5) - as_printed(t, 0)
        assert error == as_printed(o - t, 5)
        square = round(error**2, 4)
        assert square == as_printed((o - t) ** 2, 4)
        total += square
    assert round(total / 3, 4) == as_printed(recording.cost[0], 4)


def test_the_last_cost_is_not_printed_as_zero_or_stuck(recording, visits):
    last, before = (as_printed(recording.cost[step], 4) for step in (visits[-1], visits[-3]))
    assert 0 < last < before


def test_fewer_decimals_would_not_agree(recording, visits):
    """With the shipped run, four decimals of the outputs do not give the next visit's cost."""
    printed = [as_printed(o, 4) for o in recording.activations[-1][visits[1]]]
    errors = [o - int(t) for o, t in zip(printed, recording.targets[0], strict=True)]
    assert round(sum(e**2 for e in errors) / 3, 4) != as_printed(recording.cost[visits[1]], 4)


def test_the_printed_outputs_give_the_printed_cost_at_every_visit(recording, visits):
    for step in visits[:12]:
        printed = [as_printed(o, 5) for o in recording.activations[-1][step]]
        errors = [o - int(t) for o, t in zip(printed, recording.targets[step], strict=True)]
        assert round(sum(e**2 for e in errors) / 3, 4) == as_printed(recording.cost[step], 4)


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


def test_a_square_keeps_its_area_while_it_spreads_to_width_one(recording, visits):
    for tile in picture(recording, visits).tiles:
        slab = Slab(DARK, tile.square)
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


def test_slabs_level_to_the_height_of_the_cost(recording, visits):
    shown, cost = picture(recording, visits), Measure(recording, 0).cost()
    slabs = [Slab(DARK, tile.square).spread_to(1.0) for tile in shown.tiles]
    heights = []
    for share in (0.0, 0.5, 1.0):
        for slab in slabs:
            if not share:
                slab.levelling = slab.level(cost)
                slab.levelling.rate_func = lambda t: t
                slab.levelling.begin()
            slab.levelling.interpolate(share)
        heights.append([slab.height / slab.full for slab in slabs])
    for row in heights:  # what one loses, the others gain
        assert np.mean(row) == pytest.approx(recording.cost[0])
    assert heights[0] == pytest.approx(list(recording.output_errors[0] ** 2))
    assert heights[-1] == pytest.approx(3 * [recording.cost[0]])


def test_squares_spread_only_where_all_have_room(recording, visits):
    measure = Measure(recording, 0)
    span = tile_spans(measure, visits)
    assert can_spread(measure, span)
    assert not can_spread(measure, replace(span, height=0.3))
    assert not can_spread(measure, replace(span, unit=0.2))
    assert not can_spread(Measure(cross_entropy(), 0), span)


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


def history_of(recording, visits, moments=()):
    measure = Measure(recording, visits[0])
    trail = trail_of(measure, visits, moments)
    return History(DARK, STAGE, measure, trail, 4, ("cost", "training step", "epoch"))


def test_dots_go_through_recorded_outputs(recording, visits):
    shown, pace = picture(recording, visits), Pace(4, (0.5, 0.5, 0.5), 0.5, 0.5)
    rows = np.asarray(recording.activations[-1])[visits[:4]]
    moves = shown.follow(rows, pace)
    for move in moves:
        move.begin()
    for n, row in enumerate(rows):
        for move in moves:
            move.interpolate(n / 3)
        places = [tile.frame.p2c(tile.dot.get_center())[0] for tile in shown.tiles]
        assert places == pytest.approx(list(row))


def test_the_trace_goes_through_every_recorded_cost(recording, visits):
    measure = Measure(recording, 0)
    history = history_of(recording, visits, moments_between(measure, visits[1], 14))
    sample = int(recording.image_index[0])
    assert len(history.costs) == visits[-1] + 1
    for pressed in (1.0, 0.0):
        history.steps_shown = pressed
        for place in (0, 1, 5, 12, 100, visits[-1]):
            history.reach(float(place))
            cost = recording.get("sample_costs", step=place)[sample]
            assert history.p2c(history.head.get_center())[1] == pytest.approx(cost)
            seen = [dot for dot in history.dots if dot.get_fill_opacity() > 0]
            assert len(seen) == np.count_nonzero(np.array(visits) <= place)
    for visit, dot in zip(visits, history.dots, strict=True):
        expected = recording.epoch[visit], recording.cost[visit]
        assert history.p2c(dot.get_center()) == pytest.approx(expected)


def test_each_step_of_the_first_epoch_ends_above_its_own_image(recording, visits):
    moments = moments_between(Measure(recording, 0), visits[1], 14)
    history = history_of(recording, visits, moments)
    assert len(history.images) == 12
    for step, image in enumerate(history.images, start=1):
        history.reach(float(step))
        assert history.head.get_x() == pytest.approx(image.get_x())
        assert image.get_top()[1] < history.bottom
        assert np.array_equal(image.image, recording.images[recording.image_index[step - 1]])
    for left, right in pairwise(history.images):
        assert left.get_right()[0] < right.get_left()[0]


def test_without_steps_between_them_only_visits_are_traced(recording, visits):
    history = history_of(recording, visits)
    assert history.costs == pytest.approx(recording.cost[visits])
    assert not history.images
    assert not history.to_epochs()
    long = record(xor(), Network((2, 3, 1), seed=1), epochs=3000)
    drawn = Visits(long, 0, 6, 40).steps
    assert len(history_of(long, drawn).dots) == 40


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


def test_the_answer_is_the_largest_output_unless_two_tie(recording):
    outputs = np.array([0.2, 0.7, 0.1])
    assert answer_among(recording, outputs, [0, 1, 2]) == 1
    assert answer_among(recording, outputs, [1, 2]) == 0
    assert answer_among(recording, outputs, [0, 2]) is None
    assert answer_among(recording, np.array([0.7, 0.7, 0.1]), [0, 1, 2]) is None


def test_the_frame_of_the_answer_fades_where_it_changes(recording, visits):
    names = picture(recording, visits).names
    marker = AnswerMarker(DARK, names, 2)
    move = marker.run([2, 0, 0], Pace(3, (0.5, 0.5), 0.5, 0.5))
    move.begin()
    for share, at, seen in ((0.0, 2, 1), (0.25, 2, 1), (0.5, 0, 1), (0.875, 0, 1), (1.0, 0, 1)):
        move.interpolate(share)
        assert marker.get_stroke_opacity() == pytest.approx(seen)
        assert marker.get_center() == pytest.approx(names[at].get_center())
    seen = []
    for share in np.linspace(0.25, 0.5, 200):
        move.interpolate(share)
        seen.append(marker.get_stroke_opacity())
    assert min(seen) < 0.1


def test_a_number_changes_when_the_trace_has_reached_its_visit(recording, visits):
    history = history_of(recording, visits)
    pace = Pace(len(visits), (0.5,), 0.5, 3.0, history.evenly(0))
    moves = history.run(0, len(visits) - 1, pace)
    for move in moves:
        move.begin()
    for share in np.linspace(0, 1, 301):
        for move in moves:
            move.interpolate(share)
        reached = int(history.place + 0.0101)
        assert history.epoch_number.source.value == recording.epoch[visits[reached]]
        assert history.cost_number.source.value == recording.cost[visits[reached]]
    assert reached == len(visits) - 1


def test_the_sample_stands_above_its_outputs_or_beside_them():
    for region in (Region(-6, -2, -3, 3), Region(-4, 4, 0, 2)):
        rows = TileRows(region, 3, 0.3, 0.9, sample=True)
        above = rows.sample.bottom > max(cell.top - rows.side for cell in rows.cells)
        assert above or rows.sample.right < rows.name_at(0)[0] - 0.3
        assert rows.sample.left > region.left
        assert rows.sample.top < region.top
        assert above == (rows.above is not None)
    assert TileRows(region, 3, 0.3, 0.9).sample is None


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


def test_what_is_dimmed_can_be_read(recording, visits):
    number = Readout(DARK, Source(recording, "cost", 0), NumberFormat(4), 0.4, DARK.cost)
    formula = Formula(DARK, "o_k - t_k", 0.4, DARK.quiet)
    square = picture(recording, visits).tiles[0].square

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


# What is refused


def test_places_in_a_tile_can_be_read_back(recording, visits):
    shown = picture(recording, visits)
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
        assert isinstance(layout.half, TileRows)
        assert layout.full.side > 1.0
        assert layout.half.side > 0.8
