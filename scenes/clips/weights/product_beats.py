"""The beats on what the grid computes, the same as a product, and the layers after it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from manim import Animation, FadeIn, FadeOut, Mobject, Transform, UpdateFromAlphaFunc

from scenes.animation.timing import staggered, within
from scenes.clips.weights.figures import Figures
from scenes.clips.weights.inner_sizes import InnerSizes
from scenes.clips.weights.layout import NAMES
from scenes.clips.weights.weaving_beats import BELOW, WeavingBeats
from scenes.clips.weights.weight_matrix import APART, SIZE_EMS, SizeLine, WeightMatrix
from scenes.mobjects.matrix.matrix import Matrix, square_brackets
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula

__all__ = ["ProductBeats"]

SIGN = 0.34
"""Least size of an equals sign or an arrow, in frame units."""
DOT, INPUTS, EQUALS, SUMS = 0.6, 2.3, 4.25, 7.35
"""Where the dot, the inputs, the equals sign and the sums are, right of the matrix, in em."""
PRODUCT = "bold(W)^((1)) bold(x)"
"""What the column of sums is called."""
FAINT = 0.35
"""Opacity of a product that is not added yet."""
SLOW = 2
"""Steps of a sequence that are shown slowly before the others."""


class ProductBeats(WeavingBeats):
    """Values run through the grid; then the same as matrix times column, layer after layer."""

    def values(self) -> None:
        """Give the inputs values; each runs down to a corner of one row and is multiplied."""
        self.figures = Figures(
            self.recording, self.shown_step, (self.shown[0], self.shown[1]), self.format,
            self.network.formats[0],
        )  # fmt: skip
        tops, row = self.nodes[0], self.first
        self.band = self.lay_behind([self.grid.band(row)])[0]
        rising, filling = zip(*[self._take_value(c) for c in range(len(tops))], strict=True)
        self.play(
            *staggered(rising, overlap=0.6, stop=0.75),
            *staggered(filling, overlap=0.6, start=0.25),
            run_time=1.4,
        )
        self.play(self.lit(self.band), run_time=0.4)
        self.products: list[Readout] = []
        for c in range(len(tops)):
            self._multiply(row, c, 1.3 if c < SLOW else 0.8)

    def sum(self) -> None:
        """Let the products run along the row; their sum grows beside its neuron."""
        row, figures = self.first, self.figures
        j, shown = self.shown[1][row], self.shown[0]
        self.totals = [self.grid.total(r, figures.total(k), figures.sums)
                       for r, k in enumerate(self.shown[1])]  # fmt: skip
        side = self.nodes[1][row][0]
        if figures.whole:
            flowing = [c for c, i in enumerate(shown) if figures.product(j, i).value]
            parts = [self.grid.total(row, figures.part(j, shown[c]), figures.sums)
                     for c in flowing[:-1]]  # fmt: skip
            steps = [*parts, self.totals[row]]
            before: Readout | None = None
            if flowing and self.products:
                self.play(*[p.animate.set_fill(opacity=FAINT) for p in self.products], run_time=0.3)
            for n, c in enumerate(flowing):
                self._arrive(row, c, before, steps[n], 1.3 if n < SLOW else 0.9)
                before = steps[n]
            self.play(
                side.highlight(),
                *[p.animate.set_fill(opacity=1.0) for p in self.products],
                *([] if flowing else [FadeIn(self.totals[row])]),
                run_time=0.4,
            )
        else:
            self._flow(row, 1.6, down=False)
            self.play(side.highlight(), run_time=0.4)

    def all(self) -> None:
        """Send the values through row after row: each neuron has its sum."""
        rest = [r for r in range(len(self.shown[1])) if r != self.first]
        self.play(
            *[FadeOut(m) for m in (*self.products, self.band)],
            self.nodes[1][self.first][0].clear_highlight(),
            run_time=0.5,
        )
        for n, r in enumerate(rest):
            band = self.lay_behind([self.grid.band(r)])[0]
            seconds = 2.0 if n == 0 else 1.5 if n < SLOW else 1.0
            self._flow(r, seconds, band=band)
        self.stage.add(*self.totals)

    def column(self) -> None:
        """Take the lines away: the weights are a matrix, the inputs swing into a column."""
        rows, columns = len(self.nodes[1]), len(self.nodes[0])
        self.factor = new = self.layout.factor(rows, columns, self._elided(1))
        self.matrix = WeightMatrix(self.theme, new, self._weights(0), self.format)
        beyond, em = new.x + columns * new.column / 2, new.em
        figures = self.figures
        inputs = [[figures.value(i)] for i in self.shown[0]]
        self.inputs = Matrix(self.theme, inputs, figures.inputs, em, new.row, None)
        self.inputs.move_to([beyond + INPUTS * em, new.y, 0])
        self._to_matrix(beyond)
        self.play(*[FadeIn(m) for m in (self.dot, self.equals, self.brackets)], run_time=0.6)
        self.stage.add(self.matrix, self.inputs, self.dot, self.equals, self.brackets)
        self._show_sizes()

    # Steps of the beats.

    def _multiply(self, r: int, c: int, run_time: float) -> None:
        """Send one value down to its corner; there, its product with the weight appears."""
        top, j, i = self.nodes[0][c][0], self.shown[1][r], self.shown[0][c]
        zero = self.figures.value(i).value == 0
        moves: list[Any] = [self.grid.send(r, c, 0.1, 0.65, hollow=zero)]
        if self.place.roomy:
            product = self.grid.number(
                r, c, self.figures.product(j, i), self.figures.products, below=True
            )
            self.products.append(product)
            moves.append(within(FadeIn(product), 0.6, 1.0))
        self.play(within(top.highlight(), 0.0, 0.2), *moves, run_time=run_time)
        self.play(top.clear_highlight(), run_time=0.2)

    def _arrive(
        self, r: int, c: int, before: Readout | None, after: Readout, run_time: float
    ) -> None:
        """Let one product run along its row; the sum so far becomes another."""
        product = self.figures.product(self.shown[1][r], self.shown[0][c])
        going = [] if before is None else [within(FadeOut(before), 0.62, 0.8)]
        for other in self.products[: c + 1]:  # those of zeros before it, too
            going.append(within(other.animate.set_fill(opacity=1.0), 0.0, 0.25))
        self.play(
            *self.grid.receive(r, c, product, 0.0, 0.75),
            *going,
            within(FadeIn(after), 0.8, 1.0),
            run_time=run_time,
        )

    def _flow(
        self, r: int, run_time: float, *, down: bool = True, band: Mobject | None = None
    ) -> None:
        """Send all values down to a row, and their products along it to the neuron's sum."""
        j, moves, half = self.shown[1][r], [], 0.45 if down else 0.0
        for c, i in enumerate(self.shown[0]):
            if down:
                zero = self.figures.value(i).value == 0
                moves.append(self.grid.send(r, c, 0.05, half, hollow=zero))
            moves += self.grid.receive(r, c, self.figures.product(j, i), half, 0.85)
        if band is not None:
            moves.append(within(self.lit(band), 0.0, 0.15))
        self.play(*moves, within(FadeIn(self.totals[r]), 0.85, 1.0), run_time=run_time)
        if band is not None:
            self.play(FadeOut(band), run_time=0.3)

    def _take_value(self, c: int) -> tuple[Any, list[Any]]:
        """Let an input's name leave for a place above it, then its value take the name's place."""
        neuron, name = self.nodes[0][c]
        x, y, _ = neuron.disc.get_center()
        up = [x, y + self.place.head + 0.27, 0]
        source = self.figures.value(self.shown[0][c])
        return _reappears(name, up), neuron.set_value(source, self.figures.inputs)

    def _place_product(self, beyond: float) -> None:
        """Make what a product has besides its numbers: signs, brackets, sizes."""
        new, theme, em = self.factor, self.theme, self.factor.em
        self.brackets = square_brackets(theme, 1.95 * em, new.rows * new.row / 2)
        centre = float(np.mean([number.get_x() for number in self.totals]))
        self.brackets.move_to([centre, new.y, 0])
        relations = [self.figures.row_relation(j) for j in self.shown[1]]
        sign = (
            equals_sign(theme, max(1.2 * em, SIGN), relations)
            if self.figures.whole
            else Formula(theme, "arrow.r", max(em, SIGN), theme.quiet)
        )
        self.equals = sign.move_to([beyond + EQUALS * em, new.y, 0])
        self.dot = Formula(theme, "dot", 0.8, theme.ink)
        self.dot.move_to([beyond + DOT * em, new.y, 0])
        lowest = min(m.get_bottom()[1] for m in (self.matrix, self.inputs, self.brackets))
        foot, rows, columns = lowest - BELOW, self.sizes[1], self.sizes[0]
        for em, result in [(em, named) for named in (PRODUCT, "") for em in SIZE_EMS]:
            lines = [
                SizeLine(theme, new.x, foot, "bold(W)^((1))", rows, columns, em),
                SizeLine(theme, self.inputs.get_x(), foot, "bold(x)", columns, None, em),
                SizeLine(theme, self.brackets.get_x(), foot, result, rows, None, em),
            ]
            lines[-1].shift([min(0.0, self.area.safe.right - lines[-1].get_right()[0]), 0.0, 0.0])
            apart = min(b.get_left()[0] - a.get_right()[0] for a, b in pairwise(lines))
            if apart > APART:
                break
        self.lines_below = lines if apart > APART else lines[:1]

    def _let_lines_go(self) -> None:
        """Let all of the grid but its numbers fade."""
        grid, sides = self.grid, self.nodes[1]
        corners = [corner for row in grid.corners for corner in row]
        dots = [m for m in self.stage if isinstance(m, Formula)]
        self.stage.discard(grid, self.size_line, *dots)
        self.remove(grid)
        self.add(*grid.submobjects)
        self.play(*[FadeOut(m) for m in (grid.wires, *corners, *dots, *sides)], run_time=0.7)

    def _to_matrix(self, beyond: float) -> None:
        """Move weights, inputs, sums and receiving neurons to where a product has them.

        Weights and sums move aside first: the inputs come down between them.
        """
        old, tops = self.totals, self.nodes[0]
        self.totals = [self._total(r, beyond) for r in range(self.factor.rows)]
        self._place_product(beyond)
        self.stage.discard(*old)
        self._let_lines_go()
        pairs: list[tuple[Mobject, Mobject]] = [(self.size_line, self.lines_below[0])]
        for row, other in zip(self.grid.cells, self.matrix.cells, strict=True):
            pairs += zip(row, other, strict=True)
        pairs += zip(old, self.totals, strict=True)
        movers = [
            cell[0].copy().scale(node[0].number.em / cell[0].em).move_to(node[0].number)
            for node, cell in zip(tops, self.inputs.cells, strict=True)
        ]
        self.play(
            *[Transform(a, b.copy().set_y(a.get_y())) for a, b in pairs],
            *[within(FadeOut(node[0]), 0.0, 0.5) for node in tops],
            *[within(FadeIn(mover), 0.1, 0.6) for mover in movers],
            *self._name_columns(),
            run_time=1.2,
        )
        self._turn_in(movers, pairs)

    def _name_columns(self) -> list[Animation]:
        """Let the inputs' names stay above the columns of the matrix."""
        new, names = self.factor, [node[1] for node in self.nodes[0]]
        self.remove(*self.nodes[0])
        self.add(*[part for node in self.nodes[0] for part in node])
        self.stage.add(*names)
        return [
            Transform(name, name.copy().set_x(new.crossing(0, c)[0]))
            for c, name in enumerate(names)
        ]

    def _row_names(self) -> list[Formula]:
        """Return the names of the neurons to which rows lead, left of them if they have room."""
        new = self.factor
        left, em = new.x - new.columns * new.column / 2 - 0.2, self.nodes[0][0][1].em
        names = [
            Formula(self.theme, self.name(1, r), em, self.theme.ink).place(
                left, new.crossing(r, 0)[1] - em * DIGIT_HEIGHT / 2 + 0.04, "right"
            )
            for r in range(new.rows)
        ]
        highest = max(name.height for name in names)
        return names if highest + 1.5 * self.theme.sizes.clearance < new.row else []

    def _turn_in(self, movers: Sequence[Readout], pairs: Sequence[tuple[Mobject, Mobject]]) -> None:
        """Let the inputs turn from their row into the column; then all rows are level."""
        names, y = self._row_names(), self.factor.top + NAMES / 2
        down = [Transform(node[1], node[1].copy().set_y(y)) for node in self.nodes[0]]
        targets = [cell[0] for cell in self.inputs.cells]
        turning = [_turns(m, t, targets[0]) for m, t in zip(movers, targets, strict=True)]
        self.play(
            *[within(turn, 0.0, 0.7) for turn in turning],
            *[within(Transform(here, there), 0.65, 0.95) for here, there in pairs],
            *[within(move, 0.65, 0.95) for move in down],
            *self.stage.show(*names, start=0.8),
            *[within(FadeIn(m.brackets), 0.8, 1.0) for m in (self.matrix, self.inputs)],
            run_time=2.6,
        )
        self.remove(*[here for here, _ in pairs], *movers)
        self.remove(self.matrix.brackets, self.inputs.brackets)
        self.add(self.matrix, self.inputs, *self.totals, self.lines_below[0])
        self.stage.add(*self.totals, self.lines_below[0])

    def _total(self, r: int, beyond: float) -> Readout:
        """Print the sum of a row in the column of sums."""
        new, figures = self.factor, self.figures
        source = figures.total(self.shown[1][r])
        number = Readout(self.theme, source, figures.sums, new.em, self.theme.ink)
        y = new.crossing(r, 0)[1] - new.em * DIGIT_HEIGHT / 2
        return number.place(beyond + SUMS * new.em, y, "point")

    def _show_sizes(self) -> None:
        """Write the sizes of the inputs and the sums; join the two that have to agree."""
        first, *others = self.lines_below
        if not others:
            return
        self.play(*staggered([FadeIn(line) for line in others], 0.4), run_time=1.0)
        self.stage.add(*others)
        bridge = InnerSizes(self.theme, first.shape, others[0].shape)
        self.play(FadeIn(bridge), *bridge.emphasise(self.theme.focus), run_time=0.8)
        self.stage.add(bridge)


def _reappears(name: Mobject, place: Sequence[float]) -> Animation:
    """Let a name fade where it is, and appear at a place: on the way it would cross a rim."""
    first = name.get_center()

    def update(moving: Mobject, share: float) -> None:
        moving.move_to(first if share < 0.5 else np.array(place, float))
        moving.set_fill(opacity=abs(1.0 - 2.0 * share))

    return UpdateFromAlphaFunc(name, update)


def _turns(number: Mobject, end: Mobject, first: Mobject) -> Animation:
    """Move a number of a row into a column: all go right, round one corner, and down.

    Parameters
    ----------
    number, end : Mobject
    first : Mobject
        The column's first number.
    """
    before, after = number.copy(), end.copy()
    start, stop = before.get_center(), after.get_center()
    rise = max(0.0, first.get_y() - start[1])
    gone, to_go = start[0] - stop[0], start[1] + rise - stop[1]

    def update(moving: Mobject, share: float) -> None:
        way, level = gone + share * (to_go - gone), start[1] + share * rise
        moving.interpolate(before, after, share)
        moving.move_to([stop[0] + min(way, 0.0), level - max(way, 0.0), 0.0])

    return UpdateFromAlphaFunc(number, update)
