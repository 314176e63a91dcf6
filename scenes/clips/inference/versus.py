"""Two outputs for one image, each as a sum of contributions, and the neuron that parts them."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Rectangle, VGroup

from scenes.clips.inference.full_network import fitted
from scenes.clips.inference.layout import InferenceLayout
from scenes.clips.inference.neuron_tiles import NeuronRow
from scenes.clips.inference.reading import Reading
from scenes.clips.inference.waterfall import Waterfall
from scenes.mobjects.images.grey_image import GreyImage, outline_of
from scenes.mobjects.images.heat_map import HeatMap, HeatScale
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Versus"]

GAP, NAME_ROOM = 0.45, 0.5
BAND = 0.14
"""Opacity of the band behind the neuron that decides."""
SIGNED = NumberFormat(2, signed=True)


class Versus:
    """The waterfalls of two outputs, one below the other or, if tall, side by side.

    Parameters
    ----------
    theme : Theme
    layout : InferenceLayout
    reading : Reading
        Its answer and its rival are compared.
    neurons : sequence of int
        Of the last hidden layer: those with a bar of their own.
    scale : HeatScale
        Of the map of the neuron that parts the two.

    Attributes
    ----------
    falls : list of Waterfall
    row : NeuronRow
    image : GreyImage
    frame : Rectangle
        Around the image.
    parting : int
        The neuron whose contributions to the two outputs differ most, in favour of the first.
    around : Rectangle
        A band behind this neuron and its bars.
    values : VGroup
        Its two contributions.
    map : VGroup or None
        The products of its weights and pixels, with frame and name, if it reads pixels.
    """

    def __init__(
        self,
        theme: Theme,
        layout: InferenceLayout,
        reading: Reading,
        neurons: Sequence[int],
        scale: HeatScale,
    ):
        self.theme, self.reading, self.neurons = theme, reading, list(neurons)
        room = layout.versus
        upright = Waterfall.upright_in(room)
        parts = (room.split if upright else room.columns)(1, 1, gap=GAP)
        outputs = reading.rivals
        limits = Waterfall.limits_of(reading, outputs, neurons)
        self.falls = [
            Waterfall(theme, part, reading, output, neurons, limits)
            for part, output in zip(parts, outputs, strict=True)
        ]
        self.parting, *_ = reading.parting
        columns = self.falls[0].columns
        self.row = NeuronRow(
            theme, columns, layout.versus_level, reading, neurons, self.parting,
            upright=layout.tall,
        )  # fmt: skip
        squares = self._squares(layout)
        place = fitted(squares[0], reading.shape)
        self.image = GreyImage(theme, place, reading.of("activations", 0), reading.shape)
        self.frame = outline_of(theme, place)
        self._single_out(squares[1], scale)

    @staticmethod
    def _squares(layout: InferenceLayout) -> list[Region]:
        """Return the places of image and map."""
        strip = layout.strip
        if layout.strip_beside:
            side = min(strip.width, (strip.height - 2 * NAME_ROOM) / 2)
            tops = (strip.top, strip.top - side - 2 * NAME_ROOM)
            return [Region(strip.left, strip.left + side, top - side, top) for top in tops]
        side = strip.height
        lefts = (strip.x - side - 0.4, strip.x + 0.4)
        return [Region(x, x + side, strip.bottom, strip.top) for x in lefts]

    def _single_out(self, square: Region, scale: HeatScale) -> None:
        """Frame the neuron that parts the two outputs; prepare its numbers and its map."""
        theme, k = self.theme, self.neurons.index(self.parting)
        upper, lower = self.falls
        for fall in self.falls:
            fall.stack()
        low = lower.region
        half, disc = upper.pitch / 2, self.row.discs[k]
        if upper.upright:
            x = upper.columns[k]
            box = Region(x - half, x + half, low.bottom, disc.get_top()[1] + 0.08)
        else:
            y = upper.columns[k]
            box = Region(disc.get_left()[0] - 0.08, low.right - 0.03, y - half, y + half)
        self.around = Rectangle(width=box.width, height=box.height, stroke_width=0)
        self.around.move_to(box.centre).set_fill(theme.focus, opacity=BAND)
        self.values = VGroup(*[self._value(fall, k) for fall in self.falls])
        for fall in self.falls:
            fall.unstack()
        self.map, self.name = None, None
        if self.reading.last == 1:
            place = fitted(square, self.reading.shape)
            products = self.reading.of("products", 0, self.parting)
            self.map = HeatMap(scale, place, self.reading.shape, products)
            self.map_frame = outline_of(theme, place)
            j = self.parting + 1
            self.name = Formula(theme, f"bold(w)_{j} dot.o bold(x)", 0.42, theme.ink)
            self.name.place(place.x, place.top + 0.16)

    def _value(self, fall: Waterfall, k: int) -> Readout:
        """Print a contribution beside its bar, on the side with more room."""
        theme, em = self.theme, 0.34
        source, bar, region = fall.sources[k], fall.bars[k], fall.region
        number = Readout(theme, source, SIGNED, em, theme.signed(source.value))
        if fall.upright:
            above = region.top - bar.get_top()[1] > bar.get_bottom()[1] - region.bottom
            y = bar.get_top()[1] + 0.12 if above else bar.get_bottom()[1] - 0.12 - em * DIGIT_HEIGHT
            half = number.advance_width / 2
            x = min(max(bar.get_x(), region.left + half), region.right - half)
            return number.place(x, y)
        y = bar.get_y() - em * DIGIT_HEIGHT / 2
        if region.right - bar.get_right()[0] > bar.get_left()[0] - region.left:
            return number.place(bar.get_right()[0] + 0.12, y, "left")
        return number.place(bar.get_left()[0] - 0.12, y, "right")
