"""From terms to cost: how they gather in a bar, and the equation as printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation, FadeIn, FadeOut, UpdateFromAlphaFunc, VGroup

from scenes.animation.timing import within
from scenes.clips.cost.bar import Segment
from scenes.clips.cost.layout import CostLayout
from scenes.clips.cost.picture import Picture
from scenes.clips.cost.precision import cost_relation
from scenes.mobjects.text.equals import equality, equals_sign
from scenes.mobjects.text.equation_line import in_a_line, width_in_a_line
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["CostEquation", "gather"]

GAP = 0.42
"""Gap in the printed equation, in em."""
APART = 0.55
"""Gap between the cost's name and the equation, in frame units."""
FIRST, OTHERS = 1.5, 0.9
"""Seconds in which the first term joins the bar, and each other one."""
SQUEEZE = 1.6
"""Seconds in which the sum is divided."""
STEM = 0.09
"""Width of a height that flies, in frame units."""


class CostEquation:
    """The cost's name, its formula, the terms as printed, and the cost.

    Parameters
    ----------
    theme : Theme
    picture : Picture
    layout : CostLayout
    name : str

    Attributes
    ----------
    opening : VGroup
        Name and formula.
    steps : list of list
        What appears with each term: signs, and the term as a number.
    division, closing : VGroup
        The division, if one is printed; the sign of equality and the cost.
    """

    def __init__(self, theme: Theme, picture: Picture, layout: CostLayout, name: str):
        self.theme, self.picture, self.measure = theme, picture, picture.measure
        measure, strip = picture.measure, layout.strip
        relation = cost_relation(measure, picture.decimals)
        em = 1.1 * picture.grid.em
        said = TextLine(theme, name, theme.sizes.label, theme.cost)
        formula = Formula(theme, f"C = {measure.formula}", em, theme.ink)
        terms = self._terms(em)
        equals = Formula(theme, equality([relation]), em, theme.quiet)
        equals.relations = (relation,)
        last = equals_sign(theme, em, [relation])
        cost = Readout(theme, measure.cost(), NumberFormat(picture.decimals.cost), em, theme.cost)
        division = self._division(em)
        whole = [formula, equals, *[p for step in terms for p in step], *division, last, cost]
        room = strip.width - said.width - APART
        fits = len(picture.terms) > 1 and width_in_a_line(whole, GAP * em) < room
        if fits and layout.frame.wide:
            width = said.width + APART + width_in_a_line(whole, GAP * em)
            x, middle = strip.x - width / 2, strip.y
            said.place(x, middle - 0.11, "left")
            line = strip.inner(width, strip.height)
            in_a_line(
                whole, type(strip)(x + said.width + APART, line.right, strip.bottom, strip.top),
                middle - 0.31 * em, GAP * em, align="left",
            )  # fmt: skip
            self.opening = VGroup(said, formula)
            self.steps: list[list[Any]] = [[equals, *terms[0]], *terms[1:]]
            self.division, self.closing = VGroup(*division), VGroup(last, cost)
        else:
            self._short(said, formula, equals, cost, layout)
        self.everything = VGroup(
            self.opening, *[piece for step in self.steps for piece in step],
            self.division, self.closing,
        )  # fmt: skip

    def _terms(self, em: float) -> list[list[Any]]:
        """Return for each term what is printed before it, and the term."""
        theme, picture = self.theme, self.picture
        numbers = [*picture.terms, *([picture.rest_number] if self.measure.others else [])]
        many = self.measure.divisor != 1 and len(numbers) > 1
        steps: list[list[Any]] = []
        for n, number in enumerate(numbers):
            sign = "+" if n else r"\("
            before = [Formula(theme, sign, em, theme.quiet)] if n or many else []
            printed = Readout(theme, number.recorded, number.number_format, em, theme.cost)
            steps.append([*before, printed])
        return steps

    def _division(self, em: float) -> list[Any]:
        """Return the signs and the number by which the sum is divided."""
        theme, measure = self.theme, self.measure
        if measure.divisor == 1:
            return []
        closing = [Formula(theme, r"\)", em, theme.quiet)] if len(self.picture.terms) > 1 else []
        slash = Formula(theme, "slash", em, theme.quiet)
        if measure.name == "half-squared-error":
            return [*closing, slash, Formula(theme, "2", em, theme.ink)]
        sizes = measure.recording.layer_sizes
        source = Source(measure.recording, "setting", index=("layer_sizes", len(sizes) - 1))
        return [*closing, slash, Readout(theme, source, NumberFormat(0), em, theme.ink)]

    def _short(
        self, said: TextLine, formula: Formula, equals: Formula, cost: Readout, layout: CostLayout
    ) -> None:
        """Place name, formula and cost only, in one line or in two."""
        strip, gap = layout.strip, 0.4 * self.picture.grid.em
        pieces: list[Any] = [formula, equals, cost]
        width = sum(piece.width for piece in pieces) + 2 * gap
        beside = said.width + APART + width <= strip.width
        middle = strip.y if beside else strip.bottom + formula.height / 2
        x = strip.x - (said.width + APART + width) / 2
        if beside:
            said.place(x, middle - 0.11, "left")
            x = said.get_right()[0] + APART
        else:
            said.place(strip.x, strip.top - 0.25)
            x = strip.x - width / 2
        for piece in pieces:
            piece.move_to([x + piece.width / 2, middle, 0])
            x += piece.width + gap
        self.opening, self.closing = VGroup(said, formula), VGroup(equals, cost)
        self.division = VGroup()
        self.steps = [[] for _ in self.picture.shades]

    def appear(self, n: int) -> list[Animation]:
        """Let term ``n`` appear, with the signs before it, as it joins the bar."""
        return [within(FadeIn(piece), 0.6, 1.0) for piece in self.steps[n]]


