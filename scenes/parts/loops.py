"""Two nested loops as two nested frames, with counters, and what is gone through inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import (
    Animation,
    RoundedRectangle,
    Transform,
    Triangle,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
    smooth,
)

from scenes.frame import Region
from scenes.mark import mark
from scenes.parts.pixel_grid import PixelGrid
from scenes.parts.readout import DIGIT_HEIGHT, Readout
from scenes.parts.text import Words
from scenes.source import NumberFormat, Source
from scenes.theme import Theme

__all__ = [
    "Counter",
    "Flipbook",
    "ImageStrip",
    "LabelledImage",
    "NestedLoops",
    "Ordinal",
    "turn_into",
]

WHOLE = NumberFormat(0)
HEADER = 0.62
"""Height of the line at the top of a frame that says what the loop goes over."""
INSET = 0.2
TIP, EDGE = 0.11, 0.02
"""Size of the arrow heads on the frames; room for the frames' lines."""
HEADER_EM = 0.36
OF_A_NUMBER = {
    "source", "number_format", "text", "em", "advance_width",
    "_anchor", "_point", "_centre_offset", "_drawn_width",
}  # fmt: skip
"""What a readout knows of the number that it shows."""
TRAVEL = 0.45
"""Share of a stay at an image that is spent on the way to the next."""


@dataclass(frozen=True)
class Ordinal(Source):
    """A recorded index, which counts from zero, as people count: from one."""

    @property
    def value(self) -> float:
        """One more than the recorded index."""
        return super().value + 1


def turn_into(shown: Readout, page: Readout) -> None:
    """Let a number on screen be another one, where that one stands; its colour stays."""
    for name, value in vars(page).items():
        if name in OF_A_NUMBER:
            setattr(shown, name, value)
    shown.points = page.points.copy()


class Counter(Readout):
    """A number that goes through recorded values.

    Parameters
    ----------
    theme : Theme
    sources : sequence of Source
        What it goes through.
    em : float
    colour : str
    """

    def __init__(self, theme: Theme, sources: Sequence[Source], em: float, colour: str):
        super().__init__(theme, sources[0], WHOLE, em, colour)
        self.pages = [Readout(theme, source, WHOLE, em, colour) for source in sources]

    def place(self, x: float, baseline: float, align: str = "right") -> Counter:
        """Place all numbers of the counter."""
        for page in self.pages:
            page.place(x, baseline, align)
        return super().place(x, baseline, align)

    def run(self, at: Callable[[float], int]) -> Animation:
        """Count during a play: ``at`` tells which number is shown at a share of its time."""
        return UpdateFromAlphaFunc(
            self, lambda m, share: turn_into(m, m.pages[at(share)]), rate_func=linear
        )


class Flipbook(VGroup):
    """Pictures in one place, of which only one is seen at a time.

    Parameters
    ----------
    pages : sequence of Mobject
    """

    def __init__(self, pages: Sequence[Any]):
        super().__init__(*pages)
        self.show(0)

    def show(self, k: int) -> Flipbook:
        """Show page ``k``."""
        for number, page in enumerate(self.submobjects):
            page.set_fill(opacity=float(number == k))
        return self

    def run(self, at: Callable[[float], int]) -> Animation:
        """Turn pages during a play: ``at`` tells which is shown at a share of its time."""
        return UpdateFromAlphaFunc(self, lambda m, share: m.show(at(share)), rate_func=linear)


