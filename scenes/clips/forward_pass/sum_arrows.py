"""How the sum of a neuron comes about: its products as arrows, tip to tail, over one axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import (
    Animation,
    DashedLine,
    Dot,
    FadeIn,
    Line,
    Mobject,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
)

from scenes.animation.timing import within
from scenes.mobjects.graphing.activation_plot import ActivationPlot
from scenes.mobjects.graphing.arrowhead import Tip
from scenes.mobjects.graphing.axes import Scale
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["SumArrows"]

FOOT, SIDE = 0.55, 0.48
"""Room below the axis for its numbers, and at both sides, in frame units."""
MOST_TICKS = 4
BETWEEN_NUMBERS = 0.1
"""Least room between the numbers of two ticks, in frame units."""
LEAST_SPAN = 1e-3
"""Span of the axis of a sum whose terms all vanish."""
BEAD = 0.085
"""Radius of the dot on the axis."""
WIDEST = 0.6
"""Most distance of two arrows that are not level with lines, in frame units."""
NOTHING = 0.075
"""Radius of the dot that stands for a term of zero, in frame units."""
SLENDER = 42.0
"""Greatest width of an arrow's line, for each frame unit of its length: its head is wider."""
TITLE = 0.12
"""From the axis up to the baseline of its title, in frame units."""
SLID = 0.55
"""Share of a term's time after which its arrow is in its place."""


