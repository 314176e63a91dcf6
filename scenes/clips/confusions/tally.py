"""The step that training has reached, the numbers of right and wrong answers, and the scale."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from manim import Animation

from network.recordings.confusions import ConfusionSeries
from scenes.clips.confusions.layout import PanelPlaces
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.sentence import Sentence
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Tally"]

STEP, SMALL, LARGE, WORD = 0.5, 0.42, 0.98, 0.46
"""Sizes of the step, the words around it, the numbers of samples, and the words for them."""
BETWEEN = 0.25
"""Gap between a number and its word, in frame units."""
COUNT = NumberFormat(0, grouped=True)


class Tally:
    """Step, and numbers of samples answered correctly and wrongly.

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
    step : Counter
    results : dict of str to Counter
        By quantity: ``right`` and ``wrong``.
    scale : Sentence
        What a square that fills its cell stands for.
    mobjects : list
        Everything that is drawn.
    """

    def __init__(
        self,
        theme: Theme,
        places: PanelPlaces,
        series: ConfusionSeries,
        say: Callable[..., TextLine],
        of: str,
    ):
        self.theme, self.series, self._say, self._of = theme, series, say, of
        self.mobjects: list[Any] = []
        self._place_step(places.step)
        self._em, self._widest = self._fitted(places.right)
        self.results = {
            "right": self._count("right", theme.target, places.right),
            "wrong": self._count("wrong", theme.cost, places.wrong),
        }
        self._scale_at = places.scale
        self.scale = self.scale_of(0)
        self.mobjects.append(self.scale)

    def _source(self, quantity: str, moment: int) -> Source:
        return Source(self.series, quantity, index=(moment,))

    def _place_step(self, room: Region) -> None:
        """Place "step 0 of 180,000" on one line, or on two."""
        theme, total = self.theme, (self._source("steps_shown", self.series.last), COUNT)
        name, of = self._say("step", em=SMALL), Sentence(theme, [self._of, total], SMALL)
        of.numbers[0].set_fill(theme.quiet)
        width = name.width + 0.2 + Readout(theme, *total, STEP).advance_width
        two_lines = width + 0.2 + of.width > room.width
        baseline = room.top - 0.4
        name.place(room.left, baseline, "left")
        of.place(room.left if two_lines else room.left + width + 0.2, baseline - 0.6 * two_lines)
        place = (room.left + width, baseline, "right")
        self.step = Counter(theme, self._source("steps_shown", 0), COUNT, STEP, theme.ink, *place)
        self.mobjects += [name, self.step, of]

    def _fitted(self, room: Region) -> tuple[float, float]:
        """Return the size of the counts, and the width of the widest."""
        names = ("right", "wrong")
        words = max(self._say(name, em=WORD).width for name in names)
        counted = max(
            Readout(self.theme, self._source(name, moment), COUNT, LARGE).advance_width
            for name in names for moment in (0, self.series.last)
        )  # fmt: skip
        share = min(1.0, (room.width - words - BETWEEN) / counted)
        return share * LARGE, share * counted

    def _count(self, quantity: str, colour: str, room: Region) -> Counter:
        """Place a number of samples and the word for it."""
        baseline, x = room.y - 0.3, room.left + self._widest
        place = (x, baseline, "right")
        counter = Counter(self.theme, self._source(quantity, 0), COUNT, self._em, colour, *place)
        word = self._say(quantity, colour, WORD).place(x + BETWEEN, baseline, "left")
        self.mobjects += [counter, word]
        return counter

    def scale_of(self, which: int) -> Sentence:
        """Say what a full square stands for: 0 is the scale of all counts, 1 that of mistakes."""
        words = self._say("full_square").text
        source = Source(self.series, "largest", index=(which,))
        found = Sentence(self.theme, [words, (source, COUNT)], self.theme.sizes.label)
        return found.place(self._scale_at.left, self._scale_at.bottom + 0.12)

    def follow(self, place_at: Callable[[float], float]) -> list[Animation]:
        """Follow the training; ``place_at`` gives a place among the moments at a share of time."""
        counters = {"steps_shown": self.step, **self.results}

        def source_of(quantity: str) -> Callable[[float], Source]:
            return lambda share: self._source(quantity, int(place_at(share) + 1e-6))

        return [counter.follow(source_of(key)) for key, counter in counters.items()]
