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

LENGTH, PITCH, GAP = 0.95, 0.55, 0.2
"""Length of a sample, distance of two, and gap before its word, in frame units."""


def line_key(theme: Theme, region: Region, words: Sequence[str]) -> VGroup:
    """Draw a sample and a word for a positive, a negative and a large weight.

    A large weight may be either, so its sample has no colour of a sign.

    Parameters
    ----------
    theme : Theme
    region : Region
        Centred in it, or from its left edge on if that is too narrow.
    words : sequence of three str
    """
    looks = ((1.0, 0.5), (-1.0, 0.5), (0.0, 1.0))
    key = VGroup()
    for k, (word, (sign, share)) in enumerate(zip(words, looks, strict=True)):
        y = -k * PITCH
        line = Line()
        line.set_stroke(theme.signed(sign), width=theme.sizes.edge_width_most * share, opacity=1.0)
        line.points = signed_line(np.array([0.0, y, 0.0]), np.array([LENGTH, y, 0.0]), sign)
        name = TextLine(theme, word, theme.sizes.label, theme.quiet)
        key.add(VGroup(line, name.place(LENGTH + GAP, y - 0.1, "left")))
    key.move_to(region.centre)
    return key.shift([max(0.0, region.left + 0.15 - key.get_left()[0]), 0.0, 0.0])
