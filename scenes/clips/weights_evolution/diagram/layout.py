"""Layout of the diagram that evolves."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.style.frame import Frame, Region

__all__ = ["DiagramLayout"]

STRIP = 0.86
"""Height of the line above the network, in frame units."""
KEY_WIDTH = 2.25
COUNTERS = 0.5
COST_SHARE = 0.42
STAGE_SHARE = 0.78
TITLE = 0.75
EDGE = 0.03


@dataclass(frozen=True)
class DiagramLayout:
    """Regions of the clip.

    Attributes
    ----------
    note, key : Region
        The line above the network: the sample, and the key to the lines.
    network : Region
    stage : Region
        Of the network alone, before anything stands beside it.
    second : Region
        Of a second network, below a title.
    panel : Region
        Beside the network, or below it.
    counters, bars, cost : Region
        Parts of the panel: a line for the counters; the changes; the cost.
    """

    note: Region
    key: Region
    network: Region
    stage: Region
    second: Region
    panel: Region
    counters: Region
    bars: Region
    cost: Region

    @classmethod
    def of(cls, frame: Frame) -> DiagramLayout:
        """Compute the layout for a frame."""
        left, panel = frame.pair(0.55, 0.45)
        left = Region(left.left + EDGE, left.right, left.bottom, left.top)
        panel = Region(panel.left, panel.right - EDGE, panel.bottom, panel.top)
        strip, network = left.above(left.top - STRIP), left.below(left.top - STRIP - 0.1)
        if frame.beside and not frame.wide:
            # Too narrow for sample and keys above the network alone.
            strip = Region(left.left, panel.right, strip.bottom, strip.top)
            panel = panel.below(network.top)
        key = Region(strip.right - KEY_WIDTH, strip.right, strip.bottom, strip.top)
        note = Region(strip.left, key.left - 0.2, strip.bottom, strip.top)
        counters = panel.above(panel.top - COUNTERS)
        rest = panel.below(counters.bottom - 0.1)
        bars, cost = rest.split(1 - COST_SHARE, COST_SHARE, gap=0.15)
        stage = network
        if frame.beside:
            body = frame.body.inner(STAGE_SHARE * frame.body.width, frame.body.height)
            stage = Region(body.left, body.right, network.bottom, network.top)
        top = network.top if frame.wide else panel.top - TITLE
        second = Region(panel.left, panel.right, panel.bottom, top)
        return cls(note, key, network, stage, second, panel, counters, bars, cost)
