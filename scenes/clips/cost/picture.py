"""The tiles of one training step, with names above and numbers below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation, Mobject, VGroup

from scenes.animation.pace import Pace
from scenes.clips.cost.bar import CostTile
from scenes.clips.cost.layout import TITLES, TileGrid, TileRows
from scenes.clips.cost.measure import Measure
from scenes.clips.cost.precision import Precision, error_relations, term_relations
from scenes.clips.cost.slabs import can_spread
from scenes.clips.cost.tile_frame import Span, TileFrame
from scenes.clips.cost.tiles import AreaSquare, CurveTile, SquareTile
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.relation import Relation, sign
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["LARGE", "LOW", "UNKNOWN", "Picture", "name_of_output"]

WHOLE = NumberFormat(0)
LOW = 0.22
"""How much further above an axis names stand than above a tile, in frame units."""
UNKNOWN, LARGE = "C = thick ?", 1.2
"""The cost, as long as it is unknown; its size, as a multiple of other numbers."""


def name_of_output(theme: Theme, recording: Any, k: int, em: float, colour: str) -> Any:
    """Typeset the name of an output: of its class, or of its quantity."""
    if "classes" in recording.metadata:
        return Readout(theme, Source(recording, "classes", 0, None, (k,)), WHOLE, em, colour)
    return TextLine(theme, recording.samples.output_names[k], em, colour)


class Picture:
    """A tile for each output drawn, and one for the cost if the grid has a place for it.

    Parameters
    ----------
    theme : Theme
    measure : Measure
    decimals : Precision
    grid : TileGrid or TileRows
    span : Span
    top : float
        Cost at the upper end of its scale.
    others : str
        What to call the outputs that are not drawn.

    Attributes
    ----------
    tiles : list of SquareTile or CurveTile
    cost : CostTile
        And its symbol and a question mark, if there is a place for it.
    names : list
        Above the tiles, the label's in its colour.
    outputs, targets, errors, terms : list of Readout
        Lines of numbers below the tiles; targets and errors may be missing.
    rest : VGroup
        What stands for the outputs that are not drawn, if there are any.
    cost_symbol, unknown : Formula
    cost_value : Readout or None
        Beside the symbol, if there is room.
    """

    def __init__(
        self,
        theme: Theme,
        measure: Measure,
        decimals: Precision,
        grid: TileGrid | TileRows,
        span: Span,
        top: float,
        others: str,
    ):
        self.theme, self.measure, self.decimals, self.grid = theme, measure, decimals, grid
        draw = SquareTile if measure.squared else CurveTile
        self.tiles: list[Any] = [
            draw(theme, measure, k, cell, grid.side, span)
            for k, cell in zip(measure.shown, grid.cells, strict=False)
        ]
        self.names = self._names()
        self.lines = grid.lines
        # Where there is no room for the line of targets, the rings are enough.
        self.with_targets = grid.lines >= (4 if measure.squared else 3)
        plain, signed = NumberFormat(decimals.outputs), NumberFormat(decimals.outputs, signed=True)
        self.outputs = self._line(measure.output, 0, plain, theme.ink)
        targets = NumberFormat(decimals.targets)
        self.targets = self._line(measure.target, 1, targets, theme.target)
        self.targets = self.targets if self.with_targets else []
        line = 1 + self.with_targets
        self.errors = self._line(measure.error, line, signed) if measure.squared else []
        form = NumberFormat(decimals.terms)
        self.terms = self._line(measure.term, self.lines - 1, form, theme.cost)
        self.rest = VGroup()
        if measure.others and len(grid.cells) > len(measure.shown):
            self._add_rest(others, span, form)
        if len(grid.cells) > len(measure.shown) + bool(measure.others):
            width = span.unit * grid.side if can_spread(measure, span) else 0.0
            self._add_cost(top, width)

    def _add_cost(self, top: float, width: float) -> None:
        """Draw the cost's tile, its symbol and a question mark."""
        theme, grid, last = self.theme, self.grid, len(self.grid.cells) - 1
        cell = grid.cells[last]
        self.cost = CostTile(theme, self.measure, cell, grid.side, top, width)
        self.cost_symbol = Formula(theme, "C", LARGE * theme.sizes.number, theme.cost)
        form = NumberFormat(self.decimals.cost)
        value = Readout(theme, self.measure.cost(), form, LARGE * theme.sizes.number, theme.cost)
        x, y = grid.name_at(last)
        both = self.cost_symbol.width + 0.2 + value.advance_width
        self.cost_value = None
        if both < grid.name_room:
            self.cost_value = value.place(x + both / 2, y, "right")
            x -= (both - self.cost_symbol.width) / 2
        self.cost_symbol.place(x, y)
        self.unknown = Formula(theme, UNKNOWN, LARGE * theme.sizes.formula, theme.cost)
        self.unknown.scale(min(1.0, grid.side / self.unknown.width))
        self.unknown.move_to([cell.x, cell.top - grid.side / 2, 0])

    @property
    def right(self) -> int | None:
        """Which of the outputs drawn is that of the label, if there is one for each class."""
        measure = self.measure
        if measure.recording.labels is None or measure.count == 1:
            return None
        label = int(measure.recording.targets[measure.step].argmax())
        return measure.shown.index(label) if label in measure.shown else None

    def _names(self) -> list[Any]:
        """Typeset the names of the outputs, or o₁, o₂, … where these have no room."""
        theme, measure = self.theme, self.measure
        em, shown = theme.sizes.number, range(len(measure.shown))
        colours = [theme.target if n == self.right else theme.quiet for n in shown]
        named = list(zip(measure.shown, colours, strict=True))
        names = [name_of_output(theme, measure.recording, k, em, c) for k, c in named]
        if max(name.width for name in names) > self.grid.name_room - 0.12:
            names = [Formula(theme, f"o_{k + 1}", em, colour) for k, colour in named]
        for n, name in enumerate(names):
            name.place(*self.grid.name_at(n), self.grid.aligned[0])
        return names

    def lower_names(self, *others: Mobject) -> list[Any]:
        """Bring names, and what belongs to them, down to the axes, while nothing stands there."""
        down = [0.0, LOW - self.grid.side, 0.0]
        return [m.animate.shift(down) for m in (*self.names, *others)]

    def raise_names(self, *others: Mobject) -> list[Any]:
        """Bring names, and what belongs to them, back above the tiles."""
        up = [0.0, self.grid.side - LOW, 0.0]
        return [m.animate.shift(up) for m in (*self.names, *others)]

    def _number(
        self, place: int, source: Source, line: int, form: NumberFormat, colour: str
    ) -> Readout:
        number = Readout(self.theme, source, form, self.grid.em, colour)
        return number.place(*self.grid.number_at(place, line), self.grid.aligned[1])

    def _line(
        self, source: Any, line: int, form: NumberFormat, colour: str | None = None
    ) -> list[Readout]:
        """Print a line of numbers; without a colour, in that of their signs."""
        sources = [source(k) for k in self.measure.shown]
        return [
            self._number(n, s, line, form, colour or self.theme.signed(s.value))
            for n, s in enumerate(sources)
        ]

    def _add_rest(self, said: str, span: Span, form: NumberFormat) -> None:
        """Draw the outputs that have no tile: their sum, as a square or a number only."""
        theme, grid, place = self.theme, self.grid, len(self.measure.shown)
        cell, source = grid.cells[place], self.measure.other_terms()
        name = TextLine(theme, said, theme.sizes.label, theme.quiet)
        name.place(*grid.name_at(place))
        frame = TileFrame(theme, cell, grid.side, span, axis=False)
        self.rest_number = self._number(place, source, self.lines - 1, form, theme.cost)
        self.rest_name, self.rest_frame = name, frame.lines
        self.rest.add(frame.lines, name)
        if self.measure.squared:
            self.rest_square = AreaSquare(theme, frame, source, span.low, 1)

    # Titles of the lines.

    def titles(self, output: str, target: str, error: str, square: str) -> list[VGroup]:
        """Typeset the titles of the lines, at the left of each row of tiles, with these words."""
        found = [self._title("o_k", 0, word=output), VGroup()]
        if self.with_targets:
            found[1] = self._title("t_k", 1, word=target)
        if self.measure.squared:
            relations = error_relations(self.measure, self.decimals)
            found.append(self._title("o_k - t_k", 1 + self.with_targets, relations, error))
        relations = term_relations(self.measure, self.decimals)
        word = square if self.measure.squared else ""
        found.append(self._title(self.measure.term_title, self.lines - 1, relations, word))
        return found

    def _title(
        self, markup: str, line: int, relations: Sequence[Relation] = (), word: str = ""
    ) -> VGroup:
        theme, grid, titles = self.theme, self.grid, VGroup()
        if sign(relations) == "≈":
            markup = f"approx {markup}"
        firsts = {cell.row: place for place, cell in reversed([*enumerate(grid.cells)])}
        if not grid.titled:
            firsts = {}
        for place in firsts.values():
            title = Formula(theme, markup, theme.sizes.label, theme.quiet)
            if relations:
                title.relations = tuple(relations)
            title.place(grid.left + TITLES - 0.2, grid.baseline(place, line), "right")
            titles.add(title)
            if word:
                said = TextLine(theme, word, theme.sizes.label, theme.quiet)
                said.place(title.get_left()[0] - 0.14, grid.baseline(place, line), "right")
                titles.add(*([said] if said.get_left()[0] >= grid.left - 0.02 else []))
        return titles

    # What changes.

    @property
    def pieces(self) -> list[Mobject]:
        """Everything that is drawn in the tiles, without words and numbers, from back to front."""
        return [piece for tile in self.tiles for piece in tile.pieces]

    @property
    def ticks(self) -> list[VGroup]:
        """Ticks and tick labels of the tiles."""
        return [tile.frame.marks for tile in self.tiles]

    def follow(self, outputs: np.ndarray, pace: Pace) -> list[Animation]:
        """Let the dots run through some rows of all outputs."""
        return [tile.follow(outputs, pace) for tile in self.tiles]

    def mark_outputs(self, sources: Sequence[Source]) -> None:
        """Mark the dots' places as other outputs."""
        for tile, source in zip(self.tiles, sources, strict=True):
            mark(tile.dot, "place", source, axes=tile.frame)
