"""Why a slope is a product: the weight moves z, and z moves the cost."""

from __future__ import annotations

from typing import Any

from manim import Animation, FadeIn, VGroup

from scenes.animation.timing import within
from scenes.clips.backpropagation.layout import LEAST_SIGN
from scenes.clips.backpropagation.story import Story
from scenes.mobjects.graphing.axes import axis_arrow
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["SlopeChain"]

GAP, ABOVE, BELOW = 0.16, 0.13, 0.14
"""Gaps beside an arrow, and from it to what stands above and below, in frame units."""

LEAST_FREE, MOST_RAISE = 0.03, 0.18
"""Room kept free below the symbols, and how far the chain is raised for it at most, in frame
units."""


class SlopeChain(VGroup):
    """w → z → C: above each arrow how fast the one moves the other, below it what that is called.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story

    Attributes
    ----------
    nodes : list of Formula
        The weight followed, its neuron's weighted sum, and the cost.
    links : list of list
        Arrow, number and symbol of each of the two links.
    """

    def __init__(self, theme: Theme, region: Region, story: Story):
        layer, (k, i) = story.last, story.followed
        above = f"^(({layer + 1}))" if layer else ""
        markups = story.weight_symbol(layer, k, i), f"z_{k + 1}{above}", "C"
        size = 0.85 * theme.sizes.formula
        self.nodes = [Formula(theme, markup, size, theme.ink) for markup in markups]
        delta = story.source("deltas", layer, k)
        numbers: list[Any] = [
            (story.source("activations", layer, i), NumberFormat(story.value_decimals(layer)),
             theme.ink),
            (delta, story.delta_format(layer), theme.signed(delta.value)),
        ]  # fmt: skip
        symbols = story.symbol(layer, i), story.delta_symbol(layer, k)
        em = theme.sizes.number
        free = region.width - sum(node.width for node in self.nodes) - 4 * GAP
        long = min(free / 2, 1.9)
        x = region.x - (region.width - free + 2 * long) / 2
        small = max(0.8 * size, LEAST_SIGN)
        names = [Formula(theme, markup, small, theme.quiet) for markup in symbols]
        # A symbol with both indices is tall: the chain stands higher, clear of the line below.
        over = BELOW + max(name.height for name in names) - region.height / 2 + LEAST_FREE
        y = region.y + min(max(over, 0.0), MOST_RAISE)
        self.links = []
        for n, node in enumerate(self.nodes):
            node.move_to([x + node.width / 2, y, 0])
            x += node.width + GAP
            if n == 2:
                break
            arrow = axis_arrow(theme, [x, y, 0], [x + long, y, 0])
            source, style, colour = numbers[n]
            number = Readout(theme, source, style, em, colour)
            if number.advance_width > long - 0.1:
                number = Readout(theme, source, style, theme.sizes.number_small, colour)
            number.place(x + long / 2, y + ABOVE)
            symbol = names[n]
            symbol.move_to([x + long / 2, y - BELOW - symbol.height / 2, 0])
            self.links.append([arrow, number, symbol])
            x += long + GAP
        super().__init__(*self.nodes, *[piece for link in self.links for piece in link])

    def link(self, n: int) -> list[Animation]:
        """Show the n-th link, and what it leads to."""
        arrow, number, symbol = self.links[n]
        return [
            within(FadeIn(arrow), 0.0, 0.4),
            within(FadeIn(number), 0.2, 0.7),
            within(FadeIn(symbol), 0.2, 0.7),
            within(FadeIn(self.nodes[n + 1]), 0.5, 1.0),
        ]
