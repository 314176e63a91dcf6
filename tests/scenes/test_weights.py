"""The parts of the weights clip: what they show is counted, measured and recomputed."""

from decimal import Decimal

import numpy as np
import pytest
from manim import Dot, tempconfig

from network import Recording, record_walkthrough
from scenes.animation.timing import into_row, over_the_top
from scenes.base import Style
from scenes.catalog import find_clip
from scenes.clips.weights.crossing_lines import CrossingLines
from scenes.clips.weights.layout import WeightsLayout
from scenes.clips.weights.random_board import RandomBoard
from scenes.clips.weights.row_products import Figures, RowProducts
from scenes.clips.weights.weaving_beats import settle
from scenes.clips.weights.weight_matrix import SizeLine, WeightMatrix, turn_over
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.provenance.source import NumberFormat, Source
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


def place(rows=4, columns=5):
    return WeightsLayout.of(AREA).factor(DARK, rows, columns, False)


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


@pytest.mark.parametrize("bend", [0.0, 0.4, 1.0])
def test_lines_keep_to_their_discs_and_turn_where_row_and_column_cross(recording, bend):
    tops = [Dot([x, 2.0, 0], 0.3) for x in range(-3, 2)]
    sides = [Dot([4.0, 1 - y, 0], 0.3) for y in range(4)]
    lines = CrossingLines(DARK, first_weights(recording), tops, sides)
    motion = lines.bend()
    finish(motion, 1.0 if bend == 1.0 else 0.0)
    for j, row in enumerate(lines.rows):
        for i, strand in enumerate(row):
            assert np.linalg.norm(strand.points[0] - tops[i].get_center()) == pytest.approx(0.3)
            assert np.linalg.norm(strand.points[-1] - sides[j].get_center()) == pytest.approx(0.3)
            # A bent line lies on others, whose sign its dashes would be taken for.
            dashed = strand.weight.value < 0 and (bend != 1.0 or strand.lit)
            assert (len(strand.get_subpaths()) > 1) == dashed
            if bend == 1.0:
                corner = [tops[i].get_x(), sides[j].get_y(), 0]
                assert strand.way[1] == pytest.approx(corner)


def test_lines_follow_their_discs(recording):
    tops = [Dot([-5.0, 2 - y, 0], 0.3) for y in range(5)]
    sides = [Dot([-3.0, 1 - y, 0], 0.3) for y in range(4)]
    lines = CrossingLines(DARK, first_weights(recording), tops, sides)
    above = [(x, 2.0, 0.0) for x in range(-3, 2)]
    beside = [(4.0, 1.0 - y, 0.0) for y in range(4)]
    for share in (0.5, 1.0):
        for move in lines.spread(above, beside, 0.5):
            finish(move, share)
    assert [disc.get_center() for disc in tops] == pytest.approx(np.array(above))
    assert tops[0].width == pytest.approx(0.5)


def test_a_number_appears_when_no_line_passes_its_corner(recording):
    faults, seen = [], set()

    def stop(scene, beat):
        seen.add(beat.name)
        if beat.name == "fill":
            gone = [
                strand for strand in scene.lines if strand in scene.get_mobject_family_members()
            ]
            faults.extend(gone)

    rehearse(find_clip("weights"), recording, Style(), QUALITIES["draft"], stop)
    assert {"fill", "all"} <= seen
    assert not faults, "lines left behind"
    tops = [Dot([x, 2.0, 0], 0.3) for x in range(-3, 2)]
    sides = [Dot([4.0, 1 - y, 0], 0.3) for y in range(4)]
    lines = CrossingLines(DARK, first_weights(recording), tops, sides)
    matrix = WeightMatrix(DARK, place(), first_weights(recording), FORM)
    gone, shown = {}, {}
    for move in settle(lines, matrix):
        gone[move.mobject], shown[move.mobject] = move.rate_func.span[1], move.rate_func.span[0]
    for r, c in np.ndindex(4, 5):
        own = [(r, k) for k in range(c + 1)] + [(k, c) for k in range(r, 4)]
        last = max(gone[lines.rows[j][i]] for j, i in own)
        assert last <= shown[matrix.cells[r][c]] + 1e-9


def test_a_matrix_stands_where_rows_and_columns_cross(recording):
    at = place()
    matrix = WeightMatrix(DARK, at, first_weights(recording), FORM)
    for j, i in np.ndindex(4, 5):
        cell, (x, y, _) = matrix.cells[j][i], at.crossing(j, i)
        assert cell.source.value == recording.weights_at(0)[0][j, i]
        assert cell.get_x() == pytest.approx(x, abs=0.15)
        assert cell.get_y() == pytest.approx(y, abs=0.05)


