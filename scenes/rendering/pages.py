"""The last frame of each beat as a vector page of a PDF."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cairo
import numpy as np
from numpy.typing import NDArray

from network.storage.storable import Storable
from network.system.files import unfinished
from scenes.base import Beat, NetworkScene, Style
from scenes.catalog import ClipEntry
from scenes.rendering.clips import beat_named, rehearse
from scenes.rendering.drawing import Item, Outline, Painted, Paths
from scenes.style.picture_size import AREA, Quality

__all__ = ["draw_pages"]

PAGE_WIDTH, PAGE_HEIGHT = (side / 25.4 * 72 for side in (160, 90))
"""160 mm × 90 mm in points, the size of a 16:9 Beamer slide; other shapes have the same area."""
CELL = 8
"""Side in pixels of a cell of a painting, for viewers that blur enlarged images."""


def draw_pages(
    clips: Sequence[tuple[ClipEntry, Storable]],
    style: Style,
    quality: Quality,
    target: Path,
    title: str,
    beat: str | None = None,
) -> int:
    """Draw the last frames of beats as pages of a PDF with an outline.

    Parameters
    ----------
    clips : sequence of (ClipEntry, Storable)
    style : Style
    quality : Quality
        Its aspect ratio is that of the pages.
    target : Path
        Replaced only when the new file is complete.
    title : str
    beat : str, optional
        Draw only the beat with this name.

    Returns
    -------
    int
        Number of pages.

    Raises
    ------
    LayerlightError
        If a clip cannot be drawn from its recording, or has no such beat with this recording.
    OSError
        If the target cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    book = _Book(quality, title)
    for entry, recording in clips:
        chapter = book.chapter(style.words[f"{entry.id}.title"]) if len(clips) > 1 else None

        def stop(scene: NetworkScene, ended: Beat, chapter: int | None = chapter) -> None:
            if beat in (None, ended.name):
                book.add(scene, ended.caption or ended.name, chapter)

        played = rehearse(entry, recording, style, quality, stop)
        if beat is not None:
            beat_named(entry, played.beats, beat)
    content = book.close()
    with unfinished(target) as partial:
        partial.write_bytes(content)
    return book.pages


class _Book:
    """A PDF file that is being written.

    It stays in memory until it is complete: a Cairo surface that cannot write to its file tries
    again when Python exits, and crashes the process.
    """

    def __init__(self, quality: Quality, title: str):
        self.pages = 0
        self._content = io.BytesIO()
        width, height = quality.frame
        self._unit = math.sqrt(PAGE_WIDTH * PAGE_HEIGHT / AREA)
        self._size = (width * self._unit, height * self._unit)
        self._surface = cairo.PDFSurface(self._content, *self._size)
        self._surface.set_metadata(cairo.PDFMetadata.TITLE, title)
        self._surface.set_metadata(cairo.PDFMetadata.CREATOR, "Layerlight")

    def chapter(self, title: str) -> int:
        """Start a chapter in the outline."""
        return self._outline(cairo.PDF_OUTLINE_ROOT, title)

    def add(self, scene: NetworkScene, title: str, chapter: int | None) -> None:
        """Draw the current state of the scene on a new page."""
        self._outline(cairo.PDF_OUTLINE_ROOT if chapter is None else chapter, title)
        width, height = self._size
        context = _RedFirst(self._surface)
        if not scene.style.transparent:
            red, green, blue = bytes.fromhex(scene.theme.background[1:])
            context.set_source_rgba(blue / 255, green / 255, red / 255, 1.0)
            context.paint()
        context.translate(width / 2, height / 2)
        context.scale(self._unit, -self._unit)
        camera, paths = scene.camera, Paths()
        context.translate(*(-camera.frame_center[:2]))
        for item in camera.items([*scene.mobjects, *scene.foreground_mobjects]):
            _draw(item, context, camera, paths)
        self._surface.show_page()
        self.pages += 1

    def close(self) -> bytes:
        """Finish the PDF and return it."""
        self._surface.finish()
        return self._content.getvalue()

    def _outline(self, parent: int, title: str) -> int:
        place = f"page={self.pages + 1} pos=[0 0]"
        return self._surface.add_outline(parent, title, place, cairo.PDFOutlineFlags.OPEN)


class _RedFirst(cairo.Context):
    """A context that undoes the swap of red and blue with which outlines set colours."""

    def set_source_rgba(self, red: float, green: float, blue: float, alpha: float = 1.0) -> None:
        super().set_source_rgba(blue, green, red, alpha)

    def set_source(self, pattern: cairo.Pattern) -> None:
        if isinstance(pattern, cairo.LinearGradient):
            turned = cairo.LinearGradient(*pattern.get_linear_points())
            for offset, blue, green, red, opacity in pattern.get_color_stops_rgba():
                turned.add_color_stop_rgba(offset, red, green, blue, opacity)
            pattern = turned
        super().set_source(pattern)


def _draw(item: Item, context: _RedFirst, camera: Any, paths: Paths) -> None:
    if isinstance(item, Outline):
        item.draw(None, context, paths)
    elif isinstance(item, Painted):
        cells = np.dstack([item.colours, np.full(item.colours.shape[:2], 255, np.uint8)])
        cells = cells.repeat(CELL, axis=0).repeat(CELL, axis=1)
        first, last = item.points[:, :2]
        _paste(context, cells, first, last, item.opacity)
    else:
        pixels = np.zeros((camera.pixel_height, camera.pixel_width, 4), np.uint8)
        item.draw(pixels, camera.get_cairo_context(pixels), paths)
        corner = np.array([camera.frame_width, -camera.frame_height]) / 2
        middle = camera.frame_center[:2]
        _paste(context, pixels, middle - corner, middle + corner)


def _paste(
    context: cairo.Context,
    pixels: NDArray[np.uint8],
    first: NDArray[np.floating],
    last: NDArray[np.floating],
    opacity: float = 1.0,
) -> None:
    """Draw an image between its top left and bottom right corners, given in frame units."""
    rows, columns = np.nonzero(pixels[..., 3])
    if not len(rows) or opacity <= 0:
        return
    height, width = pixels.shape[:2]
    pitch = (last - first) / (width, height)
    left, top = columns.min(), rows.min()
    cut = pixels[top : rows.max() + 1, left : columns.max() + 1]
    data: Any = np.ascontiguousarray(cut[..., [2, 1, 0, 3]])  # Cairo stores blue first
    shape = (data.shape[1], data.shape[0])
    image = cairo.ImageSurface.create_for_data(data, cairo.FORMAT_ARGB32, *shape)
    context.save()
    context.translate(*(first + pitch * (left, top)))
    context.scale(*pitch)
    pattern = cairo.SurfacePattern(image)
    pattern.set_filter(cairo.FILTER_NEAREST)
    cairo.Context.set_source(context, pattern)
    context.rectangle(0, 0, *shape)
    context.clip()
    context.paint_with_alpha(opacity)
    context.restore()
