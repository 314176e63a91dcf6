"""The plane of two hidden activations, and the plane of inputs folded into it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
from manim import Animation, UpdateFromAlphaFunc, VGroup, VMobject, linear, smooth

from network.core.rules import forward_pass
from network.data.dataset import class_answers
from network.recordings.plane import CELLS, hidden_plane, plane, plane_edges
from scenes.clips.decision.classes import AnswerColours, class_mark, leads, strength
from scenes.clips.decision.contour import as_curves, zero_line
from scenes.clips.decision.plane_plot import DOT, NAME_DROP, PlanePlot, square_frame
from scenes.mobjects.graphing.axes import Plot, round_values
from scenes.mobjects.images.painting import Painting
from scenes.mobjects.network.shown import value_scale
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.source import Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["Fabric", "HiddenPlot"]

AROUND = 0.12
"""How far the plane extends beyond the activations' range, as a share of it."""
TILES = 30
"""Tiles of the fabric along each side."""
INSET = 0.06
"""How far a tile's edges are from those of its neighbours, as a share of its side."""
HEM = 11.0
"""Width of the tiles' outlines where they have arrived, so that a thin fabric can be seen."""
OVER, BENDS = 0.35, 0.25
"""Shares of the fabric's way at which it has moved over, and from which it bends."""
OUTLINE = 7.0
"""How much wider the dark tiles below are, where they have arrived, than those above."""
NESTED, MOST_NESTED = 0.5, 6
"""Size of a mark on top of another one, as a share; of so many samples at most."""
LEVELS = 8
"""Number of tints of the fabric."""


class HiddenPlot(Plot):
    """The plane of the last hidden layer's two activations.

    Parameters
    ----------
    theme : Theme
    square : Region
    recording : network.Recording
    step : int
        Number of updates.

    Attributes
    ----------
    painting, border, dots, frame, axes
        As those of the plane of inputs.
    """

    def __init__(self, theme: Theme, square: Region, recording: Any, step: int):
        self.recording, self.step, self.square = recording, step, square
        self.layer = len(recording.layer_sizes) - 2
        scale = value_scale(recording, self.layer)
        margin = AROUND * (scale.high - scale.low)
        self.edges = np.array([[scale.low - margin, scale.high + margin]] * 2)
        super().__init__(theme, square, tuple(self.edges[0]), tuple(self.edges[1]))
        self.frame = square_frame(theme, square)
        self.axes = self._axes(scale.low, scale.high)
        outputs = hidden_plane(recording, step, self.edges)
        self.painting = Painting(square, AnswerColours(theme).colours(outputs[::-1]))
        self.border = VMobject(stroke_color=theme.ink, stroke_width=2.6 * theme.sizes.line)
        segments = np.concatenate([zero_line(field) for field in leads(outputs)])
        flat = np.array([self.left, self.bottom]) + (segments + 0.5) / CELLS * square.width
        self.border.set_points(
            as_curves(np.concatenate([flat, np.zeros((*flat.shape[:2], 1))], axis=-1))
        )
        self.dots = [self._dot(k) for k in range(len(recording.samples))]
        self._nest()

    def _dot(self, k: int) -> VMobject:
        recording = self.recording
        radius = DOT * min(1.0, (8 / len(recording.samples)) ** 0.4)
        dot = class_mark(self.theme, int(recording.samples.labels[k]), max(radius, 0.075))
        sources = [
            Source(recording, "sample_activations", self.step, self.layer, (k, j)) for j in (0, 1)
        ]
        dot.move_to(self.c2p(*(source.value for source in sources)))
        mark(dot, "place", sources[0], second=sources[1], axes=self)
        return dot

    def _nest(self) -> None:
        """Make a mark that would hide another one smaller, so that both can be seen."""
        if len(self.dots) > MOST_NESTED:
            return
        for k, dot in enumerate(self.dots):
            below = [
                other.get_center()
                for other in self.dots[:k]
                if np.linalg.norm(other.get_center() - dot.get_center()) < dot.width / 2
            ]
            dot.scale(NESTED ** len(below))

    def _axes(self, low: float, high: float) -> VGroup:
        theme, axes, square = self.theme, VGroup(), self.square
        values, form = round_values(low, high, 3)
        for axis in (0, 1):
            for value in values:
                number = self.tick(axis, value, form, gap=0.16, em=1.1 * theme.sizes.number_small)
                axes.add(number.tick, number)
        em, below = 0.85 * theme.sizes.formula, self.numbers[: -len(values)]
        name = Formula(theme, "h_1", em, theme.ink)
        axes.add(name.place(self._between(below, name.width), self.bottom - NAME_DROP))
        name = Formula(theme, "h_2", em, theme.ink)
        left = min(number.get_left()[0] for number in self.numbers[-len(values) :])
        axes.add(name.move_to([left - 0.1 - name.width / 2, square.y, 0.0]))
        return axes

    def _between(self, numbers: Iterable[VMobject], width: float) -> float:
        """Return where a name stands clear of the numbers of the lower axis, near its middle."""
        xs = sorted(number.get_center()[0] for number in numbers)
        places = [self.square.x, *((a + b) / 2 for a, b in pairwise(xs))]
        free = [
            x
            for x in places
            if all(abs(x - n.get_center()[0]) > (width + n.width) / 2 + 0.1 for n in numbers)
        ]
        return min(free or places, key=lambda x: abs(x - self.square.x))


