"""The training program as text: two nested loops around four phases."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Triangle, VGroup, VMobject

from scenes.mobjects.text.text import TextLine
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Program"]

HEAD, BODY = 0.52, 0.46
"""Sizes of the type of the loops' lines and of the phases."""
INDENT, TIP = 0.75, 0.09
"""Of each inner block; size of the arrowheads, both in frame units."""
PITCH, SHARES = 0.86, (1.0, 0.9, 0.8, 0.7, 0.62)
"""Distance of lines, in frame units; shares of the sizes, the first with which the lines fit."""


class Program(VGroup):
    """Lines of text, the inner ones indented, with arrows from the last line back to each loop.

    Parameters
    ----------
    theme : Theme
    region : Region
    loops : sequence of str
        Lines that begin the outer and the inner loop.
    phases : sequence of str
        Lines inside both.

    Attributes
    ----------
    lines : list of TextLine
        All, from top to bottom.
    ways : list of VMobject
        From the last line back to the outer and the inner loop.
    tips : list of Triangle
        At their ends.
    """

    def __init__(self, theme: Theme, region: Region, loops: Sequence[str], phases: Sequence[str]):
        self.theme = theme
        texts = [(k, text, HEAD) for k, text in enumerate(loops)]
        texts += [(len(loops), text, BODY) for text in phases]
        pitch = min(PITCH, region.height / (len(texts) + 0.6))
        for share in SHARES:
            self.lines = [
                TextLine(theme, text, max(share * em, theme.sizes.label), theme.ink)
                for _, text, em in texts
            ]
            width = max(
                level * INDENT + line.width
                for (level, _, _), line in zip(texts, self.lines, strict=True)
            )
            if width <= region.width - 0.05 and share * HEAD <= 0.72 * pitch:
                break
        left = region.x - width / 2
        top = region.y + pitch * (len(texts) - 1) / 2 - 0.12
        for k, ((level, _, _), line) in enumerate(zip(texts, self.lines, strict=True)):
            line.place(left + level * INDENT, top - k * pitch, "left")
        arrows = [self._arrow(k, left + k * INDENT + 0.2) for k in range(len(loops))]
        self.ways, self.tips = ([*parts] for parts in zip(*arrows, strict=True))
        super().__init__(*self.lines, *self.ways, *self.tips)

    def _arrow(self, k: int, x: float) -> tuple[VMobject, Triangle]:
        """Return the way back from the last line to the line that begins a loop, and its tip."""
        last, head = self.lines[-1], self.lines[k]
        foot = last.baseline - 0.5 + 0.2 * k
        top, right = head.baseline - 0.22, last.get_left()[0] + 0.3
        line = VMobject(stroke_color=self.theme.hairline, stroke_width=self.theme.sizes.line)
        corners = [(right, foot), (x, foot), (x, top - TIP)]
        line.set_points_as_corners([np.array([*corner, 0.0]) for corner in corners])
        tip = Triangle(fill_color=self.theme.hairline, fill_opacity=1, stroke_width=0)
        tip.scale(TIP).move_to([x, top - TIP / 2, 0])
        return line, tip
