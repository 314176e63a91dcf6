"""Layout of the training-loop clip."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.style.frame import Frame, Region

__all__ = ["Layout"]

GAP, EDGE = 0.35, 0.03
"""Between regions; and for the lines around bars, in frame units."""
DIAL_WIDTH = 4.5
"""Width of the dial in a wide frame, in frame units."""
PHASES, KEY = 0.75, 2.4
"""Height of the line with the phases of a step, and width of the key to the lines beside them."""
PANEL_WIDTH = {3: 3.4, 4: 3.2, 5: 3.1}
"""Width of table and plot beside networks of so many layers, in a wide frame."""
ROOM_FOR_BOTH = 7.0
"""Least height for the program above the number of its steps, where these stand in a column."""


@dataclass(frozen=True)
class Layout:
    """Regions of the clip.

    Attributes
    ----------
    dial : Region
        Of the two loops, which never move.
    stage : Region
        Beside it: of the program and figures.
    phases, key : Region
        One line above the network: the phases of a step, and the key to the lines.
    network, panel : Region
        Of the diagram, and of the table of errors and the plot of costs.
    program_and_count : list of Region or None
        Of the program, if there is room for it, and of the number of its steps.
    plot : Region
        Of the accuracies.
    """

    dial: Region
    stage: Region
    phases: Region
    key: Region
    network: Region
    panel: Region
    program_and_count: list[Region | None]
    plot: Region

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
        within = Region(stage.left + EDGE, stage.right - EDGE, stage.bottom, stage.top)
        program_and_count: list[Region | None] = [None, within]
        if frame.wide:
            program_and_count = [*within.split(0.66, 0.34)]
        elif within.height > ROOM_FOR_BOTH:
            program_and_count = [*within.split(0.48, 0.52)]
        return cls(dial, stage, phases, key, network, panel, program_and_count, within)


def _below_line(region: Region, height: float) -> tuple[Region, Region]:
    """Cut a line off the top of a region."""
    y = region.top - height
    return region.above(y), region.below(y - 0.1)
