"""Pixels times one neuron's weights: image, weights, products, and the sum so far."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from manim import Animation, Arrow, Dot, Rectangle, Transform, UpdateFromAlphaFunc, VGroup, linear

from scenes.clips.inference.full_network import fitted
from scenes.clips.inference.neuron_tiles import NAME_RISE, NEURON_RADIUS
from scenes.clips.inference.reading import Reading
from scenes.mobjects.graphing.activation_plot import ActivationPlot, formula_of
from scenes.mobjects.images.grey_image import GreyImage, outline_of
from scenes.mobjects.images.heat_map import ColourBar, HeatMap, HeatScale
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["PixelProducts", "scale_ticks"]

HEAD, BETWEEN = 0.55, 0.75
"""Room above for the names, and between the squares for ⊙ and =."""
FOOT = 1.7
"""Room below for the colour bar, the sum and its axis."""
MUCH = 3.5
"""Below a square narrower than this, the sum takes its whole width."""
BAR, GAP, EDGE = 0.85, 0.15, 0.03
"""Room for the colour bar between two rows of squares, for a gap, and for outlines."""
GRID_FOOT, PLOT_SHARE = 1.0, 0.53
"""With squares in two rows: room below for the axis, and the plot's share of the height."""
DOT_RADIUS = 0.145
NEURON_APART = 0.15
"""Distance of the neuron and its name from what else stands, where there is room for it."""
SMALL = 0.35
"""Room at both sides of the axis for the half of a small number."""


