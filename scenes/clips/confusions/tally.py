"""The step that training has reached, the number of right answers, and the scale of the squares."""

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

__all__ = ["COUNT", "Tally"]

STEP, SMALL = 0.5, 0.42
"""Sizes of the step and the number of right answers, and of the words around them."""
SPACE = 0.2
"""Gap between a number and its words, in frame units."""
LINE = 0.6
"""Distance of two lines."""
COUNT = NumberFormat(0, grouped=True)


class Tally:
    """Step, number of samples answered correctly, and a square for scale.

    Parameters
    ----------
    theme : Theme
    places : PanelPlaces
    series : ConfusionSeries
    say : callable
        Sets words of the clip: :meth:`NetworkScene.say`.
    of : str
        The word between step and number of steps.
    counted : str
        What is counted, such as "test images".
    cell : float
        Side of a cell of the matrix.

    Attributes
    ----------
    step, right : Counter
    key : VGroup
        What the area of a square stands for.
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
        counted: str,
        cell: float,
    ):
        self.theme, self.series, self._say, self._of = theme, series, say, of
        self._counted, self._cell, self._key_at = counted, cell, places.scale
        self.mobjects: list[Any] = []
        last = self._source("steps_shown", series.last)
        self.step = self._line(places.step, "step", "steps_shown", last, theme.ink)
        every = Source(series, "setting", index=("samples",))
        self.right = self._line(places.right, "right", "right", every, theme.target)
        self.key = self.key_of(0)

    def _source(self, quantity: str, moment: int) -> Source:
        return Source(self.series, quantity, index=(moment,))

    def _line(self, room: Region, word: str, quantity: str, total: Source, ink: str) -> Counter:
        """Place "step 0 of 180,000" on one line, or on two."""
        theme = self.theme
        name, of = self._say(word, em=SMALL), Sentence(theme, [self._of, (total, COUNT)], SMALL)
        of.numbers[0].set_fill(theme.quiet)
        width = name.width + SPACE + Readout(theme, total, COUNT, STEP).advance_width
        two_lines = width + SPACE + of.width > room.width
        baseline = room.top - 0.4
        name.place(room.left, baseline, "left")
        x = room.left if two_lines else room.left + width + SPACE
        of.place(x, baseline - LINE * two_lines)
        at = (room.left + width, baseline, "right")
        counter = Counter(theme, self._source(quantity, 0), COUNT, STEP, ink, *at)
        self.mobjects += [name, counter, of]
        return counter

    def key_of(self, which: int) -> VGroup:
        """Return a square and what it stands for: 0 is the scale of all counts, 1 of mistakes."""
        theme, source = self.theme, Source(self.series, "largest", index=(which,))
        square = Square(LARGEST * self._cell, stroke_width=0).set_fill(theme.quiet, opacity=1)
        square.unit = square.width / max(source.value, 1.0) ** 0.5
        mark(square, "square", source)
        room, em = self._key_at, theme.sizes.label
        y = room.bottom + max(square.height, DIGIT_HEIGHT * em) / 2
        square.move_to([room.left + square.width / 2, y, 0.0])
        said = Sentence(theme, [(source, COUNT), self._counted], em)
        said.place(room.left + square.width + SPACE, y - DIGIT_HEIGHT * em / 2)
        return VGroup(square, said)

    def follow(self, moment_at: Callable[[float], int]) -> list[Animation]:
        """Follow the training; ``moment_at`` gives the moment at a share of time."""
        return [
            self.step.follow(lambda share: self._source("steps_shown", moment_at(share))),
            self.right.follow(lambda share: self._source("right", moment_at(share))),
        ]
