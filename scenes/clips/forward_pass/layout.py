"""Layout of the forward-pass clip."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from network import Recording
from scenes.mobjects.text.text import Formula
from scenes.style.frame import Frame, Region

__all__ = ["Layout"]

CURVE_HEIGHT, CURVE_SHARE = 2.5, 0.42
"""Height of the curve below the matrices, in frame units, and its largest share of the panel."""
WIDE_PANEL = 1.2
"""Ratio of width to height from which the panel shows the digit beside the bars, not above."""
FORMULA_GAP = 0.25
"""Between a formula at the top of the panel and what is below it, in frame units."""


@dataclass(frozen=True)
class Layout:
    """Regions of the clip, and the extent of the axis of z.

    Attributes
    ----------
    network, panel : Region
        The diagram, and everything that explains it.
    matrices, curve : Region
        Parts of the panel while the rows of a layer are computed.
    digit, bars : Region
        Parts of the panel at the end.
    reach : int
        The axis of z runs from −reach to reach while all neurons share it.
    """

    network: Region
    panel: Region
    matrices: Region
    curve: Region
    digit: Region
    bars: Region
    reach: int

    @classmethod
    def of(cls, frame: Frame, recording: Recording, step: int) -> Layout:
        """Compute the layout for a frame and the pre-activations of a training step."""
        panel, gap = frame.panel, 0.3
        share = min(CURVE_SHARE, CURVE_HEIGHT / (panel.height - gap))
        matrices, curve = panel.split(1 - share, share, gap=gap)
        if panel.width < WIDE_PANEL * panel.height:
            digit, bars = panel.split(0.52, 0.48, gap=0.25)
        else:
            digit, bars = panel.columns(0.47, 0.53, gap=0.3)
            bars = bars.inner(bars.width, digit.width)
        largest = max(float(np.abs(z[step]).max()) for z in recording.z)
        reach = 3 if largest < 2.8 else 2 * int(np.ceil(largest / 2))
        return cls(frame.network, panel, matrices, curve, digit, bars, reach)

    def head_panel(self, formula: Formula) -> Region:
        """Move a formula to the top of the panel and return the region below it."""
        panel = self.panel
        formula.move_to([panel.x, panel.top - formula.height / 2, 0])
        return panel.below(formula.get_bottom()[1] - FORMULA_GAP)
