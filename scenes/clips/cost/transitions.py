"""From one stage of the cost clip to the next."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

import numpy as np
from manim import FadeIn, FadeOut, ReplacementTransform, UpdateFromAlphaFunc, VMobject

from scenes.animation.timing import staggered, within
from scenes.clips.cost.marker import AnswerMarker
from scenes.clips.cost.opening import OpeningNetwork
from scenes.clips.cost.picture import Picture

__all__ = ["neurons_to_axes", "points_on_lines", "tiles_to_rows"]

CLOSER = 0.25
"""How much closer to its axis an output may stand without tick labels, in frame units."""


def neurons_to_axes(
    scene: Any, network: OpeningNetwork, picture: Picture, marker: AnswerMarker, *others: Any
) -> None:
    """Bring the names and values of the output neurons to where their axes will be.

    The names and values become the picture's; the frame around the answer goes with its name.
    """
    same = bool(network.output_names) and all(
        type(old) is type(new) for old, new in zip(network.output_names, picture.names, strict=True)
    )
    kept = [*(network.output_names if same else []), *network.output_values]
    gone = [] if same else [*network.output_names, marker]
    scene.play(*[within(FadeOut(m), 0.0, 0.6) for m in (network, *gone)], *others, run_time=1.0)
    scene.bring_to_front(*kept)
    names = _each_becomes(network.output_names, picture.names) if same else []
    values = _each_becomes(network.output_values, picture.outputs)
    marker.names = picture.names
    if same and marker.at is not None:
        names[marker.at] += marker.fit()
    # A name goes ahead of its value, which stands at its right.
    ways = [way for pair in zip_longest(names, values) for way in pair if way]
    if ways:
        scene.play(*staggered(ways, 0.6), run_time=2.0)
    late = [*([] if network.output_values else picture.outputs), *([] if same else picture.names)]
    if not same:
        late.append(marker.surround())
    if late:
        scene.play(*map(FadeIn, late), run_time=0.5)


def _each_becomes(old: Sequence[Any], new: Sequence[Any]) -> list[list[Any]]:
    return [[ReplacementTransform(*pair)] for pair in zip(old, new, strict=False)]


def points_on_lines(scene: Any, picture: Picture, *others: Any) -> None:
    """Draw the axes with ``others``, then let a point slide along each from zero to the output."""
    growing = []
    for tile in picture.tiles:
        foot = tile.frame.foot
        ends = foot.get_start(), foot.get_end()

        def grow(line: Any, share: float, ends: Any = ends) -> None:
            line.put_start_and_end_on(ends[0], ends[0] + max(share, 1e-3) * (ends[1] - ends[0]))

        scene.add(foot)
        growing.append(within(UpdateFromAlphaFunc(foot, grow), 0.0, 0.7))
    ticks = [within(FadeIn(m), 0.5, 1.0) for m in picture.ticks]
    scene.play(*growing, *ticks, *others, run_time=1.0)
    slides = []
    for tile in picture.tiles:
        start, end = tile.frame.c2p(max(tile.frame.span.low, 0.0), 0), tile.dot.get_center()

        def slide(dot: VMobject, share: float, ends: Any = (start, end)) -> None:
            dot.move_to(ends[0] + share * (ends[1] - ends[0]))
            dot.set_opacity(min(1.0, 5 * share))

        slides.append(UpdateFromAlphaFunc(tile.dot, slide))
    scene.play(*staggered(slides, 0.5), run_time=1.6)


def tiles_to_rows(
    scene: Any, old: Picture, new: Picture, marker: AnswerMarker, leaving: list, aside: list
) -> None:
    """Bring each output, with its name, axis, target and the frame of the answer, into a row.

    They go straight up or down; names and values go to both ends of the axes; then all go to the
    left, with ``aside``.  So nothing crosses anything.
    """
    # Where there is less room for names, they are others: o₁, o₂, …
    renamed = type(old.names[0]) is not type(new.names[0])
    closer = [number.animate.shift([0.0, CLOSER, 0.0]) for number in old.outputs]
    named = [FadeOut(m) for m in (*old.names, marker)] if renamed else old.lower_names(marker)
    scene.play(*[FadeOut(m) for m in leaving], *named, *closer, run_time=0.9)
    upright: list[Any] = []
    rows, ends = [], []
    for n, (before, after) in enumerate(zip(old.tiles, new.tiles, strict=True)):
        left = np.array([new.grid.cells[n].x - old.grid.cells[n].x, 0.0, 0.0])
        up = np.array([0.0, after.frame.bottom - before.frame.bottom, 0.0])
        words = [(old.outputs[n], new.outputs[n])]
        if not renamed:
            words.append((old.names[n], new.names[n]))
            words += [(marker, new.names[n])] if n == marker.at else []
        upright += [m.animate.shift(up) for m, _ in words]
        for first, last in zip(before.on_axis, after.on_axis, strict=True):
            upright.append(ReplacementTransform(first, last.shift(-left)))
        rows.append((left, [*after.on_axis, *[m for m, _ in words]]))
        ends += [(m, there, left) for m, there in words]
    scene.play(*upright, run_time=1.0)
    edge = max(there.get_right()[0] - left[0] for _, there, left in ends)
    first_aside = edge > scene.area.safe.right  # there is no room beside the axes yet
    if not first_aside:
        _beside_axes(scene, [(m, there.get_center() - left) for m, there, left in ends])
    level = [m.animate.shift(left) for left, row in rows for m in row]
    scene.play(*level, *aside, run_time=1.0)
    if first_aside:
        _beside_axes(scene, [(m, there.get_center()) for m, there, _ in ends])
    scene.remove(*old.names, *old.outputs)
    scene.add(*new.outputs)
    marker.names = new.names
    if renamed:
        scene.play(*map(FadeIn, (*new.names, marker.surround())), run_time=0.5)
    scene.add(*new.names)


def _beside_axes(scene: Any, ends: list[tuple[Any, np.ndarray]]) -> None:
    """Bring names and values from above and below the axes to the ends of these."""
    scene.play(*[m.animate.set_x(end[0]) for m, end in ends], run_time=0.6)
    scene.play(*[m.animate.move_to(end) for m, end in ends], run_time=0.4)
