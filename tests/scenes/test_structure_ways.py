"""Paths past the neurons, and the rows that say what a layer does."""

import numpy as np
import pytest
from manim import Square

from network import Recording
from scenes.clips.structure.layer_roles import LayerRole
from scenes.clips.structure.pixel_tags import PixelTags
from scenes.clips.structure.route import morph_along, route
from scenes.clips.structure.weight_dots import WeightDots
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.provenance.source import Source
from scenes.style.frame import Frame
from scenes.style.theme import DARK

from .conftest import RECORDINGS

AREA = Frame(128 / 9, 8)
SHARES = np.linspace(0, 1, 400)


@pytest.fixture(scope="module")
def recording():
    return Recording.load(RECORDINGS / "walkthrough.npz")


@pytest.fixture(scope="module")
def network(recording):
    return NetworkDiagram(DARK, AREA.network, recording, 0, ["input", "hidden", "output"])


def clearance(way, radius, discs):
    """Return the least distance between the rim of a moving disc and the rims of others."""
    points = np.array([way.point_from_proportion(share) for share in SHARES])
    return min(
        np.linalg.norm(points - disc.get_center(), axis=1).min() - disc.width / 2 - radius
        for disc in discs
    )


def test_pixels_reach_their_neurons_and_meet_no_other(recording, network):
    grid = PixelGrid(DARK, AREA.panel, recording.images[recording.image_index[0]])
    names = [Square(0.3) for _ in recording.metadata["pixels"]]
    tags = PixelTags(grid, recording.metadata["pixels"], names)
    for name in names:
        for row, column in np.argwhere(grid.image > 0):
            apart = np.abs(name.get_center() - grid.centre_of(row, column))[:2].max()
            assert apart > 0.15 + grid.pitch / 2, "a name covers no lit pixel"
    others = [neuron.disc for layer in network.layers[1:] for neuron in layer]
    for (row, column), neuron in zip(recording.metadata["pixels"], network.layers[0], strict=True):
        end = neuron.disc.get_center()
        k = recording.metadata["pixels"].index([row, column])
        way = tags.way_out(k)
        assert way.get_start() == pytest.approx(grid.centre_of(row, column))
        assert way.get_end()[0] == pytest.approx(grid.get_left()[0], abs=grid.pitch)
        way.append_points(route(way.get_end(), end, network.layers[:0:-1]).points)
        assert way.get_end() == pytest.approx(end)
        assert clearance(way, 0.38 * neuron.disc.width / 2, others) > 0


def test_weights_reach_their_cells_and_meet_no_neuron_and_no_other_weight(recording, network):
    drawn = WeightDots(DARK, AREA.panel.columns(0.64, 0.36, gap=0.1)[0], recording, 0)
    others = [neuron.disc for layer in network.layers[1:] for neuron in layer]
    row = drawn.dots[0][0]
    for i, (dot, edge) in enumerate(zip(row, network.row(0, 0), strict=True)):
        start, end = edge.point_from_proportion(0.5), dot.get_center().copy()
        way = route(start, end, network.layers[1:], drawn.below(0, 0, i), above=True)
        met = [*others, *row[:i], *drawn.targets[0], *drawn.sources[0]]
        assert clearance(way, dot.width / 2, met) > 0, i
        flight = drawn.fly(0, 0, i, way)
        flight.begin()
        assert dot.get_center() == pytest.approx(start)
        flight.finish()
        assert dot.get_center() == pytest.approx(end)


def test_a_shape_that_follows_a_way_becomes_the_other(network):
    first, last = network.layers[2][0].disc.copy(), network.layers[0][4].disc.copy().scale(0.5)
    goal = last.copy()
    way = route(first.get_center(), last.get_center(), [network.layers[1]])
    motion = morph_along(first, last, way)
    motion.begin()
    motion.interpolate(0.5)  # symmetric easing: half of the time is half of the path
    assert first.get_center() == pytest.approx(way.point_from_proportion(0.5), abs=1e-6)
    motion.finish()
    assert first.points == pytest.approx(goal.points, abs=1e-6)


@pytest.mark.parametrize(
    ("before", "after", "lines_in", "lines_out"), [(None, 4, 1, 4), (5, 3, 5, 3), (4, None, 4, 0)]
)
def test_a_role_has_a_line_for_each_neighbour(recording, before, after, lines_in, lines_out):
    role = LayerRole(
        DARK,
        AREA.panel.split(1, 1, 1, gap=0.2)[1],
        Source(recording, "layer_sizes", 0, None, (1,)),
        "neurons",
        "takes, processes, passes on",
        before=before,
        after=after,
    )
    assert [len(lines) for lines in role.lines] == [lines_in, lines_out]
    assert [len(column) for column in role.neighbours] == [before or 0, after or 0]
    for side in (0, 1):
        value = Source(recording, "activations", 0, 0, (0,))
        beads, ways = role.flow(side, [value] * len(role.lines[side]))
        for bead, way, line in zip(beads, ways, role.lines[side], strict=True):
            way.begin()
            assert bead.get_fill_opacity() == 0
            way.finish()
            assert bead.get_center() == pytest.approx(line.get_end())
            assert bead.get_fill_opacity() == 0
