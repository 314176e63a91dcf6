"""What the parts of the decision clip draw."""

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from manim import tempconfig

from network.studies.shipped import load_shipped
from scenes.clips.decision.classes import AnswerColours, class_mark, leads, strength
from scenes.clips.decision.contour import clipped_line, zero_line
from scenes.clips.decision.cost_table import CostTable
from scenes.clips.decision.course import PlaneCourse
from scenes.clips.decision.fabric import ACROSS, FOLDED, Fabric
from scenes.clips.decision.heads import OutputKey
from scenes.clips.decision.hidden_plot import HiddenPlot
from scenes.clips.decision.level_lines import LevelLines, RunningLevel
from scenes.clips.decision.line_story import DISCS, TRIANGLES, Between, side_of_half
from scenes.clips.decision.output_sums import OutputSums
from scenes.clips.decision.placed_network import PlacedNetwork, Places, fits_in_place
from scenes.clips.decision.plane_plot import PlanePlot
from scenes.clips.decision.turning_line import TurningLine
from scenes.mobjects.graphing.axes import round_values
from scenes.mobjects.graphing.course import Moment
from scenes.mobjects.graphing.sigmoid_plot import SigmoidPlot
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Region
from scenes.style.theme import DARK, contrast

from .plane_oracle import correct_at, forward

XOR, LINE = load_shipped("xor.npz"), load_shipped("xor_line.npz")
LEFT, RIGHT = Region(-6, -1, -2, 3), Region(1, 6, -2, 3)


@pytest.fixture(scope="module", autouse=True)
def _quiet():
    with tempconfig({"verbosity": "WARNING"}):
        yield


def test_the_zero_line_of_a_linear_field_is_that_line():
    rows, columns = np.indices((9, 12))
    segments = zero_line(0.7 * columns - 1.3 * rows + 2.1)
    assert len(segments) > 10
    x, y = segments[..., 0], segments[..., 1]
    assert np.abs(0.7 * x - 1.3 * y + 2.1).max() < 1e-12
    assert not len(zero_line(np.ones((5, 5))))


def test_the_zero_line_encloses_what_is_inside():
    rows, columns = np.indices((41, 41))
    segments = zero_line(np.hypot(columns - 20.0, rows - 20.0) - 9.5)
    away = np.hypot(*(segments.reshape(-1, 2) - 20.0).T)
    assert away == pytest.approx(9.5, abs=0.05)
    length = np.linalg.norm(segments[:, 0] - segments[:, 1], axis=1).sum()
    assert length == pytest.approx(2 * np.pi * 9.5, rel=0.02)


def test_a_line_ends_at_the_edges():
    edges = np.array([[-1.0, 3.0], [0.0, 2.0]])
    for weights, bias in (((1.0, 2.0), -2.0), ((0.0, 1.0), -1.0), ((1.0, 0.0), 0.5)):
        ends = clipped_line(np.array(weights), bias, edges)
        assert ends @ weights + bias == pytest.approx([0, 0])
        for end in ends:
            assert np.isclose(end[:, None], edges).any()
    assert clipped_line(np.array([1.0, 1.0]), 9.0, edges) is None
    assert clipped_line(np.zeros(2), 1.0, edges) is None


@pytest.mark.parametrize("step", [0, 400, 2000])
def test_the_border_is_where_the_output_is_one_half(step):
    course = PlaneCourse(XOR)
    plot = PlanePlot(DARK, LEFT, course, 2)
    plot.show(Moment(step, step))
    for point in plot.border.points[::4]:
        output = forward(XOR, step, plot.p2c(point))[1][-1][0]
        assert output == pytest.approx(0.5, abs=0.01)
    for row, line in enumerate(plot.lines):
        for point in line.points:
            assert forward(XOR, step, plot.p2c(point))[0][0][row] == pytest.approx(0, abs=1e-6)
    assert len(plot.rings.wrong) == 4 - correct_at(XOR, step)


