"""From terms to cost: the equation as printed, and the motions that level, halve or stack."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from manim import Animation, FadeIn, FadeOut, Rectangle, Transform, UpdateFromAlphaFunc, VGroup

from scenes.animation.timing import within
from scenes.clips.cost.layout import CostLayout
from scenes.clips.cost.picture import Picture
from scenes.clips.cost.precision import cost_relation
from scenes.mobjects.text.equals import equality, equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["cost_in_words", "cost_of_terms", "level", "pour", "stack"]

GAP = 0.2
"""Gap in the printed equation, in em."""
NAME_DROP = 0.42
"""From the foot of the cost's tile to the baseline of its name, in frame units."""


def cost_of_terms(theme: Theme, picture: Picture) -> VGroup:
    """Make the line of terms an equation: (a + b + c) / n = C, in place.

    Returns
    -------
    VGroup
        The signs between the numbers, which are there already.
    """
    measure, em = picture.measure, picture.grid.em
    numbers = [*picture.terms, *([picture.rest_number] if measure.others else [])]
    line = picture.cost_number.baseline
    middle = line + em * DIGIT_HEIGHT / 2
    signs = VGroup()
    for left, right in pairwise(numbers):
        plus = Formula(theme, "+", em, theme.quiet)
        signs.add(plus.move_to([(left.get_x() + right.get_x()) / 2, middle, 0]))
    end = numbers[-1].get_right()[0] + GAP * em
    if measure.divisor != 1:
        if len(numbers) > 1:
            opening, closing = (Formula(theme, mark, em, theme.quiet) for mark in (r"\(", r"\)"))
            opening.move_to([numbers[0].get_left()[0] - GAP * em - opening.width / 2, middle, 0])
            closing.move_to([end + closing.width / 2, middle, 0])
            end = closing.get_right()[0] + GAP * em
            signs.add(opening, closing)
        slash = Formula(theme, "slash", em, theme.quiet)
        slash.move_to([end + slash.width / 2, middle, 0])
        divisor = _divisor(theme, picture)
        divisor.place(slash.get_right()[0] + GAP * em, line, "left")
        signs.add(slash, divisor)
        end = divisor.get_right()[0]
    equals = equals_sign(theme, em, [cost_relation(measure, picture.decimals)])
    signs.add(equals.move_to([(end + picture.cost_number.get_left()[0]) / 2, middle, 0]))
    return signs


def _divisor(theme: Theme, picture: Picture) -> Any:
    """Typeset by what the sum is divided."""
    measure, em = picture.measure, picture.grid.em
    if measure.name == "half-squared-error":
        return Formula(theme, "2", em, theme.ink)
    sizes = measure.recording.layer_sizes
    source = Source(measure.recording, "setting", index=("layer_sizes", len(sizes) - 1))
    return Readout(theme, source, NumberFormat(0), em, theme.ink)


def cost_in_words(theme: Theme, picture: Picture, layout: CostLayout, name: str) -> VGroup:
    """Write the cost's name and formula: below its tile, or at the bottom of the stage.

    Where the terms do not make an equation in place, the cost as a number ends this one.
    """
    em, measure = picture.grid.em, picture.measure
    said = TextLine(theme, name, theme.sizes.label, theme.cost)
    if layout.roomy:
        x = picture.grid.cells[-1].x
        said.place(x, picture.grid.bottom - NAME_DROP)
        formula = Formula(theme, measure.formula, em, theme.ink)
        top = said.get_bottom()[1]
        bottom = picture.cost_number.get_top()[1]
        return VGroup(said, formula.move_to([x, (top + bottom) / 2, 0.0]))
    formula = Formula(theme, f"C = {measure.formula}", max(em, theme.sizes.label), theme.ink)
    relation = cost_relation(measure, picture.decimals)
    equals = Formula(theme, equality([relation]), formula.em, theme.quiet)
    equals.relations = (relation,)
    source, form = picture.cost_number.source, picture.cost_number.number_format
    pieces: list[Any] = [formula, equals, Readout(theme, source, form, em, theme.cost)]
    strip, gap, apart = layout.strip, 0.4 * em, 0.5
    width = sum(piece.width for piece in pieces) + gap * (len(pieces) - 1)
    beside = said.width + apart + width <= strip.width
    middle = strip.y if beside else strip.bottom + formula.height / 2
    x = strip.x - (said.width + apart + width) / 2
    if beside:
        said.place(x, middle - 0.11, "left")
        x = said.get_right()[0] + apart
    else:
        said.place(strip.x, strip.top - 0.25)
        x = strip.x - width / 2
    for piece in pieces:
        piece.move_to([x + piece.width / 2, middle, 0])
        x += piece.width + gap
    return VGroup(said, *pieces)


