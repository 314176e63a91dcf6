"""The parts of the weights clip: what they show is counted and measured."""

from itertools import combinations

import numpy as np
import pytest
from manim import Dot, tempconfig

from network import Recording, record_walkthrough
from scenes.animation.timing import into_row, over_the_top
from scenes.base import Style
from scenes.catalog import find_clip
from scenes.clips.weights.histogram import BINS, Histogram
from scenes.clips.weights.named_matrix import NamedMatrix
from scenes.clips.weights.tile_grid import TileGrid
from scenes.clips.weights.weight_list import WeightList
from scenes.mobjects.matrix.shape_label import InnerSizes, ShapeLabel
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.rendering.clips import rehearse
from scenes.style.frame import Frame
from scenes.style.picture_size import QUALITIES
from scenes.style.theme import DARK

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


def test_every_weight_is_a_block_in_its_bin(recording):
    plot = Histogram(DARK, PANEL, all_weights(recording), 0.5)
    weights = np.concatenate([matrix.ravel() for matrix in recording.weights_at(0)])
    assert len(plot.squares) == len(weights) == 32
    found = np.zeros(BINS, int)
    for square, weight in zip(plot.squares, weights, strict=True):
        low, high = plot.bin_at(square.get_center())
        assert low - 1e-9 <= weight <= high + 1e-9
        found[round((low + 0.5) * BINS)] += 1
        sign = DARK.positive if weight > 0 else DARK.negative
        assert weight == 0 or square.get_fill_color().to_hex().upper() == sign.upper()
        assert bool(square.submobjects) == (weight < 0), "a minus sign"
        assert PANEL.left <= square.get_left()[0]
        assert square.get_right()[0] <= PANEL.right
        assert plot.bottom < square.get_bottom()[1]
        assert square.get_top()[1] <= PANEL.top
    edges = np.floor(np.round((weights + 0.5) * BINS, 9)).clip(0, BINS - 1).astype(int)
    assert np.array_equal(found, np.bincount(edges, minlength=BINS))
    for a, b in combinations(plot.squares, 2):
        apart = np.abs(a.get_center() - b.get_center())
        assert apart[0] > a.width - 1e-9 or apart[1] > a.height - 1e-9


def test_blocks_shrink_until_the_highest_column_fits():
    class Same:
        value = 0.2

    plot = Histogram(DARK, PANEL, [Same()] * 60, 0.5)
    assert plot.squares[-1].get_top()[1] <= PANEL.top
    assert len({round(square.get_y(), 6) for square in plot.squares}) == 60


def test_the_list_shows_lines_as_wide_as_the_edges(recording):
    network = NetworkDiagram(DARK, Frame(128 / 9, 8).network, recording, 0)
    listed = WeightList(DARK, PANEL, network.row(0, 2), 2, range(5), NumberFormat(2, signed=True))
    weights = recording.weights_at(0)[0][2]
    for line, number, name, weight in zip(
        listed.lines, listed.numbers, listed.names, weights, strict=True
    ):
        assert line.get_stroke_width() == pytest.approx(max(11 * abs(weight) / 0.5, 1.0))
        assert number.source.value == weight
        assert name.text.startswith("w_(3 ")


def at(animation, shares):
    animation.begin()
    places = []
    for share in shares:
        animation.interpolate_mobject(share)
        places.append(animation.mobject.get_center()[:2].copy())
    return np.array(places)


def test_what_goes_over_the_top_rises_crosses_and_drops():
    dot, start = Dot([5.0, -1.0, 0.0], 0.2), np.array([-4.0, 0.5, 0.0])
    places = at(over_the_top(dot, start, ceiling=3.0), np.linspace(0, 1, 201))
    assert places[0] == pytest.approx(start[:2])
    assert places[-1] == pytest.approx([5.0, -1.0])
    assert places[:, 1].max() == pytest.approx(3.0)
    between = (places[:, 0] > -3.6) & (places[:, 0] < 4.6)
    assert places[between, 1] == pytest.approx(3.0, abs=1e-3)


def test_what_joins_a_row_is_level_with_it_before_it_is_there():
    dot, end = Dot([-4.0, 2.0, 0.0]), Dot([6.0, -1.0, 0.0])
    places = at(into_row(dot, end), np.linspace(0, 1, 201))
    assert places[0] == pytest.approx([-4.0, 2.0])
    assert places[-1] == pytest.approx([6.0, -1.0])
    late = places[:, 0] >= 1.6
    assert late.any()
    assert places[late, 1] == pytest.approx(-1.0)


