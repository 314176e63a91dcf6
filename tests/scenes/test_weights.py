"""The parts of the weights clip: what they show is counted, measured and recomputed."""

from decimal import Decimal

import numpy as np
import pytest
from manim import Dot, tempconfig

from network import Recording, record_walkthrough
from scenes.animation.timing import into_row, over_the_top
from scenes.base import Style
from scenes.catalog import find_clip
from scenes.clips.weights.figures import Figures, format_of_sums, narrow_format
from scenes.clips.weights.folded_layer import FoldedLayer
from scenes.clips.weights.inner_sizes import SizeLine, bridge
from scenes.clips.weights.layout import WeightsLayout
from scenes.clips.weights.random_board import RandomBoard
from scenes.clips.weights.strand import Strand
from scenes.clips.weights.weight_grid import WeightGrid
from scenes.mobjects.matrix.shape_label import ShapeLabel
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.network.shown import UNIT
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.rendering.clips import rehearse
from scenes.style.frame import Frame
from scenes.style.picture_size import ASPECTS, QUALITIES
from scenes.style.theme import DARK

from .conftest import RECORDINGS

AREA = Frame(128 / 9, 8)
FORM = NumberFormat(2, signed=True)


@pytest.fixture(scope="module", params=["shipped", "seed 7"])
def recording(request):
    if request.param == "shipped":
        return Recording.load(RECORDINGS / "walkthrough.npz")
    return record_walkthrough(seed=7, epochs=1)


@pytest.fixture(autouse=True)
def _quiet():
    with tempconfig({"verbosity": "WARNING"}):
        yield


def first_weights(recording):
    return [[Source(recording, "weights", 0, 0, (j, i)) for i in range(5)] for j in range(4)]


def grid_of(recording):
    at = WeightsLayout.of(AREA).grid(DARK, 4, 5, False)
    return WeightGrid(DARK, at, first_weights(recording), FORM)


def finish(animation, share=1.0):
    animation.begin()
    animation.interpolate(share)


def test_each_weight_lies_on_the_scale_at_its_value(recording):
    network = NetworkDiagram(DARK, AREA.network, recording, 0)
    board = RandomBoard(DARK, AREA.panel, ["x_1"] * 5, 0.5)
    weights = recording.weights_at(0)[0][2]
    draws = board.draws(network.row(0, 2), FORM)
    for k, (draw, weight) in enumerate(zip(draws, weights, strict=True)):
        ends = [board.ruler.p2c(end)[0] for end in (draw.piece.get_start(), draw.piece.get_end())]
        assert ends == pytest.approx([0.0, weight], abs=1e-6)
        assert draw.piece.get_y() == pytest.approx(board.levels[k])
        assert draw.piece.get_stroke_width() == pytest.approx(max(11 * abs(weight) / 0.5, 1.0))
        assert (len(draw.piece.get_subpaths()) > 1) == (weight < 0)
        assert draw.number.source.value == weight


def test_a_marker_stays_on_the_scale_and_stops_at_the_weight(recording):
    network = NetworkDiagram(DARK, AREA.network, recording, 0)
    board = RandomBoard(DARK, AREA.panel, ["x_1"] * 5, 0.5)
    for draw in board.draws(network.row(0, 0), FORM):
        hunt = draw.run(0.0, 1.0)[-1]
        hunt.begin()
        places = []
        for share in np.linspace(0, 1, 101):
            hunt.interpolate(share)
            places.append(draw.marker.get_x())
        assert min(places) >= board.ends[0] - 1e-9
        assert max(places) <= board.ends[1] + 1e-9
        assert np.ptp(places) > 0.5
        assert places[-1] == places[80] == pytest.approx(draw.x)


def strand_of(recording, j, i):
    start, end = Dot([-2.0, 2.0, 0], 0.3), Dot([4.0, -1.0, 0], 0.4)
    return Strand(DARK, Source(recording, "weights", 0, 0, (j, i)), start, end)


@pytest.mark.parametrize("bend", [0.0, 0.4, 1.0])
def test_a_line_keeps_to_its_discs_and_turns_where_row_and_column_cross(recording, bend):
    for j, i in np.ndindex(4, 5):
        strand = strand_of(recording, j, i)
        finish(strand.bend(), bend)
        ends = [
            strand.way[k] - disc.get_center() for k, disc in zip((0, 2), strand.discs, strict=True)
        ]
        assert [np.linalg.norm(end) for end in ends] == pytest.approx([0.3, 0.4])
        value = strand.weight.value
        assert strand.mark.source.value == value
        assert (len(strand.get_subpaths()) > 1) == (value < 0)
        if bend == 1.0:
            assert strand.way[1] == pytest.approx([-2.0, -1.0, 0])


@pytest.mark.parametrize("appears", [True, False])
def test_a_line_folds_into_its_corner(recording, appears):
    strand = strand_of(recording, 0, 0).lay(1.0)
    motion = strand.fold(appears=appears)
    finish(motion, 0.0)
    assert strand.get_stroke_opacity() == (0.0 if appears else 1.0)
    motion.interpolate(1.0)
    assert np.abs(strand.points - [-2.0, -1.0, 0.0]).max() < 0.01


