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
    scene: Any, old: Picture, new: Picture, marker: AnswerMarker, first: list, aside: list
) -> None:
    """Bring each output, with its name, axis, target and the frame of the answer, into a row.

    After what comes ``first``, they go straight up or down; names and values go to both ends of the
    axes; then all go to the left, with ``aside``.  So nothing crosses anything.  Where there is no
    room for that, or for the same names, names and values fade instead.
    """
    cells = zip(old.grid.cells, new.grid.cells, strict=False)
    lefts = [np.array([there.x - here.x, 0.0, 0.0]) for here, there in cells]
    edge = max(m.get_right()[0] - left[0] for m, left in zip(new.outputs, lefts, strict=False))
    words = [*old.names, *old.outputs, marker]
    if type(old.names[0]) is not type(new.names[0]) or edge > scene.area.safe.right:
        near, words = [FadeOut(m) for m in words], []
    else:
        near = [number.animate.shift([0.0, CLOSER, 0.0]) for number in old.outputs]
        near += old.lower_names(marker)
    scene.play(*first, *near, run_time=0.9)
    upright: list[Any] = []
    rows: list[tuple[np.ndarray, list]] = []
    ends: list[tuple[Any, np.ndarray]] = []
    for n, (before, after) in enumerate(zip(old.tiles, new.tiles, strict=True)):
        pairs = [(old.outputs[n], new.outputs[n]), (old.names[n], new.names[n])]
        pairs = [*pairs, *([(marker, new.names[n])] if n == marker.at else [])] if words else []
        up = np.array([0.0, after.frame.bottom - before.frame.bottom, 0.0])
        upright += [m.animate.shift(up) for m, _ in pairs]
        for there, here in zip(before.on_axis, after.on_axis, strict=True):
            upright.append(ReplacementTransform(there, here.shift(-lefts[n])))
        rows.append((lefts[n], [*after.on_axis, *[m for m, _ in pairs]]))
        ends += [(m, there.get_center() - lefts[n]) for m, there in pairs]
    scene.play(*upright, run_time=1.0)
    if words:
        scene.play(*[m.animate.set_x(end[0]) for m, end in ends], run_time=0.6)
        scene.play(*[m.animate.move_to(end) for m, end in ends], run_time=0.4)
    scene.play(*[m.animate.shift(x) for x, row in rows for m in row], *aside, run_time=1.0)
    scene.remove(*old.names, *old.outputs)
    marker.names = new.names
    arrived = (*new.names, *new.outputs, marker.surround())
    if not words:
        scene.play(*map(FadeIn, arrived), run_time=0.5)
    scene.add(*arrived)
