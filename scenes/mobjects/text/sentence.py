"""Words and recorded numbers on one line."""

from __future__ import annotations

from collections.abc import Sequence

from manim import VGroup

from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.relation import Relation, sign
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["SPACE", "Piece", "Sentence"]

Piece = str | tuple[Source, NumberFormat]
"""Words, or a recorded number and how it is printed."""

SPACE = 0.28
"""Width of the space between two pieces, in em."""
LEADING = 1.5
"""Distance between lines, in em."""


class Sentence(VGroup):
    """Words, signs and recorded numbers on one baseline.

    An equals sign becomes ≈ if the relations do not hold as printed.

    Parameters
    ----------
    theme : Theme
    pieces : sequence of str or (Source, NumberFormat)
    em : float
        Size of the type in frame units.
    colour : str, optional
        Colour of the words; numbers have the theme's ink.
    relations : sequence of Relation
        The equations that the equals sign claims.

    Attributes
    ----------
    pieces : list of TextLine or Readout
    numbers, words : list
        The pieces by kind.
    """

    def __init__(
        self,
        theme: Theme,
        pieces: Sequence[Piece],
        em: float,
        colour: str | None = None,
        relations: Sequence[Relation] = (),
    ):
        self.em = em
        self.pieces: list[TextLine | Readout] = []
        self.numbers: list[Readout] = []
        self.words: list[TextLine] = []
        for piece in pieces:
            if isinstance(piece, str):
                text = sign(relations) if piece == "=" else piece
                word = TextLine(theme, text, em, colour or theme.quiet)
                if piece == "=":
                    word.relations = tuple(relations)
                self.words.append(word)
                self.pieces.append(word)
            else:
                number = Readout(theme, *piece, em, theme.ink)
                self.numbers.append(number)
                self.pieces.append(number)
        super().__init__(*self.pieces)
        self.place(0.0, 0.0)

    @classmethod
    def fitting(
        cls,
        theme: Theme,
        pieces: Sequence[Piece],
        em: float,
        width: float,
        relations: Sequence[Relation] = (),
    ) -> Sentence:
        """Return a sentence of size ``em``, or smaller to fit ``width``."""
        found = cls(theme, pieces, em, relations=relations)
        if found.width <= width:
            return found
        return cls(theme, pieces, em * width / found.width, relations=relations)

    def place(self, x: float, baseline: float, align: str = "left") -> Sentence:
        """Place the left edge or the centre at ``x`` on ``baseline``."""
        pen = x
        for piece in self.pieces:
            piece.place(pen, baseline, "left")
            width = piece.advance_width if isinstance(piece, Readout) else piece.width
            pen += width + SPACE * self.em
        if align == "centre":
            self.shift([(x - (pen - SPACE * self.em)) / 2, 0.0, 0.0])
        return self

    def break_before(self, piece: int) -> Sentence:
        """Move a piece and those after it to a second line, aligned left."""
        back = self.pieces[0].get_left()[0] - self.pieces[piece].get_left()[0]
        for moved in self.pieces[piece:]:
            moved.shift([back, -LEADING * self.em, 0.0])
        return self
