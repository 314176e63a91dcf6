"""The beats on the product of the matrix and the inputs, and on the matrix turned over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
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
from scenes.provenance.source import NumberFormat

__all__ = ["ProductBeats"]

INSIDE = 0.06
"""By how much a frame in the column of inputs is wider than its numbers, in frame units."""
SIGN = 0.34
"""Least size of an equals sign or an arrow, in frame units."""
TRAY = 0.1
"""How far the tray's middle is below the place of a matrix, in frame units."""
ROW_ENDS = 0.7
"""Time after which the sum of a row is there, as a share of the time for a row."""
STEP = 0.25
"""Seconds from one pair of a row and the inputs to the next."""
DOT, INPUTS, EQUALS, SUMS, BESIDE = 0.6, 2.3, 4.25, 7.35, 9.6
"""Where the dot, the inputs, the equals sign, the sums and the neurons at their side are, right of
the matrix, in em."""


class ProductBeats(WeavingBeats):
    """One row times the inputs with its numbers, then all rows; and why rows are rows."""

    products: RowProducts
    totals: list[Readout]
    lifts: list[float]
    shapes: list[Readout]

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
        self.play(*staggered(met, overlap=0.3), run_time=0.3 * len(met) + 0.3)

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
        """Row after row meets the inputs and has its sum: matrix times inputs."""
        self.play(*[FadeIn(m) for m in (self.equals, self.brackets)], run_time=0.6)
        self._go_down()
        self.stage.add(*self.totals, self.equals, self.brackets)
        self._show_shapes()

    def column(self) -> None:
        """Close the row; write the inputs as a column, and pair it off with row after row."""
        self._close_row()
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
            *[within(FadeIn(m), 0.7, 1.0) for m in (self.inputs.brackets, self.dot)],
            run_time=1.2,
        )
        self.play(
            *[top[0].clear_highlight() for top in self.tops],
            self.sides[self.first][0].clear_highlight(),
            run_time=0.3,
        )
        self.stage.add(self.inputs, self.dot)

    def other_way(self) -> None:
        """Turn the matrix over: its rows are as long as there are neurons, not inputs."""
        rows, columns = len(self.tops), len(self.sides)
        # Level at the left, so that a place that stays empty is within the matrix's room.
        aside = max(0, rows - columns) * self.place.column / 2
        turned = replace(self.place, rows=rows, columns=columns, x=self.place.x - aside)
        self.turned = self._matrix(0, turned, turned=True)
        bars = self.matrix.column_bar(0), self.turned.bar(0)
        self.lay_behind(self.matrix, bars[:1])
        away = [*self.tops, *self.sides, *self.totals, self.brackets, self.equals]
        away += [*self.shapes[1:], self.size_line]
        self.stage.discard(*away)
        self.play(*[FadeOut(m) for m in away], self.lit(bars[0]), run_time=0.8)
        self.away, self.bar = away[:-1], bars[1]
        words = self.words["weights.from"], self.words["weights.to"]
        self.turned_size = SizeLine(
            self.theme, turned, "", self.sizes[0], self.sizes[1], words, self.area.body
        )
        names = self._turned_names(turned)
        self._flip(self.matrix, self.turned, bars, self.turned_size, *names)
        self.stage.add(self.turned_size, *names)
        inner = [self.turned_size.shape.columns, *self.shapes[:1]]
        self.play(*[n.animate.set_fill(self.theme.focus) for n in inner], run_time=0.4)
        self._pair_off(self.turned, min(rows, columns), left_over=rows - columns)
        self.play(*[n.animate.set_fill(self.theme.ink) for n in inner], run_time=0.4)

    def transpose(self) -> None:
        """Turn it over again: rows become columns, and all fits."""
        bars = self.bar, self.matrix.column_bar(0)
        fresh = self._matrix(0, self.place)
        self._flip(self.turned, fresh, bars, self.size_line)
        self.matrix = fresh
        self.play(FadeOut(bars[1]), *[within(FadeIn(m), 0.2, 1.0) for m in self.away], run_time=0.9)
        kept = [*self.totals, self.brackets, self.equals, self.size_line, *self.shapes]
        self.stage.add(*kept)

    # Steps of the beats.

    def _show_shapes(self) -> None:
        """Write the sizes of the inputs and the sums; light the two that have to agree."""
        theme, em = self.theme, self.size_line.shape.em
        # All sizes are on one line, below the taller of matrix and inputs.
        rows, columns = len(self.sides), len(self.tops)
        drop = max(0, columns - rows) * self.place.row / 2
        baseline = self.size_line.shape.rows.baseline - drop
        self.shapes = [
            Readout(theme, size, NumberFormat(0, grouped=True), em, theme.ink).place(x, baseline)
            for size, x in (
                (self.sizes[0], self.inputs.get_x()), (self.sizes[1], self.brackets.get_x())
            )
        ]  # fmt: skip
        ends: list[Mobject] = [self.size_line, *self.shapes]
        clear = theme.sizes.clearance
        if any(a.get_right()[0] + clear > b.get_left()[0] for a, b in pairwise(ends)):
            self.shapes = []
            self.wait(0.5)
            return
        self.play(
            *staggered([FadeIn(shape) for shape in self.shapes], 0.2, start=0.2),
            within(self.size_line.animate.shift([0.0, -drop, 0.0]), 0.0, 0.6),
            run_time=1.1,
        )
        inner = [self.size_line.shape.columns, self.shapes[0]]
        self.play(*[number.animate.set_fill(theme.focus) for number in inner], run_time=0.5)
        self.wait(0.4)
        self.play(*[number.animate.set_fill(theme.ink) for number in inner], run_time=0.5)
        self.stage.add(*self.shapes)

    def _turned_names(self, place: MatrixPlace) -> list[Formula]:
        """Return names above the columns of the turned matrix, and beside the inputs."""
        theme, found = self.theme, []
        for c in range(place.columns):
            at = [place.crossing(0, c)[0], place.top + 0.32, 0.0]
            found.append(Formula(theme, self.name(1, c), 0.42, theme.ink).move_to(at))
        for k in range(place.rows):
            name = Formula(theme, self.name(0, k), 0.42, theme.ink)
            x = self.inputs.get_right()[0] + 0.2 + name.width / 2
            found.append(name.move_to([x, self.inputs.row_y(k), 0.0]))
        return found

    def _take_value(self, c: int) -> tuple[Any, list[Any]]:
        """Let an input's name leave for a place above it, then its value take the name's place."""
        neuron, name = self.tops[c]
        x, y, _ = neuron.disc.get_center()
        up = [x, y + self.place.radius + 0.27, 0]
        source = self.figures.value(self.shown[0][c])
        return _reappears(name, up), neuron.set_value(source, self.figures.inputs)

    def _arrange(self, place: MatrixPlace, opened: bool = False) -> list[Any]:
        """Move the matrix and the neurons at its top and its size to a place.

        With ``opened``, they part from the size below them, by one row's height.
        """
        step = place.row / 2 if opened else 0.0
        lifts = [step] * place.rows
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
        down = place.bottom - old.bottom - step + before[-1]
        inside = self.area.body.left - self.size_line.get_left()[0]
        moves.append(self.size_line.animate.shift([max(place.x - old.x, inside), down, 0]))
        moves.append(Transform(self.matrix.brackets, self.matrix.brackets_at(place, step)))
        return moves

    def _beside_rows(self, place: MatrixPlace, x: float) -> list[Animation]:
        """Move the neurons at the side to a horizontal place, each level with its row."""
        at = [(x, place.crossing(r, 0)[1] + lift, 0.0) for r, lift in enumerate(self.lifts)]
        pairs = zip(self.sides, at, strict=True)
        return [self.moved(node, centre, place.radius) for node, centre in pairs]

    def _open_row(self, r: int) -> None:
        """Make room below the matrix, and put the tray for the products of a row there."""
        rows, columns = len(self.sides), len(self.tops)
        place = self.layout.alone(self.theme, rows, columns, self._elided(1))
        self.lifts = [0.0] * rows
        step = place.row / 2
        y = place.bottom - TRAY
        self.products = RowProducts(self.theme, place, self.figures, r, y)
        dots = [m for m in self.stage if isinstance(m, Formula)]
        moves = self._arrange(place, opened=True)
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
        self.stage.add(own)

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
            self.totals[self.first].animate.shift([right, 0, 0]),
            within(FadeOut(self.bar), 0.0, 0.4),
            run_time=1.1,
        )
        for r, number in enumerate(self.totals):
            if r != self.first:
                number.shift([right, 0, 0])

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

    def _go_down(self) -> None:
        """Go down the rows, with the whole column of inputs framed; each row has its sum."""
        place, rows = self.matrix.place, len(self.sides)
        at = [place.crossing(r, 0) for r in range(rows)]
        middles = [(place.x, y, 0.0) for _, y, _ in at]
        row = frame_at(self.theme, middles[0], place.columns * place.column, 0.86 * place.row)
        inside = self.inputs.inner_width + INSIDE
        tall = frame_at(
            self.theme, self.inputs.get_center(), inside, len(self.tops) * place.row - INSIDE
        )
        self.play(FadeIn(row), FadeIn(tall), run_time=0.4)
        pace = 1.0 / (rows - 1 + ROW_ENDS)
        sums = [
            within(FadeIn(number), r * pace, (r + ROW_ENDS) * pace)
            for r, number in enumerate(self.totals)
            if r != self.first
        ]
        if rows > 1:
            steps = within(_stepping(row, middles), 0.0, (rows - 1) * pace, ease=lambda t: t)
            self.play(steps, *sums, run_time=min(0.5 / pace, 3.5))
        self.play(FadeOut(row), FadeOut(tall), run_time=0.4)

    def _flip(self, front: Any, back: Any, bars: Sequence[Mobject], *size: Mobject) -> None:
        """Turn one matrix over into another, with a bar behind each; then show its size."""
        self.stage.discard(front)
        away = [m for m in self.stage if m not in (self.inputs, self.dot, *self.shapes[:1])]
        self.play(*self.stage.hide(*away, stop=0.3), turn_over(front, back, bars), run_time=1.3)
        self.remove(front, bars[0])
        self.add(bars[1], back)
        self.stage.add(back)
        self.play(*[FadeIn(m) for m in size], run_time=0.5)


def _reappears(name: Mobject, place: Sequence[float]) -> Animation:
    """Let a name fade where it is, and appear at a place: on the way it would cross a rim."""
    first = name.get_center()

    def update(moving: Mobject, share: float) -> None:
        moving.move_to(first if share < 0.5 else np.array(place, float))
        moving.set_fill(opacity=abs(1.0 - 2.0 * share))

    return UpdateFromAlphaFunc(name, update)


def _stepping(frame: Mobject, places: Sequence[Sequence[float]]) -> Animation:
    """Show a frame at place after place; it fades between them, as it would cross digits."""
    points = np.array(places, float)

    def update(moving: Mobject, share: float) -> None:
        along = min(share * (len(points) - 1), len(points) - 1 - 1e-9)
        k = int(along)
        part = min(max((along - k - 0.3) / 0.7, 0.0), 1.0)
        moving.move_to(points[k + (part >= 0.5)]).set_stroke(opacity=abs(1 - 2 * part))

    return UpdateFromAlphaFunc(frame, update, rate_func=lambda t: t)
