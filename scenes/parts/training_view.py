"""One of two trainings, as it runs: what the neuron decides, and how many points are right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from manim import Animation, Dot, FadeIn, VGroup, VMobject

from scenes.frame import Region
from scenes.motion import lingering, within
from scenes.parts.counter import Counter
from scenes.parts.decision_plot import DecisionPlot
from scenes.parts.dimming import dim, undim
from scenes.parts.readout import Readout
from scenes.parts.text import Words
from scenes.source import NumberFormat, Source
from scenes.theme import Theme

__all__ = ["TrainingView"]

WHOLE = NumberFormat(0)
SIGNED = NumberFormat(2, signed=True)
HEAD = 0.72
SIDE = 1.1
"""Room for the counters beside the square."""
BACK = 0.35
"""So much of its opacity is left to what is not spoken of."""


class TrainingView:
    """A decision plot with its name above and its counters at its right.

    Parameters
    ----------
    theme : Theme
    region : Region
    study : network.BiasStudy
    run : str
        ``without`` or ``with``.
    words : mapping of str to str
        Texts for ``head``, ``right``, ``of``, ``bias`` and ``step``.

    Attributes
    ----------
    plot : DecisionPlot
    head : Words
    right, bias, step : Counter
    """

    def __init__(self, theme: Theme, region: Region, study, run: str, words: Mapping[str, str]):
        self.theme, self.study, self.run = theme, study, run
        square = Region(region.left, region.right - SIDE, region.bottom, region.top - HEAD)
        self.plot = DecisionPlot(theme, square, study, run, 0)
        middle = float(self.plot.frame.get_x())
        self.head = Words(theme, words["head"], 1.2 * theme.sizes.label, theme.ink)
        self.head.place(middle, region.top - 0.32)
        x, top = (self.plot.right + region.right) / 2, self.plot.frame.get_top()[1]
        label, em = theme.sizes.label, theme.sizes.number

        def word(key: str, y: float, colour: str) -> Words:
            return Words(theme, words[key], label, colour).place(x, y)

        self.right = Counter(
            theme, self._source("right", 0), WHOLE, 2 * em, theme.ink, x, top - 1.3
        )
        count = Source(study, "setting", index=("points",))
        of = word("of", top - 1.85, theme.quiet).shift([-0.2, 0, 0])
        total = Readout(theme, count, WHOLE, label * 1.1, theme.quiet)
        total.place(float(of.get_right()[0]) + 0.1, top - 1.85, "left")
        self.bias = Counter(theme, self._source("biases", 0), SIGNED, em, theme.bias, x, top - 3.15)
        self.step = Counter(theme, self._number(0), WHOLE, em, theme.quiet, x, top - 4.35)
        self.side = VGroup(
            word("right", top - 0.35, theme.ink), of, total,
            word("bias", top - 2.7, theme.bias), word("step", top - 3.9, theme.quiet),
        )  # fmt: skip
        self.origin = Dot(self.plot.point(0, 0), 0.1, color=theme.focus)
        self._changing = [
            *self.plot.tiles, self.plot.rings, self.plot.line, self.plot.arrow, *self.plot.sides
        ]  # fmt: skip
        self._shown: list[VMobject] = list(self.plot.dots)
        self._texts: list[VMobject] = [self.head]
        self._dimmed: list[VMobject] = []
        self._opaque: dict[VMobject, tuple[float, float]] = {}

    def _source(self, name: str, step: int) -> Source:
        return Source(self.study, f"{self.run}_{name}", index=(step,))

    def _number(self, step: int) -> Source:
        return Source(self.study, "updates", index=(step,))

    def appear(self) -> list[Any]:
        """Show what the untrained neuron decides, then what of it is wrong, and the counters."""
        self._shown += [*self._changing, self.origin]
        self._texts += [self.side, self.right, self.bias, self.step]
        decided = [*self.plot.tiles, self.plot.line, *self.plot.sides, self.origin]
        judged = [self.plot.rings, self.plot.arrow, self.side, self.right, self.bias, self.step]
        return [
            *[within(FadeIn(m), 0.0, 0.5) for m in decided],
            *[within(FadeIn(m), 0.5, 1.0) for m in judged],
        ]

    def train(self) -> list[Any]:
        """Go through all recorded steps."""
        steps = list(range(self.study.entries))
        counters = (self.right, "right"), (self.bias, "biases")
        return [
            *self.plot.train(steps),
            *[
                self._even(number.go([self._source(name, step) for step in steps]))
                for number, name in counters
            ],
            self._even(self.step.go([self._number(step) for step in steps])),
        ]

    def _even(self, animation: Animation) -> Animation:
        """Let a counter keep pace with the picture."""
        animation.rate_func = lingering
        return animation

    def step_back(self) -> list[Any]:
        """Put the picture and its numbers out of focus."""
        self._opaque = {m: (m.get_fill_opacity(), m.get_stroke_opacity()) for m in self._shown}
        self._dimmed = list(self._texts)
        return [*[self._faded(m, BACK) for m in self._shown], *dim(self.theme, self._dimmed)]

    def come_forward(self) -> list[Any]:
        """Put it in focus again."""
        return [*[self._faded(m, 1.0) for m in self._opaque], *undim(self._dimmed)]

    def _faded(self, mobject: VMobject, share: float) -> Any:
        fill, stroke = self._opaque[mobject]
        return mobject.animate.set_fill(opacity=share * fill).set_stroke(opacity=share * stroke)

    @property
    def everything(self) -> list[VMobject]:
        """All that it draws."""
        return [self.plot, self.head, self.side, self.right, self.bias, self.step]
