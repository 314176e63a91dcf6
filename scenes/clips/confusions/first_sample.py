"""One sample with its label and the network's answer, beside the matrix in which it counts."""

from __future__ import annotations

from manim import Group

from network.recordings.confusions import ConfusionSeries, ShownSamples
from scenes.clips.confusions.class_names import with_sources
from scenes.clips.confusions.misread_table import MisreadTable
from scenes.mobjects.images.grey_image import GreyImage, outline_of, square_in
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["FirstSample", "image_of"]

LARGEST = 4.1
"""Greatest side of the image, in frame units."""
EM, FIRST, PITCH = 0.42, 0.56, 0.66
"""Size of label and answer, distance of the first from the image, and of the two."""


def image_of(theme: Theme, region: Region, shown: ShownSamples, sample: int) -> Group:
    """Draw the image of a sample as large as fits, with an outline."""
    rows, columns = shown.arrays["images"].shape[1:]
    unit = min(region.width / columns, region.height / rows)
    room = region.inner(unit * columns, unit * rows)
    image = GreyImage(theme, room, Source(shown, "images", index=(sample,)))
    return Group(image, outline_of(theme, room))


class FirstSample(Group):
    """The image or the values of a sample, its label, and the answer to it.

    Parameters
    ----------
    theme : Theme
    region : Region
    series : ConfusionSeries
    shown : ShownSamples
    words : (str, str)
        For label and answer.
    which : int
        Which of the samples.

    Attributes
    ----------
    sample : Group
        What the network is shown.
    said : list of TextLine
        Label and answer, if they are beside an image.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        series: ConfusionSeries,
        shown: ShownSamples,
        words: tuple[str, str],
        which: int = 0,
    ):
        self.theme = theme
        self.said: list[TextLine] = []
        if "images" not in shown.arrays:
            self.sample = Group(MisreadTable(theme, region, series, shown, [which], words))
            super().__init__(self.sample)
            return
        side = min(LARGEST, region.height - FIRST - PITCH - 0.15, region.width)
        region = region.inner(region.width, side + FIRST + PITCH + 0.15)
        place = square_in(Region(region.left, region.right, region.top - side, region.top))
        self.sample = image_of(theme, place, shown, which)
        for k, (word, name) in enumerate(zip(words, ("labels", "answers"), strict=True)):
            number = int(shown.arrays[name][which])
            line = with_sources(
                self._line(word, series.classes[number], region.width), series, number
            )
            self.said.append(line.place(region.x, place.bottom - FIRST - PITCH * k))
        super().__init__(self.sample, *self.said)

    def _line(self, word: str, name: str, width: float) -> TextLine:
        """Typeset a word and the name of a class, cut short if need be."""
        line = TextLine(self.theme, f"{word}: {name}", EM, self.theme.ink)
        while line.width > width and len(name) > 1:
            name = name[: max(1, min(len(name) - 1, int(len(name) * width / line.width)))]
            line = TextLine(self.theme, f"{word}: {name.rstrip()}…", EM, self.theme.ink)
        return line
