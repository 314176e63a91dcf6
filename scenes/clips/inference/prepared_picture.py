"""How a picture is prepared for the network: the original, its ink, the ink cut out and centred."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from manim import FadeIn, Transform

from scenes.animation.timing import within
from scenes.base import NetworkScene
from scenes.clips.inference.full_network import fitted
from scenes.mobjects.images.grey_image import GreyImage, outline_of, square_in
from scenes.mobjects.images.painting import Painting
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["PreparedPicture"]

HEAD, BETWEEN = 0.75, 0.55
GAP = 0.22
"""Gap between a name and its image."""


class PreparedPicture:
    """Three images side by side or, in a tall region, one below the other; each named above.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Inference
    number : int
        Number of an image that was prepared.
    names : sequence of str

    Attributes
    ----------
    picture, ink, image : GreyImage
    frames : list of Rectangle
        Around each.
    box : Rectangle
        Around the ink, in ``ink``.
    sheet : Rectangle or None
        Around the paper found in ``picture``, unless it fills the picture.
    cut, landed : GreyImage, Painting
        The content of the box, and the same in its place in ``image``.
    names : list of TextLine
    """

    def __init__(self, theme: Theme, region: Region, recording, number: int, names: Sequence[str]):
        tall = region.height > region.width
        if tall:
            rows = region.split(1, 1, 1, gap=BETWEEN - GAP)
            columns = [row.below(row.top - HEAD + GAP) for row in rows]
        else:
            columns = region.below(region.top - HEAD).columns(1, 1, 1, gap=BETWEEN)
        sources = [Source(recording, f"{stage}_{number}") for stage in ("picture", "ink")]
        places = [
            fitted(column, source.values.shape)
            for column, source in zip(columns, sources, strict=False)
        ]
        places.append(square_in(columns[2]))
        self.picture, self.ink = (
            GreyImage(theme, place, source) for place, source in zip(places, sources, strict=False)
        )
        shape = tuple(recording.metadata["image_shape"])
        pixels = Source(recording, "activations", number, 0)
        self.image = GreyImage(theme, places[2], pixels, shape)
        self.frames = [outline_of(theme, place) for place in places]
        details = recording.metadata["pictures"][number]["preparation"]
        top, left, bottom, right = details["box"]
        width = sources[1].values.shape[1]
        inside = _part(places[1], width, details["box"])
        sheet = details.get("sheet")
        self.sheet = sheet and outline_of(theme, _part(places[0], width, sheet), theme.focus)
        self.box = outline_of(theme, inside, theme.focus)
        cut = Source(recording, f"ink_{number}", index=(slice(top, bottom), slice(left, right)))
        self.cut = GreyImage(theme, inside, cut)
        scaled = recording.arrays[f"scaled_{number}"]
        (row, column), (high, wide) = details["corner"], scaled.shape
        pixel = places[2].width / shape[1]
        target = Region(
            places[2].left + column * pixel,
            places[2].left + (column + wide) * pixel,
            places[2].top - (row + high) * pixel,
            places[2].top - row * pixel,
        )
        self.landed = Painting(target, self.cut.colours)
        for em in (theme.sizes.caption, theme.sizes.label):
            self.names = []
            for text, place in zip(names, places, strict=True):
                name = TextLine(theme, text, em, theme.quiet)
                half = name.width / 2
                x = min(max(place.x, region.left + half), region.right - half)
                top = place.top if tall else max(p.top for p in places)
                self.names.append(name.place(x, top + GAP))
            # Large names may not fit side by side.
            near = [b.get_left()[0] - a.get_right()[0] < GAP for a, b in pairwise(self.names)]
            if tall or not any(near):
                break

    def play_on(self, scene: NetworkScene) -> None:
        """Show the picture, its ink, and the ink cut out, scaled and centred, one after another.

        On the scene's stage remain all but ``image`` and the frame around it, which go on to be
        the network's input.
        """
        frames, sheet = self.frames, [self.sheet] if self.sheet else []
        first, of_ink, of_image = self.names
        scene.play(
            *scene.stage.show(self.picture, frames[0], first, start=0.0),
            *scene.stage.show(*sheet, start=0.5),
            run_time=0.7,
        )
        moving = self.picture.copy()
        arriving = scene.stage.show(frames[1], of_ink, start=0.5)
        scene.play(Transform(moving, self.ink.copy()), *arriving, run_time=1.4)
        scene.remove(moving)
        scene.add(self.ink, frames[1])
        scene.play(*scene.stage.show(self.box, start=0.0), run_time=0.5)
        cut = self.cut.copy()
        arriving = [within(FadeIn(m), 0.3, 0.9) for m in (frames[2], of_image)]
        scene.play(Transform(cut, self.landed), *arriving, run_time=1.2)
        scene.play(FadeIn(self.image), run_time=0.5)
        scene.remove(cut)
        scene.stage.add(self.ink, of_image)


def _part(place: Region, columns: int, box: Sequence[int]) -> Region:
    """Return the place of a box (top, left, bottom, right), in pixels of the image at a place."""
    top, left, bottom, right = (n * place.width / columns for n in box)
    return Region(place.left + left, place.left + right, place.top - bottom, place.top - top)
