"""Layout of the confusions clip."""

from __future__ import annotations

from network import CheckpointSeries
from scenes.claims import SHOWN_PAIRS
from scenes.clips.confusions.confusion_matrix import ConfusionMatrix
from scenes.style.frame import Frame, Region

__all__ = ["ConfusionsLayout"]

BESIDE, BELOW, GAP = 3.4, 3.85, 0.35
"""Least width beside the matrix, least height below it, and the gap between, in frame units."""


class ConfusionsLayout:
    """Regions of the clip; the matrix takes all the space that the rest can spare.

    Parameters
    ----------
    frame : Frame
    series : network.CheckpointSeries

    Attributes
    ----------
    wide : bool
    matrix, beside : Region
        The matrix, and what is beside it or, in a tall frame, below it.
    """

    def __init__(self, frame: Frame, series: CheckpointSeries):
        body, self.wide = frame.body, frame.wide
        if self.wide:
            self.matrix, self.beside = body.columns(
                body.height + 0.05, body.width - body.height, gap=0.9
            )
        elif body.height > 1.2 * body.width:
            y = body.bottom + BELOW
            self.matrix = ConfusionMatrix.fitted(body.above(y + GAP), series)
            self.beside = body.below(y)
        else:
            room = Region(body.left, body.right - BESIDE - GAP, body.bottom, body.top)
            place = ConfusionMatrix.fitted(room, series)
            self.matrix = Region(body.left, body.left + place.width, place.bottom, place.top)
            self.beside = Region(self.matrix.right + GAP, body.right, body.bottom, body.top)

    def pairs(self, note_height: float) -> list[Region]:
        """Return the places of the most frequent confusions, below a note of a given height."""
        beside = self.beside
        if self.wide:
            room = Region(beside.left + 0.4, beside.right - 0.4, beside.bottom, beside.top - 0.4)
            return room.split(*[1.0] * SHOWN_PAIRS, gap=0.22)
        room = beside.below(beside.top - note_height - 0.3)
        if room.width < room.height:
            return room.split(*[1.0] * SHOWN_PAIRS, gap=0.25)
        rows = room.split(*[1.0] * (SHOWN_PAIRS // 2), gap=0.25)
        return [place for row in rows for place in row.columns(1, 1, gap=0.5)]
