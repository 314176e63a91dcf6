"""Formulas of the panel: its title, the learning rate, and a remark below a table."""

from __future__ import annotations

from manim import VGroup

from scenes.clips.backpropagation.layout import TITLE, BackpropagationLayout
from scenes.mobjects.text.equals import exact_look
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["gradient_remark", "panel_title", "rate_beside", "title_with_rate"]


def panel_title(theme: Theme, layout: BackpropagationLayout, markup: str) -> Formula:
    """Typeset a formula at the top of the panel, as large as fits."""
    markup, em, width = f"inline({markup})", theme.sizes.formula, layout.panel.width
    formula = Formula(theme, markup, em, theme.ink)
    if formula.width > width:
        formula = Formula(theme, markup, em * width / formula.width, theme.ink)
    return formula.move_to([layout.panel.x, layout.title_y, 0])


def rate_beside(theme: Theme, recording, formula: Formula, gap: float = 0.5) -> VGroup:
    """Typeset η and its value to the right of a formula that contains η."""
    source = Source(recording, "setting", index=("learning_rate",))
    size = min(theme.sizes.number, 0.95 * formula.em)
    style, sign = exact_look(source)
    eta = Formula(theme, f"eta {sign}", size / 0.95, theme.quiet)
    rate = Readout(theme, source, style, size, theme.ink)
    eta.place(formula.get_right()[0] + gap, formula.baseline, "left")
    rate.place(eta.get_right()[0] + 0.16, formula.baseline, "left")
    return VGroup(eta, rate)


def title_with_rate(
    theme: Theme, layout: BackpropagationLayout, recording, markup: str
) -> tuple[VGroup, int]:
    """Typeset a formula and the learning rate at the top of the panel.

    Returns
    -------
    title : VGroup
    lines : int
        1, or 2 where the rate is below the formula.
    """
    formula, panel = panel_title(theme, layout, markup), layout.panel
    for gap in (0.5, 0.4):
        rate = rate_beside(theme, recording, formula, gap)
        title = VGroup(formula, *rate)
        if title.width <= panel.width:
            return title.shift([panel.x - title.get_x(), 0, 0]), 1
    rate.shift([panel.x - rate.get_x(), -TITLE, 0])
    return title, 2


def gradient_remark(theme: Theme, room: Region, words: TextLine) -> VGroup:
    """Say in formula and words which gradient the output deltas are, in one line or two."""
    markup = "bold(delta)^((2)) = partial C slash partial bold(z)^((2))"
    formula = Formula(theme, markup, 0.75 * theme.sizes.formula, theme.quiet)
    foot, gap = room.bottom + 0.1, 0.25
    if words.width + gap + formula.width <= room.width:
        formula.place(room.x - (words.width + gap) / 2, foot)
        words.place(formula.get_right()[0] + gap, foot, "left")
    else:
        formula.place(room.x, foot + 0.55)
        words.place(room.x, foot)
    return VGroup(formula, words)
