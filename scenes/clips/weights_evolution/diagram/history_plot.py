"""The history of all weights drawn, and of the one that changed most above them."""

from __future__ import annotations

import numpy as np
from manim import Animation, Dot, UpdateFromAlphaFunc, VGroup, VMobject, linear

from scenes.clips.weights_evolution.diagram.scales import round_scale
from scenes.clips.weights_evolution.diagram.story import Story
from scenes.mobjects.graphing.axes import Plot, round_values
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["HistoryPlot"]

SIDE, HEAD, FOOT = 0.75, 0.72, 0.48
FAINT = 0.6
"""Width of the other weights' lines, relative to that of other lines."""
DOT = 0.1


class HistoryPlot(Plot):
    """Every weight drawn against the number of updates.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    names : (str, str)
        Of the weights, and of what is counted along the horizontal axis.

    Attributes
    ----------
    frame : VGroup
        Axes and names.
    others : VMobject
        The lines of all other weights.
    line : VGroup
        Of the one that changed most: its positive and its negative stretches.
    head : Dot
    """

    def __init__(self, theme: Theme, region: Region, story: Story, names: tuple[str, str]):
        self.story = story
        course = story.course
        self.counts = np.array([course.count(step).value for step in course.steps])
        self.weights = np.array([story.drawn.parameters(step)[0] for step in course.steps])
        top = round_scale(max(float(np.abs(self.weights).max()), 1e-6))
        box = Region(
            region.left + SIDE, region.right - 0.35, region.bottom + FOOT, region.top - HEAD
        )
        first, last = float(self.counts[0]), float(self.counts[-1])
        super().__init__(theme, box, (first, max(last, first + 1)), (-top, top))
        arrows = self.arrows(region.right - 0.05, box.top + 0.25)
        for value in (first, max(last, first + 1)):
            self.tick(0, value, NumberFormat(0, grouped=True), gap=0.17)
        values, form = round_values(-top, top, 3)
        for value in values:
            self.tick(1, value, NumberFormat(form.decimals, signed=True), gap=0.15)
        em = theme.sizes.label
        name = TextLine(theme, names[0], em, theme.ink)
        name.place(region.left + 0.05, region.top - 0.26, "left")
        along = TextLine(theme, names[1], em, theme.quiet)
        along.place(box.x, self.numbers[0].baseline)
        zero = VMobject(stroke_color=theme.hairline, stroke_width=0.5 * theme.sizes.line)
        zero.set_points_as_corners([self.c2p(first, 0.0), self.c2p(self._last, 0.0)])
        self.frame = VGroup(arrows, self.ticks, self.numbers, name, along, zero)
        style = {"stroke_color": theme.hairline, "stroke_width": FAINT * theme.sizes.line}
        self.others = VMobject(**style)
        self.line = VGroup(*[
            VMobject(stroke_color=colour, stroke_width=2.2 * theme.sizes.line)
            for colour in (theme.negative, theme.positive)
        ])  # fmt: skip
        self.head = Dot(radius=DOT, color=theme.focus)
        self.reach(0.0)

    @property
    def _last(self) -> float:
        return float(max(self.counts[-1], self.counts[0] + 1))

    @property
    def parts(self) -> list[VMobject]:
        """What is drawn, from back to front."""
        return [self.frame, self.others, self.line, self.head]

    def source(self, step: int) -> Source:
        """Return the weight that changed most after so many updates."""
        layer, j, i = self.story.drawn.places[self.story.winner]
        return Source(self.story.recording, "weights", step, layer, (j, i))

    def reach(self, share: float) -> None:
        """Draw the lines up to a share of the axis."""
        place = share * (len(self.counts) - 1)
        whole, rest = int(place), place - int(place)
        counts, weights = self.counts[: whole + 1], self.weights[: whole + 1]
        if rest > 0:
            ends = [
                values[whole] + rest * (values[whole + 1] - values[whole])
                for values in (self.counts, self.weights)
            ]
            counts, weights = np.append(counts, ends[0]), np.vstack([weights, ends[1]])
        across, foot = self.scales[0], self.c2p(0, 0.0)[1]
        unit = self.c2p(0, 1.0)[1] - foot
        corners = np.zeros((len(counts), weights.shape[1], 3))
        corners[..., 0] = np.array([across.n2p(count)[0] for count in counts])[:, None]
        corners[..., 1] = foot + unit * weights
        winner = self.story.winner
        self.others.points = _curves(np.delete(corners, winner, axis=1))
        mine = corners[:, winner : winner + 1]
        positive = (mine[:-1, 0, 1] + mine[1:, 0, 1]) / 2 >= foot
        for line, chosen in zip(self.line, (~positive, positive), strict=True):
            line.points = _curves(mine, chosen)
        self.head.move_to(mine[-1, 0])
        if rest == 0:
            step = self.story.course.steps[whole]
            count = self.story.course.count(step)
            mark(self.head, "place", count, second=self.source(step), axes=self)
        elif hasattr(self.head, "mark"):
            del self.head.mark

    def draw(self) -> Animation:
        """Return the animation of all lines from the first step to the last."""
        count = len(self.counts) - 1

        def update(_: VGroup, share: float) -> None:
            # Even along the axis, whatever steps are shown.
            span = self.counts[0] + share * (self.counts[-1] - self.counts[0])
            place = np.interp(span, self.counts, np.arange(count + 1)) if count else 0.0
            self.reach(float(place) / max(count, 1) if share < 1 else 1.0)

        group = VGroup(self.others, self.line, self.head)
        return UpdateFromAlphaFunc(group, update, rate_func=linear)


def _curves(corners: np.ndarray, chosen: np.ndarray | None = None) -> np.ndarray:
    """Return the points of straight stretches between corners, shape (corners, lines, 3)."""
    thirds = np.array([0.0, 1 / 3, 2 / 3, 1.0])[:, None]
    pieces = corners[:-1, :, None] + thirds * (corners[1:] - corners[:-1])[:, :, None]
    if chosen is not None:
        pieces = pieces[chosen]
    return np.asarray(pieces.reshape(-1, 3))
