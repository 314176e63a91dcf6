"""The name of the database, its short name, and how many images it holds."""

from __future__ import annotations

from collections.abc import Sequence

from scenes.clips.data.acronym import Acronym
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.sentence import Piece, Sentence
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["DatabaseTitle"]

NAME_EM, SHORT_EM, COUNT_EM = 0.44, 0.8, 0.5
"""Sizes of the long name, the short name and the counts, in frame units."""
COUNT_PITCH = 0.65
"""Distance of the lines of counts, in frame units."""
BETWEEN = 0.5
"""Between the short name and the counts on one line."""


class DatabaseTitle:
    """A long name that spells a short one, with "N images of R × C pixels" beside or below it.

    Parameters
    ----------
    theme : Theme
    name, short : str
    counts : sequence of Source
        Images, rows and columns.
    words : (str, str)
        Between the images and the rows, and after the columns.
    width : float
        Of the room for it.

    Attributes
    ----------
    acronym : Acronym
    drop : float
        Height that the counts need below the short name, 0 if they are beside it.
    pieces : list of Readout or TextLine
        Of the counts.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        short: str,
        counts: Sequence[Source],
        words: Sequence[str],
        width: float,
    ):
        self.acronym = Acronym(theme, name, NAME_EM, short, SHORT_EM, width)
        images, *sides = counts
        rows, columns = ((side, NumberFormat(0)) for side in sides)
        pieces: list[Piece] = [
            (images, NumberFormat(0, grouped=True)),
            words[0],
            rows,
            "×",
            columns,
            words[1],
        ]
        line = Sentence(theme, pieces, COUNT_EM)
        self._lines, beside = [line], False
        if line.width > width:
            self._lines = [Sentence(theme, part, COUNT_EM) for part in (pieces[:2], pieces[2:])]
        else:
            beside = line.width + self.acronym.short.width + BETWEEN < width
        self._beside, self.drop = beside, 0.0 if beside else COUNT_PITCH * len(self._lines)
        self.pieces: list[Readout | TextLine] = [m for line in self._lines for m in line.pieces]

    def place(self, top: Region, second: Region) -> None:
        """Place the long name in one region, the short name and the counts in another."""
        self.acronym.place(top.left, top.bottom + self.acronym.drop + 0.12)
        baseline = second.bottom + 0.14
        self.acronym.short.place(second.left, baseline + self.drop, "left")
        for k, line in enumerate(reversed(self._lines)):
            line.place(second.left, baseline + k * COUNT_PITCH)
            if self._beside:
                line.shift([second.right - line.get_right()[0], 0, 0])