class SumArrows(VGroup):
    """An arrow for each product, beginning where the one before ends, and one for the bias.

    Parameters
    ----------
    theme : Theme
    region : Region
    products, sums : sequence of Source
        The terms, and the running sum after each.
    bias, total : Source
    title : str
        What the axis shows.
    levels : sequence of float, optional
        The height of each arrow, the bias's too; evenly spaced by default.

    Attributes
    ----------
    axis : VGroup
        A scale with numbers.
    zero : DashedLine
        At zero, from the axis up.
    title : VMobject
        Of the axis; empty if there is no room for it.
    arrows : list of VGroup
        A line and its arrowhead each; the bias's is the last.  Empty where nothing is added.
    zeros : list of VGroup
        A dot where nothing is added; elsewhere empty.
    drops : list of Line
        From the tip before down to each arrow, and from the last tip to the axis.
    bead : Dot
        On the axis, at the sum so far.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        products: Sequence[Source],
        sums: Sequence[Source],
        bias: Source,
        total: Source,
        title: str,
        levels: Sequence[float] = (),
    ):
        self.theme = theme
        self.sources, self.ends = [*products, bias], [*sums, total]
        values = [0.0, *[source.value for source in (*self.sources, *self.ends)]]
        step, low, high = _range(min(values), max(values))
        self.places = max(0, -math.floor(math.log10(step) + 1e-9))
        em = theme.sizes.number_small
        ends = [Readout(theme, AxisValue(v), self._form(v), em).width / 2 for v in (low, high)]
        side = max(SIDE, *ends)
        left, right = region.left + side, region.right - side
        self.foot = region.bottom + FOOT
        self.scale_ = Scale([left, self.foot, 0.0], [right, self.foot, 0.0], (low, high))
        self.unit = (right - left) / (high - low)
        self.axis = self._axis(step, low, high, left, right)
        x = self.x_of(0.0)
        stroke = {"color": theme.hairline, "stroke_width": theme.sizes.line}
        self.zero = DashedLine([x, self.foot, 0.0], [x, region.top, 0.0], **stroke)
        self.title = self._title(title, left, right)
        self.levels = list(levels) or self._even_levels(region.top)
        self.arrows, self.zeros, self.drops = [], [], []
        last = len(self.sources) - 1
        for k, source in enumerate(self.sources):
            colour = theme.bias if k == last else theme.signed(source.value)
            arrow = self._arrow(k, source, self.levels[k], colour)
            self.arrows.append(arrow)
            self.zeros.append(VGroup() if len(arrow) else VGroup(self._nothing(k, colour)))
        for k in range(last + 2):
            self.drops.append(self._drop(k))
        self.bead = Dot([self.x_of(0.0), self.foot, 0.0], BEAD, color=theme.ink)
        super().__init__(
            self.axis, self.zero, self.title, *self.drops, *self.arrows, *self.zeros, self.bead
        )

    def _even_levels(self, top: float) -> list[float]:
        """Return the heights of arrows that fill the room between axis and top."""
        count = len(self.sources)
        pitch = min((top - self.foot - 0.2) / count, WIDEST)
        first = self.foot + 0.2 + (count - 0.5) * pitch
        return [first - k * pitch for k in range(count)]

    def _nothing(self, k: int, colour: str) -> Dot:
        """Return what stands for a term that adds nothing."""
        return Dot([self.x_of(self.ends[k].value), self.levels[k], 0.0], NOTHING, color=colour)

    def _drop(self, k: int) -> Line:
        """Return the line that leads from the tip before to arrow ``k``, or to the axis."""
        x = self.before(k)
        start = self.levels[max(k - 1, 0)]
        stop = self.levels[k] if k < len(self.levels) else self.foot
        line = Line([x, start, 0.0], [x, min(stop, start - 1e-3), 0.0], color=self.theme.quiet)
        return line.set_stroke(width=0.6 * self.theme.sizes.line)

    def x_of(self, value: float) -> float:
        """Return where a value is, in frame units."""
        return float(self.scale_.n2p(value)[0])

    def p2c(self, point: np.ndarray) -> tuple[float]:
        """Return the value at a point, as a tuple of one coordinate."""
        return self.scale_.p2c(point)

    def _axis(self, step: float, low: float, high: float, left: float, right: float) -> VGroup:
        theme, em = self.theme, self.theme.sizes.number_small
        line = Line([left, self.foot, 0.0], [right, self.foot, 0.0], color=theme.hairline)
        line.set_stroke(width=theme.sizes.line)
        found = VGroup(line)
        first, last = round(low / step), round(high / step)
        values = {k: round(k * step, self.places) for k in range(first, last + 1)}
        widest = max(Readout(theme, AxisValue(v), self._form(v), em).width for v in values.values())
        every = math.ceil((widest + BETWEEN_NUMBERS) / (step * self.unit) - 1e-9)
        for k, value in values.items():
            tick = self.scale_.tick(theme, value, (0.06, 0.06))
            found.add(tick)
            if k % every == 0:
                found.add(self.scale_.label(theme, value, self._form(value), em, 0.16, tick))
        return found

    def _title(self, words: str, left: float, right: float) -> VMobject:
        """Return a title above the end of the axis at which most room stays free."""
        name = TextLine(self.theme, words, self.theme.sizes.label, self.theme.quiet)
        taken = [self.x_of(0.0), *[self.x_of(source.value) for source in self.ends[-2:]]]
        places = {"left": left - SIDE / 2, "right": right + SIDE / 2}
        rooms = {"left": min(taken) - left, "right": right - max(taken)}
        side = max(rooms, key=lambda each: rooms[each])
        return (
            name.place(places[side], self.foot + TITLE, side)
            if name.width < rooms[side]
            else VGroup()
        )

    def onto(self, plot: ActivationPlot, z: Source) -> list[Any]:
        """Return how the axis becomes a part of a plot's axis of z, and the dot moves with it."""

        def there(m: Mobject) -> list[float]:
            value = self.p2c(m.get_center())[0]
            return [plot.c2p(value, 0.0)[0], m.get_y() + plot.bottom - self.foot, 0.0]

        def slide(m: Mobject) -> Animation:
            start, end = m.get_center(), np.array(there(m))

            def move(moving: Mobject, share: float) -> None:
                moving.move_to(start + share * (end - start))
                moving.set_opacity(max(0.0, 1.0 - 2.5 * share))

            return UpdateFromAlphaFunc(m, move)

        line, *others = self.axis
        ends = [
            [plot.c2p(self.p2c(p)[0], 0.0)[0], plot.bottom, 0.0] for p in line.get_start_and_end()
        ]
        mark(self.bead, "place", z, axes=plot)
        return [
            line.animate.put_start_and_end_on(*ends),
            *[slide(m) for m in others],
            self.bead.animate.move_to(plot.foot(z.value)).set_color(self.theme.focus),
        ]

    def _form(self, value: float) -> NumberFormat:
        return NumberFormat(self.places if value else 0)

    def _arrow(self, k: int, source: Source, y: float, colour: str) -> VGroup:
        start, end = (
            np.array([x, y, 0.0]) for x in (self.before(k), self.x_of(self.ends[k].value))
        )
        if abs(end[0] - start[0]) < 2e-3:  # nothing is added
            return VGroup()
        tip = Tip().point(start, end, colour)
        line = Line(start, _inside(tip, end), color=colour)
        width = min(4 * self.theme.sizes.line, SLENDER * float(abs(end[0] - start[0])))
        line.set_stroke(width=width)
        arrow = VGroup(line, tip)
        arrow.full = self.unit
        mark(arrow, "length", source)
        arrow.ways = start, end, colour
        return arrow

    def draw(self, k: int) -> Animation:
        """Draw arrow ``k`` from zero on."""
        aside = np.array([self.before(k) - self.x_of(0.0), 0.0, 0.0])
        arrow = self.arrows[k]
        if not len(arrow):
            return FadeIn(self.zeros[k].shift(-aside))
        start, end, colour = arrow.ways
        line, tip = arrow

        def lengthen(_: VGroup, share: float) -> None:
            reach = start - aside + max(share, 1e-3) * (end - start)
            tip.point(start - aside, reach, colour)
            line.set_points_as_corners([start - aside, _inside(tip, reach)])

        return UpdateFromAlphaFunc(arrow, lengthen)

    def chain(self, k: int) -> list[Animation]:
        """Move arrow ``k``, drawn from zero on, to the tip of the one before, then the bead."""
        moved, bead = self.arrow_of(k), self.bead
        mark(bead, "place", self.ends[k], axes=self)
        bead_to = [self.x_of(self.ends[k].value), self.foot, 0.0]
        moves = [within(bead.animate.move_to(bead_to), SLID, 1.0)]
        if k:
            aside = self.before(k) - self.x_of(0.0)
            moves.append(within(self.lead_down(k), 0.0, SLID))
            moves.append(within(moved.animate.shift([aside, 0.0, 0.0]), 0.0, SLID))
        return moves

    def before(self, k: int) -> float:
        """Return where arrow ``k`` begins in the end: at the tip of the one before."""
        return self.x_of(self.ends[k - 1].value if k else 0.0)

    def lead_down(self, k: int) -> Animation:
        """Draw the line from the tip before down to arrow ``k``, or to the axis."""
        drop = self.drops[k]
        start, end = drop.get_start(), drop.get_end()

        def lengthen(line: Line, share: float) -> None:
            line.set_points_as_corners([start, start + max(share, 1e-3) * (end - start)])

        return UpdateFromAlphaFunc(drop, lengthen)

    def arrow_of(self, k: int) -> VGroup:
        """Return what stands for a term: its arrow, or a dot where nothing is added."""
        return self.arrows[k] if len(self.arrows[k]) else self.zeros[k]

    def parts_of(self, k: int) -> list[VGroup | Line]:
        """Return what stands for a term once :meth:`chain` is played."""
        found = [self.drops[k]] if k else []
        return [*found, self.arrow_of(k)]


def _inside(tip: Tip, end: np.ndarray) -> np.ndarray:
    """Return where a line ends inside its head, which is sharper than the line is wide."""
    return (end + tip.get_center()) / 2


def _range(low: float, high: float) -> tuple[float, float, float]:
    """Return a round step, and the least and greatest of its multiples around some values."""
    span = max(high - low, LEAST_SPAN)
    power = 10.0 ** math.floor(math.log10(span / (MOST_TICKS - 1)))
    for factor in (1.0, 2.0, 5.0, 10.0, 20.0):
        step = factor * power
        first, last = math.floor(low / step - 0.15), math.ceil(high / step + 0.15)
        if last - first < MOST_TICKS:
            break
    return step, first * step, last * step
