"""The beats on what the grid computes, and on the same as a product of matrices."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from manim import Animation, FadeIn, FadeOut, Mobject, Transform, UpdateFromAlphaFunc, VGroup

from scenes.animation.timing import staggered, within
from scenes.clips.weights.figures import Figures
from scenes.clips.weights.inner_sizes import SizeLine, bridge
from scenes.clips.weights.weaving_beats import BELOW, WeavingBeats
from scenes.mobjects.matrix.matrix import Matrix
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import Readout, emerge
from scenes.mobjects.text.text import Formula

__all__ = ["ProductBeats"]

SIGN = 0.6
"""Size of an equals sign or an arrow, in frame units."""
CELL_GAP, BESIDE, AROUND = 0.7, 0.75, 1.2
"""Between the columns of the matrix, between the factors, and around the sign, in em."""
PRODUCT = "bold(W)^((1)) bold(x)"
"""What the column of sums is called."""
SIZE_EMS, APART = (0.5, 0.42, 0.34), 0.35
"""Sizes of the type of rows × columns to try, largest first, and least distance of two of them, in
frame units."""
BRIDGE, WAY = 0.18, 0.62
"""How deep the bridge below the inner sizes is, and from the sizes down to the way on which the
outer ones move, in frame units."""


class ProductBeats(WeavingBeats):
    """Values run through the grid; then the same as matrix times column."""

    def values(self) -> None:
        """Give the inputs values; each runs down to a corner of one row and is multiplied."""
        self.figures = Figures(
            self.recording, self.shown_step, (self.shown[0], self.shown[1]), self.format,
            self.network.formats[0],
        )  # fmt: skip
        columns, figures = range(len(self.nodes[0])), self.figures
        rising, filling = zip(*[self._take_value(c) for c in columns], strict=True)
        self.play(
            *staggered(rising, overlap=0.6, stop=0.75),
            *staggered(filling, overlap=0.6, start=0.25),
            run_time=1.6,
        )
        self.products = [
            [self.grid.number(r, c, figures.product(j, i), figures.products, below=True)
             for c, i in enumerate(self.shown[0])]
            for r, j in enumerate(self.shown[1])
        ]  # fmt: skip
        self.totals = [self.grid.total(r, figures.total(k), figures.sums)
                       for r, k in enumerate(self.shown[1])]  # fmt: skip
        self.play(*self._focus(self.first), run_time=0.4)
        self.play(*self._multiply(self.first, 0, 0.0, 1.0), run_time=1.4)
        if rest := [self._multiply(self.first, c, 0.0, 1.0) for c in columns[1:]]:
            self.play(*staggered(rest, overlap=0.4), run_time=2.4)

    def sum(self) -> None:
        """Let the products run along the row; their sum appears on it."""
        self.play(*self._add_up(self.first, 0.0, 1.0), run_time=3.2)

    def all(self) -> None:
        """Send the values through row after row: each has its sum."""
        before = self.first
        for n, r in enumerate(r for r in range(len(self.shown[1])) if r != self.first):
            down = [m for c in range(len(self.shown[0])) for m in self._multiply(r, c, 0.1, 0.5)]
            self.play(
                *[within(move, 0.0, 0.12) for move in self._focus(r, before)],
                *down,
                *self._add_up(r, 0.5, 1.0),
                run_time=2.6 if n == 0 else 1.8,
            )
            before = r
        self.play(*self._focus(None, before), run_time=0.4)
        shown = [*self.totals, *[p for row in self.products for p in row if self.place.roomy]]
        self.stage.add(*shown)

    def column(self) -> None:
        """Take the lines away: the weights are a matrix, the inputs swing into a column."""
        rows, columns = len(self.nodes[1]), len(self.nodes[0])
        self._build_product(*self.layout.product(rows, columns, self._elided(1)))
        cells = [cell for row in self.grid.cells for cell in row]
        movers = self._let_lines_go(cells)
        targets = [cell for row in self.matrix.cells for cell in row]
        self._move_in(list(zip(cells, targets, strict=True)), movers)
        self.play(*self.stage.show(self.sign, self.result, start=0.0), run_time=0.8)

    def sizes_meet(self) -> None:
        """Write the sizes of the factors: the inner ones are equal, the outer ones remain."""
        first, *others = self.lines_below
        self.play(FadeIn(first), run_time=0.6)
        self.stage.add(first)
        if not others:
            return
        second, third = others
        self.play(FadeIn(second), run_time=0.6)
        joined = bridge(self.theme, first.shape.columns, second.shape.rows, BRIDGE)
        self.play(FadeIn(joined), run_time=0.7)
        pairs = [(first.shape.rows, third.shape.rows), (second.shape.columns, third.shape.columns)]
        low = first.shape.rows.get_y() - WAY
        ways = []
        for here, there in pairs:
            mover = there.moved_from(here)
            corners = [(here.get_x(), low), (there.get_x(), low)]
            ways.append(emerge(mover, there, via=corners))
        rest = [part for part in (third.symbol, third.shape.times) if part is not None]
        self.play(*ways, *[within(FadeIn(part), 0.7, 1.0) for part in rest], run_time=1.8)
        self.remove(*[way.mobject for way in ways], *rest)
        self.add(third)
        self.stage.add(second, third, joined)

    # Steps of the beats.

    def _focus(self, r: int | None, before: int | None = None) -> list[Animation]:
        """Bring a row and its neuron into focus, and take another out of it."""
        moves = []
        if before is not None:
            moves += [self.grid.rest(self.place.columns + before),
                      self.nodes[1][before][0].clear_highlight()]  # fmt: skip
        if r is not None:
            moves += [self.grid.light(self.place.columns + r), self.nodes[1][r][0].highlight()]
        return moves

    def _multiply(self, r: int, c: int, start: float, stop: float) -> list[Animation]:
        """Send one value down to its corner; there, its product with the weight appears."""
        arrives = start + 0.65 * (stop - start)
        zero = self.figures.value(self.shown[0][c]).value == 0
        moves = [self.grid.send(r, c, start, arrives, hollow=zero)]
        if self.place.roomy:
            moves.append(within(FadeIn(self.products[r][c]), arrives, stop))
        return moves

    def _add_up(self, r: int, start: float, stop: float) -> list[Animation]:
        """Let the products of a row run along it; their sum appears."""
        j, arrived = self.shown[1][r], start + 0.7 * (stop - start)
        moves = [within(FadeIn(self.totals[r]), arrived, stop)]
        for c, i in enumerate(self.shown[0]):
            moves += self.grid.receive(r, c, self.figures.product(j, i), start, arrived)
        return moves

    def _take_value(self, c: int) -> tuple[Any, list[Any]]:
        """Let an input's name leave for a place above it, then its value take the name's place."""
        neuron, name = self.nodes[0][c]
        x, y, _ = neuron.disc.get_center()
        up = [x, y + self.place.head + 0.27, 0]
        source = self.figures.value(self.shown[0][c])
        return _reappears(name, up), neuron.set_value(source, self.figures.inputs)

    def _build_product(self, em: float, row: float) -> None:
        """Make matrix, column, sign and result, from left to right, and their sizes below."""
        theme, figures = self.theme, self.figures
        self.matrix = Matrix(
            theme, self._weights(0), self.format, em, row, theme.signed, gap=CELL_GAP
        )
        inputs = [[figures.value(i)] for i in self.shown[0]]
        self.inputs = Matrix(theme, inputs, figures.inputs, em, row)
        sums = [[figures.total(j)] for j in self.shown[1]]
        self.result = Matrix(theme, sums, figures.sums, em, row)
        self.sign = (
            equals_sign(
                theme, SIGN, [figures.row_relation(j) for j in self.shown[1]]
            )
            if figures.whole
            else Formula(theme, "arrow.r", SIGN, theme.quiet)
        )  # fmt: skip
        parts: list[VGroup] = [self.matrix, self.inputs, self.sign, self.result]
        gaps = [0.0, BESIDE * em, AROUND * em, AROUND * em]
        body, lowest = self.layout.body, max(len(inputs), len(sums)) * row / 2
        left = body.x - (sum(part.width for part in parts) + sum(gaps)) / 2
        y = body.bottom + (body.height + BELOW + WAY) / 2
        for part, gap in zip(parts, gaps, strict=True):
            part.move_to([left + gap + part.width / 2, y, 0.0])
            left += gap + part.width
        self.lines_below = self._sizes_below(y - lowest - BELOW)

    def _sizes_below(self, foot: float) -> list[SizeLine]:
        """Return rows × columns of the factors and of the result, as large as they have room."""
        theme, rows, columns = self.theme, self.sizes[1], self.sizes[0]
        for em, result in [(em, named) for named in (PRODUCT, "") for em in SIZE_EMS]:
            lines = [
                SizeLine(theme, self.matrix.get_x(), foot, "bold(W)^((1))", rows, columns, em),
                SizeLine(theme, self.inputs.get_x(), foot, "bold(x)", columns, None, em),
                SizeLine(theme, self.result.get_x(), foot, result, rows, None, em),
            ]
            beyond = lines[-1].get_right()[0] - self.area.safe.right
            lines[-1].shift([-max(0.0, beyond), 0.0, 0.0])
            if min(b.get_left()[0] - a.get_right()[0] for a, b in pairwise(lines)) > APART:
                return lines
        return lines[:1]

    def _let_lines_go(self, cells: Sequence[Readout]) -> list[Readout]:
        """Let all but the weights and the inputs' values leave; return these as plain numbers."""
        tops, grid = self.nodes[0], self.grid
        movers = [
            cell[0].copy().scale(node[0].number.em / cell[0].em).move_to(node[0].number)
            for node, cell in zip(tops, self.inputs.cells, strict=True)
        ]
        self.stage.discard(grid)
        self.remove(grid)
        rest = [m for m in grid.submobjects if m not in cells]
        self.add(*rest, *cells)
        self.play(
            *self.stage.clear(stop=0.6),
            *[within(FadeOut(m), 0.0, 0.6) for m in (self.size_line, *rest, *self._all_nodes())],
            *[within(FadeIn(mover), 0.3, 1.0) for mover in movers],
            run_time=1.0,
        )
        return movers

    def _move_in(self, pairs: Sequence[tuple[Readout, Readout]], movers: list[Readout]) -> None:
        """Move the weights into the matrix; the inputs line up beside it and swing down."""
        column = [cell[0] for cell in self.inputs.cells]
        first, pitch = column[0].get_center(), self.inputs.row_pitch
        widest = max(number.width for number in column)
        beyond = self.layout.body.right - widest / 2 - first[0]
        level = min(1.35 * widest, beyond / max(len(column) - 1, 1))
        above = max(movers[0].get_y(), first[1] + pitch / 3)
        row = [number.copy().move_to([first[0] + k * level, above, 0.0])
               for k, number in enumerate(column)]  # fmt: skip
        brackets = self.matrix.brackets, self.inputs.brackets
        self.play(
            *[Transform(here, there) for here, there in pairs],
            *[Transform(mover, number) for mover, number in zip(movers, row, strict=True)],
            within(FadeIn(brackets[0]), 0.7, 1.0),
            run_time=1.4,
        )
        self.play(
            *[_swings(mover, row[0].get_center(), first, k, (level, pitch))
              for k, mover in enumerate(movers)],
            within(FadeIn(brackets[1]), 0.75, 1.0),
            run_time=1.6,
        )  # fmt: skip
        self.remove(*[here for here, _ in pairs], *movers, *brackets)
        self.add(self.matrix, self.inputs)
        self.stage.add(self.matrix, self.inputs)


def _reappears(name: Mobject, place: Sequence[float]) -> Animation:
    """Let a name fade where it is, and appear at a place: on the way it would cross a rim."""
    first = name.get_center()

    def update(moving: Mobject, share: float) -> None:
        moving.move_to(first if share < 0.5 else np.array(place, float))
        moving.set_fill(opacity=abs(1.0 - 2.0 * share))

    return UpdateFromAlphaFunc(name, update)


def _swings(
    number: Mobject, start: np.ndarray, end: np.ndarray, k: int, pitches: tuple[float, float]
) -> Animation:
    """Swing the k-th number of a row, which turns about its first until it is a column.

    Parameters
    ----------
    number : Mobject
    start, end : (x, y, 0)
        Where the first number is before and after.
    k : int
    pitches : (float, float)
        Distances of the row's numbers and of the column's.
    """

    def update(moving: Mobject, share: float) -> None:
        angle, pitch = share * np.pi / 2, pitches[0] + share * (pitches[1] - pitches[0])
        away = k * pitch * np.array([np.cos(angle), -np.sin(angle), 0.0])
        moving.move_to(start + share * (end - start) + away)

    return UpdateFromAlphaFunc(number, update)
