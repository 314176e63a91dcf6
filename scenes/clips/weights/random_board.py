"""The weights into one neuron on a common scale: a marker runs about, and stops at each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Animation, FadeIn, Line, Polygon, UpdateFromAlphaFunc, VGroup

from scenes.animation.timing import within
from scenes.mobjects.graphing.axes import Scale
from scenes.mobjects.network.network_diagram import Edge, dashes, signed_line
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Draw", "RandomBoard", "sample_line"]

SHARES = (0.13, 0.61, 0.26)
"""Shares of the width of names, tracks and numbers."""
FOOT, HEAD = 1.15, 0.62
"""Room below the tracks for the scale and above them for the heading, in frame units."""
PIECE = 0.68
"""Room for markers at both ends of the tracks together, in frame units."""
SHORTEST_DASHED = 0.2
"""Shortest piece of line that has whole dashes where its weight is negative, in frame units."""
SWINGS = 2.5
"""How often a marker crosses the scale before it stops."""
GOES = 0.78
"""Share of a draw after which the marker has stopped and the weight appears."""


def sample_line(theme: Theme, edge: Edge, start, end) -> Line:
    """Return a piece of a lit edge for another place, with the edge's width and colour."""
    value = edge.weight.value
    line = Line(start, end, color=theme.signed(value), stroke_width=theme.edge_width(value))
    way = np.subtract(end, start)
    if value < 0 and np.linalg.norm(way) < SHORTEST_DASHED:
        # Too short for whole dashes: two halves.
        shares = np.concatenate([np.linspace(0.0, 0.4, 4), np.linspace(0.6, 1.0, 4)])
        line.points = np.array(start, float) + shares[:, None] * way
    else:
        line.points = signed_line(start, end, value)
    line.full = theme.weight_scale
    mark(line, "width", edge.weight)
    return line


class Draw:
    """One weight on the board: its piece of line, its number, and the marker that found it.

    Attributes
    ----------
    piece : Line
        From zero to the weight.
    number : Readout
    marker : Polygon
    """

    def __init__(self, board: RandomBoard, k: int, edge: Edge, number_format: NumberFormat):
        theme, value = board.theme, edge.weight.value
        self.board, self.k = board, k
        self.x, self.y = float(board.ruler.n2p(value)[0]), board.levels[k]
        zero = float(board.ruler.n2p(0.0)[0])
        self.piece = sample_line(theme, edge, [zero, self.y, 0], [self.x, self.y, 0])
        self.number = Readout(theme, edge.weight, number_format, board.em, theme.signed(value))
        self.number.place(board.numbers_at, self.y - board.em * DIGIT_HEIGHT / 2, "point")
        self.marker = Polygon(
            [-0.11, 0.2, 0], [0.11, 0.2, 0], [0, 0.02, 0],
            stroke_width=0, fill_color=theme.ink, fill_opacity=1,
        ).move_to([self.x, self.y + 0.11, 0])  # fmt: skip

    def run(self, start: float, stop: float, *, markers: bool = True) -> list[Animation]:
        """Let the marker run about and stop; then the weight appears, and the marker leaves."""
        turn = start + GOES * (stop - start)
        found: list[Animation] = [
            within(FadeIn(self.piece), turn, stop),
            within(FadeIn(self.number), turn, stop),
        ]
        if markers:
            found.append(within(self._hunt(), start, stop, ease=lambda t: t))
        return found

    def _hunt(self) -> Animation:
        """Swing over the scale, ever less, until the marker rests at the weight."""
        left, right = self.board.ends
        # It starts on the far side; the golden ratio tells the markers of several rows apart.
        far = right - self.x if right - self.x > self.x - left else left - self.x
        reach = far * (0.6 + 0.4 * ((0.618 * self.k) % 1.0))

        def update(marker: Polygon, share: float) -> None:
            gone = min(share / GOES, 1.0)
            calm = (1.0 - gone) ** 2
            phase = np.pi * 2 * SWINGS * gone
            away = reach * np.cos(phase) * calm
            x = self.x + away  # thrown back at the ends of the scale
            x = 2 * left - x if x < left else 2 * right - x if x > right else x
            x = min(max(x, left), right)
            shown = min(1.0, 12 * share, max(0.0, (1.0 - share) / (1.0 - GOES)))
            marker.set_fill(opacity=shown).move_to([x, self.y + 0.11, 0])

        return UpdateFromAlphaFunc(self.marker, update, rate_func=lambda t: t, remover=True)