class Fabric(VGroup):
    """The plane of inputs as tiles that move to the hidden activations of their corners.

    They begin as a copy of that plane where it stands: inputs have no place among activations.

    Parameters
    ----------
    plot : PlanePlot
    there : HiddenPlot
    """

    def __init__(self, plot: PlanePlot, there: HiddenPlot):
        recording, step = plot.recording, there.step
        edges = plane_edges(recording)
        shares = np.arange(TILES + 1) / TILES
        axes = [low + (high - low) * shares for low, high in edges]
        inputs = np.stack(np.meshgrid(*axes), axis=-1)
        weights, biases = recording.weights_at(step)[:-1], recording.biases_at(step)[:-1]
        hidden = forward_pass(inputs, weights, biases, recording.rules.functions[:-1])[1][-1]
        start = _placed(inputs, edges, plot.square)
        end = _placed(hidden, there.edges, there.square)
        self._corners = _tiles(start), _tiles(end)
        self._over = np.subtract(there.square.centre[:2], plot.square.centre[:2])
        # Below the tiles the same ones, wider and dark: the outline of the folded plane, whose
        # tints are those of the answers around it.
        dark = plot.theme.background
        self.base = VMobject(stroke_color=dark, fill_color=dark, fill_opacity=1)
        outputs = plane(recording, step)[1][-1]
        cells = (np.arange(TILES) * CELLS + CELLS // 2) // TILES
        outputs = outputs[np.ix_(cells, cells)].reshape(-1, outputs.shape[-1])
        levels = np.minimum((strength(outputs) * LEVELS).astype(int), LEVELS - 1)
        answers, colours = class_answers(outputs), AnswerColours(plot.theme)
        self._picked, groups = [], []
        for answer in np.unique(answers):
            for level in range(LEVELS):
                picked = np.flatnonzero((answers == answer) & (levels == level))
                if not len(picked):
                    continue
                colour = colours.tint(int(answer), (level + 0.5) / LEVELS)
                group = VMobject(fill_color=colour, fill_opacity=1, stroke_color=colour)
                self._picked.append(picked)
                groups.append(group)
        self.groups = groups
        super().__init__(self.base, *groups)
        self.lay(0.0)

    def lay(self, share: float) -> None:
        """Lay the tiles a share of the way from flat, 0, over to the other plane, to folded, 1."""
        start, end = self._corners
        over, bent = _phases(share)
        corners = start + (end - start) * bent + (over - bent) * self._over
        centres = corners.mean(axis=1, keepdims=True)
        corners = centres + (corners - centres) * (1 - INSET)
        # Turned over, a tile would cancel those below it: all run the same way round.
        one, two = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
        turned = one[:, 0] * two[:, 1] < one[:, 1] * two[:, 0]
        corners = np.where(turned[:, None, None], corners[:, ::-1], corners)
        ends = np.stack([corners, np.roll(corners, -1, axis=1)], axis=2)
        whole = np.concatenate([ends, np.zeros((*ends.shape[:3], 1))], axis=-1)
        self.base.set_points(as_curves(whole.reshape(-1, 2, 3)))
        self.base.set_stroke(width=(HEM + OUTLINE) * bent)
        for group, picked in zip(self.groups, self._picked, strict=True):
            group.set_points(as_curves(whole[picked].reshape(-1, 2, 3)))
            group.set_stroke(width=HEM * bent)

    def way(self) -> Animation:
        """Return the animation from flat to folded."""
        return UpdateFromAlphaFunc(self, lambda m, share: m.lay(share), rate_func=linear)

    def carry(self, dot: VMobject, goal: VMobject) -> Animation:
        """Return the animation of a sample that stays where it is on the fabric."""
        start, goal = dot.copy(), goal.copy()
        over = np.append(self._over, 0.0)

        def move(m: VMobject, share: float) -> None:
            ahead, bent = _phases(share)
            m.interpolate(start, goal, bent).shift((ahead - bent) * over)

        return UpdateFromAlphaFunc(dot, move, rate_func=linear)


def _phases(share: float) -> tuple[float, float]:
    """Return how far the fabric has moved over, and how far it is bent, at a share of its way."""
    return smooth(min(1.0, share / OVER)), smooth(max(0.0, (share - BENDS) / (1 - BENDS)))


def _placed(values: np.ndarray, edges: np.ndarray, square: Region) -> np.ndarray:
    """Return points in frame units, shape (…, 2)."""
    low, high = edges.T
    shares = (values - low) / (high - low)
    return np.array([square.left, square.bottom]) + shares * [square.width, square.height]


def _tiles(corners: np.ndarray) -> np.ndarray:
    """Return the four corners of every tile in turn, shape (tiles, 4, 2)."""
    found = [corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]]
    return np.stack(found, axis=2).reshape(-1, 4, 2)