def test_classes_differ_in_shape_and_colour_and_can_be_seen():
    marks = [class_mark(DARK, k, 0.2) for k in range(6)]
    shapes = {np.round(mark.points / 0.2, 3).tobytes() for mark in marks}
    colours = {mark.get_fill_color().to_hex() for mark in marks}
    assert len(shapes) == len(colours) == 6
    assert all(contrast(mark.get_fill_color(), DARK.background) > 4 for mark in marks)


def test_answers_are_tinted_by_their_lead():
    outputs = np.array([[0.5], [0.8], [0.1], [1.7]])
    assert strength(outputs) == pytest.approx([0.0, 0.6, 0.8, 1.0])
    assert leads(outputs)[0] == pytest.approx([0.0, 0.3, -0.4, 1.2])
    several = np.array([[0.2, 0.7, 0.1], [0.4, 0.1, 0.9]])
    assert strength(several) == pytest.approx([0.5, 0.5])
    assert [field.tolist() for field in leads(several)][1] == pytest.approx([0.5, -0.8])
    colours = AnswerColours(DARK).colours(np.array([[0.0], [0.49], [0.51], [1.0]]))
    assert len({tuple(colour) for colour in colours.tolist()}) == 4


def test_the_course_goes_from_the_first_step_to_the_last():
    for recording in (XOR, LINE):
        course = PlaneCourse(recording)
        moments = [course.at(share) for share in np.linspace(0, 1, 101)]
        places = [m.step + m.share * (m.after - m.step) for m in moments]
        assert moments[0].nearest == 0
        assert moments[-1].nearest == recording.steps
        assert all(a <= b for a, b in pairwise(places))
        at = course.through(2.0)
        assert len({(at(k / 600).step, at(k / 600).share) for k in range(601)}) <= 61


def test_an_output_beside_one_half_is_not_printed_as_one_half():
    assert side_of_half([0.513, 0.49998, 0.487])(0.49998) == "0.49998"
    assert side_of_half([0.62, 0.38]).decimals == side_of_half([0.5, 0.8]).decimals == 2
    outputs = LINE.sample_activations_at(LINE.steps)[-1][:, 0]
    form = side_of_half(outputs.tolist())
    assert all((float(form(o)) >= 0.5) == (o >= 0.5) for o in outputs.tolist())


def test_segments_between_samples_of_a_class_meet_in_the_middle():
    plot = PlanePlot(DARK, LEFT, PlaneCourse(LINE))
    middles = []
    for pair in (DISCS, TRIANGLES):
        assert len({int(LINE.samples.labels[k]) for k in pair}) == 1
        between = Between(DARK, plot, pair)
        for half, k in zip(between, pair, strict=True):
            assert half.get_start() == pytest.approx(plot.dots[k].get_center())
            assert half.get_end() == pytest.approx(between.middle)
        middles.append(between.middle)
    assert middles[0] == pytest.approx(middles[1])


def centres(fabric):
    points = np.concatenate([group.points for group in fabric.groups])
    return points.reshape(-1, 16, 3)[:, ::4].mean(axis=1)


def test_inputs_and_hidden_values_of_xor_have_one_scale():
    there = HiddenPlot(DARK, RIGHT, XOR, XOR.steps)
    flat = PlanePlot(DARK, RIGHT, PlaneCourse(XOR))
    assert there.as_inputs
    for values in ((0, 0), (1, 0), (0.3, 1)):
        assert there.c2p(*values) == pytest.approx(flat.c2p(*values))


