"""What long searches over random networks found too tight, each kind as a small example."""

import numpy as np
import pytest

from network import Dataset, Network, record
from network.core.activations import ACTIVATIONS
from scenes.audit.layout import Box
from scenes.clips.decision.heads import ClassKey
from scenes.clips.decision.layout import DecisionLayout
from scenes.clips.decision.plane_plot import SIDE_ROOM
from scenes.clips.forward_pass.curve_reading import formulas_in
from scenes.mobjects.graphing.activation_plot import ActivationPlot
from scenes.mobjects.graphing.axes import thinned
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.style.frame import Frame, Region
from scenes.style.theme import DARK

CLEARANCE = DARK.sizes.clearance
SLACK = 1e-6


def box_of(drawn):
    """Return the box of a text, as the rules of layout see it."""
    region = Region.around(drawn)
    return Box("", region.left, region.right, region.bottom, region.top, drawn)


def too_near(texts):
    """Return the pairs of texts that are nearer than allowed."""
    boxes = [box_of(text) for text in texts]
    return [
        (k, n)
        for n, one in enumerate(boxes)
        for k, other in enumerate(boxes[:n])
        if one.overlaps(other, CLEARANCE)
    ]


@pytest.mark.parametrize("largest", [0.02, 0.19, 0.9, 1.9, 45.0])
@pytest.mark.parametrize("name", ["identity", "relu", "tanh"])
@pytest.mark.parametrize("width", [3.1, 3.4, 10.8])
def test_the_numbers_of_a_curve_keep_apart_and_inside(name, largest, width):
    region = Region(-width / 2, width / 2, -1.25, 1.25)
    plot = ActivationPlot(DARK, region, ACTIVATIONS[name], largest)
    texts = [*plot.numbers, plot.name]
    assert not too_near(texts)
    assert max(text.get_right()[0] for text in texts) <= region.right + SLACK
    assert min(text.get_left()[0] for text in texts) >= region.left - SLACK


@pytest.mark.parametrize("name", ["tanh", "relu", "sigmoid"])
def test_a_formula_beside_a_curve_keeps_clear_of_the_curves_numbers(name):
    region = Region(0.0, 3.25, -1.0, 1.0)
    formulas = formulas_in(DARK, region, ACTIVATIONS[name], "bold(o)", "bold(z)^((4))")
    for formula in formulas[1:]:
        assert formula.get_left()[0] >= region.left + CLEARANCE - SLACK
        assert formula.get_right()[0] <= region.right - CLEARANCE + SLACK


def test_the_key_of_many_classes_stays_in_its_row():
    region = Region(-3.5, 3.5, 0.0, 0.5)
    for width in (3.0, 5.0, 7.0, 12.0):
        row = Region(region.left, region.left + width, region.bottom, region.top)
        key = ClassKey(
            DARK, row, ["a 0", "width 1", "sepal length (cm) 2", "Größe 3", "x 4", "$ 5"]
        )
        assert key.get_right()[0] <= row.right + SLACK


def test_a_plane_makes_room_for_wide_numbers():
    frame = Frame(12.26, 9.2)
    usual, wide = (DecisionLayout.of(frame, room) for room in (SIDE_ROOM, SIDE_ROOM + 0.4))
    assert DecisionLayout.of(frame) == usual
    left, right = wide.pair
    assert left.left - SIDE_ROOM - 0.4 >= frame.body.left - SLACK
    assert left.right + SIDE_ROOM <= right.left
    assert right.right <= frame.body.right


def test_names_of_narrow_layers_take_as_many_levels_as_they_need():
    images = np.zeros((2, 1, 6), np.uint8)
    samples = Dataset(
        "pictures", np.empty((0, 0)), np.eye(2), [f"pixel {k}" for k in range(6)], ["a", "b"],
        np.arange(2), images=images,
    )  # fmt: skip
    recording = record(samples, Network((6, 3, 4, 3, 2)), epochs=1)
    names = ["Eingabe", "verborgen 1", "verborgen 2", "verborgen 3", "Ausgabe"]
    for width in (5.0, 7.0, 14.0):
        region = Region(0.0, width, 0.0, 6.0)
        network = NetworkDiagram(DARK, region, recording, 0, names)
        assert not too_near(network.names)


def test_ticks_are_left_out_evenly_where_they_would_meet():
    values = [0.0, 0.2, 0.4, 0.6, 0.8]
    assert thinned(values, 0.5, 0.3) == values
    assert thinned(values, 0.2, 0.3) == [0.0, 0.4, 0.8]
    assert thinned(values, 0.1, 0.3) == [0.0, 0.6]
