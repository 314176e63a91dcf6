"""The squares of the first step, with everything that is printed around them."""

from __future__ import annotations

from manim import VGroup

from scenes.clips.cost.cost_decimals import CostDecimals
from scenes.clips.cost.layout import CostLayout
from scenes.clips.cost.squares_row import SquaresRow
from scenes.clips.cost.step_block import GapLegend
from scenes.mobjects.text.readout import DIGIT_HEIGHT
from scenes.mobjects.text.text import Formula, TextLine
from scenes.style.theme import Theme
from scenes.words import Words

__all__ = ["SquaresPicture"]

LIFT, NAMES_LIFT = 1.0, 0.36
"""How much higher the axes stand before the squares rise, and the class names above them."""


class SquaresPicture:
    """A row of squares, its titles, class names and legend; with the mean, its fraction too.

    Parameters
    ----------
    theme : Theme
    words : Words
    recording : network.Recording
    step : int
    layout : CostLayout
    decimals : CostDecimals
    mean : bool
        Leave room for the cost's square, and prepare what belongs to it.

    Attributes
    ----------
    row : SquaresRow
    names, gap_numbers : list of Readout
    titles : list
        Of the gaps and of their squares.
    legend : GapLegend
    fraction, cost_words : VGroup
        With ``mean`` only.
    around : list
        With ``mean`` only: what is shown besides the row, the fraction, names and cost.
    """

    def __init__(
        self,
        theme: Theme,
        words: Words,
        recording,
        step: int,
        layout: CostLayout,
        decimals: CostDecimals,
        *,
        mean: bool = False,
    ):
        self.theme, self.layout = theme, layout
        place = layout.mean if mean else layout.squares
        self.row = row = SquaresRow(theme, recording, step, place, decimals, layout.em, ticks=True)
        self.names, self.gap_numbers = row.names(), row.gap_numbers()
        left = layout.mean_left if mean else layout.left
        self.legend = GapLegend(
            theme, words["cost.output"], words["cost.target"], left, row.bottom - 0.1
        )
        if layout.grid:
            self.legend.move_to(row.frames[-1].outline)
            drops = ("", place.gap_drop), ("^2", place.drop)
            self.titles = [self._titles_in_each(power, drop) for power, drop in drops]
        else:
            baselines = ("o_k - t_k", self.gap_numbers[0].baseline), ("(o_k - t_k)^2", row.baseline)
            self.titles = [self._title(*title, left) for title in baselines]
        if mean:
            self.fraction = row.fraction_in(layout.strip) if layout.grid else row.fraction()
            self.cost_words = self._cost_words(words["cost.name"])
            self.around = [*self.gap_numbers, *self.titles, self.legend]
            if layout.grid:
                self.around = [self.titles[1]]

    def _title(self, markup: str, baseline: float, left: float) -> Formula:
        """Name the numbers of a line at its left."""
        title = Formula(self.theme, markup, 1.1 * self.theme.sizes.label, self.theme.quiet)
        middle = baseline + self.layout.em * DIGIT_HEIGHT / 2
        return title.move_to([left + title.width / 2, middle, 0])

    def _titles_in_each(self, power: str, drop: float) -> VGroup:
        """Name the number of each unit square, above it or at its left."""
        titles, beside = VGroup(), self.row.layout.beside
        for k, frame in enumerate(self.row.frames[:-1]):
            name = f"o_{k + 1} - t_{k + 1}"
            baseline = self.row.spot(k, drop)[1] + 0.5 * beside
            left = frame.left + beside * (self.row.side + 0.25)
            titles.add(self._title(f"({name}){power}" if power else name, baseline, left))
        return titles

    def _cost_words(self, name: str) -> VGroup:
        """Typeset the symbol C above the cost's unit square, and its name below its number."""
        theme, row, right = self.theme, self.row, self.layout.frame.body.right - 0.03
        symbol = Formula(theme, "C", 1.1 * theme.sizes.number, theme.cost)
        level = self.names[-1 if self.layout.grid else 0].get_y()
        symbol.move_to([row.column(-1), level, 0])
        said = TextLine(theme, name, theme.sizes.label, theme.cost)
        end = min(row.cost_number.get_x() + said.width / 2, right)
        said.place(end - said.width / 2, row.cost_number.baseline - 0.55)
        return VGroup(symbol, said)

    @property
    def marks(self) -> list[VGroup]:
        """Ticks and tick labels of the outputs' unit squares."""
        return [frame.marks for frame in self.row.frames[:-1]]

    def pairs_with(self, mean: SquaresPicture) -> tuple[list[tuple], list]:
        """Pair the parts shown with those of the picture of the mean; also return the rest."""
        pairs = [*self.row.pairs_with(mean.row), *zip(self.names, mean.names, strict=True)]
        if self.layout.grid:
            pairs.append((self.titles[1], mean.titles[1]))
            return pairs, [*self.gap_numbers, self.titles[0], self.legend]
        pairs += zip(self.gap_numbers, mean.gap_numbers, strict=True)
        return [*pairs, (self.legend, mean.legend), *zip(self.titles, mean.titles, strict=True)], []

    def lift(self) -> None:
        """Raise everything shown while there are only axes and gaps, without animation."""
        row, layout = self.row, self.layout
        drawn = [piece for gap in row.gaps for piece in gap.pieces[1:]]
        self.lifted = [*[frame.foot for frame in row.frames[:-1]], *self.marks, *drawn]
        if not (layout.grid and row.layout.beside):
            self.lifted += [*self.gap_numbers, self.titles[0]]
        if not layout.grid:
            self.lifted.append(self.legend)
        for mobject in self.lifted:
            mobject.shift([0.0, LIFT, 0.0])
        self._places = [name.get_center() for name in self.names]
        for name, frame in zip(self.names, row.frames[:-1], strict=True):
            name.place(name.get_x(), frame.bottom + LIFT + NAMES_LIFT)

    def lower(self) -> list:
        """Return the animations that undo :meth:`lift` while the unit squares grow."""
        names = zip(self.names, self._places, strict=True)
        return [
            *[m.animate.shift([0.0, -LIFT, 0.0]) for m in self.lifted],
            *[frame.grow_outline(LIFT) for frame in self.row.frames[:-1]],
            *[name.animate.move_to(place) for name, place in names],
        ]