def test_the_fabric_moves_across_and_then_up_to_the_hidden_values():
    plot, there = PlanePlot(DARK, RIGHT, PlaneCourse(XOR)), HiddenPlot(DARK, RIGHT, XOR, XOR.steps)
    fabric = Fabric(plot, there)
    start = centres(fabric)
    assert start.min(axis=0)[:2] == pytest.approx([1.083, -1.917], abs=0.01)
    fabric.lay(ACROSS)
    halfway = centres(fabric)
    assert halfway[:, 1] == pytest.approx(start[:, 1])
    fabric.lay(FOLDED)
    ends = centres(fabric)
    assert ends[:, 0] == pytest.approx(halfway[:, 0])
    for before, after in list(zip(start, ends, strict=True))[::97]:
        hidden = forward(XOR, XOR.steps, plot.p2c(before))[1][1]
        assert there.p2c(after) == pytest.approx(hidden, abs=0.02)


def test_the_one_straight_cut_is_both_lines_of_the_plane():
    plot, there = PlanePlot(DARK, RIGHT, PlaneCourse(XOR)), HiddenPlot(DARK, RIGHT, XOR, XOR.steps)
    plot.show(Moment(XOR.steps, XOR.steps))
    fabric = Fabric(plot, there)
    assert fabric.border.points == pytest.approx(plot.border.points)
    fabric.lay(FOLDED)
    (first, second), bias = XOR.weights_at(XOR.steps)[1][0], XOR.biases_at(XOR.steps)[1][0]
    for point in fabric.border.points[::4]:
        h = there.p2c(point)
        assert first * h[0] + second * h[1] + bias == pytest.approx(0, abs=0.05)


def test_samples_stay_where_they_are_on_the_fabric():
    flat, there = PlanePlot(DARK, RIGHT, PlaneCourse(XOR)), HiddenPlot(DARK, RIGHT, XOR, XOR.steps)
    fabric = Fabric(flat, there)
    movers = [dot.copy() for dot in flat.dots]
    for stage in (ACROSS, FOLDED):
        sizes = [goal.width / dot.width for goal, dot in zip(there.dots, flat.dots, strict=True)]
        for k, (mover, size) in enumerate(zip(movers, sizes, strict=True)):
            way = fabric.carry(k, mover, stage, size)
            way.begin()
            way.interpolate(1.0)
        fabric.stage = stage
        for mover, goal, dot in zip(movers, there.dots, flat.dots, strict=True):
            height = (goal if stage == FOLDED else dot).get_center()[1]
            assert mover.get_center()[:2] == pytest.approx([goal.get_center()[0], height])
    assert [m.width for m in movers] == pytest.approx([goal.width for goal in there.dots])


def test_the_sums_of_the_output_hold_as_printed_and_differ_in_what_is_on():
    form = NumberFormat(1, signed=True)
    sums = OutputSums(DARK, Region(-6.4, 0.1, -3, -1), XOR, form, "bias")
    assert sums.fits
    assert sums.samples == [1, 0]
    relations = [r for m in sums.get_family() for r in getattr(m, "relations", ())]
    assert len(relations) == 2
    assert all(relation.holds for relation in relations)


def test_the_costs_listed_have_the_mean_below_them():
    words = ("cost before", "cost after", "mean cost")
    for width in (6.5, 2.9):
        table = CostTable(DARK, Region(0, width, 0, 3), LINE, words)
        assert 0 <= table.get_left()[0] < table.get_right()[0] <= width
        assert all(relation.holds for relation in table.relations(table.decimals))


def test_on_a_line_of_equal_z_the_sum_is_the_number_beside_it():
    plot = PlanePlot(DARK, LEFT, PlaneCourse(LINE))
    levels = LevelLines(DARK, plot, 0)
    values = [number.source.value for number in levels.numbers]
    assert values == sorted(values)
    assert len(values) >= 4
    assert 0 in values
    for line, number in zip(levels.lines, levels.numbers, strict=True):
        for point in (line.get_start(), line.get_end(), number.tick.get_center()):
            z = forward(LINE, 0, plot.p2c(point))[0][0][0]
            assert z == pytest.approx(number.source.value, abs=1e-6)
        away = [np.linalg.norm(number.get_center() - dot.get_center()) for dot in plot.dots]
        assert min(away) > 0.4


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(-0.4, 1.4, [0, 1]), (-1.2, 1.2, [-1, 0, 1]), (0.1, 7.8, []), (-60.0, 60.0, [-50, 0, 50])],
)
def test_ticks_are_round(low, high, expected):
    values, form = round_values(low, high)
    assert 2 <= len(values) <= 5
    assert all(low <= value <= high for value in values)
    assert all(float(form(value).replace("\N{MINUS SIGN}", "-")) == value for value in values)
    if low < 0:
        assert values == expected


