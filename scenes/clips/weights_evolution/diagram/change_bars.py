"""How far each weight is from its start: a bar for each, and a pointer to the longest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import (
    Animation,
    FadeIn,
    FadeOut,
    Line,
    Triangle,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    linear,
    smooth,
)

from scenes.animation.timing import within
from scenes.clips.weights_evolution.diagram.evolving_network import bar_corners, rgba
from scenes.clips.weights_evolution.diagram.scales import decimals_of, round_scale
from scenes.clips.weights_evolution.diagram.story import Story
from scenes.mobjects.graphing.axes import Plot, Scale
from scenes.mobjects.graphing.course import Moment
from scenes.mobjects.text.text import TextLine
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["MOST_BARS", "ChangeBars"]

MOST_BARS = 40
"""Of more weights, those that change most in the end have a bar."""
SIDE, HEAD, FOOT = 0.95, 0.57, 0.72
"""Room for numbers at the left, the name above, and pointer and names below, in frame units."""
LEAST = 0.01
"""The scale holds changes of at least this size: smaller ones are next to nothing."""
ENOUGH = 1.5
"""The scale changes if the whole training needs at least so much more room."""
THICK = 0.7
"""Width of a bar, as a share of the distance between two."""
APART = 1.5
"""Distance between two layers' bars, in bars."""
POINTER = 0.13


