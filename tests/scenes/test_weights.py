"""The parts of the clip about weights: what they show is counted and measured."""

from itertools import combinations

import numpy as np
import pytest
from manim import Line, tempconfig

from network import Recording, record_walkthrough
from scenes.base import Look
from scenes.catalog import find_clip
from scenes.frame import Frame
from scenes.parts import NetworkDiagram
from scenes.parts.dot_plot import DotPlot
from scenes.parts.named_matrix import NamedMatrix, ShapeLabel
from scenes.parts.tile_grid import InnerSizes, TileGrid
from scenes.parts.weight_list import StandingWeights, WeightList, flow_into
from scenes.quality import QUALITIES
from scenes.rendering import rehearse
from scenes.source import AxisValue, NumberFormat, Source
from scenes.theme import DARK

from .conftest import RECORDINGS

PANEL = Frame(128 / 9, 8).panel


@pytest.fixture(scope="module", params=["shipped", "seed 7"])
def recording(request):
    if request.param == "shipped":
        return Recording.load(RECORDINGS / "walkthrough.npz")
    return record_walkthrough(seed=7, epochs=1)


@pytest.fixture(autouse=True)
def _quiet():
    with tempconfig({"verbosity": "WARNING"}):
        yield


def all_weights(recording):
    return [
        Source(recording, "weights", 0, layer, (j, i))
        for layer, matrix in enumerate(recording.weights_at(0))
        for j, i in np.ndindex(matrix.shape)
    ]


def test_dots_stand_at_their_values_and_on_nobody_else(recording):
    plot = DotPlot(DARK, PANEL, all_weights(recording), 0.5)
    weights = np.concatenate([matrix.ravel() for matrix in recording.weights_at(0)])
    assert len(plot.dots) == len(weights) == 32
    axis = plot.axis[0]
    left, right = axis.get_left()[0], axis.get_right()[0]
    for dot, weight in zip(plot.dots, weights, strict=True):
        assert dot.get_x() == pytest.approx(left + (right - left) * (weight + 0.5))
        sign = DARK.positive if weight > 0 else DARK.negative
        assert weight == 0 or dot.get_fill_color().to_hex().upper() == sign.upper()
        assert PANEL.left <= dot.get_left()[0]
        assert dot.get_right()[0] <= PANEL.right
        assert dot.get_bottom()[1] >= axis.get_y()
        assert dot.get_top()[1] <= PANEL.top
    for a, b in combinations(plot.dots, 2):
        assert np.linalg.norm(a.get_center() - b.get_center()) > a.width - 1e-9


def test_dots_shrink_until_the_highest_stack_fits():
    class Same:
        value = 0.2

    plot = DotPlot(DARK, PANEL, [Same()] * 25, 0.5)
    assert plot.dots[-1].get_top()[1] <= PANEL.top
    assert len({round(dot.get_y(), 6) for dot in plot.dots}) == 25


def test_the_list_shows_lines_as_wide_as_the_edges(recording):
    network = NetworkDiagram(DARK, Frame(128 / 9, 8).network, recording, 0)
    listed = WeightList(DARK, PANEL, network.row(0, 2), 2, NumberFormat(2, signed=True))
    weights = recording.weights_at(0)[0][2]
    for line, number, name, weight in zip(
        listed.lines, listed.numbers, listed.names, weights, strict=True
    ):
        assert line.get_stroke_width() == pytest.approx(max(11 * abs(weight) / 0.5, 1.0))
        assert number.source.value == weight
        assert name.text.startswith("w_(3 ")


def test_standing_weights_stand_at_their_numbers_and_cross_none(recording):
    network = NetworkDiagram(DARK, Frame(128 / 9, 8).network, recording, 0)
    plot = DotPlot(DARK, PANEL, all_weights(recording), 0.5)
    standing = StandingWeights(DARK, plot, network.row(0, 0), NumberFormat(2, signed=True))
    weights = recording.weights_at(0)[0][0]
    for line, number, weight in zip(standing.lines, standing.numbers, weights, strict=True):
        assert plot.coordinates(line.get_center())[0] == pytest.approx(weight)
        assert number.source.value == weight
        assert number.get_bottom()[1] > plot.bottom
        assert number.get_left()[0] > line.get_x() or number.get_right()[0] < line.get_x()
    heights = np.array([line.get_top()[1] - plot.bottom for line in standing.lines])
    share = heights / np.abs(weights)
    assert share == pytest.approx(share[0])
    assert max(number.get_top()[1] for number in standing.numbers) <= PANEL.top


