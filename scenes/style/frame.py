"""Regions of the frame, derived from its shape alone.

A clip lays itself out in the regions for title, network, panel and caption, so it need not know the
shape of its frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Frame", "Point", "Region"]

Point = Sequence[float] | np.ndarray
"""(x, y) or (x, y, 0) in frame units, with the origin at the centre of the frame."""

MARGIN = 0.05
"""Margin on each side, as a share of the frame's width or height."""
NETWORK_ROOM, PANEL_ROOM = 4.4, 6.2
"""Minimum widths of network and panel side by side, in frame units; the network has priority."""


@dataclass(frozen=True)
class Region:
    """A rectangle in frame units, with the origin at the centre of the frame."""

    left: float
    right: float
    bottom: float
    top: float

    @classmethod
    def around(cls, mobject: Any) -> Region:
        """Return the smallest region that a mobject fits in."""
        (right, top), (left, bottom) = (
            mobject.get_corner(np.array([side, side, 0.0]))[:2] for side in (1.0, -1.0)
        )
        return cls(float(left), float(right), float(bottom), float(top))

    @property
    def width(self) -> float:
        """Width in frame units."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in frame units."""
        return self.top - self.bottom

    @property
    def x(self) -> float:
        """Horizontal centre."""
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        """Vertical centre."""
        return (self.bottom + self.top) / 2

    @property
    def centre(self) -> tuple[float, float, float]:
        """Centre as a Manim point."""
        return (self.x, self.y, 0.0)

    def above(self, y: float) -> Region:
        """Return the part of the region above ``y``."""
        return Region(self.left, self.right, y, self.top)

    def below(self, y: float) -> Region:
        """Return the part of the region below ``y``."""
        return Region(self.left, self.right, self.bottom, y)

    def inner(self, width: float, height: float) -> Region:
        """Return a centred region of the given size, clipped to this one."""
        half, up = min(width, self.width) / 2, min(height, self.height) / 2
        return Region(self.x - half, self.x + half, self.y - up, self.y + up)

    def split(self, *shares: float, gap: float = 0.0) -> list[Region]:
        """Split into rows from the top, heights in proportion to ``shares``."""
        free = self.height - gap * (len(shares) - 1)
        rows, top = [], self.top
        for share in shares:
            height = free * share / sum(shares)
            rows.append(Region(self.left, self.right, top - height, top))
            top -= height + gap
        return rows

    def columns(self, *shares: float, gap: float = 0.0) -> list[Region]:
        """Split into columns from the left, widths in proportion to ``shares``."""
        free = self.width - gap * (len(shares) - 1)
        columns, left = [], self.left
        for share in shares:
            width = free * share / sum(shares)
            columns.append(Region(left, left + width, self.bottom, self.top))
            left += width + gap
        return columns


@dataclass(frozen=True)
class Frame:
    """The regions of a frame of the given size.

    Parameters
    ----------
    width, height : float
        In frame units; Manim's default is 14.22 × 8 for 16:9.
    """

    width: float
    height: float

    @property
    def safe(self) -> Region:
        """The frame without its margins."""
        half_width = self.width * (0.5 - MARGIN)
        half_height = self.height * (0.5 - MARGIN)
        return Region(-half_width, half_width, -half_height, half_height)

    @property
    def beside(self) -> bool:
        """Whether network and panel are side by side rather than stacked.

        In a square frame they are, as half its height would be too little for columns of numbers.
        """
        return self.width > 0.8 * self.height

    @property
    def wide(self) -> bool:
        """Whether a caption fits on one line, and two stages fit side by side."""
        return self.width > 1.5 * self.height

    @property
    def tall(self) -> bool:
        """Whether even narrow parts are stacked rather than side by side."""
        return self.height > 1.2 * self.width

    @property
    def title(self) -> Region:
        """The line at the top for the clip's title."""
        return self.safe.above(self.safe.top - 0.4)

    @property
    def caption(self) -> Region:
        """The lines at the bottom for the caption."""
        return self.safe.below(self.safe.bottom + (0.55 if self.wide else 1.05))

    @property
    def body(self) -> Region:
        """The space between title and caption."""
        gap = 0.2
        return Region(
            self.safe.left, self.safe.right, self.caption.top + gap, self.title.bottom - gap
        )

    def pair(self, upper: float = 0.48, lower: float = 0.52) -> list[Region]:
        """Return the regions of network and panel, side by side except in a tall frame.

        For clips that do not name the outputs; unless the frame is wide, the panel takes the room
        for their names.

        Parameters
        ----------
        upper, lower : float
            Shares of the height in a tall frame.
        """
        if self.tall:
            return self.body.split(upper, lower, gap=0.3)
        if self.wide:
            return [self.network, self.panel]
        return self.body.columns(0.47, 0.53, gap=-0.1)

    @property
    def network(self) -> Region:
        """The region of the network diagram, the same in every clip."""
        return self._halves()[0]

    @property
    def panel(self) -> Region:
        """The region beside the network, for formulas, tables, matrices and curves."""
        return self._halves()[1]

    def _halves(self) -> list[Region]:
        """Divide the body between network and panel."""
        if not self.beside:
            # Stacked, the network needs room for a number between neurons.
            return self.body.split(0.515, 0.485, gap=0.3)
        gap = 0.35
        free = self.body.width - gap
        # The panel needs room for a matrix product, the network for weights on its edges.
        share = min(0.485, max(free - PANEL_ROOM, NETWORK_ROOM) / free)
        return self.body.columns(share, 1 - share, gap=gap)
