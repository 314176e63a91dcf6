"""From terms to cost: how they gather in a bar, and the equation as printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation, Create, DashedLine, FadeIn, FadeOut, UpdateFromAlphaFunc, VGroup

from scenes.animation.timing import staggered, within
from scenes.clips.cost.bar import Segment
from scenes.clips.cost.layout import CostLayout
from scenes.clips.cost.picture import Picture
from scenes.clips.cost.precision import cost_relation
from scenes.clips.cost.slabs import Slab
from scenes.mobjects.text.equals import equality, equals_sign
from scenes.mobjects.text.equation_line import in_a_line, width_in_a_line
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula
from scenes.provenance.mark import mark
from scenes.provenance.relation import Relation
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["CostEquation", "gather", "level"]

GAP = 0.42
"""Gap in the printed equation, in em."""
LEAST = 1.15
"""Smallest size of the equation, as a multiple of the least for numbers."""
FIRST, OTHERS = 1.5, 0.9
"""Seconds in which the first term joins the bar, and each other one."""
SQUEEZE = 1.6
"""Seconds in which the sum is divided."""
LEVEL = 1.8
"""Seconds in which the terms are written, and in which their heights level."""
STEM = 0.09
"""Width of a height that flies, in frame units."""


class CostEquation:
    """The cost's formula, the terms as printed, and the cost.

    Parameters
    ----------
    theme : Theme
    picture : Picture
    layout : CostLayout

    Attributes
    ----------
    opening : VGroup
        The formula.
    steps : list of list
        What appears with each term: signs, and the term as a number.
    division, closing : VGroup
        The division, if one is printed; the sign of equality and the cost.
    cost : Readout
    """

    def __init__(self, theme: Theme, picture: Picture, layout: CostLayout):
        self.theme, self.picture, self.measure = theme, picture, picture.measure
        measure, strip = picture.measure, layout.strip
        relation = cost_relation(measure, picture.decimals)
        for em in (1.1 * picture.grid.em, LEAST * theme.sizes.number_small):
            self._write(relation, em)
            width = width_in_a_line(self.whole, GAP * em)
            if width < strip.width:
                break
        if len(picture.terms) > 1 and width < strip.width and layout.frame.wide:
            in_a_line(self.whole, strip, strip.y - 0.31 * em, GAP * em)
        else:
            self._shorten(relation, em, layout)
        self.everything = VGroup(
            self.opening, *[piece for step in self.steps for piece in step],
            self.division, self.closing,
        )  # fmt: skip

    def _write(self, relation: Relation, em: float) -> None:
        """Typeset everything in a size; :attr:`whole` is what stands in the line."""
        theme, measure = self.theme, self.measure
        formula = Formula(theme, f"C = {measure.formula}", em, theme.ink)
        equals = Formula(theme, equality([relation]), em, theme.quiet)
        equals.relations = (relation,)
        first, *others = self._terms(em)
        form = NumberFormat(self.picture.decimals.cost)
        self.cost = Readout(theme, measure.cost(), form, em, theme.cost)
        self.opening, self.closing = VGroup(formula), VGroup(equals_sign(theme, em, [relation]))
        self.closing.add(self.cost)
        self.steps: list[list[Any]] = [[equals, *first], *others]
        self.division = VGroup(*self._division(em))
        terms = [piece for step in self.steps for piece in step]
        self.whole = [formula, *terms, *self.division, *self.closing]

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

    def _shorten(self, relation: Relation, em: float, layout: CostLayout) -> None:
        """Place formula and cost only."""
        strip, gap = layout.strip, 0.4 * em
        formula, equals = self.opening[0], self.steps[0][0]
        pieces: list[Any] = [formula, equals, self.cost]
        x = strip.x - (sum(piece.width for piece in pieces) + 2 * gap) / 2
        for piece in pieces:
            piece.move_to([x + piece.width / 2, strip.y, 0])
            x += piece.width + gap
        self.closing = VGroup(equals, self.cost)
        self.division, self.steps = VGroup(), [[] for _ in self.steps]

    def appear(self, n: int) -> list[Animation]:
        """Let term ``n`` appear, with the signs before it, as it joins the bar."""
        return [within(FadeIn(piece), 0.6, 1.0) for piece in self.steps[n]]


def level(scene: Any, picture: Picture, equation: CostEquation, slabs: Sequence[Slab]) -> VGroup:
    """Level the slabs to one height, their mean, and let the cost rise to it.

    Returns
    -------
    VGroup
        The line at that height, and the cost's bar.
    """
    mean, scale = picture.measure.cost(), picture.cost.scale
    opening = [FadeIn(m) for m in (scale, picture.cost_symbol, equation.opening)]
    scene.play(within(FadeOut(picture.unknown), 0.0, 0.5), *opening, run_time=0.8)
    steps = [step for step in (*equation.steps, equation.division) if len(step)]
    if steps:
        written = [[FadeIn(piece) for piece in step] for step in steps]
        scene.play(*staggered(written, 0.4), run_time=LEVEL)
    scene.play(*[slab.level(mean) for slab in slabs], run_time=LEVEL)
    x, foot, width, _ = picture.cost.bar.segments[0].box
    whole = Segment(picture.theme)
    whole.full = picture.cost.bar.unit
    mark(whole, "height", mean)
    height = whole.full * mean.value
    ends = slabs[0].get_left()[0], x + width / 2
    line = DashedLine(*[[end, foot + height, 0.0] for end in ends], color=picture.theme.ink)
    line.set_stroke(width=picture.theme.sizes.line)

    def rise(bar: Segment, share: float) -> None:
        bar.stand(x, foot, width, share * height)

    scene.play(Create(line), run_time=0.9)
    scene.add(whole.stand(x, foot, width, 0.0))
    scene.play(UpdateFromAlphaFunc(whole, rise), FadeIn(equation.closing), run_time=1.2)
    return VGroup(line, whole)


def gather(scene: Any, picture: Picture, equation: CostEquation, shapes: Sequence[Any]) -> None:
    """Stack the shapes of the terms in the bar, squeeze it as their sum is divided."""
    bar = picture.cost.bar
    # What flies in crosses no axis: until it has landed, there is only the ground.
    scale = picture.cost.scale
    ground, others = scale[1], [scale[0], *scale[2:]]
    coming = [FadeIn(m) for m in (ground, picture.cost_symbol, equation.opening)]
    scene.play(within(FadeOut(picture.unknown), 0.0, 0.5), *coming, run_time=0.8)
    lane = picture.grid.cells[0].top - 0.05
    front = [m for t in picture.tiles for m in (t.ring, t.dot)]
    for n, (shape, there) in enumerate(zip(shapes, bar.segments, strict=True)):
        flying = Segment(picture.theme)
        start = np.array([*there.box[:3], 0.0])
        if not isinstance(shape, Readout):  # those that are not drawn have only a number
            sizes = max(shape.width, STEM), shape.height
            start = np.array([shape.get_x(), shape.get_bottom()[1], *sizes])
            scene.remove(shape)
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
