"""The ground of a number that stands among lines."""

from manim import Rectangle

from scenes.mobjects.text.readout import Readout
from scenes.style.theme import Theme

__all__ = ["number_ground"]

MARGIN = 0.1
"""How much wider and higher than the number it is, in frame units."""


def number_ground(theme: Theme, number: Readout) -> Rectangle:
    """Return a patch of background that keeps lines away from a number's digits."""
    ground = Rectangle(
        width=number.width + MARGIN,
        height=number.height + MARGIN,
        stroke_width=0,
        fill_color=theme.background,
        fill_opacity=1,
    )
    return ground.move_to(number)
