"""The slopes of a layer as a matrix: deltas at the left, activations above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import Line, RoundedRectangle, VGroup

from scenes.clips.backpropagation.layout import LEAST_SIGN
from scenes.clips.backpropagation.story import Story
from scenes.mobjects.matrix.matrix import BRACKET_PAD, square_brackets
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Table"]

LARGEST = 0.46
"""Largest type, in frame units."""
LEGIBLE = 0.36
"""Type below which the deltas go if they are printed at their neurons too, in frame units."""
GAP, LEAST_GAP = 0.32, 0.2
"""Usual and least gap between columns, in em."""
HEADS = 0.56
"""Height of the row of activations, in frame units."""
PITCH, TIGHT = 0.82, 0.4
"""Largest and smallest distance of rows, in frame units."""
DOTS = 0.34
"""Width and height of what stands for columns and rows left out, in frame units."""


class Table(VGroup):
    """A layer's slopes δ·a in brackets; those of the biases are its last column.

    Where it is too wide, the deltas at the left go first, then columns; dots stand for neurons
    that are not shown.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    layer : int
    tagged : bool
        Whether the deltas are also printed at their neurons.

    Attributes
    ----------
    slopes : list of list of Readout
    biases : list of Readout
        The last column.
    heads, deltas : list of Readout
        Activations above, deltas at the left.
    one : Readout
        The value of the bias neuron, above its column.
    frame : VGroup
        Brackets, the rule before the biases, and dots.
    shown : list of int
        Which of the neurons drawn of the earlier layer have a column.
    """

    def __init__(
        self, theme: Theme, region: Region, story: Story, layer: int, *, tagged: bool = False
    ):
        self.theme, self.story, self.layer = theme, story, layer
        self.rows = story.indices[layer + 1]
        self.more_rows = len(self.rows) < story.sizes[layer + 1]
        count = len(story.indices[layer])
        em, self.with_deltas, self.gap = LARGEST, True, GAP
        self.shown = list(range(count))
        while self._width(em) > region.width - 0.1:
            if tagged and self.with_deltas and em < LEGIBLE:
                em, self.with_deltas = LARGEST, False
            elif em > theme.sizes.number_small:
                em = max(0.97 * em, theme.sizes.number_small)
            elif self.gap > LEAST_GAP:
                self.gap = LEAST_GAP
            elif self.with_deltas:
                em, self.with_deltas, self.gap = LARGEST, False, GAP
            elif len(self.shown) > 1:
                self.shown.pop()
            else:
                break
        self.more_columns = len(self.shown) < story.sizes[layer]
        self.em = em
        slots = len(self.rows) + 0.7 * self.more_rows
        self.pitch = max(min(PITCH, (region.height - HEADS - 0.1) / slots), TIGHT)
        self._build(region)
        super().__init__(self.frame, *self.deltas, *self.heads, self.one)

    # Measures.

    def _sources(self) -> list[list[Source]]:
        """Return the sources of the slopes, the bias's last in each row."""
        story, layer = self.story, self.layer
        columns = [story.indices[layer][n] for n in self.shown]
        return [
            [*(story.source("gradients", layer, k, i) for i in columns), self._delta(k)]
            for k in self.rows
        ]

    def _delta(self, k: int) -> Source:
        return self.story.source("deltas", self.layer, k)

    def _widths(self, em: float) -> tuple[float, float]:
        """Return the widths of a column and of the deltas."""
        story, layer = self.story, self.layer
        style = story.cell_format(layer)
        cells = [cell for row in self._sources() for cell in row]
        widths = [Readout(self.theme, cell, style, em).advance_width for cell in cells]
        widths += [head.advance_width for head in self._heads(em)]
        deltas = [
            Readout(self.theme, self._delta(k), story.delta_format(layer), em) for k in self.rows
        ]
        return max(widths), max(delta.advance_width for delta in deltas)

    def _width(self, em: float) -> float:
        column, delta = self._widths(em)
        dots = DOTS * (len(self.shown) < self.story.sizes[self.layer])
        columns = len(self.shown) + 1
        inside = columns * column + (columns + 1) * self.gap * em + dots + 2 * BRACKET_PAD
        return inside + (delta + 0.3 * em if self.with_deltas else 0.0)

    def _heads(self, em: float) -> list[Readout]:
        story, layer = self.story, self.layer
        style = NumberFormat(story.value_decimals(layer))
        columns = [story.indices[layer][n] for n in self.shown]
        return [
            Readout(self.theme, story.source("activations", layer, i), style, em) for i in columns
        ]

    # Construction.

    def _build(self, region: Region) -> None:
        theme, story, em = self.theme, self.story, self.em
        column, delta = self._widths(em)
        self.column = column
        gap, left = self.gap * em, region.x - self._width(em) / 2
        deltas_right = left + delta
        if self.with_deltas:
            left = deltas_right + 0.3 * em
        height = (len(self.rows) + 0.7 * self.more_rows) * self.pitch
        top = region.y + (height + HEADS) / 2 - HEADS
        self.top, self.bottom = top, top - height
        start, rights = left + BRACKET_PAD, []
        for n in range(len(self.shown)):
            rights.append(start + column + n * (column + gap))
        dots_x = rights[-1] + gap / 2 + DOTS / 2
        rule_x = rights[-1] + gap + DOTS * self.more_columns
        rights.append(rule_x + gap + column)
        right = rights[-1] + BRACKET_PAD
        self.left, self.right = left, right
        brackets = square_brackets(theme, (right - left) / 2, height / 2)
        brackets.move_to([(left + right) / 2, top - height / 2, 0])
        rule = Line(
            [rule_x, top - 0.08, 0], [rule_x, self.bottom + 0.08, 0],
            color=theme.hairline, stroke_width=0.6 * theme.sizes.line,
        )  # fmt: skip
        self.bias_frame = VGroup(rule)
        self.frame = VGroup(brackets)
        self._add_dots(dots_x, rights, column)
        self.slopes, self.biases = self._place(self._sources(), rights)
        self.deltas = []
        if self.with_deltas:
            for row, k in enumerate(self.rows):
                source = self._delta(k)
                number = Readout(
                    theme, source, story.delta_format(self.layer), em, theme.signed(source.value)
                )
                self.deltas.append(number.place(deltas_right, self._baseline(row), "right"))
        self.heads = self._heads(em)
        for head, x in zip(self.heads, rights, strict=False):
            head.place(x - column / 2, top + 0.18)
        self.one = Readout(theme, self._one(), NumberFormat(0), em, theme.bias)
        self.one.place(rights[-1] - column / 2, top + 0.18)

    def _one(self) -> Source:
        return Source(self.story.recording, "bias_neuron", self.story.step)

    def _add_dots(self, x: float, rights: Sequence[float], column: float) -> None:
        theme = self.theme
        size = max(1.1 * self.em, LEAST_SIGN)
        if self.more_columns:
            for row in range(len(self.rows)):
                dots = Formula(theme, "dots.c", size, theme.quiet)
                self.frame.add(dots.move_to([x, self.row_y(row), 0]))
        if self.more_rows:
            y = self.row_y(len(self.rows) - 0.15)
            for right in rights:
                dots = Formula(theme, "dots.v", size, theme.quiet)
                self.frame.add(dots.move_to([right - column / 2, y, 0]))

    def _place(self, sources: Any, rights: Sequence[float]) -> tuple[list, list]:
        """Typeset cells; return those of the weights and those of the biases."""
        cells, biases = [], []
        style, theme = self.story.cell_format(self.layer), self.theme
        for row, line in enumerate(sources):
            numbers = []
            for source, right in zip(line, rights, strict=True):
                # An exact zero looks unlike a small number that rounds to zero.
                form = style if source.value else NumberFormat(0)
                number = Readout(theme, source, form, self.em, self._colour(source, style))
                if not source.value:
                    right -= (self.column - number.advance_width) / 2
                numbers.append(number.place(right, self._baseline(row), "right"))
            biases.append(numbers.pop())
            cells.append(numbers)
        return cells, biases

    def _colour(self, source: Source, style: NumberFormat) -> str:
        """Return the colour of a number's sign as printed."""
        return self.theme.signed(round(source.value, style.decimals))

    def row_y(self, row: float) -> float:
        """Return the middle of a row."""
        return self.top - (row + 0.5) * self.pitch

    def _baseline(self, row: float) -> float:
        return self.row_y(row) - self.em * DIGIT_HEIGHT / 2

    def bar(self, row: int) -> RoundedRectangle:
        """Return a bar to lay behind a row."""
        theme = self.theme
        left = self.deltas[row].get_left()[0] - 0.08 if self.deltas else self.left + 0.04
        bar = RoundedRectangle(
            width=self.right - 0.04 - left,
            height=min(0.9 * self.pitch, 0.6),
            corner_radius=0.08,
            stroke_width=0,
            fill_color=theme.focus,
            fill_opacity=theme.row_tint,
        )
        return bar.move_to([left + bar.width / 2, self.row_y(row), 0])
