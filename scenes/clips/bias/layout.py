"""Layout of the bias clip."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula
from scenes.style.frame import Frame, Region

__all__ = ["Layout"]

BIAS_ROOM, BIAS_LIFT = 0.95, 0.4
"""Room for bias neurons below the others, and their distance from its foot, in frame units."""
UPPER = 0.53
"""The network's share of the height where the table is below it."""
LANE = 0.4
"""Where numbers move down from the network to such a table: share of the way to the next column."""
ALLEY = 0.705
"""Where they move down inside the table, between products and sums: share of its width."""
STEEPEST = 1.4
"""Largest ratio of height to width of the region of the curves."""


@dataclass(frozen=True)
class Layout:
    """Regions of the bias clip.

    Attributes
    ----------
    diagram, panel : Region
        The network without its bias neurons; formula and table.
    neuron, curves : Region
        The single neuron, and the plots of its output.
    halves : list of Region
        Of the two training runs.
    tall : bool
        Whether the panel is below the network.
    """

    diagram: Region
    panel: Region
    neuron: Region
    curves: Region
    halves: list[Region]
    tall: bool

    @classmethod
    def of(cls, frame: Frame) -> Layout:
        """Compute the layout for a frame."""
        network, panel = frame.pair(UPPER, 1 - UPPER)
        if frame.wide or frame.tall:
            neuron, curves = frame.network, frame.panel
        else:
            neuron, right = frame.body.columns(1, 1, gap=0.35)
            curves = right.inner(right.width, STEEPEST * right.width)
        halves = (frame.body.split if frame.tall else frame.body.columns)(1, 1, gap=0.4)
        diagram = network.above(network.bottom + BIAS_ROOM)
        return cls(diagram, panel, neuron, curves, halves, frame.tall)

    def lower_names(self, network: NetworkDiagram) -> float:
        """Move the names of the layers down; return the height at which bias neurons stand."""
        network.names.shift([0, -BIAS_ROOM, 0])
        return float(network.names.get_y()) + BIAS_LIFT

    def head_panel(self, formula: Formula) -> Region:
        """Move a formula to the top of the panel and return the region below it."""
        panel = self.panel
        # Numbers that come down from a network above need a free lane at the formula's right.
        x = panel.left + 0.1 + formula.width / 2 if self.tall else panel.x
        formula.move_to([x, panel.top - formula.height / 2, 0])
        return panel.below(formula.get_bottom()[1] - 0.25)

    def way_down(
        self, network: NetworkDiagram, number: Readout, cell: Readout
    ) -> list[tuple[float, float]]:
        """Return the corners of a path from the network to a cell below that crosses no text."""
        columns = [layer[0].disc.get_x() for layer in network.layers[:2]]
        lane = columns[0] + LANE * (columns[1] - columns[0])
        alley = self.panel.left + ALLEY * self.panel.width
        between = self.panel.top + 0.16
        return [(lane, number.get_y()), (lane, between), (alley, between), (alley, cell.get_y())]
