"""A training step at the left edge: when it was, outputs, targets, right or not; and a legend."""

from __future__ import annotations

from collections.abc import Mapping

from manim import Dot, VGroup

from scenes.parts.output_columns import OutputColumns
from scenes.parts.squared_gap import DOT_RADIUS
from scenes.parts.text import Words
from scenes.theme import Theme

__all__ = ["GapLegend", "StepBlock"]

ROW_ROOM, HEADING_DROP, COLUMNS_DROP, INDENT = 1.12, 0.08, 0.78, 0.55
"""Distance of the rows in units of the type, and where heading and columns stand."""
VERDICT_GAP = 0.22


class StepBlock(VGroup):
    """Heading, the columns o and t with the names of their rows, and room for a verdict.

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
    ):
        self.theme, self.recording, self.step = theme, recording, step
        em = 1.15 * theme.sizes.number
        self.heading = Words(theme, heading, em, theme.ink).place(left, top - HEADING_DROP, "left")
        columns = OutputColumns(theme, recording, step, decimals, em, ROW_ROOM * em, gaps=False)
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

    def verdict(self, words: Mapping[str, str]) -> Words:
        """Say beside the heading whether the answer then was right.

        Parameters
        ----------
        words : mapping
            For ``right`` and ``wrong``.
        """
        theme, step, columns = self.theme, self.step, self.columns
        winner = int(self.recording.predictions[step])
        right = self.recording.targets[step][winner] == 1
        said = Words(
            theme,
            words["right" if right else "wrong"],
            1.15 * theme.sizes.label,
            theme.target if right else theme.ink,
        )
        left = columns.get_right()[0] + VERDICT_GAP  # the same in each block
        return said.place(left, self.heading.baseline, "left")


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
