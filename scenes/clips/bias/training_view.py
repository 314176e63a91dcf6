"""One of two training runs: the neuron's decision, and the number of correct answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from manim import Animation, Dot, FadeIn, VGroup, VMobject

from scenes.animation.timing import lingering, within
from scenes.clips.bias.decision_plot import TICK_ROOM, DecisionPlot
from scenes.mobjects.dimming import dim, undim
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["TrainingView"]

WHOLE = NumberFormat(0)
SIGNED = NumberFormat(2, signed=True)
KEYS = ("right", "bias", "step")
HEAD = 0.72
SIDE = 1.1
"""Room for the counters beside the square, in frame units."""
BESIDE = (0.35, 1.3), (2.7, 3.15), (3.9, 4.35)
"""From the upper edge of the square down to the names and numbers of counters beside it."""
FOOT = 1.4
"""Room for the counters below the square, in frame units."""
BELOW, SHARES = (0.3, 0.96), (0.17, 0.53, 0.86)
"""From the axis's numbers down to names and numbers of counters below; shares of the width."""
OF_BESIDE, OF_BELOW = 0.55, 0.37
"""From the number of correct points down to the number of all points."""
SIGNS = 0.35
"""Room at the right of the square for the signs at the end of the line."""
BACK = 0.35
"""Share of its opacity that a view in the background keeps."""


def _square(region: Region) -> tuple[Region, bool]:
    """Return the region of plot and axes, and whether the counters are below or beside it.

    They are placed so that the plot is as large as possible.
    """
    free = region.width - TICK_ROOM, region.height - HEAD - TICK_ROOM
    beside, below = min(free[0] - SIDE, free[1]), min(free[0] - SIGNS, free[1] - FOOT)
    if below <= beside:
        left = region.x - (beside + TICK_ROOM + SIDE) / 2
        right = left + beside + TICK_ROOM
        return Region(left, right, region.bottom, region.top - HEAD), False
    left = region.x - (below + TICK_ROOM + SIGNS) / 2
    height = HEAD + below + TICK_ROOM + FOOT
    top = region.y + height / 2 - HEAD
    return Region(left, left + below + TICK_ROOM, top - below - TICK_ROOM, top), True


class TrainingView:
    """A decision plot with its name above, and counters at its right or, if narrow, below.

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
    head : TextLine
    right, bias, step : Counter
    """

    def __init__(self, theme: Theme, region: Region, study, run: str, words: Mapping[str, str]):
        self.theme, self.study, self.run = theme, study, run
        square, below = _square(region)
        self.plot = DecisionPlot(theme, square, study, run, 0)
        self.head = TextLine(theme, words["head"], 1.2 * theme.sizes.label, theme.ink)
        self.head.place(float(self.plot.frame.get_x()), square.top + HEAD - 0.32)
        places = self._below(square) if below else self._beside(square)
        em, colours = theme.sizes.number, (theme.ink, theme.bias, theme.quiet)
        names = [
            TextLine(theme, words[key], theme.sizes.label, colour).place(x, name)
            for key, colour, (x, name, _) in zip(KEYS, colours, places, strict=True)
        ]
        sources = self._source("right", 0), self._source("biases", 0), self._number(0)
        looks = zip(sources, (WHOLE, SIGNED, WHOLE), (2 * em, em, em), colours, strict=True)
        self.right, self.bias, self.step = (
            Counter(theme, source, style, size, colour, x, number)
            for (source, style, size, colour), (x, _, number) in zip(looks, places, strict=True)
        )
        x, _, foot = places[0]
        foot -= OF_BELOW if below else OF_BESIDE
        of = TextLine(theme, words["of"], theme.sizes.label, theme.quiet).place(x, foot)
        of.shift([-0.2, 0, 0])
        count = Source(study, "setting", index=("points",))
        total = Readout(theme, count, WHOLE, theme.sizes.label * 1.1, theme.quiet)
        total.place(float(of.get_right()[0]) + 0.1, foot, "left")
        self.side = VGroup(names[0], of, total, *names[1:])
        self.origin = Dot(self.plot.c2p(0, 0), 0.1, color=theme.focus)
        self._changing = [
            *self.plot.halves, self.plot.rings, self.plot.line, self.plot.arrow, *self.plot.sides
        ]  # fmt: skip
        self._shown: list[VMobject] = list(self.plot.dots)
        self._texts: list[VMobject] = [self.head]
        self._dimmed: list[VMobject] = []
        self._opaque: dict[VMobject, tuple[float, float]] = {}

    def _beside(self, square: Region) -> list[tuple[float, float, float]]:
        """Return the places of the counters at the right: x, and baselines of name and number."""
        x, top = (self.plot.right + square.right + SIDE) / 2, self.plot.frame.get_top()[1]
        return [(x, top - name, top - number) for name, number in BESIDE]

    def _below(self, square: Region) -> list[tuple[float, float, float]]:
        """Return their places in a row below the axis."""
        left, top = self.plot.frame.get_left()[0] - TICK_ROOM / 2, square.bottom
        width = self.plot.right - left
        return [(left + share * width, top - BELOW[0], top - BELOW[1]) for share in SHARES]

    def _source(self, name: str, step: int) -> Source:
        return Source(self.study, f"{self.run}_{name}", index=(step,))

    def _number(self, step: int) -> Source:
        return Source(self.study, "updates", index=(step,))

    def appear(self) -> list[Any]:
        """Return the fade-in of the decision, then of its errors and the counters."""
        self._shown += [*self._changing, self.origin]
        self._texts += [self.side, self.right, self.bias, self.step]
        decided = [*self.plot.halves, self.plot.line, *self.plot.sides, self.origin]
        judged = [self.plot.rings, self.plot.arrow, self.side, self.right, self.bias, self.step]
        return [
            *[within(FadeIn(m), 0.0, 0.5) for m in decided],
            *[within(FadeIn(m), 0.5, 1.0) for m in judged],
        ]

    def train(self) -> list[Any]:
        """Return the animations through all recorded steps."""
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
        """Change a counter's pace to that of the plot."""
        animation.rate_func = lingering
        return animation

    def step_back(self) -> list[Any]:
        """Return the animations that dim plot and numbers."""
        self._opaque = {m: (m.get_fill_opacity(), m.get_stroke_opacity()) for m in self._shown}
        self._dimmed = list(self._texts)
        return [*[self._faded(m, BACK) for m in self._shown], *dim(self.theme, self._dimmed)]

    def come_forward(self) -> list[Any]:
        """Return the animations that undo :meth:`step_back`."""
        return [*[self._faded(m, 1.0) for m in self._opaque], *undim(self._dimmed)]

    def _faded(self, mobject: VMobject, share: float) -> Any:
        fill, stroke = self._opaque[mobject]
        return mobject.animate.set_fill(opacity=share * fill).set_stroke(opacity=share * stroke)

    @property
    def everything(self) -> list[VMobject]:
        """Everything that is drawn."""
        return [self.plot, self.head, self.side, self.right, self.bias, self.step]