def test_a_line_follows_its_discs(recording):
    strand = strand_of(recording, 0, 0)
    motion = strand.follow()
    motion.begin()
    for y in (1.0, 0.0):
        strand.discs[0].move_to([1.0, y, 0.0])
        motion.interpolate(0.5)
        assert np.linalg.norm(strand.way[0] - [1.0, y, 0.0]) == pytest.approx(0.3)


def test_a_grid_has_each_weight_at_its_corner(recording):
    grid = grid_of(recording)
    weights, at = recording.weights_at(0)[0], grid.place
    for j, i in np.ndindex(4, 5):
        cell, corner, (x, y, _) = grid.cells[j][i], grid.corners[j][i], at.crossing(j, i)
        assert cell.source.value == weights[j, i]
        assert corner.get_center()[:2] == pytest.approx([x, y])
        assert cell.get_bottom()[1] > y, "clear of its row's line"
        assert cell.get_right()[0] < x, "and of its column's"
        if i:
            assert cell.get_left()[0] > at.crossing(j, i - 1)[0]
    for column in range(5):
        line = grid.wires[column]
        assert line.get_start()[:2] == pytest.approx(grid.rim_above(column)[:2])
        assert line.get_end()[:2] == pytest.approx(at.crossing(3, column)[:2])


def test_without_numbers_the_area_of_a_corner_is_its_weight(recording):
    at = WeightsLayout.of(AREA).grid(DARK, 4, 5, False)
    grid = WeightGrid(DARK, at, first_weights(recording), FORM, numbered=False)
    for j, i in np.ndindex(4, 5):
        corner, weight = grid.corners[j][i], recording.weights_at(0)[0][j, i]
        assert corner.mark.source.value == weight
        assert (corner.width / 2 / corner.full_radius) ** 2 == pytest.approx(abs(weight) / 0.5)


def test_a_product_stands_below_its_weight_and_clear_of_the_next(recording):
    grid = grid_of(recording)
    figures = Figures(recording, 0, (range(5), range(4)), FORM, NumberFormat(3))
    assert grid.place.roomy
    for j, i in np.ndindex(3, 5):
        product = grid.number(j, i, figures.product(j, i), figures.products, below=True)
        above = grid.place.crossing(j, i)[1] - product.get_top()[1]
        below = product.get_bottom()[1] - grid.cells[j + 1][i].get_top()[1]
        assert 0 < above < below, "nearer to its own line than to the next weight"


def test_values_run_down_and_products_to_the_right(recording):
    grid = grid_of(recording)
    figures = Figures(recording, 0, (range(5), range(4)), FORM, NumberFormat(3))
    down = grid.send(2, 3, 0.0, 1.0)
    places = at(down, np.linspace(0, 1, 21))
    assert np.ptp(places[:, 0]) < 1e-6
    assert (np.diff(places[:, 1]) <= 1e-9).all()
    assert grid.receive(2, 1, figures.product(2, 1), 0.0, 1.0) == [], "an input of zero"
    (along,) = grid.receive(2, 3, figures.product(2, 3), 0.0, 1.0)
    places = at(along, np.linspace(0, 1, 21))
    assert np.ptp(places[:, 1]) < 1e-6
    assert (np.diff(places[:, 0]) >= -1e-9).all()


def test_products_and_sums_are_right_as_printed(recording):
    figures = Figures(recording, 0, (range(5), range(4)), FORM, NumberFormat(3))
    weights, inputs = recording.weights_at(0)[0], recording.activations[0][0]

    def printed(source, form):
        return Decimal(form(source.value).replace("\N{MINUS SIGN}", "-"))

    for r in range(4):
        products = [printed(figures.product(r, i), figures.products) for i in range(5)]
        for i, product in enumerate(products):
            assert float(product) == pytest.approx(weights[r, i] * inputs[i])
        assert sum(products) == printed(figures.total(r), figures.sums)
        assert figures.row_relation(r).holds


def test_sums_of_a_later_layer_follow_from_what_is_printed(recording):
    weights = [[Source(recording, "weights", 0, 1, (k, j)) for j in range(4)] for k in range(3)]
    values = [Source(recording, "activations", 0, 1, (j,)) for j in range(4)]
    sums = [Source(recording, "partial_sums", 0, 1, (k, 3)) for k in range(3)]
    form = format_of_sums(weights, values, sums, FORM, NumberFormat(3))
    assert form.decimals >= 2
    for row, total in zip(weights, sums, strict=True):
        found = sum(round(w.value, 2) * round(v.value, 3) for w, v in zip(row, values, strict=True))
        assert round(found, form.decimals) == pytest.approx(round(total.value, form.decimals))


def test_a_layer_drawn_in_part_has_the_sum_over_all_inputs(recording):
    figures = Figures(recording, 0, ((0, 2, 3), range(4)), FORM, NumberFormat(3))
    assert not figures.whole
    weights, inputs = recording.weights_at(0)[0], recording.activations[0][0]
    assert figures.total(0).value == pytest.approx(weights[0] @ inputs)