def test_a_level_line_ends_as_the_standing_one():
    level, standing = Line([0, 2, 0], [3, 2, 0]), Line([1, 2, 0], [1, -1, 0])
    flow = flow_into(level, standing)
    flow.begin()
    flow.interpolate(0.5)
    assert level.get_top()[1] == pytest.approx(2)
    assert 0 < level.width < 3
    assert 0 < level.height < 3
    flow.interpolate(1.0)
    assert level.width == pytest.approx(0)
    assert level.height == pytest.approx(3)
    assert level.get_x() == pytest.approx(1)


@pytest.mark.parametrize("beside", [False, True])
def test_a_named_matrix_has_a_name_for_each_row_and_column(recording, beside):
    for layer, matrix in enumerate(recording.weights_at(0)):
        named = NamedMatrix(DARK, PANEL, recording, 0, layer, "hx", beside=beside)
        shown = np.array([[cell.source.value for cell in row] for row in named.matrix.cells])
        assert np.array_equal(shown, matrix)
        assert (len(named.row_names), len(named.column_names)) == matrix.shape
        assert (named.shape.rows.text, named.shape.columns.text) == tuple(map(str, matrix.shape))
        for j, name in enumerate(named.row_names):
            assert name.get_right()[0] < named.matrix.get_left()[0]
            assert name.get_y() == pytest.approx(named.matrix.row_y(j))


def test_tiles_are_as_many_as_rows_and_columns():
    grid = TileGrid(DARK, 4, 5, 0.6, (1.0, -0.5))
    corners = grid.tiles[0][0].get_center(), grid.tiles[3][4].get_center()
    assert [len(row) for row in grid.tiles] == [5] * 4
    assert grid.coordinates(corners[0]) == pytest.approx((0.5, 0.5))
    assert grid.coordinates(corners[1]) == pytest.approx((4.5, 3.5))
    assert grid.get_center()[:2] == pytest.approx((1.0, -0.5))


def test_a_grid_turned_over_lies_in_the_mirrored_one():
    grid, mirrored = TileGrid(DARK, 5, 4, 0.6, (1.0, -0.5)), TileGrid(DARK, 4, 5, 0.6, (0.7, -0.2))
    for (r, c), tile in [((r, c), grid.tiles[r][c]) for r, c in np.ndindex(5, 4)]:
        move = grid.turn_over(tile, mirrored)
        move.begin()
        move.interpolate(1.0)
        assert tile.get_center() == pytest.approx(mirrored.place(c, r))
        assert (tile.width, tile.height) == pytest.approx((0.92 * 0.6, 0.92 * 0.6))


@pytest.mark.parametrize(("columns", "rows", "sign"), [(5, 5, "="), (4, 5, "!=")])
def test_inner_sizes_say_whether_they_agree(columns, rows, sign):
    left = ShapeLabel(DARK, AxisValue(9), AxisValue(columns), 0.5, -1.0, 0.0)
    right = ShapeLabel(DARK, AxisValue(rows), AxisValue(1), 0.5, 1.0, 0.0)
    bow = InnerSizes(DARK, left.columns, right.rows)
    assert bow.sign.text == sign
    # A bow that does not hold is dashed: told apart without colour.
    assert bool(bow.bow.submobjects) == (sign == "!=")


def test_every_shape_said_in_the_clip_is_the_shape_drawn(recording):
    said = {}

    def stop(scene, beat):
        if beat.name in ("fits", "right_to_left"):
            grids = (scene.weights, scene.inputs, scene.sums)
            labels = (scene.label, scene.inputs_label, scene.sums_label)
        elif beat.name == "left_to_right":
            grids, labels = (scene.turned, scene.inputs), (scene.label, scene.inputs_label)
        else:
            return
        said[beat.name] = [(label.rows.text, label.columns.text) for label in labels]
        drawn = [(str(len(grid.tiles)), str(len(grid.tiles[0]))) for grid in grids]
        assert said[beat.name] == drawn
        assert scene.bow.sign.text == ("=" if drawn[0][1] == drawn[1][0] else "!=")

    rehearse(find_clip("weights"), recording, Look(), QUALITIES["draft"], stop)
    assert said["fits"] == said["right_to_left"] == [("4", "5"), ("5", "1"), ("4", "1")]
    assert said["left_to_right"] == [("5", "4"), ("5", "1")]
