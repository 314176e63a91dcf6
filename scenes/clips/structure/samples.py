"""The sample that the network is shown: an image with some pixels, or the row of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import (
    Animation,
    FadeIn,
    FadeOut,
    Line,
    Square,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    interpolate_color,
    linear,
    smooth,
)

from scenes.animation.timing import within
from scenes.clips.structure.travel import arrive_as_number, morph_along
from scenes.mobjects.images.pixel_grid import CELL, PixelGrid
from scenes.mobjects.images.pixel_marks import frame_of, outline_of
from scenes.mobjects.network.network_diagram import Neuron
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme, legible

__all__ = ["ImageSample", "TableSample", "elided"]

ARRIVES = 0.7
"""Share of a flight after which a value is at its neuron."""
CHIP = 0.38
"""Size at which a pixel arrives, as a share of its neuron's."""
LENS, GROWS = 4.0, 0.3
"""How many times a pixel is enlarged while it changes; shares of that time in which it grows."""
ROWS = 0.62
"""Largest distance of the rows of a table that stands alone, in frame units."""


class _Sample(VGroup):
    """What both kinds of samples do: send a value into a neuron."""

    def parcel(self, k: int, source: Source) -> Any:
        """Return what leaves the sample for the k-th input drawn, with a value."""
        raise NotImplementedError

    def flight(self, parcel: Any, neuron: Neuron, source: Source, way: VMobject) -> Animation:
        """Return the motion of what leaves into a neuron that has its value already."""
        raise NotImplementedError

    def send(
        self,
        k: int,
        neuron: Neuron,
        source: Source,
        form: NumberFormat,
        way: VMobject,
    ) -> tuple[list[Any], list[VMobject]]:
        """Return the animations of a value that moves into a neuron, and what to remove."""
        parcel = self.parcel(k, source).move_to(way.get_start())
        filling = neuron.set_value(source, form)
        flight = self.flight(parcel, neuron, source, way)
        return [within(flight, 0.0, 1.0), *[within(m, ARRIVES, 1.0) for m in filling]], [parcel]


class ImageSample(_Sample):
    """An image; pixels that are inputs can be framed, taken out and changed.

    Parameters
    ----------
    theme : Theme
    region : Region
    image : ndarray of uint8, shape (rows, columns)
    pixels : sequence of (int, int)
        Row and column of each input drawn.

    Attributes
    ----------
    marks : list of VGroup
        What goes on showing which parts of the sample are inputs.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        image: np.ndarray,
        pixels: Sequence[Sequence[int]],
    ):
        self.theme, self.region = theme, region
        self.pixels = [(int(row), int(column)) for row, column in pixels]
        self.grid = PixelGrid(theme, region, image, black=True, backed=True)
        colour = legible(theme.focus, theme.activation(0.0))
        self.frames = [self._marked(*pixel, colour) for pixel in self.pixels]
        self.marks = list(self.frames)
        super().__init__(self.grid)

    def _marked(self, row: int, column: int, colour: str) -> VGroup:
        """Return a frame around a pixel, or within it where around it there is no room."""
        around, room = outline_of(self.grid, row, column, colour), self.region
        half, (x, y, _) = around.width / 2 + 0.02, around.get_center()
        fits = room.left <= x - half and x + half <= room.right
        if fits and room.bottom <= y - half and y + half <= room.top:
            return around
        return frame_of(self.grid, row, column, colour)

    def frame(self, k: int) -> VGroup:
        """Return the frame of the k-th input drawn."""
        return self.frames[k]

    def leave(self, k: int) -> np.ndarray:
        """Return the point from which the k-th input drawn leaves."""
        return self.grid.centre_of(*self.pixels[k])

    def parcel(self, k: int, source: Source) -> Square:
        """Return a pixel that leaves the image, with a value."""
        token = Square(
            CELL * self.grid.pitch,
            fill_color=self.theme.activation(source.value),
            fill_opacity=1,
            stroke_color=self.theme.ink,
            stroke_width=1,
        )
        mark(token, "fill", source)
        return token

    def flight(self, parcel: VMobject, neuron: Neuron, source: Source, way: VMobject) -> Animation:
        """Turn the pixel into the neuron's fill along a path."""
        neuron.submobjects.insert(1, parcel)  # above the disc, below the number
        disc = neuron.disc.copy().set_fill(self.theme.activation(source.value), opacity=1)
        disc.set_stroke(self.theme.ink)
        return morph_along(parcel, disc, way, arrive=ARRIVES, small=CHIP)

    def change(self, k: int, source: Source) -> list[Any]:
        """Enlarge a pixel with its frame, change it to another value, and shrink it again."""
        row, column = self.pixels[k]
        chip = self.grid.chip(row, column, source).scale(CELL)
        self.add(chip)
        first = self.theme.activation(self.grid.image[row, column] / 255)
        last, sizes = chip.get_fill_color(), [(m, m.width) for m in (chip, *self.frames[k])]

        def update(chip: VMobject, share: float) -> None:
            enlarged = min(1.0, share / GROWS, (1.0 - share) / GROWS)
            for part, width in sizes:
                part.set(width=width * (1.0 + (LENS - 1.0) * smooth(enlarged)))
            turned = min(max((share - GROWS) / (1.0 - 2 * GROWS), 0.0), 1.0)
            chip.set_fill(interpolate_color(first, last, smooth(turned)))

        return [UpdateFromAlphaFunc(chip, update, rate_func=linear)]


