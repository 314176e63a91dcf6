"""A frame around mobjects that belong together: one layer, or several."""

from __future__ import annotations

from manim import Mobject, RoundedRectangle

from scenes.style.theme import Theme

__all__ = ["LayerFrame"]

PAD = 0.08


class LayerFrame(RoundedRectangle):
    """A rounded frame in the colour of the focus, a little larger than what it surrounds.

    Parameters
    ----------
    theme : Theme
    drawn : Mobject
        What it surrounds.
    """

    def __init__(self, theme: Theme, drawn: Mobject):
        super().__init__(
            width=drawn.width + 2 * PAD,
            height=drawn.height + 2 * PAD,
            corner_radius=0.3,
            stroke_color=theme.focus,
            stroke_width=theme.sizes.line,
        )
        self.move_to(drawn)
