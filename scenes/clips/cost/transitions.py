"""From one stage of the cost clip to the next."""

from __future__ import annotations

from typing import Any

from manim import (
    FadeIn,
    FadeOut,
    ReplacementTransform,
    Transform,
)

from network import Recording
from scenes.animation.timing import staggered, within
from scenes.clips.cost.opening import OpeningNetwork
from scenes.clips.cost.picture import Picture
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["images_between", "neurons_to_dots", "tiles_to_their_part"]

BELOW = 0.36
"""From a dot down to its number, in frame units."""
MOST_IMAGES, THUMBNAIL = 12, 1.3
"""Most images drawn that were trained on in between; largest distance of two, in frame units."""


def neurons_to_dots(scene: Any, network: OpeningNetwork, picture: Picture) -> None:
    """Leave only the output neurons, and let each become a point on its own axis."""
    neurons, names = network.layers[-1], network.output_names
    frames = [tile.frame.lines for tile in picture.tiles]
    scene.remove(network)
    leaving = [m for column in network.layers[:-1] for m in column]
    leaving += [*network.drawn_edges, network.names, network.elisions]
    scene.add(*leaving, *neurons)
    scene.play(
        *[within(FadeOut(m), 0.0, 0.6) for m in leaving],
        *scene.stage.clear(),
        *[within(neuron.clear_highlight(), 0.0, 0.6) for neuron in neurons],
        run_time=0.7,
    )
    scene.bring_to_front(*neurons, *names)
    kinds = [[type(name) for name in each] for each in (names, picture.names)]
    same = kinds[0] == kinds[1]
    # In place, discs become dots, with their numbers below.
    shrinking: list = []
    for neuron, tile, number in zip(neurons, picture.tiles, picture.outputs, strict=True):
        centre = neuron.disc.get_center()
        shrinking.append(Transform(neuron.disc, tile.dot.copy().move_to(centre)))
        if network.numbered:
            below = number.copy().move_to(centre - [0.0, BELOW, 0.0])
            shrinking.append(Transform(neuron.number, below))
    scene.play(*shrinking, run_time=0.7)
    moves: list = []
    for neuron, tile, number in zip(neurons, picture.tiles, picture.outputs, strict=True):
        moves.append([Transform(neuron.disc, tile.dot)])
        if network.numbered:
            moves[-1].append(Transform(neuron.number, number))
    if same:
        pairs = zip(moves, names, picture.names, strict=True)
        moves = [[*ways, Transform(name, there)] for ways, name, there in pairs]
    scene.add(*frames, *picture.ticks)
    scene.bring_to_back(*frames, *picture.ticks)
    scene.play(
        *[within(FadeIn(m), 0.35, 0.8) for m in (*frames, *picture.ticks)],
        *staggered(moves[::-1], 0.6),  # the last first: none crosses another
        *([] if same else [within(FadeOut(name), 0.0, 0.4) for name in names]),
        run_time=1.2 + 0.2 * len(neurons),
    )
    scene.remove(*neurons, *names, *[part for neuron in neurons for part in neuron.get_family()])
    late = [] if network.numbered else picture.outputs
    late = [*late, *([] if same else picture.names)]
    scene.add(*[m for m in (*picture.names, *picture.outputs) if m not in late])
    scene.add(*[tile.dot for tile in picture.tiles])
    if late:
        scene.play(*map(FadeIn, late), run_time=0.5)


def tiles_to_their_part(scene: Any, old: Picture, new: Picture, leaving: list) -> None:
    """Shrink the tiles to their part of the stage.

    They go straight up or down, then to the left, so that none crosses another.
    """
    pairs, slides = [], []
    places = [
        [*picture.grid.cells[: len(picture.tiles)], picture.grid.cells[-1]]
        for picture in (old, new)
    ]
    for before, after, was, will in zip(old.groups(), new.groups(), *places, strict=True):
        for first, last in zip(before, after, strict=True):
            aside = was.x - will.x
            pairs.append((first, last.shift([aside, 0.0, 0.0])))
            slides.append(last.animate.shift([-aside, 0.0, 0.0]))
    scene.play(
        *[within(FadeOut(m), 0.0, 0.35) for m in leaving],
        *[within(ReplacementTransform(*pair), 0.25, 1.0) for pair in pairs],
        run_time=1.3,
    )
    scene.play(*slides, run_time=0.8)


def images_between(
    theme: Theme, recording: Recording, first: int, second: int, region: Region
) -> list[PixelGrid]:
    """Draw the images that were trained on between two steps, or some of them."""
    if recording.images is None:
        return []
    steps = range(first + 1, second)[:MOST_IMAGES]
    columns = max(1, min(4, len(steps)))
    rows = max(1, -(-len(steps) // columns))
    pitch = min(region.width / columns, region.height / rows, THUMBNAIL)
    drawn = []
    for n, step in enumerate(steps):
        x = region.x + (n % columns - (columns - 1) / 2) * pitch
        y = region.y + ((rows - 1) / 2 - n // columns) * pitch
        half = 0.42 * pitch
        place = Region(x - half, x + half, y - half, y + half)
        image = recording.images[recording.image_index[step]]
        drawn.append(PixelGrid(theme, place, image, backed=True))
    return drawn
