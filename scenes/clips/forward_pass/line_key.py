"""What the lines of weights mean: colour and dashes for the sign, thickness for the size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Line, VGroup

from scenes.mobjects.network.network_diagram import signed_line
from scenes.mobjects.text.text import TextLine
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["line_key"]

LENGTH, PITCH, GAP, BETWEEN = 0.7, 0.5, 0.16, 0.5
"""Length of a sample, distance of two rows, gap before a word and between two columns, in frame
units."""
LOOKS = ((1.0, 0.4), (-1.0, 0.4), (0.0, 1.0), (0.0, 0.2))
"""Sign and size of the weight in each sample; where only the size matters, there is no sign."""


def line_key(theme: Theme, region: Region, words: Sequence[str]) -> VGroup:
    """Draw a sample and a word for positive, negative, large and small weights, in two columns.

    Parameters
    ----------
    theme : Theme
    region : Region
        Centred in it.
    words : sequence of four str
    """
    key, left = VGroup(), 0.0
    for k, (word, (sign, share)) in enumerate(zip(words, LOOKS, strict=True)):
        if k == 2:
            left = key.get_right()[0] + BETWEEN
        y = -(k % 2) * PITCH
        line = Line()
        line.set_stroke(theme.signed(sign), width=theme.sizes.edge_width_most * share, opacity=1.0)
        line.points = signed_line(np.array([left, y, 0.0]), np.array([left + LENGTH, y, 0.0]), sign)
        name = TextLine(theme, word, theme.sizes.label, theme.quiet)
        key.add(VGroup(line, name.place(left + LENGTH + GAP, y - 0.1, "left")))
    return key.move_to(region.centre)
