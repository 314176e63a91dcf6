"""Every test image as a dot, in a row for each class, with the class's recall."""

from __future__ import annotations

import math

from network import CheckpointSeries
from scenes.clips.weights_evolution.class_names import ClassNames
from scenes.clips.weights_evolution.image_dots import ImageDots
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["EM", "NAME_WIDTH", "RecallRows"]

EM, NAME_WIDTH = 0.44, 1.9
MOST_ROWS, LEAST_ROW = 10, 0.46
"""More classes stand in two columns, or in three if their rows would be lower than this."""
GAP, SHARE_ROOM = 0.22, 1.6
"""From the name to the dots; room for a recall."""
PERCENT = NumberFormat(1, percent=True)


class RecallRows:
    """Rows of dots, each after the name of its class and before its recall.

    Parameters
    ----------
    theme : Theme
    region : Region
        Of the dots, if they stand in one column.
    series : network.CheckpointSeries
    frame : int
        Number of the checkpoint.
    names : ClassNames

    Attributes
    ----------
    dots : list of ImageDots
    names, recalls : list of Readout or TextLine
    """

    def __init__(
        self, theme: Theme, region: Region, series: CheckpointSeries, frame: int, names: ClassNames
    ):
        classes = len(series.class_names)
        longest = int(series.confusion[frame].sum(axis=1).max())
        rows = _rows(region, classes, names)
        self.dots, self.names, self.recalls = [], [], []
        width = NAME_WIDTH if classes <= MOST_ROWS else NAME_WIDTH / 1.5
        for k, row in enumerate(rows):
            counts = Source(series, "confusion", index=(frame, k))
            self.dots.append(ImageDots(theme, row, counts, k, longest))
            share = Source(series, "recall", index=(frame, k))
            name = names.draw(k, EM, theme.ink, width)
            self.names.append(name.place(row.left - GAP, row.y - names.drop(EM), "right"))
            recall = Readout(theme, share, PERCENT, EM, theme.ink)
            baseline = row.y - EM * DIGIT_HEIGHT / 2
            self.recalls.append(recall.place(row.right + SHARE_ROOM - 0.05, baseline, "right"))


def _rows(region: Region, classes: int, names: ClassNames) -> list[Region]:
    """Return the places of the dots of each class."""
    if classes <= MOST_ROWS:
        return region.split(*[1.0] * classes, gap=0.07)
    count = 2 if region.height / math.ceil(classes / 2) >= LEAST_ROW else 3
    down = math.ceil(classes / count)
    beside = names.widest(EM, NAME_WIDTH / 1.5) + GAP + SHARE_ROOM + 0.2
    columns = region.columns(*[1.0] * count, gap=beside)
    found = [row for column in columns for row in column.split(*[1.0] * down, gap=0.07)]
    return found[:classes]
