"""Layout of the clip on weights, and paths of numbers."""

from __future__ import annotations

from manim import Animation, Mobject

from scenes.animation.timing import along, into_row, over_the_top
from scenes.clips.weights.named_matrix import NamedMatrix
from scenes.mobjects.network.network_diagram import Edge
from scenes.style.frame import Frame, Region

__all__ = ["WeightsLayout"]

ASIDE = 0.8
"""Width at the panel's right edge in which numbers pass the first matrix on their way to the
second, in a tall frame."""
PAST = 0.68
"""Horizontal distance at which those numbers first pass the edges they leave."""
BETWEEN, CROSSING = 0.14, 0.1
"""How far above the panel numbers and dots cross, in a tall frame."""


class WeightsLayout:
    """Regions and paths of the clip, for any shape of frame.

    Parameters
    ----------
    area : Frame

    Attributes
    ----------
    network, panel : Region
        The network, and the place for what goes with it.
    plot : Region
        The scale with all weights.
    matrices : list of Region
        The two matrices, one above the other.
    """

    def __init__(self, area: Frame):
        self.tall = area.tall
        self.network, self.panel = panels = area.pair()
        panel = panels[1]
        self.plot = panel.split(0.06, 0.88, 0.06)[1]
        if self.tall:
            panel = Region(panel.left, panel.right - ASIDE, panel.bottom, panel.top)
        # Heights in proportion to the rows, plus a line for the names of the columns.
        self.matrices = panel.split(4.85, 3.85, gap=0.25)

    def onto_plot(self, dot: Mobject, edge: Edge, level: float) -> Animation:
        """Move a dot from its edge to its place on the scale.

        Parameters
        ----------
        dot : Mobject
        edge : Edge
        level : float
            Height at which it crosses the network, unless the plot is below the network.
        """
        crossing = self.panel.top + CROSSING if self.tall else level
        return over_the_top(dot, edge.get_center(), crossing)

    def into_cell(self, mover: Mobject, cell: Mobject, named: NamedMatrix, layer: int) -> Animation:
        """Move a number from the network to its cell: along its row, from the left.

        If the matrices are below the network, the number first moves down beside them: it enters
        the first matrix from the left, and the second, which has the first above it, from the
        right.
        """
        if not self.tall:
            return into_row(mover, cell, named.matrix.get_left()[0])
        x, level, row = mover.get_x(), self.panel.top + BETWEEN, cell.get_y()
        if layer == 0:
            names = min(name.get_left()[0] for name in named.row_names)
            lane = (self.panel.left + names) / 2
            return along(mover, cell, [(x, level), (lane, level), (lane, row)])
        # The highest number goes first, so it stays clear of those still waiting below.
        lane, free = self.panel.right - ASIDE / 2, x + PAST
        via = [(free, mover.get_y()), (free, level), (lane, level), (lane, row)]
        return along(mover, cell, via)
