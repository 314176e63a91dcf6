"""One sample's two hidden activations, read off along the axes of their plane."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Circle, DashedLine, FadeIn, VGroup

from scenes.animation.timing import within
from scenes.clips.decision.hidden_plot import HiddenPlot
from scenes.clips.decision.plane_plot import RING, PlanePlot
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["HiddenReading"]

ROW, GAP = 0.56, 0.2
"""Between both numbers, and between a number and its name, in frame units."""
PART = 0.55
"""Share of the play that each of the two takes."""
VALUE = NumberFormat(2)


class HiddenReading(VGroup):
    """The place of a sample among the hidden activations: two numbers, and lines from the axes.

    Of all samples, it is the one farthest along both axes.

    Parameters
    ----------
    theme : Theme
    plot : PlanePlot
    there : HiddenPlot
    """

    def __init__(self, theme: Theme, plot: PlanePlot, there: HiddenPlot):
        square = there.square
        centres = [dot.get_center() for dot in there.dots]
        k = int(np.argmax([at[0] + at[1] for at in centres]))
        x, y, _ = centres[k]
        self.dot = there.dots[k].copy()
        self.rings = [self._ring(theme, dot) for dot in (plot.dots[k], self.dot)]
        style: dict[str, Any] = {"color": theme.ink, "dash_length": 0.1}
        self.guides = [
            DashedLine([x, square.bottom, 0], [x, y, 0], **style),
            DashedLine([square.left, y, 0], [x, y, 0], **style),
        ]
        for guide in self.guides:
            guide.set_stroke(width=1.2 * theme.sizes.line)
        sources = [
            Source(there.recording, "sample_activations", there.step, there.layer, (k, j))
            for j in (0, 1)
        ]
        self.values = self._values(theme, sources, _free(square, x, y))
        super().__init__(*self.guides, *self.values, self.dot, *self.rings)

    @staticmethod
    def _ring(theme: Theme, dot: Any) -> Circle:
        ring = Circle(RING * max(dot.width, dot.height) / 2, color=theme.focus)
        return ring.set_stroke(width=2 * theme.sizes.line).move_to(dot)

    @staticmethod
    def _values(theme: Theme, sources: list[Source], room: Region) -> list[VGroup]:
        """Return both names with their numbers, one below the other in the middle of a room."""
        em, rows = 1.2 * theme.sizes.number, []
        numbers = [Readout(theme, source, VALUE, em, theme.ink) for source in sources]
        name_em = 0.75 * theme.sizes.formula
        names = [Formula(theme, f"h_{j + 1}", name_em, theme.ink) for j in (0, 1)]
        widest = max(n.width + GAP + m.width for n, m in zip(names, numbers, strict=True))
        for j, (name, number) in enumerate(zip(names, numbers, strict=True)):
            left, level = room.x - widest / 2, room.y + (0.1 if j == 0 else 0.1 - ROW)
            name.place(left, level, "left")
            number.place(left + widest, level, "right")
            rows.append(VGroup(name, number))
        return rows

    def appear(self) -> list[Any]:
        """Return the animations: ring, one activation, the other, and the place."""
        first, second = self.rings
        parts = [[first], *([g, v] for g, v in zip(self.guides, self.values, strict=True))]
        parts.append([self.dot, second])
        pitch = (1 - PART) / (len(parts) - 1)
        return [
            within(FadeIn(m), k * pitch, k * pitch + PART)
            for k, part in enumerate(parts)
            for m in part
        ]


def _free(square: Region, x: float, y: float) -> Region:
    """Return the largest part of a square that lines from its axes to a point leave free."""
    rooms = [
        Region(square.left, x, square.bottom, y),
        Region(x, square.right, square.bottom, square.top),
        Region(square.left, square.right, y, square.top),
    ]
    return max(rooms, key=lambda room: min(room.width, 1.5 * room.height))
