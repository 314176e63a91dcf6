"""A hidden neuron's own view of the plane: its activation everywhere, and its line."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Animation, Line, UpdateFromAlphaFunc, VGroup, VMobject, linear

from network.recordings.plane import CELLS
from scenes.clips.decision.course import PlaneCourse
from scenes.clips.decision.plane_plot import (
    dot_radius,
    draw_dashed,
    input_dots,
    raw_edges,
    square_frame,
)
from scenes.mobjects.graphing.axes import Plot
from scenes.mobjects.graphing.course import Moment
from scenes.mobjects.images.painting import Painting
from scenes.mobjects.network.shown import value_scale
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme, mix, rgb_bytes

__all__ = ["HEAD", "GreyLevels", "HiddenPane", "LevelBar"]

NAMED = 1.0
"""Height of the bar from which its quantity is named between its numbers, in frame units."""
HEAD = 0.5
"""Room for the name above a pane, in frame units."""
EVERY, LARGE = 2, 3.0
"""Of the plane's cells, a pane shows every so many; all from this width on, in frame units."""
SHADES, STEPS = 256, 160
BRIGHTEST = 0.72
"""How near to white the highest level is, so that marks and lines stand out."""


class GreyLevels:
    """Levels of grey for the activations of a layer, on a scale fixed for the recording.

    Parameters
    ----------
    theme : Theme
    recording : network.Recording
    layer : int
    """

    def __init__(self, theme: Theme, recording: Any, layer: int):
        self.scale = value_scale(recording, layer)
        low, high = theme.ground, mix(theme.activation_low, theme.activation_high, BRIGHTEST)
        if not theme.dark:
            low, high = mix(theme.activation_low, theme.activation_high, 0.45), theme.background
        table = [rgb_bytes(mix(low, high, k / (SHADES - 1))) for k in range(SHADES)]
        self._table = np.frombuffer(b"".join(table), np.uint8).reshape(-1, 3)

    def __deepcopy__(self, memo: dict) -> GreyLevels:
        """Return the same object when Manim copies a painting."""
        return self

    def colours(self, values: np.ndarray) -> np.ndarray:
        """Return the colours of activations, shape (…, 3)."""
        scale = self.scale
        shares = np.clip((values - scale.low) / (scale.high - scale.low), 0.0, 1.0)
        return self._table[np.rint(shares * (SHADES - 1)).astype(np.intp)]


class LevelBar(VGroup):
    """What a grey means: a bar from the lowest activation up to the highest.

    Parameters
    ----------
    theme : Theme
    region : Region
        Of the bar, without its numbers at the right.
    levels : GreyLevels

    Attributes
    ----------
    bar : Painting
        Not part of the group: show and move both.
    """

    def __init__(self, theme: Theme, region: Region, levels: GreyLevels):
        scale, self.low = levels.scale, region.bottom
        self.unit = region.height / (scale.high - scale.low)
        self.zero = region.bottom - scale.low * self.unit
        values = np.linspace(scale.high, scale.low, STEPS)
        self.bar = Painting(region, levels.colours(values)[:, None])
        outline = square_frame(theme, region)
        super().__init__(outline)
        em = 1.35 * theme.sizes.number_small
        for value in (scale.low, scale.high):
            places = 0 if value == round(value) else max(1, -int(np.floor(np.log10(abs(value)))))
            number = Readout(theme, AxisValue(value), NumberFormat(places), em, theme.quiet)
            y = self.zero + value * self.unit
            inset = 0.1 if value == scale.low else -0.1
            number.place(region.right + 0.1, y + inset - DIGIT_HEIGHT * em / 2, "left")
            at = [region.right, y, 0.0]
            number.tick, number.axes, number.axis = Line(at, at, stroke_width=0), self, 1
            self.add(number)
        if region.height > NAMED:
            name = Formula(theme, "h", 0.75 * theme.sizes.formula, theme.ink)
            name.move_to([region.right + 0.1 + name.width / 2, region.y, 0.0])
            self.add(name)

    def p2c(self, point: np.ndarray) -> tuple[float, float]:
        """Return the activation at a point, twice, as there is one axis."""
        value = float((point[1] - self.zero) / self.unit)
        return value, value


class HiddenPane(Plot):
    """A small plane of inputs as one neuron of the first hidden layer sees it.

    Parameters
    ----------
    theme : Theme
    square : Region
        Without its name, which is above.
    course : PlaneCourse
    row : int
        Index of the neuron.
    levels : GreyLevels
    beside : int
        Where the name is: above the pane (0), or at its left, at the top (1) or the foot (−1).
    """

    def __init__(
        self,
        theme: Theme,
        square: Region,
        course: PlaneCourse,
        row: int,
        levels: GreyLevels,
        beside: int = 0,
    ):
        self.course, self.recording, self.row = course, course.recording, row
        super().__init__(theme, square, *raw_edges(self.recording))
        self.square, self.levels = square, levels
        self.every = EVERY if square.width < LARGE else 1
        side = CELLS // self.every
        self.painting = Painting(square, np.zeros((side, side, 3), np.uint8))
        self.painting.levels = levels
        self.line = VMobject(stroke_color=theme.ink, stroke_width=1.5 * theme.sizes.line)
        self.frame = square_frame(theme, square)
        radius = dot_radius(self.recording) * min(0.7, max(0.6, square.width / 4))
        self.dots = VGroup(*input_dots(theme, self, self.recording, radius))
        self.name = Formula(theme, f"h_{row + 1}", 0.75 * theme.sizes.formula, theme.ink)
        if beside:
            level = square.top - 0.32 if beside > 0 else square.bottom + 0.1
            self.name.place(square.left - 0.12, level, "right")
        else:
            self.name.place(square.left + 0.03, square.top + 0.17, "left")
        self.show(course.at(0.0))

    @property
    def parts(self) -> list[Any]:
        """What is drawn, from back to front."""
        return [self.painting, self.line, self.frame, self.dots, self.name]

    def show(self, moment: Moment) -> None:
        """Show the neuron at a moment."""
        self.paint(self.painting, moment)
        self.draw(self.line, moment)

    def paint(self, painting: Any, moment: Moment) -> None:
        """Paint the neuron's activation at a moment."""
        cells = slice(self.every // 2, None, self.every)
        values = self.course.layer(moment, 1)[cells, cells, self.row]
        painting.colours = self.levels.colours(values[::-1])
        mark(painting, "levels", Source(self.recording, "plane", moment.nearest, 1))
        painting.row = self.row

    def draw(self, line: VMobject, moment: Moment) -> None:
        """Redraw the line on which the pre-activation is zero."""
        draw_dashed(line, self.recording, self.course, moment, self.row, self.square)

    def go(self, at: Any) -> list[Animation]:
        """Return the animations through the moments ``at`` gives for the shares of a play."""
        return [
            UpdateFromAlphaFunc(m, lambda m, share, f=f: f(m, at(share)), rate_func=linear)
            for m, f in ((self.painting, self.paint), (self.line, self.draw))
        ]
