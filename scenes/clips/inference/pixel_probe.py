"""The darkest and the brightest pixel of an image, framed, and their numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup

from scenes.clips.inference.reading import Reading
from scenes.mobjects.images.grey_image import outline_of
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["PixelProbe"]

EM = 0.62
STYLE = NumberFormat(2)
ROOM, APART = 1.6, 0.5
"""Room for a number beside an image, and its distance from the image, in frame units."""


class PixelProbe:
    """Frames around two pixels, and their values with a word each, beside or below the image.

    Parameters
    ----------
    theme : Theme
    place : Region
        Of the image.
    reading : Reading
    body : Region
        Of the frame.
    words : (str, str)
        Of the darkest and of the brightest pixel.

    Attributes
    ----------
    frames : list of Rectangle
    values : list of VGroup
        Word and number.
    """

    def __init__(
        self, theme: Theme, place: Region, reading: Reading, body: Region, words: Sequence[str]
    ):
        columns, pixels = reading.shape[1], reading.values("activations", 0)
        pitch = place.width / columns
        beside = place.left - body.left > ROOM  # else the layout leaves room below
        self.frames, self.values = [], []
        for k, (word, find) in enumerate(zip(words, (np.argmin, np.argmax), strict=True)):
            pixel = int(find(pixels))
            row, column = divmod(pixel, columns)
            left, top = place.left + column * pitch, place.top - row * pitch
            frame = outline_of(theme, Region(left, left + pitch, top - pitch, top), theme.focus)
            self.frames.append(frame.set_stroke(width=1.6 * theme.sizes.line))
            number = Readout(theme, reading.of("activations", 0, pixel), STYLE, EM, theme.focus)
            said = TextLine(theme, word, theme.sizes.caption, theme.quiet)
            if beside:
                x, y = place.left - APART, place.y + 0.75 - 1.7 * k
                number.place(x, y, "right")
                said.place(x, y - 0.5, "right")
            else:
                x = place.x + (k - 0.5) * place.width / 2
                number.place(x - 0.1, place.bottom - 0.62, "right")
                said.place(x + 0.1, place.bottom - 0.62, "left")
            self.values.append(VGroup(number, said))
