"""The image that an update is made from, and the formula of the update."""

from __future__ import annotations

from manim import Animation, FadeIn, FadeOut, Line, UpdateFromAlphaFunc, VGroup, linear

from network import CheckpointSeries
from scenes.animation.timing import within
from scenes.clips.weights_evolution.class_names import ClassNames
from scenes.mobjects.images.grey_image import GreyImage, outline_of
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["UPDATE", "StampPanel", "enough", "fitted_formula"]

LABEL_EM, FORMULA_EM, FACTOR_EM = 0.85, 0.62, 0.56
NAME_GAP = 0.35
UPDATE = "Delta W = -eta dot delta dot x^upright(T)"
"""The update of the first layer, in Typst's notation."""


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
        foot = room.bottom + 2.2 + self.symbols.drop
        side = min((room.top - foot) / rows, (room.width - 1.7) / columns)
        left, self.edge = room.left + 0.1, room.right - 0.05
        self.place = Region(left, left + side * columns, room.top - side * rows, room.top)
        self.formula = fitted_formula(theme, UPDATE, FORMULA_EM, room.width - 0.2)
        level = self.place.bottom - 0.75
        self.formula.place(left, level, "left")
        self.symbols.place(left, level - 0.55, "left")
        self.factor_place = left, level - 1.3 - self.symbols.drop
        self.scan = Line([0, 0, 0], [self.place.width, 0, 0], color=theme.focus)
        self.scan.set_stroke(width=2 * theme.sizes.line)
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

    def factor(self, neuron: int) -> VGroup:
        """State −η·δ of a neuron at the first step."""
        source = Source(self.series, "early_factors", index=(0, neuron))
        theme, (left, level) = self.theme, self.factor_place
        name = Formula(theme, "-eta dot delta =", self.formula.em, theme.ink)
        name.place(left, level, "left")
        number = Readout(theme, source, enough(source.value), FACTOR_EM, theme.ink)
        number.place(name.get_right()[0] + 0.2, level, "left")
        return VGroup(name, number)

    def next(self, step: int) -> list[Animation]:
        """Turn to another step."""
        old = [self.image, self.frame, self.label]
        new = self.turn(step)
        return [
            *[within(FadeOut(m), 0.0, 0.55) for m in old],
            *[within(FadeIn(m), 0.45, 1.0) for m in new],
        ]

    def sweep(self) -> Animation:
        """Move a line down the image, from its top to its foot."""

        def go(line: Line, share: float) -> None:
            y = self.place.top - share * self.place.height
            line.move_to([self.place.x, y, 0.0])

        return UpdateFromAlphaFunc(self.scan, go, rate_func=linear)


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
