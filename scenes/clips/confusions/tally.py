"""The step that training has reached and the number of right answers; the scale of the squares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from manim import Animation, Square, VGroup

from network.recordings.confusions import ConfusionSeries
from scenes.clips.confusions.layout import PanelPlaces
from scenes.mobjects.matrix.square_matrix import LARGEST
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.sentence import Sentence
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["COUNT", "ScaleKey", "Tally"]

STEP, SMALL = 0.5, 0.42
"""Sizes of the step and the number of right answers, and of the words around them."""
SPACE = 0.2
"""Gap between a number and its words, in frame units."""
LINE = 0.6
"""Distance of two lines."""
COUNT = NumberFormat(0, grouped=True)


class Tally:
    """Step, and number of samples answered correctly.

    Parameters
    ----------
    theme : Theme
    places : PanelPlaces
    series : ConfusionSeries
    say : callable
        Sets words of the clip: :meth:`NetworkScene.say`.
    of : str
        The word between step and number of steps.

    Attributes
    ----------
    step, right : Counter
    mobjects : list
        Step and right answers, with their words.
    """

    def __init__(
        self,
        theme: Theme,
        places: PanelPlaces,
        series: ConfusionSeries,
        say: Callable[..., TextLine],
        of: str,
    ):
        self.theme, self.series = theme, series
        last = self._source("steps_shown", series.last)
        every = Source(series, "setting", index=("samples",))
        rooms, totals = (places.step, places.right), (last, every)
        names = [say(word, em=SMALL) for word in ("step", "right")]
        wholes = [Sentence(theme, [of, (total, COUNT)], SMALL) for total in totals]
        slots = [Readout(theme, total, COUNT, STEP).advance_width for total in totals]
        width = max(name.width for name in names) + SPACE + max(slots)
        two_lines = any(
            width + SPACE + whole.width > room.width
            for room, whole in zip(rooms, wholes, strict=True)
        )
        for room, name, whole in zip(rooms, names, wholes, strict=True):
            baseline = room.top - 0.4
            name.place(room.left, baseline, "left")
            aside = 0.0 if two_lines else width + SPACE
            whole.place(room.left + aside, baseline - LINE * two_lines)
            whole.numbers[0].set_fill(theme.quiet)
        self.step, self.right = (
            Counter(
                theme, self._source(quantity, 0), COUNT, STEP, ink, room.left + width,
                room.top - 0.4, "right",
            )
            for room, quantity, ink in zip(
                rooms, ("steps_shown", "right"), (theme.ink, theme.target), strict=True
            )
        )  # fmt: skip
        self.mobjects: list[Any] = [*names, self.step, self.right, *wholes]

    def _source(self, quantity: str, moment: int) -> Source:
        return Source(self.series, quantity, index=(moment,))

    def follow(self, moment_at: Callable[[float], int]) -> list[Animation]:
        """Follow the training; ``moment_at`` gives the moment at a share of time."""
        return [
            self.step.follow(lambda share: self._source("steps_shown", moment_at(share))),
            self.right.follow(lambda share: self._source("right", moment_at(share))),
        ]


class ScaleKey(VGroup):
    """A square, and how many samples it stands for; of large squares, words instead.

    Parameters
    ----------
    theme : Theme
    region : Region
    source : Source
        The number for which a full square stands.
    words : (str, str)
        For a full square, and for what is counted, such as "test images".
    cell : float
        Side of a cell of the matrix.

    Attributes
    ----------
    said : Sentence
    """

    def __init__(
        self, theme: Theme, region: Region, source: Source, words: tuple[str, str], cell: float
    ):
        em, side = theme.sizes.label, LARGEST * cell
        full_square, counted = words
        if side > region.height:
            self.said = Sentence(theme, [full_square, (source, COUNT)], em)
            self.said.place(region.left, region.bottom + 0.12)
            super().__init__(self.said)
            return
        square = Square(side, stroke_width=0).set_fill(theme.quiet, opacity=1)
        square.unit = side / max(source.value, 1.0) ** 0.5
        mark(square, "square", source)
        y = region.bottom + max(side, DIGIT_HEIGHT * em) / 2
        square.move_to([region.left + side / 2, y, 0.0])
        self.said = Sentence(theme, [(source, COUNT), counted], em)
        self.said.place(region.left + side + SPACE, y - DIGIT_HEIGHT * em / 2)
        super().__init__(square, self.said)
