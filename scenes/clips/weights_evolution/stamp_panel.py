"""The image that an update is made from, and the formula of the update."""

from __future__ import annotations

from manim import Animation, FadeIn, FadeOut, VGroup

from network import CheckpointSeries
from scenes.animation.timing import within
from scenes.clips.weights_evolution.class_names import ClassNames
from scenes.mobjects.images.grey_image import GreyImage, outline_of
from scenes.mobjects.text.readout import DIGIT_HEIGHT
from scenes.mobjects.text.sentence import Piece, Sentence
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import Relation, choices, relate, solve_or
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["StampPanel"]

LABEL_EM, FORMULA_EM, PRODUCT_EM = 0.85, 0.62, 0.5
NAME_GAP = 0.35
UPDATE = "Delta w = -eta dot delta dot x"
"""The update of a weight, in Typst's notation."""


class StampPanel:
    """Image and label of one of the first steps, over the formula of its update.

    Parameters
    ----------
    theme : Theme
    room : Region
    series : network.CheckpointSeries
    names : ClassNames
    symbols : str
        What the formula's symbols mean.

    Attributes
    ----------
    image, frame, label : Mobject
        Of the step that is shown; set by :meth:`turn`.
    formula : Formula
    symbols : TextLine
    """

    def __init__(
        self,
        theme: Theme,
        room: Region,
        series: CheckpointSeries,
        names: ClassNames,
        symbols: str,
    ):
        self.theme, self.series, self.names = theme, series, names
        rows, columns = self.shape = tuple(series.metadata["image_shape"])
        self.symbols = TextLine(theme, symbols, theme.sizes.label, theme.quiet)
        if self.symbols.width > room.width:
            self.symbols = TextLine(
                theme, symbols, theme.sizes.label, theme.quiet, width=room.width, align="left"
            )
        foot = room.bottom + 2.1 + self.symbols.drop
        self.width = room.width - 0.3
        side = min((room.top - foot) / rows, (room.width - 1.7) / columns)
        left, self.edge = room.left + 0.1, room.right - 0.05
        self.place = Region(left, left + side * columns, room.top - side * rows, room.top)
        self.formula = fitted_formula(theme, UPDATE, FORMULA_EM, room.width - 0.2)
        level = self.place.bottom - 0.75
        self.formula.place(left, level, "left")
        self.symbols.place(left, level - 0.55, "left")
        self.product_place = left, level - 1.3 - self.symbols.drop
        self.turn(0)

    def turn(self, step: int) -> list:
        """Build image and label of a step; return them."""
        theme = self.theme
        source = Source(self.series, "early_pixels", index=(step,))
        self.image = GreyImage(theme, self.place, source, self.shape)
        self.frame = outline_of(theme, self.place)
        k = int(self.series.early_labels[step])
        room = self.edge - self.place.right - NAME_GAP
        self.label = self.names.draw(k, LABEL_EM if self.names.are_digits else 0.5, None, room)
        self.label.place(
            self.place.right + NAME_GAP, self.place.y - LABEL_EM * DIGIT_HEIGHT / 2, "left"
        )
        return [self.image, self.frame, self.label]

    def product(self, neuron: int, pixel: int) -> VGroup:
        """State by how much the first step changes one weight of a neuron, after its name."""
        theme, series, (left, level) = self.theme, self.series, self.product_place
        factor, value = (
            Source(series, f"early_{name}", index=(0, k))
            for name, k in (("factors", neuron), ("pixels", pixel))
        )
        change = Source(series, "early_changes", 1, 0, (neuron, pixel))
        few = enough(factor.value).decimals

        def relations(of_factor: int, of_value: int, of_change: int) -> list[Relation]:
            terms = [(factor, of_factor), (value, of_value)]
            return [relate("−η·δ · x = Δw", lambda a, b: a * b, terms, (change, of_change))]

        ranges = range(few, few + 3), (2, 3), range(few, few + 3)
        found = solve_or((few, 2, few), "the first change", relations, choices(*ranges))
        first, second, third = found
        pieces: list[Piece] = [
            (factor, NumberFormat(first, signed=True)),
            "·",
            (value, NumberFormat(second)),
            "=",
            (change, NumberFormat(third, signed=True)),
        ]
        name = Formula(theme, f"h_{neuron + 1}", PRODUCT_EM, theme.focus)
        room = self.width - name.width - NAME_GAP
        line = Sentence.fitting(theme, pieces, PRODUCT_EM, room, relations(*found))
        for number in (line.numbers[0], line.numbers[2]):
            number.set_fill(theme.signed(number.source.value))
        line.place(left + name.width + NAME_GAP, level)
        return VGroup(name.place(left, level, "left"), line)

    def next(self, step: int) -> list[Animation]:
        """Turn to another step."""
        old = [self.image, self.frame, self.label]
        new = self.turn(step)
        return [
            *[within(FadeOut(m), 0.0, 0.55) for m in old],
            *[within(FadeIn(m), 0.45, 1.0) for m in new],
        ]


def fitted_formula(theme: Theme, markup: str, em: float, width: float) -> Formula:
    """Return a formula of size ``em``, or smaller to fit a width."""
    formula = Formula(theme, markup, em, theme.ink)
    if formula.width <= width:
        return formula
    return Formula(theme, markup, em * width / formula.width, theme.ink)


def enough(value: float) -> NumberFormat:
    """Return a format with at least two digits that are not zero."""
    decimals = 2
    while decimals < 8 and abs(value) * 10**decimals < 10:
        decimals += 1
    return NumberFormat(decimals, signed=True)