def test_the_network_around_its_hidden_neurons_has_the_recorded_weights():
    course = PlaneCourse(XOR)
    places = Places(Region(-6.4, 0.1, -1.5, 1.5), 2, 1)
    network = PlacedNetwork(DARK, places, course, "bias")
    for step in (0, 700, XOR.steps):
        network.show(Moment(step, step))
        weights = XOR.weights_at(step)
        for line, number, (layer, j, i, start, end) in zip(
            network.lines, network.numbers, network.ends, strict=True
        ):
            value = float(weights[layer][j, i])
            assert number.text == number.number_format(value)
            width = max(11 * abs(value) / network.full, 1)
            assert line.get_stroke_width() == pytest.approx(width)
            assert line.points[[0, -1]] == pytest.approx(np.array([start, end]))
        biases = XOR.biases_at(step)
        for layer, j, number in network.biases:
            assert number.text == number.number_format(float(biases[layer][j]))
    assert [place[:2] for place in network.biases] == [(0, 0), (0, 1), (1, 0)]
    assert len(network.lines) == 6
    for pane in places.panes:
        assert pane.width == pytest.approx(pane.height)


@pytest.mark.parametrize(
    ("sizes", "width", "fits"),
    [((2, 2, 1), 6.5, True), ((2, 2, 1), 4.0, False), ((2, 3, 1), 6.5, False),
     ((2, 2, 2, 1), 6.5, False), ((2, 1, 3), 6.5, True)],
)  # fmt: skip
def test_only_small_networks_are_drawn_around_their_hidden_neurons(sizes, width, fits):
    room = Region(0.0, width, 0.0, 3.0)
    assert fits_in_place(SimpleNamespace(layer_sizes=sizes), room) == fits


@pytest.mark.parametrize("share", [0.0, 0.21, 0.5, 0.83, 1.0])
def test_the_line_to_try_goes_through_the_middle_from_edge_to_edge(share):
    line = TurningLine(DARK, RIGHT)
    line.point(share)
    first, last = line.points[0, :2], line.points[-1, :2]
    assert (first + last) / 2 == pytest.approx(RIGHT.centre[:2])
    reach = np.abs(first - RIGHT.centre[:2]).max()
    assert reach == pytest.approx(RIGHT.width / 2)


def test_a_line_beside_the_middle_keeps_its_distance():
    line = TurningLine(DARK, RIGHT)
    for angle, away in ((-0.8, 0.9), (0.4, -0.5)):
        line.lie(angle, away)
        normal = np.array([-np.sin(angle), np.cos(angle)])
        for end in (line.points[0, :2], line.points[-1, :2]):
            assert normal @ (end - RIGHT.centre[:2]) == pytest.approx(away)


def test_a_running_level_is_one_z_in_the_plane_on_the_sigmoid_and_on_the_key():
    plot = PlanePlot(DARK, RIGHT, PlaneCourse(LINE))
    key = OutputKey(DARK, Region(-6, 0, 3, 3.5), "output")
    running = RunningLevel(DARK, plot, SigmoidPlot(DARK, LEFT, 3), key)
    for share in (0.2, 0.7):
        running.show(share)
        sums, layers = forward(LINE, 0, plot.p2c(running.line.points[0]))
        on_curve, on_key = (dot.get_center() for dot in running.dots)
        assert running.graph.p2c(on_curve) == pytest.approx((sums[0][0], layers[-1][0]), abs=1e-6)
        assert key.p2c(on_key)[0] == pytest.approx(layers[-1][0])
