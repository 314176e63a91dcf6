"""From one stage of the cost clip to the next."""

from __future__ import annotations

from typing import Any

from manim import (
    FadeIn,
    FadeOut,
    ReplacementTransform,
    Square,
    UpdateFromAlphaFunc,
    VGroup,
)

from network import Recording
from scenes.animation.timing import staggered, within
from scenes.clips.cost.opening import OpeningNetwork
from scenes.clips.cost.picture import Picture
from scenes.clips.cost.visits import MOST_STEPS
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["images_of_epoch", "neurons_to_axes", "points_on_lines", "tiles_to_their_part"]

DISC = 0.55
"""Largest diameter of a neuron above its axis, as a share of a tile's side."""
THUMBNAIL = 0.78
"""Largest distance of two images of an epoch, in frame units."""


def neurons_to_axes(scene: Any, network: OpeningNetwork, picture: Picture, *others: Any) -> list:
    """Bring the output neurons above where their axes will be, names above, values below.

    The discs and everything with them stay on screen; the values and names become the picture's.

    Returns
    -------
    list
        The discs.
    """
    neurons = network.layers[-1]
    scene.remove(network)
    leaving = [m for column in network.layers[:-1] for m in column]
    leaving += [*network.drawn_edges, network.names, network.elisions]
    scene.add(*leaving, *neurons)
    same = bool(network.output_names) and all(
        type(old) is type(new) for old, new in zip(network.output_names, picture.names, strict=True)
    )
    discs = [neuron.disc for neuron in neurons]
    moving: list = [[] for _ in neurons]
    for lists in ([network.output_values, picture.outputs], [network.output_names, picture.names]):
        if len(lists[0]) and (lists[1] is picture.outputs or same):
            for n, pair in enumerate(zip(*lists, strict=True)):
                moving[n].append(pair)
    gone = [] if same else network.output_names
    scene.bring_to_front(*neurons, *[old for each in moving for old, _ in each])
    scene.play(
        *[within(FadeOut(m), 0.0, 0.6) for m in [*leaving, *gone]],
        *others,
        run_time=1.0,
    )
    ways = [
        [
            disc.animate.scale_to_fit_width(min(disc.width, DISC * tile.frame.side)).move_to(
                tile.frame.cell_centre
            ),
            *[ReplacementTransform(*pair) for pair in pairs],
        ]
        for disc, tile, pairs in zip(discs, picture.tiles, moving, strict=True)
    ]
    scene.play(*staggered(ways, 0.7), run_time=1.2)
    late = [] if network.output_values else picture.outputs
    late = [*late, *([] if same else picture.names)]
    if late:
        scene.play(*map(FadeIn, late), run_time=0.5)
    return discs


def points_on_lines(scene: Any, discs: list, picture: Picture) -> None:
    """Let a point leave each neuron, and draw an axis through it, from the point to both ends."""
    points = [tile.dot.copy().move_to(d) for d, tile in zip(discs, picture.tiles, strict=True)]
    scene.play(*map(FadeIn, points), run_time=0.3)
    falls = [
        ReplacementTransform(point, tile.dot)
        for point, tile in zip(points, picture.tiles, strict=True)
    ]
    scene.play(*falls, run_time=0.8)
    growing = []
    for tile in picture.tiles:
        foot = tile.frame.foot
        at, ends = tile.dot.get_center(), (foot.get_start(), foot.get_end())

        def grow(line: Any, share: float, at: Any = at, ends: Any = ends) -> None:
            line.put_start_and_end_on(*[at + max(share, 1e-3) * (end - at) for end in ends])

        scene.add(foot)
        growing.append(within(UpdateFromAlphaFunc(foot, grow), 0.0, 0.7))
    scene.add(*[tile.dot for tile in picture.tiles])
    scene.play(*growing, *[within(FadeIn(m), 0.5, 1.0) for m in picture.ticks], run_time=1.2)


def tiles_to_their_part(
    scene: Any, old: Picture, new: Picture, leaving: list, arriving: list
) -> None:
    """Shrink the tiles to their part of the stage.

    They go straight up or down, then to the left, so that none crosses another.  Names and numbers
    fade, so that none crosses a line.  ``arriving`` plays while the tiles go to the left.
    """
    pairs, slides = [], []
    for n, (before, after) in enumerate(zip(old.tiles, new.tiles, strict=True)):
        aside = old.grid.cells[n].x - new.grid.cells[n].x
        for first, last in zip(before.pieces, after.pieces, strict=True):
            pairs.append((first, last.shift([aside, 0.0, 0.0])))
            slides.append(last.animate.shift([-aside, 0.0, 0.0]))
    scene.bring_to_front(*old.pieces)
    scene.play(
        *[within(FadeOut(m), 0.0, 0.35) for m in [*leaving, *old.names, *old.outputs]],
        *[within(ReplacementTransform(*pair), 0.3, 1.0) for pair in pairs],
        run_time=1.4,
    )
    scene.bring_to_front(*new.pieces)
    scene.play(*slides, *arriving, run_time=1.1)


def images_of_epoch(
    theme: Theme, recording: Recording, first: int, second: int, region: Region
) -> list[VGroup]:
    """Draw the images of all steps from one step to just before another, if they are few."""
    steps = range(first, second)
    if recording.images is None or len(steps) > MOST_STEPS or region.height < 0.3:
        return []
    pitch = min(region.width / len(steps), region.height, THUMBNAIL)
    drawn = []
    for n, step in enumerate(steps):
        x, half = region.left + (n + 0.5) * pitch, 0.42 * pitch
        place = Region(x - half, x + half, region.y - half, region.y + half)
        image = recording.images[recording.image_index[step]]
        drawn.append(VGroup(PixelGrid(theme, place, image, backed=True)))
    # The first is the sample that the clip is about.
    frame = Square(0.96 * pitch, color=theme.ink, stroke_width=theme.sizes.line)
    drawn[0].add(frame.move_to(drawn[0]))
    return drawn
