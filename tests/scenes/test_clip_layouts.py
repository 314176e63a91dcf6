"""Layouts of clips: in every frame, their regions lie inside the body and do not overlap."""

import itertools

import pytest

from scenes.clips.bias.layout import Layout as BiasLayout
from scenes.clips.forward_pass.layout import Layout as ForwardPassLayout
from scenes.clips.training_loop.layout import Layout as TrainingLoopLayout
from scenes.style.frame import Frame, Region
from scenes.style.picture_size import QUALITIES

ASPECTS = ["16:9", "4:3", "1:1", "9:16"]


def frame_of(aspect: str) -> Frame:
    return Frame(*QUALITIES["1080p"].shaped(aspect).frame)


def inside(outer: Region, *regions: Region) -> bool:
    return all(
        outer.left - 1e-9 <= r.left < r.right <= outer.right + 1e-9
        and outer.bottom - 1e-9 <= r.bottom < r.top <= outer.top + 1e-9
        for r in regions
    )


def apart(*regions: Region) -> bool:
    return all(
        min(a.right, b.right) - max(a.left, b.left) < 1e-9
        or min(a.top, b.top) - max(a.bottom, b.bottom) < 1e-9
        for a, b in itertools.combinations(regions, 2)
    )


def moved(region: Region, shift) -> Region:
    return Region(
        region.left + shift[0], region.right + shift[0], region.bottom + shift[1],
        region.top + shift[1],
    )  # fmt: skip


@pytest.mark.parametrize("aspect", ASPECTS)
def test_regions_share_the_body(aspect):
    frame = frame_of(aspect)
    forward = ForwardPassLayout.of(frame)
    parts = forward.matrices, forward.curve, forward.beside
    assert inside(forward.panel, *parts)
    assert apart(*parts, forward.network)
    beside = moved(forward.network, forward.shift)
    assert inside(frame.body, beside, forward.picture)
    assert apart(beside, forward.picture)
    place = forward.neuron
    assert inside(frame.body, place.rows, place.frame, place.sums, place.curve, place.formulas)
    assert apart(place.rows, place.sums, place.curve, place.formulas)
    bias = BiasLayout.of(frame)
    assert inside(frame.body, bias.diagram, bias.panel, bias.neuron, bias.curves)
    assert apart(bias.neuron, bias.curves)
    for layers in (2, 3, 4, 5):
        loop = TrainingLoopLayout.of(frame, layers)
        while_stepping = loop.dial, loop.phases, loop.key, loop.network, loop.panel
        assert inside(frame.body, loop.stage, *while_stepping)
        assert apart(*while_stepping)
        assert apart(loop.dial, loop.stage)