class RandomBoard(VGroup):
    """A track for each input of a neuron over one scale, filling a region.

    Parameters
    ----------
    theme : Theme
    region : Region
    names : sequence of str
        Formulas of the inputs.
    reach : float
        The scale runs from −reach to reach.

    Attributes
    ----------
    ruler : Scale
    levels : list of float
        Height of each track.
    wedge : VGroup
        As high at each place as the line of a weight there is wide, dashed where it is; negative
        half first.  Not part of the group.
    wedge_zero : ndarray of shape (3,)
        Where its halves meet.
    """

    def __init__(self, theme: Theme, region: Region, names: Sequence[str], reach: float):
        self.theme, self.reach = theme, reach
        first, track, last = region.columns(*SHARES)
        bottom, top = region.bottom + FOOT, region.top - HEAD
        left, right = track.left + PIECE / 2, track.right - PIECE / 2
        self.ends = left, right
        self.ruler = Scale([left, bottom, 0], [right, bottom, 0], (-reach, reach))
        pitch = (top - bottom) / len(names)
        self.levels = [top - (k + 0.5) * pitch for k in range(len(names))]
        self.em = min(1.4 * theme.sizes.number, 0.9 * pitch)
        self.numbers_at = last.x
        self.head = (last.x, region.top - HEAD / 2)
        zero = self.ruler.n2p(0.0)[0]
        self.zero = Line(
            [zero, bottom, 0], [zero, top, 0], color=theme.hairline, stroke_width=theme.sizes.line
        )
        self.axis = Line(
            [left, bottom, 0], [right, bottom, 0], color=theme.hairline,
            stroke_width=theme.sizes.line,
        )  # fmt: skip
        em = min(theme.sizes.formula, max(0.36, 0.8 * pitch))
        self.names = [
            Formula(theme, name, em, theme.ink).move_to([first.x, y, 0])
            for name, y in zip(names, self.levels, strict=True)
        ]
        self.ticks, self.numbers = VGroup(), VGroup()
        for value in (-reach, 0.0, reach):
            tick = self.ruler.tick(theme, value, (0.1, 0.0))
            form = NumberFormat(1 if reach < 10 else 0, signed=True)
            self.ticks.add(tick)
            self.numbers.add(self.ruler.label(theme, value, form, theme.sizes.label, 0.62, tick))
        self.wedge = self._wedge(bottom - 0.34)
        super().__init__(
            self.zero, self.axis, self.ticks, self.numbers, *self.names
        )  # fmt: skip

    def heading(self, letter: str, j: int) -> Formula:
        """Typeset which neuron the lines lead to."""
        formula = Formula(self.theme, f"arrow.r {letter}_{j + 1}", 0.46, self.theme.ink)
        return formula.move_to([*self.head, 0.0])

    def draws(self, row: Sequence[Edge], number_format: NumberFormat) -> list[Draw]:
        """Return the draw of each weight of a neuron."""
        return [Draw(self, k, edge, number_format) for k, edge in enumerate(row)]

    def _wedge(self, y: float) -> VGroup:
        """Return the two halves of the wedge, which meet at zero."""
        theme = self.theme
        most = theme.edge_width(self.reach) / 100 / 2
        zero, halves = self.ruler.n2p(0.0)[0], VGroup()
        self.wedge_zero = np.array([zero, y, 0.0])
        for sign in (-1.0, 1.0):
            length = abs(self.ruler.n2p(sign * self.reach)[0] - zero)
            shares = dashes(length) if sign < 0 else [(0.0, 1.0)]
            half = VGroup()
            for a, b in shares:
                x, other = zero + sign * a * length, zero + sign * b * length
                half.add(
                    Polygon(
                        [x, y + a * most, 0], [other, y + b * most, 0],
                        [other, y - b * most, 0], [x, y - a * most, 0],
                        stroke_width=0, fill_color=theme.signed(sign), fill_opacity=1,
                    )
                )  # fmt: skip
            halves.add(half)
        return halves
