"""A sample of a table as a column: names of features, raw values, and scaled ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Line, RoundedRectangle, VGroup, VMobject

from scenes.clips.data.fitting import cut_short, decimals_of, mid_line
from scenes.mobjects.matrix.matrix import BRACKET_PAD, square_brackets
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["FeatureList"]

BETWEEN = 0.55
"""Between two columns of numbers, in frame units."""
DECIMALS = 3
TALLEST = 0.75
"""Largest distance of two rows that are not level with neurons."""
HEADING = 0.75
"""Room for the headings."""

STROKE = 0.02
"""Room for the width of the lines at the right end, in frame units."""


class FeatureList(VGroup):
    """For each input drawn its name, its raw value and, if there is one, its scaled value.

    Parameters
    ----------
    theme : Theme
    region : Region
    network : NetworkDiagram
    at : (int, int)
        The sample, and the training step that reads it.
    style : NumberFormat
        How the network's inputs are printed.
    headings : sequence of str
        Above the raw values and the scaled ones; none if the values are not scaled.
    level : bool
        Whether the rows are level with the neurons that take the values.

    Attributes
    ----------
    names : list of TextLine
    raw, values : list of Readout
        The same list if the values are not scaled.
    headings : list of TextLine
    most_telling : int
        The row whose scaling changes its value most.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        network: NetworkDiagram,
        at: tuple[int, int],
        style: NumberFormat,
        headings: Sequence[str],
        *,
        level: bool,
    ):
        self.theme, recording = theme, network.recording
        (sample, step), samples, shown = at, recording.samples, network.indices[0]
        em, scaled = theme.sizes.number, bool(headings)
        if level:
            self._ys = [float(neuron.disc.get_y()) for neuron in network.layers[0]]
            self._pitch = network.pitch if len(shown) > 1 else 1.0
        else:
            self._pitch = min((region.height - HEADING) / len(shown), TALLEST)
            middle = region.y - HEADING / 2
            count = len(shown)
            self._ys = [middle + ((count - 1) / 2 - k) * self._pitch for k in range(count)]
        self.values = [
            Readout(theme, Source(recording, "activations", step, 0, (k,)), style, em)
            for k in shown
        ]
        self.raw = self.values
        if scaled:
            raw = NumberFormat(decimals_of(samples.raw[:, list(shown)][:500], DECIMALS))
            self.raw = [
                Readout(theme, Source(recording, "raw_inputs", index=(sample, k)), raw, em)
                for k in shown
            ]
            change = samples.raw[sample] - samples.input_rows([sample])[0]
            self.most_telling = int(np.argmax(np.abs(change[list(shown)])))
        columns = [self.raw, self.values] if scaled else [self.values]
        lines = [TextLine(theme, word, theme.sizes.label, theme.quiet) for word in headings]
        edge_of_brackets = region.right - STROKE
        right, top = (
            edge_of_brackets - BRACKET_PAD,
            self._ys[0] + min(0.5 * self._pitch + 0.3, 0.75),
        )
        widths = []
        for k, column in enumerate(columns):
            width = max(number.advance_width for number in column)
            widths.append(max(width, lines[k].width) if lines else width)
        for k in reversed(range(len(columns))):
            numbers = max(number.advance_width for number in columns[k])
            edge = right - (widths[k] - numbers) / 2
            for number, y in zip(columns[k], self._ys, strict=True):
                number.place(edge, mid_line(y, em), "right")
            if lines:
                lines[k].place(edge - numbers / 2, top)
            right -= widths[k] + BETWEEN
        self.headings = lines
        self.names = [
            cut_short(
                theme, samples.input_names[k], theme.sizes.label, theme.ink, right - region.left
            ).place(right, mid_line(y, theme.sizes.label), "right")
            for k, y in zip(shown, self._ys, strict=True)
        ]
        self._left = min(name.get_left()[0] for name in self.names)
        self._right = region.right
        y = top - 0.16
        self.rule = Line([self._left, y, 0], [region.right, y, 0])
        self.rule.set_stroke(theme.hairline, theme.sizes.line)
        self._brackets = [self._drawn_around(column) for column in columns]
        super().__init__(*self.names, *lines, *[number for column in columns for number in column])

    def _drawn_around(self, column: Sequence[Readout]) -> VMobject:
        """Return brackets around a column of numbers."""
        width = max(number.advance_width for number in column)
        height = self._ys[0] - self._ys[-1] + min(0.8 * self._pitch, 0.62)
        right = column[0].get_right()[0]
        brackets = square_brackets(self.theme, width / 2 + BRACKET_PAD, height / 2)
        return brackets.move_to([right - width / 2, (self._ys[0] + self._ys[-1]) / 2, 0.0])

    def brackets_of(self, column: list[Readout]) -> VMobject:
        """Return the brackets of the raw or the scaled values."""
        return self._brackets[0 if column is self.raw else -1]

    def bar(self, k: int) -> RoundedRectangle:
        """Return a bar behind row ``k``."""
        bar = RoundedRectangle(
            width=self._right - self._left + 0.1, height=min(0.8 * self._pitch, 0.6),
            corner_radius=0.08, stroke_width=0,
            fill_color=self.theme.focus, fill_opacity=self.theme.row_tint,
        )  # fmt: skip
        return bar.move_to([(self._left + self._right) / 2, self._ys[k], 0.0])
