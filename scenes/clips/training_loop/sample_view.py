"""What is shown of the current sample, in the middle of the dial."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import Animation, VGroup

from scenes.clips.training_loop.course import Course
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.text.paging import Flipbook, Ordinal
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["SampleView", "shortened"]

WHOLE, TARGET = NumberFormat(0), NumberFormat(2)
LINE, SPACE = 0.42, 0.12
"""Room for the line below an image, and between its words, in frame units."""
WIDER, WIDEST = 1.3, 1.42
"""Width of a line across the middle of a circle, and at most of one below an image there, relative
to the square inside it."""


def shortened(theme: Theme, text: str, em: float, colour: str, width: float) -> TextLine:
    """Typeset a name; leave out its end if it would be wider than ``width``."""
    line = TextLine(theme, text, em, colour)
    kept = text
    while line.width > width and len(kept) > 1:
        kept = kept[:-1]
        line = TextLine(theme, kept.rstrip() + "…", em, colour)
    return line


def class_label(
    theme: Theme, recording: Any, step: int, em: float, colour: str, width: float
) -> Readout | TextLine:
    """Typeset the class, or the target, of a step's sample."""
    if "classes" in recording.metadata:
        return Readout(theme, Source(recording, "labels", step), WHOLE, em, colour)
    if recording.class_names is None:
        return Readout(theme, Source(recording, "targets", step, None, (0,)), TARGET, em, colour)
    name = recording.class_names[int(recording.labels[step])]
    return shortened(theme, name, em, colour, width)


class SampleView(Flipbook):
    """The samples of some steps, one at a time: image and label, or label alone.

    Parameters
    ----------
    theme : Theme
    region : Region
    course : Course
    steps : sequence of int
        Those that can be shown, the first of them to begin with.
    target : str
        The word for a target, beside a label that is a number.
    name : str
        For a sample: then its number stands below an image instead of its target.
    """

    def __init__(
        self, theme: Theme, region: Region, course: Course, steps: Sequence[int], target: str,
        name: str = "",
    ):  # fmt: skip
        self.theme, self.steps, self.target, self.name = theme, list(steps), target, name
        super().__init__([self._page(region, course, step) for step in self.steps])

    def _page(self, region: Region, course: Course, step: int) -> VGroup:
        recording, theme = course.recording, self.theme
        if recording.images is None:
            em = 0.5
            width = WIDER * region.width  # a single line has more room than a square
            label = class_label(theme, recording, step, em, theme.target, width)
            label.place(region.x, region.y - em * DIGIT_HEIGHT / 2)
            return VGroup(label)
        label = class_label(theme, recording, step, theme.sizes.number, theme.target, region.width)
        side = min(region.width, region.height - LINE)
        place = Region(region.x - side / 2, region.x + side / 2, region.top - side, region.top)
        pixels = recording.images[recording.image_index[step]]
        grid = PixelGrid(theme, place, pixels, backed=True)
        foot = place.bottom - LINE + 0.06
        if isinstance(label, TextLine):
            return VGroup(grid, label.place(region.x, foot))
        word = TextLine(theme, self.target, theme.sizes.label, theme.target)
        if self.name:
            word = TextLine(theme, self.name, theme.sizes.label, theme.quiet)
            place_in_epoch = Ordinal(recording, "place_in_epoch", step)
            label = Readout(theme, place_in_epoch, WHOLE, theme.sizes.number, theme.ink)
        whole = word.width + SPACE + label.advance_width
        if whole > WIDEST * region.width:  # it would reach the labels around
            return VGroup(grid, label.place(region.x, foot, "centre"))
        left = region.x - whole / 2
        word.place(left, foot, "left")
        label.place(left + word.width + SPACE, foot, "left")
        return VGroup(grid, label, word)

    def turn(self, way: Callable[[float], float]) -> Animation:
        """Return the animation that shows, at each share of a play, the sample that is nearest."""
        places = np.array(self.steps)
        return self.run(lambda share: int(np.argmin(np.abs(places - way(share)))))
