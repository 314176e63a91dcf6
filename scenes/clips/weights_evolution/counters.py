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
WHOLE, COUNT = NumberFormat(0), NumberFormat(0, grouped=True)


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
    step, epoch : Counter
        Set by :meth:`place`.
    """

    def __init__(self, theme: Theme, evolution: Evolution, words: Sequence[str]):
        self.theme, self.evolution, self.series = theme, evolution, evolution.series
        step, epoch, of = words
        self._last_step = Source(
            self.series, "steps_shown", index=(len(self.series.steps_shown) - 1,)
        )
        self._epochs = Source(self.series, "setting", index=("epochs",))
        self._names = [TextLine(theme, text, SMALL, theme.quiet) for text in (step, epoch)]
        self._totals = [
            Sentence(theme, [of, (total, COUNT)], SMALL)
            for total in (self._last_step, self._epochs)
        ]
        for line in self._totals:
            line.numbers[0].set_fill(theme.quiet)
        self._digits = Readout(theme, self._last_step, COUNT, EM).advance_width
        digits = self._digits + 0.5 * EM * len(str(self.series.metadata["epochs"]))
        said: list[TextLine | Sentence] = [*self._names, *self._totals]
        self.width = sum(m.width for m in said) + digits + 5 * GAP

    def place(self, grid: Region, height: float) -> None:
        """Place the counters above the maps: on one line, or on two if ``height`` allows."""
        (step, epoch), (of_steps, of_epochs) = self._names, self._totals
        lower, upper = grid.top + 0.19, grid.top + height - 0.43
        step.place(grid.left, upper, "left")
        x = step.get_right()[0] + GAP + self._digits
        ink = self.theme.ink
        self.step = Counter(self.theme, self.step_at(0.0), COUNT, EM, ink, x, upper, "right")
        of_steps.place(x + GAP, upper)
        if upper > lower:
            of_epochs.place(x + GAP, lower)
            epoch.place(grid.left, lower, "left")
        else:
            of_epochs.place(grid.right - of_epochs.width, lower)
        x = of_epochs.get_left()[0] - GAP
        self.epoch = Counter(self.theme, self.epoch_at(0.0), WHOLE, EM, ink, x, lower, "right")
        if upper == lower:
            width = Readout(self.theme, self._epochs, WHOLE, EM).advance_width
            epoch.place(x - width - GAP, lower, "right")

    @property
    def mobjects(self) -> list:
        """Everything that is drawn."""
        (step, epoch), (of_steps, of_epochs) = self._names, self._totals
        return [step, self.step, of_steps, epoch, self.epoch, of_epochs]

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
        return [
            self.step.follow(lambda share: self.step_at(at(share))),
            self.epoch.follow(lambda share: self.epoch_at(at(share))),
        ]
