"""Test accuracy over the steps of a training run, on fixed axes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import Animation, DashedLine, Dot, Line, UpdateFromAlphaFunc, VGroup, VMobject

from network import Evolution
from scenes.mobjects.graphing.axes import FunctionScaling, Plot, Scale
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["AccuracyPlot"]

FOOT, SIDE, HEAD = 0.95, 0.95, 1.15
"""Room below and beside the axes for numbers, and above for names."""
TICK = 0.07
DOT_RADIUS = 0.1
LEAST_OF_THREE = 1.1
"""Least height with room for three numbers on the vertical axis."""
EPOCHS_MARKED = 10
"""With more epochs than this, only round ones are marked."""


class AccuracyPlot(Plot):
    """Axes for test accuracy against step; early steps are spread out, as in the clip's time.

    Parameters
    ----------
    theme : Theme
    region : Region
    evolution : network.Evolution
        Recorded accuracies and the scale of the steps.
    ticks : sequence of int
        Steps to name on the horizontal axis.
    names : sequence of str
        Names of the vertical axis, the horizontal axis and the dashed lines.
    baseline : float
        Of the vertical axis's name, above the plot.
    beside : float
        Room for the current accuracy at the right of that name; a name that does not fit in the
        rest takes two lines.

    Attributes
    ----------
    number_baseline : float
        Baseline of the current accuracy: that of the name's last line.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        evolution: Evolution,
        ticks: Sequence[int],
        names: Sequence[str],
        baseline: float,
        beside: float = 0.0,
    ):
        self.evolution, self.series = evolution, evolution.series
        left, right = region.left + SIDE, region.right - 0.44
        of_accuracy, of_steps, of_epochs = names
        quiet, em = theme.quiet, theme.sizes.label
        name = TextLine(theme, of_steps, em, quiet)
        if name.width > region.width - 0.4:
            name = TextLine(theme, of_steps, em, quiet, width=region.width - 0.4)
        name.place(right, region.bottom + 0.08 + name.drop, "right")
        head = TextLine(theme, of_accuracy, 0.38, theme.ink)
        if head.width > (room := right - region.left - 0.22 - beside):
            head = TextLine(theme, of_accuracy, 0.38, theme.ink, width=room, align="left")
        head.place(region.left + 0.1, baseline, "left")
        self.number_baseline = baseline - head.drop
        bottom = region.bottom + FOOT + name.drop
        box = Region(left, right, bottom, region.top - HEAD - head.drop)
        super().__init__(theme, box, (0, evolution.steps), (0, 1), self._scaling(1))
        axes = self.arrows(region.right, self.top + 0.3)
        self.epochs = VGroup()
        self._name_steps(ticks)
        for share in (0.0, 0.5, 1.0) if box.height > LEAST_OF_THREE else (0.0, 1.0):
            self.tick(1, share, NumberFormat(0, percent=True), gap=0.16, half=TICK)
        self.names = VGroup(head, name)
        if self.series.metadata["epochs"]:
            self._mark_epochs(of_epochs)
        self.add(axes, self.ticks, self.numbers, self.names, self.epochs)

    def _scaling(self, unit: float) -> FunctionScaling:
        """Spread early steps out as on screen; values are steps divided by ``unit``."""
        steps, share = self.evolution.steps, self.evolution.share
        return FunctionScaling(lambda x: steps * x**3 / unit, lambda value: share(value * unit))

    def recorded(self, frame: int) -> np.ndarray:
        """Return the place of a checkpoint: its step and the accuracy recorded there."""
        return self.c2p(self.series.steps_shown[frame], self.series.test_accuracy[frame])

    def dot(self, frame: int) -> Dot:
        """Draw the accuracy recorded at a checkpoint."""
        dot = Dot(self.recorded(frame), DOT_RADIUS, color=self.theme.focus)
        return self._note(dot, frame)

    def line(self, frame: int = 0) -> VMobject:
        """Return the line through the recorded accuracies up to a checkpoint."""
        width = 1.6 * self.theme.sizes.line
        return self._extend(VMobject(stroke_color=self.theme.focus, stroke_width=width), frame)

    def draw(self, line: VMobject, dot: Dot, at: Callable[[float], float]) -> list[Animation]:
        """Draw the line; ``at`` maps the play's time to the training's, both from 0 to 1.

        Line and dot end at a recorded accuracy at any time: the one that the number beside states.
        """

        def extend(drawn: VMobject, share: float) -> None:
            self._extend(drawn, self.evolution.frame(at(share)))

        def run(moving: Dot, share: float) -> None:
            frame = self.evolution.frame(at(share))
            self._note(moving.move_to(self.recorded(frame)), frame)

        linear = {"rate_func": lambda share: share}
        return [
            UpdateFromAlphaFunc(line, extend, **linear),
            UpdateFromAlphaFunc(dot, run, **linear),
        ]

    def _extend(self, line: VMobject, frame: int) -> VMobject:
        corners = [self.recorded(k) for k in range(frame + 1)]
        return line.set_points_as_corners(corners) if frame else line.clear_points()

    def _note(self, dot: Dot, frame: int) -> Dot:
        step = Source(self.series, "steps_shown", index=(frame,))
        share = Source(self.series, "test_accuracy", index=(frame,))
        mark(dot, "place", step, second=share, axes=self)
        return dot

    def _name_steps(self, ticks: Sequence[int]) -> None:
        """Label steps on the axis, from the last to the first, as far as there is room."""
        edge = np.inf
        for step in reversed(ticks):
            form = NumberFormat(0, grouped=True)
            number = self.tick(0, step, form, gap=0.2, half=TICK)
            if number.get_right()[0] + self.theme.sizes.clearance > edge:
                self.ticks.remove(self.ticks[-1])
                self.numbers.remove(number)
            else:
                edge = number.get_left()[0]

    def _mark_epochs(self, name: str) -> None:
        """Draw a dashed line at the end of each epoch, with its number above it.

        From the last to the first, as far as there is room; the word stands before the first.
        """
        theme, images = self.theme, self.series.metadata["images"]
        (start, end), em = self.scales[0].get_start_and_end(), theme.sizes.label
        axis = Scale(start, end, (0, 1), self._scaling(images))
        word = TextLine(theme, name, em, theme.quiet)
        first: Readout | None = None
        edge = np.inf
        for epoch in _candidates(self.series.metadata["epochs"]):
            foot, head = self.c2p(epoch * images, 0.0), self.c2p(epoch * images, 1.0)
            number = Readout(theme, AxisValue(epoch), NumberFormat(0), em, theme.quiet)
            number.place(head[0], head[1] + 0.12)
            right = number.get_right()[0] + theme.sizes.clearance
            if right > edge or (first and head[0] - 0.2 - word.width < self.left):
                continue
            dashes = DashedLine(foot, head, dash_length=0.08, color=theme.hairline)
            dashes.set_stroke(width=0.7 * theme.sizes.line)
            number.tick, number.axes, number.axis = Line(foot, foot, stroke_width=0), axis, 0
            self.epochs.add(number.tick, dashes, number)
            edge, first = number.get_left()[0], number
        if first is not None:
            self.epochs.add(word.place(first.tick.get_x() - 0.2, first.baseline, "right"))


def _candidates(epochs: int) -> list[int]:
    """Return the epochs whose ends may be marked, from the last to the first."""
    if epochs <= EPOCHS_MARKED:
        return list(range(epochs, 0, -1))
    round_ones = {n * 10**k for k in range(6) for n in (1, 2, 5) if n * 10**k < epochs}
    return [epochs, *sorted(round_ones, reverse=True)]
