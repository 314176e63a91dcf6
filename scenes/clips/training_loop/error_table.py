"""Outputs minus targets, in rows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from manim import VGroup

from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import Relation, choices_of_last, relate, solve
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["ErrorTable"]

DECIMALS, COST = (3, 7), (3, 5)
"""Ranges of the decimals tried: for outputs and errors, and for the mean squared error."""
COLUMNS = {
    "name": 0.06,
    "output": 0.25,
    "minus": 0.42,
    "target": 0.53,
    "equals": 0.65,
    "error": 0.84,
}
"""Centres of the columns, as shares of the width."""
LEAST = 4.5
"""In less width, in frame units, gaps between columns are equal and type is smaller."""
WIDTHS = (0.47, 2.11, 0.6, 0.47, 0.6, 2.8)
"""Widths of the columns then, in em."""
DIGIT, APART, SMALLER = 0.5, 0.38, 1.06
"""Then: width of a digit and gap between columns, in em; size of type relative to the usual."""


class ErrorTable(VGroup):
    """Rows 'output − target = error', one for each output neuron.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    step : int
    headings : sequence of str
        Words for output, target and error.

    Attributes
    ----------
    names, outputs, targets, errors : list of Readout
    signs : VGroup
    cost_format : NumberFormat
        With these decimals, the printed errors give the printed mean squared error.
    cost_relation : Relation
    """

    def __init__(
        self, theme: Theme, region: Region, recording: Any, step: int, headings: Sequence[str]
    ):
        decimals = self._choose_decimals(recording, step)
        plain, signed = NumberFormat(decimals), NumberFormat(decimals, signed=True)
        close = region.width < LEAST
        em = theme.sizes.number * (SMALLER if close else 1.15)
        rows = region.split(0.8, *[1] * recording.layer_sizes[-1])
        xs = {name: region.left + share * region.width for name, share in COLUMNS.items()}
        if close:
            more = DIGIT * (decimals - DECIMALS[0])
            widths = [
                width + (more if name in ("output", "error") else 0.0)
                for name, width in zip(COLUMNS, WIDTHS, strict=True)
            ]
            whole = sum(widths) + APART * (len(widths) - 1)
            em = min(em, region.width / whole)
            x = region.right - em * whole
            for name, width in zip(COLUMNS, widths, strict=True):
                xs[name] = x + em * width / 2
                x += em * (width + APART)
        colours = (theme.quiet, theme.target, theme.quiet)
        self.headings = VGroup(
            *[
                TextLine(theme, word, theme.sizes.label, colour).place(xs[column], rows[0].y)
                for word, column, colour in zip(
                    headings, ("output", "target", "error"), colours, strict=True
                )
            ]
        )
        self.names, self.outputs, self.targets, self.errors = [], [], [], []
        self.signs = VGroup()
        for k, row in enumerate(rows[1:]):
            baseline = row.y - em * DIGIT_HEIGHT / 2
            output, target, error = self._sources(recording, step, k)
            for found, source, style, colour, column, align in (
                (self.names, Source(recording, "classes", step, None, (k,)), NumberFormat(0),
                 theme.quiet, "name", "centre"),
                (self.outputs, output, plain,
                 theme.ink, "output", "centre"),
                (self.targets, target, NumberFormat(0),
                 theme.target, "target", "centre"),
                (self.errors, error, signed, theme.signed(error.value), "error", "point"),
            ):  # fmt: skip
                x = xs[column] - (0.2 * em if align == "point" else 0.0)
                found.append(Readout(theme, source, style, em, colour).place(x, baseline, align))
            minus = Formula(theme, "minus", em, theme.quiet)
            equals = equals_sign(theme, em, [self._difference(recording, step, k, decimals)])
            self.signs.add(minus.move_to([xs["minus"], row.y, 0]))
            self.signs.add(equals.move_to([xs["equals"], row.y, 0]))
        super().__init__(
            self.headings, self.signs, *self.names, *self.outputs, *self.targets, *self.errors
        )

    @staticmethod
    def _sources(recording: Any, step: int, k: int) -> tuple[Source, Source, Source]:
        """Return output, target and error of output neuron ``k``."""
        last = len(recording.layer_sizes) - 1
        return (
            Source(recording, "activations", step, last, (k,)),
            Source(recording, "targets", step, None, (k,)),
            Source(recording, "output_errors", step, None, (k,)),
        )

    def _difference(self, recording: Any, step: int, k: int, decimals: int) -> Relation:
        output, target, error = self._sources(recording, step, k)
        return relate(
            "o − t = error",
            lambda o, t: o - t,
            [(output, decimals), (target, 0)],
            (error, decimals),
        )

    def _choose_decimals(self, recording: Any, step: int) -> int:
        """Set the decimals of the cost, and return those of all other numbers.

        With them, all printed equations hold.
        """
        count, cost = range(recording.layer_sizes[-1]), Source(recording, "cost", step)

        def mean(d: int, of_cost: int) -> Relation:
            errors = [(self._sources(recording, step, k)[2], d) for k in count]
            return relate(
                "mean of squared errors",
                lambda *found: sum((error * error for error in found), Decimal(0)) / len(found),
                errors,
                (cost, of_cost),
            )

        def relations(d: int, of_cost: int) -> list[Relation]:
            differences = [self._difference(recording, step, k, d) for k in count]
            return [*differences, mean(d, of_cost)]

        check_in_fork = choices_of_last(range(*DECIMALS), range(*COST))
        decimals, of_cost = solve("errors and their mean square", relations, check_in_fork)
        self.cost_format, self.cost_relation = NumberFormat(of_cost), mean(decimals, of_cost)
        return decimals
