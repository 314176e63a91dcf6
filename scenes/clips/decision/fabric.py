"""The plane of inputs as a sheet that is folded into the plane of two hidden activations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import (
    Animation,
    CapStyleType,
    LineJointType,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
    linear,
    smooth,
)

from network.core.rules import forward_pass
from network.data.dataset import class_answers
from network.recordings.plane import CELLS, plane, plane_edges
from scenes.clips.decision.classes import AnswerColours, leads, strength
from scenes.clips.decision.contour import as_curves, zero_line
from scenes.clips.decision.hidden_plot import HiddenPlot
from scenes.clips.decision.plane_plot import PlanePlot
from scenes.style.frame import Region

__all__ = ["ACROSS", "FLAT", "FOLDED", "Fabric"]

FLAT, ACROSS, FOLDED = 0.0, 1.0, 2.0
"""Stages of the way: as the inputs; moved to the first activation; and to the second one, too."""
TILES = 30
"""Tiles of the fabric along each side."""
INSET = 0.06
"""How far a tile's edges are from those of its neighbours, as a share of its side."""
HEM = 24.0
"""Width of the tiles' outlines where they have arrived, so that a thin fabric can be seen."""
OUTLINE = 5.0
"""How much wider the light tiles below are, where they have arrived, than those above."""
CUT = 1.8
"""How much thicker the border is where the fabric has arrived: there, it is short."""
BLUNT = LineJointType.ROUND
"""Otherwise outlines of very thin tiles would have long spikes."""
LATE = 6
"""Power of the way across: what swings does so near its end."""
LEVELS = 8
"""Number of tints of the fabric."""


