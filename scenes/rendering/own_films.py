"""Jobs and stills of scenes that are no clips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from network.system.places import cache_folder
from scenes.cache.workshop import cache_workshop
from scenes.rendering.codecs import VideoFormat
from scenes.rendering.fingerprints import digest
from scenes.rendering.jobs import Job
from scenes.rendering.own_scenes import OwnRenderer, make_scene, scene_settings
from scenes.style.picture_size import Quality

__all__ = ["Filmed", "draw_still", "scene_job", "settled"]


class Filmed(Protocol):
    """A scene, as :class:`scenes.own.entries.SceneEntry` describes it."""

    @property
    def id(self) -> str:
        """Name of its files."""

    @property
    def kind(self) -> type:
        """The scene's class."""

    @property
    def code(self) -> str:
        """Digest of what it is made from."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """Entries of Manim's configuration that it needs."""

    @property
    def defaults(self) -> Mapping[type, Any]:
        """Constructors, by class, with the default values that it needs."""

    def explained(self) -> AbstractContextManager[None]:
        """Return a context that names the line of the user's code in errors."""


def scene_job(entry: Filmed, quality: Quality, video: VideoFormat, transparent: bool) -> Job:
    """Describe how to draw a scene.

    Parameters
    ----------
    entry : Filmed
    quality : Quality
    video : VideoFormat
    transparent : bool
        Leave the background out.
    """
    own = _settings(entry, transparent)
    key = digest("scene", entry.code, entry.kind.__name__, sorted(own.items(), key=repr), video)

    def make(renderer: Any) -> Any:
        fps, on_piece = renderer.fps, renderer.on_piece
        return make_scene(entry.kind, lambda camera: OwnRenderer(fps, on_piece, None, camera))

    return Job(
        entry.id,
        key,
        video,
        partial(settled, quality, own, entry.defaults),
        make,
        explained=entry.explained,
        measured=False,
    )


def draw_still(
    entry: Filmed, quality: Quality, transparent: bool, frame: int | None
) -> tuple[NDArray[np.uint8], int]:
    """Draw one frame of a scene.

    Parameters
    ----------
    entry : Filmed
    quality : Quality
    transparent : bool
    frame : int or None
        Number of the frame, from 0; None, or a number past the end, for the scene as it ends.

    Returns
    -------
    ndarray of uint8, shape (height, width, 4)
        Premultiplied RGBA.
    int
        The number of frames before it.
    """
    own = _settings(entry, transparent)
    with settled(quality, own, entry.defaults), entry.explained():
        scene = make_scene(entry.kind, lambda camera: OwnRenderer(quality.fps, None, frame, camera))
        scene.render()
        renderer = scene.renderer
        if frame is not None and renderer.has_shown:
            return renderer.get_frame(), frame
        return renderer.draw_now(scene), renderer.frames


def _settings(entry: Filmed, transparent: bool) -> dict[str, Any]:
    # Colours are premultiplied by opacity: transparent is black.
    clear = {"background_color": "#000000", "background_opacity": 0.0} if transparent else {}
    return {**entry.settings, **clear}


@contextmanager
def settled(
    quality: Quality,
    own: Mapping[str, Any],
    defaults: Mapping[type, Any],
    workshop: Path | None = None,
) -> Iterator[None]:
    """Configure Manim for a scene; see :func:`scenes.rendering.own_scenes.scene_settings`."""
    if workshop is None:
        with cache_workshop() as made, settled(quality, own, defaults, made):
            yield
        return
    texts = cache_folder() / f"texts-{version('manim')}-{version('typst')}"
    with scene_settings(quality, texts, workshop, own, defaults):
        yield
