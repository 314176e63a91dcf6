"""How many rows and columns a matrix of one-hot labels has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from manim import Mobject, VGroup

from scenes.mobjects.matrix.elided_matrix import Dimension
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.sentence import Sentence
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["MatrixSides"]

ASIDE = 0.3
"""From the brackets to the dimension line beside them, in frame units."""


class MatrixSides(VGroup):
    """Dimensions along both sides of a matrix, explained, and the shape rows × columns.

    Parameters
    ----------
    theme : Theme
    box : Mobject
        The matrix's brackets.
    top : float
        Height of the dimension above the matrix.
    counts : (Source, Source)
        Numbers of rows and columns.
    words : sequence of TextLine
        Two lines about the rows, one about the columns.
    foot : float or None
        Lower edge of the room below the matrix for lines about the rows and for the shape; None if
        they are beside it.

    Attributes
    ----------
    groups : list of list of VMobject
        What belongs to the rows, to the columns and to the shape.
    """

    def __init__(
        self,
        theme: Theme,
        box: Mobject,
        top: float,
        counts: tuple[Source, Source],
        words: Sequence[TextLine],
        foot: float | None,
    ):
        beside, above = Region.around(box), replace(Region.around(box), top=top)
        down = Dimension(theme, beside, "right", ASIDE, counts[0], 0.7)
        across = Dimension(theme, above, "above", 0.0, counts[1], 0.5)
        *lines, of_columns = words
        of_columns.place(across.readout.get_right()[0] + 0.15, across.readout.baseline, "left")
        VGroup(across.readout, of_columns).set_x(across.lines.get_x())
        grouped, plain = NumberFormat(0, grouped=True), NumberFormat(0)
        shape = Sentence(theme, [(counts[0], grouped), "×", (counts[1], plain)], 0.5)
        if foot is None:
            left = down.readout.get_left()[0]
            for k, line in enumerate(lines):
                line.place(left, down.readout.baseline - 0.5 - 0.4 * k, "left")
            shape.place(left, lines[-1].baseline - 1.1)
        else:
            self._stand_below(foot, beside.right + ASIDE, down.readout, lines, shape)
        self.groups: list[list[Mobject]] = [
            [down, *lines], [across, of_columns], [*shape.pieces],
        ]  # fmt: skip
        super().__init__(*[m for group in self.groups for m in group])

    @staticmethod
    def _stand_below(
        foot: float, right: float, number: Readout, lines: Sequence[TextLine], shape: Sentence
    ) -> None:
        """Place the lines and the number at the foot of the dimension, and the shape below them."""
        edge = right
        pieces: list[TextLine | Readout] = [*lines[::-1], number]
        for piece in pieces:
            piece.place(right, foot + 0.85, "right")
            right = piece.get_left()[0] - 0.12
        shape.place(0.0, foot + 0.1)
        shape.shift([edge - shape.get_right()[0], 0.0, 0.0])
