"""The beats on the product of the matrix and the inputs, and on the matrix turned over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from manim import (
    Animation, Create, FadeIn, FadeOut, Mobject, Transform, UpdateFromAlphaFunc, VGroup, smooth,
)  # fmt: skip

from scenes.animation.timing import staggered, within
from scenes.clips.weights.layout import PAD
from scenes.clips.weights.row_products import Figures, RowProducts, sum_x
from scenes.clips.weights.weaving_beats import WeavingBeats
from scenes.clips.weights.weight_matrix import SizeLine, frame_at, turn_over
from scenes.mobjects.matrix.matrix import Matrix, square_brackets
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine

__all__ = ["ProductBeats"]

STEP = 0.36
"""Seconds from one pair of a row and the inputs to the next."""
DOT, INPUTS, EQUALS, SUMS = 0.55, 2.3, 4.25, 7.1
"""Where the dot, the inputs, the equals sign and the sums are, right of the matrix, in em."""


class ProductBeats(WeavingBeats):
    """One row times the inputs with its numbers, then all rows; and why rows are rows."""

    def values(self) -> None:
        """Give the inputs values; multiply each weight of one row by the input above it."""
        self.figures = figures = Figures(
            self.recording, self.shown_step, (self.shown[0], self.shown[1]), self.format,
            self.network.formats[0],
        )  # fmt: skip
        enter = [self._take_value(c) for c in range(len(self.tops))]
        self.play(*staggered(enter, overlap=0.6), run_time=1.5)
        y = self.place.crossing(self.first, 0)[1] - self.place.row / 2
        self.products = RowProducts(self.theme, self.place, figures, self.first, y)
        self._open_row(self.first)
        self.stage.add(self.products)
        pairs = zip(self.tops, self.products.products, strict=True)
        met = [[top[0].highlight(), FadeIn(product)] for top, product in pairs]
        self.play(*staggered(met, overlap=0.3), run_time=0.5 * len(met) + 0.4)

    def sum(self) -> None:
        """Add the products; their sum is what the neuron receives."""
        products, side = self.products, self.sides[self.first]
        self.play(
            *[top[0].clear_highlight() for top in self.tops],
            Create(products.rule),
            run_time=1.0,
        )
        self.play(FadeIn(products.sign), FadeIn(products.total), run_time=0.6)
        self.play(side[0].highlight(), run_time=0.5)

    def all(self) -> None:
        """Close the row; then each row has its sum at once."""
        self._close_row()
        rows = [r for r in range(len(self.sides)) if r != self.first]
        bars = self.lay_behind(self.matrix, [self.matrix.bar(r) for r in rows])
        moves = [
            [self.lit(bar), self.sides[r][0].highlight(), FadeIn(self.totals[r])]
            for bar, r in zip(bars, rows, strict=True)
        ]
        if moves:
            self.play(*staggered(moves, overlap=0.3), run_time=0.4 + 0.45 * len(moves))
        self.stage.add(*self.totals)
        self.play(
            *[FadeOut(bar) for bar in (*bars, self.bar)],
            *[side[0].clear_highlight() for side in self.sides],
            run_time=0.6,
        )

    def column(self) -> None:
        """Write the inputs as a column; go along a row and down the column at once."""
        self._make_room()
        theme, em, figures = self.theme, self.place.em, self.figures
        inputs = [[figures.value(i)] for i in self.shown[0]]
        self.inputs = Matrix(theme, inputs, figures.inputs, em, self.place.row, None, 2 * em)
        self.inputs.move_to([self.beyond + INPUTS * em, self.place.y, 0])
        self.dot = Formula(theme, "dot", 0.8, theme.ink)
        self.dot.move_to([self.beyond + DOT * em, self.place.y, 0])
        relations = [figures.row_relation(j) for j in self.shown[1]] if figures.whole else []
        self.equals = (
            equals_sign(theme, 1.2 * em, relations)
            if figures.whole
            else Formula(theme, "arrow.r", em, theme.quiet)
        ).move_to([self.beyond + EQUALS * em, self.place.y, 0])
        copied = [
            [top[0].highlight(), FadeIn(cell[0])]
            for top, cell in zip(self.tops, self.inputs.cells, strict=True)
        ]
        self.play(
            *staggered(copied, overlap=0.5),
            *[within(FadeIn(m), 0.7, 1.0) for m in (self.inputs.brackets, self.dot, self.equals)],
            FadeIn(self.brackets),
            run_time=1.5,
        )
        self.play(*[top[0].clear_highlight() for top in self.tops], run_time=0.3)
        self.stage.add(self.inputs, self.dot, self.equals, self.brackets)
        self._pair_off(self.matrix, len(self.tops))

    def other_way(self) -> None:
        """Turn the matrix over: its rows are as long as there are neurons, not inputs."""
        rows, columns = len(self.tops), len(self.sides)
        turned = replace(self.place, rows=rows, columns=columns)
        self.turned = self._matrix(0, turned, turned=True)
        bars = self.matrix.column_bar(0), self.turned.bar(0)
        self.lay_behind(self.matrix, bars[:1])
        away = [*self.tops, *self.sides, *self.totals, self.brackets, self.equals, self.size_line]
        self.stage.discard(*away)
        self.play(*[FadeOut(m) for m in away], self.lit(bars[0]), run_time=0.8)
        self.away, self.bar = away[:-1], bars[1]
        words = self.words["weights.from"], self.words["weights.to"]
        self.turned_size = SizeLine(self.theme, turned, "", self.sizes[0], self.sizes[1], words)
        self._flip(self.matrix, self.turned, bars, self.turned_size)
        self.stage.add(self.turned_size)
        self._pair_off(self.turned, min(rows, columns), left_over=rows - columns)

    def transpose(self) -> None:
        """Turn it over again: rows become columns, and all fits."""
        bars = self.bar, self.matrix.column_bar(0)
        fresh = self._matrix(0, self.place)
        self._flip(self.turned, fresh, bars, self.size_line)
        self.matrix = fresh
        self.play(
            FadeOut(bars[1]), *[within(FadeIn(m), 0.2, 1.0) for m in self.away], run_time=0.9
        )
        self.stage.add(*self.totals, self.brackets, self.equals, self.size_line)

    def to_from(self) -> None:
        """Go through all rows; then light the two numbers of the size with their layers."""
        bars = self.lay_behind(
            self.matrix, [self.matrix.bar(r) for r in range(len(self.sides))]
        )  # fmt: skip
        lit = [[self.lit(bar), self.sides[r][0].highlight()] for r, bar in enumerate(bars)]
        shape, focus = self.size_line.shape, self.theme.focus
        self.play(
            *staggered(lit, overlap=0.4, stop=0.75),
            within(shape.rows.animate.set_fill(focus), 0.6, 1.0),
            run_time=1.6,
        )
        self.play(
            *[FadeOut(bar) for bar in bars],
            *[side[0].clear_highlight() for side in self.sides],
            *[top[0].highlight() for top in self.tops],
            shape.rows.animate.set_fill(self.theme.ink),
            shape.columns.animate.set_fill(focus),
            run_time=0.9,
        )
        self.wait(0.5)
        self.play(
            *[top[0].clear_highlight() for top in self.tops],
            shape.columns.animate.set_fill(self.theme.ink),
            run_time=0.5,
        )

    # Steps of the beats.

    def _take_value(self, c: int) -> list[Any]:
        """Let an input's name rise above it, and its value take the name's place."""
        neuron, name = self.tops[c]
        x, y, _ = neuron.disc.get_center()
        up = [x, y + self.place.radius + 0.27, 0]
        source = self.figures.value(self.shown[0][c])
        return [name.animate.move_to(up), *neuron.set_value(source, self.figures.inputs)]

    def _open_row(self, r: int) -> None:
        """Part the rows below a row, and put the tray for its products there."""
        self.bar = self.lay_behind(self.matrix, [self.matrix.bar(r)])[0]
        step = self.place.row / 2
        brackets = self.matrix.brackets
        taller = square_brackets(
            self.theme, brackets.width / 2, brackets.height / 2 + step
        ).move_to(brackets)  # fmt: skip
        up = [*self.tops, *[m for row in self.matrix.cells[: r + 1] for m in row], self.bar]
        down = [m for row in self.matrix.cells[r + 1 :] for m in row]
        up += self.sides[: r + 1]
        down += [*self.sides[r + 1 :], self.size_line]
        self.shifted = (up, down, brackets, brackets.copy())
        self.play(
            *[m.animate.shift([0, step, 0]) for m in up if m is not self.bar],
            self.bar.animate.shift([0, step, 0]).set_fill(opacity=self.theme.row_tint),
            *[m.animate.shift([0, -step, 0]) for m in down],
            Transform(brackets, taller),
            within(FadeIn(self.products.tray), 0.4, 1.0),
            run_time=1.0,
        )

    def _close_row(self) -> None:
        """Take the tray away; the sum moves beside its row."""
        up, down, brackets, before = self.shifted
        step, products = self.place.row / 2, self.products
        self.totals = [self._total(r) for r in range(len(self.sides))]
        self.stage.discard(products)
        leaving = [products.tray, *products.products, products.rule, products.sign]
        own = self.totals[self.first]
        self.play(
            *[within(FadeOut(m), 0.0, 0.45) for m in leaving],
            *[within(m.animate.shift([0, -step, 0]), 0.25, 1.0) for m in up],
            *[within(m.animate.shift([0, step, 0]), 0.25, 1.0) for m in down],
            within(Transform(brackets, before), 0.25, 1.0),
            within(products.total.animate.move_to(own), 0.25, 1.0),
            run_time=1.2,
        )
        self.remove(products.total)
        self.add(own)

    def _total(self, r: int) -> Readout:
        """Print the sum of a row beside it."""
        source, em = self.figures.total(self.shown[1][r]), self.place.em
        number = Readout(self.theme, source, self.figures.sums, em, self.theme.ink)
        y = self.place.crossing(r, 0)[1] - em * DIGIT_HEIGHT / 2
        return number.place(sum_x(self.place), y, "point")

    def _make_room(self) -> None:
        """Move the matrix to the left, and the sums and their neurons to the right."""
        rows, columns = len(self.sides), len(self.tops)
        more = [self._elided(1), self._elided(0)]
        new = self.layout.factor(self.theme, rows, columns, *more)
        left = new.x - self.place.x
        widest = max(rows + more[0], columns + more[1])
        self.beyond = new.x + widest * new.column / 2
        sums = self.beyond + SUMS * new.em
        right = sums - sum_x(self.place)
        beside = self.beyond + 9.2 * new.em + PAD + new.radius - self.sides[0][0].disc.get_x()
        self.place = new
        half = 1.95 * new.em
        self.brackets = square_brackets(self.theme, half, rows * new.row / 2)
        centre = np.mean([number.get_x() for number in self.totals]) + right
        self.brackets.move_to([centre, new.y, 0])
        dots = [m for m in self.stage if isinstance(m, Formula)]
        self.play(
            *[m.animate.shift([left, 0, 0]) for m in (self.matrix, *self.tops, self.size_line)],
            *[m.animate.shift([right, 0, 0]) for m in self.totals],
            *[side.animate.shift([beside, 0, 0]) for side in self.sides],
            *self.stage.hide(*dots),
            run_time=1.1,
        )
        self.matrix.place = new

    def _pair_off(self, matrix: Any, count: int, left_over: int = 0) -> None:
        """Go along the first row and down the inputs with two frames, pair by pair."""
        place = matrix.place
        width, height = 0.94 * place.column, 0.86 * place.row
        inputs = [cell[0] for cell in self.inputs.cells]
        x = self.inputs.get_x()
        rows = [place.crossing(0, c) for c in range(count + (left_over > 0))]
        downs = [(x, self.inputs.row_y(k), 0.0) for k in range(len(inputs))][: len(rows)]
        first = frame_at(self.theme, rows[0], width, height)
        second = frame_at(self.theme, downs[0], 2.3 * place.em, height)
        self.play(FadeIn(first), FadeIn(second), run_time=0.4)
        steps = [(first, rows[:count]), (second, downs[:count])]
        if count > 1:
            self.play(*[_stepping(*step) for step in steps], run_time=STEP * (count - 1) + 0.2)
        if left_over <= 0 or self.network.elided:
            self.play(FadeOut(first), FadeOut(second), run_time=0.4)
            return
        missing = (rows[-1][0] + 0.3, rows[-1][1], 0.0)
        empty = frame_at(self.theme, missing, width, height, dashed=True)
        self.play(
            FadeOut(first),
            within(FadeIn(empty), 0.4, 1.0),
            second.animate.move_to(downs[-1]),
            run_time=0.7,
        )
        self.left_over = VGroup(empty, second)
        self.stage.add(empty, second)

    def _flip(self, front: Any, back: Any, bars: Sequence[Mobject], size: SizeLine) -> None:
        """Turn one matrix over into another, with a bar behind each."""
        self.stage.discard(front)
        away = [m for m in self.stage if m not in (self.inputs, self.dot)]
        self.play(*self.stage.hide(*away, stop=0.3), turn_over(front, back, bars), run_time=1.8)
        self.remove(front, bars[0])
        self.add(bars[1], back)
        self.stage.add(back)
        self.play(FadeIn(size), run_time=0.5)


def _stepping(frame: Mobject, places: Sequence[Sequence[float]]) -> Animation:
    """Move a frame from place to place, with a short rest at each."""
    points = np.array(places, float)

    def update(moving: Mobject, share: float) -> None:
        along = min(share * (len(points) - 1), len(points) - 1 - 1e-9)
        k = int(along)
        part = smooth(min((along - k) / 0.75, 1.0))
        moving.move_to(points[k] + part * (points[k + 1] - points[k]))

    return UpdateFromAlphaFunc(frame, update, rate_func=lambda t: t)
