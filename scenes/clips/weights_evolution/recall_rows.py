"""Every test image as a dot, in a row for each digit, with the digit's recall."""

from __future__ import annotations

import math

from network import CheckpointSeries
from scenes.clips.weights_evolution.image_dots import ImageDots
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["RecallRows"]

EM = 0.44
WHOLE, PERCENT = NumberFormat(0), NumberFormat(1, percent=True)


class RecallRows:
    """Rows of dots, each after its digit and before its recall.

    Parameters
    ----------
    theme : Theme
    region : Region
        Of the dots.
    series : network.CheckpointSeries
    frame : int
        Number of the checkpoint.

    Attributes
    ----------
    dots : list of ImageDots
    names, recalls : list of Readout
    """

    def __init__(self, theme: Theme, region: Region, series: CheckpointSeries, frame: int):
        digits = series.layer_sizes[2]
        longest = int(series.confusion[frame].sum(axis=1).max())
        # Dots in a column: about equal distances across and down.
        high = max(1, round(math.sqrt(longest * (region.height - 0.63) / digits / region.width)))
        self.dots, self.names, self.recalls = [], [], []
        for k, row in enumerate(region.split(*[1.0] * digits, gap=0.07)):
            counts = Source(series, "confusion", index=(frame, k))
            self.dots.append(ImageDots(theme, row, counts, k, high, longest))
            digit = Source(series, "setting", index=("classes", k))
            share = Source(series, "recall", index=(frame, k))
            baseline = row.y - EM * DIGIT_HEIGHT / 2
            name = Readout(theme, digit, WHOLE, EM, theme.ink)
            self.names.append(name.place(region.left - 0.35, baseline))
            recall = Readout(theme, share, PERCENT, EM, theme.ink)
            self.recalls.append(recall.place(region.right + 1.5, baseline, "right"))
