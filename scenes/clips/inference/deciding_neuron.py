"""The hidden neuron that does most for a wrong answer, large, between the image and the outputs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Animation, Circle, Polygon, UpdateFromAlphaFunc, VGroup, linear

from scenes.clips.inference.full_network import FullNetwork, shaded
from scenes.clips.inference.ink_map import InkMap
from scenes.clips.inference.neuron_tiles import hidden_disc
from scenes.clips.inference.reading import Reading
from scenes.mobjects.text.counter import Counter, stage
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Region

__all__ = ["DecidingNeuron"]

LARGEST, SHARE = 0.62, 0.3
"""Largest radius, and the radius as a share of the gap between image and outputs."""
APART, PITCH, EM = 0.2, 0.6, 0.44
"""Distance of texts from the disc; distance between two lines of text, and their size."""
NARROW, LEAST_NAME = 2.2, 0.5
"""Gap without room for the sums, and least width to which the name of a class is cut."""
BELOW = 0.3
"""How far below the outputs the middle of a line of text may be, in frame units."""
SIGNED = NumberFormat(2, signed=True)


class DecidingNeuron:
    """A hidden neuron with its name, its value, and what it adds to the sums of two outputs.

    Parameters
    ----------
    whole : FullNetwork
        With the image that is misread.
    adds : str
        The word above what it adds.

    Attributes
    ----------
    disc : Circle
    name : Formula
    value : Counter
    lines : VGroup
        What it adds to the sums of the answer and of the label, as wide as that is large.
    added : VGroup
        The same as numbers, each with the class that it counts for.
    adds : TextLine or VGroup
        The word above them, where there is room.
    cone : Polygon
        All edges from the image.
    """

    def __init__(self, whole: FullNetwork, adds: str):
        self.whole, self.theme, reading = whole, whole.theme, whole.reading
        self.neuron, *_ = reading.parting
        layer = reading.last
        gap = self._gap()
        self.radius = min(LARGEST, SHARE * (gap.height if whole.down else gap.width))
        self.centre = np.array([gap.x, gap.y, 0.0])
        self.disc: Circle = hidden_disc(
            self.theme, reading, (layer, self.neuron), self.centre, self.radius
        )
        self.disc.set_stroke(self.theme.focus, self.theme.sizes.focus_outline)
        source = reading.of("activations", layer, self.neuron)
        em = min(0.42, 0.75 * self.radius)
        self.style = reading.style(layer)
        self.value = Counter(
            self.theme, source, self.style, em, self._on_disc, self.centre[0],
            self.centre[1] - em * DIGIT_HEIGHT / 2,
        )  # fmt: skip
        self.name = Formula(self.theme, f"h_{self.neuron + 1}", 0.5, self.theme.ink)
        self.lines = whole.carried(self.neuron, self.centre + self.radius * whole.along)
        self.adds = TextLine(self.theme, adds, self.theme.sizes.label, self.theme.quiet)
        self._place_texts(gap)
        self.cone = self._cone(whole.frame)

    @property
    def mobjects(self) -> list:
        """Everything that is drawn."""
        return [self.disc, self.value, self.name, *self.lines, *self.added, self.adds, self.cone]

    def _gap(self) -> Region:
        """Return the room between the image and the outputs."""
        whole, image = self.whole, Region.around(self.whole.frame)
        if whole.down:
            low = max(end[1] for end in whole.ends)
            return Region(image.left, image.right, low, image.bottom)
        return Region(image.right, whole.ends[0][0], image.bottom, image.top)

    def _on_disc(self, value: float) -> str:
        return self.theme.on_activation(self.disc.value_scale.share(value))

    def _room(self, gap: Region) -> tuple[float, bool]:
        """Return how wide a sum may be, and whether the sums are below the image.

        They are there where lines close to the neuron leave no room below it.
        """
        image, low = Region.around(self.whole.frame), float(self.whole.bars.get_bottom()[1])
        if self.whole.down:
            return image.width / 2, False
        if gap.width < NARROW and image.bottom - PITCH > low - BELOW:
            return image.width / 2 - APART, True
        return gap.width / 2 + self.radius, False

    def _added(self, output: int, room: float) -> VGroup:
        """Return what the neuron adds to the sum of an output and, where it fits, its class."""
        theme, reading = self.theme, self.whole.reading
        source = reading.of("products", reading.last, output, self.neuron)
        number = Readout(theme, source, SIGNED, EM, theme.signed(source.value))
        arrow = Formula(theme, "arrow.r", EM, theme.quiet)
        colour = theme.focus if output == reading.answer else theme.target
        room -= number.advance_width + arrow.width + APART
        number.place(0.0, 0.0, "left")
        name = reading.class_name(theme, output, EM, colour, max(room, LEAST_NAME))
        if name.width > room:
            return VGroup(number)
        arrow.move_to([number.advance_width + 0.1 + arrow.width / 2, EM * DIGIT_HEIGHT / 2, 0])
        name.place(arrow.get_right()[0] + 0.1, 0.0, "left")
        return VGroup(number, arrow, name)

    def _place_texts(self, gap: Region) -> None:
        """Place the name above the disc and the sums below it, or both beside it."""
        x, y, _ = self.centre
        beside, (room, under) = self.radius + APART, self._room(gap)
        self.added = VGroup(*[self._added(k, room) for k in self.whole.reading.rivals])
        for k, line in enumerate(self.added):
            if self.whole.down:
                line.move_to([x + beside + line.width / 2, y + (0.5 - k) * PITCH, 0.0])
            elif under:
                image = Region.around(self.whole.frame)
                side = (2 * k - 1) * (line.width / 2 + APART)
                line.move_to([image.x + side, image.bottom - PITCH, 0.0])
            else:
                line.move_to([gap.x, y - beside - EM / 2 - (k + 0.8) * PITCH, 0.0])
        if self.whole.down or under:  # there the numbers stand alone
            self.adds = VGroup()
        else:
            self.adds.move_to([gap.x, y - beside - EM / 4, 0.0])
        aside = beside + self.name.width / 2
        above = beside + self.name.height / 2
        self.name.move_to([x - aside, y, 0.0] if self.whole.down else [x, y + above, 0.0])

    def _cone(self, image: Polygon) -> Polygon:
        place, along = Region.around(image), self.whole.along
        tip = self.centre - self.radius * along
        ends = (
            [(place.left, place.bottom, 0.0), (place.right, place.bottom, 0.0)]
            if self.whole.down
            else [(place.right, place.top, 0.0), (place.right, place.bottom, 0.0)]
        )
        return shaded(self.theme, Polygon(ends[0], tip, tip, ends[1]))

    def erase(self, ink: InkMap, readings: Sequence[Reading]) -> list[Animation]:
        """Show one reading after the other: ever less ink, and what the network makes of it."""

        def at(drawn: InkMap, share: float) -> None:
            self.show(ink, readings[stage(share, len(readings))])

        bars = self.whole.bars
        changed = [self.disc, self.value, *self.lines, *bars.bars, *bars.values, *bars.names]
        still = [UpdateFromAlphaFunc(m, lambda drawn, share: None) for m in changed]
        return [UpdateFromAlphaFunc(ink, at, rate_func=linear), *still]

    def show(self, ink: InkMap, reading: Reading) -> None:
        """Show what the network makes of an image with less ink."""
        layer, theme, disc = reading.last, self.theme, self.disc
        ink.show(reading.of("products", 0, self.neuron))
        source = reading.of("activations", layer, self.neuron)
        mark(disc, "fill", source)
        disc.set_fill(theme.activation(disc.value_scale.share(source.value)))
        self.value.show(source)
        for line, output in zip(self.lines, self.whole.reading.rivals, strict=False):
            added = reading.of("products", layer, output, self.neuron)
            line.set_stroke(width=self.whole.width_of(line, added.value))
            mark(line, "width", added)
        self.whole.bars.show(reading, leader=False)
