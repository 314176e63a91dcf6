"""A frame that goes from pixel to pixel of an image, and the number of each."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from manim import Animation

from scenes.clips.inference.reading import Reading
from scenes.mobjects.images.grey_image import outline_of
from scenes.mobjects.text.counter import Counter
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["PixelProbe"]

EM = 0.62
STYLE = NumberFormat(2)
GREY = 0.55
"""Of the pixel that is neither black nor white, or nearly."""
ROOM = 1.6
"""Room for a number beside an image, in frame units."""


class PixelProbe:
    """The frame around one pixel, and its value beside or below the image.

    Parameters
    ----------
    theme : Theme
    place : Region
        Of the image.
    reading : Reading
    body : Region
        Of the frame.

    Attributes
    ----------
    frame : Rectangle
    value : Counter
    """

    def __init__(self, theme: Theme, place: Region, reading: Reading, body: Region):
        self.place, self.reading = place, reading
        rows, columns = reading.shape
        self.pitch = place.width / columns
        self.pixels = self._chosen(reading.values("activations", 0).reshape(rows, columns))
        row, column = self.pixels[0]
        self.frame = outline_of(theme, self._cell(row, column), theme.focus)
        self.frame.set_stroke(width=1.6 * theme.sizes.line)
        beside = place.left - body.left > ROOM  # else the layout leaves room below
        at = (place.left - 0.35, place.y - 0.2, "right") if beside else (
            place.x, place.bottom - 0.62, "centre",
        )  # fmt: skip
        source = reading.of("activations", 0, row * columns + column)
        self.value = Counter(theme, source, STYLE, EM, theme.focus, *at)
        self._now = 0

    @staticmethod
    def _chosen(values: np.ndarray) -> list[tuple[int, int]]:
        """Return a dark pixel, then a bright one, then a grey one in the row of that."""
        row, column = divmod(int(np.argmax(values)), values.shape[1])
        grey = int(np.argmin(np.abs(values[row] - GREY)))
        return list(dict.fromkeys([(0, 0), (row, column), (row, grey)]))

    def _cell(self, row: int, column: int) -> Region:
        left, top = self.place.left + column * self.pitch, self.place.top - row * self.pitch
        return Region(left, left + self.pitch, top - self.pitch, top)

    def moves(self) -> Iterator[Animation]:
        """Yield the motion of the frame to each of the other pixels, one after the other.

        Made at once, all would lead to the last: a mobject has one target.
        """
        for pixel in self.pixels[1:]:
            yield self.frame.animate.move_to(self._cell(*pixel).centre)

    def read(self) -> Counter:
        """Return the number, with the value of the pixel that the frame has reached."""
        self._now += 1
        row, column = self.pixels[self._now]
        pixel = row * self.reading.shape[1] + column
        return self.value.show(self.reading.of("activations", 0, pixel))
