"""Parts in regions narrower or taller than those of a 16:9 frame."""

from itertools import pairwise

import pytest

from network import Recording
from scenes.clips.backpropagation.story import Story
from scenes.clips.backpropagation.table import Table
from scenes.clips.cost.layout import TileGrid
from scenes.mobjects.network.bias_neuron import BiasNeuron
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.columns import fit_type, needed_width, spread
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Frame, Region
from scenes.style.picture_size import QUALITIES
from scenes.style.theme import DARK

from .conftest import RECORDINGS, layer_equations

NARROW = Region(-2.4, 2.4, -3.5, 4.0)
AREAS = {
    aspect: Frame(*QUALITIES["1080p"].shaped(aspect).frame)
    for aspect in ("16:9", "4:3", "1:1", "9:16")
}


@pytest.fixture(scope="module")
def recording():
    return Recording.load(RECORDINGS / "walkthrough.npz")


def test_columns_stand_where_they_are_wanted_if_they_fit():
    region = Region(0.0, 10.0, 0.0, 1.0)
    assert spread(region, {"a": 0.1, "b": 0.5}, {"a": 1.0, "b": 1.0}) == {"a": 1.0, "b": 5.0}


def test_columns_fill_a_region_that_has_no_room_for_where_they_are_wanted():
    region, widths = Region(1.0, 4.0, 0.0, 1.0), {"a": 1.0, "b": 0.5, "c": 1.0}
    found = spread(region, {"a": 0.1, "b": 0.2, "c": 0.6}, widths)
    assert found["a"] == pytest.approx(1.5)
    assert found["c"] == pytest.approx(3.5)
    assert found["b"] == pytest.approx(2.5)
    assert needed_width(widths) < region.width


def test_type_shrinks_until_it_fits_and_no_further():
    def build(em):
        return 0.3 + 8 * em  # padding does not shrink

    em, width = fit_type(build, 0.5, 2.0)
    assert width == build(em) <= 2.0
    assert width > 0.99 * 2.0
    assert fit_type(build, 0.1, 2.0) == (0.1, build(0.1))


def test_the_middle_of_a_region_is_no_larger_than_allowed():
    region = Region(0.0, 4.0, 0.0, 2.0)
    assert region.inner(2.0, 2.0) == Region(1.0, 3.0, 0.0, 2.0)
    assert region.inner(9.0, 1.0) == Region(0.0, 4.0, 0.5, 1.5)


@pytest.mark.parametrize("aspect", AREAS)
@pytest.mark.parametrize("layer", [0, 1])
def test_weights_on_edges_hide_neither_neurons_nor_each_other(recording, aspect, layer):
    network = NetworkDiagram(DARK, AREAS[aspect].network, recording, 0)
    discs = [neuron.disc for column in network.layers for neuron in column]
    for j in range(recording.layer_sizes[layer + 1]):
        labels = network.labels(layer, j, NumberFormat(2, signed=True))
        for k, label in enumerate(labels):
            low, high = label.patch.get_corner([-1, -1, 0]), label.patch.get_corner([1, 1, 0])
            for disc in discs:
                nearest = disc.get_center().clip(low, high)
                apart = ((nearest - disc.get_center()) ** 2).sum() ** 0.5
                assert apart >= disc.width / 2 - 1e-6
            for other in labels[:k]:
                away = abs(label.patch.get_center() - other.patch.get_center())
                sizes = (label.patch.width + other.patch.width) / 2, label.patch.height
                assert away[0] >= sizes[0] - 1e-6 or away[1] >= sizes[1] - 1e-6


@pytest.mark.parametrize("layer", [0, 1])
def test_a_matrix_product_takes_two_lines_where_one_is_too_long(recording, layer):
    equation = layer_equations(recording, NARROW)[layer]
    assert equation.get_left()[0] >= NARROW.left
    assert equation.get_right()[0] <= NARROW.right
    assert NARROW.bottom <= equation.get_bottom()[1] < equation.get_top()[1] <= NARROW.top
    assert equation.sums.get_top()[1] < equation.weights.get_bottom()[1]
    assert equation.weights.cells[0][0].em >= DARK.sizes.number_matrix


def test_a_table_of_slopes_leaves_out_what_it_has_no_room_for(recording):
    story = Story(recording, 0, 0)
    wide = Table(DARK, AREAS["16:9"].panel, story, 1)
    narrow = Table(DARK, Region(-1.8, 1.8, -3.5, 4.0), story, 0)
    assert len(wide.deltas) == recording.layer_sizes[2]
    assert len(wide.shown) == recording.layer_sizes[1]
    assert not narrow.deltas
    assert len(narrow.shown) < recording.layer_sizes[0]
    assert narrow.width <= NARROW.width
    assert all(len(row) == len(narrow.shown) for row in narrow.slopes)


@pytest.mark.parametrize("count", range(2, 11))
@pytest.mark.parametrize("aspect", AREAS)
def test_tiles_of_the_cost_stand_within_their_region_and_apart(aspect, count):
    body, number, em = AREAS[aspect].body, 0.9, 0.29
    grid = TileGrid(body, count, em, number, lines=2, titles=True, ticks=True)
    assert grid.side > 0.4
    places = [(cell.x, cell.top) for cell in grid.cells]
    for k, (x, top) in enumerate(places):
        assert body.left < grid.left < x - grid.side / 2
        assert x + grid.side / 2 < body.right
        assert body.bottom < grid.baseline(k, 1) < grid.baseline(k, 0) < top - grid.side
        assert top < body.top
    for (x0, y0), (x1, y1) in pairwise(places):
        assert x1 - x0 > max(grid.side, number) or y1 < y0 - grid.side


def test_the_bias_neuron_keeps_clear_of_names_and_neurons(recording):
    words = ["input", "hidden", "output"]
    for area in AREAS.values():
        network = NetworkDiagram(DARK, area.network, recording, 0, words)
        one = Source(recording, "setting", index=("bias_input",))
        bias = BiasNeuron(DARK, network, 1, one)
        centre, reach = bias.body.disc.get_center(), bias.body.disc.width / 2
        for column in network.layers:
            for neuron in column:
                away = neuron.disc.get_center() - centre
                assert (away @ away) ** 0.5 > reach + neuron.disc.width / 2
        for left, right in pairwise(network.names):
            assert left.get_right()[0] < right.get_left()[0]
        for name in network.names:
            beside = abs(name.get_x() - centre[0]) > name.width / 2 + reach
            assert beside or centre[1] - reach > name.get_top()[1]
