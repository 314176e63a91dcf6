"""Dim mobjects that are out of focus."""

from __future__ import annotations

from collections.abc import Iterable

from manim import Animation, Transform, VMobject

from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.style.theme import Colour, Theme, contrast, mix

__all__ = ["dim"]

SHAPES = 0.45
"""Opacity of a dimmed shape, as a share of its own."""
TEXT_CONTRAST = 4.6
"""Contrast ratio of dimmed text, which stays legible."""


def dim(theme: Theme, mobjects: Iterable[VMobject], *, text: bool = False) -> list[Animation]:
    """Dim shapes by opacity, and text only as far as it stays legible.

    With ``text``, all mobjects are treated as glyphs.
    """
    moves = []
    for mobject in mobjects:
        target = mobject.copy()
        _step_back(theme, target, text)
        moves.append(Transform(mobject, target))
    return moves


def _step_back(theme: Theme, mobject: VMobject, text: bool) -> None:
    text = text or isinstance(mobject, (Readout, TextLine, Formula))
    if len(mobject.points) and text:
        mobject.set_fill(_as_dim_as_may_be(theme, mobject.get_fill_color()), family=False)
    elif len(mobject.points):
        mobject.set_fill(opacity=SHAPES * mobject.get_fill_opacity(), family=False)
        mobject.set_stroke(opacity=SHAPES * mobject.get_stroke_opacity(), family=False)
    for part in mobject.submobjects:
        _step_back(theme, part, text)


def _as_dim_as_may_be(theme: Theme, colour: Colour) -> Colour:
    """Return the blend with the background that has just the contrast required of text."""
    mixtures = (mix(theme.background, colour, share / 100) for share in range(100))
    enough = (m for m in mixtures if contrast(m, theme.background) >= TEXT_CONTRAST)
    return next(enough, colour)
