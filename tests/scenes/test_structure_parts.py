"""The parts of the clip on structure: a scale, a grid of weights, sketches, edges that grow."""

import numpy as np
import pytest
from manim import Circle, Line

from network import Recording
from scenes.catalog import find_clip
from scenes.clips.structure.network_sketch import NetworkSketch
from scenes.clips.structure.value_scale import ValueScale
from scenes.clips.structure.weight_dots import WeightDots, grow_edge
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import Source
from scenes.style.frame import Frame
from scenes.style.theme import DARK

from .conftest import RECORDINGS, walk

AREA = Frame(128 / 9, 8)


@pytest.fixture(scope="module")
def recording():
    return Recording.load(RECORDINGS / "walkthrough.npz")


def test_weights_are_counted_up_to_a_target(recording):
    counted = [
        Source(recording, "weight_count", 0, layer, (targets,)).value
        for layer, targets in [(0, 0), (0, 1), (0, 4), (1, 0), (1, 1), (1, 3)]
    ]
    assert counted == [0, 5, 20, 20, 24, 32]


def test_the_scale_is_as_bright_as_its_values(recording):
    """Measured in the drawn picture, between the dots and the ends."""
    walked = walk(find_clip("structure"), recording)
    picture = next(stop.picture for stop in walked.stops if stop.beat.name == "brightness")
    scale = next(
        m.mark.axes
        for stop in walked.stops
        for m in stop.marked
        if isinstance(m.mark.axes, ValueScale)
    )
    height, width, _ = picture.shape
    row = int((0.5 - scale.bar.get_center()[1] / 8) * height)
    for value in (0.1, 0.33, 0.5, 0.75, 0.9):
        x = scale.c2p(value)[0]
        assert scale.p2c(scale.c2p(value))[0] == pytest.approx(value)
        column = int((0.5 + x / (128 / 9)) * width)
        assert np.abs(picture[row, column].astype(float) - 255 * value).max() <= 3, value


def test_every_weight_has_a_disc_in_its_row_and_column(recording):
    drawn = WeightDots(DARK, AREA.panel, recording, 0)
    for layer, weights in enumerate(recording.weights_at(0)):
        assert [len(row) for row in drawn.dots[layer]] == [weights.shape[1]] * weights.shape[0]
        assert len(drawn.cells[layer]) == weights.size
        for (j, i), weight in np.ndenumerate(weights):
            dot = drawn.dots[layer][j][i]
            assert dot.get_x() == pytest.approx(drawn.sources[layer][i].get_x())
            assert dot.get_y() == pytest.approx(drawn.targets[layer][j].get_y())
            assert dot.width**2 / abs(weight) == pytest.approx((2 * 0.21) ** 2 / 0.5)
            colour = DARK.positive if weight > 0 else DARK.negative
            assert dot.get_fill_color().to_hex().upper() == colour.upper()
            # A negative one is recognisable without colour: it has a hole.
            assert len(dot.get_subpaths()) == (1 if weight > 0 else 2)
    low, high = drawn.get_corner([-1, -1, 0]), drawn.get_corner([1, 1, 0])
    assert low[0] >= AREA.panel.left
    assert low[1] >= AREA.panel.bottom - 1e-6
    assert high[0] <= AREA.panel.right
    assert high[1] <= AREA.panel.top + 1e-6


@pytest.mark.parametrize(
    ("sizes", "lines"),
    [((5, 3), 15), ((5, 4, 3), 32), ((5, 4, None, 4, 3), 32), ((2, 3, 2, 3), 18)],
)
def test_a_sketch_joins_all_to_all_and_claims_no_value(sizes, lines):
    label = TextLine(DARK, "many", 0.4, DARK.ink)
    sketch = NetworkSketch(DARK, AREA.panel, sizes, label)
    assert label.get_top()[1] < min(column.get_bottom()[1] for column in sketch.columns)
    family = sketch.get_family()
    drawn = [m for m in family if isinstance(m, Line)]
    assert len(drawn) == lines
    assert len({(m.get_stroke_width(), m.get_stroke_color().to_hex()) for m in drawn}) == 1
    neurons = [m for m in family if isinstance(m, Circle)]
    assert len(neurons) == sum(size for size in sizes if size)
    assert {m.get_fill_color().to_hex().upper() for m in neurons} == {DARK.background.upper()}
    assert not [m for m in family if hasattr(m, "mark")]
    centres = np.array([m.get_center() for m in neurons])
    for line in drawn:
        for end in (line.get_start(), line.get_end()):
            assert np.linalg.norm(centres - end, axis=1).min() == pytest.approx(sketch.radius)


def test_an_edge_grows_from_its_source_to_what_it_is_when_lit(recording):
    network = NetworkDiagram(DARK, AREA.network, recording, 0)
    edge, twin = network.edges[0][1][2], network.edges[0][1][2].copy()
    start, end = edge.get_start().copy(), edge.get_end().copy()
    growing = grow_edge(edge)
    growing.begin()
    assert edge.get_stroke_opacity() == 0
    growing.interpolate(0.5)
    assert edge.get_start() == pytest.approx(start)
    assert edge.get_end() == pytest.approx((start + end) / 2)
    growing.interpolate(1.0)
    assert edge.get_end() == pytest.approx(end)
    lit = twin.highlight().build()
    lit.begin()
    lit.finish()
    for style in ("get_stroke_width", "get_stroke_opacity", "get_stroke_color"):
        assert getattr(edge, style)() == getattr(twin, style)()
