"""Layout of the bias clip."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.text import Formula
from scenes.style.frame import Frame, Region

__all__ = ["Layout"]

BIAS_ROOM, BIAS_LIFT = 0.95, 0.4
"""Room for bias neurons below the others, and their distance from its foot, in frame units."""
UPPER = 0.53
"""The network's share of the height where the table is below it."""
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
        The single neuron, and the plots of its output: later what is said of the line, and the
        plane that it divides.
    """

    diagram: Region
    panel: Region
    neuron: Region
    curves: Region

    @classmethod
    def of(cls, frame: Frame) -> Layout:
        """Compute the layout for a frame."""
        network, panel = frame.pair(UPPER, 1 - UPPER)
        if frame.wide or frame.tall:
            neuron, curves = frame.network, frame.panel
        else:
            neuron, right = frame.body.columns(1, 1, gap=0.35)
            curves = right.inner(right.width, STEEPEST * right.width)
        diagram = network.above(network.bottom + BIAS_ROOM)
        return cls(diagram, panel, neuron, curves)

    def lower_names(self, network: NetworkDiagram) -> float:
        """Move the names of the layers down; return the height at which bias neurons stand."""
        network.names.shift([0, -BIAS_ROOM, 0])
        return float(network.names.get_y()) + BIAS_LIFT

    def head_panel(self, formula: Formula) -> Region:
        """Move a formula to the top of the panel and return the region below it."""
        panel = self.panel
        formula.move_to([panel.x, panel.top - formula.height / 2, 0])
        return panel.below(formula.get_bottom()[1] - 0.25)
