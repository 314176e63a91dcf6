"""Two output errors laid end to end, to see what simply adding them would do."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

import numpy as np
from manim import Animation, DashedLine, Line, UpdateFromAlphaFunc, VGroup

from scenes.clips.cost.measure import Measure
from scenes.clips.cost.picture import Picture
from scenes.clips.cost.precision import Precision
from scenes.mobjects.graphing.arrowhead import Tip
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.relation import Relation, relate
from scenes.provenance.source import NumberFormat

__all__ = ["Chain", "cancelling_pair", "sum_relation"]

LOW, HIGH = 0.34, 0.66
"""Shares of the tile's height at which the two links lie."""
LARGE, LEFT_OVER = 0.1, 0.25
"""Least error that counts as one, and how much of the smaller one may be left over."""


def cancelling_pair(measure: Measure) -> tuple[int, int] | None:
    """Return which two outputs drawn have errors that nearly cancel, the negative one first."""
    if not measure.squared:
        return None
    errors = [measure.error(k).value for k in measure.shown]
    pairs = [
        (abs(errors[a] + errors[b]) / min(abs(errors[a]), abs(errors[b])), a, b)
        for a, b in combinations(range(len(errors)), 2)
        if errors[a] * errors[b] < 0 and min(abs(errors[a]), abs(errors[b])) > LARGE
    ]
    best = min(pairs, default=None)
    if best is None or best[0] >= LEFT_OVER:
        return None
    a, b = best[1:]
    return (a, b) if errors[a] < 0 else (b, a)


def sum_relation(measure: Measure, pair: tuple[int, int], decimals: Precision) -> Relation:
    """Return how the sum of two errors follows from them as printed."""
    digits = decimals.outputs
    terms = [(measure.error(measure.shown[n]), digits) for n in pair]
    return relate("error + error", _sum, terms, (measure.errors_of(pair), digits))


def _sum(a: Decimal, b: Decimal) -> Decimal:
    return a + b


class Chain:
    """Copies of two errors, the second beginning where the first ends, where the cost will be.

    Parameters
    ----------
    picture : Picture
    pair : (int, int)
        Places of the two tiles.

    Attributes
    ----------
    zero : DashedLine
        Where the chain begins.
    links : list of VGroup
        A line and its arrowhead each.
    heading : VGroup
        Both errors as numbers, above.
    number, equals
        Their sum, below, and the sign before it.
    pair : (int, int)
    fits : bool
        Whether there is room.
    """

    def __init__(self, picture: Picture, pair: tuple[int, int]):
        cell, side = picture.grid.cells[-1], picture.grid.side
        theme, tiles = picture.theme, [picture.tiles[n] for n in pair]
        first, second = (tile.output - tile.wanted for tile in tiles)
        unit = tiles[0].frame.unit
        # The longer one stands centred.
        middle = first / 2 if abs(first) > abs(second) else first + second / 2
        zero = cell.x - unit * middle
        levels = [cell.top - side * (1 - share) for share in (HIGH, LOW)]
        ends = [zero, levels[0] + 0.35, 0.0], [zero, levels[1] - 0.35, 0.0]
        self.zero = DashedLine(*ends, color=theme.quiet, stroke_width=theme.sizes.line)
        self.pair, self.links = pair, []
        self._places: list[np.ndarray] = []
        starts = (zero, zero + unit * first)
        for tile, start, error, y in zip(tiles, starts, (first, second), levels, strict=True):
            from_, to = tile.gap.get_start(), tile.gap.get_end()
            tip = Tip(tile.size).point(from_, to, theme.signed(error))
            # The line ends inside its arrowhead, which is sharper than the line is wide.
            line = Line(from_, (to + tip.get_center()) / 2, color=theme.signed(error))
            line.set_stroke(width=tile.gap.get_stroke_width())
            link = VGroup(line, tip)
            link.full = unit
            mark(link, "length", tile.gap.mark.source)
            self.links.append(link)
            self._places.append(np.array([start + unit * error / 2, y, 0.0]))
        self._print_sum(picture, pair, levels[1] - 0.78)
        reach = max(max(abs(first), abs(second)) * unit, self.heading.width)
        self.fits = reach < picture.grid.pitch - 0.1

    def _print_sum(self, picture: Picture, pair: tuple[int, int], low: float) -> None:
        """Print both errors above the links, and their sum below."""
        measure, theme, em = picture.measure, picture.theme, picture.grid.em
        form, last = NumberFormat(picture.decimals.outputs), len(picture.grid.cells) - 1
        sources = [measure.error(measure.shown[n]) for n in pair]
        a, b = (Readout(theme, s, form, em, theme.signed(s.value)) for s in sources)
        x, y = picture.grid.name_at(last)
        plus = Formula(theme, "+", em, theme.quiet)
        width = a.advance_width + b.advance_width + plus.width + 0.2
        a.place(x - width / 2, y, "left")
        b.place(x + width / 2, y, "right")
        middle = (a.get_right()[0] + b.get_left()[0]) / 2
        self.heading = VGroup(a, plus.move_to([middle, a.get_y(), 0.0]), b)
        source = measure.errors_of(pair)
        self.number = Readout(theme, source, form, 1.2 * em, theme.signed(source.value))
        self.number.place(x + 0.2, low)
        relation = sum_relation(measure, pair, picture.decimals)
        self.equals = equals_sign(theme, 1.2 * em, [relation])
        left = self.number.get_left()[0] - 0.15 - self.equals.width / 2
        self.equals.move_to([left, low + 1.2 * em * DIGIT_HEIGHT / 2, 0.0])

    def move(self, n: int) -> Animation:
        """Raise a link from its axis, then bring it level to its place."""
        link = self.links[n]
        start, end = link.get_center(), self._places[n]

        def update(moving: VGroup, share: float) -> None:
            up, aside = min(share / 0.35, 1.0), max((share - 0.25) / 0.75, 0.0)
            x = start[0] + aside * (end[0] - start[0])
            moving.move_to([x, start[1] + up * (end[1] - start[1]), 0.0])

        return UpdateFromAlphaFunc(link, update)