def test_a_named_matrix_has_a_name_for_each_row_and_column(recording):
    for layer, matrix in enumerate(recording.weights_at(0)):
        shown = range(matrix.shape[0]), range(matrix.shape[1])
        form = NumberFormat(2, signed=True)
        named = NamedMatrix(DARK, PANEL, recording, 0, layer, "hx", shown, form, ("to", "from"), 5)
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
    assert grid.p2c(corners[0]) == pytest.approx((0.5, 0.5))
    assert grid.p2c(corners[1]) == pytest.approx((4.5, 3.5))
    assert grid.get_center()[:2] == pytest.approx((1.0, -0.5))


def test_a_grid_turned_over_lies_in_the_mirrored_one():
    grid, mirrored = TileGrid(DARK, 5, 4, 0.6, (1.0, -0.5)), TileGrid(DARK, 4, 5, 0.6, (0.7, -0.2))
    for (r, c), tile in [((r, c), grid.tiles[r][c]) for r, c in np.ndindex(5, 4)]:
        move = grid.turn_over(tile, mirrored)
        move.begin()
        move.interpolate(1.0)
        assert tile.get_center() == pytest.approx(mirrored.place(c, r))
        assert (tile.width, tile.height) == pytest.approx((0.92 * 0.6, 0.92 * 0.6))


def test_discs_are_the_weights_and_land_in_the_transposed_matrix(recording):
    weights = recording.weights_at(0)[0]
    sources = [[Source(recording, "weights", 0, 0, (j, i)) for i in range(5)] for j in range(4)]
    across = [list(column) for column in zip(*sources, strict=True)]
    grid = TileGrid(DARK, 4, 5, 0.6, (0.7, -0.2), weights=sources)
    turned = TileGrid(DARK, 5, 4, 0.6, (1.0, -0.5), weights=across)
    for move in turned.turn_over_all(grid):
        move.begin()
        move.interpolate(1.0)
    for (j, i), weight in np.ndenumerate(weights):
        for parts in (grid.discs[j][i], turned.discs[i][j]):
            assert parts[0].mark.source.value == weight
            assert len(parts[0].submobjects) == (weight < 0)  # a minus sign
            assert parts.get_center() == pytest.approx(grid.place(j, i))
            area, whole = (parts[0].width / 2) ** 2, 0.21**2
            assert area / whole == pytest.approx(abs(weight) / 0.5)
            assert all(dash.width > dash.height for dash in parts[0].submobjects)


@pytest.mark.parametrize(("columns", "rows", "sign"), [(5, 5, "="), (4, 5, "eq.not")])
def test_inner_sizes_say_whether_they_agree(columns, rows, sign):
    left = ShapeLabel(DARK, AxisValue(9), AxisValue(columns), 0.5, DARK.ink).place(-1.0, 0.0)
    right = ShapeLabel(DARK, AxisValue(rows), AxisValue(1), 0.5, DARK.ink).place(1.0, 0.0)
    for above in (True, False):
        joined = InnerSizes(DARK, left, right, above=above)
        assert joined.sign.text == sign
        assert (joined.sign.get_y() > left.get_top()[1]) == above
        # The bridge of a product that does not fit is recognisable without colour.
        assert bool(joined.bridge.submobjects) == (sign == "eq.not")


def test_every_shape_said_in_the_clip_is_the_shape_drawn(recording):
    said = {}

    def stop(scene, beat):
        parts = {
            "fits": ("weights", "inputs", "sums"),
            "left_to_right": ("turned", "inputs"),
            "transpose": ("weights", "inputs"),
            "right_to_left": ("weights", "inputs", "sums"),
        }.get(beat.name)
        if parts is None:
            return
        labels = [scene.tiles.labels[part] for part in parts]
        grids = [getattr(scene.tiles, part) for part in parts]
        assert all(grid in scene.stage for grid in grids)
        said[beat.name] = [(label.rows.text, label.columns.text) for label in labels]
        drawn = [(str(len(grid.tiles)), str(len(grid.tiles[0]))) for grid in grids]
        assert said[beat.name] == drawn
        (bridge,) = [mobject for mobject in scene.stage if isinstance(mobject, InnerSizes)]
        assert bridge.sign.text == ("=" if drawn[0][1] == drawn[1][0] else "eq.not")

    rehearse(find_clip("weights"), recording, Style(), QUALITIES["draft"], stop)
    assert said["fits"] == said["right_to_left"] == [("4", "5"), ("5", "1"), ("4", "1")]
    assert said["left_to_right"] == [("5", "4"), ("5", "1")]
    assert said["transpose"] == [("4", "5"), ("5", "1")]
