"""Scales and axes: places, values, ticks and their numbers."""

import copy

import numpy as np
import pytest

from scenes.mobjects.graphing.axes import FunctionScaling, Plot, Scale
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Region
from scenes.style.theme import DARK

BOX = Region(-3.0, 5.0, -2.0, 2.0)
CUBES = FunctionScaling(lambda share: 1000 * share**3, lambda value: np.cbrt(value / 1000))


@pytest.mark.parametrize("end", [[5.0, 1.0, 0.0], [1.0, 6.0, 0.0]])
def test_a_scale_tells_places_and_values(end):
    scale = Scale([1.0, 1.0, 0.0], end, (-2, 2))
    assert scale.n2p(-2) == pytest.approx([1, 1, 0])
    assert scale.n2p(2) == pytest.approx(end)
    assert scale.n2p(0) == pytest.approx((np.array([1, 1, 0]) + end) / 2)
    for value in (-2, -0.3, 1.7):
        assert scale.p2c(scale.n2p(value)) == pytest.approx((value,))


def test_a_scaling_spreads_the_values():
    plot = Plot(DARK, BOX, (0, 1000), (0, 1), CUBES)
    assert plot.c2p(125, 0.25) == pytest.approx([1.0, -1.0, 0.0])
    assert plot.p2c(plot.c2p(300, 0.9)) == pytest.approx((300, 0.9))


def test_ticks_and_numbers_stand_at_their_values():
    plot = Plot(DARK, BOX, (-4, 4), (0, 1))
    below = plot.tick(0, 2, NumberFormat(0), gap=0.2)
    beside = plot.tick(1, 0.5, NumberFormat(1), gap=0.14, half=0.1)
    assert below.tick.get_center() == pytest.approx(plot.c2p(2, 0))
    assert beside.tick.get_center() == pytest.approx(plot.c2p(-4, 0.5))
    assert (below.tick.height, beside.tick.width) == pytest.approx((0.12, 0.2))
    assert below.get_top()[1] == pytest.approx(BOX.bottom - 0.2, abs=0.02)
    assert beside.get_right()[0] == pytest.approx(BOX.left - 0.14, abs=0.03)
    assert [n.axes.p2c(n.tick.get_center())[n.axis] for n in (below, beside)] == pytest.approx(
        [2, 0.5]
    )
    assert list(plot.ticks) == [below.tick, beside.tick]
    assert list(plot.numbers) == [below, beside]


def test_copies_stand_on_the_same_scale():
    plot = Plot(DARK, BOX, (0, 1), (0, 1))
    assert copy.deepcopy(plot).scales[0] is plot.scales[0]
