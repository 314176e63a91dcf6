"""Draws and encodes one piece of a play, unless the store has a segment that shows the same."""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from scenes.rendering.codecs import VideoFormat
from scenes.rendering.drawing import Item
from scenes.rendering.encoding import SegmentWriter
from scenes.rendering.manim_adapter import ClipRenderer, Piece
from scenes.rendering.segment_store import Store
from scenes.rendering.workers import can_fork, check_in_fork

__all__ = ["Content", "draw_piece", "piece_name"]

REPORT_EVERY = 5
"""Number of frames between progress reports."""


class Content:
    """The digest of a sequence of frames, computed from their display lists.

    Only the differences from the previous list are hashed, so items at rest cost nothing.

    Parameters
    ----------
    origin : str
        Digest of how display lists become video, and the number of frames.
    """

    def __init__(self, origin: str):
        self._digest = hashlib.blake2b(origin.encode(), digest_size=20)
        self._last: Sequence[Item] = ()
        self.known = True

    def add(self, items: Sequence[Item]) -> None:
        """Add the display list of the next frame."""
        if len(items) != len(self._last):
            self._digest.update(b"list %d" % len(items))
            self._last = ()
        for k, (old, new) in enumerate(itertools.zip_longest(self._last, items)):
            if new.key is None:
                self.known = False
            elif old != new:
                self._digest.update(b"item %d" % k)
                for field in new.key:
                    self._digest.update(b"%d:" % len(field))
                    self._digest.update(field)
        self._digest.update(b"next")
        self._last = items

    @property
    def name(self) -> str:
        """The digest of the frames so far, in hexadecimal."""
        return self._digest.hexdigest()


def piece_name(piece: Piece) -> str:
    """Return the name of a piece, unique within its scene."""
    return f"{piece.play:04}-{piece.part:03}"


def draw_piece(
    renderer: ClipRenderer,
    scene: Any,
    piece: Piece,
    origin: str,
    key: str,
    video: VideoFormat,
    store: Store,
    workshop: Path,
    report: Callable[[int], None],
) -> None:
    """Put a piece's segment into the store; draw it only if no segment there shows the same.

    Parameters
    ----------
    renderer : ClipRenderer
    scene : Scene
        In its state at the start of the piece.
    piece : Piece
    origin : str
        Digest of how display lists become video.
    key : str
        Digest of everything the scene is made from.
    video : VideoFormat
    store : Store
    workshop : Path
        Folder for the segment while it is written.
    report : callable
        Called with the number of frames drawn since the last call.
    """
    origin = f"{origin} {piece.frames} {piece.still}"
    content, lists = Content(origin), renderer.lists(scene, piece)
    seen = next(lists)
    content.add(seen)
    first = content.name

    def is_there() -> bool:
        for items in lists:
            content.add(items)
        segment = store.segment(first, content.name) if content.known else None
        if segment is not None:
            store.use([segment])
            store.note(key, piece_name(piece), segment)
        return segment is not None

    # Hashing a piece plays the scene to the piece's end, from where it cannot return.
    if can_fork() and content.known and store.begun(first) and check_in_fork(is_there):
        report(piece.frames)
        return
    unfinished = workshop / f"{os.getpid()}.mp4"
    _draw(renderer, itertools.chain([seen], lists), content, piece, unfinished, video, report)
    # If an item cannot be hashed, the finished video is hashed instead.
    name = content.name if content.known else file_digest(unfinished)
    store.note(key, piece_name(piece), store.keep(unfinished, first, name))


def file_digest(file: Path) -> str:
    """Return the digest of a file, as long as those of :class:`Content`."""
    with file.open("rb") as opened:
        held = hashlib.file_digest(opened, lambda: hashlib.blake2b(digest_size=20))
    return held.hexdigest()


def _draw(renderer, lists, content, piece, unfinished, video, report) -> None:
    """Draw and encode the frames; add all lists but the first to ``content``, which has that."""
    canvas = renderer.canvas()
    writer = SegmentWriter(unfinished, video, canvas.release)
    try:
        for k, items in enumerate(lists):
            if k:
                content.add(items)
            pixels = canvas.draw(items)
            writer.write(pixels, piece.frames if piece.still else 1, canvas.rows)
            if not piece.still and (k + 1) % REPORT_EVERY == 0:
                report(REPORT_EVERY)
    except BaseException:
        writer.abort()
        raise
    writer.close()
    report(piece.frames if piece.still else piece.frames % REPORT_EVERY)