class ChangeBars(Plot):
    """A bar for each weight: its change since the start, up if it has grown.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    name : str
        What the bars show.
    layers : sequence of str
        Names of the layers.
    """

    def __init__(
        self, theme: Theme, region: Region, story: Story, name: str, layers: Sequence[str]
    ):
        self.story, drawn = story, story.drawn
        last = np.abs(drawn.changes(story.course.last))
        chosen = np.sort(np.argsort(-last, kind="stable")[:MOST_BARS])
        self.chosen = [int(k) for k in chosen]
        self.tops = [self._top(story.epoch_end), self._top(story.course.last)]
        if self.tops[1] < ENOUGH * self.tops[0]:
            self.tops[0] = self.tops[1]
        top = self.tops[0]
        box = Region(
            region.left + SIDE, region.right - 0.05, region.bottom + FOOT, region.top - HEAD
        )
        super().__init__(theme, box, (0.0, 1.0), (-top, top))
        self.scale_now = self._ticks(top)
        zero = self.c2p(0.0, 0.0)[1]
        self.rail = box.bottom - 0.1
        axis = Line([box.left, box.bottom, 0], [box.left, box.top, 0])
        floor = Line([box.left, zero, 0], [box.right, zero, 0])
        for line in (axis, floor):
            line.set_stroke(theme.hairline, width=theme.sizes.line)
        self.name = TextLine(theme, name, theme.sizes.label, theme.ink)
        self.name.place(region.left + 0.05, region.top - 0.26, "left")
        self.xs = self._places(box)
        self.bars = [VMobject(stroke_width=0, fill_opacity=1) for _ in self.chosen]
        self.pointer = Triangle(stroke_width=0, fill_color=theme.focus, fill_opacity=1).set(
            width=2 * POINTER
        )
        self.frame = VGroup(axis, floor, self.name, self._names(layers))
        self.zero, self.unit = zero, (box.top - box.bottom) / (2 * top)
        self.signs = [rgba(theme.signed(side)) for side in (-1.0, 0.0, 1.0)]
        self.show(story.course.at(0.0))

    def _top(self, last: int) -> float:
        """Return the end of the scale that holds all changes up to so many updates."""
        steps = [step for step in self.story.course.steps if step <= last]
        changes = [np.abs(self.story.drawn.changes(step)).max() for step in steps]
        return round_scale(max(float(max(changes)), LEAST))

    def _ticks(self, top: float) -> VGroup:
        """Return the numbers at both ends of a scale and at zero, with their ticks."""
        ends = [self.left, self.bottom, 0.0], [self.left, self.top, 0.0]
        scale, em = Scale(*ends, (-top, top)), self.theme.sizes.number_small
        form, found = NumberFormat(decimals_of(top), signed=True), VGroup()
        for value in (-top, 0.0, top):
            tick = scale.tick(self.theme, value, (0.06, 0.06))
            found.add(tick, scale.label(self.theme, value, form, em, 0.14, tick))
        return found

    @property
    def rescales(self) -> bool:
        """Whether the first epoch is drawn on a larger scale than the rest."""
        return self.tops[0] != self.tops[1]

    def rescale(self) -> list[Animation]:
        """Return the animations to the scale of the whole training."""
        old, new = self.scale_now, self._ticks(self.tops[1])
        units = [(self.top - self.bottom) / (2 * top) for top in self.tops]
        self.scale_now = new

        def shrink(_: VGroup, share: float) -> None:
            self.unit = units[0] * (units[1] / units[0]) ** smooth(share)
            self.show(self.moment)

        bars = VGroup(*self.bars, self.pointer)
        return [
            UpdateFromAlphaFunc(bars, shrink, rate_func=linear),
            within(FadeOut(old), 0.0, 0.45),
            within(FadeIn(new), 0.55, 1.0),
        ]

    def _places(self, box: Region) -> list[float]:
        """Return where each bar stands; layers are apart from each other."""
        layers = [self.story.drawn.places[k][0] for k in self.chosen]
        at, x = [], 0.0
        for k, layer in enumerate(layers):
            x += APART if k and layer != layers[k - 1] else 0.0
            at.append(x + 0.5)
            x += 1.0
        self.thick = min(THICK * box.width / max(x, 8.0), 0.3)
        spread = box.width / max(x, 8.0)
        left = box.x - spread * x / 2
        return [left + spread * each for each in at]

    def _names(self, layers: Sequence[str]) -> VGroup:
        """Name the layer that the weights lead to below its bars, where there is room."""
        names, places = VGroup(), self.story.drawn.places
        for layer in range(len(layers) - 1):
            xs = [x for k, x in zip(self.chosen, self.xs, strict=True) if places[k][0] == layer]
            if not xs:
                continue
            word = TextLine(
                self.theme, f"→ {layers[layer + 1]}", self.theme.sizes.label, self.theme.quiet
            )
            middle = min((xs[0] + xs[-1]) / 2, self.right - word.width / 2)
            right = max((name.get_right()[0] for name in names), default=self.left - 0.5)
            if middle - word.width / 2 > right + 0.15:
                names.add(word.place(middle, self.bottom - FOOT + 0.12))
        return names

    @property
    def parts(self) -> list[VMobject]:
        """What is drawn, from back to front."""
        return [self.frame, self.scale_now, *self.bars, self.pointer]

    def show(self, moment: Moment) -> None:
        """Show the changes at a moment."""
        self.moment = moment
        drawn = self.story.drawn
        first, second = drawn.changes(moment.step), drawn.changes(moment.after)
        values = first + (second - first) * moment.share
        for bar, k, x in zip(self.bars, self.chosen, self.xs, strict=True):
            value = float(values[k])
            tip = self.zero + value * self.unit
            half = self.thick / 2
            bar.set_points_as_corners(bar_corners(x - half, x + half, self.zero, tip))
            bar.fill_rgbas = self.signs[1 + (value > 0) - (value < 0)]
            bar.full = self.unit
            layer, j, i = drawn.places[k]
            source = Source(drawn.recording, "weight_changes", moment.nearest, layer, (j, i))
            mark(bar, "height", source)
        self._point(moment)

    def _point(self, moment: Moment) -> None:
        """Move the pointer below the longest bar; it appears with the first change."""
        ends = []
        for step in (moment.step, moment.after):
            leader = self.story.leader(step)
            ends.append(self.xs[self.chosen.index(leader)] if leader in self.chosen else None)
        seen = [
            float(end is not None and bool(np.any(self.story.drawn.changes(step))))
            for end, step in zip(ends, (moment.step, moment.after), strict=True)
        ]
        first, second = (end if end is not None else self.xs[0] for end in ends)
        share = smooth(moment.share) if all(seen) else float(seen[1] > 0)
        self.pointer.move_to([first + (second - first) * share, self.rail - POINTER, 0.0])
        self.pointer.set_fill(opacity=seen[0] + (seen[1] - seen[0]) * moment.share)

    def go(self, at: Callable[[float], Moment]) -> Animation:
        """Return the animation through the moments that ``at`` gives for the shares of a play."""
        group = VGroup(*self.bars, self.pointer)
        return UpdateFromAlphaFunc(group, lambda _, share: self.show(at(share)), rate_func=linear)
