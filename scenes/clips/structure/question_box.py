"""The question of the clip: a box between what goes in and what comes out."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Arrow, RoundedRectangle, VGroup

from scenes.mobjects.text.text import TextLine
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["TIP", "QuestionBox", "plain_arrow"]

MARK = 1.5
"""Size of the question mark, in frame units."""
ARROW = 0.9
"""Length of an arrow, in frame units."""
GAP = 0.15
CORNER = 0.35
TIP = 0.24
"""Length of an arrowhead, in frame units."""


class QuestionBox(VGroup):
    """A box with a question mark, an arrow into it and one out of it.

    Parameters
    ----------
    theme : Theme
    region : Region
        Filled by box and arrows.
    from_above : bool
        The first arrow comes from above, not from the left.

    Attributes
    ----------
    box : VGroup
        Box and question mark.
    arrows : list of Arrow
    """

    def __init__(self, theme: Theme, region: Region, *, from_above: bool = False):
        top = region.top - (ARROW + GAP if from_above else 0.0)
        left = region.left + (0.0 if from_above else ARROW + GAP)
        inner = Region(left, region.right - ARROW - GAP, region.bottom, top)
        frame = RoundedRectangle(
            width=inner.width,
            height=inner.height,
            corner_radius=CORNER,
            color=theme.hairline,
            stroke_width=theme.sizes.neuron_outline,
        ).move_to(inner.centre)
        mark = TextLine(theme, "?", MARK, theme.ink).move_to(inner.centre)
        self.box = VGroup(frame, mark)
        start, end = [region.left, inner.y, 0], [inner.left - GAP, inner.y, 0]
        if from_above:
            start, end = [inner.x, region.top, 0], [inner.x, inner.top + GAP, 0]
        out = [inner.right + GAP, inner.y, 0], [region.right, inner.y, 0]
        self.arrows = [plain_arrow(theme, *ends) for ends in ((start, end), out)]
        super().__init__(self.box, *self.arrows)


def plain_arrow(theme: Theme, start: Sequence[float], end: Sequence[float]) -> Arrow:
    """Return an arrow between two points."""
    return Arrow(
        start,
        end,
        color=theme.ink,
        stroke_width=2 * theme.sizes.line,
        buff=0,
        tip_length=TIP,
        max_tip_length_to_length_ratio=1,
    )
