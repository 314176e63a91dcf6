"""The slopes of a layer as a matrix: deltas at the left, activations above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import VGroup

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
GAP, LEAST_GAP = 0.4, 0.2
"""Usual and least gap between columns, in em."""
NAMES, HEADS = 0.5, 0.56
"""Heights of the rows of names and of activations, in frame units."""
PITCH, TIGHT = 0.82, 0.4
"""Largest and smallest distance of rows, in frame units."""
DOTS = 0.46
"""Width and height of what stands for columns and rows left out, in frame units."""


class Table(VGroup):
    """A layer's slopes δ·a in brackets.

    The deltas at the left are the slopes of the biases.  Where the table is too wide, they go
    first, then columns; dots stand for neurons that are not shown.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    layer : int

    Attributes
    ----------
    slopes : list of list of Readout
    heads, deltas : list of Readout
        Activations above, deltas at the left.
    names : list of Formula
        Of the columns, that of the deltas last.
    frame : VGroup
        Brackets and dots.
    shown : list of int
        Which of the neurons drawn of the earlier layer have a column.
    """

    def __init__(self, theme: Theme, region: Region, story: Story, layer: int):
        self.theme, self.story, self.layer = theme, story, layer
        self.rows = story.indices[layer + 1]
        self.more_rows = len(self.rows) < story.sizes[layer + 1]
        count = len(story.indices[layer])
        em, self.with_deltas, self.gap = LARGEST, True, GAP
        self.shown = list(range(count))
        while self._width(em) > region.width - 0.1:
            if em > theme.sizes.number_small:
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
        room = region.height - NAMES - HEADS - 0.1
        self.pitch = max(min(PITCH, room / slots), TIGHT)
        self._build(region)
        cells = [cell for row in self.slopes for cell in row]
        super().__init__(self.frame, *self.names, *self.deltas, *self.heads, *cells)

    # Measures.

    def _sources(self) -> list[list[Source]]:
        """Return the sources of the slopes, row by row."""
        story, layer = self.story, self.layer
        columns = [story.indices[layer][n] for n in self.shown]
        return [[story.source("gradients", layer, k, i) for i in columns] for k in self.rows]

    def _widths(self, em: float) -> tuple[float, float]:
        """Return the widths of a column and of the deltas."""
        style = self.story.cell_format(self.layer)
        cells = [cell for row in self._sources() for cell in row]
        widths = [Readout(self.theme, cell, style, em).advance_width for cell in cells]
        widths += [head.advance_width for head in self._heads(em)]
        deltas = [delta.advance_width for delta in self._deltas(em)]
        return max(widths), max(*deltas, *[name.width for name in self._names_of_deltas()])

    def _width(self, em: float) -> float:
        column, delta = self._widths(em)
        dots = DOTS * (len(self.shown) < self.story.sizes[self.layer])
        columns = len(self.shown)
        inside = columns * column + (columns - 1) * self.gap * em + dots + 2 * BRACKET_PAD
        return inside + (delta + self.gap * em if self.with_deltas else 0.0)

    def _heads(self, em: float) -> list[Readout]:
        story, layer = self.story, self.layer
        style = NumberFormat(story.value_decimals(layer))
        columns = [story.indices[layer][n] for n in self.shown]
        return [
            Readout(self.theme, story.source("activations", layer, i), style, em) for i in columns
        ]

    def _deltas(self, em: float) -> list[Readout]:
        story, layer = self.story, self.layer
        sources = [story.source("deltas", layer, k) for k in self.rows]
        return [
            Readout(self.theme, source, story.delta_format(layer), em,
                    self.theme.signed(source.value))
            for source in sources
        ]  # fmt: skip

    def _names_of_deltas(self) -> list[Formula]:
        """Return what stands above the deltas: their symbol, and of what they are the slopes."""
        story, layer = self.story, self.layer
        markups = [story.delta_symbol(layer)]
        if story.loss is not None:
            slope = f"partial C slash partial {story.matrix_symbol(layer, 'b')}"
            markups = [slope, f"= {markups[0]}"]
        return [Formula(self.theme, markup, LEAST_SIGN, self.theme.quiet) for markup in markups]

    # Construction.

    def _build(self, region: Region) -> None:
        theme, em = self.theme, self.em
        column, delta = self._widths(em)
        gap, left = self.gap * em, region.x - self._width(em) / 2
        deltas_right = left + delta
        if self.with_deltas:
            left = deltas_right + gap
        above = NAMES + HEADS
        height = (len(self.rows) + 0.7 * self.more_rows) * self.pitch
        self.top = top = region.y + (height + above) / 2 - above
        rights = [left + BRACKET_PAD + column + n * (column + gap) for n in range(len(self.shown))]
        right = rights[-1] + BRACKET_PAD + (DOTS if self.more_columns else 0.0)
        brackets = square_brackets(theme, (right - left) / 2, height / 2)
        brackets.move_to([(left + right) / 2, top - height / 2, 0])
        self.frame = VGroup(brackets)
        middles = [x - column / 2 for x in rights]
        self._add_dots(rights[-1] + DOTS / 2, middles)
        self.slopes = self._cells(rights, column)
        self.heads = self._heads(em)
        for head, x in zip(self.heads, middles, strict=True):
            head.place(x, top + 0.18)
        self.names = self._names(middles)
        self.deltas: list[Readout] = []
        if self.with_deltas:
            self.deltas = self._deltas(em)
            for row, number in enumerate(self.deltas):
                number.place(deltas_right, self._baseline(row), "right")
            self._name_deltas(deltas_right - delta / 2)

    def _names(self, middles: Sequence[float]) -> list[Formula]:
        """Return the names of the activations, above them."""
        story, layer = self.story, self.layer
        names = []
        for n, x in zip(self.shown, middles, strict=True):
            symbol = story.symbol(layer, story.indices[layer][n])
            name = Formula(self.theme, symbol, LEAST_SIGN, self.theme.quiet)
            names.append(name.place(x, self.top + HEADS + 0.18))
        return names

    def _name_deltas(self, x: float) -> None:
        """Add the names of the deltas, level with those of the activations and their values."""
        names = self._names_of_deltas()
        feet = [self.top + 0.18, self.top + HEADS + 0.18][: len(names)]
        for name, foot in zip(reversed(names), feet, strict=True):
            self.names.append(name.place(x, foot))

    def _add_dots(self, x: float, middles: Sequence[float]) -> None:
        size = max(1.1 * self.em, LEAST_SIGN)
        places = []
        if self.more_columns:
            places += [("dots.c", x, self.row_y(row)) for row in range(len(self.rows))]
        if self.more_rows:
            y = self.row_y(len(self.rows) - 0.15)
            places += [("dots.v", middle, y) for middle in middles]
        for markup, at, y in places:
            dots = Formula(self.theme, markup, size, self.theme.quiet)
            self.frame.add(dots.move_to([at, y, 0]))

    def _cells(self, rights: Sequence[float], column: float) -> list[list[Readout]]:
        """Typeset the slopes."""
        style, theme, cells = self.story.cell_format(self.layer), self.theme, []
        for row, line in enumerate(self._sources()):
            numbers = []
            for source, right in zip(line, rights, strict=True):
                # An exact zero looks unlike a small number that rounds to zero.
                form = style if source.value else NumberFormat(0)
                colour = theme.signed(round(source.value, style.decimals))
                number = Readout(theme, source, form, self.em, colour)
                if not source.value:
                    right -= (column - number.advance_width) / 2
                numbers.append(number.place(right, self._baseline(row), "right"))
            cells.append(numbers)
        return cells

    def row_y(self, row: float) -> float:
        """Return the middle of a row."""
        return self.top - (row + 0.5) * self.pitch

    def _baseline(self, row: float) -> float:
        return self.row_y(row) - self.em * DIGIT_HEIGHT / 2

    def cell(self, k: int, i: int) -> Any:
        """Return the slope of a weight, or None if it has no column."""
        found: dict[Any, Any] = {cell.recorded.index: cell for row in self.slopes for cell in row}
        return found.get((k, i))
