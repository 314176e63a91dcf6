"""The answers for images, whether they are correct, and how often the network is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import LEFT, Animation, Rectangle, VGroup

from scenes.clips.inference.full_network import fitted
from scenes.clips.inference.reading import Reading
from scenes.mobjects.images.grey_image import GreyImage, outline_of
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.sentence import Sentence
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Accuracy", "AnsweredImage"]

COUNT = NumberFormat(0, grouped=True)
PERCENT = NumberFormat(2, percent=True)
EM, SPACE = 0.56, 0.16
"""Size of the answer's type, and the gap between its words, in frame units."""
BAR_HEIGHT, BAR_WIDTH = 0.3, 4.6


class AnsweredImage:
    """An image, its frame, and the network's answer below.

    Parameters
    ----------
    theme : Theme
    place : Region
    reading : Reading
    words : str
        The words before the answer.

    Attributes
    ----------
    image : GreyImage
    frame : Rectangle
    answer : VGroup
    """

    def __init__(self, theme: Theme, place: Region, reading: Reading, words: str):
        inside = fitted(place, reading.shape)
        self.image = GreyImage(theme, inside, reading.of("activations", 0), reading.shape)
        self.frame = outline_of(theme, inside)
        colours = {True: theme.target, False: theme.cost, None: theme.ink}
        colour = colours[reading.correct]
        for em in (EM, theme.sizes.number):  # smaller where the name is long
            said = TextLine(theme, words, em, theme.quiet)
            name = reading.class_name(theme, reading.answer, em, colour)
            room = max(place.width - said.width - SPACE, 0.5)
            if name.width <= room:
                break
        name = reading.class_name(theme, reading.answer, em, colour, room)
        left = place.x - (said.width + SPACE + name.width) / 2
        said.place(left, place.bottom - 0.62, "left")
        name.place(left + said.width + SPACE, place.bottom - 0.62, "left")
        self.answer = VGroup(said, name)


class Accuracy(VGroup):
    """The share of all test images that the network classifies correctly, and their number.

    Parameters
    ----------
    theme : Theme
    room : Region
    recording : network.Inference or network.NetworkInference
    words : (str, str)
        Before and after the number of images.
    low : bool
        Whether the room lies below the images: numbers are larger there.

    Attributes
    ----------
    bar, track : Rectangle
        The share, and all images.
    """

    def __init__(
        self, theme: Theme, room: Region, recording: Any, words: Sequence[str], *, low: bool
    ):
        share, tested = (
            Source(recording, "setting", index=("network", key))
            for key in ("test_accuracy", "test_images")
        )
        em, raised = (1.6, 0.0) if low else (1.3, 0.1)
        number = Readout(theme, share, PERCENT, em, theme.target)
        number.place(room.x, room.y + 0.2 + raised)
        line = Sentence.fitting(theme, [words[0], (tested, COUNT), words[1]], 0.4, room.width)
        line.place(room.x, room.y - 0.55 + raised, "centre")
        width, y = min(BAR_WIDTH, room.width), room.y - 1.05 + raised
        self.track, self.bar = (
            Rectangle(width=max(width * part, 1e-3), height=BAR_HEIGHT, stroke_width=0)
            for part in (1.0, share.value)
        )
        self.track.move_to([room.x, y, 0]).set_fill(theme.cost, opacity=1)
        self.bar.move_to([room.x, y, 0]).align_to(self.track, LEFT)
        self.bar.set_fill(theme.target, opacity=1)
        self.bar.full = width
        mark(self.bar, "length", share)
        super().__init__(number, line)

    def grow(self) -> Animation:
        """Grow the share from nothing; what is left is misread."""
        target = self.bar.copy()
        self.bar.rescale_to_fit(1e-3, 0, stretch=True)
        self.bar.align_to(target, LEFT)
        return self.bar.animate.become(target)