class LabelledImage(VGroup):
    """The image of a training step with its label to the right, as large as the region allows.

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
        image = PixelGrid(theme, place, recording.images[recording.image_index[step]])
        label = Readout(theme, Source(recording, "labels", step), WHOLE, em, theme.target)
        label.place(left + side + 0.45 * em, region.y - em * DIGIT_HEIGHT / 2)
        super().__init__(image, label)


class NestedLoops(VGroup):
    """Two frames, one inside the other: a loop over epochs and in it a loop over images.

    Parameters
    ----------
    theme : Theme
    region : Region
        Filled with the outer frame.
    names : sequence of str
        What the outer and the inner loop go over.

    Attributes
    ----------
    frames : list of RoundedRectangle
        The outer and the inner.
    names : list of Words
    content : Region
        The room inside the inner frame.
    """

    def __init__(self, theme: Theme, region: Region, names: Sequence[str]):
        self.theme, self.texts = theme, list(names)
        self.frames, self.tips, self.names = [], [], []
        self._heads: list[tuple[float, float]] = []
        # The arrow heads stand out beyond the frame.
        region = Region(
            region.left + TIP, region.right - TIP, region.bottom + EDGE, region.top - EDGE
        )
        for name in names:
            frame = RoundedRectangle(
                width=region.width,
                height=region.height,
                corner_radius=0.16,
                stroke_color=theme.hairline,
                stroke_width=theme.sizes.neuron_outline,
            ).move_to(region.centre)
            # The way round: down on the right, back up on the left.
            for x, turn in ((region.left, 0.0), (region.right, np.pi)):
                tip = Triangle(fill_color=theme.hairline, fill_opacity=1, stroke_width=0)
                tip.scale(TIP).rotate(turn).move_to([x, region.y, 0])
                self.tips.append(tip)
            self.frames.append(frame)
            head = Words(theme, name, HEADER_EM, theme.ink)
            self._heads.append((region.right - 0.3, self._baseline(region.top)))
            self.names.append(head.place(region.left + 0.3, self._baseline(region.top), "left"))
            region = Region(
                region.left + INSET,
                region.right - INSET,
                region.bottom + INSET,
                region.top - HEADER,
            )
        self.content = Region(
            region.left + 0.1, region.right - 0.1, region.bottom + 0.05, region.top - 0.05
        )
        super().__init__(*self.frames, *self.tips, *self.names)

    def _baseline(self, top: float) -> float:
        return top - HEADER / 2 - 0.36 * HEADER_EM

    def header(self, k: int) -> tuple[float, float]:
        """Right end and baseline of the line at the top of frame ``k``."""
        return self._heads[k]

    def count(self, k: int, sources: Sequence[Source], total: Source, of: str) -> VGroup:
        """Put a counter into the head of frame ``k``: 'n of total'."""
        theme, (x, baseline) = self.theme, self.header(k)
        last = Readout(theme, total, NumberFormat(0, grouped=True), HEADER_EM * 1.15, theme.quiet)
        last.place(x, baseline, "right")
        between = Words(theme, of, HEADER_EM, theme.quiet)
        between.place(x - last.advance_width - 0.12, baseline, "right")
        counter = Counter(theme, sources, HEADER_EM * 1.15, theme.focus)
        counter.place(float(between.get_left()[0]) - 0.12, baseline)
        return VGroup(counter, between, last)

    def light(self, k: int | None) -> list[Animation]:
        """Put frame ``k`` in focus and the other out of it."""
        theme, found = self.theme, []
        for i, frame in enumerate(self.frames):
            colour = theme.focus if i == k else theme.hairline
            found.append(frame.animate.set_stroke(colour))
            found += [tip.animate.set_fill(colour) for tip in self.tips[2 * i : 2 * i + 2]]
        return found

    def into(self, region: Region) -> list[Animation]:
        """Move into another region: the animations; ``content`` is the new one at once."""
        other = NestedLoops(self.theme, region, self.texts)
        ways = []
        for mine, there in zip(
            [*self.frames, *self.tips], [*other.frames, *other.tips], strict=True
        ):
            there.match_style(mine)
            ways.append(Transform(mine, there))
        for mine, there in zip(self.names, other.names, strict=True):
            ways.append(mine.animate.move_to(there))
        self.content, self._heads = other.content, other._heads
        return ways


class ImageStrip(VGroup):
    """The training images with their labels in rows, and a marker that goes over them.

    Parameters
    ----------
    theme : Theme
    region : Region
    recording : network.Recording
        A walkthrough: its images, in the order of the steps of an epoch.
    columns : int
        Images in a row.
    """

    def __init__(self, theme: Theme, region: Region, recording: Any, columns: int):
        self.theme, self.recording = theme, recording
        self.count = len(recording.images)
        rows = -(-self.count // columns)
        cells = [
            cell
            for row in region.split(*[1] * rows, gap=0.12)
            for cell in row.columns(*[1] * columns)
        ][: self.count]
        self.images, self.labels = [], []
        for k, cell in enumerate(cells):
            side = min(cell.width - 0.66, cell.height - 0.2)
            left = cell.x - (side + 0.4) / 2
            place = Region(left, left + side, cell.y - side / 2, cell.y + side / 2)
            self.images.append(PixelGrid(theme, place, recording.images[k]))
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

    def coordinates(self, point: np.ndarray) -> tuple[float, float]:
        """Index of the image at a place, and the same again: the marker's one coordinate."""
        apart = [float(np.linalg.norm(box.get_center() - point)) for box in self.boxes]
        nearest = int(np.argmin(apart))
        return nearest + apart[nearest], nearest + apart[nearest]

    def _note(self, k: int) -> None:
        source = Source(self.recording, "image_index", k)
        mark(self.marker, "place", source, second=source, axes=self)

    def shown(self, share: float) -> int:
        """Which image is gone through at a share of a run over all of them."""
        return min(int(share * self.count), self.count - 1)

    def run(self) -> Animation:
        """Let the marker go over all images once, staying at each."""
        self._note(self.count - 1)

        def update(marker: RoundedRectangle, share: float) -> None:
            k = self.shown(share)
            rest = share * self.count - k
            before = self.boxes[max(k - 1, 0)].get_center()
            there = self.boxes[k].get_center()
            marker.move_to(before + smooth(min(rest / TRAVEL, 1.0)) * (there - before))

        return UpdateFromAlphaFunc(self.marker, update, rate_func=linear)

    def back(self) -> Animation:
        """Bring the marker back to the first image."""
        return self.marker.animate.move_to(self.boxes[0])
