"""A frame around the name of the network's answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation, Rectangle, UpdateFromAlphaFunc, linear

from scenes.animation.pace import Pace
from scenes.clips.cost.visits import Visits
from scenes.style.theme import Theme

__all__ = ["AnswerMarker"]

AROUND = 0.24
"""Room around the name, both sides together, in frame units."""


class AnswerMarker(Rectangle):
    """Frames the name of the output that is the answer; between two answers it fades.

    Parameters
    ----------
    theme : Theme
    visits : Visits
    shown : sequence of int
        Indices of the outputs drawn.
    names : sequence of mobject
        Their names.
    """

    def __init__(self, theme: Theme, visits: Visits, shown: Sequence[int], names: Sequence[Any]):
        super().__init__(width=0.5, height=0.5, color=theme.focus, stroke_width=theme.sizes.line)
        self.visits, self.shown, self.names = visits, list(shown), list(names)
        self.show(0.0)

    def show(self, place: float) -> None:
        """Frame the answer at a place among the visits, counted from 0."""
        before, after = int(np.floor(place)), int(np.ceil(place))
        first, last = (self.visits.winner(visit, self.shown) for visit in (before, after))
        part = place - before
        answer = (first, last)[round(part)]
        if answer is None:  # it is not drawn
            self.set_stroke(opacity=0.0)
            return
        name = self.names[answer]
        self.stretch_to_fit_width(name.width + AROUND)
        self.stretch_to_fit_height(name.height + AROUND).move_to(name)
        # As a number does, it fades in between, so that it crosses none.
        self.set_stroke(opacity=1.0 if first == last else abs(2 * part - 1) ** 0.5)

    def run(self, first: int, last: int, pace: Pace) -> Animation:
        """Follow the answer from one visit to another."""
        return UpdateFromAlphaFunc(
            self,
            lambda marker, share: marker.show(first + pace.way(share) * (last - first)),
            rate_func=linear,
        )
