"""The step that training has reached, and the numbers of correct and wrong answers there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from manim import Animation

from network import CheckpointSeries
from scenes.clips.confusions.layout import GAP, ConfusionsLayout
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.sentence import Sentence
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["ResultCounters"]

STEP, SMALL, LARGE, WORD = 0.54, 0.44, 1.5, 0.5
"""Sizes of the step, the words around it, the numbers of images, and the words for them."""
COUNT = NumberFormat(0, grouped=True)


class ResultCounters:
    """Step, and numbers of test images classified correctly and wrongly.

    Parameters
    ----------
    theme : Theme
    layout : ConfusionsLayout
    series : network.CheckpointSeries
    say : callable
        Sets words of the clip: :meth:`NetworkScene.say`.
    of : str
        The word between step and number of steps.

    Attributes
    ----------
    step : Counter
    results : dict of str to Counter
        By quantity: ``test_right`` and ``test_wrong``.
    mobjects : list
        Everything that is drawn.
    """

    def __init__(
        self,
        theme: Theme,
        layout: ConfusionsLayout,
        series: CheckpointSeries,
        say: Callable[..., TextLine],
        of: str,
    ):
        self.theme, self.series, self._say, self._of = theme, series, say, of
        self.last, self.room = len(series.steps_shown) - 1, layout.beside
        self.mobjects: list[Any] = []
        self.results: dict[str, Counter] = {}
        judged = (("test_right", theme.target), ("test_wrong", theme.cost))
        room = self.room
        if layout.wide:
            head, *places = room.split(1.0, 2.2, 2.2, gap=0.1)
            self._place_step(room.left, head.y)
            for place, (quantity, colour) in zip(places, judged, strict=True):
                word = self._count(quantity, colour, room.left + 3.6, place.y - 0.45)
                word.place(room.left + 3.9, place.y - 0.45, "left")
            return
        # A word goes below its number if there is no room beside it.
        if room.width > room.height:
            head, below = room.split(0.7, room.height - 0.7)
            self._place_step(None, head.y - 0.1)
            places = below.columns(1, 1, gap=GAP)
        else:
            head, *places = room.split(1.6, 2.2, 2.2, gap=0.1)
            self._place_step(None, head.y, two_lines=True)
        widest = Readout(theme, self._source("test_right", self.last), COUNT, LARGE).advance_width
        for place, (quantity, colour) in zip(places, judged, strict=True):
            right = place.x + widest / 2
            word = self._count(quantity, colour, right, place.y - 0.1)
            word.place(right, place.y - 0.85, "right")

    def _source(self, quantity: str, frame: int) -> Source:
        return Source(self.series, quantity, index=(frame,))

    def _place_step(self, left: float | None, baseline: float, *, two_lines: bool = False) -> None:
        """Place "step 0 of 180,000", from ``left`` on or centred."""
        theme, total = self.theme, (self._source("steps_shown", self.last), COUNT)
        name, of = self._say("step", em=SMALL), Sentence(theme, [self._of, total], SMALL)
        of.numbers[0].set_fill(theme.quiet)
        width = name.width + 0.2 + Readout(theme, *total, STEP).advance_width
        if left is None:
            left = self.room.x - (width if two_lines else width + 0.18 + of.width) / 2
        name.place(left, baseline, "left")
        x = left + width
        if two_lines:
            of.place(0, baseline - 0.75)
            of.shift([x - of.numbers[0].get_right()[0], 0, 0])
        else:
            of.place(x + 0.18, baseline)
        first, ink = self._source("steps_shown", 0), theme.ink
        self.step = Counter(theme, first, COUNT, STEP, ink, x, baseline, "right")
        self.mobjects += [name, self.step, of]

    def _count(self, quantity: str, colour: str, right: float, baseline: float) -> TextLine:
        """Place a number of images that ends at ``right``; return the word for it."""
        first, place = self._source(quantity, 0), (right, baseline, "right")
        counter = Counter(self.theme, first, COUNT, LARGE, colour, *place)
        word = self._say(quantity, colour, WORD)
        self.results[quantity] = counter
        self.mobjects += [counter, word]
        return word

    def follow(self, frame_at: Callable[[float], int]) -> list[Animation]:
        """Follow the training; ``frame_at`` gives the checkpoint at a share of the time."""
        counters = {"steps_shown": self.step, **self.results}

        def source_of(quantity: str) -> Callable[[float], Source]:
            return lambda share: self._source(quantity, frame_at(share))

        return [counter.follow(source_of(key)) for key, counter in counters.items()]
