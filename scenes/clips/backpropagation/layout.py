"""Layout of the panel of the backpropagation clip."""

from __future__ import annotations

from scenes.style.frame import Frame, Region

__all__ = ["BackpropagationLayout"]

# Lengths are in frame units.

TITLE, TITLE_GAP = 0.62, 0.25
"""Height of a formula above a table, and the gap below it."""
TABLE, REMARK = 0.84, 0.16
"""Shares of a table and of the remark below it."""
LONE_PITCH, LONE_HEIGHT = 0.88, 5.7
"""Row distance of the gradient's table while it stands alone, and the height that suffices for it;
in a higher region the rows are further apart."""
FIRST_PITCH, FIRST_HEIGHT = 0.66, 4.3
"""The same for the first layer's updates."""
PITCH = 0.54
"""Largest row distance of two tables one above the other."""
LINES, LINES_WITH_BIASES = 2.6, 3.3
"""Height of everything but their rows, without and with the biases below them."""
MATRICES, MATRICES_GAP = 5.4, 0.2
"""Largest height of the matrices of all hidden deltas, and the gap between their two lines."""


class BackpropagationLayout:
    """Regions and row distances of the panel's contents.

    Parameters
    ----------
    frame : Frame
    rows : int
        Number of outputs.

    Attributes
    ----------
    panel : Region
    content : Region
        The panel below its title.
    table, remark : Region
        A table in it, and a remark below.
    lone_pitch : float
    pitches : (float, float)
        Of two tables, one below the other, with their biases at their right or below them.
    matrices : list of Region
        The two lines of matrices of all hidden deltas.
    """

    def __init__(self, frame: Frame, rows: int):
        self.panel = panel = frame.panel
        self.content = content = panel.below(panel.top - TITLE - TITLE_GAP)
        self.table, self.remark = content.split(TABLE, REMARK)
        self.lone_pitch = LONE_PITCH * max(1.0, content.height / LONE_HEIGHT)
        lines = (LINES, 2 * rows), (LINES_WITH_BIASES, 3 * rows)
        self.pitches = tuple(min(PITCH, (panel.height - rest) / count) for rest, count in lines)
        if content.width > content.height:
            content = content.inner(content.width, MATRICES)
        self.matrices = content.split(0.5, 0.5, gap=MATRICES_GAP)

    @property
    def title_y(self) -> float:
        """Middle of the title."""
        return self.panel.top - TITLE / 2

    def first_layer(self, title_lines: int) -> tuple[Region, Region, float]:
        """Return table, remark and row distance below a title of one or two lines."""
        below = self.content.below(self.content.top - (title_lines - 1) * TITLE)
        table, remark = below.split(TABLE, REMARK)
        return table, remark, FIRST_PITCH * max(1.0, table.height / FIRST_HEIGHT)
