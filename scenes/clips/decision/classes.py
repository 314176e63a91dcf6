"""Classes: the mark and the colours of each, and which class the outputs stand for."""

from __future__ import annotations

import numpy as np
from manim import Circle, Polygon, RegularPolygon, Square, Star, VMobject
from numpy.typing import NDArray

from network.data.dataset import class_answers
from scenes.style.theme import Theme, mix, rgb_bytes

__all__ = ["MOST_CLASSES", "AnswerColours", "class_mark", "leads", "strength"]

MOST_CLASSES = 6
SHADES = 64
"""Number of tints of a class."""
WEAKEST, STRONGEST = 0.16, 0.62
"""Share of a class's colour in the weakest and the strongest tint, the rest is background."""
BRIGHT = 0.35
"""How much nearer to the ink a mark is than the tint around it."""
HALF = 0.5
OUTLINED = 0.09
"""Radius from which the outline is as wide as others; of smaller marks it would be all there is."""


def class_mark(theme: Theme, index: int, radius: float) -> VMobject:
    """Return the mark of a class: each has its own shape and colour.

    Parameters
    ----------
    theme : Theme
    index : int
        Index of the class, from 0.
    radius : float
        Of a disc of about the same size, in frame units.
    """
    cross = 0.42 * radius
    shapes = (
        lambda: Circle(radius),
        lambda: RegularPolygon(3, radius=1.3 * radius, start_angle=np.pi / 2),
        lambda: Square(1.7 * radius),
        lambda: Square(1.7 * radius).rotate(np.pi / 4),
        lambda: Star(5, outer_radius=1.35 * radius),
        lambda: Polygon(*[
            [x * radius, y * radius, 0.0]
            for x, y in _plus(cross / radius)
        ]),
    )  # fmt: skip
    shape = shapes[index]()
    shape.set_fill(mix(theme.class_colour(index), theme.ink, BRIGHT), opacity=1)
    thin = min(1.0, radius / OUTLINED)
    return shape.set_stroke(theme.background, width=1.2 * thin * theme.sizes.line)


def _plus(half: float) -> list[tuple[float, float]]:
    """Return the corners of an upright cross."""
    out = 1.15
    quarter = [(half, out), (half, half), (out, half)]
    corners = []
    for _ in range(4):
        corners += quarter
        quarter = [(y, -x) for x, y in quarter]
    return corners


def strength(outputs: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return by how much outputs, shape (..., n), are for their answer, from 0 to 1.

    The largest output's lead over the second; of a single output, twice its distance from one half.
    """
    if outputs.shape[-1] == 1:
        return np.clip(2 * np.abs(outputs[..., 0] - HALF), 0.0, 1.0)
    two = np.partition(outputs, -2, axis=-1)[..., -2:]
    return np.clip(two[..., 1] - two[..., 0], 0.0, 1.0)


def leads(outputs: NDArray[np.floating]) -> list[NDArray[np.floating]]:
    """Return fields whose zero lines together are the borders between answers.

    Of one output, what it exceeds one half by; of several, by how much each exceeds all others.
    Of two, one field is enough.
    """
    if outputs.shape[-1] == 1:
        return [outputs[..., 0] - HALF]
    count = outputs.shape[-1]
    fields = [outputs[..., k] - np.delete(outputs, k, axis=-1).max(axis=-1) for k in range(count)]
    return fields[:1] if count == 2 else fields


class AnswerColours:
    """The tints of answers: a class's colour, stronger where the outputs are more for it.

    Parameters
    ----------
    theme : Theme
    """

    def __init__(self, theme: Theme):
        self.theme = theme
        table = [
            rgb_bytes(self.tint(k, shade / (SHADES - 1)))
            for k in range(MOST_CLASSES)
            for shade in range(SHADES)
        ]
        self._table = np.frombuffer(b"".join(table), np.uint8).reshape(MOST_CLASSES, SHADES, 3)

    def __deepcopy__(self, memo: dict) -> AnswerColours:
        """Return the same object when Manim copies a painting."""
        return self

    def tint(self, index: int, share: float):
        """Return the tint of a class for a strength from 0 to 1."""
        amount = WEAKEST + (STRONGEST - WEAKEST) * share
        return mix(self.theme.background, self.theme.class_colour(index), amount)

    def colours(self, outputs: NDArray[np.floating]) -> NDArray[np.uint8]:
        """Return the colours of outputs, shape (..., n); the result has shape (..., 3)."""
        shades = np.rint(strength(outputs) * (SHADES - 1)).astype(np.intp)
        return self._table[class_answers(np.asarray(outputs)), shades]
