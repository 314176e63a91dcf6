"""The beats on the product of the matrix and the inputs, and on the matrix turned over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from manim import (
    Animation,
    Create,
    FadeIn,
    FadeOut,
    Mobject,
    Transform,
    UpdateFromAlphaFunc,
    VGroup,
    smooth,
)  # fmt: skip

from scenes.animation.timing import staggered, within
from scenes.clips.weights.layout import PAD, MatrixPlace
from scenes.clips.weights.row_products import Figures, RowProducts
from scenes.clips.weights.weaving_beats import WeavingBeats
from scenes.clips.weights.weight_matrix import SizeLine, frame_at, turn_over
from scenes.mobjects.matrix.matrix import Matrix, square_brackets
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula

__all__ = ["ProductBeats"]

INSIDE = 0.06
"""By how much a frame in the column of inputs is wider than its numbers, in frame units."""
SIGN = 0.34
"""Least size of an equals sign or an arrow, in frame units."""
STEP = 0.3
"""Seconds from one pair of a row and the inputs to the next."""
DOT, INPUTS, EQUALS, SUMS, BESIDE = 0.6, 2.3, 4.25, 7.35, 9.6
"""Where the dot, the inputs, the equals sign, the sums and the neurons at their side are, right of
the matrix, in em."""


class ProductBeats(WeavingBeats):
    """One row times the inputs with its numbers, then all rows; and why rows are rows."""

    products: RowProducts
    totals: list[Readout]
    lifts: list[float]

    def values(self) -> None:
        """Give the inputs values; multiply each weight of one row by the input above it."""
        self.figures = Figures(
            self.recording, self.shown_step, (self.shown[0], self.shown[1]), self.format,
            self.network.formats[0],
        )  # fmt: skip
        self._open_row(self.first)
        rising, filling = zip(*[self._take_value(c) for c in range(len(self.tops))], strict=True)
        self.play(
            *staggered(rising, overlap=0.6, stop=0.75),
            *staggered(filling, overlap=0.6, start=0.25),
            run_time=1.2,
        )
        self.stage.add(self.products)
        pairs = zip(self.tops, self.products.products, strict=True)
        met = [[top[0].highlight(), FadeIn(product)] for top, product in pairs]
        self.play(*staggered(met, overlap=0.3), run_time=0.36 * len(met) + 0.3)

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
        self.inputs = Matrix(theme, inputs, figures.inputs, em, self.place.row, None)
        self.inputs.move_to([self.beyond + INPUTS * em, self.place.y, 0])
        self.dot = Formula(theme, "dot", 0.8, theme.ink)
        self.dot.move_to([self.beyond + DOT * em, self.place.y, 0])
        relations = [figures.row_relation(j) for j in self.shown[1]] if figures.whole else []
        self.equals = (
            equals_sign(theme, max(1.2 * em, SIGN), relations)
            if figures.whole
            else Formula(theme, "arrow.r", max(em, SIGN), theme.quiet)
        ).move_to([self.beyond + EQUALS * em, self.place.y, 0])
        copied = [
            [top[0].highlight(), FadeIn(cell[0])]
            for top, cell in zip(self.tops, self.inputs.cells, strict=True)
        ]
        self.play(
            *staggered(copied, overlap=0.5),
            *[within(FadeIn(m), 0.7, 1.0) for m in (self.inputs.brackets, self.dot, self.equals)],
            FadeIn(self.brackets),
            run_time=1.2,
        )
        self.play(*[top[0].clear_highlight() for top in self.tops], run_time=0.3)
        self.stage.add(self.inputs, self.dot, self.equals, self.brackets)
        self._pair_off(self.matrix, len(self.tops))

    def other_way(self) -> None:
        """Turn the matrix over: its rows are as long as there are neurons, not inputs."""
        rows, columns = len(self.tops), len(self.sides)
        # Level at the left, so that a place that stays empty is within the matrix's room.
        aside = max(0, rows - columns) * self.place.column / 2
        turned = replace(self.place, rows=rows, columns=columns, x=self.place.x - aside)
        self.turned = self._matrix(0, turned, turned=True)
        bars = self.matrix.column_bar(0), self.turned.bar(0)
        self.lay_behind(self.matrix, bars[:1])
        away = [*self.tops, *self.sides, *self.totals, self.brackets, self.equals, self.size_line]
        self.stage.discard(*away)
        self.play(*[FadeOut(m) for m in away], self.lit(bars[0]), run_time=0.8)
        self.away, self.bar = away[:-1], bars[1]
        words = self.words["weights.from"], self.words["weights.to"]
        self.turned_size = SizeLine(
            self.theme, turned, "", self.sizes[0], self.sizes[1], words, self.area.body
        )
        self._flip(self.matrix, self.turned, bars, self.turned_size)
        self.stage.add(self.turned_size)
        self._pair_off(self.turned, min(rows, columns), left_over=rows - columns)

    def transpose(self) -> None:
        """Turn it over again: rows become columns, and all fits."""
        bars = self.bar, self.matrix.column_bar(0)
        fresh = self._matrix(0, self.place)
        self._flip(self.turned, fresh, bars, self.size_line)
        self.matrix = fresh
        self.play(FadeOut(bars[1]), *[within(FadeIn(m), 0.2, 1.0) for m in self.away], run_time=0.9)
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

    def _take_value(self, c: int) -> tuple[Any, list[Any]]:
        """Let an input's name rise above it, then its value take the name's place."""
        neuron, name = self.tops[c]
        x, y, _ = neuron.disc.get_center()
        up = [x, y + self.place.radius + 0.27, 0]
        source = self.figures.value(self.shown[0][c])
        return name.animate.move_to(up), neuron.set_value(source, self.figures.inputs)

    def _arrange(self, place: MatrixPlace, opened: int | None = None) -> list[Any]:
        """Move the matrix and the neurons at its top and its size to a place.

        With ``opened``, the rows below that row part from those above it, by one row's height.
        """
        step = 0.0 if opened is None else place.row / 2
        lifts = [step if opened is None or r <= opened else -step for r in range(place.rows)]
        before, self.lifts = self.lifts, lifts
        old, self.place, self.matrix.place = self.place, place, place
        self.matrix.row_pitch = place.row
        moves: list[Any] = []
        for r, row in enumerate(self.matrix.cells):
            for c, cell in enumerate(row):
                was, now = np.array(old.crossing(r, c)), np.array(place.crossing(r, c))
                now[1] += lifts[r] - before[r]
                moves.append(cell.animate.shift(now - was))
        above = [place.above(c) for c in range(place.columns)]
        tops = [(x, y + step, 0.0) for x, y, _ in above]
        moves += [self.moved(n, at, place.radius) for n, at in zip(self.tops, tops, strict=True)]
        down = place.bottom - old.bottom - step + max(-before[-1], 0.0)
        inside = self.area.body.left - self.size_line.get_left()[0]
        moves.append(self.size_line.animate.shift([max(place.x - old.x, inside), down, 0]))
        moves.append(Transform(self.matrix.brackets, self.matrix.taller(place, 2 * step)))
        return moves

    def _beside_rows(self, place: MatrixPlace, x: float) -> list[Animation]:
        """Move the neurons at the side to a horizontal place, each level with its row."""
        at = [(x, place.crossing(r, 0)[1] + lift, 0.0) for r, lift in enumerate(self.lifts)]
        pairs = zip(self.sides, at, strict=True)
        return [self.moved(node, centre, place.radius) for node, centre in pairs]

    def _open_row(self, r: int) -> None:
        """Part the rows below a row, and put the tray for its products there."""
        rows, columns = len(self.sides), len(self.tops)
        place = self.layout.alone(self.theme, rows, columns, self._elided(1))
        self.lifts = [0.0] * rows
        step = place.row / 2
        y = place.crossing(r, 0)[1] - step
        self.products = RowProducts(self.theme, place, self.figures, r, y)
        dots = [m for m in self.stage if isinstance(m, Formula)]
        moves = self._arrange(place, r)
        self.bar = self.lay_behind(self.matrix, [self.matrix.bar(r, step)])[0]
        self.play(
            *moves,
            *self._beside_rows(place, place.beside(0)[0]),
            *self.stage.hide(*dots),
            within(FadeIn(self.products.tray), 0.5, 1.0),
            within(self.lit(self.bar), 0.7, 1.0),
            run_time=1.1,
        )

    def _close_row(self) -> None:
        """Take the tray away; the sum moves beside its row."""
        products, step = self.products, self.place.row / 2
        self.totals = [self._total(r) for r in range(len(self.sides))]
        self.stage.discard(products)
        leaving = [products.tray, *products.products, products.rule, products.sign]
        own = self.totals[self.first]
        moves = [
            *self._arrange(self.place),
            *self._beside_rows(self.place, self.place.beside(0)[0]),
        ]
        moves += [self.bar.animate.shift([0, -step, 0]), products.total.animate.move_to(own)]
        self.play(
            *[within(FadeOut(m), 0.0, 0.45) for m in leaving],
            *[within(move, 0.25, 1.0) for move in moves],
            run_time=1.2,
        )
        self.remove(products.total)
        self.add(own)

    def _total(self, r: int) -> Readout:
        """Print the sum of a row beside it."""
        source, em = self.figures.total(self.shown[1][r]), self.place.em
        number = Readout(self.theme, source, self.figures.sums, em, self.theme.ink)
        y = self.place.crossing(r, 0)[1] - em * DIGIT_HEIGHT / 2
        return number.place(self.figures.sums_at(self.place), y, "point")

    def _make_room(self) -> None:
        """Move the matrix to the left, and the sums and their neurons to the right."""
        rows, columns = len(self.sides), len(self.tops)
        new = self.layout.factor(self.theme, rows, columns, self._elided(1))
        self.beyond = new.x + max(rows, columns) * new.column / 2
        right = self.beyond + SUMS * new.em - self.figures.sums_at(self.place)
        beside = self.beyond + BESIDE * new.em + PAD + new.radius
        self.brackets = square_brackets(self.theme, 1.95 * new.em, rows * new.row / 2)
        centre = float(np.mean([number.get_x() for number in self.totals])) + right
        self.brackets.move_to([centre, new.y, 0])
        self.play(
            *self._arrange(new),
            *self._beside_rows(new, beside),
            *[m.animate.shift([right, 0, 0]) for m in self.totals],
            run_time=1.1,
        )

    def _pair_off(self, matrix: Any, count: int, left_over: int = 0) -> None:
        """Go along the first row and down the inputs with two frames, pair by pair."""
        place = matrix.place
        width, height = 0.94 * place.column, 0.86 * place.row
        inputs = [cell[0] for cell in self.inputs.cells]
        x = self.inputs.get_x()
        rows = [place.crossing(0, c) for c in range(count + (left_over > 0))]
        downs = [(x, self.inputs.row_y(k), 0.0) for k in range(len(inputs))][: len(rows)]
        first = frame_at(self.theme, rows[0], width, height)
        second = frame_at(self.theme, downs[0], self.inputs.inner_width + INSIDE, height)
        self.play(FadeIn(first), FadeIn(second), run_time=0.4)
        steps = [(first, rows[:count]), (second, downs[:count])]
        if count > 1:
            self.play(*[_stepping(*step) for step in steps], run_time=STEP * (count - 1) + 0.2)
        if left_over <= 0 or self.network.elided:
            self.play(FadeOut(first), FadeOut(second), run_time=0.4)
            return
        missing = (rows[-1][0] + 0.18, rows[-1][1], 0.0)
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
        self.play(*self.stage.hide(*away, stop=0.3), turn_over(front, back, bars), run_time=1.6)
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
