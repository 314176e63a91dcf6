"""One hidden neuron and its cone of weights, with a map of these weights on the way to it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import Polygon

from scenes.clips.inference.full_network import shaded
from scenes.clips.inference.neuron_tiles import NAME_RISE, NEURON_RADIUS, hidden_disc
from scenes.clips.inference.pixel_products import PixelProducts
from scenes.mobjects.text.text import Formula
from scenes.style.theme import Theme

__all__ = ["LoneNeuron"]


class LoneNeuron:
    """A neuron without a value in the place that its products will have, and its name.

    Parameters
    ----------
    theme : Theme
    maps : PixelProducts

    Attributes
    ----------
    disc : Circle
    name : Formula
    cone : Polygon
        All edges into the neuron; its tip counts as two corners.  In a row of squares it comes from
        the pixels and passes behind the map of the weights; else it is below that map.
    square : Polygon
        The place of that map.
    """

    def __init__(self, theme: Theme, maps: PixelProducts):
        pixels, weights, there = maps.places
        centre = np.array([*there.centre[:2], 0.0])
        x, y, _ = centre
        self.disc = hidden_disc(theme, maps.reading, None, centre, NEURON_RADIUS)
        self.disc.set_stroke(theme.focus, theme.sizes.focus_outline)
        name = f"h_{maps.neuron + 1}"
        self.name = Formula(theme, name, theme.sizes.formula, theme.ink)
        self.name.move_to(centre + np.array([0.0, NAME_RISE if maps.wide else -NAME_RISE, 0.0]))
        if maps.wide:
            tip = (x - NEURON_RADIUS, y)
            ends = [(pixels.right, pixels.top), (pixels.right, pixels.bottom)]
        else:
            tip = (x, y + NEURON_RADIUS)
            beside = maps.bar.get_right()[0] < weights.left
            level = (
                weights.bottom if beside else there.top
            )  # below the colour bar, if that is there
            ends = [(there.left, level), (there.right, level)]
        self.cone = _area(theme, ends[0], tip, tip, ends[1])
        left, right, top, bottom = weights.left, weights.right, weights.top, weights.bottom
        self.square = _area(theme, (left, top), (right, top), (right, bottom), (left, bottom))

    def uncover(self, rows: int) -> Callable[[Polygon, float], None]:
        """Return how the square leaves free, from the top, a share of the map's rows."""
        (left, top, _), *_, (_, bottom, _) = self.square.get_vertices()
        right = self.square.get_vertices()[1][0]

        def leave(cover: Polygon, share: float) -> None:
            edge = top - (top - bottom) * min(round(share * rows) / rows, 0.999)
            corners = [(left, edge), (right, edge), (right, bottom), (left, bottom), (left, edge)]
            cover.set_points_as_corners([(x, y, 0.0) for x, y in corners])

        return leave


def _area(theme: Theme, *corners: tuple[float, float]) -> Polygon:
    return shaded(theme, Polygon(*[(x, y, 0.0) for x, y in corners]))