def test_a_size_is_rows_times_columns(recording):
    sizes = [Source(recording, "layer_sizes", None, None, (k,)) for k in (1, 0)]
    line = SizeLine(DARK, 1.0, -2.0, "bold(W)", *sizes)
    assert (line.shape.rows.text, line.shape.columns.text) == ("4", "5")
    assert line.get_x() == pytest.approx(1.0, abs=0.05)
    column = SizeLine(DARK, 1.0, -2.0, "bold(x)", sizes[1], None)
    assert (column.shape.rows.text, column.shape.columns.text) == ("5", "1")


def stairs_of(recording, area):
    found = []
    for k, at in enumerate(WeightsLayout.of(area).stairs(DARK, [5, 4, 3])):
        n, m = at.columns, at.rows
        weights = [[Source(recording, "weights", 0, k, (j, i)) for i in range(n)] for j in range(m)]
        sums = [Source(recording, "partial_sums", 0, k, (j, n - 1)) for j in range(m)]
        forms = FORM, narrow_format(sums)
        names = [f"h_{j + 1}" for j in range(m)]
        found.append(FoldedLayer(DARK, at, weights, sums, forms, UNIT, names))
    return found


@pytest.mark.parametrize("aspect", list(ASPECTS))
def test_rows_of_a_grid_lead_to_the_columns_of_the_next(recording, aspect):
    area = Frame(*QUALITIES["draft"].shaped(aspect).frame)
    first, second = stairs_of(recording, area)
    assert first.place.numbered or aspect != "16:9"
    for r, neuron in enumerate(first.neurons):
        x, y, _ = neuron.disc.get_center()
        assert y == pytest.approx(first.place.crossing(r, 0)[1])
        assert x == pytest.approx(second.place.crossing(0, r)[0])
        assert second.grid.wires[r].get_start()[0] == pytest.approx(x)
    for folded in (first, second):
        for r, number in enumerate(folded.sums):
            weights = recording.weights_at(0)[number.source.layer][r]
            inputs = recording.activations[number.source.layer][0]
            assert number.source.value == pytest.approx(weights @ inputs)
            assert number.get_right()[0] < folded.gate.get_left()[0]
        assert folded.gate.get_right()[0] < folded.neurons[0].disc.get_left()[0]
        for part in (folded.grid, folded.names, *folded.neurons):
            assert area.body.left <= part.get_left()[0] + 1e-9
            assert part.get_right()[0] <= area.body.right + 1e-9
            assert area.body.bottom <= part.get_bottom()[1] + 1e-9
            assert part.get_top()[1] <= area.body.top + 1e-9


@pytest.mark.parametrize("aspect", list(ASPECTS))
@pytest.mark.parametrize("sizes", [(5, 4), (1, 1), (5, 1), (1, 5), (3, 5)])
def test_matrices_and_their_neurons_are_inside_the_frame(aspect, sizes):
    area = Frame(*QUALITIES["draft"].shaped(aspect).frame)
    layout, (columns, rows) = WeightsLayout.of(area), sizes
    grid = layout.grid(DARK, rows, columns, False)
    heads = [grid.above(0), grid.above(columns - 1)]
    for x, y, _ in (*heads, grid.beside(0), grid.beside(rows - 1)):
        assert area.body.left <= x - grid.radius
        assert x + grid.radius <= area.body.right
        assert area.body.bottom <= y - grid.radius
        assert y + grid.radius <= area.body.top
    gaps = np.diff([grid.crossing(r, 0)[1] for r in range(grid.rows)])
    assert all(abs(gap) > 2 * grid.radius for gap in gaps), "discs keep apart"


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


def test_equal_sizes_are_joined_below_by_a_bridge_that_is_checked():
    left = ShapeLabel(DARK, AxisValue(9), AxisValue(5), 0.5, DARK.ink).place(-1.0, 0.0)
    for rows in (5, 4):
        right = ShapeLabel(DARK, AxisValue(rows), AxisValue(1), 0.5, DARK.ink).place(1.0, 0.0)
        joined = bridge(DARK, left.columns, right.rows, 0.2)
        assert joined.get_top()[1] < left.get_bottom()[1]
        assert [relation.holds for relation in joined.relations] == [rows == 5]


def test_every_size_stated_is_that_of_what_is_drawn(recording):
    seen = {}

    def stop(scene, beat):
        if beat.name in ("shape", "sizes_meet", "chain"):
            lines = [m for m in scene.stage if isinstance(m, SizeLine)]
            seen[beat.name] = [(m.shape.rows.text, m.shape.columns.text) for m in lines]
        if beat.name == "fill":
            left = [m for m in scene.get_mobject_family_members() if isinstance(m, Strand)]
            assert not left, "lines left behind"

    rehearse(find_clip("weights"), recording, Style(), QUALITIES["draft"], stop)
    assert seen == {
        "shape": [("4", "5")],
        "sizes_meet": [("4", "5"), ("5", "1"), ("4", "1")],
        "chain": [("4", "5"), ("3", "4")],
    }
