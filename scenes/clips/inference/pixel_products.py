"""Pixels times one neuron's weights: image, weights, products, and the sum so far."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from manim import Animation, Arrow, Dot, Rectangle, Transform, UpdateFromAlphaFunc, VGroup, linear

from scenes.mobjects.graphing.sigmoid_plot import SigmoidPlot
from scenes.mobjects.images.grey_image import GreyImage, outline_of
from scenes.mobjects.images.heat_map import ColourBar, HeatMap, HeatScale, bar_ticks
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["PixelProducts"]

HEAD, BETWEEN = 0.55, 0.75
"""Room above for the names, and between the squares for × and =."""
FOOT = 1.7
"""Room below for the colour bar, the sum and its axis."""
AXIS_FOOT = 0.5
MUCH = 3.5
"""Below a square narrower than this, the sum takes its whole width."""
BAR, GAP, EDGE = 0.85, 0.15, 0.03
"""Room for the colour bar between two rows of squares, for a gap, and for outlines."""
GRID_FOOT, PLOT_SHARE = 1.0, 0.53
"""With squares in two rows: room below for the axis, and the plot's share of the height."""
DOT_RADIUS = 0.145


class PixelProducts:
    """Three squares side by side; below them the colour bar, the sum and its number line.

    In a narrow region the products are below the weights, with bar and sum beside them.

    Parameters
    ----------
    theme : Theme
    region : Region
    scale : HeatScale
    recording : network.Inference
    image, neuron : int
        Number of the image, and index of the hidden neuron.
    word : str
        Name of the running sum.
    number_format : NumberFormat
        Of that sum.

    Attributes
    ----------
    image : GreyImage
    weights, products : HeatMap
    wide : bool
        Whether all squares are in one row.
    frames : list of Rectangle
        Around the three squares.
    names : list of Formula
    signs : VGroup
    bar : ColourBar
    plot : SigmoidPlot
        Its horizontal axis is the number line of the sum; the rest is shown later.  In a tall
        region it leaves room above.
    axis : VGroup
        That line with its numbers.
    dot : Dot
        At the sum so far, on the line.
    total : Counter
        The sum so far.
    word : TextLine
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        scale: HeatScale,
        recording,
        image: int,
        neuron: int,
        word: str,
        number_format: NumberFormat,
    ):
        self.theme = theme
        self._of = partial(Source, recording, step=image, layer=0)
        shape = tuple(recording.metadata["image_shape"])
        self.rows, self.columns, self.neuron = *shape, neuron
        self.wide = region.width > 1.5 * region.height
        self.places = self._in_row(region) if self.wide else self._in_grid(region)
        pixels, weights, products = self.places
        self.image = GreyImage(theme, pixels, self._of("activations"), shape)
        self.weights = HeatMap(scale, weights, shape, self._of("weights", index=(neuron,)))
        self.products = HeatMap(scale, products, shape, self._of("products", index=(neuron,)))
        self.frames = [outline_of(theme, place) for place in self.places]
        names = ("bold(x)", f"bold(w)_{neuron + 1}", f"bold(w)_{neuron + 1} dot.o bold(x)")
        self.names = [
            Formula(theme, name, theme.sizes.formula, theme.ink).place(p.x, p.top + 0.22)
            for name, p in zip(names, self.places, strict=True)
        ]
        places = ((pixels, weights), (weights if self.wide else pixels, products))
        self.signs = VGroup(
            *[
                Formula(theme, sign, 0.8, theme.quiet).move_to([(a.right + b.left) / 2, b.y, 0])
                for sign, (a, b) in zip(("times", "="), places, strict=True)
            ]
        )
        self.signs[1].relations = ()  # between pictures
        if self.wide or weights.bottom - products.top > HEAD + BAR:
            foot = weights.bottom
            room = Region(weights.left - 0.2, weights.right + 0.2, foot - 0.78, foot - 0.2)
        else:
            top = products.top
            room = Region(pixels.left - 0.28, pixels.right + 0.28, top - 0.58, top)
        whole = int(scale.limit)
        ticks: Sequence[float] = range(-whole, whole + 1)
        if len(ticks) > 5:  # there is no room for more
            most = bar_ticks(scale.limit)[-1]
            ticks = (-most, 0.0, most)
        self.bar = ColourBar(scale, room, ticks)
        self._place_sum(region, word, number_format)

    def _in_row(self, region: Region) -> list[Region]:
        room = region.height - HEAD - FOOT
        side = min((region.width - 2 * (BETWEEN + EDGE)) / 3, room)
        top, left = region.top - HEAD - (room - side) / 3, region.x - 1.5 * side - BETWEEN
        return [
            Region(x, x + side, top - side, top)
            for x in (left + k * (side + BETWEEN) for k in range(3))
        ]

    def _in_grid(self, region: Region) -> list[Region]:
        """Put the products below the weights; spare height goes between."""
        room = (region.height - 2 * HEAD - GAP - GRID_FOOT) / 2
        side = min((region.width - BETWEEN) / 2 - EDGE, room)
        left, right = region.x - side - BETWEEN / 2, region.x + BETWEEN / 2
        rest = 2 * (room - side)
        between = min(rest, BAR)
        upper = region.top - HEAD - (rest - between) / 3
        lower = upper - side - between - HEAD - GAP
        return [
            Region(x, x + side, top - side, top)
            for x, top in ((left, upper), (right, upper), (right, lower))
        ]

    def _place_sum(self, region: Region, word: str, number_format: NumberFormat) -> None:
        theme, place = self.theme, self.places[2]
        self.sums = [
            self._of("partial_sums", index=(self.neuron, (row + 1) * self.columns - 1))
            for row in range(self.rows)
        ]
        largest = max(
            float(np.abs(self._of("partial_sums", index=(self.neuron,)).values).max()),
            abs(self._of("z", index=(self.neuron,)).value),
        )
        reach = max(3 * int(np.ceil(largest / 3 + 0.1)), 6)
        tall = region.height > region.width
        room = region.below(region.bottom + PLOT_SHARE * region.height) if tall else region
        self.plot = SigmoidPlot(theme, room, reach, foot=AXIS_FOOT)
        *_, name = self.plot.submobjects
        parts = (self.plot.horizontal, *self.plot.ticks[:-3], *self.plot.numbers[:-3], name)
        self.axis = VGroup(*parts)
        self.word = TextLine(theme, word, theme.sizes.caption, theme.quiet)
        em = 0.62
        if self.wide:
            baseline = place.bottom - 0.68
            inset = 0.2 if place.width > MUCH else 0.0
            at = place.right - inset, baseline, "right"
            self.word.place(place.left + inset, baseline, "left")
        else:
            middle, em = self.places[0].x, 0.8
            ceiling = min(place.top, self.bar.get_bottom()[1])
            baseline = (ceiling + place.bottom) / 2 - 0.5
            # The decimal point stays in place, whatever the number of digits before it.
            longest = Readout(theme, self._of("z", index=(self.neuron,)), number_format, em)
            at = longest.place(middle, baseline).point_x, baseline, "point"
            self.word.place(middle, baseline + 0.9)
        self.total = Counter(theme, self.sums[0], number_format, em, theme.focus, *at)
        self.dot = Dot(radius=DOT_RADIUS, color=theme.focus)
        self.put_dot(self.sums[0])

    def put_dot(self, source: Source) -> None:
        """Put the dot on the line at a sum."""
        mark(self.dot, "place", source, axes=self.plot)
        self.dot.move_to(self.plot.c2p(source.value, 0))

    def move_products(self, place: Region) -> list[Any]:
        """Move the map of the products, with frame and name, to another place."""
        products = self.products
        there = HeatMap(products.scale_of, place, products.shape, products.mark.source)
        return [
            Transform(products, there),
            Transform(self.frames[2], outline_of(self.theme, place)),
            self.names[2].animate.move_to([place.x, place.top + 0.34, 0]),
        ]

    def bias_arrow(self, total: Source, z: Source) -> Arrow:
        """Draw the bias above the line, from the sum to z."""
        ends = (self.plot.c2p(s.value, 0) + np.array([0.0, 0.22, 0.0]) for s in (total, z))
        return Arrow(
            *ends, buff=0, color=self.theme.bias, stroke_width=6, tip_length=0.16,
            max_tip_length_to_length_ratio=0.5, max_stroke_width_to_length_ratio=100,
        )  # fmt: skip

    def neuron_place(self, z: float, *, wide: bool, tall: bool) -> np.ndarray:
        """Return a place for the neuron, clear of the curve and of the dot at ``z``."""
        if tall:  # the space left of the curve is free
            return self.plot.c2p(-0.5 * self.plot.reach, 0.6)
        shares = (0.62, 0.34) if wide else (0.73, 0.38)
        far = max(shares, key=lambda share: abs(share * self.plot.reach - z))
        return self.plot.c2p(far * self.plot.reach, 0.42)

    def show_rows(self, count: int) -> None:
        """Show the products of the first rows only, and their sum."""
        values = self.products.mark.source.values
        shown = np.arange(len(values)) < count * self.columns
        self.products.picture(np.where(shown, values, 0.0))
        if count:
            source = self.sums[count - 1]
            self.total.show(source)
            self.put_dot(source)

    def row_frames(self) -> list[Rectangle]:
        """Draw frames around the first row of each square."""
        pitch = self.places[0].height / self.rows
        rows = [Region(p.left, p.right, p.top - pitch, p.top) for p in self.places]
        return [outline_of(self.theme, row, self.theme.focus) for row in rows]

    def scan(self, frames: Sequence[Rectangle]) -> list[Animation]:
        """Scan the rows from the top: frames move, products appear, the sum follows."""

        def at(share: float) -> int:
            return min(int(share * self.rows), self.rows - 1)

        def move(frame: Rectangle, share: float, place: Region) -> None:
            frame.set_y(place.top - (at(share) + 0.5) * place.height / self.rows)

        moves = [
            UpdateFromAlphaFunc(frame, partial(move, place=place), rate_func=linear)
            for frame, place in zip(frames, self.places, strict=True)
        ]
        reveal = UpdateFromAlphaFunc(
            self.products, lambda drawn, share: self.show_rows(at(share) + 1), rate_func=linear
        )
        # Scanning changes these two as well, so they have to be part of the play.
        others = [UpdateFromAlphaFunc(m, lambda drawn, share: None) for m in (self.total, self.dot)]
        return [*moves, reveal, *others]
