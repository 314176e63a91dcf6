"""The image that an update is made from, and the formula of the update."""

from __future__ import annotations

from collections.abc import Sequence

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
NAME_GAP, SPACE = 0.35, 0.25
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
        foot = room.bottom + 2.3 + self.symbols.drop
        self.width = room.width - 0.3
        side = min((room.top - foot) / rows, (room.width - 1.7) / columns)
        left, self.edge = room.left + 0.1, room.right - 0.05
        self.place = Region(left, left + side * columns, room.top - side * rows, room.top)
        self.formula = fitted_formula(theme, UPDATE, FORMULA_EM, room.width - 0.2)
        level = self.place.bottom - 0.75
        self.formula.place(left, level, "left")
        self.symbols.place(left, level - 0.55, "left")
        self.product_place = left, level - 1.25 - self.symbols.drop
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

    def product(self, neuron: int, pixel: int, together: Sequence[int]) -> VGroup:
        """State by how much the first step changes one weight of a neuron, after its name.

        The decimals are those with which the equations of all neurons in ``together`` hold.
        """
        theme, (left, level) = self.theme, self.product_place
        first, second, third = found = self._decimals(together, pixel)
        factor, value, change = self._sources(neuron, pixel)
        pieces: list[Piece] = [
            (factor, NumberFormat(first, signed=True)),
            "·",
            (value, NumberFormat(second)),
            "=",
            (change, NumberFormat(third, signed=True)),
        ]
        name = Formula(theme, f"h_{neuron + 1}", PRODUCT_EM, theme.focus)
        room = self.width - name.width - SPACE
        relations = self._relations([neuron], pixel, found)
        line = Sentence.fitting(theme, pieces, PRODUCT_EM, room, relations)
        for number in (line.numbers[0], line.numbers[2]):
            number.set_fill(theme.signed(number.source.value))
        line.place(left + name.width + SPACE, level)
        return VGroup(name.place(left, level, "left"), line)

    def _sources(self, neuron: int, pixel: int) -> list[Source]:
        """Return −η·δ of a neuron, a pixel, and the change of the weight between them."""
        of_neuron, of_pixel = (
            Source(self.series, f"early_{name}", index=(0, k))
            for name, k in (("factors", neuron), ("pixels", pixel))
        )
        return [of_neuron, of_pixel, Source(self.series, "early_changes", 1, 0, (neuron, pixel))]

    def _relations(
        self, neurons: Sequence[int], pixel: int, decimals: Sequence[int]
    ) -> list[Relation]:
        found = []
        for neuron in neurons:
            *terms, result = zip(self._sources(neuron, pixel), decimals, strict=True)
            found.append(relate("−η·δ · x = Δw", lambda a, b: a * b, terms, result))
        return found

    def _decimals(self, neurons: Sequence[int], pixel: int) -> tuple[int, ...]:
        factor = self._sources(neurons[0], pixel)[0].value
        few = enough(factor).decimals
        return solve_or(
            (few, 2, few),
            "the changes by the first step",
            lambda *decimals: self._relations(neurons, pixel, decimals),
            choices(range(few, few + 3), (2, 3), range(few, few + 2)),
        )

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
