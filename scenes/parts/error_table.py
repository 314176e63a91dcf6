"""Outputs beside what they should have been, and the difference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import VGroup

from scenes.frame import Region
from scenes.parts.readout import DIGIT_HEIGHT, Readout
from scenes.parts.text import Formula, Words
from scenes.source import NumberFormat, Source
from scenes.theme import Theme

__all__ = ["ErrorTable"]

THOUSANDTHS, SIGNED = NumberFormat(3), NumberFormat(3, signed=True)
COLUMNS = {
    "name": 0.06,
    "output": 0.25,
    "minus": 0.42,
    "target": 0.53,
    "equals": 0.65,
    "error": 0.84,
}
"""Shares of the width at which columns have their middle."""
LEAST = 4.5
"""In less width than this, columns have the same distance instead, and type is smaller."""
WIDTHS = (0.47, 2.11, 0.6, 0.47, 0.6, 2.8)
"""Widths of the columns in em."""
APART, SMALLER = 0.38, 1.06
"""Then: distance of the columns in em, and the type in units of the usual one."""


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
    """

    def __init__(
        self, theme: Theme, region: Region, recording: Any, step: int, headings: Sequence[str]
    ):
        close, last = region.width < LEAST, len(recording.layer_sizes) - 1
        em = theme.sizes.number * (SMALLER if close else 1.15)
        rows = region.split(0.8, *[1] * recording.layer_sizes[-1])
        xs = {name: region.left + share * region.width for name, share in COLUMNS.items()}
        if close:
            x = region.right - em * (sum(WIDTHS) + APART * (len(WIDTHS) - 1))
            for name, width in zip(COLUMNS, WIDTHS, strict=True):
                xs[name] = x + em * width / 2
                x += em * (width + APART)
        colours = (theme.quiet, theme.target, theme.quiet)
        self.headings = VGroup(
            *[
                Words(theme, word, theme.sizes.label, colour).place(xs[column], rows[0].y)
                for word, column, colour in zip(
                    headings, ("output", "target", "error"), colours, strict=True
                )
            ]
        )
        self.names, self.outputs, self.targets, self.errors = [], [], [], []
        self.signs = VGroup()
        for k, row in enumerate(rows[1:]):
            baseline = row.y - em * DIGIT_HEIGHT / 2
            error = Source(recording, "deltas", step, last - 1, (k,))
            for found, source, look, colour, column, align in (
                (self.names, Source(recording, "classes", step, None, (k,)), NumberFormat(0),
                 theme.quiet, "name", "centre"),
                (self.outputs, Source(recording, "activations", step, last, (k,)), THOUSANDTHS,
                 theme.ink, "output", "centre"),
                (self.targets, Source(recording, "targets", step, None, (k,)), NumberFormat(0),
                 theme.target, "target", "centre"),
                (self.errors, error, SIGNED, theme.signed(error.value), "error", "point"),
            ):  # fmt: skip
                x = xs[column] - (0.2 * em if align == "point" else 0.0)
                found.append(Readout(theme, source, look, em, colour).place(x, baseline, align))
            for markup, column in (("minus", "minus"), ("=", "equals")):
                sign = Formula(theme, markup, em, theme.quiet)
                self.signs.add(sign.move_to([xs[column], row.y, 0]))
        super().__init__(
            self.headings, self.signs, *self.names, *self.outputs, *self.targets, *self.errors
        )
