"""Training images with their labels: one large, or all in rows with a moving marker."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Animation, RoundedRectangle, UpdateFromAlphaFunc, VGroup, linear

from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.mark import mark
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["ImageStrip", "LabelledImage"]

WHOLE = NumberFormat(0)
GAP, LABEL_ROOM, PAD = 0.12, 0.66, 0.2
"""Between rows, for a label beside its image, and around an image, in frame units."""
BLINK = 0.16
"""Share of its time at an image in which the marker fades in, and in which it fades out."""


class LabelledImage(VGroup):
    """The image of a training step with its label at the right, as large as the region allows.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
    step : int
    """

    def __init__(self, theme: Theme, region: Region, recording: Any, step: int):
        side = min(region.height, region.width * 0.72)
        em = max(0.4 * side, 0.4)
        left = region.x - (side + 0.75 * em) / 2
        place = Region(left, left + side, region.y - side / 2, region.y + side / 2)
        pixels = recording.images[recording.image_index[step]]
        image = PixelGrid(theme, place, pixels, backed=True)
        label = Readout(theme, Source(recording, "labels", step), WHOLE, em, theme.target)
        label.place(left + side + 0.45 * em, region.y - em * DIGIT_HEIGHT / 2)
        super().__init__(image, label)


class ImageStrip(VGroup):
    """The training images with their labels in rows, and a marker that visits them.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
        A walkthrough; its images are in the order of the steps of an epoch.
    columns : int, optional
        Images in a row; by default as many as make the images largest.
    """

    def __init__(self, theme: Theme, region: Region, recording: Any, columns: int | None = None):
        self.theme, self.recording = theme, recording
        self.count = len(recording.images)
        columns = columns or self._best_columns(region)
        rows = -(-self.count // columns)
        cells = [
            cell
            for row in region.split(*[1] * rows, gap=GAP)
            for cell in row.columns(*[1] * columns)
        ][: self.count]
        self.images, self.labels = [], []
        for k, cell in enumerate(cells):
            side = min(cell.width - LABEL_ROOM, cell.height - PAD)
            left = cell.x - (side + 0.4) / 2
            place = Region(left, left + side, cell.y - side / 2, cell.y + side / 2)
            self.images.append(PixelGrid(theme, place, recording.images[k], backed=True))
            source = Source(recording, "labels", k)
            label = Readout(theme, source, WHOLE, 0.56, theme.target)
            self.labels.append(label.place(left + side + 0.26, cell.y - 0.56 * DIGIT_HEIGHT / 2))
        self.boxes = [
            RoundedRectangle(
                width=cell.width - 0.06,
                height=cell.height - 0.04,
                corner_radius=0.1,
                stroke_color=theme.focus,
                stroke_width=theme.sizes.focus_outline,
            ).move_to(cell.centre)
            for cell in cells
        ]
        self.marker = self.boxes[0].copy()
        self._note(0)
        super().__init__(*self.images, *self.labels)

    def _best_columns(self, region: Region) -> int:
        """Return the number of columns of full rows that makes the images largest."""

        def side(columns: int) -> float:
            rows = self.count // columns
            height = (region.height - GAP * (rows - 1)) / rows
            return min(region.width / columns - LABEL_ROOM, height - PAD)

        return max((n for n in range(1, self.count + 1) if self.count % n == 0), key=side)

    def p2c(self, point: np.ndarray) -> tuple[float, float]:
        """Return the index of the image at a point, twice: the marker has one coordinate."""
        apart = [float(np.linalg.norm(box.get_center() - point)) for box in self.boxes]
        nearest = int(np.argmin(apart))
        return nearest + apart[nearest], nearest + apart[nearest]

    def _note(self, k: int) -> None:
        source = Source(self.recording, "image_index", k)
        mark(self.marker, "place", source, second=source, axes=self)

    def shown(self, share: float) -> int:
        """Return which image the marker visits at a share of its run."""
        return min(int(share * self.count), self.count - 1)

    def run(self) -> Animation:
        """Return the animation in which the marker visits each image once."""
        self._note(self.count - 1)

        def update(marker: RoundedRectangle, share: float) -> None:
            k = self.shown(share)
            rest = share * self.count - k
            # It starts at the first image, and stays at the last.
            since = rest / BLINK if k > 0 else 1.0
            left = (1 - rest) / BLINK if k < self.count - 1 else 1.0
            self._stand(marker, k, min(since, left))

        return UpdateFromAlphaFunc(self.marker, update, rate_func=linear)

    def back(self) -> Animation:
        """Return the animation in which the marker goes from the last image to the first."""
        self._note(0)

        def update(marker: RoundedRectangle, share: float) -> None:
            self._stand(marker, self.count - 1 if share < 0.5 else 0, abs(4 * share - 2))

        return UpdateFromAlphaFunc(self.marker, update, rate_func=linear)

    def _stand(self, marker: RoundedRectangle, k: int, opacity: float) -> None:
        """Put the marker around image ``k``; it jumps there, so it never crosses other images."""
        marker.move_to(self.boxes[k]).set_stroke(opacity=min(max(opacity, 0.0), 1.0))
