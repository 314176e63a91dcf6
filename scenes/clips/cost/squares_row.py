"""The squared gaps of a training step and their mean, each drawn by area."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Animation, Line, UpdateFromAlphaFunc, VGroup, linear

from scenes.animation.pace import Pace
from scenes.clips.cost.cost_decimals import CostDecimals, mean_of_squares
from scenes.clips.cost.layout import RowLayout
from scenes.clips.cost.squared_gap import AreaSquare, SquaredGap, UnitSquare
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.equation_line import in_a_line, width_in_a_line
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["EpochCounter", "SquaresRow"]

WHOLE = NumberFormat(0)
NAMES_LIFT = 0.16
"""Distance of the class names above the unit squares, in frame units."""


class SquaresRow(VGroup):
    """A unit square for each output of a training step and one for the cost, with their numbers.

    Parameters
    ----------
    theme : Theme
    recording : network.Recording
    step : int
    layout : RowLayout
    decimals : CostDecimals
    em : float
        Size of the numbers.
    ticks : bool
        Print 0 and 1 below each output's unit square.
    hang : bool
        Hang the dots below the unit squares, where they hide nothing.

    Attributes
    ----------
    frames : list of UnitSquare
        The last is the cost's.
    gaps : list of SquaredGap
    numbers : list of Readout
        The squares as numbers.
    cost : AreaSquare
    cost_number : Readout
    """

    def __init__(
        self,
        theme: Theme,
        recording,
        step: int,
        layout: RowLayout,
        decimals: CostDecimals,
        em: float,
        *,
        ticks: bool = False,
        hang: bool = False,
    ):
        self.theme, self.recording, self.step = theme, recording, step
        self.layout, self.decimals, self.em = layout, decimals, em
        self.side = side = layout.side
        centres = [(x, top - side / 2) for x, top in layout.places]
        self.frames = [UnitSquare(theme, centre, side, ticks=ticks) for centre in centres[:-1]]
        self.gaps = [
            SquaredGap(theme, frame, recording, step, k, hang=hang)
            for k, frame in enumerate(self.frames)
        ]
        self.frames.append(UnitSquare(theme, centres[-1], side))
        self.bottom = layout.places[0][1] - side
        self.baseline = self.bottom - layout.drop
        cost = Source(recording, "cost", step)
        self.cost = AreaSquare(theme, self.frames[-1], cost, 0.0, 1)
        self.numbers = [
            self._number(k, gap.square.source, decimals.squares) for k, gap in enumerate(self.gaps)
        ]
        self.cost_number = self._number(-1, cost, decimals.cost)
        super().__init__(*self.frames, *self.gaps, *self.numbers, self.cost, self.cost_number)

    def _number(self, k: int, source: Source, decimals: int) -> Readout:
        number = Readout(self.theme, source, NumberFormat(decimals), self.em, self.theme.cost)
        return number.place(*self.spot(k, self.layout.drop))

    def column(self, k: int) -> float:
        """Return the middle of unit square ``k``; −1 is the cost's."""
        return self.frames[k].left + self.side / 2

    def spot(self, k: int, drop: float) -> tuple[float, float]:
        """Return middle and baseline of a number, ``drop`` below the foot of unit square ``k``."""
        return self.column(k) + self.layout.aside, self.frames[k].bottom - drop

    def names(self) -> list[Readout]:
        """Typeset the class names above the outputs' unit squares, the label's in its colour."""
        theme, label = self.theme, int(np.argmax(self.recording.targets[self.step]))
        return [
            Readout(
                theme,
                Source(self.recording, "classes", self.step, None, (k,)),
                WHOLE,
                theme.sizes.number,
                theme.target if k == label else theme.quiet,
            ).place(self.column(k), self.frames[k].bottom + self.side + NAMES_LIFT)
            for k in range(len(self.gaps))
        ]

    def gap_numbers(self) -> list[Readout]:
        """Typeset output − target as numbers at the unit squares."""
        form, numbers = NumberFormat(self.decimals.gaps, signed=True), []
        for k in range(len(self.gaps)):
            error = Source(self.recording, "output_errors", self.step, None, (k,))
            number = Readout(self.theme, error, form, self.em, self.theme.signed(error.value))
            numbers.append(number.place(*self.spot(k, self.layout.gap_drop)))
        return numbers

    def _equals(self) -> Formula:
        """Typeset the sign between the fraction and the cost."""
        squares, cost = self.decimals.squares, self.decimals.cost
        relation = mean_of_squares(self.recording, self.step, squares, cost)
        return equals_sign(self.theme, self.em, [relation])

    def _plus(self) -> Formula:
        return Formula(self.theme, "+", self.em, self.theme.quiet)

    def _count_below(self, bar: Line) -> Readout:
        """Typeset the number of outputs below the bar of the fraction."""
        sizes = self.recording.layer_sizes
        size = Source(self.recording, "layer_sizes", 0, None, (len(sizes) - 1,))
        count = Readout(self.theme, size, WHOLE, self.em, self.theme.ink)
        return count.place(bar.get_x(), bar.get_y() - (0.45 + DIGIT_HEIGHT) * self.em)

    def fraction(self) -> VGroup:
        """Make the printed squares the numerator: plus signs, a bar, their count, an equals sign.

        The cost's number moves down, level with the bar.
        """
        theme, em = self.theme, self.em
        last = self.frames[len(self.gaps) - 1]
        y, middle = self.baseline - 0.45 * em, self.baseline + em * DIGIT_HEIGHT / 2
        overhang = np.array([0.45 * em, 0.0, 0.0])
        bar = Line(
            self.numbers[0].get_left() - overhang,
            self.numbers[-1].get_right() + overhang,
            color=theme.quiet,
            stroke_width=theme.sizes.line,
        ).set_y(y)
        signs = [
            self._plus().move_to([(self.column(k) + self.column(k + 1)) / 2, middle, 0])
            for k in range(len(self.gaps) - 1)
        ]
        equals = self._equals().move_to([(last.c2p(1, 0)[0] + self.frames[-1].left) / 2, y, 0])
        self.cost_number.place(self.column(-1), y - em * DIGIT_HEIGHT / 2)
        return VGroup(*signs, bar, self._count_below(bar), equals)

    def fraction_in(self, region: Region) -> VGroup:
        """Typeset the fraction, with the squares as numbers, on a line of its own.

        The cost's number moves to the end of the line.
        """
        theme, em = self.theme, self.em
        terms: list = []
        for number in self.numbers:
            terms += [self._plus()] if terms else []
            terms.append(Readout(theme, number.source, number.number_format, em, theme.cost))
        equals, end = self._equals(), self.cost_number.advance_width
        room = region.width - 0.1 - width_in_a_line(terms, 0.0) - 0.9 * em - equals.width - end
        gap = min(0.35 * em, room / (len(terms) + 1))
        length = width_in_a_line(terms, gap) + 0.9 * em
        total = length + 2 * gap + equals.width + end
        left, y = region.x - total / 2, region.y
        line = Region(left + 0.45 * em, region.right, region.bottom, region.top)
        in_a_line(terms, line, y + 0.45 * em, gap, align="left")
        bar = Line([left, y, 0], [left + length, y, 0])
        bar.set_stroke(theme.quiet, theme.sizes.line)
        equals.move_to([left + length + gap + equals.width / 2, y, 0])
        self.cost_number.place(left + total - end / 2, y - em * DIGIT_HEIGHT / 2)
        return VGroup(*terms, bar, self._count_below(bar), equals)

    def level(self) -> tuple[list[AreaSquare], list[Animation]]:
        """Return copies of the squares, and the animations that level them out.

        The sum of their areas is constant, so that each ends with the mean.
        """
        copies = [gap.square.copy() for gap in self.gaps]
        mean = self.cost.source.value
        return copies, [copy.change([copy.source.value, mean]) for copy in copies]

    def merge(self, copies: Sequence[AreaSquare]) -> list[Animation]:
        """Stack the levelled squares in the cost's unit square."""
        together = self.cost.get_fill_opacity()
        each = 1 - (1 - together) ** (1 / len(copies))
        return [copy.animate.move_to(self.cost).set_fill(opacity=each) for copy in copies]

    def pairs_with(self, other: SquaresRow, *, numbers: bool = True) -> list[tuple]:
        """Pair the outlines, gaps and, if wanted, the printed squares with those of another row."""
        lines = ([frame.lines for frame in row.frames[:-1]] for row in (self, other))
        pairs = [*zip(*lines, strict=True), *zip(self.gaps, other.gaps, strict=True)]
        return pairs + numbers * [*zip(self.numbers, other.numbers, strict=True)]

    @property
    def pieces(self) -> list:
        """Everything that is drawn apart from the numbers, piece by piece."""
        squares = [piece for gap in self.gaps for piece in gap.pieces]
        return [*[frame.lines for frame in self.frames], *squares, self.cost]

    @property
    def printed(self) -> list[Readout]:
        """The squares and the cost as numbers."""
        return [*self.numbers, self.cost_number]

    def follow(self, steps: Sequence[int], pace: Pace | None = None) -> list[Animation]:
        """Run through the recorded values of the given steps, the row's own being the last."""
        costs = [float(self.recording.cost[s]) for s in steps]
        moves = [self.cost.change(costs), *[m for gap in self.gaps for m in gap.follow(steps)]]
        for move in moves:
            move.rate_func = pace.way if pace else linear
        return moves


class EpochCounter(VGroup):
    """The epochs of several training steps, shown one at a time.

    Parameters
    ----------
    theme : Theme
    recording : network.Recording
    steps : sequence of int
    em : float
    left, baseline : float
        Where the number begins.
    """

    def __init__(
        self, theme: Theme, recording, steps: Sequence[int], em: float, left: float, baseline: float
    ):
        super().__init__(
            *[
                Readout(theme, Source(recording, "epoch", s), WHOLE, em, theme.ink).place(
                    left, baseline, "left"
                )
                for s in steps
            ]
        )
        self.show(0)

    def show(self, k: int) -> EpochCounter:
        """Show the epoch of the step ``steps[k]`` and no other."""
        for place, number in enumerate(self.submobjects):
            number.set_opacity(1.0 if place == k else 0.0)
        return self

    def run(self, pace: Pace | None = None) -> Animation:
        """Count through all of them, evenly or at the given pace."""
        last = len(self.submobjects) - 1

        def count(counter: EpochCounter, share: float) -> None:
            place = round((pace.way(share) if pace else share) * last)
            counter.show(place)
            counter[place].set_opacity(pace.clear(share) if pace else 1.0)

        return UpdateFromAlphaFunc(self, count, rate_func=linear)
