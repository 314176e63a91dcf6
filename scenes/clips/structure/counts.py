"""Numbers of neurons below the layers, and of weights between them."""

from __future__ import annotations

from typing import Any

from manim import VGroup

from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.relation import relate
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["SizeRow"]

WHOLE = NumberFormat(0, grouped=True)
SIZE = 1.35
"""Size of the numbers of neurons, relative to other numbers."""
GAP = 0.22
"""Gap between the pieces of a product, in em."""
CLEAR = 0.2
"""Least distance from the product to the sizes beside it, in frame units."""


class SizeRow:
    """A row: the size of each layer below it, and between two of them the number of weights.

    The number of weights is a product, to × from, or the number
    alone where there is no room, or nothing.

    Parameters
    ----------
    theme : Theme
    region : Region
    network : NetworkDiagram

    Attributes
    ----------
    sizes : list of Readout
    products : list of VGroup
    """

    def __init__(self, theme: Theme, region: Region, network: NetworkDiagram):
        self.theme, self.recording = theme, network.recording
        em = SIZE * theme.sizes.number
        self.middle = region.y
        centres = [float(layer[0].disc.get_x()) for layer in network.layers]
        self.sizes = [
            Readout(theme, self._size(layer), WHOLE, em, theme.ink).place(
                x, self.middle - DIGIT_HEIGHT * em / 2
            )
            for layer, x in enumerate(centres)
        ]
        self.products = [self._between(layer) for layer in range(len(centres) - 1)]

    def _size(self, layer: int) -> Source:
        return Source(self.recording, "layer_sizes", None, None, (layer,))

    def _between(self, layer: int) -> VGroup:
        """Return the product for a pair of layers, as large as fits between their sizes."""
        left = self.sizes[layer].get_right()[0] + CLEAR
        right = self.sizes[layer + 1].get_left()[0] - CLEAR
        sizes = self.theme.sizes
        ems = (sizes.number, (sizes.number + sizes.label) / 2, sizes.label)
        for short, em in [(short, em) for short in (False, True) for em in ems]:
            found = self._product(layer, em, short=short)
            if found.width <= right - left:
                return found.set_x((left + right) / 2)
        return VGroup()

    def _product(self, layer: int, em: float, *, short: bool) -> VGroup:
        theme, baseline = self.theme, self.middle - DIGIT_HEIGHT * em / 2
        count = Source(self.recording, "weights_between", None, None, (layer,))
        total = Readout(theme, count, WHOLE, em, theme.ink)
        if short:
            return VGroup(total.place(0.0, baseline))
        # As the matrix of these weights is written: to × from.
        factors = [self._size(layer + 1), self._size(layer)]
        exact = relate("n × m", lambda n, m: n * m, [(f, 0) for f in factors], (count, 0))
        pieces: list[Any] = [
            Readout(theme, factors[0], WHOLE, em, theme.ink),
            Formula(theme, "times", em, theme.quiet),
            Readout(theme, factors[1], WHOLE, em, theme.ink),
            equals_sign(theme, em, [exact]),
            total,
        ]
        x = 0.0
        for piece in pieces:
            if isinstance(piece, Readout):
                piece.place(x, baseline, "left")
                x += piece.advance_width + GAP * em
            else:
                piece.move_to([x + piece.width / 2, self.middle, 0])
                x += piece.width + GAP * em
        return VGroup(*pieces)