def test_a_matrix_turned_over_is_its_transpose_and_upright(recording):
    sources = first_weights(recording)
    across = [list(column) for column in zip(*sources, strict=True)]
    front = WeightMatrix(DARK, place(), sources, FORM)
    back = WeightMatrix(DARK, place(5, 4), across, FORM)
    before = [cell.points.copy() for cell in back.entries]
    turn = turn_over(front, back)
    finish(turn, 0.5)
    edge_on = np.concatenate([cell.points for cell in (*front.entries, *back.entries)])
    along = edge_on[:, :2] - edge_on[:, :2].mean(0)
    assert np.linalg.svd(along, compute_uv=False)[1] < 1e-6, "a line, seen from the edge"
    finish(turn, 1.0)
    for cell, points in zip(back.entries, before, strict=True):
        assert cell.points == pytest.approx(points, abs=1e-9)
    for j, i in np.ndindex(4, 5):
        assert back.cells[i][j].source == front.cells[j][i].source
    assert all(np.ptp(cell.points, axis=0).max() == 0 for cell in front.entries)


def test_products_and_sums_are_right_as_printed(recording):
    figures = Figures(recording, 0, (range(5), range(4)), FORM, NumberFormat(3))
    weights, inputs = recording.weights_at(0)[0], recording.activations[0][0]
    for r in range(4):
        row = RowProducts(DARK, place(), figures, r, 0.0)
        printed = [Decimal(p.text.replace("\N{MINUS SIGN}", "-")) for p in row.products]
        for i, product in enumerate(printed):
            assert float(product) == pytest.approx(weights[r, i] * inputs[i])
        total = Decimal(row.total.text.replace("\N{MINUS SIGN}", "-"))
        assert sum(printed) == total
        assert row.sign.text == "="
        assert row.sign.get_right()[0] < row.total.get_left()[0]
        for c, product in enumerate(row.products):
            assert product.get_x() == pytest.approx(place().crossing(r, c)[0], abs=0.1)


def test_of_a_layer_drawn_in_part_no_sum_is_claimed(recording):
    figures = Figures(recording, 0, ((0, 2, 3), range(4)), FORM, NumberFormat(3))
    row = RowProducts(DARK, place(4, 3), figures, 0, 0.0)
    assert not figures.whole
    assert row.sign.text.startswith("arrow")
    weights, inputs = recording.weights_at(0)[0], recording.activations[0][0]
    assert row.total.source.value == pytest.approx(weights[0] @ inputs), "over all inputs"


def test_a_size_is_rows_times_columns(recording):
    sizes = [Source(recording, "layer_sizes", None, None, (k,)) for k in (1, 0)]
    line = SizeLine(DARK, place(), "bold(W)", *sizes, ("to", "from"), AREA.body)
    assert (line.shape.rows.text, line.shape.columns.text) == ("4", "5")
    for word, number in zip(line.words, line.shape.numbers, strict=True):
        assert word.get_x() == pytest.approx(number.get_x(), abs=0.05)
    assert line.words[0].get_right()[0] < line.words[1].get_left()[0]


@pytest.mark.parametrize("aspect", list(ASPECTS))
@pytest.mark.parametrize("sizes", [(5, 4), (1, 1), (5, 1), (1, 5), (3, 5)])
def test_matrices_and_their_neurons_are_inside_the_frame(aspect, sizes):
    area = Frame(*QUALITIES["draft"].shaped(aspect).frame)
    layout, (columns, rows) = WeightsLayout.of(area), sizes
    at = [
        layout.weaving(DARK, rows, columns, False),
        layout.alone(DARK, rows, columns, False),
        layout.factor(DARK, rows, columns, False),
    ]
    for one in (*at, *(layout.pair(DARK, [columns, rows, 2]) or [])):
        corners = [one.above(0), one.above(one.columns - 1), one.beside(0), one.beside(rows - 1)]
        for x, y, _ in corners if one.rows == rows else ():
            assert area.body.left <= x - one.radius
            assert x + one.radius <= area.body.right
            assert area.body.bottom <= y - one.radius
            assert y + one.radius <= area.body.top
        gaps = np.diff([one.crossing(r, 0)[1] for r in range(one.rows)])
        assert all(abs(gap) > 2 * one.radius for gap in gaps), "discs keep apart"


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


def test_every_size_stated_is_that_of_the_matrix_drawn(recording):
    seen = {}

    def stop(scene, beat):
        lines = [m for m in scene.stage if isinstance(m, SizeLine)]
        matrices = [m for m in scene.stage if isinstance(m, WeightMatrix)]
        if beat.name in ("shape", "column", "other_way", "transpose"):
            (line,), (matrix,) = lines, matrices
            stated = line.shape.rows.text, line.shape.columns.text
            assert stated == (str(len(matrix.cells)), str(len(matrix.cells[0])))
            seen[beat.name] = stated
        if beat.name == "other_way":
            empty, frame = scene.left_over
            assert empty.get_x() > matrices[0].get_right()[0], "a place without a weight"
            last = scene.inputs.cells[len(matrices[0].cells[0])][0]
            assert frame.get_y() == pytest.approx(last.get_y(), abs=0.05)

    rehearse(find_clip("weights"), recording, Style(), QUALITIES["draft"], stop)
    assert seen == {
        "shape": ("4", "5"), "column": ("4", "5"), "other_way": ("5", "4"),
        "transpose": ("4", "5"),
    }  # fmt: skip