class TableSample(_Sample):
    """The row of a table, upright: the name of each input, its raw value, and its scaled one.

    Parameters
    ----------
    theme : Theme
    region : Region
    names : sequence of str
        Of the inputs drawn; shortened where there is no room.
    values : sequence of Source
        What the network reads.
    form : NumberFormat
    raw : sequence of Source
        Values before scaling, if they were scaled.
    heads : sequence of str
        Words above raw and scaled values.
    heights : sequence of float, optional
        Heights of the rows; evenly spaced in the region by default.

    Attributes
    ----------
    marks : list of VGroup
        Empty: every row is an input.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        names: Sequence[str],
        values: Sequence[Source],
        form: NumberFormat,
        raw: Sequence[Source] = (),
        heads: Sequence[str] = (),
        heights: Sequence[float] | None = None,
    ):
        self.theme = theme
        em, count = theme.sizes.label, len(names)
        if heights is None:
            pitch = min(ROWS, region.height / (count + 1))
            heights = [region.y + ((count - 1) / 2 - k) * pitch for k in range(count)]
        self.numbers = [Readout(theme, value, form, em, theme.ink) for value in values]
        columns = [self.numbers]
        if raw:
            forms = [_short(source.value) for source in raw]
            made = zip(raw, forms, strict=True)
            columns.insert(0, [Readout(theme, source, f, em, theme.quiet) for source, f in made])
        right, rows = region.right - 0.1, [VGroup() for _ in names]
        self.heads = VGroup()
        for column, head in zip(
            reversed(columns), [*reversed(heads), ""][: len(columns)], strict=True
        ):
            width = max(number.advance_width for number in column)
            if raw and head:
                word = TextLine(theme, head, em, theme.quiet)
                width = max(width, word.width)
                word.place(right, max(heights) + 0.42, "right")
                self.heads.add(word)
            for number, y, row in zip(column, heights, rows, strict=True):
                row.add(number.place(right, y - DIGIT_HEIGHT * em / 2, "right"))
            right -= width + 0.3
        for name, y, row in zip(names, heights, rows, strict=True):
            word = elided(theme, name, em, theme.ink, right - region.left)
            row.add(word.place(region.left, y - DIGIT_HEIGHT * em / 2, "left"))
        self.rows = rows
        self.frames = [self._frame(region, y, em) for y in heights]
        self.marks: list[VGroup] = []
        super().__init__(self.heads, *rows)

    def _frame(self, region: Region, y: float, em: float) -> VGroup:
        foot = y - 0.32 * em - 0.16
        ends = [region.left + 0.03, foot, 0], [region.right - 0.1, foot, 0]
        line = Line(*ends, color=self.theme.focus, stroke_width=1.6 * self.theme.sizes.line)
        return VGroup(line)

    def frame(self, k: int) -> VGroup:
        """Return the line below the k-th input drawn."""
        return self.frames[k]

    def leave(self, k: int) -> np.ndarray:
        """Return the point from which the k-th input drawn leaves."""
        return np.array(self.numbers[k].get_center())

    def parcel(self, k: int, source: Source) -> Readout:
        """Return a number that leaves the table."""
        form = self.numbers[k].number_format
        return Readout(self.theme, source, form, self.theme.sizes.label)

    def flight(self, parcel: Readout, neuron: Neuron, source: Source, way: VMobject) -> Animation:
        """Move the number into the neuron along a path."""
        return arrive_as_number(parcel, neuron, way, ARRIVES)

    def change(self, k: int, source: Source) -> list[Any]:
        """Replace a value by another; what the raw value would be is not said."""
        old = self.numbers[k]
        new = Readout(self.theme, source, old.number_format, old.em, self.theme.focus)
        new.place(old.get_right()[0], old.baseline, "right")
        self.numbers[k] = new
        gone = [old, *[m for m in self.rows[k] if isinstance(m, Readout) and m is not old]]
        self.rows[k].remove(*gone)
        self.add(new)
        return [*[within(FadeOut(m), 0.0, 0.45) for m in gone], within(FadeIn(new), 0.5, 1.0)]


def _short(value: float) -> NumberFormat:
    """Return a format for a raw value: exact if three decimals suffice."""
    for decimals in range(3):
        if abs(round(value, decimals) - value) < 1e-9:
            return NumberFormat(decimals)
    return NumberFormat(3)


def elided(theme: Theme, text: str, em: float, colour: str, width: float) -> TextLine:
    """Typeset a name, shortened with an ellipsis to fit a width."""
    word = TextLine(theme, text, em, colour)
    if word.width > width and " (" in text:  # a unit goes first
        text = text[: text.index(" (")]
        word = TextLine(theme, text, em, colour)
    kept = text
    while word.width > width and len(kept) > 1:
        kept = kept[: min(len(kept) - 1, int(len(kept) * width / word.width) + 1)].rstrip()
        word = TextLine(theme, kept + "…", em, colour)
    return word
