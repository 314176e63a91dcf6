"""From one stage of the cost clip to the next."""

from __future__ import annotations

from typing import Any

from manim import FadeIn, FadeOut, ReplacementTransform, Transform, UpdateFromAlphaFunc

from network import Recording
from scenes.animation.timing import within
from scenes.clips.cost.opening import OpeningNetwork
from scenes.clips.cost.picture import Picture
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["images_of_epoch", "neurons_to_axes", "points_on_lines", "tiles_to_their_part"]

MOST_IMAGES, THUMBNAIL = 14, 0.78
"""Most images of an epoch that are drawn; largest distance of two, in frame units."""


def neurons_to_axes(scene: Any, network: OpeningNetwork, picture: Picture, *others: Any) -> list:
    """Bring the output neurons to where their axes will be, names above, values below.

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
    pairs: list = []
    if network.output_values:
        pairs += zip(network.output_values, picture.outputs, strict=True)
    if same:
        pairs += zip(network.output_names, picture.names, strict=True)
    gone = [] if same else network.output_names
    scene.bring_to_front(*neurons, *[old for old, _ in pairs])
    discs = [neuron.disc for neuron in neurons]
    ways = [disc.animate.move_to(tile.dot) for disc, tile in zip(discs, picture.tiles, strict=True)]
    scene.play(
        *[within(FadeOut(m), 0.0, 0.35) for m in [*leaving, *gone]],
        *[within(way, 0.3, 1.0) for way in ways],
        *[within(ReplacementTransform(*pair), 0.3, 1.0) for pair in pairs],
        *others,
        run_time=1.8,
    )
    late = [] if network.output_values else picture.outputs
    late = [*late, *([] if same else picture.names)]
    if late:
        scene.play(*map(FadeIn, late), run_time=0.5)
    return discs


def points_on_lines(scene: Any, discs: list, picture: Picture) -> None:
    """Draw an axis through each disc, which becomes the point on it."""
    growing, shrinking = [], []
    for disc, tile in zip(discs, picture.tiles, strict=True):
        foot = tile.frame.foot
        at, ends = tile.dot.get_center(), (foot.get_start(), foot.get_end())

        def grow(line: Any, share: float, at: Any = at, ends: Any = ends) -> None:
            line.put_start_and_end_on(*[at + max(share, 1e-3) * (end - at) for end in ends])

        scene.add(foot)
        growing.append(within(UpdateFromAlphaFunc(foot, grow), 0.15, 0.8))
        shrinking.append(within(Transform(disc, tile.dot), 0.0, 0.6))
    scene.bring_to_front(*discs)
    scene.play(
        *growing, *shrinking, *[within(FadeIn(m), 0.6, 1.0) for m in picture.ticks], run_time=1.4
    )
    scene.remove(*discs)
    scene.add(*[tile.dot for tile in picture.tiles])


def tiles_to_their_part(scene: Any, old: Picture, new: Picture, leaving: list) -> None:
    """Shrink the tiles to their part of the stage.

    They go straight up or down, then to the left, so that none crosses another.
    """
    pairs, slides = [], []
    for n, (before, after) in enumerate(zip(old.groups(), new.groups(), strict=True)):
        aside = old.grid.cells[n].x - new.grid.cells[n].x
        for first, last in zip(before, after, strict=True):
            pairs.append((first, last.shift([aside, 0.0, 0.0])))
            slides.append(last.animate.shift([-aside, 0.0, 0.0]))
    scene.play(
        *[within(FadeOut(m), 0.0, 0.35) for m in leaving],
        *[within(ReplacementTransform(*pair), 0.3, 1.0) for pair in pairs],
        run_time=1.4,
    )
    scene.play(*slides, run_time=0.8)


def images_of_epoch(
    theme: Theme, recording: Recording, first: int, second: int, region: Region
) -> list[PixelGrid]:
    """Draw the images of all steps from one step to just before another, if they are few."""
    steps = range(first, second)
    if recording.images is None or len(steps) > MOST_IMAGES or region.height < 0.3:
        return []
    pitch = min(region.width / len(steps), region.height, THUMBNAIL)
    drawn = []
    for n, step in enumerate(steps):
        x, half = region.left + (n + 0.5) * pitch, 0.42 * pitch
        place = Region(x - half, x + half, region.y - half, region.y + half)
        image = recording.images[recording.image_index[step]]
        drawn.append(PixelGrid(theme, place, image, backed=True))
    return drawn