class PixelProducts:
    """Three squares side by side; below them the colour bar, the sum and its number line.

    In a narrow region the products are below the weights, with bar and sum beside them.

    Parameters
    ----------
    theme : Theme
    region : Region
    scale : HeatScale
    reading : Reading
    neuron : int
        Index of the neuron of the first hidden layer.
    words : (str, str)
        Name of the running sum; what the colour bar says of values beyond its ends.
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
    clipped : list of TextLine
        What the bar says of values beyond its ends, if there are any.
    plot : ActivationPlot
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
        reading: Reading,
        neuron: int,
        words: tuple[str, str],
        number_format: NumberFormat,
    ):
        self.theme, self.reading, shape = theme, reading, reading.shape
        self.rows, self.columns, self.neuron = *shape, neuron
        self.wide = region.width > 1.5 * region.height
        squares = self._in_row(region) if self.wide else self._in_grid(region)
        self.places = [fitted(square, shape) for square in squares]
        pixels, weights, products = self.places
        self.image = GreyImage(theme, pixels, reading.of("activations", 0), shape)
        self.weights = HeatMap(scale, weights, shape, reading.of("weights", 0, neuron))
        self.products = HeatMap(scale, products, shape, reading.of("products", 0, neuron))
        self.frames = [outline_of(theme, place) for place in self.places]
        names = ("bold(x)", f"bold(w)_{neuron + 1}", f"bold(x) dot.o bold(w)_{neuron + 1}")
        self.names = [
            Formula(theme, name, theme.sizes.formula, theme.ink).place(p.x, p.top + 0.22)
            for name, p in zip(names, self.places, strict=True)
        ]
        places = ((pixels, weights), (weights if self.wide else pixels, products))
        self.signs = VGroup(
            *[
                Formula(theme, sign, 0.8, theme.quiet).move_to([(a.right + b.left) / 2, b.y, 0])
                for sign, (a, b) in zip(("dot.o", "="), places, strict=True)
            ]
        )
        self.signs[1].relations = ()  # between pictures
        if self.wide or weights.bottom - products.top > HEAD + BAR:
            foot = weights.bottom
            room = Region(weights.left - 0.2, weights.right + 0.2, foot - 0.78, foot - 0.2)
        else:
            top = products.top
            room = Region(pixels.left - 0.28, pixels.right + 0.28, top - 0.58, top)
        self.bar = ColourBar(scale, room, *scale_ticks(scale.limit))
        self.clipped = [self._clipped(words[1])] if scale.clips else []
        self._place_sum(region, words[0], number_format)

    def _clipped(self, word: str) -> TextLine:
        """Place what the colour bar says below it or, clear of what is there, below the image."""
        line = TextLine(self.theme, word, self.theme.sizes.label, self.theme.quiet)
        x = self.bar.bar.region.x if self.wide else self.places[0].x
        under = self.wide or self.bar.get_right()[0] < self.places[1].left
        level = self.bar.get_bottom()[1] - 0.4 if under else self.bar.get_bottom()[1]
        return line.place(x, level)

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
        reading, last = self.reading, self.rows * self.columns
        self.sums = [
            reading.of("partial_sums", 0, self.neuron, at - 1)
            for at in range(self.columns, last + 1, self.columns)
        ]
        z = reading.of("z", 0, self.neuron)
        sums = reading.values("partial_sums", 0, self.neuron)
        largest = max(float(np.abs(sums).max()), abs(z.value))
        tall = region.height > region.width
        room = region.below(region.bottom + PLOT_SHARE * region.height) if tall else region
        function = reading.recording.functions[0]
        # Small numbers have more decimals, and are wider.
        inset = SMALL if 1.02 * largest < 0.4 and not np.isfinite(function.high) else 0.0
        inner = Region(room.left + inset, room.right - inset, room.bottom, room.top)
        self.plot = ActivationPlot(theme, inner, function, largest)
        self.plot.name.shift([0.6 * inset, 0.0, 0.0])
        self.axis = self.plot.base
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
            longest = Readout(theme, z, number_format, em)
            at = longest.place(middle, baseline).point_x, baseline, "point"
            self.word.place(middle, baseline + 0.9)
        self.total = Counter(theme, self.sums[0], number_format, em, theme.focus, *at)
        self.dot = Dot(radius=DOT_RADIUS, color=theme.focus)
        self.put_dot(self.sums[0])

    def put_dot(self, source: Source) -> None:
        """Put the dot on the line at a sum."""
        mark(self.dot, "place", source, axes=self.plot)
        self.dot.move_to(self.plot.foot(source.value))

    def move_products(self, place: Region) -> list[Any]:
        """Move the map of the products, with frame and name, to another place."""
        products, place = self.products, fitted(place, self.reading.shape)
        there = HeatMap(products.scale_of, place, products.shape, products.mark.source)
        return [
            Transform(products, there),
            Transform(self.frames[2], outline_of(self.theme, place)),
            self.names[2].animate.move_to([place.x, place.top + 0.34, 0]),
        ]

    def bias_arrow(self, total: Source, z: Source) -> Arrow:
        """Draw the bias above the line, from the sum to z."""
        ends = (self.plot.foot(s.value) + np.array([0.0, 0.22, 0.0]) for s in (total, z))
        return Arrow(
            *ends, buff=0, color=self.theme.bias, stroke_width=6, tip_length=0.16,
            max_tip_length_to_length_ratio=0.5, max_stroke_width_to_length_ratio=100,
        )  # fmt: skip

    def neuron_place(self, z: float, line: Any, *, wide: bool, tall: bool) -> np.ndarray:
        """Return a place for the neuron, clear of curve, map and sum, and of the dot at ``z``."""
        plot, bounded = self.plot, bool(np.isfinite(self.plot.function.high))

        def at(across: float, up: float) -> np.ndarray:
            x = plot.foot(across * plot.reach)[0]
            return np.array([x, plot.bottom + up * (plot.top - plot.bottom), 0.0])

        if tall:  # the space left of the curve is free
            return at(-0.5, 0.6)
        if bounded:
            shares = (0.62, 0.34) if wide else (0.69, 0.38)
            far = max(shares, key=lambda share: abs(share * plot.reach - z))
            return at(far, 0.42)
        # Between the map and the line that rises.
        return self._freest(at(-0.16, 0.66) if wide else at(-0.2, 0.54), line)

    def _freest(self, wanted: np.ndarray, line: Any) -> np.ndarray:
        """Return the place nearest to the wanted one at which the neuron and its name are free."""
        plot, function = self.plot, self.plot.function
        name = Formula(
            self.theme,
            formula_of(function, f"h_{self.neuron + 1}", "z"),
            self.theme.sizes.formula,
            self.theme.ink,
        )
        half, rise, radius = name.width / 2, NAME_RISE + name.height / 2, NEURON_RADIUS
        taken = [
            Region.around(m)
            for m in (*line.pieces, *line.labels, self.products, self.frames[2], self.names[2])
        ]
        curve = np.array([plot.c2p(z, function.value(np.array([z]))[0])[:2]
                          for z in np.linspace(-plot.reach, plot.reach, 200)])  # fmt: skip

        def room(x: float, y: float) -> float:
            """Return the least distance from the disc and the name at a place to what stands."""
            boxes = (
                Region(x - radius, x + radius, y - radius, y + radius),
                Region(x - half, x + half, y + NAME_RISE - name.height / 2, y + rise),
            )
            apart = [
                max(box.left - b.right, b.left - box.right, box.bottom - b.top, b.bottom - box.top)
                for box in boxes
                for b in taken
            ]
            disc = float(np.hypot(*(curve - (x, y)).T).min()) - radius
            over = boxes[1]
            dx = np.maximum(np.maximum(over.left - curve[:, 0], curve[:, 0] - over.right), 0)
            dy = np.maximum(np.maximum(over.bottom - curve[:, 1], curve[:, 1] - over.top), 0)
            return min(*apart, disc, float(np.hypot(dx, dy).min()))

        xs = np.linspace(plot.left + max(half, radius), plot.right - max(half, radius), 60)
        ys = np.linspace(plot.bottom + radius + 0.2, plot.top - rise, 40)
        level = np.interp(xs, curve[:, 0], curve[:, 1])
        places = [(float(x), float(y)) for x, low in zip(xs, level, strict=True) for y in ys
                  if y > low]  # fmt: skip
        rooms = {place: min(room(*place), NEURON_APART) for place in [*places, tuple(wanted[:2])]}
        best = max(rooms.values())
        free = [place for place, found in rooms.items() if found > best - 1e-9]
        x, y = min(free, key=lambda place: np.hypot(*(np.array(place) - wanted[:2])))
        return np.array([x, y, 0.0])

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


def scale_ticks(limit: float) -> tuple[list[float], int]:
    """Return three or five values with a number on a scale, clear of its ends; their decimals."""
    most = 0.85 * limit
    unit = 10.0 ** math.floor(math.log10(most))
    step = next(unit * share for share in (5.0, 2.0, 1.0) if unit * share <= most)
    decimals = max(1, -math.floor(math.log10(unit)))
    count = 2 if decimals == 1 and 2 * step <= most else 1
    return [round(step * k, decimals) for k in range(-count, count + 1)], decimals
