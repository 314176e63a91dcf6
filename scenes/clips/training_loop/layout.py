"""Layout of the training-loop clip."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.style.frame import Frame, Region

__all__ = ["Layout"]

GAP = 0.25
"""Between regions, in frame units."""
DIAL_WIDTH = 4.5
"""Width of the dial in a wide frame, in frame units."""
PHASES, KEY = 0.75, 2.4
"""Height of the line with the phases of a step, and width of the key to the lines beside them."""
PANEL_WIDTH = {3: 3.55, 4: 3.2, 5: 3.1}
"""Width of table and plot beside networks of so many layers, in a wide frame."""


@dataclass(frozen=True)
class Layout:
    """Regions of the clip.

    Attributes
    ----------
    dial : Region
        Of the two loops, which never move.
    stage : Region
        Beside it: of the program.
    phases, key : Region
        One line above the network: the phases of a step, and the key to the lines.
    network, panel : Region
        Of the diagram, and of the table of errors and the plot of costs.
    """

    dial: Region
    stage: Region
    phases: Region
    key: Region
    network: Region
    panel: Region

    @classmethod
    def of(cls, frame: Frame, layers: int = 3) -> Layout:
        """Compute the layout for a frame and a number of layers."""
        body, more = frame.body, max(layers - 3, 0)
        if frame.tall:
            upper, stage = body.split(0.42, 0.58, gap=0.3)
            dial, panel = upper.columns(0.52, 0.48, gap=GAP)
        elif frame.width > 1.2 * frame.height:
            panel_width = PANEL_WIDTH.get(layers, PANEL_WIDTH[3])
            dial_width = DIAL_WIDTH - 0.4 * more if frame.wide else 3.5 - 0.3 * more
            dial, stage = body.columns(dial_width, body.width - GAP - dial_width, gap=GAP)
            panel = stage
        else:
            left, stage = body.columns(0.43, 0.57, gap=GAP)
            dial, panel = left.split(0.58, 0.42, gap=0.25)
        if frame.wide:
            line, rest = _below_line(stage, PHASES)
            phases, key = line.columns(line.width - KEY - 0.2, KEY, gap=0.2)
        else:
            key, rest = _below_line(stage, PHASES)
            phases, rest = _below_line(rest, 0.5)
        network = rest
        if panel is stage:
            network, panel = rest.columns(rest.width - GAP - panel_width, panel_width, gap=GAP)
        return cls(dial, stage, phases, key, network, panel)


def _below_line(region: Region, height: float) -> tuple[Region, Region]:
    """Cut a line off the top of a region."""
    y = region.top - height
    return region.above(y), region.below(y - 0.1)