def gather(scene: Any, picture: Picture, equation: CostEquation, slabs: Sequence[Any] = ()) -> None:
    """Stack the terms in the bar, squeeze it as their sum is divided, and print the cost.

    What is stacked are slabs, if there are any, or else the squares or heights of the tiles.
    """
    bar = picture.cost.bar
    shapes = list(slabs) or [t.square if picture.measure.squared else t.stem for t in picture.tiles]
    if picture.measure.others and not slabs:
        shapes.append(picture.rest_square if picture.measure.squared else picture.rest_number)
    # What flies in crosses no axis: until it has landed, there is only the ground.
    scale = picture.cost.scale
    ground, others = scale[1], [scale[0], *scale[2:]]
    scene.play(FadeOut(picture.unknown), FadeIn(ground), FadeIn(equation.opening), run_time=0.8)
    lane = picture.grid.cells[0].top - 0.05
    front = [m for t in picture.tiles for m in (t.ring, t.dot)]
    if picture.measure.squared:
        front = [m for t in picture.tiles for m in (t.gap, t.tip, t.ring, t.dot)]
    for n, (shape, there) in enumerate(zip(shapes, bar.segments, strict=True)):
        flying = Segment(picture.theme, picture.shades[n])
        start = np.array(
            [shape.get_x(), shape.get_bottom()[1], max(shape.width, STEM), shape.height]
        )
        if picture.measure.others and n == len(shapes) - 1 and not picture.measure.squared:
            start = np.array([there.box[0], there.box[1], there.box[2], 0.0])
        scene.add(flying.stand(*start))
        scene.bring_to_front(*front)
        scene.play(
            _fly(flying, start, there.box.copy(), lane),
            *equation.appear(n),
            run_time=FIRST if n == 0 else OTHERS,
        )
        scene.remove(flying)
        scene.add(there, *equation.steps[n])
    scene.play(*map(FadeIn, others), run_time=0.5)
    scene.remove(ground, *others)
    scene.add(scale)
    if picture.measure.divisor != 1:
        written = [within(FadeIn(piece), 0.0, 0.5) for piece in equation.division]
        scene.play(bar.squeeze(), *written, run_time=SQUEEZE)
        scene.wait(0.2)
    scene.play(FadeIn(equation.closing), run_time=0.7)


def _fly(flying: Segment, start: np.ndarray, end: np.ndarray, lane: float) -> Animation:
    """Shrink to the final size while rising to a lane, go along it, and come down on the bar."""

    def ease(share: float, first: float, last: float) -> float:
        part = min(max((share - first) / (last - first), 0.0), 1.0)
        return part * part * (3 - 2 * part)

    high = max(lane - end[3], end[1])

    def update(moving: Segment, share: float) -> None:
        shrunk, along, down = ease(share, 0.0, 0.4), ease(share, 0.25, 0.85), ease(share, 0.75, 1.0)
        _, _, width, height = start + shrunk * (end - start)
        x = start[0] + along * (end[0] - start[0])
        foot = start[1] + ease(share, 0.0, 0.4) * (high - start[1])
        moving.stand(x, foot + down * (end[1] - foot), width, height)

    return UpdateFromAlphaFunc(flying, update, rate_func=lambda t: t)