def level(scene: Any, picture: Picture) -> None:
    """Level the squares to a common area, and set one of them beside: the mean.

    The sum of the areas is constant, so each ends with the mean.
    """
    cost = picture.cost.shape
    squares = [tile.square for tile in picture.tiles]
    copies = [square.copy() for square in squares]
    mean = cost.source.value
    for square in squares:  # the copies cover them
        square.hollow()

    def levelled(square: Any) -> Animation:
        area = square.source.value
        return square.change(lambda share: area + share * (mean - area))

    scene.add(*copies)
    _lift(scene, picture)
    scene.play(*map(levelled, copies), run_time=2.2)
    scene.wait(0.7)
    one = copies[-1].copy()
    scene.add(one)
    if picture.grid.rows > 1:  # its path leads over numbers
        scene.bring_to_back(one)
    scene.play(one.animate.move_to(cost), run_time=1.1)
    scene.remove(one)
    scene.add(cost)
    scene.play(
        *map(FadeOut, copies),
        *[_filled(picture.theme, square) for square in squares],
        FadeIn(picture.cost_number),
        run_time=0.8,
    )


def _filled(theme: Theme, square: Any) -> Animation:
    """Return how a hollow square becomes what it was."""
    whole = square.copy().set_stroke(opacity=1).become_area(square.source.value)
    return Transform(square, whole)


def pour(scene: Any, picture: Picture) -> None:
    """Add the squares to the cost's one after another, divided as the cost is."""
    cost, divisor = picture.cost, picture.measure.divisor
    squares = [tile.square for tile in picture.tiles]
    if picture.measure.others:
        squares.append(picture.rest_square)
    place, total = cost.shape.copy(), 0.0
    scene.add(cost.shape)
    for n, square in enumerate(squares):
        part, area, before = square.copy(), square.source.value, total
        total += area / divisor
        start = part.get_center()

        def move(moving: Any, share: float, area=area, start=start) -> None:
            moving.become_area(area + share * (area / divisor - area))
            end = place.get_corner(np.array([-1.0, -1.0, 0.0])) + moving.width / 2
            end[2] = 0.0
            moving.move_to(start + share * (end - start))

        def grow(shape: Any, share: float, before=before, gain=total - before) -> None:
            shape.become_area(before + max(0.0, share - 0.8) / 0.2 * gain)

        scene.add(part)
        scene.play(
            UpdateFromAlphaFunc(part, move),
            UpdateFromAlphaFunc(cost.shape, grow),
            run_time=1.1 if n == 0 else 0.5,
        )
        scene.remove(part)
    cost.shape.become_area(cost.shape.source.value)
    scene.play(FadeIn(picture.cost_number), run_time=0.6)


def stack(scene: Any, picture: Picture) -> None:
    """Stack the heights of all terms to the cost's bar."""
    theme, cost = picture.theme, picture.cost
    frame, foot, parts, moves = cost.frame, cost.frame.bottom, [], []
    for tile in picture.tiles:
        height = tile.stem.height
        if height < 2e-4:
            continue
        part = Rectangle(
            width=0.06, height=height, stroke_width=0, color=theme.cost, fill_opacity=0.9
        ).move_to(tile.stem)
        there = part.copy().stretch_to_fit_width(cost.shape.width)
        moves.append(Transform(part, there.move_to([frame.cell.x, foot + height / 2, 0])))
        foot += height
        parts.append(part)
    scene.add(*parts)
    count = max(len(moves), 1)
    scene.play(
        *[within(m, k / (count + 1), (k + 2) / (count + 1)) for k, m in enumerate(moves)],
        run_time=1.0 + 0.5 * count,
    )
    scene.remove(*parts)
    scene.add(cost.shape)
    scene.play(FadeIn(picture.cost_number), run_time=0.6)


def _lift(scene: Any, picture: Picture) -> None:
    """Bring errors, rings and dots above what has been added."""
    for tile in picture.tiles:
        scene.bring_to_front(tile.gap, tile.ring, tile.dot)
