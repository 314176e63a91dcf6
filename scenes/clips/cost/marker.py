"""A frame around the name of the network's answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation, Rectangle, UpdateFromAlphaFunc, linear

from scenes.animation.pace import Pace
from scenes.style.theme import Theme

__all__ = ["AnswerMarker"]

AROUND = 0.24
"""Room around the name, both sides together, in frame units."""
TURN = 0.9
"""Share of the way from one answer to another at which it is not seen: numbers change last."""


class AnswerMarker(Rectangle):
    """Frames the name of the output that is the answer; from one answer to another it jumps.

    Parameters
    ----------
    theme : Theme
    names : sequence of mobject
        The names of the outputs drawn.
    at : int or None
        Which of them is the answer; None if it is not drawn.
    """

    def __init__(self, theme: Theme, names: Sequence[Any], at: int | None):
        super().__init__(width=0.5, height=0.5, color=theme.focus, stroke_width=theme.sizes.line)
        self.names, self.at = list(names), at
        self.surround()

    def surround(self) -> AnswerMarker:
        """Frame the answer, or nothing."""
        seen = self.at is not None and bool(self.names)
        if seen:
            width, height, centre = self._box
            self.stretch_to_fit_width(width).stretch_to_fit_height(height).move_to(centre)
        return self.set_stroke(opacity=float(seen))

    def fit(self) -> list[Any]:
        """Go to where the name of the answer is now."""
        if self.at is None:
            return []
        width, height, centre = self._box
        return [
            self.animate.stretch_to_fit_width(width).stretch_to_fit_height(height).move_to(centre)
        ]

    @property
    def _box(self) -> tuple[float, float, np.ndarray]:
        name = self.names[self.at or 0]
        return name.width + AROUND, name.height + AROUND, name.get_center()

    def run(self, answers: Sequence[int | None], pace: Pace) -> Animation:
        """Follow the answer; between two it fades, so that it crosses nothing."""

        def follow(marker: AnswerMarker, share: float) -> None:
            place = pace.way(share) * (len(answers) - 1)
            low = min(int(place), len(answers) - 2)
            marker.at = answers[low + (place - low > TURN)]
            marker.surround()
            if marker.at is not None and answers[low] != answers[low + 1]:
                marker.set_stroke(opacity=min(1.0, abs(place - low - TURN) / (1 - TURN)))

        return UpdateFromAlphaFunc(self, follow, rate_func=linear)
