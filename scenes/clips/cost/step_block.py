"""A training step in numbers: its epoch, outputs, targets and verdict; and a legend."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from manim import VGroup

from scenes.clips.cost.output_columns import OutputColumns
from scenes.clips.cost.squared_gap import DOT_RADIUS, output_mark, target_mark
from scenes.mobjects.text.text import TextLine
from scenes.style.theme import Theme

__all__ = ["GapLegend", "StepBlock"]

ROW_ROOM, HEADING_DROP, COLUMNS_DROP, INDENT = 1.12, 0.08, 0.78, 0.55
"""Row distance in em; distances of heading and columns below the top; indent of the columns."""
TIGHT = 1.0
"""Smallest row distance, in em."""
VERDICT_GAP, VERDICT_DROP, MARK_GAP = 0.22, 0.5, 0.14


class StepBlock(VGroup):
    """Heading and the columns o and t of a training step, with room for a verdict.

    Parameters
    ----------
    theme : Theme
    recording : network.Recording
    step : int
    decimals : int
        Of the outputs.
    heading : str
    left, top : float
        Upper left corner, in frame units.
    tight : bool
        Set the rows as close as they may stand.

    Attributes
    ----------
    heading : TextLine
    columns : OutputColumns
    names, symbols, marks : list
    """

    def __init__(
        self,
        theme: Theme,
        recording,
        step: int,
        decimals: int,
        heading: str,
        *,
        left: float,
        top: float,
        tight: bool = False,
    ):
        self.theme, self.recording, self.step = theme, recording, step
        em = 1.15 * theme.sizes.number
        self.heading = TextLine(theme, heading, em, theme.quiet)
        self.heading.place(left, top - HEADING_DROP, "left")
        pitch = (TIGHT if tight else ROW_ROOM) * em
        columns = OutputColumns(theme, recording, step, decimals, em, pitch, gaps=False)
        columns.move_to([0, top - COLUMNS_DROP - columns.height / 2, 0])
        columns.shift([left + INDENT - columns.get_left()[0], 0, 0])
        self.columns, self.names, self.symbols = columns, columns.names(), columns.symbols(em)
        self.names[int(np.argmax(recording.targets[step]))].set_fill(theme.target)
        # Beside each symbol stands the mark of its values in the pictures.
        self.marks = [mark(theme, (0, 0, 0)) for mark in (output_mark, target_mark)]
        self.symbols[1].set_color(theme.target)
        for mark, symbol in zip(self.marks, self.symbols, strict=True):
            x, y = symbol.get_x(), self.symbols[0].get_y()
            mark.move_to([x - (MARK_GAP + symbol.width) / 2, y, 0])
            symbol.shift([(mark.width + MARK_GAP) / 2, 0, 0])
        super().__init__(self.heading, columns, *self.names, *self.symbols, *self.marks)

    @property
    def frame(self) -> list:
        """Everything except the outputs."""
        columns = self.columns
        return [
            self.heading,
            *self.names,
            *self.symbols,
            *self.marks,
            *columns.frames,
            *columns.targets.column(),
        ]

    def verdict(self, words: Mapping[str, str], *, below: bool = False) -> TextLine:
        """Say beside the heading whether the network's answer was right.

        Parameters
        ----------
        words : mapping
            With the keys ``right`` and ``wrong``.
        below : bool
            Say it below the columns instead.
        """
        theme, step, columns = self.theme, self.step, self.columns
        winner = int(self.recording.predictions[step])
        right = self.recording.targets[step][winner] == 1
        said = TextLine(theme, words["right" if right else "wrong"], self.heading.em, theme.ink)
        if below:
            return said.place(columns.outputs.get_x(), columns.get_bottom()[1] - VERDICT_DROP)
        left = columns.get_right()[0] + VERDICT_GAP
        return said.place(left, self.heading.baseline, "left")


class GapLegend(VGroup):
    """Legend of the marks: the dot is the output, the ring the target.

    Parameters
    ----------
    theme : Theme
    output, target : str
        Their names.
    left, bottom : float
        Lower left corner, in frame units.
    """

    def __init__(self, theme: Theme, output: str, target: str, left: float, bottom: float):
        super().__init__()
        entries = (target, theme.target, target_mark), (output, theme.ink, output_mark)
        for row, (text, colour, draw) in enumerate(entries):
            mark = draw(theme, [left + 1.85 * DOT_RADIUS, bottom + DOT_RADIUS + 0.5 * row, 0])
            words = TextLine(theme, text, theme.sizes.label, colour)
            words.place(left + 3.7 * DOT_RADIUS + 0.11, mark.get_y() - DOT_RADIUS, "left")
            self.add(VGroup(mark, words))
        self.target_entry, self.output_entry = self.submobjects