class Fabric(VGroup):
    """The plane of inputs as tiles that move to the hidden activations of their corners.

    First they move across, from the first input to the first activation; then up or down, from
    the second input to the second activation.

    Parameters
    ----------
    plot : PlanePlot
    there : HiddenPlot

    Attributes
    ----------
    border : VMobject
        The border between the answers, which moves with the tiles; not part of the group.
    stage : float
        How far the tiles have moved.
    marked : bool
        Whether the border is shown.
    """

    def __init__(self, plot: PlanePlot, there: HiddenPlot):
        self.marked = False
        recording, self.there = plot.recording, there
        self.input_edges = plane_edges(recording)
        low, high = self.input_edges.T
        shares = np.arange(TILES + 1) / TILES
        grid = np.stack(np.meshgrid(shares, shares), axis=-1)
        start, end = self._ways(low + grid * (high - low))
        self._corners = _tiles(start), _tiles(end)
        theme = plot.theme
        # Below the tiles the same ones, wider and light: the outline of the folded plane, whose
        # tints are those of the answers around it.
        self.base = VMobject(
            stroke_color=theme.ink, fill_color=theme.background, fill_opacity=1, joint_type=BLUNT
        )
        outputs = plane(recording, there.step)[1][-1]
        self.border = VMobject(stroke_color=theme.ink, cap_style=CapStyleType.ROUND)
        self.thin = 3.4 * theme.sizes.line
        found = np.concatenate([zero_line(field) for field in leads(outputs)])
        self._border = self._ways(low + (found + 0.5) / CELLS * (high - low))
        cells = (np.arange(TILES) * CELLS + CELLS // 2) // TILES
        super().__init__(self.base, *self._tinted(plot, outputs[np.ix_(cells, cells)]))
        self.lay(FLAT)

    def _tinted(self, plot: PlanePlot, outputs: np.ndarray) -> list[VMobject]:
        """Return an object for the tiles of each tint, and note which tiles these are."""
        outputs = outputs.reshape(-1, outputs.shape[-1])
        levels = np.minimum((strength(outputs) * LEVELS).astype(int), LEVELS - 1)
        answers, colours = class_answers(outputs), AnswerColours(plot.theme)
        self._picked, self.groups = [], []
        for answer in np.unique(answers):
            for level in range(LEVELS):
                picked = np.flatnonzero((answers == answer) & (levels == level))
                if not len(picked):
                    continue
                colour = colours.tint(int(answer), (level + 0.5) / LEVELS)
                self._picked.append(picked)
                self.groups.append(
                    VMobject(
                        fill_color=colour, fill_opacity=1, stroke_color=colour, joint_type=BLUNT
                    )
                )
        return self.groups

    def _ways(self, inputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return where points of the plane of inputs begin and end, in frame units."""
        there = self.there
        recording, step = there.recording, there.step
        weights, biases = recording.weights_at(step)[:-1], recording.biases_at(step)[:-1]
        functions = recording.rules.functions[:-1]
        hidden = forward_pass(inputs, weights, biases, functions)[1][-1]
        start = _placed(inputs, self.input_edges, there.square)
        return start, _placed(hidden, there.edges, there.square)

    def lay(self, stage: float) -> None:
        """Lay the tiles and the border at a stage of their way."""
        self.stage = stage
        corners = self._at(self._corners, stage)
        centres = corners.mean(axis=1, keepdims=True)
        corners = centres + (corners - centres) * (1 - INSET)
        # Turned over, a tile would cancel those below it: all run the same way round.
        one, two = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
        turned = one[:, 0] * two[:, 1] < one[:, 1] * two[:, 0]
        corners = np.where(turned[:, None, None], corners[:, ::-1], corners)
        ends = np.stack([corners, np.roll(corners, -1, axis=1)], axis=2)
        whole = np.concatenate([ends, np.zeros((*ends.shape[:3], 1))], axis=-1)
        thick = max(0.0, stage - ACROSS)  # before, the fabric is wide
        self.base.set_points(as_curves(whole.reshape(-1, 2, 3)))
        self.base.set_stroke(width=(HEM + OUTLINE) * thick)
        for group, picked in zip(self.groups, self._picked, strict=True):
            group.set_points(as_curves(whole[picked].reshape(-1, 2, 3)))
            group.set_stroke(width=HEM * thick)
        self.draw_border(stage)

    def draw_border(self, stage: float) -> None:
        """Draw the border at a stage of the way: thick where it is a short cut."""
        flat = self._at(self._border, stage)
        self.border.set_points(
            as_curves(np.concatenate([flat, np.zeros((*flat.shape[:2], 1))], axis=-1))
        )
        self.border.set_stroke(width=self.thin * (1 + CUT * max(0.0, stage - ACROSS)))

    def _at(self, way: tuple[np.ndarray, np.ndarray], stage: float) -> np.ndarray:
        """Return points at a stage of their way; what leaves the frame stops at its edge."""
        start, end = way
        square = self.there.square
        moved = start + (end - start) * _shares(stage)
        low, high = (square.left, square.bottom), (square.right, square.top)
        return np.clip(moved, low, high)

    def way(self, goal: float) -> list[Animation]:
        """Return the animations of the tiles to a stage, and of the border if it is marked."""
        first = self.stage

        def stage(share: float) -> float:
            return first + (goal - first) * smooth(share)

        def draw(_: VMobject, share: float) -> None:
            self.draw_border(stage(share))

        ways = [UpdateFromAlphaFunc(self, lambda m, share: m.lay(stage(share)), rate_func=linear)]
        if self.marked:
            ways.append(UpdateFromAlphaFunc(self.border, draw, rate_func=linear))
        return ways

    def carry(
        self,
        k: int,
        dot: VMobject,
        goal: float,
        size: float = 1.0,
        swing: Sequence[float] = (0.0, 0.0),
    ) -> Animation:
        """Return the animation of what is at a sample, on the fabric to a stage.

        Parameters
        ----------
        k : int
            Index of the sample.
        dot : VMobject
            What moves; its place now is that of the present stage.
        goal : float
        size : float
            How large it is where the fabric has arrived.
        swing : (float, float)
            By how much it is further away at the end of the way across.
        """
        inputs = self.there.recording.samples.input_rows()[k]
        way, first, begins = self._ways(inputs), self.stage, dot.copy()
        here = self._at(way, first)

        def grown(stage: float) -> float:
            return 1 + (size - 1) * stage / FOLDED

        def move(m: VMobject, share: float) -> None:
            stage = first + (goal - first) * smooth(share)
            turned = min(stage, ACROSS) ** LATE - min(first, ACROSS) ** LATE
            away = np.append(self._at(way, stage) - here + turned * np.array(swing), 0.0)
            m.become(begins).shift(away).scale(grown(stage) / grown(first))

        return UpdateFromAlphaFunc(dot, move, rate_func=linear)


def _shares(stage: float) -> np.ndarray:
    """Return how far the fabric has moved along each axis at a stage."""
    return np.clip([stage, stage - ACROSS], 0.0, 1.0)


def _placed(values: np.ndarray, edges: np.ndarray, square: Region) -> np.ndarray:
    """Return points in frame units, shape (…, 2)."""
    low, high = edges.T
    shares = (values - low) / (high - low)
    return np.array([square.left, square.bottom]) + shares * [square.width, square.height]


def _tiles(corners: np.ndarray) -> np.ndarray:
    """Return the four corners of every tile in turn, shape (tiles, 4, 2)."""
    found = [corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]]
    return np.stack(found, axis=2).reshape(-1, 4, 2)
