"""How often each class is answered, beside how many samples it has."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import Animation, Line, Rectangle, UpdateFromAlphaFunc, VGroup, linear

from network.recordings.confusions import ConfusionSeries
from scenes.clips.confusions.axis_names import AxisNames
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["AnswerChart"]

HEAD, FOOT = 0.3, 0.42
"""Room above the bars for a line of the key, and below for the names, on one level."""
LINE = 0.42
"""Distance of two lines of the key."""
BAR, TICK = 0.62, 0.86
"""Widths of a bar and of the line at the number of samples, as shares of the pitch."""
WIDEST = 1.6
"""Greatest pitch of bars, in frame units."""


class AnswerChart(VGroup):
    """A bar for each class, and a line at the height that answers without mistakes would have.

    Parameters
    ----------
    theme : Theme
    region : Region
    series : ConfusionSeries
    names : AxisNames
    words : (str, str)
        For the bars and for the lines.

    Attributes
    ----------
    bars : list of Rectangle
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        series: ConfusionSeries,
        names: AxisNames,
        words: tuple[str, str],
    ):
        self.theme, self.series = theme, series
        count = len(series.classes)
        key = self._key(region, words)
        self.pitch = min(region.width / count, WIDEST)
        levels = names.levels(self.pitch)[1]
        self.base = region.bottom + FOOT + (levels - 1) * names.above
        self.full = (key.get_bottom()[1] - HEAD - self.base) / float(series.answers.max())
        self.xs = [region.left + (k + 0.5) * self.pitch for k in range(count)]
        self.bars = [self._bar(k) for k in range(count)]
        self.show(0)
        labels = [
            names.column(k).place(x, self.base - FOOT + 0.1 - names.above * (k % levels))
            for k, x in enumerate(self.xs)
        ]
        right = region.left + count * self.pitch
        axis = Line([region.left, self.base, 0], [right, self.base, 0])
        axis.set_stroke(theme.hairline, theme.sizes.line / 2)
        super().__init__(*self.bars, *self._ticks(), axis, *labels, key)

    def _bar(self, k: int) -> Rectangle:
        bar = Rectangle(width=BAR * self.pitch, height=1.0, stroke_width=0)
        bar.full = self.full
        return bar.set_fill(self.theme.quiet, opacity=1)

    def _ticks(self) -> list[Line]:
        half, found = TICK * self.pitch / 2, []
        for x, members in zip(self.xs, self.series.members, strict=True):
            y = self.base + self.full * float(members)
            line = Line([x - half, y, 0], [x + half, y, 0])
            found.append(line.set_stroke(self.theme.target, self.theme.sizes.line))
        return found

    def _key(self, region: Region, words: tuple[str, str]) -> VGroup:
        """Say what bars and lines are, in one line above the bars or in two."""
        theme, em = self.theme, self.theme.sizes.label
        lines = [TextLine(theme, word, em, theme.quiet) for word in words]
        samples = [
            Rectangle(width=0.2, height=0.2, stroke_width=0).set_fill(theme.quiet, opacity=1),
            Line([0, 0, 0], [0.26, 0, 0]).set_stroke(theme.target, theme.sizes.line),
        ]
        one_line = sum(line.width for line in lines) + 1.4 <= region.width
        x, y = region.left, region.top - 0.26
        for sample, line in zip(samples, lines, strict=True):
            sample.move_to([x + 0.13, y + 0.1, 0.0])
            line.place(x + 0.38, y, "left")
            if one_line:
                x = line.get_right()[0] + 0.5
            else:
                y -= LINE
        return VGroup(*samples, *lines)

    def show(self, moment: int) -> AnswerChart:
        """Set the bars to a recorded moment."""
        for k, bar in enumerate(self.bars):
            self._set(bar, k, float(self.series.answers[moment, k]))
            mark(bar, "height", Source(self.series, "answers", index=(moment, k)))
        return self

    def _set(self, bar: Rectangle, k: int, value: float) -> None:
        # A bar of no height cannot be stretched again.
        bar.stretch_to_fit_height(max(self.full * value, 1e-9))
        bar.move_to([self.xs[k], self.base + bar.height / 2, 0.0])

    def follow(self, place_at: Callable[[float], float]) -> list[Animation]:
        """Follow the training; ``place_at`` gives a place among the moments at a share of time."""
        moments = np.arange(len(self.series.steps_shown))

        def of(k: int) -> Animation:
            def update(bar: Rectangle, share: float) -> None:
                value = float(np.interp(place_at(share), moments, self.series.answers[:, k]))
                self._set(bar, k, value)

            return UpdateFromAlphaFunc(self.bars[k], update, rate_func=linear)

        return [of(k) for k in range(len(self.bars))]

    def light(self, classes: Sequence[int]) -> list[Animation]:
        """Colour the bars of some classes, and the others grey."""
        return [
            bar.animate.set_fill(self.theme.focus if k in classes else self.theme.quiet)
            for k, bar in enumerate(self.bars)
        ]
