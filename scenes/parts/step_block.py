"""A training step at the left edge: when it was, outputs and targets, the answer; and a legend."""

from __future__ import annotations

from collections.abc import Mapping

from manim import Dot, VGroup

from scenes.parts.output_columns import OutputColumns
from scenes.parts.readout import Readout
from scenes.parts.squared_gap import DOT_RADIUS
from scenes.parts.text import Words
from scenes.source import NumberFormat, Source
from scenes.theme import Theme

__all__ = ["GapLegend", "StepBlock"]

COLUMN_PITCH, HEADING_DROP, COLUMNS_DROP, INDENT = 0.42, 0.22, 0.78, 0.55


class StepBlock(VGroup):
    """Heading, the columns o and t with the names of their rows, and room for the answer.

    Parameters
    ----------
    theme : Theme
    recording : network.Recording
    step : int
    decimals : int
        Of the outputs.
    heading : str
    left, top : float
        Its upper left corner, in frame units.
    answer_baseline : float
        Where the line with the answer stands.

    Attributes
    ----------
    heading : Words
    columns : OutputColumns
    names, symbols : list
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
        answer_baseline: float,
    ):
        self.theme, self.recording, self.step, self.left = theme, recording, step, left
        self.answer_baseline = answer_baseline
        em = theme.sizes.number
        self.heading = Words(theme, heading, em, theme.ink).place(left, top - HEADING_DROP, "left")
        columns = OutputColumns(theme, recording, step, decimals, em, COLUMN_PITCH, gaps=False)
        columns.move_to([0, top - COLUMNS_DROP - columns.height / 2, 0])
        columns.shift([left + INDENT - columns.get_left()[0], 0, 0])
        self.columns, self.names, self.symbols = columns, columns.names(), columns.symbols(em)
        super().__init__(self.heading, columns, *self.names, *self.symbols)

    @property
    def frame(self) -> list:
        """All but the outputs."""
        columns = self.columns
        return [
            self.heading,
            *self.names,
            *self.symbols,
            *columns.frames,
            *columns.targets.column(),
        ]

    def answer(self, words: Mapping[str, str]) -> VGroup:
        """Say what the network's answer was, and if it was right.

        Parameters
        ----------
        words : mapping
            For ``answer``, ``right`` and ``wrong``.
        """
        theme, step = self.theme, self.step
        right = self.recording.targets[step][self.recording.predictions[step]] == 1
        says = Words(theme, words["answer"], theme.sizes.label, theme.focus)
        says.place(self.left, self.answer_baseline, "left")
        source = Source(self.recording, "predicted_class", step)
        number = Readout(theme, source, NumberFormat(0), theme.sizes.number, theme.focus)
        number.place(says.get_right()[0] + 0.14, self.answer_baseline, "left")
        verdict = Words(
            theme,
            words["right" if right else "wrong"],
            theme.sizes.label,
            theme.target if right else theme.ink,
        )
        verdict.place(number.get_right()[0] + 0.25, self.answer_baseline, "left")
        return VGroup(says, number, verdict)


class GapLegend(VGroup):
    """What the two dots of a gap are: output above, target below.

    Parameters
    ----------
    theme : Theme
    output, target : str
        Words.
    left, bottom : float
        Its lower left corner, in frame units.
    """

    def __init__(self, theme: Theme, output: str, target: str, left: float, bottom: float):
        super().__init__()
        for row, (text, colour) in enumerate(((target, theme.target), (output, theme.ink))):
            dot = Dot([left + DOT_RADIUS, bottom + DOT_RADIUS + 0.5 * row, 0], DOT_RADIUS)
            dot.set_color(colour)
            words = Words(theme, text, theme.sizes.label, colour)
            words.place(dot.get_right()[0] + 0.12, dot.get_y() - DOT_RADIUS, "left")
            self.add(VGroup(dot, words))
        self.target_entry, self.output_entry = self.submobjects
