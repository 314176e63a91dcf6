"""The dimensions of an image, and their product: its number of pixels."""

from __future__ import annotations

from collections.abc import Sequence

from manim import VGroup, VMobject

from scenes.mobjects.matrix.elided_matrix import Dimension
from scenes.mobjects.text.sentence import Piece, Sentence
from scenes.mobjects.text.text import TextLine
from scenes.provenance.relation import relate
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["ImageCount"]

GAP = 0.16
"""Between the image and its dimensions, in frame units."""
WHOLE = NumberFormat(0)


class ImageCount(VGroup):
    """Dimensions beside and below an image, and the line rows × columns = pixels.

    Parameters
    ----------
    theme : Theme
    square : Region
        The image.
    room : Region
        A line without height for the product.
    counts : sequence of Source
        Rows, columns and pixels.
    names : sequence of TextLine
        Of these three, moved below their numbers.

    Attributes
    ----------
    groups : list of list of VMobject
        What belongs to the rows, to the columns and to the product.
    """

    def __init__(
        self,
        theme: Theme,
        square: Region,
        room: Region,
        counts: Sequence[Source],
        names: Sequence[TextLine],
    ):
        em = theme.sizes.number
        down = Dimension(theme, square, "right", GAP, counts[0], em)
        across = Dimension(theme, square, "below", GAP, counts[1], em)
        rows, columns, total = ((count, WHOLE) for count in counts)
        terms = [(count, 0) for count in counts]
        product = relate("rows × columns", lambda a, b: a * b, terms[:2], terms[2])
        equation: list[Piece] = [rows, "×", columns, "=", total]
        line = Sentence.fitting(theme, equation, 1.1, room.width - 0.1, [product])
        line.place(room.x, room.y, "centre")
        for name, number in zip(names, line.numbers, strict=True):
            name.place(number.get_x(), room.y - 0.65)
        pieces = line.pieces
        self.groups: list[list[VMobject]] = [
            [down, *pieces[:1], names[0]],
            [across, *pieces[1:3], names[1]],
            [*pieces[3:], names[2]],
        ]
        super().__init__(*[m for group in self.groups for m in group])
