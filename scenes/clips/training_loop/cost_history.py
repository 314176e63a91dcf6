"""The recorded costs on screen: a dot for each of the first epoch, then a line through all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import Animation, FadeIn, VGroup

from scenes.animation.timing import within
from scenes.clips.training_loop.cost_plot import CostPlot
from scenes.clips.training_loop.image_strip import LabelledImage
from scenes.clips.training_loop.layout import Layout
from scenes.mobjects.text.paging import Flipbook
from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import NumberFormat, Source

__all__ = ["AllEpochs", "FirstEpoch", "under_way"]


def under_way(steps: Sequence[int]) -> Callable[[float], int]:
    """Return which of the steps after the first is in progress at a share of a play."""
    stages = len(steps) - 1
    return lambda share: steps[min(int(share * stages), stages - 1) + 1]


class FirstEpoch:
    """The costs of the first epoch on their plot, and the images that they belong to.

    Parameters
    ----------
    plot : CostPlot
    layout : Layout
    cost_format : NumberFormat
        Of the first cost.

    Attributes
    ----------
    dots : VGroup
        Those on screen, the first of them to begin with.
    number : Readout
        The first cost, below its dot.
    pictures : Flipbook
    """

    def __init__(self, plot: CostPlot, layout: Layout, cost_format: NumberFormat):
        theme, recording = plot.theme, plot.recording
        self.plot, self.dots = plot, VGroup(plot.dot(0))
        source = Source(recording, "cost", 0)
        self.number = Readout(theme, source, cost_format, theme.sizes.number, theme.cost)
        x, y, _ = self.dots.get_center()
        self.number.place(x - 0.1, y - 0.45, "left")
        images = len(recording.images)
        region = layout.thumbnail(plot, float(np.min(recording.cost[:images])))
        pages = [LabelledImage(theme, region, recording, k) for k in range(images)]
        self.pictures = Flipbook(pages)

    def go(self, steps: Sequence[int]) -> list[Animation]:
        """Return the animations that take pictures and dots through some steps."""
        stages = len(steps) - 1
        dots = [self.plot.dot(step) for step in steps[1:]]
        appear = [
            within(FadeIn(dot, scale=2), (k + 0.3) / stages, (k + 0.6) / stages)
            for k, dot in enumerate(dots)
        ]
        self.dots.add(*dots)
        return [self.pictures.run(under_way(steps)), *appear]


class AllEpochs:
    """The costs of all steps of a run on their plot.

    Parameters
    ----------
    plot : CostPlot
    pictures : Flipbook
        The number of the last cost keeps clear of them.

    Attributes
    ----------
    line : VMobject
    dot, number
        Of the last cost.
    """

    def __init__(self, plot: CostPlot, pictures: Flipbook):
        theme, last = plot.theme, plot.recording.steps - 1
        self.plot, self.line, self.dot = plot, plot.line(), plot.dot(last)
        source = Source(plot.recording, "cost", last)
        self.number = Readout(theme, source, NumberFormat(4), theme.sizes.number, theme.cost)
        y = float(self.dot.get_y())
        baseline = y + 0.2
        if y > pictures.get_bottom()[1] - 0.55:
            baseline = max(baseline, pictures.get_top()[1] + 0.1)
        self.number.place(plot.right, baseline, "right")

    def begin(self, steps: int) -> Animation:
        """Return the animation that draws the first steps."""
        return self.plot.draw(self.line, lambda share: round(steps * share))

    def go(self, ends: Sequence[int]) -> Animation:
        """Return the animation that continues the line step by step, resting before each step."""
        stages = len(ends) - 1

        def drawn(share: float) -> int:
            stage = min(int(share * stages), stages - 1)
            way = max(0.0, 2 * (share * stages - stage) - 1)
            return 1 + ends[stage] + round((ends[stage + 1] - ends[stage]) * way)

        return self.plot.draw(self.line, drawn)
