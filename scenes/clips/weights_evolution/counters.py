"""The step and epoch that training has reached, each with its total."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from manim import Animation

from network import Evolution
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.sentence import Sentence
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["TrainingCounters"]

EM, SMALL, GAP = 0.44, 0.36, 0.13
"""Sizes of the counting numbers and of the words around them; space between them."""
COUNT = NumberFormat(0, grouped=True)


class TrainingCounters:
    """Counters such as "step 1,000 of 180,000" and "epoch 1 of 3", on one line or two.

    Parameters
    ----------
    theme : Theme
    evolution : network.Evolution
    words : (str, str, str)
        For "step", "epoch" and "of".

    Attributes
    ----------
    width : float
        Width on one line, in frame units.
    step : Counter
    counters : list of Counter
        The step, and the epoch if it is known.  Both set by :meth:`place`.
    """

    def __init__(self, theme: Theme, evolution: Evolution, words: Sequence[str]):
        self.theme, self.evolution, self.series = theme, evolution, evolution.series
        step, epoch, of = words
        self._last_step = Source(
            self.series, "steps_shown", index=(len(self.series.steps_shown) - 1,)
        )
        totals = [self._last_step]
        if self.counts_epochs:
            totals.append(Source(self.series, "setting", index=("epochs",)))
        names = [step, epoch][: len(totals)]
        self._names = [TextLine(theme, text, SMALL, theme.quiet) for text in names]
        self._totals = [Sentence(theme, [of, (total, COUNT)], SMALL) for total in totals]
        for line in self._totals:
            line.numbers[0].set_fill(theme.quiet)
        self._digits = [Readout(theme, total, COUNT, EM).advance_width for total in totals]
        said: list[TextLine | Sentence] = [*self._names, *self._totals]
        self.width = sum(m.width for m in said) + sum(self._digits) + 5 * GAP

    @property
    def counts_epochs(self) -> bool:
        """Whether the epochs are known, as they are not of an imported run."""
        return bool(self.series.metadata["epochs"])

    def place(self, grid: Region, height: float) -> None:
        """Place the counters above the maps: on one line, or on two if ``height`` allows."""
        lower, upper = grid.top + 0.19, grid.top + height - 0.43
        self._names[0].place(grid.left, upper, "left")
        x = self._names[0].get_right()[0] + GAP + self._digits[0]
        self.step = self._counter(self.step_at(0.0), x, upper)
        self._totals[0].place(x + GAP, upper)
        self.counters = [self.step]
        if self.counts_epochs:
            self._place_epoch(grid, lower, upper)

    def _place_epoch(self, grid: Region, lower: float, upper: float) -> None:
        name, total = self._names[1], self._totals[1]
        if upper > lower:
            x = name.place(grid.left, lower, "left").get_right()[0] + GAP + self._digits[1]
            total.place(x + GAP, lower)
        else:
            total.place(grid.right - total.width, lower)
            x = total.get_left()[0] - GAP
            name.place(x - self._digits[1] - GAP, lower, "right")
        self.counters.append(self._counter(self.epoch_at(0.0), x, lower))

    def _counter(self, source: Source, x: float, baseline: float) -> Counter:
        return Counter(self.theme, source, COUNT, EM, self.theme.ink, x, baseline, "right")

    @property
    def mobjects(self) -> list:
        """Everything that is drawn."""
        return [*self._names, *self.counters, *self._totals]

    def show(self, share: float) -> None:
        """Show step and epoch at a share of the training's time on screen."""
        self.step.show(self.step_at(share))
        for epoch in self.counters[1:]:
            epoch.show(self.epoch_at(share))

    def step_at(self, share: float) -> Source:
        """Return the source of the step reached at a share of the training's time on screen."""
        evolution = self.evolution
        if evolution.recording is None:
            return Source(self.series, "steps_shown", index=(evolution.frame(share),))
        return Source(evolution.recording, "updates_made", index=(evolution.step(share),))

    def epoch_at(self, share: float) -> Source:
        """Return the source of the number of epochs completed at a share of that time."""
        return Source(self.series, "epochs_shown", index=(self.evolution.frame(share),))

    def follow(self, at: Callable[[float], float]) -> list[Animation]:
        """Follow the training; ``at`` maps the play's time to the training's, both from 0 to 1."""
        found = [self.step.follow(lambda share: self.step_at(at(share)))]
        for epoch in self.counters[1:]:
            found.append(epoch.follow(lambda share: self.epoch_at(at(share))))
        return found
