"""Layout of the clip on weights."""

from __future__ import annotations

from dataclasses import dataclass

from network import Recording
from scenes.style.frame import Frame, Region
from scenes.style.theme import Theme

__all__ = ["WeightsLayout"]

CELL_IN_EM, BESIDE = 2.62, 6.1
"""Width of a cell of a matrix, and room for names, symbol and shape beside it, in em."""
ROW_IN_EM = 1.75
"""Least distance of two rows of a matrix, in em."""


@dataclass(frozen=True)
class WeightsLayout:
    """Regions of the clip, for any shape of frame.

    Attributes
    ----------
    network, panel : Region
        The network, and the place for what goes with it.
    matrices : list of Region
        A region for each matrix: one above the other where both fit, else all in the same place.
    stacked : bool
        Whether the matrices stand one above the other.
    """

    network: Region
    panel: Region
    matrices: list[Region]
    stacked: bool

    @classmethod
    def of(
        cls, area: Frame, theme: Theme, recording: Recording, counts: list[int]
    ) -> WeightsLayout:
        """Compute the layout.

        Parameters
        ----------
        area : Frame
        theme : Theme
        recording : network.Recording
        counts : list of int
            Number of neurons drawn of each layer.
        """
        network, panel = area.pair()
        em = theme.sizes.number_matrix
        rows = sum(counts[1:]) + 2.0 * (len(counts) - 1)
        stacked = len(counts) == 3 and rows * ROW_IN_EM * em <= panel.height
        if stacked:
            # Heights in proportion to the rows, plus a line for the names of the columns.
            matrices = panel.split(*[count + 0.85 for count in counts[1:]], gap=0.25)
        else:
            matrices = [panel] * (len(counts) - 1)
        return cls(network, panel, matrices, stacked)
