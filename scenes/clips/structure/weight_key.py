"""The key of weights: how lines show their sign and size."""

from __future__ import annotations

import numpy as np
from manim import Line, VGroup

from scenes.mobjects.network.network_diagram import signed_line
from scenes.mobjects.text.text import TextLine
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["WeightKey"]

SWATCH = 0.9
"""Length of a line of the key, in frame units."""
PITCH = 0.46


class WeightKey(VGroup):
    """A solid line for positive weights, a dashed one for negative.

    Parameters
    ----------
    theme : Theme
    region : Region
    positive, negative : str
    """

    def __init__(self, theme: Theme, region: Region, positive: str, negative: str):
        rows = VGroup()
        for k, (value, name) in enumerate(((1.0, positive), (-1.0, negative))):
            y = region.y + (0.5 - k) * PITCH
            line = Line([0, y, 0], [SWATCH, y, 0])
            line.points = signed_line(np.array([0, y, 0]), np.array([SWATCH, y, 0]), value)
            line.set_stroke(theme.signed(value), 0.6 * theme.sizes.edge_width_most)
            words = TextLine(theme, name, theme.sizes.label, theme.quiet)
            words.place(SWATCH + 0.2, y - 0.2 * theme.sizes.label, "left")
            rows.add(VGroup(line, words))
        super().__init__(*rows)
        self.set_x(region.x)
