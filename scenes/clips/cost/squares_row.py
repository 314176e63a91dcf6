"""A training step's squared gaps, side by side or two by two, and the square of their mean."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Animation, Line, UpdateFromAlphaFunc, VGroup, linear

from scenes.animation.pace import Pace
from scenes.clips.cost.cost_decimals import CostDecimals, mean_of_squares
from scenes.clips.cost.squared_gap import AreaSquare, SquaredGap, UnitSquare
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.equation_line import in_a_line, width_in_a_line
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.relation import Relation
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["EpochCounter", "SquaresRow"]

WHOLE = NumberFormat(0)
BETWEEN, BEFORE_MEAN = 0.17, 0.33
"""Space between unit squares, and before that of the mean, as shares of their side."""


class SquaresRow(VGroup):
    """A unit square for each output and one for the cost, with the numbers below.

    Parameters
    ----------
    theme : Theme
    recording : network.Recording
    step : int
    right, top : float
        Upper right corner of the last unit square.
    side : float
        Length of 1, in frame units.
    decimals : CostDecimals
        Of squares and cost; those of gaps are for whoever prints gaps.
    em : float
        Size of the numbers.
    drop : float
        From the foot of the unit squares down to the baseline of the squares' numbers.
    ticks : bool
        Print 0 and 1 below each output's unit square.
    hang : bool
        Hang the dots below the unit squares, where they hide nothing.
    mean : bool
        Leave room for the cost's unit square; without, the last output's is at ``right``.
    places : sequence of (float, float), optional
        Middle and top of each unit square, that of the cost last, where they do not stand in a
        row that ends at ``right``.
    aside : float
        How far to the right of their unit squares' middles the numbers stand.

    Attributes
    ----------
    frames : list of UnitSquare
        The last is that of the cost.
    gaps : list of SquaredGap
    numbers : list of Readout
        The squares in digits.
    cost : AreaSquare
    cost_number : Readout
    """

    def __init__(
        self,
        theme: Theme,
        recording,
        step: int,
        *,
        right: float = 0.0,
        top: float = 0.0,
        side: float,
        decimals: CostDecimals,
        em: float,
        drop: float,
        ticks: bool = False,
        hang: bool = False,
        mean: bool = True,
        places: Sequence[tuple[float, float]] = (),
        aside: float = 0.0,
    ):
        self.theme, self.recording, self.step, self.em = theme, recording, step, em
        count = recording.layer_sizes[-1]
        self.side, self.aside = side, aside
        pitch = side * (1 + BETWEEN)
        self.left = right - side * (count + (count - 1) * BETWEEN)
        if mean:
            self.left -= side * (1 + BEFORE_MEAN)
        if not places:
            places = [(self.left + side / 2 + k * pitch, top) for k in range(count)]
            places = [*places, (right - side / 2, top)]
        centres = [(x, top - side / 2) for x, top in places]
        self.frames = [UnitSquare(theme, place, side, ticks=ticks) for place in centres[:-1]]
        self.frames.append(UnitSquare(theme, centres[-1], side))
        self.bottom = places[0][1] - side
        self.gaps = [
            SquaredGap(theme, frame, recording, step, k, hang=hang)
            for k, frame in enumerate(self.frames[:count])
        ]
        cost = Source(recording, "cost", step)
        self.cost = AreaSquare(theme, self.frames[-1], cost, 0.0, 1)
        self.baseline = self.bottom - drop
        form = NumberFormat(decimals.squares)
        self.decimals = decimals
        self.numbers = [
            Readout(theme, gap.square.source, form, em, theme.cost).place(*self.spot(k, drop))
            for k, gap in enumerate(self.gaps)
        ]
        form = NumberFormat(decimals.cost)
        self.cost_number = Readout(theme, cost, form, em, theme.cost)
        self.cost_number.place(*self.spot(-1, drop))
        super().__init__(*self.frames, *self.gaps, *self.numbers, self.cost, self.cost_number)

    def column(self, k: int) -> float:
        """Middle of unit square ``k``; −1 is that of the cost."""
        return self.frames[k].left + self.side / 2

    def spot(self, k: int, drop: float) -> tuple[float, float]:
        """Middle and baseline of a number of unit square ``k``, so far below its foot."""
        return self.column(k) + self.aside, self.frames[k].bottom - drop

    def names(self, em: float, lift: float) -> list[Readout]:
        """The digits that the outputs stand for, above the unit squares."""
        return [
            Readout(
                self.theme,
                Source(self.recording, "classes", self.step, None, (k,)),
                WHOLE,
                em,
                self.theme.quiet,
            ).place(self.column(k), self.frames[k].bottom + self.side + lift)
            for k in range(len(self.gaps))
        ]

    def gap_numbers(self, em: float, drop: float) -> list[Readout]:
        """Output − target in digits, below the unit squares."""
        sources = [
            Source(self.recording, "output_errors", self.step, None, (k,))
            for k in range(len(self.gaps))
        ]
        form = NumberFormat(self.decimals.gaps, signed=True)
        return [
            Readout(self.theme, s, form, em, self.theme.signed(s.value)).place(*self.spot(k, drop))
            for k, s in enumerate(sources)
        ]

    def _mean(self) -> Relation:
        """The equation that the fraction says in digits."""
        squares, cost = self.decimals.squares, self.decimals.cost
        return mean_of_squares(self.recording, self.step, squares, cost)

    def fraction(self) -> VGroup:
        """Make a fraction of the printed squares: plus signs, a bar, their count, an equals sign.

        The cost's number moves down, level with the bar.
        """
        theme, em = self.theme, self.em
        last = self.frames[len(self.gaps) - 1]
        y = self.baseline - 0.45 * em
        overhang = np.array([0.45 * em, 0.0, 0.0])
        bar = Line(
            self.numbers[0].get_left() - overhang,
            self.numbers[-1].get_right() + overhang,
            color=theme.quiet,
            stroke_width=theme.sizes.line,
        ).set_y(y)
        signs = [
            Formula(theme, "+", em, theme.quiet).move_to(
                [
                    (self.column(k) + self.column(k + 1)) / 2,
                    self.baseline + em * DIGIT_HEIGHT / 2,
                    0,
                ]
            )
            for k in range(len(self.gaps) - 1)
        ]
        size = Source(
            self.recording, "layer_sizes", 0, None, (len(self.recording.layer_sizes) - 1,)
        )
        count = Readout(theme, size, WHOLE, em, theme.ink)
        count.place(bar.get_x(), y - 0.45 * em - em * DIGIT_HEIGHT)
        equals = equals_sign(theme, em, [self._mean()])
        equals.move_to([(last.c2p(1, 0)[0] + self.frames[-1].left) / 2, y, 0])
        self.cost_number.place(self.column(-1), y - em * DIGIT_HEIGHT / 2)
        return VGroup(*signs, bar, count, equals)

    def fraction_in(self, region: Region) -> VGroup:
        """Write the fraction anew, in a line of its own, with its sum in digits.

        The cost's number moves to its end.
        """
        theme, em = self.theme, self.em
        terms: list = []
        for number in self.numbers:
            if terms:
                terms.append(Formula(theme, "+", em, theme.quiet))
            terms.append(Readout(theme, number.source, number.number_format, em, theme.cost))
        size = Source(
            self.recording, "layer_sizes", 0, None, (len(self.recording.layer_sizes) - 1,)
        )
        count = Readout(theme, size, WHOLE, em, theme.ink)
        equals = equals_sign(theme, em, [self._mean()])
        end = self.cost_number.advance_width
        room = region.width - 0.1 - width_in_a_line(terms, 0.0) - 0.9 * em - equals.width - end
        gap = min(0.35 * em, room / (len(terms) + 1))
        long = width_in_a_line(terms, gap) + 0.9 * em
        total = long + 2 * gap + equals.width + end
        left, y = region.x - total / 2, region.y
        line = Region(left + 0.45 * em, region.right, region.bottom, region.top)
        in_a_line(terms, line, y + 0.45 * em, gap, align="left")
        bar = Line([left, y, 0], [left + long, y, 0])
        bar.set_stroke(theme.quiet, theme.sizes.line)
        count.place(bar.get_x(), y - 0.45 * em - em * DIGIT_HEIGHT)
        equals.move_to([left + long + gap + equals.width / 2, y, 0])
        self.cost_number.place(left + total - end / 2, y - em * DIGIT_HEIGHT / 2)
        return VGroup(*terms, bar, count, equals)

    def level(self) -> tuple[list[AreaSquare], list[Animation]]:
        """Copies of the squares, and the animations that level them out.

        At each moment their areas have the same sum, so that in the end each has the mean.
        """
        copies = [gap.square.copy() for gap in self.gaps]
        mean = self.cost.source.value
        return copies, [copy.change([copy.source.value, mean]) for copy in copies]

    def merge(self, copies: Sequence[AreaSquare]) -> list[Animation]:
        """Let levelled squares glide into the cost's unit square, where they lie on each other."""
        together = self.cost.get_fill_opacity()
        each = 1 - (1 - together) ** (1 / len(copies))
        return [copy.animate.move_to(self.cost).set_fill(opacity=each) for copy in copies]

    @property
    def pieces(self) -> list:
        """All that is drawn, apart from the numbers, each on its own."""
        squares = [piece for gap in self.gaps for piece in gap.pieces]
        return [*[frame.lines for frame in self.frames], *squares, self.cost]

    def follow(self, steps: Sequence[int], pace: Pace | None = None) -> list[Animation]:
        """Go through what was recorded at the given steps, of which the row's is the last."""
        costs = [float(self.recording.cost[s]) for s in steps]
        moves = [self.cost.change(costs), *[m for gap in self.gaps for m in gap.follow(steps)]]
        for move in moves:
            move.rate_func = pace.way if pace else linear
        return moves


class EpochCounter(VGroup):
    """The epoch of each of several training steps, of which one is shown at a time.

    Parameters
    ----------
    theme : Theme
    recording : network.Recording
    steps : sequence of int
    em : float
    left, baseline : float
        Where the number stands.
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
        """Show the number of the step at place ``k`` of those given, and no other."""
        for place, number in enumerate(self.submobjects):
            number.set_opacity(1.0 if place == k else 0.0)
        return self

    def run(self, pace: Pace | None = None) -> Animation:
        """Count through all of them: evenly in time, or as the pace says."""
        last = len(self.submobjects) - 1

        def count(counter: EpochCounter, share: float) -> None:
            place = round((pace.way(share) if pace else share) * last)
            counter.show(place)
            counter[place].set_opacity(pace.clear(share) if pace else 1.0)

        return UpdateFromAlphaFunc(self, count, rate_func=linear)
