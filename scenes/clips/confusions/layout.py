"""Layout of the confusions clip."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.style.frame import Frame, Region

__all__ = ["ConfusionsLayout", "PanelPlaces", "SwingPlaces"]

BELOW, GAP = 3.85, 0.3
"""Height of the panel below the matrix in a tall frame, and the gap between the two."""
LEAST, SPACE = 4.3, 0.6
NARROW, NARROW_SPACE = 4.1, 0.4
"""Least width of the panel beside the matrix, and the gap between the two; in a square frame."""
TWO_LINES = 5.0
"""Below this width of the panel, what is said in it may take two lines."""
HEADS = 0.5
"""How much less high than wide a matrix is with its names, or nearly so."""

EDGE = 0.04
"""Room at the sides for the width of lines."""
WAYS, ONE_LINE, TALL_TALLY = 2.9, 0.68, 1.15
"""Width of what is said beside the bars, in a tall frame; its height above and below them; height
of step and right answers in a tall frame."""
APART, WRITTEN = 0.06, 1.4
"""Gap between images, as a share of the width, and room for what is written below each."""
HEADING, TALLEST = 0.5, 1.6
"""Height of the heading above the pairs, and greatest height of a pair."""


@dataclass(frozen=True)
class PanelPlaces:
    """Where the figures of the training are beside the matrix; ``ways`` are two of a confusion."""

    step: Region
    right: Region
    ways: tuple[Region, Region]
    colours: Region
    scale: Region


@dataclass(frozen=True)
class SwingPlaces:
    """Where the bars of all moments are, and the figures of the two classes that swing."""

    ways: tuple[Region, Region]
    chart: Region


class ConfusionsLayout:
    """Regions of the clip; the matrix takes all the space that the rest can spare.

    Parameters
    ----------
    frame : Frame

    Attributes
    ----------
    tall : bool
    matrix : Region
        Room for the matrix with its names; it is as large as fits, in its top left corner.
    """

    def __init__(self, frame: Frame):
        whole, self.tall = frame.body, frame.tall
        self.body = body = whole.inner(whole.width - 2 * EDGE, whole.height)
        if self.tall:
            self.matrix = body.above(body.bottom + BELOW + GAP)
        else:
            square = frame.width < 1.2 * frame.height
            space, least = (NARROW_SPACE, NARROW) if square else (SPACE, LEAST)
            right = min(body.left + body.height + 1.6, body.right - least - space)
            room = Region(body.left, right, body.bottom, body.top)
            # A matrix that cannot be as high as the room is in the middle of its height.
            self.matrix = room.inner(room.width, room.width - HEADS)
            self._space = space

    def panel(self, matrix: Region) -> Region:
        """Return the room beside the matrix or, in a tall frame, below it."""
        body = self.body
        if self.tall:
            return body.below(matrix.bottom - GAP)
        return Region(matrix.right + self._space, body.right, body.bottom, body.top)

    def _tally(self, panel: Region) -> tuple[Region, Region, Region]:
        """Return the places of step and right answers, and what is left below them."""
        if self.tall:
            head = panel.above(panel.top - TALL_TALLY)
            step, right = head.columns(0.52, 0.48, gap=0.3)
        else:
            head = panel.above(panel.top - (2.3 if panel.width < TWO_LINES else 1.4))
            step, right = head.split(1, 1)
        return step, right, panel.below(head.bottom - 0.1)

    def figures(self, panel: Region) -> PanelPlaces:
        """Divide the panel among the figures of the training."""
        step, right, rest = self._tally(panel)
        if self.tall:
            ways, keys = rest.columns(WAYS, rest.width - WAYS - 0.15, gap=0.15)
            first, second = ways.split(1, 1)
            _, colours, scale = keys.split(1.2, 0.6, 0.6)
        else:
            first, second, _, colours, scale = rest.split(1.6, 1.6, 0.1, 0.5, 0.6)
        return PanelPlaces(step, right, (first, second), colours, scale)

    def swing(self, panel: Region, *, alone: bool = False) -> SwingPlaces:
        """Divide the panel: the bars, with what they are.

        Parameters
        ----------
        panel : Region
        alone : bool
            The bars take the place of step and right answers as well.
        """
        rest = panel if alone else self._tally(panel)[2]
        if self.tall:
            ways, chart = rest.columns(WAYS, rest.width - WAYS - 0.3, gap=0.3)
            first, second = ways.split(1, 1)
            return SwingPlaces((first, second), chart)
        first, second = rest.above(rest.top - ONE_LINE), rest.below(rest.bottom + ONE_LINE)
        chart = Region(rest.left, rest.right, second.top, first.bottom)
        return SwingPlaces((first, second), chart)

    def samples(self, room: Region, count: int) -> list[Region]:
        """Place ``count`` images with two lines below each, side by side or one above another."""
        across = room.columns(*[1.0] * count, gap=APART * room.width)
        down = room.split(*[1.0] * count, gap=APART * room.width)
        return max(across, down, key=lambda each: min(each[0].width, each[0].height - WRITTEN))

    def rows(self, panel: Region, count: int) -> tuple[float, list[Region]]:
        """Return the last baseline of a heading, and the places of ``count`` pairs below it."""
        head = 2 * HEADING if panel.width < TWO_LINES else HEADING
        height = min((panel.height - head) / count, TALLEST)
        room = panel.inner(panel.width, head + count * height)
        first = room.top - head
        places = [
            Region(room.left, room.right, first - (k + 1) * height, first - k * height)
            for k in range(count)
        ]
        return first + 0.14, places
